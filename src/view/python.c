/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/view/python.h"

#include "src/view/parts.h"

/* What the row does, as far as more than one way of telling it needs to know. */
struct effect {
    const struct view_source *source;
    struct br_state before, after;
    uint32_t popped, pushed;
    size_t columns;
};

/* A value that takes the place of what was taken off. */
static void put_value(struct line *line, const struct effect *effect, br_value value)
{
    if (effect->popped)
        line_printf(line, STYLE_PLAIN, "stack[-%u:] = [", effect->popped);
    else
        line_str(line, STYLE_PLAIN, "stack.append(");
    part_value(line, effect->source, effect->after, value, effect->columns);
    line_str(line, STYLE_PLAIN, effect->popped ? "]" : ")");
}

/* ---- Ways of telling it; each is false where it does not fit ---------------------------------- */

static bool tell_event(struct line *line, const struct effect *effect)
{
    const struct view_source *source = effect->source;
    struct br_event event, next;
    uint64_t number = br_event_from(source->rec, source->cursor);
    if (!br_event(source->rec, number, &event) || event.op != source->cursor)
        return false;
    while (br_event(source->rec, ++number, &next) && next.op == source->cursor)
        event = next; /* INST: its call, not its import */
    switch (event.kind) {
    case BR_EV_IMPORT:
        part_import(line, source, &event, "from ", " import ", "", effect->columns);
        break;
    case BR_EV_BUILD:
    case BR_EV_APPEND:
    case BR_EV_SETITEM:
    case BR_EV_ADDITEM:
        part_event(line, source, &event, effect->columns);
        break;
    default:
        put_value(line, effect, event.value);
        break;
    }
    return true;
}

static bool tell_memo(struct line *line, const struct effect *effect)
{
    struct br_memo_line memo;
    if (!br_memo_written(effect->before.rec, effect->before.op, &memo))
        return false;
    line_printf(line, STYLE_PLAIN, "memo[%llu] = ", (unsigned long long)memo.key);
    part_value(line, effect->source, effect->after, memo.value, effect->columns);
    return true;
}

static bool tell_return(struct line *line, const struct effect *effect)
{
    const br_record *rec = effect->before.rec;
    br_value result = br_result(rec);
    if (result == BR_NO_VALUE || effect->after.op != br_ops(rec))
        return false;
    line_str(line, STYLE_PLAIN, "return ");
    part_value(line, effect->source, effect->before, result, effect->columns);
    return true;
}

static bool tell_pop(struct line *line, const struct effect *effect)
{
    if (effect->pushed > 0 || effect->popped == 0)
        return false;
    line_printf(line, STYLE_PLAIN, effect->popped == 1 ? "stack.pop()" : "del stack[-%u:]",
                effect->popped);
    return true;
}

/* Items go into a container that was there before. */
static bool tell_items(struct line *line, const struct effect *effect)
{
    const br_record *rec = effect->before.rec;
    uint32_t items = effect->popped - 1;
    if (effect->pushed != 1 || effect->popped < 2)
        return false;
    br_value top = br_stack(effect->after, 0);
    if (br_maker(rec, top) >= effect->before.op)
        return false;
    switch (br_kind(rec, top)) {
    case BR_KIND_DICT:
        line_printf(line, STYLE_PLAIN, "stack[-%u].update(zip(stack[-%u::2], stack[-%u::2]))  ",
                    items + 1, items, items - 1);
        break;
    case BR_KIND_SET:
        line_printf(line, STYLE_PLAIN, "stack[-%u].update(stack[-%u:])  ", items + 1, items);
        break;
    case BR_KIND_LIST:
    case BR_KIND_BYTEARRAY:
        line_printf(line, STYLE_PLAIN, "stack[-%u].extend(stack[-%u:])  ", items + 1, items);
        break;
    default:
        return false;
    }
    line_str(line, STYLE_MUTED, "# now ");
    part_value(line, effect->source, effect->after, top, effect->columns);
    return true;
}

static bool tell_push(struct line *line, const struct effect *effect)
{
    if (effect->pushed == 0)
        return false;
    put_value(line, effect, br_stack(effect->after, 0));
    return true;
}

static bool tell_mark(struct line *line, const struct effect *effect)
{
    uint32_t was = br_marks(effect->before), is = br_marks(effect->after);
    if (was != is)
        line_str(line, STYLE_PLAIN, is > was ? "marks.append(len(stack))" : "marks.pop()");
    return was != is;
}

void python_line(struct line *line, const struct view_source *source, size_t columns)
{
    static bool (*const ways[])(struct line *, const struct effect *) = {
        tell_event, tell_memo, tell_return, tell_pop, tell_items, tell_push, tell_mark,
    };
    struct effect effect = {.source = source,
                            .before = {source->rec, source->cursor},
                            .after = {source->rec, source->cursor + 1},
                            .columns = columns};
    br_effect(source->rec, source->cursor, &effect.popped, &effect.pushed);
    for (size_t k = 0; k < sizeof ways / sizeof ways[0]; k++)
        if (ways[k](line, &effect))
            return;
}
