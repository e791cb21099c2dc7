#include <algorithm>
#include <array>

#include "base/hash.hpp"
#include "tokenize/token_patterns.hpp"
#include "tokenize/tokenize.hpp"
#include "unicode/fold.hpp"

namespace pluim::tokenize {
namespace {

using lexicon::Group;
using lexicon::Key;
using lexicon::Layer;
using lexicon::Lexicon;

constexpr std::size_t shortest_head = 4;  // bytes: shorter heads match by accident
constexpr std::size_t shortest_front = 2;
constexpr std::size_t longest_compound = 40;
constexpr std::uint32_t longest_clause = 60;  // tokens

Key key_of(std::string_view norm) noexcept {
  const auto key = base::hash(norm);
  return key < 8 ? key + 8 : key;
}

// The last part of an unknown compound, when it names or judges a thing.
Hit compound_hit(const Lexicon& lexicon, std::string_view norm) {
  Hit hit;
  if (norm.size() < shortest_head + shortest_front || norm.size() > longest_compound) return hit;
  for (std::size_t at = shortest_front; at + shortest_head <= norm.size(); ++at) {
    if ((static_cast<unsigned char>(norm[at]) & 0xC0) == 0x80) continue;
    const auto state = lexicon.word(key_of(norm.substr(at)));
    if (state == 0 || (lexicon.groups(state) & 1) == 0) continue;
    const auto front = norm.substr(0, at);
    const bool negates = front == "on" || front == "un";
    for (const auto& entry : lexicon.entries(state)) {
      const bool thing = entry.layer == Layer::aspect && (entry.marks & lexicon::mark_ambiguous) == 0 && !negates;
      // A judging word may follow "on-" and "un-", or what makes it stronger: "superlekker", "megafreundlich".
      bool judges = (entry.layer == Layer::opinion || entry.layer == Layer::depends) && norm.size() - at >= 5;
      if (judges && !negates) {
        const auto front_state = lexicon.word(key_of(front));
        judges = front_state != 0 &&
                 (lexicon.find(front_state, Layer::modifier) != nullptr || lexicon.find(front_state, Layer::opinion) != nullptr);
      }
      if (!thing && !judges) continue;
      hit.state = state;
      hit.layers = lexicon.layers(state);
      hit.compound = true;
      hit.negated_prefix = negates;
      return hit;
    }
  }
  return hit;
}

}  // namespace

void find_hits(const Lexicon& lexicon, const Lexicon& user, bool compounds, std::string_view text, Document& document) {
  document.hits.clear();
  document.word_state.assign(document.tokens.tokens.size(), 0);
  if (lexicon.empty() && user.empty()) return;
  auto& keys = document.keys;
  auto& tokens = document.tokens.tokens;
  std::string doubled;
  if (!lexicon.empty()) {
    // "heeeel": the norm keeps one letter ("hel"); where that is unknown and two are known ("heel"), two it is.
    for (std::size_t k = 0; k < keys.size(); ++k) {
      auto& token = tokens[document.key_token[k]];
      if (!token.has(TokenFlag::elongated)) continue;
      doubled.clear();
      unicode::append_norm_doubled(slice(text, token.span), doubled);
      const auto key = key_of(doubled);
      if (lexicon.word(key) == 0 || lexicon.word(keys[k]) != 0) continue;
      keys[k] = key;
      auto& norms = document.tokens.norms;
      token.norm = {static_cast<std::uint32_t>(norms.size()), static_cast<std::uint32_t>(norms.size() + doubled.size())};
      norms += doubled;
    }
  }
  std::array<std::size_t, lexicon::group_count> covered{};  // keys before this one are hidden for the group
  for (std::size_t k = 0; k < keys.size(); ++k) {
    lexicon::Phrases best;
    const auto add = [&](std::uint32_t state, std::size_t length, Group group, bool from_user) {
      const auto g = static_cast<std::size_t>(group);
      if (k < covered[g]) return;
      covered[g] = k + length;
      Hit hit;
      hit.first = document.key_token[k];
      hit.last = document.key_token[k + length - 1] + 1;
      hit.state = state;
      hit.layers = (from_user ? user : lexicon).layers(state);
      hit.group = group;
      hit.user = from_user;
      document.hits.push_back(hit);
    };
    if (!user.empty()) {
      user.match(keys, k, best);
      for (std::size_t g = 0; g < best.size(); ++g)
        if (best[g].length > 0) add(best[g].state, best[g].length, static_cast<Group>(g), true);
    }
    if (lexicon.empty()) continue;
    if (k + 3 < keys.size()) lexicon.prefetch(keys[k + 3]);
    const auto word = lexicon.match(keys, k, best);
    document.word_state[document.key_token[k]] = word;
    for (std::size_t g = 0; g < best.size(); ++g)
      if (best[g].length > 0) add(best[g].state, best[g].length, static_cast<Group>(g), false);
    if (compounds && best[0].length == 0 && k >= covered[0]) {
      const auto& token = tokens[document.key_token[k]];
      if (token.kind != TokenKind::word || word != 0) continue;
      auto hit = compound_hit(lexicon, document.tokens.norm(token));
      if (hit.state == 0) continue;
      hit.first = document.key_token[k];
      hit.last = hit.first + 1;
      hit.group = Group::judgement;
      covered[0] = k + 1;
      document.hits.push_back(hit);
    }
  }
}

namespace {

// Whether a connective of that meaning begins at a token. Cost: a binary search.
bool starts_with(const Lexicon& lexicon, const Document& document, std::uint32_t token, Connective meaning) {
  auto at = std::lower_bound(document.hits.begin(), document.hits.end(), token, [](const Hit& h, std::uint32_t t) { return h.first < t; });
  for (; at != document.hits.end() && at->first == token; ++at) {
    if (at->group != Group::judgement || at->user) continue;
    const auto* entry = at->has(Layer::connective) ? lexicon.find(at->state, Layer::connective) : nullptr;
    if (entry != nullptr && static_cast<Connective>(entry->value) == meaning) return true;
  }
  return false;
}

bool is_comma(std::string_view norm) noexcept { return norm == "," || norm == "、" || norm == "،"; }

// The connective of a language without a lexicon that begins at a token, by the closed list; the clause begins at `first`.
Connective listed(const Tokens& t, std::uint32_t first, std::uint32_t token, std::uint32_t end, Tongues possible) {
  if (token > first && t.tokens[token - 1].kind != TokenKind::punctuation) possible |= not_opening;
  const auto& rows = connective_phrases();
  const auto word = t.norm(t.tokens[token]);
  auto row = std::lower_bound(rows.begin(), rows.end(), word, [](const ConnectivePhrase& r, std::string_view w) { return r.phrase < w; });
  auto found = Connective::none;
  for (std::size_t longest = 0; row != rows.end() && row->phrase.starts_with(word); ++row) {
    if (row->phrase.size() <= longest || (row->clashes & possible) != 0) continue;
    auto rest = row->phrase.substr(word.size());
    for (auto i = token + 1; !rest.empty() && rest[0] == ' ' && i < end; ++i) {
      const auto next = t.norm(t.tokens[i]);
      if (!rest.substr(1).starts_with(next)) break;
      rest.remove_prefix(1 + next.size());
    }
    if (!rest.empty()) continue;
    longest = row->phrase.size();
    found = row->meaning;
  }
  // "広いですが、": Japanese ends the clause before with it, and a comma.
  if (found == Connective::none && token >= 3 && is_comma(t.norm(t.tokens[token - 1])))
    found = closing_connective(t.norm(t.tokens[token - 3]), t.norm(t.tokens[token - 2]));
  return found;
}

}  // namespace

void split_clauses(const Lexicon& lexicon, Document& document) {
  auto& t = document.tokens;
  // The tokens at which a clause begins, with its connective, in order; they are merged with the sentences' begins.
  std::size_t hit = 0;
  const std::size_t sentences = t.clauses.size();
  std::vector<Clause>& clauses = t.clauses;
  const bool by_list = lexicon.empty();
  const auto possible = by_list ? possible_tongues(t) : Tongues{};
  // Clauses are appended behind the sentences and these removed at the end, so that one vector serves.
  for (std::size_t s = 0; s < sentences; ++s) {
    Clause present{clauses[s].first, clauses[s].first, Connective::none};
    const auto end = clauses[s].last;
    for (auto i = present.first; i < end; ++i) {
      auto connective = Connective::none;
      while (hit < document.hits.size() && document.hits[hit].first < i) ++hit;
      for (std::size_t h = hit; h < document.hits.size() && document.hits[h].first == i; ++h) {
        if (document.hits[h].group != Group::judgement || !document.hits[h].has(Layer::connective) || document.hits[h].user) continue;
        if (const auto* entry = lexicon.find(document.hits[h].state, Layer::connective)) connective = static_cast<Connective>(entry->value);
      }
      if (by_list) connective = listed(t, present.first, i, end, possible);
      const bool splits = connective == Connective::contrast || connective == Connective::concession ||
                          connective == Connective::condition || connective == Connective::cause || connective == Connective::sequence;
      const auto norm = t.norm(t.tokens[i]);
      const bool strong =
          t.tokens[i].kind == TokenKind::punctuation &&
          (norm == ";" || norm == ":" || norm == "(" || norm == "–" || norm == "—" || (norm == "-" && !t.tokens[i].has(TokenFlag::glued)));
      // A clause has an end even in a text without punctuation, so that what is done within one stays cheap.
      const bool too_long = i - present.first >= longest_clause;
      // "Als je van rust houdt, | is dit niets": a condition or concession that stands first ends at its comma.
      const bool fronted = i > present.first + 1 && present.first == clauses[s].first &&
                           (present.connective == Connective::condition || present.connective == Connective::concession) &&
                           is_comma(t.norm(t.tokens[i - 1]));
      if ((splits || strong || too_long || fronted) && i > present.first) {
        // "and then": the addition goes along with what follows.
        const auto added = [&](std::uint32_t token) {
          return by_list ? listed(t, present.first, token, end, possible) == Connective::addition
                         : starts_with(lexicon, document, token, Connective::addition);
        };
        const auto cut = splits && i > present.first + 1 && added(i - 1) ? i - 1 : i;
        present.last = cut;
        clauses.push_back(present);
        present = {cut, cut, Connective::none};
      }
      if (splits && i <= present.first + 1) present.connective = connective;
    }
    present.last = end;
    clauses.push_back(present);
  }
  clauses.erase(clauses.begin(), clauses.begin() + static_cast<std::ptrdiff_t>(sentences));
}

}  // namespace pluim::tokenize
