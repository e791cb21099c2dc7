// The spans of an Analysis in the unit that the caller counts in.
#pragma once

#include <array>
#include <vector>

#include "pluim/analysis.hpp"

namespace pluim::io {

// Converts all spans of each field in one pass at construction; bytes are handed through and cost nothing.
class Offsets {
 public:
  Offsets(const Review& review, const Analysis& analysis, OffsetUnit unit);
  // Requires: a span of an opinion, a staff mention or an other name of the analysis.
  [[nodiscard]] CharSpan convert(Field field, Span span) const noexcept;

 private:
  struct Converted {
    std::vector<Span> bytes;  // ascending, each once
    std::vector<CharSpan> chars;
  };
  OffsetUnit unit_;
  std::array<Converted, field_count> fields_;
};

}  // namespace pluim::io
