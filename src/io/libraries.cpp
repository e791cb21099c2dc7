#include "io/libraries.hpp"

#include <fmt/core.h>
#include <simdjson.h>
#include <zlib.h>
#include <zstd.h>

namespace pluim::io {

std::vector<std::pair<std::string, std::string>> library_versions() {
  return {
      {"fmt", fmt::format("{}.{}.{}", FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100)},
      {"simdjson", fmt::format("{}.{}.{}", int{simdjson::SIMDJSON_VERSION_MAJOR}, int{simdjson::SIMDJSON_VERSION_MINOR},
                               int{simdjson::SIMDJSON_VERSION_REVISION})},
      {"zlib", zlibVersion()},
      {"zstd", ZSTD_versionString()},
  };
}

}  // namespace pluim::io
