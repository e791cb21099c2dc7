#include "cli/terminal.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "base/utf8.hpp"

namespace pluim::cli {
namespace {

struct Range {
  char32_t first, last;
};

// Blocks of combining marks and invisible characters, and those that terminals draw two columns wide (Unicode 15,
// East_Asian_Width W and F, by block: a table of every exception would not make a listing line up better).
constexpr std::array zero_width{Range{0x0300, 0x036F},   Range{0x0483, 0x0489},  Range{0x0591, 0x05BD}, Range{0x064B, 0x065F},
                                Range{0x0E31, 0x0E31},   Range{0x0E34, 0x0E3A},  Range{0x0E47, 0x0E4E}, Range{0x1AB0, 0x1AFF},
                                Range{0x1DC0, 0x1DFF},   Range{0x200B, 0x200F},  Range{0x202A, 0x202E}, Range{0x2060, 0x2064},
                                Range{0x20D0, 0x20FF},   Range{0xFE00, 0xFE0F},  Range{0xFE20, 0xFE2F}, Range{0xFEFF, 0xFEFF},
                                Range{0x1F3FB, 0x1F3FF}, Range{0xE0001, 0xE01EF}};
constexpr std::array double_width{Range{0x1100, 0x115F},   Range{0x231A, 0x231B},   Range{0x23E9, 0x23EC},   Range{0x2614, 0x2615},
                                  Range{0x2705, 0x2705},   Range{0x2728, 0x2728},   Range{0x274C, 0x274C},   Range{0x2753, 0x2757},
                                  Range{0x2B50, 0x2B50},   Range{0x2E80, 0x303E},   Range{0x3041, 0x4DBF},   Range{0x4E00, 0xA4CF},
                                  Range{0xA960, 0xA97F},   Range{0xAC00, 0xD7A3},   Range{0xF900, 0xFAFF},   Range{0xFE30, 0xFE6F},
                                  Range{0xFF00, 0xFF60},   Range{0xFFE0, 0xFFE6},   Range{0x1F300, 0x1F64F}, Range{0x1F680, 0x1F6FF},
                                  Range{0x1F7E0, 0x1F7EB}, Range{0x1F900, 0x1F9FF}, Range{0x1FA70, 0x1FAFF}, Range{0x20000, 0x3FFFD}};

template <std::size_t N>
bool in(const std::array<Range, N>& ranges, char32_t c) noexcept {
  const auto after = std::upper_bound(ranges.begin(), ranges.end(), c, [](char32_t x, const Range& r) { return x < r.first; });
  return after != ranges.begin() && c <= std::prev(after)->last;
}

bool wants_colour(std::string_view when) {
  if (when != "auto") return when == "always";
  const char* no_colour = std::getenv("NO_COLOR");
  return (no_colour == nullptr || *no_colour == '\0') && ::isatty(STDOUT_FILENO) == 1;
}

}  // namespace

std::size_t width(char32_t c) noexcept {
  if (c < 0x300) return 1;
  if (in(zero_width, c)) return 0;
  return in(double_width, c) ? 2 : 1;
}

std::size_t width(std::string_view text) noexcept {
  std::size_t out = 0;
  for (std::size_t i = 0; i < text.size();) {
    const auto d = base::decode(text, i);
    out += width(d.code_point);
    i += d.size;
  }
  return out;
}

std::string harmless(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto d = base::decode(text, i);
    const bool space = d.code_point == '\n' || d.code_point == '\t' || d.code_point == '\r';
    const bool control = d.code_point < 0x20 || (d.code_point >= 0x7F && d.code_point < 0xA0);
    base::encode(space ? U' ' : control ? U'\uFFFD' : d.code_point, out);
    i += d.size;
  }
  return out;
}

std::string padded(std::string_view text, std::size_t columns) {
  std::string out(text);
  out.append(columns - std::min(columns, width(text)), ' ');
  return out;
}

std::size_t terminal_columns() noexcept {
  winsize size{};
  return ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 20 ? size.ws_col : 80;
}

Palette::Palette(std::string_view when) : colours_(wants_colour(when)) {}

std::string_view Palette::on(Style style) const noexcept {
  if (!colours_) return {};
  switch (style) {
    case Style::none: return {};
    case Style::bold: return "\x1B[1m";
    case Style::dim: return "\x1B[2m";
    case Style::good: return "\x1B[32m";
    case Style::bad: return "\x1B[31m";
    case Style::mild: return "\x1B[33m";
    case Style::good_text: return "\x1B[4;32m";
    case Style::bad_text: return "\x1B[4;31m";
    case Style::mild_text: return "\x1B[4;33m";
    case Style::name: return "\x1B[7m";
    case Style::other_name: return "\x1B[2;7m";
  }
  return {};
}

std::string_view Palette::off() const noexcept { return colours_ ? "\x1B[0m" : ""; }

std::string Palette::paint(Style style, std::string_view text) const {
  return fmt::format("{}{}{}", on(style), text, style == Style::none ? "" : off());
}

}  // namespace pluim::cli
