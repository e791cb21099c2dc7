// Never compiled, only looked at.
#include "../staff/names.hpp"
