; brine trace: the state after each opcode.
$ brine trace examples/seed-boom.pkl
  #0      0x0000  PROTO 4                                 0
  #1      0x0002  FRAME 38                                0
  #2      0x000b  SHORT_BINUNICODE 'posix'                1  'posix'
  #3      0x0012  MEMOIZE                                 1  'posix'  -> memo 0
  #4      0x0013  SHORT_BINUNICODE 'system'               2  'system'
  #5      0x001b  MEMOIZE                                 2  'system'  -> memo 1
✖ #6      0x001c  STACK_GLOBAL                            1  posix.system
  #7      0x001d  MEMOIZE                                 1  posix.system  -> memo 2
  #8      0x001e  SHORT_BINUNICODE 'echo "boom"'          2  'echo "boom"'
  #9      0x002b  MEMOIZE                                 2  'echo "boom"'  -> memo 3
  #10     0x002c  TUPLE1                                  2  ('echo "boom"',)
  #11     0x002d  MEMOIZE                                 2  ('echo "boom"',)  -> memo 4
✖ #12     0x002e  REDUCE                                  1  posix.system('echo "boom"')
  #13     0x002f  MEMOIZE                                 1  posix.system('echo "boom"')  -> memo 5
  #14     0x0030  STOP                                    0

$ brine trace --json examples/inst-p0.pkl
{"op": 0, "pos": 0, "opcode": "MARK", "arg": null, "depth": 0, "marks": 1, "popped": 0, "pushed": 0, "top": null, "memo": {}, "event": null}
{"op": 1, "pos": 1, "opcode": "STRING", "arg": "'echo \"boom\"'", "depth": 1, "marks": 1, "popped": 0, "pushed": 1, "top": "'echo \"boom\"'", "memo": {}, "event": null}
{"op": 2, "pos": 16, "opcode": "INST", "arg": "posix system", "depth": 1, "marks": 0, "popped": 1, "pushed": 1, "top": "posix.system('echo \"boom\"')", "memo": {}, "event": 0}
{"op": 3, "pos": 30, "opcode": "STOP", "arg": null, "depth": 0, "marks": 0, "popped": 1, "pushed": 0, "top": null, "memo": {}, "event": null}

; The whole stack and memo.
$ printf '](K\001h\000q\001' >cut.pkl; printf ']q\000(K\001K\002eq\001.' >list.pkl

$ brine trace --full list.pkl
  #0      0x0000  EMPTY_LIST                              1  []
            stack 0  []
  #1      0x0001  BINPUT 0                                1  []  -> memo 0
            stack 0  []
            memo 0  []
  #2      0x0003  MARK                                    1  mark
            mark
            stack 0  []
            memo 0  []
  #3      0x0004  BININT1 1                               2  1
            stack 0  1
            mark
            stack 1  []
            memo 0  []
  #4      0x0006  BININT1 2                               3  2
            stack 0  2
            stack 1  1
            mark
            stack 2  []
            memo 0  []
  #5      0x0008  APPENDS                                 1  [1, 2]
            stack 0  [1, 2]
            memo 0  [1, 2]
  #6      0x0009  BINPUT 1                                1  [1, 2]  -> memo 1
            stack 0  [1, 2]
            memo 0  [1, 2]
            memo 1  [1, 2]
  #7      0x000b  STOP                                    0
            memo 0  [1, 2]
            memo 1  [1, 2]

$ brine trace --full --json list.pkl | tail -2
{"op": 6, "pos": 9, "opcode": "BINPUT", "arg": "1", "depth": 1, "marks": 0, "popped": 0, "pushed": 0, "top": "[1, 2]", "memo": {"1": "[1, 2]"}, "event": null, "stack": ["[1, 2]"], "whole_memo": {"0": "[1, 2]", "1": "[1, 2]"}}
{"op": 7, "pos": 11, "opcode": "STOP", "arg": null, "depth": 0, "marks": 0, "popped": 1, "pushed": 0, "top": null, "memo": {}, "event": null, "stack": [], "whole_memo": {"0": "[1, 2]", "1": "[1, 2]"}}

; The break is the last row.
$ brine trace cut.pkl
  #0      0x0000  EMPTY_LIST                              1  []
  #1      0x0001  MARK                                    1  mark
  #2      0x0002  BININT1 1                               2  1
  breaks at 0x4: BINGET: the memo holds nothing under 0
cut.pkl: 0x4: BINGET: the memo holds nothing under 0
[2]
