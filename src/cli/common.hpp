// What several commands do alike.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/arguments.hpp"
#include "io/reader.hpp"
#include "pluim/analyzer.hpp"

namespace pluim::cli {

// Prints "pluim: message" to standard error and returns `status`.
[[nodiscard]] int complain(std::string_view message, int status);
// Prints to standard output; false when that could not be done, which has been said unless nobody reads.
[[nodiscard]] bool print(std::string_view text);

// The analyzer that --model and --taxonomy ask for.
[[nodiscard]] Result<Analyzer> load_analyzer(const Arguments& arguments);

// Whether --domain and --language name what there is. Errors: invalid_argument.
[[nodiscard]] Status check_names(const Arguments& arguments, const Taxonomy& taxonomy);
// The roster that --roster asks for; none without it.
[[nodiscard]] Result<std::optional<Roster>> load_roster(const Arguments& arguments);

// The sources that FILE… asks for: patterns expanded, none is standard input.
[[nodiscard]] std::vector<std::string> sources(const Arguments& arguments);
// --lines, --csv-delimiter, --max-line. Errors: invalid_argument.
[[nodiscard]] Result<io::ReadOptions> read_options(const Arguments& arguments);

// The number of fingerprints that people compare: all 16 digits.
[[nodiscard]] std::string fingerprint(const ModelInfo& info);

}  // namespace pluim::cli
