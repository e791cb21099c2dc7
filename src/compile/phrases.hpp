// The phrase notation of models/lexicon: alternatives, inflection classes, wildcards.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "lexicon/lexicon.hpp"
#include "tokenize/tokenize.hpp"

namespace pluim::compile {

using Classes = std::map<std::string, std::vector<std::string>, std::less<>>;

// Writes out `phrase`: one string for each combination of its alternatives, without doubles.
// Errors: a reason in words (an open brace, an unknown class, more than 4,096 combinations).
[[nodiscard]] Result<std::vector<std::string>> expand(std::string_view phrase, const Classes& classes);

// The keys of an expanded phrase, by the tokenizer that reads the reviews; `_` and `*` become wildcard keys.
class PhraseKeys {
 public:
  void keys(std::string_view phrase, std::vector<lexicon::Key>& out);

 private:
  tokenize::Tokenizer tokenizer_;
  tokenize::Scratch scratch_;
  tokenize::Document document_;
};

}  // namespace pluim::compile
