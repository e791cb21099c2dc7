// Sentences as the student reads them, and opinions as it answers: the rules' findings go in as features, and what the
// student finds beside them gets its words from where it looked.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "learn/student.hpp"
#include "opinion/opinion.hpp"

namespace pluim::opinion {

// How the student's families and domains are those of a taxonomy.
struct StudentNames {
  static constexpr std::uint16_t none = 0xFFFF;
  std::vector<std::uint16_t> family_of;  // for each category: the student's number of its family, or none
  std::vector<Category> standard;        // for each family of the student: what an opinion of it is called where nothing tells more
  std::vector<std::size_t> domain_of;    // for each domain of the taxonomy: the student's number
  // Errors: corrupt_model when a family or domain of the student is none of the taxonomy's.
  [[nodiscard]] static Result<StudentNames> match(const learn::Student& student, const Taxonomy& taxonomy);
};

struct LearnedKnowledge {
  const learn::Student* student = nullptr;
  const StudentNames* names = nullptr;
};

// A sentence, or a piece of a very long one.
struct Sentence {
  std::uint32_t first_key = 0, last_key = 0;  // document.keys[first, last)
  Span span;
  std::array<std::uint8_t, 2> mood{};
};

struct LearnedScratch {
  learn::StudentScratch student;
  std::vector<Sentence> sentences;
  std::vector<std::array<std::uint8_t, learn::polarity_count>> rules;  // for each family, of one sentence
  std::vector<std::uint32_t> words;
  std::vector<learn::FamilyAnswer> answers;
  std::vector<Opinion> found;
};

// Numbers, times, addresses …: all of a kind are one word to the student.
[[nodiscard]] constexpr bool alike(TokenKind kind) noexcept { return kind >= TokenKind::number && kind <= TokenKind::hashtag; }

// The pieces of a document that the student reads one by one.
void cut(const tokenize::Document& document, std::vector<Sentence>& sentences);
// Whether an opinion's evidence begins in a sentence of a field.
[[nodiscard]] constexpr bool within(const Opinion& o, Field field, const Span& sentence) noexcept {
  return o.field == field && o.span.begin >= sentence.begin && o.span.begin < sentence.end;
}
// What the rules found in a sentence, as features: fills scratch.rules and sentence.mood.
void describe(const LearnedKnowledge& learned, std::span<const Opinion> rules, Sentence& sentence, LearnedScratch& scratch);

// Weighs the rules' opinions and the student's, sentence by sentence: what the student finds at `threshold`, and what rules are
// certain of, stands; where there is neither, what a rule is sure of, or else the student's likeliest family. What both
// found keeps the rules' words. Opinions of families that the student doesn't know are left as they are.
void decide(const Knowledge& knowledge, const LearnedKnowledge& learned, float threshold, std::span<const tokenize::Document> documents,
            LearnedScratch& scratch, std::vector<Opinion>& opinions);

}  // namespace pluim::opinion
