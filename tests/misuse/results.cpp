// WRONG_1: ignoring return
// WRONG_2: ignoring return
// WRONG_3: cannot convert|no viable conversion
// WRONG_4: ignoring return
// WRONG_5: ignoring return|discards|unused
#include "pluim/pluim.hpp"

int main() {
  const auto analyzer = pluim::Analyzer::embedded();
#ifdef WRONG_1
  pluim::Analyzer::load("reviews.pluim");
#endif
  if (!analyzer) return 1;
  const pluim::BatchSink sink = [](std::size_t, const pluim::Analysis&) { return true; };
  const pluim::Status status = analyzer->analyze_batch({}, sink);
#ifdef WRONG_2
  analyzer->analyze_batch({}, sink);  // cancelled, and nobody looked
#endif
#ifdef WRONG_3
  bool good = status;  // only a condition may ask
  if (good) return 0;
#endif
#ifdef WRONG_4
  pluim::Roster::parse("id,name\n1,Sanne\n");
#endif
#ifdef WRONG_5
  analyzer->analyze("Lovely stay!");
#endif
  return status ? 0 : 1;
}
