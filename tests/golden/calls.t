; brine calls: what loading would do.
$ brine calls examples/seed-boom.pkl
examples/seed-boom.pkl: protocol 4, 15 opcodes, 49 bytes
  0x001c ✖ import  posix.system
  0x002e ✖ call    posix.system('echo "boom"')
  returns posix.system('echo "boom"')

$ brine calls --json examples/seed-boom.pkl
{"file": "examples/seed-boom.pkl", "entry": null, "stream": 0, "offset": 0, "end": 49, "protocol": 4, "opcodes": 15, "dialect": "c", "status": "ok", "error": null, "events": [{"pos": 28, "opcode": "STACK_GLOBAL", "kind": "import", "callee": "posix.system", "module": "posix", "name": "system"}, {"pos": 46, "opcode": "REDUCE", "kind": "reduce", "callee": "posix.system", "args": "('echo \"boom\"',)"}], "result": "posix.system('echo \"boom\"')"}

; Python 2 names are shown as in the stream, and as Python 3 reads them.
$ brine calls examples/python2-names.pkl
examples/python2-names.pkl: protocol 2, 24 opcodes, 121 bytes
  0x0004   import  __builtin__.xrange  = builtins.range
  0x001c   call    __builtin__.xrange(3)
  0x001d   import  UserDict.UserDict  = collections.UserDict
  0x0032   call    UserDict.UserDict()
  0x0033 ✖ import  __builtin__.eval  = builtins.eval
  0x004f ✖ call    __builtin__.eval('1+1')
  0x0050 ✖ import  commands.getoutput  = subprocess.getoutput
  0x0076 ✖ call    commands.getoutput('echo "boom"')
  returns [__builtin__.xrange(3), UserDict.UserDict(), __builtin__.eval('1+1'), commands.getoutput('echo "boom"')]

$ brine calls --json examples/python2-names.pkl
{"file": "examples/python2-names.pkl", "entry": null, "stream": 0, "offset": 0, "end": 121, "protocol": 2, "opcodes": 24, "dialect": "c", "status": "ok", "error": null, "events": [{"pos": 4, "opcode": "GLOBAL", "kind": "import", "callee": "__builtin__.xrange", "module": "__builtin__", "name": "xrange", "mapped": {"module": "builtins", "name": "range"}}, {"pos": 28, "opcode": "REDUCE", "kind": "reduce", "callee": "__builtin__.xrange", "args": "(3,)"}, {"pos": 29, "opcode": "GLOBAL", "kind": "import", "callee": "UserDict.UserDict", "module": "UserDict", "name": "UserDict", "mapped": {"module": "collections", "name": "UserDict"}}, {"pos": 50, "opcode": "REDUCE", "kind": "reduce", "callee": "UserDict.UserDict", "args": "()"}, {"pos": 51, "opcode": "GLOBAL", "kind": "import", "callee": "__builtin__.eval", "module": "__builtin__", "name": "eval", "mapped": {"module": "builtins", "name": "eval"}}, {"pos": 79, "opcode": "REDUCE", "kind": "reduce", "callee": "__builtin__.eval", "args": "('1+1',)"}, {"pos": 80, "opcode": "GLOBAL", "kind": "import", "callee": "commands.getoutput", "module": "commands", "name": "getoutput", "mapped": {"module": "subprocess", "name": "getoutput"}}, {"pos": 118, "opcode": "REDUCE", "kind": "reduce", "callee": "commands.getoutput", "args": "('echo \"boom\"',)"}], "result": "[__builtin__.xrange(3), UserDict.UserDict(), __builtin__.eval('1+1'), commands.getoutput('echo \"boom\"')]"}

; What no opcode names: the callee is found by meaning.
$ brine calls examples/memo-getattr.pkl
examples/memo-getattr.pkl: protocol 4, 56 opcodes, 198 bytes
  0x001c   import  collections.OrderedDict
  0x001f   call    collections.OrderedDict()
  0x0047 ◆ import  operator.concat
  0x0052 ◆ call    operator.concat('po', 'six')
  0x007b ✖ import  importlib.import_module
  0x0080 ✖ call    importlib.import_module(operator.concat('po', 'six'))
  0x0097 ◆ import  builtins.getattr
  0x009e ✖ call    builtins.getattr(importlib.import_module(operator.concat('po', 'six')), 'system')
  0x00af   import  json.dumps
  0x00c3 ✖ call    builtins.getattr(importlib.import_module(operator.concat('po', 'six')), 'system')('echo "boom"')  = posix.system
  returns collections.OrderedDict()

$ brine calls --json examples/memo-getattr.pkl
{"file": "examples/memo-getattr.pkl", "entry": null, "stream": 0, "offset": 0, "end": 198, "protocol": 4, "opcodes": 56, "dialect": "c", "status": "ok", "error": null, "events": [{"pos": 28, "opcode": "STACK_GLOBAL", "kind": "import", "callee": "collections.OrderedDict", "module": "collections", "name": "OrderedDict"}, {"pos": 31, "opcode": "REDUCE", "kind": "reduce", "callee": "collections.OrderedDict", "args": "()"}, {"pos": 71, "opcode": "STACK_GLOBAL", "kind": "import", "callee": "operator.concat", "module": "operator", "name": "concat"}, {"pos": 82, "opcode": "REDUCE", "kind": "reduce", "callee": "operator.concat", "args": "('po', 'six')"}, {"pos": 123, "opcode": "STACK_GLOBAL", "kind": "import", "callee": "importlib.import_module", "module": "importlib", "name": "import_module"}, {"pos": 128, "opcode": "REDUCE", "kind": "reduce", "callee": "importlib.import_module", "args": "(operator.concat('po', 'six'),)"}, {"pos": 151, "opcode": "STACK_GLOBAL", "kind": "import", "callee": "builtins.getattr", "module": "builtins", "name": "getattr"}, {"pos": 158, "opcode": "REDUCE", "kind": "reduce", "callee": "builtins.getattr", "args": "(importlib.import_module(operator.concat('po', 'six')), 'system')"}, {"pos": 175, "opcode": "STACK_GLOBAL", "kind": "import", "callee": "json.dumps", "module": "json", "name": "dumps"}, {"pos": 195, "opcode": "REDUCE", "kind": "reduce", "callee": "builtins.getattr(importlib.import_module(operator.concat('po', 'six')), 'system')", "args": "('echo \"boom\"',)", "resolved": {"module": "posix", "name": "system"}, "chain": [{"pos": 82, "gives": "'posix'"}, {"pos": 128, "gives": "posix"}, {"pos": 158, "gives": "posix.system"}]}], "result": "collections.OrderedDict()"}

; Several pickles in a row are objects of their own.
$ brine calls examples/two-streams.pkl
examples/two-streams.pkl: protocol 4, 13 opcodes, 42 bytes
  nothing is imported, called or touched
  returns {'epoch': 3, 'loss': 0.25}

examples/two-streams.pkl: stream 1 at 0x2a: protocol 4, 15 opcodes, 49 bytes
  0x001c ✖ import  posix.system
  0x002e ✖ call    posix.system('echo "boom"')
  returns posix.system('echo "boom"')

$ brine calls --json --stream 1 examples/two-streams.pkl
{"file": "examples/two-streams.pkl", "entry": null, "stream": 1, "offset": 42, "end": 91, "protocol": 4, "opcodes": 15, "dialect": "c", "status": "ok", "error": null, "events": [{"pos": 28, "opcode": "STACK_GLOBAL", "kind": "import", "callee": "posix.system", "module": "posix", "name": "system"}, {"pos": 46, "opcode": "REDUCE", "kind": "reduce", "callee": "posix.system", "args": "('echo \"boom\"',)"}], "result": "posix.system('echo \"boom\"')"}

$ brine calls --stream 7 examples/two-streams.pkl
examples/two-streams.pkl: no stream 7: there are only 2
[2]

; What ran before the break is told, then the break.
$ brine calls examples/broken-after-payload.pkl
examples/broken-after-payload.pkl: protocol 2, 7 opcodes, 36 bytes
  0x0002 ✖ import  posix.system
  0x0021 ✖ call    posix.system('echo "boom"')
  breaks at 0x24: 0xff is no opcode
examples/broken-after-payload.pkl: 0x24: 0xff is no opcode
[2]

$ brine calls --json examples/broken-after-payload.pkl
{"file": "examples/broken-after-payload.pkl", "entry": null, "stream": 0, "offset": 0, "end": 36, "protocol": 2, "opcodes": 7, "dialect": "c", "status": "error", "error": {"pos": 36, "opcode": null, "kind": "bad-opcode", "message": "0xff is no opcode"}, "events": [{"pos": 2, "opcode": "GLOBAL", "kind": "import", "callee": "posix.system", "module": "posix", "name": "system"}, {"pos": 33, "opcode": "REDUCE", "kind": "reduce", "callee": "posix.system", "args": "('echo \"boom\"',)"}], "result": null}
examples/broken-after-payload.pkl: 0x24: 0xff is no opcode
[2]

; A container: its pickles in order, or the one that is named.
$ brine calls examples/boom.pt
examples/boom.pt!archive/data.pkl: protocol 2, 55 opcodes, 239 bytes
  0x0002   import  collections.OrderedDict
  0x001e   call    collections.OrderedDict()
  0x0035   import  torch._utils._rebuild_tensor_v2
  0x0068   import  torch.FloatStorage
  0x0095   load    persistent_load(('storage', torch.FloatStorage, '0', 'cpu', 4))
  0x00aa   call    collections.OrderedDict()
  0x00b0   call    torch._utils._rebuild_tensor_v2(persistent_load(('storage', torch.FloatStorage, '0', 'cpu', 4)), 0, (2, 2), (2, 1), False, collections.OrderedDict())
  0x00c5 ✖ import  posix.system
  0x00ea ✖ call    posix.system('echo "boom"')
  0x00ed   set     collections.OrderedDict() <- [('layer.weight', torch._utils._rebuild_tensor_v2(persistent_load(('storage', torch.FloatStorage, '0', 'cpu', 4)), 0, (2, 2), (2, 1), False, collections.OrderedDict())), ('layer.scale', posix.system('echo "boom"'))]
  returns collections.OrderedDict()

$ brine calls --entry data.pkl examples/boom.pt 2>&1 | head -1
examples/boom.pt!archive/data.pkl: protocol 2, 55 opcodes, 239 bytes

$ brine calls 'examples/boom.pt!archive/data.pkl' | head -1
examples/boom.pt!archive/data.pkl: protocol 2, 55 opcodes, 239 bytes

$ brine calls --entry nothing examples/boom.pt
examples/boom.pt: no member is called nothing (there are: archive/data.pkl, archive/byteorder, archive/data/0, archive/version, archive/.data/serialization_id)
[2]

; Standard input, other bytes, other forms.
$ brine calls - <examples/inst-p0.pkl
-: protocol 0, 4 opcodes, 31 bytes
  0x0010 ✖ import  posix.system
  0x0010 ✖ call    posix.system('echo "boom"')
  returns posix.system('echo "boom"')

$ brine calls --offset 0x2a examples/two-streams.pkl
examples/two-streams.pkl: stream 0 at 0x2a: protocol 4, 15 opcodes, 49 bytes
  0x001c ✖ import  posix.system
  0x002e ✖ call    posix.system('echo "boom"')
  returns posix.system('echo "boom"')

$ brine calls --offset 1000 examples/two-streams.pkl
examples/two-streams.pkl: no byte 0x3e8: it has 0x5b bytes
[2]

$ brine calls --format raw examples/boom.pt
examples/boom.pt: not a pickle: 0x0: PERSID: the persistent id is not ASCII
[2]

; Several FILEs; what cannot be read does not stop the others.
$ brine calls examples/plain.pkl missing.pkl examples/inst-p0.pkl
examples/plain.pkl: protocol 4, 82 opcodes, 274 bytes
  nothing is imported, called or touched
  returns {'name': 'brine', 'sizes': [0, 1, 255, 256, 65536, -1, 1099511627776, -1180591620717411303424], 'weights': (0.5, -1e+100, 3.141592653589793), 'flags': {'open': True, 'closed': False, 'unknown': None}, 'tags': ['red', 'green', 'blå'], 'same tags': ['red', 'green', 'blå'], 'deep': [[[['here']]]], 'text': "tab\tquote'snowman☃ escape\x1b[0m"}
missing.pkl: no such file

examples/inst-p0.pkl: protocol 0, 4 opcodes, 31 bytes
  0x0010 ✖ import  posix.system
  0x0010 ✖ call    posix.system('echo "boom"')
  returns posix.system('echo "boom"')
[2]

; All opcodes that touch something: BUILD, persistent ids, extension codes, buffers, and sets,
; lists and dicts that are none.
$ printf '\200\005(ca\nb\n)RK\001aK\002K\003s(K\004\220}b0P7\n0K\010Q0\202\0070\227\2300N.' >all.pkl

$ brine calls all.pkl
all.pkl: protocol 5, 28 opcodes, 41 bytes
  0x0003 ◆ import  a.b
  0x0009 ◆ call    a.b()
  0x000c   append  a.b() <- [1]
  0x0011   set     a.b() <- [(2, 3)]
  0x0015   add     a.b() <- [4]
  0x0017   build   a.b() <- {}
  0x0019   load    persistent_load('7')
  0x001f   load    persistent_load(8)
  0x0021 ◆ import  copyreg.extension(7)
  0x0024   buffer  next_buffer(0)
  0x0025   buffer  next_buffer(0)
  returns None

$ brine calls --json all.pkl
{"file": "all.pkl", "entry": null, "stream": 0, "offset": 0, "end": 41, "protocol": 5, "opcodes": 28, "dialect": "c", "status": "ok", "error": null, "events": [{"pos": 3, "opcode": "GLOBAL", "kind": "import", "callee": "a.b", "module": "a", "name": "b"}, {"pos": 9, "opcode": "REDUCE", "kind": "reduce", "callee": "a.b", "args": "()"}, {"pos": 12, "opcode": "APPEND", "kind": "append", "callee": "a.b()", "args": "[1]"}, {"pos": 17, "opcode": "SETITEM", "kind": "setitem", "callee": "a.b()", "args": "[(2, 3)]"}, {"pos": 21, "opcode": "ADDITEMS", "kind": "additem", "callee": "a.b()", "args": "[4]"}, {"pos": 23, "opcode": "BUILD", "kind": "build", "callee": "a.b()", "args": "{}"}, {"pos": 25, "opcode": "PERSID", "kind": "persid", "callee": "persistent_load", "args": "('7',)"}, {"pos": 31, "opcode": "BINPERSID", "kind": "persid", "callee": "persistent_load", "args": "(8,)"}, {"pos": 33, "opcode": "EXT1", "kind": "ext", "callee": "copyreg.extension(7)"}, {"pos": 36, "opcode": "NEXT_BUFFER", "kind": "buffer", "callee": "next_buffer(0)"}, {"pos": 37, "opcode": "READONLY_BUFFER", "kind": "buffer", "callee": "next_buffer(0)"}], "result": "None"}

; Text is limited, and says so.
$ brine calls --json --text-limit 20 examples/seed-boom.pkl
{"file": "examples/seed-boom.pkl", "entry": null, "stream": 0, "offset": 0, "end": 49, "protocol": 4, "opcodes": 15, "dialect": "c", "status": "ok", "error": null, "events": [{"pos": 28, "opcode": "STACK_GLOBAL", "kind": "import", "callee": "posix.system", "module": "posix", "name": "system"}, {"pos": 46, "opcode": "REDUCE", "kind": "reduce", "callee": "posix.system", "args": "('echo \"boom\"',)"}], "result": "posix.system('ech…", "cut": true}

$ brine calls --json --text-total 1 --text-limit 40 examples/two-streams.pkl
{"file": "examples/two-streams.pkl", "entry": null, "stream": 0, "offset": 0, "end": 42, "protocol": 4, "opcodes": 13, "dialect": "c", "status": "ok", "error": null, "events": [], "result": "{'epoch': 3, 'loss': 0.25}"}
{"file": "examples/two-streams.pkl", "entry": null, "stream": 1, "offset": 42, "end": 91, "protocol": 4, "opcodes": 15, "dialect": "c", "status": "ok", "error": null, "events": [{"pos": 28, "opcode": "STACK_GLOBAL", "kind": "import", "callee": "posix.system", "module": "posix", "name": "system"}, {"pos": 46, "opcode": "REDUCE", "kind": "reduce", "callee": "posix.system", "args": "('echo \"boom\"',)"}], "result": "posix.system('echo \"boom\"')"}

; Lone surrogates, control characters and reordering in names and values.
$ printf '\200\004\214\003a\033b\214\003\355\240\200\223\214\006\342\200\256\302\233x\205R.' >odd.pkl

$ brine calls odd.pkl
odd.pkl: protocol 4, 8 opcodes, 24 bytes
  0x000c ◆ import  a\x1bb.\ud800
  0x0016 ◆ call    a\x1bb.\ud800('\u202e\x9bx')
  returns a\x1bb.\ud800('\u202e\x9bx')

$ brine calls --json odd.pkl
{"file": "odd.pkl", "entry": null, "stream": 0, "offset": 0, "end": 24, "protocol": 4, "opcodes": 8, "dialect": "c", "status": "ok", "error": null, "events": [{"pos": 12, "opcode": "STACK_GLOBAL", "kind": "import", "callee": "a\u001bb.\\ud800", "module": "a\u001bb", "name": "\\ud800", "escaped": true}, {"pos": 22, "opcode": "REDUCE", "kind": "reduce", "callee": "a\u001bb.\\ud800", "args": "('\\u202e\\x9bx',)", "escaped": true}], "result": "a\u001bb.\\ud800('\\u202e\\x9bx')", "escaped": true}

$ LC_ALL=C brine calls examples/plain.pkl
examples/plain.pkl: protocol 4, 82 opcodes, 274 bytes
  nothing is imported, called or touched
  returns {'name': 'brine', 'sizes': [0, 1, 255, 256, 65536, -1, 1099511627776, -1180591620717411303424], 'weights': (0.5, -1e+100, 3.141592653589793), 'flags': {'open': True, 'closed': False, 'unknown': None}, 'tags': ['red', 'green', 'bl\u00e5'], 'same tags': ['red', 'green', 'bl\u00e5'], 'deep': [[[['here']]]], 'text': "tab\tquote'snowman\u2603 escape\x1b[0m"}

; A frame that lies is no error, but readers differ there.
$ printf '\225\002\000\000\000\000\000\000\000J\001\000\000\000..' >frame.pkl

$ brine calls --json frame.pkl
{"file": "frame.pkl", "entry": null, "stream": 0, "offset": 0, "end": 15, "protocol": 0, "opcodes": 3, "dialect": "c", "status": "ok", "error": null, "events": [], "result": "1", "divergences": [{"pos": 9, "kind": "frame"}]}
{"file": "frame.pkl", "entry": null, "stream": 1, "offset": 15, "end": 15, "protocol": 0, "opcodes": 0, "dialect": "c", "status": "error", "error": {"pos": 0, "opcode": "STOP", "kind": "stack-underflow", "message": "needs more values than there are on the stack"}, "events": [], "result": null}
frame.pkl: stream 1 at 0xf: 0x0: STOP: needs more values than there are on the stack
[2]
