/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of a run makes it a pickle, how sure that is, and the words for it. */
#include <inttypes.h>
#include <string.h>

#include "src/input/carve_parts.h"

/* ---- Words ----------------------------------------------------------------------------------- */

static const char *const reason_texts[CARVE_REASONS] = {
    [CARVE_HEADER] = "begins with PROTO",
    [CARVE_FRAME] = "its frame ends with STOP",
    [CARVE_IMPORT] = "imports by name",
    [CARVE_CLEAN] = "STOP with one value on the stack",
    [CARVE_LEFTOVER] = "STOP, with values left on the stack",
    [CARVE_WHOLE] = "fills what it is in",
    [CARVE_FOLLOWS] = "follows the one before",
    [CARVE_LONG] = "64 opcodes and more make sense",
    [CARVE_TEXT] = "no header, its lines fit their opcodes",
    [CARVE_CUT] = "the data end inside it",
    [CARVE_BROKEN] = "breaks before STOP",
};

static const struct {
    const char *name;
    uint64_t bits;
    bool needs_stop;
} confidence_rows[] = {
    [CARVE_LOW] = {"low", 0, false},
    [CARVE_MEDIUM] = {"medium", BITS_MEDIUM, false},
    [CARVE_HIGH] = {"high", BITS_HIGH, true},
};

const char *carve_confidence_name(enum carve_confidence confidence)
{
    return confidence_rows[confidence].name;
}

const char *carve_status(const struct carve_found *found)
{
    return found->error.kind == BR_ERR_NONE ? "ok" : br_error_kind_name(found->error.kind);
}

void carve_why(const struct carve_found *found, struct buf *out)
{
    size_t n = 0;
    for (unsigned reason = 0; reason < CARVE_REASONS; reason++) {
        if (found->reasons >> reason & 1)
            buf_printf(out, "%s%s", n++ ? "; " : "", reason_texts[reason]);
    }
    if (found->inside != CARVE_NOT_INSIDE)
        buf_printf(out, "%sin a string of the one at 0x%" PRIx64, n ? "; " : "", found->inside);
}

void carve_found_free(struct carve_found *found)
{
    buf_free(&found->imports);
}

/* ---- Belief ---------------------------------------------------------------------------------- */

static bool import_is_known(const struct buf *imports, const char *text)
{
    for (size_t at = 0; at < imports->len; at += strlen(imports->data + at) + 1)
        if (strcmp(imports->data + at, text) == 0)
            return true;
    return false;
}

static bool write_text(void *context, const char *text, size_t n)
{
    struct buf *buf = context;
    buf_add(buf, text, n);
    return !buf->failed;
}

void carve_find_imports(const br_record *rec, struct carve_found *found)
{
    struct br_text_options options = {.max_bytes = CARVE_IMPORT_BYTES};
    struct br_event event;
    struct buf text = {0};
    unsigned count = 0;
    for (uint64_t n = 0; n < EVENTS_SEEN && br_event(rec, n, &event); n++) {
        struct br_text_result result;
        bool is_there;
        if (event.kind != BR_EV_IMPORT)
            continue;
        buf_clear(&text);
        br_event_text(rec, &event, BR_FIELD_CALLEE, &options, (struct br_sink){write_text, &text},
                      &result, &is_there);
        /* A NUL in a name would be taken for its end: shown up to there. */
        if (text.len == 0 || import_is_known(&found->imports, buf_text(&text)))
            continue;
        found->has_more_imports = count == CARVE_IMPORTS;
        if (count++ == CARVE_IMPORTS)
            break;
        buf_add(&found->imports, buf_text(&text), strlen(buf_text(&text)) + 1);
    }
    buf_free(&text);
}

/* The first frame of a short pickle holds all of it. */
static bool frame_is_exact(const br_record *rec)
{
    struct br_ins ins;
    if (br_ops(rec) < 3)
        return false;
    br_ins_at(rec, 1, &ins);
    return ins.opcode == br_opcode(0x95) &&
           br_end(rec) - ins.pos - ins.length == (uint64_t)ins.number;
}

static bool leaves_one_value(const br_record *rec)
{
    struct br_state at = {rec, br_ops(rec) - 1};
    return br_depth(at) == 1 && br_marks(at) == 0;
}

void carve_add_reason(struct carve_found *found, enum carve_reason reason, bool holds)
{
    if (holds)
        found->reasons |= UINT32_C(1) << reason;
}

/* What the place adds to what the opcodes prove. */
static uint64_t edge_bits(const struct carve *carve, const struct carve_place *place,
                          bool has_header, uint64_t end)
{
    uint64_t each = has_header ? BITS_EDGE : BITS_EDGE / 2;
    bool is_first = place->off == place->first || place->off == carve->last_end;
    return (is_first ? each : 0) + (end == place->end ? each : 0);
}

static enum carve_confidence confidence_of(uint64_t bits, bool has_stop)
{
    enum carve_confidence best = CARVE_LOW;
    for (unsigned k = CARVE_MEDIUM; k <= CARVE_HIGH; k++)
        if (bits >= confidence_rows[k].bits && (has_stop || !confidence_rows[k].needs_stop))
            best = (enum carve_confidence)k;
    return best;
}

/* Fills found, but for its imports, from what was run. False: it is not believed. */
bool carve_judge(struct carve *carve, const struct carve_place *place, struct carve_taste *taste,
                 const br_record *rec, struct carve_found *found)
{
    const struct br_error *error = br_error_of(rec);
    /* In a frame that is cut off the C unpickler reads nothing; its opcodes prove it all the same. */
    bool is_cut = error && error->kind == BR_ERR_TRUNCATED;
    bool is_frame = is_cut && error->opcode == carve->shape.frame;
    if (br_ops(rec) < taste->ops && !is_frame)
        *taste = carve_taste(carve, place->off, place->end, br_ops(rec));
    bool has_stop = br_done(rec) && !error;
    bool is_exact = has_stop && frame_is_exact(rec);
    *found = (struct carve_found){
        .offset = place->off,
        .end = place->off + (error ? error->pos : br_end(rec)),
        .opcodes = br_ops(rec),
        .protocol = br_protocol(rec, br_ops(rec)),
        .error = error ? *error : (struct br_error){.kind = BR_ERR_NONE},
        .inside = carve->depth ? carve->levels[carve->depth - 1].offset : CARVE_NOT_INSIDE,
    };
    uint64_t bits = taste->bits +
                    edge_bits(carve, place, taste->has_header, is_frame ? taste->end : found->end) +
                    (is_exact ? BITS_EXACT : 0);
    bool is_long = br_ops(rec) >= TASTED_OPS;
    bool is_clean = has_stop && leaves_one_value(rec);
    if (is_clean && !taste->has_stop)
        bits += (uint64_t)BITS_STOP + (is_long ? BITS_LONG : 0);
    carve_add_reason(found, CARVE_HEADER, taste->has_header);
    carve_add_reason(found, CARVE_FRAME, is_exact);
    carve_add_reason(found, CARVE_CLEAN, is_clean);
    carve_add_reason(found, CARVE_LEFTOVER, has_stop && !is_clean);
    carve_add_reason(found, CARVE_WHOLE, place->off == place->first && found->end == place->end);
    carve_add_reason(found, CARVE_FOLLOWS, place->off == carve->last_end);
    carve_add_reason(found, CARVE_LONG, is_long);
    carve_add_reason(found, CARVE_TEXT, !taste->has_header && taste->has_text);
    carve_add_reason(found, CARVE_CUT, is_cut);
    carve_add_reason(found, CARVE_BROKEN, error && !is_cut);
    found->confidence = confidence_of(bits, has_stop);
    if (has_stop)
        return bits >= BITS_RUN &&
               (is_clean || is_long || (taste->has_header && bits >= BITS_BROKEN));
    return taste->has_import
               ? bits >= BITS_IMPORT
               : bits >= BITS_BROKEN && found->protocol >= 2 && taste->ops >= BROKEN_OPS;
}

/* What the shape of the opcodes proves is enough to run them. */
bool carve_is_worth_a_run(const struct carve *carve, const struct carve_place *place,
                          const struct carve_taste *taste)
{
    bool has_edge = taste->end == place->end || !taste->is_over;
    uint64_t bits = taste->bits +
                    edge_bits(carve, place, taste->has_header, has_edge ? place->end : taste->end);
    return bits >= (taste->is_over ? BITS_IMPORT : taste->is_vain ? BITS_VAIN : BITS_RUN);
}
