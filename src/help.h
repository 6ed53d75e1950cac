/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What --help prints, from the rows of the commands and the table of options. */
#ifndef BRINE_HELP_H
#define BRINE_HELP_H

#include "src/command.h"
#include "src/output/out.h"

void help_print(struct out *out);
void help_print_command(struct out *out, const struct command *command);

#endif
