// What training reads of a review: its sentences, by the library's own hand, so that no feature is computed twice.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "analyze/pipeline.hpp"

namespace pluim::analyze {

struct SentenceFeatures {
  Field field{};
  Span span;
  std::vector<lexicon::Key> keys;  // of the words, as the student looks them up
  std::vector<TokenKind> kinds;    // for each key
  std::vector<Opinion> rules;      // what the rules found in it
};

// Immutable once loaded; share one, with Buffers for each thread.
class FeatureReader {
 public:
  // `model`: a file; empty: the model that is built in. Errors: those of Analyzer::load.
  [[nodiscard]] static Result<FeatureReader> load(const std::string& model);
  void read(const Review& review, Buffers& buffers, std::vector<SentenceFeatures>& out) const;
  [[nodiscard]] const Taxonomy& taxonomy() const noexcept { return parts_->model.taxonomy; }

 private:
  struct Parts {
    explicit Parts(Model m) : model(std::move(m)) {}
    Model model;
    tokenize::Tokenizer tokenizer;
    Pipeline pipeline{model, tokenizer};
  };
  std::shared_ptr<const Parts> parts_;
};

}  // namespace pluim::analyze
