/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/name_check.h"

#include <stdlib.h>
#include <string.h>

/* Characters that move or hide what follows when they are shown: U+200B to 200F, 202A to 202E,
 * 2066 to 2069, FEFF, in UTF-8. */
static bool is_hiding(const uint8_t *s, size_t left)
{
    if (left < 3)
        return false;
    if (s[0] == 0xe2 && s[1] == 0x80)
        return (s[2] >= 0x8b && s[2] <= 0x8f) || (s[2] >= 0xaa && s[2] <= 0xae);
    if (s[0] == 0xe2 && s[1] == 0x81)
        return s[2] >= 0xa6 && s[2] <= 0xa9;
    return s[0] == 0xef && s[1] == 0xbb && s[2] == 0xbf;
}

static bool is_separator(uint8_t c)
{
    return c == '/' || c == '\\';
}

static bool is_dot_dot(const uint8_t *part, size_t len)
{
    return len >= 2 && part[0] == '.' && part[1] == '.' && (len == 2 || is_separator(part[2]));
}

bool name_is_odd(const uint8_t *name, size_t len)
{
    if (len == 0 || is_separator(name[0]) || (len >= 2 && name[1] == ':'))
        return true;
    for (size_t k = 0; k < len; k++) {
        bool is_start = k == 0 || is_separator(name[k - 1]);
        if (name[k] < 0x20 || name[k] == 0x7f || name[k] == '\\' || is_hiding(name + k, len - k) ||
            (is_start && is_dot_dot(name + k, len - k)))
            return true;
    }
    return false;
}

/* Bytes of the character at s; 0: it is none. The second byte rules out what is written too long, halves
 * of pairs, and what is past U+10FFFF (RFC 3629, 4). */
static size_t utf8_size(const uint8_t *s, size_t left)
{
    static const struct {
        uint8_t first, last, low, high, size;
    } rows[] = {
        {0x00, 0x7f, 0, 0, 1},       {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3},
        {0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
        {0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
    };
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
        if (s[0] < rows[k].first || s[0] > rows[k].last)
            continue;
        if (rows[k].size > left ||
            (rows[k].size > 1 && (s[1] < rows[k].low || s[1] > rows[k].high)))
            return 0;
        for (size_t n = 2; n < rows[k].size; n++)
            if ((s[n] & 0xc0) != 0x80)
                return 0;
        return rows[k].size;
    }
    return 0;
}

bool name_is_utf8(const uint8_t *name, size_t len)
{
    size_t at = 0, size = 1;
    for (; at < len && size > 0; at += size)
        size = utf8_size(name + at, len - at);
    return size > 0;
}

enum input_anomaly_kind name_oddity(size_t len)
{
    return len ? INPUT_ANOMALY_NAME_BYTES : INPUT_ANOMALY_NAME_EMPTY;
}

bool name_leads_out(const uint8_t *path, size_t len, size_t depth)
{
    if (len > 0 && is_separator(path[0]))
        return true;
    for (size_t k = 0; k < len; k++) {
        size_t part = k;
        while (k < len && !is_separator(path[k]))
            k++;
        size_t size = k - part;
        bool is_up = size == 2 && path[part] == '.' && path[part + 1] == '.';
        bool is_here = size == 0 || (size == 1 && path[part] == '.');
        if (is_up && depth == 0)
            return true;
        depth = is_up ? depth - 1 : depth + !is_here;
    }
    return false;
}

/* ---- Names among each other ------------------------------------------------------------------ */

static int lower(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? c + 32 : c;
}

/* Names that differ only in the case of ASCII letters are 0 apart. */
static int folded_order(const struct named *x, const struct named *y)
{
    size_t len = x->len < y->len ? x->len : y->len;
    for (size_t k = 0; k < len; k++)
        if (lower(x->name[k]) != lower(y->name[k]))
            return lower(x->name[k]) < lower(y->name[k]) ? -1 : 1;
    return x->len < y->len ? -1 : x->len > y->len;
}

static int named_order(const void *a, const void *b)
{
    const struct named *x = a, *y = b;
    int order = folded_order(x, y);
    if (order == 0)
        order = memcmp(x->name, y->name, x->len);
    if (order == 0)
        order = x->member < y->member ? -1 : x->member > y->member;
    return order;
}

static void check_neighbours(const struct named *x, const struct named *y,
                             struct input_anomalies *out)
{
    if (folded_order(x, y) != 0)
        return;
    bool is_same = memcmp(x->name, y->name, x->len) == 0;
    anomaly_add(out, (struct input_anomaly){.kind = is_same ? INPUT_ANOMALY_DUPLICATE_NAME
                                                            : INPUT_ANOMALY_CASE_TWIN,
                                            .member = y->member,
                                            .off = y->off,
                                            .central = claim_text(x->name, x->len),
                                            .local = claim_text(y->name, y->len)});
}

void name_check_twins(struct named *rows, size_t count, struct input_anomalies *out)
{
    if (count > 1)
        qsort(rows, count, sizeof *rows, named_order);
    for (size_t k = 1; k < count; k++)
        check_neighbours(&rows[k - 1], &rows[k], out);
}

bool name_check_members(struct input *in)
{
    struct named *rows = calloc(in->member_count + 1, sizeof *rows);
    size_t count = 0;
    if (!rows)
        return false;
    for (size_t m = 0; m < in->member_count; m++) {
        const struct input_member *member = &in->members[m];
        if (member->name)
            rows[count++] = (struct named){member->name, member->name_len, m, member->off};
    }
    name_check_twins(rows, count, &in->anomalies);
    free(rows);
    return true;
}
