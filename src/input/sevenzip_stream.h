/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unpacks one block of a 7z, from its start, piece by piece. libarchive does it: it is shown an
 * archive of our own making, with the block as its only file, so that nothing else that an odd
 * archive says can reach it. */
#ifndef BRINE_INPUT_SEVENZIP_STREAM_H
#define BRINE_INPUT_SEVENZIP_STREAM_H

#include "src/input/sevenzip.h"
#include "src/input/unpack.h"

struct sevenzip_stream;

/* Begins. NULL: result says why. */
struct sevenzip_stream *sevenzip_stream_open(const uint8_t *bytes, const struct sevenzip *archive,
                                             const struct sevenzip_block *block,
                                             const struct unpack_limits *limits,
                                             struct unpack_result *result);

/* Reads up to room bytes; 0 at the end of the block, and where it breaks: then result (end, why)
 * says how. */
size_t sevenzip_stream_read(struct sevenzip_stream *stream, uint8_t *to, size_t room,
                            struct unpack_result *result);

void sevenzip_stream_close(struct sevenzip_stream *stream);

#endif
