// How much of real text the lexicon of a language explains, and which frequent words it does not.
#pragma once

#include <filesystem>
#include <string>

#include "pluim/result.hpp"

namespace pluim::train {

// Reads `texts`, a text a line, with the lexicon of `language` from the bundle file `model`. Prints the share of word tokens
// that lie under some entry, the share of texts with a judging or naming entry, and the `most` most frequent words that no
// entry explains, each with its count.
Status report_coverage(const std::filesystem::path& model, const std::string& language, const std::filesystem::path& texts,
                       std::size_t most);

}  // namespace pluim::train
