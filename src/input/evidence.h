/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Do these bytes hold a pickle? Almost any byte is the start of some pickle and much text decodes
 * as a few opcodes, so a claim needs evidence: a header, opcodes whose arguments make sense and
 * whose operands are there, a STOP where one would end. Nothing is run; the table of opcodes says
 * what each takes and leaves. A file that the user names needs none of this. */
#ifndef BRINE_INPUT_EVIDENCE_H
#define BRINE_INPUT_EVIDENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct evidence {
    bool is_pickle;  /* believed */
    bool has_header; /* begins with PROTO */
    bool has_stop;   /* STOP was reached; end is the byte after it */
    bool has_import; /* an opcode with a module and a name that could be ones */
    uint64_t end;    /* where reading ended: after STOP, at what makes no sense, or at the limit */
    uint64_t ops;    /* opcodes that made sense */
    uint64_t bits;   /* how much they prove: shape.h */
};

/* Judges bytes[0 .. len); all but is_pickle is about the first of several in a row, between which
 * there may be padding. When is_whole is false, more bytes follow that are not at hand: running out of
 * them does not count against the claim. Looks at 100,000 opcodes at most. */
struct evidence evidence_of_pickle(const uint8_t *bytes, size_t len, bool is_whole);

/* Where the pickles in a row end that bytes[0 .. len) begin with; 0 when it begins with none. One
 * that breaks ends there, and is the last. Looks at every opcode. */
uint64_t evidence_run(const uint8_t *bytes, uint64_t len);

/* Where the pickle that begins at bytes[0] ends: the byte after its STOP, by its opcodes alone,
 * which is where pickle.load leaves the file. 0 when max_ops opcodes (0: all) bring no STOP. */
uint64_t evidence_stop(const uint8_t *bytes, uint64_t len, uint64_t max_ops);

/* Where the blanks and zeros end that stand at `from`: padding, which may follow a pickle. */
uint64_t evidence_padding(const uint8_t *bytes, uint64_t len, uint64_t from);

/* evidence_of_pickle(bytes, len, true).is_pickle */
bool input_looks_like_pickle(const uint8_t *bytes, size_t len);

#endif
