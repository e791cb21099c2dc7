#include "base/csv.hpp"

#include <gmock/gmock.h>

#include <random>
#include <string>
#include <vector>

namespace pluim::base {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// A row that outlives the parser.
struct Row {
  std::uint64_t line, byte;
  std::string raw;
  std::vector<std::string> cells;
  CsvFault fault;
  std::size_t fault_at;
  friend bool operator==(const Row&, const Row&) = default;
};

std::vector<Row> rows(std::string_view text, std::size_t chunk = 1 << 20, CsvParser::Options options = {}, char* delimiter = nullptr) {
  CsvParser parser(options);
  std::vector<Row> out;
  CsvRow row;
  const auto take = [&] {
    while (parser.next(row))
      out.push_back({row.line, row.byte, std::string(row.raw), {row.cells.begin(), row.cells.end()}, row.fault, row.fault_at});
  };
  for (std::size_t at = 0; at < text.size(); at += chunk) {
    parser.feed(text.substr(at, chunk));
    take();
  }
  parser.finish();
  take();
  if (delimiter != nullptr) *delimiter = parser.delimiter();
  return out;
}

std::vector<std::vector<std::string>> cells(std::string_view text) {
  std::vector<std::vector<std::string>> out;
  for (auto& row : rows(text))
    out.push_back(row.fault == CsvFault::none ? row.cells : std::vector<std::string>{std::string(to_string(row.fault))});
  return out;
}

TEST(Csv, ReadsTheLessonOfItsHeader) {
  const auto all = rows("id;text\r\n1;\"mooi, en\n\"\"stil\"\"\"\r\n");
  ASSERT_EQ(all.size(), 2U);
  EXPECT_THAT(all[0].cells, ElementsAre("id", "text"));
  EXPECT_THAT(all[1].cells, ElementsAre("1", "mooi, en\n\"stil\""));
  EXPECT_EQ(all[1].line, 2U);
  EXPECT_EQ(all[1].byte, 9U);
}

TEST(Csv, RecognisesTheDelimiter) {
  const std::pair<std::string_view, char> cases[] = {{"a,b\n1,2\n", ','},      {"a;b;c\n1,5;2;3\n", ';'}, {"a\tb\n", '\t'},
                                                     {"a|b\n", '|'},           {"text\nx;y\n", ','},      {"\"a,b\";c\n", ';'},
                                                     {"sep=;\na,b,c;d\n", ';'}};
  for (const auto& [text, expected] : cases) {
    char found = 0;
    rows(text, 1 << 20, {}, &found);
    EXPECT_EQ(found, expected) << text;
  }
}

TEST(Csv, SkipsByteOrderMarkSepLineAndEmptyLines) {
  const auto all = rows("\xEF\xBB\xBFsep=;\r\na;b\r\n\r\n\n1;2");
  ASSERT_EQ(all.size(), 2U);
  EXPECT_THAT(all[0].cells, ElementsAre("a", "b"));
  EXPECT_EQ(all[0].line, 2U);
  EXPECT_EQ(all[1].line, 5U);
  EXPECT_THAT(all[1].cells, ElementsAre("1", "2"));
}

TEST(Csv, KeepsWhatOtherReadersLose) {
  EXPECT_THAT(cells(std::string_view("a,b\n\0x,\n", 8)), ElementsAre(ElementsAre("a", "b"), ElementsAre(std::string("\0x", 2), "")));
  EXPECT_THAT(cells("a,b\n\"\",\xff\n,\n"), ElementsAre(ElementsAre("a", "b"), ElementsAre("", "\xff"), ElementsAre("", "")));
  EXPECT_THAT(cells("a\n\"\"\n"), ElementsAre(ElementsAre("a"), ElementsAre("")));
  EXPECT_THAT(cells("a,b\n1,x \"y\" z\n"), ElementsAre(ElementsAre("a", "b"), ElementsAre("1", "x \"y\" z")));
  EXPECT_THAT(cells("a,b\n1,2\r"), ElementsAre(ElementsAre("a", "b"), ElementsAre("1", "2")));
  EXPECT_THAT(cells(""), IsEmpty());
  EXPECT_THAT(cells("\n\r\n"), IsEmpty());
}

TEST(Csv, ABrokenRowLeavesItsNeighboursAlone) {
  const auto all = rows("id,text\n1,good\n2,\"never closed\n3,fine\n4,\"quoted\" rest\n5,last\n");
  ASSERT_EQ(all.size(), 6U);
  EXPECT_EQ(all[2].fault, CsvFault::unclosed_quote);
  EXPECT_EQ(all[2].raw, "2,\"never closed");
  EXPECT_EQ(all[2].fault_at, 2U);
  EXPECT_EQ(all[2].line, 3U);
  EXPECT_THAT(all[3].cells, ElementsAre("3", "fine"));
  EXPECT_EQ(all[4].fault, CsvFault::text_after_quote);
  EXPECT_EQ(all[4].raw.substr(all[4].fault_at), " rest");
  EXPECT_THAT(all[5].cells, ElementsAre("5", "last"));
  EXPECT_EQ(all[5].line, 6U);
}

TEST(Csv, AnUnclosedQuoteInTheLastRow) {
  const auto all = rows("a,b\n1,\"x");
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[1].fault, CsvFault::unclosed_quote);
  EXPECT_EQ(all[1].raw, "1,\"x");
}

TEST(Csv, ALongRowIsRejectedAndPassedOver) {
  const CsvParser::Options options{.max_row = 20};
  const auto text =
      "a,b\n1,2\n3," + std::string(1000, 'x') + "\n4,5\n6,\"" + std::string(5, 'y') + "\n" + std::string(500, 'z') + "\"\n7,8\n";
  for (const std::size_t chunk : {1U, 7U, 64U, 100000U}) {
    const auto all = rows(text, chunk, options);
    ASSERT_EQ(all.size(), 7U) << chunk;
    EXPECT_EQ(all[2].fault, CsvFault::too_long);
    EXPECT_EQ(all[2].line, 3U);
    EXPECT_THAT(all[3].cells, ElementsAre("4", "5"));
    EXPECT_EQ(all[4].fault, CsvFault::unclosed_quote);
    EXPECT_EQ(all[5].fault, CsvFault::too_long);
    EXPECT_THAT(all[6].cells, ElementsAre("7", "8"));
    EXPECT_EQ(all[6].line, 7U);
  }
}

// The rows don't depend on how the bytes arrive.
TEST(Csv, ChunksMakeNoDifference) {
  std::mt19937 random(7);
  const std::string alphabet = "ab,;\"\"\n\r\n \xC3\xA9";
  for (int round = 0; round < 3000; ++round) {
    std::string text = "x,y\n";
    const auto size = random() % 40;
    for (unsigned i = 0; i < size; ++i) text.push_back(alphabet[random() % alphabet.size()]);
    const CsvParser::Options options{.delimiter = ',', .max_row = round % 3 == 0 ? std::size_t{9} : std::size_t{1000}};
    const auto whole = rows(text, 1 << 20, options);
    for (const std::size_t chunk : {1U, 2U, 5U}) {
      const auto parts = rows(text, chunk, options);
      ASSERT_EQ(parts.size(), whole.size()) << testing::PrintToString(text) << " by " << chunk;
      for (std::size_t i = 0; i < whole.size(); ++i) {
        EXPECT_EQ(parts[i].line, whole[i].line);
        EXPECT_EQ(parts[i].fault, whole[i].fault) << testing::PrintToString(text);
        EXPECT_EQ(parts[i].cells, whole[i].cells) << testing::PrintToString(text);
        if (whole[i].fault != CsvFault::too_long) {
          EXPECT_EQ(parts[i], whole[i]) << testing::PrintToString(text);
        }
      }
    }
  }
}

// The slow, obvious twin: what a table of cells becomes when it is written and read again.
TEST(Csv, ReadsBackWhatIsQuoted) {
  std::mt19937 random(11);
  const std::string alphabet = "ab,;\"\n\r\t'=";
  for (int round = 0; round < 1000; ++round) {
    std::vector<std::vector<std::string>> table{{"one", "two", "three"}};
    std::string text = "one,two,three\n";
    for (int r = 0; r < 3; ++r) {
      auto& row = table.emplace_back();
      for (int c = 0; c < 3; ++c) {
        std::string cell;
        for (auto n = random() % 6; n > 0; --n) cell.push_back(alphabet[random() % alphabet.size()]);
        if (c > 0) text.push_back(',');
        text.push_back('"');
        for (const char ch : cell) text += ch == '"' ? std::string("\"\"") : std::string(1, ch);
        text.push_back('"');
        row.push_back(std::move(cell));
      }
      text += r % 2 == 0 ? "\n" : "\r\n";
    }
    ASSERT_EQ(cells(text), table) << testing::PrintToString(text);
  }
}

}  // namespace
}  // namespace pluim::base
