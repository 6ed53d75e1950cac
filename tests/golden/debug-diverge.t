; Python's other readers in the debugger.
$ brine debug --batch -x - examples/readers-part.pkl <<'END'
> show dialect
> info divergence
> END
dialect c                   Which of Python's readers is modelled; the stream is run again
Readers part at 0x0012, #4 BINUNICODE: frame
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

; The row is marked once it is known; another reader is put in its place, at the same byte.
$ brine debug --batch -x - examples/readers-part.pkl <<'END'
> break #5
> break 0x38
> catch divergence
> continue
> list
> explain
> set dialect c-stream
> list
> info breakpoints
> set dialect py
> list
> explain
> set dialect c
> where
> info breakpoints
> info findings
> info file
> END
Breakpoint 1: #5
Breakpoint 2: 0x38
Breakpoint 3: catch divergence
Breakpoint 3, catch divergence
0x0012 #4 BINUNICODE '\x000cposix\nsystem\n(Vecho "boom"\ntR.'   ! SUSPICIOUS: lies about a frame: Python's readers read different opcodes here
   0x0000  80 04              PROTO            4
   0x0002  95 09 00 00 00 00+ FRAME            9
   0x000b  7d                 EMPTY_DICT
   0x000c  8c 04 6e 6f 74 65  SHORT_BINUNICODE 'note'
●▶≠0x0012  58 21 00 00 00 00+ BINUNICODE       '\x000cposix\nsystem\n(Vecho "boom"\ntR.'  ◆
●  0x0038  73                 SETITEM
   0x0039  2e                 STOP
≠ Python's readers part here: a frame ends or begins inside this opcode: C over bytes reads on, over a stream it drops what is left of the frame, pickle.py and newer C refuse  frame
c: reads BINUNICODE '\x000cposix\nsystem\n(Vecho "boom"\ntR.'
c-stream: reads BINUNICODE '' (drops 1 byte)
c-strict, c-3.15, py: breaks: the read goes past the end of the frame
stack  …  →  … '\x000cposix\nsystem\n(Vecho "boom"\ntR.'
BINUNICODE  Pushes a str given as UTF-8; its length in bytes is in the 4 bytes before it.
Python values.append('\x000cposix\nsystem\n(Vecho "boom"\ntR.')
argument '\x000cposix\nsystem\n(Vecho "boom"\ntR.'
0x0012 #4 BINUNICODE ''   ! SUSPICIOUS: lies about a frame: Python's readers read different opcodes here
   0x0000  80 04              PROTO            4
   0x0002  95 09 00 00 00 00+ FRAME            9
   0x000b  7d                 EMPTY_DICT
   0x000c  8c 04 6e 6f 74 65  SHORT_BINUNICODE 'note'
●▶≠0x0012  58 00 00 00 00     BINUNICODE       ''  ◆
   0x0018  30                 POP
  ┃0x0019  63 70 6f 73 69 78+ GLOBAL           posix system  ✖
  ┃0x0027  28                 MARK
  ┃0x0028  56 65 63 68 6f 20+   UNICODE          'echo "boom"'
  ┃0x0035  74                   TUPLE            mark 0x27
   0x0036  52                 REDUCE           posix.system('echo "boom"')  ✖
Num  On   Hits  What
  1  yes     0  break #11
  2  yes     0  break 0x38
  3  yes     1  catch divergence
0x0012 #4 BINUNICODE   the run BREAKS here: frame: the read goes past the end of the frame
   0x0000  80 04              PROTO            4
   0x0002  95 09 00 00 00 00+ FRAME            9
   0x000b  7d                 EMPTY_DICT
   0x000c  8c 04 6e 6f 74 65  SHORT_BINUNICODE 'note'
●▶≠0x0012  BREAKS in BINUNICODE: the read goes past the end of the frame
The run breaks here, in BINUNICODE: the read goes past the end of the frame  frame
≠ Python's readers part here: a frame ends or begins inside this opcode: C over bytes reads on, over a stream it drops what is left of the frame, pickle.py and newer C refuse  frame
c: reads BINUNICODE '\x000cposix\nsystem\n(Vecho "boom"\ntR.'
c-stream: reads BINUNICODE '' (drops 1 byte)
c-strict, c-3.15, py: breaks: the read goes past the end of the frame
Python's reader raises an error at this byte. What stands above has happened by then; nothing after it is read.
BINUNICODE  Pushes a str given as UTF-8; its length in bytes is in the 4 bytes before it.
0x0012 #4 BINUNICODE '\x000cposix\nsystem\n(Vecho "boom"\ntR.'   ! SUSPICIOUS: lies about a frame: Python's readers read different opcodes here
0x0012 #4 BINUNICODE '\x000cposix\nsystem\n(Vecho "boom"\ntR.'   ! SUSPICIOUS: lies about a frame: Python's readers read different opcodes here
Num  On   Hits  What
  1  yes     0  break #5
  2  yes     0  break 0x38
  3  yes     1  catch divergence
◆ 0x0012 frame-broken lies about a frame: Python's readers read different opcodes here
✖ 0x0012 reader-divergence posix.system frame: c-stream would then do this: import posix.system; call posix.system('echo "boom"'); and c this: nothing
File:     examples/readers-part.pkl
Format:   raw, 0x3a bytes, 1 member
Stream:   0, from byte 0x0
Bytes:    0x3a in this stream
Opcodes:  7
Protocol: 4
Run:      whole, ends with STOP at 0x0039
Worst:    dangerous, 2 findings

; Where the byte belongs to no opcode of its own, the cursor goes to the one it belongs to.
$ brine debug --batch -x - examples/readers-part.pkl <<'END'
> set dialect c-stream
> goto 0x28
> set dialect c
> find divergence
> END
0x0000 #0 PROTO 4
0x0028 #8 UNICODE 'echo "boom"'
0x0012 #4 BINUNICODE '\x000cposix\nsystem\n(Vecho "boom"\ntR.'   ! SUSPICIOUS: lies about a frame: Python's readers read different opcodes here
Nothing of the kind after here.

; From any reader; forward, back, and with abbreviations.
$ brine debug --batch --dialect c-stream -x - examples/readers-part.pkl <<'END'
> find divergence
> goto end
> rfind div
> catch div
> reverse-continue
> END
0x0012 #4 BINUNICODE ''   ! SUSPICIOUS: lies about a frame: Python's readers read different opcodes here
0x0037 #11 STOP   the end: loading returns posix.system('echo "boom"')
0x0012 #4 BINUNICODE ''   ! SUSPICIOUS: lies about a frame: Python's readers read different opcodes here
Breakpoint 1: catch div
No breakpoint stops before the start.
0x0000 #0 PROTO 4

; All agree.
$ brine debug --batch -x - examples/plain.pkl <<'END'
> info divergence
> catch divergence
> continue
> END
All of Python's readers agree over this stream.
Breakpoint 1: catch divergence
No breakpoint stops before the end: STOP.
0x0111 #81 STOP   the end: loading returns {'name': 'brine', 'sizes': [0, 1, 255, 256, 65536, -1, 1099511627776, -1180591620717411303424], 'weights': (0.5, -1e+100, 3.141592653589793), 'flags': {'open': True, 'closed': False, 'unknown': None}, 'tags': ['red', 'green', 'blå'], 'same tags': ['red', 'green', 'blå'], 'deep': [[[['here']]]],…

; Another encoding.
$ printf 'U\001\351.' >latin.pkl
$ brine debug --batch -x - latin.pkl <<'END'
> where
> set encoding latin1
> where
> info divergence
> set encoding utf-8
> show encoding
> info divergence
> END
0x0000 #0 SHORT_BINSTRING   the run BREAKS here: bad-argument: the string is not ASCII
0x0000 #0 SHORT_BINSTRING b'\xe9'   INFO: is a string of Python 2 with bytes above 127: pickle.load stops here unless it is told an encoding
0x0000 #0 SHORT_BINSTRING b'\xe9'   INFO: is a string of Python 2 with bytes above 127: pickle.load stops here unless it is told an encoding
All of Python's readers agree over this stream.
0x0000 #0 SHORT_BINSTRING   the run BREAKS here: bad-argument: the string is not utf-8
encoding utf-8              How strings of Python 2 are read; the stream is run again
Readers part at 0x0000, #0 SHORT_BINSTRING: string-encoding
  a string of Python 2 with bytes above 127: the unpicklers decode it by their
  encoding, pickletools as Latin-1 or, between quotes, not at all
  (python/cpython issue 126997)

  reader                             reads there                      then imports and calls  returns
  c, c-stream, c-strict, c-3.15, py  breaks: the string is not utf-8  nothing                 bad-argument at 0x0
  pickletools                        SHORT_BINSTRING b'\xe9' = 'é'    only decodes
latin.pkl: not a pickle: 0x0: SHORT_BINSTRING: the string is not utf-8
[2]

$ brine debug --batch -e 'set dialect perl' examples/plain.pkl
brine: -e:1: dialect: "perl" is not known: expected c, c-stream, c-strict, c-3.15, py, pickletools
[2]

$ brine debug --batch -e 'set encoding perl' examples/plain.pkl
brine: -e:1: encoding: "perl" is not known: expected ASCII, latin1, utf-8, bytes
[2]

$ brine debug --batch -e 'catch nothing' examples/plain.pkl
brine: -e:1: expected catch dangerous, unknown, error or divergence, not "nothing"
[2]
