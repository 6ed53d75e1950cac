/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of the user's own settings, which are opened unasked: a pipe or a device in their place must
 * not make the program wait. */
#ifndef BRINE_BASE_TEXTFILE_H
#define BRINE_BASE_TEXTFILE_H

#include <stdio.h>

#include "src/base/err.h"

/* Opens a regular file to read. NULL, err set ("NAME: why"): it is none, or cannot be opened; when
 * there is none at all, err's text is empty. name: as errors call it. The caller closes. */
FILE *textfile_open(const char *path, const char *name, struct err *err);

#endif
