; brine decompile: the pickle as Python source.
$ brine decompile examples/seed-boom.pkl
# What loading the pickle does, as Python source: to call stream_0() is to run it.
# Whoever made the pickle made this code. Read it before anything of it is run.


# examples/seed-boom.pkl: protocol 4, 15 opcodes, 0x0 to 0x31
def stream_0():
    from posix import system  # 0x1c STACK_GLOBAL
    obj_0x2e = system('echo "boom"')  # 0x2e REDUCE
    return obj_0x2e  # 0x30 STOP

; Plain data is one expression.
$ brine decompile examples/plain.pkl
# What loading the pickle does, as Python source: to call stream_0() is to run it.
# Whoever made the pickle made this code. Read it before anything of it is run.


# examples/plain.pkl: protocol 4, 82 opcodes, 0x0 to 0x112
def stream_0():
    list_0xa6 = ['red', 'green', 'blå']
    return {'name': 'brine', 'sizes': [0, 1, 255, 256, 65536, -1, 1099511627776, -1180591620717411303424],
        'weights': (0.5, -1e+100, 3.141592653589793), 'flags': {'open': True, 'closed': False,
        'unknown': None}, 'tags': list_0xa6, 'same tags': list_0xa6, 'deep': [[[['here']]]],
        'text': "tab\tquote'snowman☃ escape\x1b[0m"}  # 0x111 STOP

$ brine decompile examples/python2-names.pkl
# What loading the pickle does, as Python source: to call stream_0() is to run it.
# Whoever made the pickle made this code. Read it before anything of it is run.


# examples/python2-names.pkl: protocol 2, 24 opcodes, 0x0 to 0x79
def stream_0():
    from builtins import range  # 0x4 GLOBAL, in Python 2 __builtin__.xrange
    obj_0x1c = range(3)  # 0x1c REDUCE
    from collections import UserDict  # 0x1d GLOBAL, in Python 2 UserDict.UserDict
    obj_0x32 = UserDict()  # 0x32 REDUCE
    from builtins import eval  # 0x33 GLOBAL, in Python 2 __builtin__.eval
    obj_0x4f = eval('1+1')  # 0x4f REDUCE
    from subprocess import getoutput  # 0x50 GLOBAL, in Python 2 commands.getoutput
    obj_0x76 = getoutput('echo "boom"')  # 0x76 REDUCE
    return [obj_0x1c, obj_0x32, obj_0x4f, obj_0x76]  # 0x78 STOP

; INST, which may make an object without a call.
$ brine decompile examples/inst-p0.pkl
# What loading the pickle does, as Python source: to call stream_0() is to run it.
# Whoever made the pickle made this code. Read it before anything of it is run.


# examples/inst-p0.pkl: protocol 0, 4 opcodes, 0x0 to 0x1f
def stream_0():
    from posix import system  # 0x10 INST
    system_0x10 = system('echo "boom"')  # 0x10 INST
    return system_0x10  # 0x1e STOP

$ brine decompile examples/memo-getattr.pkl
# What loading the pickle does, as Python source: to call stream_0() is to run it.
# Whoever made the pickle made this code. Read it before anything of it is run.


# examples/memo-getattr.pkl: protocol 4, 56 opcodes, 0x0 to 0xc6
def stream_0():
    from collections import OrderedDict  # 0x1c STACK_GLOBAL
    obj_0x1f = OrderedDict()  # 0x1f REDUCE
    from operator import concat  # 0x47 STACK_GLOBAL
    obj_0x52 = concat('po', 'six')  # 0x52 REDUCE
    from importlib import import_module  # 0x7b STACK_GLOBAL
    obj_0x80 = import_module(obj_0x52)  # 0x80 REDUCE
    from builtins import getattr  # 0x97 STACK_GLOBAL
    obj_0x9e = getattr(obj_0x80, 'system')  # 0x9e REDUCE
    from json import dumps  # 0xaf STACK_GLOBAL
    obj_0xc3 = obj_0x9e('echo "boom"')  # 0xc3 REDUCE
    return obj_0x1f  # 0xc5 STOP

; Several pickles in a row: a function for each. One that is chosen keeps its number.
$ brine decompile examples/two-streams.pkl
# What loading the pickle does, as Python source: to call stream_0() is to run it.
# Whoever made the pickle made this code. Read it before anything of it is run.


# examples/two-streams.pkl: protocol 4, 13 opcodes, 0x0 to 0x2a
def stream_0():
    return {'epoch': 3, 'loss': 0.25}  # 0x29 STOP


# examples/two-streams.pkl: stream 1 at 0x2a: protocol 4, 15 opcodes, 0x2a to 0x5b
def stream_1():
    from posix import system  # 0x1c STACK_GLOBAL
    obj_0x2e = system('echo "boom"')  # 0x2e REDUCE
    return obj_0x2e  # 0x30 STOP

$ brine decompile --stream 1 examples/two-streams.pkl
# What loading the pickle does, as Python source: to call stream_0() is to run it.
# Whoever made the pickle made this code. Read it before anything of it is run.


# examples/two-streams.pkl: stream 1 at 0x2a: protocol 4, 15 opcodes, 0x2a to 0x5b
def stream_1():
    from posix import system  # 0x1c STACK_GLOBAL
    obj_0x2e = system('echo "boom"')  # 0x2e REDUCE
    return obj_0x2e  # 0x30 STOP

; A member of a container; persistent ids are the application's.
$ brine decompile examples/state_dict.pt
# What loading the pickle does, as Python source: to call stream_0() is to run it.
# Whoever made the pickle made this code. Read it before anything of it is run.


# examples/state_dict.pt!archive/data.pkl: protocol 2, 178 opcodes, 0x0 to 0x1d9
def stream_0():
    from collections import OrderedDict  # 0x2 GLOBAL
    obj_0x1e = OrderedDict()  # 0x1e REDUCE
    _rebuild_tensor_v2 = find_class('torch._utils', '_rebuild_tensor_v2', 2)  # 0x31 GLOBAL
    FloatStorage = find_class('torch', 'FloatStorage', 2)  # 0x64 GLOBAL
    persistent_0x91 = persistent_load(('storage', FloatStorage, '0', 'cpu', 12))  # 0x91 BINPERSID
    obj_0xa6 = OrderedDict()  # 0xa6 REDUCE
    obj_0xac = _rebuild_tensor_v2(persistent_0x91, 0, (3, 4), (4, 1), False, obj_0xa6)  # 0xac REDUCE
    persistent_0xd3 = persistent_load(('storage', FloatStorage, '1', 'cpu', 3))  # 0xd3 BINPERSID
    obj_0xe4 = OrderedDict()  # 0xe4 REDUCE
    obj_0xea = _rebuild_tensor_v2(persistent_0xd3, 0, (3,), (1,), False, obj_0xe4)  # 0xea REDUCE
    persistent_0x113 = persistent_load(('storage', FloatStorage, '2', 'cpu', 3))  # 0x113 BINPERSID
    obj_0x128 = OrderedDict()  # 0x128 REDUCE
    obj_0x12e = _rebuild_tensor_v2(persistent_0x113, 0, (1, 3), (3, 1), False, obj_0x128)  # 0x12e REDUCE
    persistent_0x155 = persistent_load(('storage', FloatStorage, '3', 'cpu', 1))  # 0x155 BINPERSID
    obj_0x166 = OrderedDict()  # 0x166 REDUCE
    obj_0x16c = _rebuild_tensor_v2(persistent_0x155, 0, (1,), (1,), False, obj_0x166)  # 0x16c REDUCE
    obj_0x1e['0.weight'] = obj_0xac  # 0x16f SETITEMS
    obj_0x1e['0.bias'] = obj_0xea  # 0x16f SETITEMS
    obj_0x1e['2.weight'] = obj_0x12e  # 0x16f SETITEMS
    obj_0x1e['2.bias'] = obj_0x16c  # 0x16f SETITEMS
    obj_0x186 = OrderedDict()  # 0x186 REDUCE
    obj_0x186[''] = {'version': 1}  # 0x1d5 SETITEMS
    obj_0x186['0'] = {'version': 1}  # 0x1d5 SETITEMS
    obj_0x186['1'] = {'version': 1}  # 0x1d5 SETITEMS
    obj_0x186['2'] = {'version': 1}  # 0x1d5 SETITEMS
    build(obj_0x1e, {'_metadata': obj_0x186})  # 0x1d7 BUILD
    return obj_0x1e  # 0x1d8 STOP


def find_class(module, name, proto):
    """Imports a module and finds a name in it, as the unpickler does."""
    import _compat_pickle
    import sys
    if proto < 3:
        if (module, name) in _compat_pickle.NAME_MAPPING:
            module, name = _compat_pickle.NAME_MAPPING[module, name]
        elif module in _compat_pickle.IMPORT_MAPPING:
            module = _compat_pickle.IMPORT_MAPPING[module]
    __import__(module)
    found = sys.modules[module]
    for part in name.split(".") if proto >= 4 else [name]:
        found = getattr(found, part)
    return found


def build(obj, state):
    """Gives an object its state, as BUILD does."""
    import pickle
    import sys
    setstate = getattr(obj, "__setstate__", build)
    if setstate is not build:
        setstate(state)
        return
    slots = {}
    if isinstance(state, tuple) and len(state) == 2:
        state, slots = state
    if state is not None:
        if not isinstance(state, dict):
            raise pickle.UnpicklingError("state is not a dictionary")
        attributes = obj.__dict__
        for key, value in state.items():
            attributes[sys.intern(key) if type(key) is str else key] = value
    if not isinstance(slots, dict):
        raise pickle.UnpicklingError("slot state is not a dictionary")
    for key, value in slots.items():
        setattr(obj, key, value)


def persistent_load(pid):
    """The application's own: put one that finds its objects in this place."""
    import pickle
    raise pickle.UnpicklingError(f"no persistent_load for {pid!r}")

; What breaks is written up to there, and then raises.
$ brine decompile examples/broken-after-payload.pkl
# What loading the pickle does, as Python source: to call stream_0() is to run it.
# Whoever made the pickle made this code. Read it before anything of it is run.


# examples/broken-after-payload.pkl: protocol 2, 7 opcodes, 0x0 to 0x24
def stream_0():
    from posix import system  # 0x2 GLOBAL
    obj_0x21 = system('echo "boom"')  # 0x21 REDUCE
    none_0x23 = None
    import pickle
    raise pickle.UnpicklingError('0x24: 0xff is no opcode')
examples/broken-after-payload.pkl: 0x24: 0xff is no opcode
[2]

$ brine decompile --json examples/seed-boom.pkl
{"file": "examples/seed-boom.pkl", "entry": null, "stream": 0, "offset": 0, "end": 49, "dialect": "c", "status": "ok", "error": null, "function": "stream_0", "source": "# What loading the pickle does, as Python source: to call stream_0() is to run it.\n# Whoever made the pickle made this code. Read it before anything of it is run.\n\n\ndef stream_0():\n    from posix import system  # 0x1c STACK_GLOBAL\n    obj_0x2e = system('echo \"boom\"')  # 0x2e REDUCE\n    return obj_0x2e  # 0x30 STOP\n"}

$ brine decompile --json examples/broken-after-payload.pkl
{"file": "examples/broken-after-payload.pkl", "entry": null, "stream": 0, "offset": 0, "end": 36, "dialect": "c", "status": "error", "error": {"pos": 36, "opcode": null, "kind": "bad-opcode", "message": "0xff is no opcode"}, "function": "stream_0", "source": "# What loading the pickle does, as Python source: to call stream_0() is to run it.\n# Whoever made the pickle made this code. Read it before anything of it is run.\n\n\ndef stream_0():\n    from posix import system  # 0x2 GLOBAL\n    obj_0x21 = system('echo \"boom\"')  # 0x21 REDUCE\n    none_0x23 = None\n    import pickle\n    raise pickle.UnpicklingError('0x24: 0xff is no opcode')\n"}
examples/broken-after-payload.pkl: 0x24: 0xff is no opcode
[2]

; A reader that only decodes has no values; what is no pickle has no source.
$ brine decompile --dialect pickletools examples/plain.pkl
brine decompile: the reader pickletools only decodes
[2]

$ brine decompile examples/make-examples
examples/make-examples: not a pickle: 0x0: 0x23 is no opcode
[2]

$ brine decompile --json examples/make-examples
{"file": "examples/make-examples", "entry": null, "stream": 0, "offset": 0, "end": 0, "dialect": "c", "status": "error", "error": {"pos": 0, "opcode": null, "kind": "bad-opcode", "message": "0x23 is no opcode"}, "function": "stream_0", "source": "# What loading the pickle does, as Python source: to call stream_0() is to run it.\n# Whoever made the pickle made this code. Read it before anything of it is run.\n\n\ndef stream_0():\n    import pickle\n    raise pickle.UnpicklingError('0x0: 0x23 is no opcode')\n"}
examples/make-examples: not a pickle: 0x0: 0x23 is no opcode
[2]

; In the debugger: the statement of the opcode at the cursor is marked.
$ brine debug --batch -e 'goto 0x1f' -e 'info python' -e 'goto end' -e 'info python 3' examples/memo-getattr.pkl
0x001f #6 REDUCE   would CALL collections.OrderedDict()
  def stream_0():
      from collections import OrderedDict  # 0x1c STACK_GLOBAL
▶     obj_0x1f = OrderedDict()  # 0x1f REDUCE
 ◆    from operator import concat  # 0x47 STACK_GLOBAL
 ◆    obj_0x52 = concat('po', 'six')  # 0x52 REDUCE
 ✖    from importlib import import_module  # 0x7b STACK_GLOBAL
 ✖    obj_0x80 = import_module(obj_0x52)  # 0x80 REDUCE
 ◆    from builtins import getattr  # 0x97 STACK_GLOBAL
 ✖    obj_0x9e = getattr(obj_0x80, 'system')  # 0x9e REDUCE
      from json import dumps  # 0xaf STACK_GLOBAL
 ✖    obj_0xc3 = obj_0x9e('echo "boom"')  # 0xc3 REDUCE
      return obj_0x1f  # 0xc5 STOP
0x00c5 #55 STOP   the end: loading returns collections.OrderedDict()
      from json import dumps  # 0xaf STACK_GLOBAL
 ✖    obj_0xc3 = obj_0x9e('echo "boom"')  # 0xc3 REDUCE
▶     return obj_0x1f  # 0xc5 STOP
… lines 10 to 12 of 12 (info python 12 shows all)

$ brine debug --batch -e 'goto end' -e 'info python' examples/broken-after-payload.pkl
0x0024 #7   the run BREAKS here: bad-opcode: 0xff is no opcode
  def stream_0():
 ✖    from posix import system  # 0x2 GLOBAL
 ✖    obj_0x21 = system('echo "boom"')  # 0x21 REDUCE
      none_0x23 = None
▶     import pickle
      raise pickle.UnpicklingError('0x24: 0xff is no opcode')
examples/broken-after-payload.pkl: 0x24: 0xff is no opcode
[2]

$ brine debug --batch --dialect pickletools -e 'info python' examples/plain.pkl
brine: -e:1: this reader only decodes: there is nothing to write
[2]

$ brine debug --batch -e 'info python some' examples/plain.pkl
brine: -e:1: "some": expected at most how many lines to show
[2]

; Into a file, which must be new.
$ brine decompile --output boom.py examples/seed-boom.pkl && head -3 boom.py
# What loading the pickle does, as Python source: to call stream_0() is to run it.
# Whoever made the pickle made this code. Read it before anything of it is run.

$ brine decompile --output boom.py examples/seed-boom.pkl
boom.py: there is such a file already (see --force)
[2]

$ cp examples/seed-boom.pkl mine.pkl; brine decompile --force --output mine.pkl mine.pkl
mine.pkl: it is a file that is read here; it is not written over
[2]
