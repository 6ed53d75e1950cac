/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/unwrap.h"

#include <stdlib.h>
#include <string.h>

#include "src/base/codec.h"
#include "src/input/format.h"
#include "src/input/grow.h"
#include "src/input/nested.h"

enum {
    NAME_MAX_BYTES = 80, /* longer names are none that is known */
    PATH_MAX_BYTES = 400,
    WORK_FLOOR = 64 << 20, /* bytes that may be read and made however small the pickle is, */
    WORK_SHARE = 8,        /* and per byte of it */
    ITEM_COST = 16,        /* of an int of a list, which takes two bytes of the pickle at least */
    CALL_COST = 64,        /* of a call that is known, beside its bytes */
};

/* One call: what it is given, and what it makes. */
struct step {
    struct unwrap *unwrap;
    const struct known *known;
    struct br_state at;
    br_value args;
    const uint8_t *bytes; /* of its first argument */
    size_t len;
    bool is_str;
    bool is_numbers; /* it is a list or tuple of ints, each a byte */
    struct buf out;
    bool makes_str;
};

struct known {
    const char *names; /* of functions, separated by blanks */
    /* Does what it does; false: it would fail, or is not known. NULL: the bytes stay as they are. */
    bool (*run)(struct step *step);
    codec_function *decode; /* for run */
    const char *format;     /* for run: a row of formats.def */
    bool loads;             /* it makes an object of them: the end of the way */
};

/* ---- Arguments --------------------------------------------------------------------------------- */

static bool take_bytes(void *context, const char *bytes, size_t n)
{
    struct buf *buf = context;
    buf_add(buf, bytes, n);
    return !buf->failed;
}

static bool argument(struct br_state at, br_value args, uint64_t n, br_value *out)
{
    struct br_item item;
    bool found = false;
    if (args == BR_NO_VALUE || br_kind(at.rec, args) != BR_KIND_TUPLE ||
        br_item(at, args, n, &item, &found) != BR_OK || !found)
        return false;
    *out = item.value;
    return true;
}

/* A short text argument, NUL-terminated; "" where it is none, or a longer one. */
static void short_text(const br_record *rec, br_value value, char out[NAME_MAX_BYTES])
{
    struct buf text = {.limit = NAME_MAX_BYTES - 1};
    bool is_text;
    out[0] = '\0';
    if (br_kind(rec, value) == BR_KIND_STR &&
        br_content(rec, value, (struct br_sink){take_bytes, &text}, &is_text) == BR_OK && is_text &&
        !text.failed)
        strcpy(out, buf_text(&text));
    buf_free(&text);
}

/* ---- What functions do -------------------------------------------------------------------------- */

/* What it had come to before it would raise is looked at too. */
static bool decode(struct step *step, codec_function *run)
{
    run((const char *)step->bytes, step->len, &step->out);
    return true;
}

static bool run_decode(struct step *step)
{
    return decode(step, step->known->decode);
}

/* By the row of a format, which has the limits. */
static bool run_format(struct step *step, const char *format)
{
    struct input *in = step->unwrap->in, inner;
    struct input_limits limits = in->limits;
    struct err err;
    const uint8_t *bytes;
    size_t len;
    if (limits.max_unpacked == 0 || limits.max_unpacked > step->unwrap->left)
        limits.max_unpacked = step->unwrap->left;
    if (!input_open_bytes(&inner, "", step->bytes, step->len, format, &limits, &err))
        return false;
    bool good = inner.member_count > 0 && input_member_bytes(&inner, 0, &bytes, &len, &err);
    if (good)
        buf_add(&step->out, bytes, len);
    in->unpacked_total += inner.unpacked_total;
    input_close(&inner);
    return good;
}

static bool run_unpack(struct step *step)
{
    return run_format(step, step->known->format);
}

/* lzma.decompress takes both. */
static bool run_lzma(struct step *step)
{
    return run_format(step, step->len && step->bytes[0] == 0xfd ? "xz" : "lzma");
}

static bool take_unpacked(void *context, const uint8_t *bytes, size_t n)
{
    return take_bytes(context, (const char *)bytes, n);
}

static bool run_deflate(struct step *step)
{
    struct input *in = step->unwrap->in;
    struct unpack_limits limits = {.max_bytes = step->unwrap->left,
                                   .max_ratio = in->limits.max_ratio,
                                   .ratio_floor = in->limits.ratio_floor};
    struct unpack_result result;
    enum { DEFLATED = 8 };
    unpack_zip(DEFLATED, step->bytes, step->len, NULL, &limits,
               (struct unpack_sink){take_unpacked, &step->out}, &result);
    in->unpacked_total += result.out;
    return result.out > 0;
}

/* zlib.decompress(data, wbits): below 0 no header, from 25 on that of gzip; from 40 on either. */
static bool run_zlib(struct step *step)
{
    br_value value;
    int64_t wbits = 15;
    if (argument(step->at, step->args, 1, &value))
        br_int(step->at.rec, value, &wbits);
    bool is_gzip = step->len && step->bytes[0] == 0x1f;
    if (wbits < 0)
        return run_deflate(step);
    return run_format(step, wbits >= 40   ? (is_gzip ? "gzip" : "zlib")
                            : wbits >= 25 ? "gzip"
                                          : "zlib");
}

/* ---- Codecs ------------------------------------------------------------------------------------- */

/* Whether `name` is one of the words. */
static bool is_among(const char *words, const char *name, size_t len)
{
    for (const char *at = words; *at;) {
        size_t n = strcspn(at, " ");
        if (n == len && memcmp(at, name, n) == 0)
            return true;
        at += n + (at[n] == ' ');
    }
    return false;
}

static bool run_codec(struct step *step, const char *name, bool is_decode)
{
    const struct codec *codec = codec_named(name, strlen(name));
    codec_function *run = !codec ? NULL : is_decode ? codec->decode : codec->encode;
    if (!run)
        return false;
    step->makes_str = codec->gives_text && (is_decode || codec->is_one_kind);
    if (run == codec_zlib || run == codec_bzip2) /* these have limits */
        return run_format(step, run == codec_zlib ? "zlib" : "bzip2");
    return decode(step, run);
}

/* The name of a codec that is given second; "utf8" where none is. */
static void codec_name(const struct step *step, char out[NAME_MAX_BYTES])
{
    br_value value;
    strcpy(out, "utf8");
    if (argument(step->at, step->args, 1, &value))
        short_text(step->at.rec, value, out);
}

static bool run_encode_as(struct step *step)
{
    char name[NAME_MAX_BYTES];
    codec_name(step, name);
    return run_codec(step, name, false);
}

static bool run_decode_as(struct step *step)
{
    char name[NAME_MAX_BYTES];
    codec_name(step, name);
    return run_codec(step, name, true);
}

static bool run_same(struct step *step)
{
    return decode(step, codec_same);
}

/* bytes(x), bytearray(x, 'latin1') */
static bool run_bytes(struct step *step)
{
    return step->is_str ? run_encode_as(step) : run_same(step);
}

/* str(x, 'ascii') */
static bool run_str(struct step *step)
{
    step->makes_str = true;
    return step->is_str ? run_same(step) : run_decode_as(step);
}

/* clang-format off */
static const struct known known[] = {
    {"base64.b64decode base64.standard_b64decode base64.decodebytes "
     "base64.decodestring binascii.a2b_base64 encodings.base64_codec.base64_decode",
     run_decode, codec_base64, NULL, false},
    {"base64.urlsafe_b64decode", run_decode, codec_base64_url, NULL, false},
    {"base64.b32decode", run_decode, codec_base32_fold, NULL, false},
    {"base64.b32hexdecode", run_decode, codec_base32hex, NULL, false},
    {"base64.b16decode binascii.a2b_hex binascii.unhexlify", run_decode, codec_hex, NULL, false},
    {"builtins.bytes.fromhex builtins.bytearray.fromhex", run_decode, codec_fromhex, NULL, false},
    {"base64.b85decode", run_decode, codec_base85, NULL, false},
    {"base64.a85decode", run_decode, codec_ascii85, NULL, false},
    {"binascii.a2b_uu", run_decode, codec_uu_line, NULL, false},
    {"binascii.a2b_qp quopri.decodestring", run_decode, codec_quopri, NULL, false},
    {"zlib.decompress", run_zlib, NULL, NULL, false},
    {"gzip.decompress", run_unpack, NULL, "gzip", false},
    {"bz2.decompress _bz2.decompress", run_unpack, NULL, "bzip2", false},
    {"lzma.decompress", run_lzma, NULL, NULL, false},
    {"codecs.decode _codecs.decode builtins.bytes.decode builtins.bytearray.decode",
     run_decode_as, NULL, NULL, false},
    {"codecs.encode _codecs.encode builtins.str.encode", run_encode_as, NULL, NULL, false},
    {"builtins.bytes builtins.bytearray", run_bytes, NULL, NULL, false},
    {"builtins.str", run_str, NULL, NULL, false},
    {"io.BytesIO _io.BytesIO io.StringIO _io.StringIO cStringIO.StringIO StringIO.StringIO "
     "builtins.memoryview io.BufferedReader _io.BufferedReader", NULL, NULL, NULL, false},
    {"pickle.loads", NULL, NULL, NULL, true}, {"pickle.load", NULL, NULL, NULL, true},
    {"pickle._loads", NULL, NULL, NULL, true}, {"pickle._load", NULL, NULL, NULL, true},
    {"pickle.Unpickler", NULL, NULL, NULL, true}, {"pickle._Unpickler", NULL, NULL, NULL, true},
    {"_pickle.loads", NULL, NULL, NULL, true}, {"_pickle.load", NULL, NULL, NULL, true},
    {"_pickle.Unpickler", NULL, NULL, NULL, true},
    {"cPickle.loads", NULL, NULL, NULL, true}, {"cPickle.load", NULL, NULL, NULL, true},
    {"dill.loads", NULL, NULL, NULL, true}, {"dill.load", NULL, NULL, NULL, true},
    {"dill._dill.loads", NULL, NULL, NULL, true}, {"dill._dill.load", NULL, NULL, NULL, true},
    {"cloudpickle.loads", NULL, NULL, NULL, true}, {"cloudpickle.load", NULL, NULL, NULL, true},
    {"cloudpickle.cloudpickle.loads", NULL, NULL, NULL, true},
    {"joblib.load", NULL, NULL, NULL, true},
    {"joblib.numpy_pickle.load", NULL, NULL, NULL, true},
    {"numpy.load", NULL, NULL, NULL, true}, {"numpy.lib.npyio.load", NULL, NULL, NULL, true},
    {"torch.load", NULL, NULL, NULL, true}, {"torch.jit.load", NULL, NULL, NULL, true},
    {"torch.serialization.load", NULL, NULL, NULL, true},
    {"torch.storage._load_from_bytes", NULL, NULL, NULL, true},
    {"pandas.read_pickle", NULL, NULL, NULL, true},
    {"pandas.io.pickle.read_pickle", NULL, NULL, NULL, true},
    {"marshal.loads", NULL, NULL, NULL, true}, {"marshal.load", NULL, NULL, NULL, true},
};
/* clang-format on */

/* ---- Which function it is ----------------------------------------------------------------------- */

static bool add_part(const br_record *rec, br_value value, enum br_part part, struct buf *out)
{
    bool is_literal = false;
    return br_global_part(rec, value, part, (struct br_sink){take_bytes, out}, &is_literal) ==
               BR_OK &&
           is_literal;
}

/* "module.name", with the name of today of what Python 2 calls otherwise. */
static bool add_global(const br_record *rec, br_value value, struct buf *out)
{
    static const char old[] = "__builtin__";
    if (br_kind(rec, value) != BR_KIND_GLOBAL || !add_part(rec, value, BR_PART_MODULE, out))
        return false;
    if (strcmp(buf_text(out), old) == 0) {
        buf_clear(out);
        buf_str(out, "builtins");
    }
    buf_char(out, '.');
    return add_part(rec, value, BR_PART_NAME, out);
}

/* The same of getattr(module.name, 'attribute'), which is how bytes.fromhex is written. */
static bool add_attribute(struct br_state at, br_value value, struct buf *out)
{
    struct br_call call;
    br_value object, name;
    char text[NAME_MAX_BYTES];
    bool good = br_kind(at.rec, value) == BR_KIND_CALL && br_call(at.rec, value, &call) &&
                call.callee != BR_NO_VALUE && add_global(at.rec, call.callee, out) &&
                strcmp(buf_text(out), "builtins.getattr") == 0;
    buf_clear(out);
    if (!good || !argument(at, call.args, 0, &object) || !argument(at, call.args, 1, &name) ||
        !add_global(at.rec, object, out))
        return false;
    short_text(at.rec, name, text);
    buf_printf(out, ".%s", text);
    return true;
}

static const struct known *find_known(struct br_state at, br_value callee, struct buf *name)
{
    bool has_name = callee != BR_NO_VALUE &&
                    (add_global(at.rec, callee, name) || add_attribute(at, callee, name));
    if (!has_name || name->failed)
        return NULL;
    for (size_t n = 0; n < sizeof known / sizeof known[0]; n++)
        if (is_among(known[n].names, buf_text(name), name->len))
            return &known[n];
    return NULL;
}

/* ---- Following ---------------------------------------------------------------------------------- */

static bool is_constant(enum br_kind kind)
{
    return kind == BR_KIND_STR || kind == BR_KIND_BYTES || kind == BR_KIND_BYTEARRAY;
}

static struct unwrapped *row_of(const struct unwrap *unwrap, br_value value)
{
    const uint32_t *number = valuemap_get(&unwrap->numbers, value);
    return number && *number ? &unwrap->rows[*number - 1] : NULL;
}

static bool spend(struct unwrap *unwrap, uint64_t bytes)
{
    bool is_there = bytes <= unwrap->left;
    unwrap->left -= is_there ? bytes : unwrap->left;
    unwrap->is_cut |= !is_there;
    return is_there;
}

static bool is_list(enum br_kind kind)
{
    return kind == BR_KIND_LIST || kind == BR_KIND_TUPLE;
}

/* bytes([128, 4, ...]). False where an item is no byte, or there are too many. */
static bool take_numbers(struct step *step, br_value value, struct buf *held)
{
    uint64_t count = br_put_count(step->at, value);
    if (!spend(step->unwrap, count * ITEM_COST))
        return false;
    for (uint64_t n = 0; n < count && !held->failed; n++) {
        struct br_item item;
        bool found = false;
        int64_t byte;
        if (br_put_item(step->at, value, n, &item, &found) != BR_OK || !found ||
            !br_int(step->at.rec, item.value, &byte) || byte < 0 || byte > UINT8_MAX)
            return false;
        buf_char(held, (char)byte);
    }
    step->bytes = (const uint8_t *)buf_text(held);
    step->len = held->len;
    return !held->failed;
}

/* What the first argument is made of; *held keeps what is not kept elsewhere. */
static bool take_source(struct step *step, br_value value, const struct unwrapped *from,
                        struct buf *held)
{
    const br_record *rec = step->at.rec;
    step->is_str = from ? from->is_str : br_kind(rec, value) == BR_KIND_STR;
    if (from && !from->is_root) {
        step->bytes = (const uint8_t *)buf_text(&from->bytes);
        step->len = from->bytes.len;
        return spend(step->unwrap, step->len);
    }
    if (step->is_numbers)
        return take_numbers(step, value, held);
    struct br_slice raw = br_raw(rec, value);
    bool is_text;
    if (!spend(step->unwrap, raw.len))
        return false;
    br_content(rec, value, (struct br_sink){take_bytes, held}, &is_text);
    if (br_kind(rec, value) == BR_KIND_BYTEARRAY) {
        step->bytes = raw.data;
        step->len = (size_t)raw.len;
        return true;
    }
    step->bytes = (const uint8_t *)buf_text(held);
    step->len = held->len;
    return !held->failed;
}

/* "a > b"; a name of "": what is told of the one before. */
static void add_path(struct unwrapped *row, const struct unwrapped *from, const char *name)
{
    row->path.limit = PATH_MAX_BYTES;
    if (from && from->path.len)
        buf_str(&row->path, buf_text(&from->path));
    if (row->path.len && *name)
        buf_str(&row->path, " > ");
    buf_str(&row->path, name);
}

/* The value that a call leaves is its argument still. */
static bool keeps_bytes(const struct step *step)
{
    char name[NAME_MAX_BYTES];
    if (step->is_numbers)
        return false;
    if (!step->known->run)
        return true;
    if (step->known->run == run_bytes && !step->is_str)
        return true;
    if (step->known->run != run_bytes && step->known->run != run_encode_as)
        return false;
    codec_name(step, name); /* values.c takes a str of Latin-1 for its bytes */
    return is_among("latin1 latin-1 iso-8859-1 utf8 utf-8 ascii", name, strlen(name));
}

static struct unwrapped *add_row(struct unwrap *unwrap, br_value result)
{
    uint32_t *number = unwrap->count < UINT32_MAX ? valuemap_put(&unwrap->numbers, result) : NULL;
    struct unwrapped *row = number ? GROW(unwrap->rows, unwrap->count, unwrap->cap) : NULL;
    if (row)
        *number = (uint32_t)unwrap->count;
    unwrap->is_cut |= !row;
    return row;
}

/* What one of the known functions makes of its first argument. */
static void follow(struct step *step, const struct br_event *event, br_value value,
                   const char *name)
{
    struct unwrap *unwrap = step->unwrap;
    struct unwrapped *from = row_of(unwrap, value);
    struct buf held = {0};
    br_value root = value;
    size_t number = from ? (size_t)(from - unwrap->rows) : 0;
    bool is_kept = (!from || from->is_root) && step->known->run != run_str;
    step->is_str = from ? from->is_str : br_kind(step->at.rec, value) == BR_KIND_STR;
    is_kept = is_kept && keeps_bytes(step);
    if (from && from->is_root && !is_kept) /* the constant itself */
        root = br_stack((struct br_state){unwrap->rec, from->root + 1}, 0);
    if (!is_kept && step->known->run &&
        (!take_source(step, root, from, &held) || !step->known->run(step) || step->out.failed ||
         !spend(unwrap, step->out.len))) {
        unwrap->is_cut |= step->out.failed;
        buf_free(&held);
        return;
    }
    buf_free(&held);
    if (step->known->loads && from) {
        from->loader = step->known->names;
        return;
    }
    struct unwrapped *row = add_row(unwrap, event->value);
    if (!row)
        return;
    from = valuemap_get(&unwrap->numbers, value) ? &unwrap->rows[number] : NULL;
    if (from && !step->known->run &&
        !from->is_root) { /* BytesIO: the same bytes, by another name */
        buf_add(&row->bytes, from->bytes.data, from->bytes.len);
        unwrap->is_cut |= row->bytes.failed || !spend(unwrap, from->bytes.len);
    } else {
        row->bytes = step->out;
        step->out = (struct buf){0};
    }
    row->op = event->op;
    row->root = from ? from->root : br_maker(unwrap->rec, value);
    row->is_root = is_kept;
    row->is_str = step->known->run && !is_kept ? step->makes_str : step->is_str;
    if (is_kept && step->known->run)
        row->is_str = false; /* encoded */
    if (step->known->loads)
        row->loader = step->known->names;
    else
        add_path(row, from, step->known->run ? name : "");
    if (from)
        from->is_used = true;
}

static void look_at(struct unwrap *unwrap, const struct br_event *event)
{
    struct br_state at = {unwrap->rec, event->op};
    struct buf name = {.limit = NAME_MAX_BYTES};
    struct step step = {.unwrap = unwrap, .at = at, .args = event->args};
    br_value value;
    bool is_call = event->kind == BR_EV_REDUCE || event->kind == BR_EV_NEWOBJ;
    if (!is_call || !argument(at, event->args, 0, &value))
        return;
    step.is_numbers = is_list(br_kind(unwrap->rec, value));
    if ((step.is_numbers || is_constant(br_kind(unwrap->rec, value)) || row_of(unwrap, value)) &&
        (step.known = find_known(at, event->callee, &name)) != NULL &&
        (!step.is_numbers || step.known->run == run_bytes) && spend(unwrap, CALL_COST))
        follow(&step, event, value, buf_text(&name));
    buf_free(&step.out);
    buf_free(&name);
}

void unwrap_all(struct unwrap *unwrap, struct input *in, const br_record *rec)
{
    struct br_event event;
    struct input *top = nested_top(in);
    const struct br_error *error = br_error_of(rec);
    uint64_t share = WORK_SHARE * (error ? error->pos : br_end(rec));
    uint64_t most = share + (WORK_FLOOR > top->unwrapped ? WORK_FLOOR - top->unwrapped : 0);
    *unwrap = (struct unwrap){.in = in, .rec = rec, .left = most};
    for (uint64_t n = 0; !unwrap->is_cut && br_event(rec, n, &event); n++)
        look_at(unwrap, &event);
    uint64_t used = most - unwrap->left;
    top->unwrapped += used > share ? used - share : 0;
}

void unwrap_free(struct unwrap *unwrap)
{
    for (size_t n = 0; n < unwrap->count; n++) {
        buf_free(&unwrap->rows[n].bytes);
        buf_free(&unwrap->rows[n].path);
    }
    free(unwrap->rows);
    valuemap_free(&unwrap->numbers);
    *unwrap = (struct unwrap){.count = 0};
}
