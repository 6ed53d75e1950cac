/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/input/sevenzip_reader.h"

void reader_fail(struct sevenzip_reader *r, const char *why)
{
    if (!r->why) {
        r->why = why;
        r->why_at = r->at;
    }
    r->at = r->end;
}

uint64_t reader_left(const struct sevenzip_reader *r)
{
    return (uint64_t)(r->end - r->at);
}

const uint8_t *reader_take(struct sevenzip_reader *r, uint64_t n)
{
    static const uint8_t nothing[8];
    if (n > reader_left(r)) {
        reader_fail(r, "it ends too early");
        return n <= sizeof nothing ? nothing : NULL;
    }
    r->at += n;
    return r->at - n;
}

uint8_t reader_byte(struct sevenzip_reader *r)
{
    return *reader_take(r, 1);
}

/* The ones at the top of the first byte count the bytes that follow, the lowest first; the rest of
 * it is above them. */
uint64_t reader_number(struct sevenzip_reader *r)
{
    uint8_t first = reader_byte(r);
    uint64_t value = 0;
    unsigned shift = 0;
    uint8_t mask = 0x80;
    for (; mask && (first & mask); mask >>= 1, shift += 8)
        value |= (uint64_t)reader_byte(r) << shift;
    if (mask)
        value |= (uint64_t)(first & (mask - 1)) << shift;
    return value;
}

/* A count of things that take at least so many bits each. */
uint64_t reader_count(struct sevenzip_reader *r, unsigned bits)
{
    uint64_t count = reader_number(r);
    if (!r->why && count > reader_left(r) * 8 / bits) {
        reader_fail(r, "it announces more than it has room for");
        return 0;
    }
    return r->why ? 0 : count;
}

bool reader_expect(struct sevenzip_reader *r, uint8_t mark, const char *why)
{
    if (!r->why && reader_byte(r) != mark)
        reader_fail(r, why);
    return !r->why;
}

struct sevenzip_bits reader_bits(struct sevenzip_reader *r, uint64_t count)
{
    return (struct sevenzip_bits){reader_take(r, (count + 7) / 8)};
}

struct sevenzip_bits reader_optional_bits(struct sevenzip_reader *r, uint64_t count)
{
    return reader_byte(r) ? (struct sevenzip_bits){NULL} : reader_bits(r, count);
}

bool bits_have(struct sevenzip_bits bits, uint64_t n)
{
    return !bits.bytes || (bits.bytes[n / 8] & 0x80 >> n % 8);
}
