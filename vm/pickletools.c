/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `python3 -m pickletools` prints, byte for byte: Lib/pickletools.py of CPython 3.11, its
 * argument readers (read_uint1 ...) and dis(). It reads other than the machine does: sizes of
 * strings are signed, strings are Latin-1, names are unescaped, numbers are Python's int() and
 * float(). Its emulated stack holds kinds only, here the letters of opcodes.def, one byte each.
 *
 * An opcode goes three ways: its argument is read (an error there prints nothing of it), its marks
 * and memo are checked (which gives a remark), then its line is written, and only then does an
 * error of the second step count. */
#include "vm/decode.h"
#include "vm/repr.h"

#include <stdlib.h>

enum { NAME_WIDTH = 10 }; /* at least, if an argument follows */

/* ---- What is known of an opcode, made ready for its line ------------------------------------- */

enum role { ROLE_NONE, ROLE_MARK, ROLE_TAKES_MARK, ROLE_POP, ROLE_PUT, ROLE_MEMOIZE, ROLE_GET };

struct arg_kind;

struct row {
    const struct br_opcode *opcode;
    const struct arg_kind *kind;
    enum role role;
    uint8_t pops;
    uint8_t pushes;
    uint8_t below_mark; /* ROLE_TAKES_MARK: what it pops below the mark */
    uint8_t name_len;
    uint8_t padded_len; /* of the name if something follows it */
    char pushed[2];     /* kinds */
    char code[5];       /* as repr() shows it, in four columns, and a blank */
    char name[24];      /* and blanks */
};

static const struct {
    const char *handler;
    enum role role;
} roles[] = {
    {"mark", ROLE_MARK}, {"pop", ROLE_POP},         {"put", ROLE_PUT},
    {"get", ROLE_GET},   {"memoize", ROLE_MEMOIZE},
};

static const char *const handlers[256] = {
#define OPCODE(code, name, protocol, argument, before, after, handler, sentence, python)           \
    [code] = #handler,
#include "vm/opcodes.def"
};

/* ---- State ----------------------------------------------------------------------------------- */

/* The key of a memo entry: an int64_t, or a longer decimal where it stands in the stream. */
struct key {
    int64_t small;
    const struct decimal *big; /* NULL: small */
};

struct entry {
    int64_t small; /* or a hash of the digits */
    struct br_slice digits;
    char kind; /* '\0': free */
    bool is_big;
    bool negative;
};

/* Kinds by key: a plain array while keys are about as many as their numbers, which is what picklers
 * write, else a hash table. */
struct memo {
    char *dense;
    uint64_t dense_size;
    struct entry *table; /* open addressing; size is a power of two */
    uint64_t table_size;
    uint64_t table_used;
    uint64_t count;
};

/* Positions are written one after the other: all but their last four digits is seldom new. */
struct high_digits {
    uint64_t first; /* position with these and 0000 */
    size_t n;
    char text[REPR_INT64_SIZE];
};

struct tools {
    const uint8_t *data;
    uint64_t len;
    uint64_t pos; /* of the opcode */
    struct out out;
    const struct br_pickletools_options *options;
    struct high_digits high;
    uint64_t indentation;
    uint64_t annotation_column;
    struct br_error *error;
    bool no_memory;
    int highest;

    char *kinds;
    size_t n_kinds, max_kinds;
    uint64_t *marks; /* positions */
    size_t n_marks, max_marks;
    struct memo memo;
    struct row rows[256];
};

/* The argument of an opcode, as its reader leaves it to its writer. */
struct arg {
    uint64_t end;    /* position after it */
    uint64_t number; /* a field, or the count */
    struct br_slice text, name;
    struct decimal decimal;
    bool is_bool;
    double real;
    size_t long_n; /* long1, long4: characters of long_text; 0: too many */
    char long_text[REPR_LONG_SIZE];
};

/* Room for `more` further items of `size` bytes; false when memory fails. */
static bool grow(struct tools *t, void **items, size_t *max, size_t count, size_t more, size_t size)
{
    if (count + more <= *max)
        return true;
    size_t wanted = *max < 1024 ? 1024 : *max * 2;
    void *grown = wanted < SIZE_MAX / 2 / size ? realloc(*items, wanted * size) : NULL;
    if (!grown) {
        t->no_memory = true;
        return false;
    }
    *items = grown;
    *max = wanted;
    return true;
}

/* ---- Errors ---------------------------------------------------------------------------------- */

/* Writes into br_error.message what fits. */
struct note {
    char *text;
    size_t used;
    bool cut;
};

static bool note_write(void *context, const char *bytes, size_t n)
{
    struct note *note = context;
    size_t space = sizeof(((struct br_error *)0)->message) - 1 - note->used;
    size_t part = n < space ? n : space;
    memcpy(note->text + note->used, bytes, part);
    note->used += part;
    note->cut = note->cut || part < n;
    return !note->cut;
}

/* Starts the error of the opcode at t->pos; its message is what is written to the result until
 * error_end(). */
static void error_begin(struct tools *t, struct out *message, struct note *note,
                        enum br_error_kind kind)
{
    t->error->kind = kind;
    t->error->pos = t->pos;
    t->error->opcode = t->pos < t->len ? br_opcode(t->data[t->pos]) : NULL;
    *note = (struct note){.text = t->error->message};
    out_init(message, (struct br_sink){note_write, note}, 0);
}

static bool error_end(struct out *message, struct note *note)
{
    out_finish(message, NULL);
    note->text[note->used] = '\0';
    if (note->cut)
        memcpy(note->text + note->used - 3, "...", 3);
    return false;
}

/* An error whose message is up to three texts; NULL for none. All return false. */
static bool fail(struct tools *t, enum br_error_kind kind, const char *a, const char *b,
                 const char *c)
{
    struct out message;
    struct note note;
    error_begin(t, &message, &note, kind);
    out_str(&message, a);
    out_str(&message, b ? b : "");
    out_str(&message, c ? c : "");
    return error_end(&message, &note);
}

/* TEXT repr(bytes) */
static bool fail_bytes(struct tools *t, const char *text, struct br_slice bytes)
{
    struct out message;
    struct note note;
    error_begin(t, &message, &note, BR_ERR_BAD_ARGUMENT);
    out_str(&message, text);
    repr_bytes(&message, bytes.data, (size_t)bytes.len);
    return error_end(&message, &note);
}

static void out_number(struct out *out, uint64_t v)
{
    char digits[REPR_INT64_SIZE];
    out_ascii(out, digits, repr_uint64(digits, v));
}

/* NAME TEXT NUMBER TEXT: for counts. */
static bool fail_count(struct tools *t, enum br_error_kind kind, const char *a, const char *b,
                       bool negative, uint64_t number, const char *c)
{
    struct out message;
    struct note note;
    error_begin(t, &message, &note, kind);
    out_str(&message, a);
    out_str(&message, b);
    out_str(&message, negative ? "-" : "");
    out_number(&message, number);
    out_str(&message, c);
    return error_end(&message, &note);
}

static bool fail_remain(struct tools *t, const char *name, uint64_t wanted, uint64_t left)
{
    struct out message;
    struct note note;
    error_begin(t, &message, &note, BR_ERR_TRUNCATED);
    out_str(&message, "expected ");
    out_number(&message, wanted);
    out_str(&message, " bytes in a ");
    out_str(&message, name);
    out_str(&message, ", but only ");
    out_number(&message, left);
    out_str(&message, " remain");
    return error_end(&message, &note);
}

/* UnicodeDecodeError, or the ValueError of an escape. */
static bool fail_chars(struct tools *t, enum chars_form form, struct br_slice bytes)
{
    struct chars_fault fault;
    struct out message;
    struct note note;
    chars_fault(form, bytes, &fault);
    error_begin(t, &message, &note, BR_ERR_BAD_ARGUMENT);
    if (fault.codec) {
        out_str(&message, "'");
        out_str(&message, fault.codec);
        out_str(&message, "' codec can't decode byte");
        if (fault.first == fault.last) {
            static const char hex[] = "0123456789abcdef";
            out_str(&message, " 0x");
            out_ascii(&message, (char[]){hex[fault.byte >> 4], hex[fault.byte & 15]}, 2);
        } else {
            out_str(&message, "s");
        }
        out_str(&message, " in position ");
        out_number(&message, fault.first);
        if (fault.first != fault.last) {
            out_str(&message, "-");
            out_number(&message, fault.last);
        }
        out_str(&message, ": ");
        out_str(&message, fault.reason);
    } else {
        out_str(&message, fault.reason);
        if (strchr(fault.reason, 'x')) {
            out_str(&message, " at position ");
            out_number(&message, fault.first);
        }
    }
    return error_end(&message, &note);
}

/* ---- Reading arguments ----------------------------------------------------------------------- */

struct arg_kind {
    bool (*read)(struct tools *t, const struct arg_kind *kind, struct arg *arg);
    /* put writes at most ARG_SHORT characters and returns their end, or NULL for a longer argument:
     * that, and one without put, is for write. */
    char *(*put)(char *to, const struct arg *arg);
    void (*write)(struct out *out, const struct arg_kind *kind, const struct arg *arg);
    uint8_t width; /* of a field, or of the count */
    bool is_signed;
    enum chars_form form;
    const char *name;
    const char *count_name; /* NULL: none */
};

enum { ARG_SHORT = 32 };

static uint64_t load_le(const uint8_t *p, unsigned width)
{
    uint64_t v = 0;
    for (unsigned k = 0; k < width; k++)
        v |= (uint64_t)p[k] << (8 * k);
    return v;
}

static uint64_t load_be8(const uint8_t *p)
{
    return (uint64_t)p[0] << 56 | (uint64_t)p[1] << 48 | (uint64_t)p[2] << 40 |
           (uint64_t)p[3] << 32 | (uint64_t)p[4] << 24 | (uint64_t)p[5] << 16 |
           (uint64_t)p[6] << 8 | p[7];
}

/* Inlined with a width that is known, which then is part of the code: the next position does not
 * wait for a table to be read. */
static inline bool read_width(struct tools *t, const char *name, unsigned width, struct arg *arg)
{
    uint64_t at = t->pos + 1;
    if (t->len - at < width)
        return fail(t, BR_ERR_TRUNCATED, "not enough data in stream to read ", name, NULL);
    arg->number = load_le(t->data + at, width);
    arg->text = (struct br_slice){t->data + at, width};
    arg->end = at + width;
    return true;
}

static bool read_field(struct tools *t, const char *name, unsigned width, struct arg *arg)
{
    switch (width) {
    case 1:
        return read_width(t, name, 1, arg);
    case 2:
        return read_width(t, name, 2, arg);
    case 4:
        return read_width(t, name, 4, arg);
    default:
        return read_width(t, name, 8, arg);
    }
}

static bool read_fixed(struct tools *t, const struct arg_kind *kind, struct arg *arg)
{
    return read_field(t, kind->name, kind->width, arg);
}

static bool read_float8(struct tools *t, const struct arg_kind *kind, struct arg *arg)
{
    if (!read_fixed(t, kind, arg))
        return false;
    uint64_t bits = load_be8(arg->text.data);
    memcpy(&arg->real, &bits, sizeof bits);
    return true;
}

/* The count and the bytes, in arg->text. `missing` says how a lack of bytes is worded. */
static bool read_count(struct tools *t, const struct arg_kind *kind, struct arg *arg)
{
    if (!read_field(t, kind->count_name, kind->width, arg))
        return false;
    if (kind->is_signed && arg->number > INT32_MAX)
        return fail_count(t, BR_ERR_BAD_ARGUMENT, kind->name, " byte count < 0: ", true,
                          (UINT64_C(1) << 32) - arg->number, "");
    if (arg->number > MAX_SIZE)
        return fail_count(t, BR_ERR_BAD_ARGUMENT, kind->name, " byte count > sys.maxsize: ", false,
                          arg->number, "");
    return true;
}

static bool read_counted(struct tools *t, const struct arg_kind *kind, struct arg *arg)
{
    if (!read_count(t, kind, arg))
        return false;
    uint64_t left = t->len - arg->end;
    if (left < arg->number)
        return fail_remain(t, kind->name, arg->number, left);
    arg->text = (struct br_slice){t->data + arg->end, arg->number};
    arg->end += arg->number;
    return true;
}

static bool read_counted_str(struct tools *t, const struct arg_kind *kind, struct arg *arg)
{
    if (!read_counted(t, kind, arg))
        return false;
    return chars_valid(kind->form, arg->text) || fail_chars(t, kind->form, arg->text);
}

/* long1, long4. A number that is too long to print is found by the writer of the line. */
static bool read_long(struct tools *t, const struct arg_kind *kind, struct arg *arg)
{
    if (!read_count(t, kind, arg))
        return false;
    if (t->len - arg->end < arg->number)
        return fail(t, BR_ERR_TRUNCATED, "not enough data in stream to read ", kind->name, NULL);
    arg->text = (struct br_slice){t->data + arg->end, arg->number};
    arg->end += arg->number;
    arg->long_n = repr_long(arg->long_text, arg->text);
    return true;
}

static bool read_line(struct tools *t, const char *name, uint64_t from, struct br_slice *line,
                      uint64_t *end)
{
    const uint8_t *start = t->data + from;
    const uint8_t *newline = from < t->len ? memchr(start, '\n', (size_t)(t->len - from)) : NULL;
    if (!newline)
        return fail(t, BR_ERR_TRUNCATED, "no newline found when trying to read ", name, NULL);
    *line = (struct br_slice){start, (uint64_t)(newline - start)};
    *end = from + line->len + 1;
    return true;
}

static bool read_int_text(struct tools *t, struct arg *arg)
{
    switch (decimal_parse(arg->text, &arg->decimal)) {
    case DECIMAL_OK:
        return true;
    case DECIMAL_INVALID:
        return fail_bytes(t, "invalid literal for int() with base 10: ", arg->text);
    case DECIMAL_TOO_LONG:
        break;
    }
    return fail_count(t, BR_ERR_BAD_ARGUMENT, "Exceeds the limit (4300 digits) for integer ",
                      "string conversion: value has ", false, arg->decimal.n_digits,
                      " digits; use sys.set_int_max_str_digits() to increase the limit");
}

static bool read_decimal_short(struct tools *t, const struct arg_kind *kind, struct arg *arg)
{
    (void)kind;
    if (!read_line(t, "stringnl", t->pos + 1, &arg->text, &arg->end) || !read_int_text(t, arg))
        return false;
    const uint8_t *p = arg->text.data;
    arg->is_bool = arg->text.len == 2 && p[0] == '0' && (p[1] == '0' || p[1] == '1');
    return true;
}

static bool read_decimal_long(struct tools *t, const struct arg_kind *kind, struct arg *arg)
{
    (void)kind;
    if (!read_line(t, "stringnl", t->pos + 1, &arg->text, &arg->end))
        return false;
    if (arg->text.len > 0 && arg->text.data[arg->text.len - 1] == 'L')
        arg->text.len--;
    arg->is_bool = false;
    return read_int_text(t, arg);
}

static bool read_float_line(struct tools *t, const struct arg_kind *kind, struct arg *arg)
{
    (void)kind;
    if (!read_line(t, "stringnl", t->pos + 1, &arg->text, &arg->end))
        return false;
    return number_python_float(arg->text, &arg->real) ||
           fail_bytes(t, "could not convert string to float: ", arg->text);
}

static bool read_quoted(struct tools *t, const struct arg_kind *kind, struct arg *arg)
{
    if (!read_line(t, kind->name, t->pos + 1, &arg->text, &arg->end))
        return false;
    struct br_slice line = arg->text;
    uint8_t quote = line.len ? line.data[0] : 0;
    if (quote != '"' && quote != '\'')
        return fail_bytes(t, "no string quotes around ", line);
    if (line.data[line.len - 1] != quote)
        return fail_bytes(t,
                          quote == '"' ? "strinq quote b'\"' not found at both ends of "
                                       : "strinq quote b\"'\" not found at both ends of ",
                          line);
    /* A single quote is both ends of an empty string. */
    arg->text = (struct br_slice){line.data + 1, line.len > 2 ? line.len - 2 : 0};
    return chars_valid(kind->form, arg->text) || fail_chars(t, kind->form, arg->text);
}

static bool read_str_line(struct tools *t, const struct arg_kind *kind, struct arg *arg)
{
    if (!read_line(t, kind->name, t->pos + 1, &arg->text, &arg->end))
        return false;
    return chars_valid(kind->form, arg->text) || fail_chars(t, kind->form, arg->text);
}

static bool read_pair(struct tools *t, const struct arg_kind *kind, struct arg *arg)
{
    if (!read_str_line(t, kind, arg) || !read_line(t, kind->name, arg->end, &arg->name, &arg->end))
        return false;
    return chars_valid(kind->form, arg->name) || fail_chars(t, kind->form, arg->name);
}

/* ---- Writing arguments: repr() of what was read ---------------------------------------------- */

static char *put_text(char *to, const char *text)
{
    size_t n = strlen(text);
    memcpy(to, text, n);
    return to + n;
}

static char *put_uint64(char *to, uint64_t v)
{
    return to + (v < 10000 ? repr_small(to, (uint32_t)v) : repr_uint64(to, v));
}

static char *put_uint(char *to, const struct arg *arg)
{
    return put_uint64(to, arg->number);
}

static char *put_int4(char *to, const struct arg *arg)
{
    return to + repr_int64(to, (int32_t)(uint32_t)arg->number);
}

static char *put_float(char *to, const struct arg *arg)
{
    return to + repr_float(to, arg->real);
}

static void write_long(struct out *out, const struct arg_kind *kind, const struct arg *arg)
{
    (void)kind;
    out_ascii(out, arg->long_text, arg->long_n);
}

static char *put_decimal(char *to, const struct arg *arg)
{
    if (arg->is_bool)
        return put_text(to, arg->decimal.small ? "True" : "False");
    return arg->decimal.fits ? to + repr_int64(to, arg->decimal.small) : NULL;
}

static void write_decimal(struct out *out, const struct arg_kind *kind, const struct arg *arg)
{
    (void)kind;
    const struct decimal *decimal = &arg->decimal;
    if (decimal->negative)
        out_str(out, "-");
    if (decimal->digits.len == decimal->n_digits) {
        out_ascii(out, (const char *)decimal->digits.data, decimal->n_digits);
        return;
    }
    for (uint64_t k = 0; k < decimal->digits.len; k++)
        if (decimal->digits.data[k] != '_')
            out_ascii(out, (const char *)decimal->digits.data + k, 1);
}

static void write_str(struct out *out, const struct arg_kind *kind, const struct arg *arg)
{
    repr_str(out, kind->form, arg->text);
}

/* One str: both names and a blank between. */
static void write_pair(struct out *out, const struct arg_kind *kind, const struct arg *arg)
{
    bool has_single = false, has_double = false;
    repr_str_quotes(kind->form, arg->text, &has_single, &has_double);
    repr_str_quotes(kind->form, arg->name, &has_single, &has_double);
    char quote = repr_quote(has_single, has_double);
    out_ascii(out, &quote, 1);
    repr_str_piece(out, kind->form, arg->text, quote);
    out_str(out, " ");
    repr_str_piece(out, kind->form, arg->name, quote);
    out_ascii(out, &quote, 1);
}

static void write_bytes(struct out *out, const struct arg_kind *kind, const struct arg *arg)
{
    (void)kind;
    repr_bytes(out, arg->text.data, (size_t)arg->text.len);
}

static void write_bytearray(struct out *out, const struct arg_kind *kind, const struct arg *arg)
{
    (void)kind;
    repr_bytearray(out, arg->text.data, (size_t)arg->text.len);
}

/* clang-format off */
#define FIELD(reader, putter, bytes, is) {.read = reader, .put = putter, .width = bytes, .name = is}
#define LINE(reader, putter, writer, chars, is) \
    {.read = reader, .put = putter, .write = writer, .form = chars, .name = is}
#define COUNTED(reader, writer, chars, bytes, count, is) \
    {.read = reader, .write = writer, .form = chars, .width = bytes, \
     .count_name = count, .name = is}
/* Signed counts are those of 4 bytes that pickletools reads with read_int4. */
#define SIGNED(reader, writer, chars, is) \
    {.read = reader, .write = writer, .form = chars, .width = 4, .is_signed = true, \
     .count_name = "int4", .name = is}

static const struct arg_kind arg_kinds[] = {
    [BR_ARG_NONE] = {0},
    [BR_ARG_UINT1] = FIELD(read_fixed, put_uint, 1, "uint1"),
    [BR_ARG_UINT2] = FIELD(read_fixed, put_uint, 2, "uint2"),
    [BR_ARG_INT4] = FIELD(read_fixed, put_int4, 4, "int4"),
    [BR_ARG_UINT4] = FIELD(read_fixed, put_uint, 4, "uint4"),
    [BR_ARG_UINT8] = FIELD(read_fixed, put_uint, 8, "uint8"),
    [BR_ARG_FLOAT8] = FIELD(read_float8, put_float, 8, "float8"),
    [BR_ARG_DECIMALNL_SHORT] = LINE(read_decimal_short, put_decimal, write_decimal, 0, NULL),
    [BR_ARG_DECIMALNL_LONG] = LINE(read_decimal_long, put_decimal, write_decimal, 0, NULL),
    [BR_ARG_FLOATNL] = LINE(read_float_line, put_float, NULL, 0, NULL),
    [BR_ARG_STRINGNL] = LINE(read_quoted, NULL, write_str, CHARS_QUOTED, "stringnl"),
    [BR_ARG_STRINGNL_NOESCAPE] = LINE(read_str_line, NULL, write_str, CHARS_QUOTED, "stringnl"),
    [BR_ARG_STRINGNL_NOESCAPE_PAIR] = LINE(read_pair, NULL, write_pair, CHARS_QUOTED, "stringnl"),
    [BR_ARG_UNICODESTRINGNL] =
        LINE(read_str_line, NULL, write_str, CHARS_ESCAPED, "unicodestringnl"),
    [BR_ARG_LONG1] = COUNTED(read_long, write_long, 0, 1, "uint1", "long1"),
    [BR_ARG_LONG4] = SIGNED(read_long, write_long, 0, "long4"),
    [BR_ARG_STRING1] = COUNTED(read_counted, write_str, CHARS_LATIN1, 1, "uint1", "string1"),
    [BR_ARG_STRING4] = SIGNED(read_counted, write_str, CHARS_LATIN1, "string4"),
    [BR_ARG_BYTES1] = COUNTED(read_counted, write_bytes, 0, 1, "uint1", "bytes1"),
    [BR_ARG_BYTES4] = COUNTED(read_counted, write_bytes, 0, 4, "uint4", "bytes4"),
    [BR_ARG_BYTES8] = COUNTED(read_counted, write_bytes, 0, 8, "uint8", "bytes8"),
    [BR_ARG_BYTEARRAY8] = COUNTED(read_counted, write_bytearray, 0, 8, "uint8", "bytearray8"),
    [BR_ARG_UNICODESTRING1] =
        COUNTED(read_counted_str, write_str, CHARS_UTF8, 1, "uint1", "unicodestring1"),
    [BR_ARG_UNICODESTRING4] =
        COUNTED(read_counted_str, write_str, CHARS_UTF8, 4, "uint4", "unicodestring4"),
    [BR_ARG_UNICODESTRING8] =
        COUNTED(read_counted_str, write_str, CHARS_UTF8, 8, "uint8", "unicodestring8"),
};
/* clang-format on */

/* ---- The memo -------------------------------------------------------------------------------- */

static struct key key_of(const struct row *row, const struct arg *arg)
{
    if (row->opcode->arg != BR_ARG_DECIMALNL_SHORT)
        return (struct key){(int64_t)arg->number, NULL};
    return (struct key){arg->decimal.small, arg->decimal.fits ? NULL : &arg->decimal};
}

static bool same_digits(struct br_slice a, struct br_slice b)
{
    uint64_t i = 0, j = 0;
    for (;; i++, j++) {
        while (i < a.len && a.data[i] == '_')
            i++;
        while (j < b.len && b.data[j] == '_')
            j++;
        if (i == a.len || j == b.len)
            return i == a.len && j == b.len;
        if (a.data[i] != b.data[j])
            return false;
    }
}

/* What an entry of this key holds in `small`: the key, or a hash of its digits. */
static int64_t entry_number(struct key key)
{
    if (!key.big)
        return key.small;
    uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a */
    for (uint64_t k = 0; k < key.big->digits.len; k++)
        if (key.big->digits.data[k] != '_')
            hash = (hash ^ key.big->digits.data[k]) * UINT64_C(1099511628211);
    return (int64_t)hash;
}

/* The entry of the key, or the free one where it belongs. The table is not empty. */
static struct entry *table_find(const struct memo *memo, struct key key)
{
    int64_t number = entry_number(key);
    /* A multiplicative hash: its high bits depend on all bits of the number. */
    uint64_t at = ((uint64_t)number * UINT64_C(0x9e3779b97f4a7c15)) >> 20;
    for (;; at++) {
        struct entry *entry = &memo->table[at & (memo->table_size - 1)];
        if (!entry->kind)
            return entry;
        if (entry->small == number && entry->is_big == (key.big != NULL) &&
            (!key.big ||
             (entry->negative == key.big->negative && same_digits(entry->digits, key.big->digits))))
            return entry;
    }
}

static char memo_get(const struct memo *memo, struct key key)
{
    if (!key.big && (uint64_t)key.small < memo->dense_size && memo->dense[key.small])
        return memo->dense[key.small];
    return memo->table_used ? table_find(memo, key)->kind : '\0';
}

static bool dense_grow(struct tools *t, uint64_t needed)
{
    struct memo *memo = &t->memo;
    uint64_t size = needed < 1024 ? 1024 : needed * 2;
    char *dense = realloc(memo->dense, size);
    if (!dense) {
        t->no_memory = true;
        return false;
    }
    memset(dense + memo->dense_size, 0, size - memo->dense_size);
    memo->dense = dense;
    memo->dense_size = size;
    return true;
}

static bool table_grow(struct tools *t)
{
    struct memo old = t->memo;
    uint64_t size = old.table_size ? old.table_size * 2 : 64;
    struct entry *table = calloc(size, sizeof *table);
    if (!table) {
        t->no_memory = true;
        return false;
    }
    t->memo.table = table;
    t->memo.table_size = size;
    for (uint64_t k = 0; k < old.table_size; k++) {
        const struct entry *entry = &old.table[k];
        if (!entry->kind)
            continue;
        struct decimal decimal = {.negative = entry->negative, .digits = entry->digits};
        struct key key = {entry->small, entry->is_big ? &decimal : NULL};
        *table_find(&t->memo, key) = *entry;
    }
    free(old.table);
    return true;
}

/* A key that is not there yet. False when memory fails. */
static bool memo_add(struct tools *t, struct key key, char kind)
{
    struct memo *memo = &t->memo;
    if (!key.big && (uint64_t)key.small < 4 * memo->count + 1024) {
        if ((uint64_t)key.small >= memo->dense_size && !dense_grow(t, (uint64_t)key.small + 1))
            return false;
        memo->dense[key.small] = kind;
        memo->count++;
        return true;
    }
    if (memo->table_used * 4 >= memo->table_size * 3 && !table_grow(t))
        return false;
    struct entry *entry = table_find(memo, key);
    *entry = (struct entry){.small = entry_number(key), .kind = kind, .is_big = key.big != NULL};
    if (key.big) {
        entry->digits = key.big->digits;
        entry->negative = key.big->negative;
    }
    memo->table_used++;
    memo->count++;
    return true;
}

/* ---- Checks ---------------------------------------------------------------------------------- */

/* What a check found. */
struct remark {
    enum { REMARK_NONE, REMARK_MARK, REMARK_NO_MARK, REMARK_AS } kind;
    uint64_t number;
    enum br_error_kind error; /* raised after the line is written */
    const char *message;      /* and `message` ARG `rest` if rest is not NULL */
    const char *rest;
    bool broken; /* IndexError: nothing but the position is written */
    uint8_t pops;
    char pushed; /* ROLE_GET: the kind */
};

static void set_error(struct remark *remark, enum br_error_kind kind, const char *message,
                      const char *rest)
{
    remark->error = kind;
    remark->message = message;
    remark->rest = rest;
}

/* An opcode that takes the topmost mark: stack and mark positions follow. */
static void check_mark(struct tools *t, uint8_t below_mark, struct remark *remark)
{
    if (t->n_marks == 0) {
        remark->kind = REMARK_NO_MARK;
        set_error(remark, BR_ERR_NO_MARK, "no MARK exists on stack", NULL);
        return;
    }
    remark->kind = REMARK_MARK;
    remark->number = t->marks[--t->n_marks];
    remark->pops = below_mark;
    /* Marks that were popped as if they were objects are missing among the kinds. */
    const char *mark = t->n_kinds ? memrchr(t->kinds, '(', t->n_kinds) : NULL;
    if (mark)
        t->n_kinds = (size_t)(mark - t->kinds);
    else
        remark->broken = true;
}

static void check_put(struct tools *t, struct key key, struct remark *remark)
{
    if (memo_get(&t->memo, key))
        set_error(remark, BR_ERR_BAD_ARGUMENT, "memo key ", " already defined");
    else if (t->n_kinds == 0)
        set_error(remark, BR_ERR_STACK_UNDERFLOW, "stack is empty -- can't store into memo", NULL);
    else if (t->kinds[t->n_kinds - 1] == '(')
        set_error(remark, BR_ERR_TYPE, "can't store markobject in the memo", NULL);
    else
        memo_add(t, key, t->kinds[t->n_kinds - 1]);
}

static void check(struct tools *t, const struct row *row, const struct arg *arg,
                  struct remark *remark)
{
    remark->kind = REMARK_NONE;
    remark->message = remark->rest = NULL;
    remark->broken = false;
    remark->pops = row->pops;
    remark->pushed = '\0';
    switch (row->role) {
    case ROLE_TAKES_MARK:
        check_mark(t, row->below_mark, remark);
        break;
    case ROLE_POP:
        if (t->n_kinds && t->kinds[t->n_kinds - 1] == '(')
            check_mark(t, 0, remark);
        break;
    case ROLE_PUT:
        remark->pops = 0;
        check_put(t, key_of(row, arg), remark);
        break;
    case ROLE_MEMOIZE:
        remark->kind = REMARK_AS;
        remark->number = t->memo.count;
        check_put(t, (struct key){(int64_t)t->memo.count, NULL}, remark);
        break;
    case ROLE_GET:
        remark->pushed = memo_get(&t->memo, key_of(row, arg));
        if (!remark->pushed)
            set_error(remark, BR_ERR_MEMO_MISS, "memo key ", " has never been stored into");
        break;
    case ROLE_NONE:
    case ROLE_MARK:
        break;
    }
}

/* The error that waited for its line to be written. */
static bool fail_check(struct tools *t, const struct row *row, const struct arg *arg,
                       const struct remark *remark)
{
    struct out message;
    struct note note;
    error_begin(t, &message, &note, remark->error);
    out_str(&message, remark->message);
    if (remark->rest) {
        const struct arg_kind *kind = row->kind;
        char text[ARG_SHORT];
        char *end = kind->put ? kind->put(text, arg) : NULL;
        if (end)
            out_ascii(&message, text, (size_t)(end - text));
        else if (kind->write)
            kind->write(&message, kind, arg);
        else
            out_str(&message, "None"); /* MEMOIZE */
        out_str(&message, remark->rest);
    }
    return error_end(&message, &note);
}

/* ---- Lines ----------------------------------------------------------------------------------- */

/* "%5d: " */
static char *put_pos(struct tools *t, char *to)
{
    uint64_t pos = t->pos;
    if (pos < 10000) {
        char digits[4];
        size_t n = repr_small(digits, (uint32_t)pos);
        memset(to, ' ', 8);
        memcpy(to + 5 - n, digits, n);
        to += 5;
    } else {
        struct high_digits *high = &t->high;
        if (pos - high->first >= 10000) {
            high->first = pos - pos % 10000;
            high->n = repr_uint64(high->text, pos / 10000);
        }
        memcpy(to, high->text, sizeof high->text);
        to += high->n;
        repr_four(to, (uint32_t)(pos - high->first));
        to += 4;
    }
    memcpy(to, ": ", 2);
    return to + 2;
}

static void write_pos(struct tools *t)
{
    char *to = out_reserve(&t->out, OUT_RESERVE);
    if (to)
        out_commit(&t->out, (size_t)(put_pos(t, to) - to));
}

static char *put_remark(char *to, const struct remark *remark)
{
    if (remark->kind == REMARK_NO_MARK)
        return put_text(to, " no MARK exists on stack");
    to = put_text(to, remark->kind == REMARK_MARK ? " (MARK at " : " (as ");
    to = put_uint64(to, remark->number);
    *to = ')';
    return to + 1;
}

/* A line under way: written in place, `to` is where it goes on, from `start` on it is not yet
 * committed. What is longer than OUT_RESERVE goes another way and takes the line up again. */
struct line {
    char *start;
    char *to;
};

static bool line_open(struct tools *t, struct line *line)
{
    line->start = line->to = out_reserve(&t->out, OUT_RESERVE);
    return line->to;
}

static void line_commit(struct tools *t, const struct line *line)
{
    out_commit(&t->out, (size_t)(line->to - line->start));
}

/* Code, indentation and name; padded if something follows. */
static bool line_name(struct tools *t, struct line *line, const struct row *row, bool follows)
{
    enum { NEAR = 64 };
    uint64_t indentation = t->indentation;
    memcpy(line->to, row->code, sizeof row->code);
    line->to += sizeof row->code;
    if (indentation > NEAR) {
        line_commit(t, line);
        out_blanks(&t->out, indentation);
        if (!line_open(t, line))
            return false;
    } else {
        memset(line->to, ' ', NEAR);
        line->to += indentation;
    }
    memcpy(line->to, row->name, sizeof row->name);
    line->to += follows ? row->padded_len : row->name_len;
    return true;
}

static bool line_arg(struct tools *t, struct line *line, const struct arg_kind *kind,
                     const struct arg *arg)
{
    if (!kind->read)
        return true;
    *line->to++ = ' ';
    char *end = kind->put ? kind->put(line->to, arg) : NULL;
    if (end) {
        line->to = end;
        return true;
    }
    line_commit(t, line);
    kind->write(&t->out, kind, arg);
    return line_open(t, line);
}

/* The sentence, in a column that a long line moves for those that follow. `start` is the number of
 * columns before the line's code. */
static bool line_annotation(struct tools *t, struct line *line, const struct row *row,
                            uint64_t start)
{
    line_commit(t, line);
    uint64_t *column = &t->annotation_column;
    uint64_t width = t->out.bytes - t->out.continued - start;
    if (width < *column)
        out_blanks(&t->out, *column - width);
    else
        *column = width;
    if (*column > 50)
        *column = t->options->annotate;
    out_str(&t->out, " ");
    out_str(&t->out, row->opcode->sentence);
    return line_open(t, line);
}

/* Nothing is said of a sink that fails: the caller looks at t->out.failed. */
static void write_line(struct tools *t, const struct row *row, const struct arg *arg,
                       const struct remark *remark)
{
    const struct arg_kind *kind = row->kind;
    struct line line;
    if (!line_open(t, &line))
        return;
    line.to = put_pos(t, line.to);
    uint64_t start = t->out.bytes - t->out.continued + (uint64_t)(line.to - line.start);
    if (!line_name(t, &line, row, kind->read || remark->kind) || !line_arg(t, &line, kind, arg))
        return;
    if (remark->kind)
        line.to = put_remark(line.to, remark);
    if (t->options->annotate && !line_annotation(t, &line, row, start))
        return;
    *line.to++ = '\n';
    line_commit(t, &line);
}

/* ---- Opcodes --------------------------------------------------------------------------------- */

static bool fail_pops(struct tools *t, uint8_t pops)
{
    struct out message;
    struct note note;
    error_begin(t, &message, &note, BR_ERR_STACK_UNDERFLOW);
    out_str(&message, "tries to pop ");
    out_number(&message, pops);
    out_str(&message, " items from stack with only ");
    out_number(&message, t->n_kinds);
    out_str(&message, " items");
    return error_end(&message, &note);
}

/* Pops and pushes kinds. */
static bool apply(struct tools *t, const struct row *row, const struct remark *remark)
{
    if (t->n_kinds < remark->pops)
        return fail_pops(t, remark->pops);
    t->n_kinds -= remark->pops;
    if (t->n_kinds + 2 > t->max_kinds &&
        !grow(t, (void **)&t->kinds, &t->max_kinds, t->n_kinds, 2, 1))
        return false;
    if (row->role == ROLE_MARK) {
        if (!grow(t, (void **)&t->marks, &t->max_marks, t->n_marks, 1, sizeof *t->marks))
            return false;
        t->marks[t->n_marks++] = t->pos;
    }
    memcpy(t->kinds + t->n_kinds, row->pushed, 2);
    if (remark->pushed)
        t->kinds[t->n_kinds] = remark->pushed;
    t->n_kinds += row->pushes;
    return true;
}

static bool fail_unknown(struct tools *t)
{
    struct out message;
    struct note note;
    error_begin(t, &message, &note, BR_ERR_BAD_OPCODE);
    out_str(&message, "at position ");
    out_number(&message, t->pos);
    out_str(&message, ", opcode ");
    repr_bytes(&message, t->data + t->pos, 1);
    out_str(&message, " unknown");
    return error_end(&message, &note);
}

static bool fail_leftovers(struct tools *t)
{
    struct out message;
    struct note note;
    error_begin(t, &message, &note, BR_ERR_TYPE);
    out_str(&message, "stack not empty after STOP: [");
    for (size_t k = 0; k < t->n_kinds && !out_done(&message); k++) {
        out_str(&message, k ? ", " : "");
        out_str(&message, br_stack_object_name(t->kinds[k]));
    }
    out_str(&message, "]");
    return error_end(&message, &note);
}

/* The opcode at t->pos; false at an error, or when memory or the sink failed. */
static bool step(struct tools *t, struct arg *arg)
{
    if (t->pos >= t->len)
        return fail(t, BR_ERR_TRUNCATED, "pickle exhausted before seeing STOP", NULL, NULL);
    const struct row *row = &t->rows[t->data[t->pos]];
    if (!row->opcode)
        return fail_unknown(t);
    const struct arg_kind *kind = row->kind;
    arg->end = t->pos + 1;
    if (kind->read && !kind->read(t, kind, arg))
        return false;

    /* Before the opcode takes its mark. */
    t->indentation = (uint64_t)t->n_marks * t->options->indent;
    if (row->opcode->protocol > t->highest)
        t->highest = row->opcode->protocol;
    struct remark remark;
    check(t, row, arg, &remark);
    if (remark.broken) {
        write_pos(t);
        return fail(t, BR_ERR_NO_MARK, "list index out of range", NULL, NULL);
    }
    if (kind->write == write_long && arg->long_n == 0) {
        write_pos(t);
        return fail(t, BR_ERR_BAD_ARGUMENT, "Exceeds the limit (4300 digits) for integer ",
                    "string conversion; use sys.set_int_max_str_digits() to increase the limit",
                    NULL);
    }
    write_line(t, row, arg, &remark);
    if (remark.message)
        return fail_check(t, row, arg, &remark);
    if (t->no_memory || t->out.failed || !apply(t, row, &remark))
        return false;
    t->pos = arg->end;
    return true;
}

/* All opcodes up to STOP. */
static void run(struct tools *t)
{
    struct arg arg;
    uint64_t pos;
    do {
        pos = t->pos;
        if (!step(t, &arg))
            return;
    } while (t->data[pos] != '.');
    t->pos = pos; /* errors from here on are of STOP */
    out_str(&t->out, "highest protocol among opcodes = ");
    out_number(&t->out, (uint64_t)t->highest);
    out_str(&t->out, "\n");
    if (t->n_kinds)
        fail_leftovers(t);
}

enum br_error_kind pickletools_argument(const uint8_t *data, uint64_t len, struct ins *in,
                                        struct br_error *error)
{
    struct tools t; /* its tables are large, and no reader looks at them */
    struct arg arg;
    t.data = data;
    t.len = len;
    t.pos = in->pos;
    t.error = error;
    const struct arg_kind *kind = &arg_kinds[br_opcode(data[in->pos])->arg];
    arg.end = in->pos + 1;
    bool is_read = !kind->read || kind->read(&t, kind, &arg);
    in->end = arg.end;
    return is_read ? BR_ERR_NONE : error->kind;
}

static enum role role_of(const struct br_opcode *opcode)
{
    if (strchr(opcode->before, '('))
        return ROLE_TAKES_MARK;
    for (size_t k = 0; k < sizeof roles / sizeof *roles; k++)
        if (!strcmp(handlers[opcode->code], roles[k].handler))
            return roles[k].role;
    return ROLE_NONE;
}

static void row_fill(struct row *row, const struct br_opcode *opcode)
{
    static const char hex[] = "0123456789abcdef";
    row->opcode = opcode;
    row->kind = &arg_kinds[opcode->arg];
    row->role = role_of(opcode);
    row->pops = (uint8_t)strlen(opcode->before);
    row->pushes = (uint8_t)strlen(opcode->after);
    row->below_mark = (uint8_t)strcspn(opcode->before, "(");
    row->name_len = (uint8_t)strlen(opcode->name);
    memcpy(row->pushed, opcode->after, row->pushes);
    row->padded_len = row->name_len < NAME_WIDTH ? NAME_WIDTH : row->name_len;
    memset(row->name, ' ', sizeof row->name);
    memcpy(row->name, opcode->name, row->name_len);
    memset(row->code, ' ', sizeof row->code);
    uint8_t code = opcode->code;
    if (code < 0x80)
        row->code[0] = (char)code;
    else
        memcpy(row->code, (char[]){'\\', 'x', hex[code >> 4], hex[code & 15]}, 4);
}

enum br_status br_pickletools(const uint8_t *data, uint64_t len,
                              const struct br_pickletools_options *options, struct br_sink sink,
                              struct br_error *error)
{
    struct tools t = {.data = data, .len = len, .options = options, .error = error, .highest = -1};
    *error = (struct br_error){0};
    t.annotation_column = options->annotate;
    out_init(&t.out, sink, 0);
    const struct br_opcode *opcode;
    for (unsigned n = 0; (opcode = br_opcode_nth(n)); n++)
        row_fill(&t.rows[opcode->code], opcode);
    run(&t);
    free(t.kinds);
    free(t.marks);
    free(t.memo.dense);
    free(t.memo.table);
    enum br_status status = out_finish(&t.out, NULL);
    return t.no_memory ? BR_NOMEM : status;
}
