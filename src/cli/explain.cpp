// pluim explain: one review, what was found in it and why, for a person to read.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>

#include "cli/commands.hpp"
#include "cli/common.hpp"
#include "cli/exit.hpp"
#include "cli/marked_text.hpp"
#include "cli/terminal.hpp"
#include "io/input.hpp"

namespace pluim::cli {
namespace {

constexpr std::size_t widest = 100;

std::string quoted(std::string_view text) { return fmt::format("\u201C{}\u201D", harmless(text)); }

std::string number(float value) {
  const auto out = fmt::format("{:.2f}", value);
  return out == "-0.00" ? "0.00" : out;
}

bool has(std::uint16_t reasons, Reason reason) noexcept { return (reasons & static_cast<std::uint16_t>(reason)) != 0; }

// How the label came about: first what judges what, then what changed it.
std::string why(const Opinion& o, std::string_view text) {
  const auto word = quoted(slice(text, o.word));
  const auto cue = quoted(slice(text, o.cue));
  const bool judged = !o.word.empty();
  const bool named = !o.cue.empty();
  std::string out;
  if (has(o.reasons, Reason::learned))
    out = named ? fmt::format("learned: no rule says so; {} is what it is about", cue) : "learned: no rule says so";
  else if (has(o.reasons, Reason::idiom) && judged)
    out = fmt::format("{} says it as a whole", word);
  else if (judged && named && o.word == o.cue)
    out = fmt::format("{} names and judges at once", word);
  else if (judged && named)
    out = fmt::format("{} judges {}", word, cue);
  else if (judged && has(o.reasons, Reason::carried))
    out = fmt::format("{} judges what was named before", word);
  else if (judged)
    out = fmt::format("{} judges, and implies what it is about", word);
  else if (named && has(o.reasons, Reason::field_prior))
    out = fmt::format("{} stands under {}", cue, to_string(o.field));
  else if (named)
    out = fmt::format("{} is what it is about", cue);
  else
    out = "the words as a whole";
  constexpr std::array<std::pair<Reason, std::string_view>, 7> more{{
      {Reason::depends, "which is good or bad by what it is said of"},
      {Reason::negated, "negated"},
      {Reason::intensified, "intensified"},
      {Reason::excess, "too much of it"},
      {Reason::absence, "missing, though wanted"},
      {Reason::irrealis, "wished for, not had"},
      {Reason::emoji, "an emoji says so"},
  }};
  for (const auto& [reason, words] : more)
    if (has(o.reasons, reason)) out += fmt::format("; {}", words);
  return out;
}

std::string_view why_not(StaffReason reason) noexcept {
  switch (reason) {
    case StaffReason::not_praised: return "is not praised";
    case StaffReason::hearsay: return "it is hearsay";
    case StaffReason::past: return "it is of an earlier time";
    case StaffReason::solicited: return "the review was asked for";
    case StaffReason::owner_response: return "these are the business's own words";
    case StaffReason::ambiguous: return "the roster has several of this name";
  }
  return {};
}

std::string_view words(NameReason reason) noexcept {
  switch (reason) {
    case NameReason::companion: return "who came along";
    case NameReason::reviewer: return "who wrote the review";
    case NameReason::customer: return "another customer";
    case NameReason::public_figure: return "a public figure";
    case NameReason::place: return "a place";
    case NameReason::business: return "a business";
    case NameReason::brand: return "a brand";
    case NameReason::product: return "a product";
    case NameReason::addressee: return "who is addressed";
    case NameReason::reply_author: return "who signed the reply";
    case NameReason::pet: return "a pet";
    case NameReason::word: return "an ordinary word";
  }
  return {};
}

Style colour(Polarity polarity) noexcept {
  return polarity == Polarity::positive ? Style::good : polarity == Polarity::negative ? Style::bad : Style::mild;
}
char sign(Polarity polarity) noexcept { return polarity == Polarity::positive ? '+' : polarity == Polarity::negative ? '-' : '~'; }

class Explanation {
 public:
  Explanation(const Analyzer& analyzer, const Roster* roster, std::string_view text, Field field, const Analysis& analysis,
              const Palette& palette)
      : taxonomy_(analyzer.taxonomy()), roster_(roster), text_(text), field_(field), a_(analysis), palette_(palette) {}

  std::string write() {
    out_ += marked_text(text_, field_, a_, palette_, std::min(terminal_columns(), widest));
    out_.push_back('\n');
    summary();
    opinions();
    staff();
    other_names();
    return std::move(out_);
  }

 private:
  void heading(std::string_view text) { out_ += fmt::format("\n{}\n", palette_.paint(Style::bold, text)); }

  void summary() {
    const auto domain = taxonomy_.domain_id(a_.domain);
    out_ += fmt::format("{} \u00B7 language {} {} \u00B7 overall {} {}, probability {}\n", domain.empty() ? "no domain" : domain,
                        to_string(a_.language), number(a_.language_probability),
                        palette_.paint(colour(a_.overall.polarity), to_string(a_.overall.polarity)), number(a_.overall.score),
                        number(a_.overall.probability));
    std::string flags;
    for (std::size_t i = 0; i < flag_count; ++i)
      if (const auto flag = static_cast<pluim::Flag>(1U << i); a_.has(flag))
        flags += fmt::format("{}{}", flags.empty() ? "" : ", ", to_string(flag));
    if (!flags.empty()) out_ += fmt::format("flags: {}\n", flags);
  }

  void opinions() {
    if (a_.opinions.empty()) {
      out_ += "No opinions found.\n";
      return;
    }
    heading("Opinions");
    std::vector<std::string> labels;
    std::size_t widest_label = 0;
    for (const auto& o : a_.opinions) {
      labels.push_back(fmt::format("{} ({})", taxonomy_.label(o.category, to_string(a_.language)), taxonomy_.id(o.category)));
      widest_label = std::max(widest_label, width(labels.back()));
    }
    for (std::size_t i = 0; i < labels.size(); ++i) {
      const auto& o = a_.opinions[i];
      out_ += fmt::format("{} {}  {:>5}  probability {}\n",
                          palette_.paint(colour(o.polarity), fmt::format("{} {}", sign(o.polarity), padded(labels[i], widest_label))),
                          palette_.paint(colour(o.polarity), padded(to_string(o.polarity), 8)), number(o.score), number(o.probability));
      out_ += fmt::format("    {}: {}\n", quoted(slice(text_, o.span)), palette_.paint(Style::dim, why(o, text_)));
    }
  }

  void staff() {
    if (a_.staff.empty()) return;
    heading("Staff");
    const auto widest_name = widest_of(a_.staff);
    for (const auto& s : a_.staff) {
      out_ += fmt::format("{} {} {}  {:>5}  probability {}\n", palette_.paint(colour(s.polarity), fmt::format("{}", sign(s.polarity))),
                          padded(harmless(slice(text_, s.span)), widest_name),
                          palette_.paint(colour(s.polarity), padded(to_string(s.polarity), 8)), number(s.score), number(s.probability));
      std::string about;
      const auto add = [&](std::string text) { about += fmt::format("{}{}", about.empty() ? "" : "; ", text); };
      if (!s.role.empty()) add(fmt::format("role {}", quoted(slice(text_, s.role))));
      if (s.department != Department::none) add(fmt::format("department {}", taxonomy_.department_id(s.department)));
      if (roster_ != nullptr && s.roster_entry && *s.roster_entry < roster_->size()) {
        const auto& entry = roster_->entry(*s.roster_entry);
        add(fmt::format("in the roster {} ({})", harmless(entry.id), harmless(entry.name)));
      }
      std::string against;
      for (std::size_t i = 0; i < staff_reason_count; ++i)
        if (const auto bit = 1U << i; (s.reasons & bit) != 0)
          against += fmt::format("{}{}", against.empty() ? "" : ", ", why_not(static_cast<StaffReason>(bit)));
      if (s.award_eligible)
        add("eligible for an award");
      else
        add(against.empty() ? "not eligible for an award" : fmt::format("not eligible for an award: {}", against));
      if (s.award_eligible && !against.empty()) add(against);
      out_ += fmt::format("    {}\n", palette_.paint(Style::dim, about));
    }
  }

  void other_names() {
    if (a_.other_names.empty()) return;
    heading("Other names");
    const auto widest_name = widest_of(a_.other_names);
    for (const auto& n : a_.other_names)
      out_ += fmt::format("  {}  {}\n", padded(harmless(slice(text_, n.span)), widest_name), palette_.paint(Style::dim, words(n.reason)));
  }

  template <class T>
  std::size_t widest_of(const std::vector<T>& items) const {
    std::size_t out = 0;
    for (const auto& item : items) out = std::max(out, width(harmless(slice(text_, item.span))));
    return out;
  }

  const Taxonomy& taxonomy_;
  const Roster* roster_;
  std::string_view text_;
  Field field_;
  const Analysis& a_;
  const Palette& palette_;
  std::string out_;
};

// All of standard input, without the line ends at its end.
Result<std::string> read_text() {
  auto input = io::Input::open("-");
  if (!input) return std::move(input).error();
  std::string out;
  std::vector<char> block(65536);
  for (;;) {
    auto got = input->read(block);
    if (!got) return std::move(got).error();
    if (*got == 0) break;
    out.append(block.data(), *got);
  }
  out.erase(out.find_last_not_of("\r\n") + 1);
  return out;
}

}  // namespace

int explain(const Arguments& arguments) {
  const auto analyzer = load_analyzer(arguments);
  if (!analyzer) return complain(analyzer.error().message, exit_nothing_done);
  if (const auto status = check_names(arguments, analyzer->taxonomy()); !status) return complain(status.error().message, exit_nothing_done);
  const auto roster = load_roster(arguments);
  if (!roster) return complain(roster.error().message, exit_nothing_done);
  std::string text(arguments.value("TEXT"));
  if (!arguments.has("TEXT") || text == "-") {
    auto read = read_text();
    if (!read) return complain(read.error().message, exit_nothing_done);
    text = std::move(*read);
  }
  const auto field = field_from_string(arguments.value("--field")).value_or(Field::text);
  Review review{.language = arguments.value("--language"), .domain = arguments.value("--domain")};
  switch (field) {
    case Field::title: review.title = text; break;
    case Field::text: review.text = text; break;
    case Field::liked: review.liked = text; break;
    case Field::disliked: review.disliked = text; break;
    case Field::pros: review.pros = text; break;
    case Field::cons: review.cons = text; break;
    case Field::advice: review.advice = text; break;
  }
  const Roster* people = *roster ? &**roster : nullptr;
  const auto analysis = analyzer->analyze(review, {.roster = people,
                                                   .threshold = static_cast<float>(arguments.number("--threshold")),
                                                   .staff_threshold = static_cast<float>(arguments.number("--staff-threshold"))});
  const Palette palette(arguments.value("--color"));
  return print(Explanation(*analyzer, people, text, field, analysis, palette).write()) ? exit_ok : exit_incomplete;
}

}  // namespace pluim::cli
