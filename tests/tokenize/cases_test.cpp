// Runs tests/cases/tokenize, and holds the line of tests/cases/floors.json (see README.md there).
#include <gtest/gtest.h>
#include <simdjson.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "pluim/analyzer.hpp"
#include "support/roads.hpp"

namespace pluim {
namespace {

namespace fs = std::filesystem;
using Parts = std::vector<std::string>;

std::string joined(const Parts& parts) {
  std::string out;
  for (const auto& part : parts) out += (out.empty() ? "" : " | ") + part;
  return out.empty() ? "nothing" : out;
}

// "word", "rating": what the tokens that read `token` have in `what`, each value once; "no such token" if there is none.
template <typename Of>
std::string of_token(std::string_view text, const Tokens& t, std::string_view token, Of&& what) {
  std::set<std::string> found;
  for (const auto& one : t.tokens)
    if (slice(text, one.span) == token) found.emplace(what(one));
  return found.empty() ? "no such token" : joined({found.begin(), found.end()});
}

std::string flags(const Token& token) {
  std::string out;
  for (const auto flag : {TokenFlag::all_caps, TokenFlag::elongated, TokenFlag::elision})
    if (token.has(flag)) out += (out.empty() ? "" : " ") + std::string(to_string(flag));
  return out;
}

Parts found_parts(std::string_view text, const Tokens& t, std::string_view member) {
  Parts out;
  if (member == "tokens")
    for (const auto& one : t.tokens) out.emplace_back(slice(text, one.span));
  if (member == "sentences")
    for (const auto& one : t.sentences) out.emplace_back(slice(text, one));
  if (member == "clauses")
    for (const auto& one : t.clauses) out.emplace_back(slice(text, t.span(one)));
  if (member == "connectives")
    for (const auto& one : t.clauses) out.emplace_back(to_string(one.connective));
  return out;
}

// What is wrong with the answer to the case, a line each; empty if nothing.
std::string faults(simdjson::dom::object line, std::string_view text, const Tokens& t) {
  std::string out;
  const auto differs = [&](std::string_view what, const std::string& found, const std::string& wanted) {
    if (found != wanted)
      out.append("  ").append(what).append("\n    found    ").append(found).append("\n    expected ").append(wanted).append("\n");
  };
  for (const auto member : line) {
    if (member.key == "text" || member.key == "why") continue;
    if (member.key == "tokens" || member.key == "sentences" || member.key == "clauses" || member.key == "connectives") {
      Parts wanted;
      for (const auto part : member.value.get_array()) wanted.emplace_back(part.get_string().value());
      differs(member.key, joined(found_parts(text, t, member.key)), joined(wanted));
      continue;
    }
    if (member.key != "kinds" && member.key != "norms" && member.key != "flags") {
      ADD_FAILURE() << "a case has no member " << member.key;
      continue;
    }
    for (const auto pair : member.value.get_object()) {
      const auto found = of_token(text, t, pair.key, [&](const Token& token) {
        return member.key == "kinds"   ? std::string(to_string(token.kind))
               : member.key == "norms" ? std::string(t.norm(token))
                                       : flags(token);
      });
      differs(std::string(member.key) + " of " + std::string(pair.key), found, std::string(pair.value.get_string().value()));
    }
  }
  return out;
}

TEST(Cases, Tokenize) {
  constexpr std::string_view six[] = {"de", "en", "es", "fr", "it", "nl"};
  constexpr std::size_t languages = 28;
  const fs::path cases = PLUIM_SOURCE_DIR "/tests/cases";
  simdjson::dom::parser parser;
  simdjson::dom::parser floors_parser;
  const auto floors = floors_parser.load((cases / "floors.json").string());
  std::vector<fs::path> files;
  for (const auto& item : fs::directory_iterator(cases / "tokenize"))
    if (item.path().extension() == ".jsonl") files.push_back(item.path());
  std::sort(files.begin(), files.end());
  EXPECT_EQ(files.size(), languages);
  for (const auto& file : files) {
    const auto language = file.stem().string();
    std::ifstream in(file, std::ios::binary);
    int passed = 0;
    int all = 0;
    for (std::string written; std::getline(in, written);) {
      if (written.empty()) continue;
      ++all;
      simdjson::dom::object line;
      std::string_view text;
      std::string_view why;
      ASSERT_EQ(parser.parse(written).get(line), simdjson::SUCCESS) << file << ':' << all;
      ASSERT_EQ(line["text"].get(text), simdjson::SUCCESS) << file << ':' << all;
      ASSERT_EQ(line["why"].get(why), simdjson::SUCCESS) << file << ':' << all;
      ASSERT_GT(line.size(), 2U) << file << ':' << all << " expects nothing";
      const auto wrong = faults(line, text, test::embedded().tokenize(text, language));
      if (wrong.empty())
        ++passed;
      else
        std::printf("tokenize/%s.jsonl:%d (%s): %s\n%s", language.c_str(), all, std::string(why).c_str(), std::string(text).c_str(),
                    wrong.c_str());
    }
    std::printf("tokenize %s: %d of %d\n", language.c_str(), passed, all);
    EXPECT_GE(all, std::find(std::begin(six), std::end(six), language) != std::end(six) ? 40 : 10) << language;
    int64_t floor = 0;
    EXPECT_EQ(floors["tokenize"][language].get(floor), simdjson::SUCCESS) << "floors.json has no tokenize " << language;
    EXPECT_GE(passed, floor) << "tokenize " << language;
  }
}

}  // namespace
}  // namespace pluim
