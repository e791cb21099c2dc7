#include "io/json_map.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdint>
#include <system_error>

#include "base/utf8.hpp"

namespace pluim::io {
namespace {

// A recursive descent over RFC 8259; every function returns false once there is a fault.
class Mapper {
 public:
  explicit Mapper(std::string_view json) : json_(json) {}

  JsonMap run() {
    skip_space();
    if (value(0)) {
      skip_space();
      if (at_ < json_.size()) fail(at_, "something follows the end of the object");
    }
    return std::move(map_);
  }

 private:
  bool fail(std::size_t at, std::string reason) {
    map_.fault = JsonFault{at, std::move(reason)};
    return false;
  }
  [[nodiscard]] bool at(char c) const noexcept { return at_ < json_.size() && json_[at_] == c; }
  [[nodiscard]] bool at_digit() const noexcept { return at_ < json_.size() && json_[at_] >= '0' && json_[at_] <= '9'; }
  void skip_space() noexcept {
    while (at(' ') || at('\t') || at('\n') || at('\r')) ++at_;
  }

  bool value(int depth) {
    if (at_ == json_.size()) return fail(at_, "it ends where a value is expected");
    switch (json_[at_]) {
      case '{': return object(depth + 1);
      case '[': return array(depth + 1);
      case '"': return string();
      case 't': return literal("true");
      case 'f': return literal("false");
      case 'n': return literal("null");
      default: return number();
    }
  }

  bool object(int depth) {
    const std::size_t opened = at_++;
    skip_space();
    if (at('}')) return ++at_, true;
    if (depth >= max_json_depth) return fail(opened, fmt::format("it nests deeper than {} levels", max_json_depth - 1));
    for (;;) {
      if (at_ == json_.size()) return fail(at_, fmt::format("the object opened at byte {} is never closed", opened));
      if (!at('"')) return fail(at_, "expected a member's name in double quotes");
      if (!string()) return false;
      skip_space();
      if (!at(':')) return fail(at_, "expected ':' after a member's name");
      ++at_;
      skip_space();
      const std::size_t begin = at_;
      if (!value(depth)) return false;
      if (depth == 1) map_.members.push_back({begin, at_});
      skip_space();
      if (at('}')) return ++at_, true;
      if (at_ == json_.size()) return fail(at_, fmt::format("the object opened at byte {} is never closed", opened));
      if (!at(',')) return fail(at_, "expected ',' or '}' after a member");
      ++at_;
      skip_space();
    }
  }

  bool array(int depth) {
    const std::size_t opened = at_++;
    skip_space();
    if (at(']')) return ++at_, true;
    if (depth >= max_json_depth) return fail(opened, fmt::format("it nests deeper than {} levels", max_json_depth - 1));
    for (;;) {
      if (!value(depth)) return false;
      skip_space();
      if (at(']')) return ++at_, true;
      if (at_ == json_.size()) return fail(at_, fmt::format("the array opened at byte {} is never closed", opened));
      if (!at(',')) return fail(at_, "expected ',' or ']' after an array's element");
      ++at_;
      skip_space();
    }
  }

  bool string() {
    const std::size_t opened = at_++;
    while (at_ < json_.size()) {
      const auto c = static_cast<unsigned char>(json_[at_]);
      if (c == '"') return ++at_, true;
      if (c < 0x20) return fail(at_, fmt::format("the control character U+{:04X} stands unescaped in a string", unsigned{c}));
      if (c == '\\') {
        if (!escape()) return false;
      } else if (c < 0x80) {
        ++at_;
      } else {
        const auto d = base::decode(json_, at_);
        if (!d.valid) return fail(at_, fmt::format("ill-formed UTF-8 (0x{:02X})", unsigned{c}));
        at_ += d.size;
      }
    }
    return fail(opened, "the string is never closed");
  }

  bool escape() {
    const std::size_t begin = at_++;
    if (at_ == json_.size()) return fail(begin, "the string ends inside an escape");
    const char c = json_[at_++];
    if (c != 'u') return std::string_view("\"\\/bfnrt").find(c) != std::string_view::npos || fail(begin, "unknown escape in a string");
    std::uint32_t unit = 0;
    if (!hex(unit)) return fail(begin, "'\\u' needs four hexadecimal digits");
    if (unit < 0xD800 || unit > 0xDFFF) return true;
    std::uint32_t low = 0;
    const bool paired = unit < 0xDC00 && json_.substr(at_, 2) == "\\u" && (at_ += 2, hex(low)) && low >= 0xDC00 && low <= 0xDFFF;
    return paired || fail(begin, fmt::format("the surrogate \\u{:04x} stands alone", unit));
  }

  bool hex(std::uint32_t& out) noexcept {
    const auto digits = json_.substr(at_, 4);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out, 16);
    if (error != std::errc{} || end != digits.data() + 4) return false;
    at_ += 4;
    return true;
  }

  bool literal(std::string_view word) {
    if (!json_.substr(at_).starts_with(word)) return fail(at_, "expected a value");
    at_ += word.size();
    return true;
  }

  bool number() {
    const std::size_t begin = at_;
    if (at('-')) ++at_;
    if (!at_digit())
      return fail(begin,
                  static_cast<unsigned char>(json_[begin]) < 0x80 ? "expected a value" : "expected a value, not bytes outside ASCII");
    if (at('0')) {
      ++at_;
      if (at_digit()) return fail(begin, "a number begins with a superfluous 0");
    }
    while (at_digit()) ++at_;
    bool integer = true;
    if (at('.')) {
      integer = false;
      ++at_;
      if (!at_digit()) return fail(at_, "expected a digit after the decimal point");
      while (at_digit()) ++at_;
    }
    if (at('e') || at('E')) {
      integer = false;
      ++at_;
      if (at('+') || at('-')) ++at_;
      if (!at_digit()) return fail(at_, "expected a digit in the exponent");
      while (at_digit()) ++at_;
    }
    if (!fits(json_.substr(begin, at_ - begin), integer)) map_.wide_numbers.push_back({begin, at_});
    return true;
  }

  static bool fits(std::string_view text, bool integer) noexcept {
    const char* end = text.data() + text.size();
    if (!integer) {
      double value = 0;
      return std::from_chars(text.data(), end, value).ec == std::errc{};
    }
    std::int64_t value = 0;
    std::uint64_t positive = 0;
    return std::from_chars(text.data(), end, value).ec == std::errc{} ||
           (text.front() != '-' && std::from_chars(text.data(), end, positive).ec == std::errc{});
  }

  std::string_view json_;
  std::size_t at_ = 0;
  JsonMap map_;
};

}  // namespace

JsonMap map_json(std::string_view json) { return Mapper(json).run(); }

}  // namespace pluim::io
