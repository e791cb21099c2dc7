#include "opinion/learned.hpp"

#include <algorithm>
#include <string>
#include <tuple>

namespace pluim::opinion {
namespace {

using lexicon::Layer;
using tokenize::Document;

// How rules and student are weighed, by judgement near what is best on the validation part (models/train/student.py decides
// alike, and prints the scores).
constexpr float certain_rule = 0.8F;    // stands, whatever the student says
constexpr float sure_rule = 0.7F;       // stands where the student finds nothing in the sentence, and counts for the polarity
constexpr float rule_say = 0.7F;        // … so much
constexpr float likeliest_part = 4.0F;  // the likeliest family needs this part of the threshold
constexpr float rule_alone = 0.3F;      // the probability given to what the student doesn't see
constexpr std::array polarities{Polarity::positive, Polarity::negative, Polarity::neutral};

std::uint8_t feature(float x) noexcept {
  return static_cast<std::uint8_t>(std::clamp(x, 0.0F, 1.0F) * static_cast<float>(learn::rule_one));
}

std::size_t index_of(Polarity p) noexcept { return p == Polarity::positive ? 0 : p == Polarity::negative ? 1 : 2; }

// What is meant as a whole, or stands in a field that tells the side, needs no second opinion.
bool certain(const Opinion& o) noexcept {
  return (o.reasons & (static_cast<std::uint16_t>(Reason::idiom) | static_cast<std::uint16_t>(Reason::field_prior))) != 0;
}

// A rule that is sure of one side of a family has most of the say in the polarity.
void blend(const std::array<std::uint8_t, learn::polarity_count>& rules, std::array<float, learn::polarity_count>& shares) noexcept {
  const auto sure = [](std::uint8_t r) { return r >= feature(sure_rule); };
  if (std::count_if(rules.begin(), rules.end(), sure) != 1) return;
  for (std::size_t p = 0; p < shares.size(); ++p) shares[p] = (1.0F - rule_say) * shares[p] + (sure(rules[p]) ? rule_say : 0.0F);
}

class Reader {
 public:
  Reader(const Knowledge& k, const LearnedKnowledge& learned, const Document& document, LearnedScratch& scratch)
      : k_(k), student_(*learned.student), names_(*learned.names), doc_(document), s_(scratch) {}

  void words(const Sentence& sentence) {
    s_.words.clear();
    s_.student.unknown.clear();
    for (auto i = sentence.first_key; i < sentence.last_key; ++i) s_.words.push_back(word(i));
  }

  // An opinion that no rule found: its words are the clause around the token that the student attended to most.
  [[nodiscard]] Opinion make(const Sentence& sentence, Field field, const learn::FamilyAnswer& answer) const {
    Opinion o;
    o.field = field;
    o.category = names_.standard[answer.family];
    o.reasons = static_cast<std::uint16_t>(Reason::learned);
    const auto token = doc_.key_token[std::min(sentence.first_key + answer.attended, sentence.last_key - 1)];
    const auto& clauses = doc_.tokens.clauses;
    const auto clause =
        std::upper_bound(clauses.begin(), clauses.end(), token, [](std::uint32_t t, const Clause& c) { return t < c.last; });
    if (clause == clauses.end()) {
      o.span = sentence.span;
      return o;
    }
    auto first = token;
    auto last = token + 1;
    const auto ends = [&](std::uint32_t i) {
      return doc_.tokens.tokens[i].kind == TokenKind::punctuation && doc_.tokens.norm(doc_.tokens.tokens[i]) == ",";
    };
    while (first > clause->first && !ends(first - 1)) --first;
    while (last < clause->last && !ends(last)) ++last;
    while (first + 1 < last && doc_.tokens.tokens[first].kind == TokenKind::punctuation) ++first;
    while (last > first + 1 && doc_.tokens.tokens[last - 1].kind == TokenKind::punctuation) --last;
    o.span = {doc_.tokens.tokens[first].span.begin, doc_.tokens.tokens[last - 1].span.end};
    name(answer.family, token, sentence, o);
    return o;
  }

 private:
  [[nodiscard]] std::uint32_t word(std::uint32_t key) {
    const auto& token = doc_.tokens.tokens[doc_.key_token[key]];
    if (alike(token.kind)) return student_.kind(static_cast<std::size_t>(token.kind));
    if (const auto row = student_.word(doc_.keys[key]); row != learn::Student::no_row) return row;
    return student_.spell(doc_.tokens.norm(token), s_.student);
  }

  // The thing of that family whose name stands nearest tells the sub-category.
  void name(std::uint16_t family, std::uint32_t token, const Sentence& sentence, Opinion& o) const {
    std::uint32_t nearest = 0xFFFFFFFF;
    const auto first = doc_.key_token[sentence.first_key];
    auto hit =
        std::lower_bound(doc_.hits.begin(), doc_.hits.end(), first, [](const tokenize::Hit& h, std::uint32_t t) { return h.first < t; });
    for (; hit != doc_.hits.end() && hit->first < doc_.key_token[sentence.last_key]; ++hit) {
      if (hit->group != lexicon::Group::judgement) continue;
      const auto& lexicon = hit->user ? *k_.user : *k_.lexicon;
      for (const auto& entry : lexicon.entries(hit->state)) {
        if (entry.layer != Layer::aspect && entry.layer != Layer::opinion && entry.layer != Layer::idiom) continue;
        const auto category = lexicon.category(entry, k_.domain);
        if (!category || names_.family_of[static_cast<std::size_t>(*category)] != family) continue;
        const auto distance = hit->first > token ? hit->first - token : token - hit->first;
        if (distance >= nearest) continue;
        nearest = distance;
        o.category = *category;
        if (entry.layer == Layer::aspect) o.cue = {doc_.tokens.tokens[hit->first].span.begin, doc_.tokens.tokens[hit->last - 1].span.end};
      }
    }
  }

  const Knowledge& k_;
  const learn::Student& student_;
  const StudentNames& names_;
  const Document& doc_;
  LearnedScratch& s_;
};

}  // namespace

Result<StudentNames> StudentNames::match(const learn::Student& student, const Taxonomy& taxonomy) {
  StudentNames names;
  const auto unknown = [](std::string_view what) {
    return Error{ErrorCode::corrupt_model, "the student speaks of '" + std::string(what) + "', which the taxonomy lacks"};
  };
  names.family_of.assign(taxonomy.size(), none);
  for (std::size_t f = 0; f + 1 < student.families().size(); ++f) {
    const auto id = student.families()[f];
    const auto family = taxonomy.find(id);
    if (!family) return unknown(id);
    std::optional<Category> standard = taxonomy.find(std::string(id) + ".general");
    for (std::size_t c = 0; c < taxonomy.size(); ++c) {
      const auto category = static_cast<Category>(c);
      if (taxonomy.family(category) != *family) continue;
      names.family_of[c] = static_cast<std::uint16_t>(f);
      if (!standard && category != *family) standard = category;
    }
    names.standard.push_back(standard.value_or(*family));
  }
  names.domain_of.assign(taxonomy.domain_count(), student.domains().size());
  for (std::size_t d = 0; d < student.domains().size(); ++d) {
    const auto domain = taxonomy.find_domain(student.domains()[d]);
    if (!domain) return unknown(student.domains()[d]);
    names.domain_of[static_cast<std::size_t>(*domain)] = d;
  }
  return names;
}

void cut(const Document& document, std::vector<Sentence>& sentences) {
  sentences.clear();
  const auto& t = document.tokens;
  const auto keys = static_cast<std::uint32_t>(document.keys.size());
  std::uint32_t key = 0;
  for (const Span span : t.sentences) {
    while (key < keys) {
      Sentence s;
      s.first_key = key;
      while (key < keys && t.tokens[document.key_token[key]].span.begin < span.end && key - s.first_key < learn::most_positions) ++key;
      if (key == s.first_key) break;
      s.last_key = key;
      s.span = {t.tokens[document.key_token[s.first_key]].span.begin, t.tokens[document.key_token[key - 1]].span.end};
      sentences.push_back(s);
    }
  }
}

void describe(const LearnedKnowledge& learned, std::span<const Opinion> rules, Sentence& sentence, LearnedScratch& scratch) {
  scratch.rules.assign(learned.student->families().size(), {});
  float praise = 0;
  float blame = 0;
  for (const auto& o : rules) {
    praise += std::max(0.0F, o.score);
    blame += std::max(0.0F, -o.score);
    const auto family = learned.names->family_of[static_cast<std::size_t>(o.category)];
    if (family == StudentNames::none) continue;
    auto& mark = scratch.rules[family][index_of(o.polarity)];
    mark = std::max(mark, feature(o.probability));
  }
  sentence.mood = {feature(praise), feature(blame)};
}

void decide(const Knowledge& knowledge, const LearnedKnowledge& learned, float threshold, std::span<const Document> documents,
            LearnedScratch& scratch, std::vector<Opinion>& opinions) {
  const auto& student = *learned.student;
  const auto& names = *learned.names;
  const auto families = student.families().size();
  auto& found = scratch.found;
  found.clear();
  // In the order of the text, so that those of a sentence stand together.
  const auto lies_before = [](const Opinion& o, Field field, std::uint32_t byte) {
    return o.field != field ? o.field < field : o.span.begin < byte;
  };
  std::sort(opinions.begin(), opinions.end(), [](const Opinion& a, const Opinion& b) {
    return std::tie(a.field, a.span.begin, a.word.begin, a.category, a.polarity) <
           std::tie(b.field, b.span.begin, b.word.begin, b.category, b.polarity);
  });
  std::span<const Opinion> rules;  // of the sentence at work
  const auto judge = [&](const Reader& reader, const Sentence& sentence, Field field, const learn::FamilyAnswer& answer, std::size_t p,
                         float probability, float share) {
    // The same found by the rules: theirs is the evidence.
    bool agreed = false;
    const Opinion* other = nullptr;
    for (const auto& o : rules) {
      if (names.family_of[static_cast<std::size_t>(o.category)] != answer.family) continue;
      if (o.polarity != polarities[p]) {
        other = &o;
        continue;
      }
      agreed = true;
      found.push_back(o);
      found.back().probability = probability;
    }
    if (agreed) return;
    auto o = reader.make(sentence, field, answer);
    if (other != nullptr) {
      o.category = other->category;
      o.cue = other->cue;
      o.span = other->span;
    }
    o.polarity = polarities[p];
    o.score = p == 2 ? 0.0F : (p == 0 ? 1.0F : -1.0F) * share;
    o.probability = probability;
    found.push_back(o);
  };
  // What the student doesn't know of stays: a user's own categories.
  for (const auto& o : opinions)
    if (names.family_of[static_cast<std::size_t>(o.category)] == StudentNames::none) found.push_back(o);
  for (std::size_t f = 0; f < documents.size(); ++f) {
    const auto& document = documents[f];
    const auto field = static_cast<Field>(f);
    if (document.keys.empty()) continue;
    Reader reader(knowledge, learned, document, scratch);
    cut(document, scratch.sentences);
    for (auto& sentence : scratch.sentences) {
      const auto first = std::partition_point(opinions.begin(), opinions.end(),
                                              [&](const Opinion& o) { return lies_before(o, field, sentence.span.begin); });
      const auto last =
          std::partition_point(first, opinions.end(), [&](const Opinion& o) { return lies_before(o, field, sentence.span.end); });
      rules = {first, last};
      describe(learned, rules, sentence, scratch);
      reader.words(sentence);
      learn::SentenceInput in;
      in.words = scratch.words;
      in.domain = names.domain_of[static_cast<std::size_t>(knowledge.domain)];
      in.field = f + (knowledge.lexicon->empty() ? field_count : 0);
      in.rules = scratch.rules;
      in.mood = sentence.mood;
      const auto before = found.size();
      scratch.answers.clear();
      student.run(in, student.logit(threshold / likeliest_part), scratch.student, scratch.answers);
      for (const auto& answer : scratch.answers) {
        if (answer.family + 1U == families) continue;
        auto shares = student.shares(answer.polarity);
        blend(scratch.rules[answer.family], shares);
        const float judged = student.probability(answer.logit);
        // Both sides of one family pass only where each is likely by itself.
        for (std::size_t p = 0; p < shares.size(); ++p)
          if (judged * shares[p] >= threshold) judge(reader, sentence, field, answer, p, judged * shares[p], shares[p]);
      }
      // What a rule is certain of stands; where nothing else does, also what it is sure of.
      const float least = std::max(found.size() > before ? certain_rule : sure_rule, threshold);
      for (const auto& o : rules) {
        if (o.probability < (certain(o) ? threshold : least) || names.family_of[static_cast<std::size_t>(o.category)] == StudentNames::none)
          continue;
        if (std::any_of(found.begin() + static_cast<std::ptrdiff_t>(before), found.end(),
                        [&](const Opinion& other) { return other.category == o.category && other.polarity == o.polarity; }))
          continue;
        found.push_back(o);
        found.back().probability = std::max(threshold, rule_alone);
      }
      if (found.size() > before) continue;
      // Else, where the sentence judges something, the likeliest family.
      const auto whole = scratch.answers.back();
      const auto sides = student.shares(whole.polarity);
      const auto side = static_cast<std::size_t>(std::max_element(sides.begin(), sides.end()) - sides.begin());
      if (student.probability(whole.logit) * sides[side] < threshold) continue;
      const learn::FamilyAnswer* likeliest = nullptr;
      float most = threshold / likeliest_part;
      for (const auto& answer : scratch.answers) {
        if (answer.family + 1U == families) continue;
        const float p = student.probability(answer.logit) * student.shares(answer.polarity)[side];
        if (p < most) continue;
        most = p;
        likeliest = &answer;
      }
      if (likeliest != nullptr) judge(reader, sentence, field, *likeliest, side, std::max(most, threshold), sides[side]);
    }
  }
  opinions.swap(found);
}

}  // namespace pluim::opinion
