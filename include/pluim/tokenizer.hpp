// Tokens, sentences and clauses of a text.
//
//   pluim::Tokens t = analyzer->tokenize("Suuuper kamer, maar lawaai!");
//   pluim::slice(text, t.tokens[0].span);                        // "Suuuper"
//   t.norm(t.tokens[0]);                                         // "super"
//   t.sentences.size();                                          // 1
//   t.clauses.size();                                            // 2: "Suuuper kamer," and "maar lawaai!"
//
// Spans ascend, never overlap, lie on code points; slice(text, span) is the token. White space belongs to no token.
// Threads: a Tokens is a plain value. Errors: total; ill-formed UTF-8 is skipped and counted.
// Cost: linear in the text; clear() keeps the capacity, so a loop settles to zero allocations.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "pluim/text.hpp"

namespace pluim {

enum class TokenKind : std::uint8_t {
  word,
  number,
  money,
  quantity,
  rating,
  time,
  date,
  url,
  email,
  phone,
  handle,
  hashtag,
  emoji,
  emoticon,
  abbreviation,
  punctuation,
  symbol,
};
[[nodiscard]] PLUIM_EXPORT std::string_view to_string(TokenKind kind) noexcept;

// Bits of Token::flags.
enum class TokenFlag : std::uint8_t {
  capitalized = 1,  // the first letter is upper case, a later one lower
  all_caps = 2,     // two letters or more, all upper case
  elongated = 4,    // a letter was repeated for effect, and norm has it once or twice
  elision = 8,      // a clitic before an apostrophe: l', d', dell'
  glued = 16,       // no white space between the token before and this one
};
[[nodiscard]] PLUIM_EXPORT std::string_view to_string(TokenFlag flag) noexcept;

struct Token {
  Span span;  // in the text
  Span norm;  // in Tokens::norms: lower case, NFC, straight apostrophes, elongation undone
  TokenKind kind = TokenKind::word;
  std::uint8_t flags = 0;  // TokenFlag bits
  [[nodiscard]] constexpr bool has(TokenFlag flag) const noexcept { return (flags & static_cast<std::uint8_t>(flag)) != 0; }
};

// How a clause hangs on what went before.
enum class Connective : std::uint8_t { none, addition, contrast, concession, condition, cause, sequence, comparison, irrealis };
[[nodiscard]] PLUIM_EXPORT std::string_view to_string(Connective connective) noexcept;

struct Clause {
  std::uint32_t first = 0;  // tokens[first, last)
  std::uint32_t last = 0;
  Connective connective = Connective::none;
};

struct Tokens {
  std::vector<Token> tokens;
  std::string norms;                // all norms behind each other
  std::vector<Span> sentences;      // byte spans; every token lies in one
  std::vector<Clause> clauses;      // every token lies in one; a clause lies in one sentence
  std::uint32_t invalid_bytes = 0;  // ill-formed UTF-8 met and skipped

  [[nodiscard]] std::string_view norm(const Token& token) const noexcept { return slice(norms, token.norm); }
  // From the first token's begin to the last one's end; empty for an empty clause.
  [[nodiscard]] Span span(const Clause& clause) const noexcept {
    if (clause.first >= clause.last) return {};
    return {tokens[clause.first].span.begin, tokens[clause.last - 1].span.end};
  }
  void clear() noexcept {
    tokens.clear();
    norms.clear();
    sentences.clear();
    clauses.clear();
    invalid_bytes = 0;
  }
};

enum class BoundaryLevel : std::uint8_t { grapheme, word, sentence };

// Appends the byte offset of every boundary of UAX #29 to `out`, the first 0, the last text.size(); an empty text has
// the boundary 0 alone. Cost: linear; allocates for the iterator.
PLUIM_EXPORT void boundaries(std::string_view text, BoundaryLevel level, std::vector<std::uint32_t>& out);

}  // namespace pluim
