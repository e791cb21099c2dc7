// A loaded model: the parts of a bundle, ready to be used.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "bundle/bundle.hpp"
#include "learn/linear.hpp"
#include "learn/student.hpp"
#include "lexicon/lexicon.hpp"
#include "opinion/learned.hpp"
#include "pluim/analyzer.hpp"

namespace pluim::analyze {

struct Model {
  ModelInfo info;
  Taxonomy taxonomy{nullptr};
  learn::HashedLinear language;
  learn::Student student;  // empty: the rules alone answer
  opinion::StudentNames student_names;
  std::array<lexicon::Lexicon, language_count> lexicons;  // empty where the model has none
  std::array<lexicon::Lexicon, language_count> user;      // the user's own cues
  std::vector<Category> general;                          // for each domain: experience.general, employer.general
  std::string_view self_test;
  bundle::Bundle bundle;
};

// The model that is built into the library.
[[nodiscard]] bundle::Bytes embedded_model() noexcept;

// Reads every section. Errors: corrupt_model, model_too_new; invalid_table for a user's taxonomy.
[[nodiscard]] Result<Model> read_model(bundle::Bytes bytes, std::shared_ptr<const void> owner, const LoadOptions& options);

// Runs the examples that the model carries. Errors: self_test_failed with the example and what differs.
[[nodiscard]] Status self_test(const Analyzer& analyzer, std::string_view examples);

}  // namespace pluim::analyze
