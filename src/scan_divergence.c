/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/scan_divergence.h"

#include <inttypes.h>
#include <string.h>

#include "src/analysis/diverge.h"
#include "src/input/shape.h"
#include "src/output/divergence.h"

/* Readers are compared where a look at the run says that they may part. */
static bool may_part(const struct stream *stream)
{
    struct readers_look look = {0};
    bool is_c = strcmp(stream->dialect, "c") == 0;
    return !is_c || readers_look_on(&look, stream->rec, UINT64_MAX);
}

/* What pickle.load comes to, of a stream whose loader reads an array at `inset`. False when memory fails. */
static bool blame_plain_reading(const br_record *rec, const struct finding *danger,
                                const struct stream *stream, const struct br_inset *inset,
                                struct parted *parted)
{
    char args[DIVERGE_TEXT_MAX] = "";
    bool is_named = danger->module && danger->name;
    bool good = !is_named || diverge_args(rec, danger, args);
    buf_printf(&parted->why,
               "what follows is an array to its loader; pickle.load takes it for opcodes, and "
               "reaches %s%s%s at 0x%" PRIx64,
               is_named ? danger->module : "what is dangerous", is_named ? "." : "",
               is_named ? danger->name : "", danger->pos);
    parted->finding = (struct finding){
        .rule = rule_named("reader-divergence"),
        .severity = SEVERITY_DANGEROUS,
        .op = inset->op,
        .pos = br_pos(stream->rec, inset->op),
        .event = ANALYSIS_NO_EVENT,
        .category = "",
        .why = buf_text(&parted->why),
    };
    if (is_named)
        divergence_blame(danger->module, danger->name, args, &parted->finding, &parted->why);
    return good;
}

/* A stream whose loader reads more than opcodes may be given to pickle.load all the same, which takes
 * all bytes for opcodes: what would it do, where its own loader does nothing bad? False when memory
 * fails. */
static bool find_plain_reading(const struct report *report, const struct stream *stream,
                               const struct policy *policy, struct parted *parted)
{
    struct br_options machine = machine_options(report->run->options, &stream->source->in);
    struct br_slice data = br_bytes(stream->rec);
    struct br_inset inset;
    struct finding danger;
    if (analysis_worst(stream->an) == SEVERITY_DANGEROUS || !br_inset(stream->rec, 0, &inset))
        return true;
    br_record *rec = br_record_new(data.data, data.len, &machine);
    struct analysis *an = rec ? analysis_new(policy, rec, NULL) : NULL;
    if (an)
        br_record_run(rec, 0);
    bool good = an && analysis_update(an, NULL);
    parted->found = good && diverge_danger(an, 0, &danger);
    if (parted->found)
        good = blame_plain_reading(rec, &danger, stream, &inset, parted);
    analysis_free(an);
    br_record_free(rec);
    return good && !parted->why.failed;
}

/* A reader that a limit ended before it parted may part where nobody looked: that is no benign file. */
static void report_limits(struct report *report, const struct stream *stream,
                          const struct diverge *d)
{
    const struct diverge_reader *reader;
    for (unsigned n = 0; (reader = diverge_reader(d, n)) != NULL; n++) {
        struct buf text = {.limit = ERR_TEXT_MAX}, line = {.limit = ERR_TEXT_MAX};
        if (!reader->parts && divergence_limit(d, n, &text)) {
            stream_label(stream, &line);
            buf_printf(&line, ": %s", buf_text(&text));
            struct trouble trouble = {.member = stream->member,
                                      .stream = &stream->number,
                                      .message = buf_text(&text),
                                      .line = buf_text(&line)};
            report_error(report, &trouble);
        }
        buf_free(&text);
        buf_free(&line);
    }
}

/* Each import names what can be a module: at another one a reader would end. An empty name is what readers
 * part about. Where memory fails, for all that is known, they are names. */
static bool imports_names(const struct diverge *d, unsigned n)
{
    struct br_ins ins;
    struct br_event event;
    bool is_name = true;
    br_record *rec = diverge_rerun(d, n);
    for (uint64_t k = 0; rec && is_name && br_event(rec, k, &event); k++) {
        br_ins_at(rec, event.op, &ins);
        is_name = event.kind != BR_EV_IMPORT || shape_makes_sense(&ins) || ins.text.len == 0 ||
                  ins.name.len == 0;
    }
    br_record_free(rec);
    return is_name;
}

/* One that parts comes to a STOP, or to something dangerous before it breaks: what is noise to `c` is
 * a pickle to it. */
static bool is_pickle_elsewhere(const struct diverge *d)
{
    const struct diverge_reader *reader;
    for (unsigned n = 0; (reader = diverge_reader(d, n)) != NULL; n++) {
        bool is_pickle = reader->tale.breaks == BR_ERR_NONE || reader->name[0];
        if (reader->parts && reader->dialect.runs && is_pickle && imports_names(d, n))
            return true;
    }
    return false;
}

bool scan_find_part(struct report *report, const struct stream *stream, const struct policy *policy,
                    struct parted *parted)
{
    const struct options *options = report->run->options;
    struct br_options machine = machine_options(options, &stream->source->in);
    struct br_slice data = br_bytes(stream->rec);
    bool is_c = strcmp(stream->dialect, "c") == 0;
    if (br_inset_count(stream->rec) > 0)
        return find_plain_reading(report, stream, policy, parted);
    if (!may_part(stream))
        return true;
    struct diverge *d =
        diverge_new(data.data, data.len, &machine, is_c ? stream->rec : NULL, policy);
    bool good = d && diverge_run(d, 0) == BR_OK;
    parted->found = good && divergence_finding(d, &parted->finding, &parted->why);
    parted->found &= !stream->is_noise || is_pickle_elsewhere(d);
    if (good)
        report_limits(report, stream, d);
    diverge_free(d);
    return good && !parted->why.failed;
}

bool scan_says_less(const struct finding *finding, struct parted *parted)
{
    bool is_frame = strcmp(finding->rule->name, "frame-broken") == 0;
    if (!parted->found || !is_frame || finding->op != parted->finding.op)
        return false;
    if (parted->finding.severity >= finding->severity)
        return true;
    parted->found = false;
    return false;
}
