# SPDX-License-Identifier: GPL-3.0-or-later
"""The name of os.system, computed: by family of functions and in as many ways as somebody who hides it would
think of. Each is an expression of gadgets.py that gives the text 'system'."""
import base64
import binascii
import bz2
import codecs
import gzip
import keyword
import lzma
import uuid
import zlib

from gadgets import (ATTRGETTER, B, C, Do, G, IMPORT, ITEMGETTER, Kw, METHODCALLER, N, OS, P, PARTIAL, SYSTEM,
                     attribute, builtin, method, op)

FAMILIES = {}


def kw(callee, args=(), /, **named):
    """A call with keyword arguments."""
    return C(Kw(PARTIAL, (callee, *args), named))


def item(value, key):
    return op("getitem", value, key)


def at(value, *names):
    for name in names:
        value = attribute(value, name)
    return value


def dec(value, *args):
    return method(value, "decode", *args)


def nxt(value):
    return C(builtin("next"), value)


def lst(value):
    return C(builtin("list"), value)


def sl(start=None, stop=None, step=None):
    return C(builtin("slice"), start, stop, step)


def join(parts, between=""):
    return method(between, "join", parts)


def cat(*parts):
    return join(list(parts))


def idx(names, name):
    return list(names).index(name)


def cod(name):
    return G("codecs", name)


def E2(module, name):
    return G("encodings." + module, name)


def em(module, name):
    return G("email." + module if module else "email", name)


def lookup(name):
    return C(cod("lookup"), name)


def up(n):
    return G("urllib.parse", n)


def ht(n):
    return G("html", n)


def tw(n):
    return G("textwrap", n)


def st(n):
    return G("string", n)


def low(c):
    return item(st("ascii_lowercase"), ord(c) - 97)


def b6(x):
    return dec(item(x, sl(None, 6)))


def ud(n):
    return G("unicodedata", n)


def co(n):
    return G("collections", n)


S = b"system"
B64 = base64.b64encode(S)
csv_r = G("csv", "reader")
U = "http://os@system:80/a/system;p?q=system&m=os#frag"
uu_b = uuid.UUID(bytes=b"system" + b"0" * 10)
uu_l = uuid.UUID(bytes_le=b"system" + b"0" * 10)
uh = str(uu_b)
UU = G("uuid", "UUID")
wide = "".join(chr(ord(c) - 0x21 + 0xff01) for c in "system")
bold = "".join(chr(0x1d41a + ord(c) - 97) for c in "system")
kl = G("keyword", "kwlist")
SN = G("types", "SimpleNamespace")
nt = C(co("namedtuple"), "N", "a b")

FAMILIES["codecs.lookup"] = dict(
    decode=item(C(at(lookup("rot13"), "decode"), "flfgrz"), 0),
    encode=item(C(at(lookup("rot_13"), "encode"), "flfgrz"), 0),
    b64=dec(item(C(at(lookup("base64"), "decode"), B64), 0)),
    hex=dec(item(C(at(lookup("hex"), "decode"), S.hex().encode()), 0)),
    utf16=item(C(at(lookup("utf-16-le"), "decode"), "system".encode("utf-16-le")), 0),
    item1=item(C(item(lookup("rot13"), 1), "flfgrz"), 0),
    item0=dec(item(C(item(lookup("utf8"), 0), "system"), 0)),
    attrgetter=item(C(C(C(ATTRGETTER, "decode"), lookup("rot13")), "flfgrz"), 0),
    methodcaller=item(C(C(METHODCALLER, "decode", b"system"), lookup("ascii")), 0),
    incremental=method(C(at(lookup("utf8"), "incrementaldecoder")), "decode", b"system"),
    incremental_rot=method(C(at(lookup("rot13"), "incrementaldecoder")), "decode", "flfgrz"),
    incremental_enc=dec(method(C(at(lookup("utf8"), "incrementalencoder")), "encode", "system")),
    streamreader=method(C(at(lookup("utf8"), "streamreader"), C(G("io", "BytesIO"), S)), "read"),
    streamreader_item=method(C(item(lookup("utf8"), 2), C(G("io", "BytesIO"), S)), "read"),
    name=method(cat(at(lookup("utf8"), "name"), "system"), "removeprefix", "utf-8"),
    zlib=dec(item(C(at(lookup("zlib"), "decode"), zlib.compress(S)), 0)),
    underscore=item(C(at(C(G("_codecs", "lookup"), "rot13"), "decode"), "flfgrz"), 0))

FAMILIES["codecs.get"] = dict(
    getdecoder=item(C(C(cod("getdecoder"), "rot13"), "flfgrz"), 0),
    getdecoder_b64=dec(item(C(C(cod("getdecoder"), "base64"), B64), 0)),
    getdecoder_utf7=item(C(C(cod("getdecoder"), "utf-7"), b"+AHM-ystem"), 0),
    getencoder=item(C(C(cod("getencoder"), "rot13"), "flfgrz"), 0),
    getencoder_utf8=dec(item(C(C(cod("getencoder"), "utf8"), "system"), 0)),
    getincrementaldecoder=method(C(C(cod("getincrementaldecoder"), "utf8")), "decode", S),
    getincrementalencoder=dec(method(C(C(cod("getincrementalencoder"), "utf8")), "encode", "system")),
    getreader=method(C(C(cod("getreader"), "utf8"), C(G("io", "BytesIO"), S)), "read"),
    getreader_line=method(C(C(cod("getreader"), "utf8"), C(G("io", "BytesIO"), S)), "readline"),
    next_pair=nxt(C(builtin("iter"), C(C(cod("getdecoder"), "rot13"), "flfgrz"))))

FAMILIES["codecs.iter"] = dict(
    iterdecode=join(C(cod("iterdecode"), [b"sys", b"tem"], "utf8")),
    iterdecode_b64=dec(join(C(cod("iterdecode"), [B64], "base64"), b"")),
    iterdecode_next=nxt(C(cod("iterdecode"), [S], "ascii")),
    iterencode=dec(join(C(cod("iterencode"), ["sys", "tem"], "utf8"), b"")),
    iterencode_rot=join(C(cod("iterencode"), ["flf", "grz"], "rot13")))

FAMILIES["codecs.functions"] = dict(
    utf_7_decode=item(C(G("_codecs", "utf_7_decode"), b"+AHM-ystem", None, True), 0),
    utf_32_decode=item(C(G("_codecs", "utf_32_decode"), "system".encode("utf-32")), 0),
    utf_32_le=item(C(cod("utf_32_le_decode"), "system".encode("utf-32-le")), 0),
    utf_32_be=item(C(cod("utf_32_be_decode"), "system".encode("utf-32-be")), 0),
    utf_16_encode=dec(item(C(cod("utf_16_le_encode"), "system"), 0), "utf-16-le"),
    charmap_decode=item(C(cod("charmap_decode"), b"0bcdef", "strict", {48: "s", 98: "y", 99: "s", 100: "t", 101: "e", 102: "m"}), 0),
    charmap_decode_str=item(C(cod("charmap_decode"), b"\0\1\0\2\3\4", "strict", "sytem"), 0),
    charmap_none=item(C(cod("charmap_decode"), b"system"), 0),
    charmap_encode=dec(item(C(cod("charmap_encode"), "012345", "strict", {48: 115, 49: 121, 50: 115, 51: 116, 52: b"e", 53: 109}), 0)),
    readbuffer=dec(item(C(cod("readbuffer_encode"), b"system"), 0)),
    unicode_escape_encode=dec(item(C(cod("unicode_escape_encode"), "system"), 0)),
    raw_unicode_escape_encode=dec(item(C(cod("raw_unicode_escape_encode"), "system"), 0)))

FAMILIES["codecs.classes"] = dict(
    bom=method(dec(op("add", cod("BOM_UTF8"), b"system"), "utf-8-sig"), "strip"),
    codec_decode=item(C(at(lookup("ascii"), "decode"), b"system", "strict"), 0))

FAMILIES["encodings"] = dict(
    rot_13_codec=item(method(C(E2("rot_13", "Codec")), "decode", "flfgrz"), 0),
    rot_13_enc=item(method(C(E2("rot_13", "Codec")), "encode", "flfgrz"), 0),
    rot_13_incr=method(C(E2("rot_13", "IncrementalDecoder")), "decode", "flfgrz"),
    rot_13_translate=method("flfgrz", "translate", E2("rot_13", "rot13_map")),
    hex_decode=dec(item(C(E2("hex_codec", "hex_decode"), S.hex().encode()), 0)),
    hex_encode=dec(C(builtin("bytes.fromhex"), dec(item(C(E2("hex_codec", "hex_encode"), S), 0)))),
    base64_decode=dec(item(C(E2("base64_codec", "base64_decode"), B64), 0)),
    base64_codec=dec(item(method(C(E2("base64_codec", "Codec")), "decode", B64), 0)),
    zlib_decode=dec(item(C(E2("zlib_codec", "zlib_decode"), zlib.compress(S)), 0)),
    bz2_decode=dec(item(C(E2("bz2_codec", "bz2_decode"), bz2.compress(S)), 0)),
    quopri_decode=dec(item(C(E2("quopri_codec", "quopri_decode"), b"=73ystem"), 0)),
    uu_decode=dec(item(C(E2("uu_codec", "uu_decode"), codecs.encode(S, "uu")), 0)),
    utf_8=item(C(E2("utf_8", "decode"), S), 0),
    utf_8_enc=dec(item(C(E2("utf_8", "encode"), "system"), 0)),
    utf_8_sig=item(C(E2("utf_8_sig", "decode"), b"\xef\xbb\xbfsystem"), 0),
    utf_16=item(C(E2("utf_16", "decode"), "system".encode("utf-16")), 0),
    utf_16_le=item(C(E2("utf_16_le", "decode"), "system".encode("utf-16-le")), 0),
    utf_16_be=item(C(E2("utf_16_be", "decode"), "system".encode("utf-16-be")), 0),
    utf_32=item(C(E2("utf_32", "decode"), "system".encode("utf-32")), 0),
    utf_7=item(C(E2("utf_7", "decode"), b"+AHM-ystem"), 0),
    ascii_=item(C(E2("ascii", "Codec.decode"), S), 0),
    latin_1=item(C(E2("latin_1", "Codec.decode"), S), 0),
    unicode_escape=item(C(E2("unicode_escape", "Codec.decode"), b"\\x73ystem"), 0),
    cp1252=item(method(C(E2("cp1252", "Codec")), "decode", S), 0),
    punycode=C(E2("punycode", "punycode_decode"), b"system-", "strict"),
    punycode_codec=dec(b"system-", "punycode"),
    idna=dec(b"system", "idna"),
    idna_enc=dec(method("system", "encode", "idna")),
    idna_ascii=dec(C(E2("idna", "ToASCII"), "system")),
    getregentry=item(C(at(C(E2("rot_13", "getregentry")), "decode"), "flfgrz"), 0),
    getregentry_b64=dec(item(C(at(C(E2("base64_codec", "getregentry")), "decode"), B64), 0)),
    normalize=method(C(G("encodings", "normalize_encoding"), "sys tem"), "replace", "_", ""),
    search=item(C(at(C(G("encodings", "search_function"), "rot_13"), "decode"), "flfgrz"), 0),
    method_pair=nxt(C(builtin("iter"), C(at(C(E2("rot_13", "Codec")), "decode"), "flfgrz"))))

FAMILIES["csv"] = dict(
    next=item(nxt(C(csv_r, ["os,system"])), 1),
    list=item(item(lst(C(csv_r, ["os,system"])), 0), 1),
    join=join(nxt(C(csv_r, ["sys,tem"]))),
    quoted=item(nxt(C(csv_r, ['os,"system"'])), 1),
    underscore=item(nxt(C(G("_csv", "reader"), ["os,system"])), 1),
    dunder_next=item(method(C(csv_r, ["os,system"]), "__next__"), 1),
    delimiter=item(nxt(kw(csv_r, (["os;system"],), delimiter=";")), 1),
    quotechar=item(nxt(kw(csv_r, (["os,'system'"],), quotechar="'")), 1),
    excel_tab=item(nxt(C(csv_r, ["os\tsystem"], "excel-tab")), 1),
    map=item(nxt(C(builtin("map"), C(ITEMGETTER, 1), C(csv_r, ["os,system"]))), sl()),
    rows=cat(*[item(item(lst(C(csv_r, ["s,y", "s,t", "e,m"])), a), b) for a in range(3) for b in range(2)]),
    stringio=item(nxt(C(csv_r, C(G("io", "StringIO"), "os,system\n"))), 1),
    splitlines=item(item(lst(C(csv_r, method("a,b\nos,system", "splitlines"))), 1), 1),
    dictreader=item(nxt(C(G("csv", "DictReader"), ["a,b", "os,system"])), "b"),
    dictreader_fields=item(nxt(C(G("csv", "DictReader"), ["os,system"], ["m", "n"])), "n"),
    reduce=C(G("functools", "reduce"), G("operator", "add"), nxt(C(csv_r, ["sys,tem"]))),
    chain=join(C(G("itertools", "chain.from_iterable"), C(csv_r, ["s,y", "s,t", "e,m"]))))

FAMILIES["shlex"] = dict(
    split=item(C(G("shlex", "split"), "os system"), 1),
    split_q=item(C(G("shlex", "split"), "os 'sys'\"tem\""), 1),
    split_comment=item(C(G("shlex", "split"), "os sys\\tem"), 1),
    split_posix=item(C(G("shlex", "split"), "os system", False, False), 1),
    split_kw=item(kw(G("shlex", "split"), ("os system # x",), comments=True), 1),
    join_split=join(C(G("shlex", "split"), "s y s t e m")),
    join=C(G("shlex", "join"), ["system"]),
    join2=method(C(G("shlex", "join"), ["sys", "tem"]), "replace", " ", ""),
    quote=C(G("shlex", "quote"), "system"),
    quote2=method(C(G("shlex", "quote"), "sys tem"), "translate", {39: None, 32: None}),
    class_list=item(lst(C(G("shlex", "shlex"), "os system")), 1),
    class_next=nxt(C(G("shlex", "shlex"), "system os")),
    class_token=method(C(G("shlex", "shlex"), "system"), "get_token"))

FAMILIES["urllib.parse"] = dict(
    unquote=C(up("unquote"), "%73%79stem"),
    unquote_plus=method(C(up("unquote_plus"), "sys+%74em"), "replace", " ", ""),
    unquote_enc=C(up("unquote"), "%73ystem", "latin-1"),
    unquote_bytes=C(up("unquote"), b"%73ystem"),
    unquote_to_bytes=dec(C(up("unquote_to_bytes"), "%73ystem")),
    unquote_to_bytes_b=dec(C(up("unquote_to_bytes"), b"%73ystem")),
    quote=C(up("quote"), "system"),
    quote_plus=C(up("quote_plus"), "system"),
    quote2=method(C(up("quote"), "sys tem"), "replace", "%20", ""),
    quote_plus2=method(C(up("quote_plus"), "sys tem"), "replace", "+", ""),
    quote_bytes=C(up("quote_from_bytes"), b"system"),
    urlencode=item(method(C(up("urlencode"), {"a": "system"}), "split", "="), 1),
    urlencode_seq=item(method(C(up("urlencode"), [("os", "system")]), "split", "="), 1),
    parse_qs=item(item(C(up("parse_qs"), "a=system"), "a"), 0),
    parse_qs_pct=item(item(C(up("parse_qs"), "m=os&a=%73ystem"), "a"), 0),
    parse_qs_sep=item(item(kw(up("parse_qs"), ("m=os;a=system",), separator=";"), "a"), 0),
    parse_qs_get=item(method(C(up("parse_qs"), "a=system"), "get", "a"), 0),
    parse_qs_b=dec(item(item(C(up("parse_qs"), b"a=system"), b"a"), 0)),
    parse_qsl=item(item(C(up("parse_qsl"), "os=system"), 0), 1),
    parse_qsl_dict=item(C(builtin("dict"), C(up("parse_qsl"), "a=system")), "a"),
    urlparse_netloc=at(C(up("urlparse"), "http://system/"), "netloc"),
    urlparse_path=method(at(C(up("urlparse"), "http://h/system"), "path"), "strip", "/"),
    urlparse_fragment=at(C(up("urlparse"), "os#system"), "fragment"),
    urlparse_query=at(C(up("urlparse"), "?system"), "query"),
    urlparse_scheme=at(C(up("urlparse"), "system:x"), "scheme"),
    urlparse_params=at(C(up("urlparse"), "http://h/a;system"), "params"),
    urlparse_host=at(C(up("urlparse"), "http://SYSTEM:80/"), "hostname"),
    urlparse_user=at(C(up("urlparse"), "http://system@h/"), "username"),
    urlparse_pw=at(C(up("urlparse"), "http://os:system@h/"), "password"),
    urlparse_item=item(C(up("urlparse"), "http://system/"), 1),
    urlparse_item2=item(C(up("urlparse"), "system"), 2),
    urlparse_geturl=method(C(up("urlparse"), "system"), "geturl"),
    urlparse_join=join(C(up("urlparse"), "sys?tem")),
    urlparse_replace=at(kw(at(C(up("urlparse"), "os"), "_replace"), path="system"), "path"),
    urlsplit=at(C(up("urlsplit"), "x#system"), "fragment"),
    urlsplit_item=item(C(up("urlsplit"), "x#system"), 4),
    urlsplit_host=at(C(up("urlsplit"), "//system"), "hostname"),
    urldefrag=at(C(up("urldefrag"), "x#system"), "fragment"),
    urldefrag_item=item(C(up("urldefrag"), "system#x"), 0),
    urlunparse=C(up("urlunparse"), ("", "", "system", "", "", "")),
    urlunsplit=C(up("urlunsplit"), ("", "", "system", "", "")),
    urljoin=C(up("urljoin"), "x", "system"),
    urljoin2=item(method(C(up("urljoin"), "http://a/b/c", "system"), "split", "/"), -1),
    result=at(C(up("ParseResult"), "", "", "system", "", "", ""), "path"),
    result2=item(C(up("SplitResult"), "", "", "system", "", ""), 2),
    splitquery=item(C(up("splitquery"), "os?system"), 1),
    splittag=item(C(up("splittag"), "os#system"), 1),
    splitvalue=item(C(up("splitvalue"), "os=system"), 1),
    splituser=item(C(up("splituser"), "os@system"), 1),
    splitpasswd=item(C(up("splitpasswd"), "os:system"), 1),
    req=C(G("urllib.request", "unquote"), "%73ystem"),
    url2pathname=C(G("urllib.request", "url2pathname"), "%73ystem"))

FAMILIES["html"] = dict(
    unescape=C(ht("unescape"), "&#115;ystem"),
    unescape_hex=C(ht("unescape"), "&#x73;ystem"),
    unescape_nosemi=C(ht("unescape"), "&#115ystem"),
    unescape_plain=C(ht("unescape"), "system"),
    unescape_amp=method(C(ht("unescape"), "sys&amptem"), "replace", "&", ""),
    unescape_wide=method(C(ht("unescape"), "sys&nbsp;tem"), "replace", "\xa0", ""),
    escape=C(ht("escape"), "system"),
    escape2=method(C(ht("escape"), "<system>"), "strip", "&lgt;"),
    name2codepoint=cat(C(builtin("chr"), op("add", item(G("html.entities", "name2codepoint"), "amp"), 77)), "ystem"),
    entitydefs=method(cat(item(G("html.entities", "entitydefs"), "lt"), "system"), "strip", "<"),
    codepoint2name=method(cat(item(G("html.entities", "codepoint2name"), 38), "system"), "removeprefix", "amp"),
    saxescape=C(G("xml.sax.saxutils", "escape"), "system"),
    saxunescape=method(C(G("xml.sax.saxutils", "unescape"), "&lt;system"), "strip", "<"),
    saxunescape_e=C(G("xml.sax.saxutils", "unescape"), "@tem", {"@": "sys"}))

FAMILIES["textwrap"] = dict(
    dedent=C(tw("dedent"), "   system"),
    wrap=item(C(tw("wrap"), "os system", 6), 1),
    wrap_join=join(C(tw("wrap"), "sys tem", 3)),
    wrap_break=join(C(tw("wrap"), "system", 2)),
    wrap_def=item(C(tw("wrap"), "system"), 0),
    fill=C(tw("fill"), "system"),
    fill2=method(C(tw("fill"), "sys tem", 3), "replace", "\n", ""),
    fill_kw=kw(tw("fill"), ("stem",), initial_indent="sy"),
    indent=C(tw("indent"), "tem", "sys"),
    indent2=method(C(tw("indent"), "system", "--"), "strip", "-"),
    shorten=C(tw("shorten"), "system", 10),
    shorten_ph=kw(tw("shorten"), ("sys tem",), width=6, placeholder="tem"),
    wrapper=item(method(kw(tw("TextWrapper"), width=6), "wrap", "os system"), 1),
    wrapper_fill=method(C(tw("TextWrapper")), "fill", "system"))

FAMILIES["string"] = dict(
    lower=cat(*map(low, "system")),
    letters=cat(*[item(st("ascii_letters"), ord(c) - 97) for c in "system"]),
    printable=cat(*[item(st("printable"), 10 + ord(c) - 97) for c in "system"]),
    upper=method(cat(*[item(st("ascii_uppercase"), ord(c) - 65) for c in "SYSTEM"]), "lower"),
    itemgetter=join(C(C(ITEMGETTER, *[ord(c) - 97 for c in "system"]), st("ascii_lowercase"))),
    map=join(C(builtin("map"), at(st("ascii_lowercase"), "__getitem__"), [ord(c) - 97 for c in "system"])),
    dotted=cat(*[C(st("ascii_lowercase.__getitem__"), ord(c) - 97) for c in "system"]),
    slices=cat(item(st("ascii_lowercase"), sl(18, 19)), item(st("ascii_lowercase"), sl(24, 25)), "stem"),
    translate=method("flfgrz", "translate", C(builtin("str.maketrans"), st("ascii_lowercase"), op("add", item(st("ascii_lowercase"), sl(13)), item(st("ascii_lowercase"), sl(None, 13))))),
    getattr=cat(*[item(at(C(IMPORT, "string"), "ascii_lowercase"), ord(c) - 97) for c in "system"]),
    digits=method(cat(st("digits"), "system"), "strip", "0123456789"),
    hexdigits=method(cat(st("hexdigits"), "system"), "removeprefix", "0123456789abcdefABCDEF"),
    octdigits=method(cat(st("octdigits"), "system"), "strip", "01234567"),
    punctuation=method(cat(st("punctuation"), "system"), "lstrip", st("punctuation")),
    whitespace=method(cat(st("whitespace"), "system"), "strip"),
    capwords=method(C(st("capwords"), "sYSTEM"), "lower"),
    capwords_sep=method(method(C(st("capwords"), "sys-tem", "-"), "lower"), "replace", "-", ""),
    template=kw(at(C(st("Template"), "${a}tem"), "substitute"), a="sys"),
    template_map=method(C(st("Template"), "$a"), "substitute", {"a": "system"}),
    template_safe=method(C(st("Template"), "$a"), "safe_substitute", {"a": "system"}),
    template_attr=at(C(st("Template"), "system"), "template"),
    formatter=method(C(st("Formatter")), "format", "{}{}", "sys", "tem"),
    formatter_kw=kw(at(C(st("Formatter")), "format"), ("{a}",), a="system"),
    vformat=method(C(st("Formatter")), "vformat", "{0}{a}", ["sys"], {"a": "tem"}),
    get_value=method(C(st("Formatter")), "get_value", 0, ["system"], {}),
    convert=method(C(st("Formatter")), "convert_field", "system", "s"),
    format_field=method(C(st("Formatter")), "format_field", "system", ""),
    parse=item(item(lst(method(C(st("Formatter")), "parse", "system{}")), 0), 0),
    parse2=item(nxt(C(G("_string", "formatter_parser"), "{system}")), 1),
    field_split=item(C(G("_string", "formatter_field_name_split"), "system.a"), 0),
    get_field=item(method(C(st("Formatter")), "get_field", "a", [], {"a": "system"}), 0))

FAMILIES["uuid"] = dict(
    bytes=b6(at(C(UU, uh), "bytes")),
    bytes_le=b6(at(C(UU, str(uu_l)), "bytes_le")),
    hex=dec(C(builtin("bytes.fromhex"), item(at(C(UU, uh), "hex"), sl(None, 12)))),
    int=dec(item(method(at(C(UU, uh), "int"), "to_bytes", 16, "big"), sl(None, 6))),
    kw_bytes=b6(at(kw(UU, bytes=b"system" + b"0" * 10), "bytes")),
    kw_int=b6(at(kw(UU, int=uu_b.int), "bytes")),
    kw_fields=b6(at(kw(UU, fields=uu_b.fields), "bytes")),
    kw_le=b6(at(kw(UU, bytes_le=b"system" + b"0" * 10), "bytes_le")),
    str=dec(C(builtin("bytes.fromhex"), item(method(C(builtin("str"), C(UU, uh)), "replace", "-", ""), sl(None, 12)))),
    int_call=dec(item(method(C(builtin("int"), C(UU, uh)), "to_bytes", 16, "big"), sl(None, 6))),
    urn=dec(C(builtin("bytes.fromhex"), item(method(item(at(C(UU, uh), "urn"), sl(9)), "replace", "-", ""), sl(None, 12)))),
    time_low=cat(dec(method(at(C(UU, uh), "time_low"), "to_bytes", 4, "big")), "em"),
    fields=cat(dec(method(item(at(C(UU, uh), "fields"), 0), "to_bytes", 4, "big")), "em"),
    node=dec(method(at(C(UU, "00000000-0000-0000-0000-" + S.hex()), "node"), "to_bytes", 6, "big")),
    braces=b6(at(C(UU, "{" + uh + "}"), "bytes")),
    nodash=b6(at(C(UU, uh.replace("-", "")), "bytes")),
    getattr=b6(at(B(N(UU), {"int": uu_b.int}), "bytes")),
    format=dec(C(builtin("bytes.fromhex"), item(method(method("{}", "format", C(UU, uh)), "replace", "-", ""), sl(None, 12)))))

FAMILIES["unicodedata"] = dict(
    nfkc_wide=C(ud("normalize"), "NFKC", wide),
    nfkd_wide=C(ud("normalize"), "NFKD", wide),
    nfkc_bold=C(ud("normalize"), "NFKC", bold),
    nfkc_plain=C(ud("normalize"), "NFKC", "system"),
    nfc_plain=C(ud("normalize"), "NFC", "system"),
    nfkc_circled=C(ud("normalize"), "NFKC", "".join(chr(0x24d0 + ord(c) - 97) for c in "system")),
    lookup=cat(*[C(ud("lookup"), "LATIN SMALL LETTER " + c) for c in "SYSTEM"]),
    lookup_map=join(C(builtin("map"), ud("lookup"), ["LATIN SMALL LETTER " + c for c in "SYSTEM"])),
    name=method(cat(*[item(C(ud("name"), c), -1) for c in "system"]), "lower"),
    name_split=method(cat(*[item(method(C(ud("name"), c), "split"), -1) for c in "system"]), "lower"),
    n_escape=dec(b"\\N{LATIN SMALL LETTER S}ystem", "unicode_escape"),
    digit=cat(C(builtin("chr"), op("add", 107, C(ud("digit"), "8"))), "ystem"),
    category=method(cat(C(ud("category"), "a"), "system"), "removeprefix", "Ll"),
    numeric=cat(C(builtin("chr"), C(builtin("int"), op("add", 107, C(ud("numeric"), "8")))), "ystem"))

FAMILIES["difflib"] = dict(
    restore=item(lst(C(G("difflib", "restore"), ["- os", "+ system"], 2)), 0),
    restore1=nxt(C(G("difflib", "restore"), ["- system", "+ x"], 1)),
    close=item(C(G("difflib", "get_close_matches"), "systen", ["system"]), 0))

FAMILIES["email"] = dict(
    decode_header=dec(item(item(C(em("header", "decode_header"), "=?utf-8?b?c3lzdGVt?="), 0), 0)),
    decode_header_q=dec(item(item(C(em("header", "decode_header"), "=?utf-8?q?=73ystem?="), 0), 0)),
    decode_header_plain=item(item(C(em("header", "decode_header"), "system"), 0), 0),
    make_header=C(builtin("str"), C(em("header", "make_header"), C(em("header", "decode_header"), "=?utf-8?b?c3lzdGVt?="))),
    header_str=C(builtin("str"), C(em("header", "Header"), "system")),
    header_enc=method(C(em("header", "Header"), "system"), "encode"),
    rfc2231=C(em("utils", "collapse_rfc2231_value"), ("utf-8", "", "system")),
    unquote=C(em("utils", "unquote"), '"system"'),
    decode_rfc2231=item(C(em("utils", "decode_rfc2231"), "utf-8''system"), 2),
    b64=dec(C(em("base64mime", "decode"), "c3lzdGVt")),
    b64_body=dec(C(em("base64mime", "body_decode"), "c3lzdGVt")),
    qp=C(em("quoprimime", "decode"), "=73ystem"),
    qp_body=C(em("quoprimime", "body_decode"), "=73ystem"),
    qp_header=C(em("quoprimime", "header_decode"), "=73ystem"),
    qp_unquote=cat(C(em("quoprimime", "unquote"), "=73"), "ystem"),
    message=method(C(em("", "message_from_string"), "a: b\n\nsystem"), "get_payload"),
    message_hdr=item(C(em("", "message_from_string"), "a: system\n\n"), "a"),
    message_get=method(C(em("", "message_from_string"), "a: system\n\n"), "get", "a"),
    message_bytes=item(C(em("", "message_from_bytes"), b"a: system\n\n"), "a"),
    message_payload_b64=dec(kw(at(C(em("", "message_from_string"), "content-transfer-encoding: base64\n\nc3lzdGVt"), "get_payload"), decode=True)),
    encoded_words=item(C(em("_encoded_words", "decode"), "=?utf-8?q?system?="), 0),
    encoded_q=dec(item(C(em("_encoded_words", "decode_q"), b"=73ystem"), 0)),
    encoded_b=dec(item(C(em("_encoded_words", "decode_b"), b"c3lzdGVt"), 0)))

FAMILIES["quopri/uu"] = dict(
    quopri=dec(C(G("quopri", "decodestring"), "=73ystem")),
    quopri_b=dec(C(G("quopri", "decodestring"), b"=73ystem")),
    quopri_enc=dec(C(G("quopri", "encodestring"), b"system")),
    a2b_qp=dec(C(G("binascii", "a2b_qp"), b"=73ystem")),
    a2b_qp_header=method(dec(kw(G("binascii", "a2b_qp"), (b"sys_tem",), header=True)), "replace", " ", ""),
    b2a_qp=dec(C(G("binascii", "b2a_qp"), b"system")),
    a2b_uu=dec(C(G("binascii", "a2b_uu"), binascii.b2a_uu(S))),
    b2a_uu=dec(C(G("binascii", "a2b_uu"), C(G("binascii", "b2a_uu"), S))),
    b2a_base64=dec(C(G("base64", "b64decode"), C(G("binascii", "b2a_base64"), S))),
    uu_codec=dec(C(G("codecs", "decode"), codecs.encode(S, "uu"), "uu")),
    b64_encodebytes=item(dec(C(G("base64", "encodebytes"), base64.b64decode("system+/"))), sl(None, 6)),
    b32_enc=dec(C(G("base64", "b32decode"), C(G("base64", "b32encode"), S))),
    b16_enc=dec(C(G("base64", "b16decode"), C(G("base64", "b16encode"), S))),
    b85_enc=dec(C(G("base64", "b85decode"), C(G("base64", "b85encode"), S))),
    a85_enc=dec(C(G("base64", "a85decode"), C(G("base64", "a85encode"), S))),
    url_enc=dec(C(G("base64", "urlsafe_b64decode"), C(G("base64", "urlsafe_b64encode"), S))),
    uu_quiet=dec(C(G("codecs", "decode"), b"begin 666 x\n&<WES=&5M\n \nend\n", "uu_codec")),
    zlib_obj=dec(method(C(G("zlib", "decompressobj")), "decompress", zlib.compress(S))),
    bz2_obj=dec(method(C(G("bz2", "BZ2Decompressor")), "decompress", bz2.compress(S))),
    lzma_obj=dec(method(C(G("lzma", "LZMADecompressor")), "decompress", lzma.compress(S))),
    zlib_comp=dec(C(G("zlib", "decompress"), C(G("zlib", "compress"), S))),
    gzip_file=dec(method(kw(G("gzip", "GzipFile"), fileobj=C(G("io", "BytesIO"), gzip.compress(S))), "read")))

FAMILIES["fnmatch/path"] = dict(
    fnmatch_filter=item(C(G("fnmatch", "filter"), ["os", "system"], "s*"), 0),
    fnmatch_filter_q=item(C(G("fnmatch", "filter"), ["os", "system", "sys"], "s?????"), 0),
    fnmatch_set=item(C(G("fnmatch", "filter"), ["os", "system"], "[s]*m"), 0),
    basename=C(G("posixpath", "basename"), "/a/system"),
    glob_escape=C(G("glob", "escape"), "system"),
    glob_has=method(cat(C(builtin("str"), C(G("glob", "has_magic"), "a")), "system"), "removeprefix", "False"),
    posix_join=item(method(C(G("posixpath", "join"), "a", "system"), "split", "/"), 1),
    posix_splitdrive=item(C(G("ntpath", "splitdrive"), "c:system"), 1),
    posix_sep=item(method(cat("os", G("os", "sep"), "system"), "split", "/"), 1),
    posix_sep2=item(method(cat("os", G("posixpath", "sep"), "system"), "split", G("os.path", "sep")), 1),
    os_curdir=method(cat(G("os", "curdir"), "system"), "strip", "."),
    os_name=method(cat(G("os", "name"), "system"), "removeprefix", "posix"))

FAMILIES["constants"] = dict(
    kwlist=cat(item(item(kl, idx(keyword.kwlist, "pass")), 2), "ystem"),
    kwlist_join=cat(item(item(kl, idx(keyword.kwlist, "as")), 1), item(item(kl, idx(keyword.kwlist, "try")), 2), "stem"),
    calendar_day=cat(method(item(item(G("calendar", "day_name"), 5), 0), "lower"), "ystem"),
    calendar_month=cat(method(item(item(G("calendar", "month_abbr"), 9), 0), "lower"), "ystem"),
    sys_platform=method(cat(G("sys", "platform"), "system"), "removeprefix", "linux"),
    sys_impl=method(cat(G("sys", "implementation.name"), "system"), "removeprefix", "cpython"),
    dunder_name2=C(builtin("getattr"), G("platform", "system"), "__name__"),
    platform_name=C(C(ATTRGETTER, "__name__"), G("platform", "system")),
    module_name=cat(at(C(IMPORT, "sys"), "__name__"), "tem"),
    class_name=method(method(cat(at(G("enum", "Enum"), "__name__"), "system"), "removeprefix", "Enum"), "lower"),
    qualname=method(at(G("platform", "system"), "__qualname__"), "lower"),
    maxsize=cat(C(builtin("chr"), op("add", 115, op("sub", G("sys", "maxsize"), 2**63 - 1))), "ystem"),
    pi=cat(C(builtin("chr"), op("add", 112, C(builtin("int"), G("math", "pi")))), "ystem"),
    stat=cat(C(builtin("chr"), op("add", 115, G("stat", "ST_MODE"))), "ystem"),
    errno_num=cat(C(builtin("chr"), op("add", 114, G("errno", "EPERM"))), "ystem"),
    this_s=method("flfgrz", "translate", C(builtin("str.maketrans"), "flgrz", "sytem")))

FAMILIES["enum"] = dict(
    value=at(C(G("enum", "Enum"), "E", {"A": "system"}), "A", "value"),
    name=at(C(G("enum", "Enum"), "E", "system os"), "system", "name"),
    name_list=at(C(G("enum", "Enum"), "E", ["os", "system"]), "system", "name"),
    pairs=at(C(G("enum", "Enum"), "E", [("A", "system")]), "A", "value"),
    call=at(C(C(G("enum", "Enum"), "E", "os system"), 2), "name"),
    getitem=at(item(C(G("enum", "Enum"), "E", {"A": "system"}), "A"), "value"),
    _value=at(C(G("enum", "Enum"), "E", {"A": "system"}), "A", "_value_"),
    members=at(item(at(C(G("enum", "Enum"), "E", {"A": "system"}), "__members__"), "A"), "value"),
    list=at(item(lst(C(G("enum", "Enum"), "E", {"A": "system"})), 0), "value"),
    intenum=at(C(G("enum", "IntEnum"), "E", "system"), "system", "name"),
    flag=at(C(G("enum", "Flag"), "E", "system"), "system", "name"),
    next_iter=at(nxt(C(builtin("iter"), C(G("enum", "Enum"), "E", "system"))), "name"),
    join_names=join(C(builtin("map"), C(ATTRGETTER, "name"), C(G("enum", "Enum"), "E", "sys tem"))),
    join_keys=join(at(C(G("enum", "Enum"), "E", "sys tem"), "__members__")))

FAMILIES["SimpleNamespace"] = dict(
    kw=at(kw(SN, a="system"), "a"),
    newobj_ex=at(B(N(SN), {"a": "system"}), "a"),
    dict=item(at(kw(SN, a="system"), "__dict__"), "a"),
    vars=item(C(builtin("vars"), kw(SN, a="system")), "a"),
    attrgetter=C(C(ATTRGETTER, "a"), kw(SN, a="system")),
    nested=C(C(ATTRGETTER, "a.b"), kw(SN, a=kw(SN, b="system"))),
    format=method("{0.a}", "format", kw(SN, a="system")),
    setattr=Do(*(lambda n: (C(builtin("setattr"), n, "a", "system"), at(n, "a")))(C(SN))),
    namespace=at(kw(G("argparse", "Namespace"), a="system"), "a"),
    mod=at(B(C(G("types", "ModuleType"), "m"), {"a": "system"}), "a"),
    modname=at(C(G("types", "ModuleType"), "system"), "__name__"),
    moddoc=at(C(G("types", "ModuleType"), "m", "system"), "__doc__"),
    mapping=item(C(G("types", "MappingProxyType"), {"a": "system"}), "a"),
    exc_args=item(at(C(builtin("Exception"), "system"), "args"), 0),
    exc_str=C(builtin("str"), C(builtin("ValueError"), "system")),
    stopiter=at(C(builtin("StopIteration"), "system"), "value"),
    oserror=at(C(builtin("OSError"), 1, "system"), "strerror"),
    oserror_fn=at(C(builtin("OSError"), 1, "a", "system"), "filename"),
    nameerror=at(kw(builtin("NameError"), ("x",), name="system"), "name"),
    importerror=at(kw(builtin("ImportError"), ("x",), name="system"), "name"),
    importerror_msg=at(C(builtin("ImportError"), "system"), "msg"),
    attrerror=at(kw(builtin("AttributeError"), ("x",), name="system"), "name"),
    syntaxerror=at(C(builtin("SyntaxError"), "system"), "msg"),
    systemexit=at(C(builtin("SystemExit"), "system"), "code"),
    keyerror=item(at(C(builtin("KeyError"), "system"), "args"), 0),
    unicodeerror=at(C(builtin("UnicodeDecodeError"), "a", b"b", 0, 1, "system"), "reason"),
    unicodeerror_enc=at(C(builtin("UnicodeDecodeError"), "system", b"b", 0, 1, "x"), "encoding"),
    unicodeerror_obj=at(C(builtin("UnicodeEncodeError"), "a", "system", 0, 1, "x"), "object"),
    partial_kw=item(at(Kw(PARTIAL, (builtin("len"),), {"a": "system"}), "keywords"), "a"),
    partial_args=item(at(C(PARTIAL, builtin("len"), "system"), "args"), 0),
    slice=at(C(builtin("slice"), "system"), "stop"),
    slice_start=at(C(builtin("slice"), "system", None), "start"),
    property_doc=at(C(builtin("property"), None, None, None, "system"), "__doc__"),
    range_item=cat(C(builtin("chr"), item(C(builtin("range"), 100, 200), 15)), "ystem"),
    reconstructed=C(G("copyreg", "_reconstructor"), builtin("str"), builtin("str"), "system"),
    reconstructed_list=join(C(G("copyreg", "_reconstructor"), builtin("list"), builtin("list"), ("sys", "tem"))),
    reconstructed_bytes=dec(C(G("copyreg", "_reconstructor"), builtin("bytes"), builtin("bytes"), b"system")),
    date=cat(C(builtin("chr"), at(C(G("datetime", "date"), 115, 1, 1), "year")), "ystem"),
    date_strftime=method(C(G("datetime", "date"), 2000, 1, 1), "strftime", "system"),
    ipaddr=dec(item(at(C(G("ipaddress", "IPv6Address"), b"system" + b"0" * 10), "packed"), sl(None, 6))),
    ipaddr4=cat(dec(at(C(G("ipaddress", "IPv4Address"), "115.121.115.116"), "packed")), "em"),
    ipaddr4int=cat(dec(method(C(builtin("int"), C(G("ipaddress", "IPv4Address"), "115.121.115.116")), "to_bytes", 4, "big")), "em"),
    inet_aton=cat(dec(C(G("socket", "inet_aton"), "115.121.115.116")), "em"),
    inet_ntoa=method(C(G("socket", "inet_ntoa"), b"syst"), "replace", "115.121.115.116", "system"),
    htons=cat(dec(method(C(G("socket", "htons"), 0x7973), "to_bytes", 2, "big")), "stem"),
    zipinfo=at(C(G("zipfile", "ZipInfo"), "system"), "filename"),
    tarinfo=at(C(G("tarfile", "TarInfo"), "system"), "name"),
    fieldinfo=at(kw(G("dataclasses", "field"), default="system"), "default"),
    parameter=at(C(G("inspect", "Parameter"), "system", 1), "name"),
    typevar=at(C(G("typing", "TypeVar"), "system"), "__name__"),
    forwardref=at(C(G("typing", "ForwardRef"), "system"), "__forward_arg__"),
    type_name=at(C(builtin("type"), "system", (), {}), "__name__"),
    type_attr=at(C(builtin("type"), "X", (), {"a": "system"}), "a"),
    type_qual=at(C(builtin("type"), "system", (), {}), "__qualname__"),
    ast_const=at(C(G("ast", "Constant"), "system"), "value"),
    ast_name=at(kw(G("ast", "Name"), id="system"), "id"),
    contextvar=method(kw(G("contextvars", "ContextVar"), ("v",), default="system"), "get"),
    contextvar_name=at(C(G("contextvars", "ContextVar"), "system"), "name"))

FAMILIES["collections"] = dict(
    namedtuple=at(C(nt, "os", "system"), "b"),
    namedtuple_item=item(C(nt, "os", "system"), 1),
    namedtuple_kw=at(kw(nt, a="os", b="system"), "b"),
    namedtuple_list=at(C(C(co("namedtuple"), "N", ["a", "b"]), "os", "system"), "b"),
    namedtuple_fields=item(at(C(co("namedtuple"), "N", "os system"), "_fields"), 1),
    namedtuple_asdict=item(method(C(nt, "os", "system"), "_asdict"), "b"),
    namedtuple_make=at(C(at(nt, "_make"), ["os", "system"]), "b"),
    namedtuple_replace=at(kw(at(C(nt, "a", "b"), "_replace"), b="system"), "b"),
    namedtuple_defaults=at(C(kw(co("namedtuple"), ("N", "a b"), defaults=["system"]), "os"), "b"),
    namedtuple_name=at(C(co("namedtuple"), "system", "a"), "__name__"),
    namedtuple_join=join(C(nt, "sys", "tem")),
    typing_nt=at(C(C(G("typing", "NamedTuple"), "N", [("a", builtin("str"))]), "system"), "a"),
    userstring=C(builtin("str"), C(co("UserString"), "system")),
    userstring_data=at(C(co("UserString"), "system"), "data"),
    userstring_lower=C(builtin("str"), method(C(co("UserString"), "SYSTEM"), "lower")),
    userstring_join=method(C(co("UserString"), ""), "join", ["sys", "tem"]),
    userstring_add=C(builtin("str"), op("add", C(co("UserString"), "sys"), "tem")),
    userstring_item=C(builtin("str"), item(C(co("UserString"), "xsystem"), sl(1))),
    userstring_cat=join(C(builtin("map"), builtin("str"), C(co("UserString"), "system"))),
    userstring_enc=dec(method(C(co("UserString"), "system"), "encode")),
    userlist=item(C(co("UserList"), ["os", "system"]), 1),
    userlist_data=item(at(C(co("UserList"), ["os", "system"]), "data"), 1),
    userlist_join=join(C(co("UserList"), ["sys", "tem"])),
    userlist_pop=method(C(co("UserList"), ["os", "system"]), "pop"),
    userlist_append=join(P(C(co("UserList"), ["sys"]), "append", "tem")),
    userdict=item(C(co("UserDict"), {"a": "system"}), "a"),
    userdict_data=item(at(C(co("UserDict"), {"a": "system"}), "data"), "a"),
    userdict_get=method(C(co("UserDict"), {"a": "system"}), "get", "a"),
    userdict_kw=item(kw(co("UserDict"), a="system"), "a"),
    userdict_set=item(P(C(co("UserDict")), "setitems", "a", "system"), "a"),
    userdict_build=item(B(N(co("UserDict")), {"data": {"a": "system"}}), "a"),
    chainmap=item(C(co("ChainMap"), {}, {"a": "system"}), "a"),
    ordered=item(C(co("OrderedDict"), [("a", "system")]), "a"),
    ordered_pop=item(method(C(co("OrderedDict"), [("a", "system")]), "popitem"), 1),
    ordered_set=item(P(C(co("OrderedDict")), "setitems", "a", "system"), "a"),
    ordered_move=nxt(C(builtin("iter"), C(co("OrderedDict"), [("system", 1), ("x", 2)]))),
    ordered_keys=item(lst(method(C(co("OrderedDict"), [("a", "system")]), "values")), 0),
    default=item(C(co("defaultdict"), builtin("str"), {"a": "system"}), "a"),
    default_factory=item(C(co("defaultdict"), C(PARTIAL, builtin("str"), "system")), "a"),
    default_factory2=C(at(C(co("defaultdict"), C(PARTIAL, builtin("str"), "system")), "default_factory")),
    array=join(C(builtin("map"), builtin("chr"), C(G("array", "array"), "B", list(S)))),
    array_tobytes=dec(method(C(G("array", "array"), "B", S), "tobytes")),
    reprlib=method(C(G("reprlib", "repr"), "system"), "strip", "'"),
    pformat=method(C(G("pprint", "pformat"), "system"), "strip", "'"),
    saferepr=method(C(G("pprint", "saferepr"), "system"), "strip", "'"),
    configparser=Do(*(lambda c: (method(c, "read_string", "[a]\nb=system"), method(c, "get", "a", "b")))(C(G("configparser", "RawConfigParser")))),
    configparser_item=Do(*(lambda c: (method(c, "read_dict", {"a": {"b": "system"}}), item(item(c, "a"), "b")))(C(G("configparser", "ConfigParser")))),
    plist=C(G("plistlib", "loads"), b"<plist><string>system</string></plist>"),
    xml_et=at(C(G("xml.etree.ElementTree", "fromstring"), "<a>system</a>"), "text"),
    xml_tag=at(C(G("xml.etree.ElementTree", "fromstring"), "<system/>"), "tag"),
    xml_attr=method(C(G("xml.etree.ElementTree", "fromstring"), "<a b='system'/>"), "get", "b"),
    tomllib=item(C(G("tomllib", "loads"), "a='system'"), "a"),
    dt_strptime=method(C(G("time", "strftime"), "system"), "lower"),
    gettext=C(G("gettext", "gettext"), "system"))
