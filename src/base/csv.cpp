#include "base/csv.hpp"

#include <algorithm>
#include <array>

namespace pluim::base {
namespace {

constexpr std::string_view delimiters = ",;\t|";
// A header longer than this decides by what was seen of it.
constexpr std::size_t header_limit = 65536;

// The delimiter that the first row holds most often outside quotes.
char recognise(std::string_view text) {
  std::array<std::size_t, delimiters.size()> count{};
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n') break;
    if (const auto i = delimiters.find(c); i != std::string_view::npos) ++count[i];
  }
  return delimiters[static_cast<std::size_t>(std::max_element(count.begin(), count.end()) - count.begin())];
}

bool has_row(std::string_view text) {
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (c == '\n' && !quoted) return true;
  }
  return false;
}

}  // namespace

std::string_view to_string(CsvFault fault) noexcept {
  switch (fault) {
    case CsvFault::none: return "no fault";
    case CsvFault::unclosed_quote: return "a quoted cell is never closed";
    case CsvFault::text_after_quote: return "text follows a closing quote";
    case CsvFault::too_long: return "the row is too long";
  }
  return {};
}

void CsvParser::feed(std::string_view chunk) {
  buffer_.erase(0, begin_);
  scan_ -= begin_;
  base_ += begin_;
  begin_ = 0;
  buffer_.append(chunk);
}

bool CsvParser::next(CsvRow& row) {
  if (!started_ && !start()) return false;
  for (;;) {
    if (skipping_ && !skip_line()) return false;
    const auto step = scan();
    if (step == Step::more) return false;
    const bool empty = step == Step::row && cells_.size() == 1 && !cells_[0].quoted && cells_[0].begin == cells_[0].end;
    if (!empty) emit(row);
    consume();
    if (!empty) return true;
  }
}

// Skips the byte order mark and "sep=", recognises the delimiter. False when that needs more bytes.
bool CsvParser::start() {
  if (!finished_ && buffer_.size() < header_limit && !has_row(buffer_)) return false;
  started_ = true;
  const std::string_view text = buffer_;
  if (text.starts_with("\xEF\xBB\xBF")) scan_ = begin_ = 3;
  const auto line_end = std::min(text.find('\n'), text.size());
  auto line = text.substr(begin_, line_end - begin_);
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (line.size() == 5 && line.starts_with("sep=")) {
    if (options_.delimiter == '\0') options_.delimiter = line[4];
    scan_ = std::min(line_end + 1, text.size());
    consume();
  }
  if (options_.delimiter == '\0') options_.delimiter = recognise(text.substr(begin_));
  return true;
}

// Passes over the rest of a line that was too long to hold. False when its end has not come yet.
bool CsvParser::skip_line() {
  const auto end = buffer_.find('\n', scan_);
  scan_ = end == std::string::npos ? buffer_.size() : end + 1;
  skipping_ = end == std::string::npos;
  consume();
  return !skipping_;
}

// Looks at the bytes of a row until its end, behind which scan_ then stands.
CsvParser::Step CsvParser::scan() {
  const std::string_view text = buffer_;
  // One byte more than a row may have, so that the check below sees that there is one.
  const std::size_t stop = std::min(text.size(), begin_ + options_.max_row + 1);
  while (scan_ < text.size()) {
    if (scan_ - begin_ > options_.max_row) return fail(CsvFault::too_long, scan_);
    const char c = text[scan_];
    switch (state_) {
      case State::cell_start:
        cell_ = Cell{.begin = scan_ - begin_ + (c == '"' ? 1 : 0), .end = 0, .quoted = c == '"', .escaped = false};
        state_ = cell_.quoted ? State::quoted : State::plain;
        if (cell_.quoted) ++scan_;
        break;
      case State::plain:
        while (scan_ < stop && text[scan_] != options_.delimiter && text[scan_] != '\n') ++scan_;
        if (scan_ == stop) break;
        close_cell(scan_);
        if (text[scan_++] == '\n') return Step::row;
        break;
      case State::quoted: {
        const auto quote = text.substr(0, stop).find('"', scan_);
        scan_ = quote == std::string_view::npos ? stop : quote + 1;
        if (quote != std::string_view::npos) state_ = State::after_quote;
        break;
      }
      case State::after_quote: {
        const bool carriage_return = c == '\r' && (scan_ + 1 < text.size() ? text[scan_ + 1] == '\n' : true);
        if (c == '"') {
          cell_.escaped = true;
          state_ = State::quoted;
          ++scan_;
        } else if (c == options_.delimiter || c == '\n') {
          close_cell(scan_ - 1);
          ++scan_;
          if (c == '\n') return Step::row;
        } else if (carriage_return && scan_ + 1 == text.size() && !finished_) {
          return Step::more;
        } else if (carriage_return) {
          close_cell(scan_ - 1);
          scan_ = std::min(scan_ + 2, text.size());
          return Step::row;
        } else if (const auto step = fail(CsvFault::text_after_quote, scan_); step == Step::fault) {
          return step;
        }
        break;
      }
      case State::broken: {
        const auto end = text.substr(0, stop).find('\n', scan_);
        scan_ = end == std::string_view::npos ? stop : end + 1;
        if (end != std::string_view::npos) return Step::fault;
        break;
      }
    }
  }
  return finished_ ? end_of_input() : Step::more;
}

CsvParser::Step CsvParser::end_of_input() {
  switch (state_) {
    case State::cell_start:
      if (scan_ == begin_) return Step::more;
      cell_ = Cell{.begin = scan_ - begin_};
      close_cell(scan_);
      return Step::row;
    case State::plain: close_cell(scan_); return Step::row;
    case State::quoted: {
      const auto step = fail(CsvFault::unclosed_quote, begin_ + cell_.begin - 1);
      return step == Step::more ? Step::fault : step;
    }
    case State::after_quote: close_cell(scan_ - 1); return Step::row;
    case State::broken: return Step::fault;
  }
  return Step::more;
}

// Gives up on the row. What it swallowed behind its first line is looked at again, as rows of their own.
CsvParser::Step CsvParser::fail(CsvFault fault, std::size_t at) {
  if (state_ != State::broken) {
    fault_ = fault;
    fault_at_ = at - begin_;
  }
  const auto end = std::string_view(buffer_).substr(0, scan_).find('\n', begin_);
  if (end != std::string_view::npos) {
    // A line break inside a row stands in a quoted cell: when things go wrong behind it, that quote is the cause.
    const std::size_t line_end = end - begin_;
    if (fault_at_ > line_end) {
      cells_.push_back(cell_);
      const auto cause = std::find_if(cells_.begin(), cells_.end() - 1, [&](const Cell& c) { return c.end > line_end; });
      fault_ = CsvFault::unclosed_quote;
      fault_at_ = cause->begin - 1;
    }
    scan_ = end + 1;
    return Step::fault;
  }
  if (fault == CsvFault::too_long) {
    fault_ = fault;
    fault_at_ = at - begin_;
    skipping_ = true;
    return Step::fault;
  }
  state_ = State::broken;
  return Step::more;
}

void CsvParser::close_cell(std::size_t end) {
  cell_.end = end - begin_;
  const bool row_ends = end == buffer_.size() || buffer_[end] == '\n';
  if (!cell_.quoted && row_ends && cell_.end > cell_.begin && buffer_[end - 1] == '\r') --cell_.end;
  cells_.push_back(cell_);
  state_ = State::cell_start;
}

// The row that ends before scan_.
void CsvParser::emit(CsvRow& row) {
  const auto all = std::string_view(buffer_).substr(begin_, scan_ - begin_);
  row.line = line_;
  row.byte = base_ + begin_;
  row.raw = all;
  if (row.raw.ends_with('\n')) row.raw.remove_suffix(1);
  if (row.raw.ends_with('\r')) row.raw.remove_suffix(1);
  row.fault = fault_;
  row.fault_at = fault_at_;
  row.cells.clear();
  row.cell_at.clear();
  if (fault_ != CsvFault::none) return;
  unescaped_.clear();
  unescaped_.reserve(all.size());  // so that the views into it stay
  for (const Cell& cell : cells_) {
    auto text = all.substr(cell.begin, cell.end - cell.begin);
    if (cell.escaped) {
      const std::size_t from = unescaped_.size();
      for (std::size_t i = 0; i < text.size(); ++i) {
        unescaped_.push_back(text[i]);
        if (text[i] == '"') ++i;
      }
      text = std::string_view(unescaped_).substr(from);
    }
    row.cells.push_back(text);
    row.cell_at.push_back(cell.begin);
  }
}

// Leaves the row behind; scan_ is where the next one begins.
void CsvParser::consume() {
  line_ += static_cast<std::uint64_t>(
      std::count(buffer_.begin() + static_cast<std::ptrdiff_t>(begin_), buffer_.begin() + static_cast<std::ptrdiff_t>(scan_), '\n'));
  begin_ = scan_;
  cells_.clear();
  fault_ = CsvFault::none;
  fault_at_ = 0;
  state_ = State::cell_start;
}

}  // namespace pluim::base
