#include "pattern/pattern_set.hpp"

#include <re2/re2.h>

#include <algorithm>

namespace pluim::pattern {

class PatternSet::Impl {
 public:
  struct Item {
    int id;
    std::unique_ptr<RE2> re;
  };
  std::vector<Item> items;
};

PatternSet::PatternSet(std::initializer_list<Pattern> patterns) : impl_(std::make_unique<Impl>()) {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_longest_match(true);
  // Texts are bytes from outside and may be ill-formed; a pattern sees what lies before the first wrong byte.
  for (const auto& p : patterns)
    impl_->items.push_back({p.id, std::make_unique<RE2>(re2::StringPiece(p.expression.data(), p.expression.size()), options)});
}

PatternSet::~PatternSet() = default;
PatternSet::PatternSet(PatternSet&&) noexcept = default;

bool PatternSet::ok() const noexcept {
  return std::all_of(impl_->items.begin(), impl_->items.end(), [](const auto& item) { return item.re->ok(); });
}

std::optional<Match> PatternSet::match(std::string_view text, std::size_t at, EndsWell ends_well) const {
  constexpr std::size_t window = 2048;
  const re2::StringPiece here(text.data() + at, std::min(window, text.size() - at));
  std::optional<Match> best;
  for (const auto& item : impl_->items) {
    re2::StringPiece found;
    if (!item.re->Match(here, 0, here.size(), RE2::ANCHOR_START, &found, 1)) continue;
    if (ends_well != nullptr && !ends_well(text, at + found.size())) continue;
    if (found.size() > 0 && (!best || found.size() > best->size)) best = Match{item.id, found.size()};
  }
  return best;
}

}  // namespace pluim::pattern
