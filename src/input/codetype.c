/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/codetype.h"

#include <string.h>

#include "src/input/known.h"
#include "src/input/marshal.h"

enum { MOST_NUMBERS = 6, LONG_BYTES = 4 };

/* ---- Which call it is ---------------------------------------------------------------------------- */

static bool is_among(const char *const *names, size_t n, const char *name)
{
    for (size_t k = 0; k < n; k++)
        if (strcmp(names[k], name) == 0)
            return true;
    return false;
}

#define IS_AMONG(names, name) is_among(names, sizeof names / sizeof names[0], name)

/* _load_type('CodeType') */
static bool is_type_by_name(struct br_state at, br_value callee)
{
    static const char *const loaders[] = {
        "dill._dill._load_type",
        "dill.dill._load_type",
        "cloudpickle.cloudpickle._builtin_type",
    };
    char name[KNOWN_TEXT_MAX], type[KNOWN_TEXT_MAX];
    return known_callee(at.rec, callee, name) && IS_AMONG(loaders, name) &&
           known_text(at.rec, known_arg(at, callee, 0), type) && strcmp(type, "CodeType") == 0;
}

bool codetype_is_called(const br_record *rec, const struct br_event *event)
{
    static const char *const names[] = {
        CODETYPE_NAME,
        "new.code",
        "dill._dill._create_code",
        "dill.dill._create_code",
    };
    char name[KNOWN_TEXT_MAX];
    bool is_call = event->kind == BR_EV_REDUCE || event->kind == BR_EV_NEWOBJ;
    if (!is_call || event->callee == BR_NO_VALUE || event->args == BR_NO_VALUE)
        return false;
    return known_name(rec, event->callee, name)
               ? IS_AMONG(names, name)
               : is_type_by_name((struct br_state){rec, event->op}, event->callee);
}

/* ---- Writing ------------------------------------------------------------------------------------- */

static bool take_bytes(void *context, const char *bytes, size_t n)
{
    struct buf *buf = context;
    buf_add(buf, bytes, n);
    return !buf->failed;
}

static void put_long(struct buf *out, uint32_t number)
{
    for (unsigned k = 0; k < LONG_BYTES; k++)
        buf_char(out, (char)(number >> 8 * k));
}

static enum br_kind kind_of(const br_record *rec, br_value value)
{
    return value == BR_NO_VALUE ? BR_KIND_NONE : br_kind(rec, value);
}

static bool is_string(enum br_kind kind)
{
    return kind == BR_KIND_STR || kind == BR_KIND_BYTES;
}

/* A count is written before what it counts. */
static void put_text(const br_record *rec, br_value value, char type, struct buf *out)
{
    bool is_text;
    size_t at = out->len + 1;
    buf_char(out, type);
    put_long(out, 0);
    if (is_string(kind_of(rec, value)))
        br_content(rec, value, (struct br_sink){take_bytes, out}, &is_text);
    if (out->failed)
        return;
    uint64_t n = out->len - at - LONG_BYTES;
    for (unsigned k = 0; k < LONG_BYTES; k++)
        out->data[at + k] = (char)(n >> 8 * k);
}

static void put_constant(const br_record *rec, br_value value, struct buf *out)
{
    int64_t number;
    enum br_kind kind = kind_of(rec, value);
    if (is_string(kind)) {
        put_text(rec, value, kind == BR_KIND_STR ? 'u' : 's', out);
    } else if (kind == BR_KIND_INT && br_int(rec, value, &number) && number == (int32_t)number) {
        buf_char(out, 'i');
        put_long(out, (uint32_t)number);
    } else {
        buf_char(out, 'N');
    }
}

/* A tuple of constants, or of names, which are all texts. */
static void put_tuple(struct br_state at, br_value tuple, bool is_names, struct buf *out)
{
    uint64_t n = 0;
    struct buf items = {.limit = out->limit ? out->limit - out->len + 1 : 0};
    for (br_value item; (item = known_item(at, tuple, n)) != BR_NO_VALUE && !items.failed; n++)
        if (is_names)
            put_text(at.rec, item, 'u', &items);
        else
            put_constant(at.rec, item, &items);
    buf_char(out, '(');
    put_long(out, (uint32_t)n);
    buf_add(out, buf_text(&items), items.len);
    out->failed |= items.failed;
    buf_free(&items);
}

/* The arguments: numbers, then co_code, co_consts, co_names, co_varnames, co_filename, co_name, and
 * since 3.11 co_qualname (Objects/codeobject.c, code_new). */
static void put_field(struct br_state at, br_value args, uint64_t code, char field, struct buf *out)
{
    enum { CONSTS = 1, NAMES, VARNAMES, FILENAME, NAME };
    switch (field) {
    case 'i':
        put_long(out, 0);
        break;
    case 'c':
        put_tuple(at, known_item(at, args, code + CONSTS), false, out);
        break;
    case 'n':
        put_tuple(at, known_item(at, args, code + NAMES), true, out);
        break;
    case 't':
        put_tuple(at, known_item(at, args, code + VARNAMES), true, out);
        break;
    case 'f':
        put_text(at.rec, known_item(at, args, code + FILENAME), 'u', out);
        break;
    case 'm':
    case 's':
        put_text(at.rec, known_item(at, args, code + NAME), 'u', out);
        break;
    default: /* bytes; tables that nobody reads are empty */
        put_text(at.rec, BR_NO_VALUE, 's', out);
    }
}

bool codetype_write(struct br_state at, br_value args, struct buf *out)
{
    enum { CONSTS = 1, NAMES, QUALNAME = 6 };
    uint64_t first = kind_of(at.rec, known_item(at, args, 0)) != BR_KIND_INT; /* of dill: a table */
    uint64_t code = first;
    while (code - first < MOST_NUMBERS &&
           kind_of(at.rec, known_item(at, args, code)) == BR_KIND_INT)
        code++;
    /* co_code may be the result of a call: bytes are written so before protocol 3. */
    bool has_qualname = is_string(kind_of(at.rec, known_item(at, args, code + QUALNAME)));
    const char *fields = marshal_fields((unsigned)(code - first), has_qualname);
    if (!fields || kind_of(at.rec, known_item(at, args, code + CONSTS)) != BR_KIND_TUPLE ||
        kind_of(at.rec, known_item(at, args, code + NAMES)) != BR_KIND_TUPLE)
        return false;
    buf_char(out, 'c');
    for (bool is_code = true; *fields; fields++) {
        if (*fields == 'b' && is_code) {
            put_text(at.rec, known_item(at, args, code), 's', out);
            is_code = false;
        } else {
            put_field(at, args, code, *fields, out);
        }
    }
    return !out->failed;
}
