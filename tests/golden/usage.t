; The command line.
$ brine --version
brine 0.1.0

$ brine
brine: no FILE given (see brine --help)
[2]

$ brine help opcodes
Usage: brine opcodes [--json]

Prints one line per opcode, in the order of their codes: the byte, the name,
the first protocol that has it, the argument that follows it in the stream,
what it takes off the stack and leaves there (the top at the right), and a
sentence. With --json: one object per opcode.

Options:
      --json                 JSON Lines instead of text for people
  -h, --help                 Show this help
      --version              Show the version

$ brine help nonsense
brine: help: "nonsense" is no command (see brine --help)
[2]

$ brine dis
brine dis: no FILE given (see brine dis --help)
[2]

$ brine calls --nonsense x
brine calls: unknown option --nonsense (see brine calls --help)
[2]

$ brine calls --stream
brine calls: --stream needs a value: --stream N (see brine calls --help)
[2]

$ brine calls --stream one x
brine calls: --stream: "one" is not a number (see brine calls --help)
[2]

$ brine calls --text-limit 1T x
brine calls: --text-limit: "1T" is not a number of bytes (64k, 16M, 2G ...) (see brine calls --help)
[2]

$ brine calls --format nonsense examples/plain.pkl
brine calls: --format: "nonsense" is not known in this version; known: pytorch-zip, pytorch-legacy, pytorch-tar, zip, joblib, npy, 7z, tar, ar, cpio, gzip, bzip2, xz, zstd, lz4, zfile, zlib, lzma, marshal, base64, hex, literal, utf-16, base85, ascii85, raw (see brine calls --help)
[2]

$ brine calls --dialect py examples/plain.pkl
examples/plain.pkl: protocol 4, 82 opcodes, 274 bytes
  nothing is imported, called or touched
  returns {'name': 'brine', 'sizes': [0, 1, 255, 256, 65536, -1, 1099511627776, -1180591620717411303424], 'weights': (0.5, -1e+100, 3.141592653589793), 'flags': {'open': True, 'closed': False, 'unknown': None}, 'tags': ['red', 'green', 'blå'], 'same tags': ['red', 'green', 'blå'], 'deep': [[[['here']]]], 'text': "tab\tquote'snowman☃ escape\x1b[0m"}

$ brine opcodes x
brine opcodes: no operand is expected: "x" (see brine opcodes --help)
[2]

$ brine scan --fail-on nothing x
brine scan: --fail-on: "nothing" is neither dangerous nor suspicious (see brine scan --help)
[2]

$ brine scan --sarif --json examples/plain.pkl
brine scan: --json and --sarif cannot both be had
[2]

; Files that are none.
$ brine calls missing.pkl
missing.pkl: no such file
[2]

$ brine calls examples
examples: is a directory
[2]

$ : >empty; brine calls empty
empty: not a pickle: it is empty
[2]

$ echo 'Once upon a time' >text; brine calls text
text: not a pickle: 0x0: 0x4f is no opcode
[2]

$ brine dis text
  0x0000  4f 6e 63 65 20 75+  ?                 ; breaks here: 0x4f is no opcode
text: not a pickle: 0x0: 0x4f is no opcode
[2]

$ mkfifo fifo; brine calls fifo
fifo: is a pipe, not a file (- reads standard input)
[2]

; Output that cannot be written is an error; a closed pipe is silent.
$ brine opcodes >/dev/full
brine: cannot write the output: No space left on device
[2]

$ brine opcodes | head -1 | cut -c1-20
       name         

; A file whose name is a command's.
$ cp examples/inst-p0.pkl list; brine calls ./list
./list: protocol 0, 4 opcodes, 31 bytes
  0x0010 ✖ import  posix.system
  0x0010 ✖ call    posix.system('echo "boom"')
  returns posix.system('echo "boom"')

; The table of opcodes.
$ brine opcodes | head -3
       name              p  argument               before                    after     what it does
28  (  MARK              0  -                      -                         mark      Pushes a mark: what comes above it, up to an opcode that takes the mark, belongs together.
29  )  EMPTY_TUPLE       1  -                      -                         tuple     Pushes an empty tuple.

$ brine opcodes --json | head -2
{"code": 40, "name": "MARK", "protocol": 0, "arg": null, "before": [], "after": ["mark"], "doc": "Pushes a mark: what comes above it, up to an opcode that takes the mark, belongs together.", "python": "marks.append(len(values))"}
{"code": 41, "name": "EMPTY_TUPLE", "protocol": 1, "arg": null, "before": [], "after": ["tuple"], "doc": "Pushes an empty tuple.", "python": "values.append(%v)"}

$ brine --help
Usage: brine FILE                    debug FILE on the full screen
       brine COMMAND [OPTION]... FILE...

Shows what a Python pickle would do, without doing it: nothing is imported,
nothing is called. To begin with:

  brine calls FILE    what loading FILE would import and call, with arguments
  brine FILE          step through it; ? shows the keys, q leaves
  brine scan FOLDER   a verdict for each file in a folder

Commands:
  debug     Debug a pickle: step both ways, break, look; on the screen or in batch
  list      The members and pickles of a file: name, format, size, offset
  dis       The opcodes, one per line; --pickletools: as python3 -m pickletools
  calls     What loading would import, call or touch, in order, with arguments
  trace     One row per opcode with the state after it: depth, top of the stack, memo
  scan      A verdict for files and folders: dangerous, suspicious, benign or error
  diverge   Where Python's own readers part over these bytes
  decompile The pickle as Python source that would do the same
  export    A pickle of plain data as JSON
  graph     The objects and calls as a graph for Graphviz, the dangerous path red
  report    A report to attach: hashes, verdict, findings with bytes and opcodes
  carve     Find pickles at any offset of any file: disk images, core dumps, captures
  asm       Text, in the form that dis prints, into a pickle
  policy    What is known of a name, and why; checks and lists rules
  explain   What a finding means, why it is told, and what to do
  opcodes   The 68 opcodes of pickle: argument, effect on the stack, what each does

FILE may be a pickle, a container that holds pickles (a PyTorch model, a zip), or -
for standard input; MODEL.pt!MEMBER names a member.

Exit codes: 0 done, nothing found; 1 scan found something dangerous or suspicious,
readers part in diverge, or an assert of a debugger script failed; 2 it could not
be done.

brine COMMAND --help tells the options of a command, `man brine` all there is, and
brine --version the version.

$ brine dis --help
Usage: brine dis [OPTION]... FILE...

Prints one line per opcode: a sign if it does something dangerous (✖) or
doubtful (◆), offset, bytes, name (indented by open marks), argument, and
after a semicolon what else there is to know: the mark it takes, the number
in the memo, what it imports or calls. Where the pickle breaks, the last line
says how. Lines are cut only where they go to a terminal.

With --pickletools: byte for byte what `python3 -m pickletools FILE` prints,
from byte 0 of FILE as it is, or of what --entry and --stream name.
With --json: one object per opcode.

Options:
      --json                 JSON Lines instead of text for people
      --entry NAME           Only this member of a container, by the name that
                             brine list shows
      --stream N             Only this pickle of several in a row, from 0
      --format NAME          Take FILE as this format, whatever it looks like;
                             raw: plain pickles
      --offset N             Start at this byte of FILE, which is then taken as
                             plain pickles; with --entry, of the member
      --dialect NAME         Read as this one of Python's unpicklers does, see
                             Dialects below; c if not given
      --encoding NAME        How the strings of Python 2 are read, as in
                             pickle.load: ASCII (the default; of scan and
                             report latin1, which reads on where ASCII stops),
                             latin1, utf-8 or bytes
      --full                 Cut nothing to the width of the terminal
  -a, --annotate             Explain each opcode in a sentence
      --pickletools          Print what python3 -m pickletools prints, byte for
                             byte
      --policy FILE          Judge by the rules in FILE too; may be given
                             several times, see brine policy
      --allow PATTERN        Judge what PATTERN names as harmless: MODULE:NAME
                             or a dotted name, with * and ? for parts of one;
                             MODULE.** for a module and all below it
      --deny PATTERN         Judge what PATTERN names as dangerous
  -h, --help                 Show this help
      --version              Show the version

Limits, with their defaults (BYTES may end in k, M or G):
      --text-limit BYTES     Most bytes of one text in JSON (callee, args,
                             result); 0 for no limit [64k]
      --text-total BYTES     Most bytes of all texts of one stream in JSON;
                             past it each is cut at 256; 0 for no limit [64M]
      --max-digits N         Most digits of an integer printed in decimal; a
                             longer one prints as 0x... [1000000]
      --max-record BYTES     Most memory for the record of one run; 0 for 1 GiB
                             and 64 bytes per byte of the file, within three
                             quarters of what this machine has [0]
      --max-ops N            Most opcodes of one run; 0 for all that a record
                             can number [0]
      --max-pipe BYTES       Most bytes read from standard input; 0 for no
                             limit [4G]
      --max-unpacked BYTES   Most bytes that one packed member may unpack to; 0
                             for no limit [16G]
      --max-ratio N          Most bytes that a member of more than 64 MiB may
                             unpack to, per packed byte, past 1 GiB a tenth of
                             it; 0 for no limit [1000]
      --max-total BYTES      Most bytes unpacked from one file in all; 0 for no
                             limit [16G]
      --max-members N        Most members of one file, those of containers in
                             it included; 0 for no limit [1000000]
      --max-depth N          Most containers within each other that are opened;
                             0 for the outermost alone [16]
      --max-kept BYTES       Most bytes of containers within others held in
                             memory at once, unpacked, with what lists their
                             members; 0 for no limit [1G]
      --max-disk BYTES       Most bytes of unpacked members of more than 64 MiB
                             held at once in temporary files in $TMPDIR; 0 for
                             no limit [16G]

Dialects:
  c            the C unpickler of 3.8 to 3.13.14 over bytes or a buffered file
  c-stream     the same over a stream that cannot peek, such as BytesIO
  c-strict     the C unpickler that enforces frames (3.13.15, 3.14.7 and
               later); by its source alone
  c-3.15       c-strict with the changes on CPython's main branch; by its
               source alone
  py           the unpickler in Python, pickle._Unpickler of 3.8 to 3.13
  pickletools  pickletools.genops of 3.8 to 3.13, which decodes and does
               nothing

; Files that people keep beside pickles are no pickles: what they are is told, where their first bytes say it.
$ printf '\211HDF\r\n\032\n\000\000' > model.h5; brine scan model.h5
model.h5: error
  ! model.h5: not a pickle but an HDF5 file (Keras, h5py), which is not read: 0x1: 0x48 is no opcode
[2]

$ printf '\010\001\022\036\012\005serve' > saved_model.pb; brine calls saved_model.pb; brine scan --json saved_model.pb | grep -o '"errors".*'
saved_model.pb: not a pickle but a message of protobuf (a SavedModel of TensorFlow, ONNX), which is not read: 0x0: 0x08 is no opcode
"errors": [{"entry": null, "stream": 0, "pos": 0, "message": "not a pickle but a message of protobuf (a SavedModel of TensorFlow, ONNX), which is not read: 0x08 is no opcode"}], "streams": 0, "bytes": 11}

; A command that is misspelled is no file.
$ brine scna examples/
brine: "scna" is no command, and no file of that name is here (see brine --help)
[2]

$ brine missing.pkl
missing.pkl: no such file
[2]
