#include "train/coverage.hpp"

#include <algorithm>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "base/mapped_file.hpp"
#include "bundle/bundle.hpp"
#include "lexicon/lexicon.hpp"
#include "pluim/language.hpp"
#include "taxonomy/taxonomy_data.hpp"
#include "tokenize/tokenize.hpp"

namespace pluim::train {

Status report_coverage(const std::filesystem::path& model, const std::string& language, const std::filesystem::path& texts,
                       std::size_t most) {
  auto file = base::MappedFile::open(model);
  if (!file) return std::move(file).error();
  auto opened = bundle::Bundle::open((*file)->bytes(), *file);
  if (!opened) return std::move(opened).error();
  const auto tables = opened->section("taxonomy.v1");
  const auto section = opened->section("lexicon." + language + ".v1");
  if (!tables || !section) return Error{ErrorCode::not_found, "the model has no lexicon of '" + language + "'"};
  taxonomy::Builder builder;
  auto status = taxonomy::read(*tables, builder);
  if (!status) return status;
  const auto taxonomy = builder.finish();
  auto lexicon = lexicon::Lexicon::read(*section, taxonomy, opened->owner());
  if (!lexicon) return std::move(lexicon).error();
  auto content = base::read_file(texts);
  if (!content) return std::move(content).error();

  const tokenize::Tokenizer tokenizer;
  tokenize::Scratch scratch;
  tokenize::Document document;
  const bool compounds = language == "nl" || language == "de";
  std::size_t words = 0;
  std::size_t explained = 0;
  std::size_t lines = 0;
  std::size_t with_entry = 0;
  std::map<std::string, std::size_t> unknown;
  std::vector<bool> covered;
  for (std::string_view rest(*content); !rest.empty();) {
    const auto end = rest.find('\n');
    const auto line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    tokenizer.tokenize(line, scratch, document);
    tokenize::find_hits(*lexicon, {}, compounds, line, document);
    covered.assign(document.tokens.tokens.size(), false);
    bool any = false;
    for (const auto& hit : document.hits) {
      std::fill(covered.begin() + hit.first, covered.begin() + hit.last, true);
      any |= hit.has(lexicon::Layer::opinion) || hit.has(lexicon::Layer::idiom) || hit.has(lexicon::Layer::depends) ||
             hit.has(lexicon::Layer::aspect);
    }
    ++lines;
    with_entry += any;
    for (std::size_t i = 0; i < covered.size(); ++i) {
      if (document.tokens.tokens[i].kind != TokenKind::word) continue;
      ++words;
      explained += covered[i];
      if (!covered[i]) ++unknown[std::string(document.tokens.norm(document.tokens.tokens[i]))];
    }
  }
  std::printf("%s\t%zu texts\t%.3f with a judging or naming entry\t%zu words\t%.3f explained\n", language.c_str(), lines,
              lines == 0 ? 0.0 : static_cast<double>(with_entry) / static_cast<double>(lines), words,
              words == 0 ? 0.0 : static_cast<double>(explained) / static_cast<double>(words));
  std::vector<std::pair<std::string, std::size_t>> ranked(unknown.begin(), unknown.end());
  std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  for (std::size_t i = 0; i < std::min(most, ranked.size()); ++i) std::printf("%zu\t%s\n", ranked[i].second, ranked[i].first.c_str());
  return ok();
}

}  // namespace pluim::train
