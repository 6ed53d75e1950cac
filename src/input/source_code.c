/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* memmem */
#include "src/input/source_code.h"

#include <string.h>

#include "src/input/format.h"

enum {
    READ_MAX = 1 << 20,     /* bytes of one pickle or configuration */
    SEARCH_MAX = 256 << 20, /* bytes that are searched for names in all */
    MODULE_MAX = 512,       /* of the name of a module */
};

/* What the archive is. */
struct kind {
    const struct input_member *constants, *externs, *manifest; /* NULL: not there */
};

static bool ends_in(const struct input_member *member, const char *end)
{
    size_t len = strlen(end);
    return member->name && member->name_len >= len &&
           memcmp(member->name + member->name_len - len, end, len) == 0;
}

static bool is_called(const struct input_member *member, const char *name)
{
    return ends_in(member, name) && member->name_len == strlen(name);
}

/* The folder of a file that stands at its end: "archive/" of "archive/constants.pkl". */
static bool is_in_folder_of(const struct input_member *member, const struct input_member *file,
                            const char *end, const char *folder)
{
    size_t base = file->name_len - strlen(end), more = strlen(folder);
    return member->name_len > base + more && memcmp(member->name, file->name, base) == 0 &&
           memcmp(member->name + base, folder, more) == 0;
}

static bool take_into_buf(void *context, const uint8_t *bytes, size_t n)
{
    struct buf *buf = context;
    buf_add(buf, bytes, n);
    return !buf->failed;
}

/* The first bytes of a member; they are put into buf when they are packed. */
static const uint8_t *first_bytes(const struct input *in, const struct input_member *member,
                                  struct buf *buf, size_t *len)
{
    struct unpack_limits limits = {.max_bytes = READ_MAX};
    struct unpack_result result;
    if (member->is_plain) {
        *len = member->size < READ_MAX ? (size_t)member->size : READ_MAX;
        return in->bytes + member->off;
    }
    buf_clear(buf);
    if (!member->held.is_loaded && in->format->unpack)
        in->format->unpack(in, member, &limits, (struct unpack_sink){take_into_buf, buf}, &result);
    *len = buf->len;
    return (const uint8_t *)buf_text(buf);
}

static bool holds(const struct input *in, const struct input_member *member, const char *text,
                  uint64_t *searched)
{
    struct buf buf = {0};
    size_t len;
    const uint8_t *bytes = first_bytes(in, member, &buf, &len);
    bool found = memmem(bytes, len, text, strlen(text)) != NULL;
    *searched += len;
    buf_free(&buf);
    return found;
}

/* "pkg/mod.py" under the folder of `externs` is the module "pkg.mod", "pkg/__init__.py" is "pkg". */
static bool module_of(const struct input_member *member, size_t base, char module[MODULE_MAX])
{
    static const char init[] = "/__init__.py";
    size_t end = ends_in(member, init) ? strlen(init) : strlen(".py");
    size_t len = member->name_len > base + end ? member->name_len - base - end : 0;
    if (len == 0 || len >= MODULE_MAX)
        return false;
    for (size_t k = 0; k < len; k++)
        module[k] = member->name[base + k] == '/' ? '.' : (char)member->name[base + k];
    module[len] = '\0';
    return true;
}

/* Whether a pickle of the package names the module. Where that cannot be told it does. */
static bool is_named(const struct input *in, const struct input_member *member,
                     const struct kind *kind, uint64_t *searched)
{
    char module[MODULE_MAX];
    size_t base = kind->externs->name_len - strlen(".data/extern_modules");
    if (!module_of(member, base, module))
        return true;
    for (size_t m = 0; m < in->member_count; m++) {
        if (!ends_in(&in->members[m], ".pkl"))
            continue;
        if (*searched > SEARCH_MAX || in->members[m].unpacked > READ_MAX ||
            holds(in, &in->members[m], module, searched))
            return true;
    }
    return false;
}

static void report(struct input *in, size_t m, enum input_anomaly_kind kind)
{
    anomaly_add(&in->anomalies,
                (struct input_anomaly){.kind = kind, .member = m, .off = in->members[m].off});
}

static void tell_python(struct input *in, size_t m, const struct kind *kind, uint64_t *searched)
{
    const struct input_member *member = &in->members[m];
    if (kind->constants && is_in_folder_of(member, kind->constants, "constants.pkl", "code/"))
        report(in, m, INPUT_ANOMALY_SOURCE_JIT);
    else if (kind->externs && is_in_folder_of(member, kind->externs, ".data/extern_modules", ""))
        report(in, m,
               is_named(in, member, kind, searched) ? INPUT_ANOMALY_SOURCE_PACKAGE
                                                    : INPUT_ANOMALY_SOURCE_UNNAMED);
    else if (kind->manifest)
        report(in, m, INPUT_ANOMALY_SOURCE_HANDLER);
    else if (is_called(member, "__main__.py"))
        report(in, m, INPUT_ANOMALY_SOURCE_MAIN);
}

/* Python, or what it compiles to. Nothing in it: nothing to run. */
static bool is_python(const struct input_member *member)
{
    return member->size > 0 && (ends_in(member, ".py") || ends_in(member, ".pyc"));
}

static struct kind kind_of(const struct input *in)
{
    struct kind kind = {0};
    for (size_t m = 0; m < in->member_count; m++) {
        const struct input_member *member = &in->members[m];
        if (ends_in(member, "constants.pkl"))
            kind.constants = member;
        else if (ends_in(member, ".data/extern_modules"))
            kind.externs = member;
        else if (is_called(member, "MAR-INF/MANIFEST.json"))
            kind.manifest = member;
    }
    return kind;
}

void source_code_tell(struct input *in)
{
    struct kind kind = kind_of(in);
    uint64_t searched = 0;
    for (size_t m = 0; m < in->member_count; m++) {
        const struct input_member *member = &in->members[m];
        if (is_python(member))
            tell_python(in, m, &kind, &searched);
        else if (is_called(member, "config.json") && holds(in, member, "\"Lambda\"", &searched))
            report(in, m, INPUT_ANOMALY_SOURCE_LAMBDA);
    }
}
