/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/view/style.h"

#include <string.h>

static const char *const names[] = {
#define STYLE(id, name) name,
#include "src/view/styles.def"
};

const char *style_name(enum style style)
{
    return names[style];
}

enum style style_find(const char *name)
{
    for (int style = 0; style < STYLE_COUNT; style++)
        if (strcmp(names[style], name) == 0)
            return (enum style)style;
    return STYLE_COUNT;
}
