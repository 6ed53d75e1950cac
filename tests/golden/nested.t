; Pickles inside pickles: each is a member, named by the opcode that pushes it.
$ brine list examples/in-a-value.pkl
examples/in-a-value.pkl: raw (pickles as they are, one or several in a row), 236 bytes
  sha256 6b9d332001df37be1fa5a5719f44db9d5bd264867256448f0476d1ef1e5e8dc2
    stream 0   0x000000  236 bytes, protocol 4, 31 opcodes
    0x000021         123 bytes  stored    pickle    @0x1f
      stream 0   0x000000  123 bytes, protocol 2, 17 opcodes
      0x000000          49 bytes  value     pickle    @0x1f!@0x21
        stream 0   0x000000  49 bytes, protocol 4, 15 opcodes
    0x0000ba          43 bytes  stored    pickle    @0xb8
      stream 0   0x000000  43 bytes, protocol 2, 10 opcodes

$ brine scan examples/in-a-value.pkl
examples/in-a-value.pkl: dangerous
  ✖ 0x00b6  import _pickle.loads
      reads another pickle (denied-import)
      at 0xb6 of the file: 6c 6f 61 64 73 94 [93] 94 43 2b 80 02 63
  ✖ 0x00e8  call _pickle.loads(b'\x80\x02cposix\nsystem\nq\x00X\x0b\x00\x00\x00echo "boom"q\x01\x85q\x02Rq\x03.')
      reads another pickle (denied-call)
      at 0xe8 of the file: 71 03 2e 94 85 94 [52] 94 75 2e
  ✖ @0xb8 0x0002  import posix.system
      runs a shell command (denied-import)
      at 0xbc of the file: 80 02 [63 70 6f 73 69 78 0a 73 ...] 71 00 58 0b 00 00
      it comes from 0xb8 of stream 0, by _pickle.loads
  ✖ @0xb8 0x0027  call posix.system('echo "boom"')
      runs a shell command (denied-call)
      at 0xe1 of the file: 22 71 01 85 71 02 [52] 71 03 2e
  ✖ @0x1f!@0x21 0x001c  import posix.system
      runs a shell command (denied-import)
      unpacked bytes: 79 73 74 65 6d 94 [93] 94 8c 0b 65 63 68
      it comes from 0x21 of stream 0 of @0x1f, by _codecs.encode
  ✖ @0x1f!@0x21 0x002e  call posix.system('echo "boom"')
      runs a shell command (denied-call)
      unpacked bytes: 6f 6d 22 94 85 94 [52] 94 2e
  to look at it: brine examples/in-a-value.pkl --goto 0xe8
[1]

$ brine scan --json examples/in-a-value.pkl
{"file": "examples/in-a-value.pkl", "sha256": "6b9d332001df37be1fa5a5719f44db9d5bd264867256448f0476d1ef1e5e8dc2", "format": "raw", "verdict": "dangerous", "findings": [{"entry": null, "stream": 0, "pos": 182, "file_offset": 182, "severity": "dangerous", "rule": "denied-import", "callee": "_pickle.loads", "args": null, "message": "reads another pickle"}, {"entry": null, "stream": 0, "pos": 232, "file_offset": 232, "severity": "dangerous", "rule": "denied-call", "callee": "_pickle.loads", "args": "(b'\\x80\\x02cposix\\nsystem\\nq\\x00X\\x0b\\x00\\x00\\x00echo \"boom\"q\\x01\\x85q\\x02Rq\\x03.',)", "message": "reads another pickle"}, {"entry": "@0xb8", "stream": 0, "pos": 2, "file_offset": 188, "severity": "dangerous", "rule": "denied-import", "callee": "posix.system", "args": null, "message": "runs a shell command"}, {"entry": "@0xb8", "stream": 0, "pos": 39, "file_offset": 225, "severity": "dangerous", "rule": "denied-call", "callee": "posix.system", "args": "('echo \"boom\"',)", "message": "runs a shell command"}, {"entry": "@0x1f!@0x21", "stream": 0, "pos": 28, "file_offset": null, "severity": "dangerous", "rule": "denied-import", "callee": "posix.system", "args": null, "message": "runs a shell command"}, {"entry": "@0x1f!@0x21", "stream": 0, "pos": 46, "file_offset": null, "severity": "dangerous", "rule": "denied-call", "callee": "posix.system", "args": "('echo \"boom\"',)", "message": "runs a shell command"}], "errors": [], "streams": 4, "bytes": 236}
[1]

$ brine calls --nested examples/in-a-value.pkl
examples/in-a-value.pkl: protocol 4, 31 opcodes, 236 bytes
  0x00b6 ✖ import  _pickle.loads
  0x00e8 ✖ call    _pickle.loads(b'\x80\x02cposix\nsystem\nq\x00X\x0b\x00\x00\x00echo "boom"q\x01\x85q\x02Rq\x03.')
  returns {'id': 17, 'queue': [b'\x80\x02}q\x00X\x03\x00\x00\x00jobq\x01c_codecs\nencode\nq\x02X>\x00\x00\x00\xc2\x80\x04\xc2\x95&\x00\x00\x00\x00\x00\x00\x00\xc2\x8c\x05posix\xc2\x94\xc2\x8c\x06system\xc2\x94\xc2\x93\xc2\x94\xc2\x8c\x0becho "boom"\xc2\x94\xc2\x85\xc2\x94R\xc2\x94.q\x03X\x06\x00\x00\x00latin1q\x04\x86q\x05Rq\x06s.'], 'now': _pickle.loads(b'\x80\x02cposix\nsystem\nq\x00X\x0b\x00\x00\x00echo "boom"q\x01\x85q\x02Rq\x03.')}

examples/in-a-value.pkl!@0x1f: protocol 2, 17 opcodes, 123 bytes
  comes from 0x1f of stream 0
  0x000f   import  _codecs.encode
  0x0076   call    _codecs.encode('\x80\x04\x95&\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix\x94\x8c\x06system\x94\x93\x94\x8c\x0becho "boom"\x94\x85\x94R\x94.', 'latin1')
  returns {'job': _codecs.encode('\x80\x04\x95&\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix\x94\x8c\x06system\x94\x93\x94\x8c\x0becho "boom"\x94\x85\x94R\x94.', 'latin1')}

examples/in-a-value.pkl!@0xb8: protocol 2, 10 opcodes, 43 bytes
  comes from 0xb8 of stream 0, by _pickle.loads
  0x0002 ✖ import  posix.system
  0x0027 ✖ call    posix.system('echo "boom"')
  returns posix.system('echo "boom"')

examples/in-a-value.pkl!@0x1f!@0x21: protocol 4, 15 opcodes, 49 bytes
  comes from 0x21 of stream 0 of @0x1f, by _codecs.encode
  0x001c ✖ import  posix.system
  0x002e ✖ call    posix.system('echo "boom"')
  returns posix.system('echo "boom"')

; Without --nested they are values, and nothing more.
$ brine calls --json examples/in-a-value.pkl
{"file": "examples/in-a-value.pkl", "entry": null, "stream": 0, "offset": 0, "end": 236, "protocol": 4, "opcodes": 31, "dialect": "c", "status": "ok", "error": null, "events": [{"pos": 182, "opcode": "STACK_GLOBAL", "kind": "import", "callee": "_pickle.loads", "module": "_pickle", "name": "loads"}, {"pos": 232, "opcode": "REDUCE", "kind": "reduce", "callee": "_pickle.loads", "args": "(b'\\x80\\x02cposix\\nsystem\\nq\\x00X\\x0b\\x00\\x00\\x00echo \"boom\"q\\x01\\x85q\\x02Rq\\x03.',)"}], "result": "{'id': 17, 'queue': [b'\\x80\\x02}q\\x00X\\x03\\x00\\x00\\x00jobq\\x01c_codecs\\nencode\\nq\\x02X>\\x00\\x00\\x00\\xc2\\x80\\x04\\xc2\\x95&\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\xc2\\x8c\\x05posix\\xc2\\x94\\xc2\\x8c\\x06system\\xc2\\x94\\xc2\\x93\\xc2\\x94\\xc2\\x8c\\x0becho \"boom\"\\xc2\\x94\\xc2\\x85\\xc2\\x94R\\xc2\\x94.q\\x03X\\x06\\x00\\x00\\x00latin1q\\x04\\x86q\\x05Rq\\x06s.'], 'now': _pickle.loads(b'\\x80\\x02cposix\\nsystem\\nq\\x00X\\x0b\\x00\\x00\\x00echo \"boom\"q\\x01\\x85q\\x02Rq\\x03.')}"}

; One of them alone, and what is in that.
$ brine dis 'examples/in-a-value.pkl!@0x1f'
\; examples/in-a-value.pkl!@0x1f
  0x0000  80 02               PROTO             2
  0x0002  7d                  EMPTY_DICT
  0x0003  71 00               BINPUT            0
  0x0005  58 03 00 00 00 6a+  BINUNICODE        'job'
  0x000d  71 01               BINPUT            1
  0x000f  63 5f 63 6f 64 65+  GLOBAL            _codecs encode
  0x001f  71 02               BINPUT            2
  0x0021  58 3e 00 00 00 c2+  BINUNICODE        '\x80\x04\x95&\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix\x94\x8c\x06system\x94\x93\x94\x8c\x0becho "boom"\x94\x85\x94R\x94.'
  0x0064  71 03               BINPUT            3
  0x0066  58 06 00 00 00 6c+  BINUNICODE        'latin1'
  0x0071  71 04               BINPUT            4
  0x0073  86                  TUPLE2
  0x0074  71 05               BINPUT            5
  0x0076  52                  REDUCE            ; call _codecs.encode('\x80\x04\x95&\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix\x94\x8c\x06system\x94\x93\x94\x8c\x0becho "boom"\x94\x85\x94R\x94.', 'latin1')
  0x0077  71 06               BINPUT            6
  0x0079  73                  SETITEM
  0x007a  2e                  STOP

$ brine calls --nested --entry @0x1f examples/in-a-value.pkl
examples/in-a-value.pkl!@0x1f: protocol 2, 17 opcodes, 123 bytes
  comes from 0x1f of stream 0
  0x000f   import  _codecs.encode
  0x0076   call    _codecs.encode('\x80\x04\x95&\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix\x94\x8c\x06system\x94\x93\x94\x8c\x0becho "boom"\x94\x85\x94R\x94.', 'latin1')
  returns {'job': _codecs.encode('\x80\x04\x95&\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix\x94\x8c\x06system\x94\x93\x94\x8c\x0becho "boom"\x94\x85\x94R\x94.', 'latin1')}

examples/in-a-value.pkl!@0x1f!@0x21: protocol 4, 15 opcodes, 49 bytes
  comes from 0x21 of stream 0 of @0x1f, by _codecs.encode
  0x001c ✖ import  posix.system
  0x002e ✖ call    posix.system('echo "boom"')
  returns posix.system('echo "boom"')

$ brine calls 'examples/in-a-value.pkl!@0x1f!@0x21'
examples/in-a-value.pkl!@0x1f!@0x21: protocol 4, 15 opcodes, 49 bytes
  comes from 0x21 of stream 0 of @0x1f, by _codecs.encode
  0x001c ✖ import  posix.system
  0x002e ✖ call    posix.system('echo "boom"')
  returns posix.system('echo "boom"')

$ brine calls --entry @0x20 examples/in-a-value.pkl
examples/in-a-value.pkl: no member is called @0x20 (there are: @0x1f, @0xb8)
[2]

; A stored zip is what the member of an archive holds, and no other reading of the archive. Behind the
; archive's end, or with offsets counted from the start of the file, it is one.
$ cat > packs.py <<'END'
> import gzip, io, pickle, tarfile, zipfile
> z = io.BytesIO()
> with zipfile.ZipFile(z, 'w') as f: f.writestr(zipfile.ZipInfo('m/data.pkl'), pickle.dumps([1], 2))
> model = z.getvalue()
> t = io.BytesIO()
> with tarfile.open(fileobj=t, mode='w', format=tarfile.USTAR_FORMAT) as f:
>     i = tarfile.TarInfo('model.pt'); i.size = len(model); f.addfile(i, io.BytesIO(model))
> tar = t.getvalue()
> end = tar.rindex(b'PK\5\6') + 16
> at = 512 + int.from_bytes(tar[end:end + 4], 'little')
> turned = tar[:end] + at.to_bytes(4, 'little') + tar[end + 4:]
> turned = turned[:at + 42] + (512).to_bytes(4, 'little') + turned[at + 46:]
> for name, data in (('in.tar', tar), ('in.gz', gzip.compress(model, 0, mtime=0)), ('behind.tar', tar + model),
>                    ('in.pkl', pickle.dumps({'m': model}, 4)), ('turned.tar', turned)):
>     open(name, 'wb').write(data)
> END

$ python3 packs.py; brine scan in.tar in.gz in.pkl behind.tar turned.tar
in.tar: benign
in.gz: benign
in.pkl: benign
behind.tar: suspicious
  ◆ #1 stray-data: what reads 'tar' passes over it, and it can be read as 'pytorch-zip' (container-anomaly)
  ◆ @pytorch-zip other-reading: the same bytes are read as 'tar' by one loader and as 'pytorch-zip' by another (container-anomaly)
  ◆ @pytorch-zip!m/data.pkl#1 not-listed: its header stands in the file, the directory does not list it (container-anomaly)
  ◆ @pytorch-zip!m/data.pkl#1 duplicate-name: another member is called 'm/data.pkl' too: readers differ in which one they take (container-anomaly)
  ◆ @pytorch-zip end-record: one end record is at 10345, another at 617: readers differ in which one they take (container-anomaly)
  ◆ @pytorch-zip prefix: offsets say 49 for what stands at 10289: bytes were put before the archive (container-anomaly)
turned.tar: suspicious
  ◆ @pytorch-zip other-reading: the same bytes are read as 'tar' by one loader and as 'pytorch-zip' by another (container-anomaly)
  ◆ model.pt prefix: offsets say 561 for what stands at 49: bytes were put before the archive (container-anomaly)
  · @pytorch-zip comment-length: its comment should have 0 bytes, there are 9601 behind the end record, the last of them zeros (container-anomaly)

5 files: 2 suspicious, 3 benign
[1]

; In numbers it is one that nobody opens but who looks for the end record: a remark, and it is read.
$ cat > numbers.py <<'END'
> import io, pickle, struct, sys, zipfile
> def zipped(data):
>     z = io.BytesIO()
>     with zipfile.ZipFile(z, 'w') as f: f.writestr(zipfile.ZipInfo('m/data.pkl'), data)
>     return z.getvalue()
> def text(value): return b'X' + struct.pack('<I', len(value)) + value
> def npy(data):
>     head = "{'descr': '|u1', 'fortran_order': False, 'shape': (%d,), }" % len(data)
>     return b'\x93NUMPY\1\0' + struct.pack('<H', 118) + head.ljust(117).encode() + b'\n' + data
> def joblib(data):
>     return (b'\x80\2cjoblib.numpy_pickle\nNumpyArrayWrapper\n)\x81}(' + text(b'subclass') + b'cnumpy\nndarray\n' +
>             text(b'shape') + b'J' + struct.pack('<I', len(data)) + b'\x85' + text(b'order') + text(b'C') +
>             text(b'dtype') + b'cnumpy\ndtype\n' + text(b'u1') + b'\x85R' + text(b'allow_mmap') + b'\x89ub' + data + b'.')
> for name, inner in (('ok', pickle.dumps([1], 2)), ('bad', b'cos\nsystem\n(Vid\ntR.')):
>     for kind in npy, joblib: open(name + '.' + kind.__name__, 'wb').write(kind(zipped(inner)))
> open('letters.npy', 'wb').write(npy(zipped(b'letters').replace(b'data.pkl', b'data.txt')))
> END

$ python3 numbers.py; brine scan ok.npy ok.joblib letters.npy bad.npy bad.joblib
ok.npy: benign
  · @pytorch-zip other-reading: the numbers of the 'npy' have a whole 'pytorch-zip' in them (container-anomaly)
ok.joblib: benign
  · @pytorch-zip other-reading: the numbers of the 'joblib' have a whole 'pytorch-zip' in them (container-anomaly)
letters.npy: benign
  · @zip other-reading: the numbers of the 'npy' have a whole 'zip' in them (container-anomaly)
  · an array of '|u1', shape (125,): no objects, so its data is no pickle (no-pickle)
bad.npy: dangerous
  ✖ @pytorch-zip!m/data.pkl 0x0000  import os.system
      runs a shell command (denied-import)
      at 0xa8 of the file: [63 6f 73 0a 73 79 73 74 ...] 28 56 69 64 0a 74
  ✖ @pytorch-zip!m/data.pkl 0x0011  call os.system('id')
      runs a shell command (denied-call)
      at 0xb9 of the file: 28 56 69 64 0a 74 [52] 2e
  · @pytorch-zip other-reading: the numbers of the 'npy' have a whole 'pytorch-zip' in them (container-anomaly)
  to look at it: brine bad.npy --entry '@pytorch-zip!m/data.pkl' --goto 0x11
bad.joblib: dangerous
  ✖ @pytorch-zip!m/data.pkl 0x0000  import os.system
      runs a shell command (denied-import)
      at 0xc3 of the file: [63 6f 73 0a 73 79 73 74 ...] 28 56 69 64 0a 74
  ✖ @pytorch-zip!m/data.pkl 0x0011  call os.system('id')
      runs a shell command (denied-call)
      at 0xd4 of the file: 28 56 69 64 0a 74 [52] 2e
  · @pytorch-zip other-reading: the numbers of the 'joblib' have a whole 'pytorch-zip' in them (container-anomaly)
  to look at it: brine bad.joblib --entry '@pytorch-zip!m/data.pkl' --goto 0x11

5 files: 2 dangerous, 3 benign
[1]

$ brine list in.tar
in.tar: tar (a tar archive), 10240 bytes
  sha256 c2b4cb2ba5f828b920b89c453eb07d1ae5a8a6766472555f1d510586262604b4
  0x000200         127 bytes  stored    pytorch-zip  model.pt
    0x000228           9 bytes  stored    pickle    model.pt!m/data.pkl
      stream 0   0x000000  9 bytes, protocol 2, 6 opcodes

