// What a sentence judges, by a small network over word vectors: a convolution of width three, for each family a query
// that attends over the tokens, and heads for family and polarity; the rules' findings enter the heads as features.
// All of it in integers with exact sums, so that every machine gives the same answer. It learned from larger encoders
// (models/train); its shape and its numbers are the section "student.v1".
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "bundle/bundle.hpp"
#include "learn/multiply.hpp"
#include "pluim/result.hpp"

namespace pluim::learn {

inline constexpr std::size_t polarity_count = 3;      // positive, negative, neutral
inline constexpr std::size_t most_positions = 128;    // tokens that one run sees; longer sentences are read in pieces
inline constexpr std::int32_t rule_one = 64;          // a rule's feature of full strength
inline constexpr std::int32_t logit_one = 1024;       // a logit of 1
inline constexpr std::int32_t no_logit = -(1 << 24);  // of a family that the domain doesn't have

// A sentence, as the student is asked about it.
struct SentenceInput {
  std::span<const std::uint32_t> words;  // rows, from Vocabulary; at most most_positions
  std::size_t domain = 0;                // index into Student::domains(); domains().size(): another one
  std::size_t field = 0;                 // pluim::Field's number; plus field_count where no lexicon says anything
  // For each family what the rules found, in units of 1 / rule_one: positive, negative, neutral. Empty: nothing.
  std::span<const std::array<std::uint8_t, polarity_count>> rules;
  std::array<std::uint8_t, 2> mood{};  // praise and blame that the rules found, whatever of
};

struct FamilyAnswer {
  std::uint16_t family = 0;
  std::int32_t logit = 0;                               // units of 1 / logit_one
  std::array<std::int32_t, polarity_count> polarity{};  // logits given that the family is judged
  std::uint32_t attended = 0;                           // the position that the family's query attends to most
};

// Buffers of one thread.
struct StudentScratch {
  struct RowPlace {
    std::uint32_t word, row;
  };
  std::vector<std::int16_t> rows;     // remembered rows of the convolution, see Student::row_of
  std::vector<RowPlace> row_place;    // whose they are
  std::uint64_t identity = 0;         // of the model they are from
  std::vector<std::int16_t> spelled;  // one row, of an unknown word
  std::vector<std::int16_t> hidden;   // behind the rectifier, [positions × channels]
  std::vector<std::int16_t> unknown;  // vectors of the unknown words of the text at work
  std::vector<std::int32_t> sums, scores, highest, strongest;
  std::vector<std::int16_t> pooled;
  std::vector<std::uint64_t> grams;
};

class Student {
 public:
  static constexpr std::uint32_t no_row = 0xFFFFFFFF;
  static constexpr std::uint32_t unknown_bit = 0x80000000;  // a row of StudentScratch::unknown

  Student() = default;  // knows nothing
  // Reads a section in place. `identity`: of the model, so that a scratch knows whose rows it remembers.
  // Errors: corrupt_model when any number leads astray.
  [[nodiscard]] static Result<Student> read(bundle::Bytes section, std::uint64_t identity, std::shared_ptr<const void> owner);

  [[nodiscard]] bool empty() const noexcept { return families_.empty(); }
  [[nodiscard]] const std::vector<std::string_view>& families() const noexcept { return families_; }
  [[nodiscard]] const std::vector<std::string_view>& domains() const noexcept { return domains_; }

  // The row of a word by its key, or no_row.
  [[nodiscard]] std::uint32_t word(std::uint64_t key) const noexcept;
  // The row for a kind of token (a number, a time …) that stands for all of its kind, or no_row.
  [[nodiscard]] std::uint32_t kind(std::size_t kind) const noexcept { return kind < kinds_.size() ? kinds_[kind] : no_row; }
  // Adds a vector for an unknown word, from the hashes of its character n-grams, and gives its row.
  [[nodiscard]] std::uint32_t spell(std::string_view norm, StudentScratch& scratch) const;

  // Appends an answer for each family of the domain whose logit is at least `least`, and one for no_family (the last of
  // families()): whether, and how, the sentence judges anything at all.
  void run(const SentenceInput& in, std::int32_t least, StudentScratch& scratch, std::vector<FamilyAnswer>& out) const;

  // The probability of a logit, in [0, 1], from a table: no machine's exp() is asked.
  [[nodiscard]] float probability(std::int32_t logit) const noexcept;
  // The least logit of that probability.
  [[nodiscard]] std::int32_t logit(float probability) const noexcept;
  // Logits of alternatives as shares of 1.
  [[nodiscard]] std::array<float, polarity_count> shares(const std::array<std::int32_t, polarity_count>& logits) const noexcept;

 private:
  [[nodiscard]] const std::int16_t* row_of(std::uint32_t word, StudentScratch& scratch) const;
  void convolve(std::span<const std::uint32_t> words, StudentScratch& scratch) const;

  // What a domain asks of each position, in one product: the queries of its families, then what they would answer; and
  // what they answer to the strongest of each channel.
  struct Asked {
    std::vector<std::uint16_t> families;
    PairedMatrix queries_and_answers, strongest;
  };

  std::vector<std::string_view> families_, domains_;
  std::vector<Asked> asked_;  // for each domain, and one for any other
  PairedMatrix rows_;         // the convolution
  std::size_t dims_ = 0, channels_ = 0, fields_ = 0;
  std::span<const std::uint64_t> slots_;  // fingerprint << 32 | row + 1; 0 is free
  std::span<const std::uint32_t> kinds_;
  std::span<const std::int8_t> vectors_, grams_;                  // [words × dims], [buckets × dims]
  std::span<const std::int16_t> convolution_, convolution_bias_;  // [3 × channels × dims], [channels]
  std::span<const std::int16_t> query_, family_, polarity_;  // [families × channels], [families × 2 channels], [families × 3 × 2 channels]
  std::span<const std::int32_t> family_bias_;                // [(domains + 1) × families]; no_logit where not of the domain
  std::span<const std::int32_t> family_field_, polarity_field_;  // [fields × families], [fields × 3]
  std::span<const std::int32_t> polarity_bias_;                  // [families × 3]
  std::span<const std::int32_t> family_rule_, polarity_rule_;    // [families × 5], [3 × 5]
  std::span<const std::uint16_t> exp_, sigmoid_;
  int row_shift_ = 0, hidden_shift_ = 0, query_shift_ = 0, family_shift_ = 0, polarity_shift_ = 0, gram_shift_ = 0;
  std::uint64_t identity_ = 0;
  std::shared_ptr<const void> owner_;
};

// Appends the hash of each character n-gram, n = 3 … 5 code points, of "<word>". Words of more than 64 bytes give none.
void append_grams(std::string_view word, std::vector<std::uint64_t>& out);

}  // namespace pluim::learn
