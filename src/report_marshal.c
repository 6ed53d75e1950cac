/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `scan` tells of marshalled code that a pickle carries: what it is called, and which of the names
 * that it uses are known to be dangerous. */
#include <string.h>

#include "src/analysis/policy.h"
#include "src/input/codetype.h"
#include "src/input/marshal.h"
#include "src/report.h"

enum {
    PAIRS = 8,         /* names before one that it may be an attribute of */
    NAME_BYTES = 60,   /* of a name that is asked for */
    WORDS_BYTES = 600, /* of the message */
};

/* The names of a blob as they come. */
struct names {
    const struct policy *policy;
    const uint8_t *bytes;
    struct marshal_span before[PAIRS];
    unsigned n;
    struct buf bad, all; /* ", " between them */
    struct buf callee;   /* the first function that is known to be dangerous */
};

enum grasp { BY_ITSELF, AS_ALL_OF_ITS_MODULE };

/* By a rule for this name, or by one for all of the module; not by what parts of the name may be. */
static bool is_denied(const struct names *names, const char *module, size_t module_len,
                      const char *name, size_t name_len, enum grasp grasp)
{
    struct judgement answer;
    policy_judge(names->policy, module, module_len, name, name_len, &answer);
    bool is_pattern = strchr(answer.rule, '*') != NULL;
    return answer.called == POLICY_DENY && answer.reach == POLICY_BY_NAME &&
           is_pattern == (grasp == AS_ALL_OF_ITS_MODULE);
}

/* Names may hold any byte; NUL would end the message. */
static void add_bytes(struct buf *out, const uint8_t *bytes, const struct marshal_span *span)
{
    for (uint64_t k = 0; k < span->len; k++) {
        if (bytes[span->off + k])
            buf_char(out, (char)bytes[span->off + k]);
        else
            buf_str(out, "\\x00");
    }
}

/* Whether ", WORD," stands in the list already. */
static bool has_word(const struct buf *list, const struct buf *word)
{
    const char *at = buf_text(list), *end = at + list->len;
    while ((at = memmem(at, (size_t)(end - at), word->data, word->len)) != NULL) {
        bool begins = at == buf_text(list) || at[-1] == ' ';
        at += word->len;
        if (begins && (at == end || *at == ','))
            return true;
    }
    return false;
}

static void add_word(struct buf *list, const uint8_t *bytes, const struct marshal_span *module,
                     struct marshal_span name)
{
    struct buf word = {0};
    if (module) {
        add_bytes(&word, bytes, module);
        buf_char(&word, '.');
    }
    add_bytes(&word, bytes, &name);
    if (!word.failed && word.len && list->len < WORDS_BYTES && !has_word(list, &word)) {
        buf_str(list, list->len ? ", " : "");
        buf_add(list, word.data, word.len);
    }
    buf_free(&word);
}

static void take_callee(struct names *names, const char *module, size_t module_len,
                        const struct marshal_span *name)
{
    if (names->callee.len)
        return;
    buf_add(&names->callee, module, module_len);
    buf_char(&names->callee, '.');
    add_bytes(&names->callee, names->bytes, name);
}

/* A name that nothing bears: what is said of it is said of all in its module. */
static const char any_name[] = "any_name";
static const char builtins[] = "builtins";

static void take_name(struct names *names, struct marshal_span name)
{
    const char *text = (const char *)names->bytes + name.off;
    size_t len = (size_t)name.len;
    if (len == 0 || len > NAME_BYTES)
        return;
    add_word(&names->all, names->bytes, NULL, name);
    bool is_builtin = is_denied(names, builtins, sizeof builtins - 1, text, len, BY_ITSELF);
    if (is_builtin)
        take_callee(names, builtins, sizeof builtins - 1, &name);
    if (is_builtin ||
        is_denied(names, text, len, any_name, sizeof any_name - 1, AS_ALL_OF_ITS_MODULE))
        add_word(&names->bad, names->bytes, NULL, name);
    for (unsigned k = 0; k < names->n && k < PAIRS; k++) {
        const struct marshal_span *module = &names->before[k];
        const char *module_text = (const char *)names->bytes + module->off;
        if (!is_denied(names, module_text, (size_t)module->len, text, len, BY_ITSELF))
            continue;
        add_word(&names->bad, names->bytes, module, name);
        take_callee(names, module_text, (size_t)module->len, &name);
    }
    names->before[names->n++ % PAIRS] = name;
}

static void add_message(const struct marshal *marshal, bool is_written_out,
                        const struct names *names, struct buf *out)
{
    buf_printf(out,
               is_written_out ? "writes out code of %s" : "holds code of %s that marshal wrote",
               marshal->version);
    buf_printf(out, ", %zu code object%s", marshal->code_count,
               marshal->code_count == 1 ? "" : "s");
    if (names->bad.len)
        buf_printf(out, "; it names what is known to be dangerous: %s", buf_text(&names->bad));
    if (names->all.len)
        buf_printf(out, "; names: %s%s", buf_text(&names->all),
                   names->all.len >= WORDS_BYTES ? ", ..." : "");
}

void report_marshal(struct report *report, struct input *in, size_t m, const struct policy *policy)
{
    const uint8_t *bytes;
    size_t len;
    struct err err;
    struct marshal marshal;
    if (!input_member_bytes(in, m, &bytes, &len, &err) || !marshal_read(bytes, len, &marshal))
        return; /* and says so */
    struct names names = {.policy = policy, .bytes = bytes};
    struct buf message = {0};
    for (size_t n = 0; n < marshal.item_count; n++)
        if (marshal.items[n].kind == MARSHAL_NAME)
            take_name(&names, marshal.items[n].text);
    const char *via = in->members[m].value.via;
    add_message(&marshal, via && strcmp(via, CODETYPE_NAME) == 0, &names, &message);
    report->failed |= message.failed || names.bad.failed || names.all.failed || names.callee.failed;
    report_marshal_words(report, m, buf_text(&message), names.callee.len ? &names.callee : NULL);
    buf_free(&names.bad);
    buf_free(&names.all);
    buf_free(&names.callee);
    buf_free(&message);
    marshal_free(&marshal);
}
