/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line that shows one value among many: number, sign, text, kind, where it came from. The stack,
 * the memo and the items of a container are such lines. For src/view alone. */
#ifndef BRINE_VIEW_TABLE_H
#define BRINE_VIEW_TABLE_H

#include <stdbool.h>

#include "src/view/view.h"

struct table_row {
    bool is_changed;
    char number[24];         /* what stands first: "0"; "" for none */
    unsigned number_columns; /* numbers stand at the right end of so many */
    char label[24];          /* shown in place of a value when there is none: "mark" */
    br_value key;            /* shown before the value; BR_NO_VALUE: none */
    bool has_key;
    br_value value;
    br_op from;            /* the opcode it came from, BR_NO_OP: not shown */
    const char *from_word; /* "from"; NULL: the opcode's name and number stand there */
    const char *lead;      /* stands before the value; NULL: nothing */
};

/* Fills a cleared line; sets its value, op and traits. What a call, or an import of computed names,
 * is known to give stands before it. */
void table_line(const struct view_source *source, const struct table_row *row, struct line *out);

/* Columns of the largest number below count. */
unsigned table_digits(uint64_t count);

#endif
