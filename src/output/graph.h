/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The objects and calls of one run as a graph in Graphviz' language: what is made of what, what is
 * called with what, and where. Values are nodes, named by the opcode that made them, so that what the
 * memo shares is one node with several edges to it.
 *
 * What always holds
 *   - A byte of a file is only ever in a quoted label, as safe text in which nothing means anything to
 *     Graphviz (graph_quote).
 *   - What is dangerous, and what goes into it, is drawn first, then what is suspicious, then calls and
 *     imports, containers, and plain values; what is left out then is counted.
 *   - Nothing recurses; each value and each item is looked at twice at most. */
#ifndef BRINE_OUTPUT_GRAPH_H
#define BRINE_OUTPUT_GRAPH_H

#include <stdbool.h>
#include <stdint.h>

#include "src/analysis/analysis.h"
#include "src/base/buf.h"
#include "src/output/out.h"
#include "vm/brine.h"

struct graph_options {
    unsigned number;     /* of the run in the picture: names of nodes begin with it */
    const char *title;   /* not yet safe */
    bool calls_only;     /* what is imported, called or touched, and what that is made of */
    uint64_t max_nodes;  /* 0: no limit */
    uint64_t max_digits; /* of an integer; see br_text_options */
    uint64_t *drawn;     /* the nodes of this run are added to it */
};

/* Appends text as a quoted string of Graphviz: made safe, at most so many columns (0: not cut). */
void graph_quote(struct buf *out, const char *text, size_t n, size_t columns);

/* Before the first run, and behind the last. rankdir: "LR", "TB" ... */
void graph_begin(struct out *out, const char *rankdir);
void graph_end(struct out *out);

/* One run, which is over, as a cluster. an: judged, and its paths followed. False when memory fails. */
bool graph_run(struct out *out, const br_record *rec, const struct analysis *an,
               const struct graph_options *options);

#endif
