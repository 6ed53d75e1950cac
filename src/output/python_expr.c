/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values as expressions. How deep they nest is bounded by who made them pending (DEPTH_MAX), so the
 * frames of what is being written are an array. */
#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "src/output/python_run.h"

enum {
    SMALL_BYTES = 40,  /* of a literal in the stream */
    DIGITS_MAX = 4300, /* of a decimal int: Python refuses more, but not in hex */
    FRAMES_MAX = DEPTH_MAX + 4,
};

/* ---- Literals -------------------------------------------------------------------------------- */

/* A nan is equal to itself alone, and only the same object is one key. */
static bool is_nan(struct python *py, br_value value)
{
    double number = 0;
    return br_kind(py->rec, value) == BR_KIND_FLOAT && br_float(py->rec, value, &number) &&
           isnan(number);
}

bool expr_is_small(struct python *py, br_value value)
{
    enum br_kind kind = br_kind(py->rec, value);
    if (kind == BR_KIND_TUPLE) /* () is one object everywhere */
        return br_opcode_at(py->rec, br_maker(py->rec, value))->arg == BR_ARG_NONE &&
               br_put_count((struct br_state){py->rec, py->at}, value) == 0;
    return kind <= BR_KIND_BYTES && br_raw(py->rec, value).len <= SMALL_BYTES && !is_nan(py, value);
}

static void write_nan(struct python *py, double number, const char *sign)
{
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    if (bits << 1 == UINT64_C(0x7ff8000000000000) << 1) {
        pywriter_printf(py->out, "%sfloat('nan')", sign);
        return;
    }
    py->helpers |= 1u << HELPER_float_of_bits;
    pywriter_printf(py->out, "float_of_bits(0x%" PRIx64 ")", bits);
}

/* True for what repr() prints as a name that is none of Python's. */
static bool write_odd_float(struct python *py, br_value value)
{
    double number = 0;
    if (br_kind(py->rec, value) != BR_KIND_FLOAT || !br_float(py->rec, value, &number) ||
        isfinite(number))
        return false;
    const char *sign = signbit(number) ? "-" : "";
    if (isnan(number))
        write_nan(py, number, sign);
    else
        pywriter_printf(py->out, "float('%sinf')", sign);
    return true;
}

static void write_literal(struct python *py, br_value value)
{
    struct br_text_options options = {.max_digits = DIGITS_MAX};
    struct br_text_result result;
    if (write_odd_float(py, value))
        return;
    if (br_text((struct br_state){py->rec, py->at}, value, &options, pywriter_literal(py->out),
                &result) != BR_OK)
        py->failed = true;
    pywriter_literal_end(py->out);
}

/* ---- Containers ------------------------------------------------------------------------------ */

/* How a kind is written; open NULL: it is no container. */
static const struct shape {
    const char *open, *close, *empty;
} shapes[BR_KIND_COUNT] = {
    [BR_KIND_TUPLE] = {"(", ")", "()"},
    [BR_KIND_LIST] = {"[", "]", "[]"},
    [BR_KIND_DICT] = {"{", "}", "{}"},
    [BR_KIND_SET] = {"{", "}", "set()"},
    [BR_KIND_FROZENSET] = {"frozenset([", "])", "frozenset()"},
    [BR_KIND_MEMORYVIEW] = {"memoryview(", ").toreadonly()", ""},
};

struct frame {
    br_value value;
    enum br_kind kind;
    uint64_t n, count; /* next item, and how many there are */
    const char *close;
};

struct frames {
    struct python *py;
    struct frame at[FRAMES_MAX];
    unsigned n;
};

static void enter(struct frames *frames, br_value value, const char *close)
{
    struct python *py = frames->py;
    enum br_kind kind = br_kind(py->rec, value);
    assert(frames->n < FRAMES_MAX);
    frames->at[frames->n++] = (struct frame){
        .value = value,
        .kind = kind,
        .count = kind == BR_KIND_MEMORYVIEW
                     ? 1
                     : br_put_count((struct br_state){py->rec, py->at}, value),
        .close = close,
    };
}

static void begin_content(struct frames *frames, br_value value)
{
    struct python *py = frames->py;
    const struct shape *shape = &shapes[br_kind(py->rec, value)];
    if (!shape->open) {
        write_literal(py, value);
        return;
    }
    enter(frames, value, shape->close);
    if (frames->at[frames->n - 1].count > 0) {
        pywriter_str(py->out, shape->open);
    } else {
        frames->n--;
        pywriter_str(py->out, shape->empty);
    }
}

static void begin(struct frames *frames, br_value value)
{
    struct python *py = frames->py;
    if (*note_of(py, value) & NOTE_NAMED)
        name_write(py, value);
    else
        begin_content(frames, value);
}

/* The next item of the frame, and its key or BR_NO_VALUE. */
static bool next_item(struct frames *frames, struct frame *frame, struct br_item *item)
{
    struct python *py = frames->py;
    bool found = false;
    *item = (struct br_item){.key = BR_NO_VALUE};
    if (frame->kind == BR_KIND_MEMORYVIEW) {
        br_op maker = br_maker(py->rec, frame->value);
        item->value = br_stack((struct br_state){py->rec, maker}, 0);
        return true;
    }
    if (br_put_item((struct br_state){py->rec, py->at}, frame->value, frame->n, item, &found) !=
            BR_OK ||
        !found)
        py->failed = true;
    return found;
}

static void close_frame(struct frames *frames)
{
    const struct frame *frame = &frames->at[--frames->n];
    if (frame->kind == BR_KIND_TUPLE && frame->count == 1 && frame->close[0] == ')')
        pywriter_str(frames->py->out, ",");
    pywriter_str(frames->py->out, frame->close);
}

static void run_frames(struct frames *frames)
{
    struct python *py = frames->py;
    while (frames->n > 0 && !py->failed && !py->out->failed) {
        struct frame *frame = &frames->at[frames->n - 1];
        struct br_item item;
        if (frame->n == frame->count) {
            close_frame(frames);
            continue;
        }
        if (frame->n > 0)
            pywriter_comma(py->out);
        if (!next_item(frames, frame, &item))
            return;
        frame->n++;
        if (item.key != BR_NO_VALUE) {
            expr_write(py, item.key);
            pywriter_str(py->out, ": ");
        }
        begin(frames, item.value);
    }
}

/* ---- What is asked for ----------------------------------------------------------------------- */

void expr_write(struct python *py, br_value value)
{
    struct frames frames = {.py = py};
    begin(&frames, value);
    run_frames(&frames);
}

void expr_write_content(struct python *py, br_value value)
{
    struct frames frames = {.py = py};
    begin_content(&frames, value);
    run_frames(&frames);
}

void expr_write_items(struct python *py, br_value tuple)
{
    struct frames frames = {.py = py};
    enter(&frames, tuple, "");
    run_frames(&frames);
}

void expr_write_row(struct python *py, const br_value *items, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        if (k > 0)
            pywriter_comma(py->out);
        expr_write(py, items[k]);
    }
}

void expr_write_pairs(struct python *py, const br_value *items, size_t n)
{
    for (size_t k = 0; k + 1 < n; k += 2) {
        if (k > 0)
            pywriter_comma(py->out);
        expr_write(py, items[k]);
        pywriter_str(py->out, ": ");
        expr_write(py, items[k + 1]);
    }
}
