#include "cli/documents.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "pluim/version.hpp"

namespace pluim::cli {
namespace {

constexpr std::size_t page_width = 80;
constexpr std::size_t help_column = 28;

constexpr std::string_view summary = "who said what about whom: reads reviews in many languages";

constexpr std::string_view files =
    "Input is JSONL, one review a line with one of the fields title, text, liked, disliked, pros, cons and advice; or CSV, whose "
    "header names the same fields; or plain text with --lines. Compressed files (gzip, zstd) are recognised.";

struct Status {
  std::string_view number, meaning;
};
constexpr std::array<Status, 3> statuses{{
    {"0", "everything was done, or nobody reads the output any more"},
    {"1", "something could not be read and was rejected; the rest was done"},
    {"2", "nothing could be done: wrong usage, no such file, a broken model"},
}};

struct Example {
  std::string_view line, meaning;
};
constexpr std::array<Example, 4> examples{{
    {"pluim analyze reviews.jsonl", "a line of JSON for each review"},
    {"pluim analyze --format csv -o findings.csv reviews.csv.gz", "a row for each finding, for a spreadsheet"},
    {"pluim explain \"The room was tiny but Emma was lovely\"", "what is found, and why"},
    {"pluim taxonomy list --language nl", "the categories with their Dutch labels"},
}};

// Appends `text`, broken at spaces, each line but the first after `indent` spaces; the first begins in `column`.
void append_wrapped(std::string& out, std::string_view text, std::size_t indent, std::size_t column) {
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    if (column + end > page_width && column > indent) {
      if (out.ends_with(' ')) out.pop_back();
      out.push_back('\n');
      out.append(indent, ' ');
      column = indent;
    }
    out += text.substr(0, end);
    column += end;
    if (end < text.size()) {
      out.push_back(' ');
      ++column;
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  out.push_back('\n');
}

// "  -o, --output FILE       where to write"
void append_entry(std::string& out, std::string_view head, std::string_view text) {
  out += "  ";
  out += head;
  const std::size_t column = 2 + head.size();
  if (column + 2 > help_column) {
    out.push_back('\n');
    out.append(help_column, ' ');
  } else {
    out.append(help_column - column, ' ');
  }
  append_wrapped(out, text, help_column, help_column);
}

std::string help_of(const Flag& flag) {
  std::string out(flag.help);
  if (flag.value == Value::choice) {
    out += ": ";
    std::string_view before;
    each_choice(flag.choices, [&](std::string_view choice) {
      out += before;
      out += choice;
      before = ", ";
    });
  }
  if (!flag.standard.empty()) out += fmt::format(" [{}]", flag.standard);
  return out;
}

std::string usage_of(Command command) {
  auto out = fmt::format("pluim {} [OPTION...]", info(command).name);
  each_flag(command, [&](const Flag& flag) {
    if (!flag.positional()) return;
    const auto name = fmt::format("{}{}", flag.argument, flag.many ? "..." : "");
    out += flag.required ? " " + name : fmt::format(" [{}]", name);
  });
  return out;
}

std::string head_of(const Flag& flag) {
  if (flag.positional()) return fmt::format("{}{}", flag.argument, flag.many ? "..." : "");
  auto out = flag.letter.empty() ? fmt::format("    {}", flag.name) : fmt::format("{}, {}", flag.letter, flag.name);
  if (!flag.argument.empty()) out += fmt::format(" {}", flag.argument);
  return out;
}

// Text in roff: nothing in it is taken for a request or an escape.
std::string roff(std::string_view text) {
  std::string out;
  if (text.starts_with('.') || text.starts_with('\'')) out += "\\&";
  for (const char c : text) {
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else if (c == '\'')
      out += "\\(aq";
    else
      out.push_back(c);
  }
  return out;
}

// What a shell shows beside a flag: its help up to the first ';' or ':', without what the shell would expand.
std::string short_help(const Flag& flag) {
  auto out = std::string(flag.help.substr(0, flag.help.find_first_of(";:(")));
  while (out.ends_with(' ')) out.pop_back();
  std::erase_if(out, [](char c) { return c == '\'' || c == '"' || c == '`' || c == '[' || c == ']'; });
  return out;
}

std::string words_of(Command command) {
  std::string out = "-h --help";
  each_flag(command, [&](const Flag& flag) {
    if (!flag.positional()) out += flag.letter.empty() ? fmt::format(" {}", flag.name) : fmt::format(" {} {}", flag.letter, flag.name);
  });
  return out;
}

std::string_view first_word(std::string_view name) noexcept { return name.substr(0, name.find(' ')); }
std::string_view second_word(std::string_view name) noexcept {
  const auto space = name.find(' ');
  return space == std::string_view::npos ? std::string_view() : name.substr(space + 1);
}

struct Group {
  std::string_view name;
  std::vector<Command> commands;  // one, unless its members have second words
};

std::vector<Group> groups() {
  std::vector<Group> out;
  each_command([&](Command command) {
    const auto name = first_word(info(command).name);
    if (out.empty() || out.back().name != name) out.push_back({name, {}});
    out.back().commands.push_back(command);
  });
  return out;
}

bool is_single(const Group& group) { return second_word(info(group.commands.front()).name).empty(); }

std::string joined(const std::vector<Group>& all) {
  std::string out;
  for (const auto& group : all) {
    if (!out.empty()) out.push_back(' ');
    out += group.name;
  }
  return out;
}

std::string seconds(const Group& group) {
  std::string out;
  for (const auto command : group.commands) {
    if (!out.empty()) out.push_back(' ');
    out += second_word(info(command).name);
  }
  return out;
}

std::string bash() {
  const auto all = groups();
  auto out = fmt::format(
      "# bash completion for pluim, made by 'pluim completions bash'\n"
      "_pluim() {{\n"
      "  local cur=\"${{COMP_WORDS[COMP_CWORD]}}\" prev=\"${{COMP_WORDS[COMP_CWORD-1]}}\" command=\"${{COMP_WORDS[1]}}\" words\n"
      "  COMPREPLY=()\n"
      "  if [[ $COMP_CWORD -eq 1 ]]; then\n"
      "    COMPREPLY=($(compgen -W \"{} --help --version\" -- \"$cur\"))\n"
      "    return\n"
      "  fi\n",
      joined(all));
  out += "  case $command in\n";
  for (const auto& group : all)
    if (!is_single(group))
      out += fmt::format(
          "    {0})\n"
          "      if [[ $COMP_CWORD -eq 2 ]]; then COMPREPLY=($(compgen -W \"{1}\" -- \"$cur\")); return; fi\n"
          "      command=\"{0} ${{COMP_WORDS[2]}}\" ;;\n",
          group.name, seconds(group));
  out += "  esac\n  case \"$command:$prev\" in\n";
  each_command([&](Command command) {
    each_flag(command, [&](const Flag& flag) {
      if (flag.positional() || flag.value == Value::none) return;
      const auto name = info(command).name;
      auto pattern = fmt::format("'{}:{}'", name, flag.name);
      if (!flag.letter.empty()) pattern += fmt::format("|'{}:{}'", name, flag.letter);
      if (flag.value == Value::choice)
        out += fmt::format("    {}) COMPREPLY=($(compgen -W \"{}\" -- \"$cur\")); return ;;\n", pattern, flag.choices);
      else if (flag.value == Value::file)
        out += fmt::format("    {}) COMPREPLY=($(compgen -f -- \"$cur\")); return ;;\n", pattern);
      else
        out += fmt::format("    {}) return ;;\n", pattern);
    });
  });
  out += "  esac\n  case $command in\n";
  each_command([&](Command command) { out += fmt::format("    '{}') words=\"{}\" ;;\n", info(command).name, words_of(command)); });
  out +=
      "  esac\n"
      "  if [[ $cur == -* ]]; then COMPREPLY=($(compgen -W \"$words\" -- \"$cur\")); else COMPREPLY=($(compgen -f -- \"$cur\")); fi\n"
      "}\n"
      "complete -o filenames -F _pluim pluim\n";
  return out;
}

std::string zsh_arguments(Command command, std::string_view indent) {
  auto out = fmt::format("{}_arguments '(-h --help)'{{-h,--help}}'[show help]'", indent);
  each_flag(command, [&](const Flag& flag) {
    out += fmt::format(" \\\n{}  ", indent);
    std::string action;
    if (flag.value == Value::choice)
      action = fmt::format(":{}:({})", flag.argument, flag.choices);
    else if (flag.value == Value::file)
      action = fmt::format(":{}:_files", flag.argument);
    else if (flag.value != Value::none)
      action = fmt::format(":{}:", flag.argument);
    if (flag.positional())
      out += fmt::format("'{}{}'", flag.many ? "*" : "1", action);
    else if (flag.letter.empty())
      out += fmt::format("'{}{}[{}]{}'", flag.many ? "*" : "", flag.name, short_help(flag), action);
    else
      out += fmt::format("'({0} {1})'{{{0},{1}}}'[{2}]{3}'", flag.letter, flag.name, short_help(flag), action);
  });
  return out + "\n";
}

std::string zsh() {
  std::string out =
      "#compdef pluim\n"
      "# zsh completion for pluim, made by 'pluim completions zsh'\n"
      "_pluim() {\n"
      "  if (( CURRENT == 2 )); then\n"
      "    local -a commands=(\n";
  const auto all = groups();
  for (const auto& group : all) {
    const auto text = is_single(group) ? std::string(info(group.commands.front()).summary) : seconds(group);
    out += fmt::format("      '{}:{}'\n", group.name, text);
  }
  out +=
      "    )\n"
      "    _describe command commands\n"
      "    return\n"
      "  fi\n"
      "  local command=$words[2]\n"
      "  shift words\n"
      "  (( CURRENT-- ))\n"
      "  case $command in\n";
  for (const auto& group : all) {
    out += fmt::format("    {})\n", group.name);
    if (is_single(group)) {
      out += zsh_arguments(group.commands.front(), "      ");
    } else {
      out += fmt::format(
          "      if (( CURRENT == 2 )); then compadd {}; return; fi\n"
          "      command=$words[2]\n"
          "      shift words\n"
          "      (( CURRENT-- ))\n"
          "      case $command in\n",
          seconds(group));
      for (const auto command : group.commands)
        out += fmt::format("        {})\n{}          ;;\n", second_word(info(command).name), zsh_arguments(command, "          "));
      out += "      esac\n";
    }
    out += "      ;;\n";
  }
  return out + "  esac\n}\n_pluim \"$@\"\n";
}

std::string fish() {
  std::string out = "# fish completion for pluim, made by 'pluim completions fish'\n";
  const auto all = groups();
  for (const auto& group : all) {
    const auto text = is_single(group) ? std::string(info(group.commands.front()).summary) : seconds(group);
    out += fmt::format("complete -c pluim -f -n __fish_use_subcommand -a {} -d '{}'\n", group.name, text);
    if (!is_single(group))
      out += fmt::format("complete -c pluim -f -n '__fish_seen_subcommand_from {0}; and not __fish_seen_subcommand_from {1}' -a '{1}'\n",
                         group.name, seconds(group));
    for (const auto command : group.commands) {
      auto condition = fmt::format("__fish_seen_subcommand_from {}", group.name);
      if (!is_single(group)) condition += fmt::format("; and __fish_seen_subcommand_from {}", second_word(info(command).name));
      each_flag(command, [&](const Flag& flag) {
        if (flag.positional()) return;
        out += fmt::format("complete -c pluim -n '{}'", condition);
        if (!flag.letter.empty()) out += fmt::format(" -s {}", flag.letter.substr(1));
        out += fmt::format(" -l {}", flag.name.substr(2));
        if (flag.value == Value::choice)
          out += fmt::format(" -x -a '{}'", flag.choices);
        else if (flag.value == Value::file)
          out += " -r -F";
        else if (flag.value != Value::none)
          out += " -x";
        out += fmt::format(" -d '{}'\n", short_help(flag));
      });
    }
  }
  return out;
}

}  // namespace

std::string help(Command command) {
  const auto& about = info(command);
  auto out = fmt::format("pluim {}: {}\n\nUsage: {}\n", about.name, about.summary, usage_of(command));
  if (!about.description.empty()) {
    out.push_back('\n');
    append_wrapped(out, about.description, 0, 0);
  }
  for (const bool positional : {true, false}) {
    bool first = true;
    each_flag(command, [&](const Flag& flag) {
      if (flag.positional() != positional) return;
      if (first) out += positional ? "\nArguments:\n" : "\nOptions:\n";
      first = false;
      append_entry(out, head_of(flag), help_of(flag));
    });
    if (!positional) {
      if (first) out += "\nOptions:\n";
      append_entry(out, "-h, --help", "show this help");
    }
  }
  return out;
}

std::string help(std::string_view group) {
  auto out = group.empty() ? fmt::format("pluim: {}\n\nUsage: pluim COMMAND [OPTION...] [ARGUMENT...]\n\nCommands:\n", summary)
                           : fmt::format("Usage: pluim {} COMMAND [OPTION...] [ARGUMENT...]\n\nCommands:\n", group);
  each_command([&](Command command) {
    const auto name = info(command).name;
    if (group.empty() || first_word(name) == group) append_entry(out, name, info(command).summary);
  });
  out += fmt::format("\nOptions:\n");
  append_entry(out, "-h, --help", "show this help, or that of a command");
  if (!group.empty()) return out;
  append_entry(out, "    --version", "show the version");
  out.push_back('\n');
  append_wrapped(out, files, 0, 0);
  out += "\nExit status:\n";
  for (const auto& status : statuses) append_entry(out, status.number, status.meaning);
  out += "\nExamples:\n";
  for (const auto& example : examples) out += fmt::format("  {}\n      {}\n", example.line, example.meaning);
  return out;
}

std::string manual() {
  auto out =
      fmt::format(".TH PLUIM 1 \"\" \"pluim {}\" \"User Commands\"\n.SH NAME\npluim \\- {}\n.SH SYNOPSIS\n", version(), roff(summary));
  each_command([&](Command command) { out += fmt::format(".B {}\n.br\n", roff(usage_of(command))); });
  out += fmt::format(".SH DESCRIPTION\n{}\n.SH COMMANDS\n", roff(files));
  each_command([&](Command command) {
    const auto& about = info(command);
    out += fmt::format(".SS pluim {}\n{}.\n", roff(about.name), roff(about.summary));
    if (!about.description.empty()) out += fmt::format(".PP\n{}\n", roff(about.description));
    each_flag(command, [&](const Flag& flag) {
      auto head = head_of(flag);
      head.erase(0, head.find_first_not_of(' '));
      out += fmt::format(".TP\n.B {}\n{}\n", roff(head), roff(help_of(flag)));
    });
  });
  out += ".SH EXIT STATUS\n";
  for (const auto& status : statuses) out += fmt::format(".TP\n.B {}\n{}\n", status.number, roff(status.meaning));
  out += ".SH ENVIRONMENT\n.TP\n.B NO_COLOR\n";
  out += roff("When it is set and not empty, explain does not colour unless --color always asks for it.") + "\n.SH EXAMPLES\n";
  for (const auto& example : examples) out += fmt::format(".TP\n.B {}\n{}\n", roff(example.line), roff(example.meaning));
  return out;
}

std::string completions(std::string_view shell) { return shell == "bash" ? bash() : shell == "zsh" ? zsh() : fish(); }

}  // namespace pluim::cli
