// Boundaries of graphemes, words and sentences by ICU's rules for UAX #29, in byte offsets.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace pluim::unicode {

// A piece between two word boundaries.
struct Piece {
  std::uint32_t begin;
  std::uint32_t end;
  bool wordlike;    // ICU calls it a number, letters, kana or ideographs
  bool numeric;     // … a number
};

// Finds boundaries, keeping ICU's iterators and the UTF-16 copy of the text between calls.
// Threads: one at a time. Cost: linear; allocates only to grow (and inside ICU for dictionary scripts).
class Breaker {
 public:
  Breaker();
  ~Breaker();
  Breaker(Breaker&&) noexcept;
  Breaker& operator=(Breaker&&) noexcept;

  // Takes a text; the next calls speak of it. Ill-formed sequences count as U+FFFD each.
  // Returns: the number of bytes in ill-formed sequences.
  std::uint32_t set_text(std::string_view text);
  void words(std::vector<Piece>& out);
  // Boundaries, the first 0, the last the length.
  void sentences(std::vector<std::uint32_t>& out);
  void words(std::vector<std::uint32_t>& out);
  void graphemes(std::vector<std::uint32_t>& out);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace pluim::unicode
