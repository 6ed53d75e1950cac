#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Python's own decoders make of bytes, at random but always the same: lines of NAME, what goes in, and
what comes out, in hexadecimal; "-" where Python raises. test_codec.c compares."""

import base64
import binascii
import bz2
import codecs
import gzip
import lzma
import random
import sys
import urllib.parse
import warnings
import zlib

COUNT = 60


def text(function):
    """A function of text, seen as one of its UTF-8."""
    return lambda data: function(data.decode("utf-8", "surrogatepass"))


def decoded(name):
    def run(data):
        out = codecs.decode(data, name)
        return out.encode("utf-8", "surrogatepass") if isinstance(out, str) else out
    return run


def encoded(name):
    return text(lambda data: codecs.encode(data, name))


def raw(data):
    return zlib.decompress(data, -15)


def a85(data):
    return base64.a85decode(data, foldspaces=True, adobe=data.endswith(b"~>"))


def fromhex(data):
    return bytes.fromhex(data.decode("ascii"))


def unquoted(function):
    def run(data):
        out = function(data.decode("utf-8"))
        if "\ufffd" in out:
            raise ValueError("not followed")
        return out.encode()
    return run


def compressor(function):
    """Also with what may stand behind it."""
    def run(data, rng):
        tail = rng.choice([b"", b"", b"\0", b"junk junk junk", function(data[:9]), function(data)[:-3]])
        return function(data) + tail
    return run


def deflated(data):
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def lzma_alone(data):
    return lzma.compress(data, lzma.FORMAT_ALONE)


def lines_of_76(data):
    return codecs.encode(data, "base64")


def domain(function):
    """Only of ASCII, and where nothing is encoded."""
    def run(data):
        if not data.isascii() or b"xn--" in data.lower():
            raise ValueError("not followed")
        return function(data)
    return run


# name in codec.h, what Python does, what makes something for it to read (None: any bytes, or text)
ROWS = [
    ("base64", binascii.a2b_base64, base64.b64encode),
    ("base64", base64.b64decode, lines_of_76),
    ("base64_url", base64.urlsafe_b64decode, base64.urlsafe_b64encode),
    ("base32", base64.b32decode, base64.b32encode),
    ("base32_fold", lambda data: base64.b32decode(data, True), base64.b32encode),
    ("base16", base64.b16decode, base64.b16encode),
    ("hex", binascii.a2b_hex, binascii.b2a_hex),
    ("fromhex", fromhex, lambda data: data.hex(" ").encode()),
    ("base85", base64.b85decode, base64.b85encode),
    ("ascii85", a85, base64.a85encode),
    ("ascii85", a85, lambda data: base64.a85encode(data, adobe=True, foldspaces=True, wrapcol=20)),
    ("uu_line", binascii.a2b_uu, lambda data: binascii.b2a_uu(data[:45])),
    ("uu", decoded("uu"), lambda data: codecs.encode(data, "uu")),
    ("quopri", binascii.a2b_qp, binascii.b2a_qp),
    ("percent", unquoted(urllib.parse.unquote), lambda data: urllib.parse.quote(data).encode()),
    ("percent_plus", unquoted(urllib.parse.unquote_plus), lambda data: urllib.parse.quote_plus(data).encode()),
    ("zlib", zlib.decompress, compressor(zlib.compress)),
    ("raw", raw, compressor(deflated)),
    ("gzip", gzip.decompress, compressor(gzip.compress)),
    ("bzip2", bz2.decompress, compressor(bz2.compress)),
    ("xz", lzma.decompress, compressor(lzma.compress)),
    ("xz", lzma.decompress, compressor(lzma_alone)),
    ("to_base64", base64.b64encode, None),
    ("to_hex", binascii.b2a_hex, None),
    ("to_base64_url", base64.urlsafe_b64encode, None),
    ("to_base64_lines", base64.encodebytes, lambda data: data * 9),
    ("to_base64_line", binascii.b2a_base64, None),
    ("to_base32", base64.b32encode, None),
    ("to_base16", base64.b16encode, None),
    ("to_base85", base64.b85encode, None),
    ("to_ascii85", base64.a85encode, None),
    ("to_uu_line", binascii.b2a_uu, lambda data: data[:45]),
    ("quopri_header", lambda data: binascii.a2b_qp(data, header=True), lambda data: binascii.b2a_qp(data, header=True)),
    ("<punycode", decoded("punycode"), "text punycode"),
    ("<punycode", decoded("punycode"), lambda data: data.hex().encode()),
    ("<idna", domain(decoded("idna")), None),
    (">idna", domain(lambda data: data.decode("ascii").encode("idna")), None),
    ("string_escape", lambda data: codecs.escape_decode(data)[0], lambda data: codecs.escape_encode(data)[0]),
]
for codec in ("ascii", "latin1", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le",
              "utf-32-be", "utf-7", "unicode_escape", "raw_unicode_escape"):
    ROWS.append(("<" + codec, decoded(codec), "text " + codec))
    if codec != "utf-7":
        ROWS.append((">" + codec, encoded(codec), "text"))


EBCDIC = ("cp037", "cp1140", "cp273", "cp424", "cp500", "cp875", "cp1026")


def ascii_part(name):
    """Of these codecs only characters of ASCII are known, and none where escapes change what follows."""
    def run(data):
        out = codecs.decode(data, name)
        has_escapes = name.startswith(("iso2022", "hz")) and set(data) & set(b"\x0e\x0f\x1b~")
        is_half = name not in EBCDIC and not data.isascii()
        if has_escapes or is_half or not out.isascii():
            raise ValueError("not followed")
        return out.encode()
    return run


def to_ascii_part(name):
    def run(data):
        if name.startswith(("iso2022", "hz")) and set(data) & set(b"\x0e\x0f\x1b~"):
            raise ValueError("not followed")
        out = data.decode("ascii").encode(name)
        if name not in EBCDIC and not out.isascii():
            raise ValueError("not followed")
        return out
    return run


for codec in (*EBCDIC, "cp864", "cp437", "cp720", "cp869",
              "cp932", "cp950", "koi8_t", "hp_roman8", "mac_cyrillic", "ptcp154", "tis_620", "euc_jp",
              "shift_jis", "shift_jis_2004", "shift_jisx0213", "johab", "big5hkscs", "gb18030", "iso8859-7", "hz",
              "iso2022_jp", "iso2022_kr"):
    ROWS.append(("<" + codec, ascii_part(codec), "text " + codec))
    ROWS.append((">" + codec, to_ascii_part(codec), "text"))
ROWS.append(("<rot13", text(lambda data: codecs.decode(data, "rot13").encode()), "text"))

CHARACTERS = ["abcxyzABC 019+-=/\\'\"nuxU\n\r\t", "\x00\x7f\x80\xa0\xff\xe9", "\u20ac\u0100\uffff", "\U0001f600\U0010ffff"]


def make_text(rng):
    pool = "".join(CHARACTERS[:rng.choice([1, 1, 2, 3, 4])])
    return "".join(rng.choice(pool) for _ in range(rng.randrange(12)))


def make(maker, rng):
    if isinstance(maker, str):
        out = make_text(rng)
        try:
            return out.encode(maker[5:] or "utf-8")
        except UnicodeEncodeError:
            return out.encode()
    data = rng.randbytes(rng.randrange(60)) if rng.random() < 0.6 else bytes(rng.choices(b"abc \n", k=rng.randrange(90)))
    if maker is None:
        return data
    try:
        return maker(data)
    except TypeError:
        return maker(data, rng)


def damage(data, rng):
    data = bytearray(data)
    for _ in range(rng.randrange(1, 3)):
        at = rng.randrange(len(data) + 1)
        kind = rng.randrange(4)
        if kind == 0:
            data[at:at + 1] = bytes([rng.choice(b"=-_+/~%zy<> \n\r\f\0\\A0`\x80\xff")])
        elif kind == 1:
            data[at:at] = bytes([rng.choice(b"=-_+/~%zy<> \n\r\f\0\\A0`\x80\xff")])
        elif kind == 2:
            del data[at:at + rng.randrange(1, 4)]
        else:
            del data[at:]
    return bytes(data)


def main():
    warnings.simplefilter("ignore")  # of escapes that are none
    rng = random.Random(7)
    for name, function, maker in ROWS:
        for number in range(COUNT):
            data = make(maker, rng)
            if number % 2:
                data = damage(data, rng)
            if name[0] == ">" or name == "<rot13":
                data = data.decode("utf-8", "ignore").encode()
            try:
                out = function(data)
            except Exception:  # pylint: disable=broad-except
                out = None
            print(name, data.hex() or ".", "-" if out is None else out.hex() or ".")


if __name__ == "__main__":
    sys.exit(main())
