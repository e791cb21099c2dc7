// What goes in (Review) and what comes out (Analysis).
//
//   pluim::Review review{.text = text, .domain = "hotel"};
//   pluim::Analysis a = analyzer->analyze(review);
//   for (const pluim::Opinion& o : a.opinions)
//     std::cout << analyzer->taxonomy().id(o.category) << ' ' << to_string(o.polarity) << ": "
//               << pluim::slice(review.field(o.field), o.span) << '\n';
//
// An Analysis holds integers, never pointers: spans name their field, so nothing in it dangles when the text is gone.
// `score` is strength in [-1, 1], its sign agreeing with the polarity; `probability` is that of the label being right,
// in [0, 1]. Absence is not neutral: a category that the text never judges has no entry.
// Threads: plain values. Lifetime: a Review borrows its text during the call only. Errors: none.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "pluim/language.hpp"
#include "pluim/taxonomy.hpp"
#include "pluim/text.hpp"

namespace pluim {

// The text fields of a review, in the order in which they are read.
enum class Field : std::uint8_t { title, text, liked, disliked, pros, cons, advice };
inline constexpr std::size_t field_count = 7;
[[nodiscard]] PLUIM_EXPORT std::string_view to_string(Field field) noexcept;
[[nodiscard]] PLUIM_EXPORT std::optional<Field> field_from_string(std::string_view name) noexcept;

// One review. Every member is optional; an empty view is the same as no field.
struct Review {
  std::string_view title = {}, text = {}, liked = {}, disliked = {}, pros = {}, cons = {}, advice = {};
  std::string_view question = {};  // of a survey, that the text answers
  std::string_view language = {};  // BCP 47; empty = detect
  std::string_view domain = {};    // "hotel" …; empty or unknown = recognise from the text
  std::optional<double> rating = {};
  std::string_view rating_scale = {};  // "1-5", "1-10", "0-100", "de-grade"
  std::string_view property = {}, department = {}, published_at = {}, author = {};
  bool owner_response = false;  // the record is the business's own reply
  bool translated = false;

  [[nodiscard]] constexpr std::string_view field(Field f) const noexcept {
    const std::array<std::string_view, field_count> all{title, text, liked, disliked, pros, cons, advice};
    return static_cast<std::size_t>(f) < field_count ? all[static_cast<std::size_t>(f)] : std::string_view{};
  }
};

enum class Polarity : std::uint8_t { negative, neutral, positive, mixed };
[[nodiscard]] PLUIM_EXPORT std::string_view to_string(Polarity polarity) noexcept;

struct Sentiment {
  Polarity polarity = Polarity::neutral;
  float score = 0.0F;
  float probability = 0.0F;
};

// Bits of Opinion::reasons: how the label came about.
enum class Reason : std::uint16_t {
  opinion_word = 1,  // a word or phrase that judges
  idiom = 2,         // an idiom or litotes, taken as a whole
  depends = 4,       // a word whose polarity depends on the thing ("small" room)
  implied = 8,       // no thing is named: the judging word implies it ("friendly")
  negated = 16,
  intensified = 32,
  excess = 64,        // "too"
  absence = 128,      // something wanted is not there ("no lift")
  field_prior = 256,  // a bare noun under liked or disliked, pros or cons
  carried = 512,      // the thing was named in the clause before
  irrealis = 1024,    // "would have been nice if"
  emoji = 2048,
  learned = 4096,  // found by the network alone: no rule says so
};
[[nodiscard]] PLUIM_EXPORT std::string_view to_string(Reason reason) noexcept;
inline constexpr std::size_t reason_count = 13;

// One judgement of one category, with the words that prove it.
struct Opinion {
  Category category{};
  Polarity polarity = Polarity::neutral;  // positive, negative or neutral, never mixed
  float score = 0.0F;
  float probability = 0.0F;
  Field field = Field::text;
  Span span;                  // the evidence: the clause that carries the opinion
  Span cue;                   // the words that name the thing; empty if implied
  Span word;                  // the words that judge; empty for a field prior
  std::uint16_t reasons = 0;  // Reason bits
};

// All opinions of one family joined; mixed when both sides are clearly there.
struct FamilySentiment {
  Category family{};
  Sentiment sentiment;
};

// Bits of StaffMention::reasons: why a mention is not eligible for an award, or not resolved.
enum class StaffReason : std::uint16_t {
  not_praised = 1,      // no praise for this person
  hearsay = 2,          // somebody else's experience
  past = 4,             // no longer there, or an earlier visit
  solicited = 8,        // the review says that it was asked for
  owner_response = 16,  // the business's own words
  ambiguous = 32,       // the roster has several entries of this name
};
[[nodiscard]] PLUIM_EXPORT std::string_view to_string(StaffReason reason) noexcept;
inline constexpr std::size_t staff_reason_count = 6;

// A named person who works for the reviewed business. One entry per person and review.
struct StaffMention {
  Field field = Field::text;
  Span span;                 // the name as first written, without title or role
  std::uint32_t person = 0;  // the same number for one person in one review
  Span role;                 // the role's words in the same field; empty if none
  Department department = Department::none;
  std::optional<std::uint32_t> roster_entry;  // an index into the roster of the call
  Polarity polarity = Polarity::neutral;      // towards this person
  float score = 0.0F;
  float probability = 0.0F;  // that this is staff
  bool award_eligible = false;
  std::uint16_t reasons = 0;  // StaffReason bits
};

enum class NameReason : std::uint8_t {
  companion,
  reviewer,
  customer,
  public_figure,
  place,
  business,
  brand,
  product,
  addressee,
  reply_author,
  pet,
  word,
};
[[nodiscard]] PLUIM_EXPORT std::string_view to_string(NameReason reason) noexcept;  // public_figure is "public"

// What a naive reader would take for staff, and what it is instead.
struct OtherName {
  Field field = Field::text;
  Span span;
  NameReason reason = NameReason::word;
};

// Bits of Analysis::flags.
enum class Flag : std::uint16_t {
  invalid_utf8 = 1,
  low_language_confidence = 2,
  mixed_language = 4,
  owner_response = 8,
  translated = 16,
  rating_mismatch = 32,
  not_meaningful = 64,
  solicited = 128,
  truncated_input = 256,
};
[[nodiscard]] PLUIM_EXPORT std::string_view to_string(Flag flag) noexcept;
inline constexpr std::size_t flag_count = 9;

struct Analysis {
  Language language = Language::und;
  float language_probability = 0.0F;
  Domain domain{};
  Sentiment overall;
  std::vector<Opinion> opinions;          // in the order of the text
  std::vector<FamilySentiment> families;  // ascending by family
  std::vector<StaffMention> staff;        // in the order of the text
  std::vector<OtherName> other_names;     // in the order of the text
  std::uint16_t flags = 0;                // Flag bits

  [[nodiscard]] constexpr bool has(Flag flag) const noexcept { return (flags & static_cast<std::uint16_t>(flag)) != 0; }
  // Back to nothing found, keeping the memory.
  void clear() noexcept {
    language = Language::und;
    language_probability = 0.0F;
    domain = Domain{};
    overall = {};
    opinions.clear();
    families.clear();
    staff.clear();
    other_names.clear();
    flags = 0;
  }
};

}  // namespace pluim
