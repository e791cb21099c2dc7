// An answer as CSV in long form: one row a finding, so that a spreadsheet can filter and pivot.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "pluim/record.hpp"

namespace pluim::io {

// Appends a cell by RFC 4180: quoted where it must be; what a spreadsheet would run (= + - @ first) gets an apostrophe.
void append_csv_cell(std::string& out, std::string_view text);

// Appends the header line: id, layer, label, …, then the names of the kept fields.
void append_csv_header(std::string& out, std::span<const std::string> keep = {});

// Appends the rows of one answer: language, domain, overall, then opinions, families, staff, other_names and flags. The
// layers bear the names of the JSON keys; a staff row's label is "award_eligible" or the reasons against it.
void append_csv(std::string& out, const Analyzer& analyzer, const Record& record, const Analysis& analysis, const JsonOptions& options = {},
                std::span<const std::string> keep = {});

}  // namespace pluim::io
