/* SPDX-License-Identifier: GPL-3.0-or-later */
/* That readers part, as a finding. */
#include "src/output/divergence.h"

/* Of a file that was cut, pickle.py loads what is there: nobody meant anything by it, while all that
 * it imports and calls then is known as harmless. */
static bool is_only_cut(const struct diverge *d)
{
    const struct br_error *error = br_error_of(diverge_c(d));
    const struct diverge_reader *reader;
    bool is_cut = error && error->kind == BR_ERR_TRUNCATED;
    for (unsigned n = 1; is_cut && (reader = diverge_reader(d, n)) != NULL; n++)
        is_cut = reader->same_events || !reader->is_doubtful;
    return is_cut;
}

/* The reader, if any, that imports or calls what `c` does not, and is known to be dangerous. */
static const struct diverge_reader *reader_in_danger(const struct diverge *d)
{
    const struct diverge_reader *reader;
    for (unsigned n = 1; (reader = diverge_reader(d, n)) != NULL; n++) {
        if (!reader->same_events && reader->module[0])
            return reader;
    }
    return NULL;
}

void divergence_blame(const char *module, const char *name, const char *args, struct finding *out,
                      struct buf *why)
{
    const char *const texts[3] = {module, name, args};
    size_t at[3];
    for (int k = 0; k < 3; k++) {
        buf_char(why, '\0');
        at[k] = why->len;
        buf_str(why, texts[k]);
    }
    if (why->failed)
        return;
    out->severity = SEVERITY_DANGEROUS;
    out->module = buf_text(why) + at[0];
    out->name = buf_text(why) + at[1];
    out->args = args[0] ? buf_text(why) + at[2] : NULL;
    out->why = buf_text(why);
}

bool divergence_finding(const struct diverge *d, struct finding *out, struct buf *why)
{
    struct diverge_part part;
    bool in_events = diverge_in_events(d) && !is_only_cut(d);
    if (!diverge_part(d, &part) || (!in_events && !diverge_in_result(d)))
        return false;
    const struct difference_row *row = difference_row(part.difference);
    buf_printf(why, "%s: ", row->name);
    if (in_events)
        divergence_deed(d, why);
    else
        buf_str(why, row->sentence);
    *out = (struct finding){
        .rule = rule_named("reader-divergence"),
        .severity = in_events ? SEVERITY_SUSPICIOUS : SEVERITY_INFO,
        .op = part.op,
        .pos = part.pos,
        .event = ANALYSIS_NO_EVENT,
        .category = "",
        .why = buf_text(why),
    };
    const struct diverge_reader *danger = in_events ? reader_in_danger(d) : NULL;
    if (danger)
        divergence_blame(danger->module, danger->name, danger->with, out, why);
    return !why->failed;
}
