#include "io/offsets.hpp"

#include <algorithm>

namespace pluim::io {
namespace {

constexpr bool before(Span a, Span b) noexcept { return a.begin != b.begin ? a.begin < b.begin : a.end < b.end; }

}  // namespace

Offsets::Offsets(const Review& review, const Analysis& analysis, OffsetUnit unit) : unit_(unit) {
  if (unit == OffsetUnit::byte) return;
  const auto add = [&](const auto& items) {
    for (const auto& item : items) fields_[static_cast<std::size_t>(item.field)].bytes.push_back(item.span);
  };
  add(analysis.opinions);
  add(analysis.staff);
  add(analysis.other_names);
  for (std::size_t f = 0; f < field_count; ++f) {
    auto& [bytes, chars] = fields_[f];
    std::sort(bytes.begin(), bytes.end(), before);
    bytes.erase(std::unique(bytes.begin(), bytes.end()), bytes.end());
    chars.resize(bytes.size());
    convert_spans(review.field(static_cast<Field>(f)), bytes, unit, chars);
  }
}

CharSpan Offsets::convert(Field field, Span span) const noexcept {
  if (unit_ == OffsetUnit::byte) return {span.begin, span.end};
  const auto& [bytes, chars] = fields_[static_cast<std::size_t>(field)];
  const auto at = std::lower_bound(bytes.begin(), bytes.end(), span, before);
  return chars[static_cast<std::size_t>(at - bytes.begin())];
}

}  // namespace pluim::io
