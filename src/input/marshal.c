/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/marshal.h"

#include <stdlib.h>
#include <string.h>

#include "src/input/grow.h"
#include "src/input/le.h"

enum {
    MAX_DEPTH = 2000,      /* as MAX_MARSHAL_STACK_DEPTH */
    MAX_OBJECTS = 1 << 20, /* that others may refer to, or that are items of code */
    FLAG_REF = 0x80,
    LONG_BYTES = 4,
};

/* The fields of a code object in their order: `i` is four bytes, the others are objects: `b` bytes, `c`
 * the constants, `n` the names, `t` a tuple, `f` the file, `m` the name, `s` a text. */
static const struct layout {
    const char *version, *fields;
    unsigned numbers; /* arguments of types.CodeType before co_code */
} layouts[] = {
    {"Python 3.11 or later", "iiiiibcntbfmsibb", 6},
    {"Python 3.8 to 3.10", "iiiiiibcntttfmib", 6},
    {"Python 3.0 to 3.7", "iiiiibcntttfmib", 5},
    {"Python 2", "iiiibcntttfmib", 4},
};

/* What an object may stand for. */
enum {
    IS_BYTES = 1,
    IS_TEXT = 2,
    IS_TUPLE = 4,
    IS_CODE = 8,
    IS_INT = 16,
    IS_END = 32, /* of a dict */
    IS_ANY = 0xff,
};

struct object {
    uint8_t is;
    struct marshal_span text;
};

/* An object with others in it that is being read. */
struct frame {
    uint64_t left;      /* objects still to come; UINT64_MAX: until an end */
    const char *fields; /* of code: the next; else NULL */
    char role;          /* of what is in it: a letter of a field, or `-` */
    uint32_t code;      /* whose that is, plus one; 0: none's */
};

struct reader {
    const uint8_t *bytes;
    uint64_t len, pos;
    struct marshal *out;
    const struct layout *layout;
    struct object *refs, *interned;
    size_t ref_count, ref_cap, interned_count, interned_cap;
    struct frame frames[MAX_DEPTH];
    unsigned depth;
};

/* ---- Bytes -------------------------------------------------------------------------------------- */

static const uint8_t *take(struct reader *r, uint64_t n)
{
    if (n > r->len - r->pos)
        return NULL;
    r->pos += n;
    return r->bytes + r->pos - n;
}

/* A count; false when there are fewer bytes than that left. */
static bool take_count(struct reader *r, unsigned width, uint64_t *out)
{
    const uint8_t *at = take(r, width);
    if (!at)
        return false;
    *out = width == 1 ? *at : le32(at);
    return *out <= r->len - r->pos;
}

static bool take_text(struct reader *r, unsigned width, uint8_t is, struct object *object)
{
    uint64_t n;
    if (!take_count(r, width, &n))
        return false;
    *object = (struct object){is, {r->pos, n}};
    return take(r, n) != NULL;
}

static bool take_number(struct reader *r, uint64_t n, uint8_t is, struct object *object)
{
    *object = (struct object){is, {r->pos, n}};
    return take(r, n) != NULL;
}

/* A number as text, n times. */
static bool take_digits(struct reader *r, unsigned n, struct object *object)
{
    bool good = true;
    for (unsigned k = 0; good && k < n; k++)
        good = take_text(r, 1, 0, object);
    object->is = 0;
    return good;
}

static bool take_long(struct reader *r, struct object *object)
{
    const uint8_t *at = take(r, LONG_BYTES);
    int64_t n = at ? (int32_t)le32(at) : 0;
    return at && take_number(r, 2 * (uint64_t)(n < 0 ? -n : n), 0, object);
}

/* ---- Objects that are there ---------------------------------------------------------------------- */

static bool remember(struct reader *r, const struct object *object)
{
    if (r->ref_count >= MAX_OBJECTS)
        return false;
    struct object *row = GROW(r->refs, r->ref_count, r->ref_cap);
    if (row)
        *row = *object;
    return row != NULL;
}

static bool intern(struct reader *r, const struct object *object)
{
    if (r->interned_count >= MAX_OBJECTS)
        return false;
    struct object *row = GROW(r->interned, r->interned_count, r->interned_cap);
    if (row)
        *row = *object;
    return row != NULL;
}

static bool recall(struct reader *r, const struct object *rows, size_t count, struct object *object)
{
    const uint8_t *at = take(r, LONG_BYTES);
    if (!at || le32(at) >= count)
        return false;
    *object = rows[le32(at)];
    return true;
}

/* ---- What belongs to code ------------------------------------------------------------------------ */

static bool add_item(struct reader *r, uint32_t code, enum marshal_kind kind,
                     const struct object *object)
{
    struct marshal *out = r->out;
    if (out->item_count >= MAX_OBJECTS) {
        out->is_cut = true;
        return true;
    }
    struct marshal_item *item = GROW(out->items, out->item_count, out->item_cap);
    if (!item)
        return false;
    *item = (struct marshal_item){.kind = kind, .text = object->text};
    struct marshal_code *owner = &out->codes[code - 1];
    uint32_t number = (uint32_t)out->item_count;
    if (owner->last)
        out->items[owner->last - 1].next = number;
    else
        owner->first = number;
    owner->last = number;
    return true;
}

/* Whether an object fits where it stands; it is then noted. */
static bool place(struct reader *r, const struct frame *frame, char role,
                  const struct object *object)
{
    static const struct {
        char role;
        uint8_t is;
    } wanted[] = {{'b', IS_BYTES},           {'c', IS_TUPLE},           {'n', IS_TUPLE},
                  {'t', IS_TUPLE},           {'f', IS_TEXT | IS_BYTES}, {'m', IS_TEXT | IS_BYTES},
                  {'s', IS_TEXT | IS_BYTES}, {'N', IS_TEXT | IS_BYTES}};
    for (size_t k = 0; k < sizeof wanted / sizeof wanted[0]; k++)
        if (wanted[k].role == role && !(wanted[k].is & object->is))
            return false;
    struct marshal_code *code = frame && frame->code ? &r->out->codes[frame->code - 1] : NULL;
    if (!code)
        return true;
    if (role == 'f')
        code->file = object->text;
    if (role == 'm')
        code->name = object->text;
    if (role == 'N')
        return add_item(r, frame->code, MARSHAL_NAME, object);
    if (role == 'C' && (object->is & (IS_TEXT | IS_BYTES)))
        return add_item(r, frame->code, MARSHAL_STRING, object);
    if (role == 'C' && (object->is & IS_INT))
        return add_item(r, frame->code, MARSHAL_INT, object);
    return true;
}

/* ---- Reading ------------------------------------------------------------------------------------- */

static bool push(struct reader *r, struct frame frame)
{
    if (r->depth == MAX_DEPTH)
        return false;
    r->frames[r->depth++] = frame;
    return true;
}

/* What is in a tuple of constants is a constant, to any depth; so with names. */
static char role_within(char role)
{
    return role == 'c' || role == 'C' ? 'C' : role == 'n' ? 'N' : '-';
}

static bool begin_items(struct reader *r, unsigned width, const struct frame *outer, char role)
{
    uint64_t n;
    return take_count(r, width, &n) &&
           push(r, (struct frame){
                       .left = n, .role = role_within(role), .code = outer ? outer->code : 0});
}

static bool begin_code(struct reader *r, uint64_t off)
{
    struct marshal *out = r->out;
    if (out->code_count >= MAX_OBJECTS)
        return false;
    struct marshal_code *code = GROW(out->codes, out->code_count, out->code_cap);
    if (!code)
        return false;
    code->off = off;
    return push(r, (struct frame){.fields = r->layout->fields, .code = (uint32_t)out->code_count});
}

/* The object of a type, as far as it is one; of one with others in it a frame is begun. */
static bool read_type(struct reader *r, uint8_t type, uint64_t off, const struct frame *outer,
                      char role, struct object *object)
{
    *object = (struct object){.is = 0};
    /* clang-format off */
    switch (type) {
    case 'N': case 'F': case 'T': case 'S': case '.':
        return true;
    case '0':
        object->is = IS_END;
        return true;
    case 'i':
        return take_number(r, LONG_BYTES, IS_INT, object);
    case 'I': case 'g':
        return take_number(r, 8, 0, object);
    case 'y':
        return take_number(r, 16, 0, object);
    case 'f':
        return take_digits(r, 1, object);
    case 'x':
        return take_digits(r, 2, object);
    case 'l':
        return take_long(r, object);
    case 's':
        return take_text(r, 4, IS_BYTES, object);
    case 'u': case 'a': case 'A':
        return take_text(r, 4, IS_TEXT, object);
    case 'z': case 'Z':
        return take_text(r, 1, IS_TEXT, object);
    case 't': /* bytes of Python 2, text of 3 */
        return take_text(r, 4, IS_TEXT | IS_BYTES, object) && intern(r, object);
    case 'R':
        return recall(r, r->interned, r->interned_count, object);
    case 'r':
        return recall(r, r->refs, r->ref_count, object);
    case '(': case ')':
        object->is = IS_TUPLE;
        return begin_items(r, type == ')' ? 1 : 4, outer, role);
    case '[': case '<': case '>':
        return begin_items(r, 4, outer, role);
    case '{':
        return push(r, (struct frame){.left = UINT64_MAX, .role = '-'});
    case ':': /* slice, since 3.14 */
        return push(r, (struct frame){.left = 3, .role = '-'});
    case 'c':
        object->is = IS_CODE;
        return begin_code(r, off);
    default:
        return false;
    }
    /* clang-format on */
}

/* None, True and the like are no objects that are referred to. */
static bool may_be_ref(uint8_t type)
{
    return !strchr("0NFTS.rR", type);
}

/* Reads one object; what is in it comes later. */
static bool read_object(struct reader *r, char role)
{
    const uint8_t *at = take(r, 1);
    uint8_t type = at ? *at & (uint8_t)~FLAG_REF : 0;
    struct frame outer = {.role = '-'};
    struct object object;
    unsigned depth = r->depth;
    size_t ref = r->ref_count;
    bool is_ref = at && (*at & FLAG_REF) && type && may_be_ref(type);
    if (depth)
        outer = r->frames[depth - 1];
    if (!type || (is_ref && !remember(r, &(struct object){.is = 0})) ||
        !read_type(r, type, r->pos - 1, depth ? &outer : NULL, role, &object))
        return false;
    if (is_ref)
        r->refs[ref] = object;
    bool is_end = object.is & IS_END;
    if (is_end && depth && outer.left == UINT64_MAX && !outer.fields) {
        r->frames[depth - 1].left = 0;
        return true;
    }
    return !is_end && place(r, depth ? &outer : NULL, role, &object);
}

/* One step of the innermost frame. */
static bool step(struct reader *r)
{
    struct frame *frame = &r->frames[r->depth - 1];
    if (frame->fields && *frame->fields == 'i') {
        frame->fields++;
        return take(r, LONG_BYTES) != NULL;
    }
    if (frame->fields && *frame->fields)
        return read_object(r, *frame->fields++);
    if (!frame->fields && frame->left) {
        frame->left -= frame->left != UINT64_MAX;
        return read_object(r, frame->role);
    }
    if (frame->fields)
        r->out->codes[frame->code - 1].end = r->pos;
    r->depth--;
    return true;
}

static bool read_as(struct reader *r, const struct layout *layout, uint64_t begin)
{
    r->layout = layout;
    r->pos = begin;
    r->depth = 0;
    r->ref_count = r->interned_count = 0;
    bool good = read_object(r, '-');
    while (good && r->depth)
        good = step(r);
    r->out->version = layout->version;
    r->out->begin = begin;
    r->out->end = r->pos;
    return good && r->out->code_count > 0;
}

/* What may hold code begins so. */
static bool begins_well(const uint8_t *bytes, uint64_t len, uint64_t off)
{
    return len > off && bytes[off] && bytes[off] != FLAG_REF &&
           strchr("c()[<>{", bytes[off] & ~FLAG_REF);
}

/* Headers of .pyc: since 3.7, since 3.3, before (importlib/_bootstrap_external.py). */
static bool has_header(const uint8_t *bytes, uint64_t len)
{
    return len > 4 && bytes[2] == '\r' && bytes[3] == '\n';
}

bool marshal_read(const uint8_t *bytes, uint64_t len, struct marshal *out)
{
    static const uint8_t headers[] = {16, 12, 8};
    *out = (struct marshal){.version = NULL};
    bool is_pyc = has_header(bytes, len), good = false;
    if (!is_pyc && !begins_well(bytes, len, 0))
        return false;
    struct reader *r = calloc(1, sizeof *r);
    if (!r)
        return false;
    *r = (struct reader){.bytes = bytes, .len = len, .out = out};
    for (size_t h = 0; !good && h < (is_pyc ? sizeof headers : 1); h++) {
        uint64_t begin = is_pyc ? headers[h] : 0;
        for (size_t n = 0;
             begins_well(bytes, len, begin) && !good && n < sizeof layouts / sizeof layouts[0];
             n++) {
            out->code_count = out->item_count = 0;
            out->is_cut = false;
            good = read_as(r, &layouts[n], begin);
        }
    }
    free(r->refs);
    free(r->interned);
    free(r);
    if (!good)
        marshal_free(out);
    return good;
}

void marshal_free(struct marshal *marshal)
{
    free(marshal->codes);
    free(marshal->items);
    *marshal = (struct marshal){.version = NULL};
}

const char *marshal_fields(unsigned numbers, bool has_qualname)
{
    for (size_t n = 0; n < sizeof layouts / sizeof layouts[0]; n++)
        if (layouts[n].numbers == numbers && !strchr(layouts[n].fields, 's') == !has_qualname)
            return layouts[n].fields;
    return NULL;
}

/* ---- Words --------------------------------------------------------------------------------------- */

static void add_list(const struct marshal *marshal, size_t code, const uint8_t *bytes, bool names,
                     struct buf *out)
{
    enum { SHOWN_BYTES = 60, SHOWN_ITEMS = 60 };
    size_t shown = 0;
    for (uint32_t n = marshal->codes[code].first; n && shown < SHOWN_ITEMS;
         n = marshal->items[n - 1].next) {
        const struct marshal_item *item = &marshal->items[n - 1];
        const uint8_t *text = bytes + item->text.off;
        if ((item->kind == MARSHAL_NAME) != names)
            continue;
        buf_str(out, shown++    ? ", "
                     : names    ? "names: "
                     : out->len ? "; constants: "
                                : "constants: ");
        if (item->kind == MARSHAL_INT) {
            buf_printf(out, "%d", (int)(int32_t)le32(text));
            continue;
        }
        size_t len = item->text.len < SHOWN_BYTES ? (size_t)item->text.len : SHOWN_BYTES;
        buf_str(out, names ? "" : "'");
        buf_add(out, text, len);
        buf_str(out, len < item->text.len ? "..." : "");
        buf_str(out, names ? "" : "'");
    }
}

void marshal_describe(const struct marshal *marshal, size_t code, const uint8_t *bytes,
                      struct buf *out)
{
    add_list(marshal, code, bytes, true, out);
    add_list(marshal, code, bytes, false, out);
}
