// The roads by which a review can be analysed, and the promise that they all lead to one answer.
#pragma once

#include <string>
#include <vector>

#include "pluim/pluim.hpp"

namespace pluim::test {

const Analyzer& embedded();

// The answers to `records` as lines of JSON, by a fresh Workspace for each.
[[nodiscard]] std::vector<std::string> answers(const Analyzer& analyzer, const std::vector<Record>& records);

// The same by a reused Workspace, by batches on 1, 2 and 4 threads, and by the program: a line for each answer that
// differs, so that a test asks for an empty list.
[[nodiscard]] std::vector<std::string> disagreements(const Analyzer& analyzer, const std::vector<Record>& records);

}  // namespace pluim::test
