# SPDX-License-Identifier: GPL-3.0-or-later
"""Real pickles, and damage to them."""
import array
import collections
import datetime
import decimal
import enum
import fractions
import functools
import io
import ipaddress
import operator
import os
import pathlib
import pickle
import pickletools
import re
import uuid

import walk

SEED_MAX_BYTES = 4096
PROGRAM_MAX_BYTES = 8192


class Colour(enum.Enum):
    RED = 1


Point = collections.namedtuple("Point", "x y")


class Slotted:
    __slots__ = ("left", "right")


class Plain:
    def __init__(self, **fields):
        self.__dict__.update(fields)


class WithArguments:
    def __new__(cls, *args, **kwargs):
        return super().__new__(cls)

    def __getnewargs_ex__(self):
        return (1, "two"), {"key": [3]}


class Persistent:
    """Is pickled as a persistent id."""


class Pickler(pickle.Pickler):
    def persistent_id(self, value):
        return ("storage", value.__class__.__name__, 7) if isinstance(value, Persistent) else None


def _objects():
    """Objects whose pickles differ in how they are written; no sets of strings, whose order is not
    the same in each run."""
    cycle = [1]
    cycle.append(cycle)
    knot = {}
    knot["self"] = (knot, [knot])
    shared = ["shared", 1.5]
    slotted = Slotted()
    slotted.left, slotted.right = 1, [2]
    plain = Plain(a=1, b=[1, 2])
    plain.me = plain
    counter = collections.Counter("abracadabra")
    ordered = collections.OrderedDict([("one", 1), ("two", {2: 3})])
    return [
        None, True, (0, 255, 256, 65535, 65536, -1, 1 << 31, -(1 << 63), 1 << 63, 1 << 2000),
        [0.0, -0.0, 1.5, 1e300, float("inf"), float("nan"), 0.1],
        ["", "text", "\xe9", "\ud800", "\U0001f600", "a\nb\\u0041", "'\""],
        [b"", b"bytes", bytes(range(256))], bytearray(b"array"), [bytearray(), bytearray(300)],
        {1, 2, 3}, frozenset((1.5, 2)), {"a": {"b": {"c": ()}}}, ((), (1,), (1, 2), (1, 2, 3, 4)),
        cycle, knot, [shared, shared, (shared, shared)], list(range(1100)),
        dict.fromkeys(range(1100)), "x" * 300, slotted, plain, Point(1, "two"), Colour.RED,
        WithArguments(), counter, ordered, collections.deque([1, 2], 5),
        collections.defaultdict(list, a=[1]), collections.ChainMap({"a": 1}, {}),
        datetime.datetime(2020, 2, 29, 12, 30, tzinfo=datetime.timezone.utc),
        datetime.timedelta(3, 4, 5), decimal.Decimal("-1.50"), fractions.Fraction(1, 3), 1 + 2j,
        range(1, 10, 2), slice(1, None, 2), pathlib.PurePosixPath("/a/b"),
        uuid.UUID(int=5), ipaddress.ip_address("127.0.0.1"), re.compile("a+", re.I),
        ValueError("bad", 3), KeyError(("k",)), array.array("d", [1.0, 2.0]),
        functools.partial(int, "11", base=2), operator.attrgetter("a.b"), len, "".join, int,
        os.path, type(None), Ellipsis, NotImplemented, [Plain(n=i) for i in range(5)], Persistent(),
        [Persistent(), {"p": Persistent()}]]


def _written(value, protocol):
    """The pickles of one object in one protocol."""
    file = io.BytesIO()
    try:
        Pickler(file, protocol).dump(value)
    except (pickle.PicklingError, TypeError, ValueError):
        return
    yield file.getvalue()
    yield pickletools.optimize(file.getvalue())
    if protocol == 5 and isinstance(value, (bytearray, bytes)):
        yield pickle.dumps([pickle.PickleBuffer(value)] * 2, 5, buffer_callback=[].append)


def seeds(files):
    """Real pickles, without repeats: what the standard library writes, and the given files."""
    found = {}
    for value in _objects():
        for protocol in range(6):
            found.update(dict.fromkeys(_written(value, protocol)))
    for path in files:
        with open(path, "rb") as file:
            found[file.read()] = None
    return [seed for seed in found if 0 < len(seed) <= SEED_MAX_BYTES]


INTERESTING = bytes(walk.CODE.values()) + b"\0\1\n'\\\x7f\x80\xff0123456789L.-"


def _set_byte(rng, data, _others):
    if data:
        data[rng.randrange(len(data))] = rng.choice(INTERESTING)


def _flip_bit(rng, data, _others):
    if data:
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)


def _insert(rng, data, _others):
    at = rng.randrange(len(data) + 1)
    data[at:at] = bytes(rng.choices(INTERESTING, k=rng.choice((1, 1, 1, 2, 4))))


def _delete(rng, data, _others):
    at = rng.randrange(len(data) + 1)
    del data[at:at + rng.choice((1, 1, 2, 3, 8))]


def _boundary(rng, data):
    """A place between two opcodes, if there is one."""
    ops, _ = walk.walk(bytes(data))
    return rng.choice(ops)[0] if ops else rng.randrange(len(data) + 1)


def _repeat(rng, data, _others):
    """Some opcodes, once more somewhere else."""
    ops, _ = walk.walk(bytes(data))
    if not ops:
        return
    first = rng.randrange(len(ops))
    last = min(first + rng.choice((1, 1, 2, 3, 6)), len(ops)) - 1
    at = rng.choice(ops)[0]
    data[at:at] = data[ops[first][0]:ops[last][2]]


def _drop(rng, data, _others):
    """An opcode less."""
    ops, _ = walk.walk(bytes(data))
    if ops:
        pos, _, end = rng.choice(ops)
        del data[pos:end]


def _splice(rng, data, others):
    """The beginning of this one and the end of another."""
    other = rng.choice(others)
    data[_boundary(rng, data):] = other[_boundary(rng, other):]


def _insert_opcode(rng, data, _others):
    """An opcode without an argument."""
    at = _boundary(rng, data)
    data[at:at] = bytes((rng.choice(BARE),))


def _cut(rng, data, _others):
    del data[rng.randrange(len(data) + 1):]


def _mend_frames(data):
    """Shortens what would run past the end, so that the damage inside is reached."""
    ops, _ = walk.walk(bytes(data))
    for pos, code, end in ops:
        if code == walk.FRAME and int.from_bytes(data[pos + 1:end], "little") > len(data) - end:
            data[pos + 1:end] = (len(data) - end).to_bytes(8, "little")


BARE = bytes(sorted(set(walk.CODE.values()) - walk.HAS_ARGUMENT - {walk.STOP}))
DAMAGES = (_set_byte, _flip_bit, _insert, _delete, _repeat, _drop, _splice, _insert_opcode,
           _insert_opcode, _drop, _repeat)


def mutated(rng, data, others):
    """A pickle with some damage."""
    data = bytearray(data)
    for _ in range(rng.choice((1, 1, 1, 2, 2, 3, 5))):
        rng.choice(DAMAGES)(rng, data, others)
    if rng.random() < 0.02:
        _cut(rng, data, others)
    if rng.random() < 0.7:
        _mend_frames(data)
    return bytes(data[:PROGRAM_MAX_BYTES])
