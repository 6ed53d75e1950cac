/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stack is only ever added to, so what two of its moments have in common is all below some
 * height: halving finds it, ten million opcodes apart or ten. The memo's new keys are counted by
 * the record. What is left, stores that rewrite a key and opcodes that change a container, is
 * found by a look at each, up to a number of them; that there were more is then said. */
#include "src/debugger/diff.h"

#include <string.h>

#include "src/analysis/analysis.h"
#include "src/debugger/setting.h"
#include "src/debugger/text.h"
#include "src/output/safe.h"

enum {
    FIRST_EVENTS = 5,      /* shown, and all that are dangerous */
    MAX_CONTAINERS = 1000, /* told apart */
    TABLE_SIZE = 4096,     /* for those; a power of two */
    MAX_LOOKS = 1 << 18,   /* opcodes that change something, looked at: it must answer at once */
};

struct diff {
    struct session *session;
    br_op from, to;  /* as asked */
    br_op low, high; /* the same in the order of the run */
    uint64_t most;   /* lines of one part */
    struct buf *out;
};

static struct br_state state_of(const struct diff *diff, br_op op)
{
    return (struct br_state){diff->session->rec, op};
}

/* What is there only after `low` came, or went when the way leads back. */
static char sign_of_new(const struct diff *diff)
{
    return diff->to == diff->high ? '+' : '-';
}

static void say_more(const struct diff *diff, uint64_t more)
{
    if (more)
        buf_printf(diff->out, "  %s and %llu more (set max-lines)\n", safe_ellipsis(),
                   (unsigned long long)more);
}

/* "1 key", "2 keys". */
static void say_count(const struct diff *diff, uint64_t count, const char *noun)
{
    buf_printf(diff->out, "%llu %s%s", (unsigned long long)count, noun, count == 1 ? "" : "s");
}

/* ---- The stack ------------------------------------------------------------------------------- */

/* The line that has `height - 1` lines below it. An opcode pushes one at most, so who pushed it
 * tells whether it is the same one. */
static br_op pusher_at(struct br_state state, uint32_t height)
{
    struct br_stack_line line;
    return br_stack_line(state, br_height(state) - height, &line) ? line.pushed_by : BR_NO_OP;
}

static uint32_t common_height(struct br_state a, struct br_state b)
{
    uint32_t low = 0, high = br_height(a) < br_height(b) ? br_height(a) : br_height(b);
    while (low < high) {
        uint32_t middle = low + (high - low + 1) / 2;
        if (pusher_at(a, middle) == pusher_at(b, middle))
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

/* The lines of one side above what is common. */
static void say_stack_side(const struct diff *diff, br_op op, uint32_t common, char sign)
{
    struct br_state state = state_of(diff, op);
    struct br_stack_line line;
    uint32_t count = br_height(state) - common;
    for (uint32_t k = 0; k < count && k < diff->most && br_stack_line(state, k, &line); k++) {
        buf_printf(diff->out, "%c ", sign);
        if (line.value == BR_NO_VALUE) {
            buf_str(diff->out, "mark");
        } else {
            buf_printf(diff->out, "stack[%lu]  ", (unsigned long)line.number);
            text_value(diff->session, op, line.value, diff->out);
            buf_printf(diff->out, "   %s", br_kind_name(br_kind(state.rec, line.value)));
        }
        buf_printf(diff->out, ", put there by #%lu\n", (unsigned long)line.pushed_by);
    }
    say_more(diff, count > diff->most ? count - diff->most : 0);
}

static void say_stack(const struct diff *diff)
{
    struct br_state from = state_of(diff, diff->from), to = state_of(diff, diff->to);
    uint32_t common = common_height(from, to);
    if (common == br_height(from) && common == br_height(to)) {
        buf_str(diff->out, "Stack: the same.\n");
        return;
    }
    buf_str(diff->out, "Stack: ");
    say_count(diff, br_depth(from), "value");
    buf_printf(diff->out, ", then %lu", (unsigned long)br_depth(to));
    if (br_marks(from) != br_marks(to))
        buf_printf(diff->out, "; marks: %lu, then %lu", (unsigned long)br_marks(from),
                   (unsigned long)br_marks(to));
    if (common)
        buf_printf(diff->out, "; the lowest %lu %s the same", (unsigned long)common,
                   common == 1 ? "is" : "are");
    buf_char(diff->out, '\n');
    say_stack_side(diff, diff->from, common, '-');
    say_stack_side(diff, diff->to, common, '+');
}

/* ---- The memo -------------------------------------------------------------------------------- */

static void say_new_keys(const struct diff *diff, uint32_t first, uint32_t count)
{
    struct br_state state = state_of(diff, diff->high);
    struct br_memo_line line;
    for (uint32_t n = 0; n < count && n < diff->most; n++) {
        if (!br_memo_line(state, first + n, &line)) {
            diff->session->no_memory = true;
            return;
        }
        buf_printf(diff->out, "%c memo[%llu]  ", sign_of_new(diff), (unsigned long long)line.key);
        text_value(diff->session, diff->high, line.value, diff->out);
        buf_printf(diff->out, "   %s, stored by #%lu\n",
                   br_kind_name(br_kind(state.rec, line.value)), (unsigned long)line.stored_by);
    }
    say_more(diff, count > diff->most ? count - diff->most : 0);
}

/* A key that both have, with another value. */
static void say_rewritten(const struct diff *diff, uint64_t key, br_value was, br_value is)
{
    buf_printf(diff->out, "~ memo[%llu]  ", (unsigned long long)key);
    text_value(diff->session, diff->from, was, diff->out);
    buf_str(diff->out, ", then ");
    text_value(diff->session, diff->to, is, diff->out);
    buf_char(diff->out, '\n');
}

/* False: interrupted. Says nothing when there is none. */
static bool say_rewrites(const struct diff *diff)
{
    const br_record *rec = diff->session->rec;
    uint64_t first = br_store_from(rec, diff->low), end = br_store_from(rec, diff->high);
    bool is_cut = end - first > MAX_LOOKS;
    struct br_memo_line store, low, high;
    struct br_usage usage;
    uint64_t count = 0;
    br_usage(rec, &usage);
    if (usage.memo == br_memo_count(state_of(diff, br_ops(rec))))
        return true; /* no key was ever stored twice */
    end = is_cut ? first + MAX_LOOKS : end;
    for (uint64_t n = first; n < end && br_store(rec, n, &store); n++) {
        if (!session_goes_on(diff->session, "looking", n - first, end - first))
            return false;
        if (!br_memo_get(state_of(diff, diff->low), store.key, &low) ||
            !br_memo_get(state_of(diff, diff->high), store.key, &high) ||
            high.stored_by != store.stored_by || high.value == low.value)
            continue;
        bool is_back = diff->from == diff->high;
        if (count++ < diff->most)
            say_rewritten(diff, store.key, is_back ? high.value : low.value,
                          is_back ? low.value : high.value);
    }
    say_more(diff, count > diff->most ? count - diff->most : 0);
    if (is_cut)
        buf_printf(diff->out, "  %s keys stored again were looked for up to #%lu only\n",
                   safe_ellipsis(), (unsigned long)store.stored_by);
    return true;
}

static bool say_memo(const struct diff *diff)
{
    uint32_t first = br_memo_count(state_of(diff, diff->low));
    uint32_t count = br_memo_count(state_of(diff, diff->high)) - first;
    size_t heading = diff->out->len;
    buf_str(diff->out, "Memo: ");
    say_count(diff, br_memo_count(state_of(diff, diff->from)), "key");
    buf_printf(diff->out, ", then %lu\n", (unsigned long)br_memo_count(state_of(diff, diff->to)));
    size_t body = diff->out->len;
    say_new_keys(diff, first, count);
    if (!say_rewrites(diff))
        return false;
    if (count == 0 && diff->out->len == body) {
        diff->out->len = heading;
        buf_str(diff->out, "Memo: the same.\n");
    }
    return true;
}

/* ---- What changed inside --------------------------------------------------------------------- */

/* Containers, each once, with the first opcode that changed it. */
struct changed {
    struct {
        br_value value;
        br_op by;
    } rows[MAX_CONTAINERS];
    size_t count;
    br_op until;                /* looked at up to here */
    uint16_t table[TABLE_SIZE]; /* row + 1; 0: free */
};

static void changed_add(struct changed *changed, br_value value, br_op by)
{
    size_t slot = value * 2654435761u >> 20; /* the upper bits of Knuth's product: 12 of them */
    for (; changed->table[slot]; slot = (slot + 1) % TABLE_SIZE) {
        size_t row = changed->table[slot] - 1u;
        if (changed->rows[row].value == value)
            return;
    }
    changed->rows[changed->count].value = value;
    changed->rows[changed->count].by = by;
    changed->table[slot] = (uint16_t)++changed->count;
}

static bool find_changed(const struct diff *diff, struct changed *changed)
{
    const br_record *rec = diff->session->rec;
    br_op end = diff->high < br_ops(rec) ? diff->high : br_ops(rec), op = diff->low;
    for (unsigned looks = 0; op < end && looks < MAX_LOOKS; op++) {
        br_value value = br_changed(rec, op);
        looks += value != BR_NO_VALUE;
        if (value != BR_NO_VALUE && br_maker(rec, value) < diff->low)
            changed_add(changed, value, op);
        if (changed->count == MAX_CONTAINERS)
            break;
        if (!session_goes_on(diff->session, "looking", op - diff->low, end - diff->low))
            return false;
    }
    changed->until = op;
    return true;
}

static void say_changed_one(const struct diff *diff, br_value value, br_op by)
{
    const br_record *rec = diff->session->rec;
    uint64_t was, is;
    buf_str(diff->out, "~ ");
    text_value(diff->session, diff->to, value, diff->out);
    buf_printf(diff->out, "   %s, made by ", br_kind_name(br_kind(rec, value)));
    text_place(diff->session, br_maker(rec, value), diff->out);
    if (br_keys_near(rec, value, MAX_LOOKS) &&
        br_len(state_of(diff, diff->from), value, &was) == BR_OK &&
        br_len(state_of(diff, diff->to), value, &is) == BR_OK && was != is) {
        buf_str(diff->out, ": ");
        say_count(diff, was, "item");
        buf_printf(diff->out, ", then %llu", (unsigned long long)is);
    }
    buf_printf(diff->out, ", first changed by #%lu\n", (unsigned long)by);
}

static bool say_changed(const struct diff *diff)
{
    struct changed changed;
    memset(&changed, 0, sizeof changed);
    if (diff->low > 0 &&
        !find_changed(diff, &changed)) /* before the first opcode there is nothing */
        return false;
    bool is_cut =
        diff->low > 0 && changed.until < diff->high && changed.until < br_ops(diff->session->rec);
    buf_str(diff->out, changed.count ? "Changed inside:\n" : "Changed inside: nothing.\n");
    size_t n = 0;
    for (; n < changed.count && n < diff->most; n++)
        say_changed_one(diff, changed.rows[n].value, changed.rows[n].by);
    say_more(diff, changed.count - n);
    if (is_cut)
        buf_printf(diff->out, "  %s looked for up to #%lu only\n", safe_ellipsis(),
                   (unsigned long)changed.until);
    return true;
}

/* ---- Events ---------------------------------------------------------------------------------- */

static void say_event(const struct diff *diff, br_op op)
{
    buf_str(diff->out, "  ");
    text_row(diff->session, op, diff->out);
    buf_str(diff->out, "   ");
    text_events(diff->session, op, false, diff->out);
    struct buf finding = {0};
    if (text_finding(diff->session, op, &finding)) {
        buf_str(diff->out, "   ");
        buf_add(diff->out, finding.data, finding.len);
    }
    diff->out->failed |= finding.failed;
    buf_free(&finding);
    buf_char(diff->out, '\n');
}

static void say_events(const struct diff *diff)
{
    const struct session *session = diff->session;
    uint64_t first = br_event_from(session->rec, diff->low);
    uint64_t count = br_event_from(session->rec, diff->high) - first, n = 0, shown = 0;
    struct br_event event;
    br_op last = BR_NO_OP;
    buf_printf(diff->out, "Events between: %llu\n", (unsigned long long)count);
    for (; n < count && shown < FIRST_EVENTS && br_event(session->rec, first + n, &event); n++) {
        if (event.op == last)
            continue; /* INST has two, which are told together */
        last = event.op;
        say_event(diff, last);
        shown++;
    }
    if (n == count)
        return;
    buf_printf(diff->out, "  %s and %llu more; dangerous of those:\n", safe_ellipsis(),
               (unsigned long long)(count - n));
    br_op op = analysis_next(session->analysis, last, SEVERITY_DANGEROUS);
    for (shown = 0; op < diff->high && shown < diff->most; shown++) {
        say_event(diff, op);
        op = analysis_next(session->analysis, op, SEVERITY_DANGEROUS);
    }
    if (shown == 0)
        buf_str(diff->out, "  none\n");
    else if (op < diff->high)
        buf_printf(diff->out, "  %s and more (set max-lines)\n", safe_ellipsis());
}

bool diff_print(struct session *session, br_op from, br_op to, struct buf *out)
{
    uint64_t max_lines = session->settings->max_lines;
    struct diff diff = {
        .session = session,
        .from = from,
        .to = to,
        .low = from < to ? from : to,
        .high = from < to ? to : from,
        .most = max_lines ? max_lines : UINT64_MAX,
        .out = out,
    };
    buf_printf(out, "From #%lu to #%lu", (unsigned long)from, (unsigned long)to);
    if (from == to) {
        buf_str(out, ": the same.\n");
        return true;
    }
    buf_str(out, ": ");
    say_count(&diff, diff.high - diff.low, "opcode");
    buf_printf(out, " %s.\n", from < to ? "on" : "back");
    say_stack(&diff);
    if (!say_memo(&diff) || !say_changed(&diff))
        return false;
    say_events(&diff);
    return true;
}
