; Several pickles in a row, members of a container, standard input.
$ brine debug --batch -e streams -e 'stream 1' -e 'b danger' -e c -e restart -e 'stream 0' -e 'stream 2' examples/two-streams.pkl
▶ stream 0   0x0000 to 0x002a  proto 4  13 opcodes
  stream 1 ✖ 0x002a to 0x005b  proto 4  15 opcodes  dangerous
File examples/two-streams.pkl, stream 1 from byte 0x2a
0x0000 #0 PROTO 4
Breakpoint 1: danger
Breakpoint 1, danger
0x001c #6 STACK_GLOBAL   would IMPORT posix.system   !! DANGEROUS: process: runs a shell command
File examples/two-streams.pkl, stream 1 from byte 0x2a
0x0000 #0 PROTO 4
File examples/two-streams.pkl, stream 0 from byte 0x0
0x0000 #0 PROTO 4
brine: -e:7: there is no stream 2: the last that can be read is 1
[2]

$ brine debug --batch --stream 1 -e 'info file' examples/two-streams.pkl
File:     examples/two-streams.pkl
Format:   raw, 0x5b bytes, 1 member
Stream:   1, from byte 0x2a
Bytes:    0x31 in this stream
Opcodes:  15
Protocol: 4
Run:      whole, ends with STOP at 0x0030
Worst:    dangerous, 2 findings

$ brine debug --batch -e entries -e 'info file' examples/boom.pt
▶ 0 ✖ archive/data.pkl  dangerous  pickle  0xef
  1   archive/byteorder  data  0x6
  2   archive/data/0  storage  0x10
  3   archive/version  data  0x2
  4   archive/.data/serialization_id  data  0x28
File:     examples/boom.pt
Format:   pytorch-zip, 0x4dc bytes, 5 members
Entry:    archive/data.pkl
Stream:   0, from byte 0x0
Bytes:    0xef in this stream
Opcodes:  55
Protocol: 2
Run:      whole, ends with STOP at 0x00ee
Worst:    dangerous, 2 findings

$ brine debug --batch -e 'entry data/0' -e 'entry nothing' examples/boom.pt
Entry archive/data/0, stream 0 from byte 0x0
0x0000 #0   the run BREAKS here: bad-opcode: 0x00 is no opcode
brine: -e:2: examples/boom.pt: no member is called nothing (there are: archive/data.pkl, archive/byteorder, archive/data/0, archive/version, archive/.data/serialization_id)
examples/boom.pt!archive/data/0: not a pickle: 0x0: 0x00 is no opcode
[2]

$ brine debug --batch --entry data.pkl -e 'goto end' 'examples/boom.pt'
0x00ee #54 STOP   the end: loading returns collections.OrderedDict()

$ brine debug --batch -e 'goto end' -e 'print result' - < examples/seed-boom.pkl
0x0030 #14 STOP   the end: loading returns posix.system('echo "boom"')
posix.system('echo "boom"')
  call, made by #12 REDUCE at 0x002e

$ brine debug --batch - < examples/seed-boom.pkl
brine debug: standard input cannot hold both the pickle and the commands: FILE may be - only with -x SCRIPT or -e
[2]

; What can be read of a broken file is there, the break is the last row; 2 tells of it.
$ brine debug --batch -e 'goto end' -e back -e 'info calls' -e 'list end' -e step -e step examples/broken-after-payload.pkl
0x0024 #7   the run BREAKS here: bad-opcode: 0xff is no opcode
0x0023 #6 NONE
✓✖ import posix.system  ran at 0x0002
✓✖ posix.system('echo "boom"')  ran at 0x0021
  ┃0x0010  58 0b 00 00 00 65+ BINUNICODE       'echo "boom"'
  ┃0x0020  85                 TUPLE1
   0x0021  52                 REDUCE           posix.system('echo "boom"')  ✖
   0x0022  30                 POP
 ▶ 0x0023  4e                 NONE
   0x0024  BREAKS: 0xff is no opcode
0x0024 #7   the run BREAKS here: bad-opcode: 0xff is no opcode
Already at the end: the run breaks.
0x0024 #7   the run BREAKS here: bad-opcode: 0xff is no opcode
examples/broken-after-payload.pkl: 0x24: 0xff is no opcode
[2]

$ printf '' > empty.pkl; brine debug --batch -e step -e list -e 'info stack' -e 'info calls' -e explain empty.pkl
Already at the end: the run breaks.
0x0000 #0   the run BREAKS here: truncated: there is no data at all
 ▶ 0x0000  BREAKS: there is no data at all
The stack is empty.
Nothing is imported or called.
The run breaks here: there is no data at all  truncated
Python's reader raises an error at this byte. What stands above has happened by then; nothing after it is read.
empty.pkl: not a pickle: it is empty
[2]

$ echo hello > text.pkl; brine debug --batch -e where text.pkl
0x0000 #0 BINGET   the run BREAKS here: memo-miss: the memo holds nothing under 101
text.pkl: not a pickle: 0x0: BINGET: the memo holds nothing under 101
[2]

$ brine debug --batch -e where missing.pkl
missing.pkl: no such file
[2]

$ brine debug --batch -e where examples
examples: is a directory
[2]

$ brine debug --batch examples/seed-boom.pkl examples/plain.pkl
brine debug: too many operands: "examples/plain.pkl" (see brine debug --help)
[2]

; A limit that is lifted lets the rest be looked at.
$ brine debug --batch -e 'set max-ops 5' -e danger -e 'set max-ops 0' -e danger examples/two-streams.pkl
No opcode is dangerous in the 2 pickles of this file; the worst that is known: none.
Stream 1 is not read to its end: breaks: limit: more opcodes than the limit allows.
Went on to stream 1.
0x001c #6 STACK_GLOBAL   would IMPORT posix.system   !! DANGEROUS: process: runs a shell command

; What only decodes judges nothing, and says so.
$ brine debug --batch -e 'set dialect pickletools' -e danger -e 'info findings' -e 'info globals' examples/seed-boom.pkl
0x0000 #0 PROTO 4
No opcode is dangerous; the worst that is known: none.
Only decoded, as this reader runs nothing: nothing is judged (set dialect c).
Nothing is known against it.
Only decoded, as this reader runs nothing: nothing is judged (set dialect c).
Nothing is imported.
Only decoded, as this reader runs nothing: nothing is judged (set dialect c).
