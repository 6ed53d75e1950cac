; The same bytes under each of Python's readers.
; FRAME 2, BININT whose argument goes past the end of the frame, STOP
$ printf '\225\2\0\0\0\0\0\0\0J\1\0\0\0..' > straddle.pkl

$ for d in c c-stream c-strict c-3.15 py pickletools; do brine calls --stream 0 --dialect $d straddle.pkl; done
straddle.pkl: protocol 0, 3 opcodes, 15 bytes
  nothing is imported, called or touched
  returns 1
straddle.pkl: protocol 0, 3 opcodes, 16 bytes
  nothing is imported, called or touched
  returns 771751936
straddle.pkl: protocol 0, 1 opcode, 9 bytes
  nothing is imported, called or touched
  breaks at 0x9: BININT: the read goes past the end of the frame
straddle.pkl: 0x9: BININT: the read goes past the end of the frame
straddle.pkl: protocol 0, 1 opcode, 9 bytes
  nothing is imported, called or touched
  breaks at 0x9: BININT: the read goes past the end of the frame
straddle.pkl: 0x9: BININT: the read goes past the end of the frame
straddle.pkl: protocol 0, 1 opcode, 9 bytes
  nothing is imported, called or touched
  breaks at 0x9: BININT: the read goes past the end of the frame
straddle.pkl: 0x9: BININT: the read goes past the end of the frame
straddle.pkl: protocol 0, 3 opcodes, 15 bytes
  is decoded up to STOP; this reader does nothing with it

$ brine dis --dialect c-stream straddle.pkl
· 0x0000  95 02 00 00 00 00+  FRAME             2
◆ 0x0009  4a 00 00 00 2e      BININT            771751936  ; frame broken
  0x000f  2e                  STOP

$ brine dis --json --dialect c-stream straddle.pkl
{"op": 0, "pos": 0, "length": 9, "bytes": "950200000000000000", "opcode": "FRAME", "protocol": 4, "arg": "2", "marks": 0, "mark": null}
{"op": 1, "pos": 9, "length": 5, "bytes": "4a0000002e", "opcode": "BININT", "protocol": 1, "arg": "771751936", "marks": 0, "mark": null}
{"op": 2, "pos": 15, "length": 1, "bytes": "2e", "opcode": "STOP", "protocol": 0, "arg": null, "marks": 0, "mark": null}

$ brine debug --batch --dialect c-stream -e 'goto #1' -e explain -e 'x/16xb start' straddle.pkl
0x0009 #1 BININT 771751936   ! SUSPICIOUS: lies about a frame: Python's readers read different opcodes here
◆ A frame ends or begins inside this opcode: Python's readers part here.
stack  …  →  … 771751936
BININT  Pushes a signed integer of 4 bytes, the lowest first.
Python values.append(771751936)
0x0000: 0x95 0x02 0x00 0x00 0x00 0x00 0x00 0x00
0x0008: 0x00 0x4a 0x01 0x00 0x00 0x00 0x2e 0x2e

; INST that imports before it looks for its mark, and nothing else before it
$ printf 'ios\nsystem\n.' > inst.pkl

$ brine calls --dialect c inst.pkl
inst.pkl: not a pickle: 0x0: INST: needs a mark and none is open
[2]

$ brine calls --dialect py inst.pkl
inst.pkl: protocol 0, 0 opcodes, 0 bytes
  0x0000 ✖ import  os.system
  breaks at 0x0: INST: needs a mark and none is open
inst.pkl: 0x0: INST: needs a mark and none is open
[2]

$ brine dis --dialect py inst.pkl
✖ 0x0000  69 6f 73 0a 73 79+  INST              ; breaks here: needs a mark and none is open  ; import os.system
inst.pkl: 0x0: INST: needs a mark and none is open
[2]

$ brine scan --dialect py inst.pkl
inst.pkl: dangerous
  ✖ 0x0000  import os.system
      runs a shell command (denied-import)
  ✖ 0x0000  inst-mark: py would then do this: import os.system; and c this: nothing (reader-divergence)
  ! inst.pkl: 0x0: INST: needs a mark and none is open
[1]

$ brine debug --batch --dialect py -e 'goto end' -e 'info calls' -e explain inst.pkl
0x0000 #0 INST   the run BREAKS here: no-mark: needs a mark and none is open   !! DANGEROUS: process: runs a shell command
▶✖ import os.system  now at 0x0000
The run breaks here, in INST: needs a mark and none is open  no-mark
Python's reader raises an error at this byte. What stands above has happened by then; nothing after it is read.
INST  IMPORTS a class and CALLS it with everything above the topmost mark; pushes the result.
inst.pkl: 0x0: INST: needs a mark and none is open
[2]

; Arguments that are no tuple
$ printf 'cos\nsystem\n](U\2ideR.' > list.pkl

$ brine scan --dialect c list.pkl
list.pkl: dangerous
  ✖ 0x0000  import os.system
      runs a shell command (denied-import)
      at 0x0 of the file: [63 6f 73 0a 73 79 73 74 ...] 5d 28 55 02 69 64
  ✖ 0x0012  args-iterable: py would then do this: call os.system('id'); and c this: nothing (reader-divergence)
  ! list.pkl: 0x12: REDUCE: the arguments are a list, not a tuple
  to look at it: brine list.pkl --goto 0x0
[1]

$ brine scan --dialect py list.pkl
list.pkl: dangerous
  ✖ 0x0000  import os.system
      runs a shell command (denied-import)
      at 0x0 of the file: [63 6f 73 0a 73 79 73 74 ...] 5d 28 55 02 69 64
  ✖ 0x0012  call os.system('id')
      runs a shell command (denied-call)
      at 0x12 of the file: 28 55 02 69 64 65 [52] 2e
  ✖ 0x0012  args-iterable: py would then do this: call os.system('id'); and c this: nothing (reader-divergence)
      at 0x12 of the file: 28 55 02 69 64 65 [52] 2e
  to look at it: brine list.pkl --goto 0x12
[1]

$ brine scan --dialect pickletools list.pkl
brine scan: --dialect: pickletools only decodes, so there is nothing to judge
[2]

; What only decodes
$ brine calls --dialect pickletools list.pkl
list.pkl: protocol 0, 7 opcodes, 20 bytes
  is decoded up to STOP; this reader does nothing with it

$ brine trace --dialect pickletools list.pkl
  #0      0x0000  GLOBAL os system                        0
  #1      0x000b  EMPTY_LIST                              0
  #2      0x000c  MARK                                    0
  #3      0x000d  SHORT_BINSTRING 'id'                    0
  #4      0x0011  APPENDS                                 0
  #5      0x0012  REDUCE                                  0
  #6      0x0013  STOP                                    0

; Strings of Python 2
$ printf 'U\2\303\251.' > string.pkl

$ for e in ascii latin-1 UTF8 bytes; do brine calls --encoding $e string.pkl; done
string.pkl: not a pickle: 0x0: SHORT_BINSTRING: the string is not ASCII
string.pkl: protocol 0, 2 opcodes, 5 bytes
  nothing is imported, called or touched
  returns 'Ã©'
string.pkl: protocol 0, 2 opcodes, 5 bytes
  nothing is imported, called or touched
  returns 'é'
string.pkl: protocol 0, 2 opcodes, 5 bytes
  nothing is imported, called or touched
  returns b'\xc3\xa9'

; A key that no memo has: the reader says which.
$ printf 'g-99999999999999999999999\n.' > key.pkl

$ for d in c py; do brine calls --dialect $d key.pkl; done
key.pkl: not a pickle: 0x0: GET: the number does not fit in 64 bits
key.pkl: not a pickle: 0x0: GET: the memo holds nothing under a number below -18446744073709551614
[2]
