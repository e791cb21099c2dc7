// Hashes that are part of the model's format: their values must never change within one format version.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace pluim::base {

// Spreads the bits of `x`; a bijection, so different inputs stay different.
[[nodiscard]] constexpr std::uint64_t mix(std::uint64_t x) noexcept {
  x ^= x >> 32;
  x *= 0xd6e8feb86659fd93ULL;
  x ^= x >> 32;
  x *= 0xd6e8feb86659fd93ULL;
  x ^= x >> 32;
  return x;
}

// Hash of a short byte string, fed byte by byte, so that a tokenizer can compute it while it normalises
// (FNV-1a, Fowler, Noll and Vo, with a final mix for power-of-two tables).
class StreamHash {
 public:
  constexpr void add(unsigned char byte) noexcept { state_ = (state_ ^ byte) * 0x100000001b3ULL; }
  [[nodiscard]] constexpr std::uint64_t value() const noexcept { return mix(state_); }

 private:
  std::uint64_t state_ = 0xcbf29ce484222325ULL;
};

[[nodiscard]] constexpr std::uint64_t hash(std::string_view bytes) noexcept {
  StreamHash h;
  for (const char c : bytes) h.add(static_cast<unsigned char>(c));
  return h.value();
}

[[nodiscard]] constexpr std::uint64_t combine(std::uint64_t a, std::uint64_t b) noexcept { return mix(a * 0x9e3779b97f4a7c15ULL ^ b); }

// Hash of a long block, four lanes at a time, for checksums: gigabytes a second, not for tables of short keys.
[[nodiscard]] inline std::uint64_t checksum(const std::byte* data, std::size_t size) noexcept {
  std::uint64_t lane[4] = {1, 2, 3, 4};
  std::size_t i = 0;
  for (; i + 32 <= size; i += 32) {
    std::uint64_t word[4];
    std::memcpy(word, data + i, 32);
    for (int k = 0; k < 4; ++k) {
      lane[k] = (lane[k] ^ word[k]) * 0x9e3779b97f4a7c15ULL;
      lane[k] ^= lane[k] >> 29;
    }
  }
  std::uint64_t tail[4] = {0, 0, 0, 0};
  if (size > i) std::memcpy(tail, data + i, size - i);
  std::uint64_t h = mix(size);
  for (int k = 0; k < 4; ++k) h = combine(h, lane[k] ^ mix(tail[k]));
  return h;
}

}  // namespace pluim::base
