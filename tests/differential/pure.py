# SPDX-License-Identifier: GPL-3.0-or-later
"""What Python's own unpickler (pickle._Unpickler) does with a pickle, told in the words of `brine
calls --json`. It runs the program itself; before each opcode its stack and metastack are looked at.

As in oracle.py nothing is imported or called, and the world is kind. One thing is rewritten where it
stands: the count of a BYTEARRAY8 whose bytes are not there, since they are allocated first."""
import copyreg
import io
import linecache
import pickle
import struct

import oracle
import walk
from oracle import CODE, OracleError

FRAME_MESSAGES = ("pickle exhausted before end of frame",
                  "beginning of a new frame before end of current frame")
LARGEST_KEY = (1 << 64) - 2  # of brine's own memo


class Stack:
    """The unpickler's stack, as oracle.py looks at that of the C unpickler."""

    def __init__(self, unpickler):
        self.unpickler = unpickler

    @property
    def fence(self):
        return sum(map(len, self.unpickler.metastack))

    @property
    def size(self):
        return self.fence + len(self.unpickler.stack)

    @property
    def mark_set(self):
        return bool(self.unpickler.metastack)

    @property
    def data(self):
        return self

    def __getitem__(self, index):
        index -= self.fence
        if index >= 0:
            return self.unpickler.stack[index]
        below = self.unpickler.metastack[-1]
        return below[-1] if below else None  # only the target below the mark is asked for

    def put(self, index, new):
        self.unpickler.stack[index - self.fence] = new


class Unpickler(oracle.Harmless, pickle._Unpickler):
    def __init__(self, data, run):
        self.file = io.BytesIO(data)
        super().__init__(self.file, run.world, run.encoding)
        self.run = run
        self.dispatch = run.dispatch

    def position(self):
        """Of the next byte: what is left of a frame has been read from the file already."""
        frame = self._unframer.current_frame
        left = len(frame.getbuffer()) - frame.tell() if frame is not None else 0
        return self.file.tell() - left

    def tame_count(self, left):
        """Before the argument of BYTEARRAY8 is read: a count of more bytes than there are becomes
        one of one byte too many."""
        frame = self._unframer.current_frame
        file = frame if frame is not None and frame.tell() < len(frame.getbuffer()) else self.file
        at = file.tell()
        count = int.from_bytes(file.getbuffer()[at:at + 8], "little")
        if len(file.getbuffer()) >= at + 8 and left - 8 < count <= walk.MAX_SIZE:
            file.getbuffer()[at:at + 8] = (left - 7).to_bytes(8, "little")


def hooked(code, original):
    def load(unpickler):
        unpickler.run.before(code)
        original(unpickler)
    return load


DISPATCH = {code: hooked(code, original) for code, original in pickle._Unpickler.dispatch.items()}


def where(error):
    """(function, text of the line) of pickle.py in which an exception was raised."""
    found = None
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if code.co_filename == pickle.__file__:
            found = code.co_name, linecache.getline(code.co_filename, trace.tb_lineno)
        trace = trace.tb_next
    return found


def index_kind(function, line, code):
    """What an IndexError is about."""
    if "read(1)" in line:
        return "truncated"
    if function == "pop_mark":
        return "stack-underflow" if code == CODE["POP"] else "no-mark"
    if "items[i" in line or "[key]" in line:
        return "type"
    return "stack-underflow"  # self.stack[-1], stack.pop(), args.pop(0) ...


def error_kind(error, code):
    """The contract's kind for an exception of pickle.py at an opcode (None: at none)."""
    message = str(error)
    function, line = where(error)
    if isinstance(error, MemoryError):
        raise OracleError("no memory")
    if isinstance(error, (EOFError, struct.error)):
        return "truncated"
    if isinstance(error, KeyError) and function == "load":
        return "bad-opcode"
    if message in FRAME_MESSAGES:
        return "frame"
    if message.startswith("Memo value not found") or isinstance(error, KeyError):
        return "memo-miss"
    if message.startswith("unsupported pickle protocol"):
        return "protocol"
    if isinstance(error, IndexError):
        return index_kind(function, line, code)
    return "bad-argument" if code in walk.HAS_ARGUMENT else "type"


class Run(oracle.Run):
    dispatch = DISPATCH
    dialect = "py"
    looks_up = True

    def prepare(self):
        self.ops = []

    def arguments(self, args):
        """What func(*args) makes of what is known; None: it cannot be iterated."""
        if type(args) in (set, frozenset):
            return tuple(self.orders.get(id(args), ()))
        try:
            return tuple(args)
        except TypeError:
            return None

    def append_touch(self, target, items):
        code = self.ops[self.next_op - 1][1]
        if code == CODE["APPEND"]:
            return [("append", target, items[0])]
        return [("extend", target, items)]

    def before(self, code):
        """The code of an opcode has been read."""
        self.commit()
        pos = self.unpickler.position() - 1
        left = len(self.data) - pos - 1
        if code == CODE["BYTEARRAY8"]:
            self.unpickler.tame_count(left)
        self.ops.append((pos, code, pos + 1 + max(walk.KIND[code], 0)))
        self.next_op += 1
        if code in oracle.EXTENSIONS:
            self.register(pos, code)
        if code == CODE["PUT"]:
            self.look_at_key(pos)
        look = oracle.BEFORE.get(code)
        if look is not None:
            look(self, self.stack)

    def look_at_key(self, pos):
        end = self.data.find(b"\n", pos)
        try:  # of a line without its newline pickle.py drops the last byte
            key = int(self.data[pos + 1:end])
        except ValueError:
            return
        if key > LARGEST_KEY:
            self.cannot_know(pos)

    def run(self):
        self.unpickler = Unpickler(self.data, self)
        self.stack = Stack(self.unpickler)
        try:
            value = self.unpickler.load()
        except OracleError:
            raise
        except Exception as error:
            if where(error) is None:
                raise OracleError("raised by the harness, not by pickle.py") from error
            return self.broken(error)
        self.stop = self.unpickler.position()
        self.commit()
        return self.whole(value)

    def place(self, error):
        function, _ = where(error)
        if function == "load" and isinstance(error, (EOFError, KeyError)):
            self.commit()
            return self.unpickler.position() - isinstance(error, KeyError), None, len(self.ops)
        pos, code, _ = self.ops[-1]
        return pos, code, len(self.ops) - 1

    def kind_of(self, error, code):
        return error_kind(error, code)

    def broken_frame(self, opcodes):
        return None  # they stop the run


def judge(data, text_limit, encoding="ASCII"):
    """What `brine calls --json --dialect py` should say of the first stream of data."""
    return Run(data, text_limit, encoding).run()
