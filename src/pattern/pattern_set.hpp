// Sets of regular expressions (RE2: linear time, no back-tracking) that are looked for at one place of a text.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pluim::pattern {

struct Match {
  int id;            // of the pattern that matched
  std::size_t size;  // bytes from the anchor
};

// Patterns in order of preference: of those that match at the anchor the longest counts, the first among equals.
// Threads: immutable, share freely.
class PatternSet {
 public:
  struct Pattern {
    int id;
    std::string expression;
  };
  // Whether a match may end at text[end]; a pattern whose match may not is passed over.
  using EndsWell = bool (*)(std::string_view text, std::size_t end);
  // Requires: every expression is valid (they are the library's own; a wrong one is found by the tests).
  explicit PatternSet(std::initializer_list<Pattern> patterns);
  ~PatternSet();
  PatternSet(PatternSet&&) noexcept;

  // The match that begins at text[at]; looks no further than 2,048 bytes, so that no text makes it slow.
  [[nodiscard]] std::optional<Match> match(std::string_view text, std::size_t at, EndsWell ends_well = nullptr) const;
  [[nodiscard]] bool ok() const noexcept;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace pluim::pattern
