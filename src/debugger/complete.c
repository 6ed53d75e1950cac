/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/debugger/complete.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/settings.h"
#include "src/debugger/args.h"
#include "src/debugger/bookmark.h"
#include "src/debugger/breakpoint.h"
#include "src/debugger/command.h"
#include "src/debugger/divergence.h"
#include "src/debugger/expr.h"
#include "src/debugger/groups.h"
#include "src/debugger/setting.h"
#include "src/input/input.h"
#include "src/output/out.h"
#include "src/output/safe.h"

enum { MAX_NAMES = 10000, MAX_NAME = 1024 }; /* of a hostile file's globals and members */

/* One question: the arguments so far, and the word at their end. */
struct asked {
    struct session *session;
    const char *args; /* from the first argument on, up to the point */
    const char *word;
    size_t len; /* of the word */
    struct completions *out;
};

static void offer(const struct asked *asked, const char *text)
{
    if (strncmp(text, asked->word, asked->len) == 0 && asked->out->words.count < MAX_NAMES)
        lines_add(&asked->out->words, text);
}

/* Names of the file are offered only where they can be typed as they are. */
static void offer_bytes(const struct asked *asked, const char *text, size_t len)
{
    struct buf safe = {0};
    if (len > MAX_NAME || memchr(text, ' ', len))
        return;
    safe_line(&safe, text, len);
    if (safe.len == len && memcmp(safe.data, text, len) == 0)
        offer(asked, safe.data);
    buf_free(&safe);
}

/* ---- Each kind ------------------------------------------------------------------------------- */

static void offer_group(const struct asked *asked, const struct debug_group *group)
{
    for (size_t n = 0; n < group->count; n++)
        offer(asked, group->rows[n].name);
}

static void offer_commands(const struct asked *asked)
{
    const struct debug_group *group;
    for (size_t n = 0; (group = debug_group_nth(asked->session, n)) != NULL; n++)
        offer_group(asked, group);
}

/* In the case in which the word was begun. */
static void offer_opcodes(const struct asked *asked)
{
    const struct br_opcode *opcode;
    bool is_lower = asked->len > 0 && islower((unsigned char)asked->word[0]);
    for (unsigned n = 0; (opcode = br_opcode_nth(n)) != NULL; n++) {
        char name[32];
        size_t len = 0;
        for (; opcode->name[len] && len + 1 < sizeof name; len++)
            name[len] =
                (char)(is_lower ? tolower((unsigned char)opcode->name[len]) : opcode->name[len]);
        name[len] = '\0';
        offer(asked, name);
    }
}

/* What events of a kind import, or call: names that are globals, as often as they come. */
static void offer_callees(const struct asked *asked, bool (*wanted)(enum br_event_kind kind))
{
    const br_record *rec = asked->session->rec;
    struct br_event event;
    for (uint64_t n = 0; n < MAX_NAMES && br_event(rec, n, &event); n++) {
        struct br_text_options options = {.max_bytes = MAX_NAME};
        struct br_text_result result;
        struct buf text = {0};
        bool present;
        if (wanted(event.kind) && br_event_text(rec, &event, BR_FIELD_CALLEE, &options,
                                                buf_sink(&text), &result, &present) == BR_OK)
            offer_bytes(asked, buf_text(&text), text.len);
        buf_free(&text);
    }
}

static bool is_import(enum br_event_kind kind)
{
    return kind == BR_EV_IMPORT;
}

static bool is_call(enum br_event_kind kind)
{
    return kind == BR_EV_REDUCE || kind == BR_EV_NEWOBJ || kind == BR_EV_INST;
}

static void offer_all(const struct asked *asked, const char *const *words, size_t count)
{
    for (size_t n = 0; n < count; n++)
        offer(asked, words[n]);
}
#define OFFER_ALL(asked, words) offer_all((asked), (words), sizeof(words) / sizeof *(words))

/* before: "@" where a position is wanted, "" where the name is. */
static void offer_bookmarks(const struct asked *asked, const char *before)
{
    const struct bookmarks *list = asked->session->bookmarks;
    for (size_t n = 0; n < list->count; n++) {
        struct buf text = {0};
        buf_printf(&text, "%s%s", before, list->rows[n].name);
        offer(asked, buf_text(&text));
        buf_free(&text);
    }
}

static void offer_positions(const struct asked *asked)
{
    static const char *const words[] = {"start", "end"};
    OFFER_ALL(asked, words);
    offer_bookmarks(asked, "@");
}

static void offer_words(const struct asked *asked)
{
    asked->out->is_expr = true;
    bool is_field = asked->word > asked->args && asked->word[-1] == '.';
    for (unsigned n = 0; is_field && n < FIELD_COUNT; n++)
        offer(asked, expr_field_text((enum expr_field)n));
    for (unsigned n = 0; !is_field && n < NAME_COUNT; n++)
        offer(asked, expr_name_text((enum expr_name)n));
    if (!is_field)
        offer(asked, "len(");
}

static bool args_have(const struct asked *asked, const char *word)
{
    size_t len = strlen(word);
    for (const char *at = asked->args; at + len < asked->word; at++) {
        bool is_whole = (at == asked->args || isspace((unsigned char)at[-1])) &&
                        isspace((unsigned char)at[len]);
        if (is_whole && strncmp(at, word, len) == 0)
            return true;
    }
    return false;
}

/* Words before the one that is completed. */
static size_t words_before(const struct asked *asked)
{
    size_t n = 0;
    for (const char *at = asked->args; at < asked->word; n++) {
        while (at < asked->word && !isspace((unsigned char)*at))
            at++;
        while (at < asked->word && isspace((unsigned char)*at))
            at++;
    }
    return n;
}

static void offer_imports(const struct asked *asked)
{
    offer_callees(asked, is_import);
}

static void offer_calls(const struct asked *asked)
{
    offer_callees(asked, is_call);
}

/* Whatever somebody looks for. */
static void offer_nothing(const struct asked *asked)
{
    (void)asked;
}

/* What follows the first word of a place. */
static const struct {
    const char *word;
    void (*offer)(const struct asked *asked);
} after_words[] = {
    {"import", offer_imports}, {"global", offer_imports}, {"call", offer_calls},
    {"text", offer_nothing},   {"bytes", offer_nothing},
};

static void offer_second(const struct asked *asked)
{
    for (size_t n = 0; n < sizeof after_words / sizeof after_words[0]; n++) {
        if (!args_have(asked, after_words[n].word))
            continue;
        after_words[n].offer(asked);
        return;
    }
    offer(asked, "if");
}

static void offer_places(const struct asked *asked)
{
    static const char *const words[] = {"import",     "call",  "event",      "global",
                                        "danger",     "text",  "suspicious", "finding",
                                        "divergence", "bytes", "if"};
    if (args_have(asked, "if")) {
        offer_words(asked);
    } else if (asked->word == asked->args) {
        OFFER_ALL(asked, words);
        offer_positions(asked);
        offer_opcodes(asked);
    } else if (words_before(asked) == 1) {
        offer_second(asked);
    } else {
        offer(asked, "if");
    }
}

static void offer_caught(const struct asked *asked)
{
    static const char *const words[] = {"dangerous", "unknown", "error", "divergence"};
    if (asked->word == asked->args)
        OFFER_ALL(asked, words);
    else
        offer_places(asked);
}

static void offer_look(const struct asked *asked)
{
    offer_positions(asked);
    offer_words(asked);
}

static void offer_breakpoints(const struct asked *asked)
{
    const struct breakpoints *list = asked->session->breakpoints;
    for (size_t n = 0; n < list->count; n++) {
        char number[16];
        snprintf(number, sizeof number, "%u", list->rows[n]->number);
        offer(asked, number);
    }
}

static void offer_entries(const struct asked *asked)
{
    const struct input *in = asked->session->input;
    for (size_t n = 0; n < in->member_count && n < MAX_NAMES; n++) {
        if (in->members[n].name)
            offer_bytes(asked, (const char *)in->members[n].name, in->members[n].name_len);
    }
}

static void offer_delete(const struct asked *asked)
{
    static const char *const words[] = {"bookmark", "display", "breakpoints"};
    if (args_have(asked, "bookmark")) {
        offer_bookmarks(asked, "");
        return;
    }
    offer_breakpoints(asked);
    if (asked->word == asked->args)
        OFFER_ALL(asked, words);
}

/* The words that a setting takes; it may take numbers instead. */
static void offer_values(const struct asked *asked, const struct debug_setting *row)
{
    size_t len;
    for (uint32_t n = 0; row->words && debug_setting_word(row->words, n, &len)[0]; n++) {
        char word[32];
        snprintf(word, sizeof word, "%.*s", (int)len, debug_setting_word(row->words, n, &len));
        offer(asked, word);
    }
}

static void offer_settings(const struct asked *asked)
{
    bool is_name = asked->word == asked->args;
    const struct debug_setting *row;
    const struct name_setting *names;
    for (unsigned n = 0; (row = debug_setting_nth(n)) != NULL; n++) {
        if (is_name)
            offer(asked, row->name);
        else if (args_have(asked, row->name))
            offer_values(asked, row);
    }
    for (unsigned n = 0; (names = name_setting_nth(n)) != NULL; n++) {
        if (is_name)
            offer(asked, names->name);
        for (unsigned k = 0; !is_name && args_have(asked, names->name) && names->nth(k); k++)
            offer(asked, names->nth(k));
    }
    for (unsigned n = 0; is_name && n < SETTING_COUNT; n++)
        offer(asked, settings_table[n].name);
}

static void offer_file(const struct asked *asked)
{
    asked->out->is_file = true;
}

/* "VALUE FILE", "bytes POS COUNT FILE" */
static void offer_dump(const struct asked *asked)
{
    bool is_first = asked->word == asked->args || !isspace((unsigned char)asked->word[-1]);
    if (args_have(asked, "bytes")) {
        offer_positions(asked);
        offer_file(asked);
    } else if (is_first) {
        offer(asked, "bytes");
        offer_words(asked);
    } else {
        offer_file(asked);
    }
}

/* A command, then a topic of it. */
static void offer_help(const struct asked *asked)
{
    struct err ignored;
    if (asked->word == asked->args) {
        offer_commands(asked);
        offer_group(asked, &group_topics);
        return;
    }
    const struct debug_command *row =
        debug_command_find(asked->session, asked->args, debug_word(asked->args), &ignored);
    if (row && row->sub)
        offer_group(asked, row->sub);
}

static void (*const offers[])(const struct asked *asked) = {
    [COMPLETE_COMMANDS] = offer_help,
    [COMPLETE_PLACES] = offer_places,
    [COMPLETE_OPCODES] = offer_opcodes,
    [COMPLETE_POSITIONS] = offer_positions,
    [COMPLETE_BREAKPOINTS] = offer_breakpoints,
    [COMPLETE_WORDS] = offer_words,
    [COMPLETE_ENTRIES] = offer_entries,
    [COMPLETE_SETTINGS] = offer_settings,
    [COMPLETE_FILES] = offer_file,
    [COMPLETE_CATCH] = offer_caught,
    [COMPLETE_DELETE] = offer_delete,
    [COMPLETE_DUMP] = offer_dump,
    [COMPLETE_LOOK] = offer_look,
};

/* ---- The line -------------------------------------------------------------------------------- */

/* What the words of each kind are made of, beside letters, digits and _; NULL: all but blanks.
 * Expressions have no blanks between their words. */
static const char *word_marks(enum completion kind, bool after_if)
{
    if (kind == COMPLETE_WORDS || after_if)
        return "";
    if (kind == COMPLETE_POSITIONS || kind == COMPLETE_LOOK)
        return "@-#%+";
    return NULL;
}

/* Where the word at the end of text begins, not before `from`. */
static size_t word_start(const char *text, size_t from, size_t len, const char *marks)
{
    size_t n = len;
    while (n > from && !isspace((unsigned char)text[n - 1]) &&
           (!marks || isalnum((unsigned char)text[n - 1]) || text[n - 1] == '_' ||
            strchr(marks, text[n - 1])))
        n--;
    return n;
}

static size_t skip_blanks(const char *text, size_t at)
{
    return (size_t)(args_skip(text + at) - text);
}

/* The arguments of a row that was found; at: where they begin in the text. */
static void complete_args(struct session *session, const struct debug_command *row,
                          const char *text, size_t at, size_t len, struct completions *out)
{
    if (row->sub) {
        size_t end = at + debug_word(text + at);
        struct err ignored;
        if (end == len) {
            struct asked asked = {session, text + at, text + at, len - at, out};
            out->start = at;
            offer_group(&asked, row->sub);
            return;
        }
        row = debug_topic_find(row, text + at, end - at, &ignored);
        if (!row)
            return;
        at = skip_blanks(text, end);
    }
    if (row->complete >= sizeof offers / sizeof *offers || !offers[row->complete])
        return;
    const char *condition = strstr(text + at, " if ");
    bool after_if = row->complete == COMPLETE_PLACES && condition;
    enum completion kind = row->complete;
    if (kind == COMPLETE_DUMP && !strpbrk(text + at, " \t"))
        kind = COMPLETE_WORDS; /* of its first argument */
    size_t start = word_start(text, at, len, word_marks(kind, after_if));
    struct asked asked = {session, text + at, text + start, len - start, out};
    out->start = start;
    offers[row->complete](&asked);
}

bool session_complete(struct session *session, const char *line, size_t point,
                      struct completions *out)
{
    *out = (struct completions){.start = point};
    char *text = strndup(line, point);
    if (!text)
        return false;
    size_t len = strlen(text), at = skip_blanks(text, 0);
    size_t end = at + debug_word(text + at);
    struct err ignored;
    if (end == len) {
        struct asked asked = {session, text + at, text + at, len - at, out};
        out->start = at;
        offer_commands(&asked);
    } else {
        const struct debug_command *row =
            debug_command_find(session, text + at, end - at, &ignored);
        if (text[end] == '/') /* print/x, x/4i */
            end += strcspn(text + end, " \t");
        if (row && isspace((unsigned char)text[end]))
            complete_args(session, row, text, skip_blanks(text, end), len, out);
    }
    free(text);
    return true;
}

void completions_free(struct completions *completions)
{
    lines_clear(&completions->words);
    free(completions->words.rows);
    completions->words = (struct lines){0};
}
