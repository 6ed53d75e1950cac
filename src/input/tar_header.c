/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/tar_header.h"

#include <string.h>

enum {
    NAME_LEN = 100,
    CHECKSUM_AT = 148,
    CHECKSUM_LEN = 8,
    TYPE_AT = 156,
    LINK_AT = 157,
    MAGIC_AT = 257,
    PREFIX_AT = 345,
    PREFIX_LEN = 155,
    BASE256 = 0x80,
    BASE256_NEGATIVE = 0xff,
};

static struct tar_text field_text(const uint8_t *field, size_t len)
{
    return (struct tar_text){field, strnlen((const char *)field, len)};
}

/* The bytes after the first are the number, the highest first. */
static bool base256(const uint8_t *field, size_t len, uint64_t *out)
{
    uint64_t number = 0;
    for (size_t k = 1; k < len; k++) {
        if (number >> 55)
            return false;
        number = number << 8 | field[k];
    }
    *out = number;
    return true;
}

static bool is_space(uint8_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Python's int(text, 8): a sign, "0o", and single underscores between digits are allowed. */
static bool octal(const uint8_t *text, size_t len, uint64_t *out)
{
    uint64_t number = 0;
    bool was_digit = false;
    size_t k = len > 0 && text[0] == '+';
    if (len - k >= 2 && text[k] == '0' && (text[k + 1] | 0x20) == 'o')
        k += 2;
    for (; k < len; k++) {
        bool is_digit = text[k] >= '0' && text[k] <= '7';
        if (!is_digit && !(text[k] == '_' && was_digit))
            return false;
        if (number >> 60)
            return false;
        was_digit = is_digit;
        number = is_digit ? number << 3 | (uint64_t)(text[k] - '0') : number;
    }
    *out = number;
    return was_digit;
}

bool tar_number(const uint8_t *field, size_t len, uint64_t *out)
{
    if (field[0] == BASE256)
        return base256(field, len, out);
    if (field[0] == BASE256_NEGATIVE)
        return false;
    struct tar_text text = field_text(field, len);
    while (text.len > 0 && is_space(text.text[0])) {
        text.text++;
        text.len--;
    }
    while (text.len > 0 && is_space(text.text[text.len - 1]))
        text.len--;
    *out = 0;
    return text.len == 0 || octal(text.text, text.len, out);
}

/* The sum of all bytes, the checksum's own taken as spaces; some old writers took chars as signed
 * (tarfile.py calc_chksums). */
static void sums(const uint8_t *block, uint64_t *as_unsigned, uint64_t *as_signed)
{
    int64_t sum = CHECKSUM_LEN * ' ', signed_sum = sum;
    for (size_t k = 0; k < TAR_BLOCK; k++) {
        if (k >= CHECKSUM_AT && k < CHECKSUM_AT + CHECKSUM_LEN)
            continue;
        sum += block[k];
        signed_sum += (int8_t)block[k];
    }
    *as_unsigned = (uint64_t)sum;
    *as_signed = (uint64_t)signed_sum;
}

void tar_header_read(const uint8_t *block, struct tar_header *out)
{
    uint64_t signed_sum;
    bool is_posix = memcmp(block + MAGIC_AT, "ustar\0", 6) == 0;
    *out = (struct tar_header){
        .name = field_text(block, NAME_LEN),
        .link = field_text(block + LINK_AT, NAME_LEN),
        .type = block[TYPE_AT],
        .has_magic = memcmp(block + MAGIC_AT, "ustar", 5) == 0,
    };
    if (is_posix && block[PREFIX_AT] != '\0')
        out->prefix = field_text(block + PREFIX_AT, PREFIX_LEN);
    out->is_size = tar_number(block + TAR_SIZE_AT, TAR_SIZE_LEN, &out->size);
    sums(block, &out->checksum, &signed_sum);
    bool is_number = tar_number(block + CHECKSUM_AT, CHECKSUM_LEN, &out->checksum_declared);
    out->is_whole = is_number && (out->checksum_declared == out->checksum ||
                                  out->checksum_declared == signed_sum);
}

bool tar_type_has_data(uint8_t type)
{
    return type < '1' || type > '6';
}

/* ---- pax ------------------------------------------------------------------------------------- */

static bool is_key(struct tar_text key, const char *name)
{
    return key.len == strlen(name) && memcmp(key.text, name, key.len) == 0;
}

bool tar_decimal(struct tar_text text, uint64_t *out)
{
    uint64_t number = 0;
    for (size_t k = 0; k < text.len; k++) {
        if (text.text[k] < '0' || text.text[k] > '9' || number > (UINT64_MAX >> 1) / 10 - 1)
            return false;
        number = number * 10 + (uint64_t)(text.text[k] - '0');
    }
    *out = number;
    return text.len > 0;
}

static bool pax_set(struct tar_pax *pax, struct tar_text key, struct tar_text value)
{
    const struct {
        const char *key;
        struct tar_text *text;
    } rows[] = {
        {"path", &pax->path},
        {"linkpath", &pax->link},
        {"GNU.sparse.name", &pax->sparse_name},
        {"GNU.sparse.map", &pax->sparse_map},
    };
    const struct {
        const char *key;
        bool *is_set;
        uint64_t *number;
    } numbers[] = {
        {"size", &pax->has_size, &pax->size},
        {"GNU.sparse.size", &pax->has_real_size, &pax->real_size},
        {"GNU.sparse.realsize", &pax->has_real_size, &pax->real_size},
    };
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++)
        if (is_key(key, rows[k].key))
            *rows[k].text = value;
    pax->has_sparse_size |= is_key(key, "GNU.sparse.size");
    if (is_key(key, "GNU.sparse.major"))
        pax->is_major_1 = is_key(value, "1");
    if (is_key(key, "GNU.sparse.minor"))
        pax->is_minor_0 = is_key(value, "0");
    for (size_t k = 0; k < sizeof numbers / sizeof numbers[0]; k++)
        if (is_key(key, numbers[k].key))
            return *numbers[k].is_set = tar_decimal(value, numbers[k].number);
    return true;
}

/* "LENGTH KEY=VALUE\n"; LENGTH counts all of it. */
bool tar_pax_record(struct tar_text *left, struct tar_text *key, struct tar_text *value)
{
    enum { MAX_DIGITS = 20 };
    if (left->len == 0)
        return false;
    size_t most = left->len < MAX_DIGITS ? left->len : MAX_DIGITS;
    const uint8_t *space = memchr(left->text, ' ', most);
    uint64_t length;
    if (!space ||
        !tar_decimal((struct tar_text){left->text, (size_t)(space - left->text)}, &length))
        return false;
    size_t head = (size_t)(space - left->text) + 1;
    if (length > left->len || length <= head || left->text[length - 1] != '\n')
        return false;
    const uint8_t *text = left->text + head;
    size_t size = (size_t)length - head - 1;
    const uint8_t *equals = memchr(text, '=', size);
    if (!equals)
        return false;
    size_t key_len = (size_t)(equals - text);
    left->text += length;
    left->len -= (size_t)length;
    *key = (struct tar_text){text, key_len};
    *value = (struct tar_text){equals + 1, size - key_len - 1};
    return true;
}

bool tar_pax_read(const uint8_t *bytes, uint64_t len, struct tar_pax *pax)
{
    struct tar_text left = {bytes, (size_t)len}, key, value;
    pax->records = left;
    while (left.len > 0 && left.text[0] != '\0')
        if (!tar_pax_record(&left, &key, &value) || !pax_set(pax, key, value))
            return false;
    return true;
}

bool tar_pax_is_sparse(const struct tar_pax *pax)
{
    return pax->sparse_map.text || pax->has_sparse_size || (pax->is_major_1 && pax->is_minor_0);
}

/* ---- Extended headers ------------------------------------------------------------------------ */

bool tar_is_extended(uint8_t type)
{
    return type != '\0' && strchr("LKxXg", type) != NULL;
}

bool tar_extended_take(struct tar_extended *extended, uint8_t type, const uint8_t *bytes,
                       uint64_t size)
{
    struct tar_text text = field_text(bytes, (size_t)size);
    if (type == 'L')
        extended->long_name = text;
    if (type == 'K')
        extended->long_link = text;
    extended->has_pax |= type == 'x' || type == 'X' || type == 'g';
    if (type == 'x' || type == 'X') /* X: Solaris */
        return tar_pax_read(bytes, size, &extended->pax);
    return type != 'g' || tar_pax_read(bytes, size, &extended->pax_for_all);
}

void tar_extended_forget(struct tar_extended *extended)
{
    *extended = (struct tar_extended){.pax_for_all = extended->pax_for_all};
}

struct tar_text tar_extended_name(const struct tar_extended *extended)
{
    const struct tar_text *rows[] = {
        &extended->pax.sparse_name,
        &extended->pax.path,
        &extended->long_name,
        &extended->pax_for_all.path,
    };
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++)
        if (rows[k]->text)
            return *rows[k];
    return (struct tar_text){NULL, 0};
}

struct tar_text tar_link(const struct tar_extended *extended, const struct tar_header *header)
{
    if (extended->pax.link.text)
        return extended->pax.link;
    return extended->long_link.text ? extended->long_link : header->link;
}

uint64_t tar_size(const struct tar_extended *extended, const struct tar_header *header)
{
    if (extended->pax.has_size)
        return extended->pax.size;
    return extended->pax_for_all.has_size ? extended->pax_for_all.size : header->size;
}

/* ---- Members --------------------------------------------------------------------------------- */

/* The blocks that data of this size take, up to the end of the file. */
static uint64_t behind(uint64_t len, uint64_t data_off, uint64_t size)
{
    uint64_t left = len - data_off;
    if (size >= left)
        return len;
    uint64_t blocks = (size + TAR_BLOCK - 1) / TAR_BLOCK * TAR_BLOCK;
    return blocks < left ? data_off + blocks : len;
}

bool tar_member_read(const uint8_t *bytes, uint64_t len, uint64_t off, struct tar_member *member)
{
    struct tar_extended extended = {.long_name = {NULL, 0}};
    struct tar_header *header = &member->header;
    for (;;) {
        if (off > len || len - off < TAR_BLOCK)
            return false;
        tar_header_read(bytes + off, header);
        if (!header->is_whole || !header->is_size)
            return false;
        uint64_t data_off = off + TAR_BLOCK, left = len - data_off;
        if (!tar_is_extended(header->type))
            break;
        tar_extended_take(&extended, header->type, bytes + data_off,
                          header->size < left ? header->size : left);
        off = behind(len, data_off, header->size);
    }
    struct tar_text name = tar_extended_name(&extended);
    member->name = name.text ? name : header->name;
    member->link = tar_link(&extended, header);
    member->has_holes = header->type == 'S' || tar_pax_is_sparse(&extended.pax);
    member->data_off = off + TAR_BLOCK;
    member->size = tar_type_has_data(header->type) ? tar_size(&extended, header) : 0;
    member->next = behind(len, member->data_off, member->size);
    return true;
}
