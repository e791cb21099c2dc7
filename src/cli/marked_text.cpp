#include "cli/marked_text.hpp"

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "base/utf8.hpp"

namespace pluim::cli {
namespace {

enum class Mark : char { none = ' ', good = '+', bad = '-', mild = '~', staff = '=', other = '.' };

// A character of the text.
struct Cell {
  std::string bytes;
  std::size_t columns = 1;
  Mark mark = Mark::none;
  bool line_end = false;
};

Style style(Mark mark) noexcept {
  switch (mark) {
    case Mark::none: return Style::none;
    case Mark::good: return Style::good_text;
    case Mark::bad: return Style::bad_text;
    case Mark::mild: return Style::mild_text;
    case Mark::staff: return Style::name;
    case Mark::other: return Style::other_name;
  }
  return Style::none;
}

Mark mark(Polarity polarity) noexcept {
  return polarity == Polarity::positive ? Mark::good : polarity == Polarity::negative ? Mark::bad : Mark::mild;
}

// What stands on each byte; a name covers the opinion around it, two opinions that differ are neither.
std::vector<Mark> marks(std::string_view text, Field field, const Analysis& analysis) {
  std::vector<Mark> out(text.size(), Mark::none);
  const auto each = [&](Span span, auto f) {
    for (std::size_t i = span.begin; i < std::min<std::size_t>(span.end, text.size()); ++i) f(out[i]);
  };
  for (const auto& o : analysis.opinions)
    if (o.field == field) each(o.span, [&](Mark& m) { m = m == Mark::none || m == mark(o.polarity) ? mark(o.polarity) : Mark::mild; });
  for (const auto& n : analysis.other_names)
    if (n.field == field) each(n.span, [](Mark& m) { m = Mark::other; });
  for (const auto& s : analysis.staff)
    if (s.field == field) each(s.span, [](Mark& m) { m = Mark::staff; });
  return out;
}

std::vector<Cell> cells(std::string_view text, const std::vector<Mark>& marks) {
  std::vector<Cell> out;
  for (std::size_t i = 0; i < text.size();) {
    const auto d = base::decode(text, i);
    Cell cell{.bytes = harmless(text.substr(i, d.size)), .columns = width(d.code_point), .mark = marks[i], .line_end = text[i] == '\n'};
    if (text[i] != '\r') out.push_back(std::move(cell));
    i += d.size;
  }
  return out;
}

void append_line(std::string& out, std::span<const Cell> line, const Palette& palette) {
  Mark current = Mark::none;
  std::string below;
  for (const Cell& cell : line) {
    if (cell.mark != current) {
      if (current != Mark::none) out += palette.off();
      out += palette.on(style(cell.mark));
      current = cell.mark;
    }
    out += cell.bytes;
    below.append(cell.columns, static_cast<char>(cell.mark));
  }
  if (current != Mark::none) out += palette.off();
  out.push_back('\n');
  below.erase(below.find_last_not_of(' ') + 1);
  if (!palette.colours() && !below.empty()) out += below + '\n';
}

}  // namespace

std::string marked_text(std::string_view text, Field field, const Analysis& analysis, const Palette& palette, std::size_t columns) {
  const auto all = cells(text, marks(text, field, analysis));
  std::string out;
  for (std::size_t begin = 0; begin < all.size();) {
    // As many characters as fit, back to the last space.
    std::size_t end = begin;
    std::size_t used = 0;
    std::size_t space = begin;
    while (end < all.size() && !all[end].line_end && used + all[end].columns <= columns) {
      used += all[end].columns;
      if (all[end].bytes == " ") space = end;
      ++end;
    }
    const bool breaks_word = end < all.size() && !all[end].line_end && all[end].bytes != " " && space > begin;
    if (breaks_word) end = space;
    append_line(out, std::span(all).subspan(begin, end - begin), palette);
    begin = std::max(end, begin + 1);
    if (end < all.size() && (all[end].line_end || all[end].bytes == " ")) begin = end + 1;
  }
  return out;
}

}  // namespace pluim::cli
