/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What joblib before 0.10 wrote when it compressed (numpy_pickle_compat.py, write_zfile, read_zfile): "ZF",
 * the length of the data in hexadecimal filled up with blanks, and a zlib stream. In it is the pickle, or,
 * in the files *.npy.z that the pickle names, the bytes of an array. */
#include <string.h>

#include "src/input/packed.h"

enum {
    PREFIX_LEN = 2,
    LENGTH_LEN = 19, /* len(hex(2**64)) */
    HEAD_LEN = PREFIX_LEN + LENGTH_LEN,
};

static bool is_zlib(const uint8_t *at, uint64_t left)
{
    return left >= 2 && (at[0] & 0x0f) == 8 && at[0] >> 4 <= 7 && (at[0] << 8 | at[1]) % 31 == 0;
}

/* As int(text, 16) takes it, but for signs: blanks around it, 0x or not. False: it is none. */
static bool read_length(const uint8_t *text, uint64_t *length)
{
    size_t k = 0, digits = 0;
    *length = 0;
    while (k < LENGTH_LEN && text[k] && strchr(" \t\r\n", text[k]))
        k++;
    if (LENGTH_LEN - k >= 2 && text[k] == '0' && (text[k + 1] | 0x20) == 'x')
        k += 2;
    for (; k < LENGTH_LEN && text[k] && strchr("0123456789abcdefABCDEF", text[k]); k++, digits++) {
        unsigned c = text[k], digit = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
        *length = *length << 4 | digit;
    }
    while (k < LENGTH_LEN && text[k] && strchr(" \t\r\n", text[k]))
        k++;
    return digits > 0 && digits <= 16 && k == LENGTH_LEN;
}

/* Of Python 2 and joblib up to 0.8.4 the head is one blank longer. */
static uint64_t head_len(const uint8_t *bytes, uint64_t len)
{
    bool is_longer = len > HEAD_LEN && bytes[HEAD_LEN] == ' ';
    return is_longer ? HEAD_LEN + 1 : HEAD_LEN;
}

static bool zfile_begins(const uint8_t *bytes, uint64_t len)
{
    uint64_t length;
    if (len < HEAD_LEN || memcmp(bytes, "ZF", PREFIX_LEN) != 0 ||
        !read_length(bytes + PREFIX_LEN, &length))
        return false;
    uint64_t head = head_len(bytes, len);
    return is_zlib(bytes + head, len - head);
}

static bool zfile_head(struct packed_run *run)
{
    return packed_take(run, "the header", head_len(run->bytes + run->pos, run->len - run->pos));
}

/* joblib refuses data that are not as long as declared, after it has them. */
static bool zfile_tail(struct packed_run *run)
{
    uint64_t length = 0;
    read_length(run->bytes + PREFIX_LEN, &length);
    if (length != run->out)
        packed_report(run, INPUT_ANOMALY_DATA_SIZE, PREFIX_LEN, length, run->out);
    return true;
}

static const struct packing packing = {
    .name = "zlib",
    .coder = &coder_zlib,
    .is_single = true,
    .begins = zfile_begins,
    .head = zfile_head,
    .tail = zfile_tail,
};

static int zfile_bid(const uint8_t *bytes, uint64_t len)
{
    return packed_bid(&packing, bytes, len);
}

static bool zfile_list(struct input *in, struct err *err)
{
    return packed_list(in, &packing, err);
}

const struct input_format input_format_zfile = {
    .name = "zfile",
    .about = "a file that joblib before 0.10 compressed",
    .bid = zfile_bid,
    .list = zfile_list,
    .unpack = packed_unpack,
    .learn = packed_learn,
    .close = packed_close,
};
