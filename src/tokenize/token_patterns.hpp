// What is longer than a word: the patterns of addresses, numbers with their units, emoticons and tags, and the closed
// lists of clitics and abbreviations. A speaker of a language adds a unit or an abbreviation here.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

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
// What a word is by its looks: a title without its point (Mme), Hebrew and Thai abbreviations, Korean letters that laugh.
[[nodiscard]] TokenKind word_kind(std::string_view word, std::string_view norm) noexcept;
// Single letters with a slash between that are one abbreviation: "t/m", "n/a".
[[nodiscard]] bool is_slashed(std::string_view norm) noexcept;
// What is left of an article behind an apostrophe: "'ne", "'nen".
[[nodiscard]] bool is_clipped_article(std::string_view norm) noexcept;
// An ending that Finnish and Swedish set behind a colon after capitals: "WC:ssä", "TV:n".
[[nodiscard]] bool is_case_ending(std::string_view norm) noexcept;
// An abbreviation, with its point, that ends a sentence when a capital follows: "etc. The".
[[nodiscard]] bool closes_list(std::string_view norm) noexcept;
// A word after which "22.30" is a time of day: "kl.", "alle".
[[nodiscard]] bool announces_time(std::string_view norm) noexcept;
// A word after which "3." is an ordinal even before a capital: "im 3. Stock".
[[nodiscard]] bool announces_ordinal(std::string_view norm) noexcept;

// Connectives of languages without a lexicon. A list serves all of them, since a clause is split in a text of any of them: what is
// another word in one of them counts only where the text's letters leave that one out.
using Tongues = std::uint32_t;  // a bit for each language with Latin letters and no lexicon
// One more: a word that means something else within a clause (embora, でも), and counts only at its beginning.
inline constexpr Tongues not_opening = 1 << 12;
struct ConnectivePhrase {
  std::string_view phrase;  // norms with a space between
  Connective meaning;
  Tongues clashes;  // the languages in which it is another word
};
[[nodiscard]] const std::vector<ConnectivePhrase>& connective_phrases();  // ascending by phrase
// The languages whose alphabets have every letter of the text. Cost: linear, and stops at some thousand bytes.
[[nodiscard]] Tongues possible_tongues(const Tokens& tokens);
// What a clause's last two words before a comma say of the next one: 広い が.
[[nodiscard]] Connective closing_connective(std::string_view word_before, std::string_view word) noexcept;

}  // namespace pluim::tokenize
