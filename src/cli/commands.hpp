// The commands. Each gets checked arguments and returns the exit status.
#pragma once

#include "cli/arguments.hpp"

namespace pluim::cli {

// Parses the command line and runs what it says.
[[nodiscard]] int run(int argc, const char* const* argv);

[[nodiscard]] int analyze(const Arguments& arguments);
[[nodiscard]] int tokenize(const Arguments& arguments);
[[nodiscard]] int language(const Arguments& arguments);
[[nodiscard]] int features(const Arguments& arguments);
[[nodiscard]] int explain(const Arguments& arguments);
[[nodiscard]] int model_info(const Arguments& arguments);
[[nodiscard]] int model_verify(const Arguments& arguments);
[[nodiscard]] int taxonomy_list(const Arguments& arguments);
[[nodiscard]] int taxonomy_show(const Arguments& arguments);
[[nodiscard]] int taxonomy_check(const Arguments& arguments);
[[nodiscard]] int info(const Arguments& arguments);
[[nodiscard]] int bench(const Arguments& arguments);

}  // namespace pluim::cli
