#include "learn/multiply.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace pluim::learn {
namespace {

using Kernel = void (*)(const std::int16_t* weights, std::size_t rows, std::size_t pairs, const std::int16_t* vector, std::int32_t* out);

void plain(const std::int16_t* weights, std::size_t rows, std::size_t pairs, const std::int16_t* vector, std::int32_t* out) {
  std::fill(out, out + rows, 0);
  for (std::size_t p = 0; p < pairs; ++p, weights += 2 * rows)
    for (std::size_t r = 0; r < rows; ++r)
      out[r] += std::int32_t{weights[2 * r]} * vector[2 * p] + std::int32_t{weights[2 * r + 1]} * vector[2 * p + 1];
}

void weighted_sum_plain(const std::int16_t* weights, std::size_t count, const std::int16_t* rows, std::size_t width, std::int32_t* out) {
  std::fill(out, out + width, 0);
  for (std::size_t t = 0; t < count; ++t, rows += width)
    for (std::size_t c = 0; c < width; ++c) out[c] += std::int32_t{weights[t]} * rows[c];
}

void convolve_plain(const std::int16_t* row, const std::int16_t* bias, std::size_t channels, int shift, std::int16_t* before,
                    std::int16_t* here, std::int16_t* hidden) {
  const int half = shift > 0 ? 1 << (shift - 1) : 0;
  for (std::size_t c = 0; c < channels; ++c) {
    hidden[c] = static_cast<std::int16_t>(std::min(std::max((before[c] + row[2 * channels + c] + half) >> shift, 0), 255));
    before[c] = static_cast<std::int16_t>(here[c] + row[channels + c]);
    here[c] = static_cast<std::int16_t>(bias[c] + row[c]);
  }
}

#if defined(__x86_64__)

// Two columns of the vector as one number, to be spread over a register.
int pair_at(const std::int16_t* vector, std::size_t p) noexcept {
  int pair = 0;
  std::memcpy(&pair, vector + 2 * p, sizeof pair);
  return pair;
}

// `registers` × 4 rows at a time, the sums kept in registers.
template <int registers>
void block_sse(const std::int16_t* weights, std::size_t rows, std::size_t pairs, const std::int16_t* vector, std::int32_t* out) {
  __m128i sums[registers];
  for (auto& s : sums) s = _mm_setzero_si128();
  for (std::size_t p = 0; p < pairs; ++p, weights += 2 * rows) {
    const __m128i pair = _mm_set1_epi32(pair_at(vector, p));
    for (int i = 0; i < registers; ++i)
      sums[i] = _mm_add_epi32(sums[i], _mm_madd_epi16(pair, _mm_loadu_si128(reinterpret_cast<const __m128i*>(weights + 8 * i))));
  }
  for (int i = 0; i < registers; ++i) _mm_storeu_si128(reinterpret_cast<__m128i*>(out + 4 * i), sums[i]);
}
void sse(const std::int16_t* weights, std::size_t rows, std::size_t pairs, const std::int16_t* vector, std::int32_t* out) {
  std::size_t r = 0;
  for (; r + 32 <= rows; r += 32) block_sse<8>(weights + 2 * r, rows, pairs, vector, out + r);
  for (; r < rows; r += 8) block_sse<2>(weights + 2 * r, rows, pairs, vector, out + r);
}

template <int registers>
[[gnu::target("avx2")]] void block_avx2(const std::int16_t* weights, std::size_t rows, std::size_t pairs, const std::int16_t* vector,
                                        std::int32_t* out) {
  __m256i sums[registers];
  for (auto& s : sums) s = _mm256_setzero_si256();
#pragma GCC unroll 4
  for (std::size_t p = 0; p < pairs; ++p, weights += 2 * rows) {
    const __m256i pair = _mm256_set1_epi32(pair_at(vector, p));
    for (int i = 0; i < registers; ++i)
      sums[i] = _mm256_add_epi32(sums[i], _mm256_madd_epi16(pair, _mm256_loadu_si256(reinterpret_cast<const __m256i*>(weights + 16 * i))));
  }
  for (int i = 0; i < registers; ++i) _mm256_storeu_si256(reinterpret_cast<__m256i*>(out + 8 * i), sums[i]);
}
void avx2(const std::int16_t* weights, std::size_t rows, std::size_t pairs, const std::int16_t* vector, std::int32_t* out) {
  std::size_t r = 0;
  for (; r + 64 <= rows; r += 64) block_avx2<8>(weights + 2 * r, rows, pairs, vector, out + r);
  constexpr std::array<Kernel, 7> rest = {block_avx2<1>, block_avx2<2>, block_avx2<3>, block_avx2<4>,
                                          block_avx2<5>, block_avx2<6>, block_avx2<7>};
  if (r < rows) rest[(rows - r) / 8 - 1](weights + 2 * r, rows, pairs, vector, out + r);
}

[[gnu::target("avx2")]] inline __m256i load_avx2(const std::int16_t* at) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
}
[[gnu::target("avx2")]] inline __m256i sum_avx2(const std::int16_t* a, const std::int16_t* b) {
  return _mm256_add_epi16(load_avx2(a), load_avx2(b));
}

[[gnu::target("avx2")]] void weighted_sum_avx2(const std::int16_t* weights, std::size_t count, const std::int16_t* rows, std::size_t width,
                                               std::int32_t* out) {
  for (std::size_t c = 0; c < width; c += 16) {
    // The instruction set interleaves within halves of a register: `low` holds columns 0–3 and 8–11.
    __m256i low = _mm256_setzero_si256();
    __m256i high = _mm256_setzero_si256();
    for (std::size_t t = 0; t < count; t += 2) {
      const __m256i first = load_avx2(rows + t * width + c);
      const __m256i second = t + 1 < count ? load_avx2(rows + (t + 1) * width + c) : _mm256_setzero_si256();
      const __m256i pair = _mm256_set1_epi32(t + 1 < count ? pair_at(weights, t / 2) : weights[t]);
      low = _mm256_add_epi32(low, _mm256_madd_epi16(pair, _mm256_unpacklo_epi16(first, second)));
      high = _mm256_add_epi32(high, _mm256_madd_epi16(pair, _mm256_unpackhi_epi16(first, second)));
    }
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out + c), _mm256_permute2x128_si256(low, high, 0x20));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out + c + 8), _mm256_permute2x128_si256(low, high, 0x31));
  }
}

[[gnu::target("avx2")]] void convolve_avx2(const std::int16_t* row, const std::int16_t* bias, std::size_t channels, int shift,
                                           std::int16_t* before, std::int16_t* here, std::int16_t* hidden) {
  const __m128i by = _mm_cvtsi32_si128(shift - 1);
  const __m256i one = _mm256_set1_epi16(1);
  const __m256i most = _mm256_set1_epi16(255);
  for (std::size_t c = 0; c < channels; c += 16) {
    __m256i x = sum_avx2(before + c, row + 2 * channels + c);
    if (shift > 0) x = _mm256_srai_epi16(_mm256_add_epi16(_mm256_sra_epi16(x, by), one), 1);
    x = _mm256_max_epi16(_mm256_min_epi16(x, most), _mm256_setzero_si256());
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(hidden + c), x);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(before + c), sum_avx2(here + c, row + channels + c));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(here + c), sum_avx2(bias + c, row + c));
  }
}

const bool has_avx2 = __builtin_cpu_supports("avx2") != 0;
const Kernel kernel = has_avx2 ? avx2 : sse;
const auto weighted = has_avx2 ? weighted_sum_avx2 : weighted_sum_plain;
const auto step = has_avx2 ? convolve_avx2 : convolve_plain;
#else
const Kernel kernel = plain;
const auto weighted = weighted_sum_plain;
const auto step = convolve_plain;
#endif

}  // namespace

PairedMatrix::PairedMatrix(const std::vector<std::span<const std::int16_t>>& rows, std::size_t columns)
    : rows_((rows.size() + 7) / 8 * 8), pairs_(columns / 2) {
  weights_.assign(rows_ * columns, 0);
  for (std::size_t r = 0; r < rows.size(); ++r)
    for (std::size_t c = 0; c < columns; ++c) weights_[c / 2 * 2 * rows_ + 2 * r + c % 2] = rows[r][c];
}

void PairedMatrix::multiply(const std::int16_t* vector, std::int32_t* out) const noexcept {
  kernel(weights_.data(), rows_, pairs_, vector, out);
}
void PairedMatrix::multiply_plain(const std::int16_t* vector, std::int32_t* out) const noexcept {
  plain(weights_.data(), rows_, pairs_, vector, out);
}

void weighted_sum(const std::int16_t* weights, std::size_t count, const std::int16_t* rows, std::size_t width, std::int32_t* out) noexcept {
  weighted(weights, count, rows, width, out);
}

void convolve_step(const std::int16_t* row, const std::int16_t* bias, std::size_t channels, int shift, std::int16_t* before,
                   std::int16_t* here, std::int16_t* hidden) noexcept {
  step(row, bias, channels, shift, before, here, hidden);
}

}  // namespace pluim::learn
