// Never compiled, only looked at.
const char open[] = "[";
#include "staff/names.hpp"
const char closed[] = "]";
