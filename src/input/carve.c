/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/carve.h"

#include <inttypes.h>
#include <stddef.h>
#include <string.h>

/* The bits of proof (shape.h) that are asked for, and what adds to them. In a gigabyte of chance
 * some 2^30 places are tried. */
enum {
    BITS_RUN = 34,    /* to be run by the machine, and to be believed with a STOP */
    BITS_VAIN = 4,    /* to be run, where opcodes in a row that prove nothing (numbers) go on */
    BITS_STOP = 11,   /* a clean STOP that was not tasted, but run to, */
    BITS_LONG = 20,   /* behind so many opcodes that run */
    BITS_BROKEN = 48, /* to be believed without one, */
    BITS_IMPORT = 43, /* if it imports */
    BITS_MEDIUM = 48, /* confidence */
    BITS_HIGH = 64,
    BITS_HEADER = 14, /* the two bytes of PROTO */
    BITS_EXACT = 32,  /* the frame ends with STOP */
    BITS_EDGE = 12,   /* begins, or ends, where the bytes do; with a header, else half of it */
};

enum {
    TASTED_OPS = 64,
    VAIN_OPS = 48, /* in a row that prove nothing: enough of them */
    PROTO = 0x80,
    MAX_PROTOCOL = 5,
    BROKEN_OPS = 8,          /* without STOP: so many, or an import */
    SHORT_LINE = 4096,       /* bytes of a line that is always followed to its end */
    CREDIT_FIRST = 16 << 20, /* bytes of longer ones: at the start, */
    CREDIT_EACH = 8,         /* and for each byte of the file */
    NAME_BYTES = 256,        /* of a module's name, where a pickle begins with it */
    STRING_BYTES = 4,        /* of a string that is looked through, at least */
    FIRST_WINDOW = 65536,    /* bytes shown to the machine at first */
    OPS_BETWEEN = 1 << 20,   /* go_on is asked after so many opcodes, */
    BYTES_BETWEEN = 1 << 20, /* or bytes */
    EVENTS_SEEN = 1000,      /* in which imports are looked for */
};

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

/* ---- Where one could begin ------------------------------------------------------------------- */

/* A pickle begins with PROTO; one of protocol 0 or 1, which has none, with a container, a mark or
 * what it imports. What is a string or number by itself is too little to be found. */
static const struct {
    uint8_t first;
    const char *second;
    size_t n;
} beginnings[] = {
    {PROTO, "\0\1\2\3\4\5", 6},
    {'(', "(]})ldtcSVIFLNXUTKJMGBC\x8c\x88\x89", 26},
    {']', "qr(p", 4},
    {'}', "qr(p", 4},
    {'c', "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_", 53},
};

/* Bit first << 8 | second. */
static uint64_t starts[65536 / 64];

static void fill_starts(void)
{
    for (size_t k = 0; k < sizeof beginnings / sizeof beginnings[0]; k++)
        for (size_t n = 0; n < beginnings[k].n; n++) {
            unsigned pair = (unsigned)beginnings[k].first << 8 | (uint8_t)beginnings[k].second[n];
            starts[pair / 64] |= UINT64_C(1) << pair % 64;
        }
}

static inline bool is_start(const uint8_t *at)
{
    unsigned pair = (unsigned)at[0] << 8 | at[1];
    return starts[pair / 64] >> pair % 64 & 1;
}

/* A line that is the name of a module follows. The end of a name is looked for once, however many
 * begin before it. */
static bool is_module_line(struct carve *carve, uint64_t from, uint64_t end)
{
    if (carve->name_end < from) {
        carve->name_end = from;
        while (carve->name_end < end && shape_is_name_byte(carve->bytes[carve->name_end]))
            carve->name_end++;
    }
    return carve->name_end < end && carve->bytes[carve->name_end] == '\n' &&
           carve->name_end - from <= NAME_BYTES;
}

/* Forgets what failed before off. */
static void failed_pass(struct carve *carve, uint64_t off)
{
    enum { WORDS = CARVE_FAILED / 64 };
    uint64_t n = (off - carve->failed_at) / 64;
    if (n == 0)
        return;
    uint64_t kept = n < WORDS ? WORDS - n : 0;
    memmove(carve->failed, carve->failed + WORDS - kept, kept * sizeof *carve->failed);
    memset(carve->failed + kept, 0, (WORDS - kept) * sizeof *carve->failed);
    carve->failed_at += 64 * n;
}

static void failed_add(struct carve *carve, uint64_t off)
{
    uint64_t n = off - carve->failed_at;
    if (n < CARVE_FAILED)
        carve->failed[n / 64] |= UINT64_C(1) << n % 64;
}

static bool is_failed(const struct carve *carve, uint64_t off)
{
    uint64_t n = off - carve->failed_at;
    return n < CARVE_FAILED && carve->failed[n / 64] >> n % 64 & 1;
}

static bool begins_at(struct carve *carve, uint64_t off, uint64_t end)
{
    uint8_t first = carve->bytes[off];
    if (is_failed(carve, off))
        return false;
    if (first == 'c')
        return is_module_line(carve, off + 1, end);
    return first == PROTO || off >= carve->barren_end;
}

struct place {
    uint64_t first, end; /* the bytes that are looked through */
    uint64_t off;
};

/* The same of those with a header. */
static uint64_t find_header(struct carve *carve, uint64_t end)
{
    const uint8_t *bytes = carve->bytes;
    for (uint64_t off = carve->off; off + 1 < end; off++) {
        const uint8_t *at = memchr(bytes + off, PROTO, (size_t)(end - off - 1));
        if (!at)
            break;
        off = (uint64_t)(at - bytes);
        if (is_start(at) && !is_failed(carve, off))
            return off;
    }
    return end;
}

/* Where from carve->off on, before end, one could begin; end without one. Where the bytes begin, any
 * opcode may be the first. */
static uint64_t find_start(struct carve *carve, const struct place *place, uint64_t end)
{
    const uint8_t *bytes = carve->bytes;
    if (carve->options.has_header)
        return find_header(carve, end);
    for (uint64_t off = carve->off; off + 1 < end; off++) {
        if ((is_start(bytes + off) || off == place->first) && begins_at(carve, off, place->end))
            return off;
    }
    return end;
}

/* ---- Tasting --------------------------------------------------------------------------------- */

struct taste {
    uint64_t pos[TASTED_OPS]; /* where each opcode begins */
    uint64_t end, ops, bits;
    bool has_header, has_import, has_text, has_stop, is_over, is_vain;
};

/* Pays for bytes that were looked at, or will be, and may come to nothing. False: not all is there. */
static bool spend(struct carve *carve, uint64_t n)
{
    bool is_enough = n <= carve->credit;
    carve->credit -= is_enough ? n : carve->credit;
    carve->is_limited |= !is_enough;
    return is_enough;
}

/* Where the lines of the opcode at pos end, if that is within so many bytes: the byte after them; else
 * 0. *seen: how many were looked at. An empty line ends the search, since none of two may be. */
static uint64_t find_lines(const struct carve *carve, uint64_t pos, uint64_t most, bool is_pair,
                           uint64_t *seen)
{
    const uint8_t *from = carve->bytes + pos + 1, *end = from + most;
    const uint8_t *line = memchr(from, '\n', (size_t)most);
    if (line && line > from && is_pair)
        line = memchr(line + 1, '\n', (size_t)(end - line - 1));
    *seen = line ? (uint64_t)(line + 1 - from) : most;
    return line ? (uint64_t)(line + 1 - carve->bytes) : 0;
}

/* Lines are the one thing whose end must be searched for: without a limit, many that have none would
 * be quadratic. */
static enum br_error_kind decode_limited(struct carve *carve, uint64_t pos, uint64_t end,
                                         struct br_ins *ins)
{
    const struct br_opcode *opcode = br_opcode(carve->bytes[pos]);
    if (!opcode || !shape_has_lines(opcode))
        return br_decode(carve->bytes, end, pos, ins);
    bool is_pair = opcode->arg == BR_ARG_STRINGNL_NOESCAPE_PAIR;
    uint64_t left = end - pos - 1, most = left < SHORT_LINE ? left : SHORT_LINE, seen;
    uint64_t limit = find_lines(carve, pos, most, is_pair, &seen);
    /* A line of text, that is: one with a NUL so early is none. */
    if (!limit && left > most && !memchr(carve->bytes + pos + 1, '\0', (size_t)most)) {
        most = left < carve->credit ? left : carve->credit;
        limit = find_lines(carve, pos, most, is_pair, &seen);
        spend(carve, limit ? seen : left);
    }
    return br_decode(carve->bytes, limit ? limit : pos + 1, pos, ins);
}

/* The machine reads a str to its end; one that begins amid a code point is none. */
static bool begins_as_utf8(const struct br_ins *ins)
{
    enum br_arg arg = ins->opcode->arg;
    bool is_str = arg == BR_ARG_UNICODESTRING1 || arg == BR_ARG_UNICODESTRING4 ||
                  arg == BR_ARG_UNICODESTRING8;
    return !is_str || ins->text.len == 0 || (ins->text.data[0] & 0xc0) != 0x80;
}

/* A header in the middle: where nothing was pushed, or nothing before it tells of a pickle, another one
 * begins there. */
static bool is_another(const struct shape *shape, const struct taste *taste)
{
    return !taste->has_import && (shape_is_clean(shape) || !taste->has_header);
}

/* The opcodes from off on, at most max_ops, until they are proven. */
static struct taste taste_at(struct carve *carve, uint64_t off, uint64_t end, uint64_t max_ops)
{
    struct taste taste;
    memset(&taste.end, 0, sizeof taste - offsetof(struct taste, end));
    taste.end = off;
    struct shape *shape = &carve->shape;
    uint64_t gained = 0;
    shape_reset(shape);
    while (!taste.has_stop && taste.ops < max_ops && taste.ops - gained < VAIN_OPS &&
           taste.bits < 2 * BITS_HIGH) {
        struct br_ins ins;
        uint64_t before = shape->bits;
        taste.is_over = true;
        if (taste.end >= end || decode_limited(carve, taste.end, end, &ins) != BR_ERR_NONE)
            break;
        bool is_proto = ins.opcode == shape->proto;
        if (is_proto && taste.ops > 0 && is_another(shape, &taste))
            break;
        if (is_proto && ins.number > MAX_PROTOCOL)
            break;
        if ((!shape_makes_sense(&ins) && !taste.has_header) || !begins_as_utf8(&ins))
            break;
        if (!shape_step(shape, &ins, end - ins.pos - ins.length))
            break;
        taste.is_over = false;
        taste.pos[taste.ops] = taste.end;
        taste.has_header |= is_proto && taste.ops == 0;
        taste.has_import |= shape->has_global;
        taste.has_text |= shape_has_lines(ins.opcode);
        taste.has_stop = ins.opcode == shape->stop;
        taste.end = ins.pos + ins.length;
        taste.ops = shape->ops;
        gained = shape->bits > before ? taste.ops : gained;
        taste.bits = shape->bits + (taste.has_header ? BITS_HEADER : 0);
    }
    taste.is_vain = taste.ops - gained >= VAIN_OPS;
    return taste;
}

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
    return pos < end && decode_limited(carve, pos, end, &ins) == BR_ERR_NONE ? ins.pos + ins.length
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
        if (reach == 0 || !spend(carve, size - error->pos))
            return rec;
        br_record_free(rec);
        size = reach - off > 4 * size ? reach - off : 4 * size;
    }
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

static void find_imports(const br_record *rec, struct carve_found *found)
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

static void add_reason(struct carve_found *found, enum carve_reason reason, bool holds)
{
    if (holds)
        found->reasons |= UINT32_C(1) << reason;
}

/* What the place adds to what the opcodes prove. */
static uint64_t edge_bits(const struct carve *carve, const struct place *place, bool has_header,
                          uint64_t end)
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
static bool judge(struct carve *carve, const struct place *place, struct taste *taste,
                  const br_record *rec, struct carve_found *found)
{
    const struct br_error *error = br_error_of(rec);
    /* In a frame that is cut off the C unpickler reads nothing; its opcodes prove it all the same. */
    bool is_cut = error && error->kind == BR_ERR_TRUNCATED;
    bool is_frame = is_cut && error->opcode == carve->shape.frame;
    if (br_ops(rec) < taste->ops && !is_frame)
        *taste = taste_at(carve, place->off, place->end, br_ops(rec));
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
    add_reason(found, CARVE_HEADER, taste->has_header);
    add_reason(found, CARVE_FRAME, is_exact);
    add_reason(found, CARVE_CLEAN, is_clean);
    add_reason(found, CARVE_LEFTOVER, has_stop && !is_clean);
    add_reason(found, CARVE_WHOLE, place->off == place->first && found->end == place->end);
    add_reason(found, CARVE_FOLLOWS, place->off == carve->last_end);
    add_reason(found, CARVE_LONG, is_long);
    add_reason(found, CARVE_TEXT, !taste->has_header && taste->has_text);
    add_reason(found, CARVE_CUT, is_cut);
    add_reason(found, CARVE_BROKEN, error && !is_cut);
    found->confidence = confidence_of(bits, has_stop);
    if (has_stop)
        return bits >= BITS_RUN &&
               (is_clean || is_long || (taste->has_header && bits >= BITS_BROKEN));
    return taste->has_import
               ? bits >= BITS_IMPORT
               : bits >= BITS_BROKEN && found->protocol >= 2 && taste->ops >= BROKEN_OPS;
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

/* What the shape of the opcodes proves is enough to run them. */
static bool is_worth_a_run(const struct carve *carve, const struct place *place,
                           const struct taste *taste)
{
    bool has_edge = taste->end == place->end || !taste->is_over;
    uint64_t bits = taste->bits +
                    edge_bits(carve, place, taste->has_header, has_edge ? place->end : taste->end);
    return bits >= (taste->is_over ? BITS_IMPORT : taste->is_vain ? BITS_VAIN : BITS_RUN);
}

/* ---- One that a broken one ran into ----------------------------------------------------------- */

/* What begins at place->off is believed and comes to its STOP after `least`. Each run is paid for:
 * those of the same bytes may be many. */
static bool is_whole_at(struct carve *carve, const struct place *place, uint64_t least)
{
    struct carve_found found;
    struct taste taste = taste_at(carve, place->off, place->end, TASTED_OPS);
    if (!is_worth_a_run(carve, place, &taste) || (taste.has_stop && taste.end <= least))
        return false;
    br_record *rec = run_at(carve, place->off, place->end);
    bool is_whole = rec && !carve->is_stopped && judge(carve, place, &taste, rec, &found) &&
                    found.error.kind == BR_ERR_NONE && found.end > least;
    if (rec)
        spend(carve, br_ops(rec) + br_end(rec));
    br_record_free(rec);
    return is_whole;
}

/* Where a whole one begins in the bytes of one that breaks, and in no string of it that holds all of it:
 * the opcodes before what is missing ran into it. Without a header it must go on behind the break, since
 * a part of the broken one does not. found->end without one. */
static uint64_t find_across(struct carve *carve, const struct place *outer,
                            const struct carve_found *found)
{
    struct carve_level strings = level_of(found);
    struct place place = {.first = outer->first, .end = outer->end};
    uint64_t at = found->end;
    carve->name_end = 0;
    for (place.off = found->offset + 1; place.off + 1 < found->end && carve->credit > 0;
         place.off++) {
        const uint8_t *bytes = carve->bytes + place.off;
        if (!is_start(bytes) || (carve->options.has_header && bytes[0] != PROTO) ||
            (bytes[0] == 'c' && !is_module_line(carve, place.off + 1, place.end)))
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
static void taste_failed(struct carve *carve, const struct taste *taste, uint64_t ops)
{
    for (uint64_t op = 0; op < taste->ops && op < ops; op++)
        failed_add(carve, taste->pos[op]);
}

/* What the machine makes of it. */
static bool run_and_judge(struct carve *carve, const struct place *place, struct taste *taste,
                          struct carve_found *found, struct err *err)
{
    br_record *rec = run_at(carve, place->off, place->end);
    if (!rec)
        return err_set(err, "not enough memory to run what is at 0x%" PRIx64, place->off);
    bool is_believed = !carve->is_stopped && judge(carve, place, taste, rec, found);
    if (is_believed) {
        find_imports(rec, found);
        add_reason(found, CARVE_IMPORT, found->imports.len > 0);
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
static bool try_at(struct carve *carve, const struct place *place, struct carve_found *found,
                   struct err *err)
{
    failed_pass(carve, place->off);
    struct taste taste = taste_at(carve, place->off, place->end, TASTED_OPS);
    bool is_again = taste.is_vain && place->off < carve->vain_end;
    if (!is_again && is_worth_a_run(carve, place, &taste))
        return run_and_judge(carve, place, &taste, found, err);
    if (!taste.has_stop) /* with one, what went before may be none of it */
        taste_failed(carve, &taste, taste.ops);
    return false;
}

/* The bytes to look through next: a string of the innermost candidate, or what no candidate has. */
static bool next_place(struct carve *carve, struct place *place)
{
    while (carve->depth > 0) {
        struct carve_level *level = &carve->levels[carve->depth - 1];
        if (next_string(carve, level, carve->off)) {
            if (carve->off < level->arg_from)
                carve->off = level->arg_from;
            *place = (struct place){.first = level->arg_from, .end = level->arg_end};
            return true;
        }
        carve->off = level->end;
        carve->depth--;
    }
    *place = (struct place){.first = carve->options.from, .end = carve->len};
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
    fill_starts();
}

void carve_skip(struct carve *carve, uint64_t from)
{
    carve->depth = 0;
    if (carve->off < from)
        carve->off = from;
}

bool carve_next(struct carve *carve, struct carve_found *found, struct err *err)
{
    struct place place;
    err->text[0] = '\0';
    while (!carve->is_stopped && next_place(carve, &place)) {
        /* In pieces, so that one who waits can be told. */
        uint64_t end =
            place.end - carve->off > BYTES_BETWEEN ? carve->off + BYTES_BETWEEN : place.end;
        place.off = find_start(carve, &place, end);
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
