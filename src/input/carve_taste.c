/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a pickle could begin, and what its first opcodes prove by their shape. */
#include <stddef.h>
#include <string.h>

#include "src/input/carve_parts.h"

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

void carve_fill_starts(void)
{
    for (size_t k = 0; k < sizeof beginnings / sizeof beginnings[0]; k++)
        for (size_t n = 0; n < beginnings[k].n; n++) {
            unsigned pair = (unsigned)beginnings[k].first << 8 | (uint8_t)beginnings[k].second[n];
            starts[pair / 64] |= UINT64_C(1) << pair % 64;
        }
}

bool carve_is_start(const uint8_t *at)
{
    unsigned pair = (unsigned)at[0] << 8 | at[1];
    return starts[pair / 64] >> pair % 64 & 1;
}

/* A line that is the name of a module follows. The end of a name is looked for once, however many
 * begin before it. */
bool carve_is_module_line(struct carve *carve, uint64_t from, uint64_t end)
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
void carve_failed_pass(struct carve *carve, uint64_t off)
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

void carve_failed_add(struct carve *carve, uint64_t off)
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
        return carve_is_module_line(carve, off + 1, end);
    return first == PROTO || off >= carve->barren_end;
}

/* The same of those with a header. */
static uint64_t find_header(struct carve *carve, uint64_t end)
{
    const uint8_t *bytes = carve->bytes;
    for (uint64_t off = carve->off; off + 1 < end; off++) {
        const uint8_t *at = memchr(bytes + off, PROTO, (size_t)(end - off - 1));
        if (!at)
            break;
        off = (uint64_t)(at - bytes);
        if (carve_is_start(at) && !is_failed(carve, off))
            return off;
    }
    return end;
}

/* Where from carve->off on, before end, one could begin; end without one. Where the bytes begin, any
 * opcode may be the first. */
uint64_t carve_find_start(struct carve *carve, const struct carve_place *place, uint64_t end)
{
    const uint8_t *bytes = carve->bytes;
    if (carve->options.has_header)
        return find_header(carve, end);
    for (uint64_t off = carve->off; off + 1 < end; off++) {
        if ((carve_is_start(bytes + off) || off == place->first) &&
            begins_at(carve, off, place->end))
            return off;
    }
    return end;
}

/* ---- Tasting --------------------------------------------------------------------------------- */

/* Pays for bytes that were looked at, or will be, and may come to nothing. False: not all is there. */
bool carve_spend(struct carve *carve, uint64_t n)
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
enum br_error_kind carve_decode(struct carve *carve, uint64_t pos, uint64_t end, struct br_ins *ins)
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
        carve_spend(carve, limit ? seen : left);
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
static bool is_another(const struct shape *shape, const struct carve_taste *taste)
{
    return !taste->has_import && (shape_is_clean(shape) || !taste->has_header);
}

/* The opcodes from off on, at most max_ops, until they are proven. */
struct carve_taste carve_taste(struct carve *carve, uint64_t off, uint64_t end, uint64_t max_ops)
{
    struct carve_taste taste;
    memset(&taste.end, 0, sizeof taste - offsetof(struct carve_taste, end));
    taste.end = off;
    struct shape *shape = &carve->shape;
    uint64_t gained = 0;
    shape_reset(shape);
    while (!taste.has_stop && taste.ops < max_ops && taste.ops - gained < VAIN_OPS &&
           taste.bits < 2 * BITS_HIGH) {
        struct br_ins ins;
        uint64_t before = shape->bits;
        taste.is_over = true;
        if (taste.end >= end || carve_decode(carve, taste.end, end, &ins) != BR_ERR_NONE)
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
