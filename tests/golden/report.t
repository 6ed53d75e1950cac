; brine report: a document to attach.
$ brine report examples/boom.pt
# Report on `examples/boom.pt`

**Verdict: dangerous.** Findings: 2 dangerous, 0 suspicious, 0 to know of. Not read: 0 (see below).

The worst: `posix.system('echo "boom"')`, runs a shell command.

- **File:** `examples/boom.pt`
- **Size:** 1244 bytes
- **SHA-256:** `4afb823d84fd512a2c28d23fa7aa62a191970c67b6603323098d57b112615f97`
- **SHA-1:** `1f0591122ed164c42ad59b9c1222b353d6f96e46`
- **MD5:** `f10e7d4b7447a9a7fe85d8cf07277096`
- **Format:** pytorch-zip (a PyTorch model or TorchScript archive: a zip with data.pkl in a folder)
- **Members:** 5, with 1 pickle

## Findings

### 1. dangerous: `posix.system`, denied-import

runs a shell command

- **Where:** byte 0xc5 of stream 0, byte 0x105 of the file, in `archive/data.pkl`
- **Callee:** `posix.system`
- **Rule:** `denied-import`: imports something that is known to be dangerous
- **What to do:** Do not load the file. See with `brine calls FILE` what is called with which arguments, and with `brine policy show NAME` which rule speaks.
- **To look at it:** `brine examples/boom.pt --entry archive/data.pkl --goto 0xc5`

Opcodes there:

```text
   0x00ad  TUPLE
   0x00ae  BINPUT           12
   0x00b0  REDUCE
   0x00b1  BINPUT           13
   0x00b3  BINUNICODE       'layer.scale'
   0x00c3  BINPUT           14
-> 0x00c5  GLOBAL           posix system
   0x00d3  BINPUT           15
   0x00d5  BINUNICODE       'echo "boom"'
```

Bytes there, counted in the pickle:

```text
00b0  52 71 0d 58 0b 00 00 00 6c 61 79 65 72 2e 73 63  Rq.X....layer.sc
00c0  61 6c 65 71 0e[63 70 6f 73 69 78 0a 73 79 73 74  aleq.cposix.syst
00d0  65 6d 0a]71 0f 58 0b 00 00 00 65 63 68 6f 20 22  em.q.X....echo "
00e0  62 6f 6f                                         boo
```

### 2. dangerous: `posix.system('echo "boom"')`, denied-call

runs a shell command

- **Where:** byte 0xea of stream 0, byte 0x12a of the file, in `archive/data.pkl`
- **Callee:** `posix.system`
- **Arguments:** `('echo "boom"',)`
- **Rule:** `denied-call`: calls something that is known to be dangerous
- **What to do:** Do not load the file. Keep it as evidence; `brine FILE`, then `!`, goes to the call, and `w` tells where its arguments come from.
- **To look at it:** `brine examples/boom.pt --entry archive/data.pkl --goto 0xea`

Opcodes there:

```text
   0x00c5  GLOBAL           posix system
   0x00d3  BINPUT           15
   0x00d5  BINUNICODE       'echo "boom"'
   0x00e5  BINPUT           16
   0x00e7  TUPLE1
   0x00e8  BINPUT           17
-> 0x00ea  REDUCE
   0x00eb  BINPUT           18
   0x00ed  SETITEMS
```

Bytes there, counted in the pickle:

```text
00d0  65 6d 0a 71 0f 58 0b 00 00 00 65 63 68 6f 20 22  em.q.X....echo "
00e0  62 6f 6f 6d 22 71 10 85 71 11[52]71 12 75 2e     boom"q..q.Rq.u.
```

## What is in it

```text
0x000040  239 bytes  stored  pickle  archive/data.pkl
  sha256 b773dba5406dda5e4b3de8f5634d3b3bb7fc31117f269e17ed539690c683748a
  stream 0 at 0x0: 239 bytes, protocol 2, 55 opcodes, read as by c
0x000180  6 bytes  stored  data  archive/byteorder
0x000200  16 bytes  stored  storage  archive/data/0
0x000280  2 bytes  stored  data  archive/version
0x000300  40 bytes  stored  data  archive/.data/serialization_id
```

## What was not read

All of it was read.

## How this was made

- **Program:** brine 0.1.0; nothing was imported or called
- **Reader modelled:** that of the format; else c
- **Strings of Python 2:** latin1
- **Rules:** the built-in policy, the files of this machine and user

Limits:

```text
text-limit    65536        Most bytes of one text in JSON (callee, args, result); 0 for no limit
text-total    67108864     Most bytes of all texts of one stream in JSON; past it each is cut at 256; 0 for no limit
max-digits    1000000      Most digits of an integer printed in decimal; a longer one prints as 0x...
max-record    0            Most memory for the record of one run; 0 for 1 GiB and 64 bytes per byte of the file, within three quarters of what this machine has
max-ops       0            Most opcodes of one run; 0 for all that a record can number
max-pipe      4294967296   Most bytes read from standard input; 0 for no limit
max-unpacked  17179869184  Most bytes that one packed member may unpack to; 0 for no limit
max-ratio     1000         Most bytes that a member of more than 64 MiB may unpack to, per packed byte, past 1 GiB a tenth of it; 0 for no limit
max-total     17179869184  Most bytes unpacked from one file in all; 0 for no limit
max-members   1000000      Most members of one file, those of containers in it included; 0 for no limit
max-depth     16           Most containers within each other that are opened; 0 for the outermost alone
max-kept      1073741824   Most bytes of containers within others held in memory at once, unpacked, with what lists their members; 0 for no limit
max-disk      17179869184  Most bytes of unpacked members of more than 64 MiB held at once in temporary files in $TMPDIR; 0 for no limit
max-nodes     100          Most values that graph draws, the worst first; 0 for no limit
```

; Benign: hardly anything to tell.
$ brine report examples/plain.pkl | head -30
# Report on `examples/plain.pkl`

**Verdict: benign.** Findings: 0 dangerous, 0 suspicious, 0 to know of. Not read: 0 (see below).

- **File:** `examples/plain.pkl`
- **Size:** 274 bytes
- **SHA-256:** `8bb7f8aecc84678106c55b08f85478a076e1d4ea91569ac5a3d8dc70cad5d2fb`
- **SHA-1:** `10209240e0e1213118ace65456b5983976e79b91`
- **MD5:** `23658d4e87a68ff7da950e706e2a25d6`
- **Format:** raw (pickles as they are, one or several in a row)
- **Members:** 1, with 1 pickle

## Findings

None.

## What is in it

```text
  stream 0 at 0x0: 274 bytes, protocol 4, 82 opcodes, read as by c
```

## What was not read

All of it was read.

## How this was made

- **Program:** brine 0.1.0; nothing was imported or called
- **Reader modelled:** that of the format; else c

; What breaks, and what cannot be opened, is told; the others get their part.
$ brine report examples/broken-after-payload.pkl missing.pkl | grep -v '^- \|^max-\|^text-'
missing.pkl: no such file
# Report on `examples/broken-after-payload.pkl`

**Verdict: dangerous.** Findings: 2 dangerous, 0 suspicious, 1 to know of. Not read: 1 (see below).

The worst: `posix.system('echo "boom"')`, runs a shell command.


## Findings

### 1. dangerous: `posix.system`, denied-import

runs a shell command


Opcodes there:

```text
   0x0000  PROTO            2
-> 0x0002  GLOBAL           posix system
   0x0010  BINUNICODE       'echo "boom"'
   0x0020  TUPLE1
```

Bytes there, counted in the pickle:

```text
0000  80 02[63 70 6f 73 69 78 0a 73 79 73 74 65 6d 0a] ..cposix.system.
0010 ]58 0b 00 00 00 65 63 68 6f 20 22 62 6f 6f 6d 22  X....echo "boom"
```

### 2. dangerous: `posix.system('echo "boom"')`, denied-call

runs a shell command


Opcodes there:

```text
   0x0000  PROTO            2
   0x0002  GLOBAL           posix system
   0x0010  BINUNICODE       'echo "boom"'
   0x0020  TUPLE1
-> 0x0021  REDUCE
   0x0022  POP
   0x0023  NONE
```

Bytes there, counted in the pickle:

```text
0010  58 0b 00 00 00 65 63 68 6f 20 22 62 6f 6f 6d 22  X....echo "boom"
0020  85[52]30 4e ff 2e                                .R0N..
```

### 3. info: result-dropped

throws away what a dangerous or doubtful call gave: it was made for what it does


Opcodes there:

```text
   0x0000  PROTO            2
   0x0002  GLOBAL           posix system
   0x0010  BINUNICODE       'echo "boom"'
   0x0020  TUPLE1
   0x0021  REDUCE
-> 0x0022  POP
   0x0023  NONE
```

Bytes there, counted in the pickle:

```text
0010  58 0b 00 00 00 65 63 68 6f 20 22 62 6f 6f 6d 22  X....echo "boom"
0020  85 52[30]4e ff 2e                                .R0N..
```

## What is in it

```text
  stream 0 at 0x0: 36 bytes, protocol 2, 7 opcodes, read as by c, BREAKS at its end; 2 bytes behind that not read
```

## What was not read

```text
examples/broken-after-payload.pkl: 0x24: 0xff is no opcode
```

# Report on `missing.pkl`

**Verdict: error.** Findings: 0 dangerous, 0 suspicious, 0 to know of. Not read: 1 (see below).

## What was not read

```text
missing.pkl: no such file
```

## How this was made


Limits:

```text
```

; Indirection: the way to the callee.
$ brine report examples/memo-getattr.pkl | grep -A8 '^### .*echo'
### 4. dangerous: `posix.system('echo "boom"')`, denied-call

runs a shell command

- **Where:** byte 0xc3 of stream 0, byte 0xc3 of the file
- **Callee:** `posix.system`
- **Arguments:** `('echo "boom"',)`
- **Reached through:** `'posix'` (0x52), then `posix` (0x80), then `posix.system` (0x9e)
- **Rule:** `denied-call`: calls something that is known to be dangerous

; Pickles in values, and in archives, stand below what they are in.
$ brine report examples/in-a-value.pkl | sed -n '/^## What is in it/,/^## What was/p'
## What is in it

```text
  stream 0 at 0x0: 236 bytes, protocol 4, 31 opcodes, read as by c
  0x000021  123 bytes  stored  pickle  @0x1f
    sha256 011b7483ad65406ce8541e39e97cffdc7fc7aa11b735c4f23bc716400c8cd559
    stream 0 at 0x0: 123 bytes, protocol 2, 17 opcodes, read as by c
    0x000000  49 bytes  value  pickle  @0x1f!@0x21
      sha256 6448139e612accc7c47deb7cdd800c729e36e6cd7aac7668e6adcd9fa7444bf3
      stream 0 at 0x0: 49 bytes, protocol 4, 15 opcodes, read as by c
  0x0000ba  43 bytes  stored  pickle  @0xb8
    sha256 e7a0b591bf03a2824d19804ab7bb6c6554057fd6b6af542d44894b04db095dfb
    stream 0 at 0x0: 43 bytes, protocol 2, 10 opcodes, read as by c
```

## What was not read

; The same finding many times is told once.
$ python3 -c 'print("cnolib\nThing\n0" * 300 + "N.", end="")' > many.pkl; brine report many.pkl | sed -n '2,4p;/^### /p;/^The same/p;/^And/p'

**Verdict: suspicious.** Findings: 0 dangerous, 300 suspicious, 0 to know of. Not read: 0 (see below).

### 1. suspicious: `nolib.Thing`, unknown-import
The same 299 times more in this pickle, the last at 0x105a.

; Only a part is asked for.
$ brine report --stream 0 --deny 'builtins:*' examples/two-streams.pkl | sed -n '/^## What was/,/^Limits/p'
## What was not read

Only the part was read that was asked for (see at the end).

## How this was made

- **Program:** brine 0.1.0; nothing was imported or called
- **Reader modelled:** that of the format; else c
- **Strings of Python 2:** latin1
- **Rules:** the built-in policy, the files of this machine and user, --deny `builtins:*`
- **Only the pickle:** number 0

Limits:

; One page that needs nothing from elsewhere.
$ brine report --html -o r.html examples/seed-boom.pkl; sed -n '/<body>/,/How this was made/p' r.html
<body>
<section class="dangerous">
<h1>Report on <code>examples/seed-boom.pkl</code></h1>
<p><strong>Verdict: dangerous.</strong> Findings: 2 dangerous, 0 suspicious, 0 to know of. Not read: 0 (see below).</p>
<p>The worst: <code>posix.system(&#39;echo &quot;boom&quot;&#39;)</code>, runs a shell command.</p>
<table>
<tr><th scope="row">File</th><td><code>examples/seed-boom.pkl</code></td></tr>
<tr><th scope="row">Size</th><td>49 bytes</td></tr>
<tr><th scope="row">SHA-256</th><td><code>6448139e612accc7c47deb7cdd800c729e36e6cd7aac7668e6adcd9fa7444bf3</code></td></tr>
<tr><th scope="row">SHA-1</th><td><code>020e374939164eb130fd143fb3d7057f0343039a</code></td></tr>
<tr><th scope="row">MD5</th><td><code>a4b6fbd98d654181ee548210cec899a7</code></td></tr>
<tr><th scope="row">Format</th><td>raw (pickles as they are, one or several in a row)</td></tr>
<tr><th scope="row">Members</th><td>1, with 1 pickle</td></tr>
</table>
<h2>Findings</h2>
<section class="dangerous">
<h3>1. dangerous: <code>posix.system</code>, denied-import</h3>
<p>runs a shell command</p>
<table>
<tr><th scope="row">Where</th><td>byte 0x1c of stream 0, byte 0x1c of the file</td></tr>
<tr><th scope="row">Callee</th><td><code>posix.system</code></td></tr>
<tr><th scope="row">Rule</th><td><code>denied-import</code>: imports something that is known to be dangerous</td></tr>
<tr><th scope="row">What to do</th><td>Do not load the file. See with <code>brine calls FILE</code> what is called with which arguments, and with <code>brine policy show NAME</code> which rule speaks.</td></tr>
<tr><th scope="row">To look at it</th><td><code>brine examples/seed-boom.pkl --goto 0x1c</code></td></tr>
</table>
<p>Opcodes there:</p>
<pre>   0x0000  PROTO            4
   0x0002  FRAME            38
   0x000b  SHORT_BINUNICODE &#39;posix&#39;
   0x0012  MEMOIZE
   0x0013  SHORT_BINUNICODE &#39;system&#39;
   0x001b  MEMOIZE
-&gt; 0x001c  STACK_GLOBAL
   0x001d  MEMOIZE
   0x001e  SHORT_BINUNICODE &#39;echo &quot;boom&quot;&#39;
</pre>
<p>Bytes there, counted in the pickle:</p>
<pre>0000  80 04 95 26 00 00 00 00 00 00 00 8c 05 70 6f 73  ...&amp;.........pos
0010  69 78 94 8c 06 73 79 73 74 65 6d 94[93]94 8c 0b  ix...system.....
0020  65 63 68 6f 20 22 62 6f 6f 6d 22 94 85           echo &quot;boom&quot;..
</pre>
</section>
<section class="dangerous">
<h3>2. dangerous: <code>posix.system(&#39;echo &quot;boom&quot;&#39;)</code>, denied-call</h3>
<p>runs a shell command</p>
<table>
<tr><th scope="row">Where</th><td>byte 0x2e of stream 0, byte 0x2e of the file</td></tr>
<tr><th scope="row">Callee</th><td><code>posix.system</code></td></tr>
<tr><th scope="row">Arguments</th><td><code>(&#39;echo &quot;boom&quot;&#39;,)</code></td></tr>
<tr><th scope="row">Rule</th><td><code>denied-call</code>: calls something that is known to be dangerous</td></tr>
<tr><th scope="row">What to do</th><td>Do not load the file. Keep it as evidence; <code>brine FILE</code>, then <code>!</code>, goes to the call, and <code>w</code> tells where its arguments come from.</td></tr>
<tr><th scope="row">To look at it</th><td><code>brine examples/seed-boom.pkl --goto 0x2e</code></td></tr>
</table>
<p>Opcodes there:</p>
<pre>   0x001c  STACK_GLOBAL
   0x001d  MEMOIZE
   0x001e  SHORT_BINUNICODE &#39;echo &quot;boom&quot;&#39;
   0x002b  MEMOIZE
   0x002c  TUPLE1
   0x002d  MEMOIZE
-&gt; 0x002e  REDUCE
   0x002f  MEMOIZE
   0x0030  STOP
</pre>
<p>Bytes there, counted in the pickle:</p>
<pre>0010  69 78 94 8c 06 73 79 73 74 65 6d 94 93 94 8c 0b  ix...system.....
0020  65 63 68 6f 20 22 62 6f 6f 6d 22 94 85 94[52]94  echo &quot;boom&quot;...R.
0030  2e                                               .
</pre>
</section>
<h2>What is in it</h2>
<pre>  stream 0 at 0x0: 49 bytes, protocol 4, 15 opcodes, read as by c
</pre>
<h2>What was not read</h2>
<p>All of it was read.</p>
</section>
<h2>How this was made</h2>
$ brine report --html -o r.html examples/plain.pkl
r.html: there is such a file already (see --force)
[2]
$ brine report --date examples/plain.pkl | grep -c '^- \*\*Date:\*\* 20.* UTC$'
1
$ brine report --dialect pickletools examples/plain.pkl
brine report: the reader pickletools only decodes
[2]
$ printf 'no pickle here' > text; brine report text | sed -n '3p;/^## What was not/,/^## How/p'
**Verdict: error.** Findings: 0 dangerous, 0 suspicious, 0 to know of. Not read: 1 (see below).
## What was not read

```text
text: not a pickle: 0x0: 0x6e is no opcode
```

## How this was made
