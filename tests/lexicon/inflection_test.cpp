// Runs tests/cases/inflection on the lexicons of the model, and holds the line of tests/cases/floors.json (see README.md there).
#include <gtest/gtest.h>
#include <simdjson.h>

#include <cstdio>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "analyze/model.hpp"
#include "base/mapped_file.hpp"
#include "compile/phrases.hpp"

namespace pluim::lexicon {
namespace {

int sign(int strength) { return (strength > 0) - (strength < 0); }

// Whether two entries of a layer say the same: the same side, about a family that both have, in the same department.
bool agree(const Lexicon& lexicon, const Taxonomy& tax, const Entry& a, const Entry& b) {
  if (a.layer == Layer::role) return a.value == b.value;
  if (a.layer == Layer::depends) {  // for most things
    int sum = 0;
    for (std::size_t c = 0; c < tax.size(); ++c) {
      const auto category = static_cast<Category>(c);
      const auto family = tax.family(category);
      sum += sign(lexicon.strength(a, category, family)) * sign(lexicon.strength(b, category, family));
    }
    return sum > 0;
  }
  bool shared = a.layer == Layer::opinion && (a.list == no_list || b.list == no_list);  // a general word
  for (std::size_t d = 0; !shared && d < tax.domain_count(); ++d) {
    const auto of_a = lexicon.category(a, static_cast<Domain>(d));
    const auto of_b = lexicon.category(b, static_cast<Domain>(d));
    shared = of_a && of_b && tax.family(*of_a) == tax.family(*of_b);
  }
  return shared && sign(a.strength) == sign(b.strength);
}

TEST(Cases, Inflection) {
  const std::map<std::string_view, Layer> layers = {
      {"opinion", Layer::opinion}, {"depends", Layer::depends}, {"aspect", Layer::aspect}, {"role", Layer::role}};
  const auto file = base::MappedFile::open(PLUIM_BUNDLE).value();
  const auto model = analyze::read_model(file->bytes(), file, {}).value();
  const std::string cases = PLUIM_SOURCE_DIR "/tests/cases/";
  simdjson::dom::parser parser, floors_parser;
  const auto floors = floors_parser.load(cases + "floors.json");
  compile::PhraseKeys phrase_keys;
  std::vector<Key> keys;
  for (const std::string language : {"nl", "en", "de", "fr", "es", "it"}) {
    const auto& lexicon = model.lexicons[static_cast<std::size_t>(*language_from_string(language))];
    const auto entry_of = [&](std::string_view text, Layer layer) -> const Entry* {
      phrase_keys.keys(text, keys);
      Phrases best;
      lexicon.match(keys, 0, best);
      const auto& phrase = best[static_cast<std::size_t>(group_of(layer))];
      return phrase.length == keys.size() ? lexicon.find(phrase.state, layer) : nullptr;
    };
    std::ifstream in(cases + "inflection/" + language + ".jsonl", std::ios::binary);
    int passed = 0, all = 0, forms = 0, found = 0;
    for (std::string written; std::getline(in, written);) {
      const auto line = parser.parse(written).value();
      const std::string_view name = line["layer"], lemma = line["lemma"];
      const auto layer = layers.at(name);
      const auto* const of_lemma = entry_of(lemma, layer);
      std::string wrong = of_lemma == nullptr ? " (unknown)" : "";
      const auto check = [&](const char* member, bool expected) {
        simdjson::dom::array words;
        if (line[member].get(words) != simdjson::SUCCESS) return;
        for (const std::string_view word : words) {
          const auto* const entry = entry_of(word, layer);
          const bool same = of_lemma != nullptr && entry != nullptr && agree(lexicon, model.taxonomy, *of_lemma, *entry);
          forms += expected, found += expected && same;
          if (same != expected) wrong.append(same ? " takes " : entry != nullptr ? " differs from " : " misses ").append(word);
        }
      };
      check("forms", true), check("not", false);
      ++all, passed += wrong.empty();
      if (!wrong.empty()) std::printf("inflection/%s.jsonl:%d: %s:%s\n", language.c_str(), all, std::string(lemma).c_str(), wrong.c_str());
    }
    std::printf("inflection %s: %d of %d, with %d of %d forms\n", language.c_str(), passed, all, found, forms);
    EXPECT_GE(passed, floors["inflection"][language].get_int64().value()) << "inflection " << language;
  }
}

}  // namespace
}  // namespace pluim::lexicon
