/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/command.h"

#include <string.h>

static const struct command *const commands[] = {
#define COMMAND(name) &command_##name,
#include "src/commands.def"
};
enum { N_COMMANDS = sizeof commands / sizeof commands[0] };

const struct command *command_nth(size_t n)
{
    return n < N_COMMANDS ? commands[n] : NULL;
}

const struct command *command_named(const char *name)
{
    for (size_t n = 0; n < N_COMMANDS; n++) {
        if (strcmp(commands[n]->name, name) == 0)
            return commands[n];
    }
    return NULL;
}
