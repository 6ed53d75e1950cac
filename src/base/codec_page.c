/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Codecs of one byte a character whose ASCII lies elsewhere (EBCDIC), or of which some characters do. Only
 * characters of ASCII are known: text with others ends there, as an error does. Source: the decoding
 * tables of CPython's Lib/encodings. */
#include <stdint.h>

#include "src/base/codec.h"

enum { __ = 0xff }; /* a character that is not ASCII, or none */

/* cp037. cp1140 has the euro sign in place of another sign that is not ASCII. */
static const uint8_t ebcdic[256] = {
    0x00, 0x01, 0x02, 0x03, __,   0x09, __,   0x7f, __,   __,   __,   0x0b, 0x0c, 0x0d, 0x0e, 0x0f,
    0x10, 0x11, 0x12, 0x13, __,   __,   0x08, __,   0x18, 0x19, __,   __,   0x1c, 0x1d, 0x1e, 0x1f,
    __,   __,   __,   __,   __,   0x0a, 0x17, 0x1b, __,   __,   __,   __,   __,   0x05, 0x06, 0x07,
    __,   __,   0x16, __,   __,   __,   __,   0x04, __,   __,   __,   __,   0x14, 0x15, __,   0x1a,
    0x20, __,   __,   __,   __,   __,   __,   __,   __,   __,   __,   0x2e, 0x3c, 0x28, 0x2b, 0x7c,
    0x26, __,   __,   __,   __,   __,   __,   __,   __,   __,   0x21, 0x24, 0x2a, 0x29, 0x3b, __,
    0x2d, 0x2f, __,   __,   __,   __,   __,   __,   __,   __,   __,   0x2c, 0x25, 0x5f, 0x3e, 0x3f,
    __,   __,   __,   __,   __,   __,   __,   __,   __,   0x60, 0x3a, 0x23, 0x40, 0x27, 0x3d, 0x22,
    __,   0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, __,   __,   __,   __,   __,   __,
    __,   0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f, 0x70, 0x71, 0x72, __,   __,   __,   __,   __,   __,
    __,   0x7e, 0x73, 0x74, 0x75, 0x76, 0x77, 0x78, 0x79, 0x7a, __,   __,   __,   __,   __,   __,
    0x5e, __,   __,   __,   __,   __,   __,   __,   __,   __,   0x5b, 0x5d, __,   __,   __,   __,
    0x7b, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49, __,   __,   __,   __,   __,   __,
    0x7d, 0x4a, 0x4b, 0x4c, 0x4d, 0x4e, 0x4f, 0x50, 0x51, 0x52, __,   __,   __,   __,   __,   __,
    0x5c, __,   0x53, 0x54, 0x55, 0x56, 0x57, 0x58, 0x59, 0x5a, __,   __,   __,   __,   __,   __,
    0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39, __,   __,   __,   __,   __,   __,
};

/* Where a page differs from another: byte, character. */
struct change {
    uint8_t byte, to;
};
struct page {
    const uint8_t *base; /* NULL: ASCII */
    const struct change *changes;
    size_t n;
};

static const struct change changes_cp273[] = {
    {0x43, 0x7b}, {0x4f, 0x21}, {0x59, 0x7e}, {0x5a, __},   {0x5f, 0x5e}, {0x63, 0x5b},
    {0x7c, __},   {0xa1, __},   {0xb0, __},   {0xb5, 0x40}, {0xba, __},   {0xbb, 0x7c},
    {0xc0, __},   {0xd0, __},   {0xdc, 0x7d}, {0xe0, __},   {0xec, 0x5c}, {0xfc, 0x5d},
};
static const struct change changes_cp500[] = {
    {0x4a, 0x5b}, {0x4f, 0x21}, {0x5a, 0x5d}, {0x5f, 0x5e}, {0xb0, __}, {0xba, __}, {0xbb, 0x7c},
};
static const struct change changes_cp875[] = {
    {0x4a, 0x5b}, {0x4f, 0x21}, {0x5a, 0x5d}, {0x5f, 0x5e}, {0x6a, 0x7c},
    {0xb0, __},   {0xba, __},   {0xbb, __},   {0xdc, 0x1a}, {0xe1, 0x1a},
    {0xec, 0x1a}, {0xed, 0x1a}, {0xfc, 0x1a}, {0xfd, 0x1a},
};
static const struct change changes_cp1026[] = {
    {0x48, 0x7b}, {0x4f, 0x21}, {0x5a, __}, {0x5b, __},   {0x5f, 0x5e}, {0x68, 0x5b}, {0x79, __},
    {0x7b, __},   {0x7c, __},   {0x7f, __}, {0x8c, 0x7d}, {0x8d, 0x60}, {0xa1, __},   {0xac, 0x5d},
    {0xad, 0x24}, {0xae, 0x40}, {0xb0, __}, {0xba, __},   {0xbb, 0x7c}, {0xc0, __},   {0xcc, 0x7e},
    {0xd0, __},   {0xdc, 0x5c}, {0xe0, __}, {0xec, 0x23}, {0xfc, 0x22},
};
static const struct change changes_cp864[] = {
    {0x25, __},
};
static const struct change changes_shift_jis_2004[] = {
    {0x5c, __},
    {0x7e, __},
};

static uint8_t character(const struct page *page, uint8_t byte)
{
    for (size_t k = 0; k < page->n; k++)
        if (page->changes[k].byte == byte)
            return page->changes[k].to;
    if (page->base)
        return page->base[byte];
    return byte < 0x80 ? byte : (uint8_t)__;
}

static bool decode(const struct page *page, const char *bytes, size_t len, struct buf *out)
{
    for (size_t k = 0; k < len; k++) {
        uint8_t c = character(page, (uint8_t)bytes[k]);
        if (c == __)
            return false;
        buf_char(out, (char)c);
    }
    return true;
}

/* Of several bytes for one character Python's tables take the last. */
static bool encode(const struct page *page, const char *text, size_t len, struct buf *out)
{
    uint8_t bytes[128] = {0};
    bool has[128] = {false};
    for (unsigned byte = 0; byte < 256; byte++) {
        uint8_t c = character(page, (uint8_t)byte);
        if (c < 128) {
            bytes[c] = (uint8_t)byte;
            has[c] = true;
        }
    }
    for (size_t k = 0; k < len; k++) {
        uint8_t c = (uint8_t)text[k];
        if (c >= 128 || !has[c])
            return false;
        buf_char(out, (char)bytes[c]);
    }
    return true;
}

#define PAGE(name, of, ...)                                                                        \
    static const struct page page_##name = {of, __VA_ARGS__};                                      \
    bool codec_##name(const char *bytes, size_t len, struct buf *out)                              \
    {                                                                                              \
        return decode(&page_##name, bytes, len, out);                                              \
    }                                                                                              \
    bool codec_to_##name(const char *text, size_t len, struct buf *out)                            \
    {                                                                                              \
        return encode(&page_##name, text, len, out);                                               \
    }
#define CHANGED(changes) changes, sizeof(changes) / sizeof(changes)[0]

PAGE(cp037, ebcdic, NULL, 0)
PAGE(cp273, ebcdic, CHANGED(changes_cp273))
PAGE(cp500, ebcdic, CHANGED(changes_cp500))
PAGE(cp875, ebcdic, CHANGED(changes_cp875))
PAGE(cp1026, ebcdic, CHANGED(changes_cp1026))
PAGE(cp864, NULL, CHANGED(changes_cp864))
PAGE(shift_jis_2004, NULL, CHANGED(changes_shift_jis_2004))
