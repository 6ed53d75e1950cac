/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/ustar.h"

#include <string.h>

/* Fields of a header: where, and how many bytes. */
enum {
    NAME_LEN = 100,
    SIZE_AT = 124,
    SIZE_LEN = 12,
    SUM_AT = 148,
    SUM_LEN = 8,
    TYPE_AT = 156,
    LINK_AT = 157,
};

struct field {
    const uint8_t *bytes;
    uint64_t len;
};

/* Octal digits between blanks, or, with the top bit set, a big-endian number (tarfile.nti). */
static bool read_number(const uint8_t *field, size_t len, uint64_t *number)
{
    size_t k = 0;
    *number = 0;
    if (field[0] == 0x80) {
        for (k = 1; k < len; k++) {
            if (*number >> 56)
                return false;
            *number = *number << 8 | field[k];
        }
        return true;
    }
    while (k < len && field[k] == ' ')
        k++;
    for (; k < len && field[k] >= '0' && field[k] <= '7'; k++)
        *number = *number << 3 | (uint64_t)(field[k] - '0');
    return k == len || field[k] == ' ' || field[k] == '\0';
}

/* Old programs added the bytes as signed ones: both sums are right (tarfile.calc_chksums). */
bool ustar_is_here(const uint8_t *bytes, uint64_t len, uint64_t off)
{
    uint64_t declared;
    int64_t plain = SUM_LEN * ' ', with_sign = plain;
    if (len - off < USTAR_BLOCK || bytes[off + SUM_AT] == '\0')
        return false;
    for (size_t k = 0; k < USTAR_BLOCK; k++) {
        if (k >= SUM_AT && k < SUM_AT + SUM_LEN)
            continue;
        plain += bytes[off + k];
        with_sign += bytes[off + k] < 0x80 ? bytes[off + k] : bytes[off + k] - 0x100;
    }
    return read_number(bytes + off + SUM_AT, SUM_LEN, &declared) && declared < INT64_MAX &&
           ((int64_t)declared == plain || (int64_t)declared == with_sign);
}

/* "27 path=storages\n": the value of the last record of this key. */
static bool find_pax(struct field data, const char *key, struct field *value)
{
    bool is_found = false;
    for (uint64_t off = 0; off < data.len;) {
        uint64_t size = 0, at = off;
        for (; at < data.len && data.bytes[at] >= '0' && data.bytes[at] <= '9' && size < data.len;
             at++)
            size = size * 10 + (uint64_t)(data.bytes[at] - '0');
        if (at == off || at >= data.len || data.bytes[at] != ' ' || size > data.len - off ||
            size < at - off + 2)
            return is_found;
        const uint8_t *text = data.bytes + at + 1;
        uint64_t len = size - (at - off) - 2; /* without the blank and the newline */
        size_t n = strlen(key);
        if (len > n && memcmp(text, key, n) == 0 && text[n] == '=') {
            *value = (struct field){text + n + 1, len - n - 1};
            is_found = true;
        }
        off += size;
    }
    return is_found;
}

static bool read_decimal(struct field text, uint64_t *number)
{
    *number = 0;
    for (uint64_t k = 0; k < text.len; k++) {
        if (text.bytes[k] < '0' || text.bytes[k] > '9' || *number > UINT64_MAX / 10 - 1)
            return false;
        *number = *number * 10 + (uint64_t)(text.bytes[k] - '0');
    }
    return text.len > 0;
}

/* What a pax or GNU record says of the member behind it. */
static void apply(char type, struct field data, struct field *name, struct field *size)
{
    if (type == 'L')
        *name = (struct field){data.bytes, strnlen((const char *)data.bytes, (size_t)data.len)};
    if (type != 'x' && type != 'X')
        return;
    find_pax(data, "path", name);
    find_pax(data, "size", size);
}

static bool is_record(char type)
{
    return type && strchr("xXgLK", type);
}

/* The blocks that data of this size take, up to the end of the file. */
static uint64_t behind(uint64_t len, uint64_t data_off, uint64_t size)
{
    uint64_t left = len - data_off;
    if (size >= left)
        return len;
    uint64_t blocks = (size + USTAR_BLOCK - 1) / USTAR_BLOCK * USTAR_BLOCK;
    return blocks < left ? data_off + blocks : len;
}

/* Folders and links have no data, whatever size their headers give. */
static bool has_data(char type)
{
    return !type || !strchr("123456", type);
}

bool ustar_read(const uint8_t *bytes, uint64_t len, uint64_t off, struct ustar_member *member)
{
    struct field name = {NULL, 0}, size_text = {NULL, 0};
    uint64_t size;
    for (;;) {
        if (off > len || !ustar_is_here(bytes, len, off) ||
            !read_number(bytes + off + SIZE_AT, SIZE_LEN, &size))
            return false;
        char type = (char)bytes[off + TYPE_AT];
        uint64_t data_off = off + USTAR_BLOCK;
        if (!is_record(type))
            break;
        uint64_t left = len - data_off;
        apply(type, (struct field){bytes + data_off, size < left ? size : left}, &name, &size_text);
        off = behind(len, data_off, size);
    }
    member->type = (char)bytes[off + TYPE_AT];
    member->name = name.bytes ? name.bytes : bytes + off;
    member->name_len = name.bytes ? (size_t)name.len : strnlen((const char *)bytes + off, NAME_LEN);
    member->link = bytes + off + LINK_AT;
    member->link_len = strnlen((const char *)member->link, NAME_LEN);
    member->data_off = off + USTAR_BLOCK;
    if (size_text.bytes && !read_decimal(size_text, &size))
        return false;
    member->size = has_data(member->type) ? size : 0;
    member->next = behind(len, member->data_off, member->size);
    return true;
}
