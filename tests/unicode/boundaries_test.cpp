// Boundaries against the Unicode test files and against ICU itself.
#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "base/utf8.hpp"
#include "pluim/tokenizer.hpp"
#include "reference/icu_words.hpp"
#include "support/texts.hpp"
#include "unicode/breaks.hpp"
#include "unicode/word_class.hpp"

namespace pluim {
namespace {

// "÷ 0061 × 003A ÷ …": the text, and where its boundaries are. Empty on other lines.
struct Case {
  std::string name, text;
  std::vector<std::uint32_t> boundaries;
};

std::vector<Case> cases_of(const std::string& file) {
  std::ifstream in("/usr/share/unicode/auxiliary/" + file);
  EXPECT_TRUE(in) << file << " is missing: Debian's package unicode-data has it";
  std::vector<Case> cases;
  for (std::string line; std::getline(in, line);) {
    line = line.substr(0, line.find('#'));
    while (!line.empty() && (line.back() == ' ' || line.back() == '\t')) line.pop_back();
    if (line.empty()) continue;
    Case c{.name = line, .text = {}, .boundaries = {}};
    std::istringstream words(line);
    for (std::string word; words >> word;) {
      if (word == "÷")
        c.boundaries.push_back(static_cast<std::uint32_t>(c.text.size()));
      else if (word != "×")
        base::encode(static_cast<char32_t>(std::strtoul(word.c_str(), nullptr, 16)), c.text);
    }
    cases.push_back(std::move(c));
  }
  return cases;
}

std::set<std::string> failures(const std::string& file, BoundaryLevel level, std::size_t& count) {
  std::set<std::string> failed;
  const auto cases = cases_of(file);
  count = cases.size();
  for (const auto& c : cases) {
    std::vector<std::uint32_t> found;
    boundaries(c.text, level, found);
    if (found != c.boundaries) failed.insert(c.name);
  }
  return failed;
}

TEST(Unicode15, Words) {
  // ICU 72 takes the colon out of MidLetter in the root locale: these cases have one between letters.
  const std::set<std::string> colon = {
      "÷ 0041 × 003A × 0041 ÷",
      "÷ 0061 × 003A × 0041 ÷",
      "÷ 0061 × 003A × 0061 × 2060 ÷",
      "÷ 0061 × 003A × 0061 ÷ 0027 × 2060 ÷",
      "÷ 0061 × 003A × 0061 ÷ 0027 ÷",
      "÷ 0061 × 003A × 0061 ÷ 002C ÷",
      "÷ 0061 × 003A × 0061 ÷ 003A ÷",
      "÷ 0061 × 003A × 0308 × 0041 ÷",
      "÷ 0061 × 003A × 0308 × 0061 × 2060 ÷",
      "÷ 0061 × 003A × 0308 × 0061 ÷ 0027 × 2060 ÷",
      "÷ 0061 × 003A × 0308 × 0061 ÷ 0027 ÷",
      "÷ 0061 × 003A × 0308 × 0061 ÷ 002C ÷",
      "÷ 0061 × 003A × 0308 × 0061 ÷ 003A ÷",
      "÷ 0061 × 003A × 0308 × 05D0 ÷",
      "÷ 0061 × 003A × 05D0 ÷",
  };
  std::size_t count = 0;
  EXPECT_EQ(failures("WordBreakTest.txt", BoundaryLevel::word, count), colon);
  EXPECT_GE(count, 1800U);
}

TEST(Unicode15, Sentences) {
  std::size_t count = 0;
  EXPECT_THAT(failures("SentenceBreakTest.txt", BoundaryLevel::sentence, count), testing::IsEmpty());
  EXPECT_GE(count, 500U);
}

TEST(Unicode15, Graphemes) {
  std::size_t count = 0;
  EXPECT_THAT(failures("GraphemeBreakTest.txt", BoundaryLevel::grapheme, count), testing::IsEmpty());
  EXPECT_GE(count, 600U);
}

bool has_connector_or_joiner(std::string_view piece) {
  for (std::size_t i = 0; i < piece.size(); i += base::decode(piece, i).size) {
    const auto w = unicode::WordClasses::get()(base::decode(piece, i).code_point);
    if (w == unicode::WordClass::extend_num_let || w == unicode::WordClass::zwj) return true;
  }
  return false;
}

class Twin {
 public:
  void check(std::string_view text) {
    breaker_.words(text, pieces_);
    const auto expected = reference::icu_words(text);
    ASSERT_EQ(pieces_.size(), expected.size()) << test::shown(text);
    for (std::size_t i = 0; i < expected.size(); ++i) {
      ASSERT_EQ(pieces_[i].begin, expected[i].begin) << test::shown(text);
      ASSERT_EQ(pieces_[i].end, expected[i].end) << test::shown(text);
      // ICU's status is "none" after a connector with a mark on it ("a_" and a soft hyphen) and after a joiner before a
      // pictograph; ours is "word" wherever there is a letter.
      if (pieces_[i].wordlike != expected[i].wordlike) {
        ASSERT_TRUE(has_connector_or_joiner(slice(text, {pieces_[i].begin, pieces_[i].end})))
            << test::shown(text) << " at " << pieces_[i].begin;
      }
    }
    bytes_ += text.size();
  }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  unicode::Breaker breaker_;
  std::vector<unicode::Piece> pieces_;
  std::size_t bytes_ = 0;
};

// PLUIM_CODE_POINTS says how many; 10^7 and more for a long run.
TEST(Words, AreIcusOnRandomText) {
  const char* wanted = std::getenv("PLUIM_CODE_POINTS");
  const long most = wanted != nullptr ? std::atol(wanted) : 400000;
  // What the rules speak of, and its neighbours.
  constexpr char32_t special[] = {'a',    'Z',    '1',     '.',     ',',     ':',     ';',     '\'',   '"',    '_',    ' ',    ' ',
                                  '\n',   '\r',   '#',     '@',     0x85,    0xA9,    0xAD,    0xB7,   0x300,  0x387,  0x5D0,  0x5F3,
                                  0x5F4,  0x645,  0x64B,   0x66B,   0xE01,   0xE34,   0x1100,  0x180E, 0x2003, 0x200D, 0x2019, 0x2024,
                                  0x2028, 0x202F, 0x203F,  0x20E3,  0x2122,  0x24C2,  0x3000,  0x3042, 0x30A2, 0x4F60, 0xAC00, 0xFE0F,
                                  0xFF0E, 0xFFFD, 0x10000, 0x1F1E6, 0x1F1E7, 0x1F3FB, 0x1F600, 0xE0020};
  std::mt19937 random(1);
  Twin twin;
  for (long done = 0; done < most && !testing::Test::HasFatalFailure();) {
    std::string text;
    for (auto left = 1 + random() % 14; left > 0; --left, ++done) {
      const auto kind = random() % 4;
      auto c = kind < 2 ? static_cast<char32_t>(random() % (kind == 0 ? 0x110000 : 0x3000)) : special[random() % std::size(special)];
      if (c >= 0xD800 && c < 0xE000) c = U'x';
      base::encode(c, text);
      if (random() % 60 == 0) text.push_back(static_cast<char>(random() % 256));
    }
    twin.check(text);
  }
}

TEST(Words, AreIcusOnRealText) {
  Twin twin;
  for (const auto& line : test::example_lines()) twin.check(line);
  // Natural reviews of fifteen languages, where they lie beside the project.
  const std::filesystem::path data = std::filesystem::path(PLUIM_SOURCE_DIR) / ".." / "shared" / "data";
  if (std::filesystem::exists(data))
    for (const auto& item : std::filesystem::recursive_directory_iterator(data)) {
      if (item.path().extension() != ".jsonl") continue;
      std::ifstream in(item.path());
      for (std::string line; std::getline(in, line) && !HasFatalFailure();) twin.check(line);
    }
  std::cout << twin.bytes() << " bytes of real text\n";
  EXPECT_GT(twin.bytes(), 20000U);
}

}  // namespace
}  // namespace pluim
