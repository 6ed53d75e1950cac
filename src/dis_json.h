/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `brine dis --json`: an object per opcode. */
#ifndef BRINE_DIS_JSON_H
#define BRINE_DIS_JSON_H

#include <stdbool.h>

#include "src/command.h"
#include "src/streams.h"

/* Writes the opcodes of a stream, a line each. False: memory failed. */
bool dis_json(struct run *run, const struct stream *stream);

#endif
