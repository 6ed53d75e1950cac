/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/debugger/divergence.h"

#include <string.h>

#include "src/debugger/readers.h"
#include "src/debugger/text.h"
#include "src/output/divergence.h"

/* A line for each reader that was not run to its end. */
static void tell_limits(const struct diverge *d, struct buf *out)
{
    for (unsigned n = 0; diverge_reader(d, n); n++)
        if (divergence_limit(d, n, out))
            buf_str(out, ".\n");
}

enum session_result divergence_info(struct session *session, const char *args, struct buf *out,
                                    struct err *err)
{
    struct diverge_part part;
    (void)args;
    if (!session_compare_all(session, err))
        return SESSION_ERROR;
    if (br_inset_count(session->rec) > 0) {
        buf_str(out,
                "Only its own loader reads this stream as it is meant: Python's readers are not "
                "compared.\n");
        return SESSION_OK;
    }
    const struct diverge *d = session_compared(session);
    text_unread(session, out);
    bool is_limited = out->len > 0 || (d && !divergence_is_whole(d));
    if (d)
        tell_limits(d, out);
    if (!d || !diverge_part(d, &part)) {
        buf_printf(out, "%s.\n", divergence_agreement(!is_limited));
        return SESSION_OK;
    }
    buf_printf(out, "Readers part at 0x%04llx, #%u", (unsigned long long)part.pos,
               (unsigned)part.op);
    if (part.opcode)
        buf_printf(out, " %s", part.opcode->name);
    buf_printf(out, ": %s\n", difference_row(part.difference)->name);
    divergence_text(d, session->width, out);
    return SESSION_OK;
}

/* ---- Settings that are names ------------------------------------------------------------------ */

static const char *dialect_nth(unsigned n)
{
    struct br_dialect row;
    return br_dialect_nth(n, &row) ? row.name : NULL;
}

static const char *dialect_now(const struct session *session)
{
    const char *name = session_dialect(session);
    return name ? name : dialect_nth(0);
}

static const char *encoding_now(const struct session *session)
{
    const char *name = session->options.machine.encoding;
    return name ? name : br_encoding_nth(0);
}

static const struct name_setting settings[] = {
    {"dialect", "Which of Python's readers is modelled; the stream is run again", dialect_nth,
     dialect_now, session_set_dialect},
    {"encoding", "How strings of Python 2 are read; the stream is run again", br_encoding_nth,
     encoding_now, session_set_encoding},
};

const struct name_setting *name_setting_nth(unsigned n)
{
    return n < sizeof settings / sizeof *settings ? &settings[n] : NULL;
}

bool name_setting_set(struct session *session, const struct name_setting *setting,
                      const char *value, struct err *err)
{
    struct buf known = {.limit = ERR_TEXT_MAX};
    for (unsigned n = 0; setting->nth(n); n++) {
        if (strcmp(setting->nth(n), value) == 0) {
            buf_free(&known);
            return setting->set(session, value, err);
        }
        buf_printf(&known, "%s%s", n ? ", " : "", setting->nth(n));
    }
    err_set(err, "%s: \"%.60s\" is not known: expected %s", setting->name, value, buf_text(&known));
    buf_free(&known);
    return false;
}
