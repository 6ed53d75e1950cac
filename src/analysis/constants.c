/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/analysis/constants.h"

#include <stdlib.h>
#include <string.h>

#include "src/analysis/models.h"
#include "src/analysis/numbers.h"
#include "src/base/utf8.h"

struct constant {
    const char *module, *name;
    const struct meaning *(*make)(struct evaluator *ev, const struct constant *constant);
    const char *text;
    int64_t number;
};

static const struct meaning *make_text(struct evaluator *ev, const struct constant *constant)
{
    return meaning_there(&ev->store, MEANING_TEXT, constant->text, strlen(constant->text));
}

static const struct meaning *make_bytes(struct evaluator *ev, const struct constant *constant)
{
    return meaning_there(&ev->store, MEANING_BYTES, constant->text, (size_t)constant->number);
}

static const struct meaning *make_number(struct evaluator *ev, const struct constant *constant)
{
    return meaning_int(&ev->store, constant->number);
}

static const struct meaning *make_real(struct evaluator *ev, const struct constant *constant)
{
    return num_float(&ev->store, strtod(constant->text, NULL));
}

/* A list of texts with single commas between them. */
static const struct meaning *make_words(struct evaluator *ev, const struct constant *constant)
{
    struct meaning *list = meaning_new(&ev->store, MEANING_LIST);
    for (const char *at = constant->text; list && at;) {
        size_t n = strcspn(at, ",");
        meaning_add(&ev->store, list, meaning_there(&ev->store, MEANING_TEXT, at, n));
        at = at[n] ? at + n + 1 : NULL;
    }
    return list;
}

/* encodings.rot_13.rot13_map: a dict of codes. */
static const struct meaning *make_rot13(struct evaluator *ev, const struct constant *constant)
{
    struct meaning *dict = meaning_new(&ev->store, MEANING_DICT);
    (void)constant;
    for (int code = 0; dict && code < 256; code++) {
        int letter = code | 0x20;
        bool is_letter = code < 0x80 && letter >= 'a' && letter <= 'z';
        meaning_add(&ev->store, dict, meaning_int(&ev->store, code));
        meaning_add(&ev->store, dict,
                    meaning_int(&ev->store, !is_letter     ? code
                                            : letter < 'n' ? code + 13
                                                           : code - 13));
    }
    return dict;
}

static const struct {
    const char *name;
    uint32_t code;
} entities[] = {
#define ENTITY(name, code) {name, code},
#define MORE(name, code)
#include "src/analysis/entities.def"
#undef ENTITY
#undef MORE
};

enum { NAME_TO_CODE, CODE_TO_NAME, NAME_TO_TEXT }; /* html.entities: the number of the row */

static const struct meaning *make_entities(struct evaluator *ev, const struct constant *constant)
{
    struct meaning *dict = meaning_new(&ev->store, MEANING_DICT);
    for (size_t k = 0; dict && k < sizeof entities / sizeof entities[0]; k++) {
        struct buf text = {.limit = 8};
        utf8_put(entities[k].code, &text);
        const struct meaning *name =
            meaning_there(&ev->store, MEANING_TEXT, entities[k].name, strlen(entities[k].name));
        const struct meaning *code = meaning_int(&ev->store, entities[k].code);
        const struct meaning *character = meaning_buf(&ev->store, MEANING_TEXT, &text);
        const struct meaning *value = constant->number == CODE_TO_NAME   ? name
                                      : constant->number == NAME_TO_CODE ? code
                                                                         : character;
        meaning_add(&ev->store, dict, constant->number == CODE_TO_NAME ? code : name);
        meaning_add(&ev->store, dict, value);
        if (!name || !code || !character)
            return NULL;
    }
    return dict;
}

/* What Python 3.11 says on Linux. Whatever prints as a name (re.I, signal.SIGHUP) is not here. */
/* clang-format off */
static const struct constant constants[] = {
    {"string", "ascii_letters", make_text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", 0},
    {"string", "ascii_lowercase", make_text, "abcdefghijklmnopqrstuvwxyz", 0},
    {"string", "ascii_uppercase", make_text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ", 0},
    {"string", "digits", make_text, "0123456789", 0},
    {"string", "hexdigits", make_text, "0123456789abcdefABCDEF", 0},
    {"string", "octdigits", make_text, "01234567", 0},
    {"string", "punctuation", make_text, "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", 0},
    {"string", "whitespace", make_text, " \t\n\r\v\f", 0},
    {"string", "printable", make_text, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ \t\n\r\v\f", 0},
    {"string", "Template.delimiter", make_text, "$", 0},
    {"string", "Template.idpattern", make_text, "(?a:[_a-z][_a-z0-9]*)", 0},
    {"keyword", "kwlist", make_words, "False,None,True,and,as,assert,async,await,break,class,continue,def,del,elif,else,except,finally,for,from,global,if,import,in,is,lambda,nonlocal,not,or,pass,raise,return,try,while,with,yield", 0},
    {"keyword", "softkwlist", make_words, "_,case,match", 0},
    {"calendar", "day_name", make_words, "Monday,Tuesday,Wednesday,Thursday,Friday,Saturday,Sunday", 0},
    {"calendar", "day_abbr", make_words, "Mon,Tue,Wed,Thu,Fri,Sat,Sun", 0},
    {"calendar", "month_name", make_words, ",January,February,March,April,May,June,July,August,September,October,November,December", 0},
    {"calendar", "month_abbr", make_words, ",Jan,Feb,Mar,Apr,May,Jun,Jul,Aug,Sep,Oct,Nov,Dec", 0},
    {"posixpath", "sep", make_text, "/", 0},
    {"posixpath", "curdir", make_text, ".", 0},
    {"posixpath", "pardir", make_text, "..", 0},
    {"posixpath", "extsep", make_text, ".", 0},
    {"posixpath", "pathsep", make_text, ":", 0},
    {"posixpath", "defpath", make_text, "/bin:/usr/bin", 0},
    {"posixpath", "devnull", make_text, "/dev/null", 0},
    {"os.path", "sep", make_text, "/", 0},
    {"os.path", "curdir", make_text, ".", 0},
    {"os.path", "pardir", make_text, "..", 0},
    {"os.path", "extsep", make_text, ".", 0},
    {"os.path", "pathsep", make_text, ":", 0},
    {"os.path", "defpath", make_text, "/bin:/usr/bin", 0},
    {"os.path", "devnull", make_text, "/dev/null", 0},
    {"os", "sep", make_text, "/", 0},
    {"os", "curdir", make_text, ".", 0},
    {"os", "pardir", make_text, "..", 0},
    {"os", "extsep", make_text, ".", 0},
    {"os", "pathsep", make_text, ":", 0},
    {"os", "defpath", make_text, "/bin:/usr/bin", 0},
    {"os", "devnull", make_text, "/dev/null", 0},
    {"ntpath", "sep", make_text, "\\", 0},
    {"ntpath", "altsep", make_text, "/", 0},
    {"ntpath", "curdir", make_text, ".", 0},
    {"ntpath", "pardir", make_text, "..", 0},
    {"ntpath", "extsep", make_text, ".", 0},
    {"ntpath", "pathsep", make_text, ";", 0},
    {"os", "name", make_text, "posix", 0},
    {"os", "linesep", make_text, "\n", 0},
    {"sys", "platform", make_text, "linux", 0},
    {"sys", "byteorder", make_text, "little", 0},
    {"sys", "implementation.name", make_text, "cpython", 0},
    {"sys", "maxsize", make_number, NULL, INT64_C(9223372036854775807)},
    {"sys", "maxunicode", make_number, NULL, 1114111},
    {"math", "pi", make_real, "3.141592653589793", 0},
    {"math", "e", make_real, "2.718281828459045", 0},
    {"math", "tau", make_real, "6.283185307179586", 0},
    {"stat", "ST_ATIME", make_number, NULL, 7},
    {"stat", "ST_CTIME", make_number, NULL, 9},
    {"stat", "ST_DEV", make_number, NULL, 2},
    {"stat", "ST_GID", make_number, NULL, 5},
    {"stat", "ST_INO", make_number, NULL, 1},
    {"stat", "ST_MODE", make_number, NULL, 0},
    {"stat", "ST_MTIME", make_number, NULL, 8},
    {"stat", "ST_NLINK", make_number, NULL, 3},
    {"stat", "ST_SIZE", make_number, NULL, 6},
    {"stat", "ST_UID", make_number, NULL, 4},
    {"stat", "S_IEXEC", make_number, NULL, 64},
    {"stat", "S_IFBLK", make_number, NULL, 24576},
    {"stat", "S_IFCHR", make_number, NULL, 8192},
    {"stat", "S_IFDIR", make_number, NULL, 16384},
    {"stat", "S_IFDOOR", make_number, NULL, 0},
    {"stat", "S_IFIFO", make_number, NULL, 4096},
    {"stat", "S_IFLNK", make_number, NULL, 40960},
    {"stat", "S_IFPORT", make_number, NULL, 0},
    {"stat", "S_IFREG", make_number, NULL, 32768},
    {"stat", "S_IFSOCK", make_number, NULL, 49152},
    {"stat", "S_IFWHT", make_number, NULL, 0},
    {"stat", "S_IREAD", make_number, NULL, 256},
    {"stat", "S_IRGRP", make_number, NULL, 32},
    {"stat", "S_IROTH", make_number, NULL, 4},
    {"stat", "S_IRUSR", make_number, NULL, 256},
    {"stat", "S_IRWXG", make_number, NULL, 56},
    {"stat", "S_IRWXO", make_number, NULL, 7},
    {"stat", "S_IRWXU", make_number, NULL, 448},
    {"stat", "S_ISGID", make_number, NULL, 1024},
    {"stat", "S_ISUID", make_number, NULL, 2048},
    {"stat", "S_ISVTX", make_number, NULL, 512},
    {"stat", "S_IWGRP", make_number, NULL, 16},
    {"stat", "S_IWOTH", make_number, NULL, 2},
    {"stat", "S_IWRITE", make_number, NULL, 128},
    {"stat", "S_IWUSR", make_number, NULL, 128},
    {"stat", "S_IXGRP", make_number, NULL, 8},
    {"stat", "S_IXOTH", make_number, NULL, 1},
    {"stat", "S_IXUSR", make_number, NULL, 64},
    {"errno", "EPERM", make_number, NULL, 1},
    {"errno", "ENOENT", make_number, NULL, 2},
    {"errno", "ESRCH", make_number, NULL, 3},
    {"errno", "EINTR", make_number, NULL, 4},
    {"errno", "EIO", make_number, NULL, 5},
    {"errno", "ENXIO", make_number, NULL, 6},
    {"errno", "E2BIG", make_number, NULL, 7},
    {"errno", "ENOEXEC", make_number, NULL, 8},
    {"errno", "EBADF", make_number, NULL, 9},
    {"errno", "ECHILD", make_number, NULL, 10},
    {"errno", "EAGAIN", make_number, NULL, 11},
    {"errno", "ENOMEM", make_number, NULL, 12},
    {"errno", "EACCES", make_number, NULL, 13},
    {"errno", "EFAULT", make_number, NULL, 14},
    {"errno", "ENOTBLK", make_number, NULL, 15},
    {"errno", "EBUSY", make_number, NULL, 16},
    {"errno", "EEXIST", make_number, NULL, 17},
    {"errno", "EXDEV", make_number, NULL, 18},
    {"errno", "ENODEV", make_number, NULL, 19},
    {"errno", "ENOTDIR", make_number, NULL, 20},
    {"errno", "EISDIR", make_number, NULL, 21},
    {"errno", "EINVAL", make_number, NULL, 22},
    {"errno", "ENFILE", make_number, NULL, 23},
    {"errno", "EMFILE", make_number, NULL, 24},
    {"errno", "ENOTTY", make_number, NULL, 25},
    {"errno", "ETXTBSY", make_number, NULL, 26},
    {"errno", "EFBIG", make_number, NULL, 27},
    {"errno", "ENOSPC", make_number, NULL, 28},
    {"errno", "ESPIPE", make_number, NULL, 29},
    {"errno", "EROFS", make_number, NULL, 30},
    {"errno", "EMLINK", make_number, NULL, 31},
    {"errno", "EPIPE", make_number, NULL, 32},
    {"errno", "EDOM", make_number, NULL, 33},
    {"errno", "ERANGE", make_number, NULL, 34},
    {"errno", "EDEADLOCK", make_number, NULL, 35},
    {"errno", "ENAMETOOLONG", make_number, NULL, 36},
    {"errno", "ENOLCK", make_number, NULL, 37},
    {"errno", "ENOSYS", make_number, NULL, 38},
    {"errno", "ENOTEMPTY", make_number, NULL, 39},
    {"errno", "ELOOP", make_number, NULL, 40},
    {"calendar", "MONDAY", make_number, NULL, 0},
    {"calendar", "TUESDAY", make_number, NULL, 1},
    {"calendar", "WEDNESDAY", make_number, NULL, 2},
    {"calendar", "THURSDAY", make_number, NULL, 3},
    {"calendar", "FRIDAY", make_number, NULL, 4},
    {"calendar", "SATURDAY", make_number, NULL, 5},
    {"calendar", "SUNDAY", make_number, NULL, 6},
    {"zlib", "MAX_WBITS", make_number, NULL, 15},
    {"zlib", "DEFLATED", make_number, NULL, 8},
    {"zlib", "DEF_MEM_LEVEL", make_number, NULL, 8},
    {"encodings.rot_13", "rot13_map", make_rot13, NULL, 0},
    {"html.entities", "name2codepoint", make_entities, NULL, NAME_TO_CODE},
    {"html.entities", "codepoint2name", make_entities, NULL, CODE_TO_NAME},
    {"html.entities", "entitydefs", make_entities, NULL, NAME_TO_TEXT},
    {"codecs", "BOM_UTF8", make_bytes, "\xef\xbb\xbf", 3},
    {"codecs", "BOM", make_bytes, "\xff\xfe", 2},
    {"codecs", "BOM_LE", make_bytes, "\xff\xfe", 2},
    {"codecs", "BOM_BE", make_bytes, "\xfe\xff", 2},
    {"codecs", "BOM_UTF16", make_bytes, "\xff\xfe", 2},
    {"codecs", "BOM_UTF16_LE", make_bytes, "\xff\xfe", 2},
    {"codecs", "BOM_UTF16_BE", make_bytes, "\xfe\xff", 2},
    {"base64", "_b32alphabet", make_bytes, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 32},
};
/* clang-format on */

enum { N_CONSTANTS = sizeof constants / sizeof constants[0] };

static bool is_text(const char *text, size_t n, const char *expected)
{
    return n == strlen(expected) && memcmp(text, expected, n) == 0;
}

static size_t find(const char *module, size_t module_len, const char *name, size_t name_len)
{
    size_t k = 0;
    while (k < N_CONSTANTS && !(is_text(name, name_len, constants[k].name) &&
                                is_text(module, module_len, constants[k].module)))
        k++;
    return k;
}

static const struct meaning **new_table(struct evaluator *ev)
{
    const struct meaning **table = store_alloc(&ev->store, N_CONSTANTS * sizeof *table);
    for (size_t k = 0; table && k < N_CONSTANTS; k++)
        table[k] = NULL;
    return table;
}

const struct meaning *constants_value(struct evaluator *ev, const struct meaning *global)
{
    if (global->is_no_constant || global->text_len == 0 || ev->has_written)
        return global;
    struct model_name key = model_name_of(global);
    size_t k = find(key.module, key.module_len, key.name, key.name_len);
    if (k == N_CONSTANTS)
        ((struct meaning *)global)->is_no_constant = true; /* it is asked often */
    if (k < N_CONSTANTS && !ev->constants)
        ev->constants = new_table(ev);
    if (k == N_CONSTANTS || !ev->constants)
        return global;
    if (!ev->constants[k])
        ev->constants[k] = constants[k].make(ev, &constants[k]);
    return ev->constants[k] ? ev->constants[k] : global;
}
