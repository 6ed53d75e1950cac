; brine export: plain data as JSON.
$ brine export examples/plain.pkl
examples/plain.pkl: 0x110: SETITEMS: the list made at 0xa6 stands in two places, the first by 0x110 (--references writes such)
[2]

$ brine export --json examples/two-streams.pkl
{"file": "examples/two-streams.pkl", "entry": null, "stream": 0, "offset": 0, "end": 42, "dialect": "c", "status": "ok", "error": null, "data": {"epoch": 3, "loss": 0.25}}
{"file": "examples/two-streams.pkl", "entry": null, "stream": 1, "offset": 42, "end": 91, "dialect": "c", "status": "refused", "error": {"pos": 28, "opcode": "STACK_GLOBAL", "kind": "refused", "message": "it is not plain data (--keep-calls writes such): import posix.system"}}
examples/two-streams.pkl: stream 1 at 0x2a: 0x1c: STACK_GLOBAL: it is not plain data (--keep-calls writes such): import posix.system
[2]

$ brine export tests/data/benign/py/floats.p2.pkl
[0.0, -0.0, 1.5, -1e+300, 5e-324, {"$float": "inf"}, {"$float": "-inf"}, {"$float": "nan"}, 1e+16, 1e+22, 0.1, 123456789.125, 1e-05, 0.0001]

$ brine export tests/data/benign/py/dicts.p4.pkl
{"$dict": [[1, "overwrites 1"], ["b", 2], [null, 3], [{"$tuple": [1, 2]}, 4], [1.5, 5], [{"$bytes": "aw=="}, 6], [{"$frozenset": [1]}, 7]]}

; What imports or calls is refused; nothing of it is written.
$ brine export examples/seed-boom.pkl
examples/seed-boom.pkl: 0x1c: STACK_GLOBAL: it is not plain data (--keep-calls writes such): import posix.system
[2]

$ brine export --json examples/seed-boom.pkl
{"file": "examples/seed-boom.pkl", "entry": null, "stream": 0, "offset": 0, "end": 49, "dialect": "c", "status": "refused", "error": {"pos": 28, "opcode": "STACK_GLOBAL", "kind": "refused", "message": "it is not plain data (--keep-calls writes such): import posix.system"}}
examples/seed-boom.pkl: 0x1c: STACK_GLOBAL: it is not plain data (--keep-calls writes such): import posix.system
[2]

$ brine export --keep-calls allowed examples/seed-boom.pkl
examples/seed-boom.pkl: 0x1c: STACK_GLOBAL: it is dangerous (denied-import): import posix.system
[2]

$ brine export --keep-calls all examples/seed-boom.pkl
{"$call": {"$global": ["posix", "system"]}, "$args": ["echo \"boom\""]}

$ brine export --keep-calls all --indent 1 examples/memo-getattr.pkl
examples/memo-getattr.pkl: 0x47: STACK_GLOBAL: does what has no place in the data (decompile tells it): import operator.concat
[2]

$ brine export tests/data/benign/py/datetime.p4.pkl
tests/data/benign/py/datetime.p4.pkl: 0x24: STACK_GLOBAL: it is not plain data (--keep-calls writes such): import datetime.datetime
[2]

$ brine export --keep-calls allowed tests/data/benign/py/datetime.p4.pkl
[{"$call": {"$global": ["datetime", "datetime"]}, "$args": [{"$bytes": "B+gCHQweAQAABQ=="}]}, {"$call": {"$global": ["datetime", "date"]}, "$args": [{"$bytes": "AAEBAQ=="}]}, {"$call": {"$global": ["datetime", "time"]}, "$args": [{"$bytes": "lzsAAAAA"}]}, {"$call": {"$global": ["datetime", "timedelta"]}, "$args": [-1, 5, 6]}, {"$call": {"$global": ["datetime", "datetime"]}, "$args": [{"$bytes": "B9ABAQAAAAAAAA=="}, {"$call": {"$global": ["datetime", "timezone"]}, "$args": [{"$call": {"$global": ["datetime", "timedelta"]}, "$args": [0, 0, 0]}]}]}, {"$call": {"$global": ["datetime", "timezone"]}, "$args": [{"$call": {"$global": ["datetime", "timedelta"]}, "$args": [0, 18000, 0]}, "X"]}]

; An object in two places, and one that holds itself.
$ brine export tests/data/benign/py/cyc_list.p2.pkl
tests/data/benign/py/cyc_list.p2.pkl: 0x10: APPENDS: the list made at 0x2 holds itself (--references writes such)
[2]

$ brine export --references tests/data/benign/py/cyc_list.p2.pkl
{"$id": 1, "$value": [1, [2], {"$ref": 1}]}

$ brine export --references tests/data/benign/py/cyc_tuple.p4.pkl
{"$id": 1, "$value": {"$tuple": [1, [{"$ref": 1}]]}}

$ brine export tests/data/benign/py/shared.p2.pkl
tests/data/benign/py/shared.p2.pkl: 0x2c: APPENDS: the list made at 0x6 stands in two places, the first by 0x2c (--references writes such)
[2]

$ brine export --references tests/data/benign/py/shared.p2.pkl
[{"$id": 1, "$value": ["shared"]}, {"$ref": 1}, {"$tuple": [{"$ref": 1}, {"s": {"$ref": 1}}]}]

$ brine export --references --indent 2 --big-integers number examples/plain.pkl
{
  "name": "brine",
  "sizes": [
    0,
    1,
    255,
    256,
    65536,
    -1,
    1099511627776,
    -1180591620717411303424
  ],
  "weights": {
    "$tuple": [
      0.5,
      -1e+100,
      3.141592653589793
    ]
  },
  "flags": {
    "open": true,
    "closed": false,
    "unknown": null
  },
  "tags": {
    "$id": 1,
    "$value": [
      "red",
      "green",
      "blå"
    ]
  },
  "same tags": {
    "$ref": 1
  },
  "deep": [
    [
      [
        [
          "here"
        ]
      ]
    ]
  ],
  "text": "tab\tquote'snowman☃ escape\u001b[0m"
}

; What JSON has not.
$ brine export --strict tests/data/benign/py/tuples.p2.pkl
tests/data/benign/py/tuples.p2.pkl: 0x6: EMPTY_TUPLE: JSON has nothing for a tuple
[2]

$ brine export --strict examples/plain.pkl
examples/plain.pkl: 0x43: LONG1: JSON has nothing for an int beyond 2**53
[2]

$ printf '\200\002\212\010\377\377\377\377\377\377\377\177.' | brine export -
{"$int": "9223372036854775807"}

$ printf '\200\002\212\010\377\377\377\377\377\377\377\177.' | brine export --big-integers number -
9223372036854775807

$ printf '\200\002\212\010\377\377\377\377\377\377\377\177.' | brine export --strict -
-: 0x2: LONG1: JSON has nothing for an int beyond 2**53
[2]

; A short pickle that would be sixteen gigabytes.
$ python3 -c 'import sys; sys.stdout.buffer.write(b"]0K\1\x85" + b"".join(b"q%ch%c\x86" % (n, n) for n in range(34)) + b".")' | brine export -
-: 0x81: TUPLE2: up to here it would be more than 1073741824 bytes of JSON, the limit (--max-output)
[2]

; What broke has no value.
$ brine export examples/broken-after-payload.pkl
examples/broken-after-payload.pkl: 0x24: 0xff is no opcode
[2]

$ brine export --json examples/broken-after-payload.pkl
{"file": "examples/broken-after-payload.pkl", "entry": null, "stream": 0, "offset": 0, "end": 36, "dialect": "c", "status": "error", "error": {"pos": 36, "opcode": null, "kind": "bad-opcode", "message": "0xff is no opcode"}}
examples/broken-after-payload.pkl: 0x24: 0xff is no opcode
[2]

; Usage.
$ brine help export | sed -n '3,16p'
Writes what loading would return, as a JSON value per pickle stream, each on a
line:

  brine export FILE > FILE.json

Nothing is imported or called, and a pickle that would do so is refused: the
message names the first such opcode. Nothing of a refused one is written.

What JSON lacks stands in objects whose first name begins with $, such as
{"$tuple": [1, 2]}, {"$bytes": "aGk="}, {"$dict": [[1, "one"]]}: the manual
lists them (EXPORTED JSON). A dict with a key that begins so is a $dict too:
no data can be taken for such a form. An object that stands in two places, or
holds itself, is refused unless --references is given.

$ brine export --keep-calls some examples/plain.pkl
brine export: --keep-calls: "some" is neither allowed nor all (see brine export --help)
[2]

$ brine export --indent 17 examples/plain.pkl
brine export: --indent: 17 is not in the range 0 to 16 (see brine export --help)
[2]

$ brine export --strict --keep-calls all examples/plain.pkl
brine export: --strict and --keep-calls cannot both be had
[2]

$ brine export --json --indent 2 examples/plain.pkl
brine export: --json and --indent cannot both be had
[2]

$ brine export --dialect pickletools examples/plain.pkl
brine export: the reader pickletools only decodes
[2]

; Into a file, which must be new; never over what is read. What is refused leaves none behind.
$ brine export --references --output plain.json examples/plain.pkl && cat plain.json
{"name": "brine", "sizes": [0, 1, 255, 256, 65536, -1, 1099511627776, {"$int": "-1180591620717411303424"}], "weights": {"$tuple": [0.5, -1e+100, 3.141592653589793]}, "flags": {"open": true, "closed": false, "unknown": null}, "tags": {"$id": 1, "$value": ["red", "green", "blå"]}, "same tags": {"$ref": 1}, "deep": [[[["here"]]]], "text": "tab\tquote'snowman☃ escape\u001b[0m"}

$ brine export --references --output plain.json examples/plain.pkl
plain.json: there is such a file already (see --force)
[2]

$ brine export --references --force -o plain.json --indent 0 examples/plain.pkl && head -c 60 plain.json
{
"name": "brine",
"sizes": [
0,
1,
255,
256,
65536,
-1,
109
(no newline at the end)

$ cp examples/plain.pkl mine.pkl; brine export --references --force -o mine.pkl mine.pkl; cmp examples/plain.pkl mine.pkl
mine.pkl: it is a file that is read here; it is not written over

$ brine export -o none.json examples/seed-boom.pkl; ls none.json
examples/seed-boom.pkl: 0x1c: STACK_GLOBAL: it is not plain data (--keep-calls writes such): import posix.system
ls: cannot access 'none.json': No such file or directory
[2]

$ brine export --references --output - examples/plain.pkl | head -c 20
{"name": "brine", "s
(no newline at the end)

$ brine export --force examples/plain.pkl
brine: --force is about --output, which is not given
[2]

; Pickles that are values of a pickle, each on a line of its own.
$ brine export --nested --keep-calls all --json examples/in-a-value.pkl | cut -d, -f1-4,13-14 | cut -c1-150
{"file": "examples/in-a-value.pkl", "entry": null, "stream": 0, "offset": 0, "$args": [{"$bytes": "gAJjcG9zaXgKc3lzdGVtCnEAWAsAAABlY2hvICJib29tInEBhXE
{"file": "examples/in-a-value.pkl", "entry": "@0x1f", "stream": 0, "offset": 0, "data": {"job": {"$call": {"$global": ["_codecs", "encode"]}
{"file": "examples/in-a-value.pkl", "entry": "@0xb8", "stream": 0, "offset": 0, "data": {"$call": {"$global": ["posix", "system"]}
{"file": "examples/in-a-value.pkl", "entry": "@0x1f!@0x21", "stream": 0, "offset": 0, "data": {"$call": {"$global": ["posix", "system"]}
