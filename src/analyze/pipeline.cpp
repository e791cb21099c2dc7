#include "analyze/pipeline.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace pluim::analyze {
namespace {

using lexicon::Layer;
using tokenize::Document;

// A field longer than this is read up to here: positions are 32 bits, and ICU's are 31.
constexpr std::size_t longest_field = std::size_t{1} << 30;
constexpr float confident_language = 0.7F;

void set(Analysis& a, Flag flag) noexcept { a.flags = static_cast<std::uint16_t>(a.flags | static_cast<std::uint16_t>(flag)); }

// The last heads of compounds are looked up in languages that write them as one word.
bool writes_compounds(Language l) noexcept {
  return l == Language::nl || l == Language::de || l == Language::sv || l == Language::da || l == Language::no;
}

// A sentence far behind those that told the review's language, in another one for certain.
bool mixes_languages(const learn::HashedLinear& model, const Document& d, Language language) {
  constexpr std::size_t least_words = 6;  // tokens
  constexpr std::size_t most_words = 9;
  const auto& t = d.tokens;
  if (t.sentences.size() < 2) return false;
  // The last sentence of some length tells most: what was added, translated, or answered.
  const auto token_at = [&](std::uint32_t byte) {
    return static_cast<std::size_t>(std::lower_bound(t.tokens.begin(), t.tokens.end(), byte,
                                                     [](const Token& token, std::uint32_t at) { return token.span.begin < at; }) -
                                    t.tokens.begin());
  };
  for (std::size_t s = t.sentences.size(); s-- > 1 && s + 3 > t.sentences.size();) {
    const auto first = token_at(t.sentences[s].begin);
    auto last = token_at(t.sentences[s].end);
    if (last - first < least_words) continue;
    last = std::min(last, first + most_words);
    tokenize::LanguageEvidence evidence;
    evidence.add(model, d, first, last);
    const auto guess = evidence.guess(model);
    return guess.language != language && guess.language != Language::und && guess.probability > 0.97F;
  }
  return false;
}

bool has_words(const Document& d) noexcept {
  return std::any_of(d.tokens.tokens.begin(), d.tokens.tokens.end(),
                     [](const Token& t) { return t.kind != TokenKind::punctuation && t.kind != TokenKind::symbol; });
}

// The field says "nothing", in so many words: a phrase of the table covers it, but for punctuation.
bool says_nothing(const Document& d) noexcept {
  const auto& tokens = d.tokens.tokens;
  if (tokens.empty()) return false;
  if (tokens.size() <= 3 && std::all_of(tokens.begin(), tokens.end(),
                                        [](const Token& t) { return t.kind == TokenKind::punctuation || t.kind == TokenKind::symbol; }))
    return true;
  for (const auto& h : d.hits) {
    if (h.group != lexicon::Group::whole_field) continue;
    bool rest = true;
    for (std::size_t i = 0; i < tokens.size() && rest; ++i)
      rest = (i >= h.first && i < h.last) || tokens[i].kind == TokenKind::punctuation || tokens[i].kind == TokenKind::emoji ||
             tokens[i].kind == TokenKind::emoticon;
    if (rest) return true;
  }
  return false;
}

// A rating on the scale's way from 0, worst, to 1, best.
std::optional<double> share_of_scale(double rating, std::string_view scale) noexcept {
  double low = 0;
  double high = 0;
  if (scale == "de-grade") {
    low = 6;  // German school grades: 1 is the best
    high = 1;
  } else {
    const auto dash = scale.find('-');
    if (dash == std::string_view::npos) return std::nullopt;
    const auto first = std::from_chars(scale.data(), scale.data() + dash, low);
    const auto second = std::from_chars(scale.data() + dash + 1, scale.data() + scale.size(), high);
    if (first.ec != std::errc{} || second.ec != std::errc{} || low == high) return std::nullopt;
  }
  return (rating - low) / (high - low);
}

}  // namespace

Domain Pipeline::domain(const Review& review, Language language, const Buffers& buffers) const {
  const auto& tax = model_.taxonomy;
  if (const auto named = tax.find_domain(review.domain)) return *named;
  std::array<int, 32> weights{};
  const auto& lexicon = model_.lexicons[static_cast<std::size_t>(language)];
  const auto domains = std::min<std::size_t>(tax.domain_count(), weights.size());
  for (const auto& document : buffers.documents)
    for (const auto& h : document.hits) {
      if (h.group != lexicon::Group::domain || h.user) continue;
      const auto* entry = lexicon.find(h.state, Layer::domain);
      for (std::size_t d = 0; d < domains && entry != nullptr; ++d) weights[d] += lexicon.weight(*entry, static_cast<Domain>(d));
    }
  // Pros, cons and advice are the fields of employer reviews.
  if (const auto employer = tax.find_domain("employer"))
    if (!review.pros.empty() || !review.cons.empty() || !review.advice.empty()) weights[static_cast<std::size_t>(*employer)] += 4;
  const auto best = std::max_element(weights.begin(), weights.begin() + static_cast<std::ptrdiff_t>(domains));
  return static_cast<Domain>(best - weights.begin());
}

tokenize::LanguageGuess Pipeline::language(std::string_view text, Buffers& buffers) const {
  tokenizer_.tokenize(text.substr(0, longest_field), buffers.tokenize, buffers.documents[0]);
  return language(std::span(buffers.documents).first(1));
}

tokenize::LanguageGuess Pipeline::language(std::span<const Document> documents) const {
  tokenize::LanguageEvidence evidence;
  for (const auto& document : documents) evidence.add(model_.language, document);
  if (evidence.is_short()) {
    // "Great location": the letters could be of many languages, the words are of one.
    for (const auto language : model_.info.languages) {
      const auto& lexicon = model_.lexicons[static_cast<std::size_t>(language)];
      for (const auto& document : documents)
        for (std::size_t k = 0; k < document.keys.size(); ++k)
          if (document.tokens.tokens[document.key_token[k]].kind == TokenKind::word && lexicon.word(document.keys[k]) != 0)
            evidence.add_known(language, 1);
    }
  }
  return evidence.guess(model_.language);
}

void Pipeline::tokens(std::string_view text, std::string_view tag, Buffers& buffers, Tokens& out) const {
  auto language = Language::und;
  if (const auto named = language_from_string(tag)) {
    language = *named;
    tokenizer_.tokenize(text.substr(0, longest_field), buffers.tokenize, buffers.documents[0]);
  } else {
    language = this->language(text, buffers).language;
  }
  auto& document = buffers.documents[0];
  const auto& lexicon = model_.lexicons[static_cast<std::size_t>(language)];
  tokenize::find_hits(lexicon, {}, false, text, document);
  tokenize::split_clauses(lexicon, document);
  out = document.tokens;
}

bool Pipeline::read(const Review& review, Buffers& buffers, Analysis& out) const {
  out.clear();
  std::array<std::string_view, field_count> texts;
  std::uint32_t invalid = 0;
  bool any_words = false;
  for (std::size_t f = 0; f < field_count; ++f) {
    texts[f] = review.field(static_cast<Field>(f));
    auto& document = buffers.documents[f];
    document.clear();
    buffers.judgements[f].clear();
    if (texts[f].empty()) continue;
    if (texts[f].size() > longest_field) {
      texts[f] = texts[f].substr(0, longest_field);
      set(out, Flag::truncated_input);
    }
    tokenizer_.tokenize(texts[f], buffers.tokenize, document);
    invalid += document.tokens.invalid_bytes;
    any_words |= has_words(document);
  }
  if (const auto named = language_from_string(review.language); named && *named != Language::und) {
    out.language = *named;
    out.language_probability = 1.0F;
  } else {
    const auto guess = language(buffers.documents);
    out.language = guess.language;
    out.language_probability = guess.probability;
    if (any_words && guess.probability < confident_language) set(out, Flag::low_language_confidence);
    for (const auto& document : buffers.documents)
      if (mixes_languages(model_.language, document, out.language)) set(out, Flag::mixed_language);
  }

  const auto l = static_cast<std::size_t>(out.language);
  const auto& lexicon = model_.lexicons[l];
  for (std::size_t f = 0; f < field_count; ++f) {
    if (texts[f].empty()) continue;
    tokenize::find_hits(lexicon, model_.user[l], writes_compounds(out.language), texts[f], buffers.documents[f]);
    tokenize::split_clauses(lexicon, buffers.documents[f]);
  }
  out.domain = domain(review, out.language, buffers);

  const auto general = model_.general[static_cast<std::size_t>(out.domain)];
  const opinion::Knowledge knowledge{&model_.taxonomy, &lexicon, &model_.user[l], out.domain, general};
  bool meaningful = false;
  for (std::size_t f = 0; f < field_count; ++f) {
    if (texts[f].empty()) continue;
    if (says_nothing(buffers.documents[f])) continue;
    meaningful |= has_words(buffers.documents[f]);
    opinion::find(knowledge, static_cast<Field>(f), texts[f], buffers.documents[f], buffers.opinion, buffers.judgements[f], out.opinions);
  }
  find_people(review, out.language, buffers, out);
  about_people(general, buffers, out);
  if (invalid > 0) set(out, Flag::invalid_utf8);
  return meaningful;
}

void Pipeline::run(const Review& review, const AnalyzeOptions& options, Buffers& buffers, Analysis& out) const {
  bool meaningful = read(review, buffers, out);
  const auto l = static_cast<std::size_t>(out.language);
  const auto general = model_.general[static_cast<std::size_t>(out.domain)];
  if (!model_.student.empty() && meaningful) {
    const opinion::Knowledge knowledge{&model_.taxonomy, &model_.lexicons[l], &model_.user[l], out.domain, general};
    opinion::decide(knowledge, {&model_.student, &model_.student_names}, options.threshold, buffers.documents, buffers.learned,
                    out.opinions);
  }
  opinion::merge(options.threshold, out.opinions);
  // "Nothing" as the only answer to what was disliked is praise, and to what was liked blame.
  if (!meaningful && out.opinions.empty()) {
    for (const auto f : {Field::disliked, Field::cons, Field::liked, Field::pros}) {
      const auto& document = buffers.documents[static_cast<std::size_t>(f)];
      if (!has_words(document) || !says_nothing(document)) continue;
      const bool praise = f == Field::disliked || f == Field::cons;
      Opinion o;
      o.category = general;
      o.polarity = praise ? Polarity::positive : Polarity::negative;
      o.score = praise ? 0.4F : -0.4F;
      o.probability = 0.6F;
      o.field = f;
      o.span = {document.tokens.tokens.front().span.begin, document.tokens.tokens.back().span.end};
      o.reasons = static_cast<std::uint16_t>(Reason::field_prior);
      out.opinions.push_back(o);
      meaningful = true;
      break;
    }
  }
  opinion::join_families(model_.taxonomy, out.opinions, out.families);
  out.overall = opinion::overall(out.opinions);
  judge_people(review, options, out.language, buffers, out);

  if (review.owner_response) set(out, Flag::owner_response);
  if (review.translated) set(out, Flag::translated);
  if (!meaningful && out.opinions.empty() && out.staff.empty()) set(out, Flag::not_meaningful);
  if (review.rating) {
    const auto share = share_of_scale(*review.rating, review.rating_scale);
    const bool high = share && *share >= 0.75 && out.overall.polarity == Polarity::negative;
    const bool low = share && *share <= 0.25 && out.overall.polarity == Polarity::positive;
    if ((high || low) && std::abs(out.overall.score) >= 0.5F) set(out, Flag::rating_mismatch);
  }
}

void Pipeline::find_people(const Review& review, Language language, Buffers& buffers, Analysis& out) const {
  const auto& lexicon = model_.lexicons[static_cast<std::size_t>(language)];
  const staff::Knowledge knowledge{&lexicon, language, review.author, review.property, review.owner_response};
  buffers.mentions.clear();
  std::array<const Document*, field_count> documents{};
  for (std::size_t f = 0; f < field_count; ++f) {
    documents[f] = &buffers.documents[f];
    const auto text = review.field(static_cast<Field>(f)).substr(0, longest_field);
    if (!text.empty())
      staff::find(knowledge, static_cast<Field>(f), text, buffers.documents[f], buffers.staff, buffers.mentions, out.other_names);
  }
  staff::link(documents, buffers.mentions);
}

// "Sanne at reception was lovely" is about her: what judges no thing, or the service, in the clause of a named member of
// staff becomes staff.general.
void Pipeline::about_people(Category general, const Buffers& buffers, Analysis& out) const {
  const auto staff_general = model_.taxonomy.find("staff.general");
  if (!staff_general || !model_.taxonomy.in_domain(*staff_general, out.domain)) return;
  for (auto& o : out.opinions) {
    if ((o.reasons & static_cast<std::uint16_t>(Reason::implied)) != 0 || o.word.empty()) continue;
    if (o.category != general && model_.taxonomy.id(model_.taxonomy.family(o.category)) != "service") continue;
    const auto& tokens = buffers.documents[static_cast<std::size_t>(o.field)].tokens;
    const auto clause_of = [&](const staff::Mention& m) { return tokens.span(tokens.clauses[m.clause]); };
    const auto m = std::lower_bound(buffers.mentions.begin(), buffers.mentions.end(), o, [&](const staff::Mention& x, const Opinion& y) {
      return x.field != y.field ? x.field < y.field : clause_of(x).end <= y.word.begin;
    });
    if (m != buffers.mentions.end() && m->field == o.field && clause_of(*m).begin <= o.word.begin) o.category = *staff_general;
  }
}

void Pipeline::judge_people(const Review& review, const AnalyzeOptions& options, Language language, Buffers& buffers, Analysis& out) const {
  const auto& lexicon = model_.lexicons[static_cast<std::size_t>(language)];
  // How the writer felt about a person: what is judged in the person's clauses, and in those that go on with a pronoun.
  const auto concerns_people = [&](const opinion::Judgement& j) {
    if (!j.implied) return j.depends == nullptr;
    const auto family = model_.taxonomy.id(model_.taxonomy.family(*j.implied));
    return family == "staff" || family == "service" || family == "colleagues" || family == "management_direct" || family == "tailoring" ||
           family == "experience";
  };
  const auto goes_on = [&](const Document& d, std::uint32_t clause) {
    const auto& c = d.tokens.clauses[clause];
    for (auto i = c.first; i < c.last && i < c.first + 2; ++i)
      for (auto h =
               std::lower_bound(d.hits.begin(), d.hits.end(), i, [](const tokenize::Hit&hit, std::uint32_t t) { return hit.first < t; });
           h != d.hits.end() && h->first == i; ++h) {
        if (h->group != lexicon::Group::function) continue;
        const auto* word = lexicon.find(h->state, Layer::function);
        if (word != nullptr && static_cast<lexicon::WordClass>(word->value) == lexicon::WordClass::pronoun) return true;
      }
    return false;
  };
  for (const auto& m : buffers.mentions) {
    const auto f = static_cast<std::size_t>(m.field);
    const auto& d = buffers.documents[f];
    const auto& judgements = buffers.judgements[f];
    float sum = m.thanked ? 1.0F : 0.0F;
    const auto add = [&](std::uint32_t clause, float weight) {
      const auto from = std::lower_bound(judgements.begin(), judgements.end(), clause,
                                         [](const opinion::Judgement& j, std::uint32_t c) { return j.clause < c; });
      for (auto j = from; j != judgements.end() && j->clause == clause; ++j)
        if (concerns_people(*j)) sum += weight * j->strength;
    };
    add(m.clause, 1.0F);
    for (std::uint32_t next = m.clause + 1; next < d.tokens.clauses.size() && next <= m.clause + 2; ++next) {
      if (!goes_on(d, next)) break;
      add(next, 0.7F);
    }
    const Span span{d.tokens.tokens[m.first].span.begin, d.tokens.tokens[m.last - 1].span.end};
    // Persons are numbered as they appear, so the number is the place.
    if (m.person < out.staff.size()) {
      auto* known = &out.staff[m.person];
      known->score += sum;
      known->probability = std::max(known->probability, m.probability);
      if (known->role.empty() && m.field == known->field) known->role = m.role;
      if (known->department == Department::none) known->department = m.department;
      continue;
    }
    StaffMention s;
    s.field = m.field;
    s.span = span;
    s.person = m.person;
    s.role = m.role;
    s.department = m.department;
    s.score = sum;
    s.probability = m.probability;
    out.staff.push_back(s);
  }
  std::erase_if(out.staff, [&](const StaffMention& s) { return s.probability < options.staff_threshold; });
  for (auto& s : out.staff) {
    s.score = std::clamp(s.score / 3.0F, -1.0F, 1.0F);
    s.polarity = s.score >= 0.2F ? Polarity::positive : s.score <= -0.2F ? Polarity::negative : Polarity::neutral;
    if (s.polarity == Polarity::neutral) s.score = 0.0F;
    const auto because = [&](StaffReason reason) {
      s.reasons = static_cast<std::uint16_t>(s.reasons | static_cast<std::uint16_t>(reason));
    };
    if (s.polarity != Polarity::positive) because(StaffReason::not_praised);
    if (review.owner_response) because(StaffReason::owner_response);
    s.award_eligible = s.reasons == 0;
    if (options.roster == nullptr) continue;
    options.roster->match(slice(review.field(s.field), s.span), review.property, review.published_at, buffers.roster_matches);
    if (buffers.roster_matches.size() == 1)
      s.roster_entry = buffers.roster_matches.front();
    else if (buffers.roster_matches.size() > 1)
      because(StaffReason::ambiguous);
  }
}

}  // namespace pluim::analyze
