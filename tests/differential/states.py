# SPDX-License-Identifier: GPL-3.0-or-later
"""An unpickler's stack, marks and memo after each opcode, in the words of `brine trace --json
--full`."""
import ctypes

import oracle
import pure
from walk import CODE

# UnpicklerObject of CPython 3.11, Modules/_pickle.c.
MEMO_OFFSET, MEMO_SIZE_OFFSET, MARKS_OFFSET, MARK_COUNT_OFFSET = 24, 32, 240, 248
WRITES_MEMO = frozenset(CODE[name] for name in ("PUT", "BINPUT", "LONG_BINPUT", "MEMOIZE"))


def _words(address, count):
    return memoryview(ctypes.string_at(address, count * 8)).cast("Q") if count else ()


class Traced:
    """What stands before a run's class: it keeps a row for each opcode carried out."""

    def __init__(self, data, text_limit):
        super().__init__(data, text_limit)
        self.rows = []
        self.memo_keys = []

    def commit(self):
        events = len(self.events)
        super().commit()
        if self.next_op:
            self.rows.append(self.row(events if len(self.events) > events else None))

    def row(self, event):
        pos, code, _ = self.ops[self.next_op - 1]
        values = [self.text(value)[0] for value in self.values()]
        with_marks, marks = [], self.marks()
        for height in range(len(values) + 1):
            with_marks += [None] * marks.count(height) + values[height:height + 1]
        return {"op": self.next_op - 1, "pos": pos, "depth": len(values), "marks": len(marks),
                "event": event, "top": values[-1] if values else None,
                "stack": with_marks[::-1],
                "whole_memo": {str(key): self.text(value)[0] for key, value in self.memo().items()}}


class TracedC(Traced, oracle.Run):
    def field(self, offset):
        return ctypes.c_size_t.from_address(id(self.unpickler) + offset).value

    def marks(self):
        """The height of the stack at each open mark."""
        return list(_words(self.field(MARKS_OFFSET), self.field(MARK_COUNT_OFFSET)))

    def memo(self):
        """{key: value}"""
        address = self.field(MEMO_OFFSET)
        if self.ops[self.next_op - 1][1] in WRITES_MEMO:
            words = _words(address, self.field(MEMO_SIZE_OFFSET))
            self.memo_keys = [key for key, word in enumerate(words) if word]
        return {self.renamed.get(key, key): ctypes.py_object.from_address(address + 8 * key).value
                for key in self.memo_keys}

    def values(self):
        """The whole stack, the lowest first."""
        return [self.stack.data[index] for index in range(self.stack.size)]


class TracedPure(Traced, pure.Run):
    def lists(self):
        return [*self.unpickler.metastack, self.unpickler.stack]

    def marks(self):
        lists = self.lists()
        return [sum(map(len, lists[:number])) for number in range(1, len(lists))]

    def memo(self):
        return self.unpickler.memo

    def values(self):
        return [value for part in self.lists() for value in part]


RUNS = {"c": TracedC, "py": TracedPure}


def rows(data, text_limit, dialect):
    """The rows of the first stream, and the report about it."""
    run = RUNS[dialect](data, text_limit)
    report = run.run()
    return run.rows, report
