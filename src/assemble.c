/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/assemble.h"

#include <string.h>

enum { NAME_MAX_LEN = 32 }; /* of an opcode */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

void asm_skip(struct asm_line *line)
{
    while (line->at < line->end && is_blank(*line->at))
        line->at++;
}

size_t asm_word(struct asm_line *line, const char **word)
{
    asm_skip(line);
    *word = line->at;
    while (line->at < line->end && !is_blank(*line->at) && *line->at != ';')
        line->at++;
    return (size_t)(line->at - *word);
}

/* ---- What stands before the name --------------------------------------------------------------- */

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

/* "4e", and of more bytes than are shown "4e+". */
static bool is_byte(const char *word, size_t n)
{
    return (n == 2 || (n == 3 && word[2] == '+')) && is_hex(word[0]) && is_hex(word[1]);
}

/* 0x1f */
static bool is_offset(const char *word, size_t n)
{
    bool is_number = n > 2 && word[0] == '0' && word[1] == 'x';
    for (size_t k = 2; k < n; k++)
        is_number &= is_hex(word[k]);
    return is_number;
}

/* As severity_sign() gives them, in each locale. */
static bool is_sign(const char *word, size_t n)
{
    static const char *const signs[] = {"i", "?", "X", "\xc2\xb7", "\xe2\x97\x86", "\xe2\x9c\x96"};
    for (size_t k = 0; k < sizeof signs / sizeof *signs; k++)
        if (strlen(signs[k]) == n && memcmp(signs[k], word, n) == 0)
            return true;
    return false;
}

/* ---- Lines ------------------------------------------------------------------------------------- */

static const struct br_opcode *named(const char *word, size_t n)
{
    char name[NAME_MAX_LEN];
    if (n >= sizeof name)
        return NULL;
    memcpy(name, word, n);
    name[n] = '\0';
    return strlen(name) == n ? br_opcode_named(name) : NULL;
}

static bool begins(const struct asm_line *line, const char *text)
{
    size_t n = strlen(text);
    return (size_t)(line->end - line->at) >= n && memcmp(line->at, text, n) == 0;
}

/* A line that says of bytes that they are there, and not which. */
static bool has_bytes(struct asm_line *line, struct err *err)
{
    asm_skip(line);
    if (begins(line, "; breaks here"))
        return err_set(err, "the pickle broke here; what follows is not in the text");
    if (begins(line, "; 0x"))
        return err_set(err, "the bytes that stand here are not in the text");
    return true;
}

/* The opcode of a line that has one. */
static bool read_name(struct asm_line *line, const struct br_opcode **opcode, struct err *err)
{
    const char *word;
    size_t n = asm_word(line, &word);
    if (is_sign(word, n))
        n = asm_word(line, &word);
    if (is_offset(word, n))
        n = asm_word(line, &word);
    while (is_byte(word, n))
        n = asm_word(line, &word);
    *opcode = n ? named(word, n) : NULL;
    if (!has_bytes(line, err))
        return false;
    return *opcode || err_set(err, "\"%.*s\" is no opcode", n > 40 ? 40 : (int)n, word);
}

static bool is_comment(const struct asm_line *line)
{
    return line->at == line->end || *line->at == ';' || *line->at == '#';
}

static bool read_line(struct asm_line *line, struct buf *out, struct err *err)
{
    const struct br_opcode *opcode;
    struct err why;
    if (!has_bytes(line, err))
        return false;
    if (is_comment(line))
        return true;
    if (!read_name(line, &opcode, err))
        return false;
    buf_char(out, (char)opcode->code);
    if (!assemble_arg(line, opcode->arg, out, &why))
        return err_set(err, "%s: %s", opcode->name, why.text);
    asm_skip(line);
    return is_comment(line) ||
           err_set(err, "%s: \"%.*s\" is more than its argument", opcode->name,
                   line->end - line->at > 40 ? 40 : (int)(line->end - line->at), line->at);
}

bool assemble(const char *text, size_t len, struct buf *out, struct err *err)
{
    const char *end = text + len;
    for (size_t number = 1; text < end; number++) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        struct asm_line line = {.at = text, .end = stop ? stop : end};
        struct err why;
        bool good = read_line(&line, out, &why);
        pool_free(&line.pool);
        if (!good)
            return err_set(err, "line %zu: %s", number, why.text);
        text = stop ? stop + 1 : end;
    }
    return !out->failed || err_set(err, "out of memory");
}
