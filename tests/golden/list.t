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
