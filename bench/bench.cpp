// How fast each step is over texts of named difficulties. Names are STEP/DIFFICULTY:
//
//   tokenize/thai      bytes to tokens, sentences and keys
//   lexicon/thai       keys to hits, the text being tokenized already
//   analyze/thai       a review to its Analysis, with a warm Workspace
//   offsets/thai       the spans of all tokens to UTF-16 units
//   load/self_test     the embedded model, checked and self-tested; load/plain: without the self-test
//   icu/thai           the yardstick: ICU's own word iteration over the same text, which is UTF-16 already
//
// Counters: bytes_per_second, reviews_per_second (items), allocs: calls of operator new a review. What ICU and the C
// library take by malloc is not in it.
#include <benchmark/benchmark.h>
#include <unicode/brkiter.h>
#include <unicode/unistr.h>
#include <unicode/utext.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <vector>

#include "analyze/model.hpp"
#include "base/mapped_file.hpp"
#include "pluim/pluim.hpp"
#include "tokenize/language.hpp"
#include "tokenize/tokenize.hpp"

namespace {
std::atomic<std::uint64_t> allocations{0};

void* counted(std::size_t size, std::size_t align) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  size = std::max<std::size_t>(size, 1);
  void* p = align <= alignof(std::max_align_t) ? std::malloc(size) : std::aligned_alloc(align, (size + align - 1) / align * align);
  if (p == nullptr) throw std::bad_alloc();
  return p;
}
}  // namespace

void* operator new(std::size_t size) { return counted(size, 1); }
void* operator new[](std::size_t size) { return counted(size, 1); }
void* operator new(std::size_t size, std::align_val_t align) { return counted(size, static_cast<std::size_t>(align)); }
void* operator new[](std::size_t size, std::align_val_t align) { return counted(size, static_cast<std::size_t>(align)); }
void operator delete(void* p) noexcept { std::free(p); }
void operator delete[](void* p) noexcept { std::free(p); }
void operator delete(void* p, std::size_t) noexcept { std::free(p); }
void operator delete[](void* p, std::size_t) noexcept { std::free(p); }
void operator delete(void* p, std::align_val_t) noexcept { std::free(p); }
void operator delete[](void* p, std::align_val_t) noexcept { std::free(p); }
void operator delete(void* p, std::size_t, std::align_val_t) noexcept { std::free(p); }
void operator delete[](void* p, std::size_t, std::align_val_t) noexcept { std::free(p); }

namespace {

using namespace std::string_literals;

// ── the texts ──────────────────────────────────────────────────────────────────────────────────────────────────────────

struct Difficulty {
  std::string name;
  std::vector<pluim::Record> records;
  std::vector<std::string_view> texts;  // every field of every record that is not empty
  std::int64_t bytes = 0;
};

constexpr std::string_view rant =
    "Where do I even start. We booked the sea view room in January, paid for two nights in advance, and when we came to the desk they "
    "had, of course, no idea who we were, although I had the confirmation in my hand, in print, with the number on it. The girl was "
    "polite but she could not do anything without her manager, and the manager was at lunch, at four in the afternoon. The room itself "
    "was small, dark and smelled of old smoke; the shower dripped all night, the window did not close, and the heating could not be "
    "turned off, so it was either freezing or thirty degrees. I would not have minded any of that if the bed had been good, but it "
    "wasn't: two single mattresses pushed together, with a gap you could lose a child in. Breakfast? Cold eggs, no coffee left at nine, "
    "and nobody who cleared the tables, though Youssef, who was alone for forty guests, did what he could and stayed friendly. We asked "
    "three times for clean towels and got them on the last day. The lift was out of order, parking was 24 euro a night, which nobody "
    "told us before, and the wifi worked in the corridor only. To be fair, the beach is right across the street and the view is lovely. "
    "But never again, not even if it were free, and I will tell everybody who wants to hear it. ";

std::string repeated(std::string_view text, std::size_t bytes) {
  std::string out;
  while (out.size() < bytes) out += text;
  return out;
}

Difficulty of_texts(std::string name, const std::vector<std::string>& texts) {
  Difficulty d{std::move(name), {}, {}, 0};
  for (const auto& text : texts) {
    pluim::Record record;
    record.text = text;
    d.records.push_back(std::move(record));
  }
  return d;
}

Difficulty of_file(std::string name, const std::filesystem::path& file) {
  Difficulty d{std::move(name), {}, {}, 0};
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);)
    if (auto record = pluim::Record::parse(line)) d.records.push_back(std::move(*record));
  return d;
}

std::vector<Difficulty> make_difficulties() {
  std::vector<Difficulty> all;
  // Many tiny reviews: what a call costs beside its bytes is everything here, and the language has little to be told from.
  all.push_back(of_texts("short_chatter", {"top!", "Lovely stay", "nooit meer", "gut & günstig", "super personeel :)", "ok",
                                           "trop bruyant...", "Alles prima, komen terug", "muy limpio", "10/10", "meh", "Colazione ottima!",
                                           "great location", "vies", "Sanne was geweldig!!", "nothing"}));
  // One long text full of negation, contrast and nested clauses: many hits to join, and no short cut.
  all.push_back(of_texts("long_rant", {repeated(rant, 8 * 1024)}));
  // No case to tell names by, every letter has to be folded, and every word is flagged.
  all.push_back(of_texts("all_caps", {"NEVER AGAIN!!! THE ROOM WAS FILTHY AND THE MANAGER MARCO LAUGHED AT US. I WANT MY MONEY BACK!!!",
                                      "HET ONTBIJT WAS GEWELDIG EN SANNE VAN DE RECEPTIE WAS ZÓ LIEF, WIJ KOMEN ZEKER TERUG!",
                                      "DAS ZIMMER WAR ZU KLEIN, DIE STRASSE ZU LAUT. FÜR DIESEN PREIS NICHT ZU EMPFEHLEN.",
                                      "CHAMBRE PROPRE MAIS PETIT-DÉJEUNER TRÈS CHER, ACCUEIL GLACIAL, À ÉVITER ABSOLUMENT."}));
  // Sequences joined by U+200D, skin tones and flags: many code points a token, four bytes each, surrogates in UTF-16.
  all.push_back(
      of_texts("emoji_chains",
               {"Amazing stay 😍😍😍🔥🔥 the kids 👨‍👩‍👧‍👦 loved the pool 🏊🏽‍♀️🏊🏽‍♂️",
                "Sanne 👩🏻‍💼 was ❤️❤️❤️ 🇳🇱🇳🇱🇧🇪", "👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍",
                "🤮🤢🤮 room 🧹❌ staff 😡😡😡 never again 👎🏿👎🏿👎🏿 🏳️‍🌈✨💯💯💯",
                "☕️👌🏼 🥐👌🏼 🛏️👎🏼 🚿👎🏼 🅿️💸💸💸 (◕‿◕) :-))) <3 <3"}));
  // No spaces: words come from ICU's dictionary, three bytes a letter, marks above and below.
  all.push_back(of_texts("thai", {"ห้องพักสะอาดมากและพนักงานต้อนรับเป็นกันเองมาก แต่อาหารเช้าไม่ค่อยอร่อยและที่จอดรถแพงเกินไป เราจะกลับมาพักที่นี่อีกแน่นอน",
                                  "โรงแรมอยู่ใกล้ชายหาด วิวสวย เตียงนอนสบาย แต่เสียงดังตอนกลางคืน และเครื่องปรับอากาศเสีย",
                                  "บริการแย่มาก รอเช็คอินสองชั่วโมง ไม่มีใครมาช่วยเรื่องกระเป๋า"}));
  // Languages and scripts that change in the middle of a text: the one lexicon that is chosen fits half of it.
  all.push_back(
      of_texts("mixed_language", {"Het hotel was super, the staff was very friendly, aber das Frühstück war leider kalt. Merci à Youssef!",
                                  "Very good location! Очень чисто и тихо, персонал приветливый. 早餐很好吃，房间有点小。",
                                  "La habitación estaba limpia but the bathroom niet, e la colazione così così. الموقع ممتاز",
                                  "Ζεστό νερό δεν είχε, shower ice cold, Zimmer 214 nie wieder, ma Sanne è bravissima"}));
  // One text of a megabyte without a paragraph: whatever is not linear shows, and no buffer stays in the cache.
  all.push_back(of_texts("one_1mb_review", {repeated(rant, 1 << 20)}));
  // Latin-1 bytes, cut-off sequences, overlong forms, surrogates and a NUL: every one takes the slow way of the decoder.
  all.push_back(of_texts("ill_formed", {"Fr\xFChst\xFC"
                                        "ck war gut, Zimmer sch\xF6n, K\xFC"
                                        "che sehr sch\xF6n, Stra\xDF"
                                        "e zu laut, Gr\xFC\xDF"
                                        "e",
                                        "tr\xE9s bien, caf\xE9 froid \xE2\x82 et cher \xF0\x9F\x98 mais propre \xC3",
                                        "kamer \x80\x80\x80\xFF\xFE vies \xC0\xAF\xED\xA0\x80 maar \xF4\x90\x80\x80 lief\0 personeel"s,
                                        repeated("\xFF"
                                                 "a\xC3 b\xE2\x82 c\xF0\x9F\x98 ",
                                                 512)}));
  // What the examples hold, all fields: the text of real life, and what the guard watches.
  all.push_back(of_file("examples", PLUIM_REVIEWS));
  for (auto& d : all)
    for (const auto& record : d.records)
      for (std::size_t f = 0; f < pluim::field_count; ++f)
        if (const auto text = record.review().field(static_cast<pluim::Field>(f)); !text.empty()) {
          d.texts.push_back(text);
          d.bytes += static_cast<std::int64_t>(text.size());
        }
  return all;
}

// ── what is measured ───────────────────────────────────────────────────────────────────────────────────────────────────

// Runs `pass`, which goes over all texts once: first to warm the buffers, then under the clock.
template <class Pass>
void measure(benchmark::State& state, std::int64_t bytes, std::size_t reviews, const Pass& pass) {
  pass();
  std::uint64_t spent = 0;
  for ([[maybe_unused]] auto _ : state) {
    const auto before = allocations.load(std::memory_order_relaxed);
    pass();
    spent += allocations.load(std::memory_order_relaxed) - before;
  }
  const auto rounds = static_cast<std::int64_t>(state.iterations());
  state.SetBytesProcessed(rounds * bytes);
  state.SetItemsProcessed(rounds * static_cast<std::int64_t>(reviews));
  state.counters["allocs"] =
      static_cast<double>(spent) / static_cast<double>(rounds) / static_cast<double>(std::max<std::size_t>(reviews, 1));
}

void tokenize(benchmark::State& state, const Difficulty& d) {
  const pluim::tokenize::Tokenizer tokenizer;
  pluim::tokenize::Scratch scratch;
  pluim::tokenize::Document document;
  measure(state, d.bytes, d.records.size(), [&] {
    for (const auto text : d.texts) {
      document.clear();
      tokenizer.tokenize(text, scratch, document);
      benchmark::DoNotOptimize(document.tokens.tokens.data());
    }
  });
}

// The same boundaries as icu/, by the library's own fast path.
void words(benchmark::State& state, const Difficulty& d) {
  pluim::unicode::Breaker breaker;
  std::vector<pluim::unicode::Piece> pieces;
  measure(state, d.bytes, d.records.size(), [&] {
    for (const auto text : d.texts) {
      breaker.words(text, pieces);
      benchmark::DoNotOptimize(pieces.data());
    }
  });
}

void lexicon(benchmark::State& state, const Difficulty& d, const pluim::analyze::Model& model) {
  const pluim::tokenize::Tokenizer tokenizer;
  pluim::tokenize::Scratch scratch;
  std::vector<pluim::tokenize::Document> documents(d.texts.size());
  std::vector<const pluim::lexicon::Lexicon*> lexicons;
  std::vector<bool> compounds;  // for the languages for which the pipeline asks for them
  for (std::size_t i = 0; i < d.texts.size(); ++i) {
    tokenizer.tokenize(d.texts[i], scratch, documents[i]);
    pluim::tokenize::LanguageEvidence evidence;
    evidence.add(model.language, documents[i]);
    const auto language = evidence.guess(model.language).language;
    const auto* lexicon = &model.lexicons[static_cast<std::size_t>(language)];
    compounds.push_back(language == pluim::Language::nl || language == pluim::Language::de);
    // A language without a lexicon would measure nothing.
    lexicons.push_back(lexicon->empty() ? &model.lexicons[static_cast<std::size_t>(pluim::Language::en)] : lexicon);
  }
  measure(state, d.bytes, d.records.size(), [&] {
    for (std::size_t i = 0; i < d.texts.size(); ++i) {
      pluim::tokenize::find_hits(*lexicons[i], {}, compounds[i], d.texts[i], documents[i]);
      benchmark::DoNotOptimize(documents[i].hits.data());
    }
  });
}

void analyze(benchmark::State& state, const Difficulty& d, const pluim::Analyzer& analyzer) {
  pluim::Workspace workspace;
  pluim::Analysis out;
  measure(state, d.bytes, d.records.size(), [&] {
    for (const auto& record : d.records) {
      analyzer.analyze(record.review(), {}, workspace, out);
      benchmark::DoNotOptimize(out.opinions.data());
    }
  });
}

void offsets(benchmark::State& state, const Difficulty& d, const pluim::Analyzer& analyzer) {
  std::vector<std::vector<pluim::Span>> spans;
  std::size_t most = 0;
  for (const auto text : d.texts) {
    auto& of_text = spans.emplace_back();
    for (const auto& token : analyzer.tokenize(text).tokens) of_text.push_back(token.span);
    most = std::max(most, of_text.size());
  }
  std::vector<pluim::CharSpan> out(most);
  measure(state, d.bytes, d.records.size(), [&] {
    for (std::size_t i = 0; i < d.texts.size(); ++i) {
      pluim::convert_spans(d.texts[i], spans[i], pluim::OffsetUnit::utf16, {out.data(), spans[i].size()});
      benchmark::DoNotOptimize(out.data());
    }
  });
}

void icu_words(benchmark::State& state, const Difficulty& d) {
  std::vector<icu::UnicodeString> texts;
  for (const auto text : d.texts) texts.push_back(icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())}));
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::BreakIterator> words(icu::BreakIterator::createWordInstance(icu::Locale::getRoot(), status));
  UText view = UTEXT_INITIALIZER;
  if (U_SUCCESS(status))
    measure(state, d.bytes, d.records.size(), [&] {
      for (const auto& text : texts) {
        utext_openUChars(&view, text.getBuffer(), text.length(), &status);
        words->setText(&view, status);
        int wordlike = 0;
        while (words->next() != icu::BreakIterator::DONE) wordlike += words->getRuleStatus() >= UBRK_WORD_NONE_LIMIT ? 1 : 0;
        benchmark::DoNotOptimize(wordlike);
      }
    });
  if (U_FAILURE(status)) state.SkipWithError(u_errorName(status));
  utext_close(&view);
}

void load(benchmark::State& state, bool self_test) {
  std::int64_t bytes = 0;
  measure(state, 0, 1, [&] {
    const auto analyzer = pluim::Analyzer::embedded({.self_test = self_test});
    if (!analyzer) return state.SkipWithError(analyzer.error().message.c_str());
    bytes = static_cast<std::int64_t>(analyzer->info().bytes);
  });
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * bytes);
}

int fail(const pluim::Error& error) {
  std::fprintf(stderr, "pluim_bench: %s\n", error.message.c_str());
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  const auto difficulties = make_difficulties();
  const auto analyzer = pluim::Analyzer::embedded({.self_test = false});
  if (!analyzer) return fail(analyzer.error());
  const auto file = pluim::base::MappedFile::open(PLUIM_BUNDLE);
  if (!file) return fail(file.error());
  const auto model = pluim::analyze::read_model((*file)->bytes(), *file, {});
  if (!model) return fail(model.error());

  const auto add = [](const std::string& name, std::function<void(benchmark::State&)> run) {
    benchmark::RegisterBenchmark(name.c_str(), [run = std::move(run)](benchmark::State& state) { run(state); });
  };
  for (const auto& d : difficulties) {
    add("icu/" + d.name, [&d](auto& state) { icu_words(state, d); });
    add("words/" + d.name, [&d](auto& state) { words(state, d); });
    add("tokenize/" + d.name, [&d](auto& state) { tokenize(state, d); });
    add("lexicon/" + d.name, [&d, &model](auto& state) { lexicon(state, d, *model); });
    add("analyze/" + d.name, [&d, &analyzer](auto& state) { analyze(state, d, *analyzer); });
    add("offsets/" + d.name, [&d, &analyzer](auto& state) { offsets(state, d, *analyzer); });
  }
  add("load/self_test", [](auto& state) { load(state, true); });
  add("load/plain", [](auto& state) { load(state, false); });
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
