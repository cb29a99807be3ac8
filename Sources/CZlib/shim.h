#ifndef ROCADE_CZLIB_SHIM_H
#define ROCADE_CZLIB_SHIM_H
#include <zlib.h>

/* Macros that Swift cannot see; 15 + 16: the largest window, in a gzip frame (RFC 1952). */
static inline int rocade_gunzip_init(z_stream *stream) { return inflateInit2(stream, 15 + 16); }
static inline int rocade_gzip_init(z_stream *stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}
#endif
