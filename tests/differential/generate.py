# SPDX-License-Identifier: GPL-3.0-or-later
"""Random programs of the pickle machine that know its grammar.

A program keeps a picture of its own stack, marks and memo, so that opcodes find operands that they
accept; how often it slips is chosen per program, and many never do."""
from bisect import bisect
from itertools import accumulate

import spellings as sp
from walk import CODE, COUNT_BYTES, KIND, LINE, TWO_LINES

# Tuples and frozensets are hashed leaf by leaf, without a cache, each time they are a key: what
# shares its parts deeply would hold up CPython for ever.
MAX_WEIGHT = 2000


class Thing:
    """What the program knows of a value: its kind, whether it can be hashed, its leaves, and how
    many items a list or bytearray has."""
    __slots__ = ("kind", "hashable", "weight", "size")

    def __init__(self, kind, hashable=True, weight=1, size=0):
        self.kind = kind
        self.hashable = hashable
        self.weight = weight
        self.size = size


NONE, BOOL, INT, FLOAT, STR, BYTES, UNKNOWN = map(
    Thing, ("none", "bool", "int", "float", "str", "bytes", "unknown"))
DICT, SET = Thing("dict", False), Thing("set", False)
EMPTY_TUPLE = Thing("tuple")


def gathered(kind, items):
    """What a mark-taking opcode makes of its items."""
    return Thing(kind, kind != "list" and all(item.hashable for item in items),
                 1 + sum(item.weight for item in items), len(items))


def takes(target, items):
    """Whether the mark-taking opcodes of FITTING work on the target with these items."""
    even = len(items) % 2 == 0
    if target.kind == "dict":
        return even and all(item.hashable for item in items[::2])
    if target.kind == "set":
        return all(item.hashable for item in items)
    return target.kind == "list" or (target.kind == "unknown" and even)


# Opcodes that work on a kind of target: with items above a mark, and with one item.
FITTING = {
    "list": ("APPENDS",), "dict": ("SETITEMS",), "set": ("ADDITEMS",), "bytearray": ("APPENDS",),
    "unknown": ("APPENDS", "SETITEMS", "ADDITEMS")}
FITTING_ONE = {
    "list": ("APPEND", "APPEND", "SETITEM", "BUILD"), "dict": ("SETITEM",),
    "unknown": ("BUILD", "BUILD", "APPEND", "SETITEM"), "bytearray": ("APPEND", "SETITEM")}

MODULES, NAMES = list(filter(None, sp.MODULES)), list(filter(None, sp.NAMES))
ASCII_MODULES, ASCII_NAMES = (list(filter(str.isascii, names)) for names in (MODULES, NAMES))
OPCODES = sorted(CODE.items())


class Program:
    def __init__(self, rng):
        self.rng = rng
        self.out = bytearray()
        self.starts = []
        self.frames = []
        self.stack = []
        self.marks = []
        self.memo = {}
        self.slips = rng.choice((0, 0, 0, 0, 0, 0, 0.02, 0.02, 0.1, 0.4))

    def slip(self):
        """Whether to do something that the unpickler may refuse."""
        return self.slips and self.rng.random() < self.slips

    # -- writing --

    def op(self, name, argument=b""):
        self.starts.append(len(self.out))
        self.out.append(CODE[name])
        self.out += argument

    def line(self, name, text):
        self.op(name, text + b"\n")

    def counted(self, name, text):
        """An opcode with a count before its bytes."""
        self.op(name, len(text).to_bytes(COUNT_BYTES[KIND[CODE[name]]], "little") + text)

    def push(self, thing):
        self.stack.append(thing)

    @property
    def reach(self):
        """How many values an opcode can take."""
        return len(self.stack) - (self.marks[-1] if self.marks else 0)

    def take(self, count):
        """The topmost values, which go."""
        first = len(self.stack) - count
        taken = self.stack[first:]
        del self.stack[first:]
        return taken

    def take_mark(self):
        """What stands above the topmost mark; both go."""
        return self.take(len(self.stack) - self.marks.pop())

    # -- literals --

    def constant(self):
        name, thing = self.rng.choice((("NONE", NONE), ("NEWTRUE", BOOL), ("NEWFALSE", BOOL)))
        self.op(name)
        self.push(thing)

    def integer(self):
        rng = self.rng
        choice = rng.randrange(9)
        if choice < 2:
            self.op("BININT1", bytes((rng.choice((0, 1, 2, rng.randrange(256))),)))
        elif choice == 2:
            self.op("BININT2", rng.randbytes(2))
        elif choice == 3:
            self.op("BININT", rng.choice((rng.randbytes(4), b"\xff\xff\xff\xff", b"\1\0\0\0")))
        elif choice < 6:
            self.line("INT", sp.int_line(rng, self.slip()))
        elif choice == 6:
            self.line("LONG", sp.long_line(rng, self.slip()))
        elif choice == 7:
            value = sp.some_int(rng)
            size = value.bit_length() // 8 + rng.randrange(1, 3)
            self.counted("LONG1", value.to_bytes(size, "little", signed=True))
        else:
            self.counted(rng.choice(("LONG4", "LONG1")), rng.randbytes(rng.randrange(12)))
        self.push(INT)

    def float(self):
        if self.rng.random() < 0.5:
            self.line("FLOAT", sp.float_line(self.rng, self.slip()))
        else:
            self.op("BINFLOAT", sp.float_bytes(self.rng))
        self.push(FLOAT)

    def text(self):
        rng = self.rng
        choice = rng.randrange(8)
        if choice == 0:
            self.line("STRING", sp.string_line(rng, self.slip()))
        elif choice == 1:
            self.counted(rng.choice(("BINSTRING", "SHORT_BINSTRING")),
                         sp.ascii_bytes(rng, self.slip()))
        elif choice < 4:
            self.line("UNICODE", sp.unicode_line(rng, self.slip()))
        else:
            name = rng.choice(("SHORT_BINUNICODE", "SHORT_BINUNICODE", "BINUNICODE", "BINUNICODE8"))
            self.counted(name, sp.utf8(rng, self.slip()))
        self.push(STR)

    def plain_text(self, text):
        self.counted(self.rng.choice(("SHORT_BINUNICODE", "BINUNICODE")),
                     text.encode("utf-8", "surrogatepass"))
        self.push(STR)

    def bytes(self):
        name = self.rng.choice(("SHORT_BINBYTES", "BINBYTES", "BINBYTES8"))
        self.counted(name, sp.any_bytes(self.rng))
        self.push(BYTES)

    def bytearray(self):
        content = sp.any_bytes(self.rng)
        self.counted("BYTEARRAY8", content)
        self.push(Thing("bytearray", False, 1, len(content)))

    def small_int(self, values):
        self.op("BININT1", bytes((self.rng.choice(values),)))
        self.push(INT)

    def key(self):
        """A small value that is likely to equal another one."""
        rng = self.rng
        choice = rng.randrange(12)
        if choice < 3:
            self.small_int((0, 1, 2))
        elif choice < 5:
            self.constant()
        elif choice < 7:
            self.op("BINFLOAT", rng.choice(sp.SPECIAL_FLOATS))
            self.push(FLOAT)
        elif choice < 10:
            self.plain_text(rng.choice("abc"))
        elif choice == 10:
            self.key()
            self.tuple_of(1)
        else:
            self.mark()
            for _ in range(rng.randrange(3)):
                self.key()
            self.gather_mark("FROZENSET")

    def key_or_stored(self):
        stored = [key for key, thing in self.memo.items() if thing.hashable]
        if stored and self.rng.random() < 0.3:
            self.get(self.rng.choice(stored))
        else:
            self.key()

    def literal(self):
        self.rng.choice(LITERALS)(self)

    # -- containers --

    def new_list(self):
        self.op("EMPTY_LIST")
        self.push(Thing("list", False))

    def new_dict(self):
        self.op("EMPTY_DICT")
        self.push(DICT)

    def new_set(self):
        self.op("EMPTY_SET")
        self.push(SET)

    def new_tuple(self):
        self.op("EMPTY_TUPLE")
        self.push(EMPTY_TUPLE)

    def empty(self):
        self.rng.choice((Program.new_list, Program.new_dict, Program.new_set,
                         Program.new_tuple))(self)

    def mark(self):
        self.op("MARK")
        self.marks.append(len(self.stack))

    def gather_mark(self, name):
        """TUPLE, LIST or FROZENSET."""
        self.op(name)
        self.push(gathered(name.lower(), self.take_mark()))

    def tuple_of(self, count):
        if sum(thing.weight for thing in self.stack[-count:]) > MAX_WEIGHT:
            return
        self.op(f"TUPLE{count}")
        self.push(gathered("tuple", self.take(count)))

    def some_tuple(self):
        if self.reach == 0:
            self.literal()
        self.tuple_of(self.rng.randrange(1, min(self.reach, 3) + 1))

    def mark_takers(self, target, items):
        """Opcodes that work with these items above the topmost mark and this target below it."""
        hashable = all(item.hashable for item in items)
        heavy = sum(item.weight for item in items) > MAX_WEIGHT
        names = ["LIST", "POP_MARK", "INST"]
        if not heavy:
            names += ["TUPLE", "TUPLE"]
            if hashable:
                names.append("FROZENSET")
        if len(items) % 2 == 0 and all(item.hashable for item in items[::2]):
            names.append("DICT")
        if items and items[0].kind == "unknown":
            names += ["OBJ"] * 3
        if target is not None:
            if not items:
                names += ["APPENDS", "SETITEMS", "ADDITEMS"]
            if takes(target, items):
                names += FITTING.get(target.kind, ()) * 2
        return names

    def take_the_mark(self):
        """An opcode that takes what stands above the topmost mark."""
        if not self.marks:
            self.mark()
            return
        height = self.marks[-1]
        below = self.marks[-2] if len(self.marks) > 1 else 0
        target = self.stack[height - 1] if height > below else None
        names = MARK_TAKERS if self.slip() else self.mark_takers(target, self.stack[height:])
        name = self.rng.choice(names)
        if name in ("TUPLE", "LIST", "FROZENSET"):
            self.gather_mark(name)
            return
        items = self.take_mark()
        if name == "INST":
            self.names("INST")
            self.push(UNKNOWN)
            return
        self.op(name)
        if name == "DICT":
            self.push(DICT)
        elif name == "OBJ":
            self.push(UNKNOWN)
        elif name == "APPENDS" and target is not None:
            target.size += len(items)

    def fill(self):
        """A container and what goes in, in one go."""
        rng = self.rng
        rng.choice(FILLABLE)(self)
        if rng.random() < 0.5:
            self.put()
        target = self.stack[-1]
        self.mark()
        name = rng.choice(FITTING.get(target.kind, ("SETITEMS",)))
        for _ in range(rng.randrange(4)):
            self.item_for(target, name)
        self.op(name)
        items = self.take_mark()
        if name == "APPENDS":
            target.size += len(items)

    def item_for(self, target, name):
        """One item, or key and value, that fits the target."""
        if name.startswith("SETITEM"):
            if target.kind in ("list", "bytearray") and not self.slip():
                self.index_in(target)
            else:
                self.key_or_stored()
        if target.kind == "bytearray" and not self.slip():
            self.small_int((0, 1, 2, 97, 255))
        elif target.kind == "set" and not self.slip():
            self.key_or_stored()
        else:
            self.get_or_literal()

    def index_in(self, target):
        index = self.rng.randrange(-target.size, target.size) if target.size else 0
        self.op("BININT", index.to_bytes(4, "little", signed=True))
        self.push(INT)

    def one_item(self):
        """APPEND, SETITEM or BUILD on what stands there."""
        rng = self.rng
        if self.reach == 0 or (self.stack[-1].kind not in FITTING_ONE and rng.random() < 0.8):
            rng.choice(FILLABLE)(self)
        target = self.stack[-1]
        fitting = [name for name in FITTING_ONE.get(target.kind, ("BUILD",))
                   if name != "SETITEM" or target.size or target.kind in ("dict", "unknown")]
        name = rng.choice(("BUILD", "APPEND", "SETITEM") if self.slip() else fitting or ("BUILD",))
        height = len(self.stack)
        if name == "BUILD":
            self.state(target.kind)
        else:
            self.item_for(target, name)
        del self.stack[height:]
        self.op(name)
        if name == "APPEND":
            target.size += 1

    def state(self, kind):
        """What BUILD gives to a target of this kind."""
        choice = self.rng.randrange(5)
        if self.slip() or (kind == "unknown" and choice == 4):
            self.get_or_literal()
        elif choice == 0 or kind != "unknown":
            self.op("NONE")
            self.push(NONE)
            if choice < 3:
                self.new_dict()
                self.tuple_of(2)
        else:
            self.new_dict()
            self.key()
            self.get_or_literal()
            self.op("SETITEM")
            self.take(2)

    # -- the memo --

    def put(self):
        if self.reach == 0:
            self.literal()
        rng = self.rng
        choice = rng.randrange(8)
        if choice < 3:
            key = len(self.memo)
            self.op("MEMOIZE")
        elif choice < 5:
            key = min(rng.choice((len(self.memo), rng.randrange(12), 255)), 255)
            self.op("BINPUT", bytes((key,)))
        elif choice == 5:
            key = rng.choice((0, 1, 5, 256, 1000, 70000, 1 << 31, (1 << 32) - 1))
            self.op("LONG_BINPUT", key.to_bytes(4, "little"))
        elif self.slip():
            self.line("PUT", sp.int_line(rng, True))
            return
        else:
            key = rng.choice((0, 1, 5, 256, 1000, 10 ** 6, 1 << 62, (1 << 63) - 1))
            self.line("PUT", rng.choice((b"%d", b"+%d", b"0%d", b" %d", b"%d\0x", b"%d ")) % key)
        self.memo[key] = self.stack[-1]

    def get(self, key=None):
        rng = self.rng
        if not self.memo:
            self.literal()
            return
        if key is None:
            key = rng.choice(list(self.memo))
        choice = rng.randrange(4)
        if self.slip():
            self.line("GET", sp.int_line(rng, True))
        elif choice < 2 and key < 256:
            self.op("BINGET", bytes((key,)))
        elif choice == 2 and key < 1 << 32:
            self.op("LONG_BINGET", key.to_bytes(4, "little"))
        else:
            self.line("GET", rng.choice((b"%d", b"%d", b"+%d", b"0%d", b"%d\0z", b" %d\t")) % key)
        self.push(self.memo[key])

    def get_or_literal(self):
        if self.memo and self.rng.random() < 0.4:
            self.get()
        else:
            self.literal()

    # -- what is imported and called --

    def names(self, opcode):
        """GLOBAL or INST."""
        modules, names = (ASCII_MODULES, ASCII_NAMES) if opcode == "INST" else (MODULES, NAMES)
        self.op(opcode, sp.name_line(self.rng, modules, self.slip()) + b"\n" +
                sp.name_line(self.rng, names, self.slip()) + b"\n")

    def global_(self):
        rng = self.rng
        if rng.random() < 0.5:
            self.names("GLOBAL")
            self.push(UNKNOWN)
            return
        for names in (sp.MODULES, sp.NAMES):
            choice = rng.random()
            if self.slip():
                self.get_or_literal()
            elif choice < 0.05:
                self.text()
            elif choice < 0.08:
                self.unknown()
            else:
                self.plain_text(rng.choice(names))
        self.op("STACK_GLOBAL")
        self.take(2)
        self.push(UNKNOWN)

    def persistent(self):
        if self.rng.random() < 0.5:
            self.get_or_literal()
            self.take(1)
            self.op("BINPERSID")
        else:
            self.line("PERSID", b"\xe9" if self.slip() else
                      self.rng.choice((b"0", b"", b"a b", b"x'\\n", b"1\r")))
        self.push(UNKNOWN)

    def extension(self):
        name, size = self.rng.choice((("EXT1", 1), ("EXT2", 2), ("EXT4", 4)))
        code = self.rng.choice((1, 2, 7, 255, 65535, 1 << 30)) % (1 << 8 * size) or 3
        if self.slip():
            code = self.rng.choice((0, (1 << 8 * size) - 1))
        self.op(name, code.to_bytes(size, "little"))
        self.push(UNKNOWN)

    def buffer(self):
        self.op("NEXT_BUFFER")
        self.push(UNKNOWN)

    def unknown(self):
        self.rng.choice(UNKNOWNS)(self)

    def arguments(self):
        """An argument tuple, mostly."""
        rng = self.rng
        choice = rng.randrange(9)
        if self.slip():
            self.get_or_literal()
        elif choice == 0:
            self.unknown()
        elif choice < 4:
            self.new_tuple()
        elif choice < 7:
            self.get_or_literal()
            self.tuple_of(1)
        else:
            self.mark()
            for _ in range(rng.randrange(4)):
                self.get_or_literal()
            self.gather_mark("TUPLE")

    def keywords(self):
        rng = self.rng
        if rng.random() < 0.1:
            self.get_or_literal() if self.slip() else self.unknown()
            return
        self.new_dict()
        if rng.random() < 0.3:
            self.put()
        for _ in range(rng.randrange(3)):
            if rng.random() < 0.2:
                self.key()
            else:
                self.plain_text(rng.choice(("k", "key", "x y", "", "\ud800")))
            self.get_or_literal()
            self.op("SETITEM")
            self.take(2)

    def call(self):
        if not self.reach or self.stack[-1].kind != "unknown":
            self.unknown()
        if self.rng.random() < 0.3:
            self.put()
        height = len(self.stack) - 1
        self.arguments()
        name = self.rng.choice(("REDUCE", "REDUCE", "NEWOBJ", "NEWOBJ_EX"))
        if name == "NEWOBJ_EX":
            self.keywords()
        self.op(name)
        del self.stack[height:]
        self.push(UNKNOWN)

    def readonly(self):
        self.rng.choice((Program.bytes, Program.bytearray, Program.unknown))(self)
        if self.rng.random() < 0.3:
            self.put()
        self.op("READONLY_BUFFER")
        if self.stack[-1].kind == "bytearray":
            self.stack[-1] = Thing("view", False)

    # -- control --

    def pop(self):
        if self.marks and self.reach == 0:
            self.op("POP")
            self.marks.pop()
        elif self.reach > 1:
            self.op("POP")
            self.take(1)
        else:
            self.literal()

    def duplicate(self):
        if not self.reach:
            self.literal()
        self.op("DUP")
        self.push(self.stack[-1])

    def protocol(self):
        version = self.rng.choice((6, 255)) if self.slip() else self.rng.randrange(6)
        self.op("PROTO", bytes((version,)))

    def frame(self):
        self.op("FRAME", bytes(8))
        self.frames.append(len(self.out) - 8)

    def wild(self):
        """Any opcode, whatever stands on the stack, with an argument that may be cut or wrong."""
        rng = self.rng
        if rng.random() > 2 * self.slips:
            return
        name, code = rng.choice(OPCODES)
        kind = KIND[code]
        if kind >= 0:
            argument = rng.randbytes(kind)
        elif kind in (LINE, TWO_LINES):
            argument = b"".join(rng.choice(LINES)(rng, True) + b"\n"
                                for _ in range(rng.choice((1, 2)) if kind == TWO_LINES else 1))
        else:
            size = COUNT_BYTES[kind]
            text = sp.any_bytes(rng)
            count = rng.choice((len(text), len(text), len(text) + 1, 1 << (8 * size - 1),
                                (1 << 8 * size) - 1, rng.randrange(1 << 8 * size)))
            argument = count.to_bytes(size, "little") + text
        self.op(name, argument)

    # -- the whole --

    def write(self):
        rng = self.rng
        if rng.random() < 0.7:
            self.protocol()
        if rng.random() < 0.25:
            self.frame()
        if rng.random() < 0.5:
            self.mark()
        for _ in range(rng.choice((4, 8, 15, 30, 60))):
            ACTIONS[bisect(WEIGHTS, rng.random() * WEIGHTS[-1])](self)
        if rng.random() < 0.9:
            self.gather()
        elif not self.reach:
            self.literal()
        if not self.slip():
            self.op("STOP")
        self.write_frames()
        if rng.random() < 0.05:
            self.out += rng.choice((b"N.", b"\0", b"K\1.]."))
        return bytes(self.out)

    def gather(self):
        """Makes one value of everything, so that the result shows it."""
        while self.marks:
            self.gather_mark(self.rng.choice(("TUPLE", "LIST")))
        if not self.stack:
            self.literal()
        while len(self.stack) > 1:
            count = min(len(self.stack), 3)
            self.op(f"TUPLE{count}")
            self.push(gathered("tuple", self.take(count)))

    def write_frames(self):
        """Says how long each frame is, not always truly."""
        rng = self.rng
        end = len(self.out)
        for at in self.frames:
            begin = at + 8
            later = [start for start in self.starts if start >= begin] or [end]
            length = rng.choice((end - begin, end - begin, rng.choice(later) - begin,
                                 rng.choice(later) - begin, rng.randrange(end - begin + 1), 0))
            if self.slip():
                length = rng.choice((end - begin + 1, 1 << 40, (1 << 63) - 1, 1 << 63,
                                     (1 << 64) - 1))
            self.out[at:begin] = length.to_bytes(8, "little")


LITERALS = (Program.constant, Program.integer, Program.integer, Program.float, Program.text,
            Program.text, Program.key, Program.bytes, Program.bytearray)
LINES = (sp.int_line, sp.float_line, sp.string_line, sp.unicode_line)
FILLABLE = (Program.new_list, Program.new_dict, Program.new_set, Program.bytearray,
            Program.unknown, Program.unknown)
UNKNOWNS = (Program.global_,) * 5 + (Program.persistent, Program.extension, Program.buffer)
MARK_TAKERS = ("TUPLE", "LIST", "FROZENSET", "DICT", "OBJ", "INST", "APPENDS", "SETITEMS",
               "ADDITEMS", "POP_MARK")

_WEIGHTED = (
    (26, Program.literal), (6, Program.empty), (7, Program.mark), (12, Program.take_the_mark),
    (6, Program.some_tuple), (7, Program.fill), (9, Program.one_item), (7, Program.put),
    (9, Program.get), (4, Program.unknown), (8, Program.call), (2, Program.readonly),
    (2, Program.pop), (2, Program.duplicate), (1, Program.protocol), (1, Program.frame),
    (3, Program.wild))
ACTIONS = [action for _, action in _WEIGHTED] + [Program.literal]
WEIGHTS = list(accumulate(weight for weight, _ in _WEIGHTED))


def program(rng):
    """One random program."""
    return Program(rng).write()
