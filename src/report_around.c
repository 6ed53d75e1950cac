/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/report_around.h"

#include <inttypes.h>

#include "src/output/out.h"
#include "src/output/safe.h"

enum {
    PER_LINE = 16,
    BYTES_AROUND = 16, /* before and behind the opcode */
    BYTES_MOST = 64,   /* of the opcode itself */
    OPS_BEFORE = 6,
    OPS_AFTER = 2,
    ARG_BYTES = 300,
    ARG_COLUMNS = 90,
};

/* Bytes, of which some are marked. */
struct bytes {
    struct br_slice data;
    uint64_t from, to; /* that are marked */
};

/* ---- Bytes ----------------------------------------------------------------------------------- */

static bool find_bytes(const struct report *report, const struct told *told, struct bytes *out)
{
    if (told->stream) {
        *out = (struct bytes){br_bytes(told->stream->rec), told->pos, told->pos + told->length};
    } else if (told->has_offset && report->source) {
        const struct input *in = &report->source->in;
        *out = (struct bytes){{in->bytes, in->len}, told->file_offset, told->file_offset};
    } else {
        return false;
    }
    if (out->from >= out->data.len)
        return false;
    if (out->to > out->data.len || out->to < out->from)
        out->to = out->data.len;
    return true;
}

/* A bracket, where the marked bytes begin or end before this one; else a blank. */
static char bracket(const struct bytes *bytes, uint64_t pos)
{
    if (bytes->from == bytes->to)
        return ' ';
    return pos == bytes->from ? '[' : pos == bytes->to ? ']' : ' ';
}

static void add_line(const struct bytes *bytes, uint64_t start, uint64_t end, struct buf *out)
{
    buf_printf(out, "%04" PRIx64 " ", start);
    for (uint64_t pos = start; pos < start + PER_LINE; pos++) {
        buf_char(out, bracket(bytes, pos));
        if (pos < end)
            buf_printf(out, "%02x", bytes->data.data[pos]);
        else
            buf_str(out, "  ");
    }
    buf_char(out, start + PER_LINE == bytes->to ? ']' : ' ');
    buf_char(out, ' ');
    for (uint64_t pos = start; pos < end && pos < start + PER_LINE; pos++) {
        uint8_t byte = bytes->data.data[pos];
        buf_char(out, byte >= 0x20 && byte < 0x7f ? (char)byte : '.');
    }
    buf_char(out, '\n');
}

void around_bytes(const struct report *report, const struct told *told, struct buf *out)
{
    struct bytes bytes;
    if (!find_bytes(report, told, &bytes))
        return;
    uint64_t shown = bytes.to - bytes.from < BYTES_MOST ? bytes.to - bytes.from : BYTES_MOST;
    uint64_t start = bytes.from > BYTES_AROUND ? bytes.from - BYTES_AROUND : 0;
    uint64_t end = bytes.from + shown;
    end = bytes.data.len - end > BYTES_AROUND ? end + BYTES_AROUND : bytes.data.len;
    for (start -= start % PER_LINE; start < end; start += PER_LINE)
        add_line(&bytes, start, end, out);
}

/* ---- Opcodes --------------------------------------------------------------------------------- */

static void add_opcode(const br_record *rec, br_op op, bool is_it, struct buf *out)
{
    struct br_text_options options = {.max_bytes = ARG_BYTES};
    struct br_text_result result;
    struct br_ins ins;
    struct buf text = {.limit = 0};
    br_ins_at(rec, op, &ins);
    if (br_arg_text_in(rec, &ins, &options, buf_sink(&text), &result) != BR_OK)
        out->failed = true;
    buf_printf(out, "%s 0x%04" PRIx64 "  %-*s", is_it ? "->" : "  ", ins.pos, text.len ? 16 : 0,
               ins.opcode->name);
    buf_str(out, text.len ? " " : "");
    safe_cut(out, buf_text(&text), text.len, ARG_COLUMNS);
    buf_char(out, '\n');
    out->failed |= text.failed;
    buf_free(&text);
}

static void add_break(const struct br_error *error, struct buf *out)
{
    buf_printf(out, "-> 0x%04" PRIx64 "  BREAKS: ", error->pos);
    safe_str(out, error->message);
    buf_char(out, '\n');
}

void around_opcodes(const struct told *told, struct buf *out)
{
    if (!told->stream)
        return;
    const br_record *rec = told->stream->rec;
    const struct br_error *error = br_error_of(rec);
    bool is_break = error && told->pos >= br_end(rec);
    br_op at = is_break ? br_ops(rec) : br_op_at(rec, told->pos);
    if (at == BR_NO_OP)
        return;
    br_op first = at > OPS_BEFORE ? at - OPS_BEFORE : 0;
    for (br_op op = first; op < br_ops(rec) && op <= at + OPS_AFTER; op++)
        add_opcode(rec, op, op == at, out);
    if (is_break)
        add_break(error, out);
}
