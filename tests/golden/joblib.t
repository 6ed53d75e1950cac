; Files of joblib's: the bytes of arrays stand between opcodes, and an array of objects is a pickle.
$ brine list tests/data/libs/joblib/objarray.joblib
tests/data/libs/joblib/objarray.joblib: joblib (a pickle of joblib's, with the bytes of arrays between its opcodes), 554 bytes
  sha256 dc301a324ed1f29e6f578898a99ba2efd634891cd428f3768882717acb12155b
    stream 0   0x000000  554 bytes, protocol 4, 120 opcodes
      0x0000dd  218 bytes, pickle of an array of O8, shape (3,)
      0x00020b  29 bytes, array of i8, shape (3,), after 5 bytes of padding
    stream 1   0x0000dd  218 bytes, protocol 2, 68 opcodes, inside stream 0

$ brine list --json tests/data/libs/joblib/evil_in_objarray_raw.joblib
{"file": "tests/data/libs/joblib/evil_in_objarray_raw.joblib", "sha256": "42f09cb84e6cad521e8d2ba32a172c1c45cb121ad3e2e412be946f94a70776cb", "format": "joblib", "bytes": 578, "members": [{"entry": null, "format": "raw", "offset": 0, "size": 578, "unpacked": 578, "sha256": "42f09cb84e6cad521e8d2ba32a172c1c45cb121ad3e2e412be946f94a70776cb", "streams": [{"stream": 0, "offset": 0, "end": 578, "protocol": 4, "opcodes": 116, "status": "ok", "insets": [{"pos": 216, "offset": 217, "size": 39, "padding": 7, "kind": "array", "what": "array of i8, shape (4,), after 7 bytes of padding"}, {"pos": 335, "offset": 336, "size": 240, "padding": 0, "kind": "pickle", "what": "pickle of an array of O8, shape (2,)"}]}, {"stream": 1, "offset": 336, "end": 576, "protocol": 2, "opcodes": 68, "status": "ok", "parent": {"entry": null, "stream": 0, "pos": 335, "path": "pickle.load"}}], "note": null}], "unread": []}

$ brine dis tests/data/containers/joblib/hand_good.joblib
  0x0000  80 03               PROTO             3
  0x0002  63 6a 6f 62 6c 69+  GLOBAL            joblib.numpy_pickle NumpyArrayWrapper
  0x0029  29                  EMPTY_TUPLE
  0x002a  81                  NEWOBJ            ; new joblib.numpy_pickle.NumpyArrayWrapper.__new__()
  0x002b  7d                  EMPTY_DICT
  0x002c  28                  MARK
  0x002d  58 08 00 00 00 73+    BINUNICODE        'subclass'
  0x003a  63 6e 75 6d 70 79+    GLOBAL            numpy ndarray
  0x0049  58 05 00 00 00 73+    BINUNICODE        'shape'
  0x0053  4b 04                 BININT1           4
  0x0055  85                    TUPLE1
  0x0056  58 05 00 00 00 6f+    BINUNICODE        'order'
  0x0060  58 01 00 00 00 43     BINUNICODE        'C'
  0x0066  58 05 00 00 00 64+    BINUNICODE        'dtype'
  0x0070  63 6e 75 6d 70 79+    GLOBAL            numpy dtype
  0x007d  58 02 00 00 00 66+    BINUNICODE        'f4'
  0x0084  89                    NEWFALSE
  0x0085  88                    NEWTRUE
  0x0086  87                    TUPLE3
  0x0087  52                    REDUCE            ; call numpy.dtype('f4', False, True)
  0x0088  28                    MARK
  0x0089  4b 03                   BININT1           3
  0x008b  58 01 00 00 00 3c       BINUNICODE        '<'
  0x0091  4e                      NONE
  0x0092  4e                      NONE
  0x0093  4e                      NONE
  0x0094  4a ff ff ff ff          BININT            -1
  0x0099  4a ff ff ff ff          BININT            -1
  0x009e  4b 00                   BININT1           0
  0x00a0  74                      TUPLE             ; mark 0x88
  0x00a1  62                    BUILD             ; build numpy.dtype('f4', False, True) <- (3, '<', None, None, None, -1, -1, 0)
  0x00a2  58 0a 00 00 00 61+    BINUNICODE        'allow_mmap'
  0x00b1  88                    NEWTRUE
  0x00b2  58 1b 00 00 00 6e+    BINUNICODE        'numpy_array_alignment_bytes'
  0x00d2  4b 10                 BININT1           16
  0x00d4  75                    SETITEMS          ; mark 0x2c
  0x00d5  62                  BUILD             ; build joblib.numpy_pickle.NumpyArrayWrapper.__new__() <- {'subclass': numpy.ndarray, 'shape': (4,), 'order': 'C', 'dtype': numpy.dtype('f4', False, True), 'allow_mmap': True, 'numpy_array_alignment_bytes': 16}
\; 0x00d6  21 bytes: array of f4, shape (4,), after 5 bytes of padding
  0x00eb  2e                  STOP

$ brine dis --json --stream 1 tests/data/libs/joblib/zero.joblib
tests/data/libs/joblib/zero.joblib: no stream 1: there is only 1
[2]

$ brine scan tests/data/libs/joblib/evil_in_objarray_raw.joblib
tests/data/libs/joblib/evil_in_objarray_raw.joblib: dangerous
  ✖ stream 1 0x00be  import posix.system
      runs a shell command (denied-import)
      at 0x20e of the file: 5d 71 11 28 4b 01 [63 70 6f 73 69 78 0a 73 ...] 71 12 58 0f 00 00
  ✖ stream 1 0x00e7  call posix.system('echo brine-test')
      runs a shell command (denied-call)
      at 0x237 of the file: 74 71 13 85 71 14 [52] 71 15 65 74 71 16
  to look at it: brine tests/data/libs/joblib/evil_in_objarray_raw.joblib --stream 1 --goto 0xe7
[1]

; Arrays of STOPs, and of what reads like a call.
$ brine scan tests/data/containers/joblib/hand_raw_is_stop.joblib tests/data/containers/joblib/hand_raw_looks_evil.joblib
tests/data/containers/joblib/hand_raw_is_stop.joblib: dangerous
  ✖ 0x00ed  import os.system
      runs a shell command (denied-import)
      at 0xed of the file: 2e 2e 2e 2e 2e 2e [63 6f 73 0a 73 79 73 74 ...] 58 0f 00 00 00 65
  ✖ 0x010d  call os.system('echo brine-test')
      runs a shell command (denied-call)
      at 0x10d of the file: 2d 74 65 73 74 85 [52] 65 2e
  to look at it: brine tests/data/containers/joblib/hand_raw_is_stop.joblib --goto 0x10d
tests/data/containers/joblib/hand_raw_looks_evil.joblib: benign

2 files: 1 dangerous, 1 benign
[1]

; Their loader is Python's own unpickler; the pickle of an array is read by pickle.load.
$ brine calls --json tests/data/libs/joblib/objarray.joblib
{"file": "tests/data/libs/joblib/objarray.joblib", "entry": null, "stream": 0, "offset": 0, "end": 554, "protocol": 4, "opcodes": 120, "dialect": "py", "status": "ok", "error": null, "events": [{"pos": 60, "opcode": "STACK_GLOBAL", "kind": "import", "callee": "joblib.numpy_pickle.NumpyArrayWrapper", "module": "joblib.numpy_pickle", "name": "NumpyArrayWrapper"}, {"pos": 63, "opcode": "NEWOBJ", "kind": "newobj", "callee": "joblib.numpy_pickle.NumpyArrayWrapper", "args": "()"}, {"pos": 97, "opcode": "STACK_GLOBAL", "kind": "import", "callee": "numpy.ndarray", "module": "numpy", "name": "ndarray"}, {"pos": 135, "opcode": "STACK_GLOBAL", "kind": "import", "callee": "numpy.dtype", "module": "numpy", "name": "dtype"}, {"pos": 146, "opcode": "REDUCE", "kind": "reduce", "callee": "numpy.dtype", "args": "('O8', False, True)"}, {"pos": 172, "opcode": "BUILD", "kind": "build", "callee": "numpy.dtype('O8', False, True)", "args": "(3, '|', None, None, None, -1, -1, 63)"}, {"pos": 220, "opcode": "BUILD", "kind": "build", "callee": "joblib.numpy_pickle.NumpyArrayWrapper.__new__()", "args": "{'subclass': numpy.ndarray, 'shape': (3,), 'order': 'C', 'dtype': numpy.dtype('O8', False, True), 'allow_mmap': False, 'numpy_array_alignment_bytes': 16}"}, {"pos": 455, "opcode": "NEWOBJ", "kind": "newobj", "callee": "joblib.numpy_pickle.NumpyArrayWrapper", "args": "()"}, {"pos": 487, "opcode": "REDUCE", "kind": "reduce", "callee": "numpy.dtype", "args": "('i8', False, True)"}, {"pos": 513, "opcode": "BUILD", "kind": "build", "callee": "numpy.dtype('i8', False, True)", "args": "(3, '<', None, None, None, -1, -1, 0)"}, {"pos": 522, "opcode": "BUILD", "kind": "build", "callee": "joblib.numpy_pickle.NumpyArrayWrapper.__new__()", "args": "{'subclass': numpy.ndarray, 'shape': (3,), 'order': 'C', 'dtype': numpy.dtype('i8', False, True), 'allow_mmap': True, 'numpy_array_alignment_bytes': 16}"}], "result": "{'o': joblib.numpy_pickle.NumpyArrayWrapper.__new__().read(), 'n': joblib.numpy_pickle.NumpyArrayWrapper.__new__().read()}"}
{"file": "tests/data/libs/joblib/objarray.joblib", "entry": null, "stream": 1, "offset": 221, "parent": {"entry": null, "stream": 0, "pos": 220, "path": "pickle.load"}, "end": 439, "protocol": 2, "opcodes": 68, "dialect": "c", "status": "ok", "error": null, "events": [{"pos": 2, "opcode": "GLOBAL", "kind": "import", "callee": "numpy.core.multiarray._reconstruct", "module": "numpy.core.multiarray", "name": "_reconstruct"}, {"pos": 40, "opcode": "GLOBAL", "kind": "import", "callee": "numpy.ndarray", "module": "numpy", "name": "ndarray"}, {"pos": 62, "opcode": "GLOBAL", "kind": "import", "callee": "_codecs.encode", "module": "_codecs", "name": "encode"}, {"pos": 104, "opcode": "REDUCE", "kind": "reduce", "callee": "_codecs.encode", "args": "('b', 'latin1')"}, {"pos": 110, "opcode": "REDUCE", "kind": "reduce", "callee": "numpy.core.multiarray._reconstruct", "args": "(numpy.ndarray, (0,), _codecs.encode('b', 'latin1'))"}, {"pos": 121, "opcode": "GLOBAL", "kind": "import", "callee": "numpy.dtype", "module": "numpy", "name": "dtype"}, {"pos": 150, "opcode": "REDUCE", "kind": "reduce", "callee": "numpy.dtype", "args": "('O8', False, True)"}, {"pos": 182, "opcode": "BUILD", "kind": "build", "callee": "numpy.dtype('O8', False, True)", "args": "(3, '|', None, None, None, -1, -1, 63)"}, {"pos": 216, "opcode": "BUILD", "kind": "build", "callee": "numpy.core.multiarray._reconstruct(numpy.ndarray, (0,), _codecs.encode('b', 'latin1'))", "args": "(1, (3,), numpy.dtype('O8', False, True), False, [1, 'x', {'k': 2}])"}], "result": "numpy.core.multiarray._reconstruct(numpy.ndarray, (0,), _codecs.encode('b', 'latin1'))"}

; A dialect that is named is taken for all.
$ brine calls --json --dialect c-strict --stream 1 tests/data/libs/joblib/objarray.joblib
{"file": "tests/data/libs/joblib/objarray.joblib", "entry": null, "stream": 1, "offset": 221, "parent": {"entry": null, "stream": 0, "pos": 220, "path": "pickle.load"}, "end": 439, "protocol": 2, "opcodes": 68, "dialect": "c-strict", "status": "ok", "error": null, "events": [{"pos": 2, "opcode": "GLOBAL", "kind": "import", "callee": "numpy.core.multiarray._reconstruct", "module": "numpy.core.multiarray", "name": "_reconstruct"}, {"pos": 40, "opcode": "GLOBAL", "kind": "import", "callee": "numpy.ndarray", "module": "numpy", "name": "ndarray"}, {"pos": 62, "opcode": "GLOBAL", "kind": "import", "callee": "_codecs.encode", "module": "_codecs", "name": "encode"}, {"pos": 104, "opcode": "REDUCE", "kind": "reduce", "callee": "_codecs.encode", "args": "('b', 'latin1')"}, {"pos": 110, "opcode": "REDUCE", "kind": "reduce", "callee": "numpy.core.multiarray._reconstruct", "args": "(numpy.ndarray, (0,), _codecs.encode('b', 'latin1'))"}, {"pos": 121, "opcode": "GLOBAL", "kind": "import", "callee": "numpy.dtype", "module": "numpy", "name": "dtype"}, {"pos": 150, "opcode": "REDUCE", "kind": "reduce", "callee": "numpy.dtype", "args": "('O8', False, True)"}, {"pos": 182, "opcode": "BUILD", "kind": "build", "callee": "numpy.dtype('O8', False, True)", "args": "(3, '|', None, None, None, -1, -1, 63)"}, {"pos": 216, "opcode": "BUILD", "kind": "build", "callee": "numpy.core.multiarray._reconstruct(numpy.ndarray, (0,), _codecs.encode('b', 'latin1'))", "args": "(1, (3,), numpy.dtype('O8', False, True), False, [1, 'x', {'k': 2}])"}], "result": "numpy.core.multiarray._reconstruct(numpy.ndarray, (0,), _codecs.encode('b', 'latin1'))"}

; As plain pickles arrays are opcodes like others; that is how Python's other readers read them.
$ brine list --format raw tests/data/containers/joblib/hand_good.joblib
tests/data/containers/joblib/hand_good.joblib: raw (pickles as they are, one or several in a row), 236 bytes
  sha256 0eaf82f08e48460d8b1da2a8dae09eb524821c3f516e66c1ffa6032a265a86dc
    stream 0   0x000000  214 bytes, protocol 3, 37 opcodes  breaks at 0xd6: 0x04 is no opcode
tests/data/containers/joblib/hand_good.joblib: 0xd6: 0x04 is no opcode
  0x0000d6          22 bytes  not read: after the break of a pickle
[2]

$ brine diverge tests/data/containers/joblib/hand_good.joblib
tests/data/containers/joblib/hand_good.joblib: all readers agree: it breaks at 0xd6: 0x04 is no opcode

; Without the end of its last array.
$ head -c 230 tests/data/containers/joblib/hand_good.joblib | brine list -
-: joblib (a pickle of joblib's, with the bytes of arrays between its opcodes), 230 bytes
  sha256 be5c65c11095bddd86d051cbfcc720b32e4d6b876b5332830ab58bf96ead7841
    stream 0   0x000000  213 bytes, protocol 3, 36 opcodes  breaks at 0xd5: BUILD: the array at 0xd6 needs 4 items of 4 bytes, and 11 bytes are left
-: 0xd5: BUILD: the array at 0xd6 needs 4 items of 4 bytes, and 11 bytes are left
  0x0000d5          17 bytes  not read: after the break of a pickle
[2]

$ brine debug --batch -x - tests/data/libs/joblib/evil_in_objarray_raw.joblib <<'END'
> show dialect
> streams
> goto 0xd8
> list
> explain
> step
> p stack[0]
> info divergence
> stream 1
> show dialect
> danger
> stream 2
> END
dialect py                  Which of Python's readers is modelled; the stream is run again
▶ stream 0   0x0000 to 0x0242  proto 4  116 opcodes
  stream 1 ✖ 0x0150 to 0x0240  proto 2  68 opcodes  inside stream 0  dangerous
0x00d8 #68 BUILD   would BUILD joblib.numpy_pickle.NumpyArrayWrapper.__new__() <- {'subclass': numpy.ndarray, 'shape': (4,), 'order': 'C', 'dtype': numpy.dtype('i8', False, True), 'allow_mmap': True, 'numpy_array_alignment_bytes': 16}
   0x00b6  88                     NEWTRUE
   0x00b7  8c 1b 6e 75 6d 70+     SHORT_BINUNICODE 'numpy_array_alignment_bytes'
   0x00d4  94                     MEMOIZE          memo 22
   0x00d5  4b 10                  BININT1          16
   0x00d7  75                     SETITEMS         mark 0x3f
 ▶ 0x00d8  62                   BUILD            reads array of i8, shape (4,), after 7 bytes of padding, 39 bytes
   0x0100  95 47 00 00 00 00+   FRAME            71
   0x0109  68 03                BINGET           3
   0x010b  29                   EMPTY_TUPLE
   0x010c  81                   NEWOBJ           joblib.numpy_pickle.NumpyArrayWrapper.__new__()
   0x010d  94                   MEMOIZE          memo 23
Here Python would give an object its state: joblib.numpy_pickle.NumpyArrayWrapper.__new__().__setstate__({'subclass': numpy.ndarray, 'shape': (4,), 'order': 'C', 'dtype': numpy.dtype('i8', False, True), 'allow_mmap': True, 'numpy_array_alignment_bytes': 16})
Python values[-2].__setstate__(values.pop())  # joblib.numpy_pickle.NumpyArrayWrapper.__new__().read()
Then its loader reads 39 bytes at 0xd9: array of i8, shape (4,), after 7 bytes of padding. What comes of it takes the object's place.
stack  … joblib.numpy_pickle.NumpyArrayWrapper.__new__() │ {'subclass': numpy.ndarray, 'shape': (4,), 'order': 'C', 'dtype': numpy.dtype('i8', False, True), 'allow_mmap': True, 'numpy_array_alignment_bytes': 16}  →  … joblib.numpy_pickle.NumpyArrayWrapper.__new__().read()
BUILD  Takes a state off the stack and gives it to the object below: calls its __setstate__, or sets its attributes.
0x0100 #69 FRAME 71
joblib.numpy_pickle.NumpyArrayWrapper.__new__().read()
  inset, made by #68 BUILD at 0x00d8
Only its own loader reads this stream as it is meant: Python's readers are not compared.
File tests/data/libs/joblib/evil_in_objarray_raw.joblib, stream 1 from byte 0x150, inside stream 0
0x0000 #0 PROTO 2
dialect c                   Which of Python's readers is modelled; the stream is run again
0x00be #55 GLOBAL   would IMPORT posix.system   !! DANGEROUS: process: runs a shell command
brine: standard input:12: there is no stream 2: the last that can be read is 1
[2]

; An array, and the padding before one, that is opcodes to pickle.load, which does what joblib's loader does not.
$ brine scan --json tests/data/containers/joblib/array_of_opcodes.joblib tests/data/containers/joblib/padding_of_opcodes.joblib
{"file": "tests/data/containers/joblib/array_of_opcodes.joblib", "sha256": "cb35c0a9642aaf1b2c6f0cae9dd37057f045d805a57a290a5a872d818d30e1e9", "format": "joblib", "verdict": "dangerous", "findings": [{"entry": null, "stream": 0, "pos": 217, "file_offset": 217, "severity": "dangerous", "rule": "reader-divergence", "callee": "os.system", "args": "('id',)", "message": "what follows is an array to its loader; pickle.load takes it for opcodes, and reaches os.system at 0xee"}], "errors": [], "streams": 1, "bytes": 244}
{"file": "tests/data/containers/joblib/padding_of_opcodes.joblib", "sha256": "03106507d280fe323ddba7ea0f128c3afb8f0a9a65eedb8ff2e539138f0dc958", "format": "joblib", "verdict": "dangerous", "findings": [{"entry": null, "stream": 0, "pos": 342, "file_offset": 342, "severity": "dangerous", "rule": "reader-divergence", "callee": "os.system", "args": "('id',)", "message": "what follows is an array to its loader; pickle.load takes it for opcodes, and reaches os.system at 0x16b"}], "errors": [], "streams": 1, "bytes": 401}
[1]

