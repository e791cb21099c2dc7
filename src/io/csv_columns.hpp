// CSV rows as records: which column is which member, and what a cell may hold.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/csv.hpp"
#include "io/reader.hpp"
#include "pluim/record.hpp"

namespace pluim::io {

struct CellFault {
  std::size_t at = 0;  // of the row's bytes
  std::string reason;
};

// The columns of a header row. The message of an error begins with `source`.
[[nodiscard]] Result<std::vector<CsvColumn>> csv_columns(const base::CsvRow& header, std::string_view source);
// Why the row is no record: a fault of the CSV, the number of its cells, a cell of the wrong type.
[[nodiscard]] std::optional<CellFault> check_row(const base::CsvRow& row, const std::vector<CsvColumn>& columns);
// Sets the member that `column` names, if it names one. Requires: the row was checked.
void set_cell(Record& record, const CsvColumn& column, std::string_view cell);

}  // namespace pluim::io
