// Normal forms of words: lower case, composed (NFC), straight apostrophes; and the same without accents.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace pluim::unicode {

// Bits of what a word looked like before it was folded.
struct WordShape {
  std::uint32_t letters = 0;
  std::uint32_t upper = 0;
  bool first_upper = false;
  bool elongated = false;  // a letter stood three times or more in a row
};

// Appends the norm of `word` to `out`: lower case, NFC, ’ as ', zero-width characters and soft hyphens dropped, and a
// letter that stands three times or more in a row once (the sign ー, which draws kana out, not at all). Tatweels and ill-formed
// bytes are dropped; a space that does not break is a plain one.
// Cost: one pass; allocates only for combining marks (through ICU) and when `out` grows.
void append_norm(std::string_view word, std::string& out, WordShape& shape);

// The same, but elongation is kept at two letters ("heeeel" -> "heel"; one ー), for a second look-up.
void append_norm_doubled(std::string_view word, std::string& out);

// `word` without accents and with ligatures spelt out ("schön" -> "schon", "cœur" -> "coeur", "straße" -> "strasse").
[[nodiscard]] std::string without_accents(std::string_view word);

[[nodiscard]] bool is_upper(char32_t c) noexcept;
[[nodiscard]] bool is_letter(char32_t c) noexcept;
[[nodiscard]] bool is_space(char32_t c) noexcept;
// An emoji by itself, or a part of one: pictographs, flags, keycaps, skin tones, joiners' partners.
[[nodiscard]] bool is_emoji(char32_t c) noexcept;

// The scripts that tell a language, or need other rules.
enum class Script : std::uint8_t { common, latin, cyrillic, greek, arabic, hebrew, thai, han, kana, hangul, other };
[[nodiscard]] Script script(char32_t c) noexcept;

}  // namespace pluim::unicode
