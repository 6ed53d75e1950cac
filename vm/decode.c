/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vm/decode.h"

#include "vm/number.h"

/* clang-format off */
#define LAYOUT_NONE                   {FORM_FIXED, 0, 0, false}
#define LAYOUT_UINT1                  {FORM_FIXED, 1, 0, false}
#define LAYOUT_UINT2                  {FORM_FIXED, 2, 0, false}
#define LAYOUT_INT4                   {FORM_FIXED, 4, 0, true}
#define LAYOUT_UINT4                  {FORM_FIXED, 4, 0, false}
#define LAYOUT_UINT8                  {FORM_FIXED, 8, 0, false}
#define LAYOUT_FLOAT8                 {FORM_FIXED, 8, 0, false}
#define LAYOUT_DECIMALNL_SHORT        {FORM_LINE, 0, 1, false}
#define LAYOUT_DECIMALNL_LONG         {FORM_LINE, 0, 1, false}
#define LAYOUT_FLOATNL                {FORM_LINE, 0, 1, false}
#define LAYOUT_STRINGNL               {FORM_LINE, 0, 0, false}
#define LAYOUT_STRINGNL_NOESCAPE      {FORM_LINE, 0, 0, false}
#define LAYOUT_STRINGNL_NOESCAPE_PAIR {FORM_PAIR, 0, 1, false}
#define LAYOUT_UNICODESTRINGNL        {FORM_LINE, 0, 0, false}
#define LAYOUT_LONG1                  {FORM_COUNTED, 1, 0, false}
#define LAYOUT_LONG4                  {FORM_COUNTED, 4, 0, true}
#define LAYOUT_STRING1                {FORM_COUNTED, 1, 0, false}
#define LAYOUT_STRING4                {FORM_COUNTED, 4, 0, false}
#define LAYOUT_BYTES1                 {FORM_COUNTED, 1, 0, false}
#define LAYOUT_BYTES4                 {FORM_COUNTED, 4, 0, false}
#define LAYOUT_BYTES8                 {FORM_COUNTED, 8, 0, false}
#define LAYOUT_BYTEARRAY8             {FORM_COUNTED, 8, 0, false}
#define LAYOUT_UNICODESTRING1         {FORM_COUNTED, 1, 0, false}
#define LAYOUT_UNICODESTRING4         {FORM_COUNTED, 4, 0, false}
#define LAYOUT_UNICODESTRING8         {FORM_COUNTED, 8, 0, false}
/* clang-format on */

const struct layout layout_of[256] = {
#define OPCODE(code, name, protocol, argument, before, after, handler, sentence, python)           \
    [code] = LAYOUT_##argument,
#include "vm/opcodes.def"
};

/* The number that br_ins shows for a fixed field or a count. */
static int64_t field_number(const struct layout *lay, const uint8_t *field, uint64_t n)
{
    if (lay->form == FORM_COUNTED)
        return (int64_t)n;
    if (lay->form != FORM_FIXED)
        return 0;
    uint64_t v = le_load(field, lay->width);
    return lay->is_signed ? (int32_t)(uint32_t)v : (int64_t)v;
}

void ins_show(const struct ins *in, uint8_t code, struct br_ins *out)
{
    const struct layout *lay = &layout_of[code];
    *out = (struct br_ins){.opcode = br_opcode(code),
                           .pos = in->pos,
                           .length = in->end - in->pos,
                           .text = {in->arg, in->n}};
    if (out->opcode->arg != BR_ARG_FLOAT8)
        out->number = field_number(lay, in->arg, in->n);
    if (lay->form == FORM_PAIR)
        out->name = (struct br_slice){in->name, in->name_n};
}

enum br_error_kind br_decode(const uint8_t *data, uint64_t len, uint64_t pos, struct br_ins *ins)
{
    *ins = (struct br_ins){.pos = pos};
    if (pos >= len)
        return BR_ERR_TRUNCATED;
    ins->opcode = br_opcode(data[pos]);
    if (!ins->opcode)
        return BR_ERR_BAD_OPCODE;
    struct ins in = {.pos = pos};
    enum br_error_kind kind = decode(data, len, &layout_of[data[pos]], &in);
    if (kind)
        return kind;
    if (ins->opcode->arg == BR_ARG_UINT8 && le_load(in.arg, 8) > MAX_SIZE)
        return BR_ERR_BAD_ARGUMENT;
    ins_show(&in, data[pos], ins);
    return BR_ERR_NONE;
}
