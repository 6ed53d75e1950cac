/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Enumerations that a call makes: Enum('E', 'a b'). Such a class keeps its members, whose names and values
 * are attributes, as a list. */
#include "src/analysis/enums.h"

#include <string.h>

#include "src/analysis/classes.h"
#include "src/analysis/models.h"

static const struct meaning *part(struct evaluator *ev, const struct meaning *member,
                                  const char *name)
{
    return classes_attribute(ev, member, name, strlen(name));
}

/* Of all that have a name. */
static const struct meaning *find_value(struct evaluator *ev, const struct meaning *class,
                                        const struct meaning *wanted)
{
    const struct meaning *named = class->attributes;
    for (uint32_t k = 1; named && k < named->n_items && ev_spend(ev, 1); k += 2) {
        const struct meaning *held = part(ev, named->items[k], "value");
        if (held && meaning_equal(ev_ask(ev, held), wanted))
            return named->items[k];
    }
    return NULL;
}

static bool is_power_of_two(const struct meaning *value)
{
    return meaning_is(value, MEANING_INT) && value->number > 0 &&
           (value->number & (value->number - 1)) == 0;
}

/* A second name of a value is one of the member that has it; flags that are no power of two are not among
 * the members. */
static void add_member(struct evaluator *ev, struct meaning *class, struct meaning *members,
                       bool is_flag, const struct meaning *name, const struct meaning *value)
{
    struct meaning *member = meaning_new(&ev->store, MEANING_INSTANCE);
    name = name ? ev_ask(ev, name) : NULL;
    const struct meaning *same = value ? find_value(ev, class, value) : NULL;
    if (!member || !meaning_is(name, MEANING_TEXT) || !value) {
        members->is_lost = true;
        return;
    }
    if (same) {
        classes_set(ev, class, name->text, same);
        return;
    }
    member->self = class;
    classes_set(ev, member, "name", name);
    classes_set(ev, member, "value", value);
    classes_set(ev, member, "_name_", name);
    classes_set(ev, member, "_value_", value);
    classes_set(ev, class, name->text, member);
    if (!is_flag || is_power_of_two(value))
        meaning_add(&ev->store, members, member);
}

/* The names of a text, with commas or blanks, or the items of what can be iterated. */
static const struct meaning *names_of(struct evaluator *ev, const struct meaning *names)
{
    if (names->kind != MEANING_TEXT)
        return ev_listed(ev, names, MEANING_LIST);
    struct buf text = {.limit = MEANING_TEXT_MAX};
    for (size_t k = 0; k < names->text_len; k++)
        buf_char(&text, names->text[k] == ',' ? ' ' : names->text[k]);
    static const struct meaning *const none[1];
    const struct meaning *blanks = meaning_buf(&ev->store, MEANING_TEXT, &text);
    return blanks && ev_spend(ev, names->text_len)
               ? method_run(ev, blanks, "split", 5, &(struct arguments){.items = none})
               : NULL;
}

enum { COUNTED, POWERS, LOWERED }; /* what members are that have no value of their own */

/* The value of the nth such member. */
static const struct meaning *value_of(struct evaluator *ev, const struct model *model, uint32_t n,
                                      const struct meaning *name)
{
    static const struct meaning *const none[1];
    if (model->number == LOWERED)
        return method_run(ev, name, "lower", 5, &(struct arguments){.items = none});
    if (model->number == COUNTED)
        return meaning_int(&ev->store, (int64_t)n + 1);
    return n < 62 ? meaning_int(&ev->store, INT64_C(1) << n) : NULL;
}

/* Enum(name, names): a text, a list of names or of pairs, a dict. Enum(value) of the class itself is
 * refused by Python. */
MODEL_RUN(model_enum)
{
    const struct meaning *title = arg_of_kind(ev, args, 0, MEANING_TEXT), *names = arg(ev, args, 1);
    const char *type = names ? ev_type_name(ev, names) : NULL;
    bool is_dict = type && strcmp(type, "dict") == 0;
    const struct meaning *list = names ? names_of(ev, names) : NULL;
    struct meaning *class = title && list ? meaning_new(&ev->store, MEANING_CLASS) : NULL;
    struct meaning *members = class ? meaning_new(&ev->store, MEANING_LIST) : NULL;
    if (!members || arg_named(ev, args, "start") || arg_named(ev, args, "type") || args->n > 2)
        return NULL;
    class->text = title->text;
    class->text_len = title->text_len;
    for (uint32_t k = 0; k < list->n_items && !members->is_lost; k++) {
        const struct meaning *item = ev_ask(ev, list->items[k]);
        const struct meaning *pair =
            is_dict || item->kind == MEANING_TEXT ? NULL : ev_listed(ev, item, MEANING_LIST);
        const struct meaning *value = is_dict ? ev_subscript(ev, names, item)
                                      : pair  ? (pair->n_items == 2 ? pair->items[1] : NULL)
                                              : value_of(ev, model, k, item);
        bool is_of_int = strncmp(model->name, "Int", 3) == 0 || /* which make an int of the value */
                         model->number == POWERS;
        if (is_of_int && value && !meaning_is_number(ev_ask(ev, value)))
            return NULL;
        add_member(ev, class, members, model->number == POWERS,
                   pair && pair->n_items == 2 ? pair->items[0] : item,
                   value ? ev_ask(ev, value) : NULL);
    }
    if (members->is_lost)
        return NULL;
    class->self = members;
    return class;
}

/* ---- What the class gives -------------------------------------------------------------------- */

const struct meaning *enums_members(const struct meaning *class)
{
    return meaning_is(class, MEANING_CLASS) ? class->self : NULL;
}

const struct meaning *enums_by_value(struct evaluator *ev, const struct meaning *class,
                                     const struct meaning *value)
{
    return enums_members(class) ? find_value(ev, class, value) : NULL;
}

const struct meaning *enums_by_name(struct evaluator *ev, const struct meaning *class,
                                    const struct meaning *name)
{
    const struct meaning *key = meaning_is(name, MEANING_TEXT) ? name : NULL;
    return key && enums_members(class) ? classes_attribute(ev, class, key->text, key->text_len)
                                       : NULL;
}

const struct meaning *enums_attribute(struct evaluator *ev, const struct meaning *class,
                                      const char *name, size_t n)
{
    static const char members_name[] = "__members__";
    bool is_it = n == sizeof members_name - 1 && memcmp(name, members_name, n) == 0;
    return is_it && class->self && class->attributes
               ? meaning_items(&ev->store, MEANING_DICT, class->attributes->items,
                               class->attributes->n_items)
               : NULL;
}

/* clang-format off */
const struct model enum_models[] = {
    {"enum", "Enum", 2, model_enum, COUNTED, NULL},
    {"enum", "IntEnum", 2, model_enum, COUNTED, NULL},
    {"enum", "StrEnum", 2, model_enum, LOWERED, NULL},
    {"enum", "Flag", 2, model_enum, POWERS, NULL},
    {"enum", "IntFlag", 2, model_enum, POWERS, NULL},
};
/* clang-format on */
const size_t n_enum_models = sizeof enum_models / sizeof enum_models[0];
