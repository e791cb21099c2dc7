#include "compile/lexicon_compiler.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include "base/hash.hpp"
#include "pluim/analysis.hpp"
#include "unicode/fold.hpp"

namespace pluim::compile {
namespace {

using base::Table;
using base::TableRow;
using lexicon::Entry;
using lexicon::Layer;

struct TableKind {
  std::string_view file;
  Layer layer;
  std::string_view first_column;
  bool used;  // false: checked for its form, not compiled yet
};
constexpr std::array<TableKind, 24> kinds = {{
    {"opinion.tsv", Layer::opinion, "phrase", true},
    {"idiom.tsv", Layer::idiom, "phrase", true},
    {"depends.tsv", Layer::depends, "phrase", true},
    {"aspect.tsv", Layer::aspect, "cue", true},
    {"negator.tsv", Layer::negator, "word", true},
    {"modifier.tsv", Layer::modifier, "word", true},
    {"connective.tsv", Layer::connective, "phrase", true},
    {"role.tsv", Layer::role, "noun", true},
    {"place.tsv", Layer::place, "phrase", true},
    {"honorific.tsv", Layer::honorific, "word", true},
    {"kin.tsv", Layer::kin, "word", true},
    {"thanks.tsv", Layer::thanks, "phrase", true},
    {"closing.tsv", Layer::closing, "phrase", true},
    {"venue.tsv", Layer::venue, "word", true},
    {"given.tsv", Layer::given, "name", true},
    {"surname.tsv", Layer::surname, "name", true},
    {"public.tsv", Layer::public_name, "name", true},
    {"domain.tsv", Layer::domain, "phrase", true},
    {"empty.tsv", Layer::empty, "phrase", true},
    {"function.tsv", Layer::function, "word", true},
    {"friction.tsv", Layer::friction, "phrase", false},
    {"delight.tsv", Layer::delight, "phrase", false},
    {"intent.tsv", Layer::intent, "phrase", false},
    {"recovery.tsv", Layer::recovery, "phrase", false},
}};

std::string_view cell(const Table& table, const TableRow& row, std::string_view column) noexcept {
  const auto i = table.column(column);
  return i == Table::npos ? std::string_view{} : row.cells[i];
}

std::optional<double> number(std::string_view text) {
  double value = 0;
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

template <std::size_t N>
std::optional<std::uint8_t> position(const std::array<std::string_view, N>& names, std::string_view name) noexcept {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<std::uint8_t>(found - names.begin());
}

constexpr std::array<std::string_view, 3> scopes = {"forward", "both", "absence"};
constexpr std::array<std::string_view, 9> meanings = {"none",  "addition", "contrast",   "concession", "condition",
                                                      "cause", "sequence", "comparison", "irrealis"};
constexpr std::array<std::string_view, 8> classes_of_words = {"article",     "pronoun",  "preposition", "auxiliary",
                                                              "conjunction", "particle", "numeral",     "question"};
// In the order of NameReason.
constexpr std::array<std::string_view, 12> name_reasons = {"companion", "reviewer", "customer",  "public",       "place", "business",
                                                           "brand",     "product",  "addressee", "reply_author", "pet",   "word"};
constexpr std::array<std::pair<std::string_view, std::uint8_t>, 7> marks = {{{"amb", lexicon::mark_ambiguous},
                                                                             {"want", lexicon::mark_wanted},
                                                                             {"word", lexicon::mark_word},
                                                                             {"place", lexicon::mark_place},
                                                                             {"brand", lexicon::mark_brand},
                                                                             {"surname", lexicon::mark_surname},
                                                                             {"given", 0}}};

}  // namespace

Status LexiconCompiler::inflection(const Table& table) {
  for (const auto& row : table.rows()) {
    const auto name = cell(table, row, "class");
    if (name.empty()) return table.error(row, "has no class");
    std::string stem_and_endings("x{");
    stem_and_endings.append(cell(table, row, "endings")).append("}");
    auto endings = expand(stem_and_endings, {});
    if (!endings) return table.error(row, endings.error().message);
    for (auto& ending : *endings) ending.erase(0, 1);
    if (!classes_.emplace(name, std::move(*endings)).second) return table.error(row, "class '" + std::string(name) + "' stands twice");
  }
  return ok();
}

Status LexiconCompiler::add(std::string_view file, std::string_view content, std::string_view name) {
  auto table = Table::parse(content, name);
  if (!table) return std::move(table).error();
  if (file == "inflection.tsv") return inflection(*table);
  const auto kind = std::find_if(kinds.begin(), kinds.end(), [&](const auto& k) { return k.file == file; });
  if (kind == kinds.end()) return Error{ErrorCode::invalid_table, std::string(name) + ": is no table of a lexicon"};
  if (table->column(kind->first_column) != 0)
    return table->header_error("the first column must be '" + std::string(kind->first_column) + "'");
  for (const auto& r : table->rows()) {
    if (!r.directive.empty()) return table->error(r, "a directive has no meaning here");
    if (kind->used) {
      auto status = row(*table, r, kind->layer);
      if (!status) return status;
    } else if (auto forms = expand(r.cells[0], classes_); !forms) {
      return table->error(r, forms.error().message);
    }
  }
  return ok();
}

Status LexiconCompiler::row(const Table& table, const TableRow& r, Layer layer) {
  // Names keep their braces and capitals out of the notation only by being plain.
  auto forms = expand(r.cells[0], classes_);
  if (!forms) return table.error(r, "'" + std::string(r.cells[0]) + "' " + forms.error().message);
  auto made = entry(table, r, layer);
  if (!made) return std::move(made).error();
  std::vector<lexicon::Key> keys;
  for (const auto& form : *forms) {
    phrase_keys_.keys(form, keys);
    if (keys.empty() || keys.size() > 24) return table.error(r, "'" + form + "' has no words, or too many");
    if (!put(keys, *made, false)) {
      warnings_.push_back(table.name() + ":" + std::to_string(r.line) + ": '" + form + "' stands twice");
      continue;
    }
    spelt_.emplace_back(form, *made);
  }
  return ok();
}

Result<Entry> LexiconCompiler::entry(const Table& table, const TableRow& r, Layer layer) {
  Entry e{.layer = layer, .marks = 0, .strength = 0, .value = 0, .list = lexicon::no_list};
  std::vector<std::string_view> parts;
  base::split(cell(table, r, "mark"), ',', parts);
  for (const auto& part : parts) {
    const auto found = std::find_if(marks.begin(), marks.end(), [&](const auto& m) { return m.first == part; });
    if (found == marks.end()) return table.error(r, "mark '" + std::string(part) + "' is not known");
    e.marks = static_cast<std::uint8_t>(e.marks | found->second);
  }
  const auto strength = [&](std::string_view column) -> std::optional<std::int8_t> {
    const auto text = cell(table, r, column);
    const auto value = text.empty() ? std::optional<double>(0) : number(text);
    if (!value || std::abs(*value) > 3) return std::nullopt;
    return static_cast<std::int8_t>(std::lround(*value));
  };
  const auto one_of = [&](std::string_view column, const auto& names) -> Result<Entry> {
    const auto value = position(names, cell(table, r, column));
    if (!value) return table.error(r, "'" + std::string(cell(table, r, column)) + "' is no " + std::string(column));
    e.value = *value;
    return e;
  };
  switch (layer) {
    case Layer::opinion:
    case Layer::idiom: {
      if (cell(table, r, "strength").empty()) return table.error(r, "has no strength");
      const auto s = strength("strength");
      if (!s) return table.error(r, "the strength is no number from -3 to 3");
      e.strength = *s;
      [[fallthrough]];
    }
    case Layer::aspect: {
      const auto text = cell(table, r, "categories");
      if (text.empty() || text == "*") {
        if (layer == Layer::aspect) return table.error(r, "names no category");
        return e;
      }
      auto list = categories(table, r, text);
      if (!list) return std::move(list).error();
      e.list = *list;
      return e;
    }
    case Layer::depends: {
      const auto s = strength("default");
      if (!s) return table.error(r, "the default is no number from -3 to 3");
      e.strength = *s;
      base::split(cell(table, r, "categories"), ' ', parts);
      e.list = static_cast<std::uint32_t>(lists_.size());
      lists_.push_back(static_cast<std::uint16_t>(parts.size()));
      for (const auto& part : parts) {
        const auto colon = part.rfind(':');
        const auto category = taxonomy_.find(part.substr(0, colon));
        const auto value = colon == std::string_view::npos ? std::nullopt : number(part.substr(colon + 1));
        if (!category) return table.error(r, "'" + std::string(part.substr(0, colon)) + "' is no category");
        if (!value || std::abs(*value) > 3) return table.error(r, "'" + std::string(part) + "' has no strength from -3 to 3");
        lists_.push_back(static_cast<std::uint16_t>(*category));
        lists_.push_back(static_cast<std::uint16_t>(static_cast<std::int16_t>(std::lround(*value))));
      }
      return e;
    }
    case Layer::domain: {
      base::split(cell(table, r, "weights"), ' ', parts);
      e.list = static_cast<std::uint32_t>(lists_.size());
      lists_.resize(lists_.size() + taxonomy_.domain_count(), 0);
      for (const auto& part : parts) {
        const auto colon = part.rfind(':');
        const auto domain = taxonomy_.find_domain(part.substr(0, colon));
        const auto value = colon == std::string_view::npos ? std::nullopt : number(part.substr(colon + 1));
        if (!domain || !value || std::abs(*value) > 9) return table.error(r, "'" + std::string(part) + "' is no domain with a weight");
        lists_[e.list + static_cast<std::size_t>(*domain)] = static_cast<std::uint16_t>(static_cast<std::int16_t>(std::lround(*value)));
      }
      return e;
    }
    case Layer::negator: return one_of("scope", scopes);
    case Layer::connective: return one_of("meaning", meanings);
    case Layer::function: return one_of("class", classes_of_words);
    case Layer::kin:
    case Layer::venue:
    case Layer::public_name: return one_of("reason", name_reasons);
    case Layer::modifier: {
      const auto text = cell(table, r, "factor");
      if (text == "too") {
        e.value = lexicon::excess_factor;
        return e;
      }
      const auto value = number(text);
      if (!value || *value < 0 || *value > 5) return table.error(r, "the factor is neither 'too' nor a number from 0 to 5");
      e.value = static_cast<std::uint8_t>(std::lround(*value * 10));
      return e;
    }
    case Layer::role:
    case Layer::place: {
      e.value = static_cast<std::uint8_t>(Department::none);
      const auto text = cell(table, r, "department");
      if (text.empty()) return e;
      const auto department = taxonomy_.find_department(text);
      if (!department) return table.error(r, "'" + std::string(text) + "' is no department");
      e.value = static_cast<std::uint8_t>(*department);
      return e;
    }
    default: return e;
  }
}

Result<std::uint32_t> LexiconCompiler::categories(const Table& table, const TableRow& r, std::string_view text) {
  const auto found = list_of_.find(std::string(text));
  if (found != list_of_.end()) return found->second;
  std::vector<std::string_view> ids;
  base::split(text, ' ', ids);
  const auto at = static_cast<std::uint32_t>(lists_.size());
  lists_.resize(at + taxonomy_.domain_count(), lexicon::no_category);
  for (const auto& id : ids) {
    const auto equals = id.find('=');
    const auto only = equals == std::string_view::npos ? std::nullopt : taxonomy_.find_domain(id.substr(0, equals));
    const auto category = taxonomy_.find(equals == std::string_view::npos ? id : id.substr(equals + 1));
    if (!category || (equals != std::string_view::npos && !only)) return table.error(r, "'" + std::string(id) + "' is no category");
    for (std::size_t d = 0; d < taxonomy_.domain_count(); ++d) {
      const auto domain = static_cast<Domain>(d);
      if ((only && *only != domain) || !taxonomy_.in_domain(*category, domain) || lists_[at + d] != lexicon::no_category) continue;
      lists_[at + d] = static_cast<std::uint16_t>(*category);
    }
  }
  list_of_.emplace(text, at);
  return at;
}

Status LexiconCompiler::add_cue(std::string_view phrase, Category category, Domain domain) {
  auto forms = expand(phrase, classes_);
  if (!forms) return Error{ErrorCode::invalid_table, "cue '" + std::string(phrase) + "' " + forms.error().message};
  Entry e{.layer = Layer::aspect, .marks = 0, .strength = 0, .value = 0, .list = static_cast<std::uint32_t>(lists_.size())};
  lists_.resize(lists_.size() + taxonomy_.domain_count(), lexicon::no_category);
  lists_[e.list + static_cast<std::size_t>(domain)] = static_cast<std::uint16_t>(category);
  std::vector<lexicon::Key> keys;
  for (const auto& form : *forms) {
    phrase_keys_.keys(form, keys);
    if (keys.empty() || keys.size() > 24) return Error{ErrorCode::invalid_table, "cue '" + form + "' has no words, or too many"};
    put(keys, e, false);
  }
  return ok();
}

bool LexiconCompiler::put(const std::vector<lexicon::Key>& keys, const Entry& entry, bool alias) {
  if (alias) {
    // A spelling that is a word of its own keeps its own meaning.
    std::uint32_t at = 0;
    for (const auto key : keys) {
      const auto found = edges_.find(lexicon::edge(at, key));
      at = found == edges_.end() ? 0 : found->second;
      if (at == 0) break;
    }
    if (at != 0 && nodes_[at].real) return false;
  }
  std::uint32_t state = 0;
  for (const auto key : keys) {
    nodes_[state].next = static_cast<std::uint8_t>(nodes_[state].next | (key == lexicon::one_key    ? lexicon::next_one
                                                                         : key == lexicon::many_key ? lexicon::next_many
                                                                                                    : lexicon::next_word));
    nodes_[state].children = static_cast<std::uint16_t>(nodes_[state].children | lexicon::child_bit(key));
    const auto [found, fresh] = edges_.emplace(lexicon::edge(state, key), static_cast<std::uint32_t>(nodes_.size()));
    if (fresh) nodes_.emplace_back();
    state = found->second;
  }
  auto& node = nodes_[state];
  node.real |= !alias;
  if (std::any_of(node.entries.begin(), node.entries.end(), [&](const Entry& e) { return e.layer == entry.layer; })) return false;
  node.entries.push_back(entry);
  return true;
}

lexicon::Lexicon::Data LexiconCompiler::finish() {
  // Spellings without accents, and in German with two letters for an umlaut, where they mean nothing else.
  std::vector<lexicon::Key> keys;
  for (const auto& [form, e] : spelt_) {
    std::vector<std::string> spellings;
    // Without its dots a German phrase is often another one ("wären", "waren"): there only single words lose them.
    if (language_ != "de" || form.find(' ') == std::string::npos) spellings.push_back(unicode::without_accents(form));
    if (language_ == "de") {
      std::string wide;
      for (std::size_t i = 0; i < form.size(); ++i) {
        const auto two = std::string_view(form).substr(i, 2);
        const char* to = two == "ä" ? "ae" : two == "ö" ? "oe" : two == "ü" ? "ue" : two == "ß" ? "ss" : nullptr;
        if (to != nullptr) ++i;
        wide += to != nullptr ? to : std::string(1, form[i]);
      }
      spellings.push_back(std::move(wide));
    }
    for (const auto& spelling : spellings) {
      if (spelling == form) continue;
      phrase_keys_.keys(spelling, keys);
      if (!keys.empty()) put(keys, e, true);
    }
  }

  lexicon::Lexicon::Data data;
  data.domains = taxonomy_.domain_count();
  data.lists = lists_;
  data.states.reserve(nodes_.size());
  for (auto& node : nodes_) {
    std::sort(node.entries.begin(), node.entries.end(), [](const Entry& a, const Entry& b) { return a.layer < b.layer; });
    lexicon::State state{.first_entry = static_cast<std::uint32_t>(data.entries.size()),
                         .entries = static_cast<std::uint16_t>(node.entries.size()),
                         .groups = 0,
                         .next = node.next};
    for (const auto& e : node.entries)
      state.groups = static_cast<std::uint8_t>(state.groups | 1U << static_cast<unsigned>(lexicon::group_of(e.layer)));
    data.entries.insert(data.entries.end(), node.entries.begin(), node.entries.end());
    data.states.push_back(state);
  }
  // Six places in ten are taken: most look-ups miss, and a fuller table makes misses long.
  const auto capacity = std::max<std::size_t>(16, edges_.size() * 10 / 6);
  data.slots.assign(capacity, {});
  // In the order of the keys, so that the same tables give the same bytes.
  std::vector<std::pair<lexicon::Key, std::uint32_t>> sorted(edges_.begin(), edges_.end());
  std::sort(sorted.begin(), sorted.end());
  for (const auto& [key, target] : sorted) {
    auto i = lexicon::place(key, capacity);
    while (data.slots[i].key != 0) i = i + 1 == capacity ? 0 : i + 1;
    data.slots[i] = {.key = key,
                     .state = target,
                     .groups = data.states[target].groups,
                     .next = data.states[target].next,
                     .children = nodes_[target].children};
  }
  return data;
}

}  // namespace pluim::compile
