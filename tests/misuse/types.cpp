// WRONG_1: cannot convert|incompatible type
// WRONG_2: no match for|invalid operands|no match
// WRONG_3: domian
// WRONG_4: narrowing|cannot be narrowed
// WRONG_5: cannot convert|no viable conversion|cannot initialize|invalid conversion
// WRONG_6: private
#include "pluim/pluim.hpp"

int main() {
  pluim::Category category{};
#ifdef WRONG_1
  category = 3;  // a category comes from its id, not from a number
#endif
  const pluim::Domain domain{};
#ifdef WRONG_2
  if (category == domain) return 1;
#endif
  pluim::Review review{.text = "Lovely stay!", .domain = "hotel"};
#ifdef WRONG_3
  review = pluim::Review{.text = "Lovely stay!", .domian = "hotel"};
#endif
#ifdef WRONG_4
  const pluim::Span span{-1, 5};
  if (!span.empty()) return 1;
#endif
#ifdef WRONG_5
  const std::uint16_t reasons = pluim::Reason::negated;  // a reason is a bit: ask for it
  if (reasons != 0) return 1;
#endif
#ifdef WRONG_6
  const pluim::Workspace workspace;
  if (workspace.impl_) return 1;
#endif
  return review.text.empty() || category != pluim::Category{} || domain != pluim::Domain{} ? 1 : 0;
}
