/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/pickle_asm.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Noreturn static void mistake(const char *what, const char *at)
{
    fprintf(stderr, "pickle_asm: %s: %.60s\n", what, at);
    abort();
}

static const struct br_opcode *opcode_of(const char *name)
{
    const struct br_opcode *opcode = br_opcode_named(name);
    if (!opcode)
        mistake("no such opcode", name);
    return opcode;
}

static void add_le(struct buf *to, uint64_t value, unsigned width)
{
    for (unsigned i = 0; i < width; i++, value >>= 8)
        buf_char(to, (char)(value & 0xff));
}

/* Bytes of a fixed field; negative: of the count before counted bytes; 0: lines, or nothing. */
static int width_of(enum br_arg arg)
{
    switch (arg) {
    case BR_ARG_UINT1:
        return 1;
    case BR_ARG_UINT2:
        return 2;
    case BR_ARG_INT4:
    case BR_ARG_UINT4:
        return 4;
    case BR_ARG_UINT8:
    case BR_ARG_FLOAT8:
        return 8;
    case BR_ARG_LONG1:
    case BR_ARG_STRING1:
    case BR_ARG_BYTES1:
    case BR_ARG_UNICODESTRING1:
        return -1;
    case BR_ARG_LONG4:
    case BR_ARG_STRING4:
    case BR_ARG_BYTES4:
    case BR_ARG_UNICODESTRING4:
        return -4;
    case BR_ARG_BYTES8:
    case BR_ARG_BYTEARRAY8:
    case BR_ARG_UNICODESTRING8:
        return -8;
    default:
        return 0;
    }
}

void pickle_op(struct buf *to, const char *name)
{
    buf_char(to, (char)opcode_of(name)->code);
}

void pickle_number(struct buf *to, const char *name, int64_t number)
{
    const struct br_opcode *opcode = opcode_of(name);
    int width = width_of(opcode->arg);
    buf_char(to, (char)opcode->code);
    if (opcode->arg == BR_ARG_FLOAT8 || width < 0)
        mistake("takes no integer", name);
    if (width)
        add_le(to, (uint64_t)number, (unsigned)width);
    else
        buf_printf(to, "%lld\n", (long long)number);
}

void pickle_float(struct buf *to, const char *name, double number)
{
    const struct br_opcode *opcode = opcode_of(name);
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    buf_char(to, (char)opcode->code);
    if (opcode->arg == BR_ARG_FLOATNL) {
        buf_printf(to, "%.17g\n", number);
        return;
    }
    if (opcode->arg != BR_ARG_FLOAT8)
        mistake("takes no float", name);
    for (int i = 56; i >= 0; i -= 8)
        buf_char(to, (char)(bits >> i & 0xff));
}

void pickle_bytes(struct buf *to, const char *name, const void *bytes, size_t n)
{
    const struct br_opcode *opcode = opcode_of(name);
    int width = width_of(opcode->arg);
    buf_char(to, (char)opcode->code);
    if (width < 0)
        add_le(to, n, (unsigned)-width);
    buf_add(to, bytes, n);
    if (width == 0)
        buf_char(to, '\n');
}

void pickle_pair(struct buf *to, const char *name, const char *first, const char *second)
{
    pickle_bytes(to, name, first, strlen(first));
    buf_str(to, second);
    buf_char(to, '\n');
}

/* ---- Text ------------------------------------------------------------------------------------ */

static const char *skip_blanks(const char *p)
{
    while (isspace((unsigned char)*p))
        p++;
    return p;
}

/* A text between quotes, from its first quote; returns what is behind its last. */
static const char *read_text(const char *p, struct buf *out)
{
    const char *start = p++;
    for (; *p && *p != '\''; p++) {
        if (*p != '\\') {
            buf_char(out, *p);
            continue;
        }
        p++;
        if (*p == 'x' && isxdigit((unsigned char)p[1]) && isxdigit((unsigned char)p[2])) {
            buf_char(out, (char)strtoul((char[]){p[1], p[2], 0}, NULL, 16));
            p += 2;
        } else if (*p == 'n' || *p == '\\' || *p == '\'') {
            buf_char(out, *p == 'n' ? '\n' : *p);
        } else {
            mistake("bad escape", start);
        }
    }
    if (!*p)
        mistake("no closing quote", start);
    return p + 1;
}

static const char *read_argument(const char *p, const struct br_opcode *opcode, struct buf *to)
{
    p = skip_blanks(p);
    struct buf text = {0};
    char *end;
    if (*p == '\'') {
        p = read_text(p, &text);
        pickle_bytes(to, opcode->name, buf_text(&text), text.len);
    } else if (opcode->arg == BR_ARG_FLOAT8) {
        pickle_float(to, opcode->name, strtod(p, &end));
        p = end;
    } else {
        bool is_negative = *p == '-';
        uint64_t number = is_negative ? (uint64_t)strtoll(p, &end, 0) : strtoull(p, &end, 0);
        if (end == p)
            mistake("an argument is missing", p);
        pickle_number(to, opcode->name, (int64_t)number);
        p = end;
    }
    if (opcode->arg == BR_ARG_STRINGNL_NOESCAPE_PAIR) {
        p = skip_blanks(p);
        if (*p != '\'')
            mistake("the second line is missing", p);
        text.len = 0;
        p = read_text(p, &text);
        buf_add(to, buf_text(&text), text.len);
        buf_char(to, '\n');
    }
    buf_free(&text);
    return p;
}

static const char *read_opcode(const char *p, struct buf *to)
{
    char name[32] = "";
    size_t n = 0;
    while (isalnum((unsigned char)p[n]) || p[n] == '_')
        n++;
    if (n == 0 || n >= sizeof name)
        mistake("no opcode", p);
    memcpy(name, p, n);
    const struct br_opcode *opcode = opcode_of(name);
    if (opcode->arg != BR_ARG_NONE)
        return read_argument(p + n, opcode, to);
    pickle_op(to, name);
    return p + n;
}

void pickle_asm(struct buf *to, const char *text)
{
    for (const char *p = skip_blanks(text); *p; p = skip_blanks(p)) {
        if (*p == '\'') {
            p = read_text(p, to);
            continue;
        }
        unsigned long times = 1;
        if (isdigit((unsigned char)*p)) {
            char *end;
            times = strtoul(p, &end, 10);
            if (*end != '*')
                mistake("a number without an opcode", p);
            p = end + 1;
        }
        size_t before = to->len;
        p = read_opcode(p, to);
        size_t n = to->len - before;
        struct buf once = {0};
        buf_add(&once, to->data + before, n);
        to->len = before;
        while (times--)
            buf_add(to, once.data, n);
        buf_free(&once);
    }
}
