/* SPDX-License-Identifier: GPL-3.0-or-later */
/* logging.config: a configuration names what is imported and called, as data (Lib/logging/config.py,
 * DictConfigurator). */
#include <string.h>

#include "src/analysis/models.h"
#include "src/base/words.h"

/* One section of the configuration: a dict of entries. Keys are words of words.h. */
struct section {
    const char *name;
    bool has_class;     /* `class` names what is called where `()` does not */
    const char *taken;  /* keys that the configurator itself uses */
    const char *passed; /* with `class`: those of the arguments, in order; NULL: all, by name */
    const char *within; /* keys of dicts that have a `()` of their own */
};

static const struct section sections[] = {
    {"formatters", true, "() .", "format datefmt style", ""},
    {"filters", false, "() .", NULL, ""},
    {"handlers", true, "() . class formatter level filters", NULL, "queue listener"},
};

/* An entry within an entry: what it names is called with all that it has. */
static const struct section plain = {NULL, false, "() .", NULL, ""};

/* ---- Values ------------------------------------------------------------------------------------ */

static const struct meaning *looked_up(struct evaluator *ev, const struct meaning *dict,
                                       const char *key, size_t n)
{
    const struct meaning *text = meaning_text(&ev->store, MEANING_TEXT, key, n);
    const struct meaning *found = text ? ev_lookup(ev, dict, text) : NULL;
    return found ? ev_ask(ev, found) : NULL;
}

/* The number of an item, of digits alone; -1: it is none, or greater than any list here. */
static int64_t index_of(const char *digits, size_t n)
{
    int64_t index = n ? 0 : -1;
    for (size_t k = 0; k < n && index >= 0; k++) {
        bool is_digit = digits[k] >= '0' && digits[k] <= '9';
        index = is_digit && index < MEANING_ITEMS_MAX ? index * 10 + (digits[k] - '0') : -1;
    }
    return index;
}

/* An item of a dict by its key, of a list or tuple by its number. */
static const struct meaning *item_of(struct evaluator *ev, const struct meaning *container,
                                     const char *key, size_t n)
{
    const char *type = ev_type_name(ev, container);
    if (!type || strcmp(type, "dict") == 0)
        return looked_up(ev, container, key, n);
    int64_t index = index_of(key, n);
    const struct meaning *number = index < 0 ? NULL : meaning_int(&ev->store, index);
    const struct meaning *found = number ? ev_subscript(ev, container, number) : NULL;
    return found ? ev_ask(ev, found) : NULL;
}

/* cfg://handlers.h[0]: a part of the configuration itself. */
static const struct meaning *referred(struct evaluator *ev, const struct meaning *config,
                                      const char *path, size_t n)
{
    const struct meaning *at = config;
    for (size_t from = 0, len; at && from < n; from += len) {
        len = 0;
        while (from + len < n && !strchr(".[]", path[from + len]))
            len++;
        if (len)
            at = item_of(ev, at, path + from, len);
        else
            len = 1; /* what parts the keys */
    }
    return at;
}

/* A text with ext:// in front is what it names; with cfg://, what stands there in the configuration. */
static const struct meaning *converted(struct evaluator *ev, const struct meaning *config,
                                       const struct meaning *value)
{
    enum { SCHEME = 6 };
    if (!value || value->kind != MEANING_TEXT || value->text_len < SCHEME)
        return value;
    const char *rest = value->text + SCHEME;
    size_t n = value->text_len - SCHEME;
    if (memcmp(value->text, "ext://", SCHEME) == 0)
        return model_named_object(ev, rest, n);
    if (memcmp(value->text, "cfg://", SCHEME) == 0)
        return config ? referred(ev, config, rest, n) : NULL;
    return value;
}

static const struct meaning *member(struct evaluator *ev, const struct meaning *config,
                                    const struct meaning *dict, const char *key)
{
    return converted(ev, config, looked_up(ev, dict, key, strlen(key)));
}

/* ---- Entries ----------------------------------------------------------------------------------- */

/* The arguments by name: what is no key of the configurator's own. */
static struct arguments by_name(struct evaluator *ev, const struct section *section,
                                const struct meaning *config, const struct meaning *entry)
{
    struct arguments args = {0};
    const struct meaning *keys = ev_listed(ev, entry, MEANING_LIST);
    if (!keys || keys->n_items > EVALUATE_ARGS_MAX)
        return args;
    const struct meaning **named =
        store_alloc(&ev->store, 2 * (size_t)keys->n_items * sizeof *named);
    for (uint32_t n = 0; named && n < keys->n_items; n++) {
        const struct meaning *key = ev_ask(ev, keys->items[n]);
        if (key->kind != MEANING_TEXT || words_have(section->taken, key->text, key->text_len))
            continue;
        const struct meaning *value =
            converted(ev, config, looked_up(ev, entry, key->text, key->text_len));
        named[args.n_named++] = key;
        named[args.n_named++] = value ? value : &meaning_unknown;
    }
    args.named = named;
    return args;
}

/* The arguments in the order of section->passed; what is not there is None. */
static struct arguments in_order(struct evaluator *ev, const struct section *section,
                                 const struct meaning *config, const struct meaning *entry)
{
    enum { PASSED_MAX = 3 };
    const struct meaning **items = store_alloc(&ev->store, PASSED_MAX * sizeof *items);
    struct arguments args = {.items = items};
    const char *at = section->passed, *key;
    for (size_t n; items && args.n < PASSED_MAX && (n = words_next(&at, &key)) > 0;) {
        const struct meaning *value = converted(ev, config, looked_up(ev, entry, key, n));
        items[args.n++] = value ? value : meaning_none(&ev->store);
        if (!items[args.n - 1])
            items[args.n - 1] = &meaning_unknown;
    }
    return args;
}

static const struct meaning *configure(struct evaluator *ev, const struct section *section,
                                       const struct meaning *config, const struct meaning *entry)
{
    const struct meaning *factory = member(ev, config, entry, "()");
    bool is_custom = factory != NULL;
    if (!factory && section->has_class)
        factory = member(ev, config, entry, "class");
    if (factory && factory->kind == MEANING_TEXT)
        factory = model_named_object(ev, factory->text, factory->text_len);
    if (!factory)
        return NULL;
    const char *at = section->within, *key;
    for (size_t n; (n = words_next(&at, &key)) > 0;) {
        const struct meaning *inner = looked_up(ev, entry, key, n);
        if (inner && inner->kind != MEANING_TEXT)
            configure(ev, &plain, config, inner);
    }
    struct arguments args = section->passed && !is_custom ? in_order(ev, section, config, entry)
                                                          : by_name(ev, section, config, entry);
    return ev_call(ev, factory, &args);
}

static void configure_all(struct evaluator *ev, const struct meaning *config)
{
    bool is_incremental = false;
    const struct meaning *incremental = member(ev, config, config, "incremental");
    if (incremental && ev_truth(ev, incremental, &is_incremental) && is_incremental)
        return; /* only levels are set */
    for (size_t k = 0; k < sizeof sections / sizeof sections[0]; k++) {
        const struct meaning *section = member(ev, config, config, sections[k].name);
        const struct meaning *keys = section ? ev_listed(ev, section, MEANING_LIST) : NULL;
        for (uint32_t n = 0; keys && n < keys->n_items; n++) {
            const struct meaning *entry = ev_subscript(ev, section, ev_ask(ev, keys->items[n]));
            if (entry)
                configure(ev, &sections[k], config, ev_ask(ev, entry));
        }
    }
}

/* ---- Functions --------------------------------------------------------------------------------- */

MODEL_RUN(model_dict_config)
{
    (void)model;
    configure_all(ev, arg(ev, args, 0));
    return meaning_none(&ev->store);
}

/* The configuration that a configurator was made with, or NULL. */
static const struct meaning *own_config(struct evaluator *ev, const struct meaning *self)
{
    struct arguments made;
    if (self->kind != MEANING_OBJECT || !ev_made_with(ev, self, &made))
        return NULL;
    const struct meaning *config = arg(ev, &made, 0);
    return config ? config : arg_named(ev, &made, "config");
}

MODEL_RUN(model_configure)
{
    (void)model;
    const struct meaning *config = own_config(ev, arg(ev, args, 0));
    if (config)
        configure_all(ev, config);
    return config ? meaning_none(&ev->store) : NULL;
}

MODEL_RUN(model_configure_custom)
{
    (void)model;
    return configure(ev, &plain, own_config(ev, arg(ev, args, 0)), arg(ev, args, 1));
}

MODEL_RUN(model_convert)
{
    (void)model;
    return converted(ev, own_config(ev, arg(ev, args, 0)), arg(ev, args, 1));
}

MODEL_RUN(model_cfg_convert)
{
    (void)model;
    const struct meaning *config = own_config(ev, arg(ev, args, 0));
    const struct meaning *path = arg_of_kind(ev, args, 1, MEANING_TEXT);
    return config && path ? referred(ev, config, path->text, path->text_len) : NULL;
}

#define CONFIGURATOR(name)                                                                         \
    {"logging.config", name ".configure_custom", 2, model_configure_custom, 0, NULL},              \
        {"logging.config", name ".convert", 2, model_convert, 0, NULL},                            \
    {                                                                                              \
        "logging.config", name ".cfg_convert", 2, model_cfg_convert, 0, NULL                       \
    }

/* clang-format off */
const struct model configs[] = {
    {"logging.config", "dictConfig", 1, model_dict_config, 0, NULL},
    {"logging.config", "DictConfigurator.configure", 1, model_configure, 0, NULL},
    CONFIGURATOR("BaseConfigurator"),
    CONFIGURATOR("DictConfigurator"),
};
/* clang-format on */
const size_t n_configs = sizeof configs / sizeof configs[0];
