// UTF-8, byte by byte. An ill-formed sequence is skipped by its maximal subpart (Unicode 15, table 3-7 and the
// recommended practice U+FFFD substitution), as the WHATWG decoder and Python's errors="replace" do.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace pluim::base {

struct Decoded {
  char32_t code_point;  // U+FFFD for an ill-formed sequence
  std::uint32_t size;   // bytes consumed, at least 1
  bool valid;
};

// Requires: at < text.size().
[[nodiscard]] constexpr Decoded decode(std::string_view text, std::size_t at) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
  const std::uint32_t b0 = byte(at);
  if (b0 < 0x80) return {static_cast<char32_t>(b0), 1, true};
  const std::size_t left = text.size() - at;
  constexpr auto bad = [](std::uint32_t n) { return Decoded{U'\uFFFD', n, false}; };
  if (b0 < 0xC2 || b0 > 0xF4) return bad(1);
  // The second byte's range excludes overlong forms, surrogates and what lies above U+10FFFF.
  std::uint32_t low = 0x80;
  std::uint32_t high = 0xBF;
  if (b0 == 0xE0) low = 0xA0;
  if (b0 == 0xED) high = 0x9F;
  if (b0 == 0xF0) low = 0x90;
  if (b0 == 0xF4) high = 0x8F;
  if (left < 2 || byte(at + 1) < low || byte(at + 1) > high) return bad(1);
  if (b0 < 0xE0) return {static_cast<char32_t>((b0 & 0x1F) << 6 | (byte(at + 1) & 0x3F)), 2, true};
  if (left < 3 || (byte(at + 2) & 0xC0) != 0x80) return bad(2);
  if (b0 < 0xF0) return {static_cast<char32_t>((b0 & 0x0F) << 12 | (byte(at + 1) & 0x3F) << 6 | (byte(at + 2) & 0x3F)), 3, true};
  if (left < 4 || (byte(at + 3) & 0xC0) != 0x80) return bad(3);
  return {static_cast<char32_t>((b0 & 0x07) << 18 | (byte(at + 1) & 0x3F) << 12 | (byte(at + 2) & 0x3F) << 6 | (byte(at + 3) & 0x3F)), 4,
          true};
}

// Appends a code point; a surrogate or a value above U+10FFFF becomes U+FFFD.
inline void encode(char32_t c, std::string& out) {
  const auto put = [&](std::uint32_t b) { out.push_back(static_cast<char>(static_cast<unsigned char>(b))); };
  const auto u = static_cast<std::uint32_t>(c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF) ? U'\uFFFD' : c);
  if (u < 0x80) {
    put(u);
  } else if (u < 0x800) {
    put(0xC0 | u >> 6);
    put(0x80 | (u & 0x3F));
  } else if (u < 0x10000) {
    put(0xE0 | u >> 12);
    put(0x80 | (u >> 6 & 0x3F));
    put(0x80 | (u & 0x3F));
  } else {
    put(0xF0 | u >> 18);
    put(0x80 | (u >> 12 & 0x3F));
    put(0x80 | (u >> 6 & 0x3F));
    put(0x80 | (u & 0x3F));
  }
}

[[nodiscard]] constexpr bool is_utf8(std::string_view text) noexcept {
  for (std::size_t i = 0; i < text.size();) {
    const auto d = decode(text, i);
    if (!d.valid) return false;
    i += d.size;
  }
  return true;
}

}  // namespace pluim::base
