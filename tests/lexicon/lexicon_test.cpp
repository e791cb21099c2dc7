#include "lexicon/lexicon.hpp"

#include <gmock/gmock.h>

#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "base/hash.hpp"
#include "compile/lexicon_compiler.hpp"
#include "compile/phrases.hpp"
#include "support/texts.hpp"
#include "taxonomy/taxonomy_data.hpp"

namespace pluim::lexicon {
namespace {

using compile::LexiconCompiler;
using testing::ElementsAre;
using testing::HasSubstr;

// Three categories in two domains are enough.
const Taxonomy& small_taxonomy() {
  static const Taxonomy taxonomy = [] {
    taxonomy::Builder builder;
    for (const auto& [name, content] : {std::pair{"domains.tsv", "id\ten\nhotel\tHotel\nshop\tShop\n"},
                                        {"departments.tsv", "id\ten\nkitchen\tKitchen\n"},
                                        {"hotel.tsv", "@domain hotel\nid\ten\nroom\tRoom\nroom.size\tSize\nstaff\tStaff\n"},
                                        {"shop.tsv", "@domain shop\nid\ten\nstaff\tStaff\n"}})
      if (auto status = builder.add(name, content, false); !status) throw BadResult(status.error());
    return builder.finish();
  }();
  return taxonomy;
}

struct File {
  std::string_view name, content;
};

Lexicon::Data compiled(std::vector<File> files, std::string language = "en") {
  LexiconCompiler compiler(small_taxonomy(), std::move(language));
  for (const auto& [name, content] : files)
    if (auto status = compiler.add(name, content, name); !status) throw BadResult(status.error());
  return compiler.finish();
}

std::string refusal(std::string_view file, std::string_view content) {
  LexiconCompiler compiler(small_taxonomy(), "en");
  const auto status = compiler.add(file, content, file);
  return status ? "none" : status.error().message;
}

// The lengths of the longest judgement, people and signal phrases at the first key of `text`: "2 0".
std::string lengths(const Lexicon& lexicon, std::string_view text) {
  std::vector<Key> keys;
  static const tokenize::Tokenizer tokenizer;
  static tokenize::Scratch scratch;
  tokenize::Document document;
  tokenizer.tokenize(text, scratch, document);
  Phrases best;
  lexicon.match(document.keys, 0, best);
  return std::to_string(best[static_cast<std::size_t>(Group::judgement)].length) + ' ' +
         std::to_string(best[static_cast<std::size_t>(Group::people)].length);
}

TEST(Phrases, Expand) {
  const compile::Classes classes = {{"adj", {"", "e"}}, {"n", {"", "s"}}, {"none", {""}}};
  const std::pair<std::string_view, std::vector<std::string>> cases[] = {
      {"clean", {"clean"}},
      {"  very   clean ", {"very clean"}},
      {"{very,so} clean", {"very clean", "so clean"}},
      {"{very,} clean", {"very clean", "clean"}},
      {"clean {,room}", {"clean", "clean room"}},
      {"a{b,c}{d,e}", {"abd", "abe", "acd", "ace"}},
      {"{a,{b,c}d}", {"a", "bd", "cd"}},
      {"{a,a}", {"a"}},
      {"mooi<adj>", {"mooi", "mooie"}},
      {"{bed<n>,kamer<n>}", {"bed", "beds", "kamer", "kamers"}},
      {"x<none>", {"x"}},
      {"<3", {"<3"}},
      {"a <b", {"a <b"}},
      {"not * clean", {"not * clean"}},
      {"not _ clean", {"not _ clean"}},
      {"5 * 3", {"5 * 3"}},
      {"a*", {"a*"}},
      {"a,b", {"a,b"}},
  };
  for (const auto& [phrase, forms] : cases) {
    const auto found = compile::expand(phrase, classes);
    ASSERT_TRUE(found) << phrase << ": " << found.error().message;
    EXPECT_EQ(*found, forms) << phrase;
  }
}

TEST(Phrases, ErrorsSayWhy) {
  std::string many = "x";
  for (int i = 0; i < 13; ++i) many += "{a,b}";
  std::string deep(5000, '{');
  const std::pair<std::string, std::string_view> cases[] = {
      {"", "is empty"},
      {"   ", "is empty"},
      {"{}", "is empty"},
      {"{,}", "is empty"},
      {"{a", "a '{' is not closed"},
      {"a}", "a '}' closes nothing"},
      {"{a}}", "closes nothing"},
      {"x<adj", "a '<' is not closed"},
      {"x<verb>", "inflection class 'verb' is not known"},
      {"x<>", "inflection class '' is not known"},
      {"*", "wildcard"},
      {"_", "wildcard"},
      {"* a", "wildcard"},
      {"a *", "wildcard"},
      {"{a,} _ b", "wildcard"},
      {many, "more than 4,096"},
      {deep, "is not closed"},
  };
  for (const auto& [phrase, reason] : cases) {
    const auto found = compile::expand(phrase, {{"adj", {"e"}}});
    ASSERT_FALSE(found) << test::shown(phrase);
    EXPECT_THAT(found.error().message, HasSubstr(reason)) << test::shown(phrase);
  }
}

TEST(Phrases, ExpandAnyBytes) {
  std::mt19937 random(5);
  constexpr std::string_view bytes = "{}{},,<>ab *_\xC3\xFF";
  for (int i = 0; i < 20000; ++i) {
    std::string phrase;
    for (std::size_t n = random() % 16; n > 0; --n) phrase += bytes[random() % bytes.size()];
    const auto forms = compile::expand(phrase, {{"a", {"", "b"}}});
    if (forms) {
      ASSERT_FALSE(forms->empty()) << test::shown(phrase);
      for (const auto& form : *forms) ASSERT_FALSE(form.empty() || form.front() == ' ' || form.back() == ' ') << test::shown(phrase);
    }
  }
}

TEST(Lexicon, LongestOfEachGroupWins) {
  const Lexicon lexicon(compiled(
      {{"opinion.tsv", "phrase\tstrength\tcategories\ngood\t2\t*\ngood value for\t3\troom\n"}, {"given.tsv", "name\ngood\ngood value\n"}}));
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"good", "1 1"}, {"good value", "1 2"}, {"good value for money", "3 2"}, {"GOOD Value", "1 2"}, {"value", "0 0"}, {"go", "0 0"}};
  for (const auto& [text, found] : cases) EXPECT_EQ(lengths(lexicon, text), found) << text;
}

TEST(Lexicon, Wildcards) {
  const Lexicon lexicon(compiled({{"idiom.tsv", "phrase\tstrength\nnot _ good\t-2\nfar * away\t-1\nfar\t0\nfar * far * home\t1\n"}}));
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"not good", "0 0"},         {"not very good", "3 0"}, {"not so very good", "0 0"},
      {"far away", "2 0"},         {"far a away", "3 0"},    {"far a b c away", "5 0"},
      {"far a b c d away", "1 0"}, {"far", "1 0"},           {"far away away", "3 0"},
      {"far a far b home", "5 0"}, {"not", "0 0"},           {"far far far far home", "5 0"}};
  for (const auto& [text, found] : cases) EXPECT_EQ(lengths(lexicon, text), found) << text;
}

TEST(Lexicon, ManyWildcardsStayCheap) {
  std::string table = "phrase\tstrength\n";
  for (int i = 0; i < 11; ++i) table += std::string(i > 0 ? "" : "a") + (i > 0 ? " * a" : "");
  table += " * end\t1\n";
  const Lexicon lexicon(compiled({{"idiom.tsv", table}}));
  std::string text;
  for (int i = 0; i < 2000; ++i) text += "a ";
  std::vector<Key> keys(2000, base::hash("a"));
  Phrases best;
  for (std::size_t at = 0; at < keys.size(); ++at) lexicon.match(keys, at, best);
  EXPECT_EQ(lengths(lexicon, text), "0 0");
}

TEST(Lexicon, AccentsMayBeLeftOutWhereThatIsFree) {
  const Lexicon lexicon(compiled({{"opinion.tsv", "phrase\tstrength\npâté\t2\ncôté\t1\nsalé\t-1\n"},
                                  {"negator.tsv", "word\tscope\ncote\tforward\n"},
                                  {"given.tsv", "name\nsale\n"}},
                                 "fr"));
  const auto strength_of = [&](std::string_view word) -> int {
    const auto state = lexicon.word(base::hash(word));
    const auto* entry = state == 0 ? nullptr : lexicon.find(state, Layer::opinion);
    return entry == nullptr ? 0 : entry->strength;
  };
  EXPECT_EQ(strength_of("pâté"), 2);
  EXPECT_EQ(strength_of("pate"), 2);
  EXPECT_EQ(strength_of("côté"), 1);
  EXPECT_EQ(strength_of("cote"), 0);  // a word of its own
  EXPECT_EQ(strength_of("salé"), -1);
  EXPECT_EQ(strength_of("sale"), 0);
  EXPECT_EQ(strength_of("pâte"), 0);  // half without
}

TEST(Lexicon, GermanWritesUmlautsWithTwoLetters) {
  const Lexicon lexicon(compiled({{"opinion.tsv", "phrase\tstrength\nschön\t2\ngroß\t1\nwäre schön\t-1\n"}}, "de"));
  for (const auto* text : {"schön", "schoen", "schon", "groß", "gross"}) EXPECT_EQ(lengths(lexicon, text), "1 0") << text;
  EXPECT_EQ(lengths(lexicon, "waere schoen"), "2 0");
  EXPECT_EQ(lengths(lexicon, "ware schon"), "0 0");
}

TEST(Lexicon, ValuesByDomainAndThing) {
  const Lexicon lexicon(compiled({{"depends.tsv", "phrase\tdefault\tcategories\nsmall\t0\troom:-2 room.size:-3 staff:1\n"},
                                  {"aspect.tsv", "cue\tcategories\nspace\troom.size staff\nclerk\tshop=staff\n"},
                                  {"domain.tsv", "phrase\tweights\nlobby\thotel:3 shop:-1\n"},
                                  {"modifier.tsv", "word\tfactor\nvery\t1.5\ntoo\ttoo\n"}}));
  const auto& tax = small_taxonomy();
  const auto entry = [&](std::string_view word, Layer layer) { return *lexicon.find(lexicon.word(base::hash(word)), layer); };
  const auto hotel = *tax.find_domain("hotel");
  const auto shop = *tax.find_domain("shop");
  const auto room = *tax.find("room");
  const auto size = *tax.find("room.size");
  const auto staff = *tax.find("staff");
  EXPECT_EQ(lexicon.strength(entry("small", Layer::depends), size, room), -3);
  EXPECT_EQ(lexicon.strength(entry("small", Layer::depends), room, room), -2);
  EXPECT_EQ(lexicon.strength(entry("small", Layer::depends), staff, staff), 1);
  EXPECT_EQ(lexicon.category(entry("space", Layer::aspect), hotel), size);
  EXPECT_EQ(lexicon.category(entry("space", Layer::aspect), shop), staff);
  EXPECT_EQ(lexicon.category(entry("clerk", Layer::aspect), hotel), std::nullopt);
  EXPECT_EQ(lexicon.category(entry("clerk", Layer::aspect), shop), staff);
  EXPECT_EQ(lexicon.category(entry("clerk", Layer::aspect), static_cast<Domain>(77)), std::nullopt);
  EXPECT_EQ(lexicon.weight(entry("lobby", Layer::domain), hotel), 3);
  EXPECT_EQ(lexicon.weight(entry("lobby", Layer::domain), shop), -1);
  EXPECT_EQ(lexicon.weight(entry("lobby", Layer::domain), static_cast<Domain>(77)), 0);
  EXPECT_EQ(entry("very", Layer::modifier).value, 15);
  EXPECT_EQ(entry("too", Layer::modifier).value, excess_factor);
}

// A bug: std::from_chars takes "nan", and no comparison refuses it.
TEST(LexiconCompiler, RefusesNan) { EXPECT_NE(refusal("opinion.tsv", "phrase\tstrength\ngood\tnan\n"), "none"); }

TEST(LexiconCompiler, BrokenTablesNameTheirLine) {
  const struct {
    std::string_view file, content, message;
  } cases[] = {
      {"opinion.tsv", "phrase\tstrength\ngood\t2\nbad\n", "opinion.tsv:3: has no strength"},
      {"opinion.tsv", "phrase\tstrength\ngood\t4\n", "opinion.tsv:2: the strength is no number from -3 to 3"},
      {"opinion.tsv", "phrase\tstrength\ngood\t1x\n", "opinion.tsv:2: the strength"},
      {"opinion.tsv", "phrase\tstrength\tcategories\ngood\t1\tmoon\n", "opinion.tsv:2: 'moon' is no category"},
      {"opinion.tsv", "phrase\tstrength\tmark\ngood\t1\tblue\n", "opinion.tsv:2: mark 'blue' is not known"},
      {"opinion.tsv", "phrase\tstrength\n{good\t1\n", "opinion.tsv:2: '{good' a '{' is not closed"},
      {"opinion.tsv", "phrase\tstrength\ngood<x>\t1\n", "opinion.tsv:2: 'good<x>' inflection class"},
      {"opinion.tsv", "word\tstrength\ngood\t1\n", "opinion.tsv:1: the first column must be 'phrase'"},
      {"opinion.tsv", "phrase\tstrength\n@domain hotel\n", "opinion.tsv:2: a directive has no meaning here"},
      {"aspect.tsv", "cue\tcategories\nroom\n", "aspect.tsv:2: names no category"},
      {"aspect.tsv", "cue\tcategories\nroom\tmoon=room\n", "aspect.tsv:2: 'moon=room' is no category"},
      {"depends.tsv", "phrase\tdefault\tcategories\nsmall\t0\troom\n", "depends.tsv:2: "},
      {"depends.tsv", "phrase\tdefault\tcategories\nsmall\t0\troom:9\n", "depends.tsv:2: 'room:9' has no strength"},
      {"domain.tsv", "phrase\tweights\nlobby\tmoon:1\n", "domain.tsv:2: 'moon:1' is no domain"},
      {"negator.tsv", "word\tscope\nnot\tsideways\n", "negator.tsv:2: 'sideways' is no scope"},
      {"modifier.tsv", "word\tfactor\nvery\t9\n", "modifier.tsv:2: the factor"},
      {"role.tsv", "noun\tdepartment\ncook\tmoon\n", "role.tsv:2: 'moon' is no department"},
      {"friction.tsv", "phrase\ttype\n{a\twait\n", "friction.tsv:2: a '{' is not closed"},
      {"inflection.tsv", "class\tendings\na\te\na\ts\n", "inflection.tsv:3: class 'a' stands twice"},
      {"inflection.tsv", "class\tendings\n\te\n", "inflection.tsv:2: has no class"},
      {"secret.tsv", "a\n", "secret.tsv: is no table"},
      {"opinion.tsv", "\xFF\n", "opinion.tsv:1: is not UTF-8"},
  };
  for (const auto& c : cases) EXPECT_THAT(refusal(c.file, c.content), testing::StartsWith(c.message)) << test::shown(c.content);
}

// A lexicon with an entry of every kind that has a list.
std::vector<std::byte> section() {
  bundle::SectionWriter out;
  Lexicon::write(compiled({{"depends.tsv", "phrase\tdefault\tcategories\nsmall\t0\troom:-2 staff:1\n"},
                           {"aspect.tsv", "cue\tcategories\nspace\troom.size\nfront * desk\tstaff\n"},
                           {"domain.tsv", "phrase\tweights\nlobby\thotel:3\n"},
                           {"opinion.tsv", "phrase\tstrength\tcategories\ngood _ value\t2\troom\ngood\t1\n"},
                           {"kin.tsv", "word\treason\nwife\tcompanion\n"}}),
                 out);
  return out.take();
}

// Reads every answer that a lexicon has, so that a wrong index is met here.
void ask_everything(const Lexicon& lexicon) {
  if (lexicon.empty()) return;
  int sum = 0;
  for (std::uint32_t state = 0; state < lexicon.size(); ++state)
    for (const auto& entry : lexicon.entries(state)) {
      for (int d = 0; d < 256; ++d) {
        sum += lexicon.category(entry, static_cast<Domain>(d)) ? 1 : 0;
        sum += lexicon.weight(entry, static_cast<Domain>(d));
      }
      if (entry.layer == Layer::depends) sum += lexicon.strength(entry, Category{1}, Category{0});
    }
  for (const auto* text : {"small space", "good best value", "front of the desk", "lobby", "wife", "unknown"}) lengths(lexicon, text);
  EXPECT_NE(sum, -1);
}

TEST(LexiconSection, RoundTrip) {
  const auto bytes = section();
  EXPECT_EQ(bytes, section());
  const auto lexicon = Lexicon::read(bytes, small_taxonomy(), nullptr);
  ASSERT_TRUE(lexicon) << lexicon.error().message;
  ask_everything(*lexicon);
  EXPECT_EQ(lengths(*lexicon, "good best value"), "3 0");
  EXPECT_EQ(lengths(*lexicon, "front of the desk"), "4 0");
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_FALSE(Lexicon::read(bundle::Bytes(bytes).first(size), small_taxonomy(), nullptr)) << size;
}

TEST(LexiconSection, FlippedBytesAreRefusedOrHarmless) {
  const auto bytes = section();
  int refused = 0;
  const auto read = [&](const std::vector<std::byte>& broken) {
    const auto lexicon = Lexicon::read(broken, small_taxonomy(), nullptr);
    if (lexicon) return ask_everything(*lexicon);
    ++refused;
    EXPECT_EQ(lexicon.error().code, ErrorCode::corrupt_model);
  };
  for (std::size_t at = 0; at < bytes.size(); ++at)
    for (const auto value : {std::byte{0x00}, std::byte{0x7F}, std::byte{0xFF}}) {
      auto broken = bytes;
      broken[at] = value;
      read(broken);
    }
  std::mt19937 random(6);
  for (int i = 0; i < 3000; ++i) {
    auto broken = bytes;
    for (int n = 0; n < 4; ++n) broken[random() % broken.size()] = static_cast<std::byte>(random());
    read(broken);
  }
  EXPECT_GT(refused, 500);
}

TEST(LexiconSection, OfAnotherTaxonomyIsRefused) {
  taxonomy::Builder builder;
  ASSERT_TRUE(builder.add("domains.tsv", "id\nhotel\n", false));
  ASSERT_TRUE(builder.add("hotel.tsv", "@domain hotel\nid\nroom\n", false));
  const auto bytes = section();
  const auto lexicon = Lexicon::read(bytes, builder.finish(), nullptr);
  ASSERT_FALSE(lexicon);
  EXPECT_THAT(lexicon.error().message, HasSubstr("category that does not exist"));
}

TEST(LexiconSection, FullTableIsRefused) {
  // Without a free place the look-up of an unknown word would never end.
  bundle::SectionWriter out;
  Lexicon::Data data;
  data.slots.resize(2);
  for (auto& slot : data.slots) slot.key = 7;
  data.states.resize(1);
  data.domains = 1;
  Lexicon::write(data, out);
  const auto bytes = out.take();
  const auto lexicon = Lexicon::read(bytes, small_taxonomy(), nullptr);
  ASSERT_FALSE(lexicon);
  EXPECT_THAT(lexicon.error().message, HasSubstr("table is full"));
}

}  // namespace
}  // namespace pluim::lexicon
