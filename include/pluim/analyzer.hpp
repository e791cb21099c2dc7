// The Analyzer: reviews in, analyses out.
//
//   auto analyzer = pluim::Analyzer::embedded();                 // Result<Analyzer>; or load(path), from_bytes(bytes)
//   auto a = analyzer->analyze("Kamer vies, maar Sanne was super lief.");
//   a.opinions.size();                                           // 2: cleanliness negative, staff positive
//   a.staff.size();                                              // 1: "Sanne"
//
//   pluim::Workspace workspace;                                  // a loop that allocates nothing once warm
//   pluim::Analysis out;
//   for (std::string_view text : texts) analyzer->analyze({.text = text}, {}, workspace, out);
//
// Threads: an Analyzer is immutable; share one. A Workspace belongs to one thread at a time. No thread is started but by
//   analyze_batch(), and there only as many as BatchOptions asks for.
// Lifetime: copies of an Analyzer share its memory. Texts, rosters and options are borrowed during a call only.
// Errors: making an Analyzer returns a Result; analysis is total, every byte string has an answer.
// Cost: analyze() is linear in the text; a Workspace saves its allocations and never changes the answer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pluim/analysis.hpp"
#include "pluim/result.hpp"
#include "pluim/roster.hpp"
#include "pluim/taxonomy.hpp"
#include "pluim/tokenizer.hpp"

namespace pluim {

struct ModelInfo {
  std::string name;                 // "pluim-reviews"
  std::string version;              // of the model, not of the library
  std::uint64_t fingerprint = 0;    // a hash of every byte that shapes an answer
  std::vector<Language> languages;  // those with a lexicon of their own
  std::uint64_t bytes = 0;
};

struct LoadOptions {
  bool self_test = true;  // run the examples that the model carries
  // User taxonomies to add: their content, in the form of models/taxonomy. `name` stands in error messages.
  struct Addition {
    std::string_view name;
    std::string_view content;
  };
  std::span<const Addition> taxonomies = {};
};

struct AnalyzeOptions {
  const Roster* roster = nullptr;  // resolves staff names; may be null
  // Opinions of a lower probability are left out. Probabilities are calibrated, and most of what a review says has several
  // readings, so that the best balance of found and right lies below one half (Lipton et al. 2014).
  float threshold = 0.25F;
  float staff_threshold = 0.5F;  // the same for names of staff
};

struct BatchOptions {
  AnalyzeOptions analyze = {};
  unsigned threads = 1;  // 1: stay on the caller's thread; 0: one for each core
};

// Called once a review, in input order, one call at a time, maybe from another thread. Return false to stop early.
using BatchSink = std::function<bool(std::size_t index, const Analysis& analysis)>;

// Scratch memory for one thread.
class PLUIM_EXPORT Workspace {
 public:
  Workspace();
  ~Workspace();
  Workspace(Workspace&&) noexcept;
  Workspace& operator=(Workspace&&) noexcept;

 private:
  friend class Analyzer;
  class Impl;
  std::unique_ptr<Impl> impl_;
};

class PLUIM_EXPORT Analyzer {
 public:
  // The model that is built into the library. Cost: a checksum over it and its self-test.
  [[nodiscard]] static Result<Analyzer> embedded(const LoadOptions& options = {});
  // A model file, mapped into memory. The file must not be changed in place while it is in use.
  [[nodiscard]] static Result<Analyzer> load(const std::filesystem::path& path, const LoadOptions& options = {});
  // A model in memory. Borrows `bytes` for the Analyzer's lifetime; 8-byte aligned is faster, not needed.
  [[nodiscard]] static Result<Analyzer> from_bytes(std::span<const std::byte> bytes, const LoadOptions& options = {});

  [[nodiscard]] const ModelInfo& info() const noexcept;
  [[nodiscard]] const Taxonomy& taxonomy() const noexcept;

  [[nodiscard]] Analysis analyze(const Review& review, const AnalyzeOptions& options = {}) const;
  [[nodiscard]] Analysis analyze(std::string_view text, const AnalyzeOptions& options = {}) const;
  void analyze(const Review& review, const AnalyzeOptions& options, Workspace& workspace, Analysis& out) const;

  // The same answers as a loop over analyze(), whatever the number of threads.
  // Errors: cancelled, when the sink returned false.
  Status analyze_batch(std::span<const Review> reviews, const BatchSink& sink, const BatchOptions& options = {}) const;

  // `language`: BCP 47, or empty to detect; it decides what a connective is.
  [[nodiscard]] Tokens tokenize(std::string_view text, std::string_view language = {}) const;
  void tokenize(std::string_view text, std::string_view language, Workspace& workspace, Tokens& out) const;

  struct LanguageGuess {
    Language language = Language::und;
    float probability = 0.0F;
  };
  [[nodiscard]] LanguageGuess detect_language(std::string_view text) const;

 private:
  class Impl;
  explicit Analyzer(std::shared_ptr<const Impl> impl) noexcept;
  std::shared_ptr<const Impl> impl_;
};

}  // namespace pluim
