/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/leave.h"

#include <stdio.h>

#include "src/debugger/bookmark.h"
#include "src/debugger/breakpoint.h"
#include "src/debugger/lines.h"
#include "ui/state.h"

void leave_keep(struct screen *screen)
{
    struct session *session = screen->session;
    session->breakpoints->saved_number = session->breakpoints->last_number;
    session->bookmarks->saved_number = session->bookmarks->last_number;
    screen->kept_displays = session->displays->count;
}

/* ---- What would be lost ----------------------------------------------------------------------- */

static size_t lost_breakpoints(const struct screen *screen)
{
    const struct breakpoints *list = screen->session->breakpoints;
    size_t n = 0;
    for (size_t k = 0; k < list->count; k++)
        n += list->rows[k]->number > list->saved_number;
    return n;
}

static size_t lost_bookmarks(const struct screen *screen)
{
    const struct bookmarks *list = screen->session->bookmarks;
    size_t n = 0;
    for (size_t k = 0; k < list->count; k++)
        n += list->rows[k].number > list->saved_number;
    return n;
}

static size_t lost_displays(const struct screen *screen)
{
    size_t count = screen->session->displays->count;
    return count > screen->kept_displays ? count - screen->kept_displays : 0;
}

static const struct {
    const char *noun;
    size_t (*count)(const struct screen *screen);
} losses[] = {
    {"breakpoint", lost_breakpoints},
    {"bookmark", lost_bookmarks},
    {"display", lost_displays},
};

/* "2 breakpoints, 1 display". */
static void add_losses(const struct screen *screen, struct buf *out)
{
    for (size_t k = 0; k < sizeof losses / sizeof losses[0]; k++) {
        size_t n = losses[k].count(screen);
        if (n)
            buf_printf(out, "%s%zu %s%s", out->len ? ", " : "", n, losses[k].noun,
                       n == 1 ? "" : "s");
    }
}

/* ---- The command ------------------------------------------------------------------------------ */

enum session_result leave_run(struct session *session, const char *args, struct buf *out,
                              struct err *err)
{
    (void)args, (void)err;
    struct screen *screen = session->front;
    struct buf lost = {0};
    add_losses(screen, &lost);
    /* What a line printed stands in a window or, when it is short, at the bottom: this key may have
     * been meant to close the one that did not open. */
    bool is_meant = lost.len == 0 && screen->answered_at + 1 != screen->presses;
    bool is_sure = is_meant || screen->leave_asked + 1 == screen->presses;
    if (!is_sure && lost.len)
        buf_printf(out, "%s would be lost: again to quit all the same\n", buf_text(&lost));
    else if (!is_sure)
        buf_str(out, "no window is open: again to quit\n");
    screen->leave_asked = screen->presses;
    buf_free(&lost);
    return is_sure ? SESSION_QUIT : SESSION_OK;
}
