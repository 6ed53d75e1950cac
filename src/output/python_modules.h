/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `from MODULE import NAME` may do that find_class() does not: import a submodule. */
#ifndef BRINE_OUTPUT_PYTHON_MODULES_H
#define BRINE_OUTPUT_PYTHON_MODULES_H

#include <stdbool.h>

/* Whether there may be a module of that name within the module: true of all that is not known. */
bool python_module_holds(const char *module, const char *name);

#endif
