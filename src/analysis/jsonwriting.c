/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the module json writes. */
#include <string.h>

#include "src/analysis/models.h"
#include "src/analysis/numbers.h"
#include "src/analysis/render.h"

enum { DEPTH_MAX = 16 }; /* containers in containers */

static bool write_json_text(const struct meaning *text, struct buf *out)
{
    static const char pairs[] = "\"\"\\\\\bb\ff\nn\rr\tt";
    buf_char(out, '"');
    for (size_t at = 0; at < text->text_len;) {
        uint32_t code = render_next_code(text, &at);
        const char *found = NULL;
        for (size_t k = 0; k + 1 < sizeof pairs && !found; k += 2)
            found = (uint32_t)pairs[k] == code ? pairs + k + 1 : NULL;
        if (found)
            buf_printf(out, "\\%c", *found);
        else if (code >= 0x20 && code < 0x7f)
            buf_char(out, (char)code);
        else if (code < 0x10000)
            buf_printf(out, "\\u%04x", code);
        else
            buf_printf(out, "\\u%04x\\u%04x", 0xd800 + ((code - 0x10000) >> 10),
                       0xdc00 + ((code - 0x10000) & 0x3ff));
    }
    buf_char(out, '"');
    return !out->failed;
}

static bool write_json(struct evaluator *ev, const struct meaning *value, struct buf *out,
                       unsigned depth);

static bool write_json_items(struct evaluator *ev, const struct meaning *container, bool is_dict,
                             struct buf *out, unsigned depth)
{
    struct meaning *items = ev_iterator(ev, container);
    const struct meaning *item;
    bool good = items != NULL, is_first = true;
    buf_char(out, is_dict ? '{' : '[');
    while (good && (item = ev_next(ev, items)) != NULL) {
        buf_str(out, is_first ? "" : ", ");
        is_first = false;
        good = is_dict ? item->kind == MEANING_TEXT && write_json_text(item, out)
                       : write_json(ev, item, out, depth + 1);
        if (good && is_dict) {
            const struct meaning *under = ev_subscript(ev, container, item);
            buf_str(out, ": ");
            good = under && write_json(ev, under, out, depth + 1);
        }
    }
    buf_char(out, is_dict ? '}' : ']');
    return good && !out->failed;
}

static bool write_json(struct evaluator *ev, const struct meaning *value, struct buf *out,
                       unsigned depth)
{
    if (depth > DEPTH_MAX || !ev_spend(ev, 1))
        return false;
    const char *type = ev_type_name(ev, value);
    if (value->kind == MEANING_TEXT)
        return ev_spend(ev, value->text_len) && write_json_text(value, out);
    if (value->kind == MEANING_NONE || value->kind == MEANING_BOOL) {
        buf_str(out, value->kind == MEANING_NONE ? "null" : value->number ? "true" : "false");
        return true;
    }
    if (num_is(value))
        return render_str(ev, value, out);
    bool is_dict = type && strcmp(type, "dict") == 0 && value->kind != MEANING_NAMESPACE;
    bool is_list = type && (strcmp(type, "list") == 0 || strcmp(type, "tuple") == 0);
    return (is_dict || (is_list && !value->type)) && !value->is_lost &&
           write_json_items(ev, value, is_dict, out, depth);
}

/* json.dumps(value), JSONEncoder().encode(value), with nothing said of the form. */
MODEL_RUN(model_json_dumps)
{
    struct buf out = {.limit = MEANING_TEXT_MAX};
    struct arguments made = {.n = 0};
    const struct meaning *value = arg(ev, args, (uint32_t)model->number);
    bool is_plain = args->n_named == 0 && args->n == (uint32_t)model->number + 1;
    if (model->number && ev_made_with(ev, arg(ev, args, 0), &made))
        is_plain &= made.n == 0 && made.n_named == 0;
    if (!is_plain || !write_json(ev, value, &out, 0)) {
        buf_free(&out);
        return NULL;
    }
    return meaning_buf(&ev->store, MEANING_TEXT, &out);
}

/* clang-format off */
const struct model json_writers[] = {
    {"json", "dumps", 1, model_json_dumps, 0, NULL},
    {"json", "JSONEncoder.encode", 2, model_json_dumps, 1, NULL},
    {"json.encoder", "JSONEncoder.encode", 2, model_json_dumps, 1, NULL},
};
/* clang-format on */
const size_t n_json_writers = sizeof json_writers / sizeof json_writers[0];
