// The contract of records, answers and commands. A change that breaks it raises the major number.
#pragma once

#include <array>
#include <string_view>

namespace pluim::io {

inline constexpr std::string_view contract_version = "1.0";

// The keys of an answer, those of layers to come included: no kept field may bear one of these names.
inline constexpr std::array<std::string_view, 15> answer_keys{
    "id",          "language", "domain",  "overall", "opinions", "families", "staff", "unnamed_staff",
    "other_names", "friction", "delight", "intent",  "recovery", "flags",    "model",
};

}  // namespace pluim::io
