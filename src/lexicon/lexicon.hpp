// What words and phrases mean, in one language: a trie over the hashes of normalised tokens, in flat arrays that are
// read in place from the mapped model. One look-up a token tells whether anything begins there; longer phrases follow
// by one look-up for each further token.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "bundle/bundle.hpp"
#include "pluim/taxonomy.hpp"

namespace pluim::lexicon {

// The tables of models/lexicon, in the order of their numbers in the model.
enum class Layer : std::uint8_t {
  opinion,
  idiom,
  depends,
  aspect,
  negator,
  modifier,
  connective,
  role,
  place,
  honorific,
  kin,
  thanks,
  closing,
  venue,
  given,
  surname,
  public_name,
  domain,
  empty,
  function,
  friction,
  delight,
  intent,
  recovery,
};
inline constexpr std::size_t layer_count = 24;

// Layers that compete for the same words: the longest phrase of a group hides the others of that group under it, and
// nothing of another group.
enum class Group : std::uint8_t { judgement, people, domain, whole_field, function, signal };
inline constexpr std::size_t group_count = 6;
[[nodiscard]] constexpr Group group_of(Layer layer) noexcept {
  if (layer <= Layer::connective) return Group::judgement;
  if (layer <= Layer::public_name) return Group::people;
  if (layer == Layer::domain) return Group::domain;
  if (layer == Layer::empty) return Group::whole_field;
  return layer == Layer::function ? Group::function : Group::signal;
}

// Bits of Entry::marks.
inline constexpr std::uint8_t mark_ambiguous = 1;  // amb: a common word in another sense
inline constexpr std::uint8_t mark_wanted = 2;     // want: its absence is a complaint
inline constexpr std::uint8_t mark_word = 4;       // a name that is a common word too
inline constexpr std::uint8_t mark_place = 8;
inline constexpr std::uint8_t mark_brand = 16;
inline constexpr std::uint8_t mark_surname = 32;

// Entry::value by layer.
enum class Scope : std::uint8_t { forward, both, absence };  // negator
inline constexpr std::uint8_t excess_factor = 255;           // modifier: "too"; else the factor × 10
enum class WordClass : std::uint8_t { article, pronoun, preposition, auxiliary, conjunction, particle, numeral, question };

inline constexpr std::uint32_t no_list = 0xFFFFFFFF;
inline constexpr std::uint16_t no_category = 0xFFFF;

struct Entry {
  Layer layer;
  std::uint8_t marks;
  std::int8_t strength;  // opinion, idiom, depends: −3 … +3
  std::uint8_t value;    // see above; role and place: the department; kin, venue, public: a NameReason; friction …: an index
  std::uint32_t list;    // into the lists, or no_list
};
static_assert(sizeof(Entry) == 8);

struct State {
  std::uint32_t first_entry;
  std::uint16_t entries;
  std::uint8_t groups;  // a bit for each Group with an entry here
  std::uint8_t next;    // which ways lead on
};
static_assert(sizeof(State) == 8);
inline constexpr std::uint8_t next_word = 1;  // some word
inline constexpr std::uint8_t next_one = 2;   // any one word
inline constexpr std::uint8_t next_many = 4;  // up to three words, then on

// The key under which a token is looked up; 0 is kept for "no token".
using Key = std::uint64_t;
inline constexpr Key one_key = 1;
inline constexpr Key many_key = 2;
inline constexpr std::size_t most_skipped = 3;
[[nodiscard]] Key edge(std::uint32_t state, Key token) noexcept;
// The bit of Slot::children for a key.
[[nodiscard]] constexpr std::uint16_t child_bit(Key token) noexcept { return static_cast<std::uint16_t>(1U << (token >> 60)); }

// Where a key's look-up begins in a table of `size` places: the high half of the key, scaled (Lemire 2019), so that the
// size need not be a power of two.
[[nodiscard]] constexpr std::size_t place(Key key, std::size_t size) noexcept { return static_cast<std::size_t>((key >> 32) * size >> 32); }

// A place of the hash table: key and state side by side, so that a look-up costs one line of the cache.
struct Slot {
  Key key;
  std::uint32_t state;
  std::uint8_t groups;  // those of the state, repeated here
  std::uint8_t next;
  std::uint16_t children;  // a bit for what kind of keys lead on: most that don't are known without a look-up
};
static_assert(sizeof(Slot) == 16);

struct Phrase {
  std::uint32_t state = 0;   // 0: none
  std::uint32_t length = 0;  // in keys
};
using Phrases = std::array<Phrase, group_count>;

class Lexicon {
 public:
  // The arrays of a lexicon under construction, or of one that is not in a model.
  struct Data {
    std::vector<Slot> slots;    // open addressing from place() on; key 0 is free
    std::vector<State> states;  // state 0 is the root
    std::vector<Entry> entries;
    std::vector<std::uint16_t> lists;
    std::uint64_t domains = 0;  // how many domains a category list has a place for
  };

  Lexicon() = default;  // knows nothing
  explicit Lexicon(Data data);
  // Reads a section in place. Errors: corrupt_model when any index leads astray.
  [[nodiscard]] static Result<Lexicon> read(bundle::Bytes section, const Taxonomy& taxonomy, std::shared_ptr<const void> owner);
  static void write(const Data& data, bundle::SectionWriter& out);

  [[nodiscard]] bool empty() const noexcept { return slots_.empty(); }
  // The longest phrase of each group that begins at keys[at]. Returns the state of the word keys[at], 0 if unknown.
  std::uint32_t match(std::span<const Key> keys, std::size_t at, Phrases& best) const noexcept;
  // Says that `key` will be looked up soon.
  void prefetch(Key key) const noexcept {
    if (!slots_.empty()) __builtin_prefetch(&slots_[place(key, slots_.size())]);
  }
  // The state of a single word, 0 if unknown.
  [[nodiscard]] std::uint32_t word(Key key) const noexcept { return follow(key).state; }
  [[nodiscard]] std::span<const Entry> entries(std::uint32_t state) const noexcept {
    const auto& s = states_[state];
    return entries_.subspan(s.first_entry, s.entries);
  }
  [[nodiscard]] std::uint8_t groups(std::uint32_t state) const noexcept { return states_[state].groups; }
  // A bit for each layer with an entry at a state.
  [[nodiscard]] std::uint32_t layers(std::uint32_t state) const noexcept {
    std::uint32_t mask = 0;
    for (const auto& entry : entries(state)) mask |= 1U << static_cast<unsigned>(entry.layer);
    return mask;
  }
  // The first entry of a layer at a state, or null.
  [[nodiscard]] const Entry* find(std::uint32_t state, Layer layer) const noexcept;

  // opinion, idiom, aspect: what the entry is about in `domain`, if anything.
  [[nodiscard]] std::optional<Category> category(const Entry& entry, Domain domain) const noexcept;
  // depends: the strength for a thing, by its category, then its family, then the default.
  [[nodiscard]] int strength(const Entry& entry, Category category, Category family) const noexcept;
  // domain: the weight for a domain.
  [[nodiscard]] int weight(const Entry& entry, Domain domain) const noexcept;
  [[nodiscard]] std::size_t size() const noexcept { return states_.size(); }

 private:
  [[nodiscard]] const Slot& follow(Key key) const noexcept {
    if (slots_.empty()) return nothing;
    for (const Slot* slot = &slots_[place(key, slots_.size())];;) {
      if (slot->key == key) return *slot;
      if (slot->key == 0) return nothing;
      if (++slot == slots_.data() + slots_.size()) slot = slots_.data();
    }
  }
  static constexpr Slot nothing{};
  void walk(std::span<const Key> keys, std::size_t at, std::size_t from, const Slot& here, int& steps, Phrases& best) const noexcept;

  std::span<const Slot> slots_;
  std::span<const State> states_;
  std::span<const Entry> entries_;
  std::span<const std::uint16_t> lists_;
  std::size_t domains_ = 0;
  std::shared_ptr<const void> owner_;
};

}  // namespace pluim::lexicon
