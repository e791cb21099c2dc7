// pluim model, taxonomy, info: what the program knows.
#include <fmt/format.h>
#include <tbb/version.h>
#include <CLI/Version.hpp>

#include <algorithm>
#include <array>

#include "base/mapped_file.hpp"
#include "cli/commands.hpp"
#include "cli/common.hpp"
#include "cli/exit.hpp"
#include "cli/terminal.hpp"
#include "io/contract.hpp"
#include "io/libraries.hpp"
#include "pluim/version.hpp"

namespace pluim::cli {
namespace {

int done(std::string_view text) { return print(text) ? exit_ok : exit_incomplete; }

std::string languages(const ModelInfo& model) {
  std::string out;
  for (const auto language : model.languages) out += fmt::format("{}{}", out.empty() ? "" : " ", to_string(language));
  return out;
}

std::string describe(const ModelInfo& model) {
  return fmt::format("model        {} {}\nfingerprint  {}\nbytes        {}\nlanguages    {}\n", model.name, model.version,
                     fingerprint(model), model.bytes, languages(model));
}

Result<Analyzer> model_of(const Arguments& arguments) {
  const auto path = arguments.value("MODEL");
  return path.empty() ? Analyzer::embedded() : Analyzer::load(std::string(path));
}

std::string domains_of(const Taxonomy& taxonomy, Category category) {
  std::string out;
  for (std::size_t d = 0; d < taxonomy.domain_count(); ++d)
    if (taxonomy.in_domain(category, static_cast<Domain>(d)))
      out += fmt::format("{}{}", out.empty() ? "" : " ", taxonomy.domain_id(static_cast<Domain>(d)));
  return out;
}

// The layers of an answer, and what they need of a language.
struct Layer {
  std::string_view name;
  bool needs_lexicon;
};
constexpr std::array<Layer, 6> layers{
    {{"tokens", false}, {"language", false}, {"opinions", true}, {"families", true}, {"staff", true}, {"other names", true}}};

std::string markdown(const ModelInfo& model) {
  std::string out = "| language |";
  std::string rule = "|---|";
  for (const auto& layer : layers) {
    out += fmt::format(" {} |", layer.name);
    rule += "---|";
  }
  out += "\n" + rule + "\n";
  for (std::size_t i = 1; i < language_count; ++i) {  // 0 is none
    const auto language = static_cast<Language>(i);
    const bool lexicon = std::find(model.languages.begin(), model.languages.end(), language) != model.languages.end();
    out += fmt::format("| {} |", to_string(language));
    for (const auto& layer : layers) out += !layer.needs_lexicon || lexicon ? " yes |" : " - |";
    out.push_back('\n');
  }
  return out;
}

}  // namespace

int model_info(const Arguments& arguments) {
  const auto analyzer = model_of(arguments);
  if (!analyzer) return complain(analyzer.error().message, exit_nothing_done);
  return done(describe(analyzer->info()));
}

int model_verify(const Arguments& arguments) {
  const auto analyzer = model_of(arguments);
  if (!analyzer) return complain(analyzer.error().message, exit_nothing_done);
  const auto& model = analyzer->info();
  return done(fmt::format("{} {} {}: intact, and answers its own examples as it should\n", model.name, model.version, fingerprint(model)));
}

int taxonomy_list(const Arguments& arguments) {
  const auto analyzer = load_analyzer(arguments);
  if (!analyzer) return complain(analyzer.error().message, exit_nothing_done);
  const auto& taxonomy = analyzer->taxonomy();
  std::optional<Domain> domain;
  if (const auto id = arguments.value("--domain"); !id.empty()) {
    domain = taxonomy.find_domain(id);
    if (!domain) return complain(fmt::format("--domain: the taxonomy has no '{}'", id), exit_nothing_done);
  }
  std::string out;
  for (std::size_t i = 0; i < taxonomy.size(); ++i) {
    const auto category = static_cast<Category>(i);
    if (domain && !taxonomy.in_domain(category, *domain)) continue;
    out += fmt::format("{}\t{}\t{}\n", taxonomy.id(category), taxonomy.label(category, arguments.value("--language")),
                       domains_of(taxonomy, category));
  }
  return done(out);
}

int taxonomy_show(const Arguments& arguments) {
  const auto analyzer = load_analyzer(arguments);
  if (!analyzer) return complain(analyzer.error().message, exit_nothing_done);
  const auto& taxonomy = analyzer->taxonomy();
  const auto id = arguments.value("ID");
  const auto category = taxonomy.find(id);
  if (!category) return complain(fmt::format("the taxonomy has no category '{}'; 'pluim taxonomy list' shows all", id), exit_nothing_done);
  const auto language = arguments.value("--language");
  auto out = fmt::format("{}: {}\n", taxonomy.id(*category), taxonomy.label(*category, language));
  if (!taxonomy.is_family(*category))
    out +=
        fmt::format("family      {}: {}\n", taxonomy.id(taxonomy.family(*category)), taxonomy.label(taxonomy.family(*category), language));
  for (std::size_t d = 0; d < taxonomy.domain_count(); ++d) {
    const auto domain = static_cast<Domain>(d);
    if (!taxonomy.in_domain(*category, domain)) continue;
    const auto department = taxonomy.department_id(taxonomy.department(*category, domain));
    const auto stage = taxonomy.stage(*category, domain);
    out += fmt::format("domain      {}: department {}, stage {}\n", taxonomy.domain_id(domain), department.empty() ? "none" : department,
                       stage.empty() ? "none" : stage);
  }
  for (const auto code : analyzer->info().languages)
    out += fmt::format("label {}    {}\n", to_string(code), taxonomy.label(*category, to_string(code)));
  for (std::size_t v = 0; v < taxonomy.view_count(); ++v)
    if (const auto bucket = taxonomy.bucket(taxonomy.view_id(v), *category); !bucket.empty())
      out += fmt::format("view        {}: {}\n", taxonomy.view_id(v), bucket);
  if (taxonomy.is_family(*category))
    for (std::size_t i = 0; i < taxonomy.size(); ++i)
      if (const auto child = static_cast<Category>(i); child != *category && taxonomy.family(child) == *category)
        out += fmt::format("contains    {}: {}\n", taxonomy.id(child), taxonomy.label(child, language));
  return done(out);
}

int taxonomy_check(const Arguments& arguments) {
  const auto plain = load_analyzer(arguments);
  if (!plain) return complain(plain.error().message, exit_nothing_done);
  int status = exit_ok;
  for (const auto& file : arguments.values("FILE")) {
    const auto content = base::read_file(file);
    if (!content) {
      status = complain(content.error().message, exit_incomplete);
      continue;
    }
    const std::array<LoadOptions::Addition, 1> additions{{{file, *content}}};
    const LoadOptions options{.taxonomies = additions};
    const auto model = arguments.value("--model");
    const auto with = model.empty() ? Analyzer::embedded(options) : Analyzer::load(std::string(model), options);
    if (!with) {
      status = complain(with.error().message, exit_incomplete);
    } else {
      const auto more = with->taxonomy().size() - plain->taxonomy().size();
      if (!print(fmt::format("{}: adds {} {}\n", file, more, more == 1 ? "category" : "categories"))) status = exit_incomplete;
    }
  }
  return status;
}

int info(const Arguments& arguments) {
  const auto analyzer = load_analyzer(arguments);
  if (!analyzer) return complain(analyzer.error().message, exit_nothing_done);
  if (arguments.has("--markdown")) return done(markdown(analyzer->info()));
  auto out = fmt::format("pluim        {}\ncontract     {}\n{}known        ", version(), io::contract_version, describe(analyzer->info()));
  for (std::size_t i = 1; i < language_count; ++i) out += fmt::format("{}{}", i > 1 ? " " : "", to_string(static_cast<Language>(i)));
  auto libraries = io::library_versions();
  libraries.emplace_back("CLI11", CLI11_VERSION);
  libraries.emplace_back("oneTBB", TBB_VERSION_STRING);
  out += "\nlibraries   ";
  for (std::size_t i = 0; i < libraries.size(); ++i)
    out += fmt::format("{} {} {}", i > 0 ? "," : "", libraries[i].first, libraries[i].second);
  return done(out + "\n");
}

}  // namespace pluim::cli
