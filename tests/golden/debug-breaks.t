; Breakpoints: GLOBAL, STACK_GLOBAL and INST are one kind of place.
$ brine debug --batch -e 'break import posix.*' -e continue -e 'info stack' -e step -e back examples/seed-boom.pkl
Breakpoint 1: import posix.*
Breakpoint 1, import posix.*
0x001c #6 STACK_GLOBAL   would IMPORT posix.system   !! DANGEROUS: process: runs a shell command
+0   'system'  str        from 0x0013
+1   'posix'  str        from 0x000b
0x001d #7 MEMOIZE
0x001c #6 STACK_GLOBAL   would IMPORT posix.system   !! DANGEROUS: process: runs a shell command

$ brine debug --batch -e 'break import posix.*' -e continue -e continue -e rc examples/seed-boom.p0.pkl
Breakpoint 1: import posix.*
Breakpoint 1, import posix.*
0x0000 #0 GLOBAL   would IMPORT posix.system   !! DANGEROUS: process: runs a shell command
No breakpoint stops before the end: STOP.
0x002a #9 STOP   the end: loading returns posix.system('echo "boom"')
Breakpoint 1, import posix.*
0x0000 #0 GLOBAL   would IMPORT posix.system   !! DANGEROUS: process: runs a shell command

$ brine debug --batch -e 'break import posix.*' -e continue -e 'info stack' examples/inst-p0.pkl
Breakpoint 1: import posix.*
Breakpoint 1, import posix.*
0x0010 #2 INST   would IMPORT posix.system and CALL posix.system('echo "boom"')   !! DANGEROUS: process: runs a shell command
+0   'echo "boom"'  str        from 0x0001
+── mark    from 0x0000

; Every kind of place, forwards and back.
$ brine debug --batch -e 'b REDUCE' -e c -e c -e c -e rc -e rc -e rc examples/four-builtins.pkl
Breakpoint 1: REDUCE
Breakpoint 1, REDUCE
0x0039 #23 REDUCE   would CALL builtins.list(('a', 'b', 'c'))
Breakpoint 1, REDUCE
0x0067 #48 REDUCE   would CALL builtins.dict([('one', 1), ('two', 2)])
Breakpoint 1, REDUCE
0x008b #63 REDUCE   would CALL builtins.str(b'caf\xc3\xa9', 'utf-8')
Breakpoint 1, REDUCE
0x0067 #48 REDUCE   would CALL builtins.dict([('one', 1), ('two', 2)])
Breakpoint 1, REDUCE
0x0039 #23 REDUCE   would CALL builtins.list(('a', 'b', 'c'))
No breakpoint stops before the start.
0x0000 #0 PROTO 4

$ brine debug --batch -e 'b call builtins.*' -e 'c 2' -e c -e rc examples/four-builtins.pkl
Breakpoint 1: call builtins.*
Breakpoint 1, call builtins.*
0x0067 #48 REDUCE   would CALL builtins.dict([('one', 1), ('two', 2)])
Breakpoint 1, call builtins.*
0x008b #63 REDUCE   would CALL builtins.str(b'caf\xc3\xa9', 'utf-8')
Breakpoint 1, call builtins.*
0x0067 #48 REDUCE   would CALL builtins.dict([('one', 1), ('two', 2)])

$ brine debug --batch -e 'b call posix.system' -e c examples/memo-getattr.pkl
Breakpoint 1: call posix.system
Breakpoint 1, call posix.system
0x00c3 #53 REDUCE   would CALL builtins.getattr(importlib.import_module(operator.concat('po', 'six')), 'system')('echo "boom"') (that is posix.system)   !! DANGEROUS: process: runs a shell command

$ brine debug --batch -e 'b danger' -e c -e c -e rc -e c examples/seed-boom.pkl
Breakpoint 1: danger
Breakpoint 1, danger
0x001c #6 STACK_GLOBAL   would IMPORT posix.system   !! DANGEROUS: process: runs a shell command
Breakpoint 1, danger
0x002e #12 REDUCE   would CALL posix.system('echo "boom"')   !! DANGEROUS: process: runs a shell command
Breakpoint 1, danger
0x001c #6 STACK_GLOBAL   would IMPORT posix.system   !! DANGEROUS: process: runs a shell command
Breakpoint 1, danger
0x002e #12 REDUCE   would CALL posix.system('echo "boom"')   !! DANGEROUS: process: runs a shell command

$ brine debug --batch -e 'b #4' -e 'b 0x20' -e c -e c -e 'goto end' -e rc -e rc examples/seed-boom.pkl
Breakpoint 1: #4
Breakpoint 2: 0x20
Breakpoint 1, #4
0x0013 #4 SHORT_BINUNICODE 'system'
Breakpoint 2, 0x20
0x001e #8 SHORT_BINUNICODE 'echo "boom"'
0x0030 #14 STOP   the end: loading returns posix.system('echo "boom"')
Breakpoint 2, 0x20
0x001e #8 SHORT_BINUNICODE 'echo "boom"'
Breakpoint 1, #4
0x0013 #4 SHORT_BINUNICODE 'system'

$ brine debug --batch -e 'b import builtins.eval' -e c -e 'b call subprocess.*' -e c examples/python2-names.pkl
Breakpoint 1: import builtins.eval
Breakpoint 1, import builtins.eval
0x0033 #12 GLOBAL   would IMPORT __builtin__.eval   !! DANGEROUS: code: evaluates text as Python code
Breakpoint 2: call subprocess.*
Breakpoint 2, call subprocess.*
0x0076 #21 REDUCE   would CALL commands.getoutput('echo "boom"')   !! DANGEROUS: process: runs shell commands

$ brine debug --batch -e 'break BINPUT if stack[0] == "json"' -e continue -e step -e 'print memo[2]' -e continue -e 'print memo[2]' examples/memo-getattr.pkl
Breakpoint 1: BINPUT if stack[0] == "json"
Breakpoint 1, BINPUT if stack[0] == "json"
0x0032 #12 BINPUT 2
0x0034 #13 POP
'json'
  str, made by #11 SHORT_BINUNICODE at 0x002c
No breakpoint stops before the end: STOP.
0x00c5 #55 STOP   the end: loading returns collections.OrderedDict()
operator.concat('po', 'six')
  call, made by #20 REDUCE at 0x0052

$ brine debug --batch -e 'watch memo[2]' -e c -e c -e c -e rc -e rc examples/memo-getattr.pkl
Breakpoint 1: watch memo[2]
Breakpoint 1, watch memo[2]
0x0032 #12 BINPUT 2
Breakpoint 1, watch memo[2]
0x0053 #21 BINPUT 2   INFO: puts another value under a number of the memo that is taken
No breakpoint stops before the end: STOP.
0x00c5 #55 STOP   the end: loading returns collections.OrderedDict()
Breakpoint 1, watch memo[2]
0x0053 #21 BINPUT 2   INFO: puts another value under a number of the memo that is taken
Breakpoint 1, watch memo[2]
0x0032 #12 BINPUT 2

$ brine debug --batch -e 'watch stack > 3' -e c -e 'p depth' -e rc examples/stack-global-split.pkl
Breakpoint 1: watch stack > 3
Breakpoint 1, watch stack > 3
0x001c #8 BINPUT 8
4
No breakpoint stops before the start.
0x0000 #0 PROTO 4

$ brine debug --batch -e 'catch unknown' -e 'catch error' -e c -e c -e c -e rc examples/broken-after-payload.pkl
Breakpoint 1: catch unknown
Breakpoint 2: catch error
Breakpoint 1, catch unknown
0x0002 #1 GLOBAL   would IMPORT posix.system   !! DANGEROUS: process: runs a shell command
Breakpoint 1, catch unknown
0x0021 #4 REDUCE   would CALL posix.system('echo "boom"')   !! DANGEROUS: process: runs a shell command
Breakpoint 2, catch error
0x0024 #7   the run BREAKS here: bad-opcode: 0xff is no opcode
Breakpoint 1, catch unknown
0x0021 #4 REDUCE   would CALL posix.system('echo "boom"')   !! DANGEROUS: process: runs a shell command
examples/broken-after-payload.pkl: 0x24: 0xff is no opcode
[2]

; Changing them.
$ brine debug --batch -e 'tbreak REDUCE' -e c -e 'info breakpoints' examples/four-builtins.pkl
Breakpoint 1: REDUCE (temporary)
Breakpoint 1, REDUCE
0x0039 #23 REDUCE   would CALL builtins.list(('a', 'b', 'c'))
No breakpoints.

$ brine debug --batch -e 'b REDUCE' -e 'ignore 1 2' -e c -e 'condition 1 depth > 99' -e c -e 'condition 1' -e 'disable 1' -e rc -e 'enable 1' -e c -e 'info b' -e 'delete 1' -e 'info b' examples/four-builtins.pkl
Breakpoint 1: REDUCE
Breakpoint 1 ignores its next 2 stops.
Breakpoint 1, REDUCE
0x008b #63 REDUCE   would CALL builtins.str(b'caf\xc3\xa9', 'utf-8')
Breakpoint 1: REDUCE if depth > 99
No breakpoint stops before the end: STOP.
0x00a9 #80 STOP   the end: loading returns {'list': builtins.list(('a', 'b', 'c')), 'dict': builtins.dict([('one', 1), ('two', 2)]), 'str': builtins.str(b'caf\xc3\xa9', 'utf-8'), 'int': builtins.int('2a', 16)}
Breakpoint 1: REDUCE
No breakpoint stops before the start.
0x0000 #0 PROTO 4
Breakpoint 1, REDUCE
0x0039 #23 REDUCE   would CALL builtins.list(('a', 'b', 'c'))
Num  On   Hits  What
  1  yes     4  break REDUCE
No breakpoints.

; Commands that run at a stop.
$ brine debug --batch examples/four-builtins.pkl <<'END'
> break call
> commands
> print event.callee
> continue
> end
> continue
> info breakpoints
> END
Breakpoint 1: call
Breakpoint 1, call
0x0039 #23 REDUCE   would CALL builtins.list(('a', 'b', 'c'))
builtins.list
  global, made by #11 STACK_GLOBAL at 0x0027
Breakpoint 1, call
0x0067 #48 REDUCE   would CALL builtins.dict([('one', 1), ('two', 2)])
builtins.dict
  global, made by #30 STACK_GLOBAL at 0x004b
Breakpoint 1, call
0x008b #63 REDUCE   would CALL builtins.str(b'caf\xc3\xa9', 'utf-8')
builtins.str
  global, made by #55 STACK_GLOBAL at 0x0077
Breakpoint 1, call
0x00a6 #77 REDUCE   would CALL builtins.int('2a', 16)
builtins.int
  global, made by #70 STACK_GLOBAL at 0x009b
No breakpoint stops before the end: STOP.
0x00a9 #80 STOP   the end: loading returns {'list': builtins.list(('a', 'b', 'c')), 'dict': builtins.dict([('one', 1), ('two', 2)]), 'str': builtins.str(b'caf\xc3\xa9', 'utf-8'), 'int': builtins.int('2a', 16)}
Num  On   Hits  What
  1  yes     4  break call
                  print event.callee
                  continue

; Mistakes.
$ brine debug --batch -e 'break posix.system' examples/seed-boom.pkl
brine: -e:1: "posix.system" is no place: break import posix.system stops where it is imported, break call posix.system where it is called
[2]

$ brine debug --batch -e 'break REDUCE if' examples/seed-boom.pkl
brine: -e:1: expected an expression, such as stack[0] == 'id'
[2]

$ brine debug --batch -e 'break REDUCE if stack[0] = 1' examples/seed-boom.pkl
brine: -e:1: expected == (a single = is no comparison) at column 10, not "= 1"
[2]

$ brine debug --batch -e 'delete 7' examples/seed-boom.pkl
brine: -e:1: there is no breakpoint 7
[2]

; Several by a range; a silent one; kinds that mean the same.
$ brine debug --batch -e 'b REDUCE' -e 'b global posix.*' -e 'b event' -e 'b suspicious' -e 'disable 2-3' -e 'info break' -e 'delete 1-2' -e c -e 'delete 2' examples/seed-boom.pkl
Breakpoint 1: REDUCE
Breakpoint 2: global posix.*
Breakpoint 3: event
Breakpoint 4: suspicious
Num  On   Hits  What
  1  yes     0  break REDUCE
  2  no      0  break global posix.*
  3  no      0  break event
  4  yes     0  break suspicious
Breakpoint 4, suspicious
0x001c #6 STACK_GLOBAL   would IMPORT posix.system   !! DANGEROUS: process: runs a shell command
brine: -e:9: there is no breakpoint 2
[2]

$ brine debug --batch examples/four-builtins.pkl <<'END'
> tbreak call builtins.dict
> break call
> commands
> silent
> print event.callee
> continue
> end
> continue
> END
Breakpoint 1: call builtins.dict (temporary)
Breakpoint 2: call
builtins.list
  global, made by #11 STACK_GLOBAL at 0x0027
Breakpoint 1, call builtins.dict; 2, call
0x0067 #48 REDUCE   would CALL builtins.dict([('one', 1), ('two', 2)])
builtins.dict
  global, made by #30 STACK_GLOBAL at 0x004b
builtins.str
  global, made by #55 STACK_GLOBAL at 0x0077
builtins.int
  global, made by #70 STACK_GLOBAL at 0x009b
No breakpoint stops before the end: STOP.
0x00a9 #80 STOP   the end: loading returns {'list': builtins.list(('a', 'b', 'c')), 'dict': builtins.dict([('one', 1), ('two', 2)]), 'str': builtins.str(b'caf\xc3\xa9', 'utf-8'), 'int': builtins.int('2a', 16)}

$ printf 'break REDUCE\ncommands\nprint op\n' > open.brine; brine debug --batch -e 'source open.brine' -e where examples/seed-boom.pkl
Breakpoint 1: REDUCE
brine: -e:1: open.brine:4: the commands of breakpoint 1 have no end
[2]

$ printf 'commands 1\nsilent\nprint op\nend\n' > inner.brine; printf 'break REDUCE\nsource inner.brine\ncontinue\n' > outer.brine; brine debug --batch -x outer.brine examples/seed-boom.pkl
Breakpoint 1: REDUCE
12

$ brine debug --batch -e 'delete 2-1' examples/seed-boom.pkl
brine: -e:1: "2-1" is no number of a breakpoint, nor a range such as 2-4
[2]

; A pattern that no global can fit is told, not kept.
$ brine debug --batch -e 'break import [' examples/seed-boom.pkl
brine: -e:1: "[" can never match: all of MODULE.NAME must, as with os.* or *.system
[2]

$ brine debug --batch -e 'find import system' examples/seed-boom.pkl
brine: -e:1: "system" can never match: all of MODULE.NAME must, as with os.* or *.system
[2]

$ brine debug --batch -e 'break import "*"' -e 'break import a?b' -e 'break call system' -e 'info breakpoints' examples/seed-boom.pkl
Breakpoint 1: import "*"
Breakpoint 2: import a?b
Breakpoint 3: call system
Num  On   Hits  What
  1  yes     0  break import "*"
  2  yes     0  break import a?b
  3  yes     0  break call system
