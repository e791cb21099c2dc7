// What is longer than a word: the patterns of addresses, numbers with their units, emoticons and tags, and the closed
// lists of clitics and abbreviations. A speaker of a language adds a unit or an abbreviation here.
#pragma once

#include <string_view>

#include "pattern/pattern_set.hpp"
#include "pluim/tokenizer.hpp"

namespace pluim::tokenize {

// The id of a pattern is the kind of token it makes; those above it make none.
inline constexpr int breaking_tag = 100;  // a tag that breaks a line
inline constexpr int other_tag = 101;

[[nodiscard]] pattern::PatternSet number_patterns();   // at a digit, a currency's sign or code, '+', '(' or '%'
[[nodiscard]] pattern::PatternSet address_patterns();  // at a letter, '#' or '@'
[[nodiscard]] pattern::PatternSet emoticon_patterns();
[[nodiscard]] pattern::PatternSet tag_patterns();

// Currency codes that stand before an amount ("EUR 20", "kr 120"), in lower case.
[[nodiscard]] bool is_currency_code(std::string_view norm) noexcept;
// A clitic that is a token of its own before an apostrophe: l', d', dell'.
[[nodiscard]] bool is_elision(std::string_view norm) noexcept;
// A word that takes the point behind it along and ends no sentence. Without the point, lower case.
[[nodiscard]] bool is_abbreviation(std::string_view norm) noexcept;
// An Italian word whose last accent is typed as an apostrophe, without it: "perche'", "e'"; and "po'".
[[nodiscard]] bool takes_apostrophe(std::string_view norm) noexcept;
// A word after which "22.30" is a time of day: "kl.", "alle".
[[nodiscard]] bool announces_time(std::string_view norm) noexcept;
// A word after which "3." is an ordinal even before a capital: "im 3. Stock".
[[nodiscard]] bool announces_ordinal(std::string_view norm) noexcept;

}  // namespace pluim::tokenize
