// Products of small integer matrices with vectors: exact sums of 16-bit products in 32 bits, so every width of vector
// register gives the same answer. Eigen multiplies 8 and 16 bits only in their own width, which would overflow.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace pluim::learn {

// Rows side by side, two columns at a time: for each pair of columns the two weights of each row. Rows are filled up with
// zeros to a multiple of 8.
class PairedMatrix {
 public:
  PairedMatrix() = default;
  // `rows`: each `columns` long, an even number. Requires: no sum of products passes 32 bits.
  PairedMatrix(const std::vector<std::span<const std::int16_t>>& rows, std::size_t columns);

  [[nodiscard]] std::size_t padded_rows() const noexcept { return rows_; }
  // out[row] = row · vector, for padded_rows() rows. Cost: one multiply-and-add of registers for each 8 (AVX2: 16) products.
  void multiply(const std::int16_t* vector, std::int32_t* out) const noexcept;
  // The same, plainly: what the fast ways are tested against.
  void multiply_plain(const std::int16_t* vector, std::int32_t* out) const noexcept;

 private:
  std::vector<std::int16_t> weights_;
  std::size_t rows_ = 0, pairs_ = 0;
};

// out[c] = the sum over `count` rows of weights[row] × rows[row][c], for c below `width`, a multiple of 16.
void weighted_sum(const std::int16_t* weights, std::size_t count, const std::int16_t* rows, std::size_t width, std::int32_t* out) noexcept;

// A step of a convolution of width three, at a word whose row is three times `channels` (a multiple of 16): what it adds
// to the position behind it, at it and before it. `before` and `here` are the sums so far at the last two; the position
// before is done and goes, shifted with rounding and cut to 0 … 255, into `hidden`. Then both move on by one word.
// Requires: no sum leaves 16 bits by more than the sign; 0 ≤ shift ≤ 24.
void convolve_step(const std::int16_t* row, const std::int16_t* bias, std::size_t channels, int shift, std::int16_t* before,
                   std::int16_t* here, std::int16_t* hidden) noexcept;

}  // namespace pluim::learn
