// The exit statuses, by the contract.
#pragma once

namespace pluim::cli {

inline constexpr int exit_ok = 0;            // everything was done
inline constexpr int exit_incomplete = 1;    // something could not be read; the rest was done
inline constexpr int exit_nothing_done = 2;  // usage, no such file, a broken model

}  // namespace pluim::cli
