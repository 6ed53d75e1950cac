/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line: which file and member, the protocol, where we are, and what the run would do, so far
 * as it is known. What matters least goes first when there is no room. */
#include <string.h>

#include "src/analysis/analysis.h"
#include "src/analysis/diverge.h"
#include "src/output/safe.h"
#include "src/view/parts.h"

enum {
    PATH_COLUMNS_MIN = 16,
    ENTRY_COLUMNS_MIN = 8,
    BENIGN_COLUMNS = 25, /* of the verdict, in which what is counted can be said */
    ADVICE_COLUMNS = 33, /* ... and how to look at what was not looked at */
};

static uint64_t status_count(const struct view_source *source)
{
    (void)source;
    return 1;
}

enum { FINDINGS_LOOKED_AT = 512 };

/* Whether it runs something of the pickle's choice: what imports and fetches only leads there. */
static bool is_aim(const struct finding *finding)
{
    static const char *const aims[] = {"process", "code", "native"};
    for (size_t n = 0; n < sizeof aims / sizeof *aims; n++)
        if (strcmp(finding->category, aims[n]) == 0)
            return true;
    return false;
}

/* How much a finding says of what the run is after: something reached by indirection most, then
 * what is called; before these, where that runs something. */
static int weight(const struct view_source *source, const struct finding *finding)
{
    struct br_event event;
    if (!finding->module)
        return 0;
    bool is_call = finding->event != ANALYSIS_NO_EVENT &&
                   br_event(source->rec, finding->event, &event) && event.kind != BR_EV_IMPORT;
    if (!is_call && !finding->resolved)
        return 1;
    return (finding->resolved ? 3 : 2) + (is_aim(finding) ? 2 : 0);
}

/* The finding that names what is worst about the run: the first that says most. */
static bool worst_finding(const struct view_source *source, enum severity worst,
                          struct finding *out)
{
    struct finding finding;
    int best = 0;
    for (uint64_t n = 0; n < FINDINGS_LOOKED_AT && analysis_finding(source->analysis, n, &finding);
         n++) {
        int own = finding.severity == worst ? weight(source, &finding) : 0;
        if (own <= best)
            continue;
        best = own;
        *out = finding;
    }
    return best > 0;
}

/* "✖ DANGEROUS" */
static enum style say_worst(enum severity worst, struct line *out)
{
    enum style style = part_severity_style(worst, STYLE_PLAIN);
    line_printf(out, style, "%s %s", part_severity_sign(worst),
                worst == SEVERITY_DANGEROUS ? "DANGEROUS" : "SUSPICIOUS");
    return style;
}

/* What of the file nobody has seen. False: all of it was. */
static bool say_gaps(const struct view_source *source, size_t columns, struct line *out)
{
    unsigned long long unread = source->unread, later = source->later;
    if (unread && source->is_one)
        line_str(out, STYLE_PLAIN, "benign; not all is read");
    else if (unread)
        line_printf(out, STYLE_PLAIN, "benign; %llu member%s unread", unread,
                    unread == 1 ? "" : "s");
    else if (later)
        line_printf(out, STYLE_PLAIN, "benign; %llu not looked at%s", later,
                    columns == 0 || columns >= ADVICE_COLUMNS ? " (! looks)" : "");
    return unread || later;
}

/* Nothing is against this pickle; whoever reads the title asks about the file. */
static void say_benign(const struct view_source *source, size_t columns, struct line *out)
{
    bool is_all = br_end(source->rec) >= source->total_bytes;
    bool has_room = columns == 0 || columns > BENIGN_COLUMNS;
    unsigned long long all = source->others + 1;
    if (say_gaps(source, columns, out))
        return;
    if (source->others && (source->is_looking || source->has_more))
        line_printf(out, STYLE_PLAIN, "benign; 1 of %llu%s%s", all, source->has_more ? "+" : "",
                    has_room ? " pickles" : "");
    else if (source->others)
        line_printf(out, STYLE_GOOD, "benign; all %llu%s", all, has_room ? " pickles" : "");
    else if (!is_all)
        line_str(out, STYLE_PLAIN, "benign; more follows");
    else
        line_str(out, source->is_looking ? STYLE_PLAIN : STYLE_GOOD, "benign");
}

/* "✖ DANGEROUS m/17.pkl", "✖ DANGEROUS stream 3": it is not in the pickle that is open. */
static void say_worst_other(const struct view_source *source, size_t columns, struct line *out)
{
    const char *entry = source->worst_entry;
    enum style style = say_worst(source->worst_other, out);
    if (!entry) {
        line_printf(out, style, " stream %llu", (unsigned long long)source->worst_stream);
        return;
    }
    line_str(out, style, " ");
    size_t room =
        columns > out->width + ENTRY_COLUMNS_MIN ? columns - out->width : ENTRY_COLUMNS_MIN;
    line_safe_ends(out, style, entry, strlen(entry), columns ? room : 0);
}

static void status_verdict(const struct view_source *source, size_t columns, struct line *out)
{
    if (!source->analysis)
        return;
    enum severity worst = analysis_worst(source->analysis);
    bool parts = source->parting && source->parting->severity > worst;
    if (parts)
        worst = source->parting->severity;
    if (source->worst_other > worst && source->worst_other >= SEVERITY_SUSPICIOUS) {
        say_worst_other(source, columns, out);
    } else if (worst >= SEVERITY_SUSPICIOUS) {
        enum style style = say_worst(worst, out);
        struct finding finding;
        bool is_named =
            parts ? source->parting->module != NULL : worst_finding(source, worst, &finding);
        if (is_named && parts) /* another reader calls it; where they part stands there already */
            finding = *source->parting;
        if (is_named && (columns == 0 || columns > out->width + 4)) {
            line_str(out, STYLE_PLAIN, " ");
            part_name(out, style, finding.module, finding.name, columns ? columns - out->width : 0);
        }
    } else if (br_error_of(source->rec)) {
        bool is_limit = br_error_of(source->rec)->kind == BR_ERR_LIMIT;
        line_str(out, STYLE_ERROR, is_limit ? "CUT SHORT" : "BROKEN");
    } else if (!br_runs(source->rec)) {
        line_str(out, STYLE_MUTED, "only decoded");
    } else if (br_done(source->rec)) {
        say_benign(source, columns, out);
    } else {
        line_str(out, STYLE_MUTED, "nothing so far");
    }
}

static void status_progress(const struct view_source *source, struct line *out)
{
    uint64_t total = source->total_bytes;
    if (br_done(source->rec) || total == 0)
        return;
    uint64_t done = br_end(source->rec);
    line_printf(out, STYLE_STRONG, "  reading %u%%",
                (unsigned)((double)done / (double)total * 100));
}

/* Where other readers part from this one. */
static void status_parting(const struct view_source *source, struct line *out)
{
    struct diverge_part part;
    if (!source->readers || !diverge_part(source->readers, &part))
        return;
    line_printf(out, STYLE_SUSPICIOUS, "  %s ", view_sign(SIGN_PARTS));
    part_offset(out, part.pos, 0);
}

static void status_where(const struct view_source *source, bool has_protocol, bool has_break,
                         struct line *out)
{
    br_op last = part_rows(source->rec);
    if (source->dialect)
        line_printf(out, STYLE_STRONG, "as %s  ", source->dialect);
    if (has_protocol)
        line_printf(out, STYLE_LABEL, "proto %d  ", br_protocol(source->rec, br_ops(source->rec)));
    line_printf(out, STYLE_LABEL, "op %u/%u%s  ", (unsigned)source->cursor,
                (unsigned)(last ? last - 1 : 0), br_done(source->rec) ? "" : "+");
    line_str(out, STYLE_LABEL, "@");
    uint64_t pos = source->cursor < br_ops(source->rec) ? br_pos(source->rec, source->cursor)
                   : br_error_of(source->rec)           ? br_error_of(source->rec)->pos
                                                        : br_end(source->rec);
    part_offset(out, pos, 0);
    if (has_break && br_error_of(source->rec)) {
        line_str(out, STYLE_ERROR, "  breaks at ");
        part_offset(out, br_error_of(source->rec)->pos, 0);
    }
    status_parting(source, out);
    status_progress(source, out);
}

/* A path is known by its end: folders go first, and of a long name its beginning stays. */
static void add_path(struct line *out, const char *path, size_t columns)
{
    struct buf safe = {0};
    safe_str(&safe, path);
    const char *text = buf_text(&safe);
    const char *ellipsis = safe_ellipsis();
    size_t mark = safe_width(ellipsis, strlen(ellipsis));
    size_t width = safe_width(text, safe.len);
    bool is_cut = false;
    while (columns && width + (is_cut ? mark : 0) > columns) {
        const char *slash = *text ? strchr(text + 1, '/') : NULL;
        if (!slash || !slash[1])
            break;
        width -= safe_width(text, (size_t)(slash - text));
        text = slash;
        is_cut = true;
    }
    if (is_cut)
        line_str(out, STYLE_STRONG, ellipsis);
    line_safe(out, STYLE_STRONG, text, strlen(text),
              columns > mark && is_cut ? columns - mark : columns);
    buf_free(&safe);
}

static void status_file(const struct view_source *source, size_t columns, struct line *out)
{
    bool has_entry = source->entry && *source->entry;
    struct line stream = {0};
    line_clear(&stream);
    if (source->stream)
        line_printf(&stream, STYLE_LABEL, " stream %llu", (unsigned long long)source->stream);
    if (columns)
        columns = columns > stream.width + PATH_COLUMNS_MIN / 2 ? columns - stream.width
                                                                : PATH_COLUMNS_MIN / 2;
    size_t half = has_entry && columns ? columns / 2 : columns;
    add_path(out, source->path ? source->path : "", half);
    if (has_entry) {
        line_printf(out, STYLE_MUTED, " %s ", view_sign(SIGN_INTO));
        add_path(out, source->entry, columns ? columns - half - 3 : 0);
    }
    line_add(out, &stream);
    line_free(&stream);
}

/* A third; up to a half where the others leave that much: of a path the folders are not needed. */
static size_t verdict_columns(const struct view_source *source, size_t used)
{
    enum { GAPS = 4 };
    struct line file = {0};
    line_clear(&file);
    status_file(source, PATH_COLUMNS_MIN, &file);
    size_t least = source->width / 3, most = source->width / 2;
    used += file.width + GAPS;
    line_free(&file);
    size_t left = source->width > used ? source->width - used : 0;
    return left < least ? least : left < most ? left : most;
}

static bool status_line(const struct view_source *source, uint64_t i, struct line *out)
{
    line_clear(out);
    if (i > 0)
        return false;
    size_t width = source->width;
    struct line verdict = {0}, where = {0};
    line_clear(&verdict);
    line_clear(&where);
    status_where(source, width == 0 || width >= 72, width == 0 || width >= 90, &where);
    line_str(out, STYLE_TITLE, width == 0 || width >= 100 ? " brine  " : " ");
    status_verdict(source, width ? verdict_columns(source, out->width + where.width) : 0, &verdict);
    size_t used = out->width + where.width + verdict.width + 4;
    size_t room = width == 0                        ? 0
                  : width > used + PATH_COLUMNS_MIN ? width - used
                                                    : PATH_COLUMNS_MIN;
    status_file(source, room, out);
    line_str(out, STYLE_PLAIN, "  ");
    line_add(out, &where);
    line_right(out, &verdict, width);
    if (width)
        line_cut(out, width);
    line_free(&verdict);
    line_free(&where);
    return true;
}

const struct view view_status = {
    .name = "status",
    .about = "the file, where we are in it, and what it would do",
    .count = status_count,
    .line = status_line,
};
