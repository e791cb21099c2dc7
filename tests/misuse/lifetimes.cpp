// WRONG_1: deleted function
// WRONG_2: deleted function
// WRONG_3: no matching function
// WRONG_4: deleted
// WRONG_5: no matching (function|constructor)
#include <string>
#include <utility>

#include "pluim/pluim.hpp"

std::string make() { return "Sanne was great"; }

int main() {
  const std::string text = make();
  const pluim::Span span{0, 5};
  std::string_view word = pluim::slice(text, span);
  word = pluim::slice("a literal lives for ever", span);
  word = pluim::slice(std::string_view(text), span);
#ifdef WRONG_1
  word = pluim::slice(make(), span);  // the string is gone at the semicolon
#endif
#ifdef WRONG_2
  word = pluim::slice(std::move(text), span);
#endif
#ifdef WRONG_3
  word = pluim::slice(text, pluim::CharSpan{0, 5});  // code points are no bytes
#endif
  pluim::Workspace workspace;
#ifdef WRONG_4
  pluim::Workspace copy = workspace;  // one thread, one workspace
#endif
  pluim::Workspace moved = std::move(workspace);
#ifdef WRONG_5
  pluim::Analyzer analyzer;  // there is no analyzer without a model
#endif
  static_cast<void>(moved);
  return word.empty() ? 1 : 0;
}
