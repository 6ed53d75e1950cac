/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Python 2 names of globals to their Python 3 names, as find_class does it below protocol 3
 * (Modules/_pickle.c, Lib/_compat_pickle.py): exact matches only, the pair before the module. */
#include "vm/brine.h"

#define TABLES_NAMES
#include "vm/tables.h"

#include <string.h>

enum {
    N_NAMES = sizeof mapped_names / sizeof *mapped_names,
    N_IMPORTS = sizeof mapped_imports / sizeof *mapped_imports,
};

/* Order of text[0..len) and a C string, by bytes. */
static int order(const char *text, size_t len, const char *other)
{
    size_t other_len = strlen(other);
    int by_bytes = memcmp(text, other, len < other_len ? len : other_len);
    return by_bytes ? by_bytes : (len > other_len) - (len < other_len);
}

static const struct mapped_name *find_name(const char *module, size_t module_len, const char *name,
                                           size_t name_len)
{
    size_t low = 0, high = N_NAMES;
    while (low < high) {
        size_t middle = (low + high) / 2;
        const struct mapped_name *row = &mapped_names[middle];
        int at = order(module, module_len, row->module);
        if (!at)
            at = order(name, name_len, row->name);
        if (!at)
            return row;
        if (at < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

static const struct mapped_import *find_import(const char *module, size_t module_len)
{
    size_t low = 0, high = N_IMPORTS;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int at = order(module, module_len, mapped_imports[middle].module);
        if (!at)
            return &mapped_imports[middle];
        if (at < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

bool br_mapped(const char *module, size_t module_len, const char *name, size_t name_len,
               const char **mapped_module, const char **mapped_name)
{
    const struct mapped_name *pair = find_name(module, module_len, name, name_len);
    if (pair) {
        *mapped_module = pair->new_module;
        *mapped_name = pair->new_name;
        return true;
    }
    const struct mapped_import *import = find_import(module, module_len);
    if (!import)
        return false;
    *mapped_module = import->new_module;
    *mapped_name = NULL;
    return true;
}
