/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/npy_header.h"

#include <inttypes.h>
#include <string.h>

enum {
    MAGIC_LEN = 6,
    MAX_NEST = 64, /* structures in structures; numpy's own limit on recursion is of this order */
    OBJECT_SIZE = 8,
};

static const uint8_t magic[MAGIC_LEN] = {0x93, 'N', 'U', 'M', 'P', 'Y'};

/* The text of the header, and how far it is read. */
struct reader {
    const uint8_t *bytes; /* of the file */
    uint64_t pos, end;    /* in the file */
    struct npy_header *header;
    struct err *err;
};

static bool fail(const struct reader *r, const char *what)
{
    return err_set(r->err, "0x%" PRIx64 ": %s in the header of an array", r->pos, what);
}

/* ---- Sizes ----------------------------------------------------------------------------------- */

static uint64_t add_sizes(uint64_t a, uint64_t b)
{
    return b > NPY_TOO_MANY - a ? NPY_TOO_MANY : a + b;
}

/* Nothing times too many is nothing. */
static uint64_t multiply_sizes(uint64_t a, uint64_t b)
{
    if (a == 0 || b == 0)
        return 0;
    return a > NPY_TOO_MANY / b ? NPY_TOO_MANY : a * b;
}

/* ---- Literals -------------------------------------------------------------------------------- */

static void skip_blanks(struct reader *r)
{
    while (r->pos < r->end && r->bytes[r->pos] && strchr(" \t\r\n", r->bytes[r->pos]))
        r->pos++;
}

/* The next character that is no blank; 0 at the end. */
static uint8_t peek(struct reader *r)
{
    skip_blanks(r);
    return r->pos < r->end ? r->bytes[r->pos] : 0;
}

static bool take(struct reader *r, char c)
{
    bool is_there = peek(r) == (uint8_t)c;
    r->pos += is_there;
    return is_there;
}

static bool take_word(struct reader *r, const char *word)
{
    size_t n = strlen(word);
    skip_blanks(r);
    bool is_there = r->end - r->pos >= n && memcmp(r->bytes + r->pos, word, n) == 0;
    r->pos += is_there ? n : 0;
    return is_there;
}

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

/* Digits; the L of Python 2's long integers may follow (numpy's _filter_header drops it). */
static bool read_number(struct reader *r, uint64_t *number)
{
    if (!is_digit(peek(r)))
        return fail(r, "expected a number of 0 or more");
    *number = 0;
    for (; r->pos < r->end && is_digit(r->bytes[r->pos]); r->pos++)
        *number = add_sizes(multiply_sizes(*number, 10), (uint64_t)(r->bytes[r->pos] - '0'));
    r->pos += r->pos < r->end && r->bytes[r->pos] == 'L';
    return true;
}

/* A string as repr() writes one, with Python 2's u before it or without. */
static bool read_string(struct reader *r, struct npy_text *text)
{
    if (peek(r) == 'u')
        r->pos++;
    uint8_t quote = r->pos < r->end ? r->bytes[r->pos] : 0;
    if (quote != '\'' && quote != '"')
        return fail(r, "expected a string");
    uint64_t start = ++r->pos;
    while (r->pos < r->end && r->bytes[r->pos] != quote && r->bytes[r->pos] != '\n')
        r->pos += r->bytes[r->pos] == '\\' && r->end - r->pos > 1 ? 2 : 1;
    if (r->pos >= r->end || r->bytes[r->pos] != quote)
        return fail(r, "expected the end of a string");
    *text = (struct npy_text){r->bytes + start, (size_t)(r->pos - start)};
    r->pos++;
    return true;
}

/* A tuple of numbers; how many items it asks for. */
static bool read_shape(struct reader *r, uint64_t *count)
{
    uint64_t product = 1, items = 0, number = 0;
    bool has_zero = false, has_comma = true;
    if (!take(r, '('))
        return fail(r, "expected a tuple of numbers");
    for (; !take(r, ')'); items++) {
        if (!has_comma)
            return fail(r, "expected a comma or the end of a tuple");
        if (!read_number(r, &number))
            return false;
        has_zero |= number == 0;
        product = multiply_sizes(product, number ? number : 1);
        has_comma = take(r, ',');
    }
    if (items == 1 && !has_comma)
        return fail(r, "expected a tuple, not a number in brackets,");
    *count = has_zero ? 0 : product;
    return true;
}

/* ---- Dtypes ---------------------------------------------------------------------------------- */

/* Kinds of numpy.dtype.str, and how many bytes its number counts by. */
static const struct {
    char kind;
    uint8_t unit;
} kinds[] = {{'b', 1}, {'i', 1}, {'u', 1}, {'f', 1}, {'c', 1}, {'S', 1},
             {'a', 1}, {'V', 1}, {'M', 1}, {'m', 1}, {'U', 4}};

/* "[ns]", "[25s]": the unit of a time, which changes no size. */
static bool is_unit(const uint8_t *text, size_t len)
{
    return len > 2 && text[0] == '[' && text[len - 1] == ']' && !memchr(text, '\\', len);
}

/* The bytes of one item of "<f8", "|S12", "<M8[ns]": byte order, kind, number, unit of a time. */
static bool simple_size(const uint8_t *text, size_t len, uint64_t *size)
{
    size_t k = len > 0 && text[0] && strchr("<>|=", text[0]);
    size_t row = 0, rows = sizeof kinds / sizeof kinds[0];
    while (row < rows && (k >= len || (uint8_t)kinds[row].kind != text[k]))
        row++;
    if (row == rows || ++k >= len || !is_digit(text[k]))
        return false;
    *size = 0;
    for (; k < len && is_digit(text[k]); k++)
        *size = add_sizes(multiply_sizes(*size, 10), (uint64_t)(text[k] - '0'));
    *size = multiply_sizes(*size, kinds[row].unit);
    bool is_time = kinds[row].kind == 'M' || kinds[row].kind == 'm';
    return k == len || (is_time && is_unit(text + k, len - k));
}

/* "|O"; older numpy wrote its size too: "|O8", "|O4". */
static bool is_object(const uint8_t *text, size_t len)
{
    static const char *const names[] = {"|O", "O", "|O8", "|O4", "object"};
    for (size_t k = 0; k < sizeof names / sizeof names[0]; k++)
        if (strlen(names[k]) == len && memcmp(names[k], text, len) == 0)
            return true;
    return false;
}

static bool read_simple(struct reader *r, uint64_t *size)
{
    struct npy_text text;
    skip_blanks(r);
    uint64_t start = r->pos;
    if (!read_string(r, &text))
        return false;
    if (is_object(text.bytes, text.len)) {
        r->header->has_object = true;
        *size = OBJECT_SIZE;
        return true;
    }
    if (simple_size(text.bytes, text.len, size))
        return true;
    r->pos = start;
    return fail(r, "expected a type as numpy writes it");
}

/* A structure that is being read: a list of fields, (name, type) or (name, type, shape), or a
 * (type, shape) whose items are arrays. */
struct nest {
    bool is_list;
    uint64_t size; /* of the fields so far */
};

struct nests {
    struct nest rows[MAX_NEST];
    size_t count;
};

/* "(name, " where the name may have a title: "((title, name), " */
static bool read_field_name(struct reader *r)
{
    struct npy_text text;
    if (!take(r, '('))
        return fail(r, "expected a field, (name, type)");
    if (!take(r, '('))
        return read_string(r, &text) && (take(r, ',') || fail(r, "expected a comma"));
    if (!read_string(r, &text) || !take(r, ',') || !read_string(r, &text))
        return fail(r, "expected a title and a name");
    take(r, ',');
    return (take(r, ')') && take(r, ',')) || fail(r, "expected the end of a title and a name");
}

/* Goes down to the first type whose size is known: *is_done then. Else it must be called again. */
static bool descend(struct reader *r, struct nests *nests, uint64_t *size, bool *is_done)
{
    bool is_list = peek(r) == '[';
    *is_done = !is_list && peek(r) != '(';
    if (*is_done)
        return read_simple(r, size);
    if (nests->count == MAX_NEST)
        return fail(r, "types are nested too deep");
    r->pos++;
    *size = 0;
    *is_done = is_list && take(r, ']');
    if (*is_done)
        return true;
    nests->rows[nests->count++] = (struct nest){.is_list = is_list};
    return !is_list || read_field_name(r);
}

/* What follows a type in its field: ")", ", shape)". */
static bool end_field(struct reader *r, uint64_t *size)
{
    uint64_t count;
    if (take(r, ',') && peek(r) != ')') {
        if (!read_shape(r, &count))
            return false;
        *size = multiply_sizes(*size, count);
        take(r, ',');
    }
    return take(r, ')') || fail(r, "expected the end of a field");
}

/* A type of *size is read: closes what ends with it. *is_done false: another field follows. */
static bool ascend(struct reader *r, struct nests *nests, uint64_t *size, bool *is_done)
{
    while (nests->count > 0) {
        struct nest *nest = &nests->rows[nests->count - 1];
        if (!end_field(r, size))
            return false;
        nest->size = add_sizes(nest->size, *size);
        bool has_comma = nest->is_list && take(r, ',');
        bool is_end = !nest->is_list || take(r, ']');
        if (!is_end) {
            *is_done = false;
            return has_comma ? read_field_name(r)
                             : fail(r, "expected a comma or the end of a list");
        }
        *size = nest->size;
        nests->count--;
    }
    *is_done = true;
    return true;
}

/* ---- The dictionary -------------------------------------------------------------------------- */

static bool read_descr(struct reader *r)
{
    struct nests nests = {.count = 0};
    uint64_t size = 0;
    bool is_done = false;
    while (!is_done) {
        if (!descend(r, &nests, &size, &is_done))
            return false;
        if (is_done && !ascend(r, &nests, &size, &is_done))
            return false;
    }
    r->header->item_size = size;
    return true;
}

static bool read_order(struct reader *r)
{
    r->header->is_fortran = take_word(r, "True");
    return r->header->is_fortran || take_word(r, "False") || fail(r, "expected True or False");
}

static bool read_array_shape(struct reader *r)
{
    return read_shape(r, &r->header->count);
}

enum { KEY_COUNT = 3 };

static const struct {
    const char *name;
    bool (*read)(struct reader *r);
    size_t place; /* in struct npy_header, of the text; 0: none */
} keys[KEY_COUNT] = {
    {"descr", read_descr, offsetof(struct npy_header, descr)},
    {"fortran_order", read_order, 0},
    {"shape", read_array_shape, offsetof(struct npy_header, shape)},
};

static size_t key_of(struct npy_text text)
{
    size_t k = 0;
    while (k < KEY_COUNT &&
           (strlen(keys[k].name) != text.len || memcmp(keys[k].name, text.bytes, text.len) != 0))
        k++;
    return k;
}

static bool read_item(struct reader *r, bool seen[KEY_COUNT])
{
    struct npy_text text;
    skip_blanks(r);
    uint64_t start = r->pos;
    if (!read_string(r, &text))
        return false;
    size_t k = key_of(text);
    if (k == KEY_COUNT || seen[k]) {
        r->pos = start;
        return fail(r, "expected each of descr, fortran_order and shape once");
    }
    seen[k] = true;
    if (!take(r, ':'))
        return fail(r, "expected a colon");
    skip_blanks(r);
    start = r->pos;
    if (!keys[k].read(r))
        return false;
    text = (struct npy_text){r->bytes + start, (size_t)(r->pos - start)};
    if (keys[k].place)
        memcpy((char *)r->header + keys[k].place, &text, sizeof text);
    return true;
}

static bool read_dictionary(struct reader *r)
{
    bool seen[KEY_COUNT] = {false}, has_comma = true;
    if (!take(r, '{'))
        return fail(r, "expected a dictionary");
    while (!take(r, '}')) {
        if (!has_comma)
            return fail(r, "expected a comma or the end of the dictionary");
        if (!read_item(r, seen))
            return false;
        has_comma = take(r, ',');
    }
    for (size_t k = 0; k < KEY_COUNT; k++)
        if (!seen[k])
            return fail(r, "expected each of descr, fortran_order and shape");
    skip_blanks(r);
    return r->pos == r->end || fail(r, "expected nothing behind the dictionary");
}

/* ---- The header ------------------------------------------------------------------------------ */

bool npy_is_here(const uint8_t *bytes, uint64_t len, uint64_t off)
{
    return len - off >= MAGIC_LEN && memcmp(bytes + off, magic, MAGIC_LEN) == 0;
}

/* Places the text of the header. */
static bool read_length(struct reader *r, uint64_t len)
{
    const uint8_t *at = r->bytes + r->pos;
    uint64_t left = len - r->pos;
    if (left < MAGIC_LEN + 2)
        return fail(r, "expected a version");
    uint8_t major = at[MAGIC_LEN], minor = at[MAGIC_LEN + 1];
    r->pos += MAGIC_LEN;
    if (major < 1 || major > 3 || minor != 0)
        return fail(r, "expected version 1.0, 2.0 or 3.0");
    uint64_t width = major == 1 ? 2 : 4, size = 0;
    r->pos += 2;
    if (left - MAGIC_LEN - 2 < width)
        return fail(r, "expected a length");
    for (uint64_t k = width; k-- > 0;)
        size = size << 8 | at[MAGIC_LEN + 2 + k];
    uint64_t room = left - MAGIC_LEN - 2 - width;
    if (size > room)
        return err_set(r->err,
                       "0x%" PRIx64 ": the header of an array should have %" PRIu64
                       " bytes, there are %" PRIu64,
                       r->pos, size, room);
    r->pos += width;
    r->end = r->pos + size;
    r->header->data_off = r->end;
    return true;
}

bool npy_header_read(const uint8_t *bytes, uint64_t len, uint64_t off, struct npy_header *header,
                     struct err *err)
{
    struct reader r = {.bytes = bytes, .pos = off, .header = header, .err = err};
    *header = (struct npy_header){.data_off = 0};
    if (!npy_is_here(bytes, len, off))
        return fail(&r, "expected the magic \\x93NUMPY");
    if (!read_length(&r, len) || !read_dictionary(&r))
        return false;
    header->size = multiply_sizes(header->item_size, header->count);
    return true;
}
