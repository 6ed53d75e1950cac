/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `brine policy check`: every mistake in files of rules. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/buf.h"
#include "src/policy_words.h"

/* A file under test. The parser calls it by a name of known length, so that a long path of its own
 * takes nothing from a message. */
struct checked {
    struct asked *asked;
    const char *path;
    size_t mistakes;
};
#define CHECKED_NAME "-"

/* Takes "-:LINE: text" apart. */
static const char *mistake_text(const char *message, unsigned *line)
{
    char *end;
    *line = (unsigned)strtoul(message + sizeof CHECKED_NAME, &end, 10);
    return *end == ':' && end[1] == ' ' ? end + 2 : end;
}

static void check_tell(void *context, const char *message)
{
    struct checked *checked = context;
    struct asked *asked = checked->asked;
    unsigned line;
    const char *text = mistake_text(message, &line);
    checked->mistakes++;
    asked->run->code = EXIT_FAILED;
    if (asked->is_json) {
        jsonl_object(&asked->json);
        jsonl_key(&asked->json, "line");
        jsonl_number(&asked->json, line);
        policy_json_text(&asked->json, "message", text);
        jsonl_object_end(&asked->json);
        return;
    }
    policy_print_safe(asked->run->out, checked->path, strlen(checked->path));
    out_printf(asked->run->out, ":%u: ", line);
    policy_print_safe(asked->run->out, text, strlen(text));
    out_char(asked->run->out, '\n');
}

static bool read_whole(const char *path, struct buf *text, struct err *err)
{
    char piece[8192];
    size_t n;
    bool is_stdin = strcmp(path, "-") == 0;
    FILE *file = is_stdin ? stdin : fopen(path, "rb");
    if (!file)
        return err_set(err, "%.300s: %s", path, strerror(errno));
    while (!text->failed && (n = fread(piece, 1, sizeof piece, file)) > 0)
        buf_add(text, piece, n);
    bool good = !ferror(file) || err_set(err, "%.300s: %s", path, strerror(errno));
    if (good && text->failed)
        good = err_set(err, "%.300s: more than %d bytes of policy", path, POLICY_FILE_MAX_BYTES);
    if (!is_stdin)
        fclose(file);
    return good;
}

/* What is right is added, so that the next file is checked against it. */
static void check_whole(struct checked *checked, const struct buf *text)
{
    struct asked *asked = checked->asked;
    struct err err;
    size_t before = policy_rule_count(asked->policy);
    policy_check_text(asked->policy, CHECKED_NAME, buf_text(text), text->len, check_tell, checked);
    if (checked->mistakes == 0 &&
        !policy_add_text(asked->policy, checked->path, buf_text(text), text->len, &err))
        run_error(asked->run, &err);
    if (asked->is_json || checked->mistakes)
        return;
    policy_print_safe(asked->run->out, checked->path, strlen(checked->path));
    out_str(asked->run->out, ": ");
    out_count(asked->run->out, policy_rule_count(asked->policy) - before, "rule");
    out_str(asked->run->out, ", no mistakes\n");
}

static void check_file(struct asked *asked, const char *path)
{
    struct checked checked = {.asked = asked, .path = path};
    struct buf text = {.limit = POLICY_FILE_MAX_BYTES};
    struct err err;
    bool is_read = read_whole(path, &text, &err);
    if (!is_read)
        run_error(asked->run, &err);
    if (asked->is_json) {
        jsonl_object(&asked->json);
        policy_json_text(&asked->json, "file", path);
        jsonl_key(&asked->json, "error");
        jsonl_str(&asked->json, is_read ? NULL : err.text);
        jsonl_key(&asked->json, "mistakes");
        jsonl_array(&asked->json);
    }
    if (is_read)
        check_whole(&checked, &text);
    if (asked->is_json) {
        jsonl_array_end(&asked->json);
        jsonl_object_end(&asked->json);
        jsonl_line(&asked->json);
    }
    buf_free(&text);
}

void policy_check(struct asked *asked, const char *const *files, size_t count)
{
    for (size_t n = 0; n < count && !out_failed(asked->run->out); n++)
        check_file(asked, files[n]);
}
