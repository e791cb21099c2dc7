// One line on the terminal that tells how far a long run is. It is only drawn where a person looks, and wiped at the end.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pluim::cli {

class Progress {
 public:
  struct State {
    std::uint64_t consumed = 0;  // bytes of the files, as they lie there
    std::uint64_t text = 0;      // bytes after decompression
    std::uint64_t records = 0;
    std::uint64_t rejects = 0;
  };
  // `total`: what consumed will be at the end, if that is known.
  Progress(bool shown, std::optional<std::uint64_t> total) : shown_(shown), total_(total) {}
  ~Progress() { wipe(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // Draws the line, some times a second at most.
  void update(const State& state);
  // Writes text to standard error, in the place of the line.
  void say(std::string_view text);
  void wipe();

  // "12,345 records  8.1 MB/s  1:02 left  3 rejected"
  [[nodiscard]] static std::string line(const State& state, double seconds, std::optional<std::uint64_t> total);

 private:
  using Clock = std::chrono::steady_clock;
  const Clock::time_point start_ = Clock::now();
  Clock::time_point drawn_at_ = start_;
  bool shown_, drawn_ = false;
  std::optional<std::uint64_t> total_;
};

}  // namespace pluim::cli
