// The languages that pluim tells apart.
//
//   pluim::to_string(pluim::Language::nl);                       // "nl"
//   pluim::language_from_string("nl-BE");                        // Language::nl: the primary subtag counts
//
// Threads: any. Errors: an unknown tag gives nothing. Cost: a table look-up.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "pluim/export.hpp"

namespace pluim {

// ISO 639-1 codes; `und` when there is nothing to tell. New ones are added at the end, so that stored numbers stay.
enum class Language : std::uint8_t {
  und,
  nl,
  en,
  de,
  fr,
  es,
  it,
  pt,
  pl,
  sv,
  da,
  no,
  fi,
  cs,
  sk,
  hu,
  ro,
  tr,
  ru,
  bg,
  el,
  ar,
  he,
  zh,
  ja,
  th,
  vi,
  uk,
  ko,
};
inline constexpr std::size_t language_count = 29;

[[nodiscard]] PLUIM_EXPORT std::string_view to_string(Language language) noexcept;
[[nodiscard]] PLUIM_EXPORT std::optional<Language> language_from_string(std::string_view bcp47) noexcept;

}  // namespace pluim
