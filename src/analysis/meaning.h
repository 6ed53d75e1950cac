/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a value of the run is known to be, as far as it can be known without running anything, and
 * the memory in which all that is known of one run lives.
 *
 * What always holds
 *   - Nothing is freed one by one: meanings live as long as their store.
 *   - A store has a budget. Past it every constructor gives NULL, which means "not known"; that is
 *     never wrong, only less. store.failed is set where memory itself failed, and only there.
 *   - Containers that stand in the record are not copied: MEANING_RECORD names one, and it is read
 *     as it is when it is looked at. What an item is, is asked when it is needed (MEANING_REF), so
 *     that nothing here is deeper than one level. */
#ifndef BRINE_ANALYSIS_MEANING_H
#define BRINE_ANALYSIS_MEANING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/base/buf.h"
#include "vm/brine.h"

enum {
    MEANING_TEXT_MAX = 1 << 16, /* bytes of one text, where its store has no room for longer ones */
    MEANING_ITEMS_MAX = 1024,   /* items of a container that a call gave */
};

enum meaning_kind {
    MEANING_UNKNOWN, /* something, of which nothing is known */
    MEANING_NONE,
    MEANING_BOOL,  /* number */
    MEANING_INT,   /* number */
    MEANING_FLOAT, /* real */
    MEANING_BIG,   /* an int that number cannot hold: text, hexadecimal; see numbers.h */
    MEANING_TEXT,  /* a str: text, in UTF-8 */
    MEANING_BYTES, /* bytes or bytearray: text */
    MEANING_TUPLE, /* items */
    MEANING_LIST,
    MEANING_SET,
    MEANING_DICT,         /* items: key, value, key, value ... */
    MEANING_RECORD,       /* a tuple, list, dict or set of the record: value */
    MEANING_REF,          /* value, whose meaning is not asked yet */
    MEANING_SLICE,        /* items: start, stop, step */
    MEANING_GLOBAL,       /* module and text; text "" is the module itself */
    MEANING_NAMESPACE,    /* the dict of the module or class that module and text name */
    MEANING_OBJECT,       /* what calling the class that module and text name gives; value; self:
                             what a model keeps with it, or a stream or queue holds (streams.h) */
    MEANING_METHOD,       /* the attribute text of self */
    MEANING_ATTRGETTER,   /* items: names */
    MEANING_ITEMGETTER,   /* items: keys */
    MEANING_METHODCALLER, /* calls the method text of what it is given, with items */
    MEANING_PARTIAL,      /* calls self with items, then what it is given; named: names, values;
                           * number: PARTIAL_METHOD where types.MethodType made it */
    MEANING_ITERATOR,     /* see evaluate.h: step, self, items, number */
    MEANING_FACTORY,      /* a dict that calls self for what it lacks; items as of a dict */
    MEANING_CLASS,    /* made by a call: named text; items: bases; attributes; see classes.h; self:
                             the members of an enumeration, or NULL */
    MEANING_INSTANCE, /* of such a class, self; items: what it was made with, or holds */
    MEANING_DEFERRED, /* the call of self with items, made when it is asked for: see origins.h */
    MEANING_KIND_COUNT
};

struct evaluator;
struct meaning;
struct origin;

/* The next item of an iterator; NULL: there is none, or it is not known. */
typedef const struct meaning *meaning_step(struct evaluator *ev, struct meaning *iterator);

enum { PARTIAL_METHOD = 1 };

struct meaning {
    enum meaning_kind kind;
    bool is_lost;        /* a container: some of its items are not known */
    bool is_old;         /* a global: named under a protocol where Python 2 names are mapped */
    bool is_mutable;     /* bytes: a bytearray, which is changed in place */
    bool is_no_constant; /* a global: it was asked for in constants.h, and stands for itself */
    br_value value;      /* in the record, or BR_NO_VALUE */
    const char *module;
    size_t module_len;
    const char *text;
    size_t text_len;
    int64_t number;
    double real;
    const struct meaning *self;
    const struct meaning **items;
    uint32_t n_items, cap_items;
    const struct meaning **named; /* keyword arguments: name, value, name, value ... */
    uint32_t n_named;
    meaning_step *step;
    uint32_t
        way; /* of an iterator: what its step makes of it; of a deque: 1 + how many it may hold, 0: any */
    const char
        *type; /* the name of its type, in `module`, where that is only like its kind: "deque" of a
                         list, "Counter" of a dict, "memoryview" of bytes; static; else NULL */
    struct meaning *attributes; /* of an object or class: a MEANING_DICT, or NULL */
    struct origin *origin;      /* of a text or bytes: see origins.h; NULL: not kept */
};

extern const struct meaning meaning_unknown;

/* ---- The store ------------------------------------------------------------------------------- */

struct meaning_block;
struct meaning_long;

struct meaning_store {
    struct meaning_block *blocks;
    size_t bytes;                /* of all blocks */
    size_t more;                 /* what they may have beyond what any store may */
    struct meaning_long *longer; /* texts that are longer than MEANING_TEXT_MAX */
    size_t long_left;            /* bytes that these may still have */
    bool is_full;                /* something was refused for want of room */
    bool failed;
};

/* n bytes that live as long as the store; NULL when its budget is spent. */
void *store_alloc(struct meaning_store *store, size_t n);
/* How many bytes one more text may have. */
static inline size_t store_text_max(const struct meaning_store *store)
{
    return store->long_left > MEANING_TEXT_MAX ? store->long_left : MEANING_TEXT_MAX;
}
void store_free(struct meaning_store *store);

/* ---- Constructors: each gives NULL when the budget is spent ------------------------------------ */

struct meaning *meaning_new(struct meaning_store *store, enum meaning_kind kind);
const struct meaning *meaning_int(struct meaning_store *store, int64_t number);
const struct meaning *meaning_bool(struct meaning_store *store, bool is_true);
const struct meaning *meaning_none(struct meaning_store *store);
const struct meaning *meaning_ref(struct meaning_store *store, br_value value);
/* A text or bytes, copied; NULL too when it is longer than store_text_max. */
const struct meaning *meaning_text(struct meaning_store *store, enum meaning_kind kind,
                                   const char *text, size_t n);
/* A text or bytes that stand where they are for as long as the store; no NUL need follow. */
const struct meaning *meaning_there(struct meaning_store *store, enum meaning_kind kind,
                                    const char *text, size_t n);
/* Takes what a buffer holds; NULL too when the buffer failed. Frees the buffer. */
const struct meaning *meaning_buf(struct meaning_store *store, enum meaning_kind kind,
                                  struct buf *buf);
/* module and name are not copied: they stand in the store or are static. */
const struct meaning *meaning_global(struct meaning_store *store, const char *module,
                                     size_t module_len, const char *name, size_t name_len);
/* The same of two C strings. */
const struct meaning *meaning_named(struct meaning_store *store, const char *module,
                                    const char *name);
/* The attribute of that name of self, to be called; the name is copied. */
const struct meaning *meaning_method(struct meaning_store *store, const struct meaning *self,
                                     const char *name, size_t n);
/* From now on it is of a type of that module that is only like its kind. Returns it; NULL stays NULL. */
struct meaning *meaning_typed(struct meaning *made, const char *module, const char *type);
/* Whether it is of that type. */
bool meaning_is_typed(const struct meaning *meaning, const char *type);
/* A container of n items, copied. */
struct meaning *meaning_items(struct meaning_store *store, enum meaning_kind kind,
                              const struct meaning *const *items, uint32_t n);
/* One more item; a container that has no room for it is_lost. */
void meaning_add(struct meaning_store *store, struct meaning *container,
                 const struct meaning *item);

/* ---- Questions ------------------------------------------------------------------------------- */

static inline bool meaning_is(const struct meaning *meaning, enum meaning_kind kind)
{
    return meaning && meaning->kind == kind;
}
static inline bool meaning_is_number(const struct meaning *meaning)
{
    return meaning && (meaning->kind == MEANING_INT || meaning->kind == MEANING_BOOL);
}
/* A text (not bytes) equal to a C string. */
bool meaning_says(const struct meaning *meaning, const char *text);
/* Equality of numbers, texts, bytes, None and globals; false for all else, and for texts longer than
 * MEANING_TEXT_MAX that do not stand in one place. */
bool meaning_equal(const struct meaning *a, const struct meaning *b);

/* A sink that appends to a struct buf, up to its limit, and lets the rest go. */
bool meaning_sink(void *buf, const char *bytes, size_t n);

/* Appends a meaning as Python would print it, at most so many bytes of it; what is not known is an
 * ellipsis. State: that of the record in which it is shown. Returns enum shown (shown.h). */
unsigned meaning_print(const struct meaning *meaning, struct br_state at, size_t max_bytes,
                       struct buf *out);

#endif
