// The names of the public enumerations that every room uses.
#include <array>

#include "pluim/language.hpp"
#include "pluim/result.hpp"
#include "pluim/version.hpp"

namespace pluim {
namespace {

constexpr std::array<std::string_view, language_count> language_codes = {"und", "nl", "en", "de", "fr", "es", "it", "pt", "pl", "sv",
                                                                         "da",  "no", "fi", "cs", "sk", "hu", "ro", "tr", "ru", "bg",
                                                                         "el",  "ar", "he", "zh", "ja", "th", "vi", "uk", "ko"};

}  // namespace

std::string_view to_string(Language language) noexcept {
  const auto i = static_cast<std::size_t>(language);
  return i < language_codes.size() ? language_codes[i] : language_codes[0];
}

std::optional<Language> language_from_string(std::string_view bcp47) noexcept {
  std::array<char, 4> primary{};
  std::size_t n = 0;
  while (n < bcp47.size() && bcp47[n] != '-' && bcp47[n] != '_') {
    if (n == primary.size()) return std::nullopt;
    const char c = bcp47[n];
    primary[n++] = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  const std::string_view code(primary.data(), n);
  if (code == "nb" || code == "nn") return Language::no;
  for (std::size_t i = 0; i < language_codes.size(); ++i)
    if (language_codes[i] == code) return static_cast<Language>(i);
  return std::nullopt;
}

std::string_view to_string(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::invalid_argument: return "invalid_argument";
    case ErrorCode::not_found: return "not_found";
    case ErrorCode::io: return "io";
    case ErrorCode::invalid_record: return "invalid_record";
    case ErrorCode::invalid_table: return "invalid_table";
    case ErrorCode::corrupt_model: return "corrupt_model";
    case ErrorCode::model_too_new: return "model_too_new";
    case ErrorCode::self_test_failed: return "self_test_failed";
    case ErrorCode::cancelled: return "cancelled";
  }
  return "unknown";
}

const char* version() noexcept { return PLUIM_VERSION; }

}  // namespace pluim
