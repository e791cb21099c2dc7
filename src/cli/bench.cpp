// pluim bench: how fast this machine analyses these reviews, on one thread.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <vector>

#include "cli/commands.hpp"
#include "cli/common.hpp"
#include "cli/exit.hpp"
#include "io/reader.hpp"

namespace pluim::cli {
namespace {

using Clock = std::chrono::steady_clock;

// More text says nothing more about the speed, and must be held.
constexpr std::size_t most_text = std::size_t{64} << 20;

std::size_t text_size(const Review& review) noexcept {
  std::size_t out = 0;
  for (std::size_t f = 0; f < field_count; ++f) out += review.field(static_cast<Field>(f)).size();
  return out;
}

// The value below which `share` of the times lie. Requires: times are not empty.
std::uint64_t percentile(std::vector<std::uint64_t>& times, double share) {
  const auto at = times.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(times.size() - 1));
  std::nth_element(times.begin(), at, times.end());
  return *at;
}

struct Input {
  std::vector<Record> records;
  std::size_t text = 0;
  std::uint64_t rejected = 0;
  std::uint64_t failures = 0;
};

Input read(const std::vector<std::string>& files, const io::ReadOptions& options) {
  Input out;
  io::Reader reader(files, options);
  io::BatchDecoder decoder;
  for (io::Batch batch; out.text < most_text && reader.next(batch);) {
    if (batch.failure) {
      ++out.failures;
      (void)complain(batch.failure->message, exit_incomplete);
    }
    for (const auto& raw : batch.records) {
      Record record;
      if (decoder.decode(batch, raw, record)) {
        ++out.rejected;
        continue;
      }
      out.text += text_size(record.review());
      out.records.push_back(std::move(record));
    }
  }
  return out;
}

}  // namespace

int bench(const Arguments& arguments) {
  const auto options = read_options(arguments);
  if (!options) return complain(options.error().message, exit_nothing_done);
  const auto analyzer = load_analyzer(arguments);
  if (!analyzer) return complain(analyzer.error().message, exit_nothing_done);
  const auto input = read(sources(arguments), *options);
  if (input.records.empty()) return complain("there is no review to measure with", exit_nothing_done);

  Workspace workspace;
  Analysis analysis;
  std::vector<std::uint64_t> times;
  const auto pass = [&](bool measured) {
    for (const auto& record : input.records) {
      const auto begin = Clock::now();
      analyzer->analyze(record.review(), {}, workspace, analysis);
      if (measured)
        times.push_back(static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - begin).count()));
    }
  };
  pass(false);  // warms memory, caches and the workspace
  const auto start = Clock::now();
  const auto seconds_so_far = [&] { return std::chrono::duration<double>(Clock::now() - start).count(); };
  std::size_t passes = 0;
  do {
    pass(true);
    ++passes;
  } while (seconds_so_far() < arguments.number("--seconds"));
  const double seconds = seconds_so_far();
  const auto count = static_cast<double>(passes * input.records.size());
  const auto out = fmt::format(
      "reviews        {} ({} bytes of text, {} rejected)\npasses         {}\nspeed          {:.2f} MB/s, {:.0f} reviews/s\nns per review  "
      "p50 {}, p99 {}\n",
      input.records.size(), input.text, input.rejected, passes, static_cast<double>(input.text * passes) / 1e6 / seconds, count / seconds,
      percentile(times, 0.5), percentile(times, 0.99));
  if (!print(out)) return exit_incomplete;
  return input.rejected > 0 || input.failures > 0 ? exit_incomplete : exit_ok;
}

}  // namespace pluim::cli
