// A review with what was found in it: coloured on a terminal, else with a line of marks below each line of text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "cli/terminal.hpp"
#include "pluim/analysis.hpp"

namespace pluim::cli {

// Without colours: + and - below praise and blame, ~ below what is between, = below staff, . below other names.
[[nodiscard]] std::string marked_text(std::string_view text, Field field, const Analysis& analysis, const Palette& palette,
                                      std::size_t columns);

}  // namespace pluim::cli
