/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `x` shows of the bytes of a stream: a count, a format and a unit, as gdb has them. */
#ifndef BRINE_DEBUGGER_EXAMINE_H
#define BRINE_DEBUGGER_EXAMINE_H

#include <stdbool.h>
#include <stdint.h>

#include "src/base/buf.h"
#include "src/base/err.h"

struct session;

#define EXAMINE_NOWHERE UINT64_MAX

/* Zero-initialised: lines of bytes in hex. */
struct examine {
    uint64_t count; /* of units, texts, opcodes; 0: as many as fit the format */
    char format;    /* x d u o t c f s i; 0: lines of 16 bytes in hex and as characters */
    unsigned unit;  /* bytes: 1, 2, 4, 8; 0: as many as fit the format */
    uint64_t next;  /* the byte where it goes on; EXAMINE_NOWHERE: at the cursor */
};

/* Reads "/NFU" at the start of *args, which is then after it. */
bool examine_read(const char **args, struct examine *out, struct err *err);
/* Prints from byte pos on; until: where the value ends that is looked at (EXAMINE_NOWHERE: there is
 * none), for texts and a count that was not given. Sets examine->next. */
bool examine_print(struct session *session, struct examine *examine, uint64_t pos, uint64_t until,
                   struct buf *out, struct err *err);

/* The letters of a number's formats, for `print` too: appends an integer of so many bytes (1, 2, 4,
 * 8) as x d u o t c. */
void examine_number(char format, unsigned bytes, uint64_t number, struct buf *out);
/* As short as reads back as the same. bytes: 4 or 8. */
void examine_float(unsigned bytes, double number, struct buf *out);

#endif
