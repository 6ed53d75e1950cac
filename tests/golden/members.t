; Members of no format are looked through as a file of none is.
$ cat > make.py <<'END'
> import base64, io, json, struct, tarfile, zipfile, zlib
> evil = b'\x80\x02]q\0cos\nsystem\nq\1X\2\0\0\0idq\2\x85q\3Rq\4a.'
> good = b'\x80\x02}q\0X\5\0\0\0wordsq\1]q\2(X\3\0\0\0oneX\3\0\0\0twoes.'
> b64 = lambda data: base64.b64encode(data).decode()
> junk = b'\xff\xfe\xfd\xfc junk'
> def members(pickle):
>     return [('data', json.dumps({'class': 'model', ':serialized:': b64(pickle)}).encode()),
>             ('load.py', b'pickle.loads(%r)\n' % pickle), ('junk.bin', junk + pickle), ('good.pkl', good)]
> def pack(name, method, pickle):
>     with zipfile.ZipFile(name, 'w', method) as archive:
>         for member, data in members(pickle):
>             archive.writestr(zipfile.ZipInfo(member), data, method)
> def tar(name, pickle):
>     with tarfile.open(name, 'w') as archive:
>         for member, data in members(pickle):
>             info = tarfile.TarInfo(member)
>             info.size = len(data)
>             archive.addfile(info, io.BytesIO(data))
> pack('evil.zip', zipfile.ZIP_DEFLATED, evil)
> tar('evil.tar', evil)
> with zipfile.ZipFile('fine.zip', 'w') as archive:
>     archive.writestr('good.json', json.dumps({'a': b64(good), 'c': [1, 2, 3]}))
>     archive.writestr('words.txt', 'internationalization/and-other_words ' * 100)
>     archive.writestr('good.pkl', good)
> # A tail behind the end of the stream, counted by the records.
> def tail(name, data, plain):
>     head = struct.pack('<HHHHHIIIHH', 20, 0, 8, 0, 33, zlib.crc32(plain), len(data), len(plain), 5, 0)
>     local = b'PK\3\4' + head + b'm.pkl' + data
>     central = b'PK\1\2' + b'\x14\0' + head + struct.pack('<HHHII', 0, 0, 0, 0, 0) + b'm.pkl'
>     end = b'PK\5\6' + struct.pack('<HHHHIIH', 0, 0, 1, 1, len(central), len(local), 0)
>     open(name, 'wb').write(local + central + end)
> def deflate(data):
>     packer = zlib.compressobj(9, zlib.DEFLATED, -15)
>     return packer.compress(data) + packer.flush()
> tail('tail.zip', deflate(good) + evil, good)
> tail('junk.zip', deflate(good) + b'\xff' * 9, good)
> END
> python3 make.py

$ brine scan -q evil.zip evil.tar fine.zip | grep -v 'runs a shell\|bytes:\|of the file'
evil.zip: dangerous
  ✖ junk.bin 0x0005  import os.system
  ✖ junk.bin 0x001e  call os.system('id')
  ✖ data!@0x24 0x0005  import os.system
  ✖ data!@0x24 0x001e  call os.system('id')
  ✖ load.py!@0xd 0x0005  import os.system
  ✖ load.py!@0xd 0x001e  call os.system('id')
  ◆ junk.bin stray-data: what reads 'data' passes over it, and it can be read as 'pickle' (container-anomaly)
  ! evil.zip!junk.bin: 0x9 bytes at 0x0 of it are not read: before the first pickle
  to look at it: brine evil.zip --entry junk.bin --goto 0x1e
evil.tar: dangerous
  ✖ junk.bin 0x0005  import os.system
  ✖ junk.bin 0x001e  call os.system('id')
  ✖ data!@0x24 0x0005  import os.system
  ✖ data!@0x24 0x001e  call os.system('id')
  ✖ load.py!@0xd 0x0005  import os.system
  ✖ load.py!@0xd 0x001e  call os.system('id')
  ◆ junk.bin stray-data: what reads 'data' passes over it, and it can be read as 'pickle' (container-anomaly)
  ! 0x9 bytes at 0xa00 are not read: before the first pickle
  to look at it: brine evil.tar --entry junk.bin --goto 0x1e

$ brine list evil.tar
evil.tar: tar (a tar archive), 10240 bytes
  sha256 e3f82b75a3d85b5eb69b5246711d0080a9c792eb33b0354ae1f733abcbd00f6d
  0x000200          86 bytes  stored    text      data
    note: text in which 1 pickle stands
    0x000224          48 bytes  stored    base64    data!@0x24
      0x000224          35 bytes  base64    pickle    data!@0x24
        stream 0   0x000000  35 bytes, protocol 2, 13 opcodes
  0x000600          91 bytes  stored    text      load.py
    note: text in which 1 pickle stands
    0x00060d          76 bytes  stored    literal   load.py!@0xd
      0x00060d          35 bytes  literal   pickle    load.py!@0xd
        stream 0   0x000000  35 bytes, protocol 2, 13 opcodes
  0x000a00          44 bytes  stored    data      junk.bin
    0x000a09          35 bytes  stored    pickle    junk.bin
      stream 0   0x000009  35 bytes, protocol 2, 13 opcodes
  0x000e00          40 bytes  stored    pickle    good.pkl
    stream 0   0x000000  40 bytes, protocol 2, 13 opcodes
  0x000a00           9 bytes  not read: before the first pickle

$ brine list evil.zip | grep -v sha256
evil.zip!junk.bin: 0x9 bytes at 0x0 of it are not read: before the first pickle
evil.zip: zip (a zip archive), 619 bytes
  0x000022          86 bytes  deflated  text      data
    note: text in which 1 pickle stands
    0x000024          48 bytes  stored    base64    data!@0x24
      0x000000          35 bytes  base64    pickle    data!@0x24
        stream 0   0x000000  35 bytes, protocol 2, 13 opcodes
  0x00009d          91 bytes  deflated  text      load.py
    note: text in which 1 pickle stands
    0x00000d          76 bytes  stored    literal   load.py!@0xd
      0x000000          35 bytes  literal   pickle    load.py!@0xd
        stream 0   0x000000  35 bytes, protocol 2, 13 opcodes
  0x000109          44 bytes  deflated  data      junk.bin
    note: 0x9 bytes at 0x0 of it are not read: before the first pickle
    0x000009          35 bytes  stored    pickle    junk.bin
      stream 0   0x000009  35 bytes, protocol 2, 13 opcodes
  0x00015d          40 bytes  deflated  pickle    good.pkl
    stream 0   0x000000  40 bytes, protocol 2, 13 opcodes

; Bytes of a member behind the end of its stream.
$ brine scan tail.zip junk.zip
tail.zip: dangerous
  ✖ #1 0x0005  import os.system
      runs a shell command (denied-import)
      at 0x4d of the file: 80 02 5d 71 00 [63 6f 73 0a 73 79 73 74 ...] 71 01 58 02 00 00
  ✖ #1 0x001e  call os.system('id')
      runs a shell command (denied-call)
      at 0x66 of the file: 64 71 02 85 71 03 [52] 71 04 61 2e
  ◆ #1 stray-data: what reads 'zip' passes over it, and it can be read as 'pickle' (container-anomaly)
  to look at it: brine tail.zip --entry '#1' --goto 0x1e
junk.zip: error
  ! 0x9 bytes at 0x48 are not read: behind the end of the compressed data

2 files: 1 dangerous, 1 error
[1]

$ brine list tail.zip | grep -v sha256
tail.zip: zip (a zip archive), 180 bytes
  0x000023          40 bytes  deflated  pickle    m.pkl
    stream 0   0x000000  40 bytes, protocol 2, 13 opcodes
  0x000048          35 bytes  stored    pickle    #1
    note: where readers do not look: behind the end of the compressed data
    stream 0   0x000048  35 bytes, protocol 2, 13 opcodes
