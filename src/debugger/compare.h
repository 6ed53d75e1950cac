/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Operands compared.
 *
 * What equals what
 *   - None, numbers, str, bytes, tuples, lists, dicts and sets compare as in Python, whether they
 *     come from the file or are typed; True is 1, b'a' equals bytearray(b'a'), 1 equals 1.0.
 *   - A global, a call or another unknown object equals itself, and a typed string that is its
 *     text: event.callee == "os.system", stack[0] == "os.system('id')". What tells a global from a
 *     str of the same characters is .kind. event.callee goes by its other names too: what
 *     indirection leads to, what a name of Python 2 is mapped to.
 *   - `danger` equals the name of its severity ("dangerous", "suspicious", "info", "none") and, as
 *     a truth, is true when the opcode is dangerous.
 *   - a ~ "pattern" asks a's characters when it is a str, else its text.
 *   - `stack > 3` asks the depth. */
#ifndef BRINE_DEBUGGER_COMPARE_H
#define BRINE_DEBUGGER_COMPARE_H

#include "src/debugger/operand.h"

enum eval_status operand_equal(struct eval *eval, const struct operand *a, const struct operand *b,
                               bool *out);
enum eval_status operand_compare(struct eval *eval, enum expr_compare compare,
                                 const struct operand *a, const struct operand *b, bool *out);
/* What `not`, `and`, `if` make of it: as in Python; a call or global is true. */
enum eval_status operand_truth(struct eval *eval, const struct operand *operand, bool *out);
/* The value under a key of a dict; *found false: there is none. */
enum eval_status dict_find(struct eval *eval, const struct operand *dict, const struct operand *key,
                           struct operand *out, bool *found);

#endif
