#include "unicode/breaks.hpp"

#include <unicode/brkiter.h>
#include <unicode/rbbi.h>
#include <unicode/utext.h>

#include "base/utf8.hpp"

namespace pluim::unicode {

class Breaker::Impl {
 public:
  std::vector<UChar> units;
  std::vector<std::uint32_t> bytes;   // byte offset of each unit, and the length behind the last
  std::unique_ptr<icu::BreakIterator> word, sentence, grapheme;
  UText text = UTEXT_INITIALIZER;

  ~Impl() { utext_close(&text); }

  icu::BreakIterator* ready(std::unique_ptr<icu::BreakIterator>& it, icu::BreakIterator* (*make)(const icu::Locale&, UErrorCode&)) {
    UErrorCode status = U_ZERO_ERROR;
    if (!it) it.reset(make(icu::Locale::getRoot(), status));
    if (U_FAILURE(status) || !it) return nullptr;
    utext_openUChars(&text, units.data(), static_cast<std::int64_t>(units.size()), &status);
    it->setText(&text, status);
    return U_FAILURE(status) ? nullptr : it.get();
  }

  void collect(icu::BreakIterator* it, std::vector<std::uint32_t>& out) {
    out.push_back(0);
    if (it == nullptr) {
      if (bytes.back() != 0) out.push_back(bytes.back());
      return;
    }
    for (auto at = it->next(); at != icu::BreakIterator::DONE; at = it->next()) out.push_back(bytes[static_cast<std::size_t>(at)]);
  }
};

Breaker::Breaker() : impl_(std::make_unique<Impl>()) {}
Breaker::~Breaker() = default;
Breaker::Breaker(Breaker&&) noexcept = default;
Breaker& Breaker::operator=(Breaker&&) noexcept = default;

std::uint32_t Breaker::set_text(std::string_view text) {
  auto& units = impl_->units;
  auto& bytes = impl_->bytes;
  // A byte makes at most one unit (four bytes make two), so that one size fits all and nothing grows inside the loop.
  units.resize(text.size() + 1);
  bytes.resize(text.size() + 2);
  std::size_t n = 0;
  std::uint32_t invalid = 0;
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x80) {
      bytes[n] = static_cast<std::uint32_t>(i);
      units[n++] = byte;
      ++i;
      continue;
    }
    const auto d = base::decode(text, i);
    if (!d.valid) invalid += d.size;
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
  bytes[n] = static_cast<std::uint32_t>(text.size());
  units.resize(n);
  bytes.resize(n + 1);
  return invalid;
}

void Breaker::words(std::vector<Piece>& out) {
  out.clear();
  auto* it = impl_->ready(impl_->word, &icu::BreakIterator::createWordInstance);
  if (it == nullptr) return;
  std::uint32_t begin = 0;
  for (auto at = it->next(); at != icu::BreakIterator::DONE; at = it->next()) {
    const auto end = impl_->bytes[static_cast<std::size_t>(at)];
    const auto status = it->getRuleStatus();
    out.push_back({begin, end, status >= UBRK_WORD_NONE_LIMIT, status >= UBRK_WORD_NUMBER && status < UBRK_WORD_NUMBER_LIMIT});
    begin = end;
  }
}

void Breaker::sentences(std::vector<std::uint32_t>& out) {
  out.clear();
  impl_->collect(impl_->ready(impl_->sentence, &icu::BreakIterator::createSentenceInstance), out);
}

void Breaker::words(std::vector<std::uint32_t>& out) {
  out.clear();
  impl_->collect(impl_->ready(impl_->word, &icu::BreakIterator::createWordInstance), out);
}

void Breaker::graphemes(std::vector<std::uint32_t>& out) {
  out.clear();
  impl_->collect(impl_->ready(impl_->grapheme, &icu::BreakIterator::createCharacterInstance), out);
}

}  // namespace pluim::unicode
