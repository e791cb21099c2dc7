// From bytes to tokens, sentences, lexicon hits and clauses.
#pragma once

#include <string_view>
#include <vector>

#include "pattern/pattern_set.hpp"
#include "tokenize/document.hpp"
#include "unicode/breaks.hpp"

namespace pluim::tokenize {

// Buffers of one thread.
struct Scratch {
  unicode::Breaker breaker;
  std::vector<unicode::Piece> pieces;
  std::string word;
};

// Immutable; share one.
class Tokenizer {
 public:
  Tokenizer();
  // Fills tokens, sentences, keys; clauses are the sentences until split_clauses() has been called.
  // Cost: linear. Texts beyond 2^32 - 2 bytes are cut there by the caller.
  void tokenize(std::string_view text, Scratch& scratch, Document& out) const;

 private:
  struct Run;
  pattern::PatternSet numbers_;
  pattern::PatternSet addresses_;
  pattern::PatternSet emoticons_;
  pattern::PatternSet tags_;
};

// Finds the longest phrase of each group at each key. `compounds`: also look at the last part of unknown words.
// `user`: a second lexicon that is asked first; may be empty.
void find_hits(const lexicon::Lexicon& lexicon, const lexicon::Lexicon& user, bool compounds, std::string_view text, Document& document);

// Splits sentences into clauses at strong punctuation and at connectives.
void split_clauses(const lexicon::Lexicon& lexicon, Document& document);

}  // namespace pluim::tokenize
