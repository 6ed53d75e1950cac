/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/generate.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/pickle_asm.h"

uint64_t dice_roll(struct dice *dice)
{
    uint64_t x = dice->state += 0x9e3779b97f4a7c15u; /* splitmix64 */
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return x ^ x >> 31;
}

uint32_t dice_below(struct dice *dice, uint32_t n)
{
    return (uint32_t)(dice_roll(dice) >> 32) % n;
}

bool dice_one_in(struct dice *dice, uint32_t n)
{
    return dice_below(dice, n) == 0;
}

/* What the generator must know of an object to write what CPython would accept. */
enum thing {
    THING_MARK,
    THING_PLAIN,
    THING_INT,
    THING_STR,
    THING_TUPLE,
    THING_LIST,
    THING_BYTES,
    THING_DICT,
    THING_SET,
    THING_BYTEARRAY,
    THING_UNKNOWN
};

struct value {
    enum thing thing;
    bool is_hashable;
    unsigned id; /* of a list or bytearray: whose length it is */
};

enum { MAX_VALUES = 4096, MAX_KEYS = 64, MAX_LENGTHS = 4096 };

struct generator {
    struct buf *to;
    struct dice *dice;
    enum flavour flavour;
    struct value stack[MAX_VALUES];
    unsigned n;
    struct {
        uint64_t key;
        struct value value;
    } memo[MAX_KEYS];
    unsigned n_memo;
    unsigned lengths[MAX_LENGTHS];
    unsigned n_lengths;
    bool breaks; /* may write an opcode that fails */
};

static uint32_t below(struct generator *g, uint32_t n)
{
    return dice_below(g->dice, n);
}

static bool one_in(struct generator *g, uint32_t n)
{
    return dice_one_in(g->dice, n);
}

static void push(struct generator *g, struct value value)
{
    if (g->n < MAX_VALUES)
        g->stack[g->n++] = value;
}

static void push_thing(struct generator *g, enum thing thing)
{
    bool is_hashable = thing != THING_LIST && thing != THING_DICT && thing != THING_SET &&
                       thing != THING_BYTEARRAY;
    push(g, (struct value){thing, is_hashable, 0});
}

/* A list or bytearray of a length. */
static void push_growing(struct generator *g, enum thing thing, unsigned length)
{
    unsigned id = g->n_lengths < MAX_LENGTHS - 1 ? ++g->n_lengths : g->n_lengths;
    g->lengths[id] = length;
    push(g, (struct value){thing, false, id});
}

static unsigned reach(const struct generator *g)
{
    unsigned n = 0;
    while (n < g->n && g->stack[g->n - 1 - n].thing != THING_MARK)
        n++;
    return n;
}

static struct value *top(struct generator *g, unsigned k)
{
    return &g->stack[g->n - 1 - k];
}

static bool has_mark(const struct generator *g)
{
    return reach(g) < g->n;
}

/* ---- Literals -------------------------------------------------------------------------------- */

/* One number in one of its many spellings: keys should often be equal. */
static void write_number(struct generator *g)
{
    static const int64_t few[] = {0,         1,        1, 2, 255, -1, -2, 3, 256, INT64_C(1) << 53,
                                  INT64_MAX, INT64_MIN};
    int64_t v = few[below(g, g->flavour == FLAVOUR_LISTS ? 7 : sizeof few / sizeof *few)];
    uint8_t bytes[12];
    memset(bytes, v < 0 ? 0xff : 0, sizeof bytes);
    for (unsigned i = 0; i < 8; i++)
        bytes[i] = (uint8_t)((uint64_t)v >> (8 * i));
    switch (below(g, 9)) {
    case 0:
        pickle_number(g->to, "INT", v);
        break;
    case 1:
        pickle_number(g->to, "LONG", v);
        break;
    case 2:
        pickle_bytes(g->to, "LONG1", bytes, 8 + below(g, 5));
        break;
    case 3:
        pickle_bytes(g->to, "LONG4", bytes, 8 + below(g, 5));
        break;
    case 4:
        pickle_op(g->to, v & 1 ? "NEWTRUE" : "NEWFALSE");
        break;
    case 5:
        pickle_bytes(g->to, "INT", v & 1 ? "01" : "00", 2);
        break;
    default:
        pickle_number(g->to, "BININT", v);
        break;
    }
    push_thing(g, THING_INT);
}

static void write_float(struct generator *g)
{
    static const double few[] = {0.0,        -0.0,   1.0,     2.0,    0.5,   -1.0,
                                 0x1p53,     0x1p63, -0x1p63, 0x1p64, 1e300, (double)INFINITY,
                                 (double)NAN};
    pickle_float(g->to, one_in(g, 3) ? "FLOAT" : "BINFLOAT",
                 few[below(g, sizeof few / sizeof *few)]);
    push_thing(g, THING_PLAIN);
}

/* Integers beyond 64 bits, some of which are floats too. */
static void write_big(struct generator *g)
{
    uint8_t bytes[16] = {0};
    unsigned n = 9 + below(g, 6);
    bytes[8] = (uint8_t)(1 + below(g, 2));
    bytes[0] = (uint8_t)below(g, 2);
    if (one_in(g, 3))
        memset(bytes + 9, 0xff, sizeof bytes - 9);
    pickle_bytes(g->to, one_in(g, 2) ? "LONG1" : "LONG4", bytes, n);
    push_thing(g, THING_PLAIN);
}

static void write_str(struct generator *g)
{
    static const char *const few[] = {"",     "a",   "b", "k", "\xc3\xa9", "\xed\xa0\x80",
                                      "it's", "a\"'"};
    const char *text = few[below(g, sizeof few / sizeof *few)];
    if ((uint8_t)text[0] < 0x80 && !strchr(text, '"') && one_in(g, 4)) {
        char line[16];
        snprintf(line, sizeof line, "\"%s\"", text);
        pickle_bytes(g->to, "STRING", line, strlen(line));
    } else if (!strcmp(text, "a") && one_in(g, 2)) {
        if (one_in(g, 2))
            pickle_bytes(g->to, "UNICODE", "\\u0061", 6);
        else
            pickle_bytes(g->to, "STRING", "'\\x61'", 6);
    } else if ((uint8_t)text[0] < 0x80 && one_in(g, 3)) {
        pickle_bytes(g->to, one_in(g, 2) ? "UNICODE" : "SHORT_BINSTRING", text, strlen(text));
    } else {
        pickle_bytes(g->to, one_in(g, 2) ? "BINUNICODE" : "SHORT_BINUNICODE", text, strlen(text));
    }
    push_thing(g, THING_STR);
}

static void write_literal(struct generator *g)
{
    switch (below(g, 12)) {
    case 0:
        pickle_op(g->to, "NONE");
        push_thing(g, THING_PLAIN);
        break;
    case 1:
        pickle_bytes(g->to, "SHORT_BINBYTES", "a'", below(g, 3));
        push_thing(g, THING_BYTES);
        break;
    case 2:
    case 3:
        write_float(g);
        break;
    case 4:
        write_big(g);
        break;
    case 5:
    case 6:
    case 7:
        write_str(g);
        break;
    case 8:
        pickle_op(g->to, "EMPTY_TUPLE");
        push_thing(g, THING_TUPLE);
        break;
    default:
        write_number(g);
        break;
    }
}

static void write_container(struct generator *g)
{
    static const char *const names[] = {"EMPTY_LIST", "EMPTY_DICT", "EMPTY_SET"};
    static const enum thing things[] = {THING_LIST, THING_DICT, THING_SET};
    unsigned which = below(g, 4);
    if (g->flavour == FLAVOUR_LISTS && one_in(g, 2))
        which = one_in(g, 2) ? 0 : 3;
    if (which == 3) {
        unsigned n = below(g, 4);
        pickle_bytes(g->to, "BYTEARRAY8", "a'\"\\", n);
        push_growing(g, THING_BYTEARRAY, n);
    } else {
        pickle_op(g->to, names[which]);
        if (which == 0)
            push_growing(g, THING_LIST, 0);
        else
            push_thing(g, things[which]);
    }
}

static void write_unknown(struct generator *g)
{
    static const char *const names[] = {"f", "g", "C"};
    switch (below(g, 8)) {
    case 0:
        pickle_bytes(g->to, "PERSID", "it's\t7", below(g, 7));
        break;
    case 1:
        pickle_number(g->to, "EXT1", 1 + below(g, 2));
        break;
    case 2:
        pickle_op(g->to, "NEXT_BUFFER");
        break;
    default:
        pickle_pair(g->to, "GLOBAL", one_in(g, 2) ? "m" : "n", names[below(g, 3)]);
        break;
    }
    push_thing(g, THING_UNKNOWN);
}

/* ---- From the stack -------------------------------------------------------------------------- */

static bool all_hashable(struct generator *g, unsigned n, unsigned step)
{
    for (unsigned i = 0; i < n; i++)
        if ((n - i) % step == 0 && !top(g, i)->is_hashable)
            return false;
    return true;
}

static void make_tuple(struct generator *g, unsigned n)
{
    struct value tuple = {THING_TUPLE, all_hashable(g, n, 1), 0};
    g->n -= n;
    push(g, tuple);
}

static void write_tuple(struct generator *g)
{
    static const char *const names[] = {"TUPLE1", "TUPLE2", "TUPLE3"};
    unsigned n = 1 + below(g, 3), most = reach(g);
    if (n <= most || g->breaks) {
        pickle_op(g->to, names[n - 1]);
        make_tuple(g, n < most ? n : most);
    }
}

/* TUPLE, LIST, DICT, FROZENSET, INST, OBJ of what is above the mark. */
static void write_from_mark(struct generator *g)
{
    if (!has_mark(g))
        return;
    unsigned n = reach(g);
    bool can_be_keys = all_hashable(g, n, 1);
    bool can_be_dict = n % 2 == 0 && all_hashable(g, n, 2);
    enum thing thing = THING_TUPLE;
    bool is_hashable = can_be_keys;
    switch (below(g, g->flavour == FLAVOUR_CALLS ? 8 : 6)) {
    case 0:
    case 1:
        pickle_op(g->to, "TUPLE");
        break;
    case 2:
        pickle_op(g->to, "LIST");
        g->n -= n + 1;
        push_growing(g, THING_LIST, n);
        return;
    case 3:
        if (!can_be_dict)
            return;
        pickle_op(g->to, "DICT");
        thing = THING_DICT;
        is_hashable = false;
        break;
    case 4:
        if (!can_be_keys)
            return;
        pickle_op(g->to, "FROZENSET");
        thing = THING_PLAIN;
        break;
    case 5:
        pickle_op(g->to, "POP_MARK");
        g->n -= n + 1;
        return;
    case 6:
        pickle_pair(g->to, "INST", "m", "C");
        thing = THING_UNKNOWN;
        is_hashable = true;
        break;
    default:
        if (!n || top(g, n - 1)->thing != THING_UNKNOWN)
            return;
        pickle_op(g->to, "OBJ");
        thing = THING_UNKNOWN;
        is_hashable = true;
        break;
    }
    g->n -= n + 1;
    push(g, (struct value){thing, is_hashable, 0});
}

static bool takes_appends(const struct value *target)
{
    return target->thing == THING_LIST || target->thing == THING_BYTEARRAY ||
           target->thing == THING_UNKNOWN;
}

/* Items as the target takes them: for a bytearray small numbers, keys that can be hashed. */
static void write_item(struct generator *g, const struct value *target)
{
    if (target->thing == THING_BYTEARRAY) {
        static const uint8_t few[] = {'\'', '"', 'a', 0, 255, '\\'};
        if (one_in(g, 8)) {
            write_unknown(g);
        } else {
            pickle_number(g->to, "BININT1", few[below(g, sizeof few)]);
            push_thing(g, THING_INT);
        }
    } else if (g->n_memo && one_in(g, 3)) {
        unsigned i = below(g, g->n_memo);
        if (target->thing == THING_LIST || g->memo[i].value.is_hashable) {
            pickle_number(g->to, "GET", (int64_t)g->memo[i].key);
            push(g, g->memo[i].value);
            return;
        }
        write_literal(g);
    } else {
        write_literal(g);
    }
}

static void write_index(struct generator *g, const struct value *target)
{
    unsigned length = g->lengths[target->id];
    if (one_in(g, 8))
        write_unknown(g);
    else {
        int64_t at = below(g, length);
        pickle_number(g->to, "BININT", one_in(g, 3) ? at - (int64_t)length : at);
        push_thing(g, THING_INT);
    }
}

static void write_adding(struct generator *g)
{
    if (reach(g) < 1)
        return;
    struct value target = *top(g, 0);
    unsigned n = below(g, 5), before = g->n;
    bool is_indexed = (target.thing == THING_LIST || target.thing == THING_BYTEARRAY) &&
                      g->lengths[target.id] && one_in(g, 2);
    bool is_one = one_in(g, 3);
    if (target.thing == THING_DICT || is_indexed) {
        if (!is_one)
            pickle_op(g->to, "MARK");
        for (unsigned i = is_one ? 1 : n; i > 0; i--) {
            if (is_indexed)
                write_index(g, &target);
            else
                write_item(g, &target);
            write_item(g,
                       target.thing == THING_DICT ? &(struct value){THING_LIST, true, 0} : &target);
        }
        pickle_op(g->to, is_one ? "SETITEM" : "SETITEMS");
    } else if (target.thing == THING_SET) {
        pickle_op(g->to, "MARK");
        for (unsigned i = n; i > 0; i--)
            write_item(g, &target);
        pickle_op(g->to, "ADDITEMS");
    } else if (takes_appends(&target)) {
        if (!is_one)
            pickle_op(g->to, "MARK");
        for (unsigned i = is_one ? 1 : n; i > 0; i--)
            write_item(g, &target);
        pickle_op(g->to, is_one ? "APPEND" : "APPENDS");
        if (target.thing != THING_UNKNOWN)
            g->lengths[target.id] += is_one ? 1 : n;
    }
    g->n = before;
}

static void write_call(struct generator *g)
{
    unsigned most = reach(g);
    if (most < 1 || top(g, 0)->thing != THING_UNKNOWN) {
        if (most >= 2 && one_in(g, 4) && top(g, 1)->thing == THING_UNKNOWN &&
            top(g, 0)->thing != THING_UNKNOWN) {
            pickle_op(g->to, "BUILD");
            g->n--;
        }
        return;
    }
    switch (below(g, 9)) {
    case 0:
        pickle_op(g->to, "BINPERSID");
        return;
    case 1:
        pickle_op(g->to, "READONLY_BUFFER");
        return;
    case 2:
        write_str(g);
        pickle_op(g->to, "STACK_GLOBAL");
        g->n--;
        return;
    case 3:
        pickle_op(g->to, "DUP");
        pickle_op(g->to, one_in(g, 2) ? "REDUCE" : "NEWOBJ");
        return;
    default:
        break;
    }
    unsigned before = g->n;
    unsigned n = below(g, 3);
    pickle_op(g->to, "MARK");
    for (unsigned i = 0; i < n; i++)
        write_item(g, &(struct value){THING_LIST, true, 0});
    pickle_op(g->to, "TUPLE");
    if (one_in(g, 3)) {
        if (g->n_memo && g->memo[0].value.thing == THING_DICT && one_in(g, 2)) {
            pickle_number(g->to, "GET", (int64_t)g->memo[0].key);
        } else {
            pickle_op(g->to, "EMPTY_DICT");
            write_str(g);
            write_item(g, &(struct value){THING_LIST, true, 0});
            pickle_op(g->to, "SETITEM");
        }
        pickle_op(g->to, "NEWOBJ_EX");
    } else {
        pickle_op(g->to, one_in(g, 3) ? "NEWOBJ" : "REDUCE");
    }
    g->n = before;
}

static void write_get_of(struct generator *g, enum thing thing);
static void remember(struct generator *g, uint64_t key);

/* The object on top is called, the result too, and so on; steps are kept, and met again in the
 * arguments of later ones, through lists that they are appended to. */
static void write_chain(struct generator *g)
{
    if (reach(g) < 1 || top(g, 0)->thing != THING_UNKNOWN)
        return;
    unsigned steps = one_in(g, 60)  ? 1000 + below(g, 300)
                     : one_in(g, 4) ? 20 + below(g, 60)
                                    : 1 + below(g, 4);
    for (; steps > 0; steps--) {
        unsigned before = g->n;
        if (one_in(g, 6)) {
            write_get_of(g, one_in(g, 2) ? THING_LIST : THING_UNKNOWN);
            pickle_op(g->to, g->n > before ? "TUPLE1" : "EMPTY_TUPLE");
        } else {
            pickle_op(g->to, "EMPTY_TUPLE");
        }
        pickle_op(g->to, one_in(g, 5) ? "NEWOBJ" : "REDUCE");
        if (one_in(g, 30))
            pickle_op(g->to, "READONLY_BUFFER");
        g->n = before;
        if (one_in(g, 8) && g->n_memo + 1 < MAX_KEYS) {
            uint64_t key = 10 + below(g, 20);
            pickle_number(g->to, "BINPUT", (int64_t)key);
            remember(g, key);
        }
    }
}

/* ---- Stack and memo -------------------------------------------------------------------------- */

static void write_stack(struct generator *g)
{
    unsigned most = reach(g);
    switch (below(g, 6)) {
    case 0:
    case 1:
        pickle_op(g->to, "MARK");
        push_thing(g, THING_MARK);
        return;
    case 2:
        if (most) {
            pickle_op(g->to, "DUP");
            push(g, *top(g, 0));
        }
        return;
    case 3:
        for (unsigned n = one_in(g, 8) ? below(g, 60) : 1; n > 0 && g->n > 1; n--, g->n--)
            pickle_op(g->to, "POP");
        return;
    case 4:
        if (has_mark(g) && one_in(g, 3)) {
            pickle_op(g->to, "POP_MARK");
            g->n -= most + 1;
        }
        return;
    default:
        for (unsigned n = one_in(g, 8) ? below(g, 60) : 1; n > 0; n--)
            write_literal(g);
        return;
    }
}

static void remember(struct generator *g, uint64_t key)
{
    unsigned i = 0;
    while (i < g->n_memo && g->memo[i].key != key)
        i++;
    g->memo[i].key = key;
    g->memo[i].value = *top(g, 0);
    g->n_memo += i == g->n_memo;
}

static void write_put(struct generator *g)
{
    static const uint64_t odd[] = {1000, 70000, 0xffffffff, INT64_MAX, UINT64_C(1) << 32,
                                   300,  65,    129};
    if (reach(g) < 1 || g->n_memo + 1 >= MAX_KEYS)
        return;
    uint64_t key = below(g, g->flavour == FLAVOUR_MEMO ? 6 : 20);
    if (one_in(g, 8))
        key = odd[below(g, sizeof odd / sizeof *odd)];
    if (one_in(g, 4)) {
        key = g->n_memo;
        pickle_op(g->to, "MEMOIZE");
    } else if (key < 256 && one_in(g, 2)) {
        pickle_number(g->to, "BINPUT", (int64_t)key);
    } else if (key <= UINT32_MAX && one_in(g, 2)) {
        pickle_number(g->to, "LONG_BINPUT", (int64_t)key);
    } else {
        pickle_number(g->to, "PUT", (int64_t)key);
    }
    remember(g, key);
}

static void write_get(struct generator *g)
{
    if (!g->n_memo) {
        if (g->breaks)
            pickle_number(g->to, "BINGET", 7);
        return;
    }
    unsigned i = below(g, g->n_memo);
    uint64_t key = g->memo[i].key;
    pickle_number(g->to,
                  key < 256           ? "BINGET"
                  : key <= UINT32_MAX ? "LONG_BINGET"
                                      : "GET",
                  (int64_t)key);
    push(g, g->memo[i].value);
}

static void write_get_of(struct generator *g, enum thing thing)
{
    unsigned start = g->n_memo ? below(g, g->n_memo) : 0;
    for (unsigned i = 0; i < g->n_memo; i++) {
        unsigned at = (start + i) % g->n_memo;
        if (g->memo[at].value.thing == thing) {
            pickle_number(g->to, "GET", (int64_t)g->memo[at].key);
            push(g, g->memo[at].value);
            return;
        }
    }
}

/* A list that is in the memo gets a call that is there. */
static void write_knot(struct generator *g)
{
    unsigned before = g->n;
    write_get_of(g, THING_LIST);
    if (g->n > before) {
        unsigned list = top(g, 0)->id;
        write_get_of(g, THING_UNKNOWN);
        if (g->n == before + 2) {
            pickle_op(g->to, "APPEND");
            g->lengths[list]++;
        }
        pickle_op(g->to, "POP");
    }
    g->n = before;
}

/* ---- The whole ------------------------------------------------------------------------------- */

enum part {
    PART_LITERAL,
    PART_CONTAINER,
    PART_UNKNOWN,
    PART_TUPLE,
    PART_MARKED,
    PART_ADDING,
    PART_CALL,
    PART_STACK,
    PART_PUT,
    PART_GET,
    PART_CHAIN,
    PART_KNOT,
    PART_COUNT
};

static const uint8_t weights[FLAVOUR_COUNT][PART_COUNT] = {
    [FLAVOUR_MIXED] = {6, 3, 2, 4, 4, 6, 4, 4, 4, 4},
    [FLAVOUR_STACK] = {4, 1, 0, 2, 4, 1, 0, 14, 1, 1},
    [FLAVOUR_MEMO] = {4, 2, 1, 1, 1, 1, 0, 2, 12, 8},
    [FLAVOUR_LISTS] = {2, 4, 1, 2, 1, 16, 0, 2, 4, 6},
    [FLAVOUR_KEYS] = {8, 3, 1, 6, 4, 14, 0, 2, 6, 6},
    [FLAVOUR_CALLS] = {2, 4, 4, 2, 4, 8, 16, 2, 6, 8, 2, 2},
    [FLAVOUR_CHAINS] = {1, 3, 4, 1, 1, 2, 2, 1, 8, 8, 12, 8},
};

static void write_part(struct generator *g, enum part part)
{
    static void (*const writers[PART_COUNT])(struct generator *) = {
        write_literal, write_container, write_unknown, write_tuple, write_from_mark, write_adding,
        write_call,    write_stack,     write_put,     write_get,   write_chain,     write_knot,
    };
    writers[part](g);
}

static enum part choose_part(struct generator *g)
{
    const uint8_t *row = weights[g->flavour];
    unsigned sum = 0;
    for (unsigned i = 0; i < PART_COUNT; i++)
        sum += row[i];
    unsigned roll = below(g, sum);
    unsigned part = 0;
    while (roll >= row[part])
        roll -= row[part++];
    return (enum part)part;
}

void generate_pickle(struct buf *to, struct dice *dice, enum flavour flavour, unsigned n)
{
    struct generator *g = calloc(1, sizeof *g);
    if (!g)
        abort();
    g->to = to;
    g->dice = dice;
    g->flavour = flavour;
    g->breaks = dice_one_in(dice, 16);
    if (dice_one_in(dice, 2))
        pickle_number(to, "PROTO", 2 + dice_below(dice, 4));
    for (unsigned i = 0; i < n; i++) {
        if (dice_one_in(dice, 50))
            pickle_number(to, "PROTO", dice_below(dice, 6));
        write_part(g, choose_part(g));
    }
    if (!reach(g))
        write_literal(g);
    pickle_op(to, "STOP");
    free(g);
}
