#include "lexicon/lexicon.hpp"

#include <algorithm>
#include <bit>

#include "base/hash.hpp"

namespace pluim::lexicon {

Key edge(std::uint32_t state, Key token) noexcept {
  if (state == 0) return token;
  const Key key = base::combine(state, token);
  return key == 0 ? 3 : key;
}

Lexicon::Lexicon(Data data) {
  auto owned = std::make_shared<const Data>(std::move(data));
  slots_ = owned->slots;
  states_ = owned->states;
  entries_ = owned->entries;
  lists_ = owned->lists;
  domains_ = static_cast<std::size_t>(owned->domains);
  owner_ = std::move(owned);
}

void Lexicon::write(const Data& data, bundle::SectionWriter& out) {
  out.number(data.domains);
  out.array(std::span<const Slot>(data.slots));
  out.array(std::span<const State>(data.states));
  out.array(std::span<const Entry>(data.entries));
  out.array(std::span<const std::uint16_t>(data.lists));
}

Result<Lexicon> Lexicon::read(bundle::Bytes section, const Taxonomy& taxonomy, std::shared_ptr<const void> owner) {
  const auto corrupt = [](const char* what) { return Error{ErrorCode::corrupt_model, std::string("the lexicon's ") + what}; };
  bundle::SectionReader in(section);
  Lexicon lexicon;
  const auto domains = in.number();
  lexicon.slots_ = in.array<Slot>();
  lexicon.states_ = in.array<State>();
  lexicon.entries_ = in.array<Entry>();
  lexicon.lists_ = in.array<std::uint16_t>();
  if (!in.complete()) return corrupt("section is cut off");
  if (domains == 0 || domains > 32) return corrupt("number of domains is out of range");
  lexicon.domains_ = static_cast<std::size_t>(domains);
  if (lexicon.slots_.empty() || lexicon.slots_.size() >> 32 != 0) return corrupt("table has a wrong size");
  if (lexicon.states_.empty()) return corrupt("root is missing");
  // A free place must exist, or a look-up would never end.
  if (std::none_of(lexicon.slots_.begin(), lexicon.slots_.end(), [](const Slot& s) { return s.key == 0; })) return corrupt("table is full");
  for (const auto& slot : lexicon.slots_)
    if (slot.state >= lexicon.states_.size() || slot.groups != lexicon.states_[slot.state].groups ||
        slot.next != lexicon.states_[slot.state].next)
      if (slot.key != 0 || slot.state != 0) return corrupt("table leads to a state that does not exist");
  for (const auto& state : lexicon.states_)
    if (state.first_entry > lexicon.entries_.size() || state.entries > lexicon.entries_.size() - state.first_entry)
      return corrupt("states lead to entries that do not exist");
  const auto categories = taxonomy.size();
  for (const auto& entry : lexicon.entries_) {
    if (static_cast<std::size_t>(entry.layer) >= layer_count) return corrupt("entries have a layer that does not exist");
    const bool needs_list = entry.layer == Layer::domain;
    if (entry.list == no_list) {
      if (needs_list) return corrupt("entries lack a list");
      continue;
    }
    if (entry.list >= lexicon.lists_.size()) return corrupt("entries lead to a list that does not exist");
    const auto list = lexicon.lists_.subspan(entry.list);
    if (entry.layer == Layer::depends) {
      if (list.size() < 1 + std::size_t{2} * list[0]) return corrupt("list is cut off");
      for (std::size_t i = 0; i < list[0]; ++i)
        if (list[1 + 2 * i] >= categories) return corrupt("list names a category that does not exist");
    } else {
      if (list.size() < lexicon.domains_) return corrupt("list is cut off");
      if (entry.layer == Layer::domain) continue;
      for (std::size_t i = 0; i < lexicon.domains_; ++i)
        if (list[i] != no_category && list[i] >= categories) return corrupt("list names a category that does not exist");
    }
  }
  lexicon.owner_ = std::move(owner);
  return lexicon;
}

// `from` is where the next key stands. The steps bound what a hostile model or phrases of many wildcards can cost.
void Lexicon::walk(std::span<const Key> keys, std::size_t at, std::size_t from, const Slot& here, int& steps,
                   Phrases& best) const noexcept {
  const auto length = static_cast<std::uint32_t>(from - at);
  for (unsigned groups = here.groups; groups != 0; groups &= groups - 1) {
    const auto g = static_cast<std::size_t>(std::countr_zero(groups));
    if (g < best.size() && length > best[g].length) best[g] = {here.state, length};
  }
  if (here.next == 0 || --steps <= 0) return;
  const auto go = [&](Key key, std::size_t then) {
    const auto& next = follow(key);
    if (next.state != 0) walk(keys, at, then, next, steps, best);
  };
  if ((here.next & next_word) != 0 && from < keys.size() && (here.children & child_bit(keys[from])) != 0)
    go(edge(here.state, keys[from]), from + 1);
  if ((here.next & next_one) != 0 && from < keys.size()) go(edge(here.state, one_key), from + 1);
  if ((here.next & next_many) != 0)
    if (const auto many = follow(edge(here.state, many_key)).state; many != 0)
      for (std::size_t skip = 0; skip <= most_skipped && from + skip < keys.size(); ++skip)
        go(edge(many, keys[from + skip]), from + skip + 1);
}

std::uint32_t Lexicon::match(std::span<const Key> keys, std::size_t at, Phrases& best) const noexcept {
  best = {};
  int steps = 256;
  const auto& word = follow(keys[at]);
  if (word.state != 0) walk(keys, at, at + 1, word, steps, best);
  return word.state;
}

const Entry* Lexicon::find(std::uint32_t state, Layer layer) const noexcept {
  for (const auto& entry : entries(state))
    if (entry.layer == layer) return &entry;
  return nullptr;
}

std::optional<Category> Lexicon::category(const Entry& entry, Domain domain) const noexcept {
  const auto d = static_cast<std::size_t>(domain);
  if (entry.list == no_list || d >= domains_) return std::nullopt;
  const auto c = lists_[entry.list + d];
  if (c == no_category) return std::nullopt;
  return static_cast<Category>(c);
}

int Lexicon::strength(const Entry& entry, Category category, Category family) const noexcept {
  if (entry.list == no_list) return entry.strength;
  const auto count = lists_[entry.list];
  int by_family = entry.strength;
  for (std::size_t i = 0; i < count; ++i) {
    const auto c = static_cast<Category>(lists_[entry.list + 1 + 2 * i]);
    const auto s = static_cast<std::int16_t>(lists_[entry.list + 2 + 2 * i]);
    if (c == category) return s;
    if (c == family) by_family = s;
  }
  return by_family;
}

int Lexicon::weight(const Entry& entry, Domain domain) const noexcept {
  const auto d = static_cast<std::size_t>(domain);
  return entry.layer == Layer::domain && d < domains_ ? static_cast<std::int16_t>(lists_[entry.list + d]) : 0;
}

}  // namespace pluim::lexicon
