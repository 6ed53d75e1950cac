/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/pane.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum {
    MARGIN_LINES = 3, /* kept in sight above and below a selected line, where there is room */
    SEARCH_TEXT_MAX = 1 << 16
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

void pane_select(struct pane *pane, const struct view_source *source, uint64_t line)
{
    struct view_source own = sized(pane, source);
    uint64_t count = pane->view->count(&own);
    pane->selected = line < count ? line : count ? count - 1 : 0;
    bring_into_sight(pane, count, true);
}

void pane_home(struct pane *pane, const struct view_source *source)
{
    struct view_source own = sized(pane, source);
    if (!pane->view->home)
        pane->top = 0;
    pane_select(pane, source, pane->view->home ? pane->view->home(&own) : 0);
    pane->has_moved = false;
}

void pane_move(struct pane *pane, const struct view_source *source, int64_t lines)
{
    uint64_t up = lines < 0 ? (uint64_t)-lines : 0;
    uint64_t to = lines < 0 ? (pane->selected > up ? pane->selected - up : 0)
                            : pane->selected + (uint64_t)lines;
    pane_select(pane, source, to);
    pane->has_moved = true;
}

void pane_settle(struct pane *pane, const struct view_source *source)
{
    struct view_source own = sized(pane, source);
    uint64_t count = pane->view->count(&own);
    if (pane->selected >= count)
        pane->selected = count ? count - 1 : 0;
    bring_into_sight(pane, count, false);
}

bool pane_line(const struct pane *pane, const struct view_source *source, struct line *out)
{
    struct view_source own = sized(pane, source);
    return pane->view->line(&own, pane->selected, out);
}

/* ---- Drawing ---------------------------------------------------------------------------------- */

typedef char *find_fn(const char *text, const char *part);

/* Upper and lower case differ only where the text that is looked for has an upper case letter. */
static find_fn *find_for(const char *searched)
{
    for (const char *c = searched; *c; c++)
        if (isupper((unsigned char)*c))
            return strstr;
    return strcasestr;
}

/* Makes the line again, with what was searched for in a style of its own. */
static void mark_matches(struct line *line, const char *searched)
{
    find_fn *find = find_for(searched);
    const char *text = buf_text(&line->text), *match;
    size_t at = 0, len = strlen(searched);
    if (len == 0 || !find(text, searched))
        return;
    struct line marked = {0};
    line_clear(&marked);
    while ((match = find(text + at, searched))) {
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

void pane_draw(const struct pane *pane, const struct view_source *source, bool has_focus,
               const char *searched)
{
    struct view_source own = sized(pane, source);
    struct line line = {0};
    for (int row = 0; row < pane->rect.rows; row++) {
        uint64_t i = pane->top + (uint64_t)row;
        enum theme_ground ground = GROUND_PLAIN;
        if (pane->view->line(&own, i, &line)) {
            if (has_focus && i == pane->selected)
                ground = GROUND_SELECTED;
            else if (line.traits & LINE_CURRENT)
                ground = GROUND_CURRENT;
            if (has_focus)
                mark_matches(&line, searched);
        } else {
            line_clear(&line);
        }
        frame_line(pane->rect.row + row, pane->rect.column, pane->rect.columns, &line, ground);
    }
    line_free(&line);
}

static void add_note(const struct pane *pane, const struct view_source *source, struct line *line)
{
    struct view_source own = sized(pane, source);
    size_t before = line->text.len;
    line_str(line, STYLE_TITLE, " ");
    size_t with_blank = line->text.len;
    if (pane->view->note)
        pane->view->note(&own, line);
    else
        line_printf(line, STYLE_TITLE, "%llu", (unsigned long long)pane->view->count(&own));
    if (line->text.len == with_blank)
        line_truncate(line, before);
}

int pane_title(const struct pane *pane, const struct view_source *source, bool has_focus,
               bool is_tab, int row, int column, int columns)
{
    struct line line = {0};
    line_clear(&line);
    const char *blank = is_tab ? "" : " ";
    enum style style = is_tab && !pane->is_shown ? STYLE_MUTED : STYLE_TITLE;
    line_printf(&line, style, "%s%s", blank,
                pane->view->title ? pane->view->title : pane->view->name);
    if (!is_tab || pane->is_shown)
        add_note(pane, source, &line);
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

bool pane_search(struct pane *pane, const struct view_source *source, const char *text,
                 bool backwards, const volatile int *interrupted)
{
    struct view_source own = *source;
    /* Whole lines, not what is left of them in a narrow pane; but lines of pages are cut at the
     * width, and their numbers go with it. */
    own.width = pane->view->home ? 0 : (unsigned)pane->rect.columns;
    own.text_limit = SEARCH_TEXT_MAX;
    find_fn *find = find_for(text);
    uint64_t count = pane->view->count(&own);
    struct line line = {0};
    bool found = false;
    uint64_t at = pane->selected;
    for (uint64_t k = 0; k < count && !found && !*interrupted; k++) {
        at = backwards ? (at ? at - 1 : count - 1) : (at + 1 < count ? at + 1 : 0);
        found = pane->view->line(&own, at, &line) && find(buf_text(&line.text), text);
    }
    line_free(&line);
    if (found) {
        pane_select(pane, source, at);
        pane->has_moved = true;
    }
    return found;
}
