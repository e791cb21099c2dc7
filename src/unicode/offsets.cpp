// Conversion of byte spans to other units (text.hpp).
#include <algorithm>
#include <array>

#include "base/utf8.hpp"
#include "pluim/text.hpp"

namespace pluim {
namespace {

// Walks forward over the text and counts units; goes back to the start when asked for an earlier byte.
class Counter {
 public:
  Counter(std::string_view text, OffsetUnit unit) noexcept : text_(text), unit_(unit) {}
  std::uint32_t at(std::uint32_t byte) noexcept {
    const std::size_t target = std::min<std::size_t>(byte, text_.size());
    if (unit_ == OffsetUnit::byte) return static_cast<std::uint32_t>(target);
    if (target < byte_) {
      byte_ = 0;
      count_ = 0;
    }
    while (byte_ < target) {
      const auto d = base::decode(text_, byte_);
      byte_ += d.size;
      count_ += unit_ == OffsetUnit::utf16 && d.code_point > 0xFFFF ? 2 : 1;
    }
    return count_;
  }

 private:
  std::string_view text_;
  OffsetUnit unit_;
  std::size_t byte_ = 0;
  std::uint32_t count_ = 0;
};

constexpr std::array<std::string_view, 3> unit_names = {"byte", "code_point", "utf16"};

}  // namespace

std::string_view to_string(OffsetUnit unit) noexcept {
  const auto i = static_cast<std::size_t>(unit);
  return i < unit_names.size() ? unit_names[i] : std::string_view{};
}

std::optional<OffsetUnit> offset_unit_from_string(std::string_view name) noexcept {
  for (std::size_t i = 0; i < unit_names.size(); ++i)
    if (unit_names[i] == name) return static_cast<OffsetUnit>(i);
  return std::nullopt;
}

void convert_spans(std::string_view text, std::span<const Span> spans, OffsetUnit unit, std::span<CharSpan> out) noexcept {
  // Two counters: begins ascend and ends ascend in most lists, though an end may lie behind the next begin.
  Counter begin(text, unit);
  Counter end(text, unit);
  for (std::size_t i = 0; i < spans.size() && i < out.size(); ++i) out[i] = {begin.at(spans[i].begin), end.at(spans[i].end)};
}

}  // namespace pluim
