/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/view/wrap.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "src/output/safe.h"

/* Where to cut a line that is longer than it may be: at its last blank, else after what fits. */
static size_t cut_at(const char *line, size_t fits)
{
    size_t blank = fits;
    while (blank > 0 && line[blank] != ' ')
        blank--;
    return blank > 0 ? blank : fits;
}

bool wrap_next(const char *text, size_t len, size_t width, size_t *at, struct wrap_piece *out)
{
    if (*at >= len)
        return false;
    const char *line = text + *at;
    const char *newline = memchr(line, '\n', len - *at);
    size_t line_len = newline ? (size_t)(newline - line) : len - *at;
    out->at = *at;
    size_t fits = width ? safe_fit(line, line_len, width, NULL) : line_len;
    if (fits >= line_len) {
        out->len = line_len;
        *at += line_len + (newline ? 1 : 0);
        return true;
    }
    if (fits == 0) /* one character is wider than the line: it is shown alone */
        fits = 1;
    while (fits < line_len && ((unsigned char)line[fits] & 0xc0) == 0x80)
        fits++;
    size_t cut = cut_at(line, fits);
    out->len = cut;
    while (cut < line_len && line[cut] == ' ')
        cut++;
    /* Blanks at the end of a line are no line of their own. */
    *at += cut + (cut == line_len && newline ? 1 : 0);
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

bool wrap_text(struct wrap *out, const char *text, size_t len, size_t width)
{
    out->text = text;
    out->n = 0;
    size_t at = 0;
    struct wrap_piece piece;
    while (wrap_next(text, len, width, &at, &piece))
        if (!wrap_add(out, piece))
            return false;
    return true;
}

void wrap_free(struct wrap *wrap)
{
    free(wrap->pieces);
    *wrap = (struct wrap){0};
}
