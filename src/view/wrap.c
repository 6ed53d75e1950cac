/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/view/wrap.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "src/output/safe.h"

/* Where to cut a line that is longer than it may be: at its last blank, unless more than half of it
 * would stay empty; then after what fits. */
static size_t cut_at(const char *line, size_t fits)
{
    size_t blank = fits;
    while (blank > 0 && line[blank] != ' ')
        blank--;
    return blank > fits / 2 ? blank : fits;
}

/* The indentation of a line, as far as it leaves room for the line. */
static size_t indent_of(const struct wrapper *wrapper, const char *line, size_t line_len)
{
    size_t blanks = 0;
    while (blanks < line_len && line[blanks] == ' ')
        blanks++;
    size_t indent = blanks + wrapper->hang;
    return indent <= wrapper->width / 2 ? indent : 0;
}

/* How many bytes of a line are its next piece; at least one character. */
static size_t piece_length(const char *line, size_t line_len, size_t room, bool goes_on)
{
    size_t fits = safe_fit(line, line_len, room, NULL);
    if (fits >= line_len)
        return line_len;
    if (fits == 0)
        fits = 1;
    while (fits < line_len && ((unsigned char)line[fits] & 0xc0) == 0x80)
        fits++;
    size_t escape = safe_escape_start(line, fits);
    fits = escape > 0 ? escape : fits;
    size_t first = 0; /* blanks at the beginning of a line are no place to cut it */
    while (!goes_on && first < fits && line[first] == ' ')
        first++;
    size_t cut = cut_at(line + first, fits - first);
    return first + cut;
}

bool wrapper_next(struct wrapper *wrapper, struct wrap_piece *out)
{
    if (wrapper->at >= wrapper->len)
        return false;
    const char *line = wrapper->text + wrapper->at;
    if (!wrapper->goes_on) {
        const char *newline = memchr(line, '\n', wrapper->len - wrapper->at);
        wrapper->line_end = newline ? (size_t)(newline - wrapper->text) : wrapper->len;
        wrapper->line = wrapper->at;
        wrapper->indent = indent_of(wrapper, line, wrapper->line_end - wrapper->at);
    }
    size_t line_len = wrapper->line_end - wrapper->at;
    size_t indent = wrapper->goes_on ? wrapper->indent : 0;
    size_t cut = line_len;
    if (wrapper->width)
        cut = piece_length(line, line_len, wrapper->width - indent, wrapper->goes_on);
    *out = (struct wrap_piece){wrapper->at, cut, indent, wrapper->line};
    while (cut < line_len && line[cut] == ' ')
        cut++;
    wrapper->goes_on = cut < line_len;
    wrapper->at += cut + (!wrapper->goes_on && wrapper->line_end < wrapper->len ? 1 : 0);
    return true;
}

static bool wrap_add(struct wrap *wrap, struct wrap_piece piece)
{
    if (wrap->n == wrap->cap) {
        size_t cap = wrap->cap ? wrap->cap * 2 : 64;
        if (cap > SIZE_MAX / sizeof *wrap->pieces)
            return false;
        struct wrap_piece *pieces = realloc(wrap->pieces, cap * sizeof *pieces);
        if (!pieces)
            return false;
        wrap->pieces = pieces;
        wrap->cap = cap;
    }
    wrap->pieces[wrap->n++] = piece;
    return true;
}

bool wrap_text(struct wrap *out, const char *text, size_t len, size_t width, unsigned hang)
{
    out->text = text;
    out->n = 0;
    struct wrapper wrapper = {.text = text, .len = len, .width = width, .hang = hang};
    struct wrap_piece piece;
    while (wrapper_next(&wrapper, &piece))
        if (!wrap_add(out, piece))
            return false;
    return true;
}

void wrap_free(struct wrap *wrap)
{
    free(wrap->pieces);
    *wrap = (struct wrap){0};
}
