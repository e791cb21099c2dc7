#include "cli/progress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

namespace pluim::cli {
namespace {

constexpr auto between_draws = std::chrono::milliseconds(200);
constexpr std::string_view wipe_line = "\r\x1B[K";

void put(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

std::string with_commas(std::uint64_t number) {
  auto out = fmt::format("{}", number);
  for (std::size_t at = out.size(); at > 3; at -= 3) out.insert(at - 3, 1, ',');
  return out;
}

std::string duration(double seconds) {
  const auto all = static_cast<std::uint64_t>(std::max(seconds, 0.0) + 0.5);
  if (all >= 3600) return fmt::format("{}:{:02}:{:02}", all / 3600, all / 60 % 60, all % 60);
  return fmt::format("{}:{:02}", all / 60, all % 60);
}

}  // namespace

std::string Progress::line(const State& state, double seconds, std::optional<std::uint64_t> total) {
  auto out = fmt::format("{} records", with_commas(state.records));
  if (seconds > 0) out += fmt::format("  {:.1f} MB/s", static_cast<double>(state.text) / 1e6 / seconds);
  if (total && state.consumed > 0 && state.consumed <= *total)
    out += fmt::format("  {} left", duration(seconds / static_cast<double>(state.consumed) * static_cast<double>(*total - state.consumed)));
  if (state.rejects > 0) out += fmt::format("  {} rejected", with_commas(state.rejects));
  return out;
}

void Progress::update(const State& state) {
  const auto now = Clock::now();
  if (!shown_ || now - drawn_at_ < between_draws) return;
  drawn_at_ = now;
  drawn_ = true;
  put(fmt::format("{}{}", wipe_line, line(state, std::chrono::duration<double>(now - start_).count(), total_)));
}

void Progress::wipe() {
  if (drawn_) put(wipe_line);
  drawn_ = false;
}

void Progress::say(std::string_view text) {
  wipe();
  put(text);
}

}  // namespace pluim::cli
