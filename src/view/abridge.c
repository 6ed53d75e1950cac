/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/view/abridge.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/output/safe.h"

enum {
    BLANKS_MIN = 16,    /* in a row, that are counted instead of shown */
    PIECES_MAX = 64,    /* of one text: what follows is one more */
    BOTH_ENDS_MIN = 16, /* columns in which both ends can be read */
    COUNTED_MIN = 40,   /* ... and always how much is between them */
    WORDS_MAX = 48,
};

/* A stretch that is shown, or a gap: so many that are not. */
struct piece {
    bool is_gap, is_blanks;
    uint64_t count;        /* of a gap: characters */
    size_t at, len, width; /* of what is shown: in the safe text */
};

struct pieces {
    struct buf text; /* safe */
    bool is_narrow;  /* how little is left out is not said */
    struct piece rows[PIECES_MAX + 1];
    size_t n;
};

/* ---- Taking it apart -------------------------------------------------------------------------- */

static void add_shown(struct pieces *pieces, const char *text, size_t n)
{
    if (n == 0)
        return;
    struct piece piece = {.at = pieces->text.len};
    safe_line(&pieces->text, text, n);
    piece.len = pieces->text.len - piece.at;
    piece.width = safe_width(buf_text(&pieces->text) + piece.at, piece.len);
    pieces->rows[pieces->n++] = piece;
}

/* Gaps that touch are one. */
static void add_gap(struct pieces *pieces, uint64_t count, bool is_blanks)
{
    struct piece *last = pieces->n ? &pieces->rows[pieces->n - 1] : NULL;
    if (last && last->is_gap) {
        last->count += count;
        last->is_blanks = last->is_blanks && is_blanks;
    } else {
        pieces->rows[pieces->n++] =
            (struct piece){.is_gap = true, .is_blanks = is_blanks, .count = count};
    }
}

/* Bytes of the blank that stands here, as it is or as an escape; 0: none does. */
static size_t blank_length(const char *text, size_t n)
{
    if (n > 0 && text[0] == ' ')
        return 1;
    return n > 1 && text[0] == '\\' && text[1] && strchr("ntr", text[1]) ? 2 : 0;
}

/* Bytes of the blanks from here on, and how many they are. */
static size_t blanks_length(const char *text, size_t n, uint64_t *count)
{
    size_t at = 0, len;
    for (*count = 0; (len = blank_length(text + at, n - at)) > 0; ++*count)
        at += len;
    return at;
}

/* Bytes of what the machine says of a gap of its own; 0: it says nothing here. */
static size_t gap_length(const char *text, size_t n, uint64_t *count)
{
    if (n < 3 || text[0] != BR_LEFT_OUT[0])
        return 0;
    const char *end = memchr(text + 1, (unsigned char)BR_LEFT_OUT[0], n - 1);
    *count = strtoull(text + 1, NULL, 10);
    return end ? (size_t)(end - text) + 1 : 0;
}

/* Bytes of what stands here and is neither: a backslash has what it escapes with it, but for a gap
 * where a line was cut behind it. */
static size_t other_length(const char *text, size_t n)
{
    return text[0] == '\\' && n > 1 && text[1] != BR_LEFT_OUT[0] ? 2 : 1;
}

static void take_apart(struct pieces *pieces, const char *text, size_t n)
{
    size_t shown = 0, at = 0;
    while (at < n && pieces->n + 2 < PIECES_MAX) {
        uint64_t count;
        size_t gap = gap_length(text + at, n - at, &count);
        size_t blanks = gap ? 0 : blanks_length(text + at, n - at, &count);
        if (gap || (blanks && count >= BLANKS_MIN)) {
            add_shown(pieces, text + shown, at - shown);
            add_gap(pieces, count, blanks > 0);
            shown = at + gap + blanks;
        }
        at += gap + blanks ? gap + blanks : other_length(text + at, n - at);
    }
    add_shown(pieces, text + shown, n - shown);
}

/* ---- Putting it together ---------------------------------------------------------------------- */

/* "…99 blanks…", "…99…". */
static size_t gap_words(char words[WORDS_MAX], uint64_t count, const char *what)
{
    snprintf(words, WORDS_MAX, "%s%" PRIu64 "%s%s", safe_ellipsis(), count, what, safe_ellipsis());
    return safe_width(words, strlen(words));
}

static const char *gap_word(bool is_blanks)
{
    return is_blanks ? " blanks" : "";
}

static size_t piece_width(const struct pieces *pieces, size_t k)
{
    const struct piece *piece = &pieces->rows[k];
    char words[WORDS_MAX];
    if (!piece->is_gap)
        return piece->width;
    return gap_words(words, piece->count, gap_word(piece->is_blanks));
}

static void put_gap(struct line *line, uint64_t count, const char *what)
{
    char words[WORDS_MAX];
    gap_words(words, count, what);
    line_str(line, STYLE_MUTED, words);
}

/* A stretch of a piece that is shown; a gap is all of it. */
static void put_piece(struct line *line, enum style style, const struct pieces *pieces, size_t k,
                      size_t from, size_t to)
{
    const struct piece *piece = &pieces->rows[k];
    if (piece->is_gap)
        put_gap(line, piece->count, gap_word(piece->is_blanks));
    else
        line_safe(line, style, buf_text(&pieces->text) + piece->at + from, to - from, 0);
}

/* Where what is left out begins or ends. */
struct edge {
    size_t piece, at;
};

static size_t piece_fit(const struct pieces *pieces, size_t k, size_t columns)
{
    const struct piece *piece = &pieces->rows[k];
    const char *text = buf_text(&pieces->text) + piece->at;
    return safe_escape_start(text, safe_fit(text, piece->len, columns, NULL));
}

/* How far the text goes in so many columns. */
static struct edge head_edge(const struct pieces *pieces, size_t columns)
{
    size_t k = 0, width;
    for (; k < pieces->n && (width = piece_width(pieces, k)) <= columns; k++)
        columns -= width;
    bool is_part = k < pieces->n && !pieces->rows[k].is_gap;
    return (struct edge){k, is_part ? piece_fit(pieces, k, columns) : 0};
}

/* The same from its end: where that much of it begins. */
static struct edge tail_edge(const struct pieces *pieces, size_t columns)
{
    size_t k = pieces->n, width;
    for (; k > 0 && (width = piece_width(pieces, k - 1)) <= columns; k--)
        columns -= width;
    if (k == 0 || pieces->rows[k - 1].is_gap)
        return (struct edge){k, 0};
    const struct piece *piece = &pieces->rows[k - 1];
    const char *text = buf_text(&pieces->text) + piece->at;
    size_t skip = piece->width - columns, skipped = 0;
    size_t at = safe_fit(text, piece->len, skip, &skipped);
    if (skipped < skip) /* a wide character stands across the border */
        at = safe_fit(text, piece->len, skip + 1, NULL);
    size_t begin = safe_escape_start(text, at);
    if (begin < at)
        at = begin + safe_escape_length(text + begin, piece->len - begin);
    return (struct edge){k - 1, at};
}

static uint64_t characters(const char *text, size_t n)
{
    uint64_t count = 0;
    for (size_t k = 0; k < n; k++)
        count += ((unsigned char)text[k] & 0xc0) != 0x80;
    return count;
}

/* What stands between two edges, in characters. */
static uint64_t hidden_between(const struct pieces *pieces, struct edge from, struct edge to)
{
    uint64_t count = 0;
    for (size_t k = from.piece; k < pieces->n && k <= to.piece; k++) {
        const struct piece *piece = &pieces->rows[k];
        size_t begin = k == from.piece ? from.at : 0, end = k == to.piece ? to.at : piece->len;
        if (piece->is_gap)
            count += k < to.piece ? piece->count : 0;
        else if (end > begin)
            count += characters(buf_text(&pieces->text) + piece->at + begin, end - begin);
    }
    return count;
}

static void put_all(struct line *line, enum style style, const struct pieces *pieces,
                    struct edge from, struct edge to)
{
    for (size_t k = from.piece; k < pieces->n && k <= to.piece; k++) {
        size_t begin = k == from.piece ? from.at : 0;
        size_t end = k == to.piece ? to.at : pieces->rows[k].len;
        if (k < to.piece || end > begin)
            put_piece(line, style, pieces, k, begin, end);
    }
}

static void put_middle(struct line *line, const struct pieces *pieces, struct edge from,
                       struct edge to, bool is_little)
{
    if (is_little)
        line_str(line, STYLE_MUTED, safe_ellipsis());
    else
        put_gap(line, hidden_between(pieces, from, to), gap_word(false));
}

/* Where there is little room, and little is left out, how much that is has none: the first words, the
 * name of what is called say, are worth more. */
static void put_ends(struct line *line, enum style style, const struct pieces *pieces, size_t width,
                     size_t columns)
{
    const struct edge begin = {0, 0}, end = {pieces->n, 0};
    bool is_little = pieces->is_narrow && pieces->n == 1 && width < 3 * columns;
    struct line middle = {0};
    put_middle(&middle, pieces, begin, end, is_little);
    size_t room = columns > middle.width ? columns - middle.width : 0;
    size_t last = is_little ? room / 3 : room / 2;
    struct edge head = head_edge(pieces, room - last), tail = tail_edge(pieces, last);
    put_all(line, style, pieces, begin, head);
    put_middle(line, pieces, head, tail, is_little);
    put_all(line, style, pieces, tail, end);
    line_free(&middle);
}

/* Where there is no room for two ends: the first. */
static void put_beginning(struct line *line, enum style style, const struct pieces *pieces,
                          size_t columns)
{
    struct line all = {0};
    put_all(&all, style, pieces, (struct edge){0, 0}, (struct edge){pieces->n, 0});
    line_cut(&all, columns);
    line_add(line, &all);
    line_free(&all);
}

void abridge_add(struct line *line, enum style style, const char *text, size_t n, size_t columns)
{
    struct pieces pieces = {.is_narrow = columns && columns < COUNTED_MIN};
    size_t width = 0;
    take_apart(&pieces, text, n);
    for (size_t k = 0; k < pieces.n; k++)
        width += piece_width(&pieces, k);
    if (columns == 0 || width <= columns)
        put_all(line, style, &pieces, (struct edge){0, 0}, (struct edge){pieces.n, 0});
    else if (columns < BOTH_ENDS_MIN)
        put_beginning(line, style, &pieces, columns);
    else
        put_ends(line, style, &pieces, width, columns);
    line->text.failed |= pieces.text.failed;
    buf_free(&pieces.text);
}
