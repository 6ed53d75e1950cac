; Arrays of numpy, and PyTorch's files of before zip.

; Numbers hold no pickle, whatever they look like: that is an answer, not an error.
$ brine list tests/data/containers/npy/numeric_looks_evil.npy
tests/data/containers/npy/numeric_looks_evil.npy: npy (an array that numpy saved), 176 bytes
  sha256 dc9e87debf7e870057143ea9fc53ca2cfcbc4107c788d1070ab53d7dcd34e9fa
  0x000080          48 bytes  stored    array
    note: an array of '|u1', shape (48,): no objects, so its data is no pickle

$ brine scan tests/data/containers/npy/numeric_looks_evil.npy
tests/data/containers/npy/numeric_looks_evil.npy: benign
  · an array of '|u1', shape (48,): no objects, so its data is no pickle (no-pickle)

$ brine scan --json tests/data/containers/npy/numeric_looks_evil.npy
{"file": "tests/data/containers/npy/numeric_looks_evil.npy", "sha256": "dc9e87debf7e870057143ea9fc53ca2cfcbc4107c788d1070ab53d7dcd34e9fa", "format": "npy", "verdict": "benign", "findings": [{"entry": null, "stream": null, "pos": null, "file_offset": null, "severity": "info", "rule": "no-pickle", "callee": null, "args": null, "message": "an array of '|u1', shape (48,): no objects, so its data is no pickle"}], "errors": [], "streams": 0, "bytes": 176}

$ brine calls tests/data/containers/npy/numeric_looks_evil.npy
tests/data/containers/npy/numeric_looks_evil.npy: no pickle in this npy file
[2]

; Objects, also in a field, are a pickle.
$ brine list tests/data/containers/npy/evil_structured.npy
tests/data/containers/npy/evil_structured.npy: npy (an array that numpy saved), 164 bytes
  sha256 a6a216bdebaa28f6ffaeea51bd2ac0ff2f0447f8fefd5ae2b8396685df4ce70e
  0x000080          36 bytes  stored    pickle
    note: an array of [('a', '<i4'), ('b', '|O')], shape (1,): objects, so its data is a pickle
    stream 0   0x000080  36 bytes, protocol 2, 6 opcodes

$ brine list --json tests/data/containers/npy/evil_v2.npy
{"file": "tests/data/containers/npy/evil_v2.npy", "sha256": "90c93c0bae2098fc87588b3651f46fd97ead1124b28c3d15159669df6165d1c6", "format": "npy", "bytes": 172, "members": [{"entry": null, "format": "raw", "offset": 128, "size": 44, "unpacked": 44, "sha256": "8989e858f52c41fcf649a582c8a419e34d651d60cc9de47b5c051cddc9fb8b0f", "streams": [{"stream": 0, "offset": 128, "end": 172, "protocol": 4, "opcodes": 9, "status": "ok"}], "note": "an array of '|O', shape (1,): objects, so its data is a pickle"}], "unread": []}

$ brine scan tests/data/containers/npy/evil_object.npy
tests/data/containers/npy/evil_object.npy: dangerous
  ✖ 0x0002  import os.system
      runs a shell command (denied-import)
      at 0x82 of the file: 80 02 [63 6f 73 0a 73 79 73 74 ...] 58 0f 00 00 00 65
  ✖ 0x0022  call os.system('echo brine-test')
      runs a shell command (denied-call)
      at 0xa2 of the file: 2d 74 65 73 74 85 [52] 2e
  to look at it: brine tests/data/containers/npy/evil_object.npy --goto 0x22
[1]

$ brine debug --batch -e danger tests/data/containers/npy/evil_object.npy
0x0002 #1 GLOBAL   would IMPORT os.system   !! DANGEROUS: process: runs a shell command

; A header that is an expression is none; what follows it is looked at all the same.
$ brine list tests/data/containers/npy/header_expr.npy
tests/data/containers/npy/header_expr.npy: npy (an array that numpy saved), 164 bytes
  sha256 311cd854f5ff43688c275702973f1a5d3da20a14ee4bf779288a37257785ce5c
  0x000000         128 bytes  stored    unreadable
    note: 0x40: expected a comma or the end of the dictionary in the header of an array
tests/data/containers/npy/header_expr.npy: 0x40: expected a comma or the end of the dictionary in the header of an array
  0x000080          36 bytes  stored    pickle    #1
    note: where readers do not look: behind the array; what reads 'npy' passes over it, and it can be read as 'pickle'
    stream 0   0x000080  36 bytes, protocol 2, 6 opcodes
[2]

$ brine list tests/data/hostile/npy_header_len.npy
tests/data/hostile/npy_header_len.npy: npy (an array that numpy saved), 13 bytes
  sha256 cd6b367f8accc33a91bb6b4e5b6d1e698c6ba8078c4f16e18afa8cba425854f0
  0x000000          13 bytes  stored    unreadable
    note: 0x8: the header of an array should have 4294967295 bytes, there are 1
tests/data/hostile/npy_header_len.npy: 0x8: the header of an array should have 4294967295 bytes, there are 1
[2]

$ brine list tests/data/hostile/npy_shape_huge.npy
tests/data/hostile/npy_shape_huge.npy: npy (an array that numpy saved), 128 bytes
  sha256 57c9753be59856cb9bf392c7b18dc9c15ff31fe6561556252dd9f5ca1cbcb868
  0x000080           0 bytes  stored    array
    note: an array of '<f8', shape (9223372036854775807, 9223372036854775807): no objects, so its data is no pickle; 0x80: the array has more bytes than 64 bits can count, there are 0
tests/data/hostile/npy_shape_huge.npy: 0x80: the array has more bytes than 64 bits can count, there are 0
[2]

$ brine scan tests/data/hostile/npy_shape_huge.npy
tests/data/hostile/npy_shape_huge.npy: error
  ! tests/data/hostile/npy_shape_huge.npy: 0x80: the array has more bytes than 64 bits can count, there are 0
[2]

; Five pickles, then storages, which are never read as pickles.
$ brine list tests/data/containers/torch/legacy_raw_looks_evil.pt
tests/data/containers/torch/legacy_raw_looks_evil.pt: pytorch-legacy (a PyTorch file of before 1.6: five pickles in a row, then storages), 319 bytes
  sha256 3b3058307d9bdcc4516f17cac5bf13579cdbd94ff7201cf32610d8568d82e32b
  0x000000         295 bytes  stored    pickle
    stream 0   0x000000  15 bytes, protocol 2, 3 opcodes
    stream 1   0x00000f  6 bytes, protocol 2, 3 opcodes
    stream 2   0x000015  100 bytes, protocol 2, 19 opcodes
    stream 3   0x000079  162 bytes, protocol 2, 30 opcodes
    stream 4   0x00011b  12 bytes, protocol 2, 6 opcodes
  0x000127          24 bytes  stored    storage   0

$ brine scan tests/data/containers/torch/legacy_raw_looks_evil.pt
tests/data/containers/torch/legacy_raw_looks_evil.pt: benign

$ brine list tests/data/libs/torch/dtypes_legacy.pt
tests/data/libs/torch/dtypes_legacy.pt: pytorch-legacy (a PyTorch file of before 1.6: five pickles in a row, then storages), 852 bytes
  sha256 1a22ec674e87599f73479055ac03816fdfdb12f4dc2ae094b712b351e1eceb61
  0x000000         784 bytes  stored    pickle
    stream 0   0x000000  15 bytes, protocol 2, 3 opcodes
    stream 1   0x00000f  6 bytes, protocol 2, 3 opcodes
    stream 2   0x000015  116 bytes, protocol 2, 27 opcodes
    stream 3   0x000089  559 bytes, protocol 2, 180 opcodes
    stream 4   0x0002b8  88 bytes, protocol 2, 16 opcodes
  0x000310          12 bytes  stored    storage   949509216
  0x00031c          12 bytes  stored    storage   970735744
  0x000328          10 bytes  stored    storage   970735984
  0x000332          10 bytes  stored    storage   970736080
  0x00033c          24 bytes  stored    storage   970736704

; The magic number may be made by a call, and the payload may be in any of the five.
$ brine list tests/data/containers/torch/legacy_magic_computed.pt
tests/data/containers/torch/legacy_magic_computed.pt: pytorch-legacy (a PyTorch file of before 1.6: five pickles in a row, then storages), 226 bytes
  sha256 54bcfb06516c5d4e4b244b9284df6ebd34fa257f102ddb3d3955b98a5e71e2af
  0x000000         202 bytes  stored    pickle
    stream 0   0x000000  48 bytes, protocol 2, 6 opcodes
    stream 1   0x000030  6 bytes, protocol 2, 3 opcodes
    stream 2   0x000036  100 bytes, protocol 2, 19 opcodes
    stream 3   0x00009a  36 bytes, protocol 2, 6 opcodes
    stream 4   0x0000be  12 bytes, protocol 2, 6 opcodes
  0x0000ca          24 bytes  stored    storage   0
    note: 0xca: no pickle says how long the elements of this storage are: nothing behind it is found
tests/data/containers/torch/legacy_magic_computed.pt!0: 0xca: no pickle says how long the elements of this storage are: nothing behind it is found
[2]

$ brine scan tests/data/containers/torch/legacy_magic_computed.pt
tests/data/containers/torch/legacy_magic_computed.pt: dangerous
  ✖ stream 3 0x0002  import os.system
      runs a shell command (denied-import)
      at 0x9c of the file: 80 02 [63 6f 73 0a 73 79 73 74 ...] 58 0f 00 00 00 65
  ✖ stream 3 0x0022  call os.system('echo brine-test')
      runs a shell command (denied-call)
      at 0xbc of the file: 2d 74 65 73 74 85 [52] 2e 80 02 5d 28 58
  ! tests/data/containers/torch/legacy_magic_computed.pt!0: 0xca: no pickle says how long the elements of this storage are: nothing behind it is found
  to look at it: brine tests/data/containers/torch/legacy_magic_computed.pt --stream 3 --goto 0x22
[1]

$ brine scan tests/data/containers/torch/legacy_evil_keys.pt
tests/data/containers/torch/legacy_evil_keys.pt: dangerous
  ✖ stream 4 0x0002  import os.system
      runs a shell command (denied-import)
      at 0xbd of the file: 80 02 [63 6f 73 0a 73 79 73 74 ...] 58 0f 00 00 00 65
  ✖ stream 4 0x0022  call os.system('echo brine-test')
      runs a shell command (denied-call)
      at 0xdd of the file: 2d 74 65 73 74 85 [52] 2e
  ! tests/data/containers/torch/legacy_evil_keys.pt: 0xdf: no pickle says how long the elements of this storage are: nothing behind it is found
  to look at it: brine tests/data/containers/torch/legacy_evil_keys.pt --stream 4 --goto 0x22
[1]

; A tar in whose members pickles and raw bytes stand by turns.
$ brine list tests/data/containers/torch/tar_era_evil_storages.pt
tests/data/containers/torch/tar_era_evil_storages.pt: pytorch-tar (a PyTorch file of before 0.1.10: a tar with pickle, tensors and storages), 10240 bytes
  sha256 c2976c0e16e394fbffb273df03f2387ffa9409403c3c36a0d38562f659f32baf
  0x000200          79 bytes  stored    pickle    storages
    stream 0   0x000000  36 bytes, protocol 2, 6 opcodes
    stream 1   0x000024  5 bytes, protocol 2, 3 opcodes
    stream 2   0x000029  38 bytes, protocol 2, 6 opcodes
  0x00024f          24 bytes  stored    storage   storages#1
  0x000267           4 bytes  stored    pickle    storages#2
    stream 0   0x000000  4 bytes, protocol 2, 3 opcodes
  0x000600           5 bytes  stored    pickle    tensors
    stream 0   0x000000  5 bytes, protocol 2, 3 opcodes
  0x000a00          18 bytes  stored    pickle    pickle
    stream 0   0x000000  18 bytes, protocol 2, 7 opcodes

$ brine scan tests/data/containers/torch/tar_era_evil_storages.pt
tests/data/containers/torch/tar_era_evil_storages.pt: dangerous
  ✖ storages 0x0002  import os.system
      runs a shell command (denied-import)
      at 0x202 of the file: 80 02 [63 6f 73 0a 73 79 73 74 ...] 58 0f 00 00 00 65
  ✖ storages 0x0022  call os.system('echo brine-test')
      runs a shell command (denied-call)
      at 0x222 of the file: 2d 74 65 73 74 85 [52] 2e 80 02 4b 01 2e
  to look at it: brine tests/data/containers/torch/tar_era_evil_storages.pt --entry storages --goto 0x22
[1]

$ brine scan tests/data/containers/torch/tar_era_good.pt
tests/data/containers/torch/tar_era_good.pt: benign
