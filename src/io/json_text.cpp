#include "io/json_text.hpp"

#include <fmt/format.h>

#include <iterator>

#include "base/utf8.hpp"

namespace pluim::io {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

constexpr bool is_plain(char c) noexcept {
  return static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x80 && c != '"' && c != '\\';
}

void append_escaped(std::string& out, char c) {
  switch (c) {
    case '"': out += "\\\""; break;
    case '\\': out += "\\\\"; break;
    case '\b': out += "\\b"; break;
    case '\f': out += "\\f"; break;
    case '\n': out += "\\n"; break;
    case '\r': out += "\\r"; break;
    case '\t': out += "\\t"; break;
    default: fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
  }
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out.push_back('"');
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && is_plain(text[end])) ++end;
    out.append(text, i, end - i);
    i = end;
    if (i == text.size()) break;
    if (static_cast<unsigned char>(text[i]) < 0x80) {
      append_escaped(out, text[i++]);
      continue;
    }
    const auto d = base::decode(text, i);
    out.append(d.valid ? text.substr(i, d.size) : replacement);
    i += d.size;
  }
  out.push_back('"');
}

void append_valid_utf8(std::string& out, std::string_view text, std::size_t limit) {
  for (std::size_t i = 0, left = limit; i < text.size();) {
    const auto d = base::decode(text, i);
    const auto bytes = d.valid ? text.substr(i, d.size) : replacement;
    if (bytes.size() > left) break;
    out.append(bytes);
    left -= bytes.size();
    i += d.size;
  }
}

void append_two_decimals(std::string& out, double value) {
  const std::size_t at = out.size();
  fmt::format_to(std::back_inserter(out), "{:.2f}", value);
  if (std::string_view(out).substr(at) == "-0.00") out.erase(at, 1);
}

}  // namespace pluim::io
