#include "pluim/record.hpp"

#include <gmock/gmock.h>
#include <simdjson.h>

#include <random>
#include <string>
#include <vector>

#include "io/json_text.hpp"
#include "io/record_parser.hpp"

namespace pluim {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

std::string error(std::string_view json) {
  const auto record = Record::parse(json);
  return record ? "none" : record.error().message;
}

TEST(Record, ReadsEveryMember) {
  const auto record = Record::parse(
      R"({"id":"r1","title":"a","text":"b","liked":"c","disliked":"d","pros":"e","cons":"f","advice":"g","question":"h","language":"nl",
          "domain":"hotel","rating":4.5,"rating_scale":"1-5","source":"s","property":"p","department":"q","published_at":"2024-01-02",
          "author":"x","owner_response":true,"translated":true,"other":[1]})");
  ASSERT_TRUE(record) << record.error().message;
  EXPECT_EQ(record->id, "\"r1\"");
  EXPECT_EQ(record->source, "s");
  const auto review = record->review();
  EXPECT_EQ(std::string({review.title[0], review.text[0], review.liked[0], review.disliked[0], review.pros[0], review.cons[0],
                         review.advice[0], review.question[0]}),
            "abcdefgh");
  EXPECT_EQ(review.language, "nl");
  EXPECT_EQ(review.domain, "hotel");
  EXPECT_EQ(review.rating, 4.5);
  EXPECT_EQ(review.rating_scale, "1-5");
  EXPECT_EQ(review.property, "p");
  EXPECT_EQ(review.department, "q");
  EXPECT_EQ(review.published_at, "2024-01-02");
  EXPECT_EQ(review.author, "x");
  EXPECT_TRUE(review.owner_response);
  EXPECT_TRUE(review.translated);
}

TEST(Record, EchoesIdsAsGiven) {
  const auto id = [](std::string_view value) { return Record::parse(R"({"text":"","id":)" + std::string(value) + "}")->id; };
  EXPECT_EQ(id("7"), "7");
  EXPECT_EQ(id("-0"), "-0");
  EXPECT_EQ(id("0"), "0");
  EXPECT_EQ(id("1.50"), "1.50");
  EXPECT_EQ(id("18446744073709551615"), "18446744073709551615");
  EXPECT_EQ(id("123456789012345678901234567890"), "123456789012345678901234567890");
  EXPECT_EQ(id(R"("\u00e9\n\"")"), "\"\u00E9\\n\\\"\"");
  EXPECT_EQ(id("null"), "");
}

TEST(Record, EmptyTextIsARecordNoTextIsNone) {
  EXPECT_EQ(error(R"({"text":""})"), "none");
  EXPECT_EQ(error(R"({"liked":null,"id":3})"), "none");
  EXPECT_EQ(error(R"({"id":3,"question":"Why?"})"),
            "it has none of the text fields title, text, liked, disliked, pros, cons and advice at byte 0");
}

TEST(Record, SaysWhatIsWrongAndWhere) {
  EXPECT_EQ(error(R"({"text":17})"), "text is a number, not text at byte 8");
  EXPECT_EQ(error(R"({"text":"a", "domain":[]})"), "domain is an array, not text at byte 22");
  EXPECT_EQ(error(R"({"text":"a","rating":"5"})"), "rating is text, not a number at byte 21");
  EXPECT_EQ(error(R"({"text":"a","rating":1e999})"), "rating is out of range at byte 21");
  EXPECT_EQ(error(R"({"text":1e999})"), "text is a number, not text at byte 8");
  EXPECT_EQ(error(R"({"text":"a","translated":1})"), "translated is a number, not true or false at byte 25");
  EXPECT_EQ(error(R"({"text":"a","id":{}})"), "id is an object, not text or a number at byte 17");
  EXPECT_THAT(error(R"([{"text":"a"}])"), HasSubstr("it is an array, not an object"));
  EXPECT_EQ(error("17"), "it is a number, not an object at byte 0");
  EXPECT_EQ(error(""), "it is empty at byte 0");
  EXPECT_EQ(error("{\"text\":\"a\xFF\"}"), "it is not JSON: ill-formed UTF-8 (0xFF) at byte 10");
  EXPECT_EQ(error(R"({"text":"a")"), "it is not JSON: the object opened at byte 0 is never closed at byte 11");
  EXPECT_EQ(Record::parse(R"({"text":17})").error().code, ErrorCode::invalid_record);
  EXPECT_EQ(Record::parse(R"({"text":17})").error().offset, 8U);
}

TEST(Record, KeepsMembersAsTheyWereWritten) {
  const std::vector<std::string> keep{"price", "tags", "absent", "text"};
  const auto record = Record::parse("{\"tags\": [ 1,\n  \"a b\" ], \"text\":\"x\", \"price\": 1.10, \"more\":2, \"huge\":1e999}", keep);
  ASSERT_TRUE(record) << record.error().message;
  EXPECT_THAT(record->kept, ElementsAre(Pair("price", "1.10"), Pair("tags", "[1,\"a b\"]"), Pair("text", "\"x\"")));
}

TEST(Record, OfTwoMembersOfOneNameTheLastCounts) {
  const auto record = Record::parse(R"({"text":"a","text":"b","id":1,"id":null})");
  ASSERT_TRUE(record);
  EXPECT_EQ(record->text, "b");
  EXPECT_EQ(record->id, "");
}

TEST(Record, AParserForgetsTheRecordBefore) {
  io::RecordParser parser;
  Record record;
  ASSERT_TRUE(parser.parse(R"({"id":"x","text":"a","rating":3,"translated":true,"author":"b"})", record));
  ASSERT_TRUE(parser.parse(R"({"title":"t"})", record));
  EXPECT_EQ(record.id, "");
  EXPECT_EQ(record.text, "");
  EXPECT_EQ(record.author, "");
  EXPECT_FALSE(record.rating);
  EXPECT_FALSE(record.translated);
  EXPECT_EQ(record.title, "t");
}

class Answer : public testing::Test {
 protected:
  static const Analyzer& analyzer() {
    static const auto loaded = Analyzer::embedded();
    return *loaded;
  }
  static std::string answer(const Record& record, const Analysis& analysis, const JsonOptions& options = {}) {
    std::string out;
    append_json(out, analyzer(), record, analysis, options);
    return out;
  }
  static Category category(std::string_view id) { return *analyzer().taxonomy().find(id); }
};

TEST_F(Answer, HasTheKeysOfTheContractInItsOrder) {
  RosterEntry entry;
  entry.id = "e\"1";
  entry.name = "Zo\u00EB";
  const auto roster = Roster::from_entries({entry});
  ASSERT_TRUE(roster);
  Record record;
  record.id = "\"r1\"";
  record.text = "Zo\u00EB, de receptioniste, was lief";
  Analysis a;
  a.language = Language::nl;
  a.language_probability = 0.987F;
  a.domain = *analyzer().taxonomy().find_domain("hotel");
  a.overall = {Polarity::mixed, -0.004F, 1.0F};
  a.opinions.push_back({.category = category("staff.friendliness"),
                        .polarity = Polarity::positive,
                        .score = 0.9F,
                        .probability = 0.5F,
                        .field = Field::text,
                        .span = {0, 4},
                        .cue = {},
                        .word = {}});
  a.families.push_back({category("staff"), {Polarity::positive, 0.9F, 0.97F}});
  a.staff.push_back({.field = Field::text,
                     .span = {0, 4},
                     .person = 0,
                     .role = {9, 22},
                     .roster_entry = 0,
                     .polarity = Polarity::negative,
                     .score = -1.0F,
                     .probability = 0.96F,
                     .award_eligible = false,
                     .reasons = static_cast<std::uint16_t>(StaffReason::not_praised)});
  a.other_names.push_back({Field::text, {6, 8}, NameReason::public_figure});
  a.flags = static_cast<std::uint16_t>(Flag::translated) | static_cast<std::uint16_t>(Flag::solicited);
  const auto json = answer(record, a, {.offsets = OffsetUnit::code_point, .roster = &*roster});
  const auto model = json.substr(json.find(",\"model\""));
  EXPECT_EQ(
      json.substr(0, json.size() - model.size()),
      R"({"id":"r1","language":{"code":"nl","probability":0.99},"domain":"hotel","overall":{"polarity":"mixed","score":0.00,"probability":1.00},)"
      R"("opinions":[{"category":"staff.friendliness","polarity":"positive","score":0.90,"probability":0.50,"field":"text","start":0,"end":3}],)"
      R"("families":{"staff":{"polarity":"positive","score":0.90,"probability":0.97}},)"
      R"("staff":[{"name":"Zoë","field":"text","start":0,"end":3,"person":0,"role":"receptioniste","department":null,"roster_id":"e\"1",)"
      R"("polarity":"negative","score":-1.00,"probability":0.96,"award_eligible":false,"reasons":["not_praised"]}],)"
      R"("other_names":[{"name":"de","field":"text","start":5,"end":7,"reason":"public"}],"flags":["translated","solicited"])");
  EXPECT_THAT(model, testing::MatchesRegex(R"(,"model":"[a-z-]+ [0-9.]+ [0-9a-f]{8}"\})"));
}

TEST_F(Answer, NothingFoundHasEveryKey) {
  const auto json = answer(Record{}, Analysis{});
  EXPECT_THAT(json, HasSubstr(R"({"id":null,"language":{"code":"und","probability":0.00},)"));
  EXPECT_THAT(json, HasSubstr(R"("opinions":[],"families":{},"staff":[],"other_names":[],"flags":[],"model":)"));
}

// Whatever the bytes and spans: valid JSON, whose slices by code points are the evidence.
TEST_F(Answer, IsValidJsonForAnyBytes) {
  std::mt19937 random(5);
  simdjson::dom::parser parser;
  for (int round = 0; round < 500; ++round) {
    Record record;
    record.id = "1";
    const auto size = 1 + random() % 60;
    for (unsigned i = 0; i < size; ++i) {
      if (random() % 3 == 0)
        record.text += "\u00E9";
      else if (random() % 3 == 0)
        record.text += "\U0001F600";
      else
        record.text.push_back(static_cast<char>(random()));
    }
    Analysis a;
    a.domain = *analyzer().taxonomy().find_domain("hotel");
    const auto length = static_cast<std::uint32_t>(record.text.size());
    for (int i = 0; i < 4; ++i) {
      const auto begin = static_cast<std::uint32_t>(random() % length);
      a.other_names.push_back(
          {Field::text, {begin, begin + static_cast<std::uint32_t>(random() % (length - begin + 1))}, NameReason::word});
    }
    const auto bytes = answer(record, a);
    ASSERT_EQ(parser.parse(bytes).error(), simdjson::SUCCESS) << bytes;
    for (const auto name : parser.parse(bytes)["other_names"].get_array()) {
      std::string expected;
      const auto span =
          Span{static_cast<std::uint32_t>(std::uint64_t(name["start"])), static_cast<std::uint32_t>(std::uint64_t(name["end"]))};
      io::append_valid_utf8(expected, slice(record.text, span));
      EXPECT_EQ(std::string_view(name["name"]), expected);
    }
    EXPECT_EQ(parser.parse(answer(record, a, {.offsets = OffsetUnit::utf16})).error(), simdjson::SUCCESS);
  }
}

TEST_F(Answer, UnitsAgreeOnWhatTheyName) {
  Record record;
  record.id = "1";
  record.liked = "\U0001F600 \u00E9 na";
  Analysis a;
  a.domain = *analyzer().taxonomy().find_domain("hotel");
  a.other_names.push_back({Field::liked, {8, 10}, NameReason::word});
  a.opinions.push_back({.category = category("staff"), .field = Field::liked, .span = {5, 7}, .cue = {}, .word = {}});
  const auto at = [&](OffsetUnit unit) {
    const auto json = answer(record, a, {.offsets = unit});
    return json.substr(json.find("\"name\""), json.find(",\"reason\"") - json.find("\"name\""));
  };
  EXPECT_EQ(at(OffsetUnit::byte), R"("name":"na","field":"liked","start":8,"end":10)");
  EXPECT_EQ(at(OffsetUnit::code_point), R"("name":"na","field":"liked","start":4,"end":6)");
  EXPECT_EQ(at(OffsetUnit::utf16), R"("name":"na","field":"liked","start":5,"end":7)");
}

TEST(JsonText, EscapesAndMends) {
  const auto json = [](std::string_view text) {
    std::string out;
    io::append_json_string(out, text);
    return out;
  };
  EXPECT_EQ(json(std::string_view("a\"\\\b\f\n\r\t\0\x1F\x7F", 11)), "\"a\\\"\\\\\\b\\f\\n\\r\\t\\u0000\\u001f\x7F\"");
  EXPECT_EQ(json("x\xE2\x82y\xFF"), "\"x\uFFFDy\uFFFD\"");
  EXPECT_EQ(json(""), "\"\"");
}

TEST(JsonText, CutsBetweenCharacters) {
  std::string out;
  io::append_valid_utf8(out, "a\u00E9\u00E9", 4);
  EXPECT_EQ(out, "a\u00E9");
  out.clear();
  io::append_valid_utf8(out, "\xFF\xFF", 5);
  EXPECT_EQ(out, "\uFFFD");
}

TEST(JsonText, TwoDecimals) {
  const auto number = [](double value) {
    std::string out;
    io::append_two_decimals(out, value);
    return out;
  };
  EXPECT_EQ(number(0.9), "0.90");
  EXPECT_EQ(number(-0.001), "0.00");
  EXPECT_EQ(number(-0.0), "0.00");
  EXPECT_EQ(number(-0.5), "-0.50");
  EXPECT_EQ(number(1), "1.00");
}

}  // namespace
}  // namespace pluim
