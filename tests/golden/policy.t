; What the policy says of a name, and rules of one's own.
$ brine policy show os.system __builtin__.eval random:_os.system nosuch.thing | sed 's/policy:[0-9]*/policy:N/; s/_line": [0-9][0-9]*/_line": N/g'
os.system
  imported  deny
  called    deny
  why       runs a shell command
  category  process: runs a program or another process
  rule      os:system  (default.policy:N)
  found     by its name

__builtin__.eval
  imported  deny
  called    deny
  why       evaluates text as Python code
  category  code: evaluates code
  rule      builtins:eval  (default.policy:N)
  found     by its name
In a pickle of protocol 0 to 2 Python 3 takes for it builtins.eval
  imported  deny
  called    deny
  why       evaluates text as Python code
  category  code: evaluates code
  rule      builtins:eval  (default.policy:N)
  found     by its name

random._os.system
  imported  deny
  called    deny
  why       runs a shell command
  category  process: runs a program or another process
  rule      os:system  (default.policy:N)
  found     by a part of its name that is a module

nosuch.thing
  imported  unknown
  called    unknown
  found     no rule knows it, which makes it suspicious

$ brine policy show torch.nn.modules.linear.Linear xgboost.core.Booster os | sed 's/policy:[0-9]*/policy:N/; s/_line": [0-9][0-9]*/_line": N/g'
torch.nn.modules.linear.Linear
  imported  allow
  called    allow
  why       a layer of a model
  category  model: part of a model, rebuilt from stored parameters
  rule      torch.nn.modules.**:[A-Z]*  (default.policy:N)
  found     by its name

xgboost.core.Booster
  imported  allow
  called    warn
  why       a model, read from a file if it is called with one
  category  model: part of a model, rebuilt from stored parameters
  rule      xgboost.core:Booster  (default.policy:N)
  found     by its name

os
  imported  deny
  called    deny
  why       the interface to the operating system
  category  system: looks at or changes the interpreter, the process or the machine
  rule      os.**:**  (default.policy:N)
  found     by its name

$ echo datetime.date | brine policy show --json - | sed 's/policy:[0-9]*/policy:N/; s/_line": [0-9][0-9]*/_line": N/g'
{"module": "datetime", "name": "date", "imported": "allow", "called": "allow", "category": "data", "category_text": "plain data and containers, rebuilt", "why": "a date or a time", "rule": "datetime:date", "rule_file": "default.policy", "rule_line": N, "found": "name", "mapped": null}

$ brine policy show --json nosuch.thing __builtin__.eval | sed 's/policy:[0-9]*/policy:N/; s/_line": [0-9][0-9]*/_line": N/g'
{"module": "nosuch", "name": "thing", "imported": "unknown", "called": "unknown", "category": null, "category_text": null, "why": null, "rule": null, "rule_file": null, "rule_line": null, "found": "none", "mapped": null}
{"module": "__builtin__", "name": "eval", "imported": "deny", "called": "deny", "category": "code", "category_text": "evaluates code", "why": "evaluates text as Python code", "rule": "builtins:eval", "rule_file": "default.policy", "rule_line": N, "found": "name", "mapped": {"module": "builtins", "name": "eval", "imported": "deny", "called": "deny", "category": "code", "category_text": "evaluates code", "why": "evaluates text as Python code", "rule": "builtins:eval", "rule_file": "default.policy", "rule_line": N, "found": "name"}}

$ brine policy list pty.** 'zip*[!p].**:**' | sed 's/[.]policy:[0-9]*/.policy:N/'
deny process pty.**:**  (default.policy:N)  runs a program on a terminal of its own
deny import zipimport.**:**  (default.policy:N)  imports from an archive
deny file zipfile.**:**  (default.policy:N)  opens archives, and writes what they hold
deny file zipfile._path:Path  (default.policy:N)  opens an archive
deny file zipfile._path:CompleteDirs  (default.policy:N)  opens an archive
deny file zipfile._path:FastLookup  (default.policy:N)  opens an archive
warn library zipfile._path.**:**  (default.policy:N)  a module of which stored data needs nothing

$ brine policy
brine policy: show, check or list? (see brine policy --help)
[2]

$ brine policy tell os.system
brine policy: "tell" is none of show, check, list
[2]

$ brine policy show
brine policy: no NAME given (see brine policy --help)
[2]

; Where the module of a dotted name ends it does not tell: as far right as a rule knows it.
$ brine policy show --json builtins.str.format os.path.join nosuch.a.b os: .x | cut -d, -f1-4
{"module": "builtins", "name": "str.format", "imported": "warn", "called": "warn"
{"module": "os.path", "name": "join", "imported": "allow", "called": "allow"
{"module": "nosuch.a", "name": "b", "imported": "unknown", "called": "unknown"
{"module": "os", "name": "", "imported": "deny", "called": "deny"
{"module": "", "name": "x", "imported": "unknown", "called": "unknown"

; --allow and --deny hold over all files; what is denied with * is denied even where a rule says more.
$ brine policy show --allow nosuch.thing --deny 'torch.nn.**' nosuch.thing torch.nn.modules.linear.Linear
nosuch.thing
  imported  allow
  called    allow
  why       said with --allow
  category  user: said by the user
  rule      nosuch:thing  (--allow)
  found     by its name

torch.nn.modules.linear.Linear
  imported  deny
  called    deny
  why       said with --deny
  category  user: said by the user
  rule      torch.nn.**:**  (--deny)
  found     by its name

$ brine scan --allow 'posix:system' examples/seed-boom.pkl
examples/seed-boom.pkl: benign

$ brine scan --deny 'collections.**' --fail-on dangerous examples/state_dict.pt
examples/state_dict.pt: dangerous
  ✖ archive/data.pkl 0x0002  import collections.OrderedDict
      said with --deny (denied-import)
      at 0x42 of the file: 80 02 [63 63 6f 6c 6c 65 63 74 ...] 71 00 29 52 71 01
  ✖ archive/data.pkl 0x001e  call collections.OrderedDict()
      said with --deny (denied-call)
      at 0x5e of the file: 63 74 0a 71 00 29 [52] 71 01 28 58 08 00
      and 5 times more, the last at 0x0186
  to look at it: brine examples/state_dict.pt --entry archive/data.pkl --goto 0x186
[1]

$ brine calls --allow 'two words' examples/plain.pkl
--allow: `two words` is no pattern
[2]

; A file adds to what is known; it makes an answer milder only by override.
$ printf 'deny file ourlib.io.** "reads files"\noverride allow data os:getcwd "harmless here"\n' >ours.policy
> brine policy check ours.policy
> brine policy show --policy ours.policy ourlib.io.load os.getcwd
ours.policy: 2 rules, no mistakes
ourlib.io.load
  imported  deny
  called    deny
  why       reads files
  category  file: reads or writes files
  rule      ourlib.io.**:**  (ours.policy:1)
  found     by its name

os.getcwd
  imported  allow
  called    allow
  why       harmless here
  category  data: plain data and containers, rebuilt
  rule      os:getcwd  (ours.policy:2)
  found     by its name

$ printf 'allow data os:system "no"\nfoo\nallow nosuch a:b "c"\ndeny file a:b "c"\ndeny code a:b "d"\n' >bad.policy
> brine policy check ours.policy bad.policy missing.policy 2>&1 | sed 's/default.policy:[0-9]*/default.policy:N/'
ours.policy: 2 rules, no mistakes
bad.policy:2: expected category, alias, common, override, allow, follow, unknown, warn or deny, not `foo`
bad.policy:3: category `nosuch` is not declared; a rule is VERDICT CATEGORY PATTERN... "why"
bad.policy:5: `a:b` is already ruled at line 4
bad.policy:1: `os:system` has no effect: default.policy:N says deny; to change that, say `override`
missing.policy: No such file or directory

$ brine policy check --json ours.policy bad.policy missing.policy 2>&1 | sed 's/default.policy:[0-9]*/default.policy:N/'
{"file": "ours.policy", "error": null, "mistakes": []}
{"file": "bad.policy", "error": null, "mistakes": [{"line": 2, "message": "expected category, alias, common, override, allow, follow, unknown, warn or deny, not `foo`"}, {"line": 3, "message": "category `nosuch` is not declared; a rule is VERDICT CATEGORY PATTERN... \"why\""}, {"line": 5, "message": "`a:b` is already ruled at line 4"}, {"line": 1, "message": "`os:system` has no effect: default.policy:N says deny; to change that, say `override`"}]}
missing.policy: No such file or directory
{"file": "missing.policy", "error": "missing.policy: No such file or directory", "mistakes": []}

$ brine scan --policy bad.policy examples/plain.pkl
bad.policy:2: expected category, alias, common, override, allow, follow, unknown, warn or deny, not `foo`
[2]

; The user's folder is read in the order of names; what is no rule file there is told.
$ mkdir -p "$HOME/.config/brine/policy.d" conf/brine/policy.d
> echo 'override allow data nosuch:thing "second"' >"$HOME/.config/brine/policy.d/b.policy"
> echo 'deny data nosuch:thing "first"' >"$HOME/.config/brine/policy.d/a.policy"
> echo 'foo' >"$HOME/.config/brine/policy.d/notes.txt"
> brine policy show nosuch.thing | sed "s,$HOME,HOME,"
nosuch.thing
  imported  allow
  called    allow
  why       second
  category  data: plain data and containers, rebuilt
  rule      nosuch:thing  (HOME/.config/brine/policy.d/b.policy:1)
  found     by its name

$ XDG_CONFIG_HOME="$PWD/conf" brine policy show nosuch.thing
nosuch.thing
  imported  unknown
  called    unknown
  found     no rule knows it, which makes it suspicious

$ XDG_CONFIG_HOME="$PWD/conf"; export XDG_CONFIG_HOME
> mkfifo conf/brine/policy.d/c.policy
> brine scan examples/plain.pkl 2>&1 | sed "s,$PWD/,,"
> brine debug --batch -e q examples/plain.pkl 2>&1 | sed "s,$PWD/,,"
> rm conf/brine/policy.d/c.policy
> ln -s nowhere conf/brine/policy.d/c.policy
> brine calls examples/plain.pkl 2>&1 | sed "s,$PWD/,,"
conf/brine/policy.d/c.policy: not a regular file
conf/brine/policy.d/c.policy: not a regular file
conf/brine/policy.d/c.policy: No such file or directory

$ brine debug --batch --allow posix:system -e 'print danger' -e 'info findings' examples/seed-boom.pkl
'none'
Nothing is known against it.

; What reads or writes a file does so whatever class it is taken from.
$ printf 'torch:FloatStorage.from_file\nnumpy:matrix.tofile\npandas:DataFrame.eval\ngensim.models.word2vec:Word2Vec.load\n' | brine policy show - | grep '^  called'
  called    deny
  called    deny
  called    deny
  called    deny

$ brine policy show ultralytics.nn.modules.block:TorchVision | grep '^  called'
  called    warn

; What opens a file, or imports, behind the method of a harmless class or a module of helpers.
$ printf 'optparse:Values.read_module\noptparse:Values.read_file\nplistlib:writePlist\nzipfile._path:Path\n' | brine policy show - | grep '^  called'
  called    deny
  called    deny
  called    deny
  called    deny

; A file that is no policy is told in one line.
$ brine policy --policy /dev/zero show os
/dev/zero: more than 16777216 bytes of policy
[2]

$ mkdir folder; brine policy --policy folder show os
folder: Is a directory
[2]

$ brine policy check /dev/zero
/dev/zero: more than 16777216 bytes of policy
[2]

$ brine policy show ''
brine policy: an empty NAME (see brine policy --help)
[2]

$ brine policy show os '' --json
brine policy: an empty NAME (see brine policy --help)
[2]

; Records of modules that are denied as a whole, and methods of plain data, are data; what reads beside them is not.
$ printf 'inspect:FullArgSpec\ntracemalloc:Snapshot\nbuiltins:str.upper\nurllib.request:HTTPHandler\ntracemalloc:Snapshot.load\nurllib.request:HTTPHandler.http_open\nbuiltins:str.__class__\n' | brine policy show - | grep '^  called'
  called    allow
  called    allow
  called    allow
  called    warn
  called    deny
  called    deny
  called    deny

; What is to be followed is judged by what it comes to: a method of plain data, and the shell.
$ brine policy show builtins.getattr | sed 's/policy:[0-9]*/policy:N/'
builtins.getattr
  imported  follow
  called    follow
  why       fetches an attribute by name: which one decides
  category  gadget: fetches attributes or calls what it is given
  rule      builtins:getattr  (default.policy:N)
  found     by its name
$ printf '\200\003cbuiltins\ngetattr\nq\000]X\006\000\000\000append\206R.' | brine scan -
-: benign
$ printf '\200\003cbuiltins\ngetattr\nq\000cjson\nloads\nX\013\000\000\000__globals__\206R.' | brine scan -
-: dangerous
  ✖ 0x0033  call builtins.getattr(json.loads, '__globals__')  = json.__dict__
      reaches the names a function or module works with, and from there everything (denied-import)
      at 0x33 of the file: 61 6c 73 5f 5f 86 [52] 2e
  ◆ 0x0002  import builtins.getattr
      fetches an attribute by name: which one decides (doubtful-import)
      at 0x2 of the file: 80 03 [63 62 75 69 6c 74 69 6e ...] 71 00 63 6a 73 6f
  ◆ 0x0033  call builtins.getattr(json.loads, '__globals__')
      fetches an attribute by name: which one decides (doubtful-call)
      at 0x33 of the file: 61 6c 73 5f 5f 86 [52] 2e
[1]
$ printf '\200\003cbuiltins\ngetattr\nq\000h\000\206.' | brine scan -
-: suspicious
  ◆ 0x0002  import builtins.getattr
      fetches an attribute by name: which one decides (doubtful-import)
      at 0x2 of the file: 80 03 [63 62 75 69 6c 74 69 6e ...] 71 00 68 00 86 2e
[1]

; A class as torch's older files name it, and a function in its place.
$ printf '\200\002(X\006\000\000\000modulectorch.nn\nReLU\nNNtQ)\201.' | brine scan -
-: benign
$ printf '\200\002(X\006\000\000\000modulecos\nsystem\nNNtQX\002\000\000\000id\205R.' | brine scan -
-: dangerous
  ✖ 0x000e  import os.system
      runs a shell command (denied-import)
      at 0xe of the file: 6d 6f 64 75 6c 65 [63 6f 73 0a 73 79 73 74 ...] 4e 4e 74 51 58 02
  ✖ 0x0025  call persistent_load(('module', os.system, None, None))('id')  = os.system
      runs a shell command (denied-call)
      reached through os.system (0x1c)
      at 0x25 of the file: 00 00 00 69 64 85 [52] 2e
[1]

; One word is a module, or else a builtin that a rule names.
$ brine policy show eval; brine policy show file | head -3; brine policy show zzz
builtins.eval
  imported  deny
  called    deny
  why       evaluates text as Python code
  category  code: evaluates code
  rule      builtins:eval  (default.policy:230)
  found     by its name
builtins.file
  imported  deny
  called    deny
zzz
  imported  unknown
  called    unknown
  found     no rule knows it, which makes it suspicious

; A rule is found by its dotted name too.
$ brine policy list os.system 'nothere*' | sed 's/y:[0-9]*/y:N/'; brine policy list 'nothere*'
deny process os:system  (default.policy:N)  runs a shell command
no rule has such a pattern, verdict or category: policy show NAME says what is known of a name

; A method of a class that is allowed may be fetched; what a call of it does is not known. A class within it is not.
$ brine policy show ultralytics.nn.modules.block:C2f.forward ultralytics.nn.modules.block:C2f.Inner
ultralytics.nn.modules.block.C2f.forward
  imported  allow
  called    unknown
  why       a layer of a model
  category  model: part of a model, rebuilt from stored parameters
  rule      ultralytics.nn.modules.**:[A-Z]*  (default.policy:1945)
  found     an attribute, of which nothing is known, of what is allowed

ultralytics.nn.modules.block.C2f.Inner
  imported  unknown
  called    unknown
  why       a layer of a model
  category  model: part of a model, rebuilt from stored parameters
  rule      ultralytics.nn.modules.**:[A-Z]*  (default.policy:1945)
  found     an attribute, of which nothing is known, of what is allowed
