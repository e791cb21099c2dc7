// The network in integers: against a slow twin that follows its definition, and with sections that lead astray.
#include "learn/student.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <string>

#include "base/hash.hpp"

namespace pluim::learn {
namespace {

// A small student of random weights: three families and "*", two domains, of which one lacks a family.
struct Parts {
  std::size_t dims = 16, channels = 16, fields = 7, families = 4, domains = 2, words = 5;
  std::array<std::uint64_t, 6> shifts{6, 3, 5, 9, 8, 1};
  std::vector<std::uint64_t> slots;
  std::vector<std::uint32_t> kinds;
  std::vector<std::int8_t> vectors, grams;
  std::vector<std::int16_t> convolution, convolution_bias, query, family, polarity;
  std::vector<std::int32_t> family_bias, family_field, polarity_field, polarity_bias, family_rule, polarity_rule;
  std::vector<std::uint16_t> exp, sigmoid;

  Parts() {
    std::mt19937 random(7);
    const auto fill = [&](auto& v, std::size_t n, int most) {
      std::uniform_int_distribution<int> d(-most, most);
      v.resize(n);
      for (auto& x : v) x = static_cast<std::decay_t<decltype(x)>>(d(random));
    };
    slots.assign(11, 0);
    for (std::uint32_t row = 0; row < words; ++row) {
      const auto key = base::hash("word" + std::to_string(row));
      auto at = static_cast<std::size_t>((key >> 32) * slots.size() >> 32);
      while (slots[at] != 0) at = (at + 1) % slots.size();
      slots[at] = (key & 0xFFFFFFFF) << 32 | (row + 1);
    }
    kinds = {Student::no_row, 4};
    fill(vectors, words * dims, 127);
    fill(grams, 64 * dims, 60);
    fill(convolution, 3 * channels * dims, 900);
    fill(convolution_bias, channels, 600);
    fill(query, families * channels, 400);
    fill(family, families * 2 * channels, 900);
    fill(polarity, families * 3 * 2 * channels, 900);
    fill(family_bias, (domains + 1) * families, 3000);
    family_bias[1 * families + 2] = no_logit;
    fill(family_field, fields * families, 500);
    fill(polarity_field, fields * 3, 500);
    fill(polarity_bias, families * 3, 900);
    fill(family_rule, families * 5, 3000);
    fill(polarity_rule, 3 * 5, 3000);
    for (int i = 0; i < 256; ++i) exp.push_back(static_cast<std::uint16_t>(std::lround(4096 * std::exp(-i / 32.0))));
    for (int i = 0; i < 1024; ++i) sigmoid.push_back(static_cast<std::uint16_t>(std::lround(65535 / (1 + std::exp(8 - (i + 0.5) / 64)))));
  }

  [[nodiscard]] std::vector<std::byte> bytes() const {
    bundle::SectionWriter out;
    out.text("staff\nroom\nfood\n*");
    out.text("hotel\nretail");
    for (const auto n : {dims, channels, fields}) out.number(n);
    for (const auto n : shifts) out.number(n);
    const auto array = [&](const auto& v) { out.array(std::span(v)); };
    array(slots), array(kinds), array(vectors), array(grams), array(convolution), array(convolution_bias), array(query), array(family);
    array(polarity), array(family_bias), array(family_field), array(polarity_field), array(polarity_bias), array(family_rule);
    array(polarity_rule), array(exp), array(sigmoid);
    return out.take();
  }
};

Student read(const Parts& parts) {
  auto owned = std::make_shared<const std::vector<std::byte>>(parts.bytes());
  auto student = Student::read(*owned, 1, owned);
  EXPECT_TRUE(student) << student.error().message;
  return student ? std::move(*student) : Student{};
}

// By the definition, slowly.
std::vector<FamilyAnswer> twin(const Parts& p, const SentenceInput& in, const std::vector<std::int16_t>& unknown) {
  const auto shifted = [](std::int64_t x, std::uint64_t by) { return by == 0 ? x : (x + (std::int64_t{1} << (by - 1))) >> by; };
  const auto n = in.words.size();
  std::vector<std::vector<std::int64_t>> hidden(n, std::vector<std::int64_t>(p.channels));
  for (std::size_t t = 0; t < n; ++t)
    for (std::size_t c = 0; c < p.channels; ++c) {
      std::int64_t sum = p.convolution_bias[c];
      for (std::size_t k = 0; k < 3; ++k) {
        if (t + k < 1 || t + k > n) continue;
        const auto word = in.words[t + k - 1];
        if (word == Student::no_row) continue;
        std::int64_t dot = 0;
        for (std::size_t d = 0; d < p.dims; ++d) {
          const auto value =
              (word & Student::unknown_bit) != 0 ? unknown[(word & ~Student::unknown_bit) * p.dims + d] : p.vectors[word * p.dims + d];
          dot += std::int64_t{p.convolution[(k * p.channels + c) * p.dims + d]} * value;
        }
        sum += std::clamp<std::int64_t>(shifted(dot, p.shifts[0]), -8191, 8191);
      }
      hidden[t][c] = std::clamp<std::int64_t>(shifted(sum, p.shifts[1]), 0, 255);
    }
  std::vector<FamilyAnswer> out;
  for (std::size_t f = 0; f < p.families; ++f) {
    const auto bias = p.family_bias[in.domain * p.families + f];
    if (bias == no_logit) continue;
    const auto dot = [&](const std::vector<std::int16_t>& weights, std::size_t from, std::size_t t) {
      std::int64_t sum = 0;
      for (std::size_t c = 0; c < p.channels; ++c) sum += weights[from + c] * hidden[t][c];
      return sum;
    };
    FamilyAnswer a;
    a.family = static_cast<std::uint16_t>(f);
    std::int64_t best = std::numeric_limits<std::int64_t>::min();
    for (std::size_t t = 0; t < n; ++t)
      if (const auto s = dot(p.query, f * p.channels, t); s > best) best = s, a.attended = static_cast<std::uint32_t>(t);
    std::int64_t total = 0;
    std::int64_t answer = 0;
    std::vector<std::int64_t> weight(n);
    for (std::size_t t = 0; t < n; ++t) {
      const auto below = shifted(best, p.shifts[2]) - shifted(dot(p.query, f * p.channels, t), p.shifts[2]);
      weight[t] = below < 256 ? p.exp[static_cast<std::size_t>(below)] : 0;
      total += weight[t];
      answer += weight[t] * dot(p.family, f * 2 * p.channels, t);
    }
    answer = answer * 4 / total;
    std::vector<std::int64_t> pooled(2 * p.channels);
    for (std::size_t c = 0; c < p.channels; ++c) {
      std::int64_t sum = 0;
      for (std::size_t t = 0; t < n; ++t) {
        sum += weight[t] * hidden[t][c];
        pooled[p.channels + c] = std::max(pooled[p.channels + c], hidden[t][c] * 4);
      }
      pooled[c] = (sum * 4 + total / 2) / total;
      answer += p.family[f * 2 * p.channels + p.channels + c] * pooled[p.channels + c];
    }
    const std::array<std::int64_t, 5> rules{in.rules[f][0], in.rules[f][1], in.rules[f][2], in.mood[0], in.mood[1]};
    auto logit = shifted(answer, p.shifts[3]) + bias + p.family_field[in.field * p.families + f];
    for (std::size_t k = 0; k < 5; ++k) logit += p.family_rule[f * 5 + k] * rules[k] / 64;
    a.logit = static_cast<std::int32_t>(logit);
    for (std::size_t q = 0; q < 3; ++q) {
      std::int64_t sum = 0;
      for (std::size_t c = 0; c < 2 * p.channels; ++c) sum += p.polarity[(f * 3 + q) * 2 * p.channels + c] * pooled[c];
      sum = shifted(sum, p.shifts[4]) + p.polarity_bias[f * 3 + q] + p.polarity_field[in.field * 3 + q];
      for (std::size_t k = 0; k < 5; ++k) sum += p.polarity_rule[q * 5 + k] * rules[k] / 64;
      a.polarity[q] = static_cast<std::int32_t>(sum);
    }
    out.push_back(a);
  }
  return out;
}

TEST(Student, AnswersAsItsSlowTwin) {
  const Parts parts;
  const auto student = read(parts);
  StudentScratch scratch;
  std::mt19937 random(11);
  std::size_t seen = 0;
  for (int round = 0; round < 300; ++round) {
    scratch.unknown.clear();
    std::vector<std::uint32_t> words;
    const auto length = 1 + random() % (round % 10 == 0 ? most_positions : 12);
    for (std::size_t i = 0; i < length; ++i) {
      const auto pick = random() % 8;
      words.push_back(pick < 5    ? student.word(base::hash("word" + std::to_string(pick)))
                      : pick == 5 ? Student::no_row
                                  : student.spell("unknown" + std::to_string(random() % 9), scratch));
    }
    std::vector<std::array<std::uint8_t, 3>> rules(4);
    for (auto& r : rules)
      for (auto& x : r) x = static_cast<std::uint8_t>(random() % 65);
    SentenceInput in{
        words, random() % 3, random() % 7, rules, {static_cast<std::uint8_t>(random() % 65), static_cast<std::uint8_t>(random() % 65)}};
    std::vector<FamilyAnswer> answers;
    student.run(in, std::numeric_limits<std::int32_t>::min(), scratch, answers);
    const auto wanted = twin(parts, in, scratch.unknown);
    ASSERT_EQ(answers.size(), wanted.size());
    for (std::size_t i = 0; i < answers.size(); ++i) {
      EXPECT_EQ(student.families()[answers[i].family], student.families()[wanted[i].family]);
      EXPECT_EQ(answers[i].logit, wanted[i].logit);
      EXPECT_EQ(answers[i].polarity, wanted[i].polarity);
      EXPECT_EQ(answers[i].attended, wanted[i].attended);
      ++seen;
    }
  }
  EXPECT_GT(seen, 900U);
}

TEST(Student, AScratchOfAnotherModelIsNotTrusted) {
  Parts parts;
  const auto first = read(parts);
  for (auto& v : parts.vectors) v = static_cast<std::int8_t>(-v);
  const auto owned = std::make_shared<const std::vector<std::byte>>(parts.bytes());
  const auto second = Student::read(*owned, 2, owned);
  ASSERT_TRUE(second);
  const std::vector<std::uint32_t> words{0, 1, 2};
  const std::vector<std::array<std::uint8_t, 3>> rules(4);
  const SentenceInput in{words, 0, 1, rules, {}};
  StudentScratch used;
  StudentScratch fresh;
  std::vector<FamilyAnswer> ignored;
  std::vector<FamilyAnswer> a;
  std::vector<FamilyAnswer> b;
  first.run(in, no_logit, used, ignored);
  second->run(in, no_logit, used, a);
  second->run(in, no_logit, fresh, b);
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) EXPECT_EQ(a[i].logit, b[i].logit);
}

TEST(Student, KnowsItsWordsAndNoOthers) {
  const auto student = read(Parts{});
  EXPECT_EQ(student.word(base::hash("word3")), 3U);
  EXPECT_EQ(student.word(base::hash("word9")), Student::no_row);
  EXPECT_EQ(student.kind(1), 4U);
  EXPECT_EQ(student.kind(99), Student::no_row);
}

TEST(Student, ProbabilitiesRiseWithLogits) {
  const auto student = read(Parts{});
  EXPECT_NEAR(student.probability(0), 0.5F, 0.01F);
  EXPECT_NEAR(student.probability(logit_one), 0.731F, 0.01F);
  EXPECT_GE(student.probability(student.logit(0.4F)), 0.4F);
  EXPECT_LT(student.probability(student.logit(0.4F) - logit_one / 16), 0.4F);
  const auto shares = student.shares({2 * logit_one, 0, 0});
  EXPECT_NEAR(shares[0] + shares[1] + shares[2], 1.0F, 0.02F);
  EXPECT_NEAR(shares[0], 0.787F, 0.02F);
}

TEST(Student, RefusesWhatLeadsAstray) {
  const auto refused = [](const Parts& parts) {
    const auto bytes = parts.bytes();
    return !Student::read(bytes, 1, nullptr);
  };
  EXPECT_FALSE(refused(Parts{}));
  const auto with = [&](auto change) {
    Parts parts;
    change(parts);
    return refused(parts);
  };
  EXPECT_TRUE(with([](Parts& p) { p.dims = 17; }));
  EXPECT_TRUE(with([](Parts& p) { p.channels = 1 << 20; }));
  EXPECT_TRUE(with([](Parts& p) { p.shifts[5] = 20; }));
  EXPECT_TRUE(with([](Parts& p) { p.slots[0] = 1ULL << 32 | 99; }));
  EXPECT_TRUE(with([](Parts& p) { std::fill(p.slots.begin(), p.slots.end(), 1ULL << 32 | 1); }));
  EXPECT_TRUE(with([](Parts& p) { p.kinds[0] = 77; }));
  EXPECT_TRUE(with([](Parts& p) { p.vectors.pop_back(); }));
  EXPECT_TRUE(with([](Parts& p) { p.grams.resize(48 * p.dims); }));
  EXPECT_TRUE(with([](Parts& p) { p.convolution_bias[0] = 20000; }));
  EXPECT_TRUE(with([](Parts& p) { p.family_bias.back() = no_logit; }));
  EXPECT_TRUE(with([](Parts& p) { p.exp[0] = 0; }));
  EXPECT_TRUE(with([](Parts& p) { p.polarity_rule[0] = std::numeric_limits<std::int32_t>::max(); }));
  // Cut off anywhere.
  const auto whole = Parts{}.bytes();
  for (std::size_t n = 0; n < whole.size(); n += 8) EXPECT_FALSE(Student::read({whole.data(), n}, 1, nullptr)) << n;
}

TEST(Grams, AreTheCodePointsOfTheMarkedWord) {
  std::vector<std::uint64_t> grams;
  append_grams("thé", grams);
  std::vector<std::uint64_t> wanted;
  for (const std::string_view gram : {"<th", "thé", "hé>", "<thé", "thé>", "<thé>"}) wanted.push_back(base::hash(gram));
  EXPECT_EQ(grams, wanted);
  grams.clear();
  append_grams(std::string(65, 'a'), grams);
  EXPECT_TRUE(grams.empty());
}

TEST(PairedMatrix, EveryWidthGivesTheSameSums) {
  std::mt19937 random(3);
  for (const std::size_t count : {1U, 7U, 8U, 13U, 24U, 41U, 66U, 288U}) {
    constexpr std::size_t columns = 96;
    std::vector<std::int16_t> weights(count * columns);
    for (auto& w : weights) w = static_cast<std::int16_t>(random() % 40001 - 20000);
    std::vector<std::int16_t> vector(columns);
    for (auto& v : vector) v = static_cast<std::int16_t>(random() % 256);
    std::vector<std::span<const std::int16_t>> rows;
    for (std::size_t i = 0; i < count; ++i) rows.push_back(std::span(weights).subspan(i * columns, columns));
    const PairedMatrix matrix(rows, columns);
    std::vector<std::int32_t> fast(matrix.padded_rows());
    std::vector<std::int32_t> plain(matrix.padded_rows());
    matrix.multiply(vector.data(), fast.data());
    matrix.multiply_plain(vector.data(), plain.data());
    EXPECT_EQ(fast, plain) << count << " rows";
  }
}

}  // namespace
}  // namespace pluim::learn
