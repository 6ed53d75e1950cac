/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The record against plain copies: a model keeps stack, memo and contents after each opcode, and
 * whatever is asked of the record about any moment, in any order, while it grows or when it is
 * done, must be what the model kept. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <ftw.h>

#include "tests/unit/generate.h"
#include "tests/unit/machine_run.h"
#include "tests/unit/model.h"
#include "tests/unit/pickle_asm.h"

/* A program, and where a check stands in it. */
struct travel {
    struct model model;
    const br_record *rec; /* may have run fewer opcodes than the model */
    br_op op;
    struct dice dice;
    const char *name; /* for messages */
};

#define CHECK(claim)                                                                               \
    do {                                                                                           \
        if (!(claim))                                                                              \
            fail_msg("%s, op %u: %s (line %d)", t->name, t->op, #claim, __LINE__);                 \
    } while (0)

static struct br_state state_of(const struct travel *t)
{
    return (struct br_state){t->rec, t->op};
}

static const struct moment *moment_of(const struct travel *t)
{
    return &t->model.moments[t->op];
}

static uint32_t below(struct travel *t, size_t n)
{
    return dice_below(&t->dice, (uint32_t)n);
}

/* An object that was made before the opcode; NULL: none yet. */
static struct object *some_object(struct travel *t)
{
    size_t n = 0;
    while (n < t->model.n_objects && t->model.objects[n]->maker < t->op)
        n++;
    struct object *object = n ? t->model.objects[below(t, n)] : NULL;
    return object && object->value != BR_NO_VALUE ? object : NULL;
}

static bool same(const struct object *object, br_value value)
{
    return value == (object ? object->value : BR_NO_VALUE);
}

/* ---- Stack and memo -------------------------------------------------------------------------- */

static void check_sizes(struct travel *t)
{
    const struct moment *m = moment_of(t);
    size_t marks = 0;
    for (size_t i = 0; i < m->n_lines; i++)
        marks += !m->lines[i].object;
    CHECK(br_height(state_of(t)) == m->n_lines);
    CHECK(br_marks(state_of(t)) == marks);
    CHECK(br_depth(state_of(t)) == m->n_lines - marks);
    CHECK(br_memo_count(state_of(t)) == m->n_memo);
    CHECK(br_protocol(t->rec, t->op) == t->model.deeds[t->op].protocol);
}

/* The line at index i from the bottom, asked as line and, if it is one, as value. */
static void check_line(struct travel *t, size_t i)
{
    const struct moment *m = moment_of(t);
    const struct line *line = &m->lines[i];
    size_t marks_below = 0, values_above = 0;
    for (size_t k = 0; k < i; k++)
        marks_below += !m->lines[k].object;
    for (size_t k = i + 1; k < m->n_lines; k++)
        values_above += m->lines[k].object != NULL;
    struct br_stack_line got;
    CHECK(br_stack_line(state_of(t), (uint32_t)(m->n_lines - 1 - i), &got));
    CHECK(same(line->object, got.value));
    CHECK(got.pushed_by == line->pushed_by);
    CHECK(got.number == (line->object ? values_above : marks_below));
    if (line->object)
        CHECK(same(line->object, br_stack(state_of(t), (uint32_t)values_above)));
}

static void check_some_lines(struct travel *t)
{
    const struct moment *m = moment_of(t);
    for (unsigned i = 0; i < 3 && m->n_lines; i++)
        check_line(t, below(t, m->n_lines));
    struct br_stack_line line;
    CHECK(!br_stack_line(state_of(t), (uint32_t)m->n_lines, &line));
    CHECK(br_stack(state_of(t), br_depth(state_of(t))) == BR_NO_VALUE);
    CHECK(br_stack(state_of(t), UINT32_MAX) == BR_NO_VALUE);
}

static void check_all_lines(struct travel *t)
{
    for (size_t i = 0; i < moment_of(t)->n_lines; i++)
        check_line(t, i);
}

static bool same_line(const struct stored *stored, const struct br_memo_line *line)
{
    return stored->key == line->key && stored->object->value == line->value &&
           stored->by == line->stored_by;
}

static void check_memo(struct travel *t)
{
    const struct moment *m = moment_of(t);
    struct br_memo_line line;
    for (unsigned i = 0; i < 3 && m->n_memo; i++) {
        uint32_t n = below(t, m->n_memo);
        CHECK(br_memo_line(state_of(t), n, &line));
        CHECK(same_line(&m->memo[n], &line));
        CHECK(br_memo_get(state_of(t), m->memo[n].key, &line));
        CHECK(same_line(&m->memo[n], &line));
    }
    CHECK(!br_memo_line(state_of(t), (uint32_t)m->n_memo, &line));
    uint64_t key = dice_one_in(&t->dice, 2) ? below(t, 40) : dice_roll(&t->dice) >> below(t, 64);
    bool is_there = false;
    for (size_t i = 0; i < m->n_memo; i++)
        is_there = is_there || m->memo[i].key == key;
    CHECK(br_memo_get(state_of(t), key, &line) == is_there);
}

/* ---- Values ---------------------------------------------------------------------------------- */

static bool has_items(const struct object *object)
{
    return object->kind >= BR_KIND_BYTES && object->kind <= BR_KIND_FROZENSET;
}

static void check_item(struct travel *t, const struct object *object, size_t n)
{
    const struct item *wanted = &model_contents(object, t->op)->items[n];
    struct br_item got;
    bool found;
    CHECK(br_item(state_of(t), object->value, n, &got, &found) == BR_OK);
    CHECK(found);
    CHECK(same(wanted->key, got.key));
    CHECK(same(wanted->value, got.value));
    CHECK(wanted->value || got.byte == wanted->byte);
    CHECK(got.put_by == wanted->put_by);
}

/* Compares pieces with what items hold. */
struct pieces {
    const struct contents *wanted;
    size_t n;
    bool same;
};

static bool compare_piece(void *context, const char *bytes, size_t n)
{
    struct pieces *pieces = context;
    for (size_t i = 0; i < n; i++, pieces->n++)
        pieces->same = pieces->same && pieces->n < pieces->wanted->n &&
                       pieces->wanted->items[pieces->n].byte == (uint8_t)bytes[i];
    return true;
}

static void check_bytes(struct travel *t, const struct object *object)
{
    struct pieces pieces = {.wanted = model_contents(object, t->op), .same = true};
    struct br_sink sink = {.write = compare_piece, .context = &pieces};
    CHECK(br_bytes_at(state_of(t), object->value, sink) == BR_OK);
    CHECK(pieces.same);
    CHECK(pieces.n == (object->kind == BR_KIND_BYTEARRAY ? pieces.wanted->n : 0));
}

static void check_lookup(struct travel *t, const struct object *dict)
{
    const struct contents *c = model_contents(dict, t->op);
    const struct object *key =
        c->n && dice_one_in(&t->dice, 2) ? c->items[below(t, c->n)].key : some_object(t);
    if (!key)
        return;
    const struct item *wanted = NULL;
    for (size_t i = 0; i < c->n && !wanted && key->is_hashable; i++)
        if (model_equal(&t->model, c->items[i].key, key))
            wanted = &c->items[i];
    struct br_item got;
    bool found;
    CHECK(br_lookup(state_of(t), dict->value, key->value, &got, &found) == BR_OK);
    if (t->model.is_too_hard)
        return;
    CHECK(found == (wanted != NULL));
    if (!wanted)
        return;
    CHECK(same(wanted->key, got.key));
    CHECK(same(wanted->value, got.value));
    CHECK(got.put_by == wanted->put_by);
}

static void check_value(struct travel *t)
{
    const struct object *object = some_object(t);
    if (!object)
        return;
    CHECK(br_kind(t->rec, object->value) == object->kind);
    CHECK(br_maker(t->rec, object->value) == object->maker);
    CHECK(br_hashable(t->rec, object->value) == object->is_hashable);
    uint64_t len;
    CHECK(br_len(state_of(t), object->value, &len) == BR_OK);
    const struct contents *c = model_contents(object, t->op);
    CHECK(len == (has_items(object) ? c->n : 0));
    for (unsigned i = 0; i < 3 && len; i++)
        check_item(t, object, below(t, c->n));
    check_bytes(t, object);
    struct br_item item;
    bool found;
    CHECK(br_item(state_of(t), object->value, len, &item, &found) == BR_OK && !found);
    if (object->kind == BR_KIND_DICT)
        check_lookup(t, object);
}

static void check_parts(struct travel *t)
{
    const struct object *object = some_object(t);
    if (!object)
        return;
    struct br_call call;
    bool is_call = object->kind == BR_KIND_CALL || object->kind == BR_KIND_NEWOBJ ||
                   object->kind == BR_KIND_INSTANCE || object->kind == BR_KIND_READONLY;
    if (is_call) {
        CHECK(br_call(t->rec, object->value, &call));
        CHECK(same(object->callee, call.callee));
        CHECK(same(object->args, call.args));
        CHECK(same(object->kwargs, call.kwargs));
    }
    if (object->kind == BR_KIND_INSTANCE) {
        CHECK(call.n_args == object->fixed.n);
        for (uint32_t i = 0; i < call.n_args; i++)
            CHECK(same(object->fixed.items[i].value, br_call_arg(t->rec, object->value, i)));
        CHECK(br_call_arg(t->rec, object->value, call.n_args) == BR_NO_VALUE);
    }
    bool is_numbered = object->kind == BR_KIND_BUFFER || object->kind == BR_KIND_EXTENSION;
    CHECK(br_number(t->rec, object->value) == (is_numbered ? (int64_t)object->number : -1));
}

static void check_uses(struct travel *t)
{
    const struct object *object = some_object(t);
    if (!object)
        return;
    size_t n = 0;
    br_op op, next_call = BR_NO_OP;
    bool found;
    for (; n < object->n_uses && object->uses[n] < br_ops(t->rec); n++) {
        CHECK(br_use(t->rec, object->value, n, &op, &found) == BR_OK);
        CHECK(found && op == object->uses[n]);
    }
    uint64_t count;
    CHECK(br_use(t->rec, object->value, n, &op, &found) == BR_OK && !found);
    CHECK(br_use_count(t->rec, object->value, &count) == BR_OK && count == n);
    for (size_t i = t->model.n_objects; i-- > 0;) {
        const struct object *call = t->model.objects[i];
        if (call->callee == object && call->maker >= t->op && call->maker < br_ops(t->rec) &&
            call->kind != BR_KIND_READONLY && call->kind != BR_KIND_MEMORYVIEW)
            next_call = call->maker;
    }
    CHECK(br_next_call(t->rec, object->value, t->op, &op) == BR_OK);
    CHECK(op == next_call);
}

/* ---- Texts ----------------------------------------------------------------------------------- */

/* The text that a limit leaves of a longer one (of which at least `limit` bytes are there). */
static void cut_text(struct buf *text, size_t limit)
{
    if (text->len <= limit)
        return;
    size_t keep = limit < 3 ? 0 : limit - 3;
    while (keep && ((uint8_t)text->data[keep] & 0xc0) == 0x80)
        keep--;
    text->len = keep;
    text->data[keep] = '\0';
    if (limit >= 3)
        buf_str(text, "\xe2\x80\xa6");
}

/* Two texts must be equal; told is where they part. */
static void check_same_text(struct travel *t, const char *what, struct buf *wanted, struct buf *got)
{
    const char *a = buf_text(wanted), *b = buf_text(got);
    size_t at = 0;
    while (a[at] && a[at] == b[at])
        at++;
    size_t from = at > 200 ? at - 200 : 0;
    if (a[at] != b[at])
        fail_msg("%s, op %u: %s:\n%.*s\ngoes on\n%.100s\nnot\n%.100s", t->name, t->op, what,
                 (int)(at - from), a + from, b + at, a + at);
    CHECK(wanted->len == got->len);
}

static void check_text(struct travel *t)
{
    struct object *object = some_object(t);
    if (!object)
        return;
    size_t limit = dice_one_in(&t->dice, 2) ? 4000 : 1 + below(t, 60);
    struct buf wanted = {0}, got = {0};
    model_text(&t->model, t->op, object, &wanted, limit + 8);
    bool is_cut = wanted.len > limit;
    cut_text(&wanted, limit);
    struct br_text_options options = {.max_bytes = limit};
    struct br_text_result result;
    CHECK(br_text(state_of(t), object->value, &options, sink_to(&got), &result) == BR_OK);
    check_same_text(t, "a value", &wanted, &got);
    CHECK(result.cut == is_cut);
    CHECK(result.bytes == got.len);
    buf_free(&wanted);
    buf_free(&got);
}

static void check_event_text(struct travel *t, const struct happening *wanted,
                             const struct br_event *event, enum br_field field)
{
    struct buf text = {0}, got = {0};
    size_t limit = dice_one_in(&t->dice, 2) ? 4000 : 1 + below(t, 60);
    bool is_there = model_event_text(&t->model, wanted, field, &text, limit + 8);
    cut_text(&text, limit);
    struct br_text_options options = {.max_bytes = limit};
    bool present;
    CHECK(br_event_text(t->rec, event, field, &options, sink_to(&got), NULL, &present) == BR_OK);
    CHECK(present == is_there);
    check_same_text(t, "a text of an event", &text, &got);
    buf_free(&text);
    buf_free(&got);
}

/* ---- Rows and events ------------------------------------------------------------------------- */

static void check_events(struct travel *t)
{
    size_t before = 0, so_far = 0;
    for (size_t i = 0; i < t->model.n_events; i++) {
        before += t->model.events[i].op < t->op;
        so_far += t->model.events[i].op < br_ops(t->rec);
    }
    CHECK(br_event_count(t->rec) == so_far);
    CHECK(br_event_from(t->rec, t->op) == before);
    struct br_event event;
    CHECK(!br_event(t->rec, so_far, &event));
    if (!so_far)
        return;
    size_t n = below(t, so_far);
    const struct happening *wanted = &t->model.events[n];
    CHECK(br_event(t->rec, n, &event));
    CHECK(event.number == n);
    CHECK(event.op == wanted->op);
    CHECK(event.pos == br_pos(t->rec, event.op));
    CHECK(event.kind == wanted->kind);
    if (event.kind != BR_EV_IMPORT)
        CHECK(same(wanted->callee, event.callee));
    CHECK(same(wanted->args, event.args));
    CHECK(same(wanted->kwargs, event.kwargs));
    CHECK(same(wanted->value, event.value));
    for (enum br_field field = BR_FIELD_CALLEE; field <= BR_FIELD_NAME; field++)
        check_event_text(t, wanted, &event, field);
}

static void check_row(struct travel *t)
{
    if (t->op >= br_ops(t->rec))
        return;
    const struct deed *deed = &t->model.deeds[t->op];
    uint32_t popped, pushed;
    br_effect(t->rec, t->op, &popped, &pushed);
    CHECK(popped == deed->popped);
    CHECK(pushed == deed->pushed);
    CHECK(br_mark_of(t->rec, t->op) == deed->mark);
    br_op taker = deed->taker < br_ops(t->rec) ? deed->taker : BR_NO_OP;
    CHECK(br_mark_taker(t->rec, t->op) == taker);
    struct br_memo_line line;
    CHECK(br_memo_written(t->rec, t->op, &line) == deed->has_stored);
    if (deed->has_stored)
        CHECK(same_line(&deed->stored, &line));
    struct br_ins ins;
    br_ins_at(t->rec, t->op, &ins);
    CHECK(ins.pos == br_pos(t->rec, t->op));
    CHECK(ins.pos + ins.length == br_pos(t->rec, t->op + 1));
    CHECK(ins.opcode == br_opcode_at(t->rec, t->op));
    CHECK(br_op_at(t->rec, ins.pos + below(t, (size_t)ins.length)) == t->op);
}

typedef void check(struct travel *t);

static check *const checks[] = {
    check_sizes, check_some_lines, check_memo,   check_value, check_value, check_value,
    check_parts, check_uses,       check_events, check_row,   check_text,  check_text,
};

/* n questions of all kinds about random moments up to where the record has come. */
static void ask(struct travel *t, unsigned n)
{
    for (; n > 0; n--) {
        t->op = below(t, (size_t)br_ops(t->rec) + 1);
        checks[below(t, sizeof checks / sizeof *checks)](t);
    }
}

static void ask_all(struct travel *t, br_op op)
{
    t->op = op;
    check_all_lines(t);
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
        checks[i](t);
}

/* ---- Programs -------------------------------------------------------------------------------- */

static void begin(struct travel *t, const struct buf *bytes, const char *name, uint64_t seed)
{
    const uint8_t *data = (const uint8_t *)buf_text(bytes);
    br_record *rec = br_record_new(data, bytes->len, NULL);
    assert_non_null(rec);
    assert_int_equal(br_record_run(rec, 0), BR_OK);
    *t = (struct travel){.rec = rec, .dice = {seed}, .name = name};
    struct buf why = {0};
    if (!model_run(&t->model, rec, &why))
        fail_msg("%s: record says %s, model %s", name,
                 br_error_of(rec) ? br_error_of(rec)->message : "ok", buf_text(&why));
    buf_free(&why);
}

static void end(struct travel *t)
{
    br_record *whole = (br_record *)(uintptr_t)t->model.rec;
    model_free(&t->model);
    br_record_free(whole);
}

/* The same program once more in slices, with questions between them. */
static void grow_and_ask(struct travel *t, const struct buf *bytes, unsigned questions)
{
    const uint8_t *data = (const uint8_t *)buf_text(bytes);
    br_record *rec = br_record_new(data, bytes->len, NULL);
    assert_non_null(rec);
    t->rec = rec;
    while (!br_done(rec)) {
        br_record_run(rec, 1 + below(t, below(t, 2) ? 200 : 12));
        ask(t, questions);
    }
    t->op = br_ops(rec);
    CHECK(br_ops(rec) == t->model.ops);
    CHECK(br_result(rec) == br_result(t->model.rec));
    br_record_free(rec);
    t->rec = t->model.rec;
}

static void travel_generated(enum flavour flavour, unsigned programs, unsigned size)
{
    for (unsigned i = 0; i < programs; i++) {
        uint64_t seed = (uint64_t)flavour << 32 | size << 16 | i;
        struct dice dice = {seed};
        struct buf bytes = {0};
        char name[64];
        snprintf(name, sizeof name, "flavour %d, size %u, program %u", (int)flavour, size, i);
        generate_pickle(&bytes, &dice, flavour, 1 + dice_below(&dice, size));
        struct travel t;
        begin(&t, &bytes, name, seed);
        ask(&t, 60);
        grow_and_ask(&t, &bytes, 6);
        ask_all(&t, br_ops(t.rec));
        end(&t);
        buf_free(&bytes);
    }
}

static void travel_flavour(enum flavour flavour)
{
    travel_generated(flavour, 250, 60);
    travel_generated(flavour, 40, 600);
}

static void mixed_programs_are_as_they_were(void **state)
{
    (void)state;
    travel_flavour(FLAVOUR_MIXED);
}

static void stacks_are_as_they_were(void **state)
{
    (void)state;
    travel_flavour(FLAVOUR_STACK);
}

static void memos_are_as_they_were(void **state)
{
    (void)state;
    travel_flavour(FLAVOUR_MEMO);
}

static void lists_and_bytearrays_are_as_they_were(void **state)
{
    (void)state;
    travel_flavour(FLAVOUR_LISTS);
}

static void dicts_and_sets_are_as_they_were(void **state)
{
    (void)state;
    travel_flavour(FLAVOUR_KEYS);
}

static void calls_are_as_they_were(void **state)
{
    (void)state;
    travel_flavour(FLAVOUR_CALLS);
}

static void chains_of_calls_are_as_they_were(void **state)
{
    (void)state;
    travel_generated(FLAVOUR_CHAINS, 100, 60);
    travel_generated(FLAVOUR_CHAINS, 40, 200);
}

/* ---- Files ----------------------------------------------------------------------------------- */

static unsigned files_travelled;

static int travel_file(const char *name, const struct stat *st, int type, struct FTW *where)
{
    (void)where;
    enum { MOST_BYTES = 1 << 16, MOST_OPS = 1500 };
    size_t n = strlen(name);
    if (type != FTW_F || st->st_size > MOST_BYTES || (n > 3 && !strcmp(name + n - 3, ".md")))
        return 0;
    struct buf bytes = {0};
    char block[4096];
    FILE *file = fopen(name, "rb");
    assert_non_null(file);
    for (size_t got; (got = fread(block, 1, sizeof block, file)) > 0;)
        buf_add(&bytes, block, got);
    fclose(file);
    br_record *rec = br_record_new((const uint8_t *)buf_text(&bytes), bytes.len, NULL);
    br_record_run(rec, MOST_OPS);
    bool is_short = br_done(rec);
    br_record_free(rec);
    if (is_short) {
        struct travel t;
        begin(&t, &bytes, name, bytes.len);
        ask(&t, 40);
        grow_and_ask(&t, &bytes, 3);
        ask_all(&t, br_ops(t.rec));
        end(&t);
        files_travelled++;
    }
    buf_free(&bytes);
    return 0;
}

static void the_files_of_the_corpus_are_as_they_were(void **state)
{
    (void)state;
    const char *top = getenv("top_srcdir");
    struct buf name = {0};
    buf_printf(&name, "%s/tests/data", top ? top : ".");
    nftw(buf_text(&name), travel_file, 16, FTW_PHYS);
    buf_free(&name);
    if (!files_travelled)
        skip();
    assert_true(files_travelled > 100);
}

static bool never_goes_on(void *asked, uint64_t done, uint64_t all)
{
    (void)done;
    (void)all;
    *(bool *)asked = true;
    return false;
}

static void an_interrupted_index_leaves_the_stack_whole(void **state)
{
    (void)state;
    enum { VALUES = 70000, APART = 997 }; /* an index asks now and then */
    bool asked = false;
    struct run run = {0};
    for (int i = 0; i < VALUES; i++) {
        const char value[] = {'K', (char)(i & 0xff)};
        buf_add(&run.bytes, value, sizeof value);
    }
    buf_char(&run.bytes, '.');
    run_bytes(&run);
    br_watch(run.rec, never_goes_on, &asked);
    struct br_state end = {run.rec, VALUES};
    assert_int_equal(br_depth(end), VALUES);
    for (uint32_t k = 0; k < VALUES; k += APART) {
        char wanted[8];
        snprintf(wanted, sizeof wanted, "%u", (VALUES - 1 - k) & 0xff);
        assert_string_equal(run_text(&run, VALUES, br_stack(end, k)), wanted);
    }
    assert_true(asked);
    run_free(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_interrupted_index_leaves_the_stack_whole),
        cmocka_unit_test(mixed_programs_are_as_they_were),
        cmocka_unit_test(stacks_are_as_they_were),
        cmocka_unit_test(memos_are_as_they_were),
        cmocka_unit_test(lists_and_bytearrays_are_as_they_were),
        cmocka_unit_test(dicts_and_sets_are_as_they_were),
        cmocka_unit_test(calls_are_as_they_were),
        cmocka_unit_test(chains_of_calls_are_as_they_were),
        cmocka_unit_test(the_files_of_the_corpus_are_as_they_were),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
