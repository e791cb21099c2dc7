#include "train/language_trainer.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "base/hash.hpp"
#include "base/mapped_file.hpp"
#include "learn/linear.hpp"
#include "pluim/language.hpp"
#include "tokenize/language.hpp"
#include "tokenize/tokenize.hpp"

namespace pluim::train {
namespace {

constexpr std::size_t buckets = std::size_t{1} << 16;  // 2 MiB of weights
constexpr int epochs = 6;
constexpr float step = 0.25F;
constexpr std::size_t most_per_language = 20000;

struct Sample {
  std::uint8_t label;
  std::vector<std::uint32_t> words;  // begin of each word's features, and the end
  std::vector<std::uint32_t> features;
};

class Random {
 public:
  std::uint64_t next() noexcept { return base::mix(state_ += 0x9e3779b97f4a7c15ULL); }

 private:
  std::uint64_t state_ = 42;
};

}  // namespace

Status train_language(const std::filesystem::path& texts, const std::filesystem::path& out) {
  tokenize::Tokenizer tokenizer;
  tokenize::Scratch scratch;
  tokenize::Document document;
  Random random;
  std::vector<Sample> samples;
  std::vector<std::uint64_t> hashes;
  for (std::size_t l = 1; l < language_count; ++l) {
    auto content = base::read_file(texts / (std::string(to_string(static_cast<Language>(l))) + ".txt"));
    if (!content) continue;  // scripts of one language need no texts
    std::vector<Sample> theirs;
    std::string_view rest(*content);
    while (!rest.empty()) {
      const auto end = rest.find('\n');
      const auto line = rest.substr(0, end);
      rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
      tokenizer.tokenize(line, scratch, document);
      Sample sample{.label = static_cast<std::uint8_t>(l), .words = {}, .features = {}};
      for (const auto& token : document.tokens.tokens) {
        if (token.kind != TokenKind::word) continue;
        hashes.clear();
        tokenize::LanguageEvidence::features(document.tokens.norm(token), hashes);
        sample.words.push_back(static_cast<std::uint32_t>(sample.features.size()));
        for (const auto h : hashes) sample.features.push_back(static_cast<std::uint32_t>(h & (buckets - 1)));
      }
      sample.words.push_back(static_cast<std::uint32_t>(sample.features.size()));
      if (!sample.features.empty()) theirs.push_back(std::move(sample));
    }
    // Small languages are repeated, large ones thinned, so that none wins by its size alone.
    if (theirs.empty()) continue;
    std::printf("%s: %zu texts\n", std::string(to_string(static_cast<Language>(l))).c_str(), theirs.size());
    for (std::size_t i = theirs.size(); i > 1; --i) std::swap(theirs[i - 1], theirs[random.next() % i]);
    const auto wanted = std::min(most_per_language, theirs.size() * 5);
    for (std::size_t i = 0; i < wanted; ++i) samples.push_back(theirs[i % theirs.size()]);
  }
  if (samples.empty()) return Error{ErrorCode::not_found, texts.string() + ": holds no texts"};

  constexpr std::size_t width = learn::most_labels;
  std::vector<float> weights(buckets * width, 0.0F);
  std::vector<float> squares(buckets * width, 1e-3F);
  for (int epoch = 0; epoch < epochs; ++epoch) {
    for (std::size_t i = samples.size(); i > 1; --i) std::swap(samples[i - 1], samples[random.next() % i]);
    double loss = 0;
    for (const auto& sample : samples) {
      // Half of the time a stretch of one to four words: reviews are often no longer.
      std::size_t first = 0;
      std::size_t last = sample.words.size() - 1;
      if (random.next() % 2 == 0) {
        const std::size_t length = 1 + random.next() % 4;
        if (length < last) {
          first = random.next() % (last - length + 1);
          last = first + length;
        }
      }
      const auto* begin = sample.features.data() + sample.words[first];
      const auto* end = sample.features.data() + sample.words[last];
      if (begin == end) continue;
      // The scale of tokenize::LanguageEvidence::guess.
      const float scale = 4.0F / std::sqrt(static_cast<float>(end - begin) + 16.0F);
      std::array<float, width> logits{};
      for (const auto* f = begin; f != end; ++f)
        for (std::size_t k = 0; k < width; ++k) logits[k] += weights[*f * width + k];
      float top = -1e30F;
      for (std::size_t k = 1; k < language_count; ++k) top = std::max(top, logits[k] *= scale);
      float total = 0;
      for (std::size_t k = 1; k < language_count; ++k) total += std::exp(logits[k] - top);
      std::array<float, width> gradient{};
      for (std::size_t k = 1; k < language_count; ++k) {
        const float p = std::exp(logits[k] - top) / total;
        gradient[k] = (p - (k == sample.label ? 1.0F : 0.0F)) * scale;
        if (k == sample.label) loss -= std::log(std::max(p, 1e-9F));
      }
      for (const auto* f = begin; f != end; ++f)
        for (std::size_t k = 1; k < language_count; ++k) {
          const auto at = *f * width + k;
          squares[at] += gradient[k] * gradient[k];
          weights[at] -= step * gradient[k] / std::sqrt(squares[at]) + 1e-6F * weights[at];
        }
    }
    std::printf("epoch %d: loss %.4f\n", epoch + 1, loss / static_cast<double>(samples.size()));
  }
  // One unit of the eight bits is set by a high quantile, so that a few large weights don't cost the small ones theirs.
  std::vector<float> sizes;
  for (const float w : weights)
    if (w != 0) sizes.push_back(std::abs(w));
  std::nth_element(sizes.begin(), sizes.begin() + static_cast<std::ptrdiff_t>(sizes.size() * 999 / 1000), sizes.end());
  const float unit = sizes[sizes.size() * 999 / 1000] / 127.0F;
  std::vector<std::int8_t> small(weights.size());
  for (std::size_t i = 0; i < weights.size(); ++i)
    small[i] = static_cast<std::int8_t>(std::clamp(std::lround(weights[i] / unit), -127L, 127L));
  bundle::SectionWriter section;
  learn::HashedLinear(std::move(small), unit).write(section);
  const auto bytes = section.take();
  std::ofstream file(out, std::ios::binary | std::ios::trunc);
  file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (!file) return Error{ErrorCode::io, out.string() + ": could not be written"};
  return ok();
}

}  // namespace pluim::train
