// Records: a review as JSON, an analysis as JSON, by the contract of `pluim analyze`.
//
//   auto record = pluim::Record::parse(R"({"id":"r1","text":"Lovely stay!","domain":"hotel"})");
//   if (!record) return reject(record.error());                  // code, message, offset of the byte
//   std::string line;
//   pluim::append_json(line, *analyzer, *record, analyzer->analyze(record->review()));
//
// Threads: plain values. Lifetime: review() borrows the Record. Errors: parse() gives invalid_record with the offset.
// Cost: one pass over the bytes; a Record owns a copy of its strings.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pluim/analysis.hpp"
#include "pluim/analyzer.hpp"
#include "pluim/result.hpp"
#include "pluim/roster.hpp"

namespace pluim {

class PLUIM_EXPORT Record {
 public:
  // A JSON object of the input contract. Unknown members are ignored, those named in `keep` are kept as raw JSON.
  [[nodiscard]] static Result<Record> parse(std::string_view json, std::span<const std::string> keep = {});

  std::string id;                                         // as JSON: "\"r1\"" or "7"; empty when the record has none
  std::vector<std::pair<std::string, std::string>> kept;  // name, raw JSON value
  // The strings behind review(), by the contract's names.
  std::string title, text, liked, disliked, pros, cons, advice;
  std::string question, language, domain, rating_scale, source, property, department, published_at, author;
  std::optional<double> rating;
  bool owner_response = false, translated = false;

  [[nodiscard]] Review review() const noexcept;
};

struct JsonOptions {
  OffsetUnit offsets = OffsetUnit::byte;
  const Roster* roster = nullptr;  // the one that the analysis was made with
};

// Appends one JSON object without a newline. `record.id` must be valid JSON; an empty one is written as null.
PLUIM_EXPORT void append_json(std::string& out, const Analyzer& analyzer, const Record& record, const Analysis& analysis,
                              const JsonOptions& options = {});

}  // namespace pluim
