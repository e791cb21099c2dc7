#include "tokenize/language.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/hash.hpp"
#include "base/utf8.hpp"
#include "unicode/fold.hpp"

namespace pluim::tokenize {
namespace {

constexpr std::size_t longest_gram = 4;

// The model is trained as if every language were equally frequent. Reviews are not: most are in one of these, so that two
// words that could be either count for them. In logits; a sentence outweighs it.
constexpr float prior(Language l) noexcept { return l >= Language::nl && l <= Language::it ? 0.8F : 0.0F; }

// What it is worth, in logits, that a language's lexicon knows a word.
constexpr float known_word = 0.9F;

// Calls `use` with the hash of every n-gram of 2 to 4 characters of " word ", and of the whole word.
template <class Use>
void each_feature(std::string_view norm, Use&& use) {
  // Byte offsets where the last characters began, so that an n-gram is a range of bytes; the edges are a space.
  std::array<char, 64> padded{};
  const std::size_t size = std::min<std::size_t>(norm.size(), padded.size() - 2);
  padded[0] = ' ';
  std::copy_n(norm.begin(), size, padded.begin() + 1);
  padded[size + 1] = ' ';
  const std::size_t end = size + 2;
  for (std::size_t begin = 0; begin < end; ++begin) {
    if ((static_cast<unsigned char>(padded[begin]) & 0xC0) == 0x80) continue;
    base::StreamHash hash;
    std::size_t at = begin;
    for (std::size_t n = 0; n < longest_gram && at < end; ++n) {  // n + 1 characters
      do hash.add(static_cast<unsigned char>(padded[at++]));
      while (at < end && (static_cast<unsigned char>(padded[at]) & 0xC0) == 0x80);
      if (n > 0) use(hash.value());
    }
  }
  use(base::combine(base::hash(norm), 77));
}

}  // namespace

void LanguageEvidence::features(std::string_view norm, std::vector<std::uint64_t>& out) {
  each_feature(norm, [&](std::uint64_t f) { out.push_back(f); });
}

void LanguageEvidence::add(const learn::HashedLinear& model, const Document& document, std::size_t first, std::size_t last) {
  for (std::size_t t = first; t < last; ++t) {
    const auto& token = document.tokens.tokens[t];
    if (token.kind != TokenKind::word) continue;
    if (plain_ || words_ == most_words) return;
    if (words_ > 0 && words_ % look_every == 0 && guess(model).probability > 0.999F) {
      plain_ = true;
      return;
    }
    ++words_;
    const auto norm = document.tokens.norm(token);
    bool alphabetic = false;
    for (std::size_t i = 0; i < norm.size();) {
      const auto byte = static_cast<unsigned char>(norm[i]);
      if (byte < 0x80) {
        const bool letter = byte >= 'a' && byte <= 'z';
        latin_ += letter;
        alphabetic |= letter;
        ++i;
        continue;
      }
      const auto d = base::decode(norm, i);
      i += d.size;
      switch (unicode::script(d.code_point)) {
        case unicode::Script::latin:
          ++latin_;
          alphabetic = true;
          break;
        case unicode::Script::cyrillic:
          ++cyrillic_;
          alphabetic = true;
          break;
        case unicode::Script::greek: ++greek_; break;
        case unicode::Script::arabic: ++arabic_; break;
        case unicode::Script::hebrew: ++hebrew_; break;
        case unicode::Script::thai: ++thai_; break;
        case unicode::Script::han: ++han_; break;
        case unicode::Script::kana: ++kana_; break;
        case unicode::Script::hangul: ++hangul_; break;
        default: break;
      }
    }
    if (!alphabetic) continue;
    std::array<std::uint64_t, 256> features;
    std::size_t count = 0;
    each_feature(norm, [&](std::uint64_t f) {
      if (count < features.size()) features[count++] = f;
    });
    model.add({features.data(), count}, sums_);
    features_ += static_cast<std::uint32_t>(count);
  }
}

LanguageGuess LanguageEvidence::guess(const learn::HashedLinear& model) const {
  const std::uint32_t east = han_ + kana_;
  const std::uint32_t all = latin_ + cyrillic_ + greek_ + arabic_ + hebrew_ + thai_ + hangul_ + east;
  if (all == 0) return {};
  // Scripts of one language here decide by themselves. Han is counted twice: a character says as much as a short word.
  const std::array<std::pair<Language, std::uint32_t>, 6> alone = {{{Language::el, greek_},
                                                                    {Language::ar, arabic_},
                                                                    {Language::he, hebrew_},
                                                                    {Language::th, thai_},
                                                                    {Language::ko, hangul_},
                                                                    {kana_ * 8 > east ? Language::ja : Language::zh, east * 2}}};
  const std::uint32_t alphabet = latin_ + cyrillic_;
  for (const auto& [language, count] : alone)
    if (count > alphabet) return {language, 0.99F, true};
  if (features_ == 0) return {};
  const bool is_cyrillic = cyrillic_ > latin_;
  float best = -1e30F;
  float total = 0.0F;
  Language language = Language::und;
  // The n-grams overlap, so their evidence is not independent: the sum is divided by a root of its length.
  const float scale = model.scale() * 4.0F / std::sqrt(static_cast<float>(features_) + 16.0F);
  std::array<float, language_count> logits{};
  for (std::size_t i = 1; i < language_count; ++i) {
    const auto l = static_cast<Language>(i);
    const bool fits = is_cyrillic
                          ? l == Language::ru || l == Language::bg || l == Language::uk
                          : l != Language::ru && l != Language::bg && l != Language::uk && l != Language::el && l != Language::ar &&
                                l != Language::he && l != Language::zh && l != Language::ja && l != Language::th && l != Language::ko;
    logits[i] = fits ? static_cast<float>(sums_[i]) * scale + prior(l) + known_[i] * known_word : -1e30F;
    if (fits && logits[i] > best) {
      best = logits[i];
      language = l;
    }
  }
  for (std::size_t i = 1; i < language_count; ++i)
    if (logits[i] > -1e29F) total += std::exp(logits[i] - best);
  const float probability = total > 0.0F ? 1.0F / total : 0.0F;
  return {language, probability, probability > 0.9F};
}

}  // namespace pluim::tokenize
