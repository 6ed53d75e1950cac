; What differs between two moments: the stack, the memo, what changed inside, what was done.
$ brine debug --batch -e 'goto #12' -e diff -e 'step 2' -e diff -e 'diff #6' -e 'diff #12 #6' -e 'diff #3 #3' examples/seed-boom.pkl
0x002e #12 REDUCE   would CALL posix.system('echo "boom"')   !! DANGEROUS: process: runs a shell command
From #0 to #12: 12 opcodes on.
Stack: 0 values, then 2
+ stack[0]  ('echo "boom"',)   tuple, put there by #10
+ stack[1]  posix.system   global, put there by #6
Memo: 0 keys, then 5
+ memo[0]  'posix'   str, stored by #3
+ memo[1]  'system'   str, stored by #5
+ memo[2]  posix.system   global, stored by #7
+ memo[3]  'echo "boom"'   str, stored by #9
+ memo[4]  ('echo "boom"',)   tuple, stored by #11
Changed inside: nothing.
Events between: 1
  0x001c #6 STACK_GLOBAL   import posix.system   dangerous: process: runs a shell command
0x0030 #14 STOP   the end: loading returns posix.system('echo "boom"')
From #12 to #14: 2 opcodes on.
Stack: 2 values, then 1
- stack[0]  ('echo "boom"',)   tuple, put there by #10
- stack[1]  posix.system   global, put there by #6
+ stack[0]  posix.system('echo "boom"')   call, put there by #12
Memo: 5 keys, then 6
+ memo[5]  posix.system('echo "boom"')   call, stored by #13
Changed inside: nothing.
Events between: 1
  0x002e #12 REDUCE   call posix.system('echo "boom"')   dangerous: process: runs a shell command
From #6 to #14: 8 opcodes on.
Stack: 2 values, then 1
- stack[0]  'system'   str, put there by #4
- stack[1]  'posix'   str, put there by #2
+ stack[0]  posix.system('echo "boom"')   call, put there by #12
Memo: 2 keys, then 6
+ memo[2]  posix.system   global, stored by #7
+ memo[3]  'echo "boom"'   str, stored by #9
+ memo[4]  ('echo "boom"',)   tuple, stored by #11
+ memo[5]  posix.system('echo "boom"')   call, stored by #13
Changed inside: nothing.
Events between: 2
  0x001c #6 STACK_GLOBAL   import posix.system   dangerous: process: runs a shell command
  0x002e #12 REDUCE   call posix.system('echo "boom"')   dangerous: process: runs a shell command
From #12 to #6: 6 opcodes back.
Stack: 2 values, then 2
- stack[0]  ('echo "boom"',)   tuple, put there by #10
- stack[1]  posix.system   global, put there by #6
+ stack[0]  'system'   str, put there by #4
+ stack[1]  'posix'   str, put there by #2
Memo: 5 keys, then 2
- memo[2]  posix.system   global, stored by #7
- memo[3]  'echo "boom"'   str, stored by #9
- memo[4]  ('echo "boom"',)   tuple, stored by #11
Changed inside: nothing.
Events between: 1
  0x001c #6 STACK_GLOBAL   import posix.system   dangerous: process: runs a shell command
From #3 to #3: the same.

$ brine debug --batch -e 'diff #15 #23' -e 'diff #23 #15' examples/plain.pkl
From #15 to #23: 8 opcodes on.
Stack: 6 values, then 5; marks: 2, then 1; the lowest 6 are the same
- stack[0]  0   int, put there by #14
- mark, put there by #13
Memo: the same.
Changed inside:
~ [0, 1, 255, 256, 65536, -1, 1099511627776, -1180591620717411303424]   list, made by #11 EMPTY_LIST at 0x0025: 0 items, then 8, first changed by #22
Events between: 0
From #23 to #15: 8 opcodes back.
Stack: 5 values, then 6; marks: 1, then 2; the lowest 6 are the same
+ stack[0]  0   int, put there by #14
+ mark, put there by #13
Memo: the same.
Changed inside:
~ []   list, made by #11 EMPTY_LIST at 0x0025: 8 items, then 0, first changed by #22
Events between: 0

; A key that is stored again, forwards and back.
$ brine debug --batch -e 'diff #13 #22' -e 'diff #22 #13' examples/memo-getattr.pkl
From #13 to #22: 9 opcodes on.
Stack: 2 values, then 2; the lowest 1 is the same
- stack[0]  'json'   str, put there by #11
+ stack[0]  operator.concat('po', 'six')   call, put there by #20
Memo: 3 keys, then 3
~ memo[2]  'json', then operator.concat('po', 'six')
Changed inside: nothing.
Events between: 2
  0x0047 #16 STACK_GLOBAL   import operator.concat   suspicious: gadget: reads or writes the items of what it is given
  0x0052 #20 REDUCE   call operator.concat('po', 'six')   suspicious: gadget: reads or writes the items of what it is given
From #22 to #13: 9 opcodes back.
Stack: 2 values, then 2; the lowest 1 is the same
- stack[0]  operator.concat('po', 'six')   call, put there by #20
+ stack[0]  'json'   str, put there by #11
Memo: 3 keys, then 3
~ memo[2]  operator.concat('po', 'six'), then 'json'
Changed inside: nothing.
Events between: 2
  0x0047 #16 STACK_GLOBAL   import operator.concat   suspicious: gadget: reads or writes the items of what it is given
  0x0052 #20 REDUCE   call operator.concat('po', 'six')   suspicious: gadget: reads or writes the items of what it is given

$ brine debug --batch -e diff examples/seed-boom.pkl
brine: -e:1: the cursor has not moved yet: expected diff A [B], two positions
[2]

$ brine debug --batch -e 'diff #1 there' examples/seed-boom.pkl
brine: -e:1: "there" is no position: expected #12, 0x1f, 31, +3, -3, 50%, @NAME, start or end
[2]

; The tree of a value: what came through the memo, what changed it, what stands above already.
$ brine debug --batch -e 'goto #53' -e why -e 'why stack[1]' examples/memo-getattr.pkl
0x00c3 #53 REDUCE   would CALL builtins.getattr(importlib.import_module(operator.concat('po', 'six')), 'system')('echo "boom"') (that is posix.system)   !! DANGEROUS: process: runs a shell command
▾  ✖ ('echo "boom"',)  tuple      TUPLE1           #52 0x00c2
    0 ✖ 'echo "boom"'  str        SHORT_BINUNICODE #51 0x00b5
▾  ✖ posix.system = builtins.getattr(importlib.import_module(operator.concat('po', 'six')), 'system')  call       REDUCE           #42 0x009e
    fetched from memo[4] by BINGET  #50 0x00b3
    stored in memo[4] by BINPUT  #43 0x009f
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

$ brine debug --batch -e 'goto end' -e 'why result' examples/four-builtins.pkl
0x00a9 #80 STOP   the end: loading returns {'list': builtins.list(('a', 'b', 'c')), 'dict': builtins.dict([('one', 1), ('two', 2)]), 'str': builtins.str(b'caf\xc3\xa9', 'utf-8'), 'int': builtins.int('2a', 16)}
▾    {'list': builtins.list(('a', 'b', 'c')), 'dict': builtins.dict([('one', 1), ('two', 2)]), 'str': builtins.str(b'caf\xc3\xa9', 'utf-8'), 'int': builtins.int('2a', 16)}  dict       EMPTY_DICT        #2 0x000b
  ▾ changed by SETITEMS, 4 items  #79 0x00a8
    ▾ 0   'list': builtins.list(('a', 'b', 'c'))  call       REDUCE           #23 0x0039
      ▾ callee   builtins.list  global     STACK_GLOBAL     #11 0x0027
          module   'builtins'  str        SHORT_BINUNICODE  #7 0x0015
          name   'list'  str        SHORT_BINUNICODE  #9 0x0020
      ▾ args   (('a', 'b', 'c'),)  tuple      TUPLE1           #21 0x0037
        ▾ 0   ('a', 'b', 'c')  tuple      TUPLE3           #19 0x0035
            0   'a'  str        SHORT_BINUNICODE #13 0x0029
            1   'b'  str        SHORT_BINUNICODE #15 0x002d
            2   'c'  str        SHORT_BINUNICODE #17 0x0031
    ▾ 1   'dict': builtins.dict([('one', 1), ('two', 2)])  call       REDUCE           #48 0x0067
      ▾ callee   builtins.dict  global     STACK_GLOBAL     #30 0x004b
        ▾ module   'builtins'  str        SHORT_BINUNICODE  #7 0x0015
            fetched from memo[2] by BINGET  #27 0x0042
            stored in memo[2] by MEMOIZE  #8 0x001f
          name   'dict'  str        SHORT_BINUNICODE #28 0x0044
      ▾ args   ([('one', 1), ('two', 2)],)  tuple      TUPLE1           #46 0x0065
        ▾ 0   [('one', 1), ('two', 2)]  list       EMPTY_LIST       #32 0x004d
          ▾ changed by APPENDS, 2 items  #45 0x0064
            ▾ 0   ('one', 1)  tuple      TUPLE2           #38 0x0058
                0   'one'  str        SHORT_BINUNICODE #35 0x0050
                1   1  int        BININT1          #37 0x0056
            ▾ 1   ('two', 2)  tuple      TUPLE2           #43 0x0062
                0   'two'  str        SHORT_BINUNICODE #40 0x005a
                1   2  int        BININT1          #42 0x0060
    ▾ 2   'str': 'café' = builtins.str(b'caf\xc3\xa9', 'utf-8')  call       REDUCE           #63 0x008b
      ▾ callee   builtins.str  global     STACK_GLOBAL     #55 0x0077
        ▸ module   'builtins'  str        SHORT_BINUNICODE  #7 0x0015
          name   'str'  str        SHORT_BINUNICODE #53 0x0071
      ▾ args   (b'caf\xc3\xa9', 'utf-8')  tuple      TUPLE2           #61 0x0089
          0   b'caf\xc3\xa9'  bytes      SHORT_BINBYTES   #57 0x0079
          1   'utf-8'  str        SHORT_BINUNICODE #59 0x0081
    ▾ 3   'int': 42 = builtins.int('2a', 16)  call       REDUCE           #77 0x00a6
      ▾ callee   builtins.int  global     STACK_GLOBAL     #70 0x009b
        ▸ module   'builtins'  str        SHORT_BINUNICODE  #7 0x0015
          name   'int'  str        SHORT_BINUNICODE #68 0x0095
      ▾ args   ('2a', 16)  tuple      TUPLE2           #75 0x00a4
          0   '2a'  str        SHORT_BINUNICODE #72 0x009d
          1   16  int        BININT1          #74 0x00a2

$ brine debug --batch -e 'why 1.5' examples/plain.pkl
brine: -e:1: "1.5" is float, not a value of the run: stack[0], memo[3], #12 ...
[2]

; Uses lie ahead.
$ brine debug --batch -e 'goto #7' -e uses -e 'goto end' -e 'uses memo[2]' -e 'uses result' examples/seed-boom.pkl
0x001d #7 MEMOIZE
0x002e #12 REDUCE   call posix.system('echo "boom"')
0x0030 #14 STOP   the end: loading returns posix.system('echo "boom"')
0x002e #12 REDUCE   call posix.system('echo "boom"')
0x0030 #14 STOP
