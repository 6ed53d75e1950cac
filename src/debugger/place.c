/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/debugger/place.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/analysis/analysis.h"
#include "src/debugger/args.h"
#include "src/debugger/ask.h"
#include "src/debugger/callee.h"
#include "src/debugger/command.h"
#include "src/debugger/pattern.h"
#include "src/debugger/position.h"
#include "src/debugger/readers.h"
#include "src/debugger/text.h"
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
    bool is_narrow;      /* see place_is_narrow */
    bool is_quick;       /* see place_is_quick */
    /* Reads what follows the word. */
    bool (*parse)(struct breakpoint *breakpoint, struct session *session, const char *args,
                  struct err *err);
    br_op (*seek)(const struct seek *seek);
    /* Finds out what seek must know before a run; NULL: nothing. False: interrupted, or no memory. */
    bool (*prepare)(struct session *session, struct err *err);
};

/* ---- Rows, one after the other --------------------------------------------------------------- */

/* The nearest row of the range for which `fits` says so. */
static br_op seek_rows(const struct seek *seek, bool (*fits)(const struct seek *seek, br_op op))
{
    for (br_op n = 0; n < seek->high - seek->low; n++) {
        br_op op = seek->backward ? seek->high - 1 - n : seek->low + n;
        if (fits(seek, op))
            return op;
        if (!session_goes_on(seek->session, "looking", n, seek->high - seek->low))
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

static const struct place_kind place_op = {.is_narrow = true, .is_quick = true, .seek = seek_op};
static const struct place_kind place_byte = {
    .is_narrow = true, .is_quick = true, .seek = seek_byte};

/* ---- break REDUCE ---------------------------------------------------------------------------- */

static bool fits_code(const struct seek *seek, br_op op)
{
    return row_code(seek, op) == seek->breakpoint->code;
}

static br_op seek_code(const struct seek *seek)
{
    return seek_rows(seek, fits_code);
}

static const struct place_kind place_code = {.is_narrow = true, .seek = seek_code};

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

/* "module.name" of an event, as in the stream. */
static void event_global(const br_record *rec, const struct br_event *event, struct buf *out)
{
    br_value value = callee_subject(event);
    bool is_literal;
    br_global_part(rec, value, BR_PART_MODULE, buf_sink(out), &is_literal);
    buf_char(out, '.');
    br_global_part(rec, value, BR_PART_NAME, buf_sink(out), &is_literal);
}

static bool pattern_fits(const char *pattern, const char *text, size_t len)
{
    return pattern_match(pattern, strlen(pattern), text, len);
}

/* A name that is not the one spelled. */
static bool other_name_fits(const struct seek *seek, const struct br_event *event, uint64_t number,
                            enum callee_name which)
{
    const char *pattern = seek->breakpoint->pattern;
    struct buf text = {0};
    bool fits =
        callee_name(seek->session->rec, seek->session->analysis, event, number, which, &text) &&
        pattern_fits(pattern, buf_text(&text), text.len);
    buf_free(&text);
    return fits;
}

static bool import_fits(const struct seek *seek, const struct br_event *event, uint64_t number)
{
    if (event->kind != BR_EV_IMPORT)
        return false;
    const char *pattern = seek->breakpoint->pattern;
    if (!pattern)
        return true;
    struct buf text = {.limit = NAME_TEXT_MAX};
    event_global(seek->session->rec, event, &text);
    bool fits = pattern_fits(pattern, buf_text(&text), text.len) ||
                other_name_fits(seek, event, number, CALLEE_MAPPED);
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
    for (unsigned which = 0; !fits && which < CALLEE_NAMES; which++)
        fits = other_name_fits(seek, event, number, (enum callee_name)which);
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
        if (!session_goes_on(seek->session, "looking", n, high - low))
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

/* Whatever it is that would be done. */
static bool event_fits(const struct seek *seek, const struct br_event *event, uint64_t number)
{
    (void)seek;
    (void)event;
    (void)number;
    return true;
}

static br_op seek_event(const struct seek *seek)
{
    return seek_events(seek, event_fits);
}

static bool parse_nothing(struct breakpoint *breakpoint, struct session *session, const char *args,
                          struct err *err)
{
    (void)breakpoint;
    (void)session;
    return args[0] == '\0' || err_set(err, "expected nothing or `if` here, not \"%.100s\"", args);
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
        return err_set(err, "\"%.100s\": expected one pattern such as os.* (quotes hold blanks)",
                       args);
    breakpoint->pattern = strndup(args + is_quoted, len - 2 * is_quoted);
    return breakpoint->pattern || err_set(err, "out of memory");
}

/* A global has a dot between its module and its name. */
static bool parse_import(struct breakpoint *breakpoint, struct session *session, const char *args,
                         struct err *err)
{
    if (!parse_pattern(breakpoint, session, args, err))
        return false;
    return !breakpoint->pattern || strpbrk(breakpoint->pattern, ".*?") ||
           err_set(err,
                   "\"%.100s\" can never match: all of MODULE.NAME must, as with os.* or *.system",
                   breakpoint->pattern);
}

/* ---- break text, break bytes ----------------------------------------------------------------- */

static bool slice_fits(const struct br_slice *slice, const char *pattern)
{
    size_t len = strlen(pattern);
    if (strpbrk(pattern, "*?"))
        return pattern_match(pattern, len, (const char *)slice->data, (size_t)slice->len);
    return slice->len >= len && memmem(slice->data, (size_t)slice->len, pattern, len);
}

/* The characters after an opcode, as its value has them. */
static bool fits_text(const struct seek *seek, br_op op)
{
    struct br_ins ins;
    struct buf room = {0};
    if (op >= br_ops(seek->session->rec))
        return false;
    br_ins_at(seek->session->rec, op, &ins);
    if (ins.opcode->arg <= BR_ARG_UINT8 || ins.opcode->arg == BR_ARG_FLOAT8)
        return false;
    struct br_slice text = text_characters(seek->session, op, &room);
    seek->session->no_memory |= room.failed;
    bool fits = slice_fits(&text, seek->breakpoint->pattern) ||
                slice_fits(&ins.name, seek->breakpoint->pattern);
    buf_free(&room);
    return fits;
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
            return err_set(err, "\"%.100s\": expected bytes as pairs of hex digits: 80 04", args);
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
    breakpoint->severity = SEVERITY_DANGEROUS;
    return parse_nothing(breakpoint, session, args, err);
}

static bool parse_unknown(struct breakpoint *breakpoint, struct session *session, const char *args,
                          struct err *err)
{
    breakpoint->severity = SEVERITY_SUSPICIOUS;
    return parse_nothing(breakpoint, session, args, err);
}

static br_op seek_error(const struct seek *seek)
{
    br_op last = session_last(seek->session);
    return session_is_break(seek->session, last) ? seek_one(seek, last) : BR_NO_OP;
}

/* ---- break divergence, catch divergence ------------------------------------------------------ */

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

/* Where it begins to hold. */
static bool fits_watched(const struct seek *seek, br_op op)
{
    const struct expr *watched = seek->breakpoint->watched;
    return ask_holds(seek->session, watched, op) &&
           (op == 0 || !ask_holds(seek->session, watched, op - 1));
}

static br_op seek_watched(const struct seek *seek)
{
    return seek_rows(seek, fits_watched);
}

static const struct place_kind place_memo = {.is_narrow = true, .seek = seek_memo};

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
    {"break", "import", true, false, parse_import, seek_import, NULL},
    {"break", "call", true, false, parse_pattern, seek_call, NULL},
    {"break", "danger", true, true, parse_danger, seek_severity, NULL},
    {"break", "event", true, true, parse_nothing, seek_event, NULL},
    {"break", "global", true, false, parse_import, seek_import, NULL},
    {"break", "suspicious", true, true, parse_unknown, seek_severity, NULL},
    {"break", "finding", true, true, parse_unknown, seek_severity, NULL},
    {"break", "text", true, false, parse_text, seek_text, NULL},
    {"break", "bytes", true, false, parse_bytes, seek_bytes, NULL},
    {"break", "divergence", true, true, parse_nothing, seek_parting, session_compare_all},
    {"catch", "dangerous", true, true, parse_danger, seek_severity, NULL},
    {"catch", "unknown", true, true, parse_unknown, seek_severity, NULL},
    {"catch", "error", true, true, parse_nothing, seek_error, NULL},
    {"catch", "divergence", true, true, parse_nothing, seek_parting, session_compare_all},
    {"watch", NULL, false, false, parse_watch, seek_watched, NULL},
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

/* ---- Public ---------------------------------------------------------------------------------- */

static bool read_position(struct breakpoint *breakpoint, struct session *session, const char *text,
                          struct err *err)
{
    struct position position;
    br_op op;
    if (!position_parse(session, text, &position, err) ||
        !position_find(session, &position, &op, err))
        return false;
    bool is_relative = position_is_relative(text);
    breakpoint->kind = position.kind == POSITION_BYTE || is_relative ? &place_byte : &place_op;
    breakpoint->place = position.kind == POSITION_BYTE ? position.number
                        : is_relative                  ? session_pos(session, op)
                                                       : op;
    return true;
}

bool place_read(struct breakpoint *breakpoint, struct session *session, const char *command,
                const char *text, struct err *err)
{
    size_t len = debug_word(text);
    const struct br_opcode *opcode = br_opcode_named(text);
    bool is_break = strcmp(command, "break") == 0;
    if (is_break && opcode) {
        breakpoint->kind = &place_code;
        breakpoint->code = opcode->code;
        return true;
    }
    if (is_break && position_begins(text))
        return read_position(breakpoint, session, text, err);
    const struct place_kind *kind = place_kind_find(command, text, len);
    if (!kind && strcmp(command, "catch") == 0)
        return err_set(
            err, "expected catch dangerous, unknown, error or divergence, not \"%.100s\"", text);
    if (!kind && strchr(text, '.'))
        return err_set(err,
                       "\"%.100s\" is no place: break import %.100s stops where it is imported, "
                       "break call %.100s where it is called",
                       text, text, text);
    if (!kind)
        return err_set(err,
                       "\"%.100s\": expected an opcode's name, %s, import PATTERN, call [PATTERN], "
                       "event, danger, suspicious, text PATTERN, bytes HEX, or if EXPRESSION",
                       text, POSITION_EXPECTED);
    breakpoint->kind = kind;
    const char *args = kind->word ? text + len : text;
    return kind->parse(breakpoint, session, args_skip(args), err);
}

void place_here(struct breakpoint *breakpoint, const struct session *session)
{
    breakpoint->kind = &place_byte;
    breakpoint->place = session_pos(session, session->cursor);
}

void place_anywhere(struct breakpoint *breakpoint)
{
    breakpoint->kind = &place_any;
}

br_op place_seek(struct session *session, const struct breakpoint *breakpoint, br_op low,
                 br_op high, bool backward)
{
    struct seek seek = {session, breakpoint, low, high, backward};
    return low < high ? breakpoint->kind->seek(&seek) : BR_NO_OP;
}

bool place_is_narrow(const struct breakpoint *breakpoint)
{
    return breakpoint->kind->is_narrow;
}

bool place_is_position(const struct breakpoint *breakpoint)
{
    return breakpoint->kind == &place_op || breakpoint->kind == &place_byte;
}

bool place_is_quick(const struct breakpoint *breakpoint)
{
    return breakpoint->kind->is_quick;
}

bool place_prepare(struct session *session, const struct breakpoint *breakpoint, struct err *err)
{
    return !breakpoint->kind->prepare || breakpoint->kind->prepare(session, err);
}

bool place_is_number(const struct breakpoint *breakpoint)
{
    return breakpoint->kind == &place_op;
}
