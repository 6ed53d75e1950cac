# SPDX-License-Identifier: GPL-3.0-or-later
"""Files as joblib.dump writes them, and as nobody writes them: arrays of many kinds, in any protocol,
with frames that end where they please, inside an instruction or long after an array."""
import pickle
import struct

KINDS = ["f8", "f4", "i8", "i4", "i2", "u1", "b1", "c16", "S3", "U2", "V12", "M8", "O8"]


class Program:
    """Opcodes, and where the bytes of arrays belong: behind the opcode that ends there."""

    def __init__(self, rng):
        self.rng = rng
        self.ops = []  # (bytes, array or None)

    def op(self, code, array=None):
        self.ops.append((code, array))

    def text(self, text):
        data = text.encode()
        form = self.rng.randrange(4)
        if form == 0:
            self.op(b"X" + struct.pack("<I", len(data)) + data)
        elif form == 1:
            self.op(b"V" + data + b"\n")
        elif form == 2:
            self.op(b"U" + bytes([len(data)]) + data)
        else:
            self.op(b"\x8c" + bytes([len(data)]) + data)

    def number(self, n):
        form = self.rng.randrange(3)
        if form == 0:
            self.op(b"I%d\n" % n)
        elif form == 1 and 0 <= n < 256:
            self.op(b"K" + bytes([n]))
        else:
            self.op(b"J" + struct.pack("<i", n))

    def name(self, module, name):
        if self.rng.random() < 0.5:
            self.op(b"c" + module.encode() + b"\n" + name.encode() + b"\n")
        else:
            self.text(module)
            self.text(name)
            self.op(b"\x93")

    def values(self, items):
        """A tuple of what each of items writes."""
        self.op(b"(")
        for item in items:
            item()
        self.op(b"t")

    def none(self):
        self.op(b"N")

    def dtype(self, kind):
        size = int(kind[1:]) * (4 if kind[0] == "U" else 1)
        is_extended = kind[0] in "SUV"
        has_object = kind[0] == "O" or (kind[0] == "V" and self.rng.random() < 0.3)
        self.name("numpy", "dtype")
        self.values([lambda: self.text(kind), lambda: self.op(b"\x89"), lambda: self.op(b"\x88")])
        self.op(b"R")
        if self.rng.random() < 0.1 and not is_extended:
            return size, has_object
        extra = size if is_extended else -1
        if is_extended and self.rng.random() < 0.2:
            extra = size = self.rng.randrange(1, 20)
        flags = 63 if has_object else 0
        if self.rng.random() < 0.05:
            flags ^= 63
            has_object = not has_object
        self.values([lambda: self.number(3), lambda: self.text("<"), self.none, self.none,
                     self.none, lambda: self.number(extra), lambda: self.number(extra),
                     lambda: self.number(flags)])
        self.op(b"b")
        return size, has_object

    def new_wrapper(self):
        wrapper = lambda: self.name("joblib.numpy_pickle", "NumpyArrayWrapper")
        if self.rng.random() < 0.7:
            wrapper()
            self.op(b")")
            self.op(b"\x81")
            return
        self.name("copyreg", "_reconstructor")
        self.values([wrapper, lambda: self.name("builtins", "object"), self.none])
        self.op(b"R")

    def array(self):
        rng = self.rng
        dimensions = [rng.choice([0, 1, 2, 3, 5]) if rng.random() < 0.2 else rng.randrange(1, 5)
                      for _ in range(rng.randrange(4))]
        kind = rng.choice(KINDS)
        alignment = rng.choice(["none", "absent", "16"])
        made = []
        attributes = {
            "subclass": lambda: self.name("numpy", "ndarray"),
            "shape": lambda: self.values([lambda n=n: self.number(n) for n in dimensions]),
            "order": lambda: self.text(rng.choice("CF")),
            "dtype": lambda: made.append(self.dtype(kind)),
            "allow_mmap": lambda: self.op(b"\x88"),
        }
        if alignment != "absent":
            attributes["numpy_array_alignment_bytes"] = \
                self.none if alignment == "none" else lambda: self.number(16)
        self.new_wrapper()
        if rng.random() < 0.2:
            self.op(b"q\x09")
        self.op(b"}")
        self.op(b"(")
        for name in rng.sample(list(attributes), len(attributes)):
            self.text(name)
            attributes[name]()
        self.op(b"u")
        count = 1
        for n in dimensions:
            count *= n
        size, has_object = made[0]
        self.op(b"b", self.data(count * size, has_object, alignment == "16"))
        if rng.random() < 0.1:  # an array is no wrapper: what it is given is followed by nothing
            self.op(b"N")
            self.op(b"b")

    def data(self, size, has_object, is_aligned):
        rng = self.rng
        if has_object:
            return pickle.dumps([1, "x" * rng.randrange(20), {"k": 2.5}], rng.randrange(6))
        fill = rng.choice([b".", b"\0", b"cos\nsystem\n", b"\xff", b"b"])
        data = (fill * size)[:size]
        if is_aligned:
            padding = rng.choice([0, 1, 16, rng.randrange(1, 17), 255])
            data = bytes([padding]) + b"\xff" * padding + data
        return data


def plain(program):
    """No frames: an array stands behind its opcode."""
    return b"".join(code + (array or b"") for code, array in program.ops)


def framed(program, rng, keeps_ends):
    """Frames over stretches of opcodes. Arrays stand behind the frame that their BUILD is in. Without
    keeps_ends a frame may end inside an instruction."""
    out, ops = [], list(program.ops)
    while ops:
        if rng.random() < 0.3:
            code, array = ops.pop(0)
            out.append(code + (array or b""))
            continue
        taken = [ops.pop(0) for _ in range(min(len(ops), rng.randrange(1, 30)))]
        body = b"".join(code for code, _ in taken)
        arrays = b"".join(array for _, array in taken if array)
        end = len(body)
        if not keeps_ends and rng.random() < 0.4 and taken[-1][1] is None:
            end -= rng.randrange(0, len(taken[-1][0]))
        out.append(b"\x95" + struct.pack("<Q", end) + body[:end] + arrays + body[end:])
    return b"".join(out)


def file(rng):
    program = Program(rng)
    program.op(b"]")
    program.op(b"(")
    for _ in range(rng.randrange(1, 5)):
        rng.choice([program.array, program.array, program.none,
                    lambda: program.number(rng.randrange(300)),
                    lambda: program.text("abc"),
                    lambda: program.name("os", "path")])()
    program.op(b"e")
    program.op(b".")
    form = rng.randrange(4)
    body = plain(program) if form == 0 else framed(program, rng, form == 1)
    return b"\x80" + bytes([rng.choice([2, 3, 4, 5])]) + body


def damage(rng, data):
    """Some bytes changed, cut out, or doubled."""
    data = bytearray(data)
    for _ in range(rng.randrange(1, 4)):
        at = rng.randrange(len(data))
        form = rng.randrange(3)
        if form == 0:
            data[at] = rng.choice([0, 1, 0x2e, 0x62, 0xff, rng.randrange(256)])
        elif form == 1:
            del data[at:at + rng.randrange(1, 4)]
        else:
            data[at:at] = data[at:at + rng.randrange(1, 9)]
        if not data:
            return b"."
    return bytes(data)
