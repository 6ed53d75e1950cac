/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of a value besides its parts: how long it is, by which names it is imported, what
 * the policy minds about it. */
#include <string.h>

#include "src/analysis/analysis.h"
#include "src/output/out.h"
#include "src/view/parts.h"
#include "src/view/tree.h"

enum {
    COUNTED_BYTES = 1 << 20, /* of a str whose characters are counted */
    NAME_BYTES = 1 << 14,    /* of a module or a name, of which a line shows the beginning */
    FEW_ITEMS = 10
};

/* Facts are told one after another; the one that is wanted is kept. */
struct facts {
    const struct view_source *source;
    const struct fold_item *item;
    uint64_t want, n;
    struct line *out; /* NULL: they are only counted */
};

/* "module  ": True when the rest of the line is wanted. */
static bool fact(struct facts *facts, const char *name)
{
    bool is_wanted = facts->out && facts->n == facts->want;
    facts->n++;
    if (is_wanted)
        line_printf(facts->out, STYLE_LABEL, " %s ", name);
    return is_wanted;
}

static void tell_name(struct facts *facts, const char *label, enum br_part part)
{
    struct buf text = {.limit = NAME_BYTES};
    bool is_literal;
    if (!fact(facts, label))
        return;
    br_global_part(facts->source->rec, facts->item->value, part, buf_sink(&text), &is_literal);
    line_safe(facts->out, part_value_style(facts->source, facts->item->value), buf_text(&text),
              text.len, facts->source->width);
    buf_free(&text);
}

/* The names by which Python 3 imports it, where they are others. */
static void tell_mapped(struct facts *facts)
{
    const br_record *rec = facts->source->rec;
    struct buf module = {.limit = 256},
               name = {.limit = 256}; /* no name that is mapped is longer */
    const char *mapped_module, *mapped_name;
    bool is_literal[2] = {false, false};
    br_value value = facts->item->value;
    if (br_protocol(rec, br_maker(rec, value)) < 3 &&
        br_global_part(rec, value, BR_PART_MODULE, buf_sink(&module), &is_literal[0]) == BR_OK &&
        br_global_part(rec, value, BR_PART_NAME, buf_sink(&name), &is_literal[1]) == BR_OK &&
        is_literal[0] && is_literal[1] &&
        br_mapped(buf_text(&module), module.len, buf_text(&name), name.len, &mapped_module,
                  &mapped_name) &&
        fact(facts, "Python 3")) {
        part_name(facts->out, part_value_style(facts->source, value), mapped_module,
                  mapped_name ? mapped_name : buf_text(&name), facts->source->width);
    }
    buf_free(&module);
    buf_free(&name);
}

static void tell_global(struct facts *facts)
{
    tell_name(facts, "module", BR_PART_MODULE);
    tell_name(facts, "name", BR_PART_NAME);
    tell_mapped(facts);
}

/* What is known against what its maker does. */
static void tell_policy(struct facts *facts)
{
    const struct view_source *source = facts->source;
    br_op maker = br_maker(source->rec, facts->item->value);
    struct br_event event;
    for (uint64_t n = br_event_from(source->rec, maker);
         source->analysis && br_event(source->rec, n, &event) && event.op == maker; n++) {
        struct finding finding;
        enum severity severity = analysis_event(source->analysis, n, &finding);
        if (severity == SEVERITY_NONE || !fact(facts, "policy"))
            continue;
        line_printf(facts->out, part_severity_style(severity, STYLE_PLAIN), "%s %s",
                    part_severity_sign(severity), severity_name(severity));
        line_printf(facts->out, STYLE_LABEL, "%s%s: ", finding.category[0] ? ": " : "",
                    finding.category);
        if (finding.resolved) { /* what it is in the end, the value does not spell */
            part_name(facts->out, part_severity_style(severity, STYLE_PLAIN), finding.module,
                      finding.name, source->width);
            line_str(facts->out, STYLE_PLAIN, " ");
        }
        line_safe(facts->out, STYLE_PLAIN, finding.why, strlen(finding.why), 0);
        facts->out->traits |= part_severity_trait(severity);
    }
}

static bool count_characters(void *context, const char *bytes, size_t n)
{
    for (size_t k = 0; k < n; k++)
        *(uint64_t *)context += (bytes[k] & 0xc0) != 0x80;
    return true;
}

static void tell_length(struct facts *facts)
{
    const br_record *rec = facts->source->rec;
    br_value value = facts->item->value;
    bool is_str = br_kind(rec, value) == BR_KIND_STR, is_text;
    uint64_t in_stream = br_raw(rec, value).len, n = in_stream;
    if (!fact(facts, "length"))
        return;
    if (!is_str)
        br_len((struct br_state){facts->source->rec, facts->item->at}, value, &n);
    else if (n <= COUNTED_BYTES) {
        n = 0;
        br_content(rec, value, (struct br_sink){count_characters, &n}, &is_text);
        line_printf(facts->out, STYLE_NUMBER, "%llu character%s, ", (unsigned long long)n,
                    n == 1 ? "" : "s");
        n = in_stream;
    }
    line_printf(facts->out, STYLE_NUMBER, "%llu byte%s%s", (unsigned long long)n, n == 1 ? "" : "s",
                is_str ? " in the stream" : "");
}

static void tell_number(struct facts *facts)
{
    if (fact(facts, br_kind(facts->source->rec, facts->item->value) == BR_KIND_BUFFER
                        ? "buffer"
                        : "extension code"))
        line_printf(facts->out, STYLE_NUMBER, "%lld",
                    (long long)br_number(facts->source->rec, facts->item->value));
}

static void tell_items(struct facts *facts)
{
    uint64_t n = 0;
    br_value value = facts->item->value;
    struct br_state at = {facts->source->rec, facts->item->at};
    /* Of few, the lines below say how many. */
    if (br_put_count(at, value) <= FEW_ITEMS || !fact(facts, "items"))
        return;
    if (tree_is_as_put(facts->source, value)) {
        line_printf(facts->out, STYLE_NUMBER, "%llu", (unsigned long long)br_put_count(at, value));
        line_str(facts->out, STYLE_LABEL, ", as they were put; an equal key takes another's place");
    } else {
        br_len(at, value, &n);
        line_printf(facts->out, STYLE_NUMBER, "%llu", (unsigned long long)n);
    }
}

/* The id of PERSID, which is a line of the stream and no value. */
static void tell_id(struct facts *facts)
{
    const struct view_source *source = facts->source;
    struct br_event event;
    struct br_call call;
    br_op maker = br_maker(source->rec, facts->item->value);
    if (!br_call(source->rec, facts->item->value, &call) &&
        br_event(source->rec, br_event_from(source->rec, maker), &event) && event.op == maker &&
        fact(facts, "id"))
        part_field(facts->out, source, &event, BR_FIELD_ARGS, source->width);
}

/* What is told of each kind. */
static void (*const kind_facts[BR_KIND_COUNT])(struct facts *facts) = {
    [BR_KIND_STR] = tell_length,       [BR_KIND_BYTES] = tell_length,
    [BR_KIND_BYTEARRAY] = tell_length, [BR_KIND_TUPLE] = tell_items,
    [BR_KIND_LIST] = tell_items,       [BR_KIND_DICT] = tell_items,
    [BR_KIND_SET] = tell_items,        [BR_KIND_FROZENSET] = tell_items,
    [BR_KIND_GLOBAL] = tell_global,    [BR_KIND_INSTANCE] = tell_global,
    [BR_KIND_PERSISTENT] = tell_id,    [BR_KIND_EXTENSION] = tell_number,
    [BR_KIND_BUFFER] = tell_number,
};

static uint64_t tell(const struct view_source *source, const struct fold_item *item, uint64_t want,
                     struct line *out)
{
    struct facts facts = {source, item, want, 0, out};
    enum br_kind kind = br_kind(source->rec, item->value);
    struct br_call call;
    bool is_named =
        kind != BR_KIND_INSTANCE || !br_call(source->rec, item->value, &call) ||
        call.callee == BR_NO_VALUE; /* of INST; OBJ has a class with a line of its own */
    if (kind_facts[kind] && is_named)
        kind_facts[kind](&facts);
    if (br_kind_is_unknown(kind))
        tell_policy(&facts);
    return facts.n;
}

static uint64_t facts_count(const struct view_source *source, const struct fold_item *item)
{
    return tell(source, item, 0, NULL);
}

static bool facts_child(const struct view_source *source, const struct fold_item *item, uint64_t n,
                        struct fold_item *out)
{
    (void)source;
    *out = (struct fold_item){TREE_FACT, item->value, item->at, BR_NO_OP, n};
    return true;
}

static void fact_line(const struct view_source *source, const struct fold_line *at,
                      struct line *out)
{
    tell(source, &at->item, at->item.n, out);
    out->op = br_maker(source->rec, at->item.value);
}

const struct tree_kind tree_fact = {.line = fact_line};
const struct tree_section tree_facts_section = {facts_count, facts_child};
