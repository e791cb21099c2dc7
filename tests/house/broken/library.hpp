// Never compiled, only looked at.
#include <re2/re2.h>
#include <unicode/uchar.h>
#include "Eigen/Dense"
