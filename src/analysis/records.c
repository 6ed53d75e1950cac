/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Functions that make classes of records: namedtuple and its like. */
#include "src/analysis/classes.h"
#include "src/analysis/models.h"

MODEL_RUN(model_namedtuple)
{
    (void)model;
    return classes_make_tuple(ev, args);
}

/* typing.NamedTuple(name, fields) and dataclasses.make_dataclass: a field is a name, or a tuple that begins with it. */
MODEL_RUN(model_fields)
{
    const struct meaning *list = ev_listed(ev, args->items[1], MEANING_LIST);
    struct meaning *names = list ? meaning_new(&ev->store, MEANING_LIST) : NULL;
    (void)model;
    for (uint32_t n = 0; names && n < list->n_items; n++) {
        const struct meaning *field = ev_ask(ev, list->items[n]);
        const struct meaning *parts =
            field->kind == MEANING_TEXT ? NULL : ev_listed(ev, field, MEANING_LIST);
        meaning_add(&ev->store, names, parts && parts->n_items ? parts->items[0] : field);
    }
    const struct meaning *two[2] = {args->items[0], names};
    return names && args->n == 2 && args->n_named == 0
               ? classes_make_tuple(ev, &(struct arguments){.items = two, .n = 2})
               : NULL;
}

/* clang-format off */
const struct model records[] = {
    {"collections", "namedtuple", 2, model_namedtuple, 0, NULL},
    {"typing", "NamedTuple", 2, model_fields, 0, NULL},
    {"dataclasses", "make_dataclass", 2, model_fields, 0, NULL},
};
/* clang-format on */
const size_t n_records = sizeof records / sizeof records[0];
