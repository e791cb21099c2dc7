// The public face of records: pluim::Record and append_json, by the contract of `pluim analyze`.
#include "pluim/record.hpp"

#include <fmt/format.h>

#include <iterator>

#include "io/json_text.hpp"
#include "io/offsets.hpp"
#include "io/record_fields.hpp"
#include "io/record_parser.hpp"

namespace pluim {

Result<Record> Record::parse(std::string_view json, std::span<const std::string> keep) {
  Record record;
  if (auto status = io::RecordParser(keep).parse(json, record); !status) return std::move(status).error();
  return record;
}

Review Record::review() const noexcept {
  return Review{.title = title,
                .text = text,
                .liked = liked,
                .disliked = disliked,
                .pros = pros,
                .cons = cons,
                .advice = advice,
                .question = question,
                .language = language,
                .domain = domain,
                .rating = rating,
                .rating_scale = rating_scale,
                .property = property,
                .department = department,
                .published_at = published_at,
                .author = author,
                .owner_response = owner_response,
                .translated = translated};
}

namespace io {

void clear(Record& record) noexcept {
  record.id.clear();
  record.kept.clear();
  for (const auto& field : string_fields) (record.*(field.member)).clear();
  for (const auto& field : bool_fields) record.*(field.member) = false;
  record.rating.reset();
}

namespace {

class AnswerWriter {
 public:
  AnswerWriter(std::string& out, const Analyzer& analyzer, const Record& record, const Analysis& analysis, const JsonOptions& options)
      : out_(out),
        taxonomy_(analyzer.taxonomy()),
        info_(analyzer.info()),
        review_(record.review()),
        record_(record),
        analysis_(analysis),
        roster_(options.roster),
        offsets_(review_, analysis, options.offsets) {}

  void write() {
    out_ += "{\"id\":";
    out_ += record_.id.empty() ? std::string_view("null") : std::string_view(record_.id);
    for (const auto& [name, value] : record_.kept) {
      out_.push_back(',');
      append_json_string(out_, name);
      out_.push_back(':');
      out_ += value;
    }
    out_ += ",\"language\":{\"code\":";
    append_json_string(out_, to_string(analysis_.language));
    number("probability", analysis_.language_probability);
    out_ += "},\"domain\":";
    append_json_string(out_, taxonomy_.domain_id(analysis_.domain));
    out_ += ",\"overall\":";
    sentiment(analysis_.overall);
    list("opinions", analysis_.opinions);
    out_ += ",\"families\":{";
    for (std::size_t i = 0; i < analysis_.families.size(); ++i) {
      if (i > 0) out_.push_back(',');
      append_json_string(out_, taxonomy_.id(analysis_.families[i].family));
      out_.push_back(':');
      sentiment(analysis_.families[i].sentiment);
    }
    out_.push_back('}');
    list("staff", analysis_.staff);
    list("other_names", analysis_.other_names);
    bits<Flag>("flags", analysis_.flags, flag_count);
    out_ += ",\"model\":";
    append_json_string(out_, fmt::format("{} {} {:08x}", info_.name, info_.version, info_.fingerprint >> 32));
    out_.push_back('}');
  }

 private:
  void item(const Opinion& o) {
    out_ += "{\"category\":";
    append_json_string(out_, taxonomy_.id(o.category));
    string("polarity", to_string(o.polarity));
    number("score", o.score);
    number("probability", o.probability);
    place(o.field, o.span);
    out_.push_back('}');
  }

  void item(const StaffMention& s) {
    out_ += "{\"name\":";
    append_json_string(out_, slice(review_.field(s.field), s.span));
    place(s.field, s.span);
    fmt::format_to(std::back_inserter(out_), ",\"person\":{}", s.person);
    string_or_null("role", slice(review_.field(s.field), s.role));
    string_or_null("department", taxonomy_.department_id(s.department));
    const bool known = roster_ != nullptr && s.roster_entry && *s.roster_entry < roster_->size();
    string_or_null("roster_id", known ? std::string_view(roster_->entry(*s.roster_entry).id) : std::string_view());
    string("polarity", to_string(s.polarity));
    number("score", s.score);
    number("probability", s.probability);
    out_ += s.award_eligible ? ",\"award_eligible\":true" : ",\"award_eligible\":false";
    bits<StaffReason>("reasons", s.reasons, staff_reason_count);
    out_.push_back('}');
  }

  void item(const OtherName& n) {
    out_ += "{\"name\":";
    append_json_string(out_, slice(review_.field(n.field), n.span));
    place(n.field, n.span);
    string("reason", to_string(n.reason));
    out_.push_back('}');
  }

  template <class T>
  void list(std::string_view name, const std::vector<T>& items) {
    fmt::format_to(std::back_inserter(out_), ",\"{}\":[", name);
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (i > 0) out_.push_back(',');
      item(items[i]);
    }
    out_.push_back(']');
  }

  // The names of the bits that are set.
  template <class E>
  void bits(std::string_view name, std::uint16_t set, std::size_t count) {
    fmt::format_to(std::back_inserter(out_), ",\"{}\":[", name);
    bool first = true;
    for (std::size_t i = 0; i < count; ++i) {
      const auto bit = static_cast<std::uint16_t>(1U << i);
      if ((set & bit) == 0) continue;
      if (!first) out_.push_back(',');
      first = false;
      append_json_string(out_, to_string(static_cast<E>(bit)));
    }
    out_.push_back(']');
  }

  void sentiment(const Sentiment& s) {
    out_ += "{\"polarity\":";
    append_json_string(out_, to_string(s.polarity));
    number("score", s.score);
    number("probability", s.probability);
    out_.push_back('}');
  }

  void place(Field field, Span span) {
    const auto [begin, end] = offsets_.convert(field, span);
    string("field", to_string(field));
    fmt::format_to(std::back_inserter(out_), ",\"start\":{},\"end\":{}", begin, end);
  }

  void key(std::string_view name) { fmt::format_to(std::back_inserter(out_), ",\"{}\":", name); }
  void string(std::string_view name, std::string_view value) {
    key(name);
    append_json_string(out_, value);
  }
  void string_or_null(std::string_view name, std::string_view value) {
    if (!value.empty()) return string(name, value);
    key(name);
    out_ += "null";
  }
  void number(std::string_view name, float value) {
    key(name);
    append_two_decimals(out_, value);
  }

  std::string& out_;
  const Taxonomy& taxonomy_;
  const ModelInfo& info_;
  const Review review_;
  const Record& record_;
  const Analysis& analysis_;
  const Roster* roster_;
  const Offsets offsets_;
};

}  // namespace
}  // namespace io

void append_json(std::string& out, const Analyzer& analyzer, const Record& record, const Analysis& analysis, const JsonOptions& options) {
  io::AnswerWriter(out, analyzer, record, analysis, options).write();
}

}  // namespace pluim
