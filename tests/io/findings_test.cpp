#include "io/findings.hpp"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "base/csv.hpp"

namespace pluim::io {
namespace {

using testing::ElementsAre;

std::string cell(std::string_view text) {
  std::string out;
  append_csv_cell(out, text);
  return out;
}

TEST(CsvCell, DisarmsFormulas) {
  EXPECT_EQ(cell("=1+1"), "'=1+1");
  EXPECT_EQ(cell("+31 6"), "'+31 6");
  EXPECT_EQ(cell("-2"), "'-2");
  EXPECT_EQ(cell("@SUM(A1)"), "'@SUM(A1)");
  EXPECT_EQ(cell("=\"a\",b"), "\"'=\"\"a\"\",b\"");
  EXPECT_EQ(cell("a=b"), "a=b");
}

TEST(CsvCell, QuotesByTheStandard) {
  EXPECT_EQ(cell(""), "");
  EXPECT_EQ(cell("a b"), "a b");
  EXPECT_EQ(cell("a,b"), "\"a,b\"");
  EXPECT_EQ(cell("a\nb"), "\"a\nb\"");
  EXPECT_EQ(cell("\"\"\""), "\"\"\"\"\"\"\"\"");
  EXPECT_EQ(cell("\xFF"), "\uFFFD");
}

TEST(Findings, OneRowAFinding) {
  const auto analyzer = Analyzer::embedded();
  ASSERT_TRUE(analyzer);
  const auto& taxonomy = analyzer->taxonomy();
  Record record;
  record.id = "\"=r,1\"";
  record.text = "\u00E9=Sanne, chef, was \"lief\"";
  record.kept = {{"room", "\"2 \\u00e9\""}, {"n", "-7"}};
  Analysis a;
  a.language = Language::nl;
  a.language_probability = 0.5F;
  a.domain = *taxonomy.find_domain("hotel");
  a.overall = {Polarity::negative, -0.4F, 0.7F};
  a.opinions.push_back({.category = *taxonomy.find("staff.friendliness"),
                        .polarity = Polarity::negative,
                        .score = -0.4F,
                        .probability = 0.9F,
                        .field = Field::text,
                        .span = {2, 25},
                        .cue = {},
                        .word = {}});
  a.families.push_back({*taxonomy.find("staff"), {Polarity::mixed, 0.0F, 0.6F}});
  a.staff.push_back({.field = Field::text,
                     .span = {3, 8},
                     .person = 2,
                     .role = {10, 14},
                     .department = *taxonomy.find_department("kitchen"),
                     .roster_entry = {},
                     .polarity = Polarity::positive,
                     .score = 1.0F,
                     .probability = 0.8F,
                     .award_eligible = true,
                     .reasons = 0});
  a.other_names.push_back({Field::text, {10, 14}, NameReason::word});
  a.flags = static_cast<std::uint16_t>(Flag::solicited);
  const std::vector<std::string> keep{"room", "n", "absent"};
  std::string text;
  append_csv_header(text, keep);
  append_csv(text, *analyzer, record, a, {.offsets = OffsetUnit::code_point}, keep);

  // Read back by the project's own reader, which the tests of its room hold to the standard.
  base::CsvParser parser;
  parser.feed(text);
  parser.finish();
  base::CsvRow row;
  std::vector<std::vector<std::string>> rows;
  while (parser.next(row)) rows.emplace_back(row.cells.begin(), row.cells.end());
  ASSERT_EQ(rows.size(), 9U) << text;
  EXPECT_THAT(rows[0], ElementsAre("id", "layer", "label", "polarity", "score", "probability", "field", "start", "end", "text", "person",
                                   "role", "department", "roster_id", "minutes", "room", "n", "absent"));
  const auto e = "";
  EXPECT_THAT(rows[1], ElementsAre("'=r,1", "language", "nl", e, e, "0.50", e, e, e, e, e, e, e, e, e, "2 \u00E9", "'-7", e));
  EXPECT_THAT(rows[2], ElementsAre("'=r,1", "domain", "hotel", e, e, e, e, e, e, e, e, e, e, e, e, "2 \u00E9", "'-7", e));
  EXPECT_THAT(rows[3], ElementsAre("'=r,1", "overall", e, "negative", "-0.40", "0.70", e, e, e, e, e, e, e, e, e, "2 \u00E9", "'-7", e));
  EXPECT_THAT(rows[4], ElementsAre("'=r,1", "opinions", "staff.friendliness", "negative", "-0.40", "0.90", "text", "1", "24",
                                   "'=Sanne, chef, was \"lief", e, e, e, e, e, "2 \u00E9", "'-7", e));
  EXPECT_THAT(rows[5], ElementsAre("'=r,1", "families", "staff", "mixed", "0.00", "0.60", e, e, e, e, e, e, e, e, e, "2 \u00E9", "'-7", e));
  EXPECT_THAT(rows[6], ElementsAre("'=r,1", "staff", "award_eligible", "positive", "1.00", "0.80", "text", "2", "7", "Sanne", "2", "chef",
                                   "kitchen", e, e, "2 \u00E9", "'-7", e));
  EXPECT_THAT(rows[7],
              ElementsAre("'=r,1", "other_names", "word", e, e, e, "text", "9", "13", "chef", e, e, e, e, e, "2 \u00E9", "'-7", e));
  EXPECT_THAT(rows[8], ElementsAre("'=r,1", "flags", "solicited", e, e, e, e, e, e, e, e, e, e, e, e, "2 \u00E9", "'-7", e));
}

}  // namespace
}  // namespace pluim::io
