#include "io/record_parser.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>

#include "io/json_map.hpp"
#include "io/json_text.hpp"
#include "io/record_fields.hpp"

namespace pluim::io {
namespace {

using simdjson::dom::element_type;

Error invalid(std::string reason, std::size_t at) { return Error{ErrorCode::invalid_record, fmt::format("{} at byte {}", reason, at), at}; }

std::string_view kind(element_type type) noexcept {
  switch (type) {
    case element_type::ARRAY: return "an array";
    case element_type::OBJECT: return "an object";
    case element_type::INT64:
    case element_type::UINT64:
    case element_type::DOUBLE: return "a number";
    case element_type::STRING: return "text";
    case element_type::BOOL: return "true or false";
    case element_type::NULL_VALUE: return "null";
  }
  return "unknown";
}

std::string minified(std::string_view json) {
  std::string out(json.size(), '\0');
  std::size_t size = 0;
  if (simdjson::minify(json.data(), json.size(), out.data(), size) != simdjson::SUCCESS) return std::string(json);
  out.resize(size);
  return out;
}

// One parse of one record.
class Parse {
 public:
  Parse(std::string_view json, std::span<const std::string> keep, simdjson::dom::parser& parser, Record& out)
      : json_(json), keep_(keep), parser_(parser), out_(out) {}

  Status run() {
    clear(out_);
    if (json_.size() >= simdjson::SIMDJSON_MAXSIZE_BYTES) return invalid("it is longer than 4 GiB", 0);
    simdjson::dom::element root;
    if (auto error = parse_all(root)) return std::move(*error);
    if (!root.is_object()) {
      const auto hint = root.is_array() ? ": a file holds one object a line, without an array around them" : "";
      return invalid(fmt::format("it is {}, not an object{}", kind(root.type()), hint), json_.find_first_not_of(" \t\r\n"));
    }
    std::size_t number = 0;
    for (const auto member : simdjson::dom::object(root)) {
      if (auto error = take(member.key, member.value, number++)) return std::move(*error);
    }
    if (!has_text_) return invalid(std::string(no_text_field), 0);
    sort_kept();
    return ok();
  }

 private:
  // Parses the text; a number that no machine type holds is read as null, so that a member nobody asked for spoils nothing.
  std::optional<Error> parse_all(simdjson::dom::element& root) {
    // Asked first, since simdjson copies from the pointer, and that of an empty text may be null.
    if (json_.find_first_not_of(" \t\r\n") == std::string_view::npos) return invalid("it is empty", 0);
    auto error = parser_.parse(json_.data(), json_.size()).get(root);
    if (error == simdjson::SUCCESS) return {};
    if (const auto& fault = map().fault) return invalid("it is not JSON: " + fault->reason, fault->at);
    std::string copy(json_);
    for (const auto& [begin, end] : map().wide_numbers) {
      std::fill(copy.begin() + static_cast<std::ptrdiff_t>(begin), copy.begin() + static_cast<std::ptrdiff_t>(end), ' ');
      copy.replace(begin, 4, "null");
    }
    patched_ = true;
    error = parser_.parse(copy.data(), copy.size()).get(root);
    if (error != simdjson::SUCCESS) return invalid(fmt::format("it can't be read: {}", simdjson::error_message(error)), 0);
    return {};
  }

  std::optional<Error> take(std::string_view name, simdjson::dom::element value, std::size_t number) {
    if (std::find(keep_.begin(), keep_.end(), name) != keep_.end()) keep(name, number);
    if (name == "id") return take_id(value, number);
    if (name == "rating") return take_rating(value, number);
    const auto text = std::find_if(string_fields.begin(), string_fields.end(), [&](const StringField& f) { return f.name == name; });
    if (text != string_fields.end()) {
      has_text_ = has_text_ || text - string_fields.begin() < static_cast<std::ptrdiff_t>(field_count);
      auto& target = out_.*(text->member);
      target.clear();
      if (value.is_null() && !is_wide(number)) return {};
      std::string_view content;
      if (value.get(content) != simdjson::SUCCESS) return wrong(name, value, "text", number);
      target = content;
      return {};
    }
    const auto flag = std::find_if(bool_fields.begin(), bool_fields.end(), [&](const BoolField& f) { return f.name == name; });
    if (flag != bool_fields.end()) {
      auto& target = out_.*(flag->member);
      target = false;
      if (value.is_null() && !is_wide(number)) return {};
      if (value.get(target) != simdjson::SUCCESS) return wrong(name, value, "true or false", number);
    }
    return {};
  }

  std::optional<Error> take_id(simdjson::dom::element value, std::size_t number) {
    out_.id.clear();
    std::string_view text;
    std::int64_t integer = 0;
    if (value.get(text) == simdjson::SUCCESS) {
      append_json_string(out_.id, text);
    } else if (value.type() == element_type::INT64 && value.get(integer) == simdjson::SUCCESS && integer != 0) {
      fmt::format_to(std::back_inserter(out_.id), "{}", integer);
    } else if (value.is_number() || is_wide(number)) {
      out_.id = raw(number);  // 0 too: it may have been written -0
    } else if (!value.is_null()) {
      return wrong("id", value, "text or a number", number);
    }
    return {};
  }

  std::optional<Error> take_rating(simdjson::dom::element value, std::size_t number) {
    out_.rating.reset();
    double rating = 0;
    if (is_wide(number)) return invalid("rating is out of range", map().members[number].begin);
    if (value.is_null()) return {};
    if (value.get(rating) != simdjson::SUCCESS) return wrong("rating", value, "a number", number);
    out_.rating = rating;
    return {};
  }

  std::optional<Error> wrong(std::string_view name, simdjson::dom::element value, std::string_view wanted, std::size_t number) {
    const auto found = is_wide(number) ? "a number" : kind(value.type());
    return invalid(fmt::format("{} is {}, not {}", name, found, wanted), map().members[number].begin);
  }

  void keep(std::string_view name, std::size_t number) {
    const auto before = std::find_if(out_.kept.begin(), out_.kept.end(), [&](const auto& k) { return k.first == name; });
    if (before != out_.kept.end()) {
      before->second = minified(raw(number));  // of two members of one name the last counts, as in most readers
    } else {
      out_.kept.emplace_back(name, minified(raw(number)));
    }
  }

  // In the order of the names that were asked for, so that records look alike.
  void sort_kept() {
    const auto rank = [&](const auto& k) { return std::find(keep_.begin(), keep_.end(), k.first); };
    std::sort(out_.kept.begin(), out_.kept.end(), [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
  }

  const JsonMap& map() {
    if (!map_) map_ = map_json(json_);
    return *map_;
  }
  std::string_view raw(std::size_t number) {
    const auto& [begin, end] = map().members[number];
    return json_.substr(begin, end - begin);
  }
  // Whether the member's value is a number that was read as null.
  bool is_wide(std::size_t number) {
    const auto is_value = [&](const JsonRange& r) { return r.begin == map().members[number].begin; };
    return patched_ && std::any_of(map().wide_numbers.begin(), map().wide_numbers.end(), is_value);
  }

  std::string_view json_;
  std::span<const std::string> keep_;
  simdjson::dom::parser& parser_;
  Record& out_;
  std::optional<JsonMap> map_;
  bool patched_ = false;
  bool has_text_ = false;
};

}  // namespace

RecordParser::RecordParser(std::span<const std::string> keep) : keep_(keep), parser_(std::make_unique<simdjson::dom::parser>()) {}
RecordParser::~RecordParser() = default;
RecordParser::RecordParser(RecordParser&&) noexcept = default;
RecordParser& RecordParser::operator=(RecordParser&&) noexcept = default;

Status RecordParser::parse(std::string_view json, Record& out) { return Parse(json, keep_, *parser_, out).run(); }

}  // namespace pluim::io
