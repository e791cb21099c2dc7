// Parses records one after another, keeping the memory between them.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pluim/record.hpp"

namespace simdjson::dom {
class parser;
}

namespace pluim::io {

// Belongs to one thread at a time. Borrows `keep`, the names of the members to keep as raw JSON.
class RecordParser {
 public:
  explicit RecordParser(std::span<const std::string> keep = {});
  ~RecordParser();
  RecordParser(RecordParser&&) noexcept;
  RecordParser& operator=(RecordParser&&) noexcept;

  // Errors: invalid_record with the byte. `out` is overwritten, its memory reused.
  [[nodiscard]] Status parse(std::string_view json, Record& out);

 private:
  std::span<const std::string> keep_;
  std::unique_ptr<simdjson::dom::parser> parser_;
};

}  // namespace pluim::io
