/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/debugger/pattern.h"

/* The byte after the character at text[i]: `?` takes whole characters. */
static size_t pattern_next_char(const char *text, size_t len, size_t i)
{
    i++;
    while (i < len && ((unsigned char)text[i] & 0xc0) == 0x80)
        i++;
    return i;
}

bool pattern_match(const char *pattern, size_t pattern_len, const char *text, size_t text_len)
{
    size_t p = 0, t = 0;
    size_t star = pattern_len, star_text = 0; /* the last `*` met, and how much it takes so far */
    while (t < text_len) {
        if (p < pattern_len && pattern[p] == '*') {
            star = p++;
            star_text = t;
        } else if (p < pattern_len && pattern[p] == '?') {
            p++;
            t = pattern_next_char(text, text_len, t);
        } else if (p < pattern_len && pattern[p] == text[t]) {
            p++;
            t++;
        } else if (star < pattern_len) {
            p = star + 1;
            star_text = pattern_next_char(text, text_len, star_text);
            t = star_text;
        } else {
            return false;
        }
    }
    while (p < pattern_len && pattern[p] == '*')
        p++;
    return p == pattern_len;
}
