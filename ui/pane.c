/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/pane.h"

#include <stdio.h>
#include <string.h>

#include "src/view/needle.h"

enum {
    MARGIN_LINES = 3, /* kept in sight above and below a selected line, where there is room */
    SEARCH_TEXT_MAX = 1 << 16,
    SEARCH_TELL_LINES = 1 << 12,
    SEARCH_PLACES = 1 << 20, /* before the keyboard is looked at: a millisecond */
};

static struct view_source sized(const struct pane *pane, const struct view_source *source)
{
    struct view_source own = *source;
    own.width = pane->rect.columns > 0 ? (unsigned)pane->rect.columns : 1;
    return own;
}

static uint64_t height(const struct pane *pane)
{
    return pane->rect.rows > 0 ? (uint64_t)pane->rect.rows : 1;
}

/* The place that keys go to: at home, until the user moved it. */
static uint64_t place_now(const struct pane *pane, const struct view_source *own)
{
    const struct view_places *places = pane->view->places;
    uint64_t count = places->count(own);
    uint64_t place = pane->has_moved ? pane->place : places->home(own);
    return place < count ? place : count ? count - 1 : 0;
}

uint64_t pane_place(const struct pane *pane, const struct view_source *source)
{
    struct view_source own = sized(pane, source);
    return place_now(pane, &own);
}

uint64_t pane_place_at(const struct pane *pane, const struct view_source *source, uint64_t line,
                       unsigned column)
{
    struct view_source own = sized(pane, source);
    return pane->view->places->at(&own, line, column);
}

/* ---- Scrolling -------------------------------------------------------------------------------- */

static void bring_into_sight(struct pane *pane, uint64_t count, bool may_jump)
{
    uint64_t rows = height(pane);
    uint64_t margin = rows > 2 * MARGIN_LINES ? MARGIN_LINES : (rows - 1) / 3;
    uint64_t line = pane->selected;
    uint64_t first = line > margin ? line - margin : 0;
    bool is_far = line + rows < pane->top || line > pane->top + 2 * rows;
    if (is_far && may_jump)
        pane->top = line > rows / 3 ? line - rows / 3 : 0;
    else if (first < pane->top)
        pane->top = first;
    else if (line + margin >= pane->top + rows)
        pane->top = line + margin + 1 - rows;
    uint64_t last_top = count > rows ? count - rows : 0;
    if (pane->top > last_top)
        pane->top = last_top;
}

static void select_line(struct pane *pane, const struct view_source *own, uint64_t line)
{
    uint64_t count = pane->view->count(own);
    pane->selected = line < count ? line : count ? count - 1 : 0;
    bring_into_sight(pane, count, true);
}

void pane_put(struct pane *pane, const struct view_source *source, uint64_t place)
{
    struct view_source own = sized(pane, source);
    pane->place = place;
    pane->found = 0;
    pane->has_moved = true;
    pane->place = place_now(pane, &own);
    select_line(pane, &own, pane->view->places->line(&own, pane->place));
}

void pane_select(struct pane *pane, const struct view_source *source, uint64_t line)
{
    struct view_source own = sized(pane, source);
    select_line(pane, &own, line);
    if (pane->view->places)
        pane_put(pane, source, pane->view->places->at(&own, pane->selected, 0));
}

void pane_home(struct pane *pane, const struct view_source *source)
{
    struct view_source own = sized(pane, source);
    if (!pane->view->home)
        pane->top = 0;
    select_line(pane, &own, pane->view->home ? pane->view->home(&own) : 0);
    pane->has_moved = false;
}

/* n, further on or back by `by`; not below 0. */
static uint64_t moved(uint64_t n, int64_t by)
{
    uint64_t back = by < 0 ? (uint64_t)-by : 0;
    if (by >= 0)
        return n + (uint64_t)by < n ? UINT64_MAX : n + (uint64_t)by;
    return n > back ? n - back : 0;
}

void pane_shift(struct pane *pane, const struct view_source *source, int64_t places)
{
    pane_put(pane, source, moved(pane_place(pane, source), places));
}

void pane_move(struct pane *pane, const struct view_source *source, int64_t lines)
{
    struct view_source own = sized(pane, source);
    if (pane->view->places)
        pane_shift(pane, source, lines * (int64_t)pane->view->places->step(&own));
    else
        pane_select(pane, source, moved(pane->selected, lines));
    pane->has_moved = true;
}

void pane_bottom(struct pane *pane, const struct view_source *source)
{
    if (pane->view->places)
        pane_put(pane, source, UINT64_MAX);
    else
        pane_select(pane, source, UINT64_MAX);
}

void pane_settle(struct pane *pane, const struct view_source *source)
{
    struct view_source own = sized(pane, source);
    uint64_t count = pane->view->count(&own);
    if (pane->selected >= count)
        pane->selected = count ? count - 1 : 0;
    bring_into_sight(pane, count, false);
}

bool pane_tell(const struct pane *pane, const struct view_source *source, unsigned columns,
               struct line *out)
{
    struct view_source own = sized(pane, source);
    const struct view_places *places = pane->view->places;
    return places && places->tell(&own, place_now(pane, &own), columns, out);
}

bool pane_line(const struct pane *pane, const struct view_source *source, struct line *out)
{
    struct view_source own = sized(pane, source);
    if (pane->view->places)
        return pane_tell(pane, source, own.width, out);
    return pane->view->line(&own, pane->selected, out);
}

/* ---- Drawing ---------------------------------------------------------------------------------- */

static bool searches_places(const struct view *view)
{
    return view->places && view->places->find;
}

/* Makes the line again, with what was searched for in a style of its own. */
static void mark_matches(struct line *line, const char *searched)
{
    struct needle needle;
    const char *text = buf_text(&line->text), *match;
    size_t at = 0, len = strlen(searched);
    if (len == 0)
        return;
    needle_make(&needle, searched);
    if (!needle_find(&needle, text))
        return;
    struct line marked = {0};
    line_clear(&marked);
    while ((match = needle_find(&needle, text + at))) {
        size_t begin = (size_t)(match - text);
        line_add_piece(&marked, line, at, begin - at);
        size_t from = marked.text.len;
        line_add_piece(&marked, line, begin, len);
        line_restyle(&marked, from, STYLE_MATCH);
        at = begin + len;
    }
    line_add_piece(&marked, line, at, line->text.len - at);
    /* The text is the same, unless memory failed; only the spans are others. */
    if (marked.text.len == line->text.len) {
        line->n_spans = marked.n_spans;
        memcpy(line->spans, marked.spans, sizeof line->spans);
    }
    line_free(&marked);
}

/* What the view sees when it is drawn: while it has the focus, its place too. */
static struct view_source seen(const struct pane *pane, const struct view_source *source,
                               bool has_focus)
{
    struct view_source own = sized(pane, source);
    own.has_place = has_focus && pane->view->places;
    if (own.has_place)
        own.place = place_now(pane, &own);
    own.places = pane->has_moved && pane->found ? pane->found : 1;
    return own;
}

/* Lines that would be read next are out of sight. */
static bool is_cut(const struct pane *pane, const struct view_source *own)
{
    return pane->view->is_read && pane->top + height(pane) < pane->view->count(own);
}

static void say_more(struct line *line, unsigned columns)
{
    struct line tail = {0};
    line_clear(&tail);
    line_printf(&tail, STYLE_LABEL, " %s", view_sign(SIGN_MORE));
    line_right(line, &tail, columns);
    line_free(&tail);
}

void pane_draw(const struct pane *pane, const struct view_source *source, bool has_focus,
               const char *searched)
{
    struct view_source own = seen(pane, source, has_focus);
    struct line line = {0};
    for (int row = 0; row < pane->rect.rows; row++) {
        uint64_t i = pane->top + (uint64_t)row;
        enum theme_ground ground = GROUND_PLAIN;
        if (pane->view->line(&own, i, &line)) {
            if (has_focus && i == pane->selected)
                ground = GROUND_SELECTED;
            else if (line.traits & LINE_CURRENT)
                ground = GROUND_CURRENT;
            if (has_focus && !searches_places(pane->view))
                mark_matches(&line, searched);
        } else {
            line_clear(&line);
        }
        if (row + 1 == pane->rect.rows && is_cut(pane, &own))
            say_more(&line, own.width);
        frame_line(pane->rect.row + row, pane->rect.column, pane->rect.columns, &line, ground);
    }
    line_free(&line);
}

/* columns: of the whole title. */
static void add_note(const struct pane *pane, const struct view_source *source, bool has_focus,
                     unsigned columns, struct line *line)
{
    struct view_source own = seen(pane, source, has_focus);
    size_t before = line->text.len;
    line_str(line, STYLE_TITLE, " ");
    size_t with_blank = line->text.len;
    if (pane->view->note) {
        own.width = columns;
        pane->view->note(&own, line);
    } else {
        line_printf(line, STYLE_TITLE, "%llu", (unsigned long long)pane->view->count(&own));
    }
    if (line->text.len == with_blank)
        line_truncate(line, before);
}

/* Lines are out of sight: above, below. */
static void add_hidden(const struct pane *pane, const struct view_source *source, struct line *line)
{
    struct view_source own = sized(pane, source);
    bool above = pane->top > 0;
    bool below = pane->top + height(pane) < pane->view->count(&own);
    if (above || below)
        line_printf(line, STYLE_TITLE, " %s%s", above ? view_sign(SIGN_ABOVE) : "",
                    below ? view_sign(SIGN_BELOW) : "");
}

int pane_title(const struct pane *pane, const struct view_source *source, bool has_focus,
               bool is_tab, int row, int column, int columns)
{
    struct line line = {0};
    line_clear(&line);
    if (columns < 0)
        columns = 0;
    const char *blank = is_tab ? "" : " ";
    enum style style = is_tab && !pane->is_shown ? STYLE_MUTED : STYLE_TITLE;
    line_printf(&line, style, "%s%s", blank,
                pane->view->title ? pane->view->title : pane->view->name);
    if (!is_tab || pane->is_shown) {
        add_note(pane, source, has_focus, columns > 1 ? (unsigned)columns - 1 : 1, &line);
        add_hidden(pane, source, &line);
    }
    line_str(&line, style, blank);
    int used = (int)line.width < columns ? (int)line.width : columns;
    if (has_focus)
        frame_text(row, column, used, STYLE_FOCUS, GROUND_PLAIN, buf_text(&line.text));
    else
        frame_line(row, column, used, &line, GROUND_PLAIN);
    line_free(&line);
    return used;
}

/* ---- Searching -------------------------------------------------------------------------------- */

static bool has_text(const struct view *view, const struct view_source *source,
                     const struct needle *needle, uint64_t i, struct line *line)
{
    if (view->may_have && !view->may_have(source, needle, i))
        return false;
    return view->line(source, i, line) && needle_find(needle, buf_text(&line->text));
}

/* Lines from the selected one on, around the end; true: `at` is one. */
static bool search_lines(const struct pane *pane, const struct view_source *own,
                         const struct needle *needle, bool backwards,
                         const struct pane_watch *watch, uint64_t *at)
{
    uint64_t count = pane->view->count(own);
    struct line line = {0};
    bool found = false;
    *at = pane->selected;
    for (uint64_t k = 0; k < count && !found && !*watch->interrupted; k++) {
        *at = backwards ? (*at ? *at - 1 : count - 1) : (*at + 1 < count ? *at + 1 : 0);
        found = has_text(pane->view, own, needle, *at, &line);
        if (k % SEARCH_TELL_LINES == 0 && watch->tell)
            watch->tell(watch->context, k, count);
    }
    line_free(&line);
    return found;
}

/* One stretch of places, a slice at a time, between two looks at whether to go on. */
static uint64_t search_stretch(const struct pane *pane, const struct view_source *own,
                               const struct needle *needle, uint64_t low, uint64_t high,
                               bool backwards, const struct pane_watch *watch, uint64_t *n)
{
    uint64_t at = NEEDLE_NOWHERE, all = high - low;
    while (low < high && at == NEEDLE_NOWHERE && !*watch->interrupted) {
        uint64_t slice = high - low < SEARCH_PLACES ? high - low : SEARCH_PLACES;
        uint64_t from = backwards ? high - slice : low;
        at = pane->view->places->find(own, needle, from, from + slice, backwards, n);
        low += backwards ? 0 : slice;
        high -= backwards ? slice : 0;
        if (watch->tell)
            watch->tell(watch->context, all - (high - low), all);
    }
    return at;
}

static enum pane_found search_places(struct pane *pane, const struct view_source *source,
                                     const struct needle *needle, bool backwards,
                                     const struct pane_watch *watch)
{
    struct view_source own = sized(pane, source);
    uint64_t count = pane->view->places->count(&own), here = pane_place(pane, source), n = 0;
    uint64_t after = here < count ? here + 1 : count;
    uint64_t at = backwards ? search_stretch(pane, &own, needle, 0, here, true, watch, &n)
                            : search_stretch(pane, &own, needle, after, count, false, watch, &n);
    enum pane_found found = PANE_FOUND;
    if (at == NEEDLE_NOWHERE) {
        found = PANE_FOUND_ROUND;
        at = backwards ? search_stretch(pane, &own, needle, here, count, true, watch, &n)
                       : search_stretch(pane, &own, needle, 0, after, false, watch, &n);
    }
    if (at == NEEDLE_NOWHERE)
        return PANE_FOUND_NOT;
    pane_put(pane, source, at);
    pane->found = n;
    return found;
}

enum pane_found pane_search(struct pane *pane, const struct view_source *source, const char *text,
                            bool backwards, const struct pane_watch *watch)
{
    struct view_source own = *source;
    struct needle needle;
    needle_make(&needle, text);
    if (searches_places(pane->view))
        return search_places(pane, source, &needle, backwards, watch);
    /* Whole lines, not what is left of them in a narrow pane; but lines of pages are cut at the
     * width, and their numbers go with it. */
    own.width = pane->view->home ? 0 : (unsigned)pane->rect.columns;
    own.text_limit = SEARCH_TEXT_MAX;
    uint64_t at, before = pane->selected;
    if (!search_lines(pane, &own, &needle, backwards, watch, &at))
        return PANE_FOUND_NOT;
    pane_select(pane, source, at);
    pane->has_moved = true;
    bool is_round = backwards ? pane->selected >= before : pane->selected <= before;
    return is_round ? PANE_FOUND_ROUND : PANE_FOUND;
}
