// Which language a text is in.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "learn/linear.hpp"
#include "pluim/language.hpp"
#include "tokenize/document.hpp"

namespace pluim::tokenize {

struct LanguageGuess {
  Language language = Language::und;
  float probability = 0.0F;
  bool certain = false;  // the script alone decides, or the model is sure
};

// What the text shows of its language, summed over any number of documents.
class LanguageEvidence {
 public:
  // Adds a document's words: their scripts, and character n-grams (2 to 4, with the word's edges) of the alphabetic
  // ones. Stops when the language is plain, or after
  // `most_words` words: more would not change the answer.
  void add(const learn::HashedLinear& model, const Document& document) { add(model, document, 0, document.tokens.tokens.size()); }
  // The same for tokens [first, last) alone.
  void add(const learn::HashedLinear& model, const Document& document, std::size_t first, std::size_t last);
  [[nodiscard]] LanguageGuess guess(const learn::HashedLinear& model) const;
  // So few words that letters alone often can't tell, and it is worth asking the lexicons for them.
  [[nodiscard]] bool is_short() const noexcept { return words_ > 0 && words_ <= few_words; }
  // Adds that the lexicon of a language knows `words` of the words.
  void add_known(Language language, std::uint32_t words) noexcept {
    known_[static_cast<std::size_t>(language)] += static_cast<float>(words);
  }

  // The features of one normalised word, for training: the same code as at run time.
  static void features(std::string_view norm, std::vector<std::uint64_t>& out);

 private:
  static constexpr std::uint32_t most_words = 96;
  static constexpr std::uint32_t few_words = 4;
  static constexpr std::uint32_t look_every = 12;  // words, after which it may be plain already
  bool plain_ = false;
  learn::HashedLinear::Sums sums_{};
  std::array<float, language_count> known_{};
  std::uint32_t words_ = 0;
  std::uint32_t features_ = 0;
  std::uint32_t latin_ = 0, cyrillic_ = 0, greek_ = 0, arabic_ = 0, hebrew_ = 0, thai_ = 0, han_ = 0, kana_ = 0, hangul_ = 0;  // letters
};

}  // namespace pluim::tokenize
