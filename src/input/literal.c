/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/literal.h"

#include <string.h>

enum { MOST_BETWEEN = 256 }; /* bytes, between one literal and the next of a row */

static bool is_quote(uint8_t c)
{
    return c == '\'' || c == '"';
}

bool literal_begin(struct literal *literal, const uint8_t *text, uint64_t len, uint64_t at)
{
    bool is_raw = false;
    for (unsigned k = 0; k < 2 && at < len && memchr("bBrRuU", text[at], 6); k++)
        is_raw |= (text[at++] | 0x20) == 'r';
    if (at >= len || !is_quote(text[at]))
        return false;
    bool is_triple = len - at >= 3 && text[at + 1] == text[at] && text[at + 2] == text[at];
    *literal = (struct literal){
        .text = text,
        .len = len,
        .at = at + (is_triple ? 3 : 1),
        .quote = text[at],
        .is_triple = is_triple,
        .is_raw = is_raw,
    };
    return true;
}

static uint8_t peek(const struct literal *literal, uint64_t ahead)
{
    return ahead < literal->len - literal->at ? literal->text[literal->at + ahead] : 0;
}

static bool ends_here(const struct literal *literal)
{
    uint8_t quote = literal->quote;
    return peek(literal, 0) == quote &&
           (!literal->is_triple || (peek(literal, 1) == quote && peek(literal, 2) == quote));
}

/* Behind an end: the next of a row, which is one literal to Python. */
static bool go_on(struct literal *literal)
{
    uint64_t at = literal->at, most = literal->len - at;
    struct literal next;
    most = at + (most < MOST_BETWEEN ? most : MOST_BETWEEN);
    while (at < most && memchr(" \t\r\n\\+", literal->text[at], 6))
        at++;
    if (!literal_begin(&next, literal->text, literal->len, at))
        return false;
    *literal = next;
    return true;
}

static int hex_value(uint8_t c)
{
    uint8_t low = c | 0x20;
    return c >= '0' && c <= '9' ? c - '0' : low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

/* So many hexadecimal digits at `ahead`; -1: there are fewer, or they are more than a byte. */
static int hex_digits(const struct literal *literal, uint64_t ahead, unsigned count)
{
    int value = 0;
    for (unsigned k = 0; k < count; k++) {
        int digit = hex_value(peek(literal, ahead + k));
        if (digit < 0 || value > 15)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

static int octal_digits(const struct literal *literal, uint64_t *used)
{
    int value = 0;
    *used = 1;
    while (*used < 4 && peek(literal, *used) >= '0' && peek(literal, *used) <= '7')
        value = value * 8 + peek(literal, (*used)++) - '0';
    return value & 0xff;
}

/* What the escape at hand stands for, and how long it is; -1: nothing (a line that goes on), -2: it is none,
 * and the backslash stands for itself. */
static int escape(const struct literal *literal, uint64_t *used)
{
    static const char letters[] = "abfnrtv\\'\"/", values[] = "\a\b\f\n\r\t\v\\'\"/";
    uint8_t c = peek(literal, 1);
    const char *found = c ? strchr(letters, c) : NULL;
    int value = -2;
    *used = 2;
    if (c == '\n')
        return -1;
    if (found)
        return (uint8_t)values[found - letters];
    if (c >= '0' && c <= '7')
        return octal_digits(literal, used);
    if (c == 'x')
        value = hex_digits(literal, 2, 2);
    else if (c == 'u')
        value = hex_digits(literal, 2, 4);
    if (value < 0) {
        *used = 1;
        return -2;
    }
    *used = c == 'x' ? 4 : 6;
    return value;
}

/* One byte of the text as it stands; of UTF-8, a character that is a byte in Latin-1. */
static uint8_t take_plain(struct literal *literal)
{
    uint8_t c = peek(literal, 0), next = peek(literal, 1);
    bool is_pair = (c & 0xfe) == 0xc2 && (next & 0xc0) == 0x80;
    literal->at += 1 + is_pair;
    return is_pair ? (uint8_t)((c & 3) << 6 | (next & 0x3f)) : c;
}

/* A literal of one line does not go on behind it. */
static bool is_over(const struct literal *literal)
{
    uint8_t c = literal->at < literal->len ? literal->text[literal->at] : '\n';
    return literal->at >= literal->len || (!literal->is_triple && (c == '\n' || c == '\0'));
}

size_t literal_read(struct literal *literal, uint8_t *out, size_t room)
{
    size_t done = 0;
    while (done < room && !literal->is_closed && !is_over(literal)) {
        uint64_t used = 0;
        if (ends_here(literal)) {
            literal->at += literal->is_triple ? 3 : 1;
            literal->is_closed = !go_on(literal);
            continue;
        }
        bool is_escape = !literal->is_raw && peek(literal, 0) == '\\';
        int value = is_escape ? escape(literal, &used) : -3;
        literal->at += used;
        if (value == -3)
            out[done++] = take_plain(literal);
        else if (value != -1)
            out[done++] = value == -2 ? '\\' : (uint8_t)value;
    }
    return done;
}
