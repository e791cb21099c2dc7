#include "base/table.hpp"

#include <algorithm>

#include "base/utf8.hpp"

namespace pluim::base {

std::string_view trim(std::string_view text) noexcept {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\r')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

void split(std::string_view text, char separator, std::vector<std::string_view>& out) {
  out.clear();
  while (!text.empty()) {
    const auto at = text.find(separator);
    const auto piece = trim(text.substr(0, at));
    if (!piece.empty()) out.push_back(piece);
    if (at == std::string_view::npos) break;
    text.remove_prefix(at + 1);
  }
}

Result<Table> Table::parse(std::string_view content, std::string_view name) {
  Table table;
  table.name_ = name;
  if (content.starts_with("\xEF\xBB\xBF")) content.remove_prefix(3);
  std::uint32_t number = 0;
  while (!content.empty()) {
    ++number;
    const auto end = content.find('\n');
    auto line = content.substr(0, end);
    content.remove_prefix(end == std::string_view::npos ? content.size() : end + 1);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (trim(line).empty() || line.front() == '#') continue;
    TableRow row{.line = number, .directive = {}, .cells = {}};
    if (!is_utf8(line)) return table.error(row, "is not UTF-8");
    if (line.front() == '@') {
      const auto space = line.find_first_of(" \t");
      row.directive = line.substr(1, space == std::string_view::npos ? space : space - 1);
      if (space != std::string_view::npos) split(line.substr(space + 1), ' ', row.cells);
      table.rows_.push_back(std::move(row));
      continue;
    }
    for (;;) {
      const auto tab = line.find('\t');
      row.cells.push_back(trim(line.substr(0, tab)));
      if (tab == std::string_view::npos) break;
      line.remove_prefix(tab + 1);
    }
    if (table.columns_.empty()) {
      for (const auto& title : row.cells)
        if (std::count(row.cells.begin(), row.cells.end(), title) > 1)
          return table.error(row, "column '" + std::string(title) + "' stands twice");
      table.columns_ = std::move(row.cells);
      table.header_line_ = number;
      continue;
    }
    while (row.cells.size() > table.columns_.size() && row.cells.back().empty()) row.cells.pop_back();
    if (row.cells.size() > table.columns_.size())
      return table.error(row,
                         "has " + std::to_string(row.cells.size()) + " cells for " + std::to_string(table.columns_.size()) + " columns");
    row.cells.resize(table.columns_.size());
    table.rows_.push_back(std::move(row));
  }
  return table;
}

std::size_t Table::column(std::string_view title) const noexcept {
  const auto found = std::find(columns_.begin(), columns_.end(), title);
  return found == columns_.end() ? npos : static_cast<std::size_t>(found - columns_.begin());
}

Error Table::header_error(std::string_view reason) const {
  return error(TableRow{.line = header_line_, .directive = {}, .cells = {}}, reason);
}

Error Table::error(const TableRow& row, std::string_view reason) const {
  return Error{ErrorCode::invalid_table, name_ + ":" + std::to_string(row.line) + ": " + std::string(reason)};
}

}  // namespace pluim::base
