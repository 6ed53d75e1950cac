/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings that stand in a text: TOML (tomllib), of ASCII, with plain keys and values in one line each; and
 * the files of configparser, whose object keeps a dict of dicts. */
#include <string.h>

#include "src/analysis/models.h"
#include "src/analysis/render.h"

struct line {
    const char *at, *end;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static struct line trimmed(struct line line)
{
    while (line.at < line.end && is_blank(*line.at))
        line.at++;
    while (line.end > line.at && is_blank(line.end[-1]))
        line.end--;
    return line;
}

/* The next line, without blanks at its ends; false: there is none any more. */
static bool next_line(struct line *rest, struct line *line)
{
    if (rest->at >= rest->end)
        return false;
    const char *feed = memchr(rest->at, '\n', (size_t)(rest->end - rest->at));
    *line = (struct line){rest->at, feed ? feed : rest->end};
    rest->at = feed ? feed + 1 : rest->end;
    return true;
}

static bool is_plain(const struct meaning *text)
{
    for (size_t k = 0; k < text->text_len; k++) {
        unsigned char c = (unsigned char)text->text[k];
        if (c >= 0x7f || (c < ' ' && c != '\n' && c != '\t'))
            return false;
    }
    return true;
}

static const struct meaning *text_of(struct evaluator *ev, struct line line)
{
    return meaning_text(&ev->store, MEANING_TEXT, line.at, (size_t)(line.end - line.at));
}

/* ---- TOML ------------------------------------------------------------------------------------ */

/* "..." with escapes, '...' without; NULL: it is neither. Moves behind it. */
static const struct meaning *take_string(struct evaluator *ev, struct line *line)
{
    static const char letters[] = "btnfr\"\\", codes[] = "\b\t\n\f\r\"\\";
    struct buf out = {.limit = MEANING_TEXT_MAX};
    char quote = line->at < line->end ? *line->at : '\0';
    bool good = quote == '"' || quote == '\'';
    bool is_long = line->end - line->at > 2 && line->at[1] == quote && line->at[2] == quote;
    line->at += good;
    while (good && line->at < line->end && *line->at != quote) {
        char c = *line->at++;
        if (c != '\\' || quote == '\'') {
            buf_char(&out, c);
            continue;
        }
        const char *letter = line->at < line->end && *line->at ? strchr(letters, *line->at) : NULL;
        struct meaning digits = {.kind = MEANING_TEXT, .text = line->at + 1, .text_len = 4};
        int64_t code = 0;
        bool is_code = !letter && line->end - line->at > 5 && *line->at == 'u' &&
                       render_int(&digits, 16, &code) && code >= ' ' && code < 0x7f;
        good = letter || is_code;
        if (good)
            buf_char(&out, letter ? codes[letter - letters] : (char)code);
        line->at += letter ? 1 : 5;
    }
    good = good && !is_long && line->at < line->end;
    line->at += good;
    if (!good) {
        buf_free(&out);
        return NULL;
    }
    return meaning_buf(&ev->store, MEANING_TEXT, &out);
}

static const struct meaning *take_number(struct evaluator *ev, struct line *line)
{
    const char *from = line->at;
    int64_t number;
    line->at += line->at < line->end && *line->at == '-';
    while (line->at < line->end && *line->at >= '0' && *line->at <= '9')
        line->at++;
    struct meaning digits = {
        .kind = MEANING_TEXT, .text = from, .text_len = (size_t)(line->at - from)};
    bool is_end = line->at == line->end || strchr(" \t,]#", *line->at);
    bool has_zero = digits.text_len > 1 && *from == '0';
    return is_end && !has_zero && digits.text_len && render_int(&digits, 10, &number)
               ? meaning_int(&ev->store, number)
               : NULL;
}

static const struct meaning *take_scalar(struct evaluator *ev, struct line *line)
{
    static const char *const words[] = {"false", "true"};
    for (int k = 0; k < 2; k++) {
        size_t n = strlen(words[k]);
        if ((size_t)(line->end - line->at) < n || memcmp(line->at, words[k], n) != 0)
            continue;
        line->at += n;
        return meaning_bool(&ev->store, k);
    }
    bool is_string = line->at < line->end && (*line->at == '"' || *line->at == '\'');
    return is_string ? take_string(ev, line) : take_number(ev, line);
}

/* A value, or a list of such. */
static const struct meaning *take_value(struct evaluator *ev, struct line *line)
{
    if (line->at == line->end || *line->at != '[')
        return take_scalar(ev, line);
    struct meaning *list = meaning_new(&ev->store, MEANING_LIST);
    for (line->at++; list; line->at++) {
        *line = trimmed(*line);
        if (line->at < line->end && *line->at == ']')
            return line->at++, list;
        const struct meaning *item = take_scalar(ev, line);
        *line = trimmed(*line);
        if (!item || line->at == line->end || (*line->at != ',' && *line->at != ']'))
            return NULL;
        meaning_add(&ev->store, list, item);
        if (*line->at == ']')
            return line->at++, list;
    }
    return NULL;
}

/* A plain key, or one in quotes. */
static const struct meaning *take_key(struct evaluator *ev, struct line *line)
{
    const char *from = line->at;
    if (line->at < line->end && (*line->at == '"' || *line->at == '\''))
        return take_string(ev, line);
    for (; line->at < line->end; line->at++) {
        char c = *line->at, low = (char)(c | 0x20);
        if (!((low >= 'a' && low <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-'))
            break;
    }
    return line->at > from ? text_of(ev, (struct line){from, line->at}) : NULL;
}

/* Nothing but a comment is left of a line. */
static bool is_over(struct line line)
{
    line = trimmed(line);
    return line.at == line.end || *line.at == '#';
}

/* key = value, or [table], which *into becomes. False: it is more than is known here. */
static bool take_setting(struct evaluator *ev, struct line line, struct meaning *root,
                         struct meaning **into)
{
    bool is_table = *line.at == '[';
    line.at += is_table;
    const struct meaning *key = take_key(ev, &line);
    struct meaning *target = is_table ? root : *into;
    line = trimmed(line);
    if (!key || line.at == line.end || *line.at++ != (is_table ? ']' : '=') ||
        ev_lookup(ev, target, key))
        return false;
    line = trimmed(line);
    const struct meaning *value =
        is_table ? meaning_new(&ev->store, MEANING_DICT) : take_value(ev, &line);
    if (!value || !is_over(line))
        return false;
    ev_put(ev, target, key, value);
    if (is_table)
        *into = (struct meaning *)value;
    return true;
}

/* tomllib.loads(text) */
MODEL_RUN(model_toml)
{
    const struct meaning *text = arg_of_kind(ev, args, 0, MEANING_TEXT);
    struct meaning *root = meaning_new(&ev->store, MEANING_DICT), *into = root;
    struct line line, rest = {NULL, NULL};
    (void)model;
    if (!text || !root || args->n > 1 || args->n_named || !is_plain(text) ||
        !ev_spend(ev, text->text_len))
        return NULL;
    rest = (struct line){text->text, text->text + text->text_len};
    while (next_line(&rest, &line)) {
        line = trimmed(line);
        if (!is_over(line) && (!ev_spend(ev, 1) || !take_setting(ev, line, root, &into)))
            return NULL;
    }
    return root;
}

/* ---- configparser ---------------------------------------------------------------------------- */

/* What a parser keeps: a dict that a model may write to; NULL: nothing is known of it. */
static struct meaning *kept_by(struct evaluator *ev, const struct arguments *args)
{
    const struct meaning *self = arg_of_kind(ev, args, 0, MEANING_OBJECT);
    (void)ev;
    return self && meaning_is(self->self, MEANING_DICT) ? (struct meaning *)self->self : NULL;
}

/* RawConfigParser(): of one that is told more, nothing is known. */
MODEL_RUN(model_parser)
{
    const struct meaning *class = meaning_named(&ev->store, model->module, model->name);
    struct meaning *object = class ? (struct meaning *)ev_object(ev, class, args) : NULL;
    if (object && args->n == 0 && args->n_named == 0)
        object->self = meaning_new(&ev->store, MEANING_DICT);
    return object;
}

static const struct meaning *lowered(struct evaluator *ev, const struct meaning *text)
{
    static const struct meaning *const none[1];
    return text ? method_run(ev, text, "lower", 5, &(struct arguments){.items = none}) : NULL;
}

/* The section of a name, made where there is none. */
static struct meaning *section_of(struct evaluator *ev, struct meaning *kept,
                                  const struct meaning *name)
{
    struct meaning *found = (struct meaning *)ev_lookup(ev, kept, name);
    if (found)
        return found;
    struct meaning *made = meaning_new(&ev->store, MEANING_DICT);
    if (made)
        ev_put(ev, kept, name, made);
    return made;
}

/* key = value or key: value. False: it is more than is known here. */
static bool take_option(struct evaluator *ev, struct line line, struct meaning *section)
{
    struct line key = {line.at, line.at};
    while (key.end < line.end && *key.end != '=' && *key.end != ':')
        key.end++;
    if (!section || key.end == line.end)
        return false;
    struct line value = trimmed((struct line){key.end + 1, line.end});
    key = trimmed(key);
    const struct meaning *name = key.at < key.end ? lowered(ev, text_of(ev, key)) : NULL;
    if (!name || ev_lookup(ev, section, name))
        return false;
    ev_put(ev, section, name, text_of(ev, value));
    return !section->is_lost;
}

/* read_string(text) */
MODEL_RUN(model_read_string)
{
    struct meaning *kept = kept_by(ev, args), *section = NULL;
    const struct meaning *text = arg_of_kind(ev, args, 1, MEANING_TEXT);
    bool good = kept && text && is_plain(text) && ev_spend(ev, text->text_len);
    struct line line, rest = {NULL, NULL};
    (void)model;
    if (good)
        rest = (struct line){text->text, text->text + text->text_len};
    while (good && next_line(&rest, &line)) {
        bool is_continued = line.at < line.end && is_blank(*line.at);
        line = trimmed(line);
        if (line.at == line.end || *line.at == '#' || *line.at == ';')
            continue;
        bool is_section = *line.at == '[' && line.end[-1] == ']';
        good = !is_continued && ev_spend(ev, 1);
        if (good && is_section)
            section = section_of(ev, kept, text_of(ev, (struct line){line.at + 1, line.end - 1}));
        else
            good = good && take_option(ev, line, section);
    }
    if (kept)
        kept->is_lost |= !good;
    return NULL;
}

/* read_dict(dict of dicts) */
MODEL_RUN(model_read_dict)
{
    struct meaning *kept = kept_by(ev, args);
    const struct meaning *from = arg(ev, args, 1), *name, *key;
    struct meaning *names = kept ? ev_iterator(ev, from) : NULL;
    (void)model;
    while (names && !kept->is_lost && (name = ev_next(ev, names)) != NULL) {
        const struct meaning *options = ev_subscript(ev, from, name);
        struct meaning *section = section_of(ev, kept, name);
        struct meaning *keys = options && section ? ev_iterator(ev, options) : NULL;
        kept->is_lost |= !keys;
        while (keys && (key = ev_next(ev, keys)) != NULL) {
            const struct meaning *value = ev_subscript(ev, options, key);
            bool is_text = meaning_is(value, MEANING_TEXT) && meaning_is(key, MEANING_TEXT);
            ev_put(ev, section, is_text ? lowered(ev, key) : NULL, value);
        }
    }
    return NULL;
}

/* A value is as it stands; number 1: of a parser that would replace what '%' says. */
static const struct meaning *option_of(const struct model *model, const struct meaning *value)
{
    bool is_text = meaning_is(value, MEANING_TEXT);
    bool is_replaced =
        is_text && model->number && value->text_len && memchr(value->text, '%', value->text_len);
    return is_text && !is_replaced ? value : NULL;
}

/* get(section, option) */
MODEL_RUN(model_option)
{
    struct meaning *kept = kept_by(ev, args);
    const struct meaning *section = kept ? ev_lookup(ev, kept, arg(ev, args, 1)) : NULL;
    const struct meaning *name = arg_of_kind(ev, args, 2, MEANING_TEXT);
    bool has_defaults =
        kept && ev_lookup(ev, kept, meaning_there(&ev->store, MEANING_TEXT, "DEFAULT", 7));
    if (!section || !name || has_defaults || args->n > 3 || args->n_named)
        return NULL;
    return option_of(model, ev_lookup(ev, section, lowered(ev, name)));
}

/* parser[section]: a dict of its options, where each is as it stands. */
MODEL_RUN(model_section)
{
    struct meaning *kept = kept_by(ev, args);
    const struct meaning *section = kept ? ev_lookup(ev, kept, arg(ev, args, 1)) : NULL;
    for (uint32_t k = 1; section && k < section->n_items; k += 2) {
        if (!option_of(model, section->items[k]))
            return NULL;
    }
    return section;
}

/* sections() */
MODEL_RUN(model_sections)
{
    struct meaning *kept = kept_by(ev, args);
    (void)model;
    return kept && !kept->is_lost ? ev_listed(ev, kept, MEANING_LIST) : NULL;
}

#define PARSER(class, interpolates)                                                                \
    {"configparser", class, 0, model_parser, 0, NULL},                                             \
        {"configparser", class ".read_string", 2, model_read_string, 0, NULL},                     \
        {"configparser", class ".read_dict", 2, model_read_dict, 0, NULL},                         \
        {"configparser", class ".get", 3, model_option, interpolates, NULL},                       \
        {"configparser", class ".__getitem__", 2, model_section, interpolates, NULL},              \
    {                                                                                              \
        "configparser", class ".sections", 1, model_sections, 0, NULL                              \
    }

/* clang-format off */
const struct model setting_models[] = {
    {"tomllib", "loads", 1, model_toml, 0, NULL},
    {"tomli", "loads", 1, model_toml, 0, NULL},
    PARSER("RawConfigParser", 0),
    PARSER("ConfigParser", 1),
    PARSER("SafeConfigParser", 1),
};
/* clang-format on */
const size_t n_setting_models = sizeof setting_models / sizeof setting_models[0];
