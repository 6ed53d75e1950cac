; Positions: by number, by byte, from the cursor, in parts of the run, by name.
$ brine debug --batch -e 'goto 50%' -e 'goto +3' -e 'goto -2' -e 'goto 100%' -e 'until -1' -e 'goto 0%' examples/seed-boom.pkl
0x001d #7 MEMOIZE
0x002c #10 TUPLE1
0x001e #8 SHORT_BINUNICODE 'echo "boom"'
0x0030 #14 STOP   the end: loading returns posix.system('echo "boom"')
The cursor is past that already (goto goes back).
0x0030 #14 STOP   the end: loading returns posix.system('echo "boom"')
0x0000 #0 PROTO 4

$ brine debug --batch -e 'goto +15' examples/seed-boom.pkl
brine: -e:1: there is no #15: the last is #14
[2]

$ brine debug --batch -e 'goto -1' examples/seed-boom.pkl
brine: -e:1: there is no -1: only 0 opcodes are before the cursor
[2]

; Bookmarks are bytes with a name.
$ brine debug --batch -e 'bookmark payload #12' -e 'goto 0x1e' -e 'bookmark' -e 'goto @payload' -e 'list @1,@payload' -e 'break @payload' -e restart -e continue -e 'delete bookmark 1' -e 'info bookmarks' examples/seed-boom.pkl
@payload     0x002e #12 REDUCE
0x001e #8 SHORT_BINUNICODE 'echo "boom"'
@1           0x001e #8 SHORT_BINUNICODE
0x002e #12 REDUCE   would CALL posix.system('echo "boom"')   !! DANGEROUS: process: runs a shell command
■ ┃0x001e  8c 0b 65 63 68 6f+ SHORT_BINUNICODE 'echo "boom"'
   0x002b  94                 MEMOIZE          memo 3
  ┃0x002c  85                 TUPLE1
   0x002d  94                 MEMOIZE          memo 4
■▶ 0x002e  52                 REDUCE           posix.system('echo "boom"')  ✖
Breakpoint 1: 0x002e
File examples/seed-boom.pkl, stream 0 from byte 0x0
0x0000 #0 PROTO 4
Breakpoint 1, 0x002e
0x002e #12 REDUCE   would CALL posix.system('echo "boom"')   !! DANGEROUS: process: runs a shell command
@payload     0x002e #12 REDUCE

$ brine debug --batch -e 'bookmark here' -e 'stream 1' -e 'bookmark there #12' -e 'save bookmarks marks.brine' -e 'info bookmarks' -e 'goto @here' -e 'goto @there' -e jump-back -e jump-back -e 'info jumps' -e jump-forward examples/two-streams.pkl && cat marks.brine && brine debug --batch -x marks.brine -e 'info bookmarks' examples/two-streams.pkl
@here        0x0000 #0 PROTO
File examples/two-streams.pkl, stream 1 from byte 0x2a
0x0000 #0 PROTO 4
@there       0x002e #12 REDUCE
2 bookmarks saved.
@here        0x0000 in stream 0
@there       0x002e #12 REDUCE
0x0000 #0 PROTO 4
0x002e #12 REDUCE   would CALL posix.system('echo "boom"')   !! DANGEROUS: process: runs a shell command
0x0000 #0 PROTO 4
0x0000 #0 PROTO 4
    -1  0x0000 in stream 0
▶   +0  0x0000 #0 PROTO
    +1  0x0000 in stream 0
    +2  0x002e #12 REDUCE
0x0000 #0 PROTO 4
bookmark here 0x0000 stream 0
bookmark there 0x002e stream 1
@here        0x0000 #0 PROTO
@there       0x002e in stream 1
@here        0x0000 #0 PROTO
@there       0x002e in stream 1

$ brine debug --batch -e 'bookmark a.b' examples/seed-boom.pkl
brine: -e:1: "a.b": expected a name of letters, digits, - and _, then #12, 0x1f, 31, +3, -3, 50%, @NAME, start or end
[2]

$ brine debug --batch -e 'list @nowhere' examples/seed-boom.pkl
brine: -e:1: there is no bookmark "nowhere" (info bookmarks lists them)
[2]

$ brine debug --batch -e 'delete bookmark nowhere' examples/seed-boom.pkl
brine: -e:1: there is no bookmark "nowhere" (info bookmarks lists them)
[2]

; Back and forward through the jumps, also into another member.
$ brine debug --batch -e 'goto #4' -e step -e danger -e jump-back -e jump-back -e jump-back -e 'jump-forward 2' -e 'info jumps' examples/seed-boom.pkl
0x0013 #4 SHORT_BINUNICODE 'system'
0x001b #5 MEMOIZE
0x001c #6 STACK_GLOBAL   would IMPORT posix.system   !! DANGEROUS: process: runs a shell command
0x001b #5 MEMOIZE
0x0000 #0 PROTO 4
There was no jump before this.
0x001c #6 STACK_GLOBAL   would IMPORT posix.system   !! DANGEROUS: process: runs a shell command
    -2  0x0000 #0 PROTO
    -1  0x001b #5 MEMOIZE
▶   +0  0x001c #6 STACK_GLOBAL

$ brine debug --batch -e 'goto #5' -e 'entry version' -e jump-back -e 'info file' examples/boom.pt
0x001f #5 BINPUT 1
Entry archive/version, stream 0 from byte 0x0
0x0000 #0   the run BREAKS here: bad-opcode: 0x33 is no opcode
0x001f #5 BINPUT 1
File:     examples/boom.pt
Format:   pytorch-zip, 0x4dc bytes, 5 members
Entry:    archive/data.pkl
Stream:   0, from byte 0x0
Bytes:    0xef in this stream
Opcodes:  55
Protocol: 2
Run:      whole, ends with STOP at 0x00ee
Worst:    dangerous, 2 findings

$ brine debug --batch -e jump-back -e jump-forward -e 'info jumps' -e 'jump-back x' examples/seed-boom.pkl
There was no jump before this.
There was no jump back that could be undone.
The cursor has not jumped yet.
brine: -e:4: "x" is no count: expected a number from 1
[2]

; next and finish have their ways back; danger has too.
$ brine debug --batch -e 'goto #22' -e reverse-next -e next -e rn -e rn -e 'goto #20' -e reverse-finish -e reverse-finish -e reverse-finish examples/plain.pkl
0x004e #22 APPENDS
0x0027 #13 MARK
0x004e #22 APPENDS
0x0027 #13 MARK
0x0026 #12 MEMOIZE
0x003b #20 LONG1 1099511627776
0x0027 #13 MARK
0x000d #4 MARK
No mark is open; the start.
0x0000 #0 PROTO 4

$ brine debug --batch -e rdanger -e rdanger -e rdanger -e 'danger 2' examples/seed-boom.pkl
No danger comes before this; round to the last.
0x002e #12 REDUCE   would CALL posix.system('echo "boom"')   !! DANGEROUS: process: runs a shell command
0x001c #6 STACK_GLOBAL   would IMPORT posix.system   !! DANGEROUS: process: runs a shell command
No danger comes before this; round to the last.
0x002e #12 REDUCE   would CALL posix.system('echo "boom"')   !! DANGEROUS: process: runs a shell command
Went 1 of the 2 asked for. No danger comes after this; round to the first.
0x001c #6 STACK_GLOBAL   would IMPORT posix.system   !! DANGEROUS: process: runs a shell command

; Anything that would be done, forwards and back.
$ brine debug --batch -e 'find event' -e 'find event' -e 'rfind event' -e 'find suspicious' -e 'rfind global posix.*' -e 'goto end' -e 'rf finding' examples/seed-boom.pkl
0x001c #6 STACK_GLOBAL   would IMPORT posix.system   !! DANGEROUS: process: runs a shell command
0x002e #12 REDUCE   would CALL posix.system('echo "boom"')   !! DANGEROUS: process: runs a shell command
0x001c #6 STACK_GLOBAL   would IMPORT posix.system   !! DANGEROUS: process: runs a shell command
0x002e #12 REDUCE   would CALL posix.system('echo "boom"')   !! DANGEROUS: process: runs a shell command
0x001c #6 STACK_GLOBAL   would IMPORT posix.system   !! DANGEROUS: process: runs a shell command
0x0030 #14 STOP   the end: loading returns posix.system('echo "boom"')
0x002e #12 REDUCE   would CALL posix.system('echo "boom"')   !! DANGEROUS: process: runs a shell command

$ brine debug --batch -e 'break event' -e c -e c -e c -e rc -e rc examples/seed-boom.pkl
Breakpoint 1: event
Breakpoint 1, event
0x001c #6 STACK_GLOBAL   would IMPORT posix.system   !! DANGEROUS: process: runs a shell command
Breakpoint 1, event
0x002e #12 REDUCE   would CALL posix.system('echo "boom"')   !! DANGEROUS: process: runs a shell command
No breakpoint stops before the end: STOP.
0x0030 #14 STOP   the end: loading returns posix.system('echo "boom"')
Breakpoint 1, event
0x002e #12 REDUCE   would CALL posix.system('echo "boom"')   !! DANGEROUS: process: runs a shell command
Breakpoint 1, event
0x001c #6 STACK_GLOBAL   would IMPORT posix.system   !! DANGEROUS: process: runs a shell command

; A bookmark in a value is saved by a name that leads there also where nobody has dived yet.
$ brine debug --batch -e 'goto 0x1f' -e dive -e 'bookmark inner' -e 'save bookmarks inner.brine' examples/in-a-value.pkl && cat inner.brine && brine debug --batch -x inner.brine -e 'goto @inner' -e 'info file' examples/in-a-value.pkl
0x001f #12 SHORT_BINBYTES b'\x80\x02}q\x00X\x03\x00\x00\x00jobq\x01c_codecs\nencode\nq\x02X>\x00\x00\x00\xc2\x80\x04\xc2\x95&\x00\x00\x00\x00\x00\x00\x00\xc2\x8c\x05posix\xc2\x94\xc2\x8c\x06system\xc2\x94\xc2\x93\xc2\x94\xc2\x8c\x0becho "boom"\xc2\x94\xc2\x85\xc2\x94R\xc2\x94.q\x03X\x06\x00\x00\x00latin1q\x04\x86q\x05Rq\x…
Entry @0x1f, stream 0 from byte 0x0
0x0000 #0 PROTO 2
@inner       0x0000 #0 PROTO
1 bookmark saved.
bookmark inner 0x0000 stream 0 entry @0x1f
@inner       0x0000 in stream 0 of @0x1f
0x0000 #0 PROTO 2
File:     examples/in-a-value.pkl
Format:   raw, 0xec bytes, 3 members
Entry:    @0x1f
Stream:   0, from byte 0x0
Bytes:    0x7b in this stream
Opcodes:  17
Protocol: 2
Run:      whole, ends with STOP at 0x007a
Worst:    none, 0 findings

$ brine debug --batch -e 'info strings zzz*' examples/seed-boom.pkl
No string fits that.

; Where brine itself stops, nothing is said of what Python does.
$ brine debug --batch --max-ops 5 -e 'goto end' -e explain -e 'p result' examples/seed-boom.pkl
0x001b #5 MEMOIZE   brine reads NO FURTHER: limit: more opcodes than the limit allows
Read no further, in MEMOIZE: more opcodes than the limit allows  limit
It is brine that stops here: Python reads on, and what it would do from here on is not known.
MEMOIZE  Stores the top of the stack in the memo under the next free number; the stack stays as it is.
brine: -e:3: there is no result: a limit ended the run before STOP
examples/seed-boom.pkl: 0x1b: MEMOIZE: more opcodes than the limit allows
[2]

; Commands of a breakpoint that nothing ends, by -e.
$ brine debug --batch -e 'break 0x2' -e 'commands 1' examples/seed-boom.pkl
Breakpoint 1: 0x2
brine: the commands of breakpoint 1 have no end
[2]
