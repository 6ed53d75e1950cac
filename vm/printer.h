/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The printer behind br_text and br_event_text: a frame per value that is being printed, so that
 * depth is memory and not C's stack, and nothing is looked at that the budget does not let print.
 * text.c prints values, text_call.c calls, text_args.c their arguments, text_event.c events. */
#ifndef BRINE_VM_PRINTER_H
#define BRINE_VM_PRINTER_H

#include "vm/out.h"
#include "vm/values.h"

struct printer;
struct frame;

/* What a frame does each time it is on top: print a little, enter one value, or leave. */
typedef void step(struct printer *p, struct frame *f);

struct frame {
    step *step;
    br_value value;
    br_value held;   /* dict: the value whose key is being printed; keyword likewise */
    uint32_t number; /* items begun; of a chain of callees: the step now printed */
    br_op before;    /* containers: items put there before this opcode */
    uint32_t count;  /* how many that is, duplicates counted; of a chain: its length */
    uint8_t phase;
    bool entered; /* counted in `active` */
    bool is_low;  /* of a chain: step `number` is noted as its low end */
    const char *open, *close;
    struct raw raw;
};

struct printer {
    const br_record *rec;
    br_op op; /* the state */
    uint64_t max_digits, max_keys;
    bool failed; /* memory */
    struct frame *frames;
    uint32_t n, max;
    struct steps { /* a stretch of the chain that is being printed, found at once */
        br_value chain;
        uint32_t first, n;
        br_value at[64];
    } steps;
    struct map active;   /* containers and named calls being printed -> how often */
    struct map low_ends; /* of chains being printed -> frame + 1; 0: no longer */
    struct lows {        /* how deep those are, rising, and how many are so deep */
        struct low {
            uint32_t depth, count;
        } * at;
        uint32_t n, max;
    } lows;
    struct budget budget;
    struct out out;
};

/* A printer of the state before op. */
void printer_init(struct printer *p, const br_record *rec, br_op op,
                  const struct br_text_options *options, struct br_sink sink);
/* Prints until no frame is left, or nothing more is taken; frees what the printer holds. */
enum br_status printer_run(struct printer *p, struct br_text_result *result);

/* A new frame on top, or NULL (p->failed). Other frames may move. */
struct frame *printer_enter(struct printer *p, step *does, br_value value);
void printer_leave(struct printer *p);
/* Memory failed; false. */
bool printer_fail(struct printer *p);

/* A value is now being printed, or no longer: what meets it inside itself prints a cycle. */
void printer_mark(struct printer *p, br_value value, bool on);
bool printer_is_active(const struct printer *p, br_value value);

/* Writes a value that has no parts, or enters one that has. */
void printer_value(struct printer *p, br_value value);
void printer_call(struct printer *p, br_value value);
void printer_chars(struct printer *p, enum chars_form form, struct br_slice text);
/* The repr of the characters of a str, or of the id of a PERSID. */
void printer_str(struct printer *p, br_value value, enum chars_form form, struct br_slice text);

/* The next raw item; false: no more, or no memory. */
bool printer_next_raw(struct printer *p, struct raw *raw, br_value *value);
/* The next item of a set, as f->before has it. */
bool printer_next_key(struct printer *p, struct frame *f, br_value *item);
/* The key of the next pair of a dict; its value is held in f->held. */
bool printer_next_pair(struct printer *p, struct frame *f, br_value *key);

/* What a call before op takes from a known iterable, with or without the brackets of a tuple. */
void printer_arguments(struct printer *p, br_value args, br_op before, bool is_tuple);
/* Is there anything to print for it? An unknown object has arguments too. */
bool printer_has_arguments(struct printer *p, br_value args, br_op before);
/* Writes f->close and leaves. */
void printer_close(struct printer *p, struct frame *f);

/* Steps that several kinds of frames share: module.name; everything in order. */
void printer_step_global(struct printer *p, struct frame *f);
void printer_step_items(struct printer *p, struct frame *f);

#endif
