; Text that stands for a pickle: base64 and hexadecimal.
$ base64 examples/seed-boom.pkl > boom.b64 && brine list boom.b64
boom.b64: base64 (base64 text of a pickle or a container), 69 bytes
  sha256 3b6e4e78267bdc60d1f61bbc4dd8a38f516967edb048ed1b645f3da3388f4a93
  0x000000          49 bytes  base64    pickle
    stream 0   0x000000  49 bytes, protocol 4, 15 opcodes

$ brine calls boom.b64
boom.b64: protocol 4, 15 opcodes, 49 bytes
  0x001c ✖ import  posix.system
  0x002e ✖ call    posix.system('echo "boom"')
  returns posix.system('echo "boom"')

$ brine scan boom.b64
boom.b64: dangerous
  ✖ 0x001c  import posix.system
      runs a shell command (denied-import)
      unpacked bytes: 79 73 74 65 6d 94 [93] 94 8c 0b 65 63 68
  ✖ 0x002e  call posix.system('echo "boom"')
      runs a shell command (denied-call)
      unpacked bytes: 6f 6d 22 94 85 94 [52] 94 2e
  to look at it: brine boom.b64 --goto 0x2e
[1]

$ od -An -v -tx1 examples/plain.pkl > plain.hex && brine scan plain.hex
plain.hex: benign

$ brine list --json plain.hex
{"file": "plain.hex", "sha256": "32fbcc8ac5462ec4feeb98a2a116cbf1227f721e5a6d8f77d1254207776d1c1b", "format": "hex", "bytes": 840, "members": [{"entry": null, "format": "raw", "offset": 1, "size": 839, "unpacked": 274, "sha256": "8bb7f8aecc84678106c55b08f85478a076e1d4ea91569ac5a3d8dc70cad5d2fb", "streams": [{"stream": 0, "offset": 0, "end": 274, "protocol": 4, "opcodes": 82, "status": "ok"}], "note": null}], "unread": []}

; What is more than that is text in which it stands; the user can say otherwise.
$ (cat boom.b64; echo '!') > more && brine calls more
more!@0x0: protocol 4, 15 opcodes, 49 bytes
  0x001c ✖ import  posix.system
  0x002e ✖ call    posix.system('echo "boom"')
  returns posix.system('echo "boom"')

$ brine calls --format base64 more
more: protocol 4, 15 opcodes, 49 bytes
  0x001c ✖ import  posix.system
  0x002e ✖ call    posix.system('echo "boom"')
  returns posix.system('echo "boom"')

$ brine list --format hex tests/data/README.md
tests/data/README.md: is no hex text
[2]
