// The version of the library, from the project() line of CMakeLists.txt: the build defines the three numbers.
#pragma once

#include "pluim/export.hpp"

namespace pluim {

// "1.2.3": the version that the linked library was built as, which can differ from the headers' when it is shared.
// Threads: any. Cost: none.
[[nodiscard]] PLUIM_EXPORT const char* version() noexcept;

}  // namespace pluim
