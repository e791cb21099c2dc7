// The names of the enumerations of analysis.hpp, as the output contract spells them.
#include <array>
#include <bit>

#include "pluim/analysis.hpp"

namespace pluim {
namespace {

constexpr std::array<std::string_view, field_count> fields = {"title", "text", "liked", "disliked", "pros", "cons", "advice"};
constexpr std::array<std::string_view, 4> polarities = {"negative", "neutral", "positive", "mixed"};
constexpr std::array<std::string_view, reason_count> reasons = {"opinion_word", "idiom",  "depends", "implied",     "negated",
                                                                "intensified",  "excess", "absence", "field_prior", "carried",
                                                                "irrealis",     "emoji",  "learned"};
constexpr std::array<std::string_view, staff_reason_count> staff_reasons = {"not_praised", "hearsay",        "past",
                                                                            "solicited",   "owner_response", "ambiguous"};
constexpr std::array<std::string_view, 12> name_reasons = {"companion", "reviewer", "customer",  "public",       "place", "business",
                                                           "brand",     "product",  "addressee", "reply_author", "pet",   "word"};
constexpr std::array<std::string_view, flag_count> flags = {"invalid_utf8",   "low_language_confidence", "mixed_language", "owner_response",
                                                            "translated",     "rating_mismatch",         "not_meaningful", "solicited",
                                                            "truncated_input"};

template <class E, std::size_t N>
std::string_view name(const std::array<std::string_view, N>& names, E value) noexcept {
  const auto i = static_cast<std::size_t>(value);
  return i < N ? names[i] : std::string_view{};
}
template <class E, std::size_t N>
std::string_view name_of_bit(const std::array<std::string_view, N>& names, E value) noexcept {
  return name(names, std::countr_zero(static_cast<unsigned>(value)));
}

}  // namespace

std::string_view to_string(Field field) noexcept { return name(fields, field); }
std::optional<Field> field_from_string(std::string_view text) noexcept {
  for (std::size_t i = 0; i < fields.size(); ++i)
    if (fields[i] == text) return static_cast<Field>(i);
  return std::nullopt;
}
std::string_view to_string(Polarity polarity) noexcept { return name(polarities, polarity); }
std::string_view to_string(Reason reason) noexcept { return name_of_bit(reasons, reason); }
std::string_view to_string(StaffReason reason) noexcept { return name_of_bit(staff_reasons, reason); }
std::string_view to_string(NameReason reason) noexcept { return name(name_reasons, reason); }
std::string_view to_string(Flag flag) noexcept { return name_of_bit(flags, flag); }

}  // namespace pluim
