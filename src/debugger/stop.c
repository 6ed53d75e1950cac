/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is told wherever the cursor comes to stand: the place, what comes next, what that would do,
 * and how bad that is; one line, then the expressions on display. */
#include "src/debugger/session.h"

#include <ctype.h>
#include <string.h>

#include "src/debugger/eval.h"
#include "src/debugger/lines.h"
#include "src/debugger/text.h"
#include "src/output/safe.h"

/* "   !! DANGEROUS: process: runs a shell command": more marks for what is worse. */
static void stop_finding(const struct session *session, br_op op, struct buf *out)
{
    struct buf finding = {0};
    bool found = text_finding(session, op, &finding);
    out->failed |= finding.failed;
    if (found && !finding.failed) {
        char *word = finding.data;
        bool is_danger = strncmp(word, "dangerous", 9) == 0;
        bool is_info = strncmp(word, "info", 4) == 0;
        for (; *word && *word != ':'; word++)
            *word = (char)toupper((unsigned char)*word);
        buf_str(out, is_danger ? "   !! " : is_info ? "   " : "   ! ");
        buf_add(out, finding.data, finding.len);
    }
    buf_free(&finding);
}

static void stop_break(const struct session *session, struct buf *out)
{
    const struct br_error *error = br_error_of(session->rec);
    if (!error) {
        buf_str(out, "   nothing has run here yet");
        return;
    }
    const char *what =
        error->kind == BR_ERR_LIMIT ? "brine reads NO FURTHER" : "the run BREAKS here";
    buf_printf(out, "   %s: %s: ", what, br_error_kind_name(error->kind));
    safe_str(out, error->message);
}

static void stop_next(const struct session *session, br_op op, struct buf *out)
{
    const struct br_opcode *opcode = br_opcode_at(session->rec, op);
    struct buf text = {0};
    if (text_events(session, op, true, &text)) {
        buf_str(out, "   would ");
        buf_add(out, text.data, text.len);
    } else if (br_result(session->rec) != BR_NO_VALUE && op == session_last(session)) {
        buf_str(out, "   the end: loading returns ");
        text_value(session, br_ops(session->rec), br_result(session->rec), out);
    } else if (opcode->arg != BR_ARG_NONE) {
        buf_char(out, ' ');
        text_arg(session, op, out);
    }
    out->failed |= text.failed;
    buf_free(&text);
}

void session_displays_text(struct session *session, struct buf *out)
{
    for (size_t n = 0; n < session->displays->count; n++) {
        const char *text = session->displays->rows[n];
        struct err err = {0};
        struct eval eval = {.rec = session->rec,
                            .op = session->cursor,
                            .err = &err,
                            .analysis = session->analysis,
                            .interrupted = session->options.interrupted};
        struct operand operand;
        struct expr *expr = expr_new(text, &err);
        buf_printf(out, "%zu: ", n + 1);
        safe_str(out, text);
        buf_str(out, " = ");
        bool good = expr && eval_expr(&eval, expr->root, &operand) == EVAL_OK &&
                    text_operand(&eval, &operand, text_brief(session), out) == EVAL_OK;
        if (!good)
            safe_str(out, err.text);
        buf_char(out, '\n');
        eval_end(&eval);
        expr_free(expr);
    }
}

void session_stop_text(struct session *session, struct buf *out)
{
    br_op op = session->cursor;
    text_row(session, op, out);
    if (session_is_break(session, op))
        stop_break(session, out);
    else
        stop_next(session, op, out);
    stop_finding(session, op, out);
    buf_char(out, '\n');
    session_displays_text(session, out);
}
