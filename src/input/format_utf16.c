/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ASCII text in units of two or four bytes (UTF-16, UTF-32), the lower byte first or last, with a byte order
 * mark or without: what editors and shells of Windows make of base64 and the like. */
#include <string.h>

#include "src/input/textcode.h"

static uint64_t utf16_begin(const uint8_t *bytes, uint64_t len)
{
    static const struct {
        const char *mark;
        size_t n;
    } marks[] = {{"\xff\xfe\0\0", 4}, {"\0\0\xfe\xff", 4}, {"\xff\xfe", 2}, {"\xfe\xff", 2}};
    for (size_t k = 0; k < sizeof marks / sizeof marks[0]; k++)
        if (len >= marks[k].n && memcmp(bytes, marks[k].mark, marks[k].n) == 0)
            return marks[k].n;
    return 0;
}

/* A character of ASCII that is not NUL shows by itself how wide its unit is, and in which order: its other
 * bytes are zeros. 0: there is none. */
static size_t unit_of(const uint8_t *at, uint64_t left, uint8_t *out)
{
    static const struct {
        size_t n, place;
    } units[] = {{4, 0}, {4, 3}, {2, 0}, {2, 1}};
    for (size_t k = 0; k < sizeof units / sizeof units[0]; k++) {
        size_t zeros = 0;
        for (size_t b = 0; b < units[k].n && b < left; b++)
            zeros += b != units[k].place && at[b] == 0;
        *out = units[k].n <= left ? at[units[k].place] : 0;
        if (*out != 0 && *out < 0x80 && zeros == units[k].n - 1)
            return units[k].n;
    }
    return 0;
}

static size_t utf16_read(const uint8_t *text, uint64_t len, uint64_t *at, uint8_t *out, size_t room)
{
    size_t done = 0, n = 1;
    while (done < room && (n = unit_of(text + *at, len - *at, &out[done])) > 0) {
        *at += n;
        done++;
    }
    return done;
}

const struct textcode textcode_utf16 = {
    .name = "utf-16",
    .after = "not ASCII in UTF-16 or UTF-32",
    .begin = utf16_begin,
    .read = utf16_read,
    .is_bare = true,
};

static int utf16_bid(const uint8_t *bytes, uint64_t len)
{
    return textcode_bid(&textcode_utf16, bytes, len, 47);
}

static bool utf16_list(struct input *in, struct err *err)
{
    return textcode_list(&textcode_utf16, in, err);
}

static void utf16_unpack(const struct input *in, const struct input_member *m,
                         const struct unpack_limits *limits, struct unpack_sink sink,
                         struct unpack_result *result)
{
    textcode_unpack(&textcode_utf16, in, m, limits, sink, result);
}

const struct input_format input_format_utf16 = {
    .name = "utf-16",
    .about = "UTF-16 or UTF-32 of text that stands for a pickle or a container",
    .bid = utf16_bid,
    .list = utf16_list,
    .unpack = utf16_unpack,
};
