#ifndef ROCADE_CPOSTGRES_SHIM_H
#define ROCADE_CPOSTGRES_SHIM_H
#include <libpq-fe.h>
#endif
