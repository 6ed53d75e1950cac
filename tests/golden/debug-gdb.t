; What gdb's users type: an address has a star, words are gdb's also where ours are others.
$ brine debug --batch -e 'b *0x1c' -e 'tb *0x2e' -e 'b *0x1d if depth > 9' -e 'i b' -e 'goto *30' -e 'u *0x2b' -e 'l *0,*2' -e 'x/2xb *0x1c' -e 'b *import' examples/seed-boom.pkl
Breakpoint 1: *0x1c
Breakpoint 2: *0x2e (temporary)
Breakpoint 3: *0x1d if depth > 9
Num  On   Hits  What
  1  yes     0  break *0x1c
  2  yes     0  tbreak *0x2e
  3  yes     0  break *0x1d if depth > 9
0x001e #8 SHORT_BINUNICODE 'echo "boom"'
0x002b #9 MEMOIZE
   0x0000  80 04              PROTO            4
   0x0002  95 26 00 00 00 00+ FRAME            38
0x001c: 0x93 0x94
brine: -e:9: "*import" is no position: expected #12, 0x1f, 31, +3, -3, 50%, @NAME, start or end
[2]

; clear deletes what is at a place alone, however that was written, and nothing else.
$ brine debug --batch -e 'b 0x1c' -e 'b #6' -e 'b *28' -e 'tb 0x1c if depth > 1' -e 'b danger' -e 'b 0x1e' -e 'disable 2' -e 'clear 0x1c' -e 'i b' -e 'goto 0x1e' -e clear -e 'cl #99' examples/seed-boom.pkl
Breakpoint 1: 0x1c
Breakpoint 2: #6
Breakpoint 3: *28
Breakpoint 4: 0x1c if depth > 1 (temporary)
Breakpoint 5: danger
Breakpoint 6: 0x1e
Deleted breakpoints 1 2 3 4
Num  On   Hits  What
  5  yes     0  break danger
  6  yes     0  break 0x1e
0x001e #8 SHORT_BINUNICODE 'echo "boom"'
Deleted breakpoint 6
brine: -e:12: there is no #99: the last is #14
[2]

$ brine debug --batch -e 'b danger' -e 'clear 0x1c' examples/seed-boom.pkl
Breakpoint 1: danger
brine: -e:2: no breakpoint is at 0x1c alone (delete N takes any by its number)
[2]

; delete without numbers tells how many.
$ brine debug --batch -e 'b 3' -e 'b 4' -e d -e d -e 'b 3' -e 'd breakpoints' -e 'i b' examples/seed-boom.pkl
Breakpoint 1: 3
Breakpoint 2: 4
Deleted 2 breakpoints.
Breakpoint 3: 3
Deleted 1 breakpoint.
No breakpoints.

$ brine debug --batch -e 'goto 0x1c' -e bt -e 'frame' -e 'whatis stack[0]' -e 'ptype stack[1]' -e 'disas #6,#7' -e 'info functions' -e starti examples/seed-boom.pkl
0x001c #6 STACK_GLOBAL   would IMPORT posix.system   !! DANGEROUS: process: runs a shell command
0x001c #6 STACK_GLOBAL   would IMPORT posix.system   !! DANGEROUS: process: runs a shell command
0x001c #6 STACK_GLOBAL   would IMPORT posix.system   !! DANGEROUS: process: runs a shell command
'system'
  str, made by #4 SHORT_BINUNICODE at 0x0013
'posix'
  str, made by #2 SHORT_BINUNICODE at 0x000b
 ▶┃0x001c  93                 STACK_GLOBAL     import posix.system  ✖
   0x001d  94                 MEMOIZE          memo 2
0x001c #6 STACK_GLOBAL   posix.system   dangerous: process
File examples/seed-boom.pkl, stream 0 from byte 0x0
0x0000 #0 PROTO 4

; Words shortened as gdb has them.
$ brine debug --batch -e 'b 3' -e 'dis 1' -e 'en 1' -e 'cond 1 depth > 1' -e 'adv 0x1c' -e 'i watchpoints' examples/seed-boom.pkl
Breakpoint 1: 3
Breakpoint 1: 3 if depth > 1
0x001c #6 STACK_GLOBAL   would IMPORT posix.system   !! DANGEROUS: process: runs a shell command
Num  On   Hits  What
  1  yes     0  break 3 if depth > 1

; A name alone is no place: two things could be meant.
$ brine debug --batch -e 'b posix.system' examples/seed-boom.pkl
brine: -e:1: "posix.system" is no place: break import posix.system stops where it is imported, break call posix.system where it is called
[2]

$ brine debug --batch -e 'until' examples/seed-boom.pkl
brine: -e:1: a position was expected: #12, 0x1f, 31, +3, -3, 50%, @NAME, start or end
[2]

$ brine debug --batch -e 'info registers' examples/seed-boom.pkl
brine: -e:1: info: "registers" is no topic of it (help info lists them)
[2]

$ brine debug --batch -e 'help info registers' examples/seed-boom.pkl
brine: -e:1: "registers" is no topic of it (help info lists them)
[2]

; What ends a text between quotes, and a backslash, has a backslash before it.
$ brine debug --batch -e 'x/s 0x20' -e 'x/4c 0x24' examples/seed-boom.pkl
0x0020: "echo \"boom\"\x94\x85\x94R\x94."
0x0024:     32 ' '     34 '"'     98 'b'    111 'o'

$ printf '\200\003C\006a\\"\n\047\\.' | brine debug --batch -e 'x/s 4' -e 'x/6c 4' -e 'goto end' -e 'x/s stack[0]' -
0x0004: "a\\\""
0x0004:     97 'a'    92 '\\'     34 '"'    10 '\n'    39 '\''    92 '\\'
0x000a #2 STOP   the end: loading returns b'a\\"\n\'\\'
0x0004: "a\\\"\n'\\"

; run starts over and goes on to the first breakpoint, from wherever the cursor is.
$ brine debug --batch -e 'goto end' -e 'b import' -e run -e 'goto 5' -e r -e delete -e run examples/seed-boom.pkl
0x0030 #14 STOP   the end: loading returns posix.system('echo "boom"')
Breakpoint 1: import
Breakpoint 1, import
0x001c #6 STACK_GLOBAL   would IMPORT posix.system   !! DANGEROUS: process: runs a shell command
0x0002 #1 FRAME 38
Breakpoint 1, import
0x001c #6 STACK_GLOBAL   would IMPORT posix.system   !! DANGEROUS: process: runs a shell command
Deleted 1 breakpoint.
No breakpoint is set; at the end: STOP.
0x0030 #14 STOP   the end: loading returns posix.system('echo "boom"')

; What was off, and what was to be ignored, is saved too; $ is the breakpoint made last.
$ brine debug --batch -e 'b REDUCE' -e 'b STOP' -e 'ignore $ 2' -e 'tb 5' -e 'disable 1 $' -e 'save breakpoints kept' examples/seed-boom.pkl && cat kept
Breakpoint 1: REDUCE
Breakpoint 2: STOP
Breakpoint 2 ignores its next 2 stops.
Breakpoint 3: 5 (temporary)
3 breakpoints saved.
break REDUCE
disable $
break STOP
ignore $ 2
tbreak 5
disable $
$ brine debug --batch -e 'source kept' -e 'info b' -e 'delete $' -e 'info b' -e 'delete $x' examples/seed-boom.pkl
Breakpoint 1: REDUCE
Breakpoint 2: STOP
Breakpoint 2 ignores its next 2 stops.
Breakpoint 3: 5 (temporary)
Num  On   Hits  What
  1  no      0  break REDUCE
  2  yes     0  break STOP   (ignores the next 2)
  3  no      0  tbreak 5
Num  On   Hits  What
  1  no      0  break REDUCE
  2  yes     0  break STOP   (ignores the next 2)
brine: -e:5: "$x" is no number of a breakpoint, nor a range such as 2-4
[2]
