// Where things stand in a JSON text. simdjson reads faster but tells no offsets; this is asked when one is needed: for the
// place of a fault, for the bytes of a value as they were written, for numbers that no machine type holds.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pluim/text.hpp"

namespace pluim::io {

struct JsonFault {
  std::size_t at = 0;  // the byte where it went wrong
  std::string reason;  // "expected ':' after a member's name"
};

struct JsonRange {
  std::size_t begin = 0, end = 0;
};

struct JsonMap {
  std::optional<JsonFault> fault;       // the first place that is not RFC 8259 in UTF-8; the rest is then incomplete
  std::vector<JsonRange> members;       // values of the outermost object's members, in the order of the text
  std::vector<JsonRange> wide_numbers;  // numbers that fit neither 64-bit integers nor a double
};

// The depth to which arrays and objects may nest, the same as simdjson's.
inline constexpr int max_json_depth = 1024;

[[nodiscard]] JsonMap map_json(std::string_view json);

}  // namespace pluim::io
