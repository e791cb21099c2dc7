#include "learn/student.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/hash.hpp"

namespace pluim::learn {
namespace {

constexpr std::size_t remembered = 2048;  // pairs of rows of the convolution that a thread keeps
constexpr std::size_t longest_word = 64;
constexpr std::int32_t pooled_scale = 4;  // pooled values are kept with two more bits than hidden ones
constexpr std::size_t rule_features = 5;

// Four of these add up within 16 bits: three words and the bias.
constexpr std::int32_t most_row = 8191;

std::int32_t shifted(std::int32_t x, int by) noexcept { return by > 0 ? (x + (1 << (by - 1))) >> by : x; }

std::int32_t dot(const std::int16_t* a, const std::int16_t* b, std::size_t n) noexcept {
  std::int32_t sum = 0;
  for (std::size_t i = 0; i < n; ++i) sum += std::int32_t{a[i]} * std::int32_t{b[i]};
  return sum;
}

// By itself, or GCC 12 joins two rows in one loop and then adds number by number.
[[gnu::noinline]] void add(const std::int8_t* row, std::size_t n, std::int16_t* sums) noexcept {
  for (std::size_t i = 0; i < n; ++i) sums[i] = static_cast<std::int16_t>(sums[i] + row[i]);
}

}  // namespace

void append_grams(std::string_view word, std::vector<std::uint64_t>& out) {
  if (word.size() > longest_word) return;
  std::array<char, longest_word + 2> marked{};
  marked[0] = '<';
  std::copy(word.begin(), word.end(), marked.begin() + 1);
  marked[word.size() + 1] = '>';
  std::array<std::size_t, longest_word + 3> starts{};
  std::size_t points = 0;
  for (std::size_t i = 0; i < word.size() + 2; ++i)
    if ((static_cast<unsigned char>(marked[i]) & 0xC0) != 0x80) starts[points++] = i;
  starts[points] = word.size() + 2;
  for (std::size_t n = 3; n <= 5; ++n)
    for (std::size_t i = 0; i + n <= points; ++i) out.push_back(base::hash({marked.data() + starts[i], starts[i + n] - starts[i]}));
}

Result<Student> Student::read(bundle::Bytes section, std::uint64_t identity, std::shared_ptr<const void> owner) {
  bundle::SectionReader in(section);
  Student s;
  const auto lines = [](std::string_view text, std::vector<std::string_view>& out) {
    while (!text.empty()) {
      const auto end = text.find('\n');
      out.push_back(text.substr(0, end));
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
  };
  lines(in.text(), s.families_);
  lines(in.text(), s.domains_);
  const auto small = [&](std::uint64_t most) {
    const auto n = in.number();
    return n <= most ? static_cast<int>(n) : -1;
  };
  const int dims = small(512);
  const int channels = small(512);
  const int fields = small(64);
  for (int* shift : {&s.row_shift_, &s.hidden_shift_, &s.query_shift_, &s.family_shift_, &s.polarity_shift_, &s.gram_shift_})
    *shift = small(24);
  s.slots_ = in.array<std::uint64_t>();
  s.kinds_ = in.array<std::uint32_t>();
  s.vectors_ = in.array<std::int8_t>();
  s.grams_ = in.array<std::int8_t>();
  s.convolution_ = in.array<std::int16_t>();
  s.convolution_bias_ = in.array<std::int16_t>();
  s.query_ = in.array<std::int16_t>();
  s.family_ = in.array<std::int16_t>();
  s.polarity_ = in.array<std::int16_t>();
  s.family_bias_ = in.array<std::int32_t>();
  s.family_field_ = in.array<std::int32_t>();
  s.polarity_field_ = in.array<std::int32_t>();
  s.polarity_bias_ = in.array<std::int32_t>();
  s.family_rule_ = in.array<std::int32_t>();
  s.polarity_rule_ = in.array<std::int32_t>();
  s.exp_ = in.array<std::uint16_t>();
  s.sigmoid_ = in.array<std::uint16_t>();
  const Error broken{ErrorCode::corrupt_model, "the student's section is malformed"};
  if (!in.complete() || dims <= 0 || channels <= 0 || fields <= 0 || dims % 16 != 0 || channels % 16 != 0) return broken;
  for (const int shift : {s.row_shift_, s.hidden_shift_, s.query_shift_, s.family_shift_, s.polarity_shift_, s.gram_shift_})
    if (shift < 0) return broken;
  if (s.gram_shift_ > 8) return broken;
  s.dims_ = static_cast<std::size_t>(dims);
  s.channels_ = static_cast<std::size_t>(channels);
  s.fields_ = static_cast<std::size_t>(fields);
  const auto f = s.families_.size();
  const auto d = s.domains_.size() + 1;
  const auto words = s.vectors_.size() / s.dims_;
  const auto buckets = s.grams_.size() / s.dims_;
  // Sums must not pass 32 bits, so what is multiplied is small: weights of the heads within 13 bits of a sum's room.
  const auto within = [](std::span<const std::int16_t> weights, int most) {
    return std::all_of(weights.begin(), weights.end(), [most](std::int16_t w) { return w >= -most && w <= most; });
  };
  const bool shapes = f > 1 && f < 1024 && words < Student::unknown_bit && s.vectors_.size() == words * s.dims_ &&
                      std::has_single_bit(buckets) && s.grams_.size() == buckets * s.dims_ &&
                      s.convolution_.size() == 3 * s.channels_ * s.dims_ && s.convolution_bias_.size() == s.channels_ &&
                      s.query_.size() == f * s.channels_ && s.family_.size() == f * 2 * s.channels_ &&
                      s.polarity_.size() == f * polarity_count * 2 * s.channels_ && s.family_bias_.size() == d * f &&
                      s.family_field_.size() == s.fields_ * f && s.polarity_field_.size() == s.fields_ * polarity_count &&
                      s.polarity_bias_.size() == f * polarity_count && s.family_rule_.size() == f * rule_features &&
                      s.polarity_rule_.size() == polarity_count * rule_features && s.exp_.size() == 256 && s.exp_[0] > 0 &&
                      s.sigmoid_.size() == 1024 && within(s.family_, (1 << 30) / (1024 * 2 * channels)) &&
                      within(s.polarity_, (1 << 30) / (1024 * 2 * channels)) && within(s.query_, (1 << 29) / (256 * channels)) &&
                      within(s.convolution_, (1 << 30) / (128 * dims)) && within(s.convolution_bias_, most_row);
  if (!shapes) return broken;
  // The last answer is promised in every domain.
  for (std::size_t domain = 1; domain <= d; ++domain)
    if (s.family_bias_[domain * f - 1] <= no_logit) return broken;
  for (const auto table : {s.family_bias_, s.family_field_, s.polarity_field_, s.polarity_bias_, s.family_rule_, s.polarity_rule_})
    for (const auto x : table)
      if (x < no_logit || x > -no_logit) return broken;
  for (const auto e : s.exp_)
    if (e > 4096) return broken;
  bool free = s.slots_.empty();
  for (const auto slot : s.slots_) {
    free |= slot == 0;
    if ((slot & 0xFFFFFFFF) > words) return broken;
  }
  for (const auto row : s.kinds_)
    if (row != no_row && row >= words) return broken;
  if (!free) return broken;  // a look-up ends at a free slot
  std::vector<std::span<const std::int16_t>> rows;
  for (std::size_t i = 0; i < 3 * s.channels_; ++i) rows.push_back(s.convolution_.subspan(i * s.dims_, s.dims_));
  s.rows_ = PairedMatrix(rows, s.dims_);
  for (std::size_t domain = 0; domain < d; ++domain) {
    Asked asked;
    rows.clear();
    for (std::size_t i = 0; i < f; ++i)
      if (s.family_bias_[domain * f + i] > no_logit) asked.families.push_back(static_cast<std::uint16_t>(i));
    for (const auto i : asked.families) rows.push_back(s.query_.subspan(i * s.channels_, s.channels_));
    for (const auto i : asked.families) rows.push_back(s.family_.subspan(i * 2 * s.channels_, s.channels_));
    asked.queries_and_answers = PairedMatrix(rows, s.channels_);
    rows.clear();
    for (const auto i : asked.families) rows.push_back(s.family_.subspan((i * 2 + 1) * s.channels_, s.channels_));
    asked.strongest = PairedMatrix(rows, s.channels_);
    s.asked_.push_back(std::move(asked));
  }
  s.identity_ = identity;
  s.owner_ = std::move(owner);
  return s;
}

std::uint32_t Student::word(std::uint64_t key) const noexcept {
  if (slots_.empty()) return no_row;
  // The high half says where to look, the low one whether it was found.
  const auto size = slots_.size();
  auto at = static_cast<std::size_t>((key >> 32) * size >> 32);
  for (;; at = at + 1 == size ? 0 : at + 1) {
    const auto slot = slots_[at];
    if (slot == 0) return no_row;
    if (slot >> 32 == (key & 0xFFFFFFFF)) return static_cast<std::uint32_t>(slot) - 1;
  }
}

std::uint32_t Student::spell(std::string_view norm, StudentScratch& scratch) const {
  scratch.grams.clear();
  append_grams(norm, scratch.grams);
  const auto buckets = grams_.size() / dims_;
  std::array<std::int16_t, 512> sums;  // of at most 195 n-grams: 16 bits are enough
  std::fill_n(sums.begin(), dims_, std::int16_t{0});
  for (const auto gram : scratch.grams) {
    const std::int8_t* row = grams_.data() + (static_cast<std::size_t>(gram) & (buckets - 1)) * dims_;
    add(row, dims_, sums.data());
  }
  const auto at = scratch.unknown.size();
  const auto count = static_cast<std::int32_t>(std::max<std::size_t>(1, scratch.grams.size()));
  scratch.unknown.resize(at + dims_);
  for (std::size_t i = 0; i < dims_; ++i)
    scratch.unknown[at + i] = static_cast<std::int16_t>(std::clamp((std::int32_t{sums[i]} << gram_shift_) / count, -127, 127));
  return static_cast<std::uint32_t>(at / dims_) | unknown_bit;
}

// What a word adds to the positions before it, at it and behind it: 3 × channels. Words come back, so a thread
// remembers the rows of those that it met last.
const std::int16_t* Student::row_of(std::uint32_t word, StudentScratch& scratch) const {
  const auto width = 3 * channels_;
  std::int16_t* out = nullptr;
  const std::int16_t* vector = nullptr;
  std::array<std::int16_t, 512> widened;
  if ((word & unknown_bit) != 0) {
    scratch.spelled.resize(width);
    out = scratch.spelled.data();
    vector = scratch.unknown.data() + static_cast<std::size_t>(word & ~unknown_bit) * dims_;
  } else {
    // Two places for each remainder, the one that was used last in front.
    auto* place = &scratch.row_place[word % remembered * 2];
    if (place[0].word != word) std::swap(place[0], place[1]);
    out = scratch.rows.data() + place[0].row * width;
    if (place[0].word == word) return out;
    place[0].word = word;
    const auto* bytes = vectors_.data() + word * dims_;
    std::copy(bytes, bytes + dims_, widened.begin());
    vector = widened.data();
  }
  std::array<std::int32_t, 3 * 512> sums;
  rows_.multiply(vector, sums.data());
  const int shift = row_shift_;
  const std::int32_t half = shift > 0 ? 1 << (shift - 1) : 0;
  for (std::size_t i = 0; i < width; ++i)
    out[i] = static_cast<std::int16_t>(std::min(std::max((sums[i] + half) >> shift, -most_row), most_row));
  return out;
}

void Student::convolve(std::span<const std::uint32_t> words, StudentScratch& scratch) const {
  const auto channels = channels_;
  if (scratch.row_place.empty() || scratch.identity != identity_) {
    scratch.identity = identity_;
    scratch.row_place.clear();
    for (std::uint32_t i = 0; i < 2 * remembered; ++i) scratch.row_place.push_back({no_row, i});
    scratch.rows.resize(2 * remembered * 3 * channels);
  }
  const auto n = words.size();
  scratch.hidden.resize(std::max(scratch.hidden.size(), n * channels));  // what it would grow by is not cleared again
  static constexpr std::array<std::int16_t, 3 * 512> nothing{};
  // The sums at the position before the word, and at the word.
  std::array<std::int16_t, 512> before{};
  std::array<std::int16_t, 512> here;
  std::copy(convolution_bias_.begin(), convolution_bias_.end(), here.begin());
  for (std::size_t t = 0; t <= n; ++t) {
    const auto* row = t == n || words[t] == no_row ? nothing.data() : row_of(words[t], scratch);
    // Before the first word is no position: what would be there is written over by the next step.
    convolve_step(row, convolution_bias_.data(), channels, hidden_shift_, before.data(), here.data(),
                  scratch.hidden.data() + (t == 0 ? 0 : t - 1) * channels);
  }
}

void Student::run(const SentenceInput& in, std::int32_t least, StudentScratch& scratch, std::vector<FamilyAnswer>& out) const {
  const auto positions = std::min(in.words.size(), most_positions);
  if (positions == 0 || empty()) return;
  convolve(in.words.first(positions), scratch);
  const auto* hidden = scratch.hidden.data();
  const auto f = families_.size();
  const auto domain = std::min(in.domain, domains_.size());
  const auto field = std::min(in.field, fields_ - 1);
  const auto& asked = asked_[domain];
  const auto count = asked.families.size();
  const auto width = asked.queries_and_answers.padded_rows();
  // For each position a score of each family, and what the family would answer there.
  auto& scores = scratch.scores;
  scores.resize(std::max(scores.size(), positions * width));
  for (std::size_t t = 0; t < positions; ++t) asked.queries_and_answers.multiply(hidden + t * channels_, scores.data() + t * width);
  auto& pooled = scratch.pooled;
  pooled.resize(2 * channels_);
  auto* most = pooled.data() + channels_;
  std::copy(hidden, hidden + channels_, most);
  for (std::size_t t = 1; t < positions; ++t)
    for (std::size_t c = 0; c < channels_; ++c) most[c] = std::max(most[c], hidden[t * channels_ + c]);
  for (std::size_t c = 0; c < channels_; ++c) most[c] = static_cast<std::int16_t>(most[c] * pooled_scale);
  // The highest of each column.
  auto& highest = scratch.highest;
  highest.assign(scores.begin(), scores.begin() + static_cast<std::ptrdiff_t>(width));
  for (std::size_t t = 1; t < positions; ++t)
    for (std::size_t i = 0; i < width; ++i) highest[i] = std::max(highest[i], scores[t * width + i]);
  auto& strongest = scratch.strongest;
  strongest.resize(asked.strongest.padded_rows());
  asked.strongest.multiply(most, strongest.data());
  std::array<std::int16_t, most_positions> weights;
  for (std::size_t i = 0; i < count; ++i) {
    const auto family = asked.families[i];
    std::array<std::int32_t, rule_features> rules{};
    if (!in.rules.empty()) std::copy(in.rules[family].begin(), in.rules[family].end(), rules.begin());
    rules[3] = in.mood[0];
    rules[4] = in.mood[1];
    std::int32_t besides = family_bias_[domain * f + family] + family_field_[field * f + family];
    for (std::size_t k = 0; k < rule_features; ++k) besides += family_rule_[family * rule_features + k] * rules[k] / rule_one;
    const bool wanted = family + 1U == f;
    // The mean of what it would answer is at most the highest of it: most families need no softmax to be ruled out.
    if (!wanted && shifted(highest[count + i] * pooled_scale + strongest[i], family_shift_) + besides < least) continue;
    // Softmax over the positions.
    FamilyAnswer answer;
    answer.family = family;
    while (scores[answer.attended * width + i] != highest[i]) ++answer.attended;
    const auto best = shifted(highest[i], query_shift_);
    std::int32_t total = 0;
    std::int64_t sum = 0;
    for (std::size_t t = 0; t < positions; ++t) {
      const auto below = best - shifted(scores[t * width + i], query_shift_);
      weights[t] = below < 256 ? static_cast<std::int16_t>(exp_[static_cast<std::size_t>(below)]) : std::int16_t{0};
      total += weights[t];
      sum += std::int64_t{weights[t]} * scores[t * width + count + i];
    }
    answer.logit = shifted(static_cast<std::int32_t>(sum * pooled_scale / total) + strongest[i], family_shift_) + besides;
    if (answer.logit < least && !wanted) continue;
    // Only now the mean of the hidden vectors, for the polarity.
    scratch.sums.resize(channels_);
    auto* sums = scratch.sums.data();
    weighted_sum(weights.data(), positions, hidden, channels_, sums);
    // Exact: a quotient of such numbers is a whole one, or farther from the next than a double rounds.
    for (std::size_t c = 0; c < channels_; ++c)
      pooled[c] = static_cast<std::int16_t>(static_cast<std::int32_t>(static_cast<double>(sums[c] * pooled_scale + total / 2) / total));
    for (std::size_t p = 0; p < polarity_count; ++p) {
      auto& logit = answer.polarity[p];
      logit =
          shifted(dot(polarity_.data() + (family * polarity_count + p) * 2 * channels_, pooled.data(), 2 * channels_), polarity_shift_) +
          polarity_bias_[family * polarity_count + p] + polarity_field_[field * polarity_count + p];
      for (std::size_t k = 0; k < rule_features; ++k) logit += polarity_rule_[p * rule_features + k] * rules[k] / rule_one;
    }
    out.push_back(answer);
  }
}

float Student::probability(std::int32_t logit) const noexcept {
  // 1,024 steps of 1/64 from -8 on.
  const auto step = std::clamp((logit + 8 * logit_one) / (logit_one / 64), 0, 1023);
  return static_cast<float>(sigmoid_[static_cast<std::size_t>(step)]) / 65535.0F;
}

std::int32_t Student::logit(float probability) const noexcept {
  const auto wanted = static_cast<std::uint16_t>(std::clamp(probability, 0.0F, 1.0F) * 65535.0F);
  const auto at = std::lower_bound(sigmoid_.begin(), sigmoid_.end(), wanted) - sigmoid_.begin();
  return static_cast<std::int32_t>(at) * (logit_one / 64) - 8 * logit_one;
}

std::array<float, polarity_count> Student::shares(const std::array<std::int32_t, polarity_count>& logits) const noexcept {
  std::array<float, polarity_count> out{};
  // 1 / p = the sum over the others of exp(other - this) = (1 - s) / s, with s = sigmoid(this - other).
  for (std::size_t i = 0; i < out.size(); ++i) {
    float sum = 1.0F;
    for (std::size_t k = 0; k < out.size(); ++k) {
      if (k == i) continue;
      const float s = std::max(1e-4F, probability(std::clamp(logits[i] - logits[k], -8 * logit_one, 8 * logit_one)));
      sum += (1.0F - s) / s;
    }
    out[i] = 1.0F / sum;
  }
  return out;
}

}  // namespace pluim::learn
