/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a value is known as, as Python would write it. */
#include <inttypes.h>
#include <string.h>

#include "src/analysis/meaning.h"
#include "src/analysis/numbers.h"
#include "src/analysis/shown.h"

enum {
    PRINT_ITEMS = 16, /* of one container */
    PRINT_DEPTH = 4,
};

struct print {
    struct br_state at;
    size_t end; /* the buffer's length at which no more is written */
    struct buf *out;
    unsigned marks; /* enum shown */
};

static void print_meaning(struct print *print, const struct meaning *meaning, unsigned depth);

static void print_quoted(struct print *print, const struct meaning *meaning)
{
    buf_str(print->out, meaning->is_mutable ? "bytearray(" : "");
    print->marks |= shown_literal(print->out, meaning->text, meaning->text_len,
                                  meaning->kind == MEANING_BYTES, print->end);
    buf_str(print->out, meaning->is_mutable ? ")" : "");
}

static void print_name(struct print *print, const char *name, size_t n)
{
    print->marks |= shown_name(print->out, name, n);
}

bool meaning_sink(void *context, const char *bytes, size_t n)
{
    buf_add(context, bytes, n);
    return true;
}

static void print_value(struct print *print, br_value value)
{
    struct br_sink sink = {.write = meaning_sink, .context = print->out};
    size_t room = print->out->len < print->end ? print->end - print->out->len : 8;
    struct br_text_options options = {.max_bytes = room, .max_digits = 100, .max_keys = 1000};
    struct br_text_result result = {.bytes = 0};
    if (br_text(print->at, value, &options, sink, &result) != BR_OK)
        print->out->failed = true;
    print->marks |= (result.escaped ? SHOWN_ESCAPED : 0) | (result.cut ? SHOWN_CUT : 0);
}

static void print_dotted(struct print *print, const struct meaning *meaning)
{
    print_name(print, meaning->module, meaning->module_len);
    buf_str(print->out, meaning->module_len && meaning->text_len ? "." : "");
    print_name(print, meaning->text, meaning->text_len);
}

/* In place of what is left out. */
static void print_ellipsis(struct print *print)
{
    buf_str(print->out, "…");
    print->marks |= SHOWN_CUT;
}

/* Items with commas; pairs with colons. */
static void print_items(struct print *print, const struct meaning *meaning, bool has_pairs,
                        unsigned depth)
{
    for (uint32_t k = 0; k < meaning->n_items; k++) {
        if (k)
            buf_str(print->out, has_pairs && k % 2 ? ": " : ", ");
        if (k >= PRINT_ITEMS || print->out->len >= print->end) {
            print_ellipsis(print);
            return;
        }
        print_meaning(print, meaning->items[k], depth + 1);
    }
    buf_str(print->out, meaning->is_lost ? "…" : "");
}

static void print_held(struct print *print, const struct meaning *meaning, unsigned depth,
                       const char *open, const char *close)
{
    buf_str(print->out, open);
    print_items(print, meaning, meaning->kind == MEANING_DICT, depth);
    bool is_one = meaning->kind == MEANING_TUPLE && meaning->n_items == 1;
    buf_str(print->out, is_one ? "," : "");
    buf_str(print->out, close);
}

/* Keyword arguments, behind the others. */
static void print_named(struct print *print, const struct meaning *meaning, unsigned depth)
{
    for (uint32_t k = 0; k + 1 < meaning->n_named; k += 2) {
        const struct meaning *name = meaning->named[k];
        buf_str(print->out, ", ");
        if (k >= PRINT_ITEMS || print->out->len >= print->end) {
            print_ellipsis(print);
            return;
        }
        if (meaning_is(name, MEANING_TEXT))
            print_name(print, name->text, name->text_len);
        else
            print_meaning(print, name, depth + 1);
        buf_char(print->out, '=');
        print_meaning(print, meaning->named[k + 1], depth + 1);
    }
}

/* weakref.ref(x), which is kept as a call of ref.__call__(x) that is to be made: see callables.c. */
static bool is_weak_reference(const struct meaning *meaning)
{
    const struct meaning *self = meaning->self;
    return meaning_is(self, MEANING_GLOBAL) && self->module_len == strlen("weakref") &&
           memcmp(self->module, "weakref", self->module_len) == 0 &&
           self->text_len == strlen("ref.__call__") &&
           memcmp(self->text, "ref.__call__", self->text_len) == 0;
}

static void print_partial(struct print *print, const struct meaning *meaning, unsigned depth)
{
    bool is_weak = is_weak_reference(meaning);
    const char *open =
        meaning->number == PARTIAL_METHOD ? "types.MethodType(" : "functools.partial(";
    buf_str(print->out, is_weak ? "weakref.ref(" : open);
    if (!is_weak)
        print_meaning(print, meaning->self, depth + 1);
    buf_str(print->out, !is_weak && meaning->n_items ? ", " : "");
    print_items(print, meaning, false, depth);
    print_named(print, meaning, depth);
    buf_char(print->out, ')');
}

static void print_methodcaller(struct print *print, const struct meaning *meaning, unsigned depth)
{
    buf_str(print->out, "operator.methodcaller(");
    print_quoted(print, meaning); /* the method's name is its text */
    buf_str(print->out, meaning->n_items ? ", " : "");
    print_items(print, meaning, false, depth);
    print_named(print, meaning, depth);
    buf_char(print->out, ')');
}

static void print_meaning(struct print *print, const struct meaning *meaning, unsigned depth)
{
    static const char *const words[MEANING_KIND_COUNT] = {
        [MEANING_NONE] = "None",
        [MEANING_DEFERRED] = "…",
        [MEANING_ITERATOR] = "<iterator>",
    };
    static const char *const brackets[MEANING_KIND_COUNT][2] = {
        [MEANING_TUPLE] = {"(", ")"},
        [MEANING_LIST] = {"[", "]"},
        [MEANING_SET] = {"{", "}"},
        [MEANING_DICT] = {"{", "}"},
        [MEANING_FACTORY] = {"collections.defaultdict({", "})"},
        [MEANING_ATTRGETTER] = {"operator.attrgetter(", ")"},
        [MEANING_ITEMGETTER] = {"operator.itemgetter(", ")"},
        [MEANING_SLICE] = {"slice(", ")"},
    };
    if (depth > PRINT_DEPTH || print->out->len >= print->end) {
        print_ellipsis(print);
        return;
    }
    if (!meaning || meaning->kind == MEANING_UNKNOWN) {
        buf_str(print->out, "…");
        return;
    }
    switch (meaning->kind) {
    case MEANING_BOOL:
        buf_str(print->out, meaning->number ? "True" : "False");
        return;
    case MEANING_INT:
        buf_printf(print->out, "%" PRId64, meaning->number);
        return;
    case MEANING_FLOAT:
    case MEANING_BIG:
        num_print(meaning, print->out);
        return;
    case MEANING_TEXT:
    case MEANING_BYTES:
        print_quoted(print, meaning);
        return;
    case MEANING_RECORD:
    case MEANING_REF:
        print_value(print, meaning->value);
        return;
    case MEANING_NAMESPACE:
        if (meaning->self) {
            print_meaning(print, meaning->self, depth + 1);
            buf_str(print->out, ".__dict__");
            return;
        }
        print_dotted(print, meaning);
        buf_str(print->out, ".__dict__");
        return;
    case MEANING_GLOBAL:
        print_dotted(print, meaning);
        return;
    case MEANING_CLASS:
        buf_str(print->out, "<class '");
        print_name(print, meaning->text, meaning->text_len);
        buf_str(print->out, "'>");
        return;
    case MEANING_INSTANCE:
        print_name(print, meaning->self->text, meaning->self->text_len);
        buf_str(print->out, "(…)");
        return;
    case MEANING_OBJECT:
        print_dotted(print, meaning);
        buf_str(print->out, "(…)");
        return;
    case MEANING_METHOD:
        print_meaning(print, meaning->self, depth + 1);
        buf_char(print->out, '.');
        print_name(print, meaning->text, meaning->text_len);
        return;
    case MEANING_PARTIAL:
        print_partial(print, meaning, depth);
        return;
    case MEANING_METHODCALLER:
        print_methodcaller(print, meaning, depth);
        return;
    default:
        if (words[meaning->kind])
            buf_str(print->out, words[meaning->kind]);
        else
            print_held(print, meaning, depth, brackets[meaning->kind][0],
                       brackets[meaning->kind][1]);
    }
}

unsigned meaning_print(const struct meaning *meaning, struct br_state at, size_t max_bytes,
                       struct buf *out)
{
    struct print print = {.at = at, .end = out->len + max_bytes, .out = out};
    print_meaning(&print, meaning, 0);
    return print.marks;
}
