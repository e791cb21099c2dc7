#include "cli/arguments.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <charconv>
#include <deque>
#include <system_error>

#include "cli/documents.hpp"
#include "cli/exit.hpp"
#include "pluim/version.hpp"

namespace pluim::cli {
namespace {

// A flag of one command as CLI11 fills it.
struct Bound {
  Command command{};
  const Flag* flag = nullptr;
  std::vector<std::string> values;
  CLI::Option* option = nullptr;
};

// Why `text` is no value of the flag; empty if it is one.
std::string fault(const Flag& flag, const std::string& text) {
  const char* end = text.data() + text.size();
  if (flag.value == Value::choice) {
    bool found = false;
    each_choice(flag.choices, [&](std::string_view choice) { found = found || choice == text; });
    if (!found) return fmt::format("'{}' is none of {}", text, flag.choices);
  } else if (flag.value == Value::number) {
    std::uint32_t value = 0;
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stop != end) return fmt::format("'{}' is not a number", text);
  } else if (flag.value == Value::fraction) {
    double value = 0;
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stop != end || !(value >= 0)) return fmt::format("'{}' is not a number", text);
  }
  return {};
}

class Parser {
 public:
  Parser() : root_("", "pluim") {
    root_.set_help_flag("-h,--help");
    root_.set_version_flag("--version", std::string("pluim ") + version());
    root_.require_subcommand(1);
    for (std::size_t i = 0; i < command_count; ++i) add(static_cast<Command>(i));
  }

  std::variant<Arguments, Message> parse(int argc, const char* const* argv) {
    try {
      root_.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
      return Message{typed() ? help(*typed()) : help(group()), exit_ok};
    } catch (const CLI::CallForVersion& e) {
      return Message{std::string(e.what()) + "\n", exit_ok};
    } catch (const CLI::ParseError& e) {
      if (typed()) return usage(e.what());
      const int at = group().empty() ? 1 : 2;
      if (at >= argc) return Message{help(group()), exit_nothing_done};
      return usage(fmt::format("there is no command '{}'", argv[at]));
    }
    Arguments arguments;
    arguments.command = *typed();
    for (auto& bound : bound_) {
      if (bound.command != arguments.command || bound.option->count() == 0) continue;
      for (const auto& value : bound.values)
        if (const auto reason = fault(*bound.flag, value); !reason.empty()) return usage(fmt::format("{}: {}", bound.flag->name, reason));
      arguments.set(bound.flag->name, std::move(bound.values));
    }
    return arguments;
  }

 private:
  void add(Command command) {
    const auto& about = info(command);
    const auto space = about.name.find(' ');
    CLI::App* parent = &root_;
    if (space != std::string_view::npos) {
      const std::string name(about.name.substr(0, space));
      const auto made = root_.get_subcommands([&](const CLI::App* app) { return app->get_name() == name; });
      parent = made.empty() ? root_.add_subcommand(name) : made.front();
      parent->require_subcommand(1);
    }
    CLI::App* app = parent->add_subcommand(std::string(about.name.substr(space == std::string_view::npos ? 0 : space + 1)));
    apps_[static_cast<std::size_t>(command)] = app;
    each_flag(command, [&](const Flag& flag) {
      auto& bound = bound_.emplace_back(Bound{command, &flag, {}, nullptr});
      const std::string name = flag.letter.empty() ? std::string(flag.name) : fmt::format("{},{}", flag.letter, flag.name);
      if (flag.value == Value::none) {
        bound.option = app->add_flag(name);
      } else {
        bound.option = app->add_option(name, bound.values);
        bound.option->type_name(std::string(flag.argument));
        if (!flag.many) bound.option->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
        // One value each time, so that the arguments that follow are not swallowed.
        if (!flag.positional()) bound.option->allow_extra_args(false);
      }
      if (flag.required) bound.option->required();
    });
  }

  // The command that was typed, as far as the parser came.
  [[nodiscard]] std::optional<Command> typed() const {
    for (std::size_t i = 0; i < command_count; ++i)
      if (apps_[i]->parsed()) return static_cast<Command>(i);
    return {};
  }
  // The word before a command's: "taxonomy", or nothing.
  [[nodiscard]] std::string group() const {
    const auto parsed = root_.get_subcommands();
    return parsed.empty() ? std::string() : parsed.front()->get_name();
  }

  [[nodiscard]] Message usage(std::string_view reason) const {
    const auto name = typed() ? std::string(info(*typed()).name) : group();
    return Message{fmt::format("pluim: {}\nTry 'pluim {}--help'.\n", reason, name.empty() ? "" : name + " "), exit_nothing_done};
  }

  CLI::App root_;
  std::array<CLI::App*, command_count> apps_{};
  std::deque<Bound> bound_;  // CLI11 keeps references into it
};

}  // namespace

std::string_view Arguments::value(std::string_view flag) const noexcept {
  if (const auto found = values_.find(flag); found != values_.end() && !found->second.empty()) return found->second.back();
  for (const Flag& f : flags())
    if (f.of(command) && f.name == flag) return f.standard;
  return {};
}

std::vector<std::string> Arguments::values(std::string_view flag) const {
  const auto found = values_.find(flag);
  return found == values_.end() ? std::vector<std::string>() : found->second;
}

double Arguments::number(std::string_view flag) const noexcept {
  const auto text = value(flag);
  double out = 0;
  std::from_chars(text.data(), text.data() + text.size(), out);
  return out;
}

std::variant<Arguments, Message> parse(int argc, const char* const* argv) { return Parser().parse(argc, argv); }

}  // namespace pluim::cli
