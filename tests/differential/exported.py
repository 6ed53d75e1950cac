# SPDX-License-Identifier: GPL-3.0-or-later
"""What `brine export` writes, made into objects again: the forms of the manual's section EXPORT.

Nothing is imported unless the caller's find_global does."""
import base64
import struct


def no_global(module, name):
    raise ValueError(f"{module}.{name} is not plain data")


class Reader:
    """Makes each object once. One that can change is made empty and filled later, so that it may hold
    itself; what a call gets is filled before it is called."""

    def __init__(self, find_global=no_global):
        self.find_global = find_global
        self.made = {}
        self.named = {}
        self.waiting = []

    def read(self, document):
        self.find_names(document)
        value = self.make(document)
        self.fill(0)
        return value

    def find_names(self, document):
        todo = [document]
        while todo:
            node = todo.pop()
            if type(node) is dict:
                if "$id" in node and next(iter(node)) == "$id":
                    self.named[node["$id"]] = node["$value"]
                todo += node.values()
            elif type(node) is list:
                todo += node

    def fill(self, kept):
        while len(self.waiting) > kept:
            function, *args = self.waiting.pop()
            function(*args)

    def make(self, node, number=None):
        """The object of a node; number: by which others name it."""
        if type(node) is list:
            return self.later(number, [], self.extend, node)
        if type(node) is not dict:
            return node
        first = next(iter(node), "")
        if not first.startswith("$"):
            return self.later(number, {}, self.update, node.items(), str)
        return getattr(self, "make_" + first[1:])(node, number)

    def keep(self, number, value):
        if number is not None:
            self.made[number] = value
        return value

    def later(self, number, value, fill, *args):
        self.waiting.append((fill, value, *args))
        return self.keep(number, value)

    def finished(self, nodes):
        """Objects that hold all that they will."""
        kept = len(self.waiting)
        values = [self.make(node) for node in nodes]
        self.fill(kept)
        return values

    # ---- What is filled later

    def extend(self, value, nodes):
        value.extend(map(self.make, nodes))

    def update(self, value, pairs, key=None):
        for name, node in pairs:
            name, = [name] if key else self.finished([name])
            value[name] = self.make(node)

    def add(self, value, nodes):
        for node in self.finished(nodes):
            value.add(node)

    def change(self, value, changes):
        for change in changes:
            (verb, node), = change.items()
            if verb == "$state":
                self.build(value, *self.finished([node]))
            elif verb == "$append":
                self.put(value, "extend", "append", self.finished(node))
            elif verb == "$setitem":
                self.update(value, node)
            elif verb == "$add":
                self.add(value, node)
            else:
                raise ValueError(verb)

    @staticmethod
    def put(value, many, one, items):
        if hasattr(value, many):
            getattr(value, many)(items)
        else:
            for item in items:
                getattr(value, one)(item)

    @staticmethod
    def build(value, state):
        if hasattr(value, "__setstate__"):
            value.__setstate__(state)
            return
        slots = {}
        if isinstance(state, tuple) and len(state) == 2:
            state, slots = state
        vars(value).update(state or {}) if state else None
        for name, item in (slots or {}).items():
            setattr(value, name, item)

    # ---- One form each

    def make_id(self, node, number):
        number = node["$id"]
        return self.made[number] if number in self.made else self.make(node["$value"], number)

    def make_ref(self, node, number):
        number = node["$ref"]
        return self.made[number] if number in self.made else self.make(self.named[number], number)

    def make_tuple(self, node, number):
        return self.keep(number, tuple([self.make(item) for item in node["$tuple"]]))

    def make_set(self, node, number):
        return self.later(number, set(), self.add, node["$set"])

    def make_frozenset(self, node, number):
        return self.keep(number, frozenset(self.finished(node["$frozenset"])))

    def make_dict(self, node, number):
        return self.later(number, {}, self.update, node["$dict"])

    def make_str(self, node, number):
        return "".join(part if type(part) is str else chr(part) for part in node["$str"])

    def make_bytes(self, node, number):
        return base64.b64decode(node["$bytes"], validate=True)

    def make_bytearray(self, node, number):
        return self.keep(number, bytearray(base64.b64decode(node["$bytearray"], validate=True)))

    def make_memoryview(self, node, number):
        return self.keep(number, memoryview(self.make(node["$memoryview"])).toreadonly())

    def make_int(self, node, number):
        return int(node["$int"], 0)

    def make_float(self, node, number):
        text, _, bits = node["$float"].partition(":")
        return struct.unpack(">d", bytes.fromhex(bits))[0] if bits else float(text)

    def make_global(self, node, number):
        return self.find_global(*node["$global"])

    def args_of(self, node):
        args = node["$args"]
        return self.finished(args) if type(args) is list else self.finished([args])[0]

    def with_changes(self, value, node, number):
        return self.later(number, value, self.change, node.get("$then", ()))

    def make_call(self, node, number):
        callee, = self.finished([node["$call"]])
        return self.with_changes(callee(*self.args_of(node)), node, number)

    def make_new(self, node, number):
        cls, kwargs = self.finished([node["$new"], node.get("$kwargs", {})])
        return self.with_changes(cls.__new__(cls, *self.args_of(node), **kwargs), node, number)

    def make_instance(self, node, number):
        cls, = self.finished([node["$instance"]])
        args = self.args_of(node)
        is_bare = not args and isinstance(cls, type) and not hasattr(cls, "__getinitargs__")
        return self.with_changes(cls.__new__(cls) if is_bare else cls(*args), node, number)
