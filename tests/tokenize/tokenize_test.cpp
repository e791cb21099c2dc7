#include <gmock/gmock.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "base/utf8.hpp"
#include "pluim/analyzer.hpp"
#include "support/texts.hpp"

namespace pluim {
namespace {

using test::shown;

const Analyzer& analyzer() {
  static const Analyzer one = Analyzer::embedded({.self_test = false}).value();
  return one;
}

// "l'·word/elision hôtel·word": the tokens by text, kind, and norm where that is more than lower case.
std::string tokens(std::string_view text, std::string_view language = "nl") {
  std::string out;
  const auto t = analyzer().tokenize(text, language);
  for (const auto& token : t.tokens) {
    if (!out.empty()) out += " | ";
    out.append(slice(text, token.span));
    if (token.kind != TokenKind::word && token.kind != TokenKind::punctuation) out.append(" ").append(to_string(token.kind));
  }
  return out;
}

TEST(Tokenize, Tokens) {
  const struct {
    std::string_view language, text, tokens;
  } cases[] = {
      {"nl", "", ""},
      {"nl", "a", "a"},
      {"nl", "De kamer was schoon.De rest niet", "De | kamer | was | schoon | . | De | rest | niet"},
      {"en", "Mr. O'Neill was great", "Mr. abbreviation | O'Neill | was | great"},
      {"fr", "L'hôtel d’Orsay, aujourd'hui", "L' | hôtel | d’ | Orsay | , | aujourd'hui"},
      {"it", "dell'albergo c'era", "dell' | albergo | c' | era"},
      {"nl", "'s avonds en 't ontbijt", "'s | avonds | en | 't | ontbijt"},
      {"nl", "’s morgens", "’s | morgens"},
      {"en", "see https://www.example.com/a?b=c, ok", "see | https://www.example.com/a?b=c url | , | ok"},
      {"en", "on booking.com today", "on | booking.com url | today"},
      {"en", "mail jo.doe+x@mail.example.org!", "mail | jo.doe+x@mail.example.org email | !"},
      {"en", "#bestestay by @hotel_x", "#bestestay hashtag | by | @hotel_x handle"},
      {"en", "top 👍🏽👨‍👩‍👧🇳🇱", "top | 👍🏽 emoji | 👨‍👩‍👧 emoji | 🇳🇱 emoji"},
      {"en", "nice :-) <3", "nice | :-) emoticon | <3 emoticon"},
      {"nl", "€ 12,50 of 169 euro", "€ 12,50 money | of | 169 euro money"},
      {"en", "at 10:30 and 7:15 pm", "at | 10:30 time | and | 7:15 pm time"},
      {"en", "on 12-03-2024", "on | 12-03-2024 date"},
      {"en", "a 9/10 and 4,5/5", "a | 9/10 rating | and | 4,5/5 rating"},
      {"en", "waited 45 minutes", "waited | 45 minutes quantity"},
      {"nl", "z.B. of i.p.v. dat", "z.B. abbreviation | of | i.p.v. abbreviation | dat"},
      {"en", "\xFF", ""},
      {"en",
       "a\xFF"
       "b",
       "a | b"},
      {"en", "caf\xC3", "caf"},
      // What scrapers left of an apostrophe, a space, a sign.
      {"fr", "l&#39;h&ocirc;tel d&rsquo;&Eacute;lodie", "l&#39; | h&ocirc;tel | d&rsquo; | &Eacute;lodie"},
      {"fr", "aujourd&#39;hui quelqu&#39;un", "aujourd&#39;hui | quelqu&#39;un"},
      {"fr", "qu’il dâ€™accord", "qu’ | il | dâ€™ | accord"},
      {"de", "10&nbsp;€, 10&#160;km, 10\xC2\xA0€", "10&nbsp;€ money | , | 10&#160;km quantity | , | 10\xC2\xA0€ money"},
      {"en", "&pound;5 &lt;3 &lt; &amp;", "&pound;5 money | &lt;3 emoticon | &lt; | &amp;"},
      // Abbreviations by their looks.
      {"fr", "Mme Roux, Mr Roux, mmm", "Mme abbreviation | Roux | , | Mr abbreviation | Roux | , | mmm"},
      {"de", "Zi. m. Bad, Dank u. Kuss", "Zi. abbreviation | m. abbreviation | Bad | , | Dank | u | . | Kuss"},
      {"nl", "van 3 t/m 5, en/of a/b", "van | 3 number | t/m abbreviation | 5 number | , | en | / | of | a | / | b"},
      {"vi", "TP.HCM BAD.WIFI", "TP.HCM abbreviation | BAD | . | WIFI"},
      {"he", "צה\"ל ה\"מלון\" 'טוב'", "צה\"ל abbreviation | ה\"מלון | \" | ' | טוב'"},
      {"fi", "WC:ssä, USA:n, TV:broken", "WC:ssä | , | USA:n | , | TV | : | broken"},
      // Smiles, keycaps, kaomoji.
      {"ru", "Супер) (ок) да!)) 1) нет", "Супер | ) emoticon | ( | ок | ) | да | ! | ) emoticon | ) emoticon | 1 number | ) | нет"},
      {"en", "fine) 3️⃣ #️⃣", "fine | ) | 3️⃣ emoji | #️⃣ emoji"},
      {"ko", "ㅋㅋㅋ ㅜㅜ ㄱㄴ", "ㅋㅋㅋ emoticon | ㅜㅜ emoticon | ㄱㄴ"},
      {"ja", "(T_T) m(__)m", "(T_T) emoticon | m(__)m emoticon"},
      // Amounts.
      {"vi", "500k 2tr 3 triệu", "500k money | 2tr money | 3 triệu money"},
      {"es", "24h, 48 h, 22h, 24 Uhr", "24h quantity | , | 48 h quantity | , | 22h time | , | 24 Uhr time"},
      {"it", "3° piano, 30° fuori", "3° number | piano | , | 30° quantity | fuori"},
      // Letters drawn out where a dictionary divides words.
      {"ja", "すごーーーい ラーメン", "すごーーーい | ラーメン"},
      {"th", "ดีมากกกกเลย", "ดี | มากกกก | เลย"},
  };
  for (const auto& c : cases) EXPECT_EQ(tokens(c.text, c.language), c.tokens) << shown(c.text);
}

TEST(Tokenize, NormsAndFlags) {
  const std::string text = "Suuuper GOED l’Hôtel wi-fi";
  const auto t = analyzer().tokenize(text, "fr");
  ASSERT_EQ(t.tokens.size(), 7U);
  const std::string_view norms[] = {"super", "goed", "l'", "hôtel", "wi", "-", "fi"};
  for (std::size_t i = 0; i < 7; ++i) EXPECT_EQ(t.norm(t.tokens[i]), norms[i]);
  EXPECT_TRUE(t.tokens[0].has(TokenFlag::elongated));
  EXPECT_TRUE(t.tokens[0].has(TokenFlag::capitalized));
  EXPECT_TRUE(t.tokens[1].has(TokenFlag::all_caps));
  EXPECT_FALSE(t.tokens[1].has(TokenFlag::capitalized));
  EXPECT_TRUE(t.tokens[2].has(TokenFlag::elision));
  EXPECT_TRUE(t.tokens[3].has(TokenFlag::glued));
  EXPECT_FALSE(t.tokens[4].has(TokenFlag::glued));
  EXPECT_TRUE(t.tokens[6].has(TokenFlag::glued));
}

// A listed connective that is another word in another language counts only where the letters leave that language out.
TEST(Tokenize, ClausesWithoutALexicon) {
  const auto clauses = [](std::string_view text, std::string_view language) {
    std::string out;
    const auto t = analyzer().tokenize(text, language);
    for (const auto& clause : t.clauses)
      out.append(out.empty() ? "" : " | ").append(slice(text, t.span(clause))).append(" ").append(to_string(clause.connective));
    return out;
  };
  EXPECT_EQ(clauses("Pokój ładny, ale zimny", "pl"), "Pokój ładny, none | ale zimny contrast");
  EXPECT_EQ(clauses("Camerele ale căror", "ro"), "Camerele ale căror none");
  EXPECT_EQ(clauses("Localização ótima de manhã", "pt"), "Localização ótima de manhã none");
  EXPECT_EQ(clauses("Szűk, de jó", "hu"), "Szűk, none | de jó contrast");
  EXPECT_EQ(clauses("Если шумно, уходите, так как поздно", "ru"), "Если шумно, condition | уходите, none | так как поздно cause");
  EXPECT_EQ(clauses("Fomos embora e depois voltamos", "pt"), "Fomos embora none | e depois voltamos sequence");
  EXPECT_EQ(clauses("Embora caro, bom", "pt"), "Embora caro, concession | bom none");
  EXPECT_EQ(clauses("夜でもうるさい、でも安い", "ja"), "夜でもうるさい、 none | でも安い contrast");
  EXPECT_EQ(clauses("部屋が、古いけど、好き", "ja"), "部屋が、古いけど、 none | 好き contrast");
}

void holds(std::string_view text, const Tokens& t);

// What scrapers leave: the token is the bytes that came in, its norm what was meant.
TEST(Tokenize, ReadsThroughScrapersLeavings) {
  const struct {
    std::string_view text, tokens, norms;
  } cases[] = {{"un caf&eacute; noir", "un | caf&eacute; | noir", "un café noir"},
               {"&Eacute;t&eacute; super", "&Eacute;t&eacute; | super", "été super"},
               {"don&#39;t go", "don&#39;t | go", "don't go"},
               {"don&rsquo;t &amp; won&#x27;t", "don&rsquo;t | &amp; | won&#x27;t", "don't & won't"},
               {"good&nbsp;food", "good | food", "good food"},
               {"un cafÃ© crÃªpe", "un | cafÃ© | crÃªpe", "un café crêpe"},
               {"itâ€™s fine", "itâ€™s | fine", "it's fine"},
               {"fr\xC3\x83\xC2\xBChst\xC3\x83\xC2\xBC"
                "ck",
                "fr\xC3\x83\xC2\xBChst\xC3\x83\xC2\xBC"
                "ck",
                "frühstück"},
               {"NÃO Gratuito", "NÃO | Gratuito", "não gratuito"},
               {"AT&T & B&B", "AT | & | T | & | B | & | B", "at & t & b & b"},
               {"<b>clean</b><br/>room", "clean | room", "clean room"},
               {"a < b > c <3", "a | < | b | > | c | <3", "a < b > c <3"},
               {"ｗｉｆｉ", "ｗｉｆｉ", "wifi"},
               {"&unknown; &#xD800;", "& | unknown | ; | & | #xD800 | ;", "& unknown ; & #xd800 ;"}};
  for (const auto& c : cases) {
    const auto t = analyzer().tokenize(c.text, "en");
    std::string tokens;
    std::string norms;
    for (const auto& token : t.tokens) {
      tokens += (tokens.empty() ? "" : " | ") + std::string(slice(c.text, token.span));
      norms += (norms.empty() ? "" : " ") + std::string(t.norm(token));
    }
    EXPECT_EQ(tokens, c.tokens);
    EXPECT_EQ(norms, c.norms);
    holds(c.text, t);
  }
  EXPECT_EQ(analyzer().tokenize("clean<br>room", "en").sentences.size(), 2U);
}

TEST(Tokenize, Sentences) {
  const auto sentences = [](std::string_view text) {
    std::vector<std::string> out;
    for (const auto& s : analyzer().tokenize(text, "en").sentences) out.emplace_back(slice(text, s));
    return out;
  };
  using testing::ElementsAre;
  EXPECT_THAT(sentences(""), ElementsAre());
  EXPECT_THAT(sentences("One. Two!! Three"), ElementsAre("One.", "Two!!", "Three"));
  EXPECT_THAT(sentences("schoon.De rest"), ElementsAre("schoon.", "De rest"));
  EXPECT_THAT(sentences("Mr. Smith paid 3.50 today."), ElementsAre("Mr. Smith paid 3.50 today."));
  EXPECT_THAT(sentences("bed\nbath\r\n\r\nbar"), ElementsAre("bed", "bath", "bar"));
  EXPECT_THAT(sentences("Left at 9 a.m. The taxi"), ElementsAre("Left at 9 a.m.", "The taxi"));
  EXPECT_THAT(sentences("9 a.m. Monday or 9 a.m. sharp"), ElementsAre("9 a.m. Monday or 9 a.m. sharp"));
  EXPECT_THAT(sentences("Soap etc. The bed etc. was fine"), ElementsAre("Soap etc.", "The bed etc. was fine"));
  EXPECT_THAT(sentences("Ναι; όχι; yes; no"), ElementsAre("Ναι;", "όχι;", "yes; no"));
  EXPECT_THAT(sentences("Great! 😀 (Really.) Bye"), ElementsAre("Great! 😀", "(Really.)", "Bye"));
}

// What tokenizer.hpp promises of every text.
void holds(std::string_view text, const Tokens& t) {
  std::vector<bool> starts(text.size() + 1, false);
  for (std::size_t i = 0; i < text.size(); i += base::decode(text, i).size) starts[i] = true;
  starts[text.size()] = true;
  std::uint32_t last = 0;
  for (std::size_t i = 0; i < t.tokens.size(); ++i) {
    const auto& token = t.tokens[i];
    ASSERT_GE(token.span.begin, last) << shown(text);
    ASSERT_LT(token.span.begin, token.span.end) << shown(text);
    ASSERT_LE(token.span.end, text.size()) << shown(text);
    ASSERT_TRUE(starts[token.span.begin] && starts[token.span.end]) << shown(text) << " token " << i;
    ASSERT_LE(token.norm.end, t.norms.size());
    ASSERT_TRUE(base::is_utf8(t.norm(token))) << shown(text);
    const auto is_white = [](char c) { return c == ' ' || (c >= 9 && c <= 13); };
    ASSERT_FALSE(is_white(text[token.span.begin]) || is_white(text[token.span.end - 1])) << shown(text) << " token " << i;
    ASSERT_EQ(token.has(TokenFlag::glued), i > 0 && token.span.begin == last) << shown(text) << " token " << i;
    last = token.span.end;
  }
  // Clauses follow each other without a gap, and each lies in one sentence; sentences ascend and hold every token.
  std::uint32_t next = 0;
  for (const auto& clause : t.clauses) {
    ASSERT_EQ(clause.first, next) << shown(text);
    ASSERT_GT(clause.last, clause.first) << shown(text);
    next = clause.last;
    const auto span = t.span(clause);
    bool inside = false;
    for (const auto& s : t.sentences) inside |= span.begin >= s.begin && span.end <= s.end;
    ASSERT_TRUE(inside) << shown(text);
  }
  ASSERT_EQ(next, t.tokens.size()) << shown(text);
  std::uint32_t end = 0;
  for (const auto& s : t.sentences) {
    ASSERT_GE(s.begin, end) << shown(text);
    ASSERT_GT(s.end, s.begin) << shown(text);
    end = s.end;
  }
}

// Once an initial glued to a word gave tokens that overlap ("H.not": H. and . again), and the byte A0 at the end of a hashtag
// (#R你) was taken for a space and cut off.
TEST(Tokenize, KeepsItsPromisesAfterInitialsAndHashtags) {
  for (const std::string_view text : {"H.not", "\xD0\x96.nne", "F.\xC3\xA9t\xC3\xA9", "J.Smith", "#R\xE4\xBD\xA0"})
    holds(text, analyzer().tokenize(text));
}

TEST(Tokenize, KeepsItsPromisesOnAnyBytes) {
  auto texts = test::hostile_texts();
  std::mt19937 random(7);
  for (int i = 0; i < 1500; ++i) {
    texts.push_back(test::random_text(random, random() % 160));
  }
  for (const auto& line : test::example_lines()) texts.push_back(line);
  Workspace workspace;
  Tokens reused;
  for (const auto& text : texts) {
    const auto fresh = analyzer().tokenize(text);
    holds(text, fresh);
    if (HasFatalFailure()) return;
    analyzer().tokenize(text, {}, workspace, reused);
    ASSERT_EQ(reused.norms, fresh.norms) << shown(text);
    ASSERT_EQ(reused.clauses.size(), fresh.clauses.size()) << shown(text);
  }
}

TEST(Tokenize, KeepsItsPromisesWherePiecesAreJoined) {
  constexpr std::string_view parts[] = {"ー",    "ーーー", "す",    "ご",     "い", "ก",   "กกก", "มาก", "(", ")",    "Я",
                                        "да",    " ",      "&#39;", "l",      "L",  "â€™", "é",   ";",   "α", "m",    "m(",
                                        "★",     "5",      "€",     ".",      ":",  "TV",  "n",   "t/m", "'", "ne",   "&",
                                        "a.m. ", "\n",     "&lt;",  "&euro;", "ש",  "\"",  "ㅋ",  "K",   "°", "\xE3", "&nbsp;"};
  std::mt19937 random(9);
  for (int i = 0; i < 6000; ++i) {
    std::string text;
    for (auto n = random() % 14; n > 0; --n) text += parts[random() % std::size(parts)];
    holds(text, analyzer().tokenize(text));
    if (HasFatalFailure()) FAIL() << shown(text);
  }
}

TEST(Tokenize, SkipsAndCountsIllFormedBytes) {
  const std::pair<std::string_view, std::uint32_t> cases[] = {
      {"", 0}, {"é", 0}, {"\xFF", 1}, {"a\xC3z", 1}, {"\xF0\x9F\x98", 3}, {"\xED\xA0\x80", 3}, {"\xC0\xAF!", 2}};
  for (const auto& [text, count] : cases) EXPECT_EQ(analyzer().tokenize(text).invalid_bytes, count) << shown(text);
}

TEST(Language, ObviousSentences) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"nl", "De kamer was heel schoon en het personeel was ontzettend vriendelijk voor ons."},
      {"en", "The room was very clean and the staff were extremely friendly to all of us."},
      {"de", "Das Zimmer war sehr sauber und das Personal war immer freundlich zu uns."},
      {"fr", "La chambre était très propre et le personnel a toujours été aimable avec nous."},
      {"es", "La habitación estaba muy limpia y el personal fue siempre muy amable con nosotros."},
      {"it", "La camera era molto pulita e il personale è stato sempre gentile con noi."},
      {"el", "Το δωμάτιο ήταν πολύ καθαρό και το προσωπικό ευγενικό."},
      {"ja", "部屋はとてもきれいで、スタッフも親切でした。"},
      {"zh", "房间非常干净，员工也很友好。"},
      {"ko", "방이 아주 깨끗하고 직원들이 친절했어요."},
      {"th", "ห้องสะอาดมากและพนักงานเป็นมิตร"},
      {"ar", "الغرفة نظيفة جدا والموظفون ودودون"},
      {"he", "החדר היה נקי מאוד והצוות אדיב"},
  };
  for (const auto& [language, text] : cases) {
    const auto guess = analyzer().detect_language(text);
    EXPECT_EQ(to_string(guess.language), language) << text;
    EXPECT_GT(guess.probability, 0.5F) << text;
    EXPECT_LE(guess.probability, 1.0F) << text;
  }
}

TEST(Language, NothingToTell) {
  for (const std::string_view text : {"", " ", "123", "!!!", "\xFF", "😀", "\xE2\x80\x8B"}) {
    const auto guess = analyzer().detect_language(text);
    EXPECT_EQ(guess.language, Language::und) << shown(text);
    EXPECT_EQ(guess.probability, 0.0F) << shown(text);
  }
  std::mt19937 random(8);
  for (int i = 0; i < 500; ++i) {
    const auto text = test::random_text(random, random() % 80);
    const auto guess = analyzer().detect_language(text);
    ASSERT_TRUE(guess.probability >= 0.0F && guess.probability <= 1.0F) << shown(text);
  }
}

}  // namespace
}  // namespace pluim
