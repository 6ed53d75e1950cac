/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What calls, attributes, subscripts and iteration come to, on what is known of their operands.
 * Nothing is run: a function that is understood is a row of a table (models.h), and what it would call
 * in turn is noted, with the arguments that it would get.
 *
 * What always holds
 *   - Each event has so many steps, the run so much work in all, and calls nest so deep; what is
 *     past a limit is not known. No depth is set by the input.
 *   - NULL means "not known" (or, of the next item of an iterator, its end); never an error. */
#ifndef BRINE_ANALYSIS_EVALUATE_H
#define BRINE_ANALYSIS_EVALUATE_H

#include "src/analysis/meaning.h"
#include "src/base/valuemap.h"

enum {
    EVALUATE_CALLS_MAX = 64,   /* noted of one event */
    EVALUATE_ARGS_MAX = 64,    /* looked at of one call */
    EVALUATE_GLOBALS_MAX = 64, /* changes of imported objects: by BUILD, by setattr ... */
};

enum call_when {
    CALL_NOW,      /* this event makes it happen */
    CALL_PREPARED, /* what this event makes would call it */
    CALL_LATER,    /* it happens beside or after the load */
};

/* A call of a global that happens within, or because of, an event. */
struct call_made {
    const struct meaning *callee; /* a MEANING_GLOBAL */
    const struct meaning *args;   /* a MEANING_TUPLE */
    const struct meaning *named;  /* keyword arguments: a MEANING_DICT, or NULL */
    enum call_when when;
};

struct object_change; /* see objects.h */
struct origins;       /* see origins.h */

struct evaluator {
    const br_record *rec;
    struct meaning_store store;
    struct valuemap meanings; /* value: index + 1 into rows */
    const struct meaning **rows;
    uint32_t n_rows, cap_rows;
    struct valuemap changed; /* object: index + 1 of its last row in changes */
    struct object_change *changes;
    uint32_t n_changes, cap_changes;
    struct {
        const struct meaning *global;
        struct meaning *attributes; /* what setattr and the like set: a dict; NULL: see event */
        uint64_t event;             /* of a BUILD */
    } changed_globals[EVALUATE_GLOBALS_MAX];
    uint32_t n_changed_globals;
    const struct meaning **constants;     /* what was asked for of them: see constants.h */
    struct meaning *modules, *extensions; /* what was written there, or NULL: see tables.h */
    const struct meaning *chance; /* the generator of the module random, or NULL: see chances.c */
    br_op op;                     /* the moment: containers are seen as before this opcode */
    struct call_made calls[EVALUATE_CALLS_MAX];
    uint32_t n_calls;
    const struct meaning *written; /* what was imported and is written to, or NULL */
    bool has_written;   /* the same, of the whole run: what modules hold may be other than it was */
    bool is_unresolved; /* something that is not known was called, or more than can be noted */
    uint32_t steps;     /* left of this event's, */
    uint32_t event_steps; /* which begins with so many; */
    uint32_t step_cost;   /* each is so much work beside its own */
    uint64_t work;        /* left of the run's: bytes and items looked at */
    bool is_out;          /* it did not suffice */
    bool
        is_lenient; /* what a decoder had come to before it would raise is taken for what it gives */
    struct origins *origins; /* where texts come from is kept there; NULL: it is not */
    unsigned depth;
    unsigned nested; /* pickles around this one, that load it: see loads.c */
};

struct arguments {
    const struct meaning *const *items; /* not NULL; may be MEANING_REF: see arg() */
    uint32_t n;
    const struct meaning *const *named; /* name, value, name, value ... */
    uint32_t n_named;
};

/* The nth argument, asked for; NULL: there is none. */
const struct meaning *arg(struct evaluator *ev, const struct arguments *args, uint32_t n);
/* The same if it is of this kind. */
const struct meaning *arg_of_kind(struct evaluator *ev, const struct arguments *args, uint32_t n,
                                  enum meaning_kind kind);
/* The keyword argument of this name, or NULL. */
const struct meaning *arg_named(struct evaluator *ev, const struct arguments *args,
                                const char *name);
/* Those from the nth on. */
struct arguments args_from(const struct arguments *args, uint32_t n);

/* Takes so much from what may be done. False: nothing is left. */
bool ev_spend(struct evaluator *ev, uint64_t work);
/* How many bytes one more text may have. */
size_t ev_room(const struct evaluator *ev);
/* What a MEANING_REF stands for; anything else is itself. Never NULL. */
const struct meaning *ev_ask(struct evaluator *ev, const struct meaning *meaning);

/* What the call gives. A global that is called is noted, unless it is the event's own callee (depth
 * 0), which whoever asks knows. */
const struct meaning *ev_call(struct evaluator *ev, const struct meaning *callee,
                              const struct arguments *args);
/* The same with one argument. */
const struct meaning *ev_call_1(struct evaluator *ev, const struct meaning *callee,
                                const struct meaning *argument);
/* The keyword arguments of a call and those that a partial holds; the call's stand first, and win.
 * False: too many. */
bool ev_named_both(struct evaluator *ev, const struct arguments *first,
                   const struct meaning *partial, struct arguments *all);
/* Notes that a callable will, or may, be called. */
void ev_note(struct evaluator *ev, const struct meaning *callee, const struct arguments *args,
             enum call_when when);

/* Notes that something is written into an object, which matters where it was imported. */
void ev_write(struct evaluator *ev, const struct meaning *object);

const struct meaning *ev_attribute(struct evaluator *ev, const struct meaning *object,
                                   const char *name, size_t name_len);
/* What calling a class with these arguments gives, as far as nothing more is known of it. */
const struct meaning *ev_object(struct evaluator *ev, const struct meaning *class,
                                const struct arguments *args);
/* What an object was made with, arguments of its class; false: not known. The items are the
 * evaluator's. */
bool ev_made_with(struct evaluator *ev, const struct meaning *object, struct arguments *args);
/* setattr, of an object that the pickle made; anything else is left as it is. */
void ev_set_attribute(struct evaluator *ev, const struct meaning *object,
                      const struct meaning *name, const struct meaning *value);
/* Whether a global's name is that of a module which its own module imports: `shutil` + `os`. */
bool ev_is_module(const struct meaning *global, const char *name, size_t name_len);
/* 'a.b.c', as attrgetter and find_class follow it. */
const struct meaning *ev_attribute_path(struct evaluator *ev, const struct meaning *object,
                                        const char *path, size_t path_len);
const struct meaning *ev_subscript(struct evaluator *ev, const struct meaning *object,
                                   const struct meaning *key);
/* Bounds of a slice over n items, as Python's slice.indices; count: how many items it has. False: not known. */
bool ev_slice_bounds(struct evaluator *ev, const struct meaning *slice, int64_t n, int64_t *start,
                     int64_t *step, int64_t *count);
/* What the special method of this name gives of an object whose class has a model of it; NULL: there is
 * none, or nothing is known. */
const struct meaning *ev_special(struct evaluator *ev, const struct meaning *object,
                                 const char *name, const struct arguments *args);
/* The value of a dict under a text; NULL: it has none that is known. */
const struct meaning *ev_lookup(struct evaluator *ev, const struct meaning *dict,
                                const struct meaning *key);

/* ---- Containers that are changed in place ----------------------------------------------------- */

/* What may be changed in place of a list, dict, set or bytearray: itself, or, of one that stands in
 * the record, what from now on is known in its place. NULL: it is none of these. */
struct meaning *ev_own(struct evaluator *ev, const struct meaning *container);
/* What is known of a container of the record that ev_own copied, with what opcodes put into it since. */
void ev_catch_up(struct evaluator *ev, struct meaning *own);
/* A container like another, of its own; of what is no container, that itself. */
const struct meaning *ev_copy(struct evaluator *ev, const struct meaning *container);
/* dict[key] = value, the first place of an equal key kept. */
void ev_put(struct evaluator *ev, struct meaning *dict, const struct meaning *key,
            const struct meaning *value);
/* The items of a container become those of another (NULL: are not known any more). What ev_own gives. */
const struct meaning *ev_become(struct evaluator *ev, const struct meaning *container,
                                const struct meaning *items);

/* How many items a container has, or characters a text; false: not known. */
bool ev_len(struct evaluator *ev, const struct meaning *container, uint64_t *n);
/* An iterator over what can be iterated; over what is not known, one that gives one unknown. */
struct meaning *ev_iterator(struct evaluator *ev, const struct meaning *iterable);
struct meaning *ev_iterator_new(struct evaluator *ev, meaning_step *step,
                                const struct meaning *self);
/* NULL: there is none. */
const struct meaning *ev_next(struct evaluator *ev, struct meaning *iterator);
/* All items of what can be iterated, as a list, tuple or set; NULL when there are too many. */
struct meaning *ev_listed(struct evaluator *ev, const struct meaning *iterable,
                          enum meaning_kind kind);

/* Whether it is true, as bool() says. False: not known. */
bool ev_truth(struct evaluator *ev, const struct meaning *meaning, bool *truth);
/* How a stands to b, below 0, 0 or above it; of what has no order, 0 or not. False: not known. */
bool ev_compare(struct evaluator *ev, const struct meaning *a, const struct meaning *b, int *order);
/* The same of what Python orders: numbers, texts, lists of them. False: not known, or it would raise. */
bool ev_order(struct evaluator *ev, const struct meaning *a, const struct meaning *b, int *order);
/* Sorts in place, as list.sort; the key is called for each item. False: the order is not known. */
bool ev_sort(struct evaluator *ev, struct meaning *list, const struct meaning *key,
             bool is_reverse);

/* The module and name of the type of plain data: "str" of a text; NULL for what has none here. */
const char *ev_type_name(struct evaluator *ev, const struct meaning *meaning);

#endif
