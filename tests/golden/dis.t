; brine dis: the opcodes.
$ brine dis examples/seed-boom.pkl
  0x0000  80 04               PROTO             4
  0x0002  95 26 00 00 00 00+  FRAME             38
  0x000b  8c 05 70 6f 73 69+  SHORT_BINUNICODE  'posix'
  0x0012  94                  MEMOIZE           ; memo 0
  0x0013  8c 06 73 79 73 74+  SHORT_BINUNICODE  'system'
  0x001b  94                  MEMOIZE           ; memo 1
✖ 0x001c  93                  STACK_GLOBAL      ; import posix.system
  0x001d  94                  MEMOIZE           ; memo 2
  0x001e  8c 0b 65 63 68 6f+  SHORT_BINUNICODE  'echo "boom"'
  0x002b  94                  MEMOIZE           ; memo 3
  0x002c  85                  TUPLE1
  0x002d  94                  MEMOIZE           ; memo 4
✖ 0x002e  52                  REDUCE            ; call posix.system('echo "boom"')
  0x002f  94                  MEMOIZE           ; memo 5
  0x0030  2e                  STOP

$ brine dis -a examples/inst-p0.pkl
  0x0000  28                  MARK              ; Pushes a mark: what comes above it, up to an opcode that takes the mark, belongs together.
  0x0001  53 27 65 63 68 6f+    STRING            'echo "boom"'  ; Pushes a Python 2 string written as a quoted line with escapes.
✖ 0x0010  69 70 6f 73 69 78+    INST              posix system  ; mark 0x0  ; call posix.system('echo "boom"')  ; IMPORTS a class and CALLS it with everything above the topmost mark; pushes the result.
  0x001e  2e                  STOP              ; Ends the run: the top of the stack is what loading returns.

$ brine dis --json examples/inst-p0.pkl
{"op": 0, "pos": 0, "length": 1, "bytes": "28", "opcode": "MARK", "protocol": 0, "arg": null, "marks": 0, "mark": null}
{"op": 1, "pos": 1, "length": 15, "bytes": "53276563686f2022626f6f6d22270a", "opcode": "STRING", "protocol": 0, "arg": "'echo \"boom\"'", "marks": 1, "mark": null}
{"op": 2, "pos": 16, "length": 14, "bytes": "69706f7369780a73797374656d0a", "opcode": "INST", "protocol": 0, "arg": "posix system", "marks": 1, "mark": 0}
{"op": 3, "pos": 30, "length": 1, "bytes": "2e", "opcode": "STOP", "protocol": 0, "arg": null, "marks": 0, "mark": null}

$ brine dis examples/python2-names.pkl
  0x0000  80 02               PROTO             2
  0x0002  5d                  EMPTY_LIST
  0x0003  28                  MARK
  0x0004  63 5f 5f 62 75 69+    GLOBAL            __builtin__ xrange  ; = builtins.range
  0x0018  28                    MARK
  0x0019  4b 03                   BININT1           3
  0x001b  74                      TUPLE             ; mark 0x18
  0x001c  52                    REDUCE            ; call __builtin__.xrange(3)
  0x001d  63 55 73 65 72 44+    GLOBAL            UserDict UserDict  ; = collections.UserDict
  0x0030  28                    MARK
  0x0031  74                      TUPLE             ; mark 0x30
  0x0032  52                    REDUCE            ; call UserDict.UserDict()
✖ 0x0033  63 5f 5f 62 75 69+    GLOBAL            __builtin__ eval  ; = builtins.eval
  0x0045  28                    MARK
  0x0046  58 03 00 00 00 31+      BINUNICODE        '1+1'
  0x004e  74                      TUPLE             ; mark 0x45
✖ 0x004f  52                    REDUCE            ; call __builtin__.eval('1+1')
✖ 0x0050  63 63 6f 6d 6d 61+    GLOBAL            commands getoutput  ; = subprocess.getoutput
  0x0064  28                    MARK
  0x0065  58 0b 00 00 00 65+      BINUNICODE        'echo "boom"'
  0x0075  74                      TUPLE             ; mark 0x64
✖ 0x0076  52                    REDUCE            ; call commands.getoutput('echo "boom"')
  0x0077  65                    APPENDS           ; mark 0x3
  0x0078  2e                  STOP

; The break is the last row.
$ brine dis examples/broken-after-payload.pkl
  0x0000  80 02               PROTO             2
✖ 0x0002  63 70 6f 73 69 78+  GLOBAL            posix system
  0x0010  58 0b 00 00 00 65+  BINUNICODE        'echo "boom"'
  0x0020  85                  TUPLE1
✖ 0x0021  52                  REDUCE            ; call posix.system('echo "boom"')
· 0x0022  30                  POP
  0x0023  4e                  NONE
  0x0024  ff 2e               ?                 ; breaks here: 0xff is no opcode
examples/broken-after-payload.pkl: 0x24: 0xff is no opcode
[2]

$ printf 'N(K\001' >cut.pkl; printf '\214\005ab' >>cut.pkl

$ brine dis cut.pkl
  0x0000  4e                  NONE
  0x0001  28                  MARK
  0x0002  4b 01                 BININT1           1
  0x0004  8c 05 61 62         SHORT_BINUNICODE  ; breaks here: the data ends inside the argument
cut.pkl: 0x4: SHORT_BINUNICODE: the data ends inside the argument
[2]

; Two pickles, or a member: each has a line that says so.
$ brine dis examples/two-streams.pkl | grep -n '^;'
15:; examples/two-streams.pkl: stream 1 at 0x2a

$ brine dis examples/boom.pt | grep -n '^;'
1:; examples/boom.pt!archive/data.pkl

; As python3 -m pickletools.
$ brine dis --pickletools examples/inst-p0.pkl
    0: (    MARK
    1: S        STRING     'echo "boom"'
   16: i        INST       'posix system' (MARK at 0)
   30: .    STOP
highest protocol among opcodes = 0

$ brine dis --pickletools --stream 1 examples/two-streams.pkl | head -3
    0: \x80 PROTO      4
    2: \x95 FRAME      38
   11: \x8c SHORT_BINUNICODE 'posix'

$ brine dis --pickletools --entry data.pkl examples/boom.pt | tail -2
  238: .    STOP
highest protocol among opcodes = 2

$ brine dis --pickletools examples/boom.pt
examples/boom.pt: 0x0: 'ascii' codec can't decode byte 0x80 in position 63: ordinal not in range(128)
[2]

$ brine dis --pickletools examples/inst-p0.pkl examples/broken-after-payload.pkl
==> examples/inst-p0.pkl <==
    0: (    MARK
    1: S        STRING     'echo "boom"'
   16: i        INST       'posix system' (MARK at 0)
   30: .    STOP
highest protocol among opcodes = 0
==> examples/broken-after-payload.pkl <==
    0: \x80 PROTO      2
    2: c    GLOBAL     'posix system'
   16: X    BINUNICODE 'echo "boom"'
   32: \x85 TUPLE1
   33: R    REDUCE
   34: 0    POP
   35: N    NONE
examples/broken-after-payload.pkl: 0x24: at position 36, opcode b'\xff' unknown
[2]

$ brine dis --pickletools -a examples/inst-p0.pkl
    0: (    MARK                      Pushes a mark: what comes above it, up to an opcode that takes the mark, belongs together.
    1: S        STRING     'echo "boom"' Pushes a Python 2 string written as a quoted line with escapes.
   16: i        INST       'posix system' (MARK at 0) IMPORTS a class and CALLS it with everything above the topmost mark; pushes the result.
   30: .    STOP                                      Ends the run: the top of the stack is what loading returns.
highest protocol among opcodes = 0

$ brine dis --pickletools --json examples/inst-p0.pkl
brine dis: --pickletools has a form of its own: not with --json
[2]

; Nothing of the file reaches the terminal raw, and nothing is lost.
$ printf '\200\004\214\011\033[31m\ra\nb\223\214\005\302\233\377xq.' >odd.pkl; brine dis odd.pkl
  0x0000  80 04               PROTO             4
  0x0002  8c 09 1b 5b 33 31+  SHORT_BINUNICODE  '\x1b[31m\ra\nb'
  0x000d  93 8c 05 c2 9b ff+  STACK_GLOBAL      ; breaks here: needs more values than there are on the stack
odd.pkl: 0xd: STACK_GLOBAL: needs more values than there are on the stack
[2]

$ printf 'V\033]0;title\007\n.' | brine dis -
  0x0000  56 1b 5d 30 3b 74+  UNICODE           '\x1b]0;title\x07'
  0x000c  2e                  STOP

; Marks are shown by indentation, to a depth.
$ printf '((((((((((((((((((((K\001t.' | brine dis - | tail -4
  0x0013  28                                                  MARK
  0x0014  4b 01                                               BININT1           1
  0x0016  74                                                  TUPLE             ; mark 0x13
  0x0017  2e                                                  STOP
