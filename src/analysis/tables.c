/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/analysis/tables.h"

#include <string.h>

#include "src/analysis/models.h"
#include "src/analysis/objects.h"

static bool is_text(const char *text, size_t n, const char *expected)
{
    return strlen(expected) == n && memcmp(text, expected, n) == 0;
}

/* Where what is put into the table is kept; NULL: it is none of them. */
static struct meaning **kept_of(struct evaluator *ev, const struct meaning *table)
{
    const struct {
        const char *module, *name;
        struct meaning **kept;
    } tables[] = {
        {"sys", "modules", &ev->modules},
        {"copyreg", "_inverted_registry", &ev->extensions},
        {"copyreg", "_extension_cache", &ev->extensions},
        {"copy_reg", "_inverted_registry", &ev->extensions},
        {"copy_reg", "_extension_cache", &ev->extensions},
    };
    for (size_t k = 0; meaning_is(table, MEANING_GLOBAL) && k < sizeof tables / sizeof tables[0];
         k++) {
        if (is_text(table->module, table->module_len, tables[k].module) &&
            is_text(table->text, table->text_len, tables[k].name))
            return tables[k].kept;
    }
    return NULL;
}

static void put(struct evaluator *ev, struct meaning **kept, const struct meaning *key,
                const struct meaning *value)
{
    if (!*kept)
        *kept = meaning_new(&ev->store, MEANING_DICT);
    key = ev_ask(ev, key);
    if (*kept && key->kind != MEANING_UNKNOWN)
        ev_put(ev, *kept, key, ev_ask(ev, value));
}

/* The module or class whose attributes stand in the table: json of `json` + `__dict__`, of vars(json).
 * NULL: it is none. */
static const struct meaning *whose(struct evaluator *ev, const struct meaning *table)
{
    static const char dict[] = "__dict__";
    size_t n = table->text_len, end = sizeof dict - 1;
    if (meaning_is(table, MEANING_NAMESPACE) && !table->self)
        return meaning_global(&ev->store, table->module, table->module_len, table->text, n);
    if (!meaning_is(table, MEANING_GLOBAL) || n < end ||
        memcmp(table->text + n - end, dict, end) != 0 ||
        (n > end && table->text[n - end - 1] != '.'))
        return NULL;
    return meaning_global(&ev->store, table->module, table->module_len, table->text,
                          n > end ? n - end - 1 : 0);
}

/* An item that is put into a table, or among the attributes of what was imported. */
struct target {
    struct meaning **kept;
    const struct meaning *whose;
};

static bool find_target(struct evaluator *ev, const struct meaning *table, struct target *out)
{
    if (!table)
        return false;
    *out = (struct target){.kept = kept_of(ev, table)};
    out->whose = out->kept ? NULL : whose(ev, table);
    return out->kept || out->whose;
}

static void put_in(struct evaluator *ev, const struct target *target, const struct meaning *key,
                   const struct meaning *value)
{
    if (target->kept)
        put(ev, target->kept, key, value);
    else
        objects_set_global(ev, target->whose, ev_ask(ev, key), value);
}

void tables_put_all(struct evaluator *ev, const struct meaning *table, const struct meaning *items)
{
    struct target target;
    bool is_one = items && find_target(ev, table, &target);
    for (uint32_t n = 0; is_one && n + 1 < items->n_items && ev_spend(ev, 1); n += 2)
        put_in(ev, &target, items->items[n], items->items[n + 1]);
}

void tables_write(struct evaluator *ev, const struct meaning *table, const char *method, size_t n,
                  const struct arguments *args)
{
    struct target target;
    if (!find_target(ev, table, &target))
        return;
    if (args->n == 2 && is_text(method, n, "__setitem__"))
        put_in(ev, &target, args->items[0], args->items[1]);
    const struct meaning *from =
                             args->n == 1 && is_text(method, n, "update") ? arg(ev, args, 0) : NULL,
                         *key;
    struct meaning *keys = from ? ev_iterator(ev, from) : NULL;
    while (keys && (key = ev_next(ev, keys)) != NULL)
        put_in(ev, &target, key, ev_subscript(ev, from, key));
    for (uint32_t k = 0; is_text(method, n, "update") && k + 1 < args->n_named; k += 2)
        put_in(ev, &target, args->named[k], args->named[k + 1]);
}

void tables_add_extension(struct evaluator *ev, const struct arguments *args)
{
    const struct meaning *pair = meaning_items(&ev->store, MEANING_TUPLE, args->items, 2);
    put(ev, &ev->extensions, args->items[2], pair);
}

const struct meaning *tables_module(struct evaluator *ev, const char *name, size_t n)
{
    struct meaning key = {.kind = MEANING_TEXT, .value = BR_NO_VALUE, .text = name, .text_len = n};
    const struct meaning *found = ev->modules ? ev_lookup(ev, ev->modules, &key) : NULL;
    return found && found->kind != MEANING_UNKNOWN ? found : NULL;
}

const struct meaning *tables_extension(struct evaluator *ev, int64_t code)
{
    struct meaning key = {.kind = MEANING_INT, .value = BR_NO_VALUE, .number = code};
    const struct meaning *found = ev->extensions ? ev_lookup(ev, ev->extensions, &key) : NULL;
    const char *type = found ? ev_type_name(ev, found) : NULL;
    if (!found || found->kind == MEANING_UNKNOWN || !type || strcmp(type, "tuple") != 0)
        return found && found->kind != MEANING_UNKNOWN ? found : NULL; /* of the cache */
    const struct meaning *pair = ev_listed(ev, found, MEANING_LIST);
    const struct meaning *module = pair && pair->n_items == 2 ? ev_ask(ev, pair->items[0]) : NULL;
    const struct meaning *name = module ? ev_ask(ev, pair->items[1]) : NULL;
    if (!meaning_is(module, MEANING_TEXT) || !meaning_is(name, MEANING_TEXT))
        return NULL;
    return ev_attribute_path(ev, meaning_global(&ev->store, module->text, module->text_len, "", 0),
                             name->text, name->text_len);
}
