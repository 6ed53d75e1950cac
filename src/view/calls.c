/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All that loading imports, calls or touches, in order, seen from the cursor: what is done, what
 * the row at the cursor does, what is pending (its callable is imported, its call still comes), and
 * what lies ahead. */
#include <stdio.h>

#include "src/analysis/analysis.h"
#include "src/view/parts.h"

enum { WITH_WORDS_COLUMNS = 64 };

enum when { WHEN_DONE, WHEN_NOW, WHEN_PENDING, WHEN_AHEAD };

static const struct {
    enum style style;
    enum view_sign sign;
    const char *words; /* before the position */
} whens[] = {
    [WHEN_DONE] = {STYLE_MUTED, SIGN_DONE, "ran at"},
    [WHEN_NOW] = {STYLE_CURRENT, SIGN_CURRENT, "now at"},
    [WHEN_PENDING] = {STYLE_STRONG, SIGN_PENDING, "runs at"},
    [WHEN_AHEAD] = {STYLE_MUTED, SIGN_DOT, "runs at"},
};

static enum when calls_when(const struct view_source *source, const struct br_event *event)
{
    if (event->op < source->cursor)
        return WHEN_DONE;
    if (event->op == source->cursor)
        return WHEN_NOW;
    bool is_known = event->kind != BR_EV_IMPORT && event->callee != BR_NO_VALUE &&
                    br_maker(source->rec, event->callee) < source->cursor;
    return is_known ? WHEN_PENDING : WHEN_AHEAD;
}

static uint64_t calls_count(const struct view_source *source)
{
    return br_event_count(source->rec);
}

static uint64_t calls_home(const struct view_source *source)
{
    uint64_t next = br_event_from(source->rec, source->cursor);
    uint64_t count = br_event_count(source->rec);
    return next < count || count == 0 ? next : count - 1;
}

static bool calls_line(const struct view_source *source, uint64_t i, struct line *out)
{
    line_clear(out);
    struct br_event event;
    if (!br_event(source->rec, i, &event))
        return false;
    enum when when = calls_when(source, &event);
    enum severity severity =
        source->analysis ? analysis_event(source->analysis, i, NULL) : SEVERITY_NONE;
    enum style style = part_severity_style(severity, STYLE_GLOBAL);

    struct line tail = {0};
    line_clear(&tail);
    if (source->width == 0 || source->width >= WITH_WORDS_COLUMNS)
        line_printf(&tail, STYLE_MUTED, "%s ", whens[when].words);
    part_offset(&tail, event.pos, part_offset_digits(source->rec));

    line_str(out, whens[when].style, view_sign(whens[when].sign));
    line_str(out, style, part_severity_sign(severity));
    line_str(out, STYLE_PLAIN, " ");
    size_t room = 0;
    if (source->width)
        room = source->width > out->width + tail.width + 1
                   ? source->width - out->width - tail.width - 1
                   : 1;
    part_deed(out, source, &event, room);
    line_right(out, &tail, source->width);
    line_free(&tail);
    out->traits |= part_severity_trait(severity);
    if (when == WHEN_NOW)
        out->traits |= LINE_CURRENT;
    out->op = event.op;
    out->value = event.value;
    snprintf(out->expr, sizeof out->expr, "#%u", (unsigned)event.op);
    return true;
}

static void calls_note(const struct view_source *source, struct line *out)
{
    line_printf(out, STYLE_TITLE, "%llu", (unsigned long long)br_event_count(source->rec));
    static const enum severity told[] = {SEVERITY_DANGEROUS, SEVERITY_SUSPICIOUS};
    for (size_t k = 0; source->analysis && k < sizeof told / sizeof told[0]; k++) {
        uint64_t n = analysis_count_of(source->analysis, told[k]);
        if (n)
            line_printf(out, part_severity_style(told[k], STYLE_TITLE), " %s%llu",
                        part_severity_sign(told[k]), (unsigned long long)n);
    }
}

const struct view view_calls = {
    .name = "calls",
    .about = "all that loading imports and calls: done, now, pending, ahead",
    .count = calls_count,
    .line = calls_line,
    .home = calls_home,
    .note = calls_note,
};
