# SPDX-License-Identifier: GPL-3.0-or-later
"""What joblib.load does with a file, for a test that has neither joblib nor numpy: the unpickler in
Python, whose load_build goes on to read an array, over stand-ins for the few classes that matter.
They say what they read, and make nothing of it."""
import collections
import copyreg
import io
import pickle

WRAPPER = ".numpy_pickle.NumpyArrayWrapper"
ALIGNED = "numpy_array_alignment_bytes"


class Refused(Exception):
    """numpy or joblib would raise, for a reason that lies in what the pickle says of an array."""


class Dtype:
    """numpy.dtype, as far as arraydescr_setstate goes."""
    SIZES = {"f8": 8, "f4": 4, "i8": 8, "i4": 4, "i2": 2, "i1": 1, "u1": 1, "b1": 1, "c16": 16,
             "O8": 8, "M8": 8}

    def __init__(self, name, align=False, copy=False):
        self.is_extended = name[0] in "SUV"
        self.is_own = not copy and not self.is_extended
        self.hasobject = name[0] == "O"
        if self.is_extended:
            self.itemsize = int(name[1:] or 0) * (4 if name[0] == "U" else 1)
        elif name in self.SIZES:
            self.itemsize = self.SIZES[name]
        else:
            raise Refused("dtype")

    def __setstate__(self, state):
        if self.is_own:
            return
        if type(state) is not tuple or len(state) != 8 or state[0] not in (3, 4):
            raise Refused("state of a dtype")
        if self.is_extended:
            self.itemsize = state[5]
        self.hasobject = bool(state[7] & 1)


class NumpyArrayWrapper:
    def __init__(self, subclass, shape, order, dtype, allow_mmap=False, alignment=16):
        self.__dict__ = {"subclass": subclass, "shape": shape, "order": order, "dtype": dtype,
                         "allow_mmap": allow_mmap, ALIGNED: alignment}

    def read(self, unpickler):
        count = 1
        if type(self.shape) is not tuple or len(self.shape) > 64:
            raise Refused("shape")
        for size in self.shape:
            if type(size) not in (int, bool) or size < 0:
                raise Refused("shape")
            count *= size
        file = unpickler.file
        if not isinstance(self.dtype, Dtype):
            raise Refused("dtype")
        begin, lead = file.tell(), 0
        if self.dtype.hasobject:
            try:
                pickle.load(file)
            finally:
                unpickler.insets.append((begin, file.tell() - begin, 0, True))
            return object()
        if getattr(self, ALIGNED, None) is not None:
            padding = int.from_bytes(file.read(1), "little")
            file.read(padding)
            lead = file.tell() - begin
        if self.dtype.itemsize <= 0:
            raise Refused("itemsize")
        size = count * self.dtype.itemsize
        if len(file.read(size)) != size:
            raise Refused("data")
        unpickler.insets.append((begin, lead + size, lead, False))
        return object()


class Unknown:
    """Whatever else is imported, and what comes of it."""

    def __new__(cls, *args, **kwargs):
        return object.__new__(cls)

    def __init__(self, *args, **kwargs):
        pass

    def __setstate__(self, state):
        pass

    def __call__(self, *args, **kwargs):
        return Unknown()


class Unpickler(pickle._Unpickler):
    dispatch = pickle._Unpickler.dispatch.copy()

    def __init__(self, file):
        super().__init__(file)
        self.file = file
        self.insets = []
        self.opcodes = 0

    def find_class(self, module, name):
        known = {("numpy", "dtype"): Dtype,
                 ("copyreg", "_reconstructor"): copyreg._reconstructor,
                 ("copy_reg", "_reconstructor"): copyreg._reconstructor,
                 ("builtins", "object"): object, ("__builtin__", "object"): object}
        if module.startswith("joblib.") and f"{module}.{name}".endswith(WRAPPER):
            return NumpyArrayWrapper  # reached through another module of joblib's
        return known.get((module, name), Unknown)

    def load_build(self):
        pickle._Unpickler.load_build(self)
        if isinstance(self.stack[-1], NumpyArrayWrapper):
            self.stack.append(self.stack.pop().read(self))


def counted(code):
    plain = Unpickler.load_build if code == pickle.BUILD[0] else pickle._Unpickler.dispatch[code]

    def carry_out(self):
        try:
            plain(self)
        except pickle._Stop:
            self.opcodes += 1
            raise
        self.opcodes += 1
    return carry_out


for opcode in pickle._Unpickler.dispatch:
    Unpickler.dispatch[opcode] = counted(opcode)

Outcome = collections.namedtuple("Outcome", "is_ok opcodes insets why")


def load(data):
    """The outcome: insets are (offset, size, padding, is a pickle)."""
    unpickler = Unpickler(io.BufferedReader(io.BytesIO(data)))
    try:
        unpickler.load()
        return Outcome(True, unpickler.opcodes, unpickler.insets, "")
    except Exception as error:  # whatever a damaged file may cause
        return Outcome(False, unpickler.opcodes, unpickler.insets, repr(error))
