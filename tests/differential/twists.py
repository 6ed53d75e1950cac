# SPDX-License-Identifier: GPL-3.0-or-later
"""Small changes to a program at which Python's readers are known, or could be expected, to part."""
import walk
from walk import CODE

CALLS = frozenset((CODE["REDUCE"], CODE["NEWOBJ"]))
ITERABLES = (b"]", b"}", b"\x8f", b"C\x02a'", b"C\x00", b"\x8c\x03x\xc3\xa9", b"\x8c\x00", b"Vq\\u0041\n",
             b"N", b"K\x07", b"G\x3f\xf0\0\0\0\0\0\0", b"(K\x01K\x02l", b"(K\x01NK\x03]d",
             b"(K\x01K\x01\x91", b"\x8f(K\x05K\x06\x90", b"]K\x01aN\x86", b"\x96\x02\0\0\0\0\0\0\0hi",
             b"\x96\x02\0\0\0\0\0\0\0hi\x98", b"\x88", b"P1\n", b"](K\x01K\x02e(K\x00K\x09u")
STATES = (b"N", b"\x89", b"\x88", b"K\x00", b"I0\n", b"F0\n", b"F1\n", b"]", b"}", b")", b"\x8f",
          b"\x8c\x00", b"C\x00", b"N}\x86", b"}N\x86", b"}}\x86", b"N\x89\x86", b"]\x8f\x86",
          b"N}K\x01Ns\x86", b"K\x01N\x86", b"\x96\0\0\0\0\0\0\0\0", b"\x96\0\0\0\0\0\0\0\0\x98", b"P1\n",
          b"NP1\n\x86", b"NNN\x87", b"N\x85")
SLICES = (b"(e", b"(u", b"(\x90", b"K\x01(e0", b")(e0", b"\x8f(e0", b"\x96\0\0\0\0\0\0\0\0(e0",
          b"K\x01(\x900", b"](\x900", b"P1\n(e0", b"P1\n(\x900", b"K\x01(u0", b"(K\x01d0", b"(NNN\x91",
          b"](K\x01u0", b"P1\n(K\x01u0", b"}(K\x01K\x02K\x03u0")
LINES = (b"I010\n0", b"I+1\n0", b"I0x1F\n0", b"I01 \n0", b"I12\0z\n0", b"I\0\n0", b"L010L\n0",
         b"L0x1fL\n0", b"L\n0", b"I\n0", b"F 1.5\n0", b"F1_0.5\n0", b"F1e999\n0", b"F1.5\0x\n0",
         b"F1.5\r\n0", b"S'\n0", b"S\"a\\x41\"\n0", b"S'\xe9'\n0", b"S'\\xe9\\xc3'\n0", b"U\x02\xc3\xa9" b"0",
         b"U\x01\xe90", b"T\x02\0\0\0\xed\xa00", b"T\xff\xff\xff\xffhi", b"T\x01\0\0\x80h",
         b"c\nfoo\n0", b"ca\n\n0", b"ia\nb\n0", b"(ia\nb\n0", b"i\xe9\nb\n", b"c\xe9\nb\n", b"P\xe9\n0",
         b"P\n0", b"g9223372036854775808\n0", b"p9223372036854775807\n", b"p9223372036854775808\n",
         b"p18446744073709551614\n", b"p99999999999999999999999\n", b"g-1\n", b"p-1\n", b"pz\n",
         b"p01\n", b"p 5 \n", b"p1_0\n", b"g1_0\n0", b"p7\0\n", b"0pz\n", b"Np1000\nb\x94")


def insert(rng, program, at, some):
    return program[:at] + rng.choice(some) + program[at:]


def framed(rng, program, at):
    left = len(program) - at
    length = rng.choice((0, 1, 2, rng.randrange(12), rng.randrange(left + 1), left, left + 1, 1 << 40,
                         1 << 63))
    return program[:at] + b"\x95" + length.to_bytes(8, "little") + program[at:]


def other_arguments(rng, program, ops):
    calls = [pos for pos, code, _ in ops if code in CALLS]
    if not calls:
        return program + b"0ca\nb\n" + rng.choice(ITERABLES) + rng.choice((b"R", b"\x81", b"N\x92")) + b"."
    at = rng.choice(calls)
    return program[:at] + b"0" + rng.choice(ITERABLES) + program[at:]


def twisted(rng, program):
    """The program with a few such changes."""
    for _ in range(rng.choice((1, 1, 2, 3, 5))):
        ops, _ = walk.walk(program)
        at = rng.choice(ops)[0] if ops else 0
        change = rng.randrange(8)
        if change == 0:
            program = other_arguments(rng, program, ops)
        elif change == 1:
            program = insert(rng, program, at, STATES)
            at += 1
            program = program[:at] + b"b" + program[at:] if rng.random() < 0.2 else program
        elif change == 2:
            state = rng.choice(STATES) + b"b"
            program = program[:at] + rng.choice((b"", b"]", b"K\x01", b"ca\nb\n")) + state + program[at:]
        elif change == 3:
            program = insert(rng, program, at, SLICES)
        elif change == 4:
            program = insert(rng, program, at, LINES)
        elif change == 5:
            program = program[:rng.randrange(len(program) + 1)]
        else:
            program = framed(rng, program, at)
    return program
