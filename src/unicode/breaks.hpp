// Boundaries of graphemes, words and sentences: exactly ICU's for the rules of UAX #29, in byte offsets.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace pluim::unicode {

// What lies between two word boundaries.
struct Piece {
  std::uint32_t begin;
  std::uint32_t end;
  bool wordlike;  // it holds a letter, a digit, kana or an ideograph: ICU's rule status is not "none"
};

// Finds boundaries, keeping ICU's iterators and buffers between calls. Ill-formed sequences count as U+FFFD each.
// Threads: one at a time. Cost: linear; allocates only to grow (and inside ICU for dictionary scripts).
class Breaker {
 public:
  Breaker();
  ~Breaker();
  Breaker(Breaker&&) noexcept;
  Breaker& operator=(Breaker&&) noexcept;

  // The pieces between word boundaries; they cover the text. Alphabetic scripts are read by rules of our own, stretches
  // with Thai, Han, kana, Hebrew and other scripts that need a dictionary or rare rules by ICU.
  // Returns: the number of bytes in ill-formed sequences.
  std::uint32_t words(std::string_view text, std::vector<Piece>& out);
  // ICU's boundaries, the first 0, the last the length.
  void words_by_icu(std::string_view text, std::vector<std::uint32_t>& out);
  void sentences(std::string_view text, std::vector<std::uint32_t>& out);
  void graphemes(std::string_view text, std::vector<std::uint32_t>& out);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace pluim::unicode
