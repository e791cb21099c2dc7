// Runs tests/cases/opinion and tests/cases/staff, and holds the line of tests/cases/floors.json (see README.md there).
#include <gtest/gtest.h>
#include <simdjson.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "support/roads.hpp"

namespace pluim {
namespace {

namespace fs = std::filesystem;
using Found = std::multiset<std::string>;  // "cleanliness negative", "Sanne positive"

// A case's record: the line itself, or its "fields" with the case's domain.
Record record_of(simdjson::dom::element line) {
  simdjson::dom::object fields;
  Record record;
  if (line["fields"].get(fields) == simdjson::SUCCESS)
    record = Record::parse(simdjson::minify(fields)).value();
  else
    record = Record::parse(simdjson::minify(line)).value();
  std::string_view domain;
  if (line["domain"].get(domain) == simdjson::SUCCESS) record.domain = domain;
  return record;
}

Found wanted(simdjson::dom::element line, const char* member) {
  Found out;
  for (const auto pair : line[member].get_array())
    out.insert(std::string(pair.at(0).get_string().value()) + ' ' + std::string(pair.at(1).get_string().value()));
  return out;
}

Found opinions(const Record&, const Analysis& a) {
  const auto& tax = test::embedded().taxonomy();
  std::set<std::string> out;
  for (const auto& o : a.opinions) out.insert(std::string(tax.id(tax.family(o.category))) + ' ' + std::string(to_string(o.polarity)));
  return {out.begin(), out.end()};
}

Found staff(const Record& record, const Analysis& a) {
  Found out;
  for (const auto& s : a.staff)
    out.insert(std::string(slice(record.review().field(s.field), s.span)) + ' ' + std::string(to_string(s.polarity)));
  return out;
}

std::string joined(const Found& found) {
  std::string out;
  for (const auto& f : found) out += (out.empty() ? "" : ", ") + f;
  return out.empty() ? "nothing" : out;
}

void hold_the_line(const std::string& skill, const char* member, Found (*found)(const Record&, const Analysis&)) {
  const fs::path cases = PLUIM_SOURCE_DIR "/tests/cases";
  simdjson::dom::parser parser;
  simdjson::dom::parser floors_parser;
  const auto floors = floors_parser.load((cases / "floors.json").string());
  std::vector<fs::path> files;
  for (const auto& item : fs::directory_iterator(cases / skill))
    if (item.path().extension() == ".jsonl") files.push_back(item.path());
  std::sort(files.begin(), files.end());
  ASSERT_FALSE(files.empty());
  for (const auto& file : files) {
    const auto language = file.stem().string();
    std::ifstream in(file, std::ios::binary);
    int passed = 0;
    int all = 0;
    for (std::string text; std::getline(in, text);) {
      if (text.empty()) continue;
      ++all;
      const auto line = parser.parse(text).value();
      const auto record = record_of(line);
      const auto want = wanted(line, member);
      const auto got = found(record, test::embedded().analyze(record.review()));
      if (got == want)
        ++passed;
      else
        std::printf("%s/%s.jsonl:%d: found %s instead of %s\n  %s\n", skill.c_str(), language.c_str(), all, joined(got).c_str(),
                    joined(want).c_str(), text.c_str());
    }
    std::printf("%s %s: %d of %d\n", skill.c_str(), language.c_str(), passed, all);
    int64_t floor = 0;
    ASSERT_EQ(floors[skill][language].get(floor), simdjson::SUCCESS) << "floors.json has no " << skill << ' ' << language;
    EXPECT_GE(passed, floor) << skill << ' ' << language;
  }
}

TEST(Cases, Opinion) { hold_the_line("opinion", "opinions", opinions); }
TEST(Cases, Staff) { hold_the_line("staff", "staff", staff); }

}  // namespace
}  // namespace pluim
