#include "unicode/fold.hpp"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include <array>

#include "base/utf8.hpp"

namespace pluim::unicode {
namespace {

// Lower case of the first 0x250 code points, so that Latin text never asks ICU.
constexpr std::size_t table_size = 0x250;
struct LatinTable {
  std::array<char16_t, table_size> lower{};
  std::array<bool, table_size> upper{};
  std::array<bool, table_size> letter{};
  LatinTable() noexcept {
    for (std::size_t i = 0; i < table_size; ++i) {
      const auto c = static_cast<UChar32>(i);
      lower[i] = static_cast<char16_t>(u_tolower(c));
      upper[i] = u_isUUppercase(c) != 0;
      letter[i] = u_isalpha(c) != 0;
    }
    lower[0x130] = u'i';  // İ: the simple mapping, without the dot that the full one leaves behind
    lower[0xA0] = u' ';
  }
};
const LatinTable& latin() noexcept {
  static const LatinTable table;
  return table;
}

// 0x640: the tatweel, which draws an Arabic word out and means nothing.
bool is_dropped(char32_t c) noexcept {
  return c == 0x00AD || c == 0x0640 || (c >= 0x200B && c <= 0x200F) || c == 0x2060 || c == 0xFEFF || c == 0xFE0F;
}
bool is_combining(char32_t c) noexcept { return (c >= 0x300 && c < 0x370) || (c >= 0x1AB0 && c < 0x1B00) || (c >= 0x20D0 && c < 0x2100); }

// Composes out[from..] in place. Only words with combining marks come here.
void compose(std::string& out, std::size_t from) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* nfc = icu::Normalizer2::getNFCInstance(status);
  if (U_FAILURE(status)) return;
  const auto composed = nfc->normalize(
      icu::UnicodeString::fromUTF8(icu::StringPiece(out.data() + from, static_cast<std::int32_t>(out.size() - from))), status);
  if (U_FAILURE(status)) return;
  out.resize(from);
  composed.toUTF8String(out);
}

// `most`: how many of a run of three or more equal letters stay.
void append_folded(std::string_view word, std::string& out, WordShape& shape, int most) {
  const std::size_t from = out.size();
  bool marks = false;
  char32_t previous = 0;
  std::size_t run = 0;
  std::size_t run_start = from;  // where in `out` the present run of equal letters begins
  const auto close_run = [&](std::size_t one) {
    if (run < 3) return;
    shape.elongated = true;
    // "すごーーーい": kana are drawn out with a sign of their own, which "すごい" lacks and "ラーメン" has once.
    const int kept = previous == U'ー' && run_start > from ? most - 1 : most;
    out.resize(run_start + one * static_cast<std::size_t>(kept));
  };
  std::size_t one = 0;
  for (std::size_t i = 0; i < word.size();) {
    const auto d = base::decode(word, i);
    i += d.size;
    if (!d.valid || is_dropped(d.code_point)) continue;
    char32_t c = d.code_point;
    bool letter = false;
    bool upper = false;
    if (c < table_size) {
      letter = latin().letter[c];
      upper = latin().upper[c];
      c = latin().lower[c];
    } else {
      letter = u_isalpha(static_cast<UChar32>(c)) != 0;
      upper = u_isUUppercase(static_cast<UChar32>(c)) != 0;
      if (upper) c = static_cast<char32_t>(u_tolower(static_cast<UChar32>(c)));
      if (c == U'\u2019' || c == U'\u2018' || c == U'\u02BC') c = U'\'';
      if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;  // full-width forms of ASCII
      if (c == 0x202F || c == 0x2009) c = U' ';
      if (c == 0x37E) c = U';';  // the Greek question mark
      marks |= is_combining(c);
    }
    if (c == U'\u00B4' || c == U'`') c = U'\'';
    if (letter) {
      if (shape.letters == 0) shape.first_upper = upper;
      ++shape.letters;
      shape.upper += upper;
    }
    if (c == previous && letter) {
      ++run;
    } else {
      close_run(one);
      previous = c;
      run = 1;
      run_start = out.size();
    }
    const std::size_t before = out.size();
    base::encode(c, out);
    one = out.size() - before;
  }
  close_run(one);
  if (marks) compose(out, from);
}

}  // namespace

void append_norm(std::string_view word, std::string& out, WordShape& shape) {
  // Most words are ASCII without a letter three times: they are folded in one short loop.
  const std::size_t from = out.size();
  out.resize(from + word.size());
  char* to = out.data() + from;
  char before = 0;
  char before_that = 0;
  WordShape ascii;
  for (const char c : word) {
    const auto byte = static_cast<unsigned char>(c);
    const bool upper = byte >= 'A' && byte <= 'Z';
    const char lower = upper ? static_cast<char>(c | 0x20) : c;
    const bool letter = lower >= 'a' && lower <= 'z';
    if (byte >= 0x80 || c == '`' || (letter && lower == before && lower == before_that)) {
      out.resize(from);
      append_folded(word, out, shape, 1);
      return;
    }
    if (letter && ascii.letters == 0) ascii.first_upper = upper;
    ascii.letters += letter;
    ascii.upper += upper;
    *to++ = lower;
    before_that = before;
    before = lower;
  }
  shape = ascii;
}

void append_norm_doubled(std::string_view word, std::string& out) {
  WordShape shape;
  append_folded(word, out, shape, 2);
}

std::string without_accents(std::string_view word) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* nfd = icu::Normalizer2::getNFDInstance(status);
  if (U_FAILURE(status)) return std::string(word);
  const auto apart =
      nfd->normalize(icu::UnicodeString::fromUTF8(icu::StringPiece(word.data(), static_cast<std::int32_t>(word.size()))), status);
  if (U_FAILURE(status)) return std::string(word);
  std::string out;
  for (std::int32_t i = 0; i < apart.length();) {
    const UChar32 c = apart.char32At(i);
    i += U16_LENGTH(c);
    switch (c) {
      case 0xDF: out += "ss"; break;
      case 0xE6: out += "ae"; break;
      case 0xF8: out += "o"; break;
      case 0x153: out += "oe"; break;
      case 0x142: out += "l"; break;
      case 0x131: out += "i"; break;
      case 0x111: out += "d"; break;
      default:
        if (!is_combining(static_cast<char32_t>(c))) base::encode(static_cast<char32_t>(c), out);
    }
  }
  return out;
}

bool is_upper(char32_t c) noexcept { return c < table_size ? latin().upper[c] : u_isUUppercase(static_cast<UChar32>(c)) != 0; }
bool is_letter(char32_t c) noexcept { return c < table_size ? latin().letter[c] : u_isalpha(static_cast<UChar32>(c)) != 0; }
bool is_space(char32_t c) noexcept {
  if (c < 0x80) return c == U' ' || (c >= 9 && c <= 13);
  return u_isUWhiteSpace(static_cast<UChar32>(c)) != 0 || c == U'\u200B' || c == U'\uFEFF';
}
bool is_emoji(char32_t c) noexcept {
  if (c < 0x203C) return false;
  return u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_EXTENDED_PICTOGRAPHIC) != 0 || (c >= 0x1F1E6 && c <= 0x1F1FF) ||
         (c >= 0x1F3FB && c <= 0x1F3FF);
}

Script script(char32_t c) noexcept {
  if (c < 0x250) return is_letter(c) ? Script::latin : Script::common;
  if (c >= 0x400 && c < 0x530) return Script::cyrillic;
  if (c >= 0x4E00 && c < 0xA000) return Script::han;
  UErrorCode status = U_ZERO_ERROR;
  switch (uscript_getScript(static_cast<UChar32>(c), &status)) {
    case USCRIPT_COMMON:
    case USCRIPT_INHERITED: return Script::common;
    case USCRIPT_LATIN: return Script::latin;
    case USCRIPT_CYRILLIC: return Script::cyrillic;
    case USCRIPT_GREEK: return Script::greek;
    case USCRIPT_ARABIC: return Script::arabic;
    case USCRIPT_HEBREW: return Script::hebrew;
    case USCRIPT_THAI: return Script::thai;
    case USCRIPT_HAN: return Script::han;
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA: return Script::kana;
    case USCRIPT_HANGUL: return Script::hangul;
    default: return Script::other;
  }
}

}  // namespace pluim::unicode
