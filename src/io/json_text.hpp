// Text as JSON: whatever the bytes, what comes out is a valid JSON string.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace pluim::io {

// Appends `text` in quotes, escaped. Each ill-formed sequence becomes U+FFFD.
void append_json_string(std::string& out, std::string_view text);

// Appends `text` with U+FFFD in the place of each ill-formed sequence, cut to `limit` bytes between two characters.
void append_valid_utf8(std::string& out, std::string_view text, std::size_t limit = static_cast<std::size_t>(-1));

// Appends a number with two decimals; what rounds to zero has no sign.
void append_two_decimals(std::string& out, double value);

}  // namespace pluim::io
