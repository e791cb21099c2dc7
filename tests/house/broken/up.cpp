// Never compiled, only looked at.
#include "analyze/analyzer.hpp"
