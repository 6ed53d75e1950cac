/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Functions that give back the text that they are given, where it has none of what they look for; and objects that
 * hold one value. */
#include <string.h>

#include "src/analysis/models.h"
#include "src/analysis/numbers.h"

/* ---- Texts that stay as they are -------------------------------------------------------------- */

/* text: characters of which none may be there; number: which argument it is. */
MODEL_RUN(model_plain)
{
    const struct meaning *of = arg(ev, args, (uint32_t)model->number);
    if (!meaning_is(of, MEANING_TEXT) || !ev_spend(ev, of->text_len))
        return NULL;
    for (size_t n = 0; n < of->text_len; n++) {
        if (!of->text[n] || strchr(model->text, of->text[n]))
            return NULL;
    }
    return of;
}

/* inspect.cleandoc of one line */
MODEL_RUN(model_cleandoc)
{
    static const struct model plain = {.text = "\t\n\r\v\f\x1c\x1d\x1e"};
    const struct meaning *of = model_plain(ev, &plain, args);
    (void)model;
    return of ? method_run(ev, of, "lstrip", 6, &(struct arguments){.items = args->items}) : NULL;
}

/* ---- Objects that hold a value ------------------------------------------------------------------ */

static const struct meaning held_name = {
    .kind = MEANING_TEXT, .value = BR_NO_VALUE, .text = "(held)", .text_len = 6};

/* ContextVar.set(value): what it gives is a token. */
MODEL_RUN(model_variable_set)
{
    (void)model;
    ev_set_attribute(ev, args->items[0], &held_name, arg(ev, args, 1));
    return NULL;
}

/* ContextVar.get(default): what was set, that default, or the one that it was made with. */
MODEL_RUN(model_variable_get)
{
    struct arguments made;
    const struct meaning *self = arg_of_kind(ev, args, 0, MEANING_OBJECT);
    const struct meaning *set =
        self && self->attributes ? ev_lookup(ev, self->attributes, &held_name) : NULL;
    (void)model;
    if (set || !self || args->n > 1)
        return set ? set : arg(ev, args, 1);
    return ev_made_with(ev, self, &made) ? arg_named(ev, &made, "default") : NULL;
}

/* typing.NewType(name, type): called it gives what it is given. */
MODEL_RUN(model_new_type)
{
    (void)model;
    (void)args;
    return meaning_named(&ev->store, "typing", "NewType.__call__");
}

MODEL_RUN(model_given)
{
    (void)model;
    const struct meaning *given = arg(ev, args, 0);
    return given->kind == MEANING_UNKNOWN ? NULL : given;
}

/* clang-format off */
const struct model samenesses[] = {
    {"gettext", "gettext", 1, model_plain, 0, ""},
    {"gettext", "dgettext", 2, model_plain, 1, ""},
    {"locale", "gettext", 1, model_plain, 0, ""},
    {"inspect", "cleandoc", 1, model_cleandoc, 0, NULL},
    {"os.path", "expanduser", 1, model_plain, 0, "~"},
    {"posixpath", "expanduser", 1, model_plain, 0, "~"},
    {"os.path", "expandvars", 1, model_plain, 0, "$%'"},
    {"posixpath", "expandvars", 1, model_plain, 0, "$"},
    {"http.cookies", "_unquote", 1, model_plain, 0, "\""},
    {"contextvars", "ContextVar.get", 1, model_variable_get, 0, NULL},
    {"contextvars", "ContextVar.set", 2, model_variable_set, 0, NULL},
    {"typing", "NewType", 2, model_new_type, 0, NULL},
    {"typing", "NewType.__call__", 1, model_given, 0, NULL},
};
/* clang-format on */
const size_t n_samenesses = sizeof samenesses / sizeof samenesses[0];
