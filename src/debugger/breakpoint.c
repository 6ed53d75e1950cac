/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/debugger/breakpoint.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/analysis/analysis.h"
#include "src/debugger/command.h"
#include "src/debugger/eval.h"
#include "src/debugger/pattern.h"
#include "src/debugger/position.h"
#include "src/debugger/readers.h"
#include "src/debugger/session.h"
#include "src/output/out.h"

enum {
    NAME_TEXT_MAX = 1 << 16, /* bytes of a callee that a pattern looks at */
    PATTERN_MAX = 4096,
};

/* A search for the nearest row of [low, high), from low upwards or from high downwards. */
struct seek {
    struct session *session;
    const struct breakpoint *breakpoint;
    br_op low, high;
    bool backward;
};

/* A kind of place. */
struct place_kind {
    const char *command; /* after which it is typed: "break" (and tbreak), "watch", "catch" */
    const char *word;    /* its first word; NULL: no word of its own */
    bool is_place;       /* see breakpoint_is_place */
    /* Reads what follows the word. */
    bool (*parse)(struct breakpoint *breakpoint, struct session *session, const char *args,
                  struct err *err);
    br_op (*seek)(const struct seek *seek);
    /* Finds out what seek must know before a run; NULL: nothing. False: interrupted, or no memory. */
    bool (*prepare)(struct session *session, struct err *err);
};

/* ---- Rows, one after the other --------------------------------------------------------------- */

static bool seek_interrupted(const struct seek *seek)
{
    const volatile sig_atomic_t *flag = seek->session->options.interrupted;
    return flag && *flag;
}

/* The nearest row of the range for which `fits` says so. */
static br_op seek_rows(const struct seek *seek, bool (*fits)(const struct seek *seek, br_op op))
{
    for (br_op n = 0; n < seek->high - seek->low; n++) {
        br_op op = seek->backward ? seek->high - 1 - n : seek->low + n;
        if (fits(seek, op))
            return op;
        if (seek_interrupted(seek))
            return BR_NO_OP;
    }
    return BR_NO_OP;
}

/* The code of a row; 0x00, which is none, for the break of a run. */
static uint8_t row_code(const struct seek *seek, br_op op)
{
    const br_record *rec = seek->session->rec;
    const struct br_error *error = br_error_of(rec);
    if (op < br_ops(rec))
        return br_opcode_at(rec, op)->code;
    return error && error->opcode ? error->opcode->code : 0;
}

/* ---- break #12, break 0x1f ------------------------------------------------------------------- */

static br_op seek_one(const struct seek *seek, br_op op)
{
    return op != BR_NO_OP && op >= seek->low && op < seek->high ? op : BR_NO_OP;
}

static br_op seek_op(const struct seek *seek)
{
    return seek_one(seek, (br_op)seek->breakpoint->place);
}

static br_op seek_byte(const struct seek *seek)
{
    const br_record *rec = seek->session->rec;
    uint64_t pos = seek->breakpoint->place;
    br_op last = session_last(seek->session);
    if (pos < br_end(rec))
        return seek_one(seek, br_op_at(rec, pos));
    if (session_is_break(seek->session, last) && pos == session_pos(seek->session, last))
        return seek_one(seek, last);
    return BR_NO_OP;
}

static const struct place_kind place_op = {.is_place = true, .seek = seek_op};
static const struct place_kind place_byte = {.is_place = true, .seek = seek_byte};

/* ---- break REDUCE ---------------------------------------------------------------------------- */

static bool fits_code(const struct seek *seek, br_op op)
{
    return row_code(seek, op) == seek->breakpoint->code;
}

static br_op seek_code(const struct seek *seek)
{
    return seek_rows(seek, fits_code);
}

static const struct place_kind place_code = {.is_place = true, .seek = seek_code};

/* ---- break if EXPRESSION --------------------------------------------------------------------- */

static bool fits_any(const struct seek *seek, br_op op)
{
    (void)seek;
    (void)op;
    return true;
}

static br_op seek_any(const struct seek *seek)
{
    return seek_rows(seek, fits_any);
}

static const struct place_kind place_any = {.seek = seek_any};

/* ---- break import, break call ---------------------------------------------------------------- */

/* What has the name of an event's callee: INST has a name and no callee. */
static br_value event_subject(const struct br_event *event)
{
    return event->callee != BR_NO_VALUE ? event->callee : event->value;
}

/* "module.name" of an event, as in the stream. */
static void event_global(const br_record *rec, const struct br_event *event, struct buf *out)
{
    br_value value = event_subject(event);
    bool is_literal;
    br_global_part(rec, value, BR_PART_MODULE, buf_sink(out), &is_literal);
    buf_char(out, '.');
    br_global_part(rec, value, BR_PART_NAME, buf_sink(out), &is_literal);
}

static bool pattern_fits(const char *pattern, const char *text, size_t len)
{
    return pattern_match(pattern, strlen(pattern), text, len);
}

/* What CPython imported at op instead, when that was below protocol 3 and it maps the names of
 * Python 2. value: a global, or an INST. */
static bool mapped_fits(const br_record *rec, br_value value, br_op op, const char *pattern)
{
    struct buf module = {.limit = NAME_TEXT_MAX}, name = {.limit = NAME_TEXT_MAX}, text = {0};
    const char *mapped_module, *mapped_name;
    bool module_is_literal, name_is_literal, fits = false;
    if (op == BR_NO_OP || br_protocol(rec, op) >= 3)
        return false;
    br_global_part(rec, value, BR_PART_MODULE, buf_sink(&module), &module_is_literal);
    br_global_part(rec, value, BR_PART_NAME, buf_sink(&name), &name_is_literal);
    if (module_is_literal && name_is_literal &&
        br_mapped(buf_text(&module), module.len, buf_text(&name), name.len, &mapped_module,
                  &mapped_name)) {
        buf_printf(&text, "%s.", mapped_module);
        if (mapped_name)
            buf_str(&text, mapped_name);
        else
            buf_add(&text, name.data, name.len);
        fits = pattern_fits(pattern, buf_text(&text), text.len);
    }
    buf_free(&module);
    buf_free(&name);
    buf_free(&text);
    return fits;
}

static bool import_fits(const struct seek *seek, const struct br_event *event, uint64_t number)
{
    (void)number;
    if (event->kind != BR_EV_IMPORT)
        return false;
    const char *pattern = seek->breakpoint->pattern;
    if (!pattern)
        return true;
    struct buf text = {.limit = NAME_TEXT_MAX};
    event_global(seek->session->rec, event, &text);
    bool fits = pattern_fits(pattern, buf_text(&text), text.len) ||
                mapped_fits(seek->session->rec, event_subject(event), event->op, pattern);
    buf_free(&text);
    return fits;
}

/* The callee's text, or what it was resolved to. */
static bool call_fits(const struct seek *seek, const struct br_event *event, uint64_t number)
{
    if (event->kind != BR_EV_REDUCE && event->kind != BR_EV_NEWOBJ && event->kind != BR_EV_INST)
        return false;
    const char *pattern = seek->breakpoint->pattern;
    if (!pattern)
        return true;
    struct buf text = {0};
    struct br_text_options options = {.max_bytes = NAME_TEXT_MAX};
    struct br_text_result result;
    bool is_present, fits;
    br_event_text(seek->session->rec, event, BR_FIELD_CALLEE, &options, buf_sink(&text), &result,
                  &is_present);
    fits = pattern_fits(pattern, buf_text(&text), text.len);
    const char *module, *name;
    br_value callee = event_subject(event);
    if (!fits &&
        (br_kind(seek->session->rec, callee) == BR_KIND_GLOBAL || event->kind == BR_EV_INST))
        fits =
            mapped_fits(seek->session->rec, callee, br_maker(seek->session->rec, callee), pattern);
    if (!fits && analysis_resolved(seek->session->analysis, number, &module, &name)) {
        buf_clear(&text);
        buf_printf(&text, "%s.%s", module, name);
        fits = pattern_fits(pattern, buf_text(&text), text.len);
    }
    buf_free(&text);
    return fits;
}

typedef bool (*event_fits_fn)(const struct seek *seek, const struct br_event *event,
                              uint64_t number);

/* Events are in the order of their opcodes. */
static br_op seek_events(const struct seek *seek, event_fits_fn fits)
{
    const br_record *rec = seek->session->rec;
    uint64_t low = br_event_from(rec, seek->low), high = br_event_from(rec, seek->high);
    struct br_event event;
    for (uint64_t n = 0; n < high - low; n++) {
        uint64_t number = seek->backward ? high - 1 - n : low + n;
        if (br_event(rec, number, &event) && fits(seek, &event, number))
            return event.op;
        if (seek_interrupted(seek))
            return BR_NO_OP;
    }
    return BR_NO_OP;
}

static br_op seek_import(const struct seek *seek)
{
    return seek_events(seek, import_fits);
}

static br_op seek_call(const struct seek *seek)
{
    return seek_events(seek, call_fits);
}

/* One pattern, in quotes or without; none is any. */
static bool parse_pattern(struct breakpoint *breakpoint, struct session *session, const char *args,
                          struct err *err)
{
    (void)session;
    size_t len = strlen(args);
    if (len == 0)
        return true;
    bool is_quoted = len >= 2 && (args[0] == '"' || args[0] == '\'') && args[len - 1] == args[0];
    if (len > PATTERN_MAX)
        return err_set(err, "a pattern may be at most %d bytes long", PATTERN_MAX);
    if (!is_quoted && strpbrk(args, " \t"))
        return err_set(err, "\"%s\": expected one pattern such as os.* (quotes hold blanks)", args);
    breakpoint->pattern = strndup(args + is_quoted, len - 2 * is_quoted);
    return breakpoint->pattern || err_set(err, "out of memory");
}

/* ---- break text, break bytes ----------------------------------------------------------------- */

static bool slice_fits(const struct br_slice *slice, const char *pattern)
{
    size_t len = strlen(pattern);
    if (strpbrk(pattern, "*?"))
        return pattern_match(pattern, len, (const char *)slice->data, (size_t)slice->len);
    return slice->len >= len && memmem(slice->data, (size_t)slice->len, pattern, len);
}

/* The characters after an opcode, as they stand in the stream. */
static bool fits_text(const struct seek *seek, br_op op)
{
    struct br_ins ins;
    if (op >= br_ops(seek->session->rec))
        return false;
    br_ins_at(seek->session->rec, op, &ins);
    return ins.opcode->arg > BR_ARG_UINT8 && ins.opcode->arg != BR_ARG_FLOAT8 &&
           (slice_fits(&ins.text, seek->breakpoint->pattern) ||
            slice_fits(&ins.name, seek->breakpoint->pattern));
}

static br_op seek_text(const struct seek *seek)
{
    return seek_rows(seek, fits_text);
}

static bool parse_text(struct breakpoint *breakpoint, struct session *session, const char *args,
                       struct err *err)
{
    if (args[0] == '\0')
        return err_set(err, "expected text and what to look for: text /bin/sh, or text http*");
    return parse_pattern(breakpoint, session, args, err);
}

/* The row in which the bytes begin; in `pattern` they are raw, `place` of them. */
static bool fits_bytes(const struct seek *seek, br_op op)
{
    struct br_slice data = br_bytes(seek->session->rec);
    uint64_t pos = session_pos(seek->session, op), want = seek->breakpoint->place;
    uint64_t end = op < br_ops(seek->session->rec) ? br_pos(seek->session->rec, op + 1) : pos + 1;
    uint64_t last =
        data.len < want ? 0 : data.len - want + 1; /* after the last they can begin at */
    end = end < last ? end : last;
    return pos < end && memmem(data.data + pos, (size_t)(end - pos + want - 1),
                               seek->breakpoint->pattern, (size_t)want);
}

static br_op seek_bytes(const struct seek *seek)
{
    return seek_rows(seek, fits_bytes);
}

/* "80 04 95" or "800495" */
static bool parse_bytes(struct breakpoint *breakpoint, struct session *session, const char *args,
                        struct err *err)
{
    (void)session;
    breakpoint->pattern = malloc(strlen(args) / 2 + 1);
    if (!breakpoint->pattern)
        return err_set(err, "out of memory");
    for (const char *at = args; *at; at++) {
        unsigned value;
        if (isspace((unsigned char)*at))
            continue;
        if (!isxdigit((unsigned char)at[0]) || !isxdigit((unsigned char)at[1]) ||
            sscanf(at, "%2x", &value) != 1)
            return err_set(err, "\"%s\": expected bytes as pairs of hex digits: 80 04", args);
        breakpoint->pattern[breakpoint->place++] = (char)value;
        at++;
    }
    return breakpoint->place > 0 || err_set(err, "expected bytes as pairs of hex digits: 80 04");
}

/* ---- break danger, catch --------------------------------------------------------------------- */

static br_op seek_severity(const struct seek *seek)
{
    const struct analysis *analysis = seek->session->analysis;
    enum severity severity = seek->breakpoint->severity;
    br_op op;
    if (seek->backward) {
        op = analysis_prev(analysis, seek->high, severity);
        return seek_one(seek, op);
    }
    if (analysis_op(analysis, seek->low) >= severity)
        return seek_one(seek, seek->low);
    op = analysis_next(analysis, seek->low, severity);
    return seek_one(seek, op);
}

static bool parse_danger(struct breakpoint *breakpoint, struct session *session, const char *args,
                         struct err *err)
{
    (void)session;
    breakpoint->severity = SEVERITY_DANGEROUS;
    return args[0] == '\0' || err_set(err, "expected nothing or `if` here, not \"%s\"", args);
}

static bool parse_unknown(struct breakpoint *breakpoint, struct session *session, const char *args,
                          struct err *err)
{
    if (!parse_danger(breakpoint, session, args, err))
        return false;
    breakpoint->severity = SEVERITY_SUSPICIOUS;
    return true;
}

static br_op seek_error(const struct seek *seek)
{
    br_op last = session_last(seek->session);
    return session_is_break(seek->session, last) ? seek_one(seek, last) : BR_NO_OP;
}

/* ---- catch divergence ------------------------------------------------------------------------ */

static br_op seek_parting(const struct seek *seek)
{
    return seek_one(seek, session_parting(seek->session));
}

/* ---- watch ----------------------------------------------------------------------------------- */

static bool fits_memo(const struct seek *seek, br_op op)
{
    struct br_memo_line line;
    return op < br_ops(seek->session->rec) && br_memo_written(seek->session->rec, op, &line) &&
           line.key == seek->breakpoint->place;
}

static br_op seek_memo(const struct seek *seek)
{
    return seek_rows(seek, fits_memo);
}

static bool holds_at(const struct session *session, const struct expr *expr, br_op op)
{
    struct eval eval = {.rec = session->rec,
                        .op = op,
                        .analysis = session->analysis,
                        .interrupted = session->options.interrupted};
    bool holds = false;
    enum eval_status status = eval_holds(&eval, expr->root, &holds);
    eval_end(&eval);
    return status == EVAL_OK && holds;
}

/* Where it begins to hold. */
static bool fits_watched(const struct seek *seek, br_op op)
{
    const struct expr *watched = seek->breakpoint->watched;
    return holds_at(seek->session, watched, op) &&
           (op == 0 || !holds_at(seek->session, watched, op - 1));
}

static br_op seek_watched(const struct seek *seek)
{
    return seek_rows(seek, fits_watched);
}

static const struct place_kind place_memo = {.is_place = true, .seek = seek_memo};

/* memo[3], or any expression. */
static bool parse_watch(struct breakpoint *breakpoint, struct session *session, const char *args,
                        struct err *err)
{
    (void)session;
    struct expr *expr = expr_new(args, err);
    if (!expr)
        return err_prefix(err, "watch memo[N], or an expression such as stack > 100");
    const struct expr_node *root = expr->root;
    if (root->kind == EXPR_INDEX && root->a->kind == EXPR_NAME && root->a->which == NAME_MEMO &&
        root->b->kind == EXPR_LITERAL && root->b->literal.kind == LITERAL_INT &&
        root->b->literal.number >= 0) {
        breakpoint->kind = &place_memo;
        breakpoint->place = (uint64_t)root->b->literal.number;
        expr_free(expr);
        return true;
    }
    breakpoint->watched = expr;
    return true;
}

/* ---- The table ------------------------------------------------------------------------------- */

static const struct place_kind place_kinds[] = {
    {"break", "import", true, parse_pattern, seek_import, NULL},
    {"break", "call", true, parse_pattern, seek_call, NULL},
    {"break", "danger", true, parse_danger, seek_severity, NULL},
    {"break", "text", true, parse_text, seek_text, NULL},
    {"break", "bytes", true, parse_bytes, seek_bytes, NULL},
    {"break", "divergence", true, parse_danger, seek_parting, session_compare_all},
    {"catch", "dangerous", true, parse_danger, seek_severity, NULL},
    {"catch", "unknown", true, parse_unknown, seek_severity, NULL},
    {"catch", "error", true, parse_danger, seek_error, NULL},
    {"catch", "divergence", true, parse_danger, seek_parting, session_compare_all},
    {"watch", NULL, false, parse_watch, seek_watched, NULL},
};

/* A word may be shortened. NULL: it is none of this command's. */
static const struct place_kind *place_kind_find(const char *command, const char *word, size_t len)
{
    for (size_t n = 0; n < sizeof place_kinds / sizeof *place_kinds; n++) {
        const struct place_kind *kind = &place_kinds[n];
        if (strcmp(kind->command, command) == 0 &&
            (!kind->word || (len > 0 && strncmp(kind->word, word, len) == 0)))
            return kind;
    }
    return NULL;
}

/* ---- Making one ------------------------------------------------------------------------------ */

/* Where " if " begins in args, outside quotes; the end without one. */
static size_t find_if(const char *args)
{
    char quote = 0;
    size_t n;
    for (n = 0; args[n]; n++) {
        bool begins_word = n == 0 || isspace((unsigned char)args[n - 1]);
        if (!quote && begins_word && strncmp(args + n, "if", 2) == 0 &&
            (args[n + 2] == '\0' || isspace((unsigned char)args[n + 2]) || args[n + 2] == '('))
            return n;
        if (quote ? args[n] == quote : args[n] == '"' || args[n] == '\'')
            quote = quote ? 0 : args[n];
    }
    return n;
}

static bool parse_place_text(struct breakpoint *breakpoint, struct session *session,
                             const char *command, const char *text, struct err *err)
{
    size_t len = debug_word(text);
    struct position position;
    const struct br_opcode *opcode = br_opcode_named(text);
    bool is_break = strcmp(command, "break") == 0;
    if (is_break && opcode) {
        breakpoint->kind = &place_code;
        breakpoint->code = opcode->code;
        return true;
    }
    if (is_break && position_parse(text, &position)) {
        br_op op;
        if (!position_find(session, &position, &op, err))
            return false;
        breakpoint->kind = position.kind == POSITION_BYTE ? &place_byte : &place_op;
        breakpoint->place = position.kind == POSITION_BYTE ? position.number : op;
        return true;
    }
    const struct place_kind *kind = place_kind_find(command, text, len);
    if (!kind)
        return strcmp(command, "catch") == 0
                   ? err_set(err,
                             "expected catch dangerous, unknown, error or divergence, not \"%s\"",
                             text)
                   : err_set(err,
                             "\"%s\": expected an opcode's name, " POSITION_EXPECTED
                             ", import PATTERN, call [PATTERN], danger, divergence, text PATTERN, "
                             "bytes HEX, or if EXPRESSION",
                             text);
    breakpoint->kind = kind;
    const char *args = kind->word ? text + len : text;
    while (isspace((unsigned char)*args))
        args++;
    return kind->parse(breakpoint, session, args, err);
}

/* Nothing typed: the place where the cursor is; a condition alone: everywhere. */
static bool parse_place(struct breakpoint *breakpoint, struct session *session, const char *command,
                        bool has_condition, struct err *err)
{
    if (breakpoint->text[0] || strcmp(command, "break") != 0)
        return parse_place_text(breakpoint, session, command, breakpoint->text, err);
    if (has_condition) {
        breakpoint->kind = &place_any;
        return true;
    }
    struct buf here = {0};
    breakpoint->kind = &place_byte;
    breakpoint->place = session_pos(session, session->cursor);
    buf_printf(&here, "0x%04llx", (unsigned long long)breakpoint->place);
    free(breakpoint->text);
    breakpoint->text = strdup(buf_text(&here));
    buf_free(&here);
    return breakpoint->text || err_set(err, "out of memory");
}

static void breakpoint_free(struct breakpoint *breakpoint)
{
    if (!breakpoint)
        return;
    expr_free(breakpoint->condition);
    expr_free(breakpoint->watched);
    lines_free(breakpoint->commands);
    free(breakpoint->pattern);
    free(breakpoint->text);
    free(breakpoint);
}

static bool breakpoint_parse(struct breakpoint *breakpoint, struct session *session,
                             const char *command, const char *args, struct err *err)
{
    size_t end = find_if(args), n = end;
    while (n > 0 && isspace((unsigned char)args[n - 1]))
        n--;
    breakpoint->enabled = true;
    breakpoint->command = command;
    breakpoint->temporary = command[0] == 't';
    breakpoint->text = strndup(args, n);
    if (!breakpoint->text)
        return err_set(err, "out of memory");
    if (!parse_place(breakpoint, session, breakpoint->temporary ? "break" : command,
                     args[end] != '\0', err))
        return false;
    if (args[end] == '\0')
        return true;
    breakpoint->condition = expr_new(args + end + strlen("if"), err);
    return breakpoint->condition != NULL;
}

static bool breakpoints_push(struct breakpoints *list, struct breakpoint *breakpoint)
{
    if (list->count == list->cap) {
        size_t cap = list->cap ? list->cap * 2 : 8;
        struct breakpoint **rows = realloc(list->rows, cap * sizeof *rows);
        if (!rows)
            return false;
        list->rows = rows;
        list->cap = cap;
    }
    list->rows[list->count++] = breakpoint;
    breakpoint->number = ++list->last_number;
    return true;
}

struct breakpoint *breakpoint_add(struct session *session, const char *command, const char *args,
                                  struct err *err)
{
    struct breakpoint *breakpoint = calloc(1, sizeof *breakpoint);
    if (!breakpoint) {
        err_set(err, "out of memory");
        return NULL;
    }
    if (!breakpoint_parse(breakpoint, session, command, args, err)) {
        breakpoint_free(breakpoint);
        return NULL;
    }
    if (!breakpoints_push(session->breakpoints, breakpoint)) {
        breakpoint_free(breakpoint);
        err_set(err, "out of memory");
        return NULL;
    }
    return breakpoint;
}

bool breakpoint_set_condition(struct breakpoint *breakpoint, const char *text, struct err *err)
{
    while (isspace((unsigned char)*text))
        text++;
    struct expr *expr = NULL;
    if (*text && !(expr = expr_new(text, err)))
        return false;
    expr_free(breakpoint->condition);
    breakpoint->condition = expr;
    return true;
}

void breakpoint_text(const struct breakpoint *breakpoint, struct buf *out)
{
    buf_str(out, breakpoint->text);
    if (breakpoint->condition)
        buf_printf(out, "%sif %s", breakpoint->text[0] ? " " : "", breakpoint->condition->text);
}

/* ---- The list -------------------------------------------------------------------------------- */

struct breakpoints *breakpoints_new(void)
{
    return calloc(1, sizeof(struct breakpoints));
}

void breakpoints_clear(struct breakpoints *list)
{
    for (size_t n = 0; n < list->count; n++)
        breakpoint_free(list->rows[n]);
    list->count = 0;
}

void breakpoints_free(struct breakpoints *list)
{
    if (!list)
        return;
    breakpoints_clear(list);
    free(list->rows);
    free(list);
}

struct breakpoint *breakpoint_numbered(const struct breakpoints *list, uint64_t number)
{
    for (size_t n = 0; n < list->count; n++) {
        if (list->rows[n]->number == number)
            return list->rows[n];
    }
    return NULL;
}

void breakpoint_delete(struct breakpoints *list, struct breakpoint *breakpoint)
{
    size_t n = 0;
    while (n < list->count && list->rows[n] != breakpoint)
        n++;
    if (n == list->count)
        return;
    list->count--;
    memmove(list->rows + n, list->rows + n + 1, (list->count - n) * sizeof *list->rows);
    breakpoint_free(breakpoint);
}

/* ---- Looking for the next -------------------------------------------------------------------- */

static br_op breakpoint_seek(struct session *session, const struct breakpoint *breakpoint,
                             br_op low, br_op high, bool backward)
{
    struct seek seek = {session, breakpoint, low, high, backward};
    return low < high ? breakpoint->kind->seek(&seek) : BR_NO_OP;
}

/* The place is reached: does it stop there? Counts the hit. */
static bool breakpoint_hits(const struct session *session, struct breakpoint *breakpoint, br_op op)
{
    if (breakpoint->condition && !holds_at(session, breakpoint->condition, op))
        return false;
    breakpoint->hits++;
    if (breakpoint->ignore == 0)
        return true;
    breakpoint->ignore--;
    return false;
}

/* The run so far: for each breakpoint the nearest row of its place that was not asked yet. */
struct run {
    struct session *session;
    bool backward;
    br_op low, high; /* what is left of the range */
    br_op *next;     /* per breakpoint */
};

static void run_seek_all(struct run *run)
{
    struct breakpoints *list = run->session->breakpoints;
    for (size_t n = 0; n < list->count; n++)
        run->next[n] = list->rows[n]->enabled ? breakpoint_seek(run->session, list->rows[n],
                                                                run->low, run->high, run->backward)
                                              : BR_NO_OP;
}

static br_op run_nearest(const struct run *run)
{
    br_op nearest = BR_NO_OP;
    for (size_t n = 0; n < run->session->breakpoints->count; n++) {
        br_op op = run->next[n];
        if (op != BR_NO_OP &&
            (nearest == BR_NO_OP || (run->backward ? op > nearest : op < nearest)))
            nearest = op;
    }
    return nearest;
}

/* Looks within the range; on RUN_NONE nothing in it stops. */
static enum run_end run_range(struct run *run, br_op *op, struct breakpoint **why, size_t max_why,
                              size_t *n_why)
{
    struct breakpoints *list = run->session->breakpoints;
    const volatile sig_atomic_t *flag = run->session->options.interrupted;
    run_seek_all(run);
    for (;;) {
        *op = run_nearest(run);
        if (flag && *flag)
            return RUN_INTERRUPTED;
        if (*op == BR_NO_OP)
            return RUN_NONE;
        if (run->backward)
            run->high = *op;
        else
            run->low = *op + 1;
        bool stops = false;
        for (size_t n = 0; n < list->count; n++) {
            if (run->next[n] != *op)
                continue;
            if (breakpoint_hits(run->session, list->rows[n], *op)) {
                stops = true;
                if (*n_why < max_why)
                    why[(*n_why)++] = list->rows[n];
            }
        }
        if (stops)
            return RUN_STOPPED;
        for (size_t n = 0; n < list->count; n++) {
            if (run->next[n] == *op)
                run->next[n] = breakpoint_seek(run->session, list->rows[n], run->low, run->high,
                                               run->backward);
        }
    }
}

/* Whatever the breakpoints must know of the stream as a whole. */
static bool run_prepare(struct session *session)
{
    struct breakpoints *list = session->breakpoints;
    struct err err;
    for (size_t n = 0; n < list->count; n++)
        if (list->rows[n]->enabled && list->rows[n]->kind->prepare &&
            !list->rows[n]->kind->prepare(session, &err))
            return false;
    return true;
}

enum run_end breakpoints_run(struct session *session, bool backward, br_op *op,
                             struct breakpoint **why, size_t max_why, size_t *n_why)
{
    size_t count = session->breakpoints->count;
    struct run run = {.session = session, .backward = backward};
    run.next = calloc(count + 1, sizeof *run.next);
    *n_why = 0;
    if (!run.next)
        return RUN_INTERRUPTED;
    enum run_end end;
    if (!run_prepare(session)) {
        end = RUN_INTERRUPTED;
    } else if (backward) {
        run.high = session->cursor;
        end = run_range(&run, op, why, max_why, n_why);
    } else {
        br_op from = session->is_fresh ? 0 : session->cursor + 1;
        do { /* what has run already, then what runs for this */
            run.low = from;
            run.high = session_last(session) + 1;
            from = run.high > from ? run.high : from;
            end = run_range(&run, op, why, max_why, n_why);
        } while (end == RUN_NONE && !br_done(session->rec) &&
                 (session_reach(session, br_ops(session->rec)), true));
    }
    free(run.next);
    return end;
}

bool breakpoint_find(struct session *session, const char *place, bool backward, br_op *op,
                     enum run_end *end, struct err *err)
{
    struct breakpoint *why[1];
    size_t n_why;
    struct breakpoints *kept = session->breakpoints;
    session->breakpoints = breakpoints_new();
    bool made = session->breakpoints && breakpoint_add(session, "break", place, err);
    if (!session->breakpoints)
        err_set(err, "out of memory");
    if (made)
        *end = breakpoints_run(session, backward, op, why, 1, &n_why);
    breakpoints_free(session->breakpoints);
    session->breakpoints = kept;
    return made;
}

bool breakpoint_is_at(struct session *session, const struct breakpoint *breakpoint, br_op op)
{
    return breakpoint->enabled && breakpoint_seek(session, breakpoint, op, op + 1, false) == op;
}

bool breakpoint_is_place(const struct breakpoint *breakpoint)
{
    return breakpoint->kind->is_place;
}

/* ---- Another record --------------------------------------------------------------------------- */

/* The byte of a row of a record, or where it ends. */
static uint64_t row_pos(const br_record *rec, uint64_t op)
{
    return op < br_ops(rec) ? br_pos(rec, (br_op)op) : br_end(rec);
}

uint64_t breakpoints_farthest(const struct session *session)
{
    uint64_t farthest = 0;
    for (size_t n = 0; n < session->breakpoints->count; n++) {
        const struct breakpoint *breakpoint = session->breakpoints->rows[n];
        uint64_t pos = breakpoint->kind == &place_op ? row_pos(session->rec, breakpoint->place) : 0;
        farthest = pos > farthest ? pos : farthest;
    }
    return farthest;
}

void breakpoints_follow(struct session *session, const br_record *old)
{
    for (size_t n = 0; n < session->breakpoints->count; n++) {
        struct breakpoint *breakpoint = session->breakpoints->rows[n];
        char text[24];
        if (breakpoint->kind != &place_op)
            continue;
        uint64_t pos = row_pos(old, breakpoint->place);
        br_op op = pos < br_end(session->rec) ? br_op_at(session->rec, pos) : session_last(session);
        op = op == BR_NO_OP ? 0 : op;
        snprintf(text, sizeof text, "#%u", (unsigned)op);
        char *copy = breakpoint->text[0] == '#' ? strdup(text) : NULL; /* `start`, `end` stay */
        breakpoint->place = op;
        if (copy) {
            free(breakpoint->text);
            breakpoint->text = copy;
        }
    }
}
