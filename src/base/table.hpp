// Reads the project's text tables: UTF-8, columns divided by TAB, '#' begins a comment line, the header names the columns.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "pluim/result.hpp"

namespace pluim::base {

// A line of a table. Views borrow the content that was parsed.
struct TableRow {
  std::uint32_t line = 0;               // counted from 1
  std::string_view directive;           // the word after '@', when the line is a directive; then cells are its arguments
  std::vector<std::string_view> cells;  // one for each column, missing ones empty
};

class Table {
 public:
  // Errors: invalid_table with "name:line: reason" for ill-formed UTF-8, more cells than columns, a column named twice.
  [[nodiscard]] static Result<Table> parse(std::string_view content, std::string_view name);

  // The index of a column, or npos.
  [[nodiscard]] std::size_t column(std::string_view title) const noexcept;
  [[nodiscard]] const std::vector<std::string_view>& columns() const noexcept { return columns_; }
  [[nodiscard]] const std::vector<TableRow>& rows() const noexcept { return rows_; }
  // An error at the header of this table.
  [[nodiscard]] Error header_error(std::string_view reason) const;
  // An error at a row of this table.
  [[nodiscard]] Error error(const TableRow& row, std::string_view reason) const;
  [[nodiscard]] const std::string& name() const noexcept { return name_; }

  static constexpr std::size_t npos = static_cast<std::size_t>(-1);

 private:
  std::string name_;
  std::uint32_t header_line_ = 1;
  std::vector<std::string_view> columns_;
  std::vector<TableRow> rows_;
};

// Divides `text` at `separator`; pieces are trimmed of spaces, empty ones left out.
void split(std::string_view text, char separator, std::vector<std::string_view>& out);
[[nodiscard]] std::string_view trim(std::string_view text) noexcept;

}  // namespace pluim::base
