#include "unicode/word_class.hpp"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

namespace pluim::unicode {
namespace {

WordClass from_icu(UChar32 c) noexcept {
  // Dictionary scripts, and the rules for Hebrew's quotes and for kana, are left to ICU.
  const auto script = u_getIntPropertyValue(c, UCHAR_SCRIPT);
  if (u_getIntPropertyValue(c, UCHAR_LINE_BREAK) == U_LB_COMPLEX_CONTEXT || script == USCRIPT_HAN || script == USCRIPT_HIRAGANA ||
      script == USCRIPT_KATAKANA)
    return WordClass::by_icu;
  if (c == '@') return WordClass::letter;  // ICU 72 takes it for one
  const bool pictograph = u_hasBinaryProperty(c, UCHAR_EXTENDED_PICTOGRAPHIC) != 0;
  switch (u_getIntPropertyValue(c, UCHAR_WORD_BREAK)) {
    case U_WB_ALETTER: return pictograph ? WordClass::pictograph_letter : WordClass::letter;
    case U_WB_NUMERIC: return WordClass::numeric;
    case U_WB_EXTENDNUMLET: return WordClass::extend_num_let;
    case U_WB_SINGLE_QUOTE: return WordClass::single_quote;
    case U_WB_MIDNUMLET: return WordClass::mid_num_let;
    case U_WB_MIDLETTER: return c == ':' ? WordClass::other : WordClass::mid_letter;  // ICU 72 tailors the colon
    case U_WB_MIDNUM: return WordClass::mid_num;
    case U_WB_WSEGSPACE: return WordClass::space;
    case U_WB_CR: return WordClass::cr;
    case U_WB_LF: return WordClass::lf;
    case U_WB_NEWLINE: return WordClass::newline;
    case U_WB_EXTEND: return WordClass::extend;
    case U_WB_FORMAT: return WordClass::format;
    case U_WB_ZWJ: return WordClass::zwj;
    case U_WB_REGIONAL_INDICATOR: return WordClass::regional;
    case U_WB_HEBREW_LETTER:
    case U_WB_KATAKANA:
    case U_WB_DOUBLE_QUOTE: return c == '"' ? WordClass::other : WordClass::by_icu;  // matters beside Hebrew letters alone
    default: return pictograph ? WordClass::pictograph : WordClass::other;
  }
}

}  // namespace

WordClasses::WordClasses() noexcept {
  for (char32_t c = 0; c < low_end; ++c) low_[c] = from_icu(static_cast<UChar32>(c));
  for (char32_t c = emoji_begin; c < emoji_end; ++c) emoji_[c - emoji_begin] = from_icu(static_cast<UChar32>(c));
}

const WordClasses& WordClasses::get() noexcept {
  static const WordClasses classes;
  return classes;
}

}  // namespace pluim::unicode
