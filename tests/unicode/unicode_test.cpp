#include <gmock/gmock.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "base/utf8.hpp"
#include "pluim/text.hpp"
#include "pluim/tokenizer.hpp"
#include "support/texts.hpp"
#include "unicode/breaks.hpp"
#include "unicode/fold.hpp"

namespace pluim {
namespace {

using namespace std::string_literals;
using test::shown;

// The obvious decoder: builds the number first, then asks whether it may be written so; a bad sequence ends before the first
// byte with which no good one could go on.
base::Decoded slow_decode(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
  const std::uint32_t lead = byte(0);
  if (lead < 0x80) return {static_cast<char32_t>(lead), 1, true};
  const std::uint32_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC0 || lead > 0xF7) return {U'\uFFFD', 1, false};
  const auto lowest = size == 2 ? 0x80U : size == 3 ? 0x800U : 0x10000U;
  const auto fits = [&](std::uint32_t low, std::uint32_t high) {
    // Is there a scalar value among low … high that needs this many bytes?
    for (std::uint32_t c = std::max(low, lowest); c <= std::min(high, 0x10FFFFU); ++c)
      if (c < 0xD800 || c > 0xDFFF) return true;
    return false;
  };
  std::uint32_t value = lead & (0xFFU >> (size + 1));
  std::uint32_t good = 0;
  for (std::uint32_t n = 1;; ++n) {
    const std::uint32_t open = 6 * (size - n);
    if (!fits(value << open, ((value + 1) << open) - 1)) return {U'\uFFFD', std::max(good, 1U), false};
    good = n;
    if (n == size) return {static_cast<char32_t>(value), size, true};
    if (n == text.size() || (byte(n) & 0xC0) != 0x80) return {U'\uFFFD', n, false};
    value = value << 6 | (byte(n) & 0x3F);
  }
}

void same_decoding(std::string_view text) {
  const auto fast = base::decode(text, 0);
  const auto slow = slow_decode(text);
  ASSERT_EQ(fast.code_point, slow.code_point) << shown(text);
  ASSERT_EQ(fast.size, slow.size) << shown(text);
  ASSERT_EQ(fast.valid, slow.valid) << shown(text);
}

TEST(Utf8, DecodesAsTheObviousTwin) {
  // Every pair of first bytes, with nothing, a good and a bad byte behind; then random ones.
  for (int a = 0; a < 256; ++a)
    for (int b = 0; b < 256; ++b)
      for (const auto* tail : {"", "\x80", "\xBF\x80", "\x80\x80\x80", "a", "\x80z", "\xC0"}) {
        std::string text = {static_cast<char>(a), static_cast<char>(b)};
        same_decoding(text + tail);
        if (HasFatalFailure()) return;
      }
  std::mt19937 random(1);
  for (int i = 0; i < 20000; ++i) {
    std::string text(1 + random() % 5, '\0');
    for (auto& c : text) c = static_cast<char>(random() % 4 == 0 ? random() % 256 : 0x80 + random() % 0x80);
    same_decoding(text);
    if (HasFatalFailure()) return;
  }
}

TEST(Utf8, EncodesWhatItDecodes) {
  for (char32_t c = 0; c < 0x110000; c += c < 0x1000 ? 1 : 61) {
    std::string text;
    base::encode(c, text);
    const bool surrogate = c >= 0xD800 && c <= 0xDFFF;
    ASSERT_EQ(base::decode(text, 0).code_point, surrogate ? U'\uFFFD' : c);
    ASSERT_TRUE(base::is_utf8(text));
  }
  std::string text;
  base::encode(char32_t{0x110000}, text);
  EXPECT_EQ(text, "\xEF\xBF\xBD");
}

TEST(Norm, FoldsWords) {
  const struct {
    std::string word, norm, doubled;
    bool elongated;
  } cases[] = {
      {"", "", "", false},
      {"Kamer", "kamer", "kamer", false},
      {"ÉCOLE", "école", "école", false},
      {"E\xCC\x81"
       "COLE",
       "école", "école", false},
      {"I\xCC\x87stanbul", "i\xCC\x87stanbul", "i\xCC\x87stanbul", false},
      {"ΌΜΟΡΦΟ", "όμορφο", "όμορφο", false},
      {"Straße", "straße", "straße", false},
      {"Suuuper", "super", "suuper", true},
      {"heeeEEl", "hel", "heel", true},
      {"zeer", "zeer", "zeer", false},
      {"éééé", "é", "éé", true},
      {"!!!", "!!!", "!!!", false},
      {"1000", "1000", "1000", false},
      {"l’hôtel", "l'hôtel", "l'hôtel", false},
      {"d´or", "d'or", "d'or", false},
      {"wi\xC2\xAD"
       "fi",
       "wifi", "wifi", false},
      {"\xE2\x80\x8Bwi\xE2\x80\x8B\xEF\xBB\xBF"
       "fi",
       "wifi", "wifi", false},
      {"a\xE2\x80\x8B"
       "aa",
       "a", "aa", true},
      {"caf\xC3", "caf", "caf", false},
      {"\xFF\xFE", "", "", false},
      {"a\0b"s, "a\0b"s, "a\0b"s, false},
  };
  for (const auto& c : cases) {
    std::string norm = "kept ";
    unicode::WordShape shape;
    unicode::append_norm(c.word, norm, shape);
    EXPECT_EQ(norm, "kept " + c.norm) << shown(c.word);
    EXPECT_EQ(shape.elongated, c.elongated) << shown(c.word);
    std::string doubled;
    unicode::append_norm_doubled(c.word, doubled);
    EXPECT_EQ(doubled, c.doubled) << shown(c.word);
  }
}

TEST(Norm, CountsItsLetters) {
  const auto shape = [](std::string_view word) {
    unicode::WordShape s;
    std::string out;
    unicode::append_norm(word, out, s);
    return s;
  };
  EXPECT_EQ(shape("ÉtÉ").letters, 3U);
  EXPECT_EQ(shape("ÉtÉ").upper, 2U);
  EXPECT_TRUE(shape("'Été").first_upper);
  EXPECT_FALSE(shape("tÉ").first_upper);
  EXPECT_EQ(shape("12").letters, 0U);
}

TEST(Norm, IsWellFormedAndSettledOnAnyBytes) {
  std::mt19937 random(2);
  for (int i = 0; i < 5000; ++i) {
    const auto word = test::random_text(random, random() % 24);
    std::string once;
    std::string twice;
    unicode::WordShape shape;
    unicode::append_norm(word, once, shape);
    ASSERT_TRUE(base::is_utf8(once)) << shown(word);
    ASSERT_TRUE(base::is_utf8(unicode::without_accents(word))) << shown(word);
    // What was composed may make a new run; else a norm is its own norm.
    unicode::append_norm(once, twice, shape);
    if (word.find("\xCC\x81") == std::string::npos) {
      ASSERT_EQ(once, twice) << shown(word);
    }
  }
}

TEST(WithoutAccents, SpellsOut) {
  const std::pair<std::string_view, std::string_view> cases[] = {{"", ""},
                                                                 {"schön", "schon"},
                                                                 {"cœur", "coeur"},
                                                                 {"straße", "strasse"},
                                                                 {"smørbrød", "smorbrod"},
                                                                 {"łódź", "lodz"},
                                                                 {"niño", "nino"},
                                                                 {"ça", "ca"},
                                                                 {"plain", "plain"},
                                                                 {"e\xCC\x81t\xC3\xA9", "ete"},
                                                                 {"ıæđ", "iaed"},
                                                                 {"你好", "你好"},
                                                                 {"\xFF", "\xEF\xBF\xBD"}};
  for (const auto& [word, plain] : cases) EXPECT_EQ(unicode::without_accents(word), plain) << shown(word);
}

TEST(Breaks, CoverTheText) {
  unicode::Breaker breaker;
  std::mt19937 random(3);
  auto texts = test::hostile_texts();
  for (int i = 0; i < 300; ++i) texts.push_back(test::random_text(random, random() % 200));
  for (const auto& text : texts) {
    std::uint32_t bad = 0;
    for (std::size_t i = 0; i < text.size();) {
      const auto d = base::decode(text, i);
      if (!d.valid) bad += d.size;
      i += d.size;
    }
    std::vector<unicode::Piece> pieces;
    EXPECT_EQ(breaker.words(text, pieces), bad) << shown(text);
    std::uint32_t at = 0;
    for (const auto& p : pieces) {
      ASSERT_EQ(p.begin, at) << shown(text);
      ASSERT_GT(p.end, p.begin) << shown(text);
      at = p.end;
    }
    ASSERT_EQ(at, text.size()) << shown(text);
    for (const auto level : {BoundaryLevel::grapheme, BoundaryLevel::word, BoundaryLevel::sentence}) {
      std::vector<std::uint32_t> found;
      boundaries(text, level, found);
      ASSERT_EQ(found.front(), 0U) << shown(text);
      ASSERT_EQ(found.back(), text.size()) << shown(text);
      for (std::size_t i = 1; i < found.size(); ++i) ASSERT_LT(found[i - 1], found[i]) << shown(text);
    }
  }
}

TEST(Breaks, KnowTheRules) {
  const auto at = [](std::string_view text, BoundaryLevel level) {
    std::vector<std::uint32_t> found;
    boundaries(text, level, found);
    return found;
  };
  using testing::ElementsAre;
  EXPECT_THAT(at("", BoundaryLevel::word), ElementsAre(0));
  EXPECT_THAT(at("e\xCC\x81x", BoundaryLevel::grapheme), ElementsAre(0, 3, 4));
  EXPECT_THAT(at("\r\na", BoundaryLevel::grapheme), ElementsAre(0, 2, 3));
  EXPECT_THAT(at("🇳🇱🇧🇪", BoundaryLevel::grapheme), ElementsAre(0, 8, 16));
  EXPECT_THAT(at("can't go", BoundaryLevel::word), ElementsAre(0, 5, 6, 8));
  EXPECT_THAT(at("One. Two.", BoundaryLevel::sentence), ElementsAre(0, 5, 9));
}

std::uint32_t slow_count(std::string_view text, std::uint32_t until, OffsetUnit unit) {
  std::uint32_t count = 0;
  for (std::size_t i = 0; i < text.size() && i < until;) {
    const auto d = base::decode(text, i);
    count += unit == OffsetUnit::byte                             ? std::min<std::uint32_t>(d.size, static_cast<std::uint32_t>(until - i))
             : unit == OffsetUnit::utf16 && d.code_point > 0xFFFF ? 2U
                                                                  : 1U;
    i += d.size;
  }
  return count;
}

TEST(ConvertSpans, CountsAsTheSlowTwin) {
  std::mt19937 random(4);
  std::vector<std::string> texts = test::hostile_texts();
  texts.push_back("plain ascii text");
  texts.push_back("a😀b👨‍👩‍👧é\xFFz\xF0\x9F");
  for (int i = 0; i < 200; ++i) texts.push_back(test::random_text(random, random() % 60));
  for (const auto& text : texts) {
    const auto size = static_cast<std::uint32_t>(text.size());
    std::vector<Span> spans = {{0, 0}, {0, size}, {size, size}, {size + 1, size + 9}, {0xFFFFFFFF, 0xFFFFFFFF}};
    for (int i = 0; i < 20; ++i)
      spans.push_back({static_cast<std::uint32_t>(random() % (size + 2)), static_cast<std::uint32_t>(random() % (size + 2))});
    std::vector<CharSpan> out(spans.size());
    for (const auto unit : {OffsetUnit::byte, OffsetUnit::code_point, OffsetUnit::utf16}) {
      convert_spans(text, spans, unit, out);
      for (std::size_t i = 0; i < spans.size(); ++i) {
        ASSERT_EQ(out[i].begin, slow_count(text, spans[i].begin, unit)) << shown(text) << " at " << spans[i].begin;
        ASSERT_EQ(out[i].end, slow_count(text, spans[i].end, unit)) << shown(text) << " at " << spans[i].end;
      }
    }
  }
}

TEST(ConvertSpans, KnowsEmoji) {
  const std::string text = "a😀é!";
  const std::vector<Span> spans = {{0, 1}, {1, 5}, {5, 7}, {7, 8}};
  std::vector<CharSpan> out(4);
  convert_spans(text, spans, OffsetUnit::code_point, out);
  EXPECT_THAT(out, testing::ElementsAre(CharSpan{0, 1}, CharSpan{1, 2}, CharSpan{2, 3}, CharSpan{3, 4}));
  convert_spans(text, spans, OffsetUnit::utf16, out);
  EXPECT_THAT(out, testing::ElementsAre(CharSpan{0, 1}, CharSpan{1, 3}, CharSpan{3, 4}, CharSpan{4, 5}));
}

}  // namespace
}  // namespace pluim
