// What was typed, checked against the table of flags.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "cli/flags.hpp"

namespace pluim::cli {

class Arguments {
 public:
  Command command{};

  [[nodiscard]] bool has(std::string_view flag) const noexcept { return values_.contains(flag); }
  // The value given, or the table's standard value, or nothing.
  [[nodiscard]] std::string_view value(std::string_view flag) const noexcept;
  // All values of a flag or argument that may be given again.
  [[nodiscard]] std::vector<std::string> values(std::string_view flag) const;
  // Requires: a flag whose value is a number, which the parser has checked.
  [[nodiscard]] double number(std::string_view flag) const noexcept;

  void set(std::string_view flag, std::vector<std::string> values) { values_.insert_or_assign(flag, std::move(values)); }

 private:
  std::map<std::string_view, std::vector<std::string>, std::less<>> values_;  // keys are the table's
};

// Text for standard output instead of a run (help, version), or for standard error (usage), and the exit status.
struct Message {
  std::string text;
  int status = 0;
};

[[nodiscard]] std::variant<Arguments, Message> parse(int argc, const char* const* argv);

}  // namespace pluim::cli
