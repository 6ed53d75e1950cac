/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/known.h"

#include <string.h>

/* A sink that ends the text where it becomes too long. */
struct short_text {
    char *out;
    size_t len;
};

static bool take_text(void *context, const char *bytes, size_t n)
{
    struct short_text *text = context;
    if (n >= KNOWN_TEXT_MAX - text->len)
        return false;
    memcpy(text->out + text->len, bytes, n);
    text->len += n;
    return true;
}

bool known_text(const br_record *rec, br_value value, char out[KNOWN_TEXT_MAX])
{
    struct short_text text = {out, 0};
    bool is_text = false;
    /* Written with escapes it may be longer than it is, but not by more than this. */
    if (value == BR_NO_VALUE || br_raw(rec, value).len > 8 * KNOWN_TEXT_MAX ||
        br_content(rec, value, (struct br_sink){take_text, &text}, &is_text) != BR_OK)
        return false;
    out[text.len] = '\0';
    return is_text && strlen(out) == text.len;
}

static bool join_name(const uint8_t *module, size_t module_len, const uint8_t *name,
                      size_t name_len, char out[KNOWN_TEXT_MAX])
{
    if (module_len >= KNOWN_TEXT_MAX || name_len >= KNOWN_TEXT_MAX ||
        module_len + 1 + name_len >= KNOWN_TEXT_MAX)
        return false;
    memcpy(out, module, module_len);
    out[module_len] = '.';
    memcpy(out + module_len + 1, name, name_len);
    out[module_len + 1 + name_len] = '\0';
    return strlen(out) == module_len + 1 + name_len;
}

bool known_name(const br_record *rec, br_value value, char out[KNOWN_TEXT_MAX])
{
    enum br_kind kind = br_kind(rec, value);
    if (kind != BR_KIND_GLOBAL && kind != BR_KIND_INSTANCE)
        return false;
    struct br_ins ins;
    struct br_state at = {rec, br_maker(rec, value)};
    br_ins_at(rec, at.op, &ins);
    if (ins.opcode->arg == BR_ARG_STRINGNL_NOESCAPE_PAIR)
        return join_name(ins.text.data, ins.text.len, ins.name.data, ins.name.len, out);
    char module[KNOWN_TEXT_MAX], name[KNOWN_TEXT_MAX];
    return kind == BR_KIND_GLOBAL && known_text(rec, br_stack(at, 1), module) &&
           known_text(rec, br_stack(at, 0), name) &&
           join_name((const uint8_t *)module, strlen(module), (const uint8_t *)name, strlen(name),
                     out);
}

bool known_callee(const br_record *rec, br_value value, char out[KNOWN_TEXT_MAX])
{
    struct br_call call;
    enum br_kind kind = br_kind(rec, value);
    if (kind < BR_KIND_CALL || kind > BR_KIND_NEWOBJ || !br_call(rec, value, &call))
        return false;
    return known_name(rec, call.callee == BR_NO_VALUE ? value : call.callee, out);
}

br_value known_item(struct br_state at, br_value value, uint64_t n)
{
    struct br_item item;
    bool found = false;
    if (value == BR_NO_VALUE)
        return BR_NO_VALUE;
    enum br_kind kind = br_kind(at.rec, value);
    if (kind != BR_KIND_TUPLE && kind != BR_KIND_LIST)
        return BR_NO_VALUE;
    return br_item(at, value, n, &item, &found) == BR_OK && found ? item.value : BR_NO_VALUE;
}

br_value known_arg(struct br_state at, br_value value, uint64_t n)
{
    struct br_call call;
    if (!br_call(at.rec, value, &call))
        return BR_NO_VALUE;
    if (call.args == BR_NO_VALUE)
        return n < call.n_args ? br_call_arg(at.rec, value, (uint32_t)n) : BR_NO_VALUE;
    return known_item(at, call.args, n);
}
