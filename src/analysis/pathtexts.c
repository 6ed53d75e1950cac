/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paths as texts: posixpath, ntpath, and the pure paths of pathlib. Nothing is looked up on a disk. Of
 * os.path and of the paths that follow the machine, nothing is said where Windows would part them
 * elsewhere. */
#include <string.h>

#include "src/analysis/models.h"

/* ---- Flavours -------------------------------------------------------------------------------- */

/* What a function is of: number of a row, with what it does. */
enum flavour { POSIX, NT, EITHER };
enum { FLAVOURS = 4 };
#define OF(what, flavour) ((what)*FLAVOURS + (flavour))

static enum flavour flavour_of(const struct model *model)
{
    return (enum flavour)(model->number % FLAVOURS);
}

static int what_of(const struct model *model)
{
    return model->number / FLAVOURS;
}

struct path {
    const struct meaning *text;
    size_t drive; /* bytes of it, 'C:' */
    bool is_nt;
};

static bool is_sep(const struct path *path, char c)
{
    return c == '/' || (path->is_nt && c == '\\');
}

/* False: it is no text, or how it is parted is not known. */
static bool path_open(struct evaluator *ev, const struct meaning *text, enum flavour flavour,
                      struct path *path)
{
    *path = (struct path){.text = text, .is_nt = flavour == NT};
    bool is_text = meaning_is(text, MEANING_TEXT) || meaning_is(text, MEANING_BYTES);
    if (!is_text || !ev_spend(ev, text->text_len))
        return false;
    const char *at = text->text;
    size_t n = text->text_len;
    if (flavour == EITHER)
        return !memchr(at, '\\', n) && !memchr(at, ':', n);
    if (flavour == POSIX)
        return true;
    if (n > 1 && is_sep(path, at[0]) && is_sep(path, at[1])) /* a share, a device */
        return false;
    path->drive = n > 1 && at[1] == ':' ? 2 : 0;
    return path->drive == 0 || (at[0] & 0x80) == 0;
}

/* Where the last part begins. */
static size_t last_part(const struct path *path)
{
    size_t at = path->text->text_len;
    while (at > path->drive && !is_sep(path, path->text->text[at - 1]))
        at--;
    return at;
}

static const struct meaning *piece(struct evaluator *ev, const struct path *path, size_t from,
                                   size_t to)
{
    return meaning_text(&ev->store, path->text->kind, path->text->text + from, to - from);
}

/* The end of what stands before the last part: without its separators, unless there is nothing else. */
static size_t head_end(const struct path *path, size_t last)
{
    size_t end = last;
    while (end > path->drive && is_sep(path, path->text->text[end - 1]))
        end--;
    return end > path->drive ? end : last;
}

/* ---- Functions of os.path -------------------------------------------------------------------- */

enum { PART_BASE, PART_HEAD, PART_BOTH };

/* basename, dirname, split */
MODEL_RUN(model_split)
{
    struct path path;
    if (!path_open(ev, arg(ev, args, 0), flavour_of(model), &path))
        return NULL;
    size_t last = last_part(&path);
    const struct meaning *pair[2] = {piece(ev, &path, 0, head_end(&path, last)),
                                     piece(ev, &path, last, path.text->text_len)};
    if (what_of(model) != PART_BOTH)
        return pair[what_of(model) == PART_BASE];
    return pair[0] && pair[1] ? meaning_items(&ev->store, MEANING_TUPLE, pair, 2) : NULL;
}

/* Where the extension of a name begins: at its last dot, before which another character than a dot
 * stands. */
static size_t extension_of(const struct meaning *text, size_t from)
{
    size_t first = from, end = text->text_len;
    while (first < end && text->text[first] == '.')
        first++;
    const char *dot = memrchr(text->text + first, '.', end - first);
    return dot ? (size_t)(dot - text->text) : end;
}

MODEL_RUN(model_splitext)
{
    struct path path;
    if (!path_open(ev, arg(ev, args, 0), flavour_of(model), &path))
        return NULL;
    size_t name = path.is_nt && path.drive && last_part(&path) == path.drive ? 0 : last_part(&path);
    size_t until = extension_of(path.text, name);
    const struct meaning *pair[2] = {piece(ev, &path, 0, until),
                                     piece(ev, &path, until, path.text->text_len)};
    return pair[0] && pair[1] ? meaning_items(&ev->store, MEANING_TUPLE, pair, 2) : NULL;
}

MODEL_RUN(model_splitdrive)
{
    struct path path;
    if (!path_open(ev, arg(ev, args, 0), flavour_of(model), &path))
        return NULL;
    const struct meaning *pair[2] = {piece(ev, &path, 0, path.drive),
                                     piece(ev, &path, path.drive, path.text->text_len)};
    return pair[0] && pair[1] ? meaning_items(&ev->store, MEANING_TUPLE, pair, 2) : NULL;
}

MODEL_RUN(model_join)
{
    struct buf out = {.limit = MEANING_TEXT_MAX};
    struct path path;
    bool good = true;
    enum meaning_kind kind = MEANING_TEXT;
    for (uint32_t n = 0; good && n < args->n; n++) {
        good = path_open(ev, arg(ev, args, n), flavour_of(model), &path) &&
               (n == 0 || (path.drive == 0 && path.text->kind == kind));
        if (!good)
            break;
        kind = path.text->kind;
        bool is_rooted = path.text->text_len && is_sep(&path, path.text->text[0]);
        if (is_rooted && path.is_nt && n) /* keeps the drive before it */
            good = false;
        if (is_rooted)
            buf_clear(&out);
        else if (n && out.len && !is_sep(&path, buf_text(&out)[out.len - 1]) &&
                 !(path.is_nt && out.len == 2 && buf_text(&out)[1] == ':'))
            buf_char(&out, path.is_nt ? '\\' : '/');
        buf_add(&out, path.text->text, path.text->text_len);
    }
    if (!good) {
        buf_free(&out);
        return NULL;
    }
    return meaning_buf(&ev->store, kind, &out);
}

enum { NORMAL_PARTS = 256 };

/* Puts what is between separators from `at` on behind each other, without '.' and with '..' taken
 * back; prefix: what stands before. */
static bool add_normal(const struct path *path, size_t at, size_t prefix, bool has_root,
                       struct buf *out)
{
    size_t starts[NORMAL_PARTS], n_parts = 0, n_back = 0;
    size_t end, n = path->text->text_len;
    const char *text = path->text->text;
    for (; at < n; at = end + 1) {
        for (end = at; end < n && !is_sep(path, text[end]);)
            end++;
        bool is_back = end - at == 2 && memcmp(text + at, "..", 2) == 0;
        if (end == at || (end - at == 1 && text[at] == '.'))
            continue;
        if (is_back && n_parts > n_back) {
            buf_cut(out, starts[--n_parts]);
            continue;
        }
        if (is_back && has_root)
            continue;
        if (n_parts == NORMAL_PARTS)
            return false;
        n_back += is_back;
        starts[n_parts++] = out->len;
        if (out->len > prefix)
            buf_char(out, path->is_nt ? '\\' : '/');
        buf_add(out, text + at, end - at);
    }
    if (out->len == 0)
        buf_char(out, '.');
    return true;
}

MODEL_RUN(model_normpath)
{
    struct path path;
    struct buf out = {.limit = MEANING_TEXT_MAX};
    if (!path_open(ev, arg(ev, args, 0), flavour_of(model), &path))
        return NULL;
    const char *text = path.text->text;
    size_t at = path.drive, roots = 0;
    buf_add(&out, text, at);
    while (at < path.text->text_len && is_sep(&path, text[at])) {
        at++;
        roots++;
    }
    if (roots)
        buf_str(&out, path.is_nt ? "\\" : roots == 2 ? "//" : "/");
    if (!add_normal(&path, at, out.len, roots > 0, &out)) {
        buf_free(&out);
        return NULL;
    }
    return meaning_buf(&ev->store, path.text->kind, &out);
}

MODEL_RUN(model_normcase)
{
    struct path path;
    struct buf out = {.limit = MEANING_TEXT_MAX};
    if (!path_open(ev, arg(ev, args, 0), flavour_of(model), &path))
        return NULL;
    for (size_t k = 0; k < path.text->text_len; k++) {
        unsigned char c = (unsigned char)path.text->text[k];
        out.failed |= path.is_nt && c >= 0x80;
        bool is_upper = c >= 'A' && c <= 'Z';
        buf_char(&out, (char)(!path.is_nt ? c : c == '/' ? '\\' : is_upper ? c + 32 : c));
    }
    return meaning_buf(&ev->store, path.text->kind, &out);
}

/* commonprefix, of texts character by character. */
MODEL_RUN(model_commonprefix)
{
    const struct meaning *list = ev_listed(ev, args->items[0], MEANING_LIST);
    const struct meaning *first = list && list->n_items ? ev_ask(ev, list->items[0]) : NULL;
    (void)model;
    if (!meaning_is(first, MEANING_TEXT))
        return NULL;
    size_t same = first->text_len;
    for (uint32_t k = 1; k < list->n_items; k++) {
        const struct meaning *each = ev_ask(ev, list->items[k]);
        size_t n = 0;
        if (each->kind != MEANING_TEXT || !ev_spend(ev, each->text_len))
            return NULL;
        while (n < same && n < each->text_len && first->text[n] == each->text[n])
            n++;
        same = n;
    }
    while (same < first->text_len && same > 0 && ((uint8_t)first->text[same] & 0xc0) == 0x80)
        same--;
    return meaning_text(&ev->store, MEANING_TEXT, first->text, same);
}

/* ---- pathlib --------------------------------------------------------------------------------- */

/* A pure path: what its root is, and its parts. */
struct pure {
    bool is_nt;
    size_t root;                /* bytes at the beginning of the text: drive and root */
    const struct meaning *text; /* as str() gives it; "" of no parts */
};

static bool is_pure(const struct meaning *object, bool *is_nt)
{
    static const struct {
        const char *name;
        bool is_nt;
    } classes[] = {{"PurePath", false},  {"PurePosixPath", false},  {"Path", false},
                   {"PosixPath", false}, {"PureWindowsPath", true}, {"WindowsPath", true}};
    bool is_lib = meaning_is(object, MEANING_OBJECT) && object->module_len >= 7 &&
                  memcmp(object->module, "pathlib", 7) == 0;
    for (size_t k = 0; is_lib && k < sizeof classes / sizeof classes[0]; k++) {
        *is_nt = classes[k].is_nt;
        if (strlen(classes[k].name) == object->text_len &&
            memcmp(classes[k].name, object->text, object->text_len) == 0)
            return true;
    }
    return false;
}

/* Adds the parts of one argument; what has a root begins anew. */
static bool add_segment(struct evaluator *ev, const struct meaning *segment, bool is_nt,
                        struct buf *out, size_t *root)
{
    struct path path;
    if (!path_open(ev, segment, is_nt ? NT : POSIX, &path) || segment->kind != MEANING_TEXT)
        return false;
    const char *text = segment->text;
    size_t n = segment->text_len, at = path.drive, end;
    bool is_rooted = at < n && is_sep(&path, text[at]);
    bool is_odd = is_nt ? out->len && (path.drive || is_rooted) /* keeps a part of the drive */
                        : n > 1 && text[0] == '/' && text[1] == '/';
    if (is_odd || (is_nt && path.drive && !is_rooted))
        return false;
    if (is_rooted || path.drive) {
        buf_clear(out);
        buf_add(out, text, path.drive);
        buf_str(out, !is_rooted ? "" : is_nt ? "\\" : "/");
        *root = out->len;
    }
    for (; at < n; at = end + 1) {
        for (end = at; end < n && !is_sep(&path, text[end]);)
            end++;
        if (end == at || (end - at == 1 && text[at] == '.'))
            continue;
        if (out->len > *root)
            buf_char(out, is_nt ? '\\' : '/');
        buf_add(out, text + at, end - at);
    }
    return true;
}

static bool pure_open(struct evaluator *ev, const struct meaning *object, struct pure *pure,
                      unsigned depth);

/* Texts, and other paths, one behind the other. */
static bool add_segments(struct evaluator *ev, const struct arguments *args, bool is_nt,
                         struct buf *out, size_t *root, unsigned depth)
{
    for (uint32_t n = 0; n < args->n; n++) {
        const struct meaning *segment = arg(ev, args, n);
        struct pure inner;
        if (segment->kind == MEANING_OBJECT) {
            if (depth > 4 || !pure_open(ev, segment, &inner, depth + 1) || inner.is_nt != is_nt)
                return false;
            segment = inner.text;
        }
        if (!add_segment(ev, segment, is_nt, out, root))
            return false;
    }
    return true;
}

static bool pure_open(struct evaluator *ev, const struct meaning *object, struct pure *pure,
                      unsigned depth)
{
    struct arguments made = {.items = NULL};
    struct buf out = {.limit = MEANING_TEXT_MAX};
    *pure = (struct pure){.root = 0};
    if (!is_pure(object, &pure->is_nt))
        return false;
    bool good = ev_made_with(ev, object, &made) &&
                add_segments(ev, &made, pure->is_nt, &out, &pure->root, depth);
    if (!good) {
        buf_free(&out);
        return false;
    }
    pure->text = meaning_buf(&ev->store, MEANING_TEXT, &out);
    return pure->text != NULL;
}

/* Another path of the same class. */
static const struct meaning *pure_new(struct evaluator *ev, const struct meaning *like,
                                      const char *text, size_t n)
{
    const struct meaning *one = meaning_text(&ev->store, MEANING_TEXT, text, n);
    return one ? ev_object(ev, like, &(struct arguments){.items = &one, .n = 1}) : NULL;
}

static size_t pure_name(const struct pure *pure)
{
    size_t at = pure->text->text_len;
    char sep = pure->is_nt ? '\\' : '/';
    while (at > pure->root && pure->text->text[at - 1] != sep)
        at--;
    return at;
}

/* Where the suffix of the name begins; the end: it has none. */
static size_t pure_suffix(const struct pure *pure)
{
    size_t name = pure_name(pure), end = pure->text->text_len;
    const char *dot = memrchr(pure->text->text + name, '.', end - name);
    size_t at = dot ? (size_t)(dot - pure->text->text) : end;
    return at > name && at + 1 < end ? at : end;
}

static const struct meaning *pure_parts(struct evaluator *ev, const struct pure *pure)
{
    struct meaning *tuple = meaning_new(&ev->store, MEANING_TUPLE);
    const char *text = pure->text->text;
    size_t n = pure->text->text_len, end;
    if (tuple && pure->root)
        meaning_add(&ev->store, tuple, meaning_text(&ev->store, MEANING_TEXT, text, pure->root));
    for (size_t at = pure->root; tuple && at < n && !tuple->is_lost; at = end + 1) {
        const char *sep = memchr(text + at, pure->is_nt ? '\\' : '/', n - at);
        end = sep ? (size_t)(sep - text) : n;
        meaning_add(&ev->store, tuple, meaning_text(&ev->store, MEANING_TEXT, text + at, end - at));
    }
    return tuple && !tuple->is_lost ? tuple : NULL;
}

enum {
    PURE_NAME,
    PURE_STEM,
    PURE_SUFFIX,
    PURE_PARTS,
    PURE_PARENT,
    PURE_ANCHOR,
    PURE_STR,
    PURE_POSIX
};

/* Attributes, and methods without arguments. */
MODEL_RUN(model_pure)
{
    struct pure pure;
    const struct meaning *self = arg(ev, args, 0);
    struct buf out = {.limit = MEANING_TEXT_MAX};
    if (!pure_open(ev, self, &pure, 0))
        return NULL;
    const char *text = pure.text->text;
    size_t n = pure.text->text_len, name = pure_name(&pure), suffix = pure_suffix(&pure);
    size_t parent = name > pure.root ? name - 1 : pure.root;
    switch (model->number) {
    case PURE_NAME:
        return meaning_text(&ev->store, MEANING_TEXT, text + name, n - name);
    case PURE_STEM:
        return meaning_text(&ev->store, MEANING_TEXT, text + name, suffix - name);
    case PURE_SUFFIX:
        return meaning_text(&ev->store, MEANING_TEXT, text + suffix, n - suffix);
    case PURE_PARTS:
        return pure_parts(ev, &pure);
    case PURE_PARENT:
        return pure_new(ev, self, text, parent);
    case PURE_ANCHOR:
        return meaning_text(&ev->store, MEANING_TEXT, text, pure.root);
    case PURE_POSIX:
        for (size_t k = 0; k < n; k++)
            buf_char(&out, text[k] == '\\' && pure.is_nt ? '/' : text[k]);
        if (n == 0)
            buf_char(&out, '.');
        return meaning_buf(&ev->store, MEANING_TEXT, &out);
    default:
        return n ? pure.text : meaning_text(&ev->store, MEANING_TEXT, ".", 1);
    }
}

/* joinpath and /; number 1: turned round. */
MODEL_RUN(model_joinpath)
{
    bool is_nt;
    const struct meaning *self = arg(ev, args, 0);
    const struct meaning *turned[2] = {args->n > 1 ? args->items[1] : NULL, self};
    struct arguments all = *args;
    if (!is_pure(self, &is_nt))
        return NULL;
    if (model->number)
        all.items = turned;
    struct buf out = {.limit = MEANING_TEXT_MAX};
    size_t root = 0;
    bool good = add_segments(ev, &all, is_nt, &out, &root, 0);
    const struct meaning *path = good ? pure_new(ev, self, buf_text(&out), out.len) : NULL;
    buf_free(&out);
    return path;
}

enum { WITH_NAME, WITH_STEM, WITH_SUFFIX };

MODEL_RUN(model_with)
{
    struct pure pure;
    const struct meaning *self = arg(ev, args, 0), *with = arg_of_kind(ev, args, 1, MEANING_TEXT);
    struct buf out = {.limit = MEANING_TEXT_MAX};
    if (!with || !pure_open(ev, self, &pure, 0) || memchr(with->text, '/', with->text_len) ||
        memchr(with->text, '\\', with->text_len) || memchr(with->text, ':', with->text_len))
        return NULL;
    size_t n = pure.text->text_len, name = pure_name(&pure), suffix = pure_suffix(&pure);
    bool is_suffix = model->number == WITH_SUFFIX;
    bool is_good = is_suffix ? with->text_len == 0 || (with->text[0] == '.' && with->text_len > 1)
                             : with->text_len && !meaning_says(with, ".");
    if (name == n || !is_good)
        return NULL;
    buf_add(&out, pure.text->text, is_suffix ? suffix : name);
    buf_add(&out, with->text, with->text_len);
    if (model->number == WITH_STEM)
        buf_add(&out, pure.text->text + suffix, n - suffix);
    const struct meaning *path = pure_new(ev, self, buf_text(&out), out.len);
    buf_free(&out);
    return path;
}

MODEL_RUN(model_relative)
{
    struct pure pure;
    bool is_nt;
    const struct meaning *self = arg(ev, args, 0);
    struct arguments rest = args_from(args, 1);
    struct buf from = {.limit = MEANING_TEXT_MAX};
    size_t root = 0;
    (void)model;
    if (args->n_named || !pure_open(ev, self, &pure, 0) || !is_pure(self, &is_nt) || is_nt)
        return NULL;
    bool good = add_segments(ev, &rest, false, &from, &root, 0);
    size_t n = from.len;
    good = good && n <= pure.text->text_len && memcmp(pure.text->text, buf_text(&from), n) == 0 &&
           root == (n ? pure.root : root);
    bool is_part =
        n == 0 || n == pure.root || n == pure.text->text_len || (good && pure.text->text[n] == '/');
    buf_free(&from);
    if (!good || !is_part || (n == 0 && pure.root))
        return NULL;
    n += n > pure.root && n < pure.text->text_len;
    return pure_new(ev, self, pure.text->text + n, pure.text->text_len - n);
}

/* ---- The tables ------------------------------------------------------------------------------ */

#define PATHS(module, flavour)                                                                     \
    {module, "basename", 1, model_split, OF(PART_BASE, flavour), NULL},                            \
        {module, "dirname", 1, model_split, OF(PART_HEAD, flavour), NULL},                         \
        {module, "split", 1, model_split, OF(PART_BOTH, flavour), NULL},                           \
        {module, "splitext", 1, model_splitext, OF(0, flavour), NULL},                             \
        {module, "splitdrive", 1, model_splitdrive, OF(0, flavour), NULL},                         \
        {module, "join", 1, model_join, OF(0, flavour), NULL},                                     \
        {module, "normpath", 1, model_normpath, OF(0, flavour), NULL},                             \
        {module, "normcase", 1, model_normcase, OF(0, flavour), NULL},                             \
    {                                                                                              \
        module, "commonprefix", 1, model_commonprefix, OF(0, flavour), NULL                        \
    }

/* clang-format off */
const struct model path_models[] = {
    PATHS("posixpath", POSIX),
    PATHS("ntpath", NT),
    PATHS("os.path", EITHER),
    {"genericpath", "commonprefix", 1, model_commonprefix, 0, NULL},
    {"pathlib", "PurePath.joinpath", 1, model_joinpath, 0, NULL},
    {"pathlib", "PurePath.__truediv__", 2, model_joinpath, 0, NULL},
    {"pathlib", "PurePath.__rtruediv__", 2, model_joinpath, 1, NULL},
    {"pathlib", "PurePath.with_name", 2, model_with, WITH_NAME, NULL},
    {"pathlib", "PurePath.with_stem", 2, model_with, WITH_STEM, NULL},
    {"pathlib", "PurePath.with_suffix", 2, model_with, WITH_SUFFIX, NULL},
    {"pathlib", "PurePath.relative_to", 2, model_relative, 0, NULL},
    {"pathlib", "PurePath.as_posix", 1, model_pure, PURE_POSIX, NULL},
    {"pathlib", "PurePath.__str__", 1, model_pure, PURE_STR, NULL},
    {"pathlib", "PurePath.__fspath__", 1, model_pure, PURE_STR, NULL},
};
const size_t n_path_models = sizeof path_models / sizeof path_models[0];

const struct model path_attributes[] = {
    {"pathlib", "PurePath.name", 1, model_pure, PURE_NAME, NULL},
    {"pathlib", "PurePath.stem", 1, model_pure, PURE_STEM, NULL},
    {"pathlib", "PurePath.suffix", 1, model_pure, PURE_SUFFIX, NULL},
    {"pathlib", "PurePath.parts", 1, model_pure, PURE_PARTS, NULL},
    {"pathlib", "PurePath.parent", 1, model_pure, PURE_PARENT, NULL},
    {"pathlib", "PurePath.anchor", 1, model_pure, PURE_ANCHOR, NULL},
};
/* clang-format on */
const size_t n_path_attributes = sizeof path_attributes / sizeof path_attributes[0];
