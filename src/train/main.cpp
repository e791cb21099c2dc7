// The build's own tool.
//   pluim_compile_model MODELS OUT            compiles models/ into a bundle
//   pluim_compile_model check MODELS          the same without writing, and names phrases that stand twice
//   pluim_compile_model train-language TEXTS OUT   learns the language classifier from TEXTS/<language>.txt
//   pluim_compile_model coverage BUNDLE LANGUAGE FILE   how much of FILE's lines the lexicon explains, and what it doesn't
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "base/mapped_file.hpp"
#include "bundle/bundle.hpp"
#include "compile/lexicon_compiler.hpp"
#include "learn/linear.hpp"
#include "pluim/language.hpp"
#include "taxonomy/taxonomy_data.hpp"
#include "train/coverage.hpp"
#include "train/language_trainer.hpp"

namespace {

namespace fs = std::filesystem;
using namespace pluim;

std::vector<fs::path> sorted_files(const fs::path& folder, std::string_view ending) {
  std::vector<fs::path> files;
  std::error_code none;
  for (const auto& item : fs::directory_iterator(folder, none))
    if (item.is_regular_file() && item.path().extension() == ending) files.push_back(item.path());
  std::sort(files.begin(), files.end());
  return files;
}

Status add_taxonomy(const fs::path& models, taxonomy::Builder& builder, bundle::Writer& writer) {
  std::vector<std::string> names = {"domains.tsv", "departments.tsv", "stages.tsv", "labels.tsv",
                                    "hotel.tsv",   "restaurant.tsv",  "retail.tsv", "employer.tsv"};
  for (const auto& view : sorted_files(models / "taxonomy" / "views", ".tsv")) names.push_back("views/" + view.filename().string());
  std::vector<std::pair<std::string, std::string>> tables;
  for (const auto& name : names) {
    auto content = base::read_file(models / "taxonomy" / name);
    if (!content) return std::move(content).error();
    auto status = builder.add(name, *content, false);
    if (!status) return Error{status.error().code, "models/taxonomy/" + status.error().message};
    tables.emplace_back(name, std::move(*content));
  }
  bundle::SectionWriter section;
  taxonomy::write(tables, section);
  writer.add("taxonomy.v1", section.take());
  return ok();
}

Status add_lexicon(const fs::path& folder, const fs::path& shared, const Taxonomy& taxonomy, bool check, bundle::Writer& writer) {
  const auto language = folder.filename().string();
  compile::LexiconCompiler compiler(taxonomy, language);
  const auto add = [&](const fs::path& from, const std::string& file) -> Status {
    auto content = base::read_file(from / file);
    if (!content) return std::move(content).error();
    return compiler.add(file, *content, "models/lexicon/" + from.filename().string() + "/" + file);
  };
  std::vector<std::pair<fs::path, std::string>> files;
  if (fs::exists(folder / "inflection.tsv")) files.emplace_back(folder, "inflection.tsv");
  for (const auto& file : sorted_files(folder, ".tsv"))
    if (file.filename() != "inflection.tsv") files.emplace_back(folder, file.filename().string());
  for (const auto& file : sorted_files(shared, ".tsv")) files.emplace_back(shared, file.filename().string());
  for (const auto& [from, file] : files) {
    auto status = add(from, file);
    if (!status) return status;
  }
  if (check) {
    for (const auto& w : compiler.warnings()) std::fprintf(stderr, "%s\n", w.c_str());
    if (!compiler.warnings().empty())
      return Error{ErrorCode::invalid_table, language + ": " + std::to_string(compiler.warnings().size()) + " phrases stand twice"};
  }
  bundle::SectionWriter section;
  lexicon::Lexicon::write(compiler.finish(), section);
  writer.add("lexicon." + language + ".v1", section.take());
  return ok();
}

Status compile_model(const fs::path& models, const fs::path& out, bool check) {
  bundle::Writer writer;
  bundle::SectionWriter info;
  info.text("pluim-reviews");
  info.text(PLUIM_VERSION);
  writer.add("info.v1", info.take());
  taxonomy::Builder builder;
  auto status = add_taxonomy(models, builder, writer);
  if (!status) return status;
  const auto taxonomy = builder.finish();

  std::vector<fs::path> languages;
  for (const auto& item : fs::directory_iterator(models / "lexicon"))
    if (item.is_directory() && language_from_string(item.path().filename().string()).value_or(Language::und) != Language::und)
      languages.push_back(item.path());
  std::sort(languages.begin(), languages.end());
  for (const auto& folder : languages) {
    status = add_lexicon(folder, models / "lexicon" / "und", taxonomy, check, writer);
    if (!status) return status;
  }
  for (const auto& file : sorted_files(models / "trained", ".bin")) {
    auto content = base::read_file(file);
    if (!content) return std::move(content).error();
    const auto* first = reinterpret_cast<const std::byte*>(content->data());
    writer.add(file.stem().string() + ".v1", std::vector<std::byte>(first, first + content->size()));
  }
  auto self_test = base::read_file(models / "selftest.tsv");
  if (!self_test) return std::move(self_test).error();
  bundle::SectionWriter examples;
  examples.text(*self_test);
  writer.add("selftest.v1", examples.take());
  if (check) return ok();

  const auto bytes = writer.finish();
  std::ofstream file(out, std::ios::binary | std::ios::trunc);
  file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (!file) return Error{ErrorCode::io, out.string() + ": could not be written"};
  return ok();
}

}  // namespace

int main(int count, char** words) {
  const std::vector<std::string> args(words + 1, words + count);
  Status status = Error{ErrorCode::invalid_argument,
                        "usage: pluim_compile_model MODELS OUT | check MODELS | train-language TEXTS OUT | coverage BUNDLE LANGUAGE FILE"};
  if (args.size() == 3 && args[0] == "train-language")
    status = train::train_language(args[1], args[2]);
  else if (args.size() == 4 && args[0] == "coverage")
    status = train::report_coverage(args[1], args[2], args[3], 60);
  else if (args.size() == 2 && args[0] == "check")
    status = compile_model(args[1], {}, true);
  else if (args.size() == 2)
    status = compile_model(args[0], args[1], false);
  if (status) return 0;
  std::fprintf(stderr, "%s\n", status.error().message.c_str());
  return 1;
}
