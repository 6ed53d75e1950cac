; Containers that stand behind other bytes, and archives of formats that carry others.
$ cat > make.py <<'END'
> import gzip, struct, sys, zlib
> pkl = b'\x80\x02]q\0cos\nsystem\nq\1X\2\0\0\0idq\2\x85q\3Rq\4a.'
> def gz(data):
>     stored = b'\1' + struct.pack('<HH', len(data), len(data) ^ 0xffff) + data
>     return b'\x1f\x8b\x08\0\0\0\0\0\0\xff' + stored + struct.pack('<II', zlib.crc32(data), len(data))
> def ar(*members):
>     out = b'!<arch>\n'
>     for name, data in members:
>         out += b'%-16s%-12d%-6d%-6d%-8s%-10d`\n' % (name, 0, 0, 0, b'644', len(data))
>         out += data + b'\n' * (len(data) % 2)
>     return out
> def cpio(*members):
>     out = b''
>     for name, data in members + ((b'TRAILER!!!', b''),):
>         fields = (1, 0o100644, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(name) + 1, 0)
>         out += b'070701' + b''.join(b'%08X' % n for n in fields) + name + b'\0'
>         out += b'\0' * (-len(out) % 4) + data
>         out += b'\0' * (-len(out) % 4)
>     return out
> def nest(depth):
>     out = pkl
>     for n in range(depth):
>         out = gz(out)
>     return out
> files = {
>     'lead.gz': b'HEADER\0\1' + gz(pkl),
>     'noise.bin': b'HEADER\0\1' + gz(b'no pickle') + b'\x1f\x8b\x08BZh91AY&SY\xfd7zXZ\0\x28\xb5\x2f\xfd' * 50,
>     'tail.gz': gz(b'text') + b'tail' + gz(pkl),
>     'a.deb': ar((b'debian-binary/', b'2.0\n'), (b'data.gz/', gz(pkl)), (b'#1/8', b'long.pkl' + pkl)),
>     'names.a': ar((b'//', b'a_name_of_more_than_16.pkl/\n'), (b'/0', pkl)),
>     'shared.a': ar((b'//', b'a' * 50000), *[(b'/0', b'')] * 1000),
>     'cut.a': ar((b'x.pkl/', pkl))[:-20],
>     'a.cpio': cpio((b'etc/x.pkl', pkl), (b'z', b'text')) + b'\0' * 100,
>     'deep.gz': nest(40),
> }
> for name, data in files.items():
>     open(name, 'wb').write(data)
> END
> python3 make.py

$ brine scan lead.gz
lead.gz: dangerous
  ✖ #1 0x0005  import os.system
      runs a shell command (denied-import)
      unpacked bytes: 80 02 5d 71 00 [63 6f 73 0a 73 79 73 74 ...] 71 01 58 02 00 00
  ✖ #1 0x001e  call os.system('id')
      runs a shell command (denied-call)
      unpacked bytes: 64 71 02 85 71 03 [52] 71 04 61 2e
  ◆ stray-data: what reads 'data' passes over it, and it can be read as 'gzip' (container-anomaly)
  ! 0x8 bytes at 0x0 are not read: before the first container
  to look at it: brine lead.gz --entry '#1' --goto 0x1e
[1]

$ brine list lead.gz
lead.gz: raw (pickles as they are, one or several in a row), 66 bytes
  sha256 4ea4e6f5b47721b997544a088be4cc74ac69843ccde409c2b9c374cc7d42fd0a
  0x000008          58 bytes  stored    gzip
    note: what reads 'data' passes over it, and it can be read as 'gzip'
    0x000008          35 bytes  gzip      pickle    #1
      stream 0   0x000000  35 bytes, protocol 2, 13 opcodes
  0x000000           8 bytes  not read: before the first container

; Nothing is there that holds a pickle.
$ brine scan noise.bin
noise.bin: error
  ! noise.bin: not a pickle: 0x0: 0x48 is no opcode
[2]

$ brine scan tail.gz
tail.gz: dangerous
  ✖ #2 0x0005  import os.system
      runs a shell command (denied-import)
      unpacked bytes: 80 02 5d 71 00 [63 6f 73 0a 73 79 73 74 ...] 71 01 58 02 00 00
  ✖ #2 0x001e  call os.system('id')
      runs a shell command (denied-call)
      unpacked bytes: 64 71 02 85 71 03 [52] 71 04 61 2e
  ◆ #1 stray-data: what reads 'gzip' passes over it, and it can be read as 'gzip' (container-anomaly)
  ◆ bytes-after-end: it ends at 27, and bytes follow up to 89 (container-anomaly)
  ! 0x4 bytes at 0x1b are not read: behind the end of the compressed data
  to look at it: brine tail.gz --entry '#2' --goto 0x1e
[1]

$ brine scan a.deb
a.deb: dangerous
  ✖ long.pkl 0x0005  import os.system
      runs a shell command (denied-import)
      at 0x107 of the file: 80 02 5d 71 00 [63 6f 73 0a 73 79 73 74 ...] 71 01 58 02 00 00
  ✖ long.pkl 0x001e  call os.system('id')
      runs a shell command (denied-call)
      at 0x120 of the file: 64 71 02 85 71 03 [52] 71 04 61 2e
  ✖ data.gz 0x0005  import os.system
      runs a shell command (denied-import)
      unpacked bytes: 80 02 5d 71 00 [63 6f 73 0a 73 79 73 74 ...] 71 01 58 02 00 00
  ✖ data.gz 0x001e  call os.system('id')
      runs a shell command (denied-call)
      unpacked bytes: 64 71 02 85 71 03 [52] 71 04 61 2e
  to look at it: brine a.deb --entry long.pkl --goto 0x1e
[1]

$ brine list a.deb
a.deb: ar (an ar archive: a Debian package, a static library), 294 bytes
  sha256 84f20f789de89a48dcf4d953fca53f47b3609434bb9b1d0c3c8d4ed182c19e42
  0x000044           4 bytes  stored    data      debian-binary
  0x000084          58 bytes  stored    gzip      data.gz
    0x000084          35 bytes  gzip      pickle    data.gz
      stream 0   0x000000  35 bytes, protocol 2, 13 opcodes
  0x000102          35 bytes  stored    pickle    long.pkl
    stream 0   0x000000  35 bytes, protocol 2, 13 opcodes

$ brine list names.a cut.a
names.a: ar (an ar archive: a Debian package, a static library), 192 bytes
  sha256 6f0af7506eaf66fac17c6edf2b13259de5f8934a8d4c12ce037f6efe569c379e
  0x000044          28 bytes  stored    data      //
  0x00009c          35 bytes  stored    pickle    a_name_of_more_than_16.pkl
    stream 0   0x000000  35 bytes, protocol 2, 13 opcodes

cut.a: ar (an ar archive: a Debian package, a static library), 84 bytes
  sha256 f699ebddb93bcf5b9d784053d2614e9c4203edb45423bd359190d8290b3d7964
  0x000044          35 bytes  stored    pickle    x.pkl
    note: is cut off: 16 of its 35 bytes are there
    stream 0   0x000000  16 bytes, protocol 2, 4 opcodes  breaks at 0x10: the data ends before STOP
cut.a!x.pkl: 0x10: the data ends before STOP
[2]

$ brine scan a.cpio
a.cpio: dangerous
  ✖ etc/x.pkl 0x0005  import os.system
      runs a shell command (denied-import)
      at 0x7d of the file: 80 02 5d 71 00 [63 6f 73 0a 73 79 73 74 ...] 71 01 58 02 00 00
  ✖ etc/x.pkl 0x001e  call os.system('id')
      runs a shell command (denied-call)
      at 0x96 of the file: 64 71 02 85 71 03 [52] 71 04 61 2e
  to look at it: brine a.cpio --entry etc/x.pkl --goto 0x1e
[1]

$ brine list a.cpio
a.cpio: cpio (a cpio archive of the new ASCII form), 496 bytes
  sha256 b88897dbb3a74d7cd72462b5b6a7fb9870bfab6956780631868a37dd95993084
  0x000078          35 bytes  stored    pickle    etc/x.pkl
    stream 0   0x000000  35 bytes, protocol 2, 13 opcodes
  0x00010c           4 bytes  stored    data      z

; A nest costs who makes it nothing, and no loader unpacks one.
$ brine scan deep.gz
deep.gz: suspicious
  ◆ #16 depth-limit: it stands within 16 containers, the limit: what is in it is not looked at (container-anomaly)
  ! deep.gz: what is in it is too deep within others to be opened
[1]

$ brine scan --max-depth 40 -q deep.gz
deep.gz: dangerous
  ✖ #39 0x0005  import os.system
      runs a shell command (denied-import)
      unpacked bytes: 80 02 5d 71 00 [63 6f 73 0a 73 79 73 74 ...] 71 01 58 02 00 00
  ✖ #39 0x001e  call os.system('id')
      runs a shell command (denied-call)
      unpacked bytes: 64 71 02 85 71 03 [52] 71 04 61 2e
  to look at it: brine deep.gz --entry '#39' --goto 0x1e
[1]

; One name, shared by all members.
$ brine list shared.a | wc -c | awk '{ print ($1 < 500000 ? "few" : "too many") " bytes" }'
few bytes

; A temporary file that may not grow is told, and what fits is read.
$ cat > grow.py <<'END'
> import gzip, io, tarfile
> out = io.BytesIO()
> with tarfile.open(fileobj=out, mode='w') as archive:
>     for name, size in ('x.pkl', 5), ('zeros', 65 << 20):
>         info = tarfile.TarInfo(name)
>         info.size = size
>         archive.addfile(info, io.BytesIO(b'cos\n.' if size == 5 else bytes(size)))
> open('grow.tgz', 'wb').write(gzip.compress(out.getvalue(), 1, mtime=0))
> END
> python3 grow.py
> (ulimit -f 20000; brine list grow.tgz 2>/dev/null) | grep -c 'fit into a temporary file'
1

; Text is no pickle because another reader passes over an empty line in it: what it would import first is no
; name. Nor is a table of magics an array, nor an archive without a pickle an alarm for bytes before it.
$ cat > none.py <<'END'
> import io, os, zipfile
> os.mkdir('none')
> archive = io.BytesIO()
> with zipfile.ZipFile(archive, 'w') as members:
>     members.writestr('classes/A.class', b'\xca\xfe\xba\xbe\0\0\0\x34')
> for name, data in (('b.jmod', b'JM\1\0' + archive.getvalue()),
>                    ('magic.mgc', b'a table\0\x93NUMPY\0\0\0 "x"\0!<arch>\n and more'),
>                    ('index.js', b"const util = require('util')\nconst fs = require('fs')\n"
>                                 b"const { stat } = fs.promises\n\nasync function f(path) {\n}\n")):
>     open('none/' + name, 'wb').write(data)
> END
> python3 none.py && brine scan none; brine scan none/b.jmod

3 files: 3 no pickle
none/b.jmod: error
  · prefix: offsets say 53 for what stands at 57: bytes were put before the archive (container-anomaly)
  ! no pickle was found in it
[2]
