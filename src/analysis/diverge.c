/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/analysis/diverge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SLICE_OPS = 1 << 16,         /* run at once, before it is compared */
    EVENT_OPS = 16,              /* comparing an event costs as much as so many opcodes */
    EVENT_TEXT_MAX = 4096,       /* of an event's text, compared */
    EVENT_TEXT_LEAST = 64,       /* ... once EVENT_TEXT_TOTAL are spent */
    EVENT_TEXT_TOTAL = 64 << 20, /* of all of them, for one reader */
};

/* What is being done with the reader at hand. */
enum stage { STAGE_COMPARE, STAGE_FINISH, STAGE_EVENTS };

struct diverge {
    const uint8_t *data;
    uint64_t len;
    struct br_options options;
    br_record *own; /* of c, when none was given */
    const br_record *c;
    const struct policy *policy; /* NULL: nothing is judged */
    struct diverge_reader readers[DIVERGE_READERS_MAX];
    unsigned n_readers;

    unsigned at; /* the reader at hand */
    enum stage stage;
    br_record *rec;      /* its run */
    struct analysis *an; /* of that, where it matters what it does; else NULL */
    br_op next;          /* opcodes below agree */
    uint64_t events[2];  /* of c and of the other: those before agree, from the part on */
    uint64_t spent;      /* bytes of their texts */
    struct buf texts[2];
    bool failed; /* memory: nothing more is known */
};

static br_record *new_record(const struct diverge *d, unsigned n)
{
    struct br_options options = d->options;
    options.dialect = d->readers[n].dialect.name;
    return br_record_new(d->data, d->len, &options);
}

struct diverge *diverge_new(const uint8_t *data, uint64_t len, const struct br_options *options,
                            const br_record *c, const struct policy *policy)
{
    struct diverge *d = calloc(1, sizeof *d);
    if (!d)
        return NULL;
    d->data = data;
    d->len = len;
    d->policy = policy;
    if (options)
        d->options = *options;
    for (unsigned n = 0; n < DIVERGE_READERS_MAX && br_dialect_nth(n, &d->readers[n].dialect);
         n++) {
        d->readers[n].same_events = d->readers[n].same_result = true;
        d->readers[n].is_doubtful = true;
        d->n_readers++;
    }
    d->c = c;
    if (!c)
        d->c = d->own = new_record(d, 0);
    d->at = 1;
    if (d->c)
        return d;
    diverge_free(d);
    return NULL;
}

void diverge_free(struct diverge *d)
{
    if (!d)
        return;
    analysis_free(d->an);
    br_record_free(d->rec);
    br_record_free(d->own);
    buf_free(&d->texts[0]);
    buf_free(&d->texts[1]);
    free(d);
}

/* ---- Telling ---------------------------------------------------------------------------------- */

static bool tale_write(void *context, const char *bytes, size_t n)
{
    struct buf *buf = context;
    buf_add(buf, bytes, n < buf->limit - buf->len ? n : buf->limit - buf->len);
    return !buf->failed;
}

/* Of what takes a text or tells: false when memory fails. */
static bool take_field(const br_record *rec, const struct br_event *event, enum br_field field,
                       char *to)
{
    struct buf text = {.limit = DIVERGE_TEXT_MAX - 1};
    struct br_text_options options = {.max_bytes = DIVERGE_TEXT_MAX - 1};
    struct br_text_result result;
    bool present;
    bool good = br_event_text(rec, event, field, &options, (struct br_sink){tale_write, &text},
                              &result, &present) != BR_NOMEM;
    memcpy(to, buf_text(&text), text.len + 1);
    buf_free(&text);
    return good;
}

static bool take_value(struct br_state at, br_value value, char *to)
{
    struct buf text = {.limit = DIVERGE_TEXT_MAX - 1};
    struct br_text_options options = {.max_bytes = DIVERGE_TEXT_MAX - 1};
    struct br_text_result result;
    bool good =
        br_text(at, value, &options, (struct br_sink){tale_write, &text}, &result) != BR_NOMEM;
    memcpy(to, buf_text(&text), text.len + 1);
    buf_free(&text);
    return good;
}

/* The text of its result is the call. */
static bool is_call(enum br_event_kind kind)
{
    return kind == BR_EV_REDUCE || kind == BR_EV_NEWOBJ || kind == BR_EV_INST ||
           kind == BR_EV_PERSID;
}

static bool tell_events(const br_record *rec, br_op from, struct diverge_tale *tale)
{
    struct br_event event;
    bool good = true;
    uint64_t first = br_event_from(rec, from), count = br_event_count(rec);
    for (uint64_t n = first; good && n < count && br_event(rec, n, &event); n++) {
        if (tale->n_events == DIVERGE_EVENTS_MAX) {
            tale->more_events = count - n;
            return true;
        }
        struct diverge_event *told = &tale->events[tale->n_events++];
        told->kind = event.kind;
        if (is_call(event.kind)) {
            good = take_value((struct br_state){rec, event.op}, event.value, told->what);
            continue;
        }
        good = take_field(rec, &event, BR_FIELD_CALLEE, told->what) &&
               take_field(rec, &event, BR_FIELD_ARGS, told->with);
    }
    return good;
}

static bool tell_end(const br_record *rec, struct diverge_tale *tale)
{
    const struct br_error *error = br_error_of(rec);
    tale->end = error ? error->pos : br_end(rec);
    if (error) {
        tale->breaks = error->kind;
        tale->break_pos = error->pos;
    }
    return br_result(rec) == BR_NO_VALUE ||
           take_value((struct br_state){rec, br_ops(rec)}, br_result(rec), tale->result);
}

static bool tell(const br_record *rec, br_op from, bool runs, struct diverge_tale *tale)
{
    *tale = (struct diverge_tale){0};
    br_op last = br_ops(rec) + (br_error_of(rec) != NULL);
    for (br_op op = from; op < last && tale->n_rows < DIVERGE_ROWS_MAX; op++)
        reading_of(rec, op, runs, &tale->rows[tale->n_rows++]);
    return (!runs || tell_events(rec, from, tale)) && tell_end(rec, tale);
}

bool diverge_tale_of_c(const struct diverge *d, br_op from, struct diverge_tale *out)
{
    return tell(d->c, from, true, out);
}

/* ---- Comparing -------------------------------------------------------------------------------- */

static void next_reader(struct diverge *d)
{
    analysis_free(d->an);
    d->an = NULL;
    br_record_free(d->rec);
    d->rec = NULL;
    d->at++;
    d->stage = STAGE_COMPARE;
    d->next = 0;
    d->spent = 0;
}

static bool is_limited(const br_record *rec)
{
    const struct br_error *error = br_error_of(rec);
    return error && error->kind == BR_ERR_LIMIT;
}

/* A limit of brine's ended its run that did not end that of c. */
static bool is_cut_short(const struct diverge *d)
{
    return is_limited(d->rec) && !is_limited(d->c);
}

/* Compares what has run so far; tells how much that was. */
static uint64_t compare_rows(struct diverge *d)
{
    struct diverge_reader *reader = &d->readers[d->at];
    br_op first = d->next;
    enum comparison comparison = READ_SAME;
    while (comparison == READ_SAME) { /* c has run to its end, so it has the row or is done */
        if (d->next >= br_ops(d->rec) && !br_done(d->rec))
            return d->next - first;
        comparison = reading_compare(d->c, d->rec, d->next, reader->dialect.runs);
        d->next += comparison == READ_SAME;
    }
    if (comparison == READ_NOMEM) {
        d->failed = true;
        return 0;
    }
    if (comparison == READ_OVER) {
        reader->limited = is_cut_short(d);
        next_reader(d);
        return 1;
    }
    reader->parts = true;
    reader->op = d->next;
    reader->pos = d->next < br_ops(d->c) ? br_pos(d->c, d->next) : br_error_of(d->c)->pos;
    reader->difference = reading_difference(d->c, d->rec, d->next, &reader->dialect);
    d->stage = STAGE_FINISH;
    return d->next - first + 1;
}

static bool begin_reader(struct diverge *d)
{
    d->rec = new_record(d, d->at);
    return d->rec != NULL;
}

/* The next slice of the run at hand; one that has parted is judged. */
static enum br_status run_slice(struct diverge *d)
{
    const struct diverge_reader *reader = &d->readers[d->at];
    enum br_status status = br_record_run(d->rec, SLICE_OPS);
    if (!d->an && d->policy && reader->parts && reader->dialect.runs) {
        d->an = analysis_new(d->policy, d->rec, NULL);
        d->failed |= !d->an;
    }
    d->failed |= d->an && !analysis_update(d->an, NULL);
    return status;
}

static void copy_text(char *to, const char *text)
{
    snprintf(to, DIVERGE_TEXT_MAX, "%s", text ? text : "");
}

bool diverge_args(const br_record *rec, const struct finding *finding, char to[DIVERGE_TEXT_MAX])
{
    struct br_event event;
    copy_text(to, finding->args);
    bool is_known = finding->args || finding->event == ANALYSIS_NO_EVENT;
    return is_known || !br_event(rec, finding->event, &event) ||
           take_field(rec, &event, BR_FIELD_ARGS, to);
}

/* How much a finding says of a danger: 0 nothing, 3 what is called. */
static int telling(const struct finding *finding)
{
    bool is_named = finding->module && finding->name;
    if (finding->severity < SEVERITY_DANGEROUS)
        return 0;
    return 1 + is_named + (is_named && strcmp(finding->rule->name, "denied-call") == 0);
}

bool diverge_danger(const struct analysis *an, br_op from, struct finding *out)
{
    enum { A_CALL = 3 };
    struct finding finding;
    int best = 0;
    uint64_t n = analysis_findings_before(an, from);
    for (; best < A_CALL && analysis_finding(an, n, &finding); n++) {
        if (telling(&finding) > best) {
            best = telling(&finding);
            *out = finding;
        }
    }
    return best > 0;
}

/* What a reader comes to after it parted, where that has a name. */
static void find_danger(struct diverge *d, struct diverge_reader *reader)
{
    struct finding finding;
    if (!d->an || !diverge_danger(d->an, reader->op, &finding) || !finding.module || !finding.name)
        return;
    copy_text(reader->module, finding.module);
    copy_text(reader->name, finding.name);
    d->failed |= !diverge_args(d->rec, &finding, reader->with);
}

static uint64_t step_compare(struct diverge *d)
{
    if (d->next >= br_ops(d->rec))
        run_slice(d);
    return compare_rows(d) + 1;
}

static bool same_results(struct diverge *d)
{
    struct diverge_tale tale_a = {0}, tale_b = {0};
    d->failed |= !tell_end(d->c, &tale_a) || !tell_end(d->rec, &tale_b);
    return (tale_a.breaks == BR_ERR_NONE) == (tale_b.breaks == BR_ERR_NONE) &&
           strcmp(tale_a.result, tale_b.result) == 0;
}

/* The reader has parted; what it does after that is run, and told. */
static uint64_t step_finish(struct diverge *d)
{
    struct diverge_reader *reader = &d->readers[d->at];
    if (run_slice(d) == BR_RUNNING)
        return SLICE_OPS;
    reader->limited = is_cut_short(d);
    reader->is_doubtful = !d->an || reader->limited || analysis_worst(d->an) >= SEVERITY_SUSPICIOUS;
    find_danger(d, reader);
    d->failed |= !tell(d->rec, reader->op, reader->dialect.runs, &reader->tale);
    if (!reader->dialect.runs) {
        next_reader(d);
        return 1;
    }
    reader->same_result = same_results(d);
    d->events[0] = br_event_from(d->c, reader->op);
    d->events[1] = br_event_from(d->rec, reader->op);
    d->stage = STAGE_EVENTS;
    return 1;
}

/* Kind, callee, arguments and keywords of an event, as one text. */
static void event_text(struct diverge *d, const br_record *rec, const struct br_event *event,
                       struct buf *out)
{
    static const enum br_field fields[] = {BR_FIELD_CALLEE, BR_FIELD_ARGS, BR_FIELD_KWARGS};
    uint64_t limit = d->spent < EVENT_TEXT_TOTAL ? EVENT_TEXT_MAX : EVENT_TEXT_LEAST;
    struct br_text_options options = {.max_bytes = limit};
    struct br_text_result result;
    bool present;
    buf_clear(out);
    out->limit = 4 * EVENT_TEXT_MAX;
    buf_str(out, br_event_kind_name(event->kind));
    for (size_t n = 0; n < sizeof fields / sizeof *fields; n++) {
        buf_char(out, '\0');
        d->failed |=
            br_event_text(rec, event, fields[n], &options, (struct br_sink){tale_write, out},
                          &result, &present) == BR_NOMEM;
    }
    d->failed |= out->failed;
    d->spent += out->len;
}

/* The next event that imports, calls or asks for something: what a plain list, dict or number is
 * given runs nothing. */
static bool next_event(const br_record *rec, uint64_t *at, struct br_event *out)
{
    while (br_event(rec, (*at)++, out)) {
        bool is_change = out->kind >= BR_EV_BUILD && out->kind <= BR_EV_ADDITEM;
        if (!is_change || br_kind_is_unknown(br_kind(rec, out->callee)))
            return true;
    }
    return false;
}

/* Events of both from the part on, one after the other. */
static uint64_t step_events(struct diverge *d)
{
    struct diverge_reader *reader = &d->readers[d->at];
    struct br_event c, other;
    bool has_c = next_event(d->c, &d->events[0], &c);
    bool has_other = next_event(d->rec, &d->events[1], &other);
    if (has_c && has_other) {
        event_text(d, d->c, &c, &d->texts[0]);
        event_text(d, d->rec, &other, &d->texts[1]);
        if (d->texts[0].len == d->texts[1].len &&
            memcmp(d->texts[0].data, d->texts[1].data, d->texts[0].len) == 0)
            return EVENT_OPS;
    }
    /* Of a run that was cut short nobody knows what it would still import and call. */
    reader->same_events = !has_c && !has_other && !reader->limited;
    next_reader(d);
    return EVENT_OPS;
}

static uint64_t (*const steps[])(struct diverge *d) = {
    [STAGE_COMPARE] = step_compare,
    [STAGE_FINISH] = step_finish,
    [STAGE_EVENTS] = step_events,
};

enum br_status diverge_run(struct diverge *d, uint64_t max_ops)
{
    uint64_t left = max_ops ? max_ops : UINT64_MAX;
    while (d->own && !br_done(d->own)) {
        uint64_t slice = left < SLICE_OPS ? left : SLICE_OPS;
        br_record_run(d->own, slice);
        left -= slice;
        if (!left)
            return BR_RUNNING;
    }
    while (d->at < d->n_readers && left > 0 && !d->failed) {
        if (!d->rec && !begin_reader(d))
            return BR_NOMEM;
        uint64_t done = steps[d->stage](d);
        left -= done < left ? done : left;
    }
    if (d->failed)
        return BR_NOMEM;
    return d->at < d->n_readers ? BR_RUNNING : BR_OK;
}

/* ---- Answers ---------------------------------------------------------------------------------- */

bool diverge_part(const struct diverge *d, struct diverge_part *out)
{
    const struct diverge_reader *first = NULL;
    for (unsigned n = 1; n < d->n_readers; n++) {
        const struct diverge_reader *reader = &d->readers[n];
        /* Of those that part at one opcode, one that runs says more than one that decodes. */
        if (reader->parts && (!first || reader->op < first->op))
            first = reader;
    }
    if (!first)
        return false;
    bool has_row = first->op < br_ops(d->c);
    *out = (struct diverge_part){
        .op = first->op,
        .pos = first->pos,
        .opcode = has_row ? br_opcode_at(d->c, first->op) : br_error_of(d->c)->opcode,
        .difference = first->difference,
    };
    return true;
}

const struct diverge_reader *diverge_reader(const struct diverge *d, unsigned n)
{
    return n < d->n_readers ? &d->readers[n] : NULL;
}

bool diverge_in_events(const struct diverge *d)
{
    for (unsigned n = 1; n < d->n_readers; n++)
        if (!d->readers[n].same_events)
            return true;
    return false;
}

bool diverge_in_result(const struct diverge *d)
{
    for (unsigned n = 1; n < d->n_readers; n++)
        if (!d->readers[n].same_result || (d->readers[n].parts && !d->readers[n].dialect.runs))
            return true;
    return false;
}

const br_record *diverge_c(const struct diverge *d)
{
    return d->c;
}

br_record *diverge_rerun(const struct diverge *d, unsigned n)
{
    br_record *rec = new_record(d, n);
    if (rec)
        br_record_run(rec, 0);
    return rec;
}
