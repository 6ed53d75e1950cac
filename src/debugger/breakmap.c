/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/debugger/breakmap.h"

#include <stdlib.h>
#include <string.h>

#include "src/debugger/breakpoint.h"
#include "src/debugger/place.h"
#include "src/debugger/session.h"

enum {
    STRETCHES = 4096,
    SLICE_ROWS = 1 << 16, /* looked through at a time: some milliseconds for each breakpoint */
    KEPT_ROWS = 1024,     /* of which what breakmap_at said is kept; a power of two */
};

/* What was said of a row. */
struct kept {
    br_op op;        /* BR_NO_OP: nothing is kept here */
    unsigned number; /* of the breakpoint; 0: none */
};

struct breakmap {
    uint64_t version;       /* of the breakpoints that all of this is about */
    unsigned shift;         /* a stretch is 2^shift rows */
    br_op first[STRETCHES]; /* of each stretch the first row with a breakpoint; BR_NO_OP: none */
    br_op seen;             /* rows below have been looked at */
    struct kept kept[KEPT_ROWS];
};

struct breakmap *breakmap_new(void)
{
    struct breakmap *map = malloc(sizeof *map);
    if (map)
        breakmap_reset(map);
    return map;
}

void breakmap_free(struct breakmap *map)
{
    free(map);
}

void breakmap_reset(struct breakmap *map)
{
    memset(map, 0xff, sizeof *map); /* BR_NO_OP everywhere */
    map->shift = 0;
    map->seen = 0;
}

/* Another number for other breakpoints: theirs are never used again. */
static uint64_t version_of(const struct breakpoints *list)
{
    uint64_t version = list->count;
    for (size_t n = 0; n < list->count; n++)
        version =
            version * UINT64_C(0x100000001b3) + list->rows[n]->number * 2 + list->rows[n]->enabled;
    return version & UINT64_MAX >> 1; /* never that of a map that was reset */
}

static struct breakmap *map_now(struct session *session)
{
    struct breakmap *map = session->breakmap;
    uint64_t version = version_of(session->breakpoints);
    if (map->version != version)
        breakmap_reset(map);
    map->version = version;
    return map;
}

/* ---- The rows that must be looked for --------------------------------------------------------- */

static bool is_looked_for(const struct breakpoint *breakpoint)
{
    return breakpoint->enabled && place_is_narrow(breakpoint) && !place_is_quick(breakpoint);
}

static bool has_any(const struct breakpoints *list)
{
    for (size_t n = 0; n < list->count; n++)
        if (is_looked_for(list->rows[n]))
            return true;
    return false;
}

/* Two stretches become one. */
static void widen(struct breakmap *map)
{
    for (size_t n = 0; n < STRETCHES / 2; n++)
        map->first[n] = map->first[2 * n] != BR_NO_OP ? map->first[2 * n] : map->first[2 * n + 1];
    for (size_t n = STRETCHES / 2; n < STRETCHES; n++)
        map->first[n] = BR_NO_OP;
    map->shift++;
}

static void put_first(struct breakmap *map, br_op op)
{
    br_op *first = &map->first[op >> map->shift];
    if (op < *first) /* BR_NO_OP is above all */
        *first = op;
}

/* The first rows that one breakpoint has in each stretch of [low, high). */
static void look(struct session *session, const struct breakpoint *breakpoint, br_op low,
                 br_op high)
{
    struct breakmap *map = session->breakmap;
    while (low < high) {
        br_op op = place_seek(session, breakpoint, low, high, false);
        if (op == BR_NO_OP)
            return;
        put_first(map, op);
        low = ((op >> map->shift) + 1) << map->shift;
    }
}

bool breakmap_extend(struct session *session)
{
    struct breakpoints *list = session->breakpoints;
    struct breakmap *map = map_now(session);
    br_op rows = session_last(session) + 1;
    if (map->seen >= rows)
        return false;
    br_op high = rows - map->seen > SLICE_ROWS ? map->seen + SLICE_ROWS : rows;
    if (!has_any(list))
        high = rows;
    while ((high - 1) >> map->shift >= STRETCHES)
        widen(map);
    for (size_t n = 0; n < list->count; n++)
        if (is_looked_for(list->rows[n]))
            look(session, list->rows[n], map->seen, high);
    if (session_interrupted(session))
        return true; /* the search may have ended before its end */
    /* The last row of a run that goes on may become another. */
    map->seen = br_done(session->rec) ? high : high - 1;
    return high < rows;
}

/* ---- Questions -------------------------------------------------------------------------------- */

unsigned breakmap_at(struct session *session, br_op op)
{
    struct breakpoints *list = session->breakpoints;
    struct kept *kept = &map_now(session)->kept[op & (KEPT_ROWS - 1)];
    if (kept->op == op)
        return kept->number;
    unsigned number = 0;
    for (size_t n = 0; n < list->count && !number; n++)
        if (place_is_narrow(list->rows[n]) && breakpoint_is_at(session, list->rows[n], op))
            number = list->rows[n]->number;
    if (op < br_ops(session->rec)) /* the row after the last may become another */
        *kept = (struct kept){op, number};
    return number;
}

br_op breakmap_in(struct session *session, br_op low, br_op high)
{
    struct breakpoints *list = session->breakpoints;
    const struct breakmap *map = map_now(session);
    br_op nearest = BR_NO_OP;
    for (size_t n = 0; n < list->count; n++) {
        if (!list->rows[n]->enabled || !place_is_quick(list->rows[n]))
            continue;
        br_op op = place_seek(session, list->rows[n], low, high, false);
        if (op < nearest)
            nearest = op;
    }
    for (br_op n = low >> map->shift; n < STRETCHES && low < high && n <= (high - 1) >> map->shift;
         n++) {
        br_op op = map->first[n];
        if (op >= low && op < high)
            return op < nearest ? op : nearest;
    }
    return nearest;
}
