#include "opinion/opinion.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

namespace pluim::opinion {
namespace {

using lexicon::Entry;
using lexicon::Layer;
using tokenize::Document;
using tokenize::Hit;

constexpr std::uint16_t bit(Reason r) noexcept { return static_cast<std::uint16_t>(r); }

constexpr std::uint32_t negation_reach = 5;  // tokens between a negator and what it negates
constexpr std::uint32_t backward_reach = 4;  // … for negators that may follow
constexpr float farthest = 14.0F;            // cost above which a thing is not what is judged
constexpr float near_enough = 5.0F;          // cost up to which a thing overrules what a word implies

// Probabilities of the rules, by how a label came about: set by judgement until they are calibrated on a corpus.
constexpr float p_idiom = 0.85F;
constexpr float p_phrase = 0.82F;
constexpr float p_near = 0.84F;
constexpr float p_far = 0.66F;
constexpr float p_general = 0.6F;
constexpr float p_carried = 0.62F;
constexpr float p_prior = 0.7F;
constexpr float p_ambiguous = 0.45F;

// What a word says of a thing by itself, whatever thing stands beside it: a dirty room is about cleanliness.
bool overrules_things(std::string_view id) noexcept {
  for (const std::string_view family : {"cleanliness", "staff", "value", "price", "compensation"})
    if (id.starts_with(family) && (id.size() == family.size() || id[family.size()] == '.')) return true;
  return false;
}

// One clause at work.
class ClauseReader {
 public:
  ClauseReader(const Knowledge& k, Field field, std::string_view text, const Document& document, Scratch& scratch,
               std::vector<Judgement>& judgements, std::vector<Opinion>& opinions)
      : k_(k), field_(field), text_(text), doc_(document), tokens_(document.tokens.tokens), s_(scratch), all_(judgements), out_(opinions) {}

  void read(std::uint32_t number, std::size_t& hit) {
    const auto& clause = doc_.tokens.clauses[number];
    number_ = number;
    begin_ = clause.first;
    end_ = clause.last;
    s_.things.clear();
    s_.negators.clear();
    s_.modifiers.clear();
    first_judgement_ = all_.size();
    irrealis_ = false;
    collect(number, hit);
    scope();
    attach(clause);
    coordinate();
    field_prior();
    // What the next clause may speak of without naming it.
    if (number + 1 < doc_.tokens.clauses.size() && !s_.things.empty()) {
      carried_ = s_.things.back().category;
      carried_from_ = number;
      has_carried_ = true;
    }
  }

 private:
  const lexicon::Lexicon& lexicon_of(const Hit& h) const { return h.user ? *k_.user : *k_.lexicon; }

  void collect(std::uint32_t number, std::size_t& hit) {
    for (; hit < doc_.hits.size() && doc_.hits[hit].first < end_; ++hit) {
      const auto& h = doc_.hits[hit];
      if (h.group != lexicon::Group::judgement || h.last > end_) continue;
      const auto& lex = lexicon_of(h);
      bool judged = false;
      const Entry* modifier = nullptr;
      for (const auto& entry : lex.entries(h.state)) {
        switch (entry.layer) {
          case Layer::opinion:
          case Layer::idiom:
          case Layer::depends: judged |= judgement(number, h, lex, entry); break;
          case Layer::aspect:
            if (judged) break;
            if (const auto category = lex.category(entry, k_.domain))
              s_.things.push_back({h.first, h.last, *category, (entry.marks & lexicon::mark_wanted) != 0,
                                   (entry.marks & lexicon::mark_ambiguous) != 0, -1});
            break;
          case Layer::negator: s_.negators.push_back({h.first, h.last, entry.value, false, false}); break;
          case Layer::modifier: modifier = &entry; break;
          case Layer::connective: irrealis_ |= static_cast<Connective>(entry.value) == Connective::irrealis; break;
          default: break;
        }
      }
      if (modifier != nullptr)
        s_.modifiers.push_back({h.first, h.last, modifier->value, false, (modifier->marks & lexicon::mark_ambiguous) != 0});
    }
  }

  // A word may stand in two of the judging layers ("cold": of a thing, or by itself); `depends` then has the last word.
  bool judgement(std::uint32_t number, const Hit& h, const lexicon::Lexicon& lex, const Entry& entry) {
    const bool same = all_.size() > first_judgement_ && all_.back().first == h.first && all_.back().last == h.last;
    if (same) {
      if (entry.layer == Layer::depends) all_.back().depends = &entry;
      return true;
    }
    Judgement j;
    j.first = h.first;
    j.last = h.last;
    j.clause = number;
    j.base = j.strength = static_cast<float>(entry.strength);
    j.ambiguous = (entry.marks & lexicon::mark_ambiguous) != 0;
    j.reasons = bit(entry.layer == Layer::idiom ? Reason::idiom : entry.layer == Layer::depends ? Reason::depends : Reason::opinion_word);
    if (tokens_[h.first].kind == TokenKind::emoji || tokens_[h.first].kind == TokenKind::emoticon) j.reasons |= bit(Reason::emoji);
    if (entry.layer == Layer::depends)
      j.depends = &entry;
    else
      j.implied = lex.category(entry, k_.domain);
    if (h.negated_prefix) {
      j.strength = -j.strength;
      j.reasons |= bit(Reason::negated);
    }
    all_.push_back(j);
    return true;
  }

  [[nodiscard]] bool separates(std::uint32_t from, std::uint32_t to) const {
    for (auto i = from; i < to && i < end_; ++i)
      if (tokens_[i].kind == TokenKind::punctuation && doc_.tokens.norm(tokens_[i]) == ",") return true;
    return false;
  }
  [[nodiscard]] bool judgement_between(std::uint32_t from, std::uint32_t to) const {
    for (std::size_t i = first_judgement_; i < all_.size(); ++i)
      if (all_[i].first >= from && all_[i].last <= to) return true;
    return false;
  }

  void scope() {
    // Modifiers directly before what they change. One that judges by itself ("super", "terribly") steps back for it.
    for (auto& m : s_.modifiers) {
      for (std::size_t i = first_judgement_; i < all_.size(); ++i) {
        auto& j = all_[i];
        if (j.first < m.last || j.first > m.last + 1 || (j.first == m.first && j.last == m.last)) continue;
        m.used = true;
        if (m.value == lexicon::excess_factor) {
          // Too much of anything is a complaint: "too friendly" hardly so, "too small" always.
          j.reasons |= bit(Reason::excess);
          if (j.depends == nullptr) j.strength = -std::max(1.0F, std::abs(j.strength) * 0.7F);
        } else {
          const float factor = static_cast<float>(m.value) / 10.0F;
          j.strength = std::clamp(j.strength * factor, -3.0F, 3.0F);
          if (factor > 1.0F) j.reasons |= bit(Reason::intensified);
        }
        break;
      }
      if (m.value == lexicon::excess_factor && !m.used && !m.ambiguous) excess_of_unknown(m);
    }
    // A judging word that served as a modifier judges no more.
    all_.erase(std::remove_if(all_.begin() + static_cast<std::ptrdiff_t>(first_judgement_), all_.end(),
                              [&](const Judgement& j) {
                                return std::any_of(s_.modifiers.begin(), s_.modifiers.end(),
                                                   [&](const auto& m) { return m.used && m.first == j.first && m.last == j.last; });
                              }),
               all_.end());
    for (auto& n : s_.negators) negate(n);
    if (irrealis_)
      for (std::size_t i = first_judgement_; i < all_.size(); ++i) {
        auto& j = all_[i];
        if (j.strength <= 0.0F || (j.reasons & bit(Reason::idiom)) != 0) continue;
        j.strength = -1.0F;  // what would have been nice was not so
        j.reasons |= bit(Reason::irrealis);
      }
  }

  // "too salty": whatever follows "too" is a complaint, known or not.
  void excess_of_unknown(const Scratch::Mark& m) {
    if (m.last >= end_ || tokens_[m.last].kind != TokenKind::word) return;
    Judgement j;
    j.first = m.first;
    j.last = m.last + 1;
    j.clause = number_;
    j.base = j.strength = -1.5F;
    j.reasons = bit(Reason::excess);
    const auto at = std::find_if(all_.begin() + static_cast<std::ptrdiff_t>(first_judgement_), all_.end(),
                                 [&](const Judgement& other) { return other.first > j.first; });
    all_.insert(at, j);
  }

  void negate(Scratch::Mark& n) {
    const auto scope = static_cast<lexicon::Scope>(n.value);
    if (scope == lexicon::Scope::absence && absent(n, 1)) return;
    for (std::size_t i = first_judgement_; i < all_.size(); ++i) {
      auto& j = all_[i];
      if (j.first < n.last) continue;
      if (j.first - n.last > negation_reach || separates(n.last, j.first)) break;
      flip(j);
      n.used = true;
      return;
    }
    if (scope == lexicon::Scope::both) {
      for (std::size_t i = all_.size(); i-- > first_judgement_;) {
        auto& j = all_[i];
        if (j.last > n.first) continue;
        if (n.first - j.last > backward_reach || separates(j.last, n.first)) break;
        if (j.base == 0.0F && j.depends == nullptr) break;
        flip(j);
        n.used = true;
        return;
      }
    }
    if (scope == lexicon::Scope::absence) absent(n, 2);
  }

  // "no lift": something wanted, at most `distance` tokens behind the negator.
  bool absent(Scratch::Mark& n, std::uint32_t distance) {
    for (auto& t : s_.things) {
      if (t.first < n.last || t.first - n.last >= distance || !t.wanted || separates(n.last, t.first) || judgement_between(n.last, t.first))
        continue;
      n.used = true;
      emit(t, -2.0F, p_phrase, bit(Reason::absence), {n.first, t.last}, {n.first, n.last});
      t.judged_by = static_cast<int>(first_judgement_);
      return true;
    }
    return false;
  }

  static void flip(Judgement& j) {
    // A second negator only underlines the first ("non … affatto", "ne … pas").
    if ((j.reasons & bit(Reason::negated)) != 0) return;
    j.reasons |= bit(Reason::negated);
    // "not good" is bad; "not bad" is only so good.
    j.strength = j.strength > 0.0F ? -std::max(1.0F, j.strength * 0.8F) : std::min(1.5F, -j.strength * 0.6F);
  }

  // How far a thing lies from a judgement, in tokens, with what stands between them.
  [[nodiscard]] float cost(const Judgement& j, const Scratch::Thing& t) const {
    if (t.first >= j.first && t.last <= j.last) return 0.0F;
    const bool after = t.first >= j.last;
    const auto from = after ? j.last : t.last;
    const auto to = after ? t.first : j.first;
    float c = static_cast<float>(to > from ? to - from : 0);
    for (auto i = from; i < to; ++i) {
      if (tokens_[i].kind == TokenKind::punctuation) c += 4.0F;
    }
    if (judgement_between(from, to)) c += 3.0F;
    // "good breakfast": an adjective stands right before its noun; further on the thing before is meant.
    if (after) c += to - from <= 1 ? -1.5F : 2.5F;
    return c;
  }

  void attach(const Clause& clause) {
    const bool continues = has_carried_ && carried_from_ + 1 == number_ && same_sentence(clause);
    for (std::size_t i = first_judgement_; i < all_.size(); ++i) {
      auto& j = all_[i];
      Scratch::Thing* best = nullptr;
      float best_cost = farthest;
      for (auto& t : s_.things) {
        const float c = cost(j, t) + (t.judged_by >= 0 ? 1.0F : 0.0F);
        if (c < best_cost) {
          best_cost = c;
          best = &t;
        }
      }
      float strength = j.strength;
      if (j.depends != nullptr) {
        const auto about = best != nullptr ? best->category : continues ? carried_ : k_.general;
        strength = static_cast<float>(k_.lexicon->strength(*j.depends, about, k_.taxonomy->family(about)));
        if ((j.reasons & bit(Reason::excess)) != 0)
          strength = -std::max(1.5F, std::abs(strength));
        else if ((j.reasons & bit(Reason::negated)) != 0)
          strength = strength > 0.0F ? -std::max(1.0F, strength * 0.8F) : std::min(1.5F, -strength * 0.6F);
        else if ((j.reasons & bit(Reason::intensified)) != 0)
          strength = std::clamp(strength * 1.5F, -3.0F, 3.0F);
        if (strength == 0.0F && j.base == 0.0F) continue;  // "small" of a thing that may be small
        j.strength = strength;
        j.reasons |= bit(Reason::depends);
      }
      std::uint16_t reasons = j.reasons;
      float p = p_general;
      Category category = k_.general;
      Span cue{};
      if (j.implied) {
        category = *j.implied;
        p = (reasons & bit(Reason::idiom)) != 0 ? p_idiom : p_phrase;
        reasons |= bit(Reason::implied);
        if (best != nullptr && best_cost <= near_enough) refine(category, *best, j.last - j.first > 1, cue, reasons);
      } else if (best != nullptr && !(best->ambiguous && best_cost > 3.0F)) {
        category = best->category;
        cue = span_of(best->first, best->last);
        p = p_near - (p_near - p_far) * std::clamp((best_cost - 1.0F) / farthest, 0.0F, 1.0F);
        best->judged_by = static_cast<int>(i);
      } else if (continues) {
        category = carried_;
        p = p_carried;
        reasons |= bit(Reason::carried);
      } else if ((reasons & bit(Reason::emoji)) != 0 && all_.size() - first_judgement_ > 1) {
        continue;  // an emoji only underlines what the words say
      }
      if (best != nullptr && best_cost <= near_enough && best->judged_by < 0) best->judged_by = static_cast<int>(i);
      // A word of several meanings counts only beside a thing, or made stronger or weaker.
      if (j.ambiguous && (best == nullptr || best_cost > near_enough) &&
          (reasons & (bit(Reason::negated) | bit(Reason::intensified) | bit(Reason::excess))) == 0)
        p = p_ambiguous;
      const auto from = cue.empty() ? j.first : std::min(j.first, best->first);
      const auto to = cue.empty() ? j.last : std::max(j.last, best->last);
      add(category, strength, p, reasons, evidence(from, to), cue, span_of(j.first, j.last));
    }
  }

  // The thing beside a word that implies a category: it may name it better, or tell the sub-category.
  // A phrase of several words names its thing itself.
  void refine(Category& category, Scratch::Thing& t, bool phrase, Span& cue, std::uint16_t& reasons) const {
    const auto& tax = *k_.taxonomy;
    const auto id = tax.id(category);
    const auto thing_family = tax.family(t.category);
    cue = span_of(t.first, t.last);
    if (tax.family(category) == thing_family) {
      if (!tax.id(t.category).ends_with(".general") && (id.ends_with(".general") || (!phrase && !overrules_things(id))))
        category = t.category;
      return;
    }
    if (overrules_things(id)) {
      // A dirty bathroom: cleanliness.bathroom.
      std::array<char, 128> sub{};
      const auto a = tax.id(tax.family(category));
      const auto b = tax.id(thing_family);
      if (a.size() + b.size() + 1 > sub.size()) return;
      auto* end = std::copy(a.begin(), a.end(), sub.begin());
      *end++ = '.';
      end = std::copy(b.begin(), b.end(), end);
      if (const auto found = tax.find({sub.data(), static_cast<std::size_t>(end - sub.data())}); found && tax.in_domain(*found, k_.domain))
        category = *found;
      return;
    }
    const bool vaguer = tax.id(t.category).ends_with(".general") && !id.ends_with(".general");
    if (t.ambiguous || phrase || vaguer) {
      cue = {};
      return;
    }
    category = t.category;
    reasons = static_cast<std::uint16_t>(reasons & ~bit(Reason::implied));
  }

  // "room, bathroom and breakfast were great": things beside a judged one, with nothing but commas and "and" between.
  void coordinate() {
    auto& things = s_.things;
    const auto linked = [&](const Scratch::Thing& a, const Scratch::Thing& b) {
      if (b.first < a.last || b.first - a.last > 3 || b.first == a.last) return false;
      bool link = false;
      for (auto i = a.last; i < b.first; ++i) {
        const auto norm = doc_.tokens.norm(tokens_[i]);
        link |= norm == "," || norm == "&" || norm == "+" || norm == "/" || is_addition(i);
      }
      return link;
    };
    for (int round = 0; round < 2; ++round) {
      for (std::size_t i = 0; i + 1 < things.size(); ++i) {
        auto& a = things[round == 0 ? things.size() - 2 - i : i];
        auto& b = things[round == 0 ? things.size() - 1 - i : i + 1];
        if (!linked(a, b)) continue;
        auto& judged = a.judged_by >= 0 ? a : b;
        auto& other = a.judged_by >= 0 ? b : a;
        if (judged.judged_by < 0 || other.judged_by >= 0 || other.ambiguous || static_cast<std::size_t>(judged.judged_by) >= all_.size())
          continue;
        const auto& j = all_[static_cast<std::size_t>(judged.judged_by)];
        if (j.implied && overrules_things(k_.taxonomy->id(*j.implied))) continue;
        other.judged_by = judged.judged_by;
        add(other.category, j.strength, p_far, j.reasons, evidence(std::min(other.first, j.first), std::max(other.last, j.last)),
            span_of(other.first, other.last), span_of(j.first, j.last));
      }
    }
  }

  [[nodiscard]] bool is_addition(std::uint32_t token) const {
    const auto from =
        std::lower_bound(doc_.hits.begin(), doc_.hits.end(), token, [](const Hit& h, std::uint32_t t) { return h.first < t; });
    for (auto at = from; at != doc_.hits.end() && at->first == token; ++at) {
      const auto& h = *at;
      if (h.group != lexicon::Group::judgement || h.user || !h.has(Layer::connective)) continue;
      const auto* e = k_.lexicon->find(h.state, Layer::connective);
      if (e != nullptr && static_cast<Connective>(e->value) == Connective::addition) return true;
    }
    return false;
  }

  // A thing under "liked" that nothing judges is liked.
  void field_prior() {
    const bool liked = field_ == Field::liked || field_ == Field::pros;
    const bool disliked = field_ == Field::disliked || field_ == Field::cons;
    if (!liked && !disliked) return;
    const bool bare = all_.size() == first_judgement_;
    for (const auto& t : s_.things) {
      if (t.judged_by >= 0 || (t.ambiguous && !bare) || !bare) continue;
      add(t.category, liked ? 1.5F : -1.5F, p_prior, bit(Reason::field_prior), evidence(t.first, t.last), span_of(t.first, t.last), {});
    }
  }

  void emit(const Scratch::Thing& t, float strength, float p, std::uint16_t reasons, Span tokens, Span word) {
    add(t.category, strength, p, reasons, evidence(tokens.begin, tokens.end), span_of(t.first, t.last), span_of(word.begin, word.end));
  }

  void add(Category category, float strength, float p, std::uint16_t reasons, Span span, Span cue, Span word) {
    Opinion o;
    o.category = category;
    o.polarity = strength >= 0.75F ? Polarity::positive : strength <= -0.75F ? Polarity::negative : Polarity::neutral;
    o.score = strength / 3.0F;
    o.probability = p;
    o.field = field_;
    o.span = span;
    o.cue = cue;
    o.word = word;
    o.reasons = reasons;
    if (o.polarity == Polarity::neutral) o.score = 0.0F;
    out_.push_back(o);
  }

  [[nodiscard]] Span span_of(std::uint32_t first, std::uint32_t last) const {
    if (first >= last) return {};
    return {tokens_[first].span.begin, tokens_[last - 1].span.end};
  }

  // The part of the clause around tokens [first, last) up to the next comma on either side.
  [[nodiscard]] Span evidence(std::uint32_t first, std::uint32_t last) const {
    const auto comma = [&](std::uint32_t i) { return tokens_[i].kind == TokenKind::punctuation && doc_.tokens.norm(tokens_[i]) == ","; };
    while (first > begin_ && !comma(first - 1)) --first;
    while (last < end_ && !comma(last)) ++last;
    while (first + 1 < last && tokens_[first].kind == TokenKind::punctuation) ++first;
    while (last > first + 1 && tokens_[last - 1].kind == TokenKind::punctuation) --last;
    return span_of(first, last);
  }

  [[nodiscard]] bool same_sentence(const Clause& clause) const {
    if (clause.first == 0 || clause.first >= clause.last) return false;
    const auto before = tokens_[clause.first - 1].span.begin;
    const auto here = tokens_[clause.first].span.begin;
    const auto found = std::upper_bound(doc_.tokens.sentences.begin(), doc_.tokens.sentences.end(), before,
                                        [](std::uint32_t b, const Span& s) { return b < s.end; });
    return found != doc_.tokens.sentences.end() && here < found->end;
  }

  const Knowledge& k_;
  Field field_;
  std::string_view text_;
  const Document& doc_;
  const std::vector<Token>& tokens_;
  Scratch& s_;
  std::vector<Judgement>& all_;
  std::vector<Opinion>& out_;
  std::uint32_t number_ = 0, begin_ = 0, end_ = 0;
  std::size_t first_judgement_ = 0;
  bool irrealis_ = false;
  Category carried_{};
  std::uint32_t carried_from_ = 0;
  bool has_carried_ = false;
};

}  // namespace

void find(const Knowledge& knowledge, Field field, std::string_view text, const Document& document, Scratch& scratch,
          std::vector<Judgement>& judgements, std::vector<Opinion>& opinions) {
  ClauseReader reader(knowledge, field, text, document, scratch, judgements, opinions);
  std::size_t hit = 0;
  for (std::uint32_t c = 0; c < document.tokens.clauses.size(); ++c) reader.read(c, hit);
}

void merge(float threshold, std::vector<Opinion>& opinions) {
  std::erase_if(opinions, [&](const Opinion& o) { return o.probability < threshold; });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < opinions.size(); ++i) {
    const Opinion o = opinions[i];
    const auto same = std::find_if(opinions.begin(), opinions.begin() + static_cast<std::ptrdiff_t>(kept),
                                   [&](const Opinion& other) { return other.category == o.category && other.polarity == o.polarity; });
    if (same == opinions.begin() + static_cast<std::ptrdiff_t>(kept)) {
      opinions[kept++] = o;
      continue;
    }
    const float p = std::min(0.97F, std::max(same->probability, o.probability) + 0.04F);
    if (std::abs(o.score) > std::abs(same->score) && o.probability >= same->probability) *same = o;
    same->probability = p;
  }
  opinions.resize(kept);
  // A total order, since no two share category and polarity: std::stable_sort would allocate.
  std::sort(opinions.begin(), opinions.end(), [](const Opinion& a, const Opinion& b) {
    return std::tie(a.field, a.span.begin, a.word.begin, a.category, a.polarity) <
           std::tie(b.field, b.span.begin, b.word.begin, b.category, b.polarity);
  });
}

namespace {

// Both sides joined: mixed when each has at least a third of the weight.
Sentiment join(float positive, float negative, float probability, bool any) noexcept {
  Sentiment s;
  if (!any) return s;
  const float total = positive + negative;
  s.probability = probability;
  if (total <= 0.0F) return s;
  s.score = (positive - negative) / std::max(1.0F, total);
  const float share = positive / total;
  if (share > 0.34F && share < 0.66F)
    s.polarity = Polarity::mixed;
  else
    s.polarity = share >= 0.66F ? Polarity::positive : Polarity::negative;
  return s;
}

}  // namespace

void join_families(const Taxonomy& taxonomy, const std::vector<Opinion>& opinions, std::vector<FamilySentiment>& families) {
  families.clear();
  for (const auto& o : opinions) {
    const auto family = taxonomy.family(o.category);
    if (std::none_of(families.begin(), families.end(), [&](const auto& f) { return f.family == family; })) families.push_back({family, {}});
  }
  std::sort(families.begin(), families.end(), [](const auto& a, const auto& b) { return a.family < b.family; });
  for (auto& f : families) {
    float positive = 0;
    float negative = 0;
    float probability = 0;
    for (const auto& o : opinions) {
      if (taxonomy.family(o.category) != f.family) continue;
      positive += std::max(0.0F, o.score);
      negative += std::max(0.0F, -o.score);
      probability = std::max(probability, o.probability);
    }
    f.sentiment = join(positive, negative, probability, true);
  }
}

Sentiment overall(const std::vector<Opinion>& opinions) noexcept {
  float positive = 0;
  float negative = 0;
  float probability = 0;
  for (const auto& o : opinions) {
    positive += std::max(0.0F, o.score);
    negative += std::max(0.0F, -o.score);
    probability = std::max(probability, o.probability);
  }
  return join(positive, negative, probability, !opinions.empty());
}

}  // namespace pluim::opinion
