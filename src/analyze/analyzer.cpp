#include "pluim/analyzer.hpp"

#include <oneapi/tbb/parallel_pipeline.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <atomic>

#include "analyze/pipeline.hpp"
#include "base/mapped_file.hpp"

extern "C" {
extern const std::byte pluim_embedded_model_begin[];
extern const std::byte pluim_embedded_model_end[];
}

namespace pluim {

bundle::Bytes analyze::embedded_model() noexcept {
  return {pluim_embedded_model_begin, static_cast<std::size_t>(pluim_embedded_model_end - pluim_embedded_model_begin)};
}

class Workspace::Impl {
 public:
  analyze::Buffers buffers;
};

Workspace::Workspace() : impl_(std::make_unique<Impl>()) {}
Workspace::~Workspace() = default;
Workspace::Workspace(Workspace&&) noexcept = default;
Workspace& Workspace::operator=(Workspace&&) noexcept = default;

class Analyzer::Impl {
 public:
  explicit Impl(analyze::Model m) : model(std::move(m)) {}
  analyze::Model model;
  tokenize::Tokenizer tokenizer;
  analyze::Pipeline pipeline{model, tokenizer};
};

Analyzer::Analyzer(std::shared_ptr<const Impl> impl) noexcept : impl_(std::move(impl)) {}

Result<Analyzer> Analyzer::from_bytes(std::span<const std::byte> bytes, const LoadOptions& options) {
  auto model = analyze::read_model(bytes, nullptr, options);
  if (!model) return std::move(model).error();
  Analyzer analyzer(std::make_shared<const Impl>(std::move(*model)));
  if (options.self_test) {
    auto status = analyze::self_test(analyzer, analyzer.impl_->model.self_test);
    if (!status) return std::move(status).error();
  }
  return analyzer;
}

Result<Analyzer> Analyzer::embedded(const LoadOptions& options) { return from_bytes(analyze::embedded_model(), options); }

Result<Analyzer> Analyzer::load(const std::filesystem::path& path, const LoadOptions& options) {
  auto file = base::MappedFile::open(path);
  if (!file) return std::move(file).error();
  auto model = analyze::read_model((*file)->bytes(), *file, options);
  if (!model) {
    auto error = std::move(model).error();
    if (error.code != ErrorCode::invalid_table) error.message = path.string() + ": " + error.message;
    return error;
  }
  Analyzer analyzer(std::make_shared<const Impl>(std::move(*model)));
  if (options.self_test) {
    auto status = analyze::self_test(analyzer, analyzer.impl_->model.self_test);
    if (!status) return Error{status.error().code, path.string() + ": " + status.error().message};
  }
  return analyzer;
}

const ModelInfo& Analyzer::info() const noexcept { return impl_->model.info; }
const Taxonomy& Analyzer::taxonomy() const noexcept { return impl_->model.taxonomy; }

void Analyzer::analyze(const Review& review, const AnalyzeOptions& options, Workspace& workspace, Analysis& out) const {
  impl_->pipeline.run(review, options, workspace.impl_->buffers, out);
}

Analysis Analyzer::analyze(const Review& review, const AnalyzeOptions& options) const {
  Workspace workspace;
  Analysis out;
  analyze(review, options, workspace, out);
  return out;
}

Analysis Analyzer::analyze(std::string_view text, const AnalyzeOptions& options) const { return analyze(Review{.text = text}, options); }

void Analyzer::tokenize(std::string_view text, std::string_view language, Workspace& workspace, Tokens& out) const {
  impl_->pipeline.tokens(text, language, workspace.impl_->buffers, out);
}

Tokens Analyzer::tokenize(std::string_view text, std::string_view language) const {
  Workspace workspace;
  Tokens out;
  tokenize(text, language, workspace, out);
  return out;
}

Analyzer::LanguageGuess Analyzer::detect_language(std::string_view text) const {
  Workspace workspace;
  const auto guess = impl_->pipeline.language(text, workspace.impl_->buffers);
  return {guess.language, guess.probability};
}

Status Analyzer::analyze_batch(std::span<const Review> reviews, const BatchSink& sink, const BatchOptions& options) const {
  const Error cancelled{ErrorCode::cancelled, "the sink asked to stop"};
  if (options.threads == 1 || reviews.size() < 2) {
    Workspace workspace;
    Analysis out;
    for (std::size_t i = 0; i < reviews.size(); ++i) {
      analyze(reviews[i], options.analyze, workspace, out);
      if (!sink(i, out)) return cancelled;
    }
    return ok();
  }
  // Chunks of reviews: claimed in order, analysed in parallel, handed on in order. A chunk in flight owns a workspace.
  constexpr std::size_t chunk = 64;
  struct Slot {
    Workspace workspace;
    std::vector<Analysis> results;
    std::size_t begin = 0, end = 0;
  };
  constexpr unsigned most_threads = 1024;
  tbb::task_arena arena(options.threads == 0 ? tbb::task_arena::automatic : static_cast<int>(std::min(options.threads, most_threads)));
  const auto in_flight = static_cast<std::size_t>(arena.max_concurrency()) * 2;
  std::vector<Slot> slots(in_flight);
  std::size_t next = 0;
  std::size_t turn = 0;
  std::atomic<bool> stopped{false};
  arena.execute([&] {
    // Tokens are recycled in order, so a slot is free again before its turn comes.
    tbb::parallel_pipeline(in_flight,
                           tbb::make_filter<void, Slot*>(tbb::filter_mode::serial_in_order, [&](tbb::flow_control& control) -> Slot* {
                             if (next == reviews.size() || stopped) {
                               control.stop();
                               return nullptr;
                             }
                             Slot& slot = slots[turn++ % in_flight];
                             slot.begin = next;
                             slot.end = next = std::min(next + chunk, reviews.size());
                             return &slot;
                           }) & tbb::make_filter<Slot*, Slot*>(tbb::filter_mode::parallel, [&](Slot* slot) {
                             slot->results.resize(chunk);
                             for (std::size_t i = slot->begin; i < slot->end && !stopped; ++i)
                               analyze(reviews[i], options.analyze, slot->workspace, slot->results[i - slot->begin]);
                             return slot;
                           }) & tbb::make_filter<Slot*, void>(tbb::filter_mode::serial_in_order, [&](Slot* slot) {
                             for (std::size_t i = slot->begin; i < slot->end && !stopped; ++i)
                               if (!sink(i, slot->results[i - slot->begin])) stopped = true;
                           }));
  });
  if (stopped) return cancelled;
  return ok();
}

}  // namespace pluim
