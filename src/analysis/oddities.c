/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/analysis/oddities.h"

/* ---- Opcodes --------------------------------------------------------------------------------- */

enum { PROTO = 0x80 };

/* Only protocols from 2 on say their number: what has none may be of 0 or 1. */
static bool is_later(const br_record *rec, br_op op, const struct br_opcode *opcode)
{
    if (opcode->protocol < 2 || opcode->code == PROTO)
        return false;
    int said = br_protocol(rec, op);
    return opcode->protocol > (said < 1 ? 1 : said);
}

/* The value that the key held just before; memo_get is of the state before the opcode. */
static bool is_rewritten(const br_record *rec, br_op op)
{
    struct br_memo_line written, before;
    return br_memo_written(rec, op, &written) &&
           br_memo_get((struct br_state){rec, op}, written.key, &before) &&
           before.value != written.value;
}

static bool writes_memo(uint8_t code)
{
    return code == 'p' || code == 'q' || code == 'r'; /* MEMOIZE never writes a key that is taken */
}

static bool is_python2_string(uint8_t code)
{
    return code == 'S' || code == 'T' || code == 'U';
}

static bool take_ascii(void *context, const char *bytes, size_t n)
{
    bool *is_ascii = context;
    for (size_t k = 0; k < n && *is_ascii; k++)
        *is_ascii = ((uint8_t)bytes[k] & 0x80) == 0;
    return *is_ascii;
}

/* The string that the opcode pushes, as the encoding in force has it. */
static bool is_beyond_ascii(const br_record *rec, br_op op)
{
    bool is_ascii = true, is_text;
    if (!br_runs(rec) || op + 1 >= br_ops(rec))
        return false;
    br_value pushed = br_stack((struct br_state){rec, op + 1}, 0);
    br_content(rec, pushed, (struct br_sink){take_ascii, &is_ascii}, &is_text);
    return !is_ascii;
}

enum oddity oddity_of_op(const br_record *rec, br_op op)
{
    const struct br_opcode *opcode = br_opcode_at(rec, op);
    if (opcode->code == PROTO && op > 0)
        return ODDITY_PROTO_AGAIN;
    if (is_later(rec, op, opcode))
        return ODDITY_LATER_PROTOCOL;
    if (writes_memo(opcode->code) && is_rewritten(rec, op))
        return ODDITY_MEMO_REWRITTEN;
    if (is_python2_string(opcode->code) && is_beyond_ascii(rec, op))
        return ODDITY_NOT_ASCII;
    return ODDITY_NONE;
}

/* ---- The memo --------------------------------------------------------------------------------- */

static bool is_taken(const br_record *rec, br_op op, uint64_t key)
{
    struct br_memo_line before;
    return br_memo_get((struct br_state){rec, op}, key, &before);
}

static bool is_gap(const struct memo_numbers *numbers, const br_record *rec, br_op op, uint64_t key)
{
    return numbers->has_begun && key != numbers->next &&
           (key > numbers->next || !is_taken(rec, op, key));
}

bool memo_numbers_take(struct memo_numbers *numbers, const br_record *rec, br_op op)
{
    struct br_memo_line put;
    if (!br_memo_written(rec, op, &put))
        return false;
    bool is_first = is_gap(numbers, rec, op, put.key) && numbers->gaps++ == 0;
    if (is_first) {
        numbers->first_after = numbers->next - 1;
        numbers->first = put.key;
    }
    if (!numbers->has_begun || put.key >= numbers->next)
        numbers->next = put.key + 1;
    numbers->has_begun = true;
    return is_first;
}

/* ---- Names ----------------------------------------------------------------------------------- */

struct range {
    uint32_t first, last;
    enum oddity oddity;
};

/* clang-format off */
static const struct range ranges[] = {
    {0x00, 0x20, ODDITY_NAME_INVISIBLE},       /* control characters, blanks */
    {0x7f, 0xa0, ODDITY_NAME_INVISIBLE},
    {0xad, 0xad, ODDITY_NAME_INVISIBLE},       /* soft hyphen */
    {0x34f, 0x34f, ODDITY_NAME_INVISIBLE},
    {0x61c, 0x61c, ODDITY_NAME_INVISIBLE},
    {0x115f, 0x1160, ODDITY_NAME_INVISIBLE},
    {0x180b, 0x180e, ODDITY_NAME_INVISIBLE},
    {0x2000, 0x200f, ODDITY_NAME_INVISIBLE},   /* blanks, zero width, direction */
    {0x2028, 0x202f, ODDITY_NAME_INVISIBLE},
    {0x205f, 0x206f, ODDITY_NAME_INVISIBLE},
    {0x3000, 0x3000, ODDITY_NAME_INVISIBLE},
    {0x3164, 0x3164, ODDITY_NAME_INVISIBLE},
    {0xd800, 0xdfff, ODDITY_NAME_INVISIBLE},   /* lone surrogates */
    {0xfe00, 0xfe0f, ODDITY_NAME_INVISIBLE},
    {0xfeff, 0xfeff, ODDITY_NAME_INVISIBLE},
    {0xffa0, 0xffa0, ODDITY_NAME_INVISIBLE},
    {0xe0000, 0xe01ef, ODDITY_NAME_INVISIBLE}, /* tags */
    {0x2d0, 0x2ff, ODDITY_NAME_LOOKS_LIKE},    /* modifier letters */
    {0x370, 0x52f, ODDITY_NAME_LOOKS_LIKE},    /* Greek, Cyrillic */
    {0x531, 0x58f, ODDITY_NAME_LOOKS_LIKE},    /* Armenian */
    {0x13a0, 0x13ff, ODDITY_NAME_LOOKS_LIKE},  /* Cherokee */
    {0x1d00, 0x1dbf, ODDITY_NAME_LOOKS_LIKE},  /* small capitals */
    {0x2070, 0x209f, ODDITY_NAME_LOOKS_LIKE},  /* raised and lowered */
    {0x2100, 0x214f, ODDITY_NAME_LOOKS_LIKE},  /* letters as signs */
    {0x2c80, 0x2cff, ODDITY_NAME_LOOKS_LIKE},  /* Coptic */
    {0xa4d0, 0xa4ff, ODDITY_NAME_LOOKS_LIKE},  /* Lisu */
    {0xfb00, 0xfb06, ODDITY_NAME_LOOKS_LIKE},  /* ligatures */
    {0xff01, 0xff5e, ODDITY_NAME_LOOKS_LIKE},  /* wide letters */
    {0x1d400, 0x1d7ff, ODDITY_NAME_LOOKS_LIKE}, /* letters of mathematics */
};
/* clang-format on */

static enum oddity oddity_of_code(uint32_t code)
{
    for (size_t k = 0; k < sizeof ranges / sizeof ranges[0]; k++) {
        if (code >= ranges[k].first && code <= ranges[k].last)
            return ranges[k].oddity;
    }
    return ODDITY_NONE;
}

static uint32_t next_code(const char *name, size_t n, size_t *at)
{
    uint8_t lead = (uint8_t)name[(*at)++];
    uint32_t code = lead < 0x80   ? lead
                    : lead < 0xe0 ? lead & 0x1fu
                    : lead < 0xf0 ? lead & 0xfu
                                  : lead & 7u;
    while (*at < n && ((uint8_t)name[*at] & 0xc0) == 0x80)
        code = code << 6 | ((uint8_t)name[(*at)++] & 0x3f);
    return code;
}

/* A name all of another script is a name; one letter of it among Latin ones is there to be misread.
 * Parts between dots are judged each for itself. */
enum oddity oddity_of_name(const char *name, size_t n)
{
    bool has_latin = false, has_other = false;
    for (size_t at = 0; at < n;) {
        uint32_t code = next_code(name, n, &at);
        enum oddity oddity = oddity_of_code(code);
        if (oddity == ODDITY_NAME_INVISIBLE)
            return oddity;
        has_latin |= (code | 0x20) >= 'a' && (code | 0x20) <= 'z';
        has_other |= oddity == ODDITY_NAME_LOOKS_LIKE;
        if (has_latin && has_other)
            return ODDITY_NAME_LOOKS_LIKE;
        if (code == '.')
            has_latin = has_other = false;
    }
    return ODDITY_NONE;
}
