/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sources: joblib's numpy_pickle.py (NumpyUnpickler.load_build, NumpyArrayWrapper.read_array) and
 * numpy_pickle_compat.py (NDArrayWrapper, ZNDArrayWrapper), 0.10 to 1.5.
 *
 *   padding  if the wrapper has numpy_array_alignment_bytes (since 1.2): a byte that says how many
 *            bytes of padding follow, and these. What the attribute says is not looked at.
 *   data     product(shape) items, in C or Fortran order; a dtype that holds objects has instead a
 *            pickle, which pickle.load reads from the same file.
 *
 * Wrappers of joblib before 0.10 name another file, in which the array is. */
#include "src/input/joblib.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/buf.h"
#include "src/base/valuemap.h"
#include "src/input/dtype.h"
#include "src/input/grow.h"
#include "src/input/known.h"

enum {
    STATE_ITEMS_MAX = 16,    /* of a state; joblib writes six */
    DIMENSIONS_MAX = 64,     /* numpy's NPY_MAXDIMS: 32, since 2.0 64 */
    LIST_DIMENSIONS_MAX = 8, /* of a shape that may have changed since it was looked at */
    WORD_MAX = 60,           /* bytes of a value in words */
};

/* ---- Classes --------------------------------------------------------------------------------- */

enum wrapper_kind { WRAPPER_NONE, WRAPPER_ARRAY, WRAPPER_FILE };

/* Module and class as they end: the modules can be reached through others of joblib, and joblib was
 * part of scikit-learn once. */
static const struct {
    const char *tail;
    enum wrapper_kind kind;
} classes[] = {
    {".numpy_pickle.NumpyArrayWrapper", WRAPPER_ARRAY},
    {".numpy_pickle.NDArrayWrapper", WRAPPER_FILE},
    {".numpy_pickle.ZNDArrayWrapper", WRAPPER_FILE},
    {".numpy_pickle_compat.NDArrayWrapper", WRAPPER_FILE},
    {".numpy_pickle_compat.ZNDArrayWrapper", WRAPPER_FILE},
};

static enum wrapper_kind class_kind(const char *name)
{
    size_t len = strlen(name);
    if (strncmp(name, "joblib.", 7) != 0 && !strstr(name, ".joblib."))
        return WRAPPER_NONE;
    for (size_t k = 0; k < sizeof classes / sizeof classes[0]; k++) {
        size_t tail = strlen(classes[k].tail);
        if (len > tail && strcmp(name + len - tail, classes[k].tail) == 0)
            return classes[k].kind;
    }
    return WRAPPER_NONE;
}

bool joblib_is_wrapper(const char *name)
{
    return class_kind(name) != WRAPPER_NONE;
}

/* What makes an object of its first argument, without calling that. */
static bool makes_of_class(const char *name)
{
    static const char *const makers[] = {
        "copyreg._reconstructor",  "copy_reg._reconstructor",    "copyreg.__newobj__",
        "copy_reg.__newobj__",     "copyreg.__newobj_ex__",      "copy_reg.__newobj_ex__",
        "builtins.object.__new__", "__builtin__.object.__new__",
    };
    for (size_t k = 0; k < sizeof makers / sizeof makers[0]; k++)
        if (strcmp(name, makers[k]) == 0)
            return true;
    return false;
}

/* What kind of wrapper an object is; *is_called: its class was called, with arguments. */
static enum wrapper_kind wrapper_kind(const struct br_built *built, bool *is_called)
{
    char name[KNOWN_TEXT_MAX];
    *is_called = false;
    if (!known_callee(built->rec, built->object, name))
        return WRAPPER_NONE;
    *is_called = br_kind(built->rec, built->object) != BR_KIND_NEWOBJ;
    if (!*is_called || !makes_of_class(name))
        return class_kind(name);
    *is_called = false;
    br_value first = known_arg((struct br_state){built->rec, built->op}, built->object, 0);
    return first != BR_NO_VALUE && known_name(built->rec, first, name) ? class_kind(name)
                                                                       : WRAPPER_NONE;
}

/* ---- Attributes ------------------------------------------------------------------------------ */

enum attribute { SHAPE, DTYPE, ORDER, ALIGNMENT, FILENAME, ATTRIBUTES };

static const char *const attribute_names[ATTRIBUTES] = {
    [SHAPE] = "shape",       [DTYPE] = "dtype",
    [ORDER] = "order",       [ALIGNMENT] = "numpy_array_alignment_bytes",
    [FILENAME] = "filename",
};

struct attributes {
    br_value of[ATTRIBUTES]; /* BR_NO_VALUE: there is none */
    bool is_unsure;          /* there may be others: only the run would know */
};

static const struct attributes no_attributes = {
    .of = {BR_NO_VALUE, BR_NO_VALUE, BR_NO_VALUE, BR_NO_VALUE, BR_NO_VALUE},
};

/* What a dict sets; the last of equal keys counts. */
static struct attributes read_dict(const struct br_built *built, br_value dict)
{
    struct br_state at = {built->rec, built->op};
    struct attributes out = no_attributes;
    struct br_item item;
    char key[KNOWN_TEXT_MAX];
    bool found = true;
    out.is_unsure = br_put_count(at, dict) > STATE_ITEMS_MAX;
    for (uint64_t n = 0;
         !out.is_unsure && br_put_item(at, dict, n, &item, &found) == BR_OK && found; n++) {
        out.is_unsure |= br_kind_is_unknown(br_kind(built->rec, item.key));
        if (br_kind(built->rec, item.key) != BR_KIND_STR || !known_text(built->rec, item.key, key))
            continue;
        for (int k = 0; k < ATTRIBUTES; k++)
            if (strcmp(key, attribute_names[k]) == 0)
                out.of[k] = item.value;
    }
    return out;
}

static void add_attributes(struct attributes *to, const struct attributes *more)
{
    to->is_unsure |= more->is_unsure;
    for (int k = 0; k < ATTRIBUTES; k++)
        if (more->of[k] != BR_NO_VALUE)
            to->of[k] = more->of[k];
}

/* The dicts that a state is: itself, or the two of a tuple, the second for setattr(). False: only
 * the run would know. pickle.py load_build */
static bool split_state(const struct br_built *built, br_value dicts[2])
{
    struct br_state at = {built->rec, built->op};
    uint64_t length = 0;
    dicts[0] = built->state;
    dicts[1] = BR_NO_VALUE;
    bool is_tuple = br_kind(built->rec, built->state) == BR_KIND_TUPLE;
    if (is_tuple && br_len(at, built->state, &length) == BR_OK && length == 2) {
        dicts[0] = known_item(at, built->state, 0);
        dicts[1] = known_item(at, built->state, 1);
    }
    for (int k = 0; k < 2; k++) {
        if (known_is_none(built->rec, dicts[k]))
            dicts[k] = BR_NO_VALUE;
        if (dicts[k] != BR_NO_VALUE && br_kind(built->rec, dicts[k]) != BR_KIND_DICT)
            return false;
    }
    return true;
}

/* ---- What is kept of a run -------------------------------------------------------------------- */

/* A dict or a shape may be met again and again: it is looked through once, and once more when it has
 * grown. */
struct known_dict {
    uint64_t puts;
    struct attributes attributes;
};
struct known_shape {
    uint64_t count;    /* product */
    const char *wrong; /* NULL: nothing */
};

/* A wrapper may be given more than one state: attributes stay. */
struct wrapper {
    struct attributes attributes;
    bool is_version_default; /* the alignment is what its class's __init__ sets: by version */
};

/* Rows of one type, found by a value. */
struct table {
    struct valuemap number; /* of the row, + 1 */
    void *rows;
    size_t count, cap;
};

struct joblib {
    struct table dicts, shapes, dtypes, wrappers;
    bool is_class_changed; /* attributes of the class itself are those of every wrapper */
};

/* The row of a value, zeroed if it is new; NULL when memory fails. Rows may move. */
static void *table_row(struct table *table, br_value value, size_t size, bool *is_new)
{
    uint32_t *number = valuemap_put(&table->number, value);
    *is_new = number && *number == 0;
    if (*is_new && grow_row(&table->rows, &table->count, &table->cap, size))
        *number = (uint32_t)table->count;
    return number && *number ? (char *)table->rows + (*number - 1) * size : NULL;
}

static void table_free(struct table *table)
{
    valuemap_free(&table->number);
    free(table->rows);
}

static void *joblib_open(void)
{
    return calloc(1, sizeof(struct joblib));
}

static void joblib_close(void *own)
{
    struct joblib *joblib = own;
    if (!joblib)
        return;
    table_free(&joblib->dicts);
    table_free(&joblib->shapes);
    table_free(&joblib->dtypes);
    table_free(&joblib->wrappers);
    free(joblib);
}

static enum br_error_kind no_memory(struct br_inset_answer *answer)
{
    snprintf(answer->message, sizeof answer->message, "memory ran out");
    return BR_ERR_LIMIT;
}

/* ---- dtypes ---------------------------------------------------------------------------------- */

static enum br_error_kind note_dtype(struct joblib *joblib, const struct br_built *built,
                                     struct br_inset_answer *answer)
{
    bool is_new;
    struct dtype *row = table_row(&joblib->dtypes, built->object, sizeof *row, &is_new);
    if (!row)
        return no_memory(answer);
    *row = dtype_of_state((struct br_state){built->rec, built->op}, built->object, built->state);
    return BR_ERR_NONE;
}

/* False when memory fails. */
static bool find_dtype(struct joblib *joblib, const struct br_built *built, br_value value,
                       struct dtype *out)
{
    bool is_new;
    *out = (struct dtype){.is_known = false};
    if (value == BR_NO_VALUE || !dtype_is_call(built->rec, value))
        return true;
    struct dtype *row = table_row(&joblib->dtypes, value, sizeof *row, &is_new);
    if (row && is_new)
        *row = dtype_of_call((struct br_state){built->rec, built->op}, value);
    if (row)
        *out = *row;
    return row;
}

/* ---- Wrappers -------------------------------------------------------------------------------- */

/* NumpyArrayWrapper.__init__(subclass, shape, order, dtype, allow_mmap, alignment) */
static struct wrapper new_wrapper(const struct br_built *built, bool is_called)
{
    struct br_state at = {built->rec, built->op};
    struct wrapper wrapper = {.attributes = no_attributes};
    if (!is_called)
        return wrapper;
    wrapper.attributes.of[SHAPE] = known_arg(at, built->object, 1);
    wrapper.attributes.of[DTYPE] = known_arg(at, built->object, 3);
    wrapper.attributes.of[ALIGNMENT] = known_arg(at, built->object, 5);
    wrapper.is_version_default = wrapper.attributes.of[ALIGNMENT] == BR_NO_VALUE;
    return wrapper;
}

/* What a dict sets. False when memory fails. */
static bool find_dict(struct joblib *joblib, const struct br_built *built, br_value dict,
                      struct attributes *out)
{
    bool is_new;
    uint64_t puts = br_put_count((struct br_state){built->rec, built->op}, dict);
    struct known_dict *row = table_row(&joblib->dicts, dict, sizeof *row, &is_new);
    if (row && (is_new || row->puts != puts))
        *row = (struct known_dict){puts, read_dict(built, dict)};
    if (row)
        *out = row->attributes;
    return row;
}

/* The wrapper with what this BUILD sets. NULL when memory fails. */
static const struct wrapper *set_attributes(struct joblib *joblib, const struct br_built *built,
                                            bool is_called)
{
    bool is_new;
    br_value dicts[2];
    struct attributes more;
    struct wrapper *wrapper = table_row(&joblib->wrappers, built->object, sizeof *wrapper, &is_new);
    if (!wrapper)
        return NULL;
    if (is_new)
        *wrapper = new_wrapper(built, is_called);
    if (!split_state(built, dicts)) {
        wrapper->attributes.is_unsure = true;
        return wrapper;
    }
    for (int k = 0; k < 2; k++) {
        if (dicts[k] == BR_NO_VALUE)
            continue;
        if (!find_dict(joblib, built, dicts[k], &more))
            return NULL;
        add_attributes(&wrapper->attributes, &more);
    }
    wrapper->is_version_default &= wrapper->attributes.of[ALIGNMENT] == BR_NO_VALUE;
    return wrapper;
}

/* ---- How many bytes -------------------------------------------------------------------------- */

static enum br_error_kind refuse(const struct br_built *built, struct br_inset_answer *answer,
                                 enum br_error_kind kind, const char *why)
{
    snprintf(answer->message, sizeof answer->message, "the array at 0x%" PRIx64 " %s", built->pos,
             why);
    return kind;
}

/* product(shape), or what is wrong with it: NULL, if nothing is. */
static const char *count_items(const struct br_built *built, br_value shape, uint64_t *count)
{
    struct br_state at = {built->rec, built->op};
    uint64_t dimensions = 0;
    bool is_empty = false, is_huge = false;
    enum br_kind kind = shape == BR_NO_VALUE ? BR_KIND_NONE : br_kind(built->rec, shape);
    if (kind != BR_KIND_TUPLE && kind != BR_KIND_LIST)
        return "has a shape that is no tuple of integers";
    uint64_t most = kind == BR_KIND_LIST ? LIST_DIMENSIONS_MAX : DIMENSIONS_MAX;
    if (br_len(at, shape, &dimensions) != BR_OK || dimensions > most)
        return "has more dimensions than numpy allows";
    *count = 1;
    for (uint64_t n = 0; n < dimensions; n++) {
        int64_t size;
        if (!br_int(built->rec, known_item(at, shape, n), &size))
            return "has a shape that is no tuple of integers";
        if (size < 0)
            return "has a negative number in its shape";
        is_empty |= size == 0;
        is_huge |= size && *count > INT64_MAX / (uint64_t)size;
        *count = is_huge ? 1 : *count * (uint64_t)size;
    }
    *count = is_empty ? 0 : *count;
    return is_huge && !is_empty ? "has a shape of more items than there can be" : NULL;
}

/* The same of a tuple, which does not change, once. False when memory fails. */
static bool find_shape(struct joblib *joblib, const struct br_built *built, br_value shape,
                       struct known_shape *out)
{
    bool is_new;
    if (shape == BR_NO_VALUE || br_kind(built->rec, shape) != BR_KIND_TUPLE) {
        out->wrong = count_items(built, shape, &out->count);
        return true;
    }
    struct known_shape *row = table_row(&joblib->shapes, shape, sizeof *row, &is_new);
    if (row && is_new)
        row->wrong = count_items(built, shape, &row->count);
    if (row)
        *out = *row;
    return row;
}

static enum br_error_kind measure_data(const struct br_built *built, const struct wrapper *wrapper,
                                       const struct known_shape *shape, uint64_t itemsize,
                                       struct br_inset_answer *answer)
{
    struct br_slice all = br_bytes(built->rec);
    uint64_t left = all.len - built->pos;
    br_value alignment = wrapper->attributes.of[ALIGNMENT];
    bool has_alignment = alignment != BR_NO_VALUE && !known_is_none(built->rec, alignment);
    if (shape->wrong)
        return refuse(built, answer, BR_ERR_TYPE, shape->wrong);
    if (itemsize == 0)
        return refuse(built, answer, BR_ERR_TYPE, "has items of no size, by which joblib divides");
    if (wrapper->is_version_default ||
        (has_alignment && br_kind_is_unknown(br_kind(built->rec, alignment))))
        return refuse(built, answer, BR_ERR_LIMIT, "is not known: it may have padding, or none");
    if (has_alignment && left)
        answer->lead = 1 + (uint64_t)all.data[built->pos];
    answer->lead = answer->lead < left ? answer->lead : left; /* reads may come back short */
    left -= answer->lead;
    if (shape->count > left / itemsize) {
        snprintf(answer->message, sizeof answer->message,
                 "the array at 0x%" PRIx64 " needs %" PRIu64 " items of %" PRIu64
                 " bytes, and %" PRIu64 " bytes are left",
                 built->pos, shape->count, itemsize, left);
        return BR_ERR_TRUNCATED;
    }
    answer->size = answer->lead + shape->count * itemsize;
    return BR_ERR_NONE;
}

/* The pickle of an array of objects, up to its STOP. joblib goes no further than to its break, so
 * that one which breaks has all that is left. */
static uint64_t measure_pickle(const struct br_built *built)
{
    struct br_slice all = br_bytes(built->rec);
    struct br_ins ins;
    uint64_t end = built->pos;
    do {
        if (br_decode(all.data, all.len, end, &ins) != BR_ERR_NONE)
            return all.len - built->pos;
        end = ins.pos + ins.length;
    } while (ins.opcode->code != '.');
    return end - built->pos;
}

static enum br_error_kind measure(struct joblib *joblib, const struct br_built *built,
                                  const struct wrapper *wrapper, struct br_inset_answer *answer)
{
    struct dtype dtype;
    struct known_shape shape;
    if (!find_dtype(joblib, built, wrapper->attributes.of[DTYPE], &dtype) ||
        !find_shape(joblib, built, wrapper->attributes.of[SHAPE], &shape))
        return no_memory(answer);
    if (joblib->is_class_changed)
        return refuse(built, answer, BR_ERR_LIMIT,
                      "is not known: attributes of its wrapper's class were set");
    if (wrapper->attributes.is_unsure)
        return refuse(built, answer, BR_ERR_LIMIT,
                      "is not known: only the run itself would know what it is");
    if (!dtype.is_known)
        return refuse(built, answer, BR_ERR_LIMIT, "has a dtype that is not known");
    answer->is_inset = true;
    answer->is_pickle = dtype.has_object;
    if (!dtype.has_object)
        return measure_data(built, wrapper, &shape, dtype.itemsize, answer);
    answer->size = measure_pickle(built);
    return BR_ERR_NONE;
}

/* ---- The reader ------------------------------------------------------------------------------ */

static enum br_error_kind joblib_built(void *own, const struct br_built *built,
                                       struct br_inset_answer *answer)
{
    struct joblib *joblib = own;
    char name[KNOWN_TEXT_MAX];
    bool is_called;
    if (br_kind(built->rec, built->object) == BR_KIND_GLOBAL) {
        joblib->is_class_changed |=
            known_name(built->rec, built->object, name) && class_kind(name) == WRAPPER_ARRAY;
        return BR_ERR_NONE;
    }
    if (dtype_is_call(built->rec, built->object))
        return note_dtype(joblib, built, answer);
    enum wrapper_kind kind = wrapper_kind(built, &is_called);
    if (kind == WRAPPER_NONE)
        return BR_ERR_NONE;
    if (kind == WRAPPER_FILE) {
        answer->is_inset = true;
        return BR_ERR_NONE;
    }
    const struct wrapper *wrapper = set_attributes(joblib, built, is_called);
    return wrapper ? measure(joblib, built, wrapper, answer) : no_memory(answer);
}

/* ---- In words -------------------------------------------------------------------------------- */

static bool take_into_buf(void *context, const char *bytes, size_t n)
{
    buf_add(context, bytes, n);
    return true;
}

static void add_value(struct buf *out, const struct br_built *built, const char *before,
                      br_value value)
{
    struct br_text_options options = {.max_bytes = WORD_MAX, .max_keys = STATE_ITEMS_MAX};
    struct br_text_result result;
    if (value == BR_NO_VALUE)
        return;
    buf_str(out, before);
    br_text((struct br_state){built->rec, built->op}, value, &options,
            (struct br_sink){take_into_buf, out}, &result);
}

/* What the BUILD of an inset sets. */
static struct attributes state_attributes(const struct br_built *built)
{
    br_value dicts[2];
    struct attributes out = no_attributes, more;
    if (!split_state(built, dicts))
        return out;
    for (int k = 0; k < 2; k++) {
        if (dicts[k] == BR_NO_VALUE)
            continue;
        more = read_dict(built, dicts[k]);
        add_attributes(&out, &more);
    }
    return out;
}

static void array_words(const struct br_built *built, const struct br_inset *inset,
                        const struct attributes *attributes, struct buf *out)
{
    char text[KNOWN_TEXT_MAX];
    struct br_state at = {built->rec, built->op};
    buf_str(out, inset->is_pickle ? "pickle of an array" : "array");
    if (attributes->of[DTYPE] != BR_NO_VALUE && dtype_name(at, attributes->of[DTYPE], text))
        buf_printf(out, " of %s", text);
    add_value(out, built, ", shape ", attributes->of[SHAPE]);
    if (known_text(built->rec, attributes->of[ORDER], text) && strcmp(text, "F") == 0)
        buf_str(out, ", in Fortran order");
    if (inset->lead)
        buf_printf(out, ", after %" PRIu64 " byte%s of padding", inset->lead,
                   inset->lead == 1 ? "" : "s");
}

static void joblib_words(const struct br_built *built, const struct br_inset *inset, char *out,
                         size_t size)
{
    struct buf words = {.limit = size};
    struct attributes attributes = state_attributes(built);
    bool is_called;
    if (wrapper_kind(built, &is_called) == WRAPPER_FILE)
        add_value(&words, built, "array in another file, ", attributes.of[FILENAME]);
    else
        array_words(built, inset, &attributes, &words);
    snprintf(out, size, "%s", buf_text(&words));
    buf_free(&words);
}

const struct br_inset_reader joblib_insets = {
    .open = joblib_open,
    .close = joblib_close,
    .built = joblib_built,
    .words = joblib_words,
};
