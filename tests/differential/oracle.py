# SPDX-License-Identifier: GPL-3.0-or-later
"""What CPython's C unpickler does with a pickle, told in the words of `brine calls --json`.

The C unpickler itself runs the program; nothing here decodes an argument or moves the stack. It
reads from an unbuffered file of ours, so that it asks for every opcode byte on its own and we know
which opcode it is at. Between two opcodes its real stack is looked at (ctypes), which shows the
operands of the next one before they are taken.

Nothing real is ever imported or called: find_class and persistent_load are overridden, every
extension code stands in the cache beforehand, and the objects they give are stand-ins.

The world is kind (CONTRACT.md): where an unknown object stands in a role that one Python class
cannot play beside the others (argument tuple, keyword dict, name, buffer), what the role wants is
put in its place on the stack just before the opcode; the events still name the unknown object.

Same-length rewriting, so that positions stay, where the C unpickler cannot be asked:
  - a FRAME whose bytes are all there does nothing in this dialect, but makes the C unpickler fetch
    its bytes at once when it reads a file: it becomes three times BININT1 0, POP. A second run over
    the bytes as they are, from a file that can peek, must come to the same end.
  - memo keys above SMALL_KEY become small ones: the C unpickler keeps an array as long as the key;
  - a count of bytes that are not there becomes a smaller one that is not there either: the C
    unpickler allocates before it looks.
"""
import _compat_pickle
import _pickle
import copyreg
import ctypes
import sys
from itertools import count

import walk
from unknowns import Full, Node, StandIn, Text, stand_in
from walk import CODE, COUNT_4, COUNT_8, COUNT_BYTES, KIND, NAME

SMALL_KEY = 50000


class OracleError(Exception):
    """The harness itself is wrong about the C unpickler; never a disagreement."""


class Stack(ctypes.Structure):
    """Pdata of CPython 3.11, Modules/_pickle.c."""
    _fields_ = [("ob_refcnt", ctypes.c_ssize_t), ("ob_type", ctypes.c_void_p),
                ("size", ctypes.c_ssize_t), ("data", ctypes.POINTER(ctypes.py_object)),
                ("mark_set", ctypes.c_int), ("fence", ctypes.c_ssize_t)]

    def put(self, index, new):
        """data[index] = new, with the reference counts that the C unpickler expects."""
        old = self.data[index]
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(new))
        address = ctypes.cast(self.data, ctypes.c_void_p).value + WORD * index
        ctypes.c_void_p.from_address(address).value = id(new)
        ctypes.pythonapi.Py_DecRef(ctypes.py_object(old))


WORD = ctypes.sizeof(ctypes.c_void_p)
STACK_OFFSET = 2 * WORD  # UnpicklerObject: PyObject_HEAD, then Pdata *stack


def stack_of(unpickler):
    return Stack.from_address(ctypes.c_void_p.from_address(id(unpickler) + STACK_OFFSET).value)


class Harmless:
    """What stands before an unpickler's class: it asks the world instead of importing and loading."""

    def __init__(self, file, world, encoding="ASCII"):
        super().__init__(file, buffers=world.buffers(), encoding=encoding)
        self.world = world

    def find_class(self, module, name):
        return self.world.imported(module, name)

    def persistent_load(self, pid):
        return self.world.loaded(pid)


class Unpickler(Harmless, _pickle.Unpickler):
    pass


class World:
    """Everything unknown in one run, and what was done to it."""

    def __init__(self):
        self.nodes = []
        self.happened = []
        self.globals = {}
        self.operands = None  # (args, kwargs) of the call that is due, as they stood on the stack
        self.names = None     # module and name of the STACK_GLOBAL that is due
        self.drawn = count()
        StandIn.world = self

    def new(self, *node):
        self.nodes.append(Node(*node))
        return stand_in(len(self.nodes) - 1)

    def imported(self, module, name):
        if self.names is not None:
            module, name = self.names
            self.names = None
        key = (module, name)
        if key not in self.globals:
            self.globals[key] = self.new("global", module, name)
        made = self.globals[key]
        self.happened.append(("import", made, key))
        return made

    def loaded(self, pid):
        made = self.new("persid", None, (pid,))
        self.happened.append(("persid", made, pid))
        return made

    def buffers(self):
        for number in self.drawn:
            made = self.new("buffer", number)
            self.happened.append(("buffer", made, None))
            yield made

    def called(self, cls, args, kwargs):
        return self.result("call", cls, args, kwargs)

    def made(self, cls, args, kwargs):
        return self.result("newobj", cls, args, kwargs)

    def result(self, kind, cls, args, kwargs):
        if self.operands is not None:
            args, kwargs = self.operands
            self.operands = None
        made = self.new(kind, cls, args, None if kwargs == {} else kwargs)
        self.happened.append((kind, cls, args))
        return made

    def extension(self, code):
        return self.new("ext", code)


def mapped(module, name):
    """The names after CPython's Python 2 mapping, or None where they stay."""
    if (module, name) in _compat_pickle.NAME_MAPPING:
        return _compat_pickle.NAME_MAPPING[module, name]
    if module in _compat_pickle.IMPORT_MAPPING:
        return _compat_pickle.IMPORT_MAPPING[module], name
    return None


UNDERFLOWS = ("unpickling stack underflow", "unexpected MARK found")


def error_kind(error, code):
    """The contract's kind for an exception of the C unpickler at an opcode (None: at none)."""
    message = str(error)
    if isinstance(error, EOFError) or message in ("pickle data was truncated",
                                                  "read would overflow (invalid bytecode)"):
        return "truncated"
    if message.startswith("invalid load key"):
        return "bad-opcode"
    if message in UNDERFLOWS:
        return "stack-underflow"
    if message == "could not find MARK":
        return "no-mark"
    if message.startswith("Memo value not found"):
        return "memo-miss"
    if message.startswith("unsupported pickle protocol"):
        return "protocol"
    if isinstance(error, MemoryError):
        raise OracleError("no memory")
    return "bad-argument" if code in walk.HAS_ARGUMENT else "type"


class File:
    """The program as an unbuffered file: knows when an opcode byte is asked for."""

    def __init__(self, data, run):
        self.data = data
        self.pos = 0
        self.run = run
        self.boundary = 0

    def read(self, size):
        pos = self.pos
        if pos == self.boundary and size == 1:
            self.boundary = self.run.step()
        self.pos = min(pos + size, len(self.data))
        return self.data[pos:pos + size]

    def readline(self):
        pos = self.pos
        self.pos = self.data.find(b"\n", pos) + 1 or len(self.data)
        return self.data[pos:self.pos]


class PeekFile:
    """The program as a buffered file that shows all of itself at once."""

    def __init__(self, data):
        self.data = data
        self.pos = 0

    def peek(self, _size):
        return self.data[self.pos:]

    def read(self, size):
        pos = self.pos
        self.pos = min(pos + size, len(self.data))
        return self.data[pos:pos + size]

    def readline(self):
        pos = self.pos
        self.pos = self.data.find(b"\n", pos) + 1 or len(self.data)
        return self.data[pos:self.pos]


def memo_key(line):
    """The key that a PUT or GET line names, or None."""
    try:
        return int(line.split(b"\0")[0])
    except ValueError:
        return None


PUT, GET = CODE["PUT"], CODE["GET"]
MEMO_LINES = (PUT, GET)
LONG_MEMO = (CODE["LONG_BINPUT"], CODE["LONG_BINGET"])


def with_small_keys(data, ops):
    """The same program with every memo key above SMALL_KEY that is stored to made small, and
    {small key: the key it stands for}."""
    large, used, places = set(), set(), []
    for pos, code, end in ops:
        if code in MEMO_LINES:
            key = memo_key(data[pos + 1:end])
        elif code in LONG_MEMO:
            key = int.from_bytes(data[pos + 1:end], "little")
        else:
            continue
        if key is None or not 0 <= key <= walk.MAX_SIZE:
            continue
        used.add(key)
        if key > SMALL_KEY:
            places.append((pos, code, end, key))
            if code in (PUT, LONG_MEMO[0]):
                large.add(key)
    if not large:
        return data, {}
    free = (key for key in count(10000) if key not in used)
    renamed = {key: next(free) for key in sorted(large)}
    out = bytearray(data)
    for pos, code, end, key in places:
        if key not in renamed:
            continue
        if code in MEMO_LINES:
            out[pos + 1:end - 1] = b"%0*d" % (end - pos - 2, renamed[key])
        else:
            out[pos + 1:end] = renamed[key].to_bytes(4, "little")
    return bytes(out), {small: key for key, small in renamed.items()}


def with_small_count(data, stop):
    """The same program, where it ends in a count of more bytes than there are."""
    kind = KIND[data[stop]] if stop < len(data) else walk.UNKNOWN
    if kind not in (COUNT_4, COUNT_8):
        return data
    begin = stop + 1 + COUNT_BYTES[kind]
    missing = len(data) - begin + 1
    count_there = int.from_bytes(data[stop + 1:begin], "little")
    if begin > len(data) or not missing <= count_there <= walk.MAX_SIZE:
        return data
    return data[:stop + 1] + missing.to_bytes(COUNT_BYTES[kind], "little") + data[begin:]


FRAME_STAND_IN = bytes((CODE["BININT1"], 0, CODE["POP"])) * 3


def without_frames(data, ops):
    """The same program with FRAMEs that do nothing replaced by opcodes that do nothing."""
    out = None
    for pos, code, end in ops:
        if code == walk.FRAME:
            if end + int.from_bytes(data[pos + 1:end], "little") <= len(data):
                out = out or bytearray(data)
                out[pos:end] = FRAME_STAND_IN
    return data if out is None else bytes(out)


EXTENSIONS = frozenset((CODE["EXT1"], CODE["EXT2"], CODE["EXT4"]))
INSTANTIATES = (CODE["INST"], CODE["OBJ"])
SETS = frozenset((CODE["EMPTY_SET"], CODE["FROZENSET"]))


class Run:
    """One stream through the C unpickler."""

    dialect = "c"
    looks_up = False  # APPENDS without items asks for extend()

    def __init__(self, data, text_limit, encoding="ASCII"):
        self.data = data
        self.text_limit = text_limit
        self.encoding = encoding
        self.world = World()
        self.events = []
        self.orders = {}
        self.kept = []           # what `orders` names by id must live
        self.protocol = 0
        self.next_op = 0
        self.pending = None      # (event or None, what must happen to stand-ins)
        self.after = None        # to be done once the opcode has been carried out
        self.underflows = False  # STACK_GLOBAL found too few values: see stack_global()
        self.unknowable = None   # position of an opcode whose outcome no stand-in can show
        self.substituted = False
        copyreg._extension_cache.clear()
        self.prepare()

    def prepare(self):
        self.ops, self.stop = walk.walk(self.data)
        tame, self.renamed = with_small_keys(self.data, self.ops)
        self.tame = with_small_count(tame, self.stop)
        for pos, code, _ in self.ops:
            if code in EXTENSIONS:
                self.register(pos, code)

    def register(self, pos, code):
        """The extension code of the opcode at pos stands in copyreg's cache."""
        number = int.from_bytes(self.data[pos + 1:pos + 1 + walk.KIND[code]], "little",
                                signed=code == CODE["EXT4"])
        if number > 0 and number not in copyreg._extension_cache:
            copyreg._extension_cache[number] = self.world.extension(number)

    def arguments(self, args):
        """The argument tuple of a call, from what is known; None: it is refused."""
        return args if type(args) is tuple else None

    def append_touch(self, target, items):
        return [("extend", target, items)]

    # -- texts and events --

    def text(self, value):
        """(text, escaped) of a value; where it is cut it is longer than the limit."""
        writer = Text(self.world.nodes, self.orders, self.text_limit)
        try:
            writer.value(value)
        except Full:
            pass
        return "".join(writer.parts), writer.escaped

    def name_text(self, part):
        writer = Text(self.world.nodes, self.orders, self.text_limit)
        try:
            writer.name_part(part)
        except Full:
            pass
        return "".join(writer.parts), writer.escaped

    def event(self, kind, **fields):
        """An event of the current opcode; each field is a ready text or a 1-tuple of a value."""
        pos, code, _ = self.ops[self.next_op - 1]
        made = {"pos": pos, "opcode": NAME[code], "kind": kind}
        for field, value in fields.items():
            if type(value) is str:
                made[field] = value
            else:
                made[field], escaped = self.text(value[0])
                if escaped:
                    made["escaped"] = True
        return made

    def import_event(self, made, key):
        event = self.event("import", callee=(made,))
        for field, part in zip(("module", "name"), key):
            event[field], odd = self.name_text(part)
            if odd:
                event["escaped"] = True
        if self.protocol < 3 and type(key[0]) is str:
            names = mapped(key[0], event["name"])
            if names is not None:
                event["mapped"] = {"module": names[0], "name": names[1]}
        return event

    # -- between two opcodes --

    def step(self):
        """An opcode byte is about to be read: the one before has been carried out."""
        self.commit()
        if self.next_op == len(self.ops):
            self.next_op += 1
            return -1
        _, code, end = self.ops[self.next_op]
        self.next_op += 1
        look = BEFORE.get(code)
        if look is not None:
            look(self, self.stack)
        return end

    def commit(self):
        if not self.next_op:
            return
        pos, code, _ = self.ops[self.next_op - 1]
        pending, self.pending = self.pending, None
        happened, self.world.happened = self.world.happened, []
        if self.world.operands is not None or self.world.names is not None:
            raise OracleError(f"a call that did not happen at {pos}")
        if pending is not None:
            event, expected = pending
            if not same(happened, expected):
                raise OracleError(f"{happened} instead of {expected} at {pos}")
            if event is not None:
                self.events.append(event)
        else:
            for touch in happened:
                self.events.append(self.event_of(touch, code))
        if self.after is not None:
            self.after()
            self.after = None
        if code == walk.PROTO:
            self.protocol = self.data[pos + 1]

    def event_of(self, touch, code):
        what, made, operand = touch
        if what == "import":
            return self.import_event(made, operand)
        if what == "call" and code in INSTANTIATES:
            return self.event("inst", callee=(made,), args=(operand,))
        if what == "persid":
            return self.event("persid", callee="persistent_load", args=((operand,),))
        if what == "buffer":
            return self.event("buffer", callee=(made,))
        raise OracleError(f"{touch} without an opcode that does it")

    # -- the run --

    def run(self):
        """The object for this stream, without file and offset."""
        data = without_frames(self.tame, self.ops)
        self.unpickler = Unpickler(File(data, self), self.world, self.encoding)
        self.stack = stack_of(self.unpickler)
        try:
            value = self.unpickler.load()
        except OracleError:
            raise
        except Exception as error:
            if error.__traceback__.tb_next is not None:
                raise OracleError("raised by the harness, not by the C unpickler") from error
            return self.broken(error)
        self.commit()
        return self.whole(value)

    def whole(self, value):
        if self.next_op != len(self.ops) or self.ops[-1][1] != walk.STOP:
            raise OracleError(f"stopped after {self.next_op} of {len(self.ops)} opcodes")
        made = self.report("ok", self.stop, self.next_op)
        made["result"], escaped = self.text(value)
        if escaped:
            made["escaped"] = True
        return made

    def cannot_know(self, pos):
        """What follows the first of these cannot be compared."""
        if self.unknowable is None:
            self.unknowable = pos

    def frame_without_bytes(self):
        """The last opcode, if it is a FRAME of bytes of which none is there: it breaks itself, and what
        was read does not show it."""
        if not self.ops or self.ops[-1][1] != walk.FRAME:
            return None
        pos, _, end = self.ops[-1]
        is_empty = end == len(self.data) and any(self.data[pos + 1:end])
        return self.ops[-1] if is_empty else None

    def place(self, _error):
        """Where the run broke: position, code of the opcode or None, opcodes before it."""
        number = self.next_op - 1
        frame = self.frame_without_bytes()
        if frame and number == len(self.ops):
            return frame[0], walk.FRAME, number - 1
        if number < len(self.ops):
            pos, code, _ = self.ops[number]
        else:
            pos = self.stop
            code = self.data[pos] if pos < len(self.data) and self.data[pos] in NAME else None
        return pos, code, number

    def kind_of(self, error, code):
        return error_kind(error, code)

    def broken(self, error):
        pos, code, number = self.place(error)
        if isinstance(error, BufferError):
            self.cannot_know(pos)
        if code == CODE["INST"]:
            self.keep_imports(code)
        made = self.report("error", pos, number)
        kind = "stack-underflow" if self.underflows else self.kind_of(error, code)
        made["error"] = {"pos": pos, "opcode": NAME.get(code), "kind": kind,
                         "message": f"{type(error).__name__}: {error}"}
        return made

    def keep_imports(self, code):
        """INST that fails after its import has that one event."""
        self.events += [self.event_of(touch, code) for touch in self.world.happened
                        if touch[0] == "import"]

    def report(self, status, end, opcodes):
        return {"end": end, "protocol": self.protocol, "opcodes": opcodes,
                "dialect": self.dialect, "status": status, "error": None, "events": self.events,
                "result": None, "broken_frame": self.broken_frame(opcodes),
                "unknowable": self.unknowable}

    def broken_frame(self, opcodes):
        return walk.first_broken_frame(self.data, self.ops[:opcodes])


def same(happened, expected):
    """Whether just these things were done to stand-ins, with the same objects."""
    if len(happened) != len(expected):
        return False
    for (what, made, operand), (want, on, value) in zip(happened, expected):
        if what != want or made is not on:
            return False
        if want == "setitem":
            if operand[0] is not value[0] or operand[1] is not value[1]:
                return False
        elif want == "extend":
            if len(operand) != len(value) or any(a is not b for a, b in zip(operand, value)):
                return False
        elif operand is not value:
            return False
    return True


# -- what is to be seen on the stack before an opcode; each sets run.pending, and run.after --

def is_unknown(value):
    return type(value) is StandIn


def top(stack, count_of):
    """The topmost objects, lowest first, or None where the opcode will underflow."""
    size = stack.size
    if size - count_of < stack.fence:
        return None
    return [stack.data[index] for index in range(size - count_of, size)]


def above_mark(stack):
    """(target, items above the topmost mark), or None where there is none."""
    fence = stack.fence
    if not stack.mark_set or fence < 1:
        return None
    return stack.data[fence - 1], [stack.data[index] for index in range(fence, stack.size)]


def substitute(run, index, new):
    run.substituted = True
    run.stack.put(index, new)


def reduce_(run, stack):
    operands = top(stack, 2)
    if operands is None:
        return
    function, args = operands
    given = args if is_unknown(args) else run.arguments(args)
    if given is None:
        return
    if is_unknown(args):
        substitute(run, stack.size - 1, ())
    if is_unknown(function):
        run.world.operands = (given, None)
        event = run.event("reduce", callee=(function,), args=(given,))
        run.pending = (event, [("call", function, given)])


def newobj(run, stack, has_keywords=False):
    operands = top(stack, 2 + has_keywords)
    if operands is None:
        return
    cls, args = operands[:2]
    first = stack.size - len(operands)
    if is_unknown(args):
        substitute(run, first + 1, ())
    else:
        args = run.arguments(args)
        if args is None:
            return
    keywords = operands[2] if has_keywords else None
    if has_keywords:
        if not is_unknown(keywords) and type(keywords) is not dict:
            return
        if is_unknown(keywords) or not all(type(key) is str for key in keywords):
            substitute(run, first + 2, {})
    if is_unknown(cls):
        run.world.operands = (args, dict(keywords) if type(keywords) is dict else keywords)
        fields = {"callee": (cls,), "args": (args,)}
        if has_keywords:
            fields["kwargs"] = (keywords,)
        event = run.event("newobj", **fields)
        run.pending = (event, [("newobj", cls, args)])


def newobj_ex(run, stack):
    newobj(run, stack, has_keywords=True)


def stack_global(run, stack):
    # With too few values 3.11.2 says "STACK_GLOBAL requires str", and later ones that they are too
    # few; brine follows the later.
    names = top(stack, 2)
    run.underflows = names is None
    if names is None or not any(map(is_unknown, names)):
        return
    for index, part in enumerate(names):
        if is_unknown(part):
            substitute(run, stack.size - 2 + index, "?")
        elif type(part) is not str:
            return
    run.world.names = tuple(names)


def build(run, stack):
    operands = top(stack, 2)
    if operands is None:
        return
    target, state = operands
    expected = [("state", target, state)] if is_unknown(target) else []
    run.pending = (run.event("build", callee=(target,), args=(state,)), expected)


def appended(run, target, items):
    if (not items and not run.looks_up) or type(target) is list:
        return
    if type(target) is bytearray and any(map(is_unknown, items)):
        run.cannot_know(run.ops[run.next_op - 1][0])
    expected = run.append_touch(target, items) if is_unknown(target) else []
    run.pending = (run.event("append", callee=(target,), args=(items,)), expected)


def append(run, stack):
    operands = top(stack, 2)
    if operands is not None:
        appended(run, operands[0], operands[1:])


def appends(run, stack):
    operands = above_mark(stack)
    if operands is not None:
        appended(run, *operands)


def items_set(run, target, items):
    if not items or type(target) is dict or len(items) % 2:
        return
    pairs = list(zip(items[::2], items[1::2]))
    if type(target) in (list, bytearray):
        wanted = items if type(target) is bytearray else items[::2]
        if any(map(is_unknown, wanted)):
            run.cannot_know(run.ops[run.next_op - 1][0])
    expected = [("setitem", target, pair) for pair in pairs] if is_unknown(target) else []
    run.pending = (run.event("setitem", callee=(target,), args=(pairs,)), expected)


def setitem(run, stack):
    operands = top(stack, 3)
    if operands is not None:
        items_set(run, operands[0], operands[1:])


def setitems(run, stack):
    operands = above_mark(stack)
    if operands is not None:
        items_set(run, *operands)


def remember_order(run, made, items):
    """The set `made` has had `items` added; notes the order of those that were new."""
    order = run.orders.get(id(made))
    if order is None:
        order = run.orders[id(made)] = {}
        run.kept.append(made)
    for item in items:
        order.setdefault(item)
    if len(order) != len(made):
        raise OracleError("a set's order was lost")


def additems(run, stack):
    operands = above_mark(stack)
    if operands is None or not operands[1]:
        return
    target, items = operands
    if type(target) is set:
        run.after = lambda: remember_order(run, target, items)
        return
    expected = [("add", target, item) for item in items] if is_unknown(target) else []
    run.pending = (run.event("additem", callee=(target,), args=(items,)), expected)


def frozenset_(run, stack):
    if not stack.mark_set:
        return
    items = [stack.data[index] for index in range(stack.fence, stack.size)]
    run.after = lambda: remember_order(run, stack.data[stack.size - 1], items)


def extension(run, stack):
    pos, code, end = run.ops[run.next_op - 1]
    number = int.from_bytes(run.data[pos + 1:end], "little", signed=code == CODE["EXT4"])
    run.pending = (run.event("ext", callee=f"copyreg.extension({number})"), [])


def readonly_buffer(run, stack):
    operands = top(stack, 1)
    if operands is None or not is_unknown(operands[0]):
        return
    below = operands[0]
    run.pending = (run.event("buffer", callee=(below,)), [])
    substitute(run, stack.size - 1, b"")
    made = run.world.new("readonly", below)
    run.after = lambda: stack.put(stack.size - 1, made)


BEFORE = {CODE[name]: look for name, look in {
    "REDUCE": reduce_, "NEWOBJ": newobj, "NEWOBJ_EX": newobj_ex, "STACK_GLOBAL": stack_global,
    "BUILD": build, "APPEND": append, "APPENDS": appends, "SETITEM": setitem,
    "SETITEMS": setitems, "ADDITEMS": additems, "FROZENSET": frozenset_, "EXT1": extension,
    "EXT2": extension, "EXT4": extension, "READONLY_BUFFER": readonly_buffer}.items()}


# -- the second run, over the bytes as they are --

def check_frames(run, report):
    """Runs the bytes with their FRAMEs from a file that shows all of itself: the C unpickler must
    come to the same end as without the FRAMEs."""
    world = World()
    for code in copyreg._extension_cache:
        copyreg._extension_cache[code] = world.extension(code)
    try:
        value = Unpickler(PeekFile(run.tame), world, run.encoding).load()
    except BufferError:  # a view of a bytearray lived longer this time: nobody can know when it dies
        return
    except Exception as error:
        code = CODE.get(report["error"]["opcode"]) if report["error"] else None
        end = ("error", error_kind(error, code))
    else:
        writer = Text(world.nodes, {}, run.text_limit)
        try:
            writer.value(value)
        except Full:
            pass
        end = ("ok", "".join(writer.parts))
    expected = ("ok", report["result"]) if report["status"] == "ok" else (
        "error", report["error"]["kind"])
    if end != expected:
        raise OracleError(f"with frames {end}, without {expected}")


def judge(data, text_limit, encoding="ASCII"):
    """What `brine calls --json` should say of the first stream of data."""
    run = Run(data, text_limit, encoding)
    report = run.run()
    codes = {code for _, code, _ in run.ops}
    if walk.FRAME in codes and not codes & SETS and not run.substituted and not run.underflows:
        check_frames(run, report)
    return report


def streams(data, text_limit, judge_stream=judge, encoding="ASCII"):
    """One report per stream, as `brine calls` follows them."""
    offset = 0
    while True:
        report = judge_stream(data[offset:], text_limit, encoding)
        report["offset"] = offset
        report["end"] += offset
        yield report
        offset = report["end"]
        if report["status"] != "ok" or offset >= len(data):
            return


def unfit():
    """Why this Python cannot be the oracle, or None."""
    if sys.implementation.name != "cpython" or sys.version_info[:2] != (3, 11):
        return "needs CPython 3.11, whose C unpickler and repr() it compares with"
    try:
        report = judge(bytes.fromhex("80048c0161948c0162932868006c85528f284b014b0290862e"), 1000)
        good = report["result"] == "(a.b(['a']), {1, 2})" and len(report["events"]) == 2
    except Exception as error:  # another layout of the Unpickler may show itself in any way
        return f"the C unpickler of this Python is not as expected ({error!r})"
    return None if good else "the C unpickler of this Python is not as expected"
