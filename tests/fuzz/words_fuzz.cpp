// Bytes -> word boundaries by the fast path and by ICU alone: they must be the same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "reference/icu_words.hpp"
#include "unicode/breaks.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static pluim::unicode::Breaker breaker;
  static std::vector<pluim::unicode::Piece> pieces;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  breaker.words(text, pieces);
  const auto expected = pluim::reference::icu_words(text);
  if (pieces.size() != expected.size()) std::abort();
  for (std::size_t i = 0; i < pieces.size(); ++i)
    if (pieces[i].begin != expected[i].begin || pieces[i].end != expected[i].end) std::abort();
  return 0;
}
