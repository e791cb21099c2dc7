#include "pluim/roster.hpp"

#include <simdjson.h>

#include <algorithm>
#include <unordered_map>

#include "base/csv.hpp"
#include "base/mapped_file.hpp"
#include "base/table.hpp"
#include "unicode/fold.hpp"

namespace pluim {
namespace {

// Without regard to case, accents and doubled spaces.
std::string folded(std::string_view name) {
  std::string lower;
  unicode::WordShape shape;
  unicode::append_norm(name, lower, shape);
  std::string out;
  for (const char c : unicode::without_accents(lower)) {
    const bool space = c == ' ' || c == '\t' || c == '-';
    if (space && (out.empty() || out.back() == ' ')) continue;
    out.push_back(space ? ' ' : c);
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

Error wrong(std::string_view name, std::uint64_t line, std::string_view reason) {
  return Error{ErrorCode::invalid_table, std::string(name) + ":" + std::to_string(line) + ": " + std::string(reason)};
}

std::string* member(RosterEntry& e, std::string_view column) noexcept {
  if (column == "id") return &e.id;
  if (column == "name") return &e.name;
  if (column == "role") return &e.role;
  if (column == "department") return &e.department;
  if (column == "property") return &e.property;
  if (column == "from") return &e.from;
  if (column == "to") return &e.to;
  return nullptr;
}

Result<std::vector<RosterEntry>> parse_csv(std::string_view content, std::string_view name) {
  base::CsvParser csv;
  csv.feed(content);
  csv.finish();
  base::CsvRow row;
  std::vector<std::string> columns;
  std::vector<RosterEntry> entries;
  while (csv.next(row)) {
    if (row.fault != base::CsvFault::none) return wrong(name, row.line, base::to_string(row.fault));
    if (columns.empty()) {
      for (const auto& cell : row.cells) columns.push_back(folded(cell));
      for (const std::string_view needed : {"id", "name"})
        if (std::find(columns.begin(), columns.end(), needed) == columns.end())
          return wrong(name, row.line, "the header has no column '" + std::string(needed) + "'");
      continue;
    }
    if (row.cells.size() > columns.size())
      return wrong(name, row.line, "has " + std::to_string(row.cells.size()) + " cells for " + std::to_string(columns.size()) + " columns");
    RosterEntry e;
    std::vector<std::string_view> parts;
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      if (columns[i] == "aliases") {
        base::split(row.cells[i], ';', parts);
        e.aliases.assign(parts.begin(), parts.end());
      } else if (auto* to = member(e, columns[i])) {
        *to = base::trim(row.cells[i]);
      }
    }
    if (e.id.empty() || e.name.empty()) return wrong(name, row.line, "has no id or no name");
    entries.push_back(std::move(e));
  }
  return entries;
}

Result<std::vector<RosterEntry>> parse_json(std::string_view content, std::string_view name) {
  simdjson::dom::parser parser;
  simdjson::dom::array items;
  if (const auto error = parser.parse(content.data(), content.size()).get(items))
    return wrong(name, 1, std::string("is no JSON array: ") + simdjson::error_message(error));
  std::vector<RosterEntry> entries;
  for (const auto item : items) {
    const auto where = "entry " + std::to_string(entries.size() + 1) + " ";
    simdjson::dom::object object;
    if (item.get(object)) return wrong(name, 1, where + "is no object");
    RosterEntry e;
    for (const auto [key, value] : object) {
      std::string_view text;
      if (key == "aliases") {
        simdjson::dom::array aliases;
        if (value.get(aliases)) return wrong(name, 1, where + "has aliases that are no array");
        for (const auto alias : aliases) {
          if (alias.get(text)) return wrong(name, 1, where + "has an alias that is no text");
          e.aliases.emplace_back(text);
        }
      } else if (auto* to = member(e, key)) {
        if (value.is_null()) continue;
        std::int64_t number = 0;
        if (key == "id" && !value.get(number))
          *to = std::to_string(number);
        else if (value.get(text))
          return wrong(name, 1, where + "has a '" + std::string(key) + "' that is no text");
        else
          *to = text;
      }
    }
    if (e.id.empty() || e.name.empty()) return wrong(name, 1, where + "has no id or no name");
    entries.push_back(std::move(e));
  }
  return entries;
}

}  // namespace

class Roster::Impl {
 public:
  std::vector<RosterEntry> entries;
  std::unordered_map<std::string, std::vector<std::uint32_t>> full, given;  // folded name or alias; first word of a name

  [[nodiscard]] bool fits(std::uint32_t i, std::string_view property, std::string_view date) const {
    const auto& e = entries[i];
    if (!property.empty() && !e.property.empty() && folded(e.property) != folded(property)) return false;
    // ISO dates compare as text; a time behind the day does not count.
    const auto day = date.substr(0, 10);
    if (!day.empty() && !e.from.empty() && day < std::string_view(e.from).substr(0, 10)) return false;
    if (!day.empty() && !e.to.empty() && day > std::string_view(e.to).substr(0, 10)) return false;
    return true;
  }
};

Roster::Roster(std::shared_ptr<const Impl> impl) noexcept : impl_(std::move(impl)) {}

Result<Roster> Roster::load(const std::filesystem::path& path) {
  auto content = base::read_file(path);
  if (!content) return std::move(content).error();
  return parse(*content, path.string());
}

Result<Roster> Roster::parse(std::string_view content, std::string_view name) {
  auto start = content;
  if (start.starts_with("\xEF\xBB\xBF")) start.remove_prefix(3);
  const auto first = start.find_first_not_of(" \t\r\n");
  const bool json = first != std::string_view::npos && (start[first] == '[' || start[first] == '{');
  auto entries = json ? parse_json(start, name) : parse_csv(content, name);
  if (!entries) return std::move(entries).error();
  auto roster = from_entries(std::move(*entries));
  if (!roster) return Error{ErrorCode::invalid_table, std::string(name) + ": " + roster.error().message};
  return roster;
}

Result<Roster> Roster::from_entries(std::vector<RosterEntry> entries) {
  auto impl = std::make_shared<Impl>();
  impl->entries = std::move(entries);
  std::unordered_map<std::string_view, bool> ids;
  for (std::uint32_t i = 0; i < impl->entries.size(); ++i) {
    const auto& e = impl->entries[i];
    if (e.id.empty() || e.name.empty()) return Error{ErrorCode::invalid_argument, "an entry has no id or no name"};
    if (!ids.emplace(e.id, true).second) return Error{ErrorCode::invalid_argument, "id '" + e.id + "' stands twice"};
    const auto add = [&](auto& map, const std::string& key) {
      auto& list = map[key];
      if (!key.empty() && (list.empty() || list.back() != i)) list.push_back(i);
    };
    const auto name = folded(e.name);
    add(impl->full, name);
    add(impl->given, name.substr(0, name.find(' ')));
    for (const auto& alias : e.aliases) add(impl->full, folded(alias));
  }
  return Roster(std::move(impl));
}

std::size_t Roster::size() const noexcept { return impl_->entries.size(); }
const RosterEntry& Roster::entry(std::size_t index) const noexcept { return impl_->entries[index]; }

void Roster::match(std::string_view name, std::string_view property, std::string_view date, std::vector<std::uint32_t>& out) const {
  out.clear();
  const auto key = folded(name);
  // A full name or alias first; a given name alone only where no full name fits.
  for (const auto* map : {&impl_->full, &impl_->given}) {
    const auto found = map->find(key);
    if (found == map->end()) continue;
    for (const auto i : found->second)
      if (impl_->fits(i, property, date)) out.push_back(i);
    if (!out.empty()) return;
  }
}

}  // namespace pluim
