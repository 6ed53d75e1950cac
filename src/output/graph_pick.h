/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which values of a run a graph has, and what each leads to. */
#ifndef BRINE_OUTPUT_GRAPH_PICK_H
#define BRINE_OUTPUT_GRAPH_PICK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/analysis/analysis.h"
#include "src/base/valuemap.h"
#include "vm/brine.h"

/* What a value is to the one that leads to it. */
enum graph_role {
    GRAPH_CALLEE,
    GRAPH_ARG, /* number n */
    GRAPH_ARGS,
    GRAPH_KWARGS,
    GRAPH_ITEM,   /* number n */
    GRAPH_ENTRY,  /* of a dict, under `key` */
    GRAPH_KEY,    /* one that holds something itself */
    GRAPH_STATE,  /* of BUILD, at pos */
    GRAPH_PUT,    /* into an object that only the run would know, at pos */
    GRAPH_BELOW,  /* what a buffer, or what was read from the file, is over */
    GRAPH_MODULE, /* of an import, where it is not spelled there */
    GRAPH_NAME,
};

struct graph_edge {
    br_value to;
    enum graph_role role;
    uint64_t n;   /* GRAPH_ARG, GRAPH_ITEM */
    br_value key; /* GRAPH_ENTRY, else BR_NO_VALUE */
    uint64_t pos; /* GRAPH_STATE, GRAPH_PUT */
};

/* An opcode that changed an object which only the run would know. */
struct graph_change {
    br_value object;
    uint64_t event;
};

struct graph_queue {
    br_value *rows; /* owned */
    size_t next, count, cap;
};

/* In the order in which they are drawn. */
enum graph_class {
    GRAPH_DANGEROUS,
    GRAPH_SUSPICIOUS,
    GRAPH_DEED,
    GRAPH_CONTAINER,
    GRAPH_PLAIN,
    GRAPH_CLASSES
};

struct graph_pick {
    const br_record *rec;
    const struct analysis *an;
    br_value *nodes;      /* owned; those that are drawn, in their order */
    uint32_t node_count;  /* */
    uint64_t left_out;    /* how many more there are */
    struct valuemap seen; /* a value: its number among the nodes, plus 1; UINT32_MAX: left out */
    struct graph_queue queues[GRAPH_CLASSES];
    struct graph_change *changes; /* owned; by object, then by event */
    size_t change_count;
    bool failed; /* memory */
};

/* Picks. calls_only, max_nodes: as in graph_options. False when memory fails; to be closed anyway. */
bool graph_pick(struct graph_pick *pick, const br_record *rec, const struct analysis *an,
                bool calls_only, uint64_t max_nodes);
void graph_pick_close(struct graph_pick *pick);

/* The number of a value that is drawn; UINT32_MAX for others. */
uint32_t graph_node(const struct graph_pick *pick, br_value value);
/* How bad a value is, or what it goes into. */
enum severity graph_severity(const struct graph_pick *pick, br_value value);
/* Calls for each value that this one leads to, in order. */
void graph_edges(struct graph_pick *pick, br_value value,
                 void (*each)(void *context, const struct graph_edge *edge), void *context);

#endif
