/* SPDX-License-Identifier: GPL-3.0-or-later */
/* zipfile and tarfile over a stream in memory: what a member holds, and their names. An archive is an object that holds
 * its bytes, as a stream does (streams.h). Only what both would read without a doubt is read: plain members, in
 * the order of the directory. */
#include <string.h>

#include "src/analysis/models.h"
#include "src/base/checksum.h"
#include "src/analysis/streams.h"

enum { MEMBERS_MAX = 1024, MEMBER_COST = 16 };

struct member {
    const char *name;
    size_t name_len;
    const char *data; /* as it stands there */
    size_t len;
    bool is_packed; /* deflated, to so many bytes with this checksum: */
    uint64_t size;
    uint32_t crc;
    bool has_crc;
};

/* Where the next member begins. */
struct archive {
    const uint8_t *bytes;
    size_t len, at;
    uint64_t left; /* members of a zip's directory */
};

static uint64_t little(const uint8_t *at, unsigned n)
{
    uint64_t number = 0;
    while (n-- > 0)
        number = number << 8 | at[n];
    return number;
}

/* ---- zip ------------------------------------------------------------------------------------- */

enum { ZIP_END = 22, ZIP_ENTRY = 46, ZIP_LOCAL = 30 };

static bool is_signed(const struct archive *zip, uint64_t at, size_t need, const char *signature)
{
    return at <= zip->len && need <= zip->len - at && memcmp(zip->bytes + at, signature, 4) == 0;
}

/* An archive that ends with its directory, without a comment, and begins with its first byte. */
static bool zip_open(const struct meaning *held, struct archive *zip)
{
    *zip = (struct archive){.bytes = (const uint8_t *)held->text, .len = held->text_len};
    if (zip->len < ZIP_END || !is_signed(zip, zip->len - ZIP_END, ZIP_END, "PK\5\6"))
        return false;
    const uint8_t *end = zip->bytes + zip->len - ZIP_END;
    uint64_t size = little(end + 12, 4), offset = little(end + 16, 4);
    zip->left = little(end + 10, 2);
    zip->at = (size_t)offset;
    return zip->left <= MEMBERS_MAX && little(end + 20, 2) == 0 &&
           offset + size == zip->len - ZIP_END;
}

/* False: it is none that is read here. */
static bool zip_next(struct archive *zip, struct member *member)
{
    if (!is_signed(zip, zip->at, ZIP_ENTRY, "PK\1\2"))
        return false;
    const uint8_t *entry = zip->bytes + zip->at;
    uint64_t flags = little(entry + 8, 2), method = little(entry + 10, 2);
    uint64_t packed = little(entry + 20, 4), offset = little(entry + 42, 4);
    size_t name_len = (size_t)little(entry + 28, 2);
    size_t whole = ZIP_ENTRY + name_len + (size_t)(little(entry + 30, 2) + little(entry + 32, 2));
    if (whole > zip->len - zip->at || (flags & 1) || (method != 0 && method != 8) ||
        !is_signed(zip, offset, ZIP_LOCAL, "PK\3\4"))
        return false;
    const uint8_t *local = zip->bytes + offset;
    uint64_t from = offset + ZIP_LOCAL + little(local + 26, 2) + little(local + 28, 2);
    if (from > zip->len || packed > zip->len - from || little(local + 26, 2) != name_len ||
        offset + ZIP_LOCAL + name_len > zip->len ||
        memcmp(local + ZIP_LOCAL, entry + ZIP_ENTRY, name_len) != 0)
        return false;
    *member = (struct member){.name = (const char *)entry + ZIP_ENTRY,
                              .name_len = name_len,
                              .data = (const char *)zip->bytes + from,
                              .len = (size_t)packed,
                              .is_packed = method == 8,
                              .size = little(entry + 24, 4),
                              .crc = (uint32_t)little(entry + 16, 4),
                              .has_crc = true};
    zip->at += whole;
    return true;
}

/* ---- tar ------------------------------------------------------------------------------------- */

enum { TAR_BLOCK = 512, TAR_NAME = 100, TAR_MAGIC_AT = 257, TAR_PREFIX_AT = 345 };

static bool tar_open(const struct meaning *held, struct archive *tar)
{
    *tar = (struct archive){
        .bytes = (const uint8_t *)held->text, .len = held->text_len, .left = MEMBERS_MAX};
    return true;
}

static bool read_octal(const uint8_t *digits, size_t n, uint64_t *number)
{
    *number = 0;
    size_t k = 0;
    for (; k < n && digits[k] >= '0' && digits[k] <= '7'; k++)
        *number = *number * 8 + (uint64_t)(digits[k] - '0');
    return k > 0 && (k == n || digits[k] == 0 || digits[k] == ' ');
}

static bool has_checksum(const uint8_t *block)
{
    uint64_t said, sum = 0;
    for (size_t k = 0; k < TAR_BLOCK; k++)
        sum += k >= 148 && k < 156 ? ' ' : block[k];
    return read_octal(block + 148, 8, &said) && said == sum;
}

/* A plain file with a name of at most 100 bytes. */
static bool tar_next(struct archive *tar, struct member *member)
{
    uint64_t size;
    if (tar->len - tar->at < TAR_BLOCK)
        return false;
    const uint8_t *block = tar->bytes + tar->at;
    size_t left = tar->len - tar->at - TAR_BLOCK;
    bool is_plain = has_checksum(block) && memcmp(block + TAR_MAGIC_AT, "ustar", 5) == 0 &&
                    (block[156] == '0' || block[156] == 0) && block[TAR_PREFIX_AT] == 0 &&
                    read_octal(block + 124, 12, &size) && size <= left;
    if (!is_plain)
        return false;
    *member = (struct member){.name = (const char *)block,
                              .name_len = strnlen((const char *)block, TAR_NAME),
                              .data = (const char *)block + TAR_BLOCK,
                              .len = (size_t)size};
    size_t blocks = (size_t)((size + TAR_BLOCK - 1) / TAR_BLOCK) * TAR_BLOCK;
    tar->at += TAR_BLOCK + (blocks < left ? blocks : left);
    return true;
}

/* ---- Either ---------------------------------------------------------------------------------- */

enum kind { KIND_ZIP, KIND_TAR };

static const struct {
    const char *module, *class, *reader; /* and the class of what reads a member */
    bool (*open)(const struct meaning *held, struct archive *archive);
    bool (*next)(struct archive *archive, struct member *member);
} kinds[] = {
    [KIND_ZIP] = {"zipfile", "ZipFile", "ZipExtFile", zip_open, zip_next},
    [KIND_TAR] = {"tarfile", "TarFile", "ExFileObject", tar_open, tar_next},
};

/* Whether nothing but zeros is left of a tar, or no member of a zip. */
static bool is_at_end(const struct archive *archive, enum kind kind)
{
    if (kind == KIND_ZIP)
        return archive->left == 0;
    for (size_t at = archive->at; at < archive->len; at++) {
        if (archive->bytes[at])
            return false;
    }
    return true;
}

/* The member of that name (NULL: none is looked for), the last one; names: a list that takes all, or NULL. False: it
 * is not there, or not all can be read. */
static bool find_member(struct evaluator *ev, const struct meaning *archive, enum kind kind,
                        const struct meaning *name, struct meaning *names, struct member *found)
{
    const struct meaning *held = stream_held(archive);
    struct archive all;
    struct member member;
    bool is_found = false;
    if (!meaning_is(held, MEANING_BYTES) || !ev_spend(ev, held->text_len / 16) ||
        !kinds[kind].open(held, &all))
        return false;
    while (all.left > 0 && ev_spend(ev, MEMBER_COST) && kinds[kind].next(&all, &member)) {
        all.left--;
        bool is_wanted = name && name->text_len == member.name_len &&
                         memcmp(name->text, member.name, member.name_len) == 0;
        *found = is_wanted ? member : *found;
        is_found |= is_wanted;
        for (size_t k = 0; k < member.name_len; k++) {
            if ((uint8_t)member.name[k] >= 0x80) /* in what encoding? */
                return false;
        }
        if (names)
            meaning_add(&ev->store, names,
                        meaning_text(&ev->store, MEANING_TEXT, member.name, member.name_len));
    }
    return is_at_end(&all, kind) && (is_found || !name);
}

static const struct meaning *content_of(struct evaluator *ev, const struct member *member)
{
    struct buf out = {.limit = ev_room(ev)};
    bool good = ev_spend(ev, 4 * member->len + 64);
    if (good && member->is_packed)
        good = inflate_bytes(INFLATE_RAW, member->data, member->len, &out);
    else if (good)
        buf_add(&out, member->data, member->len);
    if (good && member->has_crc)
        good = out.len == member->size && checksum_crc32(0, buf_text(&out), out.len) == member->crc;
    if (!good || !ev_spend(ev, out.len)) {
        buf_free(&out);
        return NULL;
    }
    return meaning_buf(&ev->store, MEANING_BYTES, &out);
}

/* A name, or an object that was made with it. */
static const struct meaning *name_of(struct evaluator *ev, const struct meaning *said)
{
    struct arguments made;
    bool is_object = meaning_is(said, MEANING_OBJECT) && ev_made_with(ev, said, &made);
    said = is_object ? arg(ev, &made, 0) : said;
    return meaning_is(said, MEANING_TEXT) ? said : NULL;
}

/* ZipFile(file, mode); TarFile(name, mode, fileobj) and tarfile.open, which unpacks of itself. */
MODEL_RUN(model_archive)
{
    enum kind kind = (enum kind)model->number;
    const struct meaning *file = kind == KIND_ZIP ? arg(ev, args, 0) : arg(ev, args, 2);
    const struct meaning *mode = args->n > 1 ? arg(ev, args, 1) : arg_named(ev, args, "mode");
    file = file ? file : arg_named(ev, args, kind == KIND_ZIP ? "file" : "fileobj");
    bool is_read = !mode || (mode->kind == MEANING_TEXT && mode->text_len && mode->text[0] == 'r' &&
                             !memchr(mode->text, '|', mode->text_len));
    const struct meaning *bytes = file && is_read ? stream_rest(ev, file) : NULL;
    static const struct {
        const char *magic;
        size_t n;
        codec_function *run;
    } packers[] = {{"\x1f\x8b", 2, codec_gzip},
                   {"BZh", 3, codec_bzip2},
                   {"\xfd"
                    "7zXZ",
                    5, codec_xz}};
    for (size_t k = 0; model->text && bytes && k < sizeof packers / sizeof packers[0]; k++) {
        if (bytes->text_len >= packers[k].n &&
            memcmp(bytes->text, packers[k].magic, packers[k].n) == 0) {
            bytes = coder_decode(ev, packers[k].run, bytes, MEANING_BYTES);
            break;
        }
    }
    if (file && is_read && stream_held(file))
        ((struct meaning *)file)->number = -1;
    else if (file)
        stream_lose(file);
    return stream_new(ev, kinds[kind].module, kinds[kind].class, bytes, args);
}

/* read(name); open(name) and extractfile(name) give a stream: text is what then is told apart. */
MODEL_RUN(archive_member)
{
    enum kind kind = (enum kind)model->number;
    struct member member = {.name = NULL};
    const struct meaning *name = name_of(ev, arg(ev, args, 1));
    bool is_found = name && args->n == 2 && args->n_named == 0 &&
                    find_member(ev, arg(ev, args, 0), kind, name, NULL, &member);
    const struct meaning *content = is_found ? content_of(ev, &member) : NULL;
    if (!model->text)
        return content;
    return stream_new(ev, kinds[kind].module, kinds[kind].reader, content, args);
}

/* namelist, getnames; infolist and getmembers (text) are objects that are made with the names. */
MODEL_RUN(archive_names)
{
    enum kind kind = (enum kind)model->number;
    struct member member;
    struct meaning *names = meaning_new(&ev->store, MEANING_LIST);
    bool is_known =
        names && find_member(ev, arg(ev, args, 0), kind, NULL, names, &member) && !names->is_lost;
    const struct meaning *class =
        model->text ? meaning_named(&ev->store, kinds[kind].module, model->text) : NULL;
    for (uint32_t n = 0; is_known && class && n < names->n_items; n++)
        names->items[n] =
            ev_object(ev, class, &(struct arguments){.items = names->items + n, .n = 1});
    return is_known ? names : NULL;
}

/* getinfo(name), getmember(name) */
MODEL_RUN(archive_info)
{
    struct arguments rest = args_from(args, 1);
    return ev_object(ev, meaning_named(&ev->store, kinds[model->number].module, model->text),
                     &rest);
}

MODEL_RUN(archive_same)
{
    (void)model;
    return arg(ev, args, 0);
}

/* clang-format off */
const struct model archives[] = {
    {"zipfile", "ZipFile", 1, model_archive, KIND_ZIP, NULL},
    {"tarfile", "TarFile", 0, model_archive, KIND_TAR, NULL},
    {"tarfile", "open", 0, model_archive, KIND_TAR, "unpacks"},
    {"tarfile", "TarFile.open", 0, model_archive, KIND_TAR, "unpacks"},
    {"zipfile", "ZipFile.read", 2, archive_member, KIND_ZIP, NULL},
    {"zipfile", "ZipFile.open", 2, archive_member, KIND_ZIP, "stream"},
    {"tarfile", "TarFile.extractfile", 2, archive_member, KIND_TAR, "stream"},
    {"zipfile", "ZipFile.namelist", 1, archive_names, KIND_ZIP, NULL},
    {"zipfile", "ZipFile.infolist", 1, archive_names, KIND_ZIP, "ZipInfo"},
    {"tarfile", "TarFile.getnames", 1, archive_names, KIND_TAR, NULL},
    {"tarfile", "TarFile.getmembers", 1, archive_names, KIND_TAR, "TarInfo"},
    {"zipfile", "ZipFile.getinfo", 2, archive_info, KIND_ZIP, "ZipInfo"},
    {"tarfile", "TarFile.getmember", 2, archive_info, KIND_TAR, "TarInfo"},
    {"zipfile", "ZipFile.__enter__", 1, archive_same, 0, NULL},
    {"tarfile", "TarFile.__enter__", 1, archive_same, 0, NULL},
};
/* clang-format on */
const size_t n_archives = sizeof archives / sizeof archives[0];
