; Pickles within text that is something else: each is a member, called by its offset.
$ cat > make.py <<'END'
> import base64, gzip, io, json, tarfile
> evil = b'\x80\x02]q\0cos\nsystem\nq\1X\2\0\0\0idq\2\x85q\3Rq\4a.'
> good = b'\x80\x02}q\0X\5\0\0\0wordsq\1]q\2(X\3\0\0\0oneX\3\0\0\0twoes.'
> b64 = lambda data: base64.b64encode(data).decode()
> pack = lambda data: b64(gzip.compress(data, mtime=0))
> def tar(*sizes_and_data):
>     out = io.BytesIO()
>     with tarfile.open(fileobj=out, mode='w') as archive:
>         for size, data in sizes_and_data:
>             info = tarfile.TarInfo('x')
>             info.size = size
>             archive.addfile(info, io.BytesIO(data + bytes(size - len(data))))
>     return out.getvalue()
> files = {
>     'mail.txt': 'Hello,\n\n--b\nContent-Transfer-Encoding: base64\n\n%s\n--b--\n' % b64(evil),
>     'frame.pem': '-----BEGIN PICKLE-----\n%s\n%s\n-----END PICKLE-----\n' % (b64(evil)[:36], b64(evil)[36:]),
>     'two.json': json.dumps({'a': b64(good), 'b': base64.encodebytes(evil).decode()}),
>     'good.json': json.dumps({'a': b64(good), 'c': [1, 2, 3]}),
>     'load.py': 'class A:\n    pass\n\npickle.loads(%r)\n' % evil,
>     'row.py': 'x = (%r\n     %r)\n' % (evil[:9], evil[9:]),
>     'hex.py': 'bytes.fromhex("%s")\n' % evil.hex(),
>     'number.sql': 'dump: 0x%s\n' % evil.hex(),
>     'escaped.sql': "('\\\\x%s')\n" % evil.hex(),
>     'behind.json': json.dumps([b64(good), pack(tar((65 << 20, b''), (100, evil)))]),
>     'many.json': json.dumps([b64(good)] + [pack(b'%d' % n) for n in range(300)] + [pack(evil)]),
>     'words.txt': 'internationalization/and-other_words ' * 100 + "don't say b'cos' or \"(S'id'\" \"\"\"\n",
> }
> for name, text in files.items():
>     open(name, 'w').write(text)
> END
> python3 make.py

$ brine scan -q mail.txt frame.pem load.py row.py hex.py | grep -v 'runs a shell\|bytes:\|of the file'
mail.txt: dangerous
  ✖ @0x2f 0x0005  import os.system
  ✖ @0x2f 0x001e  call os.system('id')
  to look at it: brine mail.txt --entry @0x2f --goto 0x1e
frame.pem: dangerous
  ✖ @0x17 0x0005  import os.system
  ✖ @0x17 0x001e  call os.system('id')
  to look at it: brine frame.pem --entry @0x17 --goto 0x1e
load.py: dangerous
  ✖ @0x20 0x0005  import os.system
  ✖ @0x20 0x001e  call os.system('id')
  to look at it: brine load.py --entry @0x20 --goto 0x1e
row.py: dangerous
  ✖ @0x5 0x0005  import os.system
  ✖ @0x5 0x001e  call os.system('id')
  to look at it: brine row.py --entry @0x5 --goto 0x1e
hex.py: dangerous
  ✖ @0xf 0x0005  import os.system
  ✖ @0xf 0x001e  call os.system('id')
  to look at it: brine hex.py --entry @0xf --goto 0x1e

$ brine scan two.json good.json words.txt
two.json: dangerous
  ✖ @0x48 0x0005  import os.system
      runs a shell command (denied-import)
      unpacked bytes: 80 02 5d 71 00 [63 6f 73 0a 73 79 73 74 ...] 71 01 58 02 00 00
  ✖ @0x48 0x001e  call os.system('id')
      runs a shell command (denied-call)
      unpacked bytes: 64 71 02 85 71 03 [52] 71 04 61 2e
  to look at it: brine two.json --entry @0x48 --goto 0x1e
good.json: benign
words.txt: error
  ! words.txt: not a pickle: 0x0: INST: needs a mark and none is open

3 files: 1 dangerous, 1 error, 1 benign
[1]

$ brine list two.json
two.json: raw (pickles as they are, one or several in a row), 124 bytes
  sha256 f275d713457fd271c3fd124f5190d5e97f467b64b2638ae1726800661e6f3149
    note: text in which 2 pickles stand
  0x000007          56 bytes  stored    base64    @0x7
    0x000007          40 bytes  base64    pickle    @0x7
      stream 0   0x000000  40 bytes, protocol 2, 13 opcodes
  0x000048          48 bytes  stored    base64    @0x48
    0x000048          35 bytes  base64    pickle    @0x48
      stream 0   0x000000  35 bytes, protocol 2, 13 opcodes

$ brine list load.py
load.py: raw (pickles as they are, one or several in a row), 110 bytes
  sha256 29d3e3fa40f8e5e561f0619470f11f287740abf46bd9791676d24947b373f6a4
    note: text in which 1 pickle stands
  0x000020          76 bytes  stored    literal   @0x20
    0x000020          35 bytes  literal   pickle    @0x20
      stream 0   0x000000  35 bytes, protocol 2, 13 opcodes

$ brine scan -q number.sql escaped.sql | grep -v 'runs a shell\|bytes:\|of the file'
number.sql: dangerous
  ✖ @0x8 0x0005  import os.system
  ✖ @0x8 0x001e  call os.system('id')
  to look at it: brine number.sql --entry @0x8 --goto 0x1e
escaped.sql: dangerous
  ✖ @0x5 0x0005  import os.system
  ✖ @0x5 0x001e  call os.system('id')
  to look at it: brine escaped.sql --entry @0x5 --goto 0x1e

; Too much to be looked at all at once, beside what is good.
$ brine scan behind.json many.json
behind.json: suspicious
  ◆ @0x3e it unpacks to more than 1000 times its size, the limit: what is behind is not looked at (unpack-limit)
  ! behind.json!@0x3e: unpacks to more than 1000 times its size, the limit
  ! behind.json!@0x3e!x: is cut off: 67108352 of its 68157440 bytes are there
many.json: error
  ! many.json: not all of the text was searched

2 files: 1 suspicious, 1 error
[1]
