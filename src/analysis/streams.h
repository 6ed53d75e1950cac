/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Streams in memory: io.BytesIO and StringIO, and what reads another stream, as it is or unpacked. One is a
 * MEANING_OBJECT whose self is what it holds, a text or bytes (&meaning_unknown: not known), and whose number is
 * the byte where it goes on (-1: not known); both change as calls read and write. */
#ifndef BRINE_ANALYSIS_STREAMS_H
#define BRINE_ANALYSIS_STREAMS_H

#include "src/analysis/evaluate.h"

/* What a stream, or a queue, holds; NULL: it is none. */
const struct meaning *stream_held(const struct meaning *stream);
/* What it gives from where it goes on; that itself which it holds, where nothing was read of it. NULL: it is no
 * stream, or that is not known. */
const struct meaning *stream_rest(struct evaluator *ev, const struct meaning *stream);
/* A stream of that class, which holds this (NULL: not known) and goes on at its begin. NULL: no room. */
struct meaning *stream_new(struct evaluator *ev, const char *module, const char *class,
                           const struct meaning *held, const struct arguments *args);
/* One of its own, like another. */
const struct meaning *stream_copy(struct evaluator *ev, const struct meaning *stream);
/* Appends to what a stream holds, at its place: write. */
void stream_write(struct evaluator *ev, struct meaning *stream, const struct meaning *what);
/* Somebody has it of whom it is not known what he does with it. */
void stream_lose(const struct meaning *stream);
/* BUILD and __setstate__: (what it holds, where it goes on, attributes). False: it is no stream. */
bool stream_build(struct evaluator *ev, const struct meaning *stream, const struct meaning *state);

#endif
