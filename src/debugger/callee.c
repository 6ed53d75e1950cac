/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/debugger/callee.h"

#include "src/analysis/analysis.h"
#include "src/output/out.h"

enum { NAME_TEXT_MAX = 1 << 16 }; /* bytes of a module, or of a name in it, that are looked at */

br_value callee_subject(const struct br_event *event)
{
    return event->callee != BR_NO_VALUE ? event->callee : event->value;
}

/* Both parts of a global as in the stream, or of the class that INST names. False: it is none, or not a
 * name but what a value holds. */
static bool global_parts(const br_record *rec, const struct br_event *event, struct buf *module,
                         struct buf *name)
{
    br_value value = callee_subject(event);
    bool is_named = event->kind == BR_EV_IMPORT || event->kind == BR_EV_INST ||
                    (value != BR_NO_VALUE && br_kind(rec, value) == BR_KIND_GLOBAL);
    bool module_is_literal = false, name_is_literal = false;
    if (!is_named)
        return false;
    module->limit = name->limit = NAME_TEXT_MAX;
    br_global_part(rec, value, BR_PART_MODULE, buf_sink(module), &module_is_literal);
    br_global_part(rec, value, BR_PART_NAME, buf_sink(name), &name_is_literal);
    return module_is_literal && name_is_literal;
}

static bool mapped_name(const br_record *rec, const struct br_event *event,
                        const struct buf *module, const struct buf *name, struct buf *out)
{
    const char *mapped_module, *mapped_name;
    br_op op = event->kind == BR_EV_IMPORT ? event->op : br_maker(rec, callee_subject(event));
    if (op == BR_NO_OP || br_protocol(rec, op) >= 3 ||
        !br_mapped(buf_text(module), module->len, buf_text(name), name->len, &mapped_module,
                   &mapped_name))
        return false;
    buf_printf(out, "%s.", mapped_module);
    if (mapped_name)
        buf_str(out, mapped_name);
    else
        buf_add(out, name->data, name->len);
    return true;
}

static bool resolved_name(const struct analysis *analysis, uint64_t number, struct buf *out)
{
    const char *module, *name;
    if (!analysis || !analysis_resolved(analysis, number, &module, &name))
        return false;
    buf_printf(out, "%s.%s", module, name);
    return true;
}

bool callee_name(const br_record *rec, const struct analysis *analysis,
                 const struct br_event *event, uint64_t number, enum callee_name which,
                 struct buf *out)
{
    struct buf module = {0}, name = {0};
    if (which == CALLEE_RESOLVED)
        return resolved_name(analysis, number, out);
    bool is_mapped =
        global_parts(rec, event, &module, &name) && mapped_name(rec, event, &module, &name, out);
    buf_free(&module);
    buf_free(&name);
    return is_mapped;
}

bool callee_last_name(const br_record *rec, const struct analysis *analysis,
                      const struct br_event *event, uint64_t number, struct buf *out)
{
    struct buf module = {0}, name = {0};
    if (resolved_name(analysis, number, out))
        return true;
    bool is_global = global_parts(rec, event, &module, &name);
    if (is_global && !mapped_name(rec, event, &module, &name, out)) {
        buf_add(out, module.data, module.len);
        buf_char(out, '.');
        buf_add(out, name.data, name.len);
    }
    buf_free(&module);
    buf_free(&name);
    return is_global;
}
