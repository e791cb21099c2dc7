#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "base/utf8.hpp"
#include "support/roads.hpp"
#include "support/texts.hpp"

namespace pluim {
namespace {

using test::embedded;
using test::shown;
using testing::HasSubstr;

// What analysis.hpp promises of every answer.
void holds(const Analyzer& analyzer, const Review& review, const Analysis& a) {
  const auto& tax = analyzer.taxonomy();
  const auto says = [&] { return shown(review.title) + shown(review.text) + shown(review.liked) + shown(review.cons); };
  const auto good_span = [&](Field field, Span span) {
    const auto text = review.field(field);
    const auto on = [&](std::size_t at) { return at == text.size() || (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80; };
    ASSERT_LE(span.begin, span.end) << says();
    ASSERT_LE(span.end, text.size()) << says();
    // On code points where the text has any.
    ASSERT_TRUE(!base::is_utf8(text) || (on(span.begin) && on(span.end))) << says();
  };
  const auto good_score = [&](Polarity polarity, float score, float probability) {
    ASSERT_TRUE(score >= -1.0F && score <= 1.0F) << says() << score;
    ASSERT_TRUE(probability >= 0.0F && probability <= 1.0F) << says() << probability;
    ASSERT_TRUE(polarity != Polarity::positive || score > 0.0F) << says() << score;
    ASSERT_TRUE(polarity != Polarity::negative || score < 0.0F) << says() << score;
  };
  ASSERT_TRUE(a.language_probability >= 0.0F && a.language_probability <= 1.0F) << says();
  ASSERT_FALSE(to_string(a.language).empty());
  ASSERT_FALSE(tax.domain_id(a.domain).empty());
  good_score(a.overall.polarity, a.overall.score, a.overall.probability);
  const auto in_order = [](const auto& list) {
    return std::is_sorted(list.begin(), list.end(),
                          [](const auto& x, const auto& y) { return std::pair(x.field, x.span.begin) < std::pair(y.field, y.span.begin); });
  };
  EXPECT_TRUE(in_order(a.opinions)) << says();
  EXPECT_TRUE(in_order(a.staff)) << says();
  EXPECT_TRUE(in_order(a.other_names)) << says();
  for (const auto& o : a.opinions) {
    good_span(o.field, o.span);
    good_span(o.field, o.cue);
    good_span(o.field, o.word);
    good_score(o.polarity, o.score, o.probability);
    ASSERT_FALSE(o.span.empty()) << says();
    ASSERT_NE(o.polarity, Polarity::mixed) << says();
    ASSERT_NE(o.reasons, 0U) << says();
    ASSERT_FALSE(tax.id(o.category).empty()) << says();
    ASSERT_GE(o.probability, AnalyzeOptions{}.threshold) << says();
    bool joined = false;
    for (const auto& f : a.families) joined |= f.family == tax.family(o.category);
    ASSERT_TRUE(joined) << says();
  }
  for (std::size_t i = 0; i < a.families.size(); ++i) {
    const auto& f = a.families[i];
    ASSERT_TRUE(tax.is_family(f.family)) << says();
    ASSERT_TRUE(i == 0 || a.families[i - 1].family < f.family) << says();
    good_score(f.sentiment.polarity, f.sentiment.score, f.sentiment.probability);
  }
  for (const auto& s : a.staff) {
    good_span(s.field, s.span);
    good_span(s.field, s.role);
    good_score(s.polarity, s.score, s.probability);
    ASSERT_FALSE(s.span.empty()) << says();
    ASSERT_EQ(s.award_eligible, s.reasons == 0) << says();
  }
  for (const auto& n : a.other_names) {
    good_span(n.field, n.span);
    ASSERT_FALSE(n.span.empty()) << says();
    ASSERT_FALSE(to_string(n.reason).empty()) << says();
  }
}

TEST(Analyze, KeepsItsPromisesOnExamples) {
  for (const auto& line : test::example_lines()) {
    const auto record = Record::parse(line).value();
    holds(embedded(), record.review(), embedded().analyze(record.review()));
    if (HasFatalFailure()) return;
  }
}

TEST(Analyze, KeepsItsPromisesOnAnyBytes) {
  auto texts = test::hostile_texts();
  std::mt19937 random(10);
  for (int i = 0; i < 1500; ++i) texts.push_back(test::random_text(random, random() % 200));
  // Good texts with a few bytes of damage reach further than noise does.
  for (const auto& line : test::example_lines()) {
    auto text = line;
    for (int n = 0; n < 5; ++n) text[random() % text.size()] = static_cast<char>(random());
    texts.push_back(std::move(text));
  }
  Workspace workspace;
  Analysis a;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::string_view text = texts[i];
    const std::string_view other = texts[random() % texts.size()];
    for (const auto& review : {Review{.text = text}, Review{.title = other, .liked = text, .language = "nl", .author = other},
                               Review{.text = other, .cons = text, .language = "xx", .domain = text, .property = text}}) {
      embedded().analyze(review, {}, workspace, a);
      holds(embedded(), review, a);
      if (HasFatalFailure()) return;
    }
  }
}

std::uint16_t flags(const Review& review) { return embedded().analyze(review).flags; }
bool flagged(const Review& review, Flag flag) { return (flags(review) & static_cast<std::uint16_t>(flag)) != 0; }

TEST(Analyze, Flags) {
  constexpr std::string_view praise = "Excellent hotel, the staff were wonderful and the room was perfect!";
  constexpr std::string_view blame = "Terrible hotel, the staff were rude and the room was filthy!";
  EXPECT_TRUE(flagged({.text = "Good\xFF"}, Flag::invalid_utf8));
  EXPECT_FALSE(flagged({.text = praise}, Flag::invalid_utf8));
  EXPECT_TRUE(flagged({.text = praise, .owner_response = true}, Flag::owner_response));
  EXPECT_TRUE(flagged({.text = praise, .translated = true}, Flag::translated));
  EXPECT_EQ(flags({.text = praise}), 0U);
  for (const std::string_view nothing : {"", " ", "...", "\xF0\x9F", "-"})
    EXPECT_TRUE(flagged({.text = nothing}, Flag::not_meaningful)) << shown(nothing);
  const struct {
    std::string_view text;
    double rating;
    std::string_view scale;
    bool mismatch;
  } ratings[] = {{praise, 1, "1-5", true},  {praise, 5, "1-5", false},     {blame, 10, "1-10", true},
                 {blame, 1, "1-10", false}, {praise, 6, "de-grade", true}, {praise, 1, "de-grade", false},
                 {praise, 1, "", false},    {praise, 1, "5", false},       {praise, 1, "a-b", false},
                 {praise, 1, "3-3", false}, {praise, 1, "-", false},       {praise, std::nan(""), "1-5", false}};
  for (const auto& c : ratings)
    EXPECT_EQ(
        flagged({.text = c.text, .language = "en", .domain = "hotel", .rating = c.rating, .rating_scale = c.scale}, Flag::rating_mismatch),
        c.mismatch)
        << c.rating << ' ' << c.scale;
}

TEST(Analyze, NothingIsAnAnswer) {
  // Where "nothing" is all that was disliked it is praise, where it is all that was liked it is blame.
  const auto praise = embedded().analyze(Review{.disliked = "Nothing!", .language = "en", .domain = "hotel"});
  ASSERT_EQ(praise.opinions.size(), 1U);
  EXPECT_EQ(praise.opinions[0].polarity, Polarity::positive);
  EXPECT_EQ(praise.opinions[0].field, Field::disliked);
  const auto blame = embedded().analyze(Review{.liked = "Nothing.", .language = "en", .domain = "hotel"});
  ASSERT_EQ(blame.opinions.size(), 1U);
  EXPECT_EQ(blame.opinions[0].polarity, Polarity::negative);
  for (const auto& a : {praise, blame}) EXPECT_FALSE(a.has(Flag::not_meaningful));
}

TEST(Analyze, LanguageAndDomainAreTakenAsGiven) {
  const auto a = embedded().analyze(Review{.text = "De kamer was schoon.", .language = "nl-BE", .domain = "employer"});
  EXPECT_EQ(a.language, Language::nl);
  EXPECT_EQ(a.language_probability, 1.0F);
  EXPECT_EQ(embedded().taxonomy().domain_id(a.domain), "employer");
}

TEST(Analyze, ThresholdOnlyTakesAway) {
  for (const auto& line : test::example_lines()) {
    const auto record = Record::parse(line).value();
    std::size_t most = 1000;
    for (const float threshold : {0.0F, 0.5F, 0.8F, 1.1F}) {
      const auto a = embedded().analyze(record.review(), {.threshold = threshold, .staff_threshold = threshold});
      for (const auto& o : a.opinions) EXPECT_GE(o.probability, threshold);
      for (const auto& s : a.staff) EXPECT_GE(s.probability, threshold);
      EXPECT_LE(a.opinions.size(), most) << line;
      most = a.opinions.size();
    }
    EXPECT_EQ(most, 0U);
  }
}

std::filesystem::path written(const std::string& name, std::string_view content) {
  const auto path = std::filesystem::path(testing::TempDir()) / ("pluim_" + std::to_string(std::random_device{}()) + name);
  std::ofstream(path, std::ios::binary) << content;
  return path;
}

std::string load_error(const std::filesystem::path& path) {
  const auto analyzer = Analyzer::load(path);
  return analyzer ? "none" : std::string(to_string(analyzer.error().code)) + ": " + analyzer.error().message;
}

TEST(Load, SaysWhatIsWrong) {
  std::ifstream file(PLUIM_BUNDLE, std::ios::binary);
  const std::string model{std::istreambuf_iterator<char>(file), {}};
  ASSERT_GT(model.size(), 1000U);
  EXPECT_THAT(load_error("/no/such/model.pluim"), testing::AllOf(testing::StartsWith("not_found: "), HasSubstr("/no/such/model.pluim")));
  EXPECT_THAT(load_error(testing::TempDir()), testing::StartsWith("io: "));
  const struct {
    std::string_view name;
    std::string content;
    std::string_view error;
  } cases[] = {{"empty", "", ""},
               {"text", "just a text, and not a short one, so that it is longer than a header would be", "corrupt_model: "},
               {"half", model.substr(0, model.size() / 2), "corrupt_model: "},
               {"header", model.substr(0, 64), "corrupt_model: "},
               {"longer", model + '\0', "corrupt_model: "}};
  for (const auto& c : cases) {
    const auto path = written(std::string(c.name), c.content);
    const auto error = load_error(path);
    EXPECT_THAT(error, testing::StartsWith(c.error)) << c.name;
    EXPECT_THAT(error, HasSubstr(path.string())) << c.name;
    EXPECT_EQ(error.find('\n'), std::string::npos);
    std::filesystem::remove(path);
  }
}

TEST(Load, EveryRoadToTheModelGivesTheSameOne) {
  const auto loaded = Analyzer::load(PLUIM_BUNDLE);
  ASSERT_TRUE(loaded) << loaded.error().message;
  const auto built_in = Analyzer::embedded();
  ASSERT_TRUE(built_in) << built_in.error().message;
  EXPECT_EQ(loaded->info().fingerprint, built_in->info().fingerprint);
  EXPECT_EQ(loaded->info().name, "pluim-reviews");
  EXPECT_THAT(loaded->info().languages,
              testing::IsSupersetOf({Language::nl, Language::en, Language::de, Language::fr, Language::es, Language::it}));
  std::ifstream file(PLUIM_BUNDLE, std::ios::binary);
  std::string bytes = " " + std::string{std::istreambuf_iterator<char>(file), {}};
  const auto moved = Analyzer::from_bytes(std::as_bytes(std::span(bytes)).subspan(1));  // at an odd address
  ASSERT_TRUE(moved) << moved.error().message;
  std::vector<Record> records;
  for (const auto& line : test::example_lines()) records.push_back(Record::parse(line).value());
  const auto expected = test::answers(*built_in, records);
  EXPECT_EQ(test::answers(*loaded, records), expected);
  EXPECT_EQ(test::answers(*moved, records), expected);
}

constexpr std::string_view user_file =
    "@domain hotel\nid\tlike\ten\tcues.en\tcues.nl\nx.acme.oat\tfood_drink.breakfast\tOat milk\t{oat,hafer} zzmilk\tzzhavermelk\n";

TEST(UserTaxonomy, CueGivesItsCategory) {
  const LoadOptions::Addition addition{"mine.tsv", user_file};
  const auto analyzer = Analyzer::embedded({.taxonomies = {&addition, 1}});
  ASSERT_TRUE(analyzer) << analyzer.error().message;
  const auto category = analyzer->taxonomy().find("x.acme.oat");
  ASSERT_TRUE(category);
  const struct {
    std::string_view language, text;
    Polarity polarity;
  } cases[] = {{"en", "The oat zzmilk was delicious.", Polarity::positive},
               {"en", "The hafer zzmilk was terrible.", Polarity::negative},
               {"nl", "De zzhavermelk was heerlijk.", Polarity::positive}};
  for (const auto& c : cases) {
    const auto a = analyzer->analyze(Review{.text = c.text, .language = c.language, .domain = "hotel"});
    ASSERT_EQ(a.opinions.size(), 1U) << c.text;
    EXPECT_EQ(a.opinions[0].category, *category) << c.text;
    EXPECT_EQ(a.opinions[0].polarity, c.polarity) << c.text;
    ASSERT_EQ(a.families.size(), 1U);
    EXPECT_EQ(analyzer->taxonomy().id(a.families[0].family), "food_drink");
    // Not without the file, nor in another domain.
    for (const auto& o : embedded().analyze(Review{.text = c.text, .language = c.language, .domain = "hotel"}).opinions)
      EXPECT_NE(embedded().taxonomy().id(o.category), "x.acme.oat");
    for (const auto& o : analyzer->analyze(Review{.text = c.text, .language = c.language, .domain = "retail"}).opinions)
      EXPECT_NE(o.category, *category) << c.text;
  }
}

TEST(UserTaxonomy, BrokenFilesAreRefused) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"@domain hotel\nid\tlike\nacme\tstaff\n", "mine.tsv:3: "},
      {"@domain hotel\nid\tlike\tcues.en\nx.acme.a\tstaff\t{oat\n", "{oat"},
      {"@domain hotel\nid\tlike\tcues.xx\nx.acme.a\tstaff\toat\n", "language is not known"},
      {"@domain hotel\nid\tlike\tcues.en\nx.acme.a\tstaff\t* oat\n", "wildcard"}};
  for (const auto& [content, message] : cases) {
    const LoadOptions::Addition addition{"mine.tsv", content};
    const auto analyzer = Analyzer::embedded({.taxonomies = {&addition, 1}});
    ASSERT_FALSE(analyzer) << shown(content);
    EXPECT_EQ(analyzer.error().code, ErrorCode::invalid_table) << shown(content);
    EXPECT_THAT(analyzer.error().message, HasSubstr(message)) << shown(content);
  }
}

TEST(Batch, TheSinkCancels) {
  const std::vector<Review> reviews(1000, Review{.text = "Lovely stay!"});
  for (const unsigned threads : {1U, 2U, 4U, 0U})
    for (const std::size_t stop : {std::size_t{0}, std::size_t{63}, std::size_t{64}, std::size_t{500}, std::size_t{999}}) {
      std::size_t calls = 0;
      const auto status = embedded().analyze_batch(reviews,
                                                   [&](std::size_t i, const Analysis&) {
                                                     EXPECT_EQ(i, calls++);
                                                     return i != stop;
                                                   },
                                                   {.threads = threads});
      ASSERT_FALSE(status) << threads << ' ' << stop;
      EXPECT_EQ(status.error().code, ErrorCode::cancelled);
      EXPECT_EQ(calls, stop + 1) << threads;
    }
}

TEST(Batch, OfNothingIsFine) {
  for (const unsigned threads : {0U, 1U, 4U})
    EXPECT_TRUE(embedded().analyze_batch({}, [](std::size_t, const Analysis&) { return false; }, {.threads = threads}));
}

TEST(Threads, ShareAnAnalyzer) {
  const auto& lines = test::example_lines();
  std::vector<Record> records;
  for (const auto& line : lines) records.push_back(*Record::parse(line));
  std::vector<std::size_t> found(records.size());
  for (std::size_t i = 0; i < records.size(); ++i) found[i] = embedded().analyze(records[i].review()).opinions.size();
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      Workspace workspace;
      Analysis out;
      for (std::size_t i = 0; i < records.size(); ++i) {
        embedded().analyze(records[i].review(), {}, workspace, out);
        wrong += out.opinions.size() != found[i];
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST(Flags, SeeTwoLanguages) {
  const auto flagged = [](std::string_view text) {
    return embedded().analyze(Review{.text = text, .domain = "hotel"}).has(Flag::mixed_language);
  };
  EXPECT_TRUE(
      flagged("De kamer was erg schoon en het personeel heel vriendelijk, we komen zeker terug. Das Frühstück war leider kalt und wir "
              "mussten ewig auf Kaffee warten."));
  EXPECT_TRUE(
      flagged("The room was clean and the staff were very kind to us all week. La comida del restaurante estaba fría y tardaron una hora "
              "en servirnos."));
  EXPECT_FALSE(
      flagged("De kamer was erg schoon en het personeel heel vriendelijk. Het ontbijt was leider koud maar de koffie was prima, echt een "
              "top hotel."));
  EXPECT_FALSE(flagged("Top! Super! Great! Prima! Danke!"));
}

double seconds(std::string_view text) {
  double best = 1e9;
  for (int i = 0; i < 3; ++i) {
    const auto start = std::clock();  // of the processor: other programs don't count
    const auto a = embedded().analyze(Review{.text = text, .language = "en", .domain = "hotel"});
    best = std::min(best, static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
    if (a.language != Language::en) return -1;
  }
  return best;
}

TEST(Analyze, TakesLinearTime) {
  std::string words;
  for (const auto& line : test::example_lines()) words += line + ' ';
  const auto filled = [](auto&& unit) {
    std::string text;
    while (text.size() < 1'000'000) text += unit();
    text.resize(1'000'000);
    return text;
  };
  const std::pair<std::string_view, std::string> texts[] = {
      {"reviews", filled([&] { return words; })},
      {"one sentence", filled([] { return "the not very good room and "; })},
      {"one letter", filled([] { return "a"; })},
      {"digits", filled([] { return "1"; })},
      {"at signs", filled([] { return "a@"; })},
      {"brackets", filled([] { return ":-("; })},
      {"emoji", filled([] { return "\xF0\x9F\x91\xA8\xE2\x80\x8D"; })},
      {"ill-formed", filled([] { return "\xFF"; })},
      {"accents", filled([] { return "e\xCC\x81"; })},
  };
  for (const auto& [what, text] : texts) {
    const double small = seconds(std::string_view(text).substr(0, 250'000));
    const double large = seconds(text);
    ASSERT_GT(small, 0.0);
    EXPECT_LT(large / small, 8.0) << what << ": " << small << " s, then " << large << " s";
    EXPECT_LT(large, 20.0) << what;
  }
}

// A bug: Run::word() calls itself for every point or elision inside one piece, and overflows the stack.
TEST(Analyze, SurvivesWordsWithoutSpaces) {
  for (const std::string_view unit : {"1.a,", "l'"}) {
    std::string text;
    while (text.size() < 1'000'000) text += unit;
    EXPECT_GT(seconds(text), 0.0) << unit;
  }
}

// A bug: each new person is looked for among all before.
TEST(Analyze, TakesLinearTimeForManyNames) {
  std::mt19937 random(12);
  std::string text;
  while (text.size() < 1'000'000) {
    text += "Thanks to Anna ";
    text += static_cast<char>('A' + random() % 26);
    for (int i = 0; i < 6; ++i) text += static_cast<char>('a' + random() % 26);
    text += " at the reception, she was great. ";
  }
  const double small = seconds(std::string_view(text).substr(0, 250'000));
  const double large = seconds(std::string_view(text).substr(0, 1'000'000));
  EXPECT_LT(large / small, 8.0) << small << " s, then " << large << " s";
}

}  // namespace
}  // namespace pluim
