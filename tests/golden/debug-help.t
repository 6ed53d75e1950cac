; Help is made from the table of commands.
$ brine debug --batch -e help examples/seed-boom.pkl
Moving
  step               Carry out one opcode, or N
  back               Take one opcode back, or N
  next               Like step, but a MARK runs to the opcode that takes it
  reverse-next       Like back, but from an opcode that takes a mark to its
                     MARK
  finish             Run until after the opcode that takes the innermost open
                     mark
  reverse-finish     Go back to the MARK of the innermost open mark
  until              Run forward to the first opcode at or after POS
  goto               Go anywhere, forward or back
  where              Tell again where the cursor stands

Running to what is looked for
  continue           Run to the next breakpoint, else to the end
  run                Start over, and run to the first breakpoint, else to the
                     end
  reverse-continue   Run back to the breakpoint before, else to the start
  find               Go to the next opcode of a kind, as break has them
  rfind              Go back to the opcode of a kind before
  danger             Go to the next opcode that would do something dangerous
  rdanger            Go back to the opcode before that would do something
                     dangerous

Places to come back to
  bookmark           Name the place where the cursor is, or POS
  jump-back          Go back to where the cursor was before it jumped, N times
  jump-forward       Undo a jump-back, or N

Breakpoints
  break              Stop at a place, or wherever something holds
  tbreak             Like break, but stop once only
  watch              Stop before memo[N] is written, or where an expression
                     begins to hold
  catch              Stop at what is dangerous or unknown, where the run
                     breaks, or readers part
  delete             Delete breakpoints, or all
  clear              Delete the breakpoints at the cursor, or at POS
  enable             Let breakpoints stop again
  disable            Keep breakpoints without stopping at them
  ignore             Pass over the next COUNT stops of breakpoint N
  condition          Give breakpoint N a condition, or take it away
  commands           Type commands that run whenever a breakpoint stops

Looking
  info               Show the stack, the memo, the calls, the breakpoints, and
                     more
  print              Show a value, its kind, and the opcode that made it
  explain            Explain the opcode at the cursor, or at POS, with its
                     values, or any opcode
  assert             Fail unless the expression holds: the exit code becomes 1
  display            Show an expression at each stop
  undisplay          Show expression N no longer, or none of them

The stream
  list               Show opcodes around the cursor, or around POS; again:
                     more
  x                  Show bytes of the stream at the cursor, at POS, or of a
                     value
  byte               Tell what a byte is: of which opcode, and which part of
                     it

Where values come from
  why                Show the opcodes that made a value, as a tree
  uses               Show the opcodes that take a value, or change it
  diff               Show what differs between the states before two opcodes

Writing new files
  dump               Write what a str, bytes or bytearray holds, else a
                     value's text, to a new file
  save               Write breakpoints or bookmarks to a new file, as commands
                     for source

Files
  entries            List the members of the container
  entry              Open another member, at its first pickle
  streams            List the pickles in a row
  stream             Open another pickle of those in a row
  dive               Open the pickle that a value holds
  up                 Open the pickle of which this one is a value
  restart            Make the record again, with the limits in force, and go
                     to the start

The debugger
  help               List the commands, or tell more of one
  apropos            Find the commands whose help has a word
  set                Change a setting
  show               Show a setting, or all
  source             Run the commands in a file
  echo               Print a text
  quit               Leave the debugger

help COMMAND tells more, also help expressions, help positions and help
patterns; apropos WORD finds. Words may be shortened while they are unique; an
empty line repeats.

$ brine debug --batch -e 'help break' -e 'help info' -e 'help info stack' examples/seed-boom.pkl
break [PLACE] [if EXPRESSION]
also: b br
Stop at a place, or wherever something holds.
  break REDUCE        at each opcode of that name
  break #12           at an opcode by number
  break 0x1f          at the opcode that the byte belongs to
  break import os.*   where that is imported, by GLOBAL, STACK_GLOBAL or INST;
                      also under the name that Python 2's is mapped to; global
                      os.* is the same
  break call          at each call; with a pattern, where the callee is that,
                      also after indirection: break call *.system
  break event         wherever anything would be imported, called or touched
  break danger        at each opcode that is dangerous; suspicious: at those
                      and at what is suspicious
  break divergence    where Python's readers part
  break text http*    where the characters of an argument are that; without *
                      and ?, where they hold that
  break bytes 80 04   where these bytes begin
  break               at the cursor
Any of them may end in `if EXPRESSION`; `break if EXPRESSION` asks at each
opcode. A stop is before the opcode; where the expression asks for what is not
there (stack[3] of two) it does not hold.
info TOPIC
also: i
Show the stack, the memo, the calls, the breakpoints, and more.
  info stack         The stack, its top first
  info memo          The memo
  info calls         What was, is, and would be imported and called
  info findings      What is known against the stream
  info python        The run as Python source that does the same
  info breakpoints   The breakpoints
  info bookmarks     The bookmarks, of all streams
  info jumps         Where the cursor jumped away from
  info display       What is shown at each stop
  info file          What is open
  info record        The record of the run and its size
  info protocol      The protocol: in force, said, needed
  info globals       Everything that is imported
  info strings       The strings, or those that a pattern fits
  info divergence    Where Python's readers part over this stream, and how
  info restrict      Where an Unpickler stops whose find_class allows only
                     these names
  info stats         How often each opcode occurs
info stack [LINES]
also: s st
The stack, its top first.

$ brine debug --batch -e 'apropos mark' -e 'apropos nothing-like-it' examples/seed-boom.pkl
  next               Like step, but a MARK runs to the opcode that takes it
  reverse-next       Like back, but from an opcode that takes a mark to its
                     MARK
  finish             Run until after the opcode that takes the innermost open
                     mark
  reverse-finish     Go back to the MARK of the innermost open mark
  goto               Go anywhere, forward or back
  bookmark           Name the place where the cursor is, or POS
  delete             Delete breakpoints, or all
  info python        The run as Python source that does the same
  info bookmarks     The bookmarks, of all streams
  save               Write breakpoints or bookmarks to a new file, as commands
                     for source
  save bookmarks     The bookmarks, of all streams
  help positions     What goto, until, list, x and break take
Nothing.

$ brine debug --batch -e show -e 'set list-lines 3' -e 'show list' -e list -e 'set list-lines 0x' examples/seed-boom.pkl
print-limit 2000            Most bytes of one value that a command prints; 0 for no limit
max-lines 1000              Most lines of one command, of a stack of millions say; 0 for no limit
list-lines 11               Lines that list shows
echo off                    Scripts print each command before they run it
theme auto                  Colours of the screen; auto: what fits the terminal's background
mouse on                    The mouse is the screen's; off: it selects text as in any terminal
dialect c                   Which of Python's readers is modelled; the stream is run again
encoding ASCII              How strings of Python 2 are read; the stream is run again
text-limit 65536            Most bytes of one text in JSON (callee, args, result); 0 for no limit
text-total 67108864         Most bytes of all texts of one stream in JSON; past it each is cut at 256; 0 for no limit
max-digits 1000000          Most digits of an integer printed in decimal; a longer one prints as 0x...
max-record 0                Most memory for the record of one run; 0 for 1 GiB and 64 bytes per byte of the file, within three quarters of what this machine has
max-ops 0                   Most opcodes of one run; 0 for all that a record can number
max-pipe 4294967296         Most bytes read from standard input; 0 for no limit
max-unpacked 17179869184    Most bytes that one packed member may unpack to; 0 for no limit
max-ratio 1000              Most bytes that a member of more than 64 MiB may unpack to, per packed byte, past 1 GiB a tenth of it; 0 for no limit
max-total 17179869184       Most bytes unpacked from one file in all; 0 for no limit
max-members 1000000         Most members of one file, those of containers in it included; 0 for no limit
max-depth 16                Most containers within each other that are opened; 0 for the outermost alone
max-kept 1073741824         Most bytes of containers within others held in memory at once, unpacked, with what lists their members; 0 for no limit
max-disk 17179869184        Most bytes of unpacked members of more than 64 MiB held at once in temporary files in $TMPDIR; 0 for no limit
max-nodes 100               Most values that graph draws, the worst first; 0 for no limit
list-lines 3                Lines that list shows
 ▶ 0x0000  80 04              PROTO            4
   0x0002  95 26 00 00 00 00+ FRAME            38
  ┃0x000b  8c 05 70 6f 73 69+ SHORT_BINUNICODE 'posix'
brine: -e:5: list-lines: "0x" is not a number from 0 to 10000
[2]

; What several commands take, and words that only the screen has.
$ brine debug --batch -e 'help expressions' -e 'help positions' -e 'help pattern' -e 'help search' -e 'help info memo' -e 'help display' -e 'apropos \*.system' examples/seed-boom.pkl
expressions
also: expression
What print, assert, display and `break ... if` take.
  stack[0], stack[-1]     the top of the stack; the lowest value on it
                          (explain's Python has the list the other way round,
                          and calls it values)
  memo[3]                 what the memo holds under that number
  #12                     what opcode 12 left on the stack, else what it took
  event                   what the opcode would do; event.callee .args .kwargs
                          .module .name .kind; .resolved: what is called, or
                          imported, in the end
  result                  what loading returns
  depth, pos, op, opcode  how many values are on the stack; byte, number and
                          name of the opcode; also: protocol, danger
  VALUE[0], VALUE['key']  an item; also .callee .args .kwargs .module .name
                          .kind
  len(VALUE)              how many items it has
  12, 'text', None, [1]   literals, as in Python
  == != < <= > >= ~       as in Python; ~ matches a pattern (help patterns)
  and or not (...)        as in Python
A global or a call equals the string that is its text: stack[1] ==
'os.system'. event.callee equals what is spelled and what that leads to, as
break call has it.
positions
also: position
What goto, until, list, x and break take.
  #12         the opcode of that number, from 0
  31, 0x1f    the opcode that the byte of the stream belongs to; *0x1f is the
              same
  +3, -3      that many opcodes after the cursor, or before it
  50%         after that part of the run's opcodes
  @NAME       a bookmark; goto opens the stream that it is in
  start, end  the first opcode; STOP, or where the run breaks
patterns
also: pattern
What break import, break call, find text, info strings and ~ take.
  *  any characters, or none     os.*, *.system, *
  ?  any one character           posix.spawn?
Every other character is itself, upper and lower case differ, and the whole of
the text must match: system alone is not os.system. break text and find text
look for a text without * and ? anywhere in an argument.
search [TEXT]
Select the next line of the pane that has the text.
Upper and lower case differ only if TEXT has an upper case letter. From the
end the search goes on at the top. Without TEXT the last one is meant.
Only on the screen.
info memo [LINES]
also: m
The memo.
Its keys in the order in which they were first stored, the latest last, here
and in the pane: where they stand by number is nothing that a run of millions
of them keeps.
display [EXPRESSION]
Show an expression at each stop.
EXPRESSION: help expressions tells. Its value is cut as in other lines; print
shows more.
Nothing.

$ brine debug --batch -e 'help nonsense' examples/seed-boom.pkl
brine: -e:1: "nonsense" is no command (help lists them)
[2]

; ~/.config/brine/rc is for people: a script never reads it.
$ mkdir -p home/.config/brine && echo 'nonsense' > home/.config/brine/rc && HOME=$PWD/home brine debug --batch -e where examples/seed-boom.pkl
0x0000 #0 PROTO 4

$ brine debug --batch -e 'help x' -e 'help diff' -e 'help save' -e 'help save bookmarks' -e 'help goto' examples/seed-boom.pkl
x [/NFU] [POS | VALUE]
Show bytes of the stream at the cursor, at POS, or of a value.
  x/32 0x10       32 bytes in hex, and the rest of the lines of 16 that they
                  are on
  x/4xw 0x10      F: x hex, d signed, u unsigned, o octal, t binary,
                  c character; U: b 1 byte, h 2, w 4, g 8; the lowest byte
                  first, as in a pickle
  x/f 0x10        a float of 8 bytes (w: 4), the highest first, as BINFLOAT
                  has it
  x/3s 0x10       texts that a NUL or the end of a line ends
  x/5i #12        opcodes, as list shows them
  x/s stack[0]    the bytes from which the value was made
The letters hold until others are given; an empty line goes on after the last
byte.
diff [A [B]]
Show what differs between the states before two opcodes.
A and B are positions. Without B: A and the cursor; without both: where the
cursor stood before the last move, and where it is. - is only at A, + only at
B, and ~ is at both, with something else inside. B may be before A.
save WHAT FILE
Write breakpoints or bookmarks to a new file, as commands for source.
  save breakpoints   The breakpoints, with their conditions and commands
  save bookmarks     The bookmarks, of all streams
save bookmarks FILE
The bookmarks, of all streams.
goto POS
also: g jump j
Go anywhere, forward or back.
POS: help positions tells. The stream that a bookmark is in is opened.
