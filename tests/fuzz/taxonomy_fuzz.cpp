// Bytes -> a user's taxonomy. What is refused says where; what is taken can be asked everything, and analyses.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "pluim/pluim.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const pluim::LoadOptions::Addition addition{"user", {reinterpret_cast<const char*>(data), size}};
  const auto analyzer = pluim::Analyzer::embedded({.self_test = false, .taxonomies = {&addition, 1}});
  if (!analyzer) {
    const auto& error = analyzer.error();
    if (error.code != pluim::ErrorCode::invalid_table || error.message.empty()) std::abort();
    return 0;
  }
  const auto& t = analyzer->taxonomy();
  for (std::size_t i = 0; i < t.size(); ++i) {
    const auto c = static_cast<pluim::Category>(i);
    if (t.find(t.id(c)) != c || t.id(t.family(c)).empty() || t.label(c, "nl").empty()) std::abort();
    for (std::size_t d = 0; d < t.domain_count(); ++d) {
      const auto domain = static_cast<pluim::Domain>(d);
      const auto department = t.department(c, domain);
      if (department != pluim::Department::none && t.department_id(department).empty()) std::abort();
      if (t.stage(c, domain).size() > size + 1000) std::abort();
    }
    for (std::size_t v = 0; v < t.view_count(); ++v)
      if (t.bucket(t.view_id(v), c).empty()) std::abort();
  }
  for (std::size_t d = 0; d < t.domain_count(); ++d)
    if (analyzer
            ->analyze(
                {.text = "The oat milk was good, a great cabin.", .language = "en", .domain = t.domain_id(static_cast<pluim::Domain>(d))})
            .flags > 1024)
      std::abort();
  return 0;
}
