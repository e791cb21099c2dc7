#include "io/findings.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <optional>

#include "io/json_text.hpp"
#include "io/offsets.hpp"

namespace pluim::io {
namespace {

constexpr std::string_view columns =
    "id,layer,label,polarity,score,probability,field,start,end,text,person,role,department,roster_id,minutes";

// A JSON text as a cell: a string without its quotes and escapes, anything else as it stands.
std::string plain(std::string_view json) {
  if (!json.starts_with('"')) return std::string(json == "null" ? std::string_view() : json);
  simdjson::dom::parser parser;
  std::string_view text;
  if (parser.parse(json.data(), json.size()).get(text) != simdjson::SUCCESS) return std::string(json);
  return std::string(text);
}

// What a row can hold; empty members are empty cells.
struct Finding {
  std::string_view layer, label = {}, polarity = {};
  std::optional<float> score = {}, probability = {};
  std::optional<Field> field = {};
  Span span = {};
  std::optional<std::uint32_t> person = {};
  std::string_view role = {}, department = {}, roster_id = {};
};

class RowWriter {
 public:
  RowWriter(std::string& out, const Record& record, const Analysis& analysis, OffsetUnit unit, std::span<const std::string> keep)
      : out_(out), review_(record.review()), offsets_(review_, analysis, unit) {
    append_csv_cell(id_, plain(record.id));
    for (const auto& name : keep) {
      const auto found = std::find_if(record.kept.begin(), record.kept.end(), [&](const auto& k) { return k.first == name; });
      kept_.push_back(',');
      append_csv_cell(kept_, found == record.kept.end() ? std::string() : plain(found->second));
    }
  }

  void row(const Finding& f) {
    out_ += id_;
    cell(f.layer);
    cell(f.label);
    cell(f.polarity);
    number(f.score);
    number(f.probability);
    if (f.field) {
      const auto [begin, end] = offsets_.convert(*f.field, f.span);
      cell(to_string(*f.field));
      cell(std::to_string(begin));
      cell(std::to_string(end));
      cell(slice(review_.field(*f.field), f.span));
    } else {
      out_ += ",,,,";
    }
    cell(f.person ? std::to_string(*f.person) : std::string());
    cell(f.role);
    cell(f.department);
    cell(f.roster_id);
    out_.push_back(',');  // minutes: of a wait, a layer that is not built yet
    out_ += kept_;
    out_ += "\r\n";
  }

  [[nodiscard]] const Review& review() const noexcept { return review_; }

 private:
  void cell(std::string_view text) {
    out_.push_back(',');
    append_csv_cell(out_, text);
  }
  // A negative number is no formula: it stands as it is.
  void number(std::optional<float> value) {
    out_.push_back(',');
    if (value) append_two_decimals(out_, *value);
  }

  std::string& out_;
  std::string id_, kept_;
  const Review review_;
  const Offsets offsets_;
};

// The names of the bits that are set, divided by spaces.
template <class E>
std::string names(std::uint16_t set, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) {
    const auto bit = static_cast<std::uint16_t>(1U << i);
    if ((set & bit) == 0) continue;
    if (!out.empty()) out.push_back(' ');
    out += to_string(static_cast<E>(bit));
  }
  return out;
}

}  // namespace

void append_csv_cell(std::string& out, std::string_view text) {
  const bool runs = !text.empty() && std::string_view("=+-@").find(text.front()) != std::string_view::npos;
  const bool quoted = text.find_first_of(",\"\r\n") != std::string_view::npos;
  if (quoted) out.push_back('"');
  if (runs) out.push_back('\'');
  const std::size_t from = out.size();
  append_valid_utf8(out, text);
  if (quoted) {
    for (auto at = out.find('"', from); at != std::string::npos; at = out.find('"', at + 2)) out.insert(at, 1, '"');
    out.push_back('"');
  }
}

void append_csv_header(std::string& out, std::span<const std::string> keep) {
  out += columns;
  for (const auto& name : keep) {
    out.push_back(',');
    append_csv_cell(out, name);
  }
  out += "\r\n";
}

void append_csv(std::string& out, const Analyzer& analyzer, const Record& record, const Analysis& a, const JsonOptions& options,
                std::span<const std::string> keep) {
  const auto& taxonomy = analyzer.taxonomy();
  RowWriter writer(out, record, a, options.offsets, keep);
  writer.row({.layer = "language", .label = to_string(a.language), .probability = a.language_probability});
  writer.row({.layer = "domain", .label = taxonomy.domain_id(a.domain)});
  writer.row(
      {.layer = "overall", .polarity = to_string(a.overall.polarity), .score = a.overall.score, .probability = a.overall.probability});
  for (const auto& o : a.opinions)
    writer.row({.layer = "opinions",
                .label = taxonomy.id(o.category),
                .polarity = to_string(o.polarity),
                .score = o.score,
                .probability = o.probability,
                .field = o.field,
                .span = o.span});
  for (const auto& f : a.families)
    writer.row({.layer = "families",
                .label = taxonomy.id(f.family),
                .polarity = to_string(f.sentiment.polarity),
                .score = f.sentiment.score,
                .probability = f.sentiment.probability});
  for (const auto& s : a.staff) {
    const bool known = options.roster != nullptr && s.roster_entry && *s.roster_entry < options.roster->size();
    const auto label = s.award_eligible ? std::string("award_eligible") : names<StaffReason>(s.reasons, staff_reason_count);
    writer.row({.layer = "staff",
                .label = label,
                .polarity = to_string(s.polarity),
                .score = s.score,
                .probability = s.probability,
                .field = s.field,
                .span = s.span,
                .person = s.person,
                .role = slice(writer.review().field(s.field), s.role),
                .department = taxonomy.department_id(s.department),
                .roster_id = known ? std::string_view(options.roster->entry(*s.roster_entry).id) : ""});
  }
  for (const auto& n : a.other_names) writer.row({.layer = "other_names", .label = to_string(n.reason), .field = n.field, .span = n.span});
  for (std::size_t i = 0; i < flag_count; ++i) {
    const auto flag = static_cast<Flag>(1U << i);
    if (a.has(flag)) writer.row({.layer = "flags", .label = to_string(flag)});
  }
}

}  // namespace pluim::io
