#include "io/csv_columns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <system_error>

#include "io/json_text.hpp"
#include "io/record_fields.hpp"

namespace pluim::io {
namespace {

std::string_view trimmed(std::string_view text) noexcept {
  constexpr std::string_view space = " \t\r\n";
  const auto begin = std::min(text.find_first_not_of(space), text.size());
  text.remove_prefix(begin);
  return text.substr(0, text.find_last_not_of(space) + 1);
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

// A number as spreadsheets write it: with a comma too, where that divides the decimals.
std::optional<double> number(std::string_view cell) {
  std::string text(trimmed(cell));
  std::replace(text.begin(), text.end(), ',', '.');
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return {};
  return value;
}

std::optional<bool> truth(std::string_view cell) {
  const auto text = lower(trimmed(cell));
  if (text == "true" || text == "yes" || text == "1") return true;
  if (text == "false" || text == "no" || text == "0") return false;
  return {};
}

const BoolField* bool_field(std::string_view name) noexcept {
  const auto found = std::find_if(bool_fields.begin(), bool_fields.end(), [&](const BoolField& f) { return f.name == name; });
  return found == bool_fields.end() ? nullptr : &*found;
}

}  // namespace

Result<std::vector<CsvColumn>> csv_columns(const base::CsvRow& header, std::string_view source) {
  const auto fault = [&](std::string_view reason) {
    return Error{ErrorCode::invalid_record, fmt::format("{}:{}: {}", source, header.line, reason), header.byte};
  };
  if (header.fault != base::CsvFault::none) return fault(fmt::format("the header can't be read: {}", to_string(header.fault)));
  std::vector<CsvColumn> columns;
  bool has_text = false;
  for (const auto cell : header.cells) {
    CsvColumn column{std::string(trimmed(cell)), lower(trimmed(cell))};
    const auto same = [&](const CsvColumn& c) { return c.field == column.field; };
    if (!column.field.empty() && std::any_of(columns.begin(), columns.end(), same))
      return fault(fmt::format("the column '{}' stands twice", column.title));
    has_text = has_text || field_from_string(column.field);
    columns.push_back(std::move(column));
  }
  if (!has_text) return fault("no column is named title, text, liked, disliked, pros, cons or advice");
  return columns;
}

std::optional<CellFault> check_row(const base::CsvRow& row, const std::vector<CsvColumn>& columns) {
  if (row.fault != base::CsvFault::none) return CellFault{row.fault_at, fmt::format("{} at byte {}", to_string(row.fault), row.fault_at)};
  if (row.cells.size() != columns.size())
    return CellFault{0, fmt::format("the row has {} cells, the header {}", row.cells.size(), columns.size())};
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto& field = columns[i].field;
    const auto cell = row.cells[i];
    const auto at = row.cell_at[i];
    if (trimmed(cell).empty()) continue;
    if (field == "rating" && !number(cell)) return CellFault{at, fmt::format("rating is text, not a number at byte {}", at)};
    if (bool_field(field) != nullptr && !truth(cell))
      return CellFault{at, fmt::format("{} is neither true nor false at byte {}", field, at)};
  }
  return {};
}

void set_cell(Record& record, const CsvColumn& column, std::string_view cell) {
  const auto text = std::find_if(string_fields.begin(), string_fields.end(), [&](const StringField& f) { return f.name == column.field; });
  if (text != string_fields.end()) {
    record.*(text->member) = cell;
  } else if (column.field == "id") {
    if (!cell.empty()) append_json_string(record.id, cell);
  } else if (column.field == "rating") {
    record.rating = number(cell);
  } else if (const auto* flag = bool_field(column.field)) {
    record.*(flag->member) = truth(cell).value_or(false);
  }
}

}  // namespace pluim::io
