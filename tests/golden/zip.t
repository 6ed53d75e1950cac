; Zips in which something hides, that say two things of a member, or that hold code.
$ brine list tests/data/containers/hidden/comment.zip
tests/data/containers/hidden/comment.zip: zip (a zip archive), 193 bytes
  sha256 de33d04b3968cfd76d8a176fa064277a7884c32b44b284e0a2c224b93814cb97
  0x000023          29 bytes  stored    pickle    m.pkl
    stream 0   0x000000  29 bytes, protocol 4, 15 opcodes
  0x000092          47 bytes  stored    pickle    #1
    note: 'pickle' hides where readers do not look: 'a comment'
    stream 0   0x000092  47 bytes, protocol 4, 15 opcodes

$ brine scan tests/data/containers/hidden/comment.zip
tests/data/containers/hidden/comment.zip: dangerous
  ✖ #1 0x001c  import posix.system
      runs a shell command (denied-import)
      at 0xae of the file: 79 73 74 65 6d 94 [93] 94 8c 09 65 63 68
  ✖ #1 0x002c  call posix.system('echo boom')
      runs a shell command (denied-call)
      at 0xbe of the file: 6f 6f 6d 94 85 94 [52] 94 2e
  ◆ #1 hidden: 'pickle' hides where readers do not look: 'a comment' (container-anomaly)
  to look at it: brine tests/data/containers/hidden/comment.zip --entry '#1' --goto 0x2c
[1]

$ brine list tests/data/containers/hidden/gap.zip
tests/data/containers/hidden/gap.zip: zip (a zip archive), 206 bytes
  sha256 d883f913df096ad30487918a4c85e5254796766570f304330c9bc0a0dc48f542
  0x000068          29 bytes  stored    pickle    m.pkl
    stream 0   0x000000  29 bytes, protocol 4, 15 opcodes
  0x000011          52 bytes  stored    pickle    #1
    note: where readers do not look: before the archive; what reads 'zip' passes over it, and it can be read as 'pickle'
    stream 0   0x000011  47 bytes, protocol 4, 15 opcodes
  0x000040           5 bytes  not read: padding behind a pickle
  0x000000          17 bytes  not read: before the archive

$ brine list tests/data/containers/hidden/harmless_fields.zip
tests/data/containers/hidden/harmless_fields.zip: zip (a zip archive), 209 bytes
  sha256 ea8a7ecea9f8efa88fd99dd84bfd91070c135960a07fdc2709dc78dc806a1d85
  0x00003b          29 bytes  stored    pickle    m.pkl
    stream 0   0x000000  29 bytes, protocol 4, 15 opcodes

$ brine scan tests/data/containers/hidden/comment.pkl.gz
tests/data/containers/hidden/comment.pkl.gz: dangerous
  ✖ #1 0x0000  import os.system
      runs a shell command (denied-import)
      at 0xa of the file: [63 6f 73 0a 73 79 73 74 ...] 28 56 65 63 68 6f
  ✖ #1 0x0018  call os.system('echo boom')
      runs a shell command (denied-call)
      at 0x22 of the file: 62 6f 6f 6d 0a 74 [52] 2e
  ◆ #1 hidden: 'pickle' hides where readers do not look: 'a header of the compressed data' (container-anomaly)
  to look at it: brine tests/data/containers/hidden/comment.pkl.gz --entry '#1' --goto 0x18
[1]

$ brine list tests/data/containers/hidden/directory_size.zip
tests/data/containers/hidden/directory_size.zip: zip (a zip archive), 155 bytes
  sha256 f982104266444f953d160349f1aa652b374a1aa97180e9062e861d855f658db7
  0x000023           5 bytes  stored    pickle    m.pkl
    note: its bytes do not have the CRC declared; the directory says 5 compressed bytes, its own header 47; the directory says 5 uncompressed bytes, its own header or descriptor 47
    stream 0   0x000000  2 bytes, protocol 4, 1 opcode  breaks at 0x2: FRAME: the data ends inside the argument
tests/data/containers/hidden/directory_size.zip!m.pkl: 0x2: FRAME: the data ends inside the argument
  0x000023          47 bytes  stored    pickle    m.pkl@local
    note: as its own header says: the directory says otherwise
    stream 0   0x000000  47 bytes, protocol 4, 15 opcodes
  0x000025           3 bytes  not read: after the break of a pickle
[2]

$ brine list tests/data/containers/hidden/directory_method.zip
tests/data/containers/hidden/directory_method.zip: zip (a zip archive), 153 bytes
  sha256 83fd725906d3c7c3602d48bd417df8c53176df80fbfb9cb6bf599cac8c98f874
  0x000023          47 bytes  stored    data      m.pkl
    note: its bytes do not have the CRC declared; its bytes end at 82, behind the start of the next record at 80; the directory says compression method 0, its own header 8; it is stored as it is, yet has 45 bytes compressed and 47 uncompressed
  0x000023          47 bytes  deflated  pickle    m.pkl@local
    note: as its own header says: the directory says otherwise
    stream 0   0x000000  47 bytes, protocol 4, 15 opcodes

$ brine scan tests/data/containers/hidden/misplaced.zip
tests/data/containers/hidden/misplaced.zip: dangerous
  ✖ b.pkl#2 0x001c  import posix.system
      runs a shell command (denied-import)
      at 0x7f of the file: 79 73 74 65 6d 94 [93] 94 8c 09 65 63 68
  ✖ b.pkl#2 0x002c  call posix.system('echo boom')
      runs a shell command (denied-call)
      at 0x8f of the file: 6f 6f 6d 94 85 94 [52] 94 2e
  ◆ a.pkl overlap: its bytes end at 64, behind the start of the next record at 0 (container-anomaly)
  ◆ b.pkl overlap: its bytes end at 82, behind the start of the next record at 64 (container-anomaly)
  ◆ b.pkl name: the directory calls it 'b.pkl', its own header 'a.pkl' (container-anomaly)
  ◆ b.pkl crc: the directory says CRC 0xee075fb4, its own header or descriptor 0x5435f4a3 (container-anomaly)
  ◆ b.pkl compressed-size: the directory says 47 compressed bytes, its own header 29 (container-anomaly)
  ◆ b.pkl uncompressed-size: the directory says 47 uncompressed bytes, its own header or descriptor 29 (container-anomaly)
  ◆ b.pkl header-offset: the directory places its header at 0, it stands at 64 (container-anomaly)
  ◆ b.pkl data-crc: CRC 0xee075fb4 is declared, the bytes have 0xcd9f7775 (container-anomaly)
  ! tests/data/containers/hidden/misplaced.zip!b.pkl: stream 1 at 0x1d: 0x0: PERSID: the data ends inside the argument
  to look at it: brine tests/data/containers/hidden/misplaced.zip --entry 'b.pkl#2' --goto 0x2c
[1]

$ brine list tests/data/containers/hidden/no_directory.bin
tests/data/containers/hidden/no_directory.bin: zip (a zip archive), 99 bytes
  sha256 94d57e4b85511b23d7fcfe3cda919f6e7814bb206bfe2138aca5d0f7ec2f03f2
  0x000034          47 bytes  stored    pickle    m.pkl
    note: its header stands in the file, the directory does not list it
    stream 0   0x000000  47 bytes, protocol 4, 15 opcodes
  0x000000          17 bytes  not read: before the archive

$ brine list tests/data/containers/hidden/xz_member.zip
tests/data/containers/hidden/xz_member.zip: zip (a zip archive), 212 bytes
  sha256 79d608423844a08300c425df6cd20678ee124759ec9ee8100a5e7a93820dd908
  0x000023          47 bytes  xz        pickle    m.pkl
    stream 0   0x000000  47 bytes, protocol 4, 15 opcodes

$ brine scan tests/data/containers/hidden/ppmd_member.zip
tests/data/containers/hidden/ppmd_member.zip: error
  ! tests/data/containers/hidden/ppmd_member.zip!m.pkl: its compression method 98 (ppmd) is not supported
[2]

$ brine list tests/data/containers/hidden/package.pt
tests/data/containers/hidden/package.pt: zip (a zip archive), 462 bytes
  sha256 610283918596f09f58d3cad32c90e1e7734db3f3472e1c7949a2e29a20cf36e8
  0x000034           3 bytes  stored    data      p/.data/extern_modules
  0x00005d          10 bytes  stored    data      p/mod.py
    note: it is Python source: torch.package imports it, and a pickle of the archive names it
  0x000090           5 bytes  stored    data      p/unused.py
    note: it is Python source: torch.package can import it, but no pickle of the archive names it
  0x0000c0          10 bytes  stored    pickle    p/model/m.pkl
    stream 0   0x000000  10 bytes, protocol 2, 3 opcodes

$ brine scan tests/data/containers/hidden/archive.mar
tests/data/containers/hidden/archive.mar: suspicious
  ◆ h.py it is Python source: TorchServe imports it when it loads the model archive (source-code)
[1]

$ brine scan tests/data/containers/hidden/script.pt
tests/data/containers/hidden/script.pt: benign
  · s/code/__torch__.py it is source code: torch.jit compiles it, as a language of its own that imports nothing (source-code)

$ brine scan --max-unpacked 1000 tests/data/containers/hidden/zeros.zip
tests/data/containers/hidden/zeros.zip: suspicious
  ◆ zeros it unpacks to more than the limit of 1000 bytes: what is behind them is not looked at (unpack-limit)
  ! tests/data/containers/hidden/zeros.zip!zeros: unpacks to more than the limit of 1000 bytes
[1]

$ brine list --max-unpacked 1000 tests/data/containers/hidden/zeros.zip
tests/data/containers/hidden/zeros.zip: zip (a zip archive), 335 bytes
  sha256 98390dd2a28aa6b9e1a49889037cad03c83f1581f3ee08fb9f44254d502b3cd2
  0x000023      100000 bytes  deflated  data      zeros
    note: unpacks to more than the limit of 1000 bytes
tests/data/containers/hidden/zeros.zip!zeros: unpacks to more than the limit of 1000 bytes
  0x0000b8          29 bytes  deflated  pickle    m.pkl
    stream 0   0x000000  29 bytes, protocol 4, 15 opcodes
[2]

; Of members that are called the same Python's readers take the last. The others are named by their number.
$ cat > names.py <<'END'
> import pickle, warnings, zipfile
> warnings.simplefilter('ignore')
> def zipped(path, *members):
>     with zipfile.ZipFile(path, 'w') as f:
>         for name, data in members: f.writestr(zipfile.ZipInfo(name), data)
> good, bad = pickle.dumps([1], 4), b'cos\nsystem\n(Vid\ntR.'
> zipped('twice.zip', ('a.pkl', bad), ('b', b'x'), ('a.pkl', good))
> zipped('bytes.zip', ('dataZZ.pkl', bad), ('nulY.pkl', bad))
> data = open('bytes.zip', 'rb').read().replace(b'ZZ', b'\xff\xc0').replace(b'Y', b'\0')
> open('bytes.zip', 'wb').write(data)
> data = open('twice.zip', 'rb').read()
> at = data.rindex(b'PK\1\2') + 42  # the directory leads to no header
> open('lost.zip', 'wb').write(data[:at] + b'\x31' + data[at + 1:])
> END

$ python3 names.py; brine scan twice.zip bytes.zip lost.zip | grep 'call\|duplicate'
  ✖ a.pkl#0 0x0011  call os.system('id')
      runs a shell command (denied-call)
  ◆ a.pkl duplicate-name: another member is called 'a.pkl' too: readers differ in which one they take (container-anomaly)
  ✖ data\xff\xc0.pkl 0x0011  call os.system('id')
      runs a shell command (denied-call)
  ✖ nul\x00.pkl 0x0011  call os.system('id')
      runs a shell command (denied-call)
  ✖ a.pkl 0x0011  call os.system('id')
      runs a shell command (denied-call)
  ◆ a.pkl#2 duplicate-name: another member is called 'a.pkl' too: readers differ in which one they take (container-anomaly)
  ◆ a.pkl#3 duplicate-name: another member is called 'a.pkl' too: readers differ in which one they take (container-anomaly)

$ brine calls --entry a.pkl twice.zip
twice.zip: 2 members are called 'a.pkl': this is the last that can be read, as Python takes the last; the others: a.pkl#0
twice.zip!a.pkl: protocol 4, 7 opcodes, 17 bytes
  nothing is imported, called or touched
  returns [1]

$ brine calls 'twice.zip!a.pkl#0'
twice.zip!a.pkl#0: protocol 0, 6 opcodes, 19 bytes
  0x0000 ✖ import  os.system
  0x0011 ✖ call    os.system('id')
  returns os.system('id')

$ brine calls --entry 'data\xff\xc0.pkl' bytes.zip
bytes.zip!data\xff\xc0.pkl: protocol 0, 6 opcodes, 19 bytes
  0x0000 ✖ import  os.system
  0x0011 ✖ call    os.system('id')
  returns os.system('id')

$ brine calls --entry 'nul\x00.pkl' bytes.zip
bytes.zip!nul\x00.pkl: protocol 0, 6 opcodes, 19 bytes
  0x0000 ✖ import  os.system
  0x0011 ✖ call    os.system('id')
  returns os.system('id')

$ brine calls --entry nul bytes.zip
bytes.zip!nul\x00.pkl: protocol 0, 6 opcodes, 19 bytes
  0x0000 ✖ import  os.system
  0x0011 ✖ call    os.system('id')
  returns os.system('id')

$ brine calls --entry a.pkl lost.zip
lost.zip: 3 members are called 'a.pkl': this is the last that can be read, as Python takes the last; the others: a.pkl#2, a.pkl#3
lost.zip!a.pkl: protocol 0, 6 opcodes, 19 bytes
  0x0000 ✖ import  os.system
  0x0011 ✖ call    os.system('id')
  returns os.system('id')

; Without a name the debugger opens what can be read.
$ brine debug --batch -e 'info file' tests/data/containers/hidden/directory_method.zip
File:     tests/data/containers/hidden/directory_method.zip
Format:   zip, 0x99 bytes, 2 members
Entry:    m.pkl@local
Stream:   0, from byte 0x0
Bytes:    0x2f in this stream
Opcodes:  15
Protocol: 4
Run:      whole, ends with STOP at 0x002e
Worst:    dangerous, 2 findings
Note:     as its own header says: the directory says otherwise

; Both records of a member agree, and its data disprove them: no loader reads it, and what it is is told.
$ cat > denied.py <<'END'
> import bz2, struct, zipfile, zlib
> bad = b'cos\nsystem\n(Vecho boom\ntR.'
> deflated = b'\1' + struct.pack('<HH', len(bad), len(bad) ^ 0xffff) + bad  # RFC 1951, 3.2.4
> def write(path, data, method, size=None):
>     with zipfile.ZipFile(path, 'w') as f: f.writestr(zipfile.ZipInfo('m.pkl'), data)
>     z = bytearray(open(path, 'rb').read())
>     for at, off in (z.index(b'PK\3\4'), 8), (z.index(b'PK\1\2'), 10):
>         struct.pack_into('<H', z, at + off, method)
>         struct.pack_into('<III', z, at + off + 6, zlib.crc32(bad), size or len(data), len(bad))
>     open(path, 'wb').write(z)
> write('stored.zip', bad, 8)
> write('unknown.zip', deflated, 99)
> write('unknown-stored.zip', bad, 99)
> write('bzip2.zip', bz2.compress(bad), 8)
> write('short.zip', deflated, 8, 5)
> END

$ python3 denied.py; brine scan stored.zip unknown.zip unknown-stored.zip bzip2.zip short.zip | grep '^[a-z]\|m.pkl@data.*call\|data-'
stored.zip: dangerous
  ✖ m.pkl@data 0x0018  call os.system('echo boom')
  ◆ m.pkl data-method: its records say compression method 8, its bytes are 'stored' (container-anomaly)
unknown.zip: dangerous
  ✖ m.pkl@data 0x0018  call os.system('echo boom')
  ◆ m.pkl data-method: its records say compression method 99, its bytes are 'deflated' (container-anomaly)
unknown-stored.zip: dangerous
  ✖ m.pkl@data 0x0018  call os.system('echo boom')
  ◆ m.pkl data-method: its records say compression method 99, its bytes are 'stored' (container-anomaly)
bzip2.zip: dangerous
  ✖ m.pkl@data 0x0018  call os.system('echo boom')
  ◆ m.pkl data-method: its records say compression method 8, its bytes are 'bzip2' (container-anomaly)
short.zip: dangerous
  ✖ m.pkl@data 0x0018  call os.system('echo boom')
  ◆ m.pkl data-size: its records say 5 compressed bytes, its data end after 31 (container-anomaly)

$ brine list short.zip
short.zip: zip (a zip archive), 139 bytes
  sha256 804b1a9e5db4c231696a429600bd9ea3e364550c8667fdb7865695200ac93e2c
  0x000023          26 bytes  deflated  unreadable  m.pkl
    note: deflated data are cut off; its records say 5 compressed bytes, its data end after 31
short.zip!m.pkl: deflated data are cut off
  0x000023          26 bytes  deflated  pickle    m.pkl@data
    note: as its bytes are: its records say otherwise
    stream 0   0x000000  26 bytes, protocol 0, 6 opcodes
[2]

$ brine debug --batch -e 'info file' unknown.zip
File:     unknown.zip
Format:   zip, 0x8b bytes, 2 members
Entry:    m.pkl@data
Stream:   0, from byte 0x0
Bytes:    0x1a in this stream
Opcodes:  6
Protocol: 0
Run:      whole, ends with STOP at 0x0019
Worst:    dangerous, 2 findings
Note:     as its bytes are: its records say otherwise


; Zeros between records hold nothing: list tells of them, and they are no error.
$ python3 -c "
> import io, pickle, struct, zipfile
> out = io.BytesIO()
> with zipfile.ZipFile(out, 'w') as z: z.writestr('m.pkl', pickle.dumps([1], 2))
> b = out.getvalue(); at = b.index(b'PK\1\2'); end = b.index(b'PK\5\6')
> open('gap.zip', 'wb').write(b[:at] + bytes(64) + b[at:end + 16] + struct.pack('<I', at + 64) + b[end + 20:])"
$ brine scan gap.zip; brine list --json gap.zip | grep -o '"unread": .*'
gap.zip: benign
"unread": [{"offset": 44, "size": 64, "why": "zeros between records"}]}
