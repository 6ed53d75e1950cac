/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text and chance that a reader of pickles takes for opcodes. */
#include "src/input/evidence.h"
#include "src/input/format.h"
#include "src/input/shape.h"
#include "src/streams.h"

enum { NOISE_BYTES = 4096 }; /* behind a break, that may still prove something */

/* Something is called, or made: what text and chance hardly ever come to. */
static bool has_call(const br_record *rec)
{
    struct br_event event;
    for (uint64_t n = 0; br_event(rec, n, &event); n++)
        if (event.kind == BR_EV_REDUCE || event.kind == BR_EV_NEWOBJ || event.kind == BR_EV_INST ||
            event.kind == BR_EV_BUILD)
            return true;
    return false;
}

/* Nothing is imported, or by a name that is none. */
static bool is_harmless(const br_record *rec)
{
    struct br_event event;
    struct br_ins ins;
    for (uint64_t n = 0; br_event(rec, n, &event); n++) {
        br_ins_at(rec, event.op, &ins);
        if (event.kind != BR_EV_IMPORT || shape_makes_sense(&ins))
            return false;
    }
    return true;
}

/* The bytes are to be judged by what they prove: nobody says that they are a pickle, neither the user,
 * nor a format, nor they themselves. They are a file that no format claims, or follow a STOP. */
static bool is_unclaimed(const struct options *options, const struct stream *stream)
{
    const struct input *in = &stream->source->in;
    struct br_slice data = br_bytes(stream->rec);
    bool is_named = options->format || OPT_GIVEN(options, offset);
    bool is_file = stream->number == 0 && stream->member == 0 && in->format == &input_format_raw;
    bool is_claim = data.len > 1 && ((data.data[0] == 0x80 && data.data[1] <= 5) ||
                                     (data.data[0] == 0x95 && br_ops(stream->rec) > 1));
    return (stream->rest != PICKLES_NO_REST || (is_file && !is_named)) && !is_claim;
}

bool stream_is_noise(const struct options *options, const struct stream *stream)
{
    const struct br_error *error = br_error_of(stream->rec);
    struct br_slice data = br_bytes(stream->rec);
    if (!is_unclaimed(options, stream) || (error && error->kind == BR_ERR_LIMIT) ||
        (error ? has_call(stream->rec) : !is_harmless(stream->rec)))
        return false;
    uint64_t end = error ? error->pos : br_end(stream->rec);
    bool is_whole = data.len <= end + NOISE_BYTES;
    uint64_t len = is_whole ? data.len : end + NOISE_BYTES;
    bool is_all = is_whole && len > 0 && evidence_stop(data.data, len, 0) == len;
    return !is_all && !evidence_of_pickle(data.data, len, is_whole).is_pickle;
}
