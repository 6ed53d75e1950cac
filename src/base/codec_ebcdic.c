/* SPDX-License-Identifier: GPL-3.0-or-later */
/* EBCDIC, of the characters that all of Python's code pages of it have at the same places. */
#include <stdint.h>
#include <string.h>

#include "src/base/codec.h"

/* Ranges of characters, and where they stand. */
static const struct {
    uint8_t code, n;
    char first;
} ranges[] = {
    {0x40, 1, ' '}, {0x4b, 1, '.'},  {0x4c, 1, '<'}, {0x4d, 1, '('}, {0x4e, 1, '+'},
    {0x50, 1, '&'}, {0x5c, 1, '*'},  {0x5d, 1, ')'}, {0x5e, 1, ';'}, {0x60, 1, '-'},
    {0x61, 1, '/'}, {0x6b, 1, ','},  {0x6c, 1, '%'}, {0x6d, 1, '_'}, {0x6e, 2, '>'},
    {0x7a, 1, ':'}, {0x7d, 1, '\''}, {0x7e, 1, '='}, {0x81, 9, 'a'}, {0x91, 9, 'j'},
    {0xa2, 8, 's'}, {0xc1, 9, 'A'},  {0xd1, 9, 'J'}, {0xe2, 8, 'S'}, {0xf0, 10, '0'},
};
enum { N_RANGES = sizeof ranges / sizeof ranges[0] };

bool codec_ebcdic(const char *bytes, size_t len, struct buf *out)
{
    for (size_t at = 0; at < len; at++) {
        uint8_t code = (uint8_t)bytes[at];
        size_t k = 0;
        while (k < N_RANGES && (code < ranges[k].code || code - ranges[k].code >= ranges[k].n))
            k++;
        if (k == N_RANGES)
            return false;
        buf_char(out, (char)(ranges[k].first + code - ranges[k].code));
    }
    return true;
}

bool codec_to_ebcdic(const char *text, size_t len, struct buf *out)
{
    for (size_t at = 0; at < len; at++) {
        size_t k = 0;
        while (k < N_RANGES &&
               (text[at] < ranges[k].first || text[at] - ranges[k].first >= ranges[k].n))
            k++;
        if (k == N_RANGES)
            return false;
        buf_char(out, (char)(ranges[k].code + text[at] - ranges[k].first));
    }
    return true;
}
