/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pickle streams of the FILEs on the command line, one after the other, each run to its end:
 * which member of a container, which of several pickles in a row, from which byte.
 *
 * A stream that breaks is visited too, and then reported by run_error(): what was readable is
 * printed before the error. Nothing after it is read in that member. */
#ifndef BRINE_STREAMS_H
#define BRINE_STREAMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/analysis/analysis.h"
#include "src/analysis/policy.h"
#include "src/base/buf.h"
#include "src/command.h"
#include "src/input/argument.h"
#include "src/input/input.h"
#include "src/input/pickles.h"
#include "src/output/jsonl.h"
#include "vm/brine.h"

/* One FILE, open. */
struct source {
    struct input in;
    struct input_argument argument;
    const char *entry; /* of --entry or of FILE!NAME; NULL: all members that hold a pickle */
};

/* Opens FILE as the options say. On false nothing is left open and err says why. */
bool source_open(struct source *source, const struct options *options, const char *file,
                 struct err *err);
void source_close(struct source *source);

/* The name of a member as "entry" has it, by which --entry finds it again: a NUL, which no argument can hold,
 * is "\x00". null without a name. */
void entry_json(const struct input_member *member, struct jsonl *json);

/* The member that --entry or FILE!NAME names; where others are called the same, stderr says how each is
 * named. */
bool source_find(struct run *run, struct source *source, size_t *member, struct err *err);
/* The same word about a member that was found in another way. */
void source_namesakes(struct run *run, const struct source *source, size_t member);

/* The options of the machine from the command line, for what stands in a file; dialect NULL: none was named there. What the
 * format of a file has to say is not in them: input_machine(). */
struct br_options machine_options(const struct options *options, const struct input *in);

/* The reader that the options name makes values. False: it only decodes, and err says that `command`
 * cannot do with it. */
bool dialect_has_values(const struct options *options, const char *command, struct err *err);

/* One stream, run to STOP or to its break. All of it is gone when the visitor returns. */
struct stream {
    const struct source *source;
    size_t member;   /* of source->in */
    uint64_t number; /* which pickle of the member, from 0: see pickles.h */
    uint64_t base;   /* where the member's bytes begin in the file or entry (input_member_base) */
    uint64_t offset; /* of its first byte in the bytes of the member */
    const struct pickle_spot *spot; /* the same, and what it is inside of */
    const char *dialect;            /* the reader that was modelled */
    uint64_t end; /* after STOP, or at the opcode that broke: in the bytes of the member */
    enum pickles_rest rest; /* what it is if it broke, and the row may go on: see pickles.h */
    bool is_last;           /* nothing follows it */
    bool is_noise;          /* nothing but its place speaks for a pickle: see stream_noise.c */
    const br_record *rec;
    const struct analysis *an; /* NULL unless asked for */
};

/* Bytes that the words for an inset are cut to. */
enum { STREAM_WORDS_MAX = 256 };

/* ---- What is told of a stream (stream_told.c) --------------------------------------------------- */

/* Digits of the stream's greatest offset, at least 4: the width of a column of offsets. */
unsigned stream_digits(const struct stream *stream);
/* The command line names one plain FILE and this is its first pickle: no line need say which. */
bool stream_is_plain(const struct stream *stream, const struct options *options);
/* The members "file", "entry", "stream" and "offset" of the open object: which stream it is about; and
 * "parent" of one inside another. */
void stream_json(const struct stream *stream, struct jsonl *json);
/* "parent", of one that stands inside another; nothing of others. */
void stream_json_parent(const struct stream *stream, struct jsonl *json);
/* An object for what its loader read between two opcodes: where, how much, what. */
void stream_json_inset(const struct stream *stream, const struct br_inset *inset,
                       struct jsonl *json);
/* Appends "model.pt!archive/data.pkl", "two.pkl: stream 1 at 0x29". */
void stream_label(const struct stream *stream, struct buf *out);
/* Of one that stands in a value of a pickle, appends where that is and how it comes out of it:
 * "0x24 of stream 0, by base64.b64decode"; nothing of others. */
void stream_way(const struct stream *stream, struct buf *out);
/* Appends "0x2e: REDUCE: arguments are an int, not a tuple". */
void break_text(const struct br_error *error, struct buf *out);
/* Appends "not a pickle", and what it is instead where that is known; false: it is one, or may be. */
bool stream_no_pickle(const struct stream *stream, const struct br_error *error, struct buf *out);
/* How a stream broke, as one line that begins with FILE. What never was a pickle is told so, with what it
 * is where that is known. */
void stream_break(const struct stream *stream, const struct br_error *error, struct err *err);
/* Appends "8 bytes of padding at 0x29, before the next pickle": what a stream is whose rest is one. */
void stream_rest_text(const struct stream *stream, struct buf *out);

/* ---- Walking ----------------------------------------------------------------------------------- */

/* Text and chance: a few opcodes that prove nothing, and then a break. (stream_noise.c) */
bool stream_is_noise(const struct options *options, const struct stream *stream);

/* What walks over streams. Visit returns false to stop the walk over this FILE. */
struct walk {
    bool (*visit)(void *context, const struct stream *stream);
    /* A stream broke, or could not be read (stream is then NULL): err has the line to print,
     * beginning with FILE. */
    void (*broken)(void *context, const struct stream *stream, size_t member,
                   const struct err *err);
    void *context;
    const struct policy *policy; /* NULL: no analysis is made */
    bool nested;   /* pickles that are values of a pickle become members of the input, at its end */
    bool reads_on; /* behind a first pickle that breaks: pickles.h */
    bool is_plain; /* as pickle.load reads, whatever the loader of the format does */
};

/* The streams of one member. False when the visitor stopped the walk. */
bool walk_member(struct source *source, const struct options *options, size_t member,
                 const struct walk *walk, uint64_t *n_streams);

/* All streams that the options select in all FILEs of the command line. */
void walk_all(struct run *run, const struct walk *walk);
/* The same; what breaks is reported by run_error(). policy as in walk. */
void walk_files(struct run *run, const struct policy *policy,
                bool (*visit)(void *context, const struct stream *stream), void *context);

#endif
