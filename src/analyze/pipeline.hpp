// The way of one review: fields -> tokens -> language -> hits -> domain -> opinions and names -> one Analysis.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "analyze/model.hpp"
#include "opinion/opinion.hpp"
#include "staff/staff.hpp"
#include "tokenize/language.hpp"
#include "tokenize/tokenize.hpp"

namespace pluim::analyze {

// What a Workspace holds.
struct Buffers {
  tokenize::Scratch tokenize;
  std::array<tokenize::Document, field_count> documents;
  opinion::Scratch opinion;
  opinion::LearnedScratch learned;
  std::array<std::vector<opinion::Judgement>, field_count> judgements;
  staff::Scratch staff;
  std::vector<staff::Mention> mentions;
  std::vector<std::uint32_t> roster_matches;
};

class Pipeline {
 public:
  Pipeline(const Model& model, const tokenize::Tokenizer& tokenizer) : model_(model), tokenizer_(tokenizer) {}
  void run(const Review& review, const AnalyzeOptions& options, Buffers& buffers, Analysis& out) const;
  // Up to what the rules find: tokens, language, domain, opinions, names. Returns whether a field says anything.
  bool read(const Review& review, Buffers& buffers, Analysis& out) const;
  // Tokens and clauses alone.
  void tokens(std::string_view text, std::string_view language, Buffers& buffers, Tokens& out) const;
  [[nodiscard]] tokenize::LanguageGuess language(std::string_view text, Buffers& buffers) const;

 private:
  [[nodiscard]] tokenize::LanguageGuess language(std::span<const tokenize::Document> documents) const;
  [[nodiscard]] Domain domain(const Review& review, Language language, const Buffers& buffers) const;
  void find_people(const Review& review, Language language, Buffers& buffers, Analysis& out) const;
  void about_people(Category general, const Buffers& buffers, Analysis& out) const;
  void judge_people(const Review& review, const AnalyzeOptions& options, Language language, Buffers& buffers, Analysis& out) const;

  const Model& model_;
  const tokenize::Tokenizer& tokenizer_;
};

}  // namespace pluim::analyze
