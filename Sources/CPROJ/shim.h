#ifndef ROCADE_CPROJ_SHIM_H
#define ROCADE_CPROJ_SHIM_H
#include <proj.h>
#endif
