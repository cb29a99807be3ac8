#ifndef ROCADE_CZSTD_SHIM_H
#define ROCADE_CZSTD_SHIM_H
#include <zstd.h>
#endif
