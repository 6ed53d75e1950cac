# SPDX-License-Identifier: GPL-3.0-or-later
"""Harmless stand-ins for what a pickle would import, call or load, and values as text.

A stand-in is a class, so that NEWOBJ takes it; its metaclass makes it callable, a taker of state,
items and attributes. It only tells the world what was done to it. What it stands for is a Node in
the world's list, so that stand-ins can be used again for the next program: making a class is slow.
"""
import sys


class Node:
    """What an unknown object is. The parts depend on the kind:
    global: module, name (str, or a stand-in that stood where the str was wanted)
    call, newobj: callee, args (tuple, or a stand-in), kwargs (dict, stand-in or None)
    persid: id · ext: code · buffer: number · readonly: the object below"""
    __slots__ = ("kind", "first", "args", "kwargs")

    def __init__(self, kind, first, args=None, kwargs=None):
        self.kind = kind
        self.first = first
        self.args = args
        self.kwargs = kwargs


class StandIn(type):
    """The type of all stand-ins. `happened` is told of every touch: (what, stand-in, operand)."""
    world = None

    def __call__(cls, *args, **kwargs):
        return StandIn.world.called(cls, args, kwargs)

    def __setstate__(cls, state):
        StandIn.world.happened.append(("state", cls, state))

    def __bool__(cls):
        return False  # as a state it may be none: the world is kind

    def append(cls, item):
        StandIn.world.happened.append(("append", cls, item))

    def extend(cls, items):
        StandIn.world.happened.append(("extend", cls, items))

    def __setitem__(cls, key, value):
        StandIn.world.happened.append(("setitem", cls, (key, value)))

    def add(cls, item):
        StandIn.world.happened.append(("add", cls, item))

    # With this, INST and OBJ call the class, not its __new__, also when there are no arguments.
    __getinitargs__ = None


class _Base:
    def __new__(cls, *args, **kwargs):
        return StandIn.world.made(cls, args, kwargs)


_pool = []


def stand_in(number):
    """The stand-in for node `number`."""
    while number >= len(_pool):
        made = type.__call__(StandIn, "stand_in", (_Base,), {})
        type.__setattr__(made, "number", len(_pool))
        _pool.append(made)
    return _pool[number]


class Full(Exception):
    """The text has reached its limit."""


def int_text(value):
    if value.bit_length() < 10000:
        return repr(value)
    digits = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(0)
    try:
        return repr(value)
    finally:
        sys.set_int_max_str_digits(digits)


_PLAIN = frozenset((type(None), bool, float, bytes, bytearray))


def has_surrogate(text):
    return any("\ud800" <= character <= "\udfff" for character in text)


class Text:
    """One value as text: CPython's repr, with the unknown objects as CONTRACT says. The items of a
    set stand in the order in which they were first added (`orders`: id of set -> items)."""

    def __init__(self, nodes, orders, max_chars):
        self.nodes = nodes
        self.orders = orders
        self.room = max_chars
        self.parts = []
        self.active = set()
        self.escaped = False

    def put(self, text):
        self.parts.append(text)
        self.room -= len(text)
        if self.room < 0:
            raise Full

    def raw(self, name):
        """Text from the stream as it is; only lone surrogates cannot stand in UTF-8."""
        if not name.isascii() and has_surrogate(name):
            self.escaped = True
            name = name.encode("utf-8", "backslashreplace").decode()
        self.put(name)

    def value(self, value):
        kind = type(value)
        if kind is str:
            self.put(repr(value))
            if not value.isascii() and has_surrogate(value):
                self.escaped = True
        elif kind in _PLAIN:
            self.put(repr(value))
        elif kind is int:
            self.put(int_text(value))
        elif kind is StandIn:
            self.unknown(value)
        elif kind is memoryview:
            self.put("memoryview(")
            self.value(value.obj)
            self.put(").toreadonly()")
        else:
            self.container(value, kind)

    def container(self, value, kind):
        if kind is set or kind is frozenset:
            opening, closing = ("{", "}") if kind is set else ("frozenset({", "})")
            empty, cycle = f"{kind.__name__}()", f"{kind.__name__}(...)"
        else:
            opening, closing = {tuple: "()", list: "[]", dict: "{}"}[kind]
            empty, cycle = opening + closing, f"{opening}...{closing}"
        if not value:
            self.put(empty)
        elif id(value) in self.active:
            self.put(cycle)
        else:
            self.active.add(id(value))
            self.put(opening)
            if kind is dict:
                self.pairs(value)
            elif kind is set or kind is frozenset:
                self.items(self.orders[id(value)])
            else:
                self.items(value)
            if kind is tuple and len(value) == 1:
                self.put(",")
            self.put(closing)
            self.active.discard(id(value))

    def items(self, items):
        comma = ""
        for item in items:
            self.put(comma)
            self.value(item)
            comma = ", "

    def pairs(self, pairs):
        comma = ""
        for key, value in pairs.items():
            self.put(comma)
            self.value(key)
            self.put(": ")
            self.value(value)
            comma = ", "

    def name_part(self, part):
        if type(part) is str:
            self.raw(part)
        else:
            self.put("{")
            self.value(part)
            self.put("}")

    def unknown(self, value):
        node = self.nodes[value.number]
        kind = node.kind
        if kind == "global":
            self.name_part(node.first)
            self.put(".")
            self.name_part(node.args)
        elif kind == "readonly":
            self.value(node.first)
            self.put(".toreadonly()")
        elif kind == "ext":
            self.put(f"copyreg.extension({node.first})")
        elif kind == "buffer":
            self.put(f"next_buffer({node.first})")
        else:
            self.call(value, node)

    def call(self, value, node):
        """A call is inside itself from its first character on, the callee's: also there it is
        written as f(...)."""
        inside = id(value) in self.active
        self.active.add(id(value))
        if node.kind == "persid":
            self.put("persistent_load")
        else:
            self.value(node.first)
            if node.kind == "newobj":
                self.put(".__new__")
        if inside:
            self.put("(...)")
            return
        self.put("(")
        if type(node.args) is tuple:
            self.items(node.args)
        else:
            self.put("*")
            self.value(node.args)
        if node.kwargs is not None:
            self.keywords(node.kwargs, bool(node.args) or type(node.args) is not tuple)
        self.put(")")
        self.active.discard(id(value))

    def keywords(self, keywords, comma):
        if type(keywords) is dict and not keywords:
            return
        if comma:
            self.put(", ")
        if type(keywords) is not dict:
            self.put("**")
            self.value(keywords)
            return
        comma = ""
        for key, value in keywords.items():
            self.put(comma)
            if type(key) is str:
                self.raw(key)
                self.put("=")
                self.value(value)
            else:
                self.put("**{")
                self.value(key)
                self.put(": ")
                self.value(value)
                self.put("}")
            comma = ", "
