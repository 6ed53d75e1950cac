# SPDX-License-Identifier: GPL-3.0-or-later
"""Arguments of opcodes in all their spellings: numbers, floats, strings, names.

Each function takes `wrong`: whether the argument may be one that the unpickler refuses. Which ones
those are is asked of the C unpickler itself."""
import _pickle
import struct

BOUNDARIES = [base + step for base in (0, 1 << 7, 1 << 8, 1 << 15, 1 << 16, 1 << 31, 1 << 32,
                                       1 << 53, 1 << 63, 1 << 64, 10 ** 19, 10 ** 40)
              for step in (-1, 0, 1)]

ODD_INTS = (
    b"00", b"01", b"02", b"+1", b"+0", b"-0", b"-1", b" 0", b" 1", b"1 ", b"0 ", b"1\0", b"0\0",
    b"\t2", b"\v3\f", b"4\r", b" \r\n", b"+ 1", b"--1", b"+-1", b"-", b"+", b"", b" ", b"\0",
    b"12\0zz", b"\0zz", b"1\x002", b" 7\0", b"0x1F", b"0X1f", b"0x", b"0xg", b"-0x10", b"0x_f",
    b"0x__f", b"0o17", b"0O7", b"0o8", b"0b101", b"0B1", b"0b2", b"0b_1", b"010", b"08", b"0777",
    b"-010", b"0_0", b"00_0", b"0_1", b"1_000", b"1__0", b"_1", b"1_", b"1_\0", b"000", b"001",
    b"1.0", b"1e5", b"abc", b"0x1p3", b"1,0", b"\xd9\xa1", b"\xff", b"1L", b"1l", b"12LL", b"L",
    b"0x1FL", b"-5L", b"1 L", b"1L ", b"1L\0", b"\0L", b"0L", b"00L", b"010L", b"0b1L", b"None",
    b"9223372036854775807", b"9223372036854775808", b"-9223372036854775808",
    b"-9223372036854775809", b"0x7fffffffffffffff", b"0x8000000000000000",
    b"0777777777777777777777",
    b"01777777777777777777777", b"4294967296", b"99999999999999999999", b"1_0_0", b"0x1_F",
)

ODD_FLOATS = (
    b"1", b"1.", b".5", b".", b"", b"-0", b"-0.0", b"+1.5", b"1e5", b"1E5", b"1e+5", b"1e-5", b"1e",
    b"1e+", b"e5", b".e5", b"1e999", b"-1e999", b"1e-999", b"1e308", b"1.8e308", b"inf", b"INF",
    b"-inf", b"+Infinity", b"infinit", b"nan", b"NaN", b"-nan", b"nan(1)", b" 1.5", b"1.5 ",
    b"1.5\r", b"1_0.0", b"1.5\0x", b"\x001", b"0x1p3", b"1.5f", b"1,5", b"--1", b"1.5.5", b"1d5",
    b"4.9e-324", b"2.2250738585072014e-308", b"2.2250738585072011e-308", b"1.7976931348623157e308",
    b"0.1", b"9007199254740993", b"123456789012345678", b"1e16", b"1e15", b"0.0001", b"0.00001",
    b"179769313486231580793e289", b"0.30000000000000004", b"1" * 400, b"0." + b"0" * 350 + b"1",
    b"\xc2\xa01", b"0.500000000000000166533453693773481063544750213623046875", b"8.41e21",
)

SPECIAL_FLOATS = tuple(struct.pack(">d", value) for value in (
    0.0, -0.0, 1.0, -1.0, 0.1, 1.5, 2.0 ** 53, 2.0 ** 53 + 2, 1e15, 1e16, 1e-4, 1e-5, 5e-324,
    1.7976931348623157e308, float("inf"), float("-inf"), 2.0 ** -1017, 1e22, 1e23, 0.5, 3.0)) + (
    bytes.fromhex("7ff8000000000000"), bytes.fromhex("fff8000000000001"),
    bytes.fromhex("7ff0000000000001"), bytes.fromhex("7fefffffffffffff"))

CHARACTERS = (
    "a", "b", "Z", "0", " ", "'", '"', "\\", "\n", "\r", "\t", "\0", "\x07", "\x1b", "\x7f", "\x80",
    "\x85", "\xa0", "\xad", "\xe9", "\xff", "\u0100", "\u0301", "\u034f", "\u0378", "\u0600",
    "\u061c", "\u200b", "\u200e", "\u202e", "\u2028", "\u2029", "\u3000", "\u4e2d", "\uabcd",
    "\ud7ff", "\ud800", "\udbff", "\udc00", "\udfff", "\ue000", "\ufeff", "\ufffd", "\uffff",
    "\U00010000", "\U0001f600", "\U0001e000", "\U000e0001", "\U000f0000", "\U0010ffff",
    "\U0001fae0", "\U00011f00", "\u0870", "\u2e5d", "\U0001df00", "{", "}", ",", "(", "[", ".")

BAD_UTF8 = (b"\x80", b"\xc0\x80", b"\xc1\xbf", b"\xe0\x80\x80", b"\xed\xa0", b"\xf0\x80\x80\x80",
            b"\xf4\x90\x80\x80", b"\xf5\x80\x80\x80", b"\xff", b"\xc3", b"\xe2\x82",
            b"\xf0\x9f\x98", b"\xed\xb0\x80\xed", b"\xf8\x88\x80\x80\x80")

STRING_PIECES = (
    b"a", b"b c", b"\\\\", b"\\'", b'\\"', b"\\a", b"\\b", b"\\f", b"\\n", b"\\r", b"\\t", b"\\v",
    b"\\0", b"\\7", b"\\12", b"\\377", b"\\400", b"\\777", b"\\8", b"\\x41", b"\\xfF", b"\\x4",
    b"\\xg1", b"\\x", b"\\u0041", b"\\q", b"\\ ", b"\\\r", b"'", b'"', b"\t", b"\r", b"\0", b"\xe9",
    b"\\N{DASH}", b"\\1234", b"\\x80", b"\\200", b"\x7f", b"~")

UNICODE_PIECES = (
    b"a", b" ", b"'", b'"', b"\\", b"\\\\", b"\\u0041", b"\\u00e9", b"\\u20ac", b"\\ud800",
    b"\\udc00", b"\\uD83D\\uDE00", b"\\U0001F600", b"\\U0010ffff", b"\\U00110000", b"\\U0000d800",
    b"\\u12", b"\\u12g4", b"\\U1", b"\\n", b"\\x41", b"\\N{DASH}", b"\xe9", b"\xff", b"\x80", b"\0",
    b"\r", b"\t", b"\\\\u0041", b"\\\\\\u0041", b"\\u000a", b"\\u005c", b"\\uu041", b"\x85")

MODULES = ("a", "b", "os", "builtins", "__builtin__", "copy_reg", "copyreg", "cPickle", "urllib",
           "UserDict", "itertools", "collections", "numpy.core.multiarray", "torch._utils", "",
           "m\xe9", "a.b", "a b", "\u4e2d", "__main__", "Queue", "commands", "exceptions")
NAMES = ("b", "c", "system", "eval", "getattr", "_reconstructor", "xrange", "range", "urlopen",
         "OrderedDict", "IterableUserDict", "izip", "a.b.c", "B", "", "n\xe9", "<locals>.f",
         "__class__", "loads", "getoutput", "Queue", "StandardError", "unicode", "intern",
         "\x1b[0m")


def _accepted(opcode, lines):
    """The lines that the C unpickler takes as the argument of a literal."""
    good = []
    for line in lines:
        try:
            _pickle.loads(opcode + line + b"\n.")
        except (ValueError, OverflowError, _pickle.UnpicklingError):
            continue
        good.append(line)
    return good


STRINGS = (b"''", b'""', b"'" * 3, b"'\"'", b"'", b'"', b"", b"'a", b"a'", b"'a\"", b"'a' ",
           b" 'a'", b"'a'\r", b"a", b"'\\'", b"'\\\\'", b"'\\''", b"'a\0b'")
GOOD_INTS = _accepted(b"I", ODD_INTS)
GOOD_LONGS = _accepted(b"L", [text + end for text in ODD_INTS for end in (b"", b"L")])
GOOD_FLOATS = _accepted(b"F", ODD_FLOATS)
GOOD_STRINGS = _accepted(b"S", STRINGS)
GOOD_PIECES = [line[1:-1] for line in _accepted(b"S", [b"'%s'" % piece for piece in STRING_PIECES])]
GOOD_UNICODE = _accepted(b"V", UNICODE_PIECES)


def some_int(rng):
    choice = rng.random()
    if choice < 0.4:
        return rng.randrange(-3, 300)
    if choice < 0.7:
        return rng.choice(BOUNDARIES) * rng.choice((1, -1))
    return rng.getrandbits(rng.choice((8, 31, 33, 62, 64, 65, 127, 128, 600))) * rng.choice((1, -1))


def _long_digits(rng):
    """Around the 4300 digits that Python's int parser takes."""
    digits = bytes(rng.choices(b"0123456789", k=rng.choice((30, 4299, 4300, 4301))))
    return rng.choice((b"", b"-", b"0x", b"1", b"1_")) + digits


def int_line(rng, wrong):
    """The text of INT, without its newline."""
    choice = rng.random()
    if choice < 0.5:
        return b"%d" % some_int(rng)
    if wrong and choice > 0.97:
        return _long_digits(rng)
    return rng.choice(ODD_INTS if wrong else GOOD_INTS)


def long_line(rng, wrong):
    if rng.random() < 0.4:
        return b"%dL" % some_int(rng)
    if wrong:
        return int_line(rng, wrong) + rng.choice((b"L", b"", b"l"))
    return rng.choice(GOOD_LONGS)


def float_line(rng, wrong):
    choice = rng.random()
    if choice < 0.35:
        return repr(rng.uniform(-1, 1) * 10.0 ** rng.randrange(-320, 308)).encode()
    if choice < 0.45:
        return b"%d.%de%d" % (rng.getrandbits(40), rng.getrandbits(70), rng.randrange(-360, 280))
    return rng.choice(ODD_FLOATS if wrong else GOOD_FLOATS)


def float_bytes(rng):
    choice = rng.random()
    if choice < 0.5:
        return rng.choice(SPECIAL_FLOATS)
    if choice < 0.6:
        return struct.pack(">d", 2.0 ** rng.randrange(-1074, 1024))
    return rng.randbytes(8)


def string_line(rng, wrong):
    if rng.random() < 0.1:
        return rng.choice(STRINGS if wrong else GOOD_STRINGS)
    quote = rng.choice((b"'", b"'", b'"'))
    pieces = STRING_PIECES if wrong else GOOD_PIECES
    return quote + b"".join(rng.choices(pieces, k=rng.randrange(4))) + quote


def unicode_line(rng, wrong):
    pieces = UNICODE_PIECES if wrong else GOOD_UNICODE
    made = b"".join(rng.choices(pieces, k=rng.randrange(5)))
    return made if wrong or _accepted(b"V", (made,)) else b"a"


def some_text(rng):
    if rng.random() < 0.5:
        return rng.choice(("a", "b", "key", "", "id", "x y"))
    return "".join(rng.choices(CHARACTERS, k=rng.randrange(1, 7)))


def utf8(rng, wrong):
    made = some_text(rng).encode("utf-8", "surrogatepass")
    if wrong:
        at = rng.randrange(len(made) + 1)
        made = made[:at] + rng.choice(BAD_UTF8) + made[at:]
    return made


def ascii_bytes(rng, wrong):
    made = bytes(rng.choices(b"ab'\"\\\n\r\t\0\x1b\x7f~ 01", k=rng.randrange(6)))
    return made + b"\xe9" if wrong else made


def any_bytes(rng):
    return rng.randbytes(rng.randrange(6)) if rng.random() < 0.5 else ascii_bytes(rng, False)


def name_line(rng, names, wrong):
    """A module or name as a line of GLOBAL or INST; `names` holds no empty one."""
    if wrong:
        return rng.choice((b"", b"\xff", b"\xed\xa0\x80", b"\xe9"))
    if rng.random() < 0.05:
        return rng.choice((b"a\0b", b"a\\x41", b" a", b"a\r", b"a.b", b"."))
    return rng.choice(names).encode()
