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
('echo "boom"',)   tuple, made by #52 TUPLE1 at 0x00c2
  'echo "boom"'   str, made by #51 SHORT_BINUNICODE at 0x00b5
builtins.getattr(importlib.import_module(operator.concat('po', 'six')), 'system')   call, made by #42 REDUCE at 0x009e
  builtins.getattr   global, made by #37 STACK_GLOBAL at 0x0097
    'builtins'   str, made by #35 SHORT_BINUNICODE at 0x0084
    'getattr'   str, made by #36 SHORT_BINUNICODE at 0x008e
  (importlib.import_module(operator.concat('po', 'six')), 'system')   tuple, made by #41 TUPLE at 0x009d
    importlib.import_module(operator.concat('po', 'six'))   call, made by #32 REDUCE at 0x0080, from memo[1]: stored by #33, fetched by #39
      importlib.import_module   global, made by #28 STACK_GLOBAL at 0x007b
        'importlib'   str, made by #26 SHORT_BINUNICODE at 0x0061
        'import_module'   str, made by #27 SHORT_BINUNICODE at 0x006c
      (operator.concat('po', 'six'),)   tuple, made by #31 TUPLE at 0x007f
        operator.concat('po', 'six')   call, made by #20 REDUCE at 0x0052, from memo[2]: stored by #21, fetched by #30
          operator.concat   global, made by #16 STACK_GLOBAL at 0x0047
            'operator'   str, made by #14 SHORT_BINUNICODE at 0x0035
            'concat'   str, made by #15 SHORT_BINUNICODE at 0x003f
          ('po', 'six')   tuple, made by #19 TUPLE2 at 0x0051
            'po'   str, made by #17 SHORT_BINUNICODE at 0x0048
            'six'   str, made by #18 SHORT_BINUNICODE at 0x004c
    'system'   str, made by #23 SHORT_BINUNICODE at 0x0056, from memo[3]: stored by #24, fetched by #40

$ brine debug --batch -e 'goto end' -e 'why result' examples/four-builtins.pkl
0x00a9 #80 STOP   the end: loading returns {'list': builtins.list(('a', 'b', 'c')), 'dict': builtins.dict([('one', 1), ('two', 2)]), 'str': builtins.str(b'caf\xc3\xa9', 'utf-8'), 'int': builtins.int('2a', 16)}
{'list': builtins.list(('a', 'b', 'c')), 'dict': builtins.dict([('one', 1), ('two', 2)]), 'str': builtins.str(b'caf\xc3\xa9', 'utf-8'), 'int': builtins.int('2a', 16)}   dict, made by #2 EMPTY_DICT at 0x000b
  changed by #79 SETITEMS at 0x00a8
    'list'   str, made by #5 SHORT_BINUNICODE at 0x000e
    builtins.list(('a', 'b', 'c'))   call, made by #23 REDUCE at 0x0039
      builtins.list   global, made by #11 STACK_GLOBAL at 0x0027
        'builtins'   str, made by #7 SHORT_BINUNICODE at 0x0015
        'list'   str, made by #9 SHORT_BINUNICODE at 0x0020
      (('a', 'b', 'c'),)   tuple, made by #21 TUPLE1 at 0x0037
        ('a', 'b', 'c')   tuple, made by #19 TUPLE3 at 0x0035
          'a'   str, made by #13 SHORT_BINUNICODE at 0x0029
          'b'   str, made by #15 SHORT_BINUNICODE at 0x002d
          'c'   str, made by #17 SHORT_BINUNICODE at 0x0031
    'dict'   str, made by #25 SHORT_BINUNICODE at 0x003b
    builtins.dict([('one', 1), ('two', 2)])   call, made by #48 REDUCE at 0x0067
      builtins.dict   global, made by #30 STACK_GLOBAL at 0x004b
        'builtins'   as #7 above, from memo[2]: stored by #8, fetched by #27
        'dict'   str, made by #28 SHORT_BINUNICODE at 0x0044
      ([('one', 1), ('two', 2)],)   tuple, made by #46 TUPLE1 at 0x0065
        [('one', 1), ('two', 2)]   list, made by #32 EMPTY_LIST at 0x004d
          changed by #45 APPENDS at 0x0064
            ('one', 1)   tuple, made by #38 TUPLE2 at 0x0058
              'one'   str, made by #35 SHORT_BINUNICODE at 0x0050
              1   int, made by #37 BININT1 at 0x0056
            ('two', 2)   tuple, made by #43 TUPLE2 at 0x0062
              'two'   str, made by #40 SHORT_BINUNICODE at 0x005a
              2   int, made by #42 BININT1 at 0x0060
    'str'   str, made by #50 SHORT_BINUNICODE at 0x0069
    builtins.str(b'caf\xc3\xa9', 'utf-8')   call, made by #63 REDUCE at 0x008b
      builtins.str   global, made by #55 STACK_GLOBAL at 0x0077
        'builtins'   as #7 above, from memo[2]: stored by #8, fetched by #52
        'str'   str, made by #53 SHORT_BINUNICODE at 0x0071
      (b'caf\xc3\xa9', 'utf-8')   tuple, made by #61 TUPLE2 at 0x0089
        b'caf\xc3\xa9'   bytes, made by #57 SHORT_BINBYTES at 0x0079
        'utf-8'   str, made by #59 SHORT_BINUNICODE at 0x0081
    'int'   str, made by #65 SHORT_BINUNICODE at 0x008d
    builtins.int('2a', 16)   call, made by #77 REDUCE at 0x00a6
      builtins.int   global, made by #70 STACK_GLOBAL at 0x009b
        'builtins'   as #7 above, from memo[2]: stored by #8, fetched by #67
        'int'   str, made by #68 SHORT_BINUNICODE at 0x0095
      ('2a', 16)   tuple, made by #75 TUPLE2 at 0x00a4
        '2a'   str, made by #72 SHORT_BINUNICODE at 0x009d
        16   int, made by #74 BININT1 at 0x00a2

$ brine debug --batch -e 'why 12' examples/plain.pkl
brine: -e:1: "12" is int, not a value of the run, such as stack[0] or memo[3]
[2]

; Uses lie ahead.
$ brine debug --batch -e 'goto #7' -e uses -e 'goto end' -e 'uses memo[2]' -e 'uses result' examples/seed-boom.pkl
0x001d #7 MEMOIZE
0x002e #12 REDUCE   call posix.system('echo "boom"')
0x0030 #14 STOP   the end: loading returns posix.system('echo "boom"')
0x002e #12 REDUCE   call posix.system('echo "boom"')
0x0030 #14 STOP
