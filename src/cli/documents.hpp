// Help, manual page and completions: the table of flags, written out.
#pragma once

#include <string>
#include <string_view>

#include "cli/flags.hpp"

namespace pluim::cli {

// Of one command.
[[nodiscard]] std::string help(Command command);
// Of the program (an empty name), or of a group of commands: "taxonomy".
[[nodiscard]] std::string help(std::string_view group);
// The manual page pluim(1), in roff.
[[nodiscard]] std::string manual();
// Completions for "bash", "zsh" or "fish".
[[nodiscard]] std::string completions(std::string_view shell);

}  // namespace pluim::cli
