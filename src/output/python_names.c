/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of variables. A value's is a word and its opcode's byte: list_0x2e. A global keeps its own
 * where that is an identifier that nothing else has. */
#include <inttypes.h>
#include <string.h>

#include "src/base/buf.h"
#include "src/output/out.h"
#include "src/output/python_run.h"

/* Keywords of Python (keyword.kwlist of 3.11, and what else may not be assigned to), and the names
 * that the statements use themselves. */
static const char *const keywords[] = {
    "False", "None",  "True",     "__debug__", "and",    "as",   "assert", "async",  "await",
    "break", "class", "continue", "def",       "del",    "elif", "else",   "except", "finally",
    "for",   "from",  "global",   "if",        "import", "in",   "is",     "lambda", "nonlocal",
    "not",   "or",    "pass",     "raise",     "return", "try",  "while",  "with",   "yield",
};
static const char *const reserved[] = {
    "float",        "set",           "frozenset",       "bytearray",   "memoryview",
    "pickle",       "find_class",    "get_extension",   "instantiate", "build",
    "append_items", "add_items",     "persistent_load", "next_buffer", "readonly_buffer",
    "read_inset",   "float_of_bits",
};

static bool is_among(const char *const *words, size_t n, const char *text, size_t len)
{
    for (size_t k = 0; k < n; k++)
        if (strlen(words[k]) == len && memcmp(words[k], text, len) == 0)
            return true;
    return false;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool name_is_identifier(const char *text, size_t len)
{
    if (len == 0 || !is_letter(text[0]))
        return false;
    for (size_t k = 1; k < len; k++)
        if (!is_letter(text[k]) && !is_digit(text[k]))
            return false;
    return !is_among(keywords, sizeof keywords / sizeof *keywords, text, len);
}

bool name_is_module(const char *text, size_t len)
{
    static const char future[] = "__future__"; /* a statement of its own kind */
    if (len == sizeof future - 1 && memcmp(text, future, len) == 0)
        return false;
    const char *end = text + len;
    for (const char *dot; (dot = memchr(text, '.', (size_t)(end - text))); text = dot + 1)
        if (!name_is_identifier(text, (size_t)(dot - text)))
            return false;
    return name_is_identifier(text, (size_t)(end - text));
}

/* ---- Globals --------------------------------------------------------------------------------- */

static bool read_part(struct python *py, br_value value, enum br_part part, char *out)
{
    struct buf text = {.limit = NAME_TEXT_MAX - 1};
    bool is_literal = false;
    bool good = br_global_part(py->rec, value, part, buf_sink(&text), &is_literal) == BR_OK &&
                is_literal && !text.failed && !memchr(buf_text(&text), '\0', text.len);
    memcpy(out, buf_text(&text), good ? text.len + 1 : 0);
    buf_free(&text);
    return good;
}

bool name_global(struct python *py, br_value value, struct global_names *out)
{
    const char *module = NULL, *name = NULL;
    if (!read_part(py, value, BR_PART_MODULE, out->module) ||
        !read_part(py, value, BR_PART_NAME, out->name))
        return false;
    out->is_mapped =
        br_protocol(py->rec, br_maker(py->rec, value)) < 3 &&
        br_mapped(out->module, strlen(out->module), out->name, strlen(out->name), &module, &name);
    if (!out->is_mapped)
        return true;
    memcpy(out->old_module, out->module, sizeof out->module);
    memcpy(out->old_name, out->name, sizeof out->name);
    strcpy(out->module, module); /* both are of the table, and short */
    if (name)
        strcpy(out->name, name);
    return true;
}

/* Its last component, where that may be a variable: NULL, or a part of names. */
static const char *own_name(struct python *py, br_value value, struct global_names *names)
{
    if (!name_global(py, value, names))
        return NULL;
    const char *dot = strrchr(names->name, '.'), *own = dot ? dot + 1 : names->name;
    size_t len = strlen(own);
    return len <= NAME_MAX_LEN && name_is_identifier(own, len) ? own : NULL;
}

/* Ends as the names of other variables do. */
static bool is_numbered(const char *name)
{
    const char *at = strrchr(name, '_');
    return at && at[1] == '0' && at[2] == 'x' &&
           strspn(at + 3, "0123456789abcdef") == strlen(at + 3);
}

/* FNV-1a: two names may share a hash, then one of them is written with its number. */
static bool take_name(struct python *py, const char *name)
{
    uint32_t hash = 2166136261u;
    for (const char *c = name; *c; c++)
        hash = (hash ^ (uint8_t)*c) * 16777619u;
    hash = (hash ^ hash >> 16) % NAMES_BITS;
    bool is_free = !(py->taken[hash / 8] >> hash % 8 & 1);
    py->taken[hash / 8] |= (uint8_t)(1u << hash % 8);
    return is_free;
}

void name_claim(struct python *py, br_value value)
{
    struct global_names names;
    const char *own = own_name(py, value, &names);
    if (own && !is_among(reserved, sizeof reserved / sizeof *reserved, own, strlen(own)) &&
        !is_numbered(own) && take_name(py, own))
        *note_of(py, value) |= NOTE_PLAIN;
}

static void write_global(struct python *py, br_value value)
{
    struct global_names names;
    const char *own = own_name(py, value, &names);
    if (own && *note_of(py, value) & NOTE_PLAIN)
        pywriter_str(py->out, own);
    else
        pywriter_printf(py->out, "%s_from_0x%" PRIx64, own ? own : "global",
                        br_pos(py->rec, br_maker(py->rec, value)));
}

void name_write_class(struct python *py, br_value inst)
{
    write_global(py, inst);
}

/* ---- Values ---------------------------------------------------------------------------------- */

static const char *const words[BR_KIND_COUNT] = {
    [BR_KIND_NONE] = "none",
    [BR_KIND_BOOL] = "bool",
    [BR_KIND_INT] = "int",
    [BR_KIND_FLOAT] = "float",
    [BR_KIND_STR] = "str",
    [BR_KIND_BYTES] = "bytes",
    [BR_KIND_BYTEARRAY] = "bytearray",
    [BR_KIND_TUPLE] = "tuple",
    [BR_KIND_LIST] = "list",
    [BR_KIND_DICT] = "dict",
    [BR_KIND_SET] = "set",
    [BR_KIND_FROZENSET] = "frozenset",
    [BR_KIND_MEMORYVIEW] = "view",
    [BR_KIND_GLOBAL] = "global",
    [BR_KIND_CALL] = "obj",
    [BR_KIND_INSTANCE] = "obj",
    [BR_KIND_NEWOBJ] = "obj",
    [BR_KIND_PERSISTENT] = "persistent",
    [BR_KIND_EXTENSION] = "extension",
    [BR_KIND_BUFFER] = "buffer",
    [BR_KIND_READONLY] = "buffer",
    [BR_KIND_INSET] = "inset",
};

/* An instance is told by its class, where that is a global: OrderedDict_0x2e. */
static const char *class_word(struct python *py, br_value value, struct global_names *names)
{
    struct br_call call;
    if (br_kind(py->rec, value) == BR_KIND_INSTANCE && br_call(py->rec, value, &call) &&
        call.callee == BR_NO_VALUE)
        return own_name(py, value, names);
    if (!br_call(py->rec, value, &call) || call.callee == BR_NO_VALUE ||
        br_kind(py->rec, call.callee) != BR_KIND_GLOBAL)
        return NULL;
    return own_name(py, call.callee, names);
}

void name_write(struct python *py, br_value value)
{
    struct global_names names;
    enum br_kind kind = br_kind(py->rec, value);
    const char *word = NULL;
    if (kind == BR_KIND_GLOBAL) {
        write_global(py, value);
        return;
    }
    if (kind == BR_KIND_NEWOBJ || kind == BR_KIND_INSTANCE)
        word = class_word(py, value, &names);
    pywriter_printf(py->out, "%s_0x%" PRIx64, word ? word : words[kind],
                    br_pos(py->rec, br_maker(py->rec, value)));
}
