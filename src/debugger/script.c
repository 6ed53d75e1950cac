/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/debugger/script.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <sys/stat.h>

#include "src/debugger/setting.h"
#include "src/output/safe.h"

static bool is_blank(const char *text)
{
    while (isspace((unsigned char)*text))
        text++;
    return *text == '\0';
}

enum session_result script_line(struct session *session, const char *name, unsigned line,
                                const char *text, struct buf *out, struct err *err)
{
    if (is_blank(text)) /* at a prompt it would repeat */
        return SESSION_OK;
    if (session->settings->echo) {
        size_t len = strcspn(text, "\n");
        buf_str(out, session_wants(session) ? "> " : "(brine) ");
        safe_line(out, text, len);
        buf_char(out, '\n');
    }
    if (session->sourcing++ == 0)
        session->is_placed = false;
    enum session_result result = session_command(session, text, out, err);
    session->sourcing--;
    if (result == SESSION_ERROR && !session->is_placed) {
        err_prefix(err, "%s:%u", name, line);
        session->is_placed = true;
    }
    return result;
}

/* The next line, however long, without its newline. NULL: the end, or err is set. */
static char *read_line(FILE *file, char **line, size_t *cap, struct err *err)
{
    err->text[0] = '\0';
    ssize_t len = getline(line, cap, file);
    if (len < 0) {
        if (ferror(file))
            err_set(err, "cannot be read: %s", strerror(errno));
        return NULL;
    }
    if (len > SCRIPT_MAX_LINE || memchr(*line, '\0', (size_t)len)) {
        err_set(err, "a line is longer than %d bytes, or has a NUL: not a script", SCRIPT_MAX_LINE);
        return NULL;
    }
    return *line;
}

/* What the script began must end in it: else the lines of whoever ran it would be taken. */
bool script_end(struct session *session, struct err *err)
{
    unsigned collects = session->collects;
    session->collects = 0;
    return collects == 0 || err_set(err, "the commands of breakpoint %u have no end", collects);
}

enum session_result script_run(struct session *session, const char *name, FILE *file,
                               struct buf *out, script_show_fn show, void *context, struct err *err)
{
    char *line = NULL;
    size_t cap = 0;
    enum session_result result = SESSION_OK;
    for (unsigned number = 1; result != SESSION_ERROR && result != SESSION_QUIT; number++) {
        if (!read_line(file, &line, &cap, err)) {
            bool is_good = !err->text[0] && script_end(session, err);
            if (!is_good)
                err_prefix(err, "%s:%u", name, number);
            result = is_good ? SESSION_OK : SESSION_ERROR;
            break;
        }
        result = script_line(session, name, number, line, out, err);
        if (show && !show(context, out)) {
            err->text[0] = '\0';
            result = SESSION_ERROR;
        }
    }
    free(line);
    return result;
}

enum session_result script_run_file(struct session *session, const char *path, struct buf *out,
                                    script_show_fn show, void *context, struct err *err)
{
    struct stat stat;
    FILE *file = fopen(path, "re");
    if (!file) {
        err_set(err, "%s: %s", path, strerror(errno));
        return SESSION_ERROR;
    }
    if (fstat(fileno(file), &stat) != 0 || S_ISDIR(stat.st_mode)) {
        err_set(err, "%s: is a directory", path);
        fclose(file);
        return SESSION_ERROR;
    }
    enum session_result result = script_run(session, path, file, out, show, context, err);
    fclose(file);
    return result;
}
