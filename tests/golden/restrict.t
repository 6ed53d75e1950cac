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
--restrict-file: "missing.names": No such file or directory
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

; The verdict for a program that loads with such a find_class: what is refused never runs.
$ brine scan --restrict list,dict,str,int examples/seed-boom.pkl examples/four-builtins.pkl
examples/seed-boom.pkl: benign
  · 0x001c  import posix.system
      find_class refuses this; calls and changes that had run: 0, that never run: 1 (find-class-refuses)
  · 0x001c  import posix.system
      runs a shell command; never runs: find_class refuses what is imported at 0x1c (denied-import)
  · 0x002e  call posix.system('echo "boom"')
      runs a shell command; never runs: find_class refuses what is imported at 0x1c (denied-call)
examples/four-builtins.pkl: benign

2 files: 2 benign

; What runs before the import that is refused still counts.
$ brine scan --restrict posix.system examples/memo-getattr.pkl examples/seed-boom.pkl
examples/memo-getattr.pkl: benign
  · 0x001c  import collections.OrderedDict
      find_class refuses this; calls and changes that had run: 0, that never run: 5 (find-class-refuses)
  · 0x0029  leaves out numbers of the memo, which picklers count up: here 3 comes after 0, 3 gaps in all; never runs: find_class refuses what is imported at 0x1c (memo-gaps)
  · 0x0047  import operator.concat
      reads or writes the items of what it is given; never runs: find_class refuses what is imported at 0x1c (doubtful-import)
  · 0x0052  call operator.concat('po', 'six')
      reads or writes the items of what it is given; never runs: find_class refuses what is imported at 0x1c (doubtful-call)
  · 0x0053  puts another value under a number of the memo that is taken; never runs: find_class refuses what is imported at 0x1c (memo-rewritten)
  · 0x007b  import importlib.import_module
      imports any module; never runs: find_class refuses what is imported at 0x1c (denied-import)
  · 0x0080  call importlib.import_module(operator.concat('po', 'six'))  = importlib.import_module('posix')
      imports any module; never runs: find_class refuses what is imported at 0x1c (denied-call)
  · 0x0097  import builtins.getattr
      fetches an attribute by name: which one decides; never runs: find_class refuses what is imported at 0x1c (doubtful-import)
  · 0x009e  call builtins.getattr(importlib.import_module(operator.concat('po', 'six')), 'system')
      fetches an attribute by name: which one decides; never runs: find_class refuses what is imported at 0x1c (doubtful-call)
  · 0x009e  call builtins.getattr(importlib.import_module(operator.concat('po', 'six')), 'system')  = posix.system
      runs a shell command; never runs: find_class refuses what is imported at 0x1c (denied-import)
  · 0x00c3  call builtins.getattr(importlib.import_module(operator.concat('po', 'six')), 'system')('echo "boom"')  = posix.system
      runs a shell command; never runs: find_class refuses what is imported at 0x1c (denied-call)
      reached through 'posix' (0x52), posix (0x80), posix.system (0x9e)
  · 0x00c4  throws away what a dangerous or doubtful call gave: it was made for what it does; never runs: find_class refuses what is imported at 0x1c (result-dropped)
examples/seed-boom.pkl: dangerous
  ✖ 0x001c  import posix.system
      runs a shell command (denied-import)
      at 0x1c of the file: 79 73 74 65 6d 94 [93] 94 8c 0b 65 63 68
  ✖ 0x002e  call posix.system('echo "boom"')
      runs a shell command (denied-call)
      at 0x2e of the file: 6f 6d 22 94 85 94 [52] 94 2e
  to look at it: brine examples/seed-boom.pkl --goto 0x2e

2 files: 1 dangerous, 1 benign
[1]

$ brine scan --restrict '' examples/plain.pkl
--restrict: "" is no name: MODULE:NAME, or a dotted one
[2]

$ brine scan --restrict list --json examples/seed-boom.pkl
{"file": "examples/seed-boom.pkl", "sha256": "6448139e612accc7c47deb7cdd800c729e36e6cd7aac7668e6adcd9fa7444bf3", "format": "raw", "verdict": "benign", "findings": [{"entry": null, "stream": 0, "pos": 28, "file_offset": 28, "severity": "info", "rule": "find-class-refuses", "callee": "posix.system", "args": null, "message": "find_class refuses this; calls and changes that had run: 0, that never run: 1"}, {"entry": null, "stream": 0, "pos": 28, "file_offset": 28, "severity": "info", "rule": "denied-import", "callee": "posix.system", "args": null, "message": "runs a shell command; never runs: find_class refuses what is imported at 0x1c"}, {"entry": null, "stream": 0, "pos": 46, "file_offset": 46, "severity": "info", "rule": "denied-call", "callee": "posix.system", "args": "('echo \"boom\"',)", "message": "runs a shell command; never runs: find_class refuses what is imported at 0x1c"}], "errors": [], "streams": 1, "bytes": 49}

; What a pickle keeps as a value is loaded by somebody else.
$ brine scan --restrict list examples/in-a-value.pkl | head -3
examples/in-a-value.pkl: dangerous
  ✖ @0xb8 0x0002  import posix.system
      runs a shell command (denied-import)

; Names may be words of their own where -- parts them from the files.
$ brine calls --restrict builtins.list builtins.dict posix.system -- examples/seed-boom.pkl | tail -1
  restricted to 3 names: refuses nothing of this; calls and changes that run: 1

$ brine calls --restrict list examples/seed-boom.pkl -- examples/plain.pkl
brine calls: --restrict: is "examples/seed-boom.pkl" a name or a file? Names are parted by commas, or all stand before -- and all files behind it (see brine calls --help)
[2]

$ brine calls --restrict list builtins.dict examples/plain.pkl | tail -1
"builtins.dict" is read as a FILE, and there is none: names of --restrict are parted by commas, or stand before -- and the files behind it
builtins.dict: no such file
  restricted to 1 name: refuses nothing of this; calls and changes that run: 0

; A list that is none is told in one line, whatever it is.
$ mkdir folder; brine calls --restrict-file folder examples/plain.pkl
folder: Is a directory
[2]

$ printf 'list\n\000\000' >zeros; brine calls --restrict-file zeros examples/plain.pkl
zeros:2: control character 0x00: this is no list of names
[2]

$ brine calls --restrict-file /dev/zero examples/plain.pkl
/dev/zero: more than 16777216 bytes of names
[2]

$ brine calls --restrict-file '' examples/plain.pkl
--restrict-file: "": No such file or directory
[2]

; A pipe is read to its end.
$ mkfifo pipe; echo builtins.list >pipe & brine calls --restrict-file pipe examples/plain.pkl | tail -1
  restricted to 1 name: refuses nothing of this; calls and changes that run: 0
