/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole run on one line: each column is a stretch of it, the worst that happens there is its
 * sign, and the cursor is always in sight. While the record grows the line is as long as what has
 * been read of the bytes; the rest is drawn as such. Below it stands what the signs mean, where a
 * pane has room for it.
 *
 * A column costs some searches by halving, whatever it covers. */
#include <string.h>

#include "src/analysis/analysis.h"
#include "src/view/parts.h"

enum { COLUMNS_DEFAULT = 80, COLUMNS_MAX = 1024 };

/* ---- Stretches -------------------------------------------------------------------------------- */

/* The line, cut into as many stretches as there are columns, or rows if these are fewer. */
struct strip {
    unsigned columns; /* in all */
    unsigned read;    /* of these, how many show what has been read */
    uint64_t rows;
    uint64_t stretches;
};

/* Rows from low on, before high. */
struct stretch {
    br_op low, high;
};

static struct strip strip_of(const struct view_source *source)
{
    struct strip strip = {.columns = source->width ? source->width : COLUMNS_DEFAULT,
                          .rows = part_rows(source->rec)};
    if (strip.columns > COLUMNS_MAX)
        strip.columns = COLUMNS_MAX;
    strip.read = strip.columns;
    if (!br_done(source->rec) && source->total_bytes) {
        double part = (double)br_end(source->rec) / (double)source->total_bytes;
        strip.read = (unsigned)(part * strip.columns);
        if (strip.read == 0)
            strip.read = 1;
    }
    strip.stretches = strip.rows < strip.read ? strip.rows : strip.read;
    return strip;
}

/* n * a / b, rounded up; all fit in 32 bits. */
static uint64_t share_up(uint64_t n, uint64_t a, uint64_t b)
{
    return (n * a + b - 1) / b;
}

static struct stretch stretch_at(const struct strip *strip, uint64_t place)
{
    return (struct stretch){(br_op)share_up(place, strip->rows, strip->stretches),
                            (br_op)share_up(place + 1, strip->rows, strip->stretches)};
}

static uint64_t stretch_of(const struct strip *strip, br_op op)
{
    if (strip->rows == 0)
        return 0;
    uint64_t row = op < strip->rows ? op : strip->rows - 1;
    return row * strip->stretches / strip->rows;
}

static unsigned column_of(const struct strip *strip, uint64_t place)
{
    return strip->stretches ? (unsigned)(place * strip->read / strip->stretches) : 0;
}

/* ---- What can stand there --------------------------------------------------------------------- */

/* Each finds the first row of its kind in a stretch, or BR_NO_OP. */

static br_op within(const struct stretch *stretch, br_op op)
{
    return op != BR_NO_OP && op >= stretch->low && op < stretch->high ? op : BR_NO_OP;
}

static br_op find_severity(const struct view_source *source, const struct stretch *stretch,
                           enum severity severity)
{
    if (!source->analysis)
        return BR_NO_OP;
    if (analysis_op(source->analysis, stretch->low) >= severity)
        return stretch->low;
    return within(stretch, analysis_next(source->analysis, stretch->low, severity));
}

static br_op find_danger(const struct view_source *source, const struct stretch *stretch)
{
    return find_severity(source, stretch, SEVERITY_DANGEROUS);
}

static br_op find_suspicious(const struct view_source *source, const struct stretch *stretch)
{
    return find_severity(source, stretch, SEVERITY_SUSPICIOUS);
}

static br_op find_break(const struct view_source *source, const struct stretch *stretch)
{
    return br_error_of(source->rec) ? within(stretch, br_ops(source->rec)) : BR_NO_OP;
}

static br_op find_breakpoint(const struct view_source *source, const struct stretch *stretch)
{
    return source->break_in ? source->break_in(source->context, stretch->low, stretch->high)
                            : BR_NO_OP;
}

static br_op find_event(const struct view_source *source, const struct stretch *stretch)
{
    struct br_event event;
    if (!br_event(source->rec, br_event_from(source->rec, stretch->low), &event))
        return BR_NO_OP;
    return within(stretch, event.op);
}

/* The worst first: of what stands in one stretch, the first of these is shown. */
static const struct mark {
    enum style style;
    enum view_sign sign;
    const char *words;
    br_op (*find)(const struct view_source *source, const struct stretch *stretch);
} marks[] = {
    {STYLE_DANGER, SIGN_DANGER, "dangerous", find_danger},
    {STYLE_ERROR, SIGN_BROKEN, "breaks", find_break},
    {STYLE_BREAKPOINT, SIGN_BREAKPOINT, "breakpoint", find_breakpoint},
    {STYLE_SUSPICIOUS, SIGN_SUSPICIOUS, "suspicious", find_suspicious},
    {STYLE_GLOBAL, SIGN_EVENT, "import, call", find_event},
};
enum { N_MARKS = sizeof marks / sizeof marks[0] };

/* What is shown of a stretch, and its row; NULL: nothing happens there. */
static const struct mark *mark_of(const struct view_source *source, const struct stretch *stretch,
                                  br_op *op)
{
    for (size_t k = 0; k < N_MARKS; k++) {
        *op = marks[k].find(source, stretch);
        if (*op != BR_NO_OP)
            return &marks[k];
    }
    return NULL;
}

/* ---- Places: stretches ------------------------------------------------------------------------ */

static uint64_t place_count(const struct view_source *source)
{
    return strip_of(source).stretches;
}

static uint64_t place_home(const struct view_source *source)
{
    struct strip strip = strip_of(source);
    return stretch_of(&strip, source->cursor);
}

static uint64_t place_line(const struct view_source *source, uint64_t place)
{
    (void)source, (void)place;
    return 0;
}

static uint64_t place_at(const struct view_source *source, uint64_t i, unsigned column)
{
    (void)i;
    struct strip strip = strip_of(source);
    if (column >= strip.read)
        column = strip.read - 1;
    return strip.stretches ? ((column + 1) * strip.stretches - 1) / strip.read : 0;
}

static uint64_t place_step(const struct view_source *source)
{
    (void)source;
    return 1;
}

static void tell_rows(const struct view_source *source, const struct stretch *stretch,
                      struct line *out)
{
    line_printf(out, STYLE_LABEL, "#%u", (unsigned)stretch->low);
    if (stretch->high - stretch->low > 1)
        line_printf(out, STYLE_LABEL, "-%u", (unsigned)(stretch->high - 1));
    line_str(out, STYLE_PLAIN, " ");
    part_offset(out, br_pos(source->rec, stretch->low), 0);
    line_str(out, STYLE_PLAIN, "  ");
}

static void tell_mark(const struct view_source *source, const struct mark *mark, br_op op,
                      unsigned columns, struct line *out)
{
    struct br_event event;
    line_printf(out, mark->style, "%s ", view_sign(mark->sign));
    if (mark->find == find_break) {
        const char *message = br_error_of(source->rec)->message;
        line_printf(out, mark->style, "%s: ", mark->words);
        line_safe(out, mark->style, message, strlen(message), 0);
        return;
    }
    /* The place of it stands behind. */
    size_t tail = part_offset_digits(source->rec) + strlen(" at 0x");
    size_t room = columns > out->width + tail + 8 ? columns - out->width - tail : 8;
    if (mark->find == find_breakpoint)
        line_printf(out, mark->style, "breakpoint %u", source->break_at(source->context, op));
    else if (part_event_at(source, op, &event))
        part_deed(out, source, &event, columns ? room : 0);
    else
        line_printf(out, mark->style, "%s", mark->words);
    line_str(out, STYLE_PLAIN, " at ");
    part_offset(out, br_pos(source->rec, op), 0);
}

/* Where nothing happens: the row, or the first of several. */
static void tell_opcode(const struct view_source *source, const struct stretch *stretch,
                        unsigned columns, struct line *out)
{
    struct br_ins ins;
    br_ins_at(source->rec, stretch->low, &ins);
    line_str(out, STYLE_OPCODE, ins.opcode->name);
    if (stretch->high - stretch->low > 1 || ins.opcode->arg == BR_ARG_NONE)
        return;
    line_str(out, STYLE_PLAIN, " ");
    size_t room = columns > out->width + 1 ? columns - out->width : 1;
    part_arg(out, source, &ins, columns ? room : 0);
}

static bool place_tell(const struct view_source *source, uint64_t place, unsigned columns,
                       struct line *out)
{
    line_clear(out);
    struct strip strip = strip_of(source);
    if (place >= strip.stretches)
        return false;
    struct stretch stretch = stretch_at(&strip, place);
    br_op op = stretch.low;
    const struct mark *mark = mark_of(source, &stretch, &op);
    tell_rows(source, &stretch, out);
    if (mark) {
        tell_mark(source, mark, op, columns, out);
    } else {
        op = stretch.low;
        tell_opcode(source, &stretch, columns, out);
    }
    if (columns)
        line_cut(out, columns);
    part_about_row(out, source, op);
    return true;
}

static const struct view_places timeline_places = {
    .count = place_count,
    .home = place_home,
    .line = place_line,
    .at = place_at,
    .step = place_step,
    .tell = place_tell,
    .is_goal = true,
};

/* ---- Lines ------------------------------------------------------------------------------------ */

/* One stretch: its sign at its first column, the rail up to the next. */
static void draw_stretch(const struct view_source *source, const struct strip *strip,
                         uint64_t place, struct line *out)
{
    struct stretch stretch = stretch_at(strip, place);
    br_op op;
    const struct mark *mark = mark_of(source, &stretch, &op);
    bool is_cursor = stretch_of(strip, source->cursor) == place;
    bool is_place = source->has_place && source->place == place;
    enum style style = mark ? mark->style : is_cursor ? STYLE_CURRENT : STYLE_MUTED;
    enum view_sign sign = is_cursor ? SIGN_CURRENT : mark ? mark->sign : SIGN_LINE;
    line_str(out, is_place ? STYLE_PLACE : style, view_sign(sign));
    line_fill(out, STYLE_MUTED, view_sign(SIGN_LINE), column_of(strip, place + 1));
}

static void strip_line(const struct view_source *source, struct line *out)
{
    struct strip strip = strip_of(source);
    for (uint64_t place = 0; place < strip.stretches; place++)
        draw_stretch(source, &strip, place, out);
    line_fill(out, STYLE_MUTED, view_sign(SIGN_LINE), strip.read);
    line_fill(out, STYLE_MUTED, view_sign(SIGN_UNREAD), strip.columns);
    out->op = source->cursor;
}

static void signs_line(const struct view_source *source, struct line *out)
{
    line_printf(out, STYLE_CURRENT, "%s", view_sign(SIGN_CURRENT));
    line_str(out, STYLE_LABEL, " here ");
    for (size_t k = 0; k < N_MARKS; k++) {
        line_printf(out, marks[k].style, " %s", view_sign(marks[k].sign));
        line_printf(out, STYLE_LABEL, " %s ", marks[k].words);
    }
    line_printf(out, STYLE_MUTED, " %s", view_sign(SIGN_UNREAD));
    line_str(out, STYLE_LABEL, " not read yet");
    if (source->width)
        line_cut(out, source->width);
}

static void (*const lines[])(const struct view_source *source, struct line *out) = {strip_line,
                                                                                    signs_line};
enum { N_LINES = sizeof lines / sizeof lines[0] };

static uint64_t timeline_count(const struct view_source *source)
{
    (void)source;
    return N_LINES;
}

static bool timeline_line(const struct view_source *source, uint64_t i, struct line *out)
{
    line_clear(out);
    if (i >= N_LINES)
        return false;
    lines[i](source, out);
    return true;
}

static void timeline_note(const struct view_source *source, struct line *out)
{
    (void)source, (void)out;
}

const struct view view_timeline = {
    .name = "timeline",
    .about = "the whole run on one line: what happens where, and the cursor",
    .count = timeline_count,
    .line = timeline_line,
    .note = timeline_note,
    .places = &timeline_places,
};
