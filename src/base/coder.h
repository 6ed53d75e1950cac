/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A kind of compressed stream, as its library steps through it: bytes in, bytes out, until the
 * stream ends. One shape for all libraries, so that who unpacks looks after offsets, limits and breaks in
 * one place, whatever the library. */
#ifndef BRINE_BASE_CODER_H
#define BRINE_BASE_CODER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What there is to read and room to write. A step moves both on by what it used. */
struct coder_io {
    const uint8_t *in;
    size_t in_len;
    uint8_t *out;
    size_t out_len;
};

enum coder_status {
    CODER_MORE, /* it goes on; when nothing moved, more input is needed */
    CODER_END,  /* the stream is whole; in stands behind its last byte */
    CODER_BROKEN,
    CODER_MEMORY,
};

struct coder {
    void *(*begin)(void); /* the state of one stream; NULL: no memory */
    enum coder_status (*step)(void *state, struct coder_io *io);
    void (*end)(void *state); /* frees it */
    /* The data ended while it goes on: whether the stream is whole all the same, since it has no mark of
     * its end. NULL: none is. */
    bool (*may_end)(const void *state);
    /* Makes the state, after whatever stream, one for another: costs less than a new one where streams are
     * small and many. False: it cannot, and is only good for end. NULL: none of them can. */
    bool (*again)(void *state);
};

/* Deflated data without a header, by zlib: for gzip and zlib. */
extern const struct coder coder_deflate;
/* The same with the header and checksum of zlib, or of one member of gzip, which zlib itself looks at. */
extern const struct coder coder_zlib, coder_gzip;

/* One stream or frame each; also the data of a zip's member. */
extern const struct coder coder_bzip2, coder_xz, coder_zstd;

/* Takes the next bytes; false stops. */
struct coder_sink {
    bool (*take)(void *context, const uint8_t *bytes, size_t n);
    void *context;
};

/* Steps through what there is in one stream, whose state it is, and hands on what comes out piece by
 * piece; io->in moves, its room is not asked for. How the last step ended: CODER_MORE when the data end
 * first. *is_wanted: false once the sink has stopped it. */
enum coder_status coder_drain(const struct coder *coder, void *state, struct coder_io *io,
                              struct coder_sink sink, bool *is_wanted);

#endif
