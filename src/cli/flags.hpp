// The commands of the program and what they take: the one table from which the parser, --help, the manual page and the
// completions of the shells are made.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace pluim::cli {

enum class Command : std::uint8_t {
  analyze,
  tokenize,
  language,
  features,
  explain,
  model_info,
  model_verify,
  taxonomy_list,
  taxonomy_show,
  taxonomy_check,
  info,
  bench,
  man,
  completions,
};
inline constexpr std::size_t command_count = 14;

struct CommandInfo {
  std::string_view name;         // "taxonomy list": two words are a command of a group
  std::string_view summary;      // a line
  std::string_view description;  // more lines, for help and manual; may be empty
  bool hidden = false;           // made for the build, not for people
};

// What a value is, for checks and completions.
enum class Value : std::uint8_t { none, text, number, fraction, choice, file };

struct Flag {
  std::uint32_t commands;   // a bit for each Command
  std::string_view name;    // "--offsets"; without dashes it is a positional argument
  std::string_view letter;  // "-o", may be empty
  Value value;
  std::string_view argument;  // what the value is called: "UNIT"
  std::string_view choices;   // of Value::choice, divided by spaces
  std::string_view standard;  // what holds without it, may be empty
  std::string_view help;
  bool required = false;
  bool many = false;
  [[nodiscard]] constexpr bool positional() const noexcept { return !name.starts_with('-'); }
  [[nodiscard]] constexpr bool of(Command c) const noexcept { return (commands >> static_cast<unsigned>(c) & 1U) != 0; }
};

[[nodiscard]] const CommandInfo& info(Command command) noexcept;
[[nodiscard]] std::span<const Flag> flags() noexcept;

// Calls `f` with each command that people see, in the order of the table.
template <class F>
void each_command(F f) {
  for (std::size_t i = 0; i < command_count; ++i)
    if (const auto c = static_cast<Command>(i); !info(c).hidden) f(c);
}
template <class F>
void each_flag(Command command, F f) {
  for (const Flag& flag : flags())
    if (flag.of(command)) f(flag);
}
template <class F>
void each_choice(std::string_view choices, F f) {
  while (!choices.empty()) {
    const auto end = choices.find(' ');
    f(choices.substr(0, end));
    choices.remove_prefix(end == std::string_view::npos ? choices.size() : end + 1);
  }
}

}  // namespace pluim::cli
