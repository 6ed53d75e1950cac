; Every way to move, forwards and back. The cursor stands before the opcode that is shown.
$ brine debug --batch -e step -e 's 3' -e back -e 'rs 2' -e 'back 9' -e back examples/seed-boom.pkl
0x0002 #1 FRAME 38
0x0013 #4 SHORT_BINUNICODE 'system'
0x0012 #3 MEMOIZE
0x0002 #1 FRAME 38
Cut short at the start.
0x0000 #0 PROTO 4
Already at the start.
0x0000 #0 PROTO 4

$ brine debug --batch -e 'goto #12' -e step -e step -e step -e 'back 1' -e 'goto end' examples/seed-boom.pkl
0x002e #12 REDUCE   would CALL posix.system('echo "boom"')   !! DANGEROUS: process: runs a shell command
0x002f #13 MEMOIZE
0x0030 #14 STOP   the end: loading returns posix.system('echo "boom"')
Already at the end: STOP.
0x0030 #14 STOP   the end: loading returns posix.system('echo "boom"')
0x002f #13 MEMOIZE
0x0030 #14 STOP   the end: loading returns posix.system('echo "boom"')

; A MARK runs to the opcode that takes it; finish goes on to after it.
$ brine debug --batch -e 'goto #12' -e next -e next -e next -e 'back 2' examples/plain.pkl
0x0026 #12 MEMOIZE
0x0027 #13 MARK
0x004e #22 APPENDS
0x004f #23 SHORT_BINUNICODE 'weights'
0x0043 #21 LONG1 -1180591620717411303424

$ brine debug --batch -e 'goto #35' -e finish -e 'goto #5' -e finish -e finish examples/plain.pkl
0x0081 #35 SHORT_BINUNICODE 'open'
0x009f #45 SHORT_BINUNICODE 'tags'
0x000e #5 SHORT_BINUNICODE 'name'
0x0111 #81 STOP   the end: loading returns {'name': 'brine', 'sizes': [0, 1, 255, 256, 65536, -1, 1099511627776, -1180591620717411303424], 'weights': (0.5, -1e+100, 3.141592653589793), 'flags': {'open': True, 'closed': False, 'unknown': None}, 'tags': ['red', 'green', 'blå'], 'same tags': ['red', 'green', 'blå'], 'deep': [[[['here']]]],…
No mark is open; the end: STOP.
0x0111 #81 STOP   the end: loading returns {'name': 'brine', 'sizes': [0, 1, 255, 256, 65536, -1, 1099511627776, -1180591620717411303424], 'weights': (0.5, -1e+100, 3.141592653589793), 'flags': {'open': True, 'closed': False, 'unknown': None}, 'tags': ['red', 'green', 'blå'], 'same tags': ['red', 'green', 'blå'], 'deep': [[[['here']]]],…

$ brine debug --batch -e 'goto #12' -e 'goto 0x1f' -e 'goto 31' -e 'goto start' -e 'until 0x20' -e 'until 0x20' -e 'until 0x1f' -e 'until 0xffff' -e 'until start' examples/seed-boom.pkl
0x002e #12 REDUCE   would CALL posix.system('echo "boom"')   !! DANGEROUS: process: runs a shell command
0x001e #8 SHORT_BINUNICODE 'echo "boom"'
0x001e #8 SHORT_BINUNICODE 'echo "boom"'
0x0000 #0 PROTO 4
0x002b #9 MEMOIZE
0x002b #9 MEMOIZE
0x002b #9 MEMOIZE
0x0030 #14 STOP   the end: loading returns posix.system('echo "boom"')
The cursor is past that already (goto goes back).
0x0030 #14 STOP   the end: loading returns posix.system('echo "boom"')

$ brine debug --batch -e continue -e continue -e reverse-continue -e rc examples/seed-boom.pkl
No breakpoint is set; at the end: STOP.
0x0030 #14 STOP   the end: loading returns posix.system('echo "boom"')
Already at the end: STOP.
0x0030 #14 STOP   the end: loading returns posix.system('echo "boom"')
No breakpoint is set; at the start.
0x0000 #0 PROTO 4
Already at the start.
0x0000 #0 PROTO 4

$ brine debug --batch -e danger -e danger -e danger -e where examples/boom.pt
0x00c5 #45 GLOBAL   would IMPORT posix.system   !! DANGEROUS: process: runs a shell command
0x00ea #51 REDUCE   would CALL posix.system('echo "boom"')   !! DANGEROUS: process: runs a shell command
No danger comes after this; round to the first.
0x00c5 #45 GLOBAL   would IMPORT posix.system   !! DANGEROUS: process: runs a shell command
0x00c5 #45 GLOBAL   would IMPORT posix.system   !! DANGEROUS: process: runs a shell command

$ brine debug --batch -e danger examples/plain.pkl
No opcode is dangerous; the worst that is known: none.

; find takes what break takes.
$ brine debug --batch -e 'find text boom' -e 'find text boom' -e 'rfind text sys*' -e 'find bytes 94 8c' -e 'find REDUCE' -e 'rf import posix.*' -e 'find if depth == 0' -e 'goto start' -e 'find if depth == 2' examples/seed-boom.pkl
0x001e #8 SHORT_BINUNICODE 'echo "boom"'
Nothing of the kind after here.
0x0013 #4 SHORT_BINUNICODE 'system'
0x001d #7 MEMOIZE
0x002e #12 REDUCE   would CALL posix.system('echo "boom"')   !! DANGEROUS: process: runs a shell command
0x001c #6 STACK_GLOBAL   would IMPORT posix.system   !! DANGEROUS: process: runs a shell command
Nothing of the kind after here.
0x0000 #0 PROTO 4
0x001b #5 MEMOIZE

$ brine debug --batch -e 'find bytes 8' examples/seed-boom.pkl
brine: -e:1: "8": expected bytes as pairs of hex digits: 80 04
[2]

; What cannot be reached.
$ brine debug --batch -e 'goto #15' examples/seed-boom.pkl
brine: -e:1: there is no #15: the last is #14
[2]

$ brine debug --batch -e 'goto 0x31' examples/seed-boom.pkl
brine: -e:1: there is no byte 0x31: the stream ends at 0x31
[2]

$ brine debug --batch -e 'goto there' examples/seed-boom.pkl
brine: -e:1: "there" is no position: expected #12, 0x1f, 31, +3, -3, 50%, @NAME, start or end
[2]

$ brine debug --batch -e 'step -1' examples/seed-boom.pkl
brine: -e:1: "-1" is no count: expected a number from 1
[2]
