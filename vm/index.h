/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The readers' indexes over a record: built on the first question that needs one, extended as the
 * record grows, freed with it. The machine neither writes nor reads them. */
#ifndef BRINE_VM_INDEX_H
#define BRINE_VM_INDEX_H

#include "vm/map.h"
#include "vm/record.h"

/* Numbers in rising order, oldest first: the runs of one container, the entries of one memo key. */
struct chain {
    uint32_t *at;
    uint32_t n;
    uint32_t max;
};

/* A growing array of uint32_t. */
struct u32s {
    uint32_t *at;
    uint32_t n;
    uint32_t max;
};

/* What makes a dict or set readable at any moment: for each item put there, which earlier one had
 * an equal key. */
struct keyed {
    uint32_t seen;      /* items looked at */
    struct u32s firsts; /* those that are the first with their key, in order */
    uint64_t *again;    /* the others, as first << 32 | number, sorted */
    uint32_t n_again, max_again, n_sorted;
    struct map classes; /* class of a key -> number of its first item */
};

/* Writes by index into a list or bytearray: sorted by index, then by time. */
struct rewrites {
    struct rewrite *at;
    uint32_t n;
    uint32_t max;
    uint32_t runs_seen; /* of the container's chain */
};
struct rewrite {
    uint64_t index;
    uint32_t order;
    uint32_t op;
    uint32_t value;
};

struct classes; /* classes.c */
struct uses;    /* uses.c */
struct callees; /* callees.c */

struct index {
    struct budget budget;
    struct u32s node_jump;  /* Myers 1983: a jump further down from each node of the stack */
    struct u32s memo_first; /* entries that stored a key for the first time */
    uint32_t memo_seen;     /* entries looked at for memo_first */
    struct map runs;        /* value -> struct chain * */
    struct map entries;     /* memo key -> struct chain * */
    struct map keyeds;      /* value -> struct keyed * */
    struct map rewrites;    /* value -> struct rewrites * */
    br_op event_op;         /* the opcode of the last event asked for, */
    uint64_t event;         /* and the number of its first event: most ask in order */
    struct classes *classes;
    struct uses *uses;
    struct callees *callees;
    struct map quotes;   /* bytearray -> struct quotes * (bytearrays.c) */
    struct map appended; /* bytearray -> struct appended * (bytearrays.c) */
    struct map literals; /* long literal -> struct literal * (literals.c) */
};

/* The index of a record, made if it is not there; NULL: no memory. */
struct index *index_of(const br_record *rec);
/* Asked at each step of what may take long; false: it is to stop (br_watch). */
bool index_goes_on(const br_record *rec, uint64_t done, uint64_t all);
void record_index_free(br_record *rec);

void index_free_containers(struct index *index);
void u32s_free(struct index *index, struct u32s *list);
bool u32s_add(struct index *index, struct u32s *list, uint32_t value);
/* Room for one more: the next u32s_add cannot fail. What goes into several lists at once asks for
 * room in all of them first, since a question may be asked again after memory failed. */
bool u32s_room(struct index *index, struct u32s *list);

/* The node at a height at or below id; every node below id has a lower height. Returns 0 at the
 * bottom. Never fails: without memory for the index, or interrupted, it is only slower. */
uint32_t node_at_height(const br_record *rec, uint32_t id, uint32_t height);

/* The same by how many values are at and below it; the node found is a value, not a mark. */
uint32_t node_at_depth(const br_record *rec, uint32_t id, uint32_t depth);

/* All runs of a container / all entries of a memo key up to now, oldest first. NULL: no memory. */
const struct chain *runs_of(const br_record *rec, uint32_t value);
const struct chain *memo_chain(const br_record *rec, uint64_t key, uint32_t newest);

/* The opcode that pushed a node. */
uint32_t node_pusher(const br_record *rec, uint32_t id);

/* A name for the class of keys that equal this value in a dict or set; 0: no memory. */
uint64_t class_of(const br_record *rec, uint32_t value);
void classes_free(struct index *index);
void uses_free(struct index *index);
void callees_free(struct index *index);
void quotes_free(struct index *index, void *quotes);
void appended_free(struct index *index, void *appended);
void literal_free(struct index *index, void *literal);

/* Item n (from 0, the lowest first) of a slice of the stack: its node. UINT32_MAX: no memory. */
uint32_t items_node(const br_record *rec, struct items items, uint32_t n);

/* Reads a slice of the stack in order. Plain data; small, since a printer holds a million. */
struct walk {
    uint32_t top;
    uint32_t count;
    uint32_t next;    /* number of the next item */
    uint32_t base;    /* node of item 0 when all are neighbours, else 0 */
    uint32_t held[6]; /* nodes of the items from `from` to before `until` */
    uint32_t from, until;
};
void walk_start(struct walk *walk, const br_record *rec, struct items items);
/* The node of the next item; 0 at the end; UINT32_MAX: no memory. */
uint32_t walk_next(struct walk *walk, const br_record *rec);

#endif
