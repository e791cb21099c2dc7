// Spans: where in the text something stands.
//
//   std::string text = "Sanne was great";
//   pluim::Span span{0, 5};
//   pluim::slice(text, span);                                   // "Sanne"
//   pluim::slice(text, pluim::Span{10, 99});                    // "great": clipped, never outside the text
//
// Every position inside the library counts UTF-8 bytes of the text as it was given. Other units are a matter of the
// edge: convert_span() counts them in one pass, and their type is another, so that the two are never mixed.
// Threads: any. Lifetime: slice() borrows the text; a temporary std::string is refused by the compiler.
// Errors: none; every byte string, also an ill-formed one, has an answer.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "pluim/export.hpp"

namespace pluim {

// A half-open range of UTF-8 bytes of the text that was passed in.
struct Span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  [[nodiscard]] constexpr std::uint32_t size() const noexcept { return end - begin; }
  [[nodiscard]] constexpr bool empty() const noexcept { return begin == end; }
  friend constexpr bool operator==(Span, Span) = default;
};

// The same range counted in code points (Python) or UTF-16 units (Java, JavaScript, C#).
struct CharSpan {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  friend constexpr bool operator==(CharSpan, CharSpan) = default;
};

enum class OffsetUnit : std::uint8_t { byte, code_point, utf16 };
[[nodiscard]] PLUIM_EXPORT std::string_view to_string(OffsetUnit unit) noexcept;
// The unit of that name ("byte", "code_point", "utf16"), or nothing.
[[nodiscard]] PLUIM_EXPORT std::optional<OffsetUnit> offset_unit_from_string(std::string_view name) noexcept;

// The characters of `span`, clipped to the text.
[[nodiscard]] constexpr std::string_view slice(std::string_view text PLUIM_LIFETIMEBOUND, Span span) noexcept {
  const std::size_t b = span.begin < text.size() ? span.begin : text.size();
  const std::size_t e = span.end < text.size() ? span.end : text.size();
  return text.substr(b, e > b ? e - b : 0);
}
template <class S>
  requires(!std::is_lvalue_reference_v<S> && std::same_as<std::remove_cvref_t<S>, std::string>)
std::string_view slice(S&&, Span)
= delete;

// Converts spans to another unit.
// Requires: out.size() == spans.size(); spans in any order, clipped to the text. An ill-formed byte counts as one
// replacement character (U+FFFD), as Python's errors="replace" and the WHATWG decoder count it.
// Cost: one pass over the text when the begins ascend, no allocation; pure ASCII is a copy.
PLUIM_EXPORT void convert_spans(std::string_view text, std::span<const Span> spans, OffsetUnit unit, std::span<CharSpan> out) noexcept;

}  // namespace pluim
