// A consumer: everything that a first program needs of the library.
#include <iostream>
#include <string_view>

#include "pluim/pluim.hpp"

int main() {
  const auto analyzer = pluim::Analyzer::embedded();
  if (!analyzer) {
    std::cerr << analyzer.error().message << '\n';
    return 1;
  }
  const std::string_view text = "Our receptionist Sanne was super friendly, but the room was dirty.";
  const pluim::Analysis analysis = analyzer->analyze(text);
  std::cout << "pluim " << pluim::version() << '\n';
  for (const pluim::StaffMention& mention : analysis.staff) std::cout << pluim::slice(text, mention.span) << '\n';
  return 0;
}
