// One review in, what it says and whom it praises out.
#include <iostream>
#include <pluim/pluim.hpp>

int main() {
  const auto analyzer = pluim::Analyzer::embedded();
  if (!analyzer) {
    std::cerr << analyzer.error().message << '\n';
    return 1;
  }
  const std::string text = "Kamer vies, maar Sanne van de receptie was super lief.";
  const pluim::Review review{.text = text, .domain = "hotel"};
  const auto analysis = analyzer->analyze(review);
  std::cout << "pluim " << pluim::version() << ", language " << to_string(analysis.language) << '\n';
  for (const auto& opinion : analysis.opinions)
    std::cout << analyzer->taxonomy().id(opinion.category) << ' ' << to_string(opinion.polarity) << ": "
              << pluim::slice(review.field(opinion.field), opinion.span) << '\n';
  for (const auto& person : analysis.staff)
    std::cout << pluim::slice(review.field(person.field), person.span) << (person.award_eligible ? " is praised\n" : " is named\n");
}
