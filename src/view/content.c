/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a str, bytes or a long number holds, line by line: its text, its bytes in hex. */
#include "src/output/out.h"
#include "src/output/safe.h"
#include "src/view/parts.h"
#include "src/view/tree.h"
#include "src/view/wrap.h"

enum {
    TEXT_MAX_BYTES = 1 << 14, /* of a text that is shown line by line */
    HEX_BYTES = 16,
    HEX_COLUMNS = 86, /* of a line of so many bytes, and some levels; narrower ones have half */
};

/* ---- Text ------------------------------------------------------------------------------------- */

/* Takes the beginning of a content. */
static bool take_beginning(void *context, const char *bytes, size_t n)
{
    struct buf *out = context;
    size_t room = TEXT_MAX_BYTES - out->len;
    buf_add(out, bytes, n < room ? n : room);
    return n <= room && !out->failed;
}

/* The content of a str, with its own lines; what a number prints as. */
static void raw_text(const struct view_source *source, const struct fold_item *item, bool *is_cut,
                     struct buf *raw)
{
    bool is_text = false;
    *is_cut = br_content(source->rec, item->value, (struct br_sink){take_beginning, raw},
                         &is_text) != BR_OK;
    if (!is_text && !*is_cut) {
        struct br_text_options options = {.max_bytes = TEXT_MAX_BYTES,
                                          .max_digits = PART_DIGITS_MAX};
        struct br_text_result result = {0};
        br_text((struct br_state){source->rec, item->at}, item->value, &options, buf_sink(raw),
                &result);
        *is_cut = result.cut;
    }
    /* Not in the middle of a character. */
    while (*is_cut && raw->len > 0 && (raw->data[raw->len - 1] & 0xc0) == 0x80)
        raw->len--;
}

static void safe_lines(const struct buf *raw, struct buf *text)
{
    size_t at = 0;
    while (at < raw->len) {
        size_t len = 0;
        while (at + len < raw->len && raw->data[at + len] != '\n')
            len++;
        safe_line(text, raw->data + at, len);
        at += len;
        if (at < raw->len)
            buf_char(text, '\n'), at++;
    }
}

/* Line `want` of the text into out (NULL: only counted); returns how many there are. */
static uint64_t text_lines(const struct view_source *source, const struct fold_item *item,
                           uint64_t want, size_t width, struct line *out)
{
    struct buf raw = {0}, text = {0};
    bool is_cut;
    uint64_t n = 0;
    raw_text(source, item, &is_cut, &raw);
    safe_lines(&raw, &text);
    struct wrapper wrapper = {.text = buf_text(&text), .len = text.len, .width = width};
    struct wrap_piece piece;
    while (wrapper_next(&wrapper, &piece)) {
        if (n++ != want || !out)
            continue;
        line_pad(out, out->width + piece.indent);
        line_safe(out, part_value_style(source, item->value), text.data + piece.at, piece.len, 0);
    }
    if (is_cut && n++ == want && out)
        line_printf(out, STYLE_LABEL, "the first %d bytes of its text: print --full shows all",
                    TEXT_MAX_BYTES);
    buf_free(&raw);
    buf_free(&text);
    return n;
}

static bool has_text(enum br_kind kind)
{
    return kind == BR_KIND_STR || kind == BR_KIND_INT;
}

/* Wide enough for what stands at most before it. */
static size_t text_width(const struct view_source *source)
{
    return source->width > 40 ? source->width * 3 / 4 : source->width > 20 ? source->width / 2 : 10;
}

static uint64_t text_count(const struct view_source *source, const struct fold_item *item)
{
    return has_text(br_kind(source->rec, item->value))
               ? text_lines(source, item, UINT64_MAX, text_width(source), NULL)
               : 0;
}

static bool text_child(const struct view_source *source, const struct fold_item *item, uint64_t n,
                       struct fold_item *out)
{
    (void)source;
    *out = (struct fold_item){TREE_TEXT, item->value, item->at, BR_NO_OP, n};
    return true;
}

static void text_line(const struct view_source *source, const struct fold_line *at,
                      struct line *out)
{
    line_str(out, STYLE_MUTED, view_sign(SIGN_BAR));
    line_str(out, STYLE_PLAIN, " ");
    text_lines(source, &at->item, at->item.n, text_width(source), out);
    out->op = br_maker(source->rec, at->item.value);
}

const struct tree_kind tree_text = {.line = text_line};
const struct tree_section tree_text_section = {text_count, text_child};

/* ---- Bytes ------------------------------------------------------------------------------------ */

static uint64_t hex_bytes(const struct view_source *source)
{
    return source->width == 0 || source->width >= HEX_COLUMNS ? HEX_BYTES : HEX_BYTES / 2;
}

static uint64_t hex_count(const struct view_source *source, const struct fold_item *item)
{
    enum br_kind kind = br_kind(source->rec, item->value);
    uint64_t n = 0, in_line = hex_bytes(source);
    if ((kind != BR_KIND_BYTES && kind != BR_KIND_BYTEARRAY) ||
        br_len((struct br_state){source->rec, item->at}, item->value, &n) != BR_OK)
        return 0;
    return n / in_line + (n % in_line > 0);
}

static bool hex_child(const struct view_source *source, const struct fold_item *item, uint64_t n,
                      struct fold_item *out)
{
    (void)source;
    *out = (struct fold_item){TREE_HEX, item->value, item->at, BR_NO_OP, n};
    return true;
}

static void hex_line(const struct view_source *source, const struct fold_line *at, struct line *out)
{
    uint64_t in_line = hex_bytes(source), from = at->item.n * in_line;
    char letters[HEX_BYTES + 1] = "";
    line_str(out, STYLE_PLAIN, " ");
    part_offset(out, from, OFFSET_DIGITS_MIN);
    line_str(out, STYLE_PLAIN, " ");
    size_t column = out->width;
    for (uint64_t k = 0; k < in_line; k++) {
        struct br_item item;
        bool found = false;
        br_item((struct br_state){source->rec, at->item.at}, at->item.value, from + k, &item,
                &found);
        if (!found)
            break;
        line_printf(out, STYLE_BYTES, " %02x", (unsigned)item.byte);
        letters[k] = item.byte >= 0x20 && item.byte < 0x7f ? (char)item.byte : '.';
        letters[k + 1] = '\0';
    }
    line_pad(out, column + 3 * (size_t)in_line + 2);
    line_str(out, STYLE_STRING, letters);
    out->op = br_maker(source->rec, at->item.value);
}

const struct tree_kind tree_hex = {.line = hex_line};
const struct tree_section tree_hex_section = {hex_count, hex_child};
