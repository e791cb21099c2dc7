// Bytes -> Record::parse; what parses is analysed and written, and the writing parses again as JSON with the same id.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "pluim/pluim.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const pluim::Analyzer analyzer = pluim::Analyzer::embedded({.self_test = false}).value();
  static const std::vector<std::string> keep = {"hotel", "stars"};
  const std::string_view json(reinterpret_cast<const char*>(data), size);
  const auto record = pluim::Record::parse(json, keep);
  if (!record) {
    const auto& error = record.error();
    if (error.message.empty() || error.message.find('\n') != std::string::npos || (error.offset && *error.offset > size)) std::abort();
    return 0;
  }
  for (const auto unit : {pluim::OffsetUnit::byte, pluim::OffsetUnit::code_point, pluim::OffsetUnit::utf16}) {
    std::string line;
    pluim::append_json(line, analyzer, *record, analyzer.analyze(record->review()), {.offsets = unit});
    const auto again = pluim::Record::parse(line);
    if (line.find('\n') != std::string::npos || (again && again->id != record->id)) std::abort();
  }
  return 0;
}
