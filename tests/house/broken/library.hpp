// Never compiled, only looked at.
#include <unicode/uchar.h>
#include <re2/re2.h>
#include "Eigen/Dense"
