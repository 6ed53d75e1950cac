/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the memory of what is known ends within a call: at each place of it, nothing breaks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "src/analysis/evaluate.h"
#include "src/analysis/resolve.h"

enum {
    BUDGET = 64 << 20, /* BUDGET_MAX of meaning.c, of which one block of this is left: */
    BLOCK = 64 << 10,
    ROOM_MAX = 12 << 10,
    ROOM_STEP = 16,
    ARGS_MAX = 3,
};

/* clang-format off */
static const struct {
    const char *module, *name, *args[ARGS_MAX];
} calls[] = {
    {"urllib.parse", "urljoin", {"http://a/b/c", "../x/.."}},
    {"urllib.parse", "urljoin", {"http://a/b/c/", "x"}},
    {"urllib.parse", "urlparse", {"http://u:p@h:8/p;x?q#f"}},
    {"urllib.parse", "parse_qs", {"a=1&a=2&b=3"}},
    {"textwrap", "wrap", {"a b c d e f"}},
    {"shlex", "split", {"a 'b c' d"}},
    {"collections", "Counter", {"aab"}},
    {"codecs", "lookup", {"utf8"}},
    {"html", "unescape", {"&lt;&amp"}},
    {"heapq", "merge", {"ac", "b"}},
    {"itertools", "product", {"ab", "c"}},
    {"xml.sax.saxutils", "unescape", {"&lt;"}},
    {"uuid", "UUID", {"6f73797374656d00112233445566778f"}},
};
/* clang-format on */

/* Calls it where the store has so much room left, and no more. */
static void call_with_room(const br_record *rec, size_t which, size_t room)
{
    struct evaluator ev;
    resolve_init(&ev, rec);
    ev.steps = ev.event_steps;
    const char *begin = store_alloc(&ev.store, ROOM_STEP); /* of the only block */
    const struct meaning *args[ARGS_MAX];
    uint32_t n = 0;
    for (; n < ARGS_MAX && calls[which].args[n]; n++)
        args[n] = meaning_text(&ev.store, MEANING_TEXT, calls[which].args[n],
                               strlen(calls[which].args[n]));
    const struct meaning *callee = meaning_named(&ev.store, calls[which].module, calls[which].name);
    const char *here = store_alloc(&ev.store, ROOM_STEP);
    assert_non_null(store_alloc(&ev.store, BLOCK - (size_t)(here - begin) - ROOM_STEP - room));
    ev.store.bytes = BUDGET;
    const struct meaning *made = ev_call(&ev, callee, &(struct arguments){.items = args, .n = n});
    if (made)
        ev_listed(&ev, made, MEANING_LIST);
    resolve_free(&ev);
}

static void nothing_breaks_without_room(void **state)
{
    static const uint8_t pickle[] = "N.";
    br_record *rec = br_record_new(pickle, 2, &(struct br_options){0});
    (void)state;
    assert_non_null(rec);
    assert_int_equal(br_record_run(rec, 0), BR_OK);
    for (size_t which = 0; which < sizeof calls / sizeof *calls; which++) {
        for (size_t room = 0; room < ROOM_MAX; room += ROOM_STEP)
            call_with_room(rec, which, room);
    }
    br_record_free(rec);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(nothing_breaks_without_room)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
