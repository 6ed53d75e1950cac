/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which row of the tables of functions (models.h) a global stands for, and where its keyword arguments
 * go. */
#include "src/analysis/models.h"

#include <string.h>

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
    {"io", "StringIO", "io", "BytesIO"},
    {"io", "BufferedReader", "io", "BytesIO"},
    {"io", "BufferedRandom", "io", "BytesIO"},
    {"io", "TextIOWrapper", "io", "BytesIO"},
    {"gzip", "GzipFile", "io", "BytesIO"},
    {"bz2", "BZ2File", "io", "BytesIO"},
    {"lzma", "LZMAFile", "io", "BytesIO"},
    {"zipfile", "ZipExtFile", "io", "BytesIO"},
    {"tarfile", "ExFileObject", "io", "BytesIO"},
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

static const struct model *find_model(const struct model *rows, size_t n_rows, const char *module,
                                      size_t module_len, const char *name, size_t name_len)
{
    char first = name_len ? name[0] : '\0'; /* each call asks all tables: most rows differ there */
    for (size_t n = 0; n < n_rows; n++) {
        if (rows[n].name[0] == first && strlen(rows[n].name) == name_len &&
            memcmp(rows[n].name, name, name_len) == 0 && strlen(rows[n].module) == module_len &&
            memcmp(rows[n].module, module, module_len) == 0)
            return &rows[n];
    }
    return NULL;
}

/* The rows of a table, also by the class whose methods a class has. */
static const struct model *find_by_class(const struct model *rows, size_t n_rows,
                                         const char *module, size_t module_len, const char *name,
                                         size_t n)
{
    const struct model *found = find_model(rows, n_rows, module, module_len, name, n);
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
        found = find_model(rows, n_rows, other_module, strlen(other_module), path, other + rest);
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

static const struct model *find_any(const char *module, size_t module_len, const char *name,
                                    size_t name_len)
{
    const struct {
        const struct model *rows;
        size_t n;
    } tables[] = {
        {fetchers, n_fetchers},
        {callables, n_callables},
        {makers, n_makers},
        {iterators, n_iterators},
        {operators, n_operators},
        {template_models, n_template_models},
        {consumers, n_consumers},
        {coders, n_coders},
        {patterns, n_patterns},
        {maths, n_maths},
        {path_models, n_path_models},
        {literals, n_literals},
        {structs, n_structs},
        {chances, n_chances},
        {copies, n_copies},
        {exacts, n_exacts},
        {records, n_records},
        {archives, n_archives},
        {dates, n_dates},
        {samenesses, n_samenesses},
        {arrays, n_arrays},
        {configs, n_configs},
        {codec_models, n_codec_models},
        {cutting_models, n_cutting_models},
        {csv_models, n_csv_models},
        {wrapping_models, n_wrapping_models},
        {address_models, n_address_models},
        {query_models, n_query_models},
        {markup_models, n_markup_models},
        {uuid_models, n_uuid_models},
        {stream_models, n_stream_models},
        {openers, n_openers},
        {unpackers, n_unpackers},
        {load_models, n_load_models},
        {counters, n_counters},
        {queues, n_queues},
        {itertools, n_itertools},
        {choices, n_choices},
        {takers, n_takers},
        {orders, n_orders},
        {unicode_models, n_unicode_models},
        {enum_models, n_enum_models},
        {mail_models, n_mail_models},
        {wildcard_models, n_wildcard_models},
        {likeness_models, n_likeness_models},
        {marshal_models, n_marshal_models},
        {setting_models, n_setting_models},
        {xml_models, n_xml_models},
    };
    for (size_t k = 0; k < sizeof tables / sizeof tables[0]; k++) {
        const struct model *found =
            find_by_class(tables[k].rows, tables[k].n, module, module_len, name, name_len);
        if (found)
            return found;
    }
    return NULL;
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
    return find_any(path, module_len + 1 + first, dot + 1, name_len - first - 1);
}

const struct model *model_of(const struct meaning *global)
{
    struct model_name key = model_name_of(global);
    const struct model *found = find_any(key.module, key.module_len, key.name, key.name_len);
    return found ? found : find_inside(key.module, key.module_len, key.name, key.name_len);
}

const struct model *model_of_attribute(const struct meaning *object, const char *name, size_t n)
{
    static const struct {
        const struct model *rows;
        const size_t *n;
    } tables[] = {
        {path_attributes, &n_path_attributes},   {uuid_attributes, &n_uuid_attributes},
        {queue_attributes, &n_queue_attributes}, {array_attributes, &n_array_attributes},
        {date_attributes, &n_date_attributes},   {container_attributes, &n_container_attributes},
        {xml_attributes, &n_xml_attributes},     {exact_attributes, &n_exact_attributes},
    };
    struct buf path = {.limit = 256};
    if (object->type)
        buf_str(&path, object->type);
    else
        buf_add(&path, object->text, object->text_len);
    buf_char(&path, '.');
    buf_add(&path, name, n);
    const struct model *found = NULL;
    for (size_t k = 0; !path.failed && !found && k < sizeof tables / sizeof tables[0]; k++)
        found = find_by_class(tables[k].rows, *tables[k].n, object->module, object->module_len,
                              buf_text(&path), path.len);
    buf_free(&path);
    return found;
}
