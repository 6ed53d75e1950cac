/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts cut into words as a shell does: the module shlex. */
#include <string.h>

#include "src/analysis/models.h"
#include "src/analysis/render.h"

static bool is_one_of(char c, const char *chars)
{
    return c != '\0' && strchr(chars, c) != NULL;
}

/* Takes what a word holds, and empties it. */
static void add_word(struct evaluator *ev, struct meaning *list, struct buf *word)
{
    meaning_add(&ev->store, list,
                meaning_text(&ev->store, MEANING_TEXT, buf_text(word), word->len));
    buf_clear(word);
}

/* ---- shlex ----------------------------------------------------------------------------------- */

/* Where a reader of shlex.py (posix, whitespace_split) stands. */
struct shell {
    const char *at, *end;
    bool has_comments;
    char state;   /* ' ' between words, 'a' in one, or the quote or backslash that it is in */
    char escaped; /* the state that a backslash came from */
    bool is_quoted;
};

static void skip_line(struct shell *shell)
{
    const char *feed = memchr(shell->at, '\n', (size_t)(shell->end - shell->at));
    shell->at = feed ? feed + 1 : shell->end;
}

/* One character within quotes, or behind a backslash. */
static void take_quoted(struct shell *shell, char c, struct buf *word)
{
    if (shell->state == '\\') {
        bool keeps = shell->escaped == '"' && c != '\\' && c != '"';
        if (keeps)
            buf_char(word, '\\');
        buf_char(word, c);
        shell->state = shell->escaped;
        return;
    }
    shell->is_quoted = true;
    if (c == shell->state) {
        shell->state = 'a';
    } else if (c == '\\' && shell->state == '"') {
        shell->escaped = shell->state;
        shell->state = c;
    } else {
        buf_char(word, c);
    }
}

/* Reads one word. False: there is none any more, or *good is: it does not end. */
static bool take_word(struct shell *shell, struct buf *word, bool *good)
{
    shell->state = ' ';
    shell->is_quoted = false;
    while (shell->at < shell->end) {
        char c = *shell->at++;
        bool is_comment = shell->has_comments && c == '#';
        if (shell->state != ' ' && shell->state != 'a') {
            take_quoted(shell, c, word);
            continue;
        }
        if (is_one_of(c, " \t\r\n") || is_comment) {
            if (is_comment)
                skip_line(shell);
            shell->state = ' ';
            if (word->len || shell->is_quoted)
                return true;
            continue;
        }
        if (c == '\\') {
            shell->escaped = 'a';
            shell->state = c;
        } else if (is_one_of(c, "'\"")) {
            shell->state = c;
        } else {
            buf_char(word, c);
            shell->state = 'a';
        }
    }
    *good = shell->state == ' ' || shell->state == 'a';
    return *good && (word->len || shell->is_quoted);
}

static struct meaning *split_shell(struct evaluator *ev, const struct meaning *text,
                                   bool has_comments)
{
    struct shell shell = {
        .at = text->text, .end = text->text + text->text_len, .has_comments = has_comments};
    struct meaning *list = meaning_new(&ev->store, MEANING_LIST);
    struct buf word = {.limit = MEANING_TEXT_MAX};
    bool good = list && ev_spend(ev, text->text_len);
    while (good && !list->is_lost && take_word(&shell, &word, &good))
        add_word(ev, list, &word);
    good = good && !list->is_lost && !word.failed;
    buf_free(&word);
    return good ? list : NULL;
}

static bool has_any(const struct meaning *text, const char *chars)
{
    for (size_t k = 0; k < text->text_len; k++) {
        if (is_one_of(text->text[k], chars))
            return true;
    }
    return false;
}

/* The argument at a place or of a name as a truth; false: it is not known. */
static bool flag_of(struct evaluator *ev, const struct arguments *args, uint32_t at,
                    const char *name, bool *flag)
{
    const struct meaning *said = args->n > at ? arg(ev, args, at) : arg_named(ev, args, name);
    return !said || ev_truth(ev, said, flag);
}

/* split(text, comments, posix): not posix, only what has no quotes is known. */
MODEL_RUN(model_split)
{
    const struct meaning *text = arg_of_kind(ev, args, 0, MEANING_TEXT);
    bool has_comments = false, is_posix = true;
    (void)model;
    if (!text || !flag_of(ev, args, 1, "comments", &has_comments) ||
        !flag_of(ev, args, 2, "posix", &is_posix) || (!is_posix && has_any(text, "'\"\\#")))
        return NULL;
    return split_shell(ev, text, has_comments);
}

/* shlex(text): of letters, digits and blanks, tokens are words. The object holds them. */
MODEL_RUN(model_shlex)
{
    static const char words[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_ \t\r\n";
    const struct meaning *text = arg_of_kind(ev, args, 0, MEANING_TEXT);
    const struct meaning *class = meaning_named(&ev->store, model->module, model->name);
    struct meaning *object = class ? (struct meaning *)ev_object(ev, class, args) : NULL;
    bool is_plain = text && args->n == 1 && !args->n_named;
    for (size_t k = 0; is_plain && k < text->text_len; k++)
        is_plain = is_one_of(text->text[k], words);
    const struct meaning *list = object && is_plain ? split_shell(ev, text, false) : NULL;
    if (list)
        object->self = ev_iterator(ev, list);
    return object;
}

/* get_token() and __next__; number 1: __iter__. */
MODEL_RUN(model_tokens)
{
    const struct meaning *self = arg_of_kind(ev, args, 0, MEANING_OBJECT);
    const struct meaning *tokens = self ? self->self : NULL;
    if (!meaning_is(tokens, MEANING_ITERATOR))
        return NULL;
    return model->number ? tokens : ev_next(ev, (struct meaning *)tokens);
}

static bool put_shell_word(const struct meaning *text, struct buf *out)
{
    static const char safe[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-";
    bool is_safe = text->text_len > 0;
    for (size_t k = 0; k < text->text_len; k++)
        is_safe &= is_one_of(text->text[k], safe);
    if (!is_safe)
        buf_char(out, '\'');
    for (size_t k = 0; k < text->text_len; k++) {
        if (text->text[k] == '\'')
            buf_str(out, "'\"'\"'");
        else
            buf_char(out, text->text[k]);
    }
    if (!is_safe)
        buf_char(out, '\'');
    return !out->failed;
}

/* quote(text); join(texts): number 1. */
MODEL_RUN(model_quote)
{
    const struct meaning *only = arg(ev, args, 0);
    struct meaning *list = model->number ? ev_listed(ev, only, MEANING_LIST)
                                         : meaning_items(&ev->store, MEANING_LIST, &only, 1);
    struct buf out = {.limit = MEANING_TEXT_MAX};
    bool good = list != NULL;
    for (uint32_t k = 0; good && k < list->n_items; k++) {
        const struct meaning *text = ev_ask(ev, list->items[k]);
        if (k)
            buf_char(&out, ' ');
        good = meaning_is(text, MEANING_TEXT) && ev_spend(ev, text->text_len) &&
               put_shell_word(text, &out);
    }
    if (!good) {
        buf_free(&out);
        return NULL;
    }
    return meaning_buf(&ev->store, MEANING_TEXT, &out);
}

/* clang-format off */
const struct model cutting_models[] = {
    {"shlex", "split", 1, model_split, 0, NULL},
    {"shlex", "quote", 1, model_quote, 0, NULL},
    {"pipes", "quote", 1, model_quote, 0, NULL},
    {"shlex", "join", 1, model_quote, 1, NULL},
    {"shlex", "shlex", 1, model_shlex, 0, NULL},
    {"shlex", "shlex.get_token", 1, model_tokens, 0, NULL},
    {"shlex", "shlex.read_token", 1, model_tokens, 0, NULL},
    {"shlex", "shlex.__next__", 1, model_tokens, 0, NULL},
    {"shlex", "shlex.__iter__", 1, model_tokens, 1, NULL},
};
/* clang-format on */
const size_t n_cutting_models = sizeof cutting_models / sizeof cutting_models[0];
