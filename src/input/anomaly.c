/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/anomaly.h"

#include <inttypes.h>

#include "src/input/grow.h"

enum { MAX_ANOMALIES = 100000, MAX_TEXT = 120 };

static const struct {
    const char *word;
    enum { DEC, HEX } base;
    const char *sentence;
    bool is_remark;
} rows[] = {
#define ANOMALY(name, word, base, sentence) [INPUT_ANOMALY_##name] = {word, base, sentence, false},
#define REMARK(name, word, base, sentence) [INPUT_ANOMALY_##name] = {word, base, sentence, true},
#include "src/input/anomaly.def"
};

void anomaly_add(struct input_anomalies *list, struct input_anomaly row)
{
    if (list->count >= MAX_ANOMALIES) {
        list->left_out++;
        return;
    }
    struct input_anomaly *added = GROW(list->rows, list->count, list->cap);
    if (added)
        *added = row;
    else
        list->failed = true;
}

void anomaly_free(struct input_anomalies *list)
{
    free(list->rows);
    *list = (struct input_anomalies){0};
}

const char *input_anomaly_word(enum input_anomaly_kind kind)
{
    return rows[kind].word;
}

bool input_anomaly_is_remark(enum input_anomaly_kind kind)
{
    return rows[kind].is_remark;
}

static void claim_put(const struct input_claim *claim, bool is_hex, struct buf *out)
{
    if (claim->kind == INPUT_CLAIM_NUMBER) {
        buf_printf(out, is_hex ? "0x%" PRIx64 : "%" PRIu64, claim->number);
        return;
    }
    bool is_cut = claim->len > MAX_TEXT;
    buf_char(out, '\'');
    size_t len = is_cut ? MAX_TEXT : claim->len;
    for (size_t k = 0; k < len; k++) {
        if (claim->text[k])
            buf_char(out, (char)claim->text[k]);
        else
            buf_str(out, "\\x00"); /* a C string would end there */
    }
    buf_str(out, is_cut ? "...'" : "'");
}

void input_anomaly_text(const struct input_anomaly *anomaly, struct buf *out)
{
    bool is_hex = rows[anomaly->kind].base == HEX;
    for (const char *s = rows[anomaly->kind].sentence; *s; s++) {
        bool is_claim = s[0] == '%' && (s[1] == 'C' || s[1] == 'L');
        if (is_claim)
            claim_put(s[1] == 'C' ? &anomaly->central : &anomaly->local, is_hex, out);
        else
            buf_char(out, *s);
        s += is_claim;
    }
}
