/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which row of the tables of functions (models.h) a global stands for, and where its keyword arguments
 * go. */
#include "src/analysis/models.h"

#include <string.h>

#include "src/analysis/modelindex.h"
#include "src/base/words.h"

/* clang-format off */
/* Other names of the modules of the rows. */
static const char *const same_modules[][2] = {
    {"__builtin__", "builtins"},
    {"_operator", "operator"},
    {"_functools", "functools"},
    {"_collections", "collections"},
    {"_codecs", "codecs"},
    {"_frozen_importlib", "importlib._bootstrap"},
    {"_weakref", "weakref"},
    {"_signal", "signal"},
    {"UserDict", "collections"},
    {"UserList", "collections"},
    {"copy_reg", "copyreg"},
    {"future_builtins", "builtins"},
    {"_io", "io"},
    {"_pyio", "io"},
    {"cStringIO", "io"},
    {"StringIO", "io"},
    {"_bz2", "bz2"},
    {"_lzma", "lzma"},
    {"_heapq", "heapq"},
    {"_bisect", "bisect"},
    {"_queue", "queue"},
    {"_pickle", "pickle"},
    {"cPickle", "pickle"},
    {"pickle5", "pickle"},
};
/* clang-format on */

/* Classes whose methods and attributes are those of another: module and name of both. */
static const char *const same_classes[][4] = {
    {"pathlib", "PurePosixPath", "pathlib", "PurePath"},
    {"pathlib", "PureWindowsPath", "pathlib", "PurePath"},
    {"pathlib", "Path", "pathlib", "PurePath"},
    {"pathlib", "PosixPath", "pathlib", "PurePath"},
    {"pathlib", "WindowsPath", "pathlib", "PurePath"},
    {"gzip", "GzipFile", "io", "BufferedReader"},
    {"bz2", "BZ2File", "io", "BufferedReader"},
    {"lzma", "LZMAFile", "io", "BufferedReader"},
    {"zipfile", "ZipExtFile", "io", "BufferedReader"},
    {"tarfile", "ExFileObject", "io", "BufferedReader"},
    {"pickle", "_Unpickler", "pickle", "Unpickler"},
    {"queue", "SimpleQueue", "queue", "Queue"},
    {"queue", "LifoQueue", "queue", "Queue"},
    {"queue", "PriorityQueue", "queue", "Queue"},
    {"asyncio", "LifoQueue", "asyncio", "Queue"},
    {"asyncio", "PriorityQueue", "asyncio", "Queue"},
};

static const char *module_of(const char *module, size_t n)
{
    for (size_t k = 0; k < sizeof same_modules / sizeof same_modules[0]; k++) {
        if (strlen(same_modules[k][0]) == n && memcmp(same_modules[k][0], module, n) == 0)
            return same_modules[k][1];
    }
    return NULL;
}

/* A row, also by the class whose methods a class has. */
static const struct model *find_row(enum model_list list, const char *module, size_t module_len,
                                    const char *name, size_t n)
{
    const struct model *found = modelindex_find(list, module, module_len, name, n);
    const char *dot = memchr(name, '.', n);
    char path[80];
    for (size_t k = 0; !found && dot && k < sizeof same_classes / sizeof same_classes[0]; k++) {
        size_t class_len = (size_t)(dot - name), rest = n - class_len;
        const char *other_module = same_classes[k][2];
        if (same_classes[k][1][0] != name[0] || strlen(same_classes[k][1]) != class_len ||
            memcmp(same_classes[k][1], name, class_len) ||
            strlen(same_classes[k][0]) != module_len ||
            memcmp(same_classes[k][0], module, module_len))
            continue;
        size_t other = strlen(same_classes[k][3]);
        if (other + rest > sizeof path)
            continue;
        memcpy(path, same_classes[k][3], other);
        memcpy(path + other, dot, rest);
        found = modelindex_find(list, other_module, strlen(other_module), path, other + rest);
    }
    return found;
}

/* The names of parameters, of functions that one also calls with keywords. */
static const struct {
    const char *module, *name, *parameters;
} parameters[] = {
    {"builtins", "str", "object encoding errors"},
    {"builtins", "bytes", "source encoding errors"},
    {"builtins", "bytearray", "source encoding errors"},
    {"builtins", "__import__", "name globals locals fromlist level"},
    {"builtins", "sum", "iterable start"},
    {"codecs", "decode", "obj encoding errors"},
    {"codecs", "encode", "obj encoding errors"},
    {"base64", "b64decode", "s altchars validate"},
    {"base64", "b32decode", "s casefold map01"},
    {"base64", "b16decode", "s casefold"},
    {"base64", "b85decode", "b"},
    {"base64", "a85decode", "b"},
    {"base64", "urlsafe_b64decode", "s"},
    {"base64", "standard_b64decode", "s"},
    {"binascii", "unhexlify", "hexstr"},
    {"binascii", "a2b_hex", "hexstr"},
    {"binascii", "a2b_base64", "data"},
    {"zlib", "decompress", "data wbits bufsize"},
    {"gzip", "decompress", "data"},
    {"bz2", "decompress", "data"},
    {"lzma", "decompress", "data format"},
    {"importlib", "import_module", "name package"},
    {"importlib", "__import__", "name globals locals fromlist level"},
    {"pkgutil", "resolve_name", "name"},
    {"pydoc", "locate", "path forceload"},
    {"inspect", "getattr_static", "obj attr default"},
    {"json", "loads", "s"},
    {"io", "BytesIO", "initial_bytes"},
    {"io", "StringIO", "initial_value newline"},
    {"ast", "literal_eval", "node_or_string"},
    {"logging.config", "dictConfig", "config"},
    {"collections", "namedtuple", "typename field_names"},
    {"urllib.parse", "unquote", "string encoding errors"},
};

enum { PARAMETERS_MAX = 8 };

/* Puts keyword arguments where their positions are; false: too many. Those without a place stay. */
static bool place_named(struct evaluator *ev, const char *names, struct arguments *args)
{
    const struct meaning **items =
        store_alloc(&ev->store, (EVALUATE_ARGS_MAX + PARAMETERS_MAX) * sizeof *items);
    if (!items || args->n > EVALUATE_ARGS_MAX)
        return false;
    if (args->n)
        memcpy(items, args->items, args->n * sizeof *items);
    char name[32];
    const char *word;
    uint32_t at = 0;
    for (size_t n; (n = words_next(&names, &word)) > 0; at++) {
        memcpy(name, word, n);
        name[n] = '\0';
        const struct meaning *value = at < args->n ? NULL : arg_named(ev, args, name);
        if (value && at == args->n)
            items[args->n++] = value;
    }
    args->items = items;
    return true;
}

bool model_arguments(struct evaluator *ev, const struct model *model, struct arguments *args)
{
    for (size_t k = 0; args->n_named && k < sizeof parameters / sizeof parameters[0]; k++) {
        if (strcmp(parameters[k].name, model->name) == 0 &&
            strcmp(parameters[k].module, model->module) == 0)
            return place_named(ev, parameters[k].parameters, args);
    }
    return true;
}

struct model_name model_name_of(const struct meaning *global)
{
    struct model_name key = {global->module, global->text, global->module_len, global->text_len};
    const char *module = NULL, *name = NULL;
    if (global->is_old &&
        br_mapped(key.module, key.module_len, key.name, key.name_len, &module, &name)) {
        key.module = module;
        key.module_len = strlen(module);
        key.name = name ? name : key.name;
        key.name_len = name ? strlen(name) : key.name_len;
    }
    const char *same = module_of(key.module, key.module_len);
    if (same) {
        key.module = same;
        key.module_len = strlen(same);
    }
    return key;
}

/* What stands in a module that is an attribute of another: os, path.join. */
static const struct model *find_inside(const char *module, size_t module_len, const char *name,
                                       size_t name_len)
{
    char path[64];
    const char *dot = memchr(name, '.', name_len);
    size_t first = dot ? (size_t)(dot - name) : 0;
    if (!dot || module_len + first + 1 > sizeof path)
        return NULL;
    memcpy(path, module, module_len);
    path[module_len] = '.';
    memcpy(path + module_len + 1, name, first);
    return find_row(MODEL_CALLED, path, module_len + 1 + first, dot + 1, name_len - first - 1);
}

const struct model *model_of(const struct meaning *global)
{
    struct model_name key = model_name_of(global);
    const struct model *found =
        find_row(MODEL_CALLED, key.module, key.module_len, key.name, key.name_len);
    return found ? found : find_inside(key.module, key.module_len, key.name, key.name_len);
}

const struct model *model_of_attribute(const struct meaning *object, const char *name, size_t n)
{
    char path[256];
    const char *type = object->type ? object->type : object->text;
    size_t type_len = object->type ? strlen(object->type) : object->text_len;
    if (n >= sizeof path || type_len >= sizeof path - n)
        return NULL;
    memcpy(path, type, type_len);
    path[type_len] = '.';
    memcpy(path + type_len + 1, name, n);
    return find_row(MODEL_COMPUTED, object->module, object->module_len, path, type_len + 1 + n);
}
