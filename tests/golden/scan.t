; brine scan: a verdict for each file.
$ brine scan examples/seed-boom.pkl
examples/seed-boom.pkl: dangerous
  ✖ 0x001c  import posix.system
      runs a shell command (denied-import)
      at 0x1c of the file: 79 73 74 65 6d 94 [93] 94 8c 0b 65 63 68
  ✖ 0x002e  call posix.system('echo "boom"')
      runs a shell command (denied-call)
      at 0x2e of the file: 6f 6d 22 94 85 94 [52] 94 2e
  to look at it: brine examples/seed-boom.pkl --goto 0x2e
[1]

$ brine scan --json examples/seed-boom.pkl
{"file": "examples/seed-boom.pkl", "sha256": "6448139e612accc7c47deb7cdd800c729e36e6cd7aac7668e6adcd9fa7444bf3", "format": "raw", "verdict": "dangerous", "findings": [{"entry": null, "stream": 0, "pos": 28, "file_offset": 28, "severity": "dangerous", "rule": "denied-import", "callee": "posix.system", "args": null, "message": "runs a shell command"}, {"entry": null, "stream": 0, "pos": 46, "file_offset": 46, "severity": "dangerous", "rule": "denied-call", "callee": "posix.system", "args": "('echo \"boom\"',)", "message": "runs a shell command"}], "errors": [], "streams": 1, "bytes": 49}
[1]

$ brine scan examples/plain.pkl
examples/plain.pkl: benign

$ brine scan --json examples/plain.pkl
{"file": "examples/plain.pkl", "sha256": "8bb7f8aecc84678106c55b08f85478a076e1d4ea91569ac5a3d8dc70cad5d2fb", "format": "raw", "verdict": "benign", "findings": [], "errors": [], "streams": 1, "bytes": 274}

$ brine scan examples/four-builtins.pkl
examples/four-builtins.pkl: benign

$ brine scan examples/memo-getattr.pkl
examples/memo-getattr.pkl: dangerous
  ✖ 0x007b  import importlib.import_module
      imports any module (denied-import)
      at 0x7b of the file: 6d 6f 64 75 6c 65 [93] 28 68 02 74 52 71
  ✖ 0x0080  call importlib.import_module(operator.concat('po', 'six'))  = importlib.import_module('posix')
      imports any module (denied-call)
      at 0x80 of the file: 65 93 28 68 02 74 [52] 71 01 30 8c 08 62
  ✖ 0x009e  call builtins.getattr(importlib.import_module(operator.concat('po', 'six')), 'system')  = posix.system
      runs a shell command (denied-import)
      at 0x9e of the file: 28 68 01 68 03 74 [52] 71 04 30 8c 04 6a
  ✖ 0x00c3  call builtins.getattr(importlib.import_module(operator.concat('po', 'six')), 'system')('echo "boom"')  = posix.system
      runs a shell command (denied-call)
      reached through 'posix' (0x52), posix (0x80), posix.system (0x9e)
      at 0xc3 of the file: 62 6f 6f 6d 22 85 [52] 30 2e
  ◆ 0x0047  import operator.concat
      reads or writes the items of what it is given (doubtful-import)
      at 0x47 of the file: 63 6f 6e 63 61 74 [93] 8c 02 70 6f 8c 03
  ◆ 0x0052  call operator.concat('po', 'six')
      reads or writes the items of what it is given (doubtful-call)
      at 0x52 of the file: 8c 03 73 69 78 86 [52] 71 02 30 8c 06 73
  ◆ 0x0097  import builtins.getattr
      fetches an attribute by name: which one decides (doubtful-import)
      at 0x97 of the file: 65 74 61 74 74 72 [93] 28 68 01 68 03 74
  ◆ 0x009e  call builtins.getattr(importlib.import_module(operator.concat('po', 'six')), 'system')
      fetches an attribute by name: which one decides (doubtful-call)
      at 0x9e of the file: 28 68 01 68 03 74 [52] 71 04 30 8c 04 6a
  · 0x0029  leaves out numbers of the memo, which picklers count up: here 3 comes after 0, 3 gaps in all (memo-gaps)
  · 0x0053  puts another value under a number of the memo that is taken (memo-rewritten)
  · 0x00c4  throws away what a dangerous or doubtful call gave: it was made for what it does (result-dropped)
  to look at it: brine examples/memo-getattr.pkl --goto 0xc3
[1]

$ brine scan --json examples/memo-getattr.pkl
{"file": "examples/memo-getattr.pkl", "sha256": "3fc678ee8bd0e25b713daaceaa21b53a2fde2f1800172fb1d353d84e056d63e1", "format": "raw", "verdict": "dangerous", "findings": [{"entry": null, "stream": 0, "pos": 41, "file_offset": 41, "severity": "info", "rule": "memo-gaps", "callee": null, "args": null, "message": "leaves out numbers of the memo, which picklers count up: here 3 comes after 0, 3 gaps in all"}, {"entry": null, "stream": 0, "pos": 71, "file_offset": 71, "severity": "suspicious", "rule": "doubtful-import", "callee": "operator.concat", "args": null, "message": "reads or writes the items of what it is given"}, {"entry": null, "stream": 0, "pos": 82, "file_offset": 82, "severity": "suspicious", "rule": "doubtful-call", "callee": "operator.concat", "args": "('po', 'six')", "message": "reads or writes the items of what it is given"}, {"entry": null, "stream": 0, "pos": 83, "file_offset": 83, "severity": "info", "rule": "memo-rewritten", "callee": null, "args": null, "message": "puts another value under a number of the memo that is taken"}, {"entry": null, "stream": 0, "pos": 123, "file_offset": 123, "severity": "dangerous", "rule": "denied-import", "callee": "importlib.import_module", "args": null, "message": "imports any module"}, {"entry": null, "stream": 0, "pos": 128, "file_offset": 128, "severity": "dangerous", "rule": "denied-call", "callee": "importlib.import_module", "args": "(operator.concat('po', 'six'),)", "resolved_args": "('posix',)", "message": "imports any module"}, {"entry": null, "stream": 0, "pos": 151, "file_offset": 151, "severity": "suspicious", "rule": "doubtful-import", "callee": "builtins.getattr", "args": null, "message": "fetches an attribute by name: which one decides"}, {"entry": null, "stream": 0, "pos": 158, "file_offset": 158, "severity": "suspicious", "rule": "doubtful-call", "callee": "builtins.getattr", "args": "(importlib.import_module(operator.concat('po', 'six')), 'system')", "message": "fetches an attribute by name: which one decides"}, {"entry": null, "stream": 0, "pos": 158, "file_offset": 158, "severity": "dangerous", "rule": "denied-import", "callee": "posix.system", "args": null, "message": "runs a shell command"}, {"entry": null, "stream": 0, "pos": 195, "file_offset": 195, "severity": "dangerous", "rule": "denied-call", "callee": "posix.system", "args": "('echo \"boom\"',)", "message": "runs a shell command", "chain": [{"pos": 82, "gives": "'posix'"}, {"pos": 128, "gives": "posix"}, {"pos": 158, "gives": "posix.system"}]}, {"entry": null, "stream": 0, "pos": 196, "file_offset": 196, "severity": "info", "rule": "result-dropped", "callee": null, "args": null, "message": "throws away what a dangerous or doubtful call gave: it was made for what it does"}], "errors": [], "streams": 1, "bytes": 198}
[1]

; Dangerous wins over broken.
$ brine scan --json examples/broken-after-payload.pkl
{"file": "examples/broken-after-payload.pkl", "sha256": "267a3f5141208a802c73775dc01098b68b067b0a2dfba2d51c79a45f658cac94", "format": "raw", "verdict": "dangerous", "findings": [{"entry": null, "stream": 0, "pos": 2, "file_offset": 2, "severity": "dangerous", "rule": "denied-import", "callee": "posix.system", "args": null, "message": "runs a shell command"}, {"entry": null, "stream": 0, "pos": 33, "file_offset": 33, "severity": "dangerous", "rule": "denied-call", "callee": "posix.system", "args": "('echo \"boom\"',)", "message": "runs a shell command"}, {"entry": null, "stream": 0, "pos": 34, "file_offset": 34, "severity": "info", "rule": "result-dropped", "callee": null, "args": null, "message": "throws away what a dangerous or doubtful call gave: it was made for what it does"}], "errors": [{"entry": null, "stream": 0, "pos": 36, "message": "0xff is no opcode"}], "streams": 1, "bytes": 38}
[1]

; A member of a container: where its bytes stand in the file is told.
$ brine scan --json examples/boom.pt
{"file": "examples/boom.pt", "sha256": "4afb823d84fd512a2c28d23fa7aa62a191970c67b6603323098d57b112615f97", "format": "pytorch-zip", "verdict": "dangerous", "findings": [{"entry": "archive/data.pkl", "stream": 0, "pos": 197, "file_offset": 261, "severity": "dangerous", "rule": "denied-import", "callee": "posix.system", "args": null, "message": "runs a shell command"}, {"entry": "archive/data.pkl", "stream": 0, "pos": 234, "file_offset": 298, "severity": "dangerous", "rule": "denied-call", "callee": "posix.system", "args": "('echo \"boom\"',)", "message": "runs a shell command"}], "errors": [], "streams": 1, "bytes": 1244}
[1]

; Broken, and nothing known against it.
$ printf '\200\004N' >cut.pkl; brine scan cut.pkl
cut.pkl: error
  ! cut.pkl: 0x3: the data ends before STOP
[2]

$ brine scan --json cut.pkl
{"file": "cut.pkl", "sha256": "7f1588e9269271e85b024603f169850595cb12c841b11d96618b8d2f8cbc3632", "format": "raw", "verdict": "error", "findings": [], "errors": [{"entry": null, "stream": 0, "pos": 3, "message": "the data ends before STOP"}], "streams": 1, "bytes": 3}
[2]

; What is unknown is suspicious, unless only danger counts.
$ printf 'cnobody\nthing\n.' >new.pkl; brine scan new.pkl
new.pkl: suspicious
  ◆ 0x0000  import nobody.thing
      imports something that nothing is known of; importing a module runs it (unknown-import)
      at 0x0 of the file: [63 6e 6f 62 6f 64 79 0a ...] 2e
  to look at it: brine new.pkl --goto 0x0
[1]

$ brine scan --fail-on dangerous new.pkl
new.pkl: suspicious
  ◆ 0x0000  import nobody.thing
      imports something that nothing is known of; importing a module runs it (unknown-import)
      at 0x0 of the file: [63 6e 6f 62 6f 64 79 0a ...] 2e
  to look at it: brine new.pkl --goto 0x0

; Folders: hidden files too, links and what is no file are not opened. None stops the others.
$ mkdir -p d/sub; cp new.pkl d/.hidden; cp examples/inst-p0.pkl d/sub/a; printf 'K\001.' >d/b

$ ln -s ../new.pkl d/link; mkfifo d/fifo; : >d/empty; echo 'Once upon a time' >d/text

$ brine scan d 2>errors; cat errors
d/.hidden: suspicious
  ◆ 0x0000  import nobody.thing
      imports something that nothing is known of; importing a module runs it (unknown-import)
      at 0x0 of the file: [63 6e 6f 62 6f 64 79 0a ...] 2e
  to look at it: brine d/.hidden --goto 0x0
d/b: benign
d/sub/a: dangerous
  ✖ 0x0010  import posix.system
      runs a shell command (denied-import)
      at 0x10 of the file: 6f 6f 6d 22 27 0a [69 70 6f 73 69 78 0a 73 ...] 2e
  ✖ 0x0010  call posix.system('echo "boom"')
      runs a shell command (denied-call)
      at 0x10 of the file: 6f 6f 6d 22 27 0a [69 70 6f 73 69 78 0a 73 ...] 2e
  to look at it: brine d/sub/a --goto 0x10

5 files: 1 dangerous, 1 suspicious, 1 benign, 2 no pickle, 2 not opened
d/fifo: a FIFO, not opened
d/link: a link, not followed

$ brine scan missing.pkl d/b
missing.pkl: no such file
d/b: benign

2 files: 1 error, 1 benign
[2]

$ brine scan --json missing.pkl
missing.pkl: no such file
{"file": "missing.pkl", "sha256": null, "format": null, "verdict": "error", "findings": [], "errors": [{"entry": null, "stream": null, "pos": null, "message": "missing.pkl: no such file"}], "streams": 0, "bytes": 0}
[2]

$ brine scan - <d/b
-: benign

; Packed files: a check that fails, or bytes behind the end, are findings.
$ brine scan tests/data/containers/compressed/gz_bad_crc.pkl.gz tests/data/containers/compressed/gz_trailing.pkl.gz tests/data/containers/compressed/good.pkl.xz
tests/data/containers/compressed/gz_bad_crc.pkl.gz: dangerous
  ✖ 0x0002  import os.system
      runs a shell command (denied-import)
      unpacked bytes: 80 02 [63 6f 73 0a 73 79 73 74 ...] 58 0f 00 00 00 65
  ✖ 0x0022  call os.system('echo brine-test')
      runs a shell command (denied-call)
      unpacked bytes: 2d 74 65 73 74 85 [52] 2e
  ◆ stream-crc: CRC 0x0 is declared behind the compressed data, what they unpack to has 0x19ff8fba (container-anomaly)
  ◆ stream-size: 0 bytes are declared behind the compressed data, they unpack to 36 (container-anomaly)
  to look at it: brine tests/data/containers/compressed/gz_bad_crc.pkl.gz --goto 0x22
tests/data/containers/compressed/gz_trailing.pkl.gz: dangerous
  ✖ 0x0002  import os.system
      runs a shell command (denied-import)
      unpacked bytes: 80 02 [63 6f 73 0a 73 79 73 74 ...] 58 0f 00 00 00 65
  ✖ 0x0022  call os.system('echo brine-test')
      runs a shell command (denied-call)
      unpacked bytes: 2d 74 65 73 74 85 [52] 2e
  ◆ bytes-after-end: it ends at 56, and bytes follow up to 72 (container-anomaly)
  ! 0x10 bytes at 0x38 are not read: behind the end of the compressed data
  to look at it: brine tests/data/containers/compressed/gz_trailing.pkl.gz --goto 0x22
tests/data/containers/compressed/good.pkl.xz: benign

3 files: 2 dangerous, 1 benign
[1]

$ brine scan tests/data/libs/7z/evil_ppmd.7z tests/data/libs/7z/password.7z tests/data/containers/tar/size_octal_bad.tar
tests/data/libs/7z/evil_ppmd.7z: dangerous
  ✖ m/data.pkl 0x0002  import posix.system
      runs a shell command (denied-import)
      unpacked bytes: 80 02 [63 70 6f 73 69 78 0a 73 ...] 71 00 58 0f 00 00
  ✖ m/data.pkl 0x002b  call posix.system('echo brine-test')
      runs a shell command (denied-call)
      unpacked bytes: 74 71 01 85 71 02 [52] 71 03 2e
  to look at it: brine tests/data/libs/7z/evil_ppmd.7z --entry m/data.pkl --goto 0x2b
tests/data/libs/7z/password.7z: error
  ! tests/data/libs/7z/password.7z: its header is encrypted (0x60)
tests/data/containers/tar/size_octal_bad.tar: dangerous
  ✖ 0x0002  import os.system
      runs a shell command (denied-import)
      at 0x202 of the file: 80 02 [63 6f 73 0a 73 79 73 74 ...] 58 0f 00 00 00 65
  ✖ 0x0022  call os.system('echo brine-test')
      runs a shell command (denied-call)
      at 0x222 of the file: 2d 74 65 73 74 85 [52] 2e 00 00 00 00 00
  ◆ stray-data: what reads 'tar' passes over it, and it can be read as 'pickle' (container-anomaly)
  ◆ checksum: checksum 3538 is declared of a header that has 3629 (container-anomaly)
  ◆ header-number: the size in its header is '99999999999', which is none (container-anomaly)
  · stream 1 0x0000  476 bytes of padding (blanks or zeros) at 0x224, behind the last pickle (bytes-after-stop)
  ! 0x200 bytes at 0x0 are not read: a damaged header
  to look at it: brine tests/data/containers/tar/size_octal_bad.tar --goto 0x22

3 files: 2 dangerous, 1 error
[1]

; What stands behind a STOP: padding, or junk before another pickle. Neither hides that one.
$ printf 'N.\n\000 cos\nsystem\n(S"id"\ntR.' > junk.pkl; brine scan junk.pkl
junk.pkl: dangerous
  ✖ stream 2 0x0000  import os.system
      runs a shell command (denied-import)
      at 0x5 of the file: [63 6f 73 0a 73 79 73 74 ...] 28 53 22 69 64 22
  ✖ stream 2 0x0013  call os.system('id')
      runs a shell command (denied-call)
      at 0x18 of the file: 22 69 64 22 0a 74 [52] 2e
  · stream 1 0x0000  3 bytes of padding (blanks or zeros) at 0x2, before the next pickle (bytes-after-stop)
  to look at it: brine junk.pkl --stream 2 --goto 0x13
[1]

$ printf 'N.\377\376Pcos\nsystem\n(S"id"\ntR.' > junk.pkl; brine scan junk.pkl
junk.pkl: dangerous
  ✖ stream 2 0x0000  import os.system
      runs a shell command (denied-import)
      at 0x5 of the file: [63 6f 73 0a 73 79 73 74 ...] 28 53 22 69 64 22
  ✖ stream 2 0x0013  call os.system('id')
      runs a shell command (denied-call)
      at 0x18 of the file: 22 69 64 22 0a 74 [52] 2e
  ◆ stream 1 0x0000  3 bytes of no pickle at 0x2, before the next pickle (bytes-after-stop)
  to look at it: brine junk.pkl --stream 2 --goto 0x13
[1]

$ printf '\200\002]q\000(K\001\377\200\002cos\nsystem\nU\002id\205R.' > junk.pkl; brine scan junk.pkl
junk.pkl: dangerous
  ✖ stream 1 0x0002  import os.system
      runs a shell command (denied-import)
      at 0xb of the file: 80 02 [63 6f 73 0a 73 79 73 74 ...] 55 02 69 64 85 52
  ✖ stream 1 0x0012  call os.system('id')
      runs a shell command (denied-call)
      at 0x1b of the file: 0a 55 02 69 64 85 [52] 2e
  ◆ 0x0000  it breaks at 0x8, and another pickle begins at 0x9 (bytes-after-stop)
      at 0x0 of the file: [80 02] 5d 71 00 28 4b 01
  ! junk.pkl: 0x8: 0xff is no opcode
  to look at it: brine junk.pkl --stream 1 --goto 0x12
[1]

$ printf '\200\002N.\n\000\000' | brine scan -
-: benign
  · stream 1 0x0000  3 bytes of padding (blanks or zeros) at 0x4, behind the last pickle (bytes-after-stop)

$ printf '\200\002N.junk' | brine scan -
-: error
  ! -: stream 1 at 0x4: 0x0: LONG_BINGET: the data ends inside the argument
[2]

; A pickle behind a header of something else, or behind what is left of another one, is found; the carver's
; rules say which is sure.
$ printf '\211PNG\r\n\032\n\000\000\000\rIHDR\200\002]q\000cos\nsystem\nq\001X\002\000\000\000idq\002\205q\003Rq\004a.' > lead.png; brine scan lead.png
lead.png: dangerous
  ✖ 0x0005  import os.system
      runs a shell command (denied-import)
      at 0x15 of the file: 80 02 5d 71 00 [63 6f 73 0a 73 79 73 74 ...] 71 01 58 02 00 00
  ✖ 0x001e  call os.system('id')
      runs a shell command (denied-call)
      at 0x2e of the file: 64 71 02 85 71 03 [52] 71 04 61 2e
  ◆ stray-data: what reads 'data' passes over it, and it can be read as 'pickle' (container-anomaly)
  ! 0x10 bytes at 0x0 are not read: before the first pickle
  to look at it: brine lead.png --goto 0x1e
[1]

$ brine list lead.png
lead.png: raw (pickles as they are, one or several in a row), 51 bytes
  sha256 cd5025d1433bc5431c16ec662b26512f6ae3a121f296eb2db20bed9e2c317c6f
  0x000010          35 bytes  stored    pickle
    note: what reads 'data' passes over it, and it can be read as 'pickle'
    stream 0   0x000010  35 bytes, protocol 2, 13 opcodes
  0x000000          16 bytes  not read: before the first pickle

$ printf 'HDR\001\000\000\200\004\225\011\000\000\000\000\000\000\000]\224(K\001K\002e.' | brine scan -
-: suspicious
  ◆ stray-data: what reads 'data' passes over it, and it can be read as 'pickle' (container-anomaly)
  ! 0x6 bytes at 0x0 are not read: before the first pickle
[1]

$ printf 'HDR\001\000\000]q\000(K\001K\002e.' | brine scan -
-: error
  ! -: not a pickle: 0x0: 0x48 is no opcode
[2]

$ printf '\357\273\277cos\nsystem\n(S"id"\ntR.' | brine scan -
-: dangerous
  ✖ 0x0000  import os.system
      runs a shell command (denied-import)
      at 0x3 of the file: [63 6f 73 0a 73 79 73 74 ...] 28 53 22 69 64 22
  ✖ 0x0013  call os.system('id')
      runs a shell command (denied-call)
      at 0x16 of the file: 22 69 64 22 0a 74 [52] 2e
  ◆ stray-data: what reads 'data' passes over it, and it can be read as 'pickle' (container-anomaly)
  ! 0x3 bytes at 0x0 are not read: before the first pickle
[1]

$ brine scan --format raw lead.png
lead.png: suspicious
  ◆ 0x0001  load persistent_load('NG\r')
      asks the loading program for an object by an id of no known shape (persistent-id)
      at 0x1 of the file: 89 [50 4e 47 0d 0a] 1a 0a 00 00 00 0d
  · 0x0000  uses an opcode of a later protocol than it says to be of (later-protocol)
  ! lead.png: 0x6: 0x1a is no opcode
  to look at it: brine lead.png --goto 0x1
[1]

$ printf '\200\004]\224(K\001K\002\214\003ab\200\002]q\000cos\nsystem\nq\001X\002\000\000\000idq\002\205q\003Rq\004a.' > torn.pkl; brine scan torn.pkl
torn.pkl: dangerous
  ✖ stream 1 0x0005  import os.system
      runs a shell command (denied-import)
      at 0x12 of the file: 80 02 5d 71 00 [63 6f 73 0a 73 79 73 74 ...] 71 01 58 02 00 00
  ✖ stream 1 0x001e  call os.system('id')
      runs a shell command (denied-call)
      at 0x2b of the file: 64 71 02 85 71 03 [52] 71 04 61 2e
  ◆ 0x0000  it breaks at 0x9, and another pickle begins at 0xd (bytes-after-stop)
      at 0x0 of the file: [80 04] 5d 94 28 4b 01 4b
  ! torn.pkl: 0x9: SHORT_BINUNICODE: the string is not UTF-8
  to look at it: brine torn.pkl --stream 1 --goto 0x1e
[1]

$ printf '\200\002}q\000(X\003\000\000\000oneq\001X\003\000\000\000twoq\002X\007\000\000\000thrcos\nsystem\n(Vid\ntR.' > torn.pkl; brine scan torn.pkl
torn.pkl: dangerous
  ✖ stream 1 0x0000  import os.system
      runs a shell command (denied-import)
      at 0x22 of the file: [63 6f 73 0a 73 79 73 74 ...] 28 56 69 64 0a 74
  ✖ stream 1 0x0011  call os.system('id')
      runs a shell command (denied-call)
      at 0x33 of the file: 28 56 69 64 0a 74 [52] 2e
  ◆ 0x0000  it breaks at 0x26, and another pickle begins at 0x22 (bytes-after-stop)
      at 0x0 of the file: [80 02] 7d 71 00 28 58 03
  ! torn.pkl: 0x26: SETITEM: sets an item of a str, which takes none
  to look at it: brine torn.pkl --stream 1 --goto 0x11
[1]

$ printf 'HDR\001\000\000(lp0\nI1\naI2\naI3\na.' > led.pkl; brine list led.pkl
led.pkl: raw (pickles as they are, one or several in a row), 24 bytes
  sha256 a07e304c611d149817687c2ca906c3fe79cd24b56fbcffb4a46e454c4d8afa67
  0x000006          18 bytes  stored    pickle
    note: what reads 'data' passes over it, and it can be read as 'pickle'
    stream 0   0x000006  18 bytes, protocol 0, 10 opcodes
  0x000000           6 bytes  not read: before the first pickle

$ brine scan led.pkl
led.pkl: suspicious
  ◆ stray-data: what reads 'data' passes over it, and it can be read as 'pickle' (container-anomaly)
  ! 0x6 bytes at 0x0 are not read: before the first pickle
[1]

$ printf 'cabc\ndef\n\377\376\200\002]q\000cos\nsystem\nq\001X\002\000\000\000idq\002\205q\003Rq\004a.' > torn.pkl; brine scan torn.pkl
torn.pkl: dangerous
  ✖ stream 1 0x0005  import os.system
      runs a shell command (denied-import)
      at 0x10 of the file: 80 02 5d 71 00 [63 6f 73 0a 73 79 73 74 ...] 71 01 58 02 00 00
  ✖ stream 1 0x001e  call os.system('id')
      runs a shell command (denied-call)
      at 0x29 of the file: 64 71 02 85 71 03 [52] 71 04 61 2e
  ◆ 0x0000  11 bytes of no pickle at 0x0, before the next pickle (bytes-after-stop)
      at 0x0 of the file: [63 61 62 63 0a 64 65 66 ...] ff fe 80 02 5d 71
  to look at it: brine torn.pkl --stream 1 --goto 0x1e
[1]

; Text that begins as opcodes do is no pickle, a call in what looks like text is one.
$ printf 'Preface\nTo be read.\n' | brine scan -
-: error
  ! -: 0x8: BINSTRING: the data ends inside the argument
[2]

$ printf 'Preface\ncos\nsystem\n(S"id"\ntRead.\n' | brine scan -
-: dangerous
  ✖ 0x0008  import os.system
      runs a shell command (denied-import)
      at 0x8 of the file: 65 66 61 63 65 0a [63 6f 73 0a 73 79 73 74 ...] 28 53 22 69 64 22
  ✖ 0x001b  call os.system('id')
      runs a shell command (denied-call)
      at 0x1b of the file: 22 69 64 22 0a 74 [52] 65 61 64 2e 0a
  ◆ 0x0000  load persistent_load('reface')
      asks the loading program for an object by an id of no known shape (persistent-id)
      at 0x0 of the file: [50 72 65 66 61 63 65 0a] 63 6f 73 0a 73 79
  ! -: 0x1c: APPENDS: needs a mark and none is open
[1]

; A pickle that another one only keeps as bytes runs nothing by itself; one that is loaded does.
$ printf '\200\003C\025cos\nsystem\n(S"id"\ntR..' > kept.pkl && brine scan kept.pkl
kept.pkl: suspicious
  ◆ @0x2 0x0000  import os.system
      runs a shell command, but stands in a value that nothing here loads (denied-import)
      at 0x4 of the file: [63 6f 73 0a 73 79 73 74 ...] 28 53 22 69 64 22
      it comes from 0x2 of stream 0
  ◆ @0x2 0x0013  call os.system('id')
      runs a shell command, but stands in a value that nothing here loads (denied-call)
      at 0x17 of the file: 22 69 64 22 0a 74 [52] 2e
  to look at it: brine kept.pkl --entry @0x2 --goto 0x13
[1]

$ printf '\200\003cpickle\nloads\nC\025cos\nsystem\n(S"id"\ntR.\205R.' > loaded.pkl && brine scan loaded.pkl
loaded.pkl: dangerous
  ✖ 0x0002  import pickle.loads
      reads another pickle (denied-import)
      at 0x2 of the file: 80 03 [63 70 69 63 6b 6c 65 0a ...] 43 15 63 6f 73 0a
  ✖ 0x0028  call pickle.loads(b'cos\nsystem\n(S"id"\ntR.')
      reads another pickle (denied-call)
      at 0x28 of the file: 22 0a 74 52 2e 85 [52] 2e
  ✖ @0x10 0x0000  import os.system
      runs a shell command (denied-import)
      at 0x12 of the file: [63 6f 73 0a 73 79 73 74 ...] 28 53 22 69 64 22
      it comes from 0x10 of stream 0, by pickle.loads
  ✖ @0x10 0x0013  call os.system('id')
      runs a shell command (denied-call)
      at 0x25 of the file: 22 69 64 22 0a 74 [52] 2e
  to look at it: brine loaded.pkl --goto 0x28
[1]

; Lists of names: a line each, or ended by NUL as find -print0 writes them.
$ printf 'd/b\n\nmissing.pkl\nd/sub\n' > names && brine scan --files-from names
d/b: benign
missing.pkl: no such file
d/sub/a: dangerous
  ✖ 0x0010  import posix.system
      runs a shell command (denied-import)
      at 0x10 of the file: 6f 6f 6d 22 27 0a [69 70 6f 73 69 78 0a 73 ...] 2e
  ✖ 0x0010  call posix.system('echo "boom"')
      runs a shell command (denied-call)
      at 0x10 of the file: 6f 6f 6d 22 27 0a [69 70 6f 73 69 78 0a 73 ...] 2e
  to look at it: brine d/sub/a --goto 0x10

3 files: 1 dangerous, 1 error, 1 benign
[1]

$ find d -name 'b' -print0 | brine scan -0 --files-from - --json
{"file": "d/b", "sha256": "b6e0c981fb26f7401216e7db7f1259214966d582495d06101bb6a04f5e36ac96", "format": "raw", "verdict": "benign", "findings": [], "errors": [], "streams": 1, "bytes": 3}

$ printf 'a\000b\n' | brine scan --files-from -
standard input: line 1: a name holds a NUL (-0 reads names that end in one)
[2]

$ brine scan --files-from missing-list
missing-list: cannot be read: No such file or directory
[2]

$ brine scan
brine scan: no PATH given (see brine scan --help)
[2]

$ brine scan -0 d
brine scan: -0 is about --files-from, which is not given
[2]

$ brine scan - - <d/b
-: benign
brine scan: -: standard input can be read only once
[2]

; Links in folders, where they are asked for. A folder is walked through once.
$ mkdir -p l/in && cp new.pkl l/in/x && ln -s ../in l/in/loop && ln -s nowhere l/dangling && ln -s ../new.pkl l/file

$ brine scan --follow l 2>errors; cat errors
l/file: suspicious
  ◆ 0x0000  import nobody.thing
      imports something that nothing is known of; importing a module runs it (unknown-import)
      at 0x0 of the file: [63 6e 6f 62 6f 64 79 0a ...] 2e
  to look at it: brine l/file --goto 0x0
l/in/x: suspicious
  ◆ 0x0000  import nobody.thing
      imports something that nothing is known of; importing a module runs it (unknown-import)
      at 0x0 of the file: [63 6e 6f 62 6f 64 79 0a ...] 2e
  to look at it: brine l/in/x --goto 0x0

2 files: 2 suspicious, 2 not opened
l/dangling: a link that leads to nothing
l/in/loop: a folder that was walked through already

$ brine scan --quiet d new.pkl missing.pkl
d/.hidden: suspicious
  ◆ 0x0000  import nobody.thing
      imports something that nothing is known of; importing a module runs it (unknown-import)
      at 0x0 of the file: [63 6e 6f 62 6f 64 79 0a ...] 2e
  to look at it: brine d/.hidden --goto 0x0
d/sub/a: dangerous
  ✖ 0x0010  import posix.system
      runs a shell command (denied-import)
      at 0x10 of the file: 6f 6f 6d 22 27 0a [69 70 6f 73 69 78 0a 73 ...] 2e
  ✖ 0x0010  call posix.system('echo "boom"')
      runs a shell command (denied-call)
      at 0x10 of the file: 6f 6f 6d 22 27 0a [69 70 6f 73 69 78 0a 73 ...] 2e
  to look at it: brine d/sub/a --goto 0x10
new.pkl: suspicious
  ◆ 0x0000  import nobody.thing
      imports something that nothing is known of; importing a module runs it (unknown-import)
      at 0x0 of the file: [63 6e 6f 62 6f 64 79 0a ...] 2e
  to look at it: brine new.pkl --goto 0x0
missing.pkl: no such file
[1]

$ brine scan --quiet --json d/b

$ brine scan --jobs 0 d
brine scan: --jobs: 0 is not in the range 1 to 1024 (see brine scan --help)
[2]

; A file that takes longer than it may is suspicious; the others get their answers.
$ mkdir slow; cp d/b slow/a; truncate -s 1T slow/b; cp d/b slow/c; brine scan --timeout 1 slow
slow/a: benign
slow/b: suspicious
  ◆ not read to its end: it takes longer than 1 s (--timeout) (time-limit)
slow/c: benign

3 files: 1 suspicious, 2 benign
[1]

$ brine scan --timeout x d
brine scan: --timeout: "x" is not a number (see brine scan --help)
[2]

; Names in marshalled code may hold anything.
$ python3 -c 'import marshal, pickle; open("m.pkl", "wb").write(pickle.dumps(marshal.dumps(compile("x", "f", "exec").replace(co_names=("os", "\0" + 50 * "b", "o\0" + 40 * "s", "system")))))'; brine scan m.pkl | grep -o 'dangerous: .*, system (mar'
dangerous: os, os.system; names: os, \x00bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb, o\x00ssssssssssssssssssssssssssssssssssssssss, system (mar

$ head -c 100000 /dev/zero | tr '\0' x > long.list; { echo d/b; cat long.list; } | brine scan --files-from -
d/b: benign
standard input: line 2: a name of more than 65536 bytes
[2]

; Standard input has one reader.
$ echo d | brine scan --files-from - -
brine scan: -: standard input can be read only once
[2]

; The same finding again is counted.
$ python3 -c 'print("(" + "cos\nsystem\n(S\"id\"\ntR" * 30 + "t.", end="")' > again.pkl; brine scan again.pkl
again.pkl: dangerous
  ✖ 0x0001  import os.system
      runs a shell command (denied-import)
      at 0x1 of the file: 28 [63 6f 73 0a 73 79 73 74 ...] 28 53 22 69 64 22
      and 29 times more, the last at 0x0245
  ✖ 0x0014  call os.system('id')
      runs a shell command (denied-call)
      at 0x14 of the file: 22 69 64 22 0a 74 [52] 63 6f 73 0a 73 79
      and 29 times more, the last at 0x0258
  to look at it: brine again.pkl --goto 0x258
[1]

; A name that a shell would take apart, that is a command's, or that nobody can type.
$ for f in "a b'c" list -x "$(printf 'a\nb')"; do cp ./new.pkl ./"$f"; done; brine scan "a b'c" list ./-x "$(printf 'a\nb')" | grep 'to look'
  to look at it: brine 'a b'\''c' --goto 0x0
  to look at it: brine ./list --goto 0x0
  to look at it: brine ./-x --goto 0x0

; It begins where it is told to.
$ brine debug --batch --goto 0x2e -e 'print event' examples/seed-boom.pkl
0x002e #12 REDUCE   would CALL posix.system('echo "boom"')   !! DANGEROUS: process: runs a shell command
reduce posix.system ('echo "boom"',)

$ brine debug --batch --goto 0x99 -e 'print event' examples/seed-boom.pkl
brine: --goto: there is no byte 0x99: the stream ends at 0x31
[2]

; A string of Python 2 that is not ASCII stops pickle.load; what stands behind it is judged all the same,
; and the command that leads to it reads on.
$ printf '\200\2U\2\303\2510cos\nsystem\nU\2id\205R.' > old.pkl
$ brine scan old.pkl
old.pkl: dangerous
  ✖ 0x0007  import os.system
      runs a shell command (denied-import)
      at 0x7 of the file: 02 55 02 c3 a9 30 [63 6f 73 0a 73 79 73 74 ...] 55 02 69 64 85 52
  ✖ 0x0017  call os.system('id')
      runs a shell command (denied-call)
      at 0x17 of the file: 0a 55 02 69 64 85 [52] 2e
  · 0x0002  is a string of Python 2 with bytes above 127: pickle.load stops here unless it is told an encoding (not-ascii)
  to look at it: brine old.pkl --encoding latin1 --goto 0x17
[1]
$ brine debug --encoding latin1 --batch --goto 0x17 -e where old.pkl
0x0017 #6 REDUCE   would CALL os.system('id')   !! DANGEROUS: process: runs a shell command
0x0017 #6 REDUCE   would CALL os.system('id')   !! DANGEROUS: process: runs a shell command
$ brine scan --encoding ASCII old.pkl
old.pkl: error
  · 0x0002  string-encoding: a string of Python 2 with bytes above 127: the unpicklers decode it by their encoding, pickletools as Latin-1 or, between quotes, not at all (reader-divergence)
  ! old.pkl: 0x2: SHORT_BINSTRING: the string is not ASCII
[2]

; numpy's own way to keep a function: what it fetches is judged.
$ printf 'cnumpy.core\n_ufunc_reconstruct\n(Vnumpy.core._multiarray_umath\nVcos\ntR.' > cos.pkl
$ printf 'cnumpy.core\n_ufunc_reconstruct\n(Vos\nVsystem\ntR(Vid\ntR.' > system.pkl
$ brine scan --json cos.pkl system.pkl | grep -o '"verdict": "[a-z]*"\|"rule": "denied-call", "callee": "[^"]*", "args": "[^"]*"'
"verdict": "benign"
"verdict": "dangerous"
"rule": "denied-call", "callee": "os.system", "args": "('id',)"

; What pickletools.optimize of Python 2 leaves of the memo, or what a hand wrote.
$ printf ']q\001]q\005]q\011aa.' | brine scan -
-: benign
  · 0x0004  leaves out numbers of the memo, which picklers count up: here 5 comes after 1, 2 gaps in all (memo-gaps)

; A state that its class runs a part of: what scipy writes there itself is known, and so are plain formulas.
$ A='\ndef _parse_args(self, c,  loc=0):\n    return (c, ), loc, 1\n\ndef _parse_args_rvs(self, c,  loc=0, size=None):\n    return self._argcheck_rvs(c,  loc, 1, size=size)\n\ndef _parse_args_stats(self, c,  loc=0, moments='"'mv'"'):\n    return (c, ), loc, 1, moments\n'
> gen() { printf "\\200\\004\\214\\036scipy.stats._continuous_distns\\214\\010norm_gen\\223)\\201}\\214\\023_parse_arg_templateX$(printf '\\%03o' $(($2 % 256)) $(($2 / 256)))\\000\\000$1sb."; }
> gen "$A" 252 | brine scan --json - | grep -o '"verdict": "[a-z]*"'
> gen "${A}x=1\\n" 256 | brine scan --json - | grep -o '"verdict": "[a-z]*"\|"rule": "denied-call", "callee": "[^"]*"'
> fit() { printf "\\200\\004\\214\\025statsmodels.base.data\\214\\011ModelData\\223)\\201}(\\214\\023restore_design_info\\210\\214\\007formula\\214\\$(printf '%03o' ${#1})%sub." "$1" | brine scan --json - | grep -o '"verdict": "[a-z]*"\|"rule": "denied-call", "callee": "[^"]*"'; }
> fit 'y ~ x + C(z, Treatment(reference="a")) + np.log(w) - 1.5'
> fit 'y ~ eval ("1")'
> fit 'y ~ (eval)("1")'
"verdict": "benign"
"verdict": "dangerous"
"rule": "denied-call", "callee": "builtins.exec"
"verdict": "benign"
"verdict": "dangerous"
"rule": "denied-call", "callee": "patsy.dmatrices"
"verdict": "dangerous"
"rule": "denied-call", "callee": "patsy.dmatrices"

; That there was nothing to judge is said.
$ mkdir hollow; brine scan hollow; echo text >hollow/a; brine scan hollow; brine scan -q hollow

0 files

1 file: 1 no pickle

; What is written to is not what is done to it.
$ printf 'PROTO 2\nGLOBAL json dumps\nNONE\nEMPTY_DICT\nBINUNICODE "a"\nBININT1 1\nSETITEM\nTUPLE2\nBUILD\nSTOP\n' | brine asm - >written.pkl; brine scan written.pkl; brine debug --batch -e danger -e explain written.pkl
written.pkl: dangerous
  ✖ 0x001a  build json.dumps <- (None, {'a': 1})
      sets attributes of an imported object: what is called later may be another thing than its name says (build-on-import)
      at 0x1a of the file: 00 61 4b 01 73 86 [62] 2e
  to look at it: brine written.pkl --goto 0x1a
0x001a #8 BUILD   would BUILD json.dumps <- (None, {'a': 1})   !! DANGEROUS: sets attributes of an imported object: what is called later may be another thing than its name says
✖ Here Python would give an object its state: json.dumps.__setstate__((None, {'a': 1}))
dangerous: sets attributes of an imported object: what is called later may be another thing than its name says  build-on-import
Python values[-2].__setstate__(values.pop())  # json.dumps
stack  … json.dumps │ (None, {'a': 1})  →  … json.dumps
BUILD  Takes a state off the stack and gives it to the object below: calls its __setstate__, or sets its attributes.

; An array in an archive is told once.
$ brine scan tests/data/containers/npy/good.npz
tests/data/containers/npy/good.npz: benign
  · a.npy an array of '<f8', shape (1,): no objects, so its data is no pickle (no-pickle)
  · b.npy an array of '|u1', shape (8,): no objects, so its data is no pickle (no-pickle)

; A pattern of the command line stands in no file.
$ brine scan --deny json examples/plain.pkl
--deny: `json` has no module: expected MODULE:NAME, a dotted name, or MODULE.** for all of a module
[2]

; A chain tells what each link gave as Python would make it.
$ printf 'PROTO 3\nGLOBAL types MethodType\nGLOBAL os system\nBINUNICODE "id"\nTUPLE2\nREDUCE\nEMPTY_TUPLE\nREDUCE\nSTOP\n' | brine asm - | brine scan - | grep reached
      reached through types.MethodType(os.system, 'id') (0x27)
$ printf 'PROTO 3\nGLOBAL operator methodcaller\nBINUNICODE "system"\nBINUNICODE "id"\nTUPLE2\nREDUCE\nGLOBAL importlib import_module\nBINUNICODE "os"\nTUPLE1\nREDUCE\nTUPLE1\nREDUCE\nSTOP\n' | brine asm - | brine scan - | grep reached
      reached through operator.methodcaller('system', 'id') (0x2c), os (0x4e)
