/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/carve.h"

#include <inttypes.h>

#include "src/input/carve_parts.h"

/* ---- Running --------------------------------------------------------------------------------- */

static bool goes_on(struct carve *carve, uint64_t off)
{
    if (!carve->is_stopped && carve->options.go_on)
        carve->is_stopped = !carve->options.go_on(carve->options.context, off);
    return !carve->is_stopped;
}

static br_record *run_window(struct carve *carve, uint64_t off, uint64_t end)
{
    br_record *rec = br_record_new(carve->bytes + off, end - off, &carve->options.machine);
    if (!rec)
        return NULL;
    while (br_record_run(rec, OPS_BETWEEN) == BR_RUNNING && goes_on(carve, off))
        ;
    return rec;
}

/* How far the opcode reaches that did not fit: 0 when there is no more to it. */
static uint64_t reach_of(struct carve *carve, uint64_t pos, uint64_t end)
{
    struct br_ins ins;
    return pos < end && carve_decode(carve, pos, end, &ins) == BR_ERR_NONE ? ins.pos + ins.length
                                                                           : 0;
}

/* Runs what begins at off. The machine sees so much of the bytes as it gets through: one that breaks
 * early must not search all of them for the end of a line. */
static br_record *run_at(struct carve *carve, uint64_t off, uint64_t end)
{
    uint64_t size = FIRST_WINDOW;
    for (;;) {
        bool is_all = size >= end - off;
        br_record *rec = run_window(carve, off, is_all ? end : off + size);
        const struct br_error *error = rec ? br_error_of(rec) : NULL;
        if (!rec || is_all || !error || error->kind != BR_ERR_TRUNCATED)
            return rec;
        uint64_t pos = off + error->pos;
        uint64_t reach = pos == off + size ? pos : reach_of(carve, pos, end);
        if (reach == 0 || !carve_spend(carve, size - error->pos))
            return rec;
        br_record_free(rec);
        size = reach - off > 4 * size ? reach - off : 4 * size;
    }
}

static bool is_string(const struct br_ins *ins)
{
    return ins->text.len >= STRING_BYTES &&
           ((ins->opcode->arg >= BR_ARG_STRING1 && ins->opcode->arg <= BR_ARG_UNICODESTRING8) ||
            ins->opcode->arg == BR_ARG_STRINGNL || ins->opcode->arg == BR_ARG_UNICODESTRINGNL);
}

/* The next string of a candidate that ends after off. */
static bool next_string(const struct carve *carve, struct carve_level *level, uint64_t off)
{
    if (level->arg_end > off)
        return true;
    while (level->next < level->end) {
        struct br_ins ins;
        if (br_decode(carve->bytes, level->end, level->next, &ins) != BR_ERR_NONE)
            return false;
        level->next = ins.pos + ins.length;
        if (!is_string(&ins))
            continue;
        level->arg_from = (uint64_t)(ins.text.data - carve->bytes);
        level->arg_end = level->arg_from + ins.text.len;
        if (level->arg_end > off)
            return true;
    }
    return false;
}

static struct carve_level level_of(const struct carve_found *found)
{
    return (struct carve_level){.offset = found->offset, .end = found->end, .next = found->offset};
}

/* ---- One that a broken one ran into ----------------------------------------------------------- */

/* What begins at place->off is believed and comes to its STOP after `least`. Each run is paid for:
 * those of the same bytes may be many. */
static bool is_whole_at(struct carve *carve, const struct carve_place *place, uint64_t least)
{
    struct carve_found found;
    struct carve_taste taste = carve_taste(carve, place->off, place->end, TASTED_OPS);
    if (!carve_is_worth_a_run(carve, place, &taste) || (taste.has_stop && taste.end <= least))
        return false;
    br_record *rec = run_at(carve, place->off, place->end);
    bool is_whole = rec && !carve->is_stopped && carve_judge(carve, place, &taste, rec, &found) &&
                    found.error.kind == BR_ERR_NONE && found.end > least;
    if (rec)
        carve_spend(carve, br_ops(rec) + br_end(rec));
    br_record_free(rec);
    return is_whole;
}

/* Where a whole one begins in the bytes of one that breaks, and in no string of it that holds all of it:
 * the opcodes before what is missing ran into it. Without a header it must go on behind the break, since
 * a part of the broken one does not. found->end without one. */
static uint64_t find_across(struct carve *carve, const struct carve_place *outer,
                            const struct carve_found *found)
{
    struct carve_level strings = level_of(found);
    struct carve_place place = {.first = outer->first, .end = outer->end};
    uint64_t at = found->end;
    carve->name_end = 0;
    for (place.off = found->offset + 1; place.off + 1 < found->end && carve->credit > 0;
         place.off++) {
        const uint8_t *bytes = carve->bytes + place.off;
        if (!carve_is_start(bytes) || (carve->options.has_header && bytes[0] != PROTO) ||
            (bytes[0] == 'c' && !carve_is_module_line(carve, place.off + 1, place.end)))
            continue;
        bool is_within = next_string(carve, &strings, place.off) && strings.arg_from <= place.off;
        uint64_t least = is_within ? strings.arg_end : bytes[0] == PROTO ? place.off : found->end;
        if (!is_whole_at(carve, &place, least))
            continue;
        at = place.off;
        break;
    }
    carve->name_end = 0; /* the search goes on before */
    return at;
}

/* ---- Searching ------------------------------------------------------------------------------- */

/* The first opcodes failed: none of them begins anything better. */
static void taste_failed(struct carve *carve, const struct carve_taste *taste, uint64_t ops)
{
    for (uint64_t op = 0; op < taste->ops && op < ops; op++)
        carve_failed_add(carve, taste->pos[op]);
}

/* What the machine makes of it. */
static bool run_and_judge(struct carve *carve, const struct carve_place *place,
                          struct carve_taste *taste, struct carve_found *found, struct err *err)
{
    br_record *rec = run_at(carve, place->off, place->end);
    if (!rec)
        return err_set(err, "not enough memory to run what is at 0x%" PRIx64, place->off);
    bool is_believed = !carve->is_stopped && carve_judge(carve, place, taste, rec, found);
    if (is_believed) {
        carve_find_imports(rec, found);
        carve_add_reason(found, CARVE_IMPORT, found->imports.len > 0);
    } else {
        if (!taste->has_header)
            carve->barren_end = place->off + br_end(rec);
        if (taste->is_vain)
            carve->vain_end = place->off + br_end(rec);
        if (br_error_of(rec)) /* what comes after the break may be one of its own */
            taste_failed(carve, taste, br_ops(rec));
    }
    br_record_free(rec);
    return is_believed;
}

/* What is at place->off. False: nothing that is believed, or memory failed and err says so. */
static bool try_at(struct carve *carve, const struct carve_place *place, struct carve_found *found,
                   struct err *err)
{
    carve_failed_pass(carve, place->off);
    struct carve_taste taste = carve_taste(carve, place->off, place->end, TASTED_OPS);
    bool is_again = taste.is_vain && place->off < carve->vain_end;
    if (!is_again && carve_is_worth_a_run(carve, place, &taste))
        return run_and_judge(carve, place, &taste, found, err);
    if (!taste.has_stop) /* with one, what went before may be none of it */
        taste_failed(carve, &taste, taste.ops);
    return false;
}

/* The bytes to look through next: a string of the innermost candidate, or what no candidate has. */
static bool next_place(struct carve *carve, struct carve_place *place)
{
    while (carve->depth > 0) {
        struct carve_level *level = &carve->levels[carve->depth - 1];
        if (next_string(carve, level, carve->off)) {
            if (carve->off < level->arg_from)
                carve->off = level->arg_from;
            *place = (struct carve_place){.first = level->arg_from, .end = level->arg_end};
            return true;
        }
        carve->off = level->end;
        carve->depth--;
    }
    *place = (struct carve_place){.first = carve->options.from, .end = carve->len};
    return carve->off < carve->len;
}

/* The strings of what was found come next; where it is too deep, what follows it. */
static void enter(struct carve *carve, const struct carve_found *found)
{
    if (found->error.kind == BR_ERR_NONE)
        carve->last_end = found->end;
    if (carve->depth < CARVE_DEPTH)
        carve->levels[carve->depth++] = level_of(found);
    else
        carve->off = found->end;
}

/* Tells where the search is; the more was seen, the more long lines may be followed. */
static bool pass(struct carve *carve)
{
    if (carve->off - carve->told < BYTES_BETWEEN)
        return true;
    carve->credit += (carve->off - carve->told) * CREDIT_EACH;
    carve->told = carve->off;
    return goes_on(carve, carve->off);
}

void carve_begin(struct carve *carve, const uint8_t *bytes, uint64_t len,
                 const struct carve_options *options)
{
    *carve = (struct carve){
        .bytes = bytes,
        .len = len,
        .options = *options,
        .off = options->from < len ? options->from : len,
        .credit = CREDIT_FIRST,
        .told = options->from < len ? options->from : len,
        .failed_at = options->from < len ? options->from : len,
        .last_end = UINT64_MAX,
    };
    shape_begin(&carve->shape);
    carve_fill_starts();
}

void carve_skip(struct carve *carve, uint64_t from)
{
    carve->depth = 0;
    if (carve->off < from)
        carve->off = from;
}

bool carve_next(struct carve *carve, struct carve_found *found, struct err *err)
{
    struct carve_place place;
    err->text[0] = '\0';
    while (!carve->is_stopped && next_place(carve, &place)) {
        /* In pieces, so that one who waits can be told. */
        uint64_t end =
            place.end - carve->off > BYTES_BETWEEN ? carve->off + BYTES_BETWEEN : place.end;
        place.off = carve_find_start(carve, &place, end);
        carve->off = place.off < end ? place.off + 1 : end - (end < place.end);
        if (!pass(carve))
            return false;
        if (place.off == end)
            continue;
        if (try_at(carve, &place, found, err)) {
            if (found->error.kind != BR_ERR_NONE && found->error.kind != BR_ERR_LIMIT)
                found->end = find_across(carve, &place, found);
            enter(carve, found);
            return true;
        }
        if (err->text[0])
            return false;
    }
    return false;
}
