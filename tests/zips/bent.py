# SPDX-License-Identifier: GPL-3.0-or-later
"""Zips with a harmful pickle in them, bent at random in the fields of their records."""
import io
import os
import pickle
import struct
import zipfile

LOCAL, CENTRAL, END = b"PK\3\4", b"PK\1\2", b"PK\5\6"
END64, LOCATOR64 = b"PK\6\6", b"PK\6\7"

# By the signature of a record: offset and width of its fields.
FIELDS = {
    LOCAL: [(0, 4), (4, 2), (6, 2), (8, 2), (14, 4), (18, 4), (22, 4), (26, 2), (28, 2), (30, 1)],
    CENTRAL: [(0, 4), (4, 2), (6, 2), (8, 2), (10, 2), (16, 4), (20, 4), (24, 4), (28, 2), (30, 2),
              (32, 2), (34, 2), (36, 2), (38, 4), (42, 4), (46, 1)],
    END: [(0, 4), (4, 2), (6, 2), (8, 2), (10, 2), (12, 4), (16, 4), (20, 2)],
    END64: [(4, 8), (12, 2), (16, 4), (20, 4), (24, 8), (32, 8), (40, 8), (48, 8)],
    LOCATOR64: [(4, 4), (8, 8), (16, 4)],
}
SIZES = {LOCAL: 30, CENTRAL: 46, END: 22, END64: 56, LOCATOR64: 20}


class Harm:
    def __reduce__(self):
        return os.system, ("echo boom",)


class Stream(io.RawIOBase):
    """What cannot seek: zipfile then writes data descriptors."""

    def __init__(self):
        self.bytes = bytearray()

    def writable(self):
        return True

    def write(self, data):
        self.bytes += bytes(data)
        return len(data)


def payload(rng):
    filler = bytes(rng.choices(b"abcdefgh", k=rng.choice([0, 30, 400])))
    return pickle.dumps([filler, Harm()], rng.choice([0, 2, 3, 4]))


def harmless(rng):
    return pickle.dumps({"a": rng.random(), "b": list(range(rng.randrange(40)))}, 4)


def whole(rng):
    """A zip that is right, and its payload."""
    out = Stream() if rng.random() < 0.3 else io.BytesIO()
    harm = payload(rng)
    names = rng.sample(["a/data.pkl", "b.pkl", "c.txt", "d/e", "data/0"], rng.choice([1, 2, 3]))
    bad = rng.randrange(len(names))
    with zipfile.ZipFile(out, "w") as made:
        for n, name in enumerate(names):
            info = zipfile.ZipInfo(name)
            info.compress_type = rng.choice([0, 0, 8, 8, 8, 12, 14])
            if rng.random() < 0.2:
                info.extra = struct.pack("<HHHH", 0x4246, 4, 0, 0)
            if rng.random() < 0.1:
                info.comment = b"a comment"
            with made.open(info, "w", force_zip64=rng.random() < 0.2) as member:
                member.write(harm if n == bad else harmless(rng))
        if rng.random() < 0.2:
            made.comment = b"of the archive"
    return bytes(out.bytes if isinstance(out, Stream) else out.getvalue()), harm


def to_zip64(data):
    """The same with zip64 end records, as writers of many members write them."""
    at = data.rindex(END)
    count, size, off = struct.unpack_from("<HII", data, at + 10)
    end64 = END64 + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, count, count, size, off)
    locator = LOCATOR64 + struct.pack("<IQI", 0, at, 1)
    end = END + struct.pack("<HHHHIIH", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF,
                            len(data) - at - 22)
    return data[:at] + end64 + locator + end + data[at + 22:]


def records(data):
    """(offset, signature) of what looks like a record."""
    found, at = [], data.find(b"PK")
    while at >= 0:
        signature = bytes(data[at:at + 4])
        if signature in SIZES and at + SIZES[signature] <= len(data):
            found.append((at, signature))
        at = data.find(b"PK", at + 1)
    return found


def bend_field(rng, data):
    rows = records(data)
    if not rows:
        return
    at, signature = rng.choice(rows)
    off, width = rng.choice(FIELDS[signature])
    if at + off + width > len(data):
        return
    old = int.from_bytes(data[at + off:at + off + width], "little")
    top = (1 << 8 * width) - 1
    new = rng.choice([0, 1, 5, 8, 9, 12, 99, top, old + 1, old - 1, old ^ 1, old ^ 8, old + 30,
                      old // 2, old * 2, rng.choice(rows)[0], len(data), rng.randrange(top + 1)])
    data[at + off:at + off + width] = (new & top).to_bytes(width, "little")


def insert_junk(rng, data):
    rows = records(data)
    at = rng.choice(rows)[0] if rows else 0
    data[at:at] = rng.choice([b"\0" * 7, b"junk", b"PK", b"PK\3\4", b"PK\1\2" + b"\0" * 50,
                              b"PK\5\6" + b"\0" * 18, b"#!/bin/sh\n"])


def move_piece(rng, data):
    rows = records(data)
    if len(rows) < 2:
        return
    first, second = sorted(rng.sample([at for at, _ in rows], 2))
    piece = bytes(data[first:second])
    if rng.random() < 0.5:
        del data[first:second]
    at = rng.choice([0, len(data), first])
    data[at:at] = piece


def add_around(rng, data):
    data[:0] = rng.choice([b"", b"MZ" + b"\x90" * 60, b"\x80\4N."])
    data += rng.choice([b"", b"tail", b"\0" * 20, b"PK\5\6" + b"\0" * 18])


BENDS = [bend_field] * 6 + [insert_junk, move_piece, add_around]


def make(rng):
    """A bent zip and the pickle that was put into it."""
    data, harm = whole(rng)
    if rng.random() < 0.3:
        data = to_zip64(data)
    data = bytearray(data)
    for _ in range(rng.choice([1, 1, 1, 2, 2, 3, 5])):
        rng.choice(BENDS)(rng, data)
    return bytes(data), harm
