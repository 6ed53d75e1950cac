; Into the pickle that a value holds, and out again.
$ brine debug --batch -x - examples/in-a-value.pkl <<'END'
> set print-limit 60
> goto 0x1f
> dive
> info calls
> up
> goto 0xe8
> dive
> entries
> up
> entry @0x1f!@0x21
> up
> up
> END
0x001f #12 SHORT_BINBYTES b'\x80\x02}q\x00X\x03\x00\x00\x00jobq\x01c_codecs\nencode…
Entry @0x1f, stream 0 from byte 0x0
0x0000 #0 PROTO 2
·  import _codecs.encode  runs at 0x000f
·  _codecs.encode('\x80\x04\x95…95…\x85\x94R\x94.', 'latin1')  runs at 0x0076
File examples/in-a-value.pkl, stream 0 from byte 0x0
0x001f #12 SHORT_BINBYTES b'\x80\x02}q\x00X\x03\x00\x00\x00jobq\x01c_codecs\nencode…
0x00e8 #27 REDUCE   would CALL _pickle.loads(b'\x80\x02cpos…40…boom"q\x01\x85q\x02Rq\x03.')   !! DANGEROUS: pickle: reads another pickle
Entry @0xb8, stream 0 from byte 0x0
0x0000 #0 PROTO 2
  0 ✖ examples/in-a-value.pkl  dangerous  pickle  0xec
  1   @0x1f  pickle  0x7b
▶ 2 ✖ @0xb8  dangerous  pickle  0x2b
  3 ✖ @0x1f!@0x21  dangerous  pickle  0x31
File examples/in-a-value.pkl, stream 0 from byte 0x0
0x00b8 #23 SHORT_BINBYTES b'\x80\x02cposix\nsystem\nq\x00X\x0b\x00\x00\x00echo "boo…
Entry @0x1f!@0x21, stream 0 from byte 0x0
0x0000 #0 PROTO 4
Entry @0x1f, stream 0 from byte 0x0
0x0021 #7 BINUNICODE '\x80\x04\x95&\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix\x…
File examples/in-a-value.pkl, stream 0 from byte 0x0
0x001f #12 SHORT_BINBYTES b'\x80\x02}q\x00X\x03\x00\x00\x00jobq\x01c_codecs\nencode…

$ brine debug --batch -e 'up' examples/in-a-value.pkl
brine: -e:1: this pickle is no value of another one
[2]

$ brine debug --batch -e 'dive' examples/in-a-value.pkl
brine: -e:1: no pickle is believed to be in what this opcode pushes, or takes (dive VALUE looks into another)
[2]

$ brine debug --batch -e 'dive 5' examples/in-a-value.pkl
brine: -e:1: #1, FRAME, neither leaves nor takes a value
[2]

