// One text on its way through the rooms: tokens, what the lexicon knows of them, clauses.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "lexicon/lexicon.hpp"
#include "pluim/tokenizer.hpp"

namespace pluim::tokenize {

// A phrase of the lexicon found in the text.
struct Hit {
  std::uint32_t first = 0;  // tokens[first, last)
  std::uint32_t last = 0;
  std::uint32_t state = 0;   // of the lexicon
  std::uint32_t layers = 0;  // a bit for each lexicon::Layer with an entry there, of whatever group
  [[nodiscard]] bool has(lexicon::Layer layer) const noexcept { return (layers >> static_cast<unsigned>(layer) & 1) != 0; }
  lexicon::Group group{};
  bool compound = false;        // found as the last part of an unknown compound
  bool negated_prefix = false;  // … after a prefix that negates: onvriendelijk, unfreundlich
  bool user = false;            // of the user's own cues rather than of the language's lexicon
};

// Flat arrays, reused from text to text; nothing in it points into the text.
struct Document {
  Tokens tokens;
  std::vector<lexicon::Key> keys;         // what is looked up, in order
  std::vector<std::uint32_t> key_token;   // the token of each key; one more at the end, for the end
  std::vector<std::uint32_t> word_state;  // for each token the state of the word by itself in the language's lexicon; 0 unknown
  std::vector<Hit> hits;                  // ascending by first token, then by group

  void clear() noexcept {
    tokens.clear();
    keys.clear();
    key_token.clear();
    word_state.clear();
    hits.clear();
  }
};

}  // namespace pluim::tokenize
