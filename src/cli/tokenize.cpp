// pluim tokenize, pluim language
#include <fmt/format.h>

#include <iterator>

#include "cli/commands.hpp"
#include "cli/common.hpp"
#include "cli/exit.hpp"
#include "cli/pipeline.hpp"
#include "io/json_text.hpp"

namespace pluim::cli {
namespace {

constexpr std::array token_flags{TokenFlag::capitalized, TokenFlag::all_caps, TokenFlag::elongated, TokenFlag::elision, TokenFlag::glued};

// A sentence counts as written in another language than the text only when that is at least this probable.
constexpr float other_language = 0.8F;

void append_spans(std::string& out, std::string_view name, const std::vector<Span>& spans) {
  fmt::format_to(std::back_inserter(out), ",\"{}\":[", name);
  for (std::size_t i = 0; i < spans.size(); ++i)
    fmt::format_to(std::back_inserter(out), "{}[{},{}]", i > 0 ? "," : "", spans[i].begin, spans[i].end);
  out.push_back(']');
}

void append_tokens(std::string& out, const Tokens& tokens) {
  out += ",\"tokens\":[";
  for (std::size_t i = 0; i < tokens.tokens.size(); ++i) {
    const auto& token = tokens.tokens[i];
    fmt::format_to(std::back_inserter(out), "{}{{\"start\":{},\"end\":{},\"kind\":\"{}\",\"norm\":", i > 0 ? "," : "", token.span.begin,
                   token.span.end, to_string(token.kind));
    io::append_json_string(out, tokens.norm(token));
    out += ",\"flags\":[";
    bool first = true;
    for (const auto flag : token_flags) {
      if (!token.has(flag)) continue;
      fmt::format_to(std::back_inserter(out), "{}\"{}\"", first ? "" : ",", to_string(flag));
      first = false;
    }
    out += "]}";
  }
  out.push_back(']');
  append_spans(out, "sentences", tokens.sentences);
  std::vector<Span> clauses;
  for (const auto& clause : tokens.clauses) clauses.push_back(tokens.span(clause));
  append_spans(out, "clauses", clauses);
}

}  // namespace

int tokenize(const Arguments& arguments) {
  const auto analyzer = load_analyzer(arguments);
  if (!analyzer) return complain(analyzer.error().message, exit_nothing_done);
  if (const auto status = check_names(arguments, analyzer->taxonomy()); !status) return complain(status.error().message, exit_nothing_done);
  const auto level = arguments.value("--level");
  const std::string_view language = arguments.value("--language");
  Pipeline pipeline;
  if (level == "token") {
    pipeline.answer = [&](Scratch& scratch, std::string& out) {
      const auto& record = scratch.record;
      analyzer->tokenize(record.text, record.language.empty() ? language : std::string_view(record.language), scratch.workspace,
                         scratch.tokens);
      fmt::format_to(std::back_inserter(out), "{{\"id\":{}", record.id);
      append_tokens(out, scratch.tokens);
      out += "}\n";
    };
  } else {
    const auto boundary = level == "word" ? BoundaryLevel::word : level == "sentence" ? BoundaryLevel::sentence : BoundaryLevel::grapheme;
    pipeline.answer = [boundary](Scratch& scratch, std::string& out) {
      std::vector<std::uint32_t> all;
      boundaries(scratch.record.text, boundary, all);
      fmt::format_to(std::back_inserter(out), "{{\"id\":{},\"boundaries\":[{}]}}\n", scratch.record.id, fmt::join(all, ","));
    };
  }
  return pipeline.run(arguments);
}

int language(const Arguments& arguments) {
  const auto analyzer = load_analyzer(arguments);
  if (!analyzer) return complain(analyzer.error().message, exit_nothing_done);
  Pipeline pipeline;
  pipeline.answer = [&](Scratch& scratch, std::string& out) {
    const std::string_view text = scratch.record.text;
    const auto whole = analyzer->detect_language(text);
    fmt::format_to(std::back_inserter(out), "{{\"id\":{},\"language\":{{\"code\":\"{}\",\"probability\":", scratch.record.id,
                   to_string(whole.language));
    io::append_two_decimals(out, whole.probability);
    out += "},\"spans\":[";
    analyzer->tokenize(text, to_string(whole.language), scratch.workspace, scratch.tokens);
    struct Stretch {
      Span span;
      Language language;
    };
    std::vector<Stretch> stretches;
    for (const Span sentence : scratch.tokens.sentences) {
      const auto guess = analyzer->detect_language(slice(text, sentence));
      const auto code = guess.language != Language::und && guess.probability >= other_language ? guess.language : whole.language;
      if (stretches.empty() || stretches.back().language != code) stretches.push_back({sentence, code});
      stretches.back().span.end = sentence.end;
    }
    for (std::size_t i = 0; i < stretches.size(); ++i)
      fmt::format_to(std::back_inserter(out), "{}{{\"start\":{},\"end\":{},\"code\":\"{}\"}}", i > 0 ? "," : "", stretches[i].span.begin,
                     stretches[i].span.end, to_string(stretches[i].language));
    out += "]}\n";
  };
  return pipeline.run(arguments);
}

}  // namespace pluim::cli
