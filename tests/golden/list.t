; brine list: what a file holds.
$ brine list examples/two-streams.pkl
examples/two-streams.pkl: raw (pickles as they are, one or several in a row), 91 bytes
  sha256 f9b9f381c4546dd9fec77e6fde5897f35152ae01a8e2980e663f7223972850e3
    stream 0   0x000000  42 bytes, protocol 4, 13 opcodes
    stream 1   0x00002a  49 bytes, protocol 4, 15 opcodes

$ brine list examples/boom.pt
examples/boom.pt: pytorch-zip (a PyTorch model or TorchScript archive: a zip with data.pkl in a folder), 1244 bytes
  sha256 4afb823d84fd512a2c28d23fa7aa62a191970c67b6603323098d57b112615f97
  0x000040         239 bytes  stored    pickle    archive/data.pkl
    stream 0   0x000000  239 bytes, protocol 2, 55 opcodes
  0x000180           6 bytes  stored    data      archive/byteorder
  0x000200          16 bytes  stored    storage   archive/data/0
  0x000280           2 bytes  stored    data      archive/version
  0x000300          40 bytes  stored    data      archive/.data/serialization_id

$ brine list --json examples/two-streams.pkl
{"file": "examples/two-streams.pkl", "sha256": "f9b9f381c4546dd9fec77e6fde5897f35152ae01a8e2980e663f7223972850e3", "format": "raw", "bytes": 91, "members": [{"entry": null, "format": "raw", "offset": 0, "size": 91, "unpacked": 91, "sha256": "f9b9f381c4546dd9fec77e6fde5897f35152ae01a8e2980e663f7223972850e3", "streams": [{"stream": 0, "offset": 0, "end": 42, "protocol": 4, "opcodes": 13, "status": "ok"}, {"stream": 1, "offset": 42, "end": 91, "protocol": 4, "opcodes": 15, "status": "ok"}], "note": null}], "unread": []}

$ brine list --json examples/boom.pt
{"file": "examples/boom.pt", "sha256": "4afb823d84fd512a2c28d23fa7aa62a191970c67b6603323098d57b112615f97", "format": "pytorch-zip", "bytes": 1244, "members": [{"entry": "archive/data.pkl", "format": "raw", "offset": 64, "size": 239, "unpacked": 239, "sha256": "b773dba5406dda5e4b3de8f5634d3b3bb7fc31117f269e17ed539690c683748a", "streams": [{"stream": 0, "offset": 0, "end": 239, "protocol": 2, "opcodes": 55, "status": "ok"}], "note": null}, {"entry": "archive/byteorder", "format": "data", "offset": 384, "size": 6, "unpacked": 6, "sha256": "180ca01b95f0dfdd36fbb600e51cf6e46c8ef468de56b017847886fefaf7b6f9", "streams": [], "note": null}, {"entry": "archive/data/0", "format": "storage", "offset": 512, "size": 16, "unpacked": 16, "sha256": "21f0baa17258fa40b058c5ac8819e65774c91fd5d549aa90974c55cf8c492b82", "streams": [], "note": null}, {"entry": "archive/version", "format": "data", "offset": 640, "size": 2, "unpacked": 2, "sha256": "1121cfccd5913f0a63fec40a6ffd44ea64f9dc135c66634ba001d10bcf4302a2", "streams": [], "note": null}, {"entry": "archive/.data/serialization_id", "format": "data", "offset": 768, "size": 40, "unpacked": 40, "sha256": "1f9156a528df41d026aee139b430baacea6097fbdf5bbe6c037188c277953585", "streams": [], "note": null}], "unread": []}

; What is not read is told.
$ brine list examples/broken-after-payload.pkl
examples/broken-after-payload.pkl: raw (pickles as they are, one or several in a row), 38 bytes
  sha256 267a3f5141208a802c73775dc01098b68b067b0a2dfba2d51c79a45f658cac94
    stream 0   0x000000  36 bytes, protocol 2, 7 opcodes  breaks at 0x24: 0xff is no opcode
examples/broken-after-payload.pkl: 0x24: 0xff is no opcode
  0x000024           2 bytes  not read: after the break of a pickle
[2]

$ brine list missing.pkl
missing.pkl: no such file
[2]

; Containers within containers, to a limit.
$ brine list tests/data/containers/zip/nested_pt.zip
tests/data/containers/zip/nested_pt.zip: zip (a zip archive), 592 bytes
  sha256 0a7c302b59147368cb70fa1af6f0a467a5971c9388a5c1d16fab2678a0a7d1a2
  0x000035         782 bytes  deflated  pytorch-zip  model/pytorch_model.bin
    0x000040         195 bytes  stored    pickle    model/pytorch_model.bin!archive/data.pkl
      stream 0   0x000000  195 bytes, protocol 2, 34 opcodes
    0x000140           6 bytes  stored    data      model/pytorch_model.bin!archive/byteorder
    0x000180          16 bytes  stored    storage   model/pytorch_model.bin!archive/data/0
    0x000200           2 bytes  stored    data      model/pytorch_model.bin!archive/version
  0x0001ba           2 bytes  stored    data      config.json

$ brine calls tests/data/containers/zip/nested_pt.zip!data.pkl
tests/data/containers/zip/nested_pt.zip!model/pytorch_model.bin!archive/data.pkl: protocol 2, 34 opcodes, 195 bytes
  0x0002 ✖ import  os.system
  0x0022 ✖ call    os.system('echo brine-test')
  0x0024   import  collections.OrderedDict
  0x003e   call    collections.OrderedDict()
  0x0046   import  torch._utils._rebuild_tensor_v2
  0x0075   import  torch.FloatStorage
  0x009a   load    persistent_load(('storage', torch.FloatStorage, '0', 'cpu', 4))
  0x00a4   import  collections.OrderedDict
  0x00be   call    collections.OrderedDict()
  0x00c0   call    torch._utils._rebuild_tensor_v2(persistent_load(('storage', torch.FloatStorage, '0', 'cpu', 4)), 0, (4,), (1,), False, collections.OrderedDict())
  0x00c1   set     collections.OrderedDict() <- [('w', torch._utils._rebuild_tensor_v2(persistent_load(('storage', torch.FloatStorage, '0', 'cpu', 4)), 0, (4,), (1,), False, collections.OrderedDict()))]
  returns collections.OrderedDict()

$ brine scan --json --max-depth 0 tests/data/containers/zip/nested_pt.zip
{"file": "tests/data/containers/zip/nested_pt.zip", "sha256": "0a7c302b59147368cb70fa1af6f0a467a5971c9388a5c1d16fab2678a0a7d1a2", "format": "zip", "verdict": "error", "findings": [], "errors": [{"entry": "model/pytorch_model.bin", "stream": null, "pos": null, "message": "tests/data/containers/zip/nested_pt.zip!model/pytorch_model.bin: what is in it is too deep within others to be opened"}], "streams": 0, "bytes": 592}
[2]

; Compressed streams: the one member is shown with what is odd about it.
$ brine list tests/data/containers/compressed/gz_two_members.pkl.gz
tests/data/containers/compressed/gz_two_members.pkl.gz: gzip (a gzip stream around something else), 84 bytes
  sha256 a35d11bdfe4050c6ad51a0d4c5f6145d5ef0c02a45de24d4dcd4baf3939cea6c
  0x000000          44 bytes  gzip      pickle
    note: 2 compressed streams in a row are read as one
    stream 0   0x000000  8 bytes, protocol 2, 6 opcodes
    stream 1   0x000008  36 bytes, protocol 2, 6 opcodes

$ brine list tests/data/containers/compressed/gz_bad_crc.pkl.gz
tests/data/containers/compressed/gz_bad_crc.pkl.gz: gzip (a gzip stream around something else), 56 bytes
  sha256 c25537b8d3519074c9b2222ca65915d35a73edb93d552e0c4e1da19895e36b46
  0x000000          36 bytes  gzip      pickle
    note: CRC 0x0 is declared behind the compressed data, what they unpack to has 0x19ff8fba; 0 bytes are declared behind the compressed data, they unpack to 36
    stream 0   0x000000  36 bytes, protocol 2, 6 opcodes

$ brine list tests/data/containers/compressed/gz_cut.pkl.gz
tests/data/containers/compressed/gz_cut.pkl.gz: gzip (a gzip stream around something else), 2059 bytes
  sha256 77232bdcca00d1f556b51fbb9d8694c6ce7f63366a576cb7c62d2133be459fad
  0x000000        2044 bytes  gzip      pickle
    note: gzip data are cut off at 0x80b
    stream 0   0x000000  36 bytes, protocol 2, 6 opcodes
    stream 1   0x000024  0 bytes, protocol 0, 0 opcodes  breaks at 0x0: 0xc1 is no opcode
tests/data/containers/compressed/gz_cut.pkl.gz: stream 1 at 0x24: 0x0: 0xc1 is no opcode
[2]

$ brine list --json tests/data/containers/compressed/gz_trailing.pkl.gz
{"file": "tests/data/containers/compressed/gz_trailing.pkl.gz", "sha256": "d668928afa990ff9e4c1ee69810a207afdb5eccc23571c27a05b83dea671393c", "format": "gzip", "bytes": 72, "members": [{"entry": null, "format": "raw", "offset": 0, "size": 56, "unpacked": 36, "sha256": "8d2fbddac75b317b810fd44f9e9be4f38da10cda734ba8ccc13d592f90165023", "streams": [{"stream": 0, "offset": 0, "end": 36, "protocol": 2, "opcodes": 6, "status": "ok"}], "note": "it ends at 56, and bytes follow up to 72"}], "unread": [{"offset": 56, "size": 16, "why": "behind the end of the compressed data"}]}

; What is packed in what is packed is told.
$ brine list tests/data/containers/tar/evil.tar.gz
tests/data/containers/tar/evil.tar.gz: gzip (a gzip stream around something else), 140 bytes
  sha256 8773537b4b07bc3d8c9af315e5a224fcc888a746300c55cc6342bbba80f354e2
  0x000000       10240 bytes  gzip      tar
    0x000200          36 bytes  stored    pickle    d/x.pkl
      stream 0   0x000000  36 bytes, protocol 2, 6 opcodes

; Tars.
$ brine list tests/data/containers/tar/links.tar
tests/data/containers/tar/links.tar: tar (a tar archive), 10240 bytes
  sha256 e2eace65378996cc4148765876f246966191ea1664eb8a75e33462ff28b0a6ce
  0x000200          36 bytes  stored    pickle    x.pkl
    stream 0   0x000000  36 bytes, protocol 2, 6 opcodes
  0x000600           0 bytes  hard link  link      h.pkl
  0x000800           0 bytes  symlink   link      s.pkl
    note: it links to '/etc/passwd', which leads out of the archive
  0x000a00           8 bytes  stored    pickle    ../up.pkl
    note: the name '../up.pkl' leads out of its folder, or has characters that hide
    stream 0   0x000000  8 bytes, protocol 2, 6 opcodes
  0x000e00           0 bytes  fifo      device    f

$ brine list tests/data/containers/tar/truncated.tar
tests/data/containers/tar/truncated.tar: tar (a tar archive), 1500 bytes
  sha256 1e6c356fa22cf66a69e6775f8720089863fb63b45c265b5d0ffda9658da735d7
  0x000200          36 bytes  stored    pickle    x.pkl
    stream 0   0x000000  36 bytes, protocol 2, 6 opcodes
  0x000400         476 bytes  not read: less than a block: it is cut off

$ brine list tests/data/containers/tar/size_octal_bad.tar
tests/data/containers/tar/size_octal_bad.tar: tar (a tar archive), 10240 bytes
  sha256 431dac408a21199551f9e34bbfb8999eba798760707d2632b12a2fe34096fe58
  0x000200         512 bytes  stored    pickle
    note: where readers do not look: no header of a member is there; what reads 'tar' passes over it, and it can be read as 'pickle'
    stream 0   0x000200  36 bytes, protocol 2, 6 opcodes
  0x000224         476 bytes  not read: padding behind a pickle
  0x000000         512 bytes  not read: a damaged header

; 7z.
$ brine list tests/data/libs/7z/evil_bcj.7z
tests/data/libs/7z/evil_bcj.7z: 7z (a 7z archive), 258 bytes
  sha256 aba5d0ef965454924ef7d98bbe98d47fa41c191103dd7f1721aa39357a782d51
  0x000000           0 bytes  stored    folder    m
  0x000020          47 bytes  bcj+lzma2  pickle    m/data.pkl
    stream 0   0x000000  47 bytes, protocol 2, 10 opcodes
  0x000020         200 bytes  bcj+lzma2  data      r.txt

$ brine list tests/data/libs/7z/password.7z
tests/data/libs/7z/password.7z: 7z (a 7z archive), 254 bytes
  sha256 68b5db665268ae55a1dbd7ab5e0d9423ba8706a1257d3cb520d5a02cdc51432c
  0x000000           0 bytes  7z        unreadable
    note: its header is encrypted (0x60)
tests/data/libs/7z/password.7z: its header is encrypted (0x60)
[2]

$ brine list tests/data/hostile/sevenz_header_huge.7z
tests/data/hostile/sevenz_header_huge.7z: 7z (a 7z archive), 32 bytes
  sha256 0e042d09cd875822768cd2d1962c1d45455b6e1be092e0d9677876220c6dfd0e
  0x000000           0 bytes  7z        unreadable
    note: its header should be 0x8000000000000000 bytes, 0x0 bytes behind 0x20: the file ends at 0x20
tests/data/hostile/sevenz_header_huge.7z: its header should be 0x8000000000000000 bytes, 0x0 bytes behind 0x20: the file ends at 0x20
[2]

; A member of a zip that LZMA packed.
$ brine list tests/data/containers/torch/lzma_member.pt
tests/data/containers/torch/lzma_member.pt: pytorch-zip (a PyTorch model or TorchScript archive: a zip with data.pkl in a folder), 782 bytes
  sha256 8cb2fdf222ef8de301f70591a08c02c62557d4a68e13c5cc737798d3661cdb03
  0x000040         195 bytes  lzma      pickle    archive/data.pkl
    stream 0   0x000000  195 bytes, protocol 2, 34 opcodes
  0x000140           6 bytes  stored    data      archive/byteorder
  0x000180          16 bytes  stored    storage   archive/data/0
  0x000200           2 bytes  stored    data      archive/version

; A tar whose first name is a pickle: pickle.load reads that, tarfile the members. Both are listed.
$ python3 -c "import tarfile as t; i=t.TarInfo('x'); i.size=22; h=bytearray(i.tobuf(t.USTAR_FORMAT)); n=b'\x80\x02cos\nsystem\nU\x02id\x85R.'; h[:len(n)]=n; h[148:156]=b' '*8; h[148:156]=b'%06o\0 '%sum(h); open('both.tar','wb').write(bytes(h)+b'cos\nsystem\n(S\'id\'\ntR.'.ljust(1536,b'\0'))"

$ brine list both.tar
both.tar: raw (pickles as they are, one or several in a row), 2048 bytes
  sha256 278471c224a998c003ba2366d682d7b7dd3431dfeed72adebc540a97eeacfc1d
    stream 0   0x000000  20 bytes, protocol 2, 6 opcodes
    stream 1   0x000014  0 bytes, protocol 0, 0 opcodes  breaks at 0x0: 0x00 is no opcode
both.tar: stream 1 at 0x14: 0x0: 0x00 is no opcode
    stream 2   0x000200  21 bytes, protocol 0, 6 opcodes
  0x000000        2048 bytes  stored    tar       @tar
    note: the same bytes are read as 'raw' by one loader and as 'tar' by another
    0x000200          22 bytes  stored    pickle    @tar!\x80\x02cos\nsystem\nU\x02id\x85R.
      note: the name '\x80\x02cos\nsystem\nU\x02id\x85R.' leads out of its folder, or has characters that hide
      stream 0   0x000000  21 bytes, protocol 0, 6 opcodes
  0x000014         492 bytes  not read: after the break of a pickle
  0x000215        1515 bytes  not read: padding behind a pickle
  0x000215           1 bytes  not read: padding behind a pickle
[2]

$ brine scan both.tar
both.tar: dangerous
  ✖ 0x0002  import os.system
      runs a shell command (denied-import)
      at 0x2 of the file: 80 02 [63 6f 73 0a 73 79 73 74 ...] 55 02 69 64 85 52
  ✖ 0x0012  call os.system('id')
      runs a shell command (denied-call)
      at 0x12 of the file: 0a 55 02 69 64 85 [52] 2e 00 00 00 00 00
  ✖ stream 2 0x0000  import os.system
      runs a shell command (denied-import)
      at 0x200 of the file: [63 6f 73 0a 73 79 73 74 ...] 28 53 27 69 64 27
  ✖ stream 2 0x0013  call os.system('id')
      runs a shell command (denied-call)
      at 0x213 of the file: 27 69 64 27 0a 74 [52] 2e 00 00 00 00 00
  ✖ @tar!\x80\x02cos\nsystem\nU\x02id\x85R. 0x0000  import os.system
      runs a shell command (denied-import)
      at 0x200 of the file: [63 6f 73 0a 73 79 73 74 ...] 28 53 27 69 64 27
  ✖ @tar!\x80\x02cos\nsystem\nU\x02id\x85R. 0x0013  call os.system('id')
      runs a shell command (denied-call)
      at 0x213 of the file: 27 69 64 27 0a 74 [52] 2e 00
  ◆ stream 1 0x0000  492 bytes of no pickle at 0x14, before the next pickle (bytes-after-stop)
  ◆ @tar other-reading: the same bytes are read as 'raw' by one loader and as 'tar' by another (container-anomaly)
  ◆ @tar!\x80\x02cos\nsystem\nU\x02id\x85R. name-bytes: the name '\x80\x02cos\nsystem\nU\x02id\x85R.' leads out of its folder, or has characters that hide (container-anomaly)
  · stream 3 0x0000  1515 bytes of padding (blanks or zeros) at 0x215, behind the last pickle (bytes-after-stop)
  · @tar!\x80\x02cos\nsystem\nU\x02id\x85R. stream 1 0x0000  1 byte of padding (blanks or zeros) at 0x15, behind the last pickle (bytes-after-stop)
  to look at it: brine both.tar --goto 0x12
[1]

$ brine calls --entry @tar both.tar
both.tar!@tar: protocol 2, 6 opcodes, 20 bytes
  0x0002 ✖ import  os.system
  0x0012 ✖ call    os.system('id')
  returns os.system('id')

both.tar!@tar: stream 1 at 0x14: protocol 0, 0 opcodes, 0 bytes
  breaks at 0x0: 0x00 is no opcode
both.tar!@tar: stream 1 at 0x14: 0x0: 0x00 is no opcode
[2]
