// Rosters: how they are read, and whom a name can mean.
#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "pluim/analyzer.hpp"

namespace pluim {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view staff_csv =
    "id,name,aliases,role,department,property,from,to\n"
    "e1,Sanne de Vries,San; Sanneke,receptioniste,front_office,Hotel Zilvermeeuw,2025-01-01,\n"
    "e2,Sanne Bakker,,serveerster,food_beverage,Brasserie Lumen,,\n"
    "e3,\"Öztürk, Ayşe\",Ayşe Öztürk,kok,kitchen,,,2025-12-31\n"
    "e4,José Martínez,,,,,,\n";

Roster parsed(std::string_view content) {
  auto roster = Roster::parse(content, "staff.csv");
  EXPECT_TRUE(roster) << (roster ? "" : roster.error().message);
  return *roster;
}

std::vector<std::string> who(const Roster& roster, std::string_view name, std::string_view property = {}, std::string_view date = {}) {
  std::vector<std::uint32_t> found;
  roster.match(name, property, date, found);
  std::vector<std::string> ids;
  for (const auto i : found) ids.push_back(roster.entry(i).id);
  return ids;
}

TEST(Roster, MatchesFullNamesAndAliasesWithoutCaseAndAccents) {
  const auto roster = parsed(staff_csv);
  EXPECT_THAT(who(roster, "SANNE DE VRIES"), ElementsAre("e1"));
  EXPECT_THAT(who(roster, "sanneke"), ElementsAre("e1"));
  EXPECT_THAT(who(roster, "ayse ozturk"), ElementsAre("e3"));
  EXPECT_THAT(who(roster, "Jose Martinez"), ElementsAre("e4"));
}

TEST(Roster, AGivenNameAloneIsAmbiguousUntilThePropertyTells) {
  const auto roster = parsed(staff_csv);
  EXPECT_THAT(who(roster, "Sanne"), ElementsAre("e1", "e2"));
  EXPECT_THAT(who(roster, "Sanne", "Hotel Zilvermeeuw"), ElementsAre("e1"));
  EXPECT_THAT(who(roster, "Sanne", "brasserie lumen"), ElementsAre("e2"));
}

TEST(Roster, NeverMatchesAPartOfAWord) {
  const auto roster = parsed(staff_csv);
  for (const std::string_view name : {"Sann", "anne", "Vries", "Sanne de", "", "José M"}) EXPECT_THAT(who(roster, name), IsEmpty()) << name;
}

TEST(Roster, CountsOnlyWhoWorkedThereThen) {
  const auto roster = parsed(staff_csv);
  EXPECT_THAT(who(roster, "Ayşe Öztürk", {}, "2025-12-31T23:00:00"), ElementsAre("e3"));
  EXPECT_THAT(who(roster, "Ayşe Öztürk", {}, "2026-01-01"), IsEmpty());
  EXPECT_THAT(who(roster, "San", {}, "2024-12-31"), IsEmpty());
}

TEST(Roster, ReadsJsonAndSemicolonsAlike) {
  const auto json = parsed(R"([{"id":7,"name":"Sanne de Vries","aliases":["San"],"property":null}])");
  EXPECT_THAT(who(json, "San"), ElementsAre("7"));
  const auto semicolons = parsed("\xEF\xBB\xBFid;name\r\nx;Sanne de Vries\r\n");
  EXPECT_THAT(who(semicolons, "Sanne"), ElementsAre("x"));
}

TEST(Roster, BrokenFilesNameTheLine) {
  const auto refusal = [](std::string_view content) {
    const auto roster = Roster::parse(content, "staff.csv");
    return roster ? std::string("none") : std::string(to_string(roster.error().code)) + " " + roster.error().message;
  };
  EXPECT_THAT(refusal("id,surname\n1,x\n"), HasSubstr("invalid_table staff.csv:1: the header has no column 'name'"));
  EXPECT_THAT(refusal("id,name\n1,Sanne\n,Bram\n"), HasSubstr("staff.csv:3: has no id or no name"));
  EXPECT_THAT(refusal("id,name\n1,Sanne\n1,Bram\n"), HasSubstr("id '1' stands twice"));
  EXPECT_THAT(refusal("id,name\n1,Sanne,x,y\n"), HasSubstr("staff.csv:2: has 4 cells for 2 columns"));
  EXPECT_THAT(refusal("[{\"id\":\"1\"}]"), HasSubstr("entry 1 has no id or no name"));
  EXPECT_THAT(refusal("[{\"id\":\"1\",\"name\":5}]"), HasSubstr("entry 1 has a 'name' that is no text"));
  EXPECT_THAT(refusal("{\"id\":1}"), HasSubstr("is no JSON array"));
  EXPECT_EQ(Roster::load("/nowhere/staff.csv").error().code, ErrorCode::not_found);
}

TEST(Roster, ResolvesTheStaffOfAReview) {
  const auto roster = parsed(staff_csv);
  const auto analyzer = Analyzer::embedded();
  ASSERT_TRUE(analyzer);
  Review review{.text = "Receptioniste Sanne was erg vriendelijk.", .language = "nl", .domain = "hotel"};
  auto a = analyzer->analyze(review, {.roster = &roster});
  ASSERT_EQ(a.staff.size(), 1U);
  EXPECT_FALSE(a.staff[0].roster_entry);
  EXPECT_NE(a.staff[0].reasons & static_cast<unsigned>(StaffReason::ambiguous), 0U);
  review.property = "Hotel Zilvermeeuw";
  review.published_at = "2026-07-01";
  a = analyzer->analyze(review, {.roster = &roster});
  ASSERT_EQ(a.staff.size(), 1U);
  ASSERT_TRUE(a.staff[0].roster_entry);
  EXPECT_EQ(roster.entry(*a.staff[0].roster_entry).id, "e1");
}

}  // namespace
}  // namespace pluim
