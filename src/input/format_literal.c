/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A string literal of a pickle or a container, as source code and repr() have it. */
#include <string.h>

#include "src/input/flow.h"
#include "src/input/format.h"
#include "src/input/literal.h"
#include "src/input/textcode.h"

enum { PIECE = 16384 };

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool begin(struct literal *literal, const uint8_t *bytes, uint64_t len)
{
    uint64_t at = 0;
    while (at < len && is_blank(bytes[at]))
        at++;
    return literal_begin(literal, bytes, len, at);
}

static int literal_bid(const uint8_t *bytes, uint64_t len)
{
    uint8_t out[PIECE], more[PIECE];
    struct literal literal;
    if (!begin(&literal, bytes, len))
        return 0;
    size_t n = literal_read(&literal, out, sizeof out);
    bool is_whole = literal.is_closed || literal_read(&literal, more, sizeof more) == 0;
    if (!textcode_is_worth_it(out, n, is_whole))
        return 0;
    while (literal_read(&literal, more, sizeof more) > 0)
        ;
    uint64_t end = literal.at;
    while (end < len && is_blank(bytes[end]))
        end++;
    return literal.is_closed && end == len ? 47 : 0;
}

static bool literal_list(struct input *in, struct err *err)
{
    uint8_t out[PIECE];
    struct literal literal;
    uint64_t unpacked = 0;
    size_t n;
    if (!begin(&literal, in->bytes, in->len))
        return err_set(err, "is no string literal");
    while ((n = literal_read(&literal, out, sizeof out)) > 0)
        unpacked += n;
    uint64_t end = literal.at;
    while (end < in->len && is_blank(in->bytes[end]))
        end++;
    if (end < in->len && !input_add_gap(in, end, in->len - end, "behind the literal"))
        return err_set(err, "not enough memory");
    struct input_member *member = input_add_member(in);
    if (!member)
        return err_set(err, "not enough memory");
    *member = (struct input_member){.size = end, .unpacked = unpacked, .method = "literal"};
    return true;
}

static void literal_unpack(const struct input *in, const struct input_member *m,
                           const struct unpack_limits *limits, struct unpack_sink sink,
                           struct unpack_result *result)
{
    struct flow flow = {.limits = limits, .sink = sink, .result = result, .len = m->size};
    struct literal literal;
    uint8_t out[PIECE];
    size_t n;
    flow_begin(&flow);
    flow_end(&flow, UNPACK_DONE, "%s", "");
    if (!begin(&literal, in->bytes, in->len))
        return;
    while ((n = literal_read(&literal, out, sizeof out)) > 0)
        if (!flow_hand_on(&flow, out, n))
            return;
}

const struct input_format input_format_literal = {
    .name = "literal",
    .about = "a string literal of a pickle or a container",
    .bid = literal_bid,
    .list = literal_list,
    .unpack = literal_unpack,
};
