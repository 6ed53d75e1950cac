; Scripts: from a file, from standard input, within each other, in the order given.
$ printf '# find the call\n\nbreak call\ncontinue\n  print event.callee\n' > look.brine; brine debug --batch -x look.brine -e 'echo then' -e 'goto start' -e 'source look.brine' examples/seed-boom.pkl
Breakpoint 1: call
Breakpoint 1, call
0x002e #12 REDUCE   would CALL posix.system('echo "boom"')   !! DANGEROUS: process: runs a shell command
posix.system
  global, made by #6 STACK_GLOBAL at 0x001c
then
0x0000 #0 PROTO 4
Breakpoint 2: call
Breakpoint 1, call; 2, call
0x002e #12 REDUCE   would CALL posix.system('echo "boom"')   !! DANGEROUS: process: runs a shell command
posix.system
  global, made by #6 STACK_GLOBAL at 0x001c

$ brine debug --batch examples/seed-boom.pkl <<'END'
> set echo on
> break danger
>
> c
> quit
> step
> END
(brine) break danger
Breakpoint 1: danger
(brine) c
Breakpoint 1, danger
0x001c #6 STACK_GLOBAL   would IMPORT posix.system   !! DANGEROUS: process: runs a shell command
(brine) quit

$ brine debug --batch -e 'goto #12' -x - -e 'p op' examples/seed-boom.pkl <<'END'
> back
> END
0x002e #12 REDUCE   would CALL posix.system('echo "boom"')   !! DANGEROUS: process: runs a shell command
0x002d #11 MEMOIZE
11

$ brine debug --batch -x - - < examples/seed-boom.pkl
brine debug: standard input cannot hold both the pickle and the commands: FILE may be - only with -x SCRIPT or -e
[2]

; A mistake ends the script that has it, and tells its place.
$ printf 'step\nfoo\nstep\n' > bad.brine; brine debug --batch -x bad.brine -e 'echo never' examples/seed-boom.pkl
0x0002 #1 FRAME 38
brine: bad.brine:2: "foo" is no command (help lists them)
[2]

$ brine debug --batch -e 'source bad.brine' -e 'echo never' examples/seed-boom.pkl
0x0002 #1 FRAME 38
brine: bad.brine:2: "foo" is no command (help lists them)
[2]

$ brine debug --batch -e 'source missing.brine' examples/seed-boom.pkl
brine: -e:1: missing.brine: No such file or directory
[2]

$ echo 'source loop.brine' > loop.brine; brine debug --batch -x loop.brine examples/seed-boom.pkl
brine: loop.brine:1: scripts may run scripts at most 16 deep
[2]

; Breakpoints are kept as commands.
$ brine debug --batch -e 'b import os.* if depth > 1' -e 'watch memo[2]' -e 'tbreak #3' -e 'save breakpoints saved.brine' examples/seed-boom.pkl && cat saved.brine && brine debug --batch -x saved.brine -e c examples/seed-boom.pkl
Breakpoint 1: import os.* if depth > 1
Breakpoint 2: watch memo[2]
Breakpoint 3: #3 (temporary)
3 breakpoints saved.
break import os.* if depth > 1
watch memo[2]
tbreak #3
Breakpoint 1: import os.* if depth > 1
Breakpoint 2: watch memo[2]
Breakpoint 3: #3 (temporary)
Breakpoint 3, #3
0x0012 #3 MEMOIZE

; Words may be shortened while they are unique.
$ brine debug --batch -e 're' examples/seed-boom.pkl
brine: -e:1: "re" may be reverse-next, reverse-finish, reverse-continue, restart
[2]

$ brine debug --batch -e 'info m' -e 'i s' -e 'info x' examples/seed-boom.pkl
The memo is empty.
The stack is empty.
brine: -e:3: info: "x" is no topic of it (help info lists them)
[2]

; Words that only the screen has are passed over: a script may be for both.
$ printf 'theme light\nzoom\nset list-lines 3\nshow theme\n' > both.brine; brine debug --batch -x both.brine -e 'search x' -e 'pane stack' -e 'mouse off' -e 'sear x' examples/seed-boom.pkl
theme light
zoom is for the screen: passed over.
theme light                 Colours of the screen; auto: what fits the terminal's background
search is for the screen: passed over.
pane is for the screen: passed over.
mouse off
brine: -e:4: "sear" is no command (help lists them)
[2]

