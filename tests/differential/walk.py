# SPDX-License-Identifier: GPL-3.0-or-later
"""Where each opcode of a pickle begins and ends, by the lengths of its arguments alone.

A pickle has no jumps, so this needs no stack and no memo. The argument kinds are those of the
installed pickletools."""
import pickletools

NAME = {ord(op.code): op.name for op in pickletools.opcodes}
CODE = {op.name: ord(op.code) for op in pickletools.opcodes}
HAS_ARGUMENT = frozenset(ord(op.code) for op in pickletools.opcodes if op.arg is not None)

STOP, FRAME, PROTO = CODE["STOP"], CODE["FRAME"], CODE["PROTO"]
MAX_SIZE = (1 << 63) - 1

# How an argument is read: its length if fixed, else one of these.
UNKNOWN, LINE, TWO_LINES, COUNT_1, COUNT_4, COUNT_8, SIGNED_COUNT_4 = range(-1, -8, -1)
COUNT_BYTES = {COUNT_1: 1, COUNT_4: 4, COUNT_8: 8, SIGNED_COUNT_4: 4}


def _argument_kind(op):
    if op.arg is None:
        return 0
    if op.arg.name == "stringnl_noescape_pair":
        return TWO_LINES
    if op.name == "LONG4":
        return SIGNED_COUNT_4
    if op.arg.n >= 0:
        return op.arg.n
    # -3 is the signed count of BINSTRING, which the C unpickler reads as unsigned.
    return {-1: LINE, -2: COUNT_1, -3: COUNT_4, -4: COUNT_4, -5: COUNT_8}[op.arg.n]


KIND = [UNKNOWN] * 256
for _op in pickletools.opcodes:
    KIND[ord(_op.code)] = _argument_kind(_op)


def argument_end(data, pos, kind):
    """The byte after the argument of the opcode at pos, or None where it cannot be whole."""
    if kind >= 0:
        end = pos + 1 + kind
    elif kind in (LINE, TWO_LINES):
        end = data.find(b"\n", pos + 1) + 1
        if kind == TWO_LINES and end:
            end = data.find(b"\n", end) + 1
        if not end:
            return None
    elif kind == UNKNOWN:
        return None
    else:
        begin = pos + 1 + COUNT_BYTES[kind]
        if begin > len(data):
            return None
        count = int.from_bytes(data[pos + 1:begin], "little", signed=kind == SIGNED_COUNT_4)
        if not 0 <= count <= MAX_SIZE:
            return None
        end = begin + count
    return end if end <= len(data) else None


def walk(data):
    """[(pos, code, end)] up to STOP or to the first opcode that is not whole, and the position
    after them."""
    ops = []
    pos, length = 0, len(data)
    while pos < length:
        code = data[pos]
        end = argument_end(data, pos, KIND[code])
        if end is None:
            break
        ops.append((pos, code, end))
        pos = end
        if code == STOP:
            break
    return ops, pos


def _reads(data, pos, code, end):
    """The byte counts of the reads that make up an opcode, in order."""
    kind = KIND[code]
    yield 1
    if kind > 0:
        yield kind
    elif kind == LINE:
        yield end - pos - 1
    elif kind == TWO_LINES:
        first = data.index(b"\n", pos + 1) + 1
        yield first - pos - 1
        yield end - first
    elif kind < 0:
        yield COUNT_BYTES[kind]
        yield end - pos - 1 - COUNT_BYTES[kind]


def first_broken_frame(data, ops):
    """The position of the first opcode that readers which enforce frames refuse, or None."""
    frame_end = None
    for pos, code, end in ops:
        at = pos
        for count in _reads(data, pos, code, end):
            if frame_end is not None and at >= frame_end:
                frame_end = None
            if frame_end is not None and at + count > frame_end:
                return pos
            at += count
        if code == FRAME:
            if frame_end is not None and end < frame_end:
                return pos
            frame_end = end + int.from_bytes(data[pos + 1:end], "little")
    return None
