#include <array>
#include <csignal>
#include <cstdio>
#include <exception>
#include <variant>

#include "cli/commands.hpp"
#include "cli/common.hpp"
#include "cli/documents.hpp"
#include "cli/exit.hpp"

namespace pluim::cli {
namespace {

int manual_page(const Arguments&) { return print(manual()) ? exit_ok : exit_incomplete; }
int shell_completions(const Arguments& arguments) { return print(completions(arguments.value("SHELL"))) ? exit_ok : exit_incomplete; }

// In the order of Command.
constexpr std::array<int (*)(const Arguments&), command_count> functions{
    analyze,       tokenize,      language,       features, explain, model_info,  model_verify,
    taxonomy_list, taxonomy_show, taxonomy_check, info,     bench,   manual_page, shell_completions,
};

}  // namespace

int run(int argc, const char* const* argv) {
  // A reader that has gone shows as an error of write(), which ends the program quietly; the signal would kill it.
  std::signal(SIGPIPE, SIG_IGN);
  try {
    const auto parsed = parse(argc, argv);
    if (const auto* message = std::get_if<Message>(&parsed)) {
      if (message->status == exit_ok) return print(message->text) ? exit_ok : exit_incomplete;
      std::fwrite(message->text.data(), 1, message->text.size(), stderr);
      return message->status;
    }
    const auto& arguments = std::get<Arguments>(parsed);
    return functions[static_cast<std::size_t>(arguments.command)](arguments);
  } catch (const std::exception& e) {
    return complain(e.what(), exit_nothing_done);  // out of memory: nothing else throws
  }
}

}  // namespace pluim::cli
