#include "staff/staff.hpp"

#include <algorithm>
#include <array>

#include "base/hash.hpp"
#include "unicode/fold.hpp"

namespace pluim::staff {
namespace {

using lexicon::Entry;
using lexicon::Layer;
using tokenize::Document;
using tokenize::Hit;

// What a sign is worth. A name needs `enough` to be staff: a title, a role or thanks beside a name that can be one.
constexpr float enough = 3.0F;
constexpr float worth_role = 3.0F;
constexpr float worth_place = 2.5F;
constexpr float worth_thanks = 2.5F;
constexpr float worth_list = 2.5F;
constexpr float worth_title = 2.0F;
constexpr float worth_clear_given = 1.5F;
constexpr float worth_given = 0.3F;
constexpr float worth_surname = 0.4F;
constexpr float worth_judged = 1.0F;
constexpr float worth_subject = 0.7F;
constexpr std::uint32_t reach = 5;  // tokens to either side
constexpr std::size_t most_names_compared = 64;

constexpr std::array<std::string_view, 26> particles = {"van", "de",  "der", "den", "het", "'t",  "ter",   "ten",   "von",
                                                        "zu",  "zum", "vom", "di",  "da",  "del", "della", "dello", "dei",
                                                        "la",  "le",  "du",  "des", "el",  "al",  "bin",   "o'"};

bool is_particle(std::string_view norm) noexcept { return std::find(particles.begin(), particles.end(), norm) != particles.end(); }

class Finder {
 public:
  Finder(const Knowledge& k, Field field, std::string_view text, const Document& doc, Scratch& s, std::vector<Mention>& mentions,
         std::vector<OtherName>& others)
      : k_(k), field_(field), text_(text), doc_(doc), tokens_(doc.tokens.tokens), s_(s), mentions_(mentions), others_(others) {}

  void run() {
    normalise(k_.author, s_.author);
    normalise(k_.property, s_.property);
    index();
    judge_case();
    collect();
    for (auto& n : s_.names) weigh(n);
    share_lists();
    report();
  }

 private:
  [[nodiscard]] std::string_view norm(std::uint32_t i) const { return doc_.tokens.norm(tokens_[i]); }
  [[nodiscard]] bool is(std::uint32_t i, std::string_view what) const { return i < tokens_.size() && norm(i) == what; }

  void index() {
    s_.people.assign(tokens_.size() + 1, 0);
    s_.people_end.assign(tokens_.size() + 1, 0);
    for (std::size_t h = 0; h < doc_.hits.size(); ++h) {
      if (doc_.hits[h].group != lexicon::Group::people) continue;
      s_.people[doc_.hits[h].first] = static_cast<std::uint32_t>(h + 1);
      s_.people_end[doc_.hits[h].last] = static_cast<std::uint32_t>(h + 1);
    }
  }

  [[nodiscard]] const Hit* hit_at(std::uint32_t token) const {
    return token < s_.people.size() && s_.people[token] != 0 ? &doc_.hits[s_.people[token] - 1] : nullptr;
  }
  [[nodiscard]] const Hit* hit_before(std::uint32_t token) const {
    return token < s_.people_end.size() && s_.people_end[token] != 0 ? &doc_.hits[s_.people_end[token] - 1] : nullptr;
  }
  [[nodiscard]] const Entry* entry(const Hit* hit, Layer layer) const {
    return hit == nullptr || !hit->has(layer) ? nullptr : k_.lexicon->find(hit->state, layer);
  }

  // In a text without capitals, or of capitals alone, a capital says nothing.
  void judge_case() {
    std::size_t words = 0;
    std::size_t capital = 0;
    std::size_t caps = 0;
    for (const auto& t : tokens_) {
      if (t.kind != TokenKind::word) continue;
      ++words;
      capital += t.has(TokenFlag::capitalized);
      caps += t.has(TokenFlag::all_caps);
    }
    case_tells_ = capital > 0 && caps * 2 < words;
  }

  [[nodiscard]] bool sentence_start(std::uint32_t i) const {
    if (i == 0) return true;
    const auto begin = tokens_[i].span.begin;
    const auto found = std::upper_bound(doc_.tokens.sentences.begin(), doc_.tokens.sentences.end(), begin,
                                        [](std::uint32_t b, const Span& s) { return b < s.end; });
    return found != doc_.tokens.sentences.end() && found->begin == begin;
  }

  // Something that can be (a part of) a name.
  [[nodiscard]] bool name_like(std::uint32_t i, bool after_title) const {
    const auto& t = tokens_[i];
    if (t.kind != TokenKind::word || t.has(TokenFlag::elision)) return false;
    const bool upper = t.has(TokenFlag::capitalized) || (t.has(TokenFlag::all_caps) && case_tells_ && t.span.size() > 2);
    if (case_tells_ && !upper) return false;
    if (case_tells_ && after_title) return true;
    const auto state = word_state(i);
    const auto* given = state == 0 ? nullptr : k_.lexicon->find(state, Layer::given);
    if (!case_tells_) return given != nullptr && given->marks == 0;
    if (given != nullptr || (state != 0 && k_.lexicon->find(state, Layer::surname) != nullptr)) return true;
    // An unknown word with a capital in mid-sentence; in German that is any noun.
    if (k_.language == Language::de || sentence_start(i)) return false;
    return state == 0 || k_.lexicon->entries(state).empty();
  }

  [[nodiscard]] std::uint32_t word_state(std::uint32_t i) const { return doc_.word_state[i]; }

  void collect() {
    s_.names.clear();
    for (std::uint32_t i = 0; i < tokens_.size(); ++i) {
      const bool after_title = entry(hit_before(i), Layer::honorific) != nullptr;
      if (!name_like(i, after_title)) continue;
      Scratch::Name n{i, i + 1, false, false, false, false, 0.0F, -1, {}, Department::none, false, false};
      note(n, i);
      // Further names and particles that lead to one: "Gustavo Guerra", "Jan van den Berg", "Anne-Marie".
      while (n.last < tokens_.size() && n.last - n.first < 6) {
        auto next = n.last;
        if (is(next, "-") && tokens_[next].has(TokenFlag::glued)) ++next;
        while (next < tokens_.size() && next < n.last + 3 && is_particle(norm(next)) && case_tells_) ++next;
        if (next >= tokens_.size() || !name_like(next, false) || sentence_break(n.last, next)) break;
        if (next == n.last && !joins(n, next)) break;
        note(n, next);
        n.last = next + 1;
      }
      s_.names.push_back(n);
      i = n.last - 1;
    }
  }

  [[nodiscard]] bool sentence_break(std::uint32_t from, std::uint32_t to) const {
    for (auto i = from; i <= to; ++i)
      if (sentence_start(i)) return true;
    return false;
  }
  // A second name directly behind the first: a surname, or an unknown word; not another given name of a list without commas.
  [[nodiscard]] bool joins(const Scratch::Name& n, std::uint32_t next) const {
    const auto state = word_state(next);
    return state == 0 || k_.lexicon->find(state, Layer::surname) != nullptr || !n.given || k_.lexicon->find(state, Layer::given) != nullptr;
  }

  void note(Scratch::Name& n, std::uint32_t i) const {
    const auto state = word_state(i);
    if (state == 0) return;
    for (const auto& e : k_.lexicon->entries(state)) {
      if (e.layer == Layer::given) {
        n.given = true;
        n.clear |= (e.marks & (lexicon::mark_word | lexicon::mark_place | lexicon::mark_brand | lexicon::mark_ambiguous)) == 0;
      } else if (e.layer == Layer::surname) {
        n.surname = true;
      } else if (e.layer < Layer::role || e.layer == Layer::function) {
        n.known_word = true;
      }
    }
  }

  void reject(Scratch::Name& n, NameReason reason) { n.reason = static_cast<int>(reason); }

  void take_role(Scratch::Name& n, const Hit& hit, const Entry& e) {
    n.role = {tokens_[hit.first].span.begin, tokens_[hit.last - 1].span.end};
    if (n.department == Department::none) n.department = static_cast<Department>(e.value);
  }

  void weigh(Scratch::Name& n) {
    if (const auto* hit = hit_at(n.first))
      if (const auto* e = entry(hit, Layer::public_name); e != nullptr && hit->last >= n.last)
        return reject(n, static_cast<NameReason>(e->value));
    const auto name = slice(text_, {tokens_[n.first].span.begin, tokens_[n.last - 1].span.end});
    if (contains_word(s_.author, name)) return reject(n, NameReason::reviewer);
    if (contains_word(s_.property, name)) return reject(n, NameReason::business);
    if (look_alike(n)) return;

    n.score += n.clear ? worth_clear_given : n.given ? worth_given : n.surname ? worth_surname : 0.0F;
    if (n.given && n.surname && n.last - n.first > 1) n.score += worth_surname;
    if (!n.clear && n.known_word && sentence_start(n.first)) n.score -= 0.5F;
    if (entry(hit_before(n.first), Layer::honorific) != nullptr) n.score += worth_title;
    before(n);
    after(n);
    if (judged(n)) n.score += worth_judged;
  }

  // What stands beside the name and says that it is something else.
  bool look_alike(Scratch::Name& n) {
    auto at = n.first;
    // "my husband Peter", "my husband, Peter"; "Peter, my husband".
    for (std::uint32_t back = 0; back < 2 && at > 0; ++back) {
      if (const auto* kin = entry(hit_before(at), Layer::kin)) return reject(n, static_cast<NameReason>(kin->value)), true;
      if (!is(at - 1, ",") && !is(at - 1, "(")) break;
      --at;
    }
    at = n.last;
    if (is(at, ",") || is(at, "(")) {
      for (std::uint32_t skip = 1; skip <= 2; ++skip)
        if (const auto* kin = entry(hit_at(at + skip), Layer::kin)) return reject(n, static_cast<NameReason>(kin->value)), true;
      // "Noor (7)": a child's age.
      if (is(at, "(") && at + 2 < tokens_.size() && tokens_[at + 1].kind == TokenKind::number && is(at + 2, ")"))
        return reject(n, NameReason::companion), true;
    }
    if (const auto* venue = entry(hit_before(n.first), Layer::venue)) return reject(n, static_cast<NameReason>(venue->value)), true;
    if (const auto* venue = entry(hit_at(n.last), Layer::venue); venue != nullptr && n.last < tokens_.size() && !is(n.last, ","))
      return reject(n, static_cast<NameReason>(venue->value)), true;
    // A closing formula before a name, also with a comma or on its own line.
    at = n.first;
    for (std::uint32_t back = 0; back < 3 && at > 0; ++back) {
      if (entry(hit_before(at), Layer::closing) != nullptr)
        return reject(n, k_.owner_response ? NameReason::reply_author : NameReason::reviewer), true;
      const auto what = norm(at - 1);
      if (what != "," && what != "." && what != "!" && what != "-" && what != "and" && what != "en" && what != "und" && what != "et" &&
          what != "y" && what != "e" && what != "&")
        break;
      --at;
    }
    // A name alone in the last sentence is a signature.
    if (n.last == tokens_.size() && sentence_start(n.first) && n.first > 0) return reject(n, NameReason::reviewer), true;
    return false;
  }

  void before(Scratch::Name& n) {
    auto at = n.first;
    // Back over a title and a comma to a role or thanks: "our waiter, Mr. Costa", "thanks to Anna".
    if (entry(hit_before(at), Layer::honorific) != nullptr) at = hit_before(at)->first;
    for (std::uint32_t back = 0; back < reach && at > 0; ++back) {
      const auto* hit = hit_before(at);
      if (const auto* role = entry(hit, Layer::role); role != nullptr && back <= 2) {
        // "the waiter. Anna" is no pair; "bartender Tom", "Rezeptionistin namens Eva" are.
        if ((role->marks & lexicon::mark_ambiguous) == 0 || back == 0) n.score += worth_role;
        return take_role(n, *hit, *role);
      }
      if (entry(hit, Layer::thanks) != nullptr) {
        n.score += worth_thanks;
        n.thanked = true;
        return;
      }
      if (sentence_start(at)) return;
      --at;
      if (tokens_[at].kind == TokenKind::punctuation && !is(at, ",") && !is(at, "(") && !is(at, ":") && !is(at, "\"") && !is(at, "-"))
        return;
    }
  }

  void after(Scratch::Name& n) {
    for (auto at = n.last; at < tokens_.size() && at < n.last + reach; ++at) {
      if (sentence_start(at)) break;
      if (const auto* hit = hit_at(at)) {
        const auto* role = entry(hit, Layer::role);
        const bool apposition = at == n.last || is(n.last, ",") || is(n.last, "(") || is(n.last, "-") || at <= n.last + 2;
        if (role != nullptr && apposition && n.role.empty() && (role->marks & lexicon::mark_ambiguous) == 0) {
          n.score += worth_role;
          return take_role(n, *hit, *role);
        }
        if (const auto* place = entry(hit, Layer::place); place != nullptr && at <= n.last + 3) {
          n.score += worth_place;
          if (n.department == Department::none) n.department = static_cast<Department>(place->value);
          return;
        }
      }
      if (tokens_[at].kind == TokenKind::punctuation && at > n.last + 1) break;
    }
    // The subject of its clause: "Sanne was", "Youssef helped".
    if (sentence_start(n.first) || (n.first > 0 && (is(n.first - 1, ",") || tokens_[n.first - 1].kind == TokenKind::word))) {
      const auto state = n.last < tokens_.size() ? word_state(n.last) : 0;
      const auto* word = state == 0 ? nullptr : k_.lexicon->find(state, Layer::function);
      if (word != nullptr && static_cast<lexicon::WordClass>(word->value) == lexicon::WordClass::auxiliary) n.score += worth_subject;
    }
  }

  // Something is judged in the name's clause.
  [[nodiscard]] bool judged(const Scratch::Name& n) const {
    const auto clause = clause_of(n.first);
    const auto& c = doc_.tokens.clauses[clause];
    const auto from =
        std::lower_bound(doc_.hits.begin(), doc_.hits.end(), c.first, [](const Hit& h, std::uint32_t t) { return h.first < t; });
    for (auto h = from; h != doc_.hits.end() && h->first < c.last; ++h) {
      if (h->group != lexicon::Group::judgement || h->user || (!h->has(Layer::opinion) && !h->has(Layer::idiom))) continue;
      for (const auto& e : k_.lexicon->entries(h->state))
        if ((e.layer == Layer::opinion || e.layer == Layer::idiom) && e.strength != 0) return true;
    }
    return false;
  }

  [[nodiscard]] std::uint32_t clause_of(std::uint32_t token) const {
    const auto& clauses = doc_.tokens.clauses;
    const auto found = std::upper_bound(clauses.begin(), clauses.end(), token, [](std::uint32_t t, const Clause& c) { return t < c.last; });
    return static_cast<std::uint32_t>(std::min<std::ptrdiff_t>(found - clauses.begin(), static_cast<std::ptrdiff_t>(clauses.size()) - 1));
  }

  // "Ivellise, Melvin and Leo": one that is staff lifts its neighbours, and kin drag them along.
  void share_lists() {
    const auto linked = [&](const Scratch::Name& a, const Scratch::Name& b) {
      if (b.first - a.last > 2) return false;
      for (auto i = a.last; i < b.first; ++i) {
        const auto what = norm(i);
        if (what != "," && what != "&" && what != "+" && what != "/" && what != "and" && what != "en" && what != "und" && what != "et" &&
            what != "y" && what != "e" && what != "ed")
          return false;
      }
      return b.first > a.last;
    };
    auto& names = s_.names;
    for (auto& n : names)
      n.staff = n.reason < 0 && n.score >= enough && (n.given || n.surname || n.score >= enough + 1.0F || !n.role.empty());
    const auto share = [&](const Scratch::Name& from, Scratch::Name& to) {
      if (from.staff && to.reason < 0 && !to.staff && to.score + worth_list >= enough) {
        to.staff = true;
        to.thanked |= from.thanked;
        to.score += worth_list;
        if (to.department == Department::none) to.department = from.department;
      }
      if (from.reason == static_cast<int>(NameReason::companion) && to.reason < 0 && !to.staff) to.reason = from.reason;
    };
    for (std::size_t i = 0; i + 1 < names.size(); ++i)
      if (linked(names[i], names[i + 1])) share(names[i], names[i + 1]);
    for (std::size_t i = names.size(); i-- > 1;)
      if (linked(names[i - 1], names[i])) share(names[i], names[i - 1]);
  }

  void report() {
    for (const auto& n : s_.names) {
      if (n.staff) {
        Mention m;
        m.field = field_;
        m.first = n.first;
        m.last = n.last;
        m.clause = clause_of(n.first);
        m.role = n.role;
        m.department = n.department;
        m.thanked = n.thanked;
        m.probability = std::min(0.95F, 0.62F + 0.08F * (n.score - enough + 1.0F));
        mentions_.push_back(m);
      } else if (n.reason >= 0) {
        others_.push_back({field_, {tokens_[n.first].span.begin, tokens_[n.last - 1].span.end}, static_cast<NameReason>(n.reason)});
      }
    }
  }

  static void normalise(std::string_view text, std::string& out) {
    out.clear();
    unicode::WordShape shape;
    if (text.size() <= 200) unicode::append_norm(text, out, shape);
  }

  // Whether `name` stands in the normalised `hay` as whole words, without regard to case.
  bool contains_word(const std::string& hay, std::string_view name) {
    if (hay.empty()) return false;
    auto& needle = s_.word;
    normalise(name, needle);
    if (needle.empty()) return false;
    const auto edge = [](char c) { return c == ' ' || c == ',' || c == '.' || c == '-' || c == '\''; };
    for (auto at = hay.find(needle); at != std::string::npos; at = hay.find(needle, at + 1))
      if ((at == 0 || edge(hay[at - 1])) && (at + needle.size() == hay.size() || edge(hay[at + needle.size()]))) return true;
    return false;
  }

  const Knowledge& k_;
  Field field_;
  std::string_view text_;
  const Document& doc_;
  const std::vector<Token>& tokens_;
  Scratch& s_;
  std::vector<Mention>& mentions_;
  std::vector<OtherName>& others_;
  bool case_tells_ = true;
};

// Whether the words of the shorter name all stand in the longer one.
bool same_person(const Document& a, const Mention& x, const Document& b, const Mention& y) {
  const bool x_shorter = x.last - x.first <= y.last - y.first;
  const auto& s = x_shorter ? x : y;
  const auto& sd = x_shorter ? a : b;
  const auto& l = x_shorter ? y : x;
  const auto& ld = x_shorter ? b : a;
  for (auto i = s.first; i < s.last; ++i) {
    bool found = false;
    for (auto j = l.first; j < l.last && !found; ++j) found = sd.tokens.norm(sd.tokens.tokens[i]) == ld.tokens.norm(ld.tokens.tokens[j]);
    if (!found) return false;
  }
  return true;
}

}  // namespace

void find(const Knowledge& knowledge, Field field, std::string_view text, const Document& document, Scratch& scratch,
          std::vector<Mention>& mentions, std::vector<OtherName>& others) {
  if (document.tokens.tokens.empty() || knowledge.lexicon->empty()) return;
  Finder(knowledge, field, text, document, scratch, mentions, others).run();
}

void link(const std::array<const Document*, field_count>& documents, std::vector<Mention>& mentions) {
  std::uint32_t next = 0;
  for (std::size_t i = 0; i < mentions.size(); ++i) {
    auto& m = mentions[i];
    bool found = false;
    for (std::size_t j = i; j-- > (i > most_names_compared ? i - most_names_compared : 0) && !found;) {
      const auto& other = mentions[j];
      found = same_person(*documents[static_cast<std::size_t>(m.field)], m, *documents[static_cast<std::size_t>(other.field)], other);
      if (found) m.person = other.person;
    }
    if (!found) m.person = next++;
  }
}

}  // namespace pluim::staff
