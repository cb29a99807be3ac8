#ifndef ROCADE_CGEOS_SHIM_H
#define ROCADE_CGEOS_SHIM_H
#include <geos_c.h>
#endif
