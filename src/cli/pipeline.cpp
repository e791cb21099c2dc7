#include "cli/pipeline.hpp"

#include <fmt/format.h>
#include <tbb/enumerable_thread_specific.h>
#include <tbb/global_control.h>
#include <tbb/info.h>
#include <tbb/parallel_pipeline.h>
#include <tbb/task_arena.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <memory>
#include <optional>
#include <system_error>

#include "cli/common.hpp"
#include "cli/exit.hpp"
#include "cli/progress.hpp"
#include "io/writer.hpp"

namespace pluim::cli {
namespace {

// Enough batches that no thread waits for the writer, few enough that memory stays flat.
constexpr std::size_t batches_per_thread = 3;

// A batch on its way.
struct Job {
  io::Batch batch;
  std::string answers;
  std::string rejects;  // JSON lines for the file, or lines for standard error
  std::uint64_t rejected = 0;
};
using JobPtr = std::unique_ptr<Job>;

// Whether one would overwrite the other; of a device (/dev/null) several may make use.
bool same_file(const std::string& a, const std::string& b) {
  if (a == "-" || b == "-" || a.empty() || b.empty()) return false;
  std::error_code error;
  const auto status = std::filesystem::status(a, error);
  if (!std::filesystem::exists(status)) return a == b;
  return std::filesystem::is_regular_file(status) && std::filesystem::equivalent(a, b, error) && !error;
}

// The last stage: all that is written, and what it amounts to.
class Sink {
 public:
  Sink(io::Writer out, std::optional<io::Writer> rejects, Progress& progress)
      : out_(std::move(out)), rejects_(std::move(rejects)), progress_(progress) {}

  // False when there is no sense in going on.
  bool take(const Job& job) {
    state_.consumed = job.batch.consumed;
    state_.text += job.batch.bytes.size();
    state_.records += job.batch.records.size();
    state_.rejects += job.rejected;
    if (!put(out_, job.answers)) return false;
    if (!job.rejects.empty()) {
      if (!rejects_)
        progress_.say(job.rejects);
      else if (!put(*rejects_, job.rejects))
        return false;
    }
    if (job.batch.failure) {
      ++failures_;
      progress_.say(fmt::format("pluim: {}\n", job.batch.failure->message));
    }
    progress_.update(state_);
    return true;
  }

  bool put(io::Writer& writer, std::string_view text) { return check(writer.write(text)); }
  bool put_header(std::string_view text) { return put(out_, text); }

  int finish() {
    progress_.wipe();
    if (!stopped_ && check(out_.close()) && rejects_) (void)check(rejects_->close());
    if (pipe_closed_) return exit_ok;
    if (broken_) return exit_incomplete;
    if (failures_ > 0 && state_.records == 0) return exit_nothing_done;
    return failures_ > 0 || state_.rejects > 0 ? exit_incomplete : exit_ok;
  }

 private:
  bool check(const Result<io::Written>& written) {
    if (!written) {
      broken_ = true;
      progress_.say(fmt::format("pluim: {}\n", written.error().message));
    } else if (*written == io::Written::pipe_closed) {
      pipe_closed_ = true;
    }
    stopped_ = broken_ || pipe_closed_;
    return !stopped_;
  }

  io::Writer out_;
  std::optional<io::Writer> rejects_;
  Progress& progress_;
  Progress::State state_;
  std::uint64_t failures_ = 0;
  bool broken_ = false, pipe_closed_ = false, stopped_ = false;
};

std::optional<std::uint64_t> total_size(const std::vector<std::string>& files) {
  std::uint64_t total = 0;
  for (const auto& file : files) {
    const auto size = io::size_of(file);
    if (!size) return {};
    total += *size;
  }
  return total;
}

}  // namespace

int Pipeline::run(const Arguments& arguments) const {
  const auto options = read_options(arguments);
  if (!options) return complain(options.error().message, exit_nothing_done);
  const auto files = sources(arguments);
  const std::string output(arguments.value("--output"));
  const std::string reject_file(arguments.value("--rejects"));
  for (const auto& file : files)
    for (const auto& target : {output, reject_file})
      if (same_file(file, target)) return complain(fmt::format("{}: is input and output at once", target), exit_nothing_done);
  if (same_file(output, reject_file))
    return complain(fmt::format("{}: can't take both the answers and the rejects", output), exit_nothing_done);

  auto out = io::Writer::open(output);
  if (!out) return complain(out.error().message, exit_nothing_done);
  std::optional<io::Writer> rejects;
  if (!reject_file.empty()) {
    auto opened = io::Writer::open(reject_file);
    if (!opened) return complain(opened.error().message, exit_nothing_done);
    rejects = std::move(*opened);
  }
  // Answers that scroll by show well enough that something happens.
  const bool shown = ::isatty(STDERR_FILENO) == 1 && !(output == "-" && ::isatty(STDOUT_FILENO) == 1);
  Progress progress(shown, total_size(files));
  const bool reject_lines = !rejects;
  Sink sink(std::move(*out), std::move(rejects), progress);
  if (!sink.put_header(header)) return sink.finish();

  io::Reader reader(files, *options);
  tbb::enumerable_thread_specific<Scratch> scratches([&] { return Scratch(keep); });
  std::atomic<bool> stop{false};  // said by the last stage, heard by the first

  const auto read = [&](tbb::flow_control& control) -> JobPtr {
    auto job = std::make_unique<Job>();
    if (stop.load(std::memory_order_relaxed) || !reader.next(job->batch)) {
      control.stop();
      return nullptr;
    }
    return job;
  };
  const auto work = [&](JobPtr job) -> JobPtr {
    auto& scratch = scratches.local();
    for (const auto& raw : job->batch.records) {
      if (const auto reject = scratch.decoder.decode(job->batch, raw, scratch.record)) {
        ++job->rejected;
        if (reject_lines) {
          job->rejects += fmt::format("{}:{}: {}\n", reject->source, reject->line, reject->reason);
        } else {
          io::append_json(job->rejects, *reject);
          job->rejects.push_back('\n');
        }
      } else {
        answer(scratch, job->answers);
      }
    }
    return job;
  };
  const auto write = [&](JobPtr job) {
    if (!stop.load(std::memory_order_relaxed) && !sink.take(*job)) stop.store(true, std::memory_order_relaxed);
  };

  const auto asked = static_cast<int>(arguments.number("--threads"));
  const int threads = asked > 0 ? std::min(asked, 1024) : tbb::info::default_concurrency();
  // TBB starts no more threads than there are cores, and says so on standard error, unless it is told to.
  const tbb::global_control allowed(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(threads));
  tbb::task_arena arena(threads);
  arena.execute([&] {
    const auto tokens = threads == 1 ? std::size_t{1} : batches_per_thread * static_cast<std::size_t>(threads);
    tbb::parallel_pipeline(tokens, tbb::make_filter<void, JobPtr>(tbb::filter_mode::serial_in_order, read) &
                                       tbb::make_filter<JobPtr, JobPtr>(tbb::filter_mode::parallel, work) &
                                       tbb::make_filter<JobPtr, void>(tbb::filter_mode::serial_in_order, write));
  });
  return sink.finish();
}

}  // namespace pluim::cli
