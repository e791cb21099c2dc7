#include "compile/phrases.hpp"

#include <algorithm>

#include "base/table.hpp"

namespace pluim::compile {
namespace {

constexpr std::size_t most_combinations = 4096;

Error reason(std::string text) { return Error{ErrorCode::invalid_table, std::move(text)}; }

// Where the bracket that opens at `at` closes, or npos.
std::size_t closing(std::string_view text, std::size_t at) noexcept {
  const char open = text[at];
  const char close = open == '{' ? '}' : '>';
  int depth = 0;
  for (std::size_t i = at; i < text.size(); ++i) {
    depth += text[i] == open;
    depth -= text[i] == close;
    if (depth == 0) return i;
  }
  return std::string_view::npos;
}

// "<3" and its like are text: a class begins with a letter and stands behind one.
bool class_opens(std::string_view text, std::size_t at) noexcept {
  return text[at] == '<' && at > 0 && text[at - 1] != ' ' && at + 1 < text.size() && text[at + 1] != '3' && text[at + 1] != '/';
}

// All forms of a stretch of a phrase; brackets may stand in brackets.
Result<std::vector<std::string>> forms_of(std::string_view text, const Classes& classes) {
  std::vector<std::string> forms{""};
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '}') return reason("a '}' closes nothing");
    if (c != '{' && !class_opens(text, at)) {
      for (auto& form : forms) form.push_back(c);
      ++at;
      continue;
    }
    const auto end = closing(text, at);
    if (end == std::string_view::npos) return reason("a '" + std::string(1, c) + "' is not closed");
    const auto inside = text.substr(at + 1, end - at - 1);
    std::vector<std::string> parts;
    if (c == '<') {
      const auto found = classes.find(inside);
      if (found == classes.end()) return reason("inflection class '" + std::string(inside) + "' is not known");
      parts = found->second;
    } else {
      int depth = 0;
      std::size_t from = 0;
      for (std::size_t i = 0; i <= inside.size(); ++i) {
        if (i < inside.size()) {
          depth += inside[i] == '{';
          depth -= inside[i] == '}';
          if (inside[i] != ',' || depth > 0) continue;
        }
        auto theirs = forms_of(inside.substr(from, i - from), classes);
        if (!theirs) return theirs;
        parts.insert(parts.end(), theirs->begin(), theirs->end());
        from = i + 1;
      }
    }
    if (forms.size() * parts.size() > most_combinations) return reason("has more than 4,096 forms");
    std::vector<std::string> next;
    next.reserve(forms.size() * parts.size());
    for (const auto& form : forms)
      for (const auto& part : parts) next.push_back(form + part);
    forms = std::move(next);
    at = end + 1;
  }
  return forms;
}

}  // namespace

Result<std::vector<std::string>> expand(std::string_view phrase, const Classes& classes) {
  auto forms = forms_of(phrase, classes);
  if (!forms) return forms;
  // An empty alternative for a whole token leaves two spaces, or one at an edge.
  std::vector<std::string> out;
  std::vector<std::string_view> words;
  for (const auto& form : *forms) {
    base::split(form, ' ', words);
    std::string clean;
    for (const auto& word : words) {
      if (!clean.empty()) clean += ' ';
      clean += word;
    }
    if (!clean.empty() && std::find(out.begin(), out.end(), clean) == out.end()) out.push_back(std::move(clean));
  }
  if (out.empty()) return reason("is empty");
  for (const auto& form : out)
    if (form == "*" || form == "_" || form.starts_with("* ") || form.starts_with("_ ") || form.ends_with(" *") || form.ends_with(" _"))
      return reason("begins or ends with a wildcard");
  return out;
}

void PhraseKeys::keys(std::string_view phrase, std::vector<lexicon::Key>& out) {
  out.clear();
  // Stretches between wildcards are tokenized together, so that "check-in" and "10 / 10" come out as in a review.
  std::size_t from = 0;
  const auto flush = [&](std::size_t to) {
    const auto part = base::trim(phrase.substr(from, to - from));
    if (part.empty()) return;
    // An elision at the end ("pas d'") is one only before a word: it gets one, whose key is left out.
    const bool elision = part.ends_with('\'') && part.size() > 1 && part[part.size() - 2] != ' ';
    tokenizer_.tokenize(elision ? std::string(part) + "une" : std::string(part), scratch_, document_);
    out.insert(out.end(), document_.keys.begin(), document_.keys.end() - (elision && document_.keys.size() > 1 ? 1 : 0));
  };
  for (std::size_t at = 0; at < phrase.size(); ++at) {
    const bool alone = (at == 0 || phrase[at - 1] == ' ') && (at + 1 == phrase.size() || phrase[at + 1] == ' ');
    if (!alone || (phrase[at] != '*' && phrase[at] != '_')) continue;
    flush(at);
    out.push_back(phrase[at] == '*' ? lexicon::many_key : lexicon::one_key);
    from = at + 1;
  }
  flush(phrase.size());
}

}  // namespace pluim::compile
