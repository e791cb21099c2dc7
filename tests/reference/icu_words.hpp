// The slow, obvious twin of unicode::Breaker::words: ICU's word iterator over the whole text.
#pragma once

#include <unicode/brkiter.h>
#include <unicode/utext.h>

#include <memory>
#include <string_view>
#include <vector>

#include "base/utf8.hpp"
#include "unicode/breaks.hpp"

namespace pluim::reference {

inline std::vector<unicode::Piece> icu_words(std::string_view text) {
  std::vector<char16_t> units;
  std::vector<std::uint32_t> bytes;
  for (std::size_t i = 0; i < text.size();) {
    const auto d = base::decode(text, i);
    char16_t pair[2];
    int n = 0;
    U16_APPEND_UNSAFE(pair, n, static_cast<UChar32>(d.code_point));
    for (int k = 0; k < n; ++k) {
      units.push_back(pair[k]);
      bytes.push_back(static_cast<std::uint32_t>(i));
    }
    i += d.size;
  }
  bytes.push_back(static_cast<std::uint32_t>(text.size()));
  UErrorCode status = U_ZERO_ERROR;
  thread_local const std::unique_ptr<icu::BreakIterator> it(icu::BreakIterator::createWordInstance(icu::Locale::getRoot(), status));
  UText units_text = UTEXT_INITIALIZER;
  utext_openUChars(&units_text, units.data(), static_cast<std::int64_t>(units.size()), &status);
  it->setText(&units_text, status);
  std::vector<unicode::Piece> out;
  std::uint32_t begin = 0;
  for (auto at = it->next(); at != icu::BreakIterator::DONE; at = it->next()) {
    const auto end = bytes[static_cast<std::size_t>(at)];
    out.push_back({begin, end, it->getRuleStatus() >= UBRK_WORD_NONE_LIMIT});
    begin = end;
  }
  utext_close(&units_text);
  return out;
}

}  // namespace pluim::reference
