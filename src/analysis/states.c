/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/analysis/states.h"

#include <string.h>

#include "src/analysis/models.h"
#include "src/base/words.h"

/* ---- scipy's distributions ------------------------------------------------------------------- */

/* What rv_generic._construct_argparser makes of names of parameters ($), and how locations are taken
 * (<) and given (>): scipy/stats/_distn_infrastructure.py. */
static const char argparser[] = "\n"
                                "def _parse_args(self, $ <):\n"
                                "    return ($), >\n"
                                "\n"
                                "def _parse_args_rvs(self, $ <, size=None):\n"
                                "    return self._argcheck_rvs($ >, size=size)\n"
                                "\n"
                                "def _parse_args_stats(self, $ <, moments='mv'):\n"
                                "    return ($), >, moments\n";
static const char *const locations[][2] = {{"loc=0, scale=1", "loc, scale"}, {"loc=0", "loc, 1"}};

/* Names, each with a comma and a blank behind it. */
static bool are_names(const char *text, size_t n)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";
    bool in_name = false;
    for (size_t k = 0; k < n; k++) {
        bool ends = in_name && k + 1 < n && text[k] == ',' && text[k + 1] == ' ';
        if (!ends && !memchr(letters, text[k], sizeof letters - 1))
            return false;
        in_name = !ends;
        k += ends;
    }
    return !in_name;
}

static bool is_argparser_of(const struct meaning *text, const char *names, size_t n_names,
                            const char *const location[2])
{
    size_t at = 0;
    for (const char *c = argparser; *c; c++) {
        const char *part = *c == '$'   ? names
                           : *c == '<' ? location[0]
                           : *c == '>' ? location[1]
                                       : c;
        size_t n = *c == '$' ? n_names : part == c ? 1 : strlen(part);
        if (text->text_len - at < n || memcmp(text->text + at, part, n) != 0)
            return false;
        at += n;
    }
    return at == text->text_len;
}

/* The text is what scipy itself writes there, whatever the names are. */
static bool is_argparser(const struct meaning *text)
{
    static const char head[] = "\ndef _parse_args(self, ", loc[] = " loc=0";
    size_t n = sizeof head - 1;
    if (text->text_len < n || memcmp(text->text, head, n) != 0)
        return false;
    const char *names = text->text + n;
    const char *end = memmem(names, text->text_len - n, loc, sizeof loc - 1);
    size_t n_names = end ? (size_t)(end - names) : 0;
    /* The names end with a blank, and another stands before `loc`. */
    bool good = end && are_names(names, n_names);
    for (size_t k = 0; k < sizeof locations / sizeof locations[0]; k++) {
        if (good && is_argparser_of(text, names, n_names, locations[k]))
            return true;
    }
    return false;
}

/* ---- Formulas of patsy ------------------------------------------------------------------------ */

/* Names that a formula calls to no harm. A text in quotes is a name of a column to Q, and nothing to the
 * others. */
static const char formula_calls[] = "C I Q bs cr cc te center standardize scale Treatment Sum Poly "
                                    "Diff Helmert np.log np.log2 np.log10 "
                                    "np.log1p np.exp np.expm1 np.sqrt np.square np.abs np.power "
                                    "np.sin np.cos np.tan np.sign np.minimum "
                                    "np.maximum np.where np.floor np.ceil";

static bool is_in(const char *set, char c)
{
    return c && strchr(set, c);
}

enum formula_part {
    PART_NONE,  /* what no plain formula has */
    PART_SIGN,  /* an operator, an opening parenthesis, a comma */
    PART_VALUE, /* a column, a number, a text, a closing parenthesis */
    PART_CALL,  /* the name of a function that may be called */
};

static enum formula_part word_part(const char *word, size_t n)
{
    bool has_dot = memchr(word, '.', n), has_bar = memchr(word, '_', n);
    bool is_number = is_in("0123456789", *word) && !has_bar;
    bool is_special = n > 1 && memcmp(word, "__", 2) == 0;
    if (words_have(formula_calls, word, n))
        return PART_CALL;
    return is_number || (!has_dot && !is_special) ? PART_VALUE : PART_NONE;
}

/* The part at *at, which is moved behind it. */
static enum formula_part next_part(const struct meaning *text, size_t *at)
{
    static const char word[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789.";
    const char *start = text->text + *at, *end = text->text + text->text_len;
    if (*start == '"' || *start == '\'') {
        const char *close = memchr(start + 1, *start, (size_t)(end - start) - 1);
        size_t n = close ? (size_t)(close - start) + 1 : 0;
        *at += n;
        return n && !memchr(start, '\\', n) ? PART_VALUE : PART_NONE;
    }
    size_t n = 0;
    while (start + n < end && is_in(word, start[n]))
        n++;
    *at += n ? n : 1;
    if (n)
        return word_part(start, n);
    return *start == ')' ? PART_VALUE : is_in("~+-*/:^%(,=<>|", *start) ? PART_SIGN : PART_NONE;
}

/* Columns, numbers, operators and calls of these: evaluated, it only computes. Nothing else stands before a
 * parenthesis, nor two values beside each other. */
static bool is_plain_formula(const struct meaning *text)
{
    enum formula_part last = PART_SIGN;
    for (size_t at = 0; at < text->text_len;) {
        if (text->text[at] == ' ') {
            at++;
            continue;
        }
        bool opens = text->text[at] == '(';
        enum formula_part part = next_part(text, &at);
        bool is_beside = (last == PART_VALUE && (part != PART_SIGN || opens)) ||
                         (last == PART_CALL && part != PART_SIGN);
        bool closes = part == PART_VALUE && text->text[at - 1] == ')';
        if (part == PART_NONE || (is_beside && !closes))
            return false;
        last = part;
    }
    return true;
}

/* ---- The table ------------------------------------------------------------------------------- */

/* A class of this module, or of one below it, calls the function with what the state has under a key if it
 * has another one, or the same. */
static const struct run_state {
    const char *module, *if_key, *key;
    const char *function_module, *function;
    bool (*is_harmless)(const struct meaning *text);
} run_states[] = {
    {"scipy.stats", "_parse_arg_template", "_parse_arg_template", "builtins", "exec", is_argparser},
    {"statsmodels.base.data", "restore_design_info", "formula", "patsy", "dmatrices",
     is_plain_formula},
    {"statsmodels.base.data", "restore_model_spec", "formula", "patsy", "dmatrices",
     is_plain_formula},
};

static bool is_within(const struct meaning *object, const char *module)
{
    size_t n = strlen(module);
    return object->module_len >= n && memcmp(object->module, module, n) == 0 &&
           (object->module_len == n || object->module[n] == '.');
}

static const struct meaning *state_item(struct evaluator *ev, const struct meaning *dict,
                                        const char *name)
{
    const struct meaning *key = meaning_text(&ev->store, MEANING_TEXT, name, strlen(name));
    const struct meaning *item = key ? ev_lookup(ev, dict, key) : NULL;
    return item ? ev_ask(ev, item) : NULL;
}

/* The state as a dict, which its class makes of pairs too. */
static const struct meaning *state_dict(struct evaluator *ev, br_value state)
{
    const struct meaning *ref = meaning_ref(&ev->store, state);
    const struct meaning *held = ref ? ev_ask(ev, ref) : NULL;
    const struct meaning *dict = meaning_named(&ev->store, "builtins", "dict");
    if (!held || held->kind == MEANING_UNKNOWN || held->kind == MEANING_OBJECT || !dict)
        return NULL;
    bool is_dict = held->kind == MEANING_DICT ||
                   (held->kind == MEANING_RECORD && br_kind(ev->rec, held->value) == BR_KIND_DICT);
    return is_dict ? held : ev_call_1(ev, dict, held);
}

enum { STATE_KEYS_MAX = 1024 };

/* All keys are known, so that what is not found is not there. */
static bool has_known_keys(struct evaluator *ev, const struct meaning *dict)
{
    struct meaning *keys = dict->is_lost ? NULL : ev_iterator(ev, dict);
    const struct meaning *key;
    bool good = keys != NULL;
    unsigned n = 0;
    while (good && n < STATE_KEYS_MAX && (key = ev_next(ev, keys)) != NULL) {
        good = key->kind != MEANING_UNKNOWN && key->kind != MEANING_OBJECT;
        n++;
    }
    return good && n < STATE_KEYS_MAX && ev->steps > 0;
}

static void note(struct evaluator *ev, const struct run_state *row, br_value state)
{
    const struct meaning *dict = state_dict(ev, state);
    if (!dict || !has_known_keys(ev, dict)) {
        ev->is_unresolved = true;
        return;
    }
    if (!state_item(ev, dict, row->if_key))
        return;
    const struct meaning *text = state_item(ev, dict, row->key);
    const struct meaning *function = meaning_named(&ev->store, row->function_module, row->function);
    bool is_harmless = meaning_is(text, MEANING_TEXT) && row->is_harmless(text);
    if (!is_harmless && function)
        ev_note(ev, function, &(struct arguments){.items = &text, .n = text ? 1 : 0}, CALL_NOW);
    ev->is_unresolved |= !is_harmless && !function;
}

void states_note(struct evaluator *ev, const struct meaning *object, br_value state)
{
    for (size_t k = 0; k < sizeof run_states / sizeof run_states[0]; k++) {
        if (meaning_is(object, MEANING_OBJECT) && is_within(object, run_states[k].module))
            note(ev, &run_states[k], state);
    }
}
