#include "support/texts.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>

namespace pluim::test {

using namespace std::string_literals;

const std::vector<std::string>& hostile_texts() {
  static const std::vector<std::string> texts = [] {
    std::vector<std::string> list = {"",
                                     "a",
                                     "\xC3",
                                     "\xFF",
                                     "\0"s,
                                     "a\0b"s,
                                     "\xE2\x82",
                                     "\xF0\x9F\x98",
                                     "caf\xC3",
                                     "\xED\xA0\x80",
                                     "\xF4\x90\x80\x80",
                                     "\xC0\xAF",
                                     "\xEF\xBB\xBF"
                                     "Top!",
                                     "\xCC\x81",
                                     "e\xCC\x81\xCC\x81",
                                     "\xE2\x80\x8D",
                                     "\xF0\x9F\x91\xA8\xE2\x80\x8D",
                                     "\xF0\x9F\x87\xB3",
                                     "'",
                                     "''''",
                                     "'s",
                                     "l'",
                                     "-",
                                     "...",
                                     "\n\n\n",
                                     " \t ",
                                     "@",
                                     "#",
                                     "€",
                                     ":-",
                                     "http://",
                                     "www.",
                                     "a@b",
                                     "1/",
                                     "1.1.1.",
                                     "Mr.",
                                     "(((((((((",
                                     "\"\"\"",
                                     "Sanne\xFF"
                                     "was lief.",
                                     "De kamer was \xC3 vies!\xF0\x9F",
                                     "not not not not not not"};
    list.push_back(std::string(3000, 'a'));
    list.push_back(std::string(3000, '1'));
    list.push_back(std::string(3000, '!'));
    list.push_back(std::string(3000, '\xFF'));
    for (std::string_view unit : {"\xF0\x9F\x98\x80", "\xE2\x80\x8B", "e\xCC\x81", "a.", "niet ", "Sanne ", "1,", "l'", "\xE4\xBD\xA0"}) {
      std::string text;
      for (int i = 0; i < 700; ++i) text += unit;
      list.push_back(std::move(text));
    }
    return list;
  }();
  return texts;
}

std::string random_text(std::mt19937& random, std::size_t size) {
  constexpr std::array<std::string_view, 24> units = {" ",
                                                      " ",
                                                      " ",
                                                      "e",
                                                      "Aa",
                                                      "not ",
                                                      "niet ",
                                                      "kamer ",
                                                      "Sanne ",
                                                      "\xC3\xA9",
                                                      "\xC3",
                                                      "\xF0\x9F\x98\x80",
                                                      "\xE2\x80\x8D",
                                                      "\xE2\x82",
                                                      "'",
                                                      ".",
                                                      "\n",
                                                      "12",
                                                      "\xEF\xBF\xBD",
                                                      "\xCC\x81",
                                                      "@",
                                                      "-",
                                                      "\xD0\x96",
                                                      "\xE4\xBD\xA0"};
  std::string text;
  while (text.size() < size) {
    if (random() % 3 == 0)
      text.push_back(static_cast<char>(random() % 256));
    else
      text += units[random() % units.size()];
  }
  text.resize(size);
  return text;
}

const std::vector<std::string>& example_lines() {
  static const std::vector<std::string> lines = [] {
    std::vector<std::string> all;
    std::ifstream in(PLUIM_SOURCE_DIR "/examples/reviews.jsonl", std::ios::binary);
    for (std::string line; std::getline(in, line);)
      if (!line.empty()) all.push_back(line);
    return all;
  }();
  return lines;
}

std::string shown(std::string_view text) {
  std::string out;
  for (const char c : text.substr(0, 400)) {
    std::array<char, 8> code{};
    if (c >= ' ' && c <= '~')
      code[0] = c;
    else
      std::snprintf(code.data(), code.size(), "\\x%02X", static_cast<unsigned>(static_cast<unsigned char>(c)));
    out += code.data();
  }
  return '"' + out + '"';
}

}  // namespace pluim::test
