// The third-party libraries that this room works with.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace pluim::io {

// Name and version, as linked.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> library_versions();

}  // namespace pluim::io
