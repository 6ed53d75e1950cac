; What dis prints gives the same bytes.
$ brine dis examples/boom.pt > boom.txt; brine asm -o boom.pkl boom.txt; brine dis boom.pkl > again.txt; sed 1d boom.txt | diff - again.txt && echo same
same

$ brine dis -a examples/plain.pkl | brine asm - | cmp - examples/plain.pkl && echo same
same

; Written by hand: names and arguments are enough, each kind of argument has its form.
$ brine asm - <<'END' | brine dis -
> ; a comment
> PROTO 4
> MARK
> GLOBAL collections OrderedDict
> STRING 'it\'s'     ; a line that stands as it is
> UNICODE 'a\nb☃'
> SHORT_BINUNICODE "it's"
> BINBYTES b'\x00\xff'
> LONG1 -0x8000
> LONG4 b'\x01\x00'
> BINFLOAT -inf
> BINFLOAT 0x7ff8000000000001
> INT 7
> BININT1 0x10
>   TUPLE
> STOP
> END
  0x0000  80 04               PROTO             4
  0x0002  28                  MARK
  0x0003  63 63 6f 6c 6c 65+    GLOBAL            collections OrderedDict
  0x001c  53 27 69 74 5c 27+    STRING            'it\'s'
  0x0025  56 61 5c 75 30 30+    UNICODE           'a\nb☃'
  0x0035  8c 04 69 74 27 73     SHORT_BINUNICODE  "it's"
  0x003b  42 02 00 00 00 00+    BINBYTES          b'\x00\xff'
  0x0042  8a 02 00 80           LONG1             -32768
  0x0046  8b 02 00 00 00 01+    LONG4             b'\x01\x00'
  0x004d  47 ff f0 00 00 00+    BINFLOAT          -inf
  0x0056  47 7f f8 00 00 00+    BINFLOAT          0x7ff8000000000001
  0x005f  49 37 0a              INT               7
  0x0062  4b 10                 BININT1           16
  0x0064  74                    TUPLE             ; mark 0x2
  0x0065  2e                  STOP

; What is wrong is told with its line, and nothing is written.
$ printf 'NONE\nFOO 1\n' | brine asm -
-: line 2: "FOO" is no opcode
[2]

$ printf 'BININT1 256\n' | brine asm -
-: line 1: BININT1: needs a number that fits in its bytes
[2]

$ printf 'BINUNICODE abc\n' | brine asm -
-: line 1: BINUNICODE: needs a str, 'text', or bytes, b'...'
[2]

$ printf "BINUNICODE 'abc\n" | brine asm -
-: line 1: BINUNICODE: the string has no closing '
[2]

$ printf 'NONE 1\n' | brine asm -
-: line 1: NONE: "1" is more than its argument
[2]

$ printf 'GLOBAL os\n' | brine asm -
-: line 1: GLOBAL: needs two words
[2]

$ printf "INT '1\\\\n2'\n" | brine asm -
-: line 1: INT: a line of a pickle cannot hold the end of one
[2]

; A pickle that broke is not all in the text.
$ brine dis examples/broken-after-payload.pkl 2>/dev/null | brine asm -o new.pkl -; ls new.pkl
-: line 8: the pickle broke here; what follows is not in the text
ls: cannot access 'new.pkl': No such file or directory
[2]

$ brine asm missing.txt
missing.txt: no such file
[2]
