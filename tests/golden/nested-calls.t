; A pickle that is only there once the calls of another one have unpacked it.
$ brine list tests/data/nested/base32.pkl
tests/data/nested/base32.pkl: raw (pickles as they are, one or several in a row), 94 bytes
  sha256 0664a7c956ab14e29a7d5b845f234da715c942d02e3369ecc017974c93c211b9
    stream 0   0x000000  94 bytes, protocol 4, 11 opcodes
    0x000000          27 bytes  value     pickle    @0x5a
      stream 0   0x000000  27 bytes, protocol 4, 6 opcodes

$ brine calls --nested tests/data/nested/base64-raw-zlib.pkl
tests/data/nested/base64-raw-zlib.pkl: protocol 4, 16 opcodes, 115 bytes
  0x0002 ✖ import  pickle.loads
  0x0011 ◆ import  zlib.decompress
  0x0023 ◆ import  base64.b64decode
  0x0068 ◆ call    base64.b64decode('ARsA5P+ABGNvcwpzeXN0ZW0KjAllY2hvIGJvb22FUi4=')
  0x006f ◆ call    zlib.decompress(base64.b64decode('ARsA5P+ABGNvcwpzeXN0ZW0KjAllY2hvIGJvb22FUi4='), -15)
  0x0071 ✖ call    pickle.loads(zlib.decompress(base64.b64decode('ARsA5P+ABGNvcwpzeXN0ZW0KjAllY2hvIGJvb22FUi4='), -15))
  returns pickle.loads(zlib.decompress(base64.b64decode('ARsA5P+ABGNvcwpzeXN0ZW0KjAllY2hvIGJvb22FUi4='), -15))

tests/data/nested/base64-raw-zlib.pkl!@0x6f: protocol 4, 6 opcodes, 27 bytes
  comes from 0x6f of stream 0, by base64.b64decode > zlib.decompress
  0x0002 ✖ import  os.system
  0x0019 ✖ call    os.system('echo boom')
  returns os.system('echo boom')

$ brine calls --nested --json --entry @0x6f tests/data/nested/base64-raw-zlib.pkl
{"file": "tests/data/nested/base64-raw-zlib.pkl", "entry": "@0x6f", "stream": 0, "offset": 0, "parent": {"entry": null, "stream": 0, "pos": 111, "path": "base64.b64decode > zlib.decompress"}, "end": 27, "protocol": 4, "opcodes": 6, "dialect": "c", "status": "ok", "error": null, "events": [{"pos": 2, "opcode": "GLOBAL", "kind": "import", "callee": "os.system", "module": "os", "name": "system"}, {"pos": 25, "opcode": "REDUCE", "kind": "reduce", "callee": "os.system", "args": "('echo boom',)"}], "result": "os.system('echo boom')"}

$ brine debug --batch -x - tests/data/nested/base64-raw-zlib.pkl <<'END'
> goto #14
> dive
> info calls
> up
> entries
> END
0x0071 #14 REDUCE   would CALL pickle.loads(zlib.decompress(base64.b64decode('ARsA5P+ABGNvcwpzeXN0ZW0KjAllY2hvIGJvb22FUi4='), -15))   !! DANGEROUS: pickle: reads another pickle
Entry @0x6f, stream 0 from byte 0x0
0x0000 #0 PROTO 4
·✖ import os.system  runs at 0x0002
·✖ os.system('echo boom')  runs at 0x0019
File tests/data/nested/base64-raw-zlib.pkl, stream 0 from byte 0x0
0x006f #12 REDUCE   would CALL zlib.decompress(base64.b64decode('ARsA5P+ABGNvcwpzeXN0ZW0KjAllY2hvIGJvb22FUi4='), -15)   ! SUSPICIOUS: hide: decodes bytes
▶ 0 ✖ tests/data/nested/base64-raw-zlib.pkl  dangerous  pickle  0x73
  1 ✖ @0x6f  dangerous  pickle  0x1b

; What only decodes has no values.
$ brine calls --nested --dialect pickletools tests/data/nested/base32.pkl
tests/data/nested/base32.pkl: protocol 4, 11 opcodes, 94 bytes
  is decoded up to STOP; this reader does nothing with it

; Code that marshal wrote, behind hexadecimal text: what it names.
$ brine list tests/data/nested/marshal.pkl
tests/data/nested/marshal.pkl: raw (pickles as they are, one or several in a row), 293 bytes
  sha256 6a29de84799193cbb8af936ea517b7f9f1ca00d5b9142f4fc0dcc6cf2ab33ecd
    stream 0   0x000000  293 bytes, protocol 4, 15 opcodes
    0x000000         114 bytes  value     marshal   @0x11f
      0x000000         114 bytes  stored    code      @0x11f!<module>
        note: code of Python 3.8 to 3.10, from s; names: os, system; constants: 0, 'id'

$ brine scan tests/data/nested/marshal.pkl
tests/data/nested/marshal.pkl: dangerous
  ✖ 0x0002  import builtins.exec
      evaluates text as Python code (denied-import)
      at 0x2 of the file: 80 04 [63 62 75 69 6c 74 69 6e ...] 28 63 6d 61 72 73
  ✖ 0x0012  import marshal.loads
      makes code objects of bytes (denied-import)
      at 0x12 of the file: 65 78 65 63 0a 28 [63 6d 61 72 73 68 61 6c ...] 28 63 62 69 6e 61
  ✖ 0x0121  call marshal.loads(binascii.a2b_hex('e30000000000000000000000000000000003000000400000007316000000640064016c005a006500a0016402a1010100640153002903e9000000004eda0269642902da026f73da0673797374656da90072050000007205000000da0173da083c6d6f64756c653e0100000073020000000801'))  = marshal.loads(b'\xe3\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00@\x00\x00\x00s\x16\x00\x00\x00d\x00d\x01l\x00Z\x00e\x00\xa0\x01d\x02\xa1\x01\x01\x00d\x01S\x00)\x03\xe9\x00\x00\x00\x00N\xda\x02id)\x02\xda\x02os\xda\x06system\xa9\x00r\x05\x00\x00\x00r\x05\x00\x00\x00\xda\x01s\xda\x08<module>\x01\x00\x00\x00s\x02\x00\x00\x00\x08\x01')
      makes code objects of bytes (denied-call)
      at 0x121 of the file: 38 30 31 74 52 74 [52] 74 52 2e
  ✖ 0x0123  call builtins.exec(marshal.loads(binascii.a2b_hex('e30000000000000000000000000000000003000000400000007316000000640064016c005a006500a0016402a1010100640153002903e9000000004eda0269642902da026f73da0673797374656da90072050000007205000000da0173da083c6d6f64756c653e0100000073020000000801')))
      evaluates text as Python code (denied-call)
      at 0x123 of the file: 31 74 52 74 52 74 [52] 2e
  ◆ 0x0022  import binascii.a2b_hex
      decodes bytes (doubtful-import)
      at 0x22 of the file: 6f 61 64 73 0a 28 [63 62 69 6e 61 73 63 69 ...] 28 58 e4 00 00 00
  ◆ 0x011f  call binascii.a2b_hex('e30000000000000000000000000000000003000000400000007316000000640064016c005a006500a0016402a1010100640153002903e9000000004eda0269642902da026f73da0673797374656da90072050000007205000000da0173da083c6d6f64756c653e0100000073020000000801')
      decodes bytes (doubtful-call)
      at 0x11f of the file: 30 30 38 30 31 74 [52] 74 52 74 52 2e
  ◆ @0x11f holds code of Python 3.8 to 3.10 that marshal wrote, 1 code object; it names what is known to be dangerous: os, os.system; names: os, system (marshalled-code)
  to look at it: brine tests/data/nested/marshal.pkl --goto 0x123
[1]

; To programs the function that the code names first is the callee.
$ brine scan --json tests/data/nested/marshal.pkl | grep -o '"marshalled-code", [^,]*'
"marshalled-code", "callee": "os.system"

; What bytes and bytearray make of ints, where it is loaded; a number that is no byte makes nothing.
$ printf '\200\002cpickle\012loads\012(cbuiltins\012bytearray\012((KcKoKsK\012KsKyKsKtKeKmK\012K(KXK\002K\000K\000K\000KiKdKtKRK.ltRtR.' | brine scan -
-: dangerous
  ✖ 0x0002  import pickle.loads
      reads another pickle (denied-import)
      at 0x2 of the file: 80 02 [63 70 69 63 6b 6c 65 0a ...] 28 63 62 75 69 6c
  ✖ 0x0057  call pickle.loads(builtins.bytearray([99, 111, 115, 10, 115, 121, 115, 116, 101, 109, 10, 40, 88, 2, 0, 0, 0, 105, 100, 116, 82, 46]))  = pickle.loads(bytearray(b'cos\nsystem\n(X\x02\x00\x00\x00idtR.'))
      reads another pickle (denied-call)
      at 0x57 of the file: 4b 2e 6c 74 52 74 [52] 2e
  ✖ @0x55 0x0000  import os.system
      runs a shell command (denied-import)
      unpacked bytes: [63 6f 73 0a 73 79 73 74 ...] 28 58 02 00 00 00
      it comes from 0x55 of stream 0, by builtins.bytearray
  ✖ @0x55 0x0014  call os.system('id')
      runs a shell command (denied-call)
      unpacked bytes: 00 00 00 69 64 74 [52] 2e
[1]

$ printf '\200\002cpickle\012loads\012(cbuiltins\012bytes\012((M\000\001KcKoKsK\012KsKyKsKtKeKmK\012K(KXK\002K\000K\000K\000KiKdKtKRK.ttRtR.' | brine list -
-: raw (pickles as they are, one or several in a row), 88 bytes
  sha256 ad4b5e66f866feb162ef68e146131d876cc9e750e355e4e1193ab62a0528fa17
    stream 0   0x000000  88 bytes, protocol 2, 35 opcodes

; Halves that are joined, and reached by a loader that is computed.
$ printf '\200\002c__builtin__\012getattr\012(cpickle\012loads\012U\010__call__tR(cbuiltins\012bytes.join\012(C\000](C\007cos\012sysC\016tem\012(U\004boomtR.etRtR.' | brine calls --nested -
-: protocol 2, 21 opcodes, 108 bytes
  0x0002 ◆ import  __builtin__.getattr  = builtins.getattr
  0x0018 ✖ import  pickle.loads
  0x0031 ✖ call    __builtin__.getattr(pickle.loads, '__call__')
  0x0033   import  builtins.bytes.join
  0x0068   call    builtins.bytes.join(b'', [b'cos\nsys', b'tem\n(U\x04boomtR.'])
  0x006a ✖ call    __builtin__.getattr(pickle.loads, '__call__')(builtins.bytes.join(b'', [b'cos\nsys', b'tem\n(U\x04boomtR.']))  = pickle.loads.__call__(b'cos\nsystem\n(U\x04boomtR.')
  returns __builtin__.getattr(pickle.loads, '__call__')(builtins.bytes.join(b'', [b'cos\nsys', b'tem\n(U\x04boomtR.']))

-!@0x68: protocol 0, 6 opcodes, 21 bytes
  comes from 0x68 of stream 0, by builtins.bytes.join
  0x0000 ✖ import  os.system
  0x0013 ✖ call    os.system('boom')
  returns os.system('boom')

; A str that is given to what takes a file is its name: nothing in it is loaded.
$ printf '\200\002cpandas\012read_pickle\012(X\017\000\000\000/tmp/model.pkl.tR.' | brine list -
-: raw (pickles as they are, one or several in a row), 46 bytes
  sha256 d055647c353e8b4298b21934c922163094b09cc7851fb29ed54f5dc1bec765eb
    stream 0   0x000000  46 bytes, protocol 2, 7 opcodes
