; brine carve: pickles at any offset of any file.
$ (printf 'junk.'; cat examples/seed-boom.pkl; printf '\377\0some text\n'; cat examples/seed-boom.p0.pkl examples/broken-after-payload.pkl examples/boom.pt) > image

$ brine carve image
image:
  N  offset            bytes  proto    opcodes  confidence  ends
  0  0x00000005           49      4         15  high        ok
     begins with PROTO; its frame ends with STOP; imports by name; STOP with
     one value on the stack
     imports posix.system
  1  0x00000042           43      0         10  high        ok
     imports by name; STOP with one value on the stack; no header, its lines
     fit their opcodes
     imports posix.system
  2  0x0000006d           36      2          7  medium      bad-opcode
     begins with PROTO; imports by name; follows the one before; breaks before
     STOP
     0x24: 0xff is no opcode
     imports posix.system
  3  0x000000d3          239      2         55  high        ok
     begins with PROTO; imports by name; STOP with one value on the stack
     imports collections.OrderedDict, torch._utils._rebuild_tensor_v2, torch.F…
4 candidates in 1391 bytes.

$ brine carve --json image
{"offset": 5, "end": 54, "protocol": 4, "opcodes": 15, "status": "ok", "confidence": "high", "why": "begins with PROTO; its frame ends with STOP; imports by name; STOP with one value on the stack", "file": "image", "error": null, "inside": null, "imports": ["posix.system"]}
{"offset": 66, "end": 109, "protocol": 0, "opcodes": 10, "status": "ok", "confidence": "high", "why": "imports by name; STOP with one value on the stack; no header, its lines fit their opcodes", "file": "image", "error": null, "inside": null, "imports": ["posix.system"]}
{"offset": 109, "end": 145, "protocol": 2, "opcodes": 7, "status": "bad-opcode", "confidence": "medium", "why": "begins with PROTO; imports by name; follows the one before; breaks before STOP", "file": "image", "error": "0xff is no opcode", "inside": null, "imports": ["posix.system"]}
{"offset": 211, "end": 450, "protocol": 2, "opcodes": 55, "status": "ok", "confidence": "high", "why": "begins with PROTO; imports by name; STOP with one value on the stack", "file": "image", "error": null, "inside": null, "imports": ["collections.OrderedDict", "torch._utils._rebuild_tensor_v2", "torch.FloatStorage", "posix.system"]}

; What is found is opened by its offset.
$ brine calls --offset 5 --stream 0 image
image: stream 0 at 0x5: protocol 4, 15 opcodes, 49 bytes
  0x001c ✖ import  posix.system
  0x002e ✖ call    posix.system('echo "boom"')
  returns posix.system('echo "boom"')

$ brine debug --batch --offset 0x42 -e 'x/3i' image
 ▶┃0x0000  63 70 6f 73 69 78+ GLOBAL           posix system  ✖
   0x000e  70 30 0a           PUT              0
  ┃0x0011  28                 MARK

; Also in a container, where the bytes are those of the file.
$ brine carve examples/boom.pt
examples/boom.pt:
  N  offset            bytes  proto    opcodes  confidence  ends
  0  0x00000040          239      2         55  high        ok
     begins with PROTO; imports by name; STOP with one value on the stack
     imports collections.OrderedDict, torch._utils._rebuild_tensor_v2, torch.F…
1 candidate in 1244 bytes.

$ brine carve --entry data.pkl examples/boom.pt
examples/boom.pt:
  N  offset            bytes  proto    opcodes  confidence  ends
  0  0x00000000          239      2         55  high        ok
     begins with PROTO; imports by name; STOP with one value on the stack;
     fills what it is in
     imports collections.OrderedDict, torch._utils._rebuild_tensor_v2, torch.F…
1 candidate in 239 bytes.

$ brine carve - < examples/two-streams.pkl
-:
  N  offset            bytes  proto    opcodes  confidence  ends
  0  0x00000000           42      4         13  high        ok
     begins with PROTO; its frame ends with STOP; STOP with one value on the
     stack
  1  0x0000002a           49      4         15  high        ok
     begins with PROTO; its frame ends with STOP; imports by name; STOP with
     one value on the stack; follows the one before
     imports posix.system
2 candidates in 91 bytes.

$ brine carve --offset 0x30 examples/two-streams.pkl
examples/two-streams.pkl: no pickle is found in 91 bytes.

; The Nth goes to a new file.
$ brine carve image --extract 1 one.pkl && cmp one.pkl examples/seed-boom.p0.pkl
43 bytes written.

$ brine carve image --extract 0 one.pkl
one.pkl: there is such a file already; expected the name of a new one
[2]

$ brine carve image --extract 9 nine.pkl
image: no candidate 9: there are only 4
[2]

$ brine carve image --extract 1
brine carve: --extract needs two values: --extract N OUT (see brine carve --help)
[2]

$ brine carve image --extract x one.pkl
brine carve: --extract: "x" is not a number (see brine carve --help)
[2]

$ brine carve --extract 0 out.pkl image examples/boom.pt
brine carve: --extract takes one FILE
[2]

$ brine carve tests/data/README.md
tests/data/README.md: no pickle is found in 2144 bytes.

$ printf 'coverage\nnode_modules\n.env\n' > ignored && brine carve ignored
ignored: no pickle is found in 27 bytes.

$ brine carve --json ignored

$ : > empty && brine carve empty
empty: no pickle is found in 0 bytes.

$ brine carve missing
missing: no such file
[2]

; A long list of numbers, of protocol 1, behind other bytes.
$ { printf 'zzzzzzzz]q\000('; for k in 1 2 3 4 5 6 7 8 9 0; do printf 'KaKbKcKdKeKfKgKhKiKj'; done; printf 'e.zz'; } > list.bin; brine carve list.bin
list.bin:
  N  offset            bytes  proto    opcodes  confidence  ends
  0  0x00000008          206      0        105  medium      ok
     STOP with one value on the stack; 64 opcodes and more make sense
1 candidate in 216 bytes.
