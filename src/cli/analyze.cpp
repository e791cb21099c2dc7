// pluim analyze
#include <fmt/format.h>

#include <algorithm>

#include "cli/commands.hpp"
#include "cli/common.hpp"
#include "cli/exit.hpp"
#include "cli/pipeline.hpp"
#include "io/contract.hpp"
#include "io/findings.hpp"

namespace pluim::cli {
namespace {

// The names of --keep. Errors: invalid_argument for one that would stand twice in an answer.
Result<std::vector<std::string>> kept_fields(std::string_view list) {
  std::vector<std::string> out;
  while (!list.empty()) {
    const auto end = std::min(list.find(','), list.size());
    const auto name = list.substr(0, end);
    list.remove_prefix(std::min(end + 1, list.size()));
    if (name.empty()) continue;
    if (std::find(io::answer_keys.begin(), io::answer_keys.end(), name) != io::answer_keys.end())
      return Error{ErrorCode::invalid_argument, fmt::format("--keep: an answer has a key '{}' of its own", name)};
    if (std::find(out.begin(), out.end(), name) == out.end()) out.emplace_back(name);
  }
  return out;
}

}  // namespace

int analyze(const Arguments& arguments) {
  auto keep = kept_fields(arguments.value("--keep"));
  if (!keep) return complain(keep.error().message, exit_nothing_done);
  const auto analyzer = load_analyzer(arguments);
  if (!analyzer) return complain(analyzer.error().message, exit_nothing_done);
  if (const auto status = check_names(arguments, analyzer->taxonomy()); !status) return complain(status.error().message, exit_nothing_done);
  const auto roster = load_roster(arguments);
  if (!roster) return complain(roster.error().message, exit_nothing_done);
  const std::string_view language = arguments.value("--language");
  const std::string_view domain = arguments.value("--domain");

  const AnalyzeOptions options{.roster = *roster ? &**roster : nullptr,
                               .threshold = static_cast<float>(arguments.number("--threshold")),
                               .staff_threshold = static_cast<float>(arguments.number("--staff-threshold"))};
  const JsonOptions output{.offsets = offset_unit_from_string(arguments.value("--offsets")).value_or(OffsetUnit::byte),
                           .roster = options.roster};
  const bool csv = arguments.value("--format") == "csv";

  Pipeline pipeline;
  pipeline.keep = *keep;
  if (csv) io::append_csv_header(pipeline.header, *keep);
  pipeline.answer = [&](Scratch& scratch, std::string& out) {
    auto review = scratch.record.review();
    if (review.language.empty()) review.language = language;
    if (review.domain.empty()) review.domain = domain;
    analyzer->analyze(review, options, scratch.workspace, scratch.analysis);
    if (csv) {
      io::append_csv(out, *analyzer, scratch.record, scratch.analysis, output, *keep);
    } else {
      append_json(out, *analyzer, scratch.record, scratch.analysis, output);
      out.push_back('\n');
    }
  };
  return pipeline.run(arguments);
}

}  // namespace pluim::cli
