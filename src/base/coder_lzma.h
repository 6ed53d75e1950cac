/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What xz and LZMA-alone share: liblzma's way of stepping. */
#ifndef BRINE_BASE_CODER_LZMA_H
#define BRINE_BASE_CODER_LZMA_H

#include <lzma.h>

#include "src/base/coder.h"

/* The state for a coder: begin's result, given liblzma's function that makes the decoder, with no
 * limit of memory: a dictionary is only as much memory as is written to it. */
void *coder_lzma_begin(lzma_ret (*make)(lzma_stream *stream));
enum coder_status coder_lzma_step(void *state, struct coder_io *io);
void coder_lzma_end(void *state);

/* An xz stream or one of LZMA-alone, whichever begins there. */
extern const struct coder coder_lzma_auto;

#endif
