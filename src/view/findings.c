/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the policy minds, in the order of the opcodes. */
#include <string.h>

#include "src/analysis/analysis.h"
#include "src/view/parts.h"

static uint64_t findings_count(const struct view_source *source)
{
    return source->analysis ? analysis_count(source->analysis) + (source->parting != NULL) : 0;
}

/* That readers part stands after what else is found at its opcode. */
static bool findings_nth(const struct view_source *source, uint64_t i, struct finding *out)
{
    const struct finding *parting = source->parting;
    uint64_t place = parting ? analysis_findings_before(source->analysis, parting->op + 1) : i + 1;
    if (i == place)
        *out = *parting;
    return i == place || analysis_finding(source->analysis, i - (i > place), out);
}

static bool findings_line(const struct view_source *source, uint64_t i, struct line *out)
{
    line_clear(out);
    struct finding finding;
    if (!source->analysis || !findings_nth(source, i, &finding))
        return false;
    enum style style = part_severity_style(finding.severity, STYLE_PLAIN);
    line_str(out, style, part_severity_sign(finding.severity));
    line_str(out, STYLE_PLAIN, " ");
    part_offset(out, finding.pos, part_offset_digits(source->rec));
    line_printf(out, STYLE_LABEL, " %s ", finding.rule->name);
    if (finding.module) {
        part_name(out, style, finding.module, finding.name, source->width);
        line_str(out, STYLE_PLAIN, " ");
    }
    line_safe(out, STYLE_MUTED, finding.why, strlen(finding.why), 0);
    if (source->width)
        line_cut(out, source->width);
    out->traits |= part_severity_trait(finding.severity);
    if (finding.op == source->cursor)
        out->traits |= LINE_CURRENT;
    part_about_row(out, source, finding.op);
    return true;
}

/* The first at or after the cursor, else the last. */
static uint64_t findings_home(const struct view_source *source)
{
    uint64_t low = 0, count = findings_count(source), high = count;
    while (low < high) {
        uint64_t mid = low + (high - low) / 2;
        struct finding finding;
        if (findings_nth(source, mid, &finding) && finding.op < source->cursor)
            low = mid + 1;
        else
            high = mid;
    }
    return low < count || count == 0 ? low : count - 1;
}

const struct view view_findings = {
    .name = "findings",
    .about = "what the policy minds, and why",
    .count = findings_count,
    .line = findings_line,
    .home = findings_home,
};
