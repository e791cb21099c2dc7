// Follows the arrows: never compiled, only looked at by cmake/check_includes.cmake.
#include <unicode/uchar.h>

#include <string>

#include "base/utf8.hpp"
#include "pluim/text.hpp"
#include "unicode/fold.hpp"
