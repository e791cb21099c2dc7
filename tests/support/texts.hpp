// Texts that the tests of several rooms read: hostile ones, random ones, the reviews of examples/.
#pragma once

#include <cstddef>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace pluim::test {

// Empty, one byte, truncated sequences, NUL, surrogates, lone marks, runs of one thing.
[[nodiscard]] const std::vector<std::string>& hostile_texts();
// Bytes of which many are letters, spaces and the parts of UTF-8 sequences, so that they reach deep.
[[nodiscard]] std::string random_text(std::mt19937& random, std::size_t size);
// The lines of examples/reviews.jsonl.
[[nodiscard]] const std::vector<std::string>& example_lines();
// Bytes as a reader of a failing test can type them: "a\xFF".
[[nodiscard]] std::string shown(std::string_view text);

}  // namespace pluim::test
