// Which categories a text judges, and how, by the lexicon's words and rules of scope.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "lexicon/lexicon.hpp"
#include "pluim/analysis.hpp"
#include "tokenize/document.hpp"

namespace pluim::opinion {

// A word or phrase that judges, with its strength where it stands: negation, excess and intensity are applied.
struct Judgement {
  std::uint32_t first = 0;  // tokens[first, last)
  std::uint32_t last = 0;
  std::uint32_t clause = 0;
  float strength = 0.0F;      // -3 … +3
  float base = 0.0F;          // before negation
  std::uint16_t reasons = 0;  // Reason bits
  bool ambiguous = false;
  const lexicon::Entry* depends = nullptr;  // its strength waits for the thing
  std::optional<Category> implied;
};

// What all texts of one analyzer share.
struct Knowledge {
  const Taxonomy* taxonomy = nullptr;
  const lexicon::Lexicon* lexicon = nullptr;  // of the language; may be empty
  const lexicon::Lexicon* user = nullptr;     // the user's own cues; may be empty
  Domain domain{};
  Category general{};  // experience.general, or employer.general
};

// Buffers of one thread.
struct Scratch {
  struct Thing {
    std::uint32_t first, last;
    Category category;
    bool wanted, ambiguous;
    int judged_by;  // the judgement attached to it, or -1
  };
  struct Mark {
    std::uint32_t first, last;
    std::uint8_t value;
    bool used;
    bool ambiguous;
  };
  std::vector<Thing> things;
  std::vector<Mark> negators, modifiers;
};

// Appends the opinions of one field, in the order of the text, and all judgements, for whoever needs to know how
// something near them was judged. One opinion a clause, category and polarity; merge() makes them one a review.
void find(const Knowledge& knowledge, Field field, std::string_view text, const tokenize::Document& document, Scratch& scratch,
          std::vector<Judgement>& judgements, std::vector<Opinion>& opinions);

// One opinion for each category and polarity: the strongest evidence stays, each further one makes it more probable.
// Those of less than `threshold` are left out.
void merge(float threshold, std::vector<Opinion>& opinions);

// The families of merged opinions, ascending, and the review's overall sentiment.
void join_families(const Taxonomy& taxonomy, const std::vector<Opinion>& opinions, std::vector<FamilySentiment>& families);
[[nodiscard]] Sentiment overall(const std::vector<Opinion>& opinions) noexcept;

}  // namespace pluim::opinion
