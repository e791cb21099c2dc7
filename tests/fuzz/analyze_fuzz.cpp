// Bytes -> analyze. The first byte chooses the field and whether the language is given; the rest is the text.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "pluim/pluim.hpp"

namespace {
void require(bool holds) {
  if (!holds) std::abort();
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const pluim::Analyzer analyzer = pluim::Analyzer::embedded({.self_test = false}).value();
  static pluim::Workspace workspace;
  static pluim::Analysis a;
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
  pluim::Review review;
  std::string_view* const fields[] = {&review.title, &review.text, &review.liked, &review.disliked,
                                      &review.pros,  &review.cons, &review.advice};
  *fields[data[0] % 7] = text;
  review.author = (data[0] & 0x08) != 0 ? text.substr(text.size() / 2) : std::string_view{};
  constexpr std::string_view languages[] = {"", "nl", "en", "de", "fr", "es", "it", "xx"};
  review.language = languages[data[0] >> 5];
  analyzer.analyze(review, {}, workspace, a);
  const auto good = [&](pluim::Field field, pluim::Span span) {
    require(span.begin <= span.end && span.end <= review.field(field).size());
  };
  const auto range = [](float score, float probability) { require(score >= -1 && score <= 1 && probability >= 0 && probability <= 1); };
  for (const auto& o : a.opinions) {
    good(o.field, o.span), good(o.field, o.cue), good(o.field, o.word), range(o.score, o.probability);
    require(!o.span.empty() && o.reasons != 0 && !analyzer.taxonomy().id(o.category).empty());
    require(o.polarity == pluim::Polarity::positive ? o.score > 0 : o.polarity != pluim::Polarity::negative || o.score < 0);
  }
  for (std::size_t i = 1; i < a.families.size(); ++i) require(a.families[i - 1].family < a.families[i].family);
  for (const auto& s : a.staff) good(s.field, s.span), good(s.field, s.role), range(s.score, s.probability), require(!s.span.empty());
  for (const auto& n : a.other_names) good(n.field, n.span), require(!n.span.empty());
  // A used workspace answers as a fresh one does.
  const auto fresh = analyzer.analyze(review);
  require(fresh.opinions.size() == a.opinions.size() && fresh.staff.size() == a.staff.size() && fresh.flags == a.flags &&
          fresh.overall.score == a.overall.score);
  return 0;
}
