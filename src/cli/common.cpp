#include "cli/common.hpp"

#include <fmt/format.h>
#include <glob.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iterator>
#include <system_error>

#include "base/mapped_file.hpp"
#include "cli/exit.hpp"
#include "io/writer.hpp"

namespace pluim::cli {
namespace {

// The files that a pattern means, in the order of their names; a name that exists means itself.
void expand(const std::string& pattern, std::vector<std::string>& out) {
  std::error_code ignored;
  if (pattern.find_first_of("*?[") != std::string::npos && !std::filesystem::exists(pattern, ignored)) {
    glob_t found{};
    const bool any = ::glob(pattern.c_str(), 0, nullptr, &found) == 0;
    if (any) out.insert(out.end(), found.gl_pathv, found.gl_pathv + found.gl_pathc);
    ::globfree(&found);
    if (any) return;
  }
  out.push_back(pattern);
}

}  // namespace

int complain(std::string_view message, int status) {
  const auto line = fmt::format("pluim: {}\n", message);
  std::fwrite(line.data(), 1, line.size(), stderr);
  return status;
}

bool print(std::string_view text) {
  auto out = io::Writer::open("-");
  if (!out) return false;
  const auto written = out->write(text);
  if (!written) (void)complain(written.error().message, exit_incomplete);
  return written.has_value();
}

Result<Analyzer> load_analyzer(const Arguments& arguments) {
  std::vector<std::string> names = arguments.values("--taxonomy");
  std::vector<std::string> contents;
  for (const auto& name : names) {
    auto content = base::read_file(name);
    if (!content) return std::move(content).error();
    contents.push_back(std::move(*content));
  }
  std::vector<LoadOptions::Addition> additions;
  for (std::size_t i = 0; i < names.size(); ++i) additions.push_back({names[i], contents[i]});
  const LoadOptions options{.taxonomies = additions};
  const auto model = arguments.value("--model");
  return model.empty() ? Analyzer::embedded(options) : Analyzer::load(std::string(model), options);
}

Status check_names(const Arguments& arguments, const Taxonomy& taxonomy) {
  const auto domain = arguments.value("--domain");
  if (!domain.empty() && !taxonomy.find_domain(domain))
    return Error{ErrorCode::invalid_argument, fmt::format("--domain: the taxonomy has no '{}'", domain)};
  const auto language = arguments.value("--language");
  if (!language.empty() && !language_from_string(language))
    return Error{ErrorCode::invalid_argument, fmt::format("--language: '{}' is not a language that pluim knows", language)};
  return ok();
}

Result<std::optional<Roster>> load_roster(const Arguments& arguments) {
  const auto path = arguments.value("--roster");
  if (path.empty()) return std::optional<Roster>();
  auto roster = Roster::load(std::string(path));
  if (!roster) return std::move(roster).error();
  return std::optional<Roster>(std::move(*roster));
}

std::vector<std::string> sources(const Arguments& arguments) {
  std::vector<std::string> out;
  for (const auto& pattern : arguments.values("FILE")) expand(pattern, out);
  if (out.empty()) out.emplace_back("-");
  return out;
}

Result<io::ReadOptions> read_options(const Arguments& arguments) {
  io::ReadOptions options;
  if (arguments.has("--lines")) options.format = io::Format::lines;
  const auto delimiter = arguments.value("--csv-delimiter");
  if (delimiter == "\\t" || delimiter == "tab") {
    options.delimiter = '\t';
  } else if (delimiter.size() == 1 && delimiter != "\"" && delimiter != "\n" && delimiter != "\r") {
    options.delimiter = delimiter[0];
  } else if (!delimiter.empty()) {
    return Error{ErrorCode::invalid_argument, fmt::format("--csv-delimiter: '{}' is not one character (or 'tab')", delimiter)};
  }
  constexpr std::size_t mebibyte = std::size_t{1} << 20;
  constexpr double most = 4095;  // what simdjson can hold
  if (const double limit = arguments.number("--max-line"); limit >= 1)
    options.max_line = static_cast<std::size_t>(std::min(limit, most)) * mebibyte;
  return options;
}

std::string fingerprint(const ModelInfo& info) { return fmt::format("{:016x}", info.fingerprint); }

}  // namespace pluim::cli
