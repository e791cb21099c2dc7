#include <gmock/gmock.h>

#include <string>
#include <variant>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/documents.hpp"
#include "cli/marked_text.hpp"
#include "cli/progress.hpp"
#include "cli/terminal.hpp"

namespace pluim::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::variant<Arguments, Message> parsed(std::vector<const char*> words) {
  words.insert(words.begin(), "pluim");
  return parse(static_cast<int>(words.size()), words.data());
}

Arguments arguments(std::vector<const char*> words) {
  auto out = parsed(std::move(words));
  if (const auto* message = std::get_if<Message>(&out)) ADD_FAILURE() << message->text;
  return std::holds_alternative<Arguments>(out) ? std::get<Arguments>(out) : Arguments{};
}

TEST(Flags, StandOnceForEachCommandAndSayWhatTheyDo) {
  for (std::size_t i = 0; i < command_count; ++i) {
    const auto command = static_cast<Command>(i);
    std::vector<std::string_view> names;
    each_flag(command, [&](const Flag& flag) {
      EXPECT_THAT(names, testing::Not(testing::Contains(flag.name))) << info(command).name;
      names.push_back(flag.name);
      if (!flag.letter.empty()) {
        EXPECT_THAT(names, testing::Not(testing::Contains(flag.letter))) << info(command).name;
        names.push_back(flag.letter);
      }
      EXPECT_FALSE(flag.help.empty()) << flag.name;
      EXPECT_EQ(flag.value == Value::none, flag.argument.empty()) << flag.name;
      EXPECT_EQ(flag.value == Value::choice, !flag.choices.empty()) << flag.name;
    });
  }
}

// What the table has stands in every document that is made from it.
TEST(Flags, AreInEveryDocument) {
  const auto page = manual();
  each_command([&](Command command) {
    each_flag(command, [&](const Flag& flag) {
      if (flag.positional()) return;
      const std::string name(flag.name);
      std::string roff;
      for (const char c : name) roff += c == '-' ? "\\-" : std::string(1, c);
      EXPECT_THAT(help(command), HasSubstr(name));
      EXPECT_THAT(page, HasSubstr(roff));
      EXPECT_THAT(completions("bash"), HasSubstr(name));
      EXPECT_THAT(completions("zsh"), HasSubstr(name));
      EXPECT_THAT(completions("fish"), HasSubstr("-l " + name.substr(2)));
    });
  });
}

TEST(Help, FitsATerminal) {
  each_command([&](Command command) {
    const auto text = help(command);
    for (std::size_t at = 0; at < text.size();) {
      const auto end = text.find('\n', at);
      EXPECT_LE(end - at, 80U) << text.substr(at, end - at);
      at = end + 1;
    }
  });
}

TEST(Parse, ReadsValuesAndArguments) {
  const auto a = arguments({"analyze", "-o", "x", "--offsets=utf16", "a", "--keep", "f,g", "b", "-", "--lines"});
  EXPECT_EQ(a.command, Command::analyze);
  EXPECT_EQ(a.value("--output"), "x");
  EXPECT_EQ(a.value("--offsets"), "utf16");
  EXPECT_EQ(a.value("--keep"), "f,g");
  EXPECT_TRUE(a.has("--lines"));
  EXPECT_FALSE(a.has("--rejects"));
  EXPECT_THAT(a.values("FILE"), ElementsAre("a", "b", "-"));
}

TEST(Parse, FallsBackOnTheTable) {
  const auto a = arguments({"analyze"});
  EXPECT_EQ(a.value("--output"), "-");
  EXPECT_EQ(a.value("--format"), "jsonl");
  EXPECT_EQ(a.number("--threshold"), 0.25);
  EXPECT_EQ(a.value("--domain"), "");
  EXPECT_EQ(arguments({"taxonomy", "list"}).value("--language"), "en");
}

TEST(Parse, TheLastOfSeveralCounts) {
  EXPECT_EQ(arguments({"analyze", "-f", "csv", "-f", "jsonl"}).value("--format"), "jsonl");
  EXPECT_THAT(arguments({"analyze", "--taxonomy", "a", "--taxonomy", "b", "c"}).values("--taxonomy"), ElementsAre("a", "b"));
}

TEST(Parse, ATextMayLookLikeAnything) {
  EXPECT_EQ(arguments({"explain", "analyze"}).value("TEXT"), "analyze");
  EXPECT_EQ(arguments({"explain", "--", "--help me"}).value("TEXT"), "--help me");
  EXPECT_EQ(arguments({"explain", "--color", "never", "a, b"}).value("TEXT"), "a, b");
}

TEST(Terminal, CountsColumns) {
  EXPECT_EQ(width("caf\u00E9"), 4U);
  EXPECT_EQ(width("cafe\u0301"), 4U);
  EXPECT_EQ(width("\u65E5\u672C"), 4U);
  EXPECT_EQ(width("\U0001F600"), 2U);
  EXPECT_EQ(width("\u2019\u2026"), 2U);
  EXPECT_EQ(padded("\u65E5", 4), "\u65E5  ");
  EXPECT_EQ(padded("abc", 2), "abc");
}

TEST(Terminal, LetsNoTextCommandIt) { EXPECT_EQ(harmless("a\x1B[31mb\n\xC2\x9B\xFF"), "a\uFFFD[31mb \uFFFD\uFFFD"); }

TEST(MarkedText, MarksStandBelowTheirWords) {
  Analysis a;
  Opinion o;
  o.span = {0, 8};
  o.polarity = Polarity::positive;
  a.opinions.push_back(o);
  o.span = {4, 12};
  o.polarity = Polarity::negative;
  a.opinions.push_back(o);
  a.other_names.push_back({Field::text, {10, 11}, NameReason::word});
  const Palette plain("never");
  EXPECT_EQ(marked_text("abcdefghijkl", Field::text, a, plain, 80), "abcdefghijkl\n++++~~~~--.-\n");
  EXPECT_EQ(marked_text("abcdefghijkl", Field::title, a, plain, 80), "abcdefghijkl\n");
  EXPECT_EQ(marked_text("ab cd efghijkl", Field::title, a, plain, 6), "ab cd\nefghij\nkl\n");
  EXPECT_EQ(marked_text("ab\n\ncd", Field::title, a, plain, 80), "ab\n\ncd\n");
  EXPECT_EQ(marked_text("", Field::text, a, plain, 80), "");
  EXPECT_EQ(marked_text("abcd", Field::text, a, Palette("always"), 80), "\x1B[4;32mabcd\x1B[0m\n");
}

TEST(ProgressLine, TellsHowFarItIs) {
  EXPECT_EQ(Progress::line({.consumed = 250, .text = 5000000, .records = 1234567, .rejects = 0}, 2.0, 1000),
            "1,234,567 records  2.5 MB/s  0:06 left");
  EXPECT_EQ(Progress::line({.consumed = 1, .text = 0, .records = 999, .rejects = 1000}, 10.0, {}), "999 records  0.0 MB/s  1,000 rejected");
  EXPECT_EQ(Progress::line({.consumed = 1, .text = 0, .records = 0, .rejects = 0}, 2.0, 3601), "0 records  0.0 MB/s  2:00:00 left");
}

}  // namespace
}  // namespace pluim::cli
