/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `brine dis`: the opcodes, one per line. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "src/command.h"
#include "src/dis_json.h"
#include "src/output/event.h"
#include "src/output/paint.h"
#include "src/output/safe.h"
#include "src/output/safe_out.h"
#include "src/policies.h"
#include "src/streams.h"

static void dis_run(struct run *run);

const struct command command_dis = {
    .name = "dis",
    .synopsis = "[OPTION]... FILE...",
    .summary = "The opcodes, one per line; --pickletools: as python3 -m pickletools",
    .help = "Prints one line per opcode: a sign if it does something dangerous ($D) or\n"
            "doubtful ($S), offset, bytes, name (indented by open marks), argument, and\n"
            "after a semicolon what else there is to know: the mark it takes, the number\n"
            "in the memo, what it imports or calls. Where the pickle breaks, the last line\n"
            "says how. Lines are cut only where they go to a terminal.\n"
            "\n"
            "With --pickletools: byte for byte what `python3 -m pickletools FILE` prints,\n"
            "from byte 0 of FILE as it is, or of what --entry and --stream name.\n"
            "With --json: one object per opcode.\n",
    .full = "Cut nothing to the width of the terminal",
    .accepts = OPTS_RUN | OPTS_JUDGE | OPT_BIT(json) | OPT_BIT(full) | OPT_BIT(annotate) |
               OPT_BIT(pickletools),
    .min_files = 1,
    .run = dis_run,
};

enum {
    BYTES_SHOWN = 6,
    NAME_COLUMNS = 16,
    INDENT = 2,
    INDENT_MAX = 16,      /* marks; deeper lines stand no further right */
    REMARK_BYTES = 512,   /* of what an opcode calls; the argument itself is never cut */
    ANNOTATE_COLUMN = 30, /* of pickletools */
};

struct dis {
    struct run *run;
    struct buf text, line; /* scratch */
    unsigned digits;       /* of an offset */
    bool is_cut;           /* lines are cut to the terminal */
    bool failed;           /* memory */
    bool is_first;         /* nothing is printed yet */
};

/* ---- Text for people ------------------------------------------------------------------------- */

static void add_bytes(struct buf *line, const uint8_t *bytes, uint64_t n)
{
    static const char digits[] = "0123456789abcdef";
    char shown[3 * BYTES_SHOWN + 2];
    memset(shown, ' ', sizeof shown);
    for (uint64_t k = 0; k < n && k < BYTES_SHOWN; k++) {
        shown[3 * k] = digits[bytes[k] >> 4];
        shown[3 * k + 1] = digits[bytes[k] & 15];
    }
    if (n > BYTES_SHOWN)
        shown[3 * BYTES_SHOWN - 1] = '+';
    buf_add(line, shown, sizeof shown);
}

/* The part of a row that stands in columns. */
static void print_left(struct dis *dis, enum severity severity, uint64_t pos, const uint8_t *bytes,
                       uint64_t n)
{
    struct out *out = dis->run->out;
    paint(out, paint_of(severity));
    out_str(out, severity_sign(severity));
    paint(out, PAINT_DIM);
    out_str(out, " 0x");
    out_hex(out, pos, dis->digits);
    buf_clear(&dis->line);
    buf_str(&dis->line, "  ");
    add_bytes(&dis->line, bytes, n);
    out_buf(out, &dis->line);
    paint(out, PAINT_PLAIN);
}

/* One more remark at the end of a row; each begins with a semicolon. */
static void add_remark(struct dis *dis, const char *text, size_t n)
{
    buf_str(&dis->text, dis->text.len ? "  ; " : "; ");
    buf_add(&dis->text, text, n);
}

static void add_event_remark(struct dis *dis, const struct stream *stream,
                             const struct br_event *event)
{
    struct br_text_options options = {.max_bytes = REMARK_BYTES,
                                      .max_digits = dis->run->options->settings.max_digits};
    const char *module, *name;
    struct buf remark = {.limit = 0}, mapped = {.limit = 0};
    if (!event_mapped(stream->rec, event, &mapped))
        dis->failed = true;
    /* What the argument of GLOBAL and INST says already is not said again. */
    if (event->kind != BR_EV_IMPORT || br_opcode_at(stream->rec, event->op)->arg == BR_ARG_NONE) {
        buf_printf(&remark, "%s ", event_verb(event->kind));
        if (!event_object(stream->rec, event, &options, &remark))
            dis->failed = true;
    }
    if (mapped.len)
        buf_printf(&remark, "%s= %s", remark.len ? " " : "", buf_text(&mapped));
    if (analysis_resolved(stream->an, event->number, &module, &name))
        buf_printf(&remark, " = %s%s%s", module, *name ? "." : "", name);
    if (remark.len)
        add_remark(dis, buf_text(&remark), remark.len);
    dis->failed |= remark.failed;
    buf_free(&remark);
    buf_free(&mapped);
}

/* All that is said behind the argument, into dis->text. */
static void collect_remarks(struct dis *dis, const struct stream *stream, br_op op,
                            const struct br_opcode *opcode)
{
    char text[64];
    struct br_memo_line memo;
    struct br_event event;
    buf_clear(&dis->text);
    br_op mark = br_mark_of(stream->rec, op);
    if (mark != BR_NO_OP) {
        int n = snprintf(text, sizeof text, "mark 0x%" PRIx64, br_pos(stream->rec, mark));
        add_remark(dis, text, (size_t)n);
    }
    if (opcode->arg == BR_ARG_NONE && br_memo_written(stream->rec, op, &memo)) {
        int n = snprintf(text, sizeof text, "memo %" PRIu64, memo.key);
        add_remark(dis, text, (size_t)n);
    }
    for (uint64_t n = br_event_from(stream->rec, op);
         br_event(stream->rec, n, &event) && event.op == op; n++)
        add_event_remark(dis, stream, &event);
    if (br_frame_broken(stream->rec, op))
        add_remark(dis, "frame broken", strlen("frame broken"));
    if (OPT_GIVEN(dis->run->options, annotate))
        add_remark(dis, opcode->sentence, strlen(opcode->sentence));
}

/* Prints argument and remarks, cut to what is left of the terminal's line. */
static void print_right_cut(struct dis *dis, const struct br_ins *ins, size_t used,
                            enum paint meaning)
{
    struct out *out = dis->run->out;
    size_t room = out->columns > used + 4 ? out->columns - used : 4;
    struct br_text_options options = {.max_bytes = 16 * room,
                                      .max_digits = dis->run->options->settings.max_digits};
    struct br_text_result result;
    struct buf arg = {.limit = 0};
    if (ins->opcode->arg != BR_ARG_NONE &&
        br_arg_text(ins, &options, buf_sink(&arg), &result) != BR_OK)
        dis->failed = true;
    buf_clear(&dis->line);
    bool is_full = safe_cut(&dis->line, buf_text(&arg), arg.len, room);
    out_buf(out, &dis->line);
    size_t width = safe_width(buf_text(&dis->line), dis->line.len);
    buf_free(&arg);
    if (is_full || dis->text.len == 0 || room < width + 4)
        return;
    size_t gap = width ? 2 : 0;
    out_pad(out, ' ', gap);
    buf_clear(&dis->line);
    safe_cut(&dis->line, buf_text(&dis->text), dis->text.len, room - width - gap);
    paint(out, meaning);
    out_buf(out, &dis->line);
    paint(out, PAINT_PLAIN);
}

static void print_right_whole(struct dis *dis, const struct br_ins *ins)
{
    struct safe_out safe = {.out = dis->run->out};
    struct br_text_options options = {.max_digits = dis->run->options->settings.max_digits};
    struct br_text_result result;
    struct br_sink sink = safe_out_sink(&safe);
    if (ins->opcode->arg != BR_ARG_NONE) {
        if (br_arg_text(ins, &options, sink, &result) != BR_OK)
            dis->failed = true;
        if (dis->text.len)
            sink.write(sink.context, "  ", 2);
    }
    sink.write(sink.context, buf_text(&dis->text), dis->text.len);
    safe_out_end(&safe);
}

static void print_row(struct dis *dis, const struct stream *stream, br_op op)
{
    struct out *out = dis->run->out;
    struct br_ins ins;
    br_ins_at(stream->rec, op, &ins);
    enum severity severity = analysis_op(stream->an, op);
    uint32_t marks = br_marks((struct br_state){stream->rec, op});
    size_t indent = INDENT * (size_t)(marks < INDENT_MAX ? marks : INDENT_MAX);
    size_t name = strlen(ins.opcode->name);
    collect_remarks(dis, stream, op, ins.opcode);
    dis->failed |= dis->text.failed;
    uint8_t bytes[BYTES_SHOWN];
    br_ins_bytes(stream->rec, &ins, 0, bytes, sizeof bytes);
    print_left(dis, severity, ins.pos, bytes, ins.length);
    out_pad(out, ' ', indent);
    enum paint meaning = severity ? paint_of(severity) : PAINT_NAME;
    paint_str(out, meaning, ins.opcode->name);
    bool has_more = ins.opcode->arg != BR_ARG_NONE || dis->text.len > 0;
    size_t gap = name < NAME_COLUMNS ? NAME_COLUMNS - name + 2 : 2;
    if (has_more)
        out_pad(out, ' ', gap);
    size_t used = 26 + dis->digits + indent + name + gap;
    if (has_more && dis->is_cut)
        print_right_cut(dis, &ins, used, severity ? meaning : PAINT_DIM);
    else if (has_more)
        print_right_whole(dis, &ins);
    out_char(out, '\n');
}

/* What is read from the file after a BUILD is no opcode: a line of its own, as a comment. */
static void print_inset(struct dis *dis, const struct stream *stream, br_op op)
{
    struct out *out = dis->run->out;
    struct br_inset inset;
    char words[STREAM_WORDS_MAX];
    if (!br_inset_of(stream->rec, op, &inset))
        return;
    br_inset_words(stream->rec, &inset, words, sizeof words);
    paint(out, PAINT_DIM);
    out_str(out, "; 0x");
    out_hex(out, inset.pos, dis->digits);
    out_str(out, "  ");
    out_count(out, inset.size, "byte");
    out_str(out, ": ");
    buf_clear(&dis->line);
    safe_str(&dis->line, words);
    out_buf(out, &dis->line);
    paint(out, PAINT_PLAIN);
    out_char(out, '\n');
}

/* INST may have imported before it broke. */
static void add_broken_event(struct dis *dis, const struct stream *stream)
{
    struct br_text_options options = {.max_bytes = REMARK_BYTES};
    struct buf object = {.limit = 0};
    struct br_event event;
    uint64_t number = br_event_from(stream->rec, br_ops(stream->rec));
    if (!br_event(stream->rec, number, &event))
        return;
    dis->failed |= !event_object(stream->rec, &event, &options, &object);
    buf_printf(&dis->line, "  ; %s ", event_verb(event.kind));
    safe_cut(&dis->line, buf_text(&object), object.len, 0);
    buf_free(&object);
}

/* The place where the run broke, as the last row. */
static void print_break(struct dis *dis, const struct stream *stream)
{
    struct out *out = dis->run->out;
    const struct br_error *error = br_error_of(stream->rec);
    if (!error)
        return;
    struct br_slice all = br_bytes(stream->rec);
    uint64_t left = error->pos < all.len ? all.len - error->pos : 0;
    enum severity severity = analysis_op(stream->an, br_ops(stream->rec));
    print_left(dis, severity, error->pos, left ? all.data + error->pos : NULL,
               left > BYTES_SHOWN ? BYTES_SHOWN + 1 : left);
    const char *name = error->opcode ? error->opcode->name : "?";
    paint(out, PAINT_BROKEN);
    out_printf(out, "%-*s  ; breaks here: ", NAME_COLUMNS, name);
    buf_clear(&dis->line);
    safe_str(&dis->line, error->message);
    add_broken_event(dis, stream);
    out_buf(out, &dis->line);
    paint(out, PAINT_PLAIN);
    out_char(out, '\n');
}

/* Which stream follows, unless there is only the one that was asked for. */
static void print_head(struct dis *dis, const struct stream *stream)
{
    struct out *out = dis->run->out;
    if (stream_is_plain(stream, dis->run->options))
        return;
    if (!dis->is_first)
        out_char(out, '\n');
    dis->is_first = false;
    buf_clear(&dis->text);
    buf_clear(&dis->line);
    stream_label(stream, &dis->text);
    safe_line(&dis->line, buf_text(&dis->text), dis->text.len);
    dis->failed |= dis->text.failed;
    out_str(out, "; ");
    out_buf(out, &dis->line);
    out_char(out, '\n');
}

static bool print_rows(struct dis *dis, const struct stream *stream)
{
    print_head(dis, stream);
    dis->is_first = false;
    dis->digits = stream_digits(stream);
    for (br_op op = 0; op < br_ops(stream->rec) && !out_failed(dis->run->out); op++) {
        print_row(dis, stream, op);
        print_inset(dis, stream, op);
    }
    print_break(dis, stream);
    return !dis->failed;
}

static bool dis_visit(void *context, const struct stream *stream)
{
    struct dis *dis = context;
    return OPT_GIVEN(dis->run->options, json) ? dis_json(dis->run, stream)
                                              : print_rows(dis, stream);
}

/* ---- As pickletools -------------------------------------------------------------------------- */

/* Where stream number n begins in these bytes; false when one before it breaks or is the last. */
static bool find_stream(const struct options *options, const struct input *in, size_t member,
                        const uint8_t *bytes, uint64_t len, uint64_t *offset, struct err *err)
{
    struct pickles pickles;
    uint64_t n = options->stream;
    bool good = true;
    pickles_begin(&pickles, *offset, len);
    pickles.reads_on = true;
    while (good && pickles.number < n) {
        struct br_options machine = machine_options(options, in);
        uint64_t number = pickles.number;
        input_machine(in, member, pickles.at.is_inside, &machine);
        br_record *rec =
            br_record_new(bytes + pickles.at.offset, len - pickles.at.offset, &machine);
        if (rec)
            br_record_run(rec, 0);
        good = rec && pickles_next(&pickles, rec);
        if (!good)
            err_set(err, "out of memory");
        else if (!pickles.more)
            good = err_set(err,
                           br_error_of(rec) ? "no stream %" PRIu64 ": stream %" PRIu64 " breaks"
                                            : "no stream %" PRIu64 ": the last is %" PRIu64,
                           n, number);
        br_record_free(rec);
    }
    *offset = pickles.at.offset;
    pickles_free(&pickles);
    return good;
}

static bool pickletools_bytes(struct run *run, const struct input *in, size_t member,
                              const uint8_t *bytes, size_t len, struct err *err)
{
    const struct options *options = run->options;
    struct br_pickletools_options how = {
        .indent = 4, .annotate = OPT_GIVEN(options, annotate) ? ANNOTATE_COLUMN : 0};
    uint64_t offset = OPT_GIVEN(options, offset) ? options->offset : 0;
    struct br_error error = {.kind = BR_ERR_NONE};
    if (offset > len)
        return err_set(err, "no byte 0x%" PRIx64 ": it has 0x%zx bytes", offset, len);
    if (!find_stream(options, in, member, bytes, len, &offset, err))
        return false;
    if (br_pickletools(bytes + offset, len - offset, &how, out_sink(run->out), &error) != BR_OK)
        return out_failed(run->out) || err_set(err, "out of memory");
    if (error.kind != BR_ERR_NONE)
        return err_set(err, "0x%" PRIx64 ": %s", error.pos, error.message);
    return true;
}

/* The bytes of FILE as they are, or of the member that is named. */
static bool pickletools_file(struct run *run, const char *file, struct err *err)
{
    struct options options = *run->options;
    struct source source;
    size_t member = 0, len;
    const uint8_t *bytes;
    if (!OPT_GIVEN(&options, entry) && !OPT_GIVEN(&options, format))
        options.format = "raw";
    if (!source_open(&source, &options, file, err))
        return false;
    if (source.argument.entry && options.format != run->options->format) {
        source_close(&source); /* FILE!NAME */
        options.format = NULL;
        if (!source_open(&source, &options, file, err))
            return false;
    }
    bool good = (!source.entry || source_find(run, &source, &member, err)) &&
                input_member_bytes(&source.in, member, &bytes, &len, err);
    if (good && !pickletools_bytes(run, &source.in, member, bytes, len, err)) {
        struct buf label = {.limit = ERR_TEXT_MAX};
        input_member_label(&source.in, member, &label);
        good = err_prefix(err, "%.300s", buf_text(&label));
        buf_free(&label);
    }
    source_close(&source);
    return good;
}

static void pickletools_files(struct run *run)
{
    const struct options *options = run->options;
    struct err err;
    for (size_t n = 0; n < options->n_files && !out_failed(run->out); n++) {
        if (options->n_files > 1) {
            struct buf name = {.limit = 1 << 16};
            safe_str(&name, options->files[n]);
            out_printf(run->out, "==> %s <==\n", buf_text(&name));
            buf_free(&name);
        }
        if (!pickletools_file(run, options->files[n], &err))
            run_error(run, &err);
    }
}

/* ---- The command ----------------------------------------------------------------------------- */

static void dis_run(struct run *run)
{
    struct dis dis = {.run = run, .is_first = true};
    struct err err;
    bool is_json = OPT_GIVEN(run->options, json);
    if (OPT_GIVEN(run->options, pickletools) && is_json) {
        err_set(&err, "brine dis: --pickletools has a form of its own: not with --json");
        run_error(run, &err);
        return;
    }
    if (OPT_GIVEN(run->options, pickletools)) {
        pickletools_files(run);
        return;
    }
    struct policy *policy = is_json ? NULL : policies_open(run->options, &err);
    if (!policy && !is_json) {
        run_error(run, &err);
        return;
    }
    dis.is_cut = run->out->columns && !OPT_GIVEN(run->options, full);
    walk_files(run, policy, dis_visit, &dis);
    if (dis.failed && !out_failed(run->out)) {
        err_set(&err, "brine dis: out of memory");
        run_error(run, &err);
    }
    buf_free(&dis.text);
    buf_free(&dis.line);
    policy_free(policy);
}
