#include "unicode/breaks.hpp"

#include <unicode/brkiter.h>
#include <unicode/utext.h>

#include "base/utf8.hpp"
#include "unicode/word_class.hpp"

namespace pluim::unicode {

class Breaker::Impl {
 public:
  std::vector<UChar> units;
  std::vector<std::uint32_t> bytes;  // byte offset of each unit, and the length behind the last
  std::unique_ptr<icu::BreakIterator> word, sentence, grapheme;
  UText text = UTEXT_INITIALIZER;

  ~Impl() { utext_close(&text); }

  // ICU reads UTF-16: a copy, with the way back.
  void set(std::string_view utf8) {
    // A byte makes at most one unit, so that one size fits all and nothing grows inside the loop.
    units.resize(utf8.size() + 1);
    bytes.resize(utf8.size() + 2);
    std::size_t n = 0;
    for (std::size_t i = 0; i < utf8.size();) {
      const auto d = base::decode(utf8, i);
      bytes[n] = static_cast<std::uint32_t>(i);
      if (d.code_point < 0x10000) {
        units[n++] = static_cast<UChar>(d.code_point);
      } else {
        units[n++] = static_cast<UChar>(0xD7C0 + (d.code_point >> 10));
        bytes[n] = static_cast<std::uint32_t>(i);
        units[n++] = static_cast<UChar>(0xDC00 + (d.code_point & 0x3FF));
      }
      i += d.size;
    }
    bytes[n] = static_cast<std::uint32_t>(utf8.size());
    units.resize(n);
    bytes.resize(n + 1);
  }

  icu::BreakIterator* ready(std::unique_ptr<icu::BreakIterator>& it, icu::BreakIterator* (*make)(const icu::Locale&, UErrorCode&)) {
    UErrorCode status = U_ZERO_ERROR;
    if (!it) it.reset(make(icu::Locale::getRoot(), status));
    if (U_FAILURE(status) || !it) return nullptr;
    utext_openUChars(&text, units.data(), static_cast<std::int64_t>(units.size()), &status);
    it->setText(&text, status);
    return U_FAILURE(status) ? nullptr : it.get();
  }

  void collect(icu::BreakIterator* it, std::vector<std::uint32_t>& out) {
    out.clear();
    out.push_back(0);
    if (it == nullptr) {
      if (bytes.back() != 0) out.push_back(bytes.back());
      return;
    }
    for (auto at = it->next(); at != icu::BreakIterator::DONE; at = it->next()) out.push_back(bytes[static_cast<std::size_t>(at)]);
  }

  // The pieces of text[begin, end), which has a boundary on either side.
  void pieces_by_icu(std::string_view whole, std::size_t begin, std::size_t end, std::vector<Piece>& out) {
    set(whole.substr(begin, end - begin));
    auto* it = ready(word, &icu::BreakIterator::createWordInstance);
    if (it == nullptr) return;
    auto from = static_cast<std::uint32_t>(begin);
    for (auto at = it->next(); at != icu::BreakIterator::DONE; at = it->next()) {
      const auto to = static_cast<std::uint32_t>(begin) + bytes[static_cast<std::size_t>(at)];
      out.push_back({from, to, it->getRuleStatus() >= UBRK_WORD_NONE_LIMIT});
      from = to;
    }
  }
};

namespace {

using W = WordClass;

constexpr bool is_letter_class(W w) noexcept { return w == W::letter || w == W::pictograph_letter; }
constexpr bool is_line_end(W w) noexcept { return w == W::cr || w == W::lf || w == W::newline; }
constexpr bool is_attached(W w) noexcept { return w == W::extend || w == W::format || w == W::zwj; }
constexpr bool mid_of_letters(W w) noexcept { return w == W::mid_letter || w == W::mid_num_let || w == W::single_quote; }
constexpr bool mid_of_numbers(W w) noexcept { return w == W::mid_num || w == W::mid_num_let || w == W::single_quote; }
constexpr bool is_word_part(W w) noexcept { return is_letter_class(w) || w == W::numeric || w == W::extend_num_let; }

constexpr bool is_ascii_letter(char c) noexcept { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }

// The class behind `at`, skipping what attaches to the character before (rule WB4). End of text is `other`.
W class_behind(const WordClasses& word_class, std::string_view text, std::size_t at) noexcept {
  while (at < text.size()) {
    const auto d = base::decode(text, at);
    const auto w = word_class(d.code_point);
    if (!is_attached(w)) return w;
    at += d.size;
  }
  return W::other;
}

}  // namespace

Breaker::Breaker() : impl_(std::make_unique<Impl>()) {}
Breaker::~Breaker() = default;
Breaker::Breaker(Breaker&&) noexcept = default;
Breaker& Breaker::operator=(Breaker&&) noexcept = default;

std::uint32_t Breaker::words(std::string_view text, std::vector<Piece>& out) {
  out.clear();
  const auto& word_class = WordClasses::get();
  std::uint32_t invalid = 0;
  std::size_t begin = 0;     // of the present piece
  std::size_t at = 0;        // the code point to decide about
  W raw = W::other;          // class of the code point before
  W before = W::other;       // … of the last one that is not attached
  W before_that = W::other;  // … and of the one before that
  bool wordlike = false;
  bool odd_regional = false;  // an odd number of regional indicators stands before
  while (at < text.size()) {
    const auto byte = static_cast<unsigned char>(text[at]);
    char32_t c = byte;
    std::uint32_t size = 1;
    if (byte >= 0x80) {
      const auto d = base::decode(text, at);
      c = d.code_point;
      size = d.size;
      if (!d.valid) invalid += size;
    }
    const W w = word_class(c);
    if (w == W::by_icu) {
      // From the present piece up to the next space or line end, where there is a boundary in any case; but spaces of
      // several kinds stay together (WB3d).
      std::size_t end = at + size;
      bool space_before = c == U'\u3000';
      while (end < text.size() && text[end] != '\n' && text[end] != '\r' && (text[end] != ' ' || space_before)) {
        const auto d = base::decode(text, end);
        if (!d.valid) invalid += d.size;
        space_before = d.code_point == U'\u3000' || word_class(d.code_point) == W::space;
        end += d.size;
      }
      impl_->pieces_by_icu(text, begin, end, out);
      begin = at = end;
      raw = before = before_that = W::other;
      wordlike = false;
      odd_regional = false;
      continue;
    }
    bool joined = false;
    if (at == begin) {
      joined = true;  // the first of its piece
    } else if (is_line_end(raw) || is_line_end(w)) {
      joined = raw == W::cr && w == W::lf;  // WB3, 3a, 3b
    } else if (is_attached(w)) {
      joined = true;  // WB4
    } else if (raw == W::zwj && (w == W::pictograph || w == W::pictograph_letter)) {
      joined = true;  // WB3c
    } else if (raw == W::space && w == W::space) {
      joined = true;  // WB3d
    } else if (is_letter_class(w)) {
      joined = is_letter_class(before) || before == W::numeric || before == W::extend_num_let  // WB5, 10, 13b
               || (mid_of_letters(before) && is_letter_class(before_that));                    // WB7
    } else if (w == W::numeric) {
      joined = is_letter_class(before) || before == W::numeric || before == W::extend_num_let  // WB8, 9, 13b
               || (mid_of_numbers(before) && before_that == W::numeric);                       // WB11
    } else if (w == W::extend_num_let) {
      joined = is_word_part(before);  // WB13a
    } else if (w == W::regional) {
      joined = odd_regional;  // WB15, 16
    } else if (mid_of_letters(w) || mid_of_numbers(w)) {
      const bool letters = mid_of_letters(w) && is_letter_class(before);
      const bool numbers = mid_of_numbers(w) && before == W::numeric;
      if (letters || numbers) {
        const W behind = class_behind(word_class, text, at + size);
        if (behind == W::by_icu) {
          // ICU decides, from the present piece on: it is asked when that code point comes.
          joined = true;
        } else {
          joined = (letters && is_letter_class(behind)) || (numbers && behind == W::numeric);  // WB6, 12
        }
      }
    }
    if (!joined) {
      out.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(at), wordlike});
      begin = at;
      wordlike = false;
    }
    // One connector alone makes no word, two do.
    wordlike |= is_word_part(w) && (w != W::extend_num_let || (joined && at != begin && before == W::extend_num_let));
    raw = w;
    if (!is_attached(w) || at == begin) {
      odd_regional = w == W::regional && !(joined && odd_regional && at != begin);
      before_that = joined && at != begin ? before : W::other;
      before = w;
    }
    at += size;
    if (w != W::letter) continue;
    // The rest of an ASCII word in one go, and the next ones while single spaces lie between: letters join letters (WB5),
    // and there is a boundary on either side of the space.
    for (;;) {
      const std::size_t first = at;
      while (at < text.size() && is_ascii_letter(text[at])) ++at;
      if (at != first) before_that = W::letter;
      if (at + 1 >= text.size() || text[at] != ' ' || !is_ascii_letter(text[at + 1])) break;
      const auto space = static_cast<std::uint32_t>(at);
      out.push_back({static_cast<std::uint32_t>(begin), space, true});
      out.push_back({space, space + 1, false});
      begin = at + 1;
      at += 2;
      before_that = W::other;
      wordlike = true;
    }
  }
  if (begin < text.size()) out.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(text.size()), wordlike});
  return invalid;
}

void Breaker::words_by_icu(std::string_view text, std::vector<std::uint32_t>& out) {
  impl_->set(text);
  impl_->collect(impl_->ready(impl_->word, &icu::BreakIterator::createWordInstance), out);
}

void Breaker::sentences(std::string_view text, std::vector<std::uint32_t>& out) {
  impl_->set(text);
  impl_->collect(impl_->ready(impl_->sentence, &icu::BreakIterator::createSentenceInstance), out);
}

void Breaker::graphemes(std::string_view text, std::vector<std::uint32_t>& out) {
  impl_->set(text);
  impl_->collect(impl_->ready(impl_->grapheme, &icu::BreakIterator::createCharacterInstance), out);
}

}  // namespace pluim::unicode
