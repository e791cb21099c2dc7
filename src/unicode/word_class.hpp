// The Word_Break classes of UAX #29 as ICU 72 uses them, for the code points that the fast path reads.
#pragma once

#include <array>
#include <cstdint>

namespace pluim::unicode {

enum class WordClass : std::uint8_t {
  other,
  letter,
  numeric,
  extend_num_let,
  single_quote,
  mid_num_let,
  mid_letter,
  mid_num,
  space,
  cr,
  lf,
  newline,
  extend,
  format,
  zwj,
  pictograph,
  pictograph_letter,
  regional,
  by_icu,
};

// Two ranges hold what reviews in alphabetic scripts are made of: everything below the East Asian blocks, and emoji.
class WordClasses {
 public:
  [[nodiscard]] static const WordClasses& get() noexcept;  // made once; take it out of the loop
  // `by_icu`: a code point whose neighbourhood ICU must read. Cost: a table look-up.
  [[nodiscard]] WordClass operator()(char32_t c) const noexcept {
    if (c < low_end) return low_[c];
    if (c >= emoji_begin && c < emoji_end) return emoji_[c - emoji_begin];
    return c == U'\uFFFD' ? WordClass::other : WordClass::by_icu;
  }

 private:
  WordClasses() noexcept;
  static constexpr char32_t low_end = 0x3000;
  static constexpr char32_t emoji_begin = 0x1F000;
  static constexpr char32_t emoji_end = 0x1FB00;
  std::array<WordClass, low_end> low_;
  std::array<WordClass, emoji_end - emoji_begin> emoji_;
};

}  // namespace pluim::unicode
