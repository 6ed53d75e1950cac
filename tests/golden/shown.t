; Computed names: a lone surrogate and a NUL stand as escapes, all of the name is there, and JSON says so.
$ printf '\200\002cbuiltins\ngetattr\n(cimportlib\nimport_module\n(X\002\000\000\000ostRcoperator\nadd\n(X\003\000\000\000sysX\006\000\000\000\355\240\200temtRtR(X\002\000\000\000idtR.' > half.pkl; brine calls half.pkl | tail -2; brine scan --json half.pkl | grep -o '"callee": "os[^]]*\]'; brine scan --json half.pkl | grep -c '"escaped": true'
  0x0067 ✖ call    builtins.getattr(importlib.import_module('os'), operator.add('sys', '\ud800tem'))('id')  = os.sys\ud800tem
  returns builtins.getattr(importlib.import_module('os'), operator.add('sys', '\ud800tem'))('id')
"callee": "os.sys\\ud800tem", "args": null, "message": "the interface to the operating system", "escaped": true}, {"entry": null, "stream": 0, "pos": 103, "file_offset": 103, "severity": "dangerous", "rule": "denied-call", "callee": "os.sys\\ud800tem", "args": "('id',)", "message": "the interface to the operating system", "chain": [{"pos": 55, "gives": "os"}, {"pos": 91, "gives": "'sys\\ud800tem'", "escaped": true}, {"pos": 93, "gives": "os.sys\\ud800tem", "escaped": true}]
1

$ printf '\200\002cbuiltins\ngetattr\n(cimportlib\nimport_module\n(X\002\000\000\000ostRcoperator\nadd\n(X\003\000\000\000sysX\004\000\000\000\000temtRtR(X\002\000\000\000idtR.' > nul.pkl; brine calls nul.pkl | tail -2; brine calls --json nul.pkl | grep -o '"resolved.*"escaped": true}'
  0x0065 ✖ call    builtins.getattr(importlib.import_module('os'), operator.add('sys', '\x00tem'))('id')  = os.sys\x00tem
  returns builtins.getattr(importlib.import_module('os'), operator.add('sys', '\x00tem'))('id')
"resolved": {"module": "os", "name": "sys\\x00tem", "escaped": true}, "chain": [{"pos": 55, "gives": "os"}, {"pos": 89, "gives": "'sys\\x00tem'"}, {"pos": 91, "gives": "os.sys\\x00tem", "escaped": true}

; Literals in a chain are written as repr() writes them.
$ printf '\200\002cbuiltins\ngetattr\n(cimportlib\nimport_module\n(X\002\000\000\000ostRcoperator\nadd\n(X\003\000\000\000sysX\007\000\000\000\047\n\342\200\213\303\251tRtR(X\002\000\000\000idtR.' > odd.pkl; brine scan odd.pkl | grep 'reached through'
      reached through os (0x37), "sys'\n\u200bé" (0x5c), os.sys'\n\u200bé (0x5e)

; A partial is shown with its keywords, a weak reference as what it is.
$ printf '\200\004cfunctools\npartial\n(csubprocess\nPopen\nX\002\000\000\000idt(X\005\000\000\000shell\210d\222(tR.' > partial.pkl; brine scan partial.pkl | grep 'reached through'
      reached through functools.partial(subprocess.Popen, 'id', shell=True) (0x3d)

$ printf '\200\002cweakref\nref\n(cos\nsystem\ntR(tR(X\002\000\000\000idtR.' > weak.pkl; brine scan weak.pkl | grep 'reached through'
      reached through weakref.ref(os.system) (0x1c)
      reached through weakref.ref(os.system) (0x1c), os.system (0x1f)
      reached through weakref.ref(os.system) (0x1c)

; A lone surrogate in the JSON of opcodes, and of a name at the debugger's prompt.
$ printf '\200\004\214\002os\214\006\355\240\200sys\223.' > name.pkl; brine dis --json name.pkl | sed -n 3p; brine trace --json name.pkl | sed -n 3p; brine debug --batch -e 'goto #3' -e 'p event.name' name.pkl | tail -1
{"op": 2, "pos": 6, "length": 8, "bytes": "8c06eda080737973", "opcode": "SHORT_BINUNICODE", "protocol": 4, "arg": "'\\ud800sys'", "escaped": true, "marks": 0, "mark": null}
{"op": 2, "pos": 6, "opcode": "SHORT_BINUNICODE", "arg": "'\\ud800sys'", "depth": 2, "marks": 0, "popped": 0, "pushed": 1, "top": "'\\ud800sys'", "memo": {}, "event": null, "escaped": true}
'\ud800sys'
