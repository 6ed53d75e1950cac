# SPDX-License-Identifier: GPL-3.0-or-later
"""What a reader does with a pickle, as far as every CPython from 3.8 on can be asked without a look at
its stack: whether it ends well, the kind of its error, what is imported, called and loaded, in order,
and the result. For `c-stream`, whose frames are fetched so that opcodes cannot be told apart, and for
other Pythons.

As a script it answers lines `DIALECT ENCODING HEX` with a JSON object each, under a limit of memory:
the C unpickler allocates what a pickle says before it looks."""
import copyreg
import io
import json
import sys

import genops
import oracle
import pure
from unknowns import Full, Text

MEMORY = 1 << 30
ASKED = frozenset(("import", "call", "newobj", "persid"))
# These say nothing of what was wrong with an unknown object, which brine takes for the right one.
UNKIND = ("StandIn", "argument list must be a tuple", "STACK_GLOBAL requires str",
          "expected an arg tuple", "keywords must be strings", "Existing exports")


class Unordered(Exception):
    """A set of several items: their order in brine cannot be known here."""


class NeutralText(Text):
    def container(self, value, kind):
        if kind in (set, frozenset):
            if len(value) > 1:
                raise Unordered
            self.orders[id(value)] = list(value)
        super().container(value, kind)


class World(oracle.World):
    """Notes what is imported, called and loaded, as text, when it happens."""

    def __init__(self, limit):
        super().__init__()
        self.limit = limit
        self.events = []
        self.happened = self

    def text(self, value):
        writer = NeutralText(self.nodes, {}, self.limit)
        try:
            writer.value(value)
        except Full:
            pass
        except Unordered:
            return None
        return "".join(writer.parts)

    def append(self, touch):
        what, made, operand = touch
        if what == "import":
            self.events.append([what, self.text(made), None])
        elif what == "persid":
            self.events.append([what, "persistent_load", self.text((operand,))])
        elif what in ASKED:
            self.events.append([what, self.text(made), self.text(operand)])


class PureUnpickler(oracle.Harmless, pure.pickle._Unpickler):
    pass


def unpickler(dialect, data, world, encoding):
    if dialect == "py":
        return PureUnpickler(io.BytesIO(data), world, encoding)
    file = oracle.PeekFile(data) if dialect == "c" else io.BytesIO(data)
    return oracle.Unpickler(file, world, encoding)


def functions(error):
    trace = error.__traceback__
    while trace is not None:
        yield trace.tb_frame.f_code.co_name
        trace = trace.tb_next


def error_kind(dialect, error):
    """The kind, with bad-argument and type as one: which it is depends on the opcode."""
    if dialect == "py":
        is_pop = "load_pop" in functions(error)
        kind = pure.error_kind(error, oracle.CODE["POP"] if is_pop else None)
    elif isinstance(error, KeyError):  # 3.8
        kind = "memo-miss"
    else:
        kind = oracle.error_kind(error, None)
    return "refused" if kind in ("bad-argument", "type") else kind


def fill_extensions(data, world):
    """Every code that could be asked for; the C unpickler reads the cache itself."""
    cache = copyreg._extension_cache
    cache.clear()
    for width in {1 << (byte - 0x82) for byte in data if 0x82 <= byte <= 0x84}:
        for begin in range(len(data) - width + 1):
            code = int.from_bytes(data[begin:begin + width], "little", signed=width == 4)
            if code > 0 and code not in cache:
                cache[code] = world.extension(code)


def decoded(data):
    report = genops.judge(data, 0)
    error = report["error"] or {"kind": None, "message": ""}
    kind = "refused" if error["kind"] == "bad-argument" else error["kind"]
    return {"status": report["status"], "kind": kind, "events": [], "result": None,
            "message": error["message"]}


def judge(dialect, encoding, data, limit):
    """{status, kind, events, result}; or {left_out: why}."""
    if dialect == "pickletools":
        return decoded(data)
    world = World(limit)
    fill_extensions(data, world)
    made = {"status": "ok", "kind": None, "events": world.events, "result": None, "message": ""}
    try:
        value = unpickler(dialect, data, world, encoding).load()
    except (MemoryError, oracle.OracleError):
        return {"left_out": "no memory"}
    except Exception as error:
        made["status"] = "error"
        made["message"] = f"{type(error).__name__}: {error}"
        if any(word in str(error) for word in UNKIND):
            made["unkind"] = True
        try:
            made["kind"] = error_kind(dialect, error)
        except oracle.OracleError:
            return {"left_out": "no memory"}
    else:
        made["result"] = world.text(value)
    return made


def main():
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    sys.setrecursionlimit(20000)
    limit = int(sys.argv[1])
    for line in sys.stdin:
        dialect, encoding, *text = line.split()
        made = judge(dialect, encoding, bytes.fromhex("".join(text)), limit)
        print(json.dumps(made), flush=True)


if __name__ == "__main__":
    main()
