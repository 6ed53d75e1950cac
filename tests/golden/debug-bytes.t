; Bytes as gdb shows them; an empty line, or x alone, goes on after the last.
$ brine debug --batch -e 'x/4xb 0' -e x -e 'x/3dh 2' -e 'x/2uw 0x10' -e 'x/xg 0' -e 'x/3o 0' -e 'x/2t 0' -e 'x/8c 0xd' -e 'x/s 0xd' -e x -e 'x/3i #4' -e x -e 'x/16 0' -e x examples/seed-boom.pkl
0x0000: 0x80 0x04 0x95 0x26
0x0004: 0x00 0x00 0x00 0x00
0x0002:   9877      0      0
0x0010: 2358540393 1937339142
0x0000: 0x0000000026950480
0x0000: 0200   04 0225
0x0000: 10000000 00000100
0x000d:    112 'p'    111 'o'    115 's'    105 'i'    120 'x' -108 '\x94' -116 '\x8c'   6 '\x06'
0x000d: "posix\x94\x8c\x06system\x94\x93\x94\x8c\x0becho \"boom\"\x94\x85\x94R\x94."
The data end at 0x31.
  ┃0x0013  8c 06 73 79 73 74+ SHORT_BINUNICODE 'system'
   0x001b  94                 MEMOIZE          memo 1
  ┃0x001c  93                 STACK_GLOBAL     import posix.system  ✖
   0x001d  94                 MEMOIZE          memo 2
  ┃0x001e  8c 0b 65 63 68 6f+ SHORT_BINUNICODE 'echo "boom"'
   0x002b  94                 MEMOIZE          memo 3
0x0000 [80.04 95 26 00 00 00 00  00 00 00 8c 05 70 6f 73  ...&.........pos
0x0010  69 78 94 8c 06 73 79 73  74 65 6d 94 93 94 8c 0b  ix...system.....

; The bytes of a value, or of the opcode that made it.
$ brine debug --batch -e 'goto #12' -e 'x/s memo[3]' -e 'x/xb memo[3]' -e 'x/i stack[0]' -e 'x memo[0]' -e 'x/f 0x1e' -e 'x/99xb #13' examples/seed-boom.pkl
0x002e #12 REDUCE   would CALL posix.system('echo "boom"')   !! DANGEROUS: process: runs a shell command
0x0020: "echo \"boom\""
0x0020: 0x65 0x63 0x68 0x6f 0x20 0x22 0x62 0x6f
0x0028: 0x6f 0x6d 0x22
  ┃0x002c  85                 TUPLE1
  ┃0x000b  8c 05 70 6f 73 69+ SHORT_BINUNICODE 'posix'
0x001e: -1.1957531690485052e-250
0x002f: 0x94 0x2e
The data end at 0x31.

$ brine debug --batch -e 'x/4q 0' examples/seed-boom.pkl
brine: -e:1: "/4q": expected /NFU: a count from 1, a format of x d u o t c f s i, a unit of b h w g
[2]

$ brine debug --batch -e 'x/2fb 0' examples/seed-boom.pkl
brine: -e:1: a float has 4 bytes (w) or 8 (g)
[2]

$ brine debug --batch -e 'x 0x99' examples/seed-boom.pkl
brine: -e:1: there is no byte 0x99: the data end at 0x31
[2]

; Numbers as gdb prints them.
$ brine debug --batch -e 'p/x 255' -e 'p/x -1' -e 'p/t 10' -e 'p/o 8' -e 'p/c 65' -e 'p/d True' -e 'p/f 3' -e 'p/x 1.5' -e 'goto end' -e "p/x result['sizes'][7]" -e "p/x result['sizes'][3]" -e "p/x result['name']" examples/plain.pkl
0xff
0xffffffffffffffff
1010
010
65 'A'
1
3
0x3ff8000000000000
0x0111 #81 STOP   the end: loading returns {'name': 'brine', 'sizes': [0, 1, 255, 256, 65536, -1, 1099511627776, -1180591620717411303424], 'weights': (0.5, -1e+100, 3.141592653589793), 'flags': {'open': True, 'closed': False, 'unknown': None}, 'tags': ['red', 'green', 'blå'], 'same tags': ['red', 'green', 'blå'], 'deep': [[[['here']]]],…
-0x400000000000000000
  int, made by #21 LONG1 at 0x0043
0x100
  int, made by #17 BININT2 at 0x002e
brine: -e:12: print/x is for an int or a float, not for str
[2]

; list: from one place to another, and what was before.
$ brine debug --batch -e 'set list-lines 3' -e 'list #3,#5' -e list -e 'list -' -e 'list -' -e 'list #12,' -e 'list ,#2' examples/seed-boom.pkl
   0x0012  94                 MEMOIZE          memo 0
  ┃0x0013  8c 06 73 79 73 74+ SHORT_BINUNICODE 'system'
   0x001b  94                 MEMOIZE          memo 1
  ┃0x001c  93                 STACK_GLOBAL     import posix.system  ✖
   0x001d  94                 MEMOIZE          memo 2
  ┃0x001e  8c 0b 65 63 68 6f+ SHORT_BINUNICODE 'echo "boom"'
   0x0012  94                 MEMOIZE          memo 0
  ┃0x0013  8c 06 73 79 73 74+ SHORT_BINUNICODE 'system'
   0x001b  94                 MEMOIZE          memo 1
 ▶ 0x0000  80 04              PROTO            4
   0x0002  95 26 00 00 00 00+ FRAME            38
  ┃0x000b  8c 05 70 6f 73 69+ SHORT_BINUNICODE 'posix'
   0x002e  52                 REDUCE           posix.system('echo "boom"')  ✖
   0x002f  94                 MEMOIZE          memo 5
   0x0030  2e                 STOP
 ▶ 0x0000  80 04              PROTO            4
   0x0002  95 26 00 00 00 00+ FRAME            38
  ┃0x000b  8c 05 70 6f 73 69+ SHORT_BINUNICODE 'posix'

$ brine debug --batch -e 'list #5,#3' examples/seed-boom.pkl
brine: -e:1: "#5,#3": the second position is before the first
[2]

; dump writes a new file, never over one.
$ brine debug --batch -e 'goto #12' -e 'dump memo[3] "the command"' -e 'dump stack[0] args' -e 'dump bytes 0 2 head' -e 'dump memo[3] args' examples/seed-boom.pkl; cat 'the command' args; echo; od -An -tx1 head
0x002e #12 REDUCE   would CALL posix.system('echo "boom"')   !! DANGEROUS: process: runs a shell command
11 bytes written.
16 bytes written.
2 bytes written.
brine: -e:5: args: there is such a file already; expected the name of a new one
echo "boom"('echo "boom"',)
 80 04

$ brine debug --batch -e 'dump depth x' examples/seed-boom.pkl
brine: -e:1: "depth" is int, not a value of the run: stack[0], memo[3], #12 ...
[2]

$ brine debug --batch -e 'dump result' examples/seed-boom.pkl
brine: -e:1: expected dump VALUE FILE, or dump bytes POS COUNT FILE
[2]

$ brine debug --batch -e 'dump bytes 0x30 2 x' examples/seed-boom.pkl
brine: -e:1: the data end at 0x31: there are fewer bytes than that
[2]

$ brine debug --batch -e 'goto end' -e 'dump result no/such/folder' examples/seed-boom.pkl
0x0030 #14 STOP   the end: loading returns posix.system('echo "boom"')
brine: -e:2: no/such/folder: No such file or directory
[2]

$ python3 -c "open('shared.pkl','wb').write(b'N' + b'2\x86' * 40 + b'.')" && brine debug --batch -e 'dump result shared.txt' shared.pkl; wc -c <shared.txt
67108864 bytes written.
brine: -e:1: shared.txt: the text is longer than the 64 MB that are written
67108864

; What is at a byte: the opcode, the part of it, and the numbers that begin there; also after STOP and the break.
$ brine debug --batch -e 'byte 5' -e 'goto #12' -e byte -e 'byte 0x22' -e 'byte end' -e 'byte 0x31' examples/seed-boom.pkl
0x0005: byte 3 of the argument of #1 FRAME 38
  uint8 0  uint16 0  uint32 0  uint64 399694466929131520
0x002e #12 REDUCE   would CALL posix.system('echo "boom"')   !! DANGEROUS: process: runs a shell command
0x002e: the opcode of #12 REDUCE
  uint8 82  uint16 37970 int16 -27566
0x0022: byte 3 of the argument of #8 SHORT_BINUNICODE 'echo "boom"'
  uint8 104  uint16 28520  uint32 572551016  uint64 7885643939819057000
0x0030: the opcode of #14 STOP
  uint8 46
brine: -e:6: there is no byte 0x31: the data end at 0x31
[2]

$ printf '\200\004K\001.rest' | brine debug --batch -e 'byte 7' -e 'byte 99' -
0x0007: not read: it comes after STOP at 0x4
  uint8 115  uint16 29811
brine: -e:2: there is no byte 0x63: the data end at 0x9
[2]

$ printf '(K\001a.' | brine debug --batch -e 'byte 3' -e 'byte 4' -
0x0003: the run breaks here: needs more values than there are above the topmost mark
  uint8 97  uint16 11873
0x0004: not read: the run breaks before it, at 0x3
  uint8 46
-: 0x3: APPEND: needs more values than there are above the topmost mark
[2]

; A range that is the wrong way round, also within one opcode.
$ brine debug --batch -e 'list 5,3' examples/seed-boom.pkl
brine: -e:1: "5,3": the second position is before the first
[2]
