; brine diverge: where Python's readers part.
; A frame ends inside a size: a note to most, a program to one.
$ brine diverge examples/readers-part.pkl
examples/readers-part.pkl: readers part at 0x12, in BINUNICODE (opcode 4): frame
  a frame ends or begins inside this opcode: C over bytes reads on, over a
  stream it drops what is left of the frame, pickle.py and newer C refuse
  (python/cpython issue 154893)

  reader                reads there                                           then imports and calls                                 returns
  c                     BINUNICODE '\x000cposix\nsystem\n(Vecho "boom"\ntR.'  nothing                                                {'note': '\x000cposix\nsystem\n(Vecho "boom"\ntR.'}
  c-stream              BINUNICODE '' (drops 1 byte)                          import posix.system; call posix.system('echo "boom"')  posix.system('echo "boom"')
  c-strict, c-3.15, py  breaks: the read goes past the end of the frame       nothing                                                frame at 0x12
  pickletools           BINUNICODE '\x000cposix\nsystem\n(Vecho "boom"\ntR.'  only decodes

  the bytes as c reads them:
    0x0012  58 21 00 00 00 00 30 63 +  BINUNICODE '\x000cposix\nsystem\n(Vecho "boom"\ntR.'
    0x0038  73                         SETITEM
    0x0039  2e                         STOP

  the bytes as c-stream reads them:
    0x0012  58 ~ 00 00 00 00           BINUNICODE '' (drops 1 byte)
    0x0018  30                         POP
    0x0019  63 70 6f 73 69 78 0a 73 +  GLOBAL posix system
    0x0027  28                         MARK
    0x0028  56 65 63 68 6f 20 22 62 +  UNICODE 'echo "boom"'
    0x0035  74                         TUPLE
    0x0036  52                         REDUCE
    0x0037  2e                         STOP
[1]

$ brine diverge --json examples/readers-part.pkl
{"file": "examples/readers-part.pkl", "entry": null, "stream": 0, "offset": 0, "part": {"pos": 18, "op": 4, "opcode": "BINUNICODE", "difference": "frame"}, "readers": [{"dialect": "c", "status": "ok", "error": null, "end": 58, "parts": null, "events": [], "result": "{'note': '\\x000cposix\\nsystem\\n(Vecho \"boom\"\\ntR.'}"}, {"dialect": "c-stream", "status": "ok", "error": null, "end": 56, "parts": {"pos": 18, "op": 4, "difference": "frame"}, "events": [{"pos": 25, "opcode": "GLOBAL", "kind": "import", "callee": "posix.system", "module": "posix", "name": "system"}, {"pos": 54, "opcode": "REDUCE", "kind": "reduce", "callee": "posix.system", "args": "('echo \"boom\"',)"}], "result": "posix.system('echo \"boom\"')"}, {"dialect": "c-strict", "status": "error", "error": {"pos": 18, "opcode": "BINUNICODE", "kind": "frame", "message": "the read goes past the end of the frame"}, "end": 18, "parts": {"pos": 18, "op": 4, "difference": "frame"}, "events": [], "result": null}, {"dialect": "c-3.15", "status": "error", "error": {"pos": 18, "opcode": "BINUNICODE", "kind": "frame", "message": "the read goes past the end of the frame"}, "end": 18, "parts": {"pos": 18, "op": 4, "difference": "frame"}, "events": [], "result": null}, {"dialect": "py", "status": "error", "error": {"pos": 18, "opcode": "BINUNICODE", "kind": "frame", "message": "the read goes past the end of the frame"}, "end": 18, "parts": {"pos": 18, "op": 4, "difference": "frame"}, "events": [], "result": null}, {"dialect": "pickletools", "status": "ok", "error": null, "end": 58, "parts": null, "events": [], "result": null}]}
[1]

; All agree; several streams; a break that is the same for all is no difference.
$ brine diverge examples/two-streams.pkl examples/broken-after-payload.pkl examples/state_dict.pt
examples/two-streams.pkl: all readers agree

examples/two-streams.pkl: stream 1 at 0x2a: all readers agree

examples/broken-after-payload.pkl: all readers agree: it breaks at 0x24: 0xff is no opcode

examples/state_dict.pt!archive/data.pkl: all readers agree

$ brine diverge --json --stream 1 examples/two-streams.pkl
{"file": "examples/two-streams.pkl", "entry": null, "stream": 1, "offset": 42, "part": null, "readers": [{"dialect": "c", "status": "ok", "error": null, "end": 91, "parts": null, "events": [{"pos": 28, "opcode": "STACK_GLOBAL", "kind": "import", "callee": "posix.system", "module": "posix", "name": "system"}, {"pos": 46, "opcode": "REDUCE", "kind": "reduce", "callee": "posix.system", "args": "('echo \"boom\"',)"}], "result": "posix.system('echo \"boom\"')"}, {"dialect": "c-stream", "status": "ok", "error": null, "end": 91, "parts": null, "events": [{"pos": 28, "opcode": "STACK_GLOBAL", "kind": "import", "callee": "posix.system", "module": "posix", "name": "system"}, {"pos": 46, "opcode": "REDUCE", "kind": "reduce", "callee": "posix.system", "args": "('echo \"boom\"',)"}], "result": "posix.system('echo \"boom\"')"}, {"dialect": "c-strict", "status": "ok", "error": null, "end": 91, "parts": null, "events": [{"pos": 28, "opcode": "STACK_GLOBAL", "kind": "import", "callee": "posix.system", "module": "posix", "name": "system"}, {"pos": 46, "opcode": "REDUCE", "kind": "reduce", "callee": "posix.system", "args": "('echo \"boom\"',)"}], "result": "posix.system('echo \"boom\"')"}, {"dialect": "c-3.15", "status": "ok", "error": null, "end": 91, "parts": null, "events": [{"pos": 28, "opcode": "STACK_GLOBAL", "kind": "import", "callee": "posix.system", "module": "posix", "name": "system"}, {"pos": 46, "opcode": "REDUCE", "kind": "reduce", "callee": "posix.system", "args": "('echo \"boom\"',)"}], "result": "posix.system('echo \"boom\"')"}, {"dialect": "py", "status": "ok", "error": null, "end": 91, "parts": null, "events": [{"pos": 28, "opcode": "STACK_GLOBAL", "kind": "import", "callee": "posix.system", "module": "posix", "name": "system"}, {"pos": 46, "opcode": "REDUCE", "kind": "reduce", "callee": "posix.system", "args": "('echo \"boom\"',)"}], "result": "posix.system('echo \"boom\"')"}, {"dialect": "pickletools", "status": "ok", "error": null, "end": 91, "parts": null, "events": [], "result": null}]}

; Another value.
$ printf 'I010\n.' | brine diverge -
-: readers part at 0x0, in INT (opcode 0): int-base
  the digits have a prefix or a leading zero: C up to 3.14 takes 010 for octal
  and 0x1f for hexadecimal, pickle.py refuses the first, pickletools and newer C
  read decimal digits only (python/cpython issue 126992)

  reader                 reads there                                             then imports and calls  returns
  c, c-stream, c-strict  INT 010 = 8                                             nothing                 8
  c-3.15                 INT 010 = 10                                            nothing                 10
  py                     breaks: the line is no integer that Python's INT reads  nothing                 bad-argument at 0x0
  pickletools            INT 010 = 10                                            only decodes
[1]

; Readers that part later than the first.
$ printf '(I+1\nF 1.5\nt.' | brine diverge -
-: readers part at 0x1, in INT (opcode 1): int-bool
  C up to 3.14 takes any two characters that make 0 or 1 for a bool, the others
  only 00 and 01 (python/cpython issue 135241)

  reader                 reads there    then imports and calls  returns
  c, c-stream, c-strict  INT +1 = True  nothing                 bad-argument at 0x5
  c-3.15                 INT +1 = 1     nothing                 bad-argument at 0x5
  py                     INT +1 = 1     nothing                 (1, 1.5)
  pickletools            INT +1 = 1     only decodes
[1]

; One calls where others refuse; what only decodes passes by.
$ printf 'cos\nsystem\n]R.' | brine diverge -
-: readers part at 0xc, in REDUCE (opcode 2): args-iterable
  the arguments are no tuple: C refuses to call, pickle.py calls with any
  iterable (python/cpython issue 135579)

  reader                         reads there                                    then imports and calls  returns
  c, c-stream, c-strict, c-3.15  breaks: the arguments are a list, not a tuple  nothing                 type at 0xc
  py                             REDUCE                                         call os.system()        os.system()
  pickletools                    REDUCE                                         only decodes
[1]

; The file ends in a line.
$ printf 'cos\nsystemX' | brine diverge -
-: readers part at 0x0, in GLOBAL (opcode 0): line-without-newline
  the file ends in a line without a newline: C refuses it, pickle.py takes the
  line without its last byte, and imports or loads what is then named

  reader                         reads there                                then imports and calls  returns
  c, c-stream, c-strict, c-3.15  breaks: the data ends inside the argument  nothing                 truncated at 0x0
  py                             GLOBAL os system                           import os.system        truncated at 0xb
  pickletools                    GLOBAL                                     only decodes

  the bytes as py reads them:
    0x0000  63 6f 73 0a 73 79 73 74 +  GLOBAL os system
    0x000b                             breaks: the data ends before STOP
[1]

$ printf 'cos\nsystemX' | brine diverge --json -
{"file": "-", "entry": null, "stream": 0, "offset": 0, "part": {"pos": 0, "op": 0, "opcode": "GLOBAL", "difference": "line-without-newline"}, "readers": [{"dialect": "c", "status": "error", "error": {"pos": 0, "opcode": "GLOBAL", "kind": "truncated", "message": "the data ends inside the argument"}, "end": 0, "parts": null, "events": [], "result": null}, {"dialect": "c-stream", "status": "error", "error": {"pos": 0, "opcode": "GLOBAL", "kind": "truncated", "message": "the data ends inside the argument"}, "end": 0, "parts": null, "events": [], "result": null}, {"dialect": "c-strict", "status": "error", "error": {"pos": 0, "opcode": "GLOBAL", "kind": "truncated", "message": "the data ends inside the argument"}, "end": 0, "parts": null, "events": [], "result": null}, {"dialect": "c-3.15", "status": "error", "error": {"pos": 0, "opcode": "GLOBAL", "kind": "truncated", "message": "the data ends inside the argument"}, "end": 0, "parts": null, "events": [], "result": null}, {"dialect": "py", "status": "error", "error": {"pos": 11, "opcode": null, "kind": "truncated", "message": "the data ends before STOP"}, "end": 11, "parts": {"pos": 0, "op": 0, "difference": "line-without-newline"}, "events": [{"pos": 0, "opcode": "GLOBAL", "kind": "import", "callee": "os.system", "module": "os", "name": "system"}], "result": null}, {"dialect": "pickletools", "status": "error", "error": {"pos": 0, "opcode": "GLOBAL", "kind": "truncated", "message": "no newline found when trying to read stringnl"}, "end": 0, "parts": null, "events": [], "result": null}]}
[1]

; Only what is shown of a name.
$ printf 'cos\nsy\\x73tem\n.' | brine diverge -
-: readers part at 0x0, in GLOBAL (opcode 0): names-escapes
  a backslash in a name: the unpicklers take it as it stands, pickletools shows
  the name with the escape replaced by what it means in Python

  reader                             reads there                           then imports and calls  returns
  c, c-stream, c-strict, c-3.15, py  GLOBAL os 'sy\\x73tem'                import os.sy\x73tem     os.sy\x73tem
  pickletools                        GLOBAL os 'sy\\x73tem' = 'os system'  only decodes
[1]

; The unpickler's encoding: pickletools has none.
$ printf 'U\001\351.' >latin.pkl; brine diverge --encoding latin1 latin.pkl; brine diverge --encoding utf-8 latin.pkl
latin.pkl: all readers agree
latin.pkl: readers part at 0x0, in SHORT_BINSTRING (opcode 0): string-encoding
  a string of Python 2 with bytes above 127: the unpicklers decode it by their
  encoding, pickletools as Latin-1 or, between quotes, not at all
  (python/cpython issue 126997)

  reader                             reads there                      then imports and calls  returns
  c, c-stream, c-strict, c-3.15, py  breaks: the string is not utf-8  nothing                 bad-argument at 0x0
  pickletools                        SHORT_BINSTRING b'\xe9' = 'é'    only decodes
[1]

$ printf 'S'"'"'\\xe9'"'"'\n.' | brine diverge --encoding latin1 -
-: readers part at 0x0, in STRING (opcode 0): string-encoding
  a string of Python 2 with bytes above 127: the unpicklers decode it by their
  encoding, pickletools as Latin-1 or, between quotes, not at all
  (python/cpython issue 126997)

  reader                             reads there                                                   then imports and calls  returns
  c, c-stream, c-strict, c-3.15, py  STRING '\xe9' = 'é'                                           nothing                 'é'
  pickletools                        breaks: 'ascii' codec can't decode byte 0xe9 in position 0: ordinal not in range(128)  only decodes            bad-argument at 0x0
[1]

; What is a pickle to no reader, and what cannot be read.
$ printf '\377' | brine diverge -
-: not a pickle: 0x0: 0xff is no opcode
[2]

$ brine diverge missing.pkl
missing.pkl: no such file
[2]

$ brine diverge --dialect py examples/plain.pkl
brine diverge: unknown option --dialect (see brine diverge --help)
[2]

; scan: other calls are suspicious, another value is information; a frame is told of once.
$ brine scan --json examples/readers-part.pkl
{"file": "examples/readers-part.pkl", "sha256": "219ae014b73148f942f5064f28956f57dfa9e4e4055e5ee9675cd5f39b93894b", "format": "raw", "verdict": "dangerous", "findings": [{"entry": null, "stream": 0, "pos": 18, "file_offset": 18, "severity": "dangerous", "rule": "reader-divergence", "callee": "posix.system", "args": "('echo \"boom\"',)", "message": "frame: c-stream would then do this: import posix.system; call posix.system('echo \"boom\"'); and c this: nothing"}], "errors": [], "streams": 1, "bytes": 58}
[1]

$ printf '\225\002\000\000\000\000\000\000\000J\001\000\000\000..' | head -c 14 | brine scan -
-: suspicious
  ◆ 0x0009  lies about a frame: Python's readers read different opcodes here (frame-broken)
      at 0x9 of the file: 00 00 00 00 00 00 [4a 01 00 00 00]
  · 0x0000  uses an opcode of a later protocol than it says to be of (later-protocol)
  ! -: 0xe: the data ends before STOP
[1]

$ printf 'cos\nsystem\n]R.' | brine scan -
-: dangerous
  ✖ 0x0000  import os.system
      runs a shell command (denied-import)
      at 0x0 of the file: [63 6f 73 0a 73 79 73 74 ...] 5d 52 2e
  ✖ 0x000c  args-iterable: py would then do this: call os.system(); and c this: nothing (reader-divergence)
  ! -: 0xc: REDUCE: the arguments are a list, not a tuple
[1]

; a pickle that was cut before STOP, its frame promising more: C refuses it at once, pickle.py runs what is there
$ printf '\200\004\225\050\000\000\000\000\000\000\000cos\nsystem\nX\002\000\000\000id\205R' | brine scan --json - | sed 's/.*"findings"/"findings"/'
"findings": [{"entry": null, "stream": 0, "pos": 2, "file_offset": 2, "severity": "dangerous", "rule": "reader-divergence", "callee": "os.system", "args": "('id',)", "message": "frame-length: py would then do this: import os.system; call os.system('id'); and c this: nothing"}], "errors": [{"entry": null, "stream": 0, "pos": 2, "message": "the data ends inside the frame"}], "streams": 1, "bytes": 31}
; the same without PROTO, and with nothing that c would carry out: it is no noise, for pickle.py runs what is there
$ printf '\225\057\000\000\000\000\000\000\000(ios\nabort\n' | brine scan --json - | sed 's/.*"findings"/"findings"/'
"findings": [{"entry": null, "stream": 0, "pos": 0, "file_offset": 0, "severity": "dangerous", "rule": "reader-divergence", "callee": "os.abort", "args": "()", "message": "frame-length: py would then do this: import os.abort; call os.abort(); and c this: nothing"}], "errors": [{"entry": null, "stream": 0, "pos": 0, "message": "the data ends inside the frame"}], "streams": 1, "bytes": 20}
; an import at which pickle.py ends, when all is done: it is no noise for that; before the call it is
$ printf '\225\310\000\000\000\000\000\000\000cos\nsystem\n(Vid\ntR0c<no module>\nx y\n' | brine scan --json - | sed 's/.*"findings"/"findings"/'
"findings": [{"entry": null, "stream": 0, "pos": 0, "file_offset": 0, "severity": "dangerous", "rule": "reader-divergence", "callee": "os.system", "args": "('id',)", "message": "frame-length: py would then do this: import os.system; call os.system('id'); import <no module>.x y; and c this: nothing"}], "errors": [{"entry": null, "stream": 0, "pos": 0, "message": "the data ends inside the frame"}], "streams": 1, "bytes": 45}
$ printf '\225\310\000\000\000\000\000\000\000c<no module>\nx y\n0cos\nsystem\n(Vid\ntR' | brine scan --json - | sed 's/.*"findings"/"findings"/'
"findings": [], "errors": [{"entry": null, "stream": 0, "pos": 0, "message": "not a pickle: the data ends inside the frame"}], "streams": 0, "bytes": 45}
; an empty name: pickle.py imports the module, and then fails
$ printf 'cos\n\n(tR.' | brine scan --json - | sed 's/.*"rule"/"rule"/; s/, "message".*//'
"rule": "reader-divergence", "callee": "os.", "args": "()"
$ printf 'I010\n.' | brine scan -
-: benign
  · 0x0000  int-base: the digits have a prefix or a leading zero: C up to 3.14 takes 010 for octal and 0x1f for hexadecimal, pickle.py refuses the first, pickletools and newer C read decimal digits only (reader-divergence)

$ brine scan --dialect py examples/readers-part.pkl
examples/readers-part.pkl: dangerous
  ✖ 0x0012  frame: c-stream would then do this: import posix.system; call posix.system('echo "boom"'); and c this: nothing (reader-divergence)
  ! examples/readers-part.pkl: 0x12: BINUNICODE: the read goes past the end of the frame
[1]

; calls: what the run itself shows.
$ printf '(I010\nI+1\ncm\\x41\nn\nI1\000\nK\001(et.' | brine calls --json -
{"file": "-", "entry": null, "stream": 0, "offset": 0, "end": 29, "protocol": 0, "opcodes": 10, "dialect": "c", "status": "ok", "error": null, "events": [{"pos": 10, "opcode": "GLOBAL", "kind": "import", "callee": "m\\x41.n", "module": "m\\x41", "name": "n"}], "result": "(8, True, m\\x41.n, True, 1)", "divergences": [{"pos": 1, "kind": "int-base"}, {"pos": 6, "kind": "int-bool"}, {"pos": 10, "kind": "names-escapes"}, {"pos": 19, "kind": "number-nul"}, {"pos": 26, "kind": "empty-slice"}]}

; What limits end was not compared.
$ brine diverge --max-ops 5 examples/plain.pkl
examples/plain.pkl: 0xe: SHORT_BINUNICODE: more opcodes than the limit allows
[2]
