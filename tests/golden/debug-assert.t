; An assert that holds says nothing; one that fails tells both sides, and makes the exit code 1.
$ brine debug --batch -e 'break REDUCE' -e continue -e 'assert event.callee == "posix.system"' -e "assert event.args == ('echo \"boom\"',)" -e 'assert danger and depth == 2' examples/seed-boom.pkl
Breakpoint 1: REDUCE
Breakpoint 1, REDUCE
0x002e #12 REDUCE   would CALL posix.system('echo "boom"')   !! DANGEROUS: process: runs a shell command

$ brine debug --batch -e 'goto #12' -e 'assert depth == 3' -e 'assert event.callee == "os.system"' -e 'assert depth == 2 and opcode == "BUILD"' -e 'assert not danger' -e 'echo the script went on' examples/seed-boom.pkl
0x002e #12 REDUCE   would CALL posix.system('echo "boom"')   !! DANGEROUS: process: runs a shell command
Assertion failed: depth == 3
  at 0x002e #12 REDUCE
  depth is 2
Assertion failed: event.callee == "os.system"
  at 0x002e #12 REDUCE
  event.callee is posix.system   (global)
Assertion failed: depth == 2 and opcode == "BUILD"
  at 0x002e #12 REDUCE
  opcode is 'REDUCE'
Assertion failed: not danger
  at 0x002e #12 REDUCE
  not danger is False
the script went on
[1]

; What is not there fails too.
$ brine debug --batch -e 'assert stack[0] == 1' -e 'assert event.callee == "x"' examples/seed-boom.pkl
Assertion failed: stack[0] == 1
  at 0x0000 #0 PROTO
  stack[0]: there is no [0]: the stack has 0
Assertion failed: event.callee == "x"
  at 0x0000 #0 PROTO
  event.callee: #0 has no event
[1]

; A mistake in an expression is a command that failed: 2, and the script ends.
$ brine debug --batch -e 'assert depth =' -e 'echo never' examples/seed-boom.pkl
brine: -e:1: expected == (a single = is no comparison) at column 7, not "="
[2]

; 1 wins over 2: a script that asserted wrongly, and a file that is broken.
$ brine debug --batch -e 'assert depth == 9' -e nonsense examples/seed-boom.pkl
Assertion failed: depth == 9
  at 0x0000 #0 PROTO
  depth is 0
brine: -e:2: "nonsense" is no command (help lists them)
[1]

$ brine debug --batch -e 'assert depth == 9' examples/broken-after-payload.pkl
Assertion failed: depth == 9
  at 0x0000 #0 PROTO
  depth is 0
examples/broken-after-payload.pkl: 0x24: 0xff is no opcode
[1]
