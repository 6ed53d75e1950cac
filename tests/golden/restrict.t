; What an Unpickler would do whose find_class allows only some names.
$ brine calls --restrict list,dict,str,int examples/seed-boom.pkl
examples/seed-boom.pkl: protocol 4, 15 opcodes, 49 bytes
  --- find_class refuses the next import; nothing from here on runs:
  0x001c ✖ import  posix.system
  0x002e ✖ call    posix.system('echo "boom"')
  restricted to 4 names: stops there; calls and changes that had run: 0, that never run: 1

$ brine calls --restrict builtins.list --restrict posix:system examples/seed-boom.pkl
examples/seed-boom.pkl: protocol 4, 15 opcodes, 49 bytes
  0x001c ✖ import  posix.system
  0x002e ✖ call    posix.system('echo "boom"')
  returns posix.system('echo "boom"')
  restricted to 2 names: refuses nothing of this; calls and changes that run: 1

$ brine calls --restrict list,dict,str,int examples/plain.pkl | tail -1
  restricted to 4 names: refuses nothing of this; calls and changes that run: 0

; find_class is asked for the names of Python 2, before they are mapped.
$ brine calls --restrict xrange,UserDict.UserDict examples/python2-names.pkl
examples/python2-names.pkl: protocol 2, 24 opcodes, 121 bytes
  --- find_class refuses the next import; nothing from here on runs:
  0x0004   import  __builtin__.xrange  = builtins.range
  0x001c   call    __builtin__.xrange(3)
  0x001d   import  UserDict.UserDict  = collections.UserDict
  0x0032   call    UserDict.UserDict()
  0x0033 ✖ import  __builtin__.eval  = builtins.eval
  0x004f ✖ call    __builtin__.eval('1+1')
  0x0050 ✖ import  commands.getoutput  = subprocess.getoutput
  0x0076 ✖ call    commands.getoutput('echo "boom"')
  restricted to 2 names: stops there; calls and changes that had run: 0, that never run: 4

$ brine calls --restrict __builtin__.xrange,UserDict.UserDict examples/python2-names.pkl
examples/python2-names.pkl: protocol 2, 24 opcodes, 121 bytes
  0x0004   import  __builtin__.xrange  = builtins.range
  0x001c   call    __builtin__.xrange(3)
  0x001d   import  UserDict.UserDict  = collections.UserDict
  0x0032   call    UserDict.UserDict()
  --- find_class refuses the next import; nothing from here on runs:
  0x0033 ✖ import  __builtin__.eval  = builtins.eval
  0x004f ✖ call    __builtin__.eval('1+1')
  0x0050 ✖ import  commands.getoutput  = subprocess.getoutput
  0x0076 ✖ call    commands.getoutput('echo "boom"')
  restricted to 2 names: stops there; calls and changes that had run: 2, that never run: 2

$ brine calls --json --restrict __builtin__.xrange,UserDict.UserDict examples/python2-names.pkl | python3 -c 'import json, sys; print(json.load(sys.stdin)["restrict"])'
{'allowed': 2, 'refused': {'pos': 51, 'opcode': 'GLOBAL', 'kind': 'import', 'callee': '__builtin__.eval', 'module': '__builtin__', 'name': 'eval', 'mapped': {'module': 'builtins', 'name': 'eval'}}, 'event': 4, 'ran': 2, 'never_runs': 2}

$ brine calls --json --restrict list examples/plain.pkl | python3 -c 'import json, sys; print(json.load(sys.stdin)["restrict"])'
{'allowed': 1, 'refused': None, 'event': None, 'ran': 0, 'never_runs': 0}

; Which name an extension code stands for only the loading program knows.
$ printf '\200\002\202\007.' | brine calls --restrict list -
-: protocol 2, 3 opcodes, 5 bytes
  --- find_class is asked here for a name that only the loading program knows; taken as refused:
  0x0002 ◆ import  copyreg.extension(7)
  restricted to 1 name: stops there; calls and changes that had run: 0, that never run: 0

$ printf '# the classic ones\n builtins.list , dict\n\nstr # text\nint\n' >four.names
> brine calls --restrict-file four.names examples/memo-getattr.pkl
examples/memo-getattr.pkl: protocol 4, 56 opcodes, 198 bytes
  --- find_class refuses the next import; nothing from here on runs:
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
  restricted to 4 names: stops there; calls and changes that had run: 0, that never run: 5

$ printf 'list\ncollections:\n' >bad.names
> brine calls --restrict-file bad.names examples/plain.pkl
bad.names:2: "collections:" is no name: MODULE:NAME, or a dotted one
[2]

$ brine calls --restrict list,,dict examples/plain.pkl
--restrict: "" is no name: MODULE:NAME, or a dotted one
[2]

$ brine calls --restrict-file missing.names examples/plain.pkl
--restrict-file: missing.names: No such file or directory
[2]

; The same in the debugger.
$ brine debug --batch -e 'info restrict list dict,str int' examples/seed-boom.pkl
Stops at: 0x001c #6 STACK_GLOBAL  import posix.system
Calls and changes before it: 0, that never run: 1

$ brine debug --batch -e 'info restrict __builtin__.xrange UserDict.UserDict' examples/python2-names.pkl
Stops at: 0x0033 #12 GLOBAL  import __builtin__.eval
Calls and changes before it: 2, that never run: 2

$ brine debug --batch -e 'info restrict list dict str int' examples/four-builtins.pkl
Nothing is refused; calls and changes that run: 4

$ brine debug --batch -e 'info restrict' examples/four-builtins.pkl
brine: -e:1: info restrict: which names are allowed? For example: list dict str int
[2]
