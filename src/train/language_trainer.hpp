// Learns the language classifier. Only the build's tool uses it; the library never does.
#pragma once

#include <filesystem>

#include "pluim/result.hpp"

namespace pluim::train {

// Reads TEXTS/<language>.txt, a text a line, and writes the section of a learn::HashedLinear to `out`.
// Multinomial logistic regression by stochastic gradient descent with per-weight step sizes (AdaGrad, Duchi et al.
// 2011), on whole lines and on random stretches of them, then rounded to eight bits. The same texts give the same bytes.
Status train_language(const std::filesystem::path& texts, const std::filesystem::path& out);

}  // namespace pluim::train
