#include "io/json_map.hpp"

#include <gmock/gmock.h>
#include <simdjson.h>

#include <random>
#include <string>

namespace pluim::io {
namespace {

std::string fault(std::string_view json) {
  const auto map = map_json(json);
  return map.fault ? map.fault->reason + " @" + std::to_string(map.fault->at) : "none";
}

TEST(JsonMap, NamesTheFirstFault) {
  EXPECT_EQ(fault(R"({"a":1})"), "none");
  EXPECT_EQ(fault(R"({"a" 1})"), "expected ':' after a member's name @5");
  EXPECT_EQ(fault(R"({"a":1,})"), "expected a member's name in double quotes @7");
  EXPECT_EQ(fault(R"({"a":1 "b":2})"), "expected ',' or '}' after a member @7");
  EXPECT_EQ(fault(R"({"a":"x)"), "the string is never closed @5");
  EXPECT_EQ(fault(R"({"a":1)"), "the object opened at byte 0 is never closed @6");
  EXPECT_EQ(fault(R"([1,2)"), "the array opened at byte 0 is never closed @4");
  EXPECT_EQ(fault(R"({"a":1} x)"), "something follows the end of the object @8");
  EXPECT_EQ(fault("{\"a\":\"b\xff\"}"), "ill-formed UTF-8 (0xFF) @7");
  EXPECT_EQ(fault("{\"a\":\"x\ty\"}"), "the control character U+0009 stands unescaped in a string @7");
  EXPECT_EQ(fault(R"({"a":"\ud83d"})"), "the surrogate \\ud83d stands alone @6");
  EXPECT_EQ(fault(R"({"a":"\u12G4"})"), "'\\u' needs four hexadecimal digits @6");
  EXPECT_EQ(fault(R"({"a":"\x"})"), "unknown escape in a string @6");
  EXPECT_EQ(fault(R"({"a":01})"), "a number begins with a superfluous 0 @5");
  EXPECT_EQ(fault(R"({"a":1.})"), "expected a digit after the decimal point @7");
  EXPECT_EQ(fault(R"({"a":1e})"), "expected a digit in the exponent @7");
  EXPECT_EQ(fault(R"({"a":True})"), "expected a value @5");
  EXPECT_EQ(fault(""), "it ends where a value is expected @0");
}

TEST(JsonMap, KnowsMembersAndWideNumbers) {
  const std::string json = R"( {"a": {"x":1} , "b":12345678901234567890123,"c":[1e999], "d":-0 })";
  const auto map = map_json(json);
  ASSERT_FALSE(map.fault);
  ASSERT_EQ(map.members.size(), 4U);
  const auto text = [&](JsonRange r) { return json.substr(r.begin, r.end - r.begin); };
  EXPECT_EQ(text(map.members[0]), R"({"x":1})");
  EXPECT_EQ(text(map.members[3]), "-0");
  ASSERT_EQ(map.wide_numbers.size(), 2U);
  EXPECT_EQ(text(map.wide_numbers[1]), "1e999");
}

// The slow twin and simdjson agree on what is JSON; else a record would be rejected without a reason, or with a wrong one.
TEST(JsonMap, AgreesWithSimdjson) {
  std::mt19937 random(3);
  const std::string_view pieces[] = {"{",
                                     "}",
                                     "[",
                                     "]",
                                     ":",
                                     ",",
                                     "\"a\"",
                                     "\"",
                                     "1",
                                     "-0",
                                     "0.5",
                                     "1e3",
                                     "01",
                                     "1e999",
                                     "123456789012345678901",
                                     "true",
                                     "nul",
                                     "null",
                                     " ",
                                     "\n",
                                     "\\",
                                     "\"\\u00e9\"",
                                     "\"\\ud83d\\ude00\"",
                                     "\"\\ud83d\"",
                                     "\"\xC3\xA9\"",
                                     "\"\xC3\"",
                                     "\x01",
                                     "\"\\n\"",
                                     ".",
                                     "e",
                                     "-"};
  simdjson::dom::parser parser;
  for (int round = 0; round < 200000; ++round) {
    std::string json = round % 2 == 0 ? "{\"k\":" : "";
    for (auto n = 1 + random() % 6; n > 0; --n) json += pieces[random() % std::size(pieces)];
    if (round % 2 == 0) json += "}";
    const bool accepted = parser.parse(json.data(), json.size()).error() == simdjson::SUCCESS;
    const auto map = map_json(json);
    const bool valid = !map.fault && map.wide_numbers.empty();
    ASSERT_EQ(accepted, valid) << testing::PrintToString(json) << ' ' << (map.fault ? map.fault->reason : "");
  }
}

TEST(JsonMap, NestsAsDeepAsSimdjson) {
  simdjson::dom::parser parser;
  for (const std::size_t depth : {100U, 1022U, 1023U, 1024U, 1025U, 5000U}) {
    const auto json = std::string(depth, '[') + std::string(depth, ']');
    EXPECT_EQ(parser.parse(json).error() == simdjson::SUCCESS, !map_json(json).fault) << depth;
    const auto full = std::string(depth, '[') + "1" + std::string(depth, ']');
    EXPECT_EQ(parser.parse(full).error() == simdjson::SUCCESS, !map_json(full).fault) << depth;
  }
}

}  // namespace
}  // namespace pluim::io
