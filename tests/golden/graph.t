; brine graph: the objects and calls of a pickle, in Graphviz' language.
$ brine graph examples/seed-boom.pkl
digraph pickle {
    graph [rankdir=LR, bgcolor="#ffffff", fontname="Helvetica", fontsize=12,
        nodesep=0.2, ranksep=0.5, ordering=out];
    node [fontname="Helvetica", fontsize=11, style=filled,
        color="#6b7280", fillcolor="#ffffff"];
    edge [fontname="Helvetica", fontsize=9, color="#6b7280", arrowsize=0.7];
    subgraph cluster_p0 {
    label="examples/seed-boom.pkl: protocol 4, 15 opcodes: dangerous";
    color="#c62828";
    p0n0 [label="✖ posix.system('echo \"boom\"')\ncall 0x2e\nruns a shell command", shape=box, color="#c62828", fillcolor="#fde8e8", penwidth=2.2];
    p0n1 [label="✖ posix.system\nimport 0x1c\nruns a shell command", shape=cds, margin="0.2,0.1", color="#c62828", fillcolor="#fde8e8", penwidth=2.2];
    p0n2 [label="✖ 'echo \"boom\"'\nstr 0x1e", shape=plaintext, height=0.3, margin="0.06,0.03", color="#c62828", fillcolor="#fde8e8", penwidth=2.2];
    p0end [shape=plaintext, fillcolor=none, label="returns"];
    p0end -> p0n0;
    p0n0 -> p0n1 [label="callee", color="#c62828", penwidth=2.2];
    p0n0 -> p0n2 [label="arg 0", color="#c62828", penwidth=2.2];
    }
}

; What the callable is made of is on the path; what is loaded, and has no part in it, is not.
$ brine graph examples/memo-getattr.pkl
digraph pickle {
    graph [rankdir=LR, bgcolor="#ffffff", fontname="Helvetica", fontsize=12,
        nodesep=0.2, ranksep=0.5, ordering=out];
    node [fontname="Helvetica", fontsize=11, style=filled,
        color="#6b7280", fillcolor="#ffffff"];
    edge [fontname="Helvetica", fontsize=9, color="#6b7280", arrowsize=0.7];
    subgraph cluster_p0 {
    label="examples/memo-getattr.pkl: protocol 4, 56 opcodes: dangerous";
    color="#c62828";
    p0n0 [label="✖ operator.concat\nimport 0x47\nreads or writes the items of what it is given", shape=cds, margin="0.2,0.1", color="#c62828", fillcolor="#fde8e8", penwidth=2.2];
    p0n1 [label="✖ operator.concat('po', 'six')\ncall 0x52, memo 2\nreads or writes the items of what it is given", shape=box, color="#c62828", fillcolor="#fde8e8", penwidth=2.2];
    p0n2 [label="✖ importlib.import_module\nimport 0x7b\nimports any module", shape=cds, margin="0.2,0.1", color="#c62828", fillcolor="#fde8e8", penwidth=2.2];
    p0n3 [label="✖ importlib.import_module(operator.concat('po', 'six'))\ncall 0x80, memo 1\nimports any module", shape=box, color="#c62828", fillcolor="#fde8e8", penwidth=2.2];
    p0n4 [label="✖ builtins.getattr\nimport 0x97\nfetches an attribute by name: which one decides", shape=cds, margin="0.2,0.1", color="#c62828", fillcolor="#fde8e8", penwidth=2.2];
    p0n5 [label="✖ builtins.getattr(importlib.import_module(operator.concat('p…\ncall 0x9e, memo 4\nruns a shell command", shape=box, color="#c62828", fillcolor="#fde8e8", penwidth=2.2];
    p0n6 [label="✖ builtins.getattr(importlib.import_module(operator.concat('p…\n= posix.system\ncall 0xc3\nruns a shell command", shape=box, color="#c62828", fillcolor="#fde8e8", penwidth=2.2];
    p0n7 [label="✖ 'po'\nstr 0x48", shape=plaintext, height=0.3, margin="0.06,0.03", color="#c62828", fillcolor="#fde8e8", penwidth=2.2];
    p0n8 [label="✖ 'six'\nstr 0x4c", shape=plaintext, height=0.3, margin="0.06,0.03", color="#c62828", fillcolor="#fde8e8", penwidth=2.2];
    p0n9 [label="✖ 'system'\nstr 0x56, memo 3", shape=plaintext, height=0.3, margin="0.06,0.03", color="#c62828", fillcolor="#fde8e8", penwidth=2.2];
    p0n10 [label="✖ 'echo \"boom\"'\nstr 0xb5", shape=plaintext, height=0.3, margin="0.06,0.03", color="#c62828", fillcolor="#fde8e8", penwidth=2.2];
    p0n11 [label="collections.OrderedDict()\ncall 0x1f", shape=box];
    p0n12 [label="collections.OrderedDict\nimport 0x1c", shape=cds, margin="0.2,0.1"];
    p0n13 [label="json.dumps\nimport 0xaf", shape=cds, margin="0.2,0.1"];
    p0end [shape=plaintext, fillcolor=none, label="returns"];
    p0end -> p0n11;
    p0n1 -> p0n0 [label="callee", color="#c62828", penwidth=2.2];
    p0n1 -> p0n7 [label="arg 0", color="#c62828", penwidth=2.2];
    p0n1 -> p0n8 [label="arg 1", color="#c62828", penwidth=2.2];
    p0n3 -> p0n2 [label="callee", color="#c62828", penwidth=2.2];
    p0n3 -> p0n1 [label="arg 0", color="#c62828", penwidth=2.2];
    p0n5 -> p0n4 [label="callee", color="#c62828", penwidth=2.2];
    p0n5 -> p0n3 [label="arg 0", color="#c62828", penwidth=2.2];
    p0n5 -> p0n9 [label="arg 1", color="#c62828", penwidth=2.2];
    p0n6 -> p0n5 [label="callee", color="#c62828", penwidth=2.2];
    p0n6 -> p0n10 [label="arg 0", color="#c62828", penwidth=2.2];
    p0n11 -> p0n12 [label="callee"];
    }
}

; What is shared is one node; of many arrows between two nodes one is drawn.
$ brine graph --rankdir TB --max-nodes 6 examples/plain.pkl
digraph pickle {
    graph [rankdir=TB, bgcolor="#ffffff", fontname="Helvetica", fontsize=12,
        nodesep=0.2, ranksep=0.5, ordering=out];
    node [fontname="Helvetica", fontsize=11, style=filled,
        color="#6b7280", fillcolor="#ffffff"];
    edge [fontname="Helvetica", fontsize=9, color="#6b7280", arrowsize=0.7];
    subgraph cluster_p0 {
    label="examples/plain.pkl: protocol 4, 82 opcodes";
    color="#6b7280";
    p0n0 [label="{'name': 'brine', 'sizes': [0, 1, 2…\ndict 0xb", shape=box, style="rounded,filled"];
    p0n1 [label="[0, 1, 255, 256, 65536, -1, 1099511…\nlist 0x25", shape=box, style="rounded,filled"];
    p0n2 [label="(0.5, -1e+100, 3.141592653589793)\ntuple 0x74", shape=box, style="rounded,filled"];
    p0n3 [label="{'open': True, 'closed': False, 'un…\ndict 0x7e", shape=box, style="rounded,filled"];
    p0n4 [label="['red', 'green', 'blå']\nlist 0xa6, memo 13", shape=box, style="rounded,filled"];
    p0n5 [label="[[[['here']]]]\nlist 0xd4", shape=box, style="rounded,filled"];
    p0end [shape=plaintext, fillcolor=none, label="returns"];
    p0end -> p0n0;
    p0more [shape=note, label="23 more values,\nleft out"];
    p0n0 -> p0n1 [label="'sizes'"];
    p0n0 -> p0n2 [label="'weights'"];
    p0n0 -> p0n3 [label="'flags'"];
    p0n0 -> p0n4 [label="'tags' and 1 more"];
    p0n0 -> p0n5 [label="'deep'"];
    p0n0 -> p0more [label="2", style=dotted];
    p0n1 -> p0more [label="8", style=dotted];
    p0n2 -> p0more [label="3", style=dotted];
    p0n3 -> p0more [label="3", style=dotted];
    p0n4 -> p0more [label="3", style=dotted];
    p0n5 -> p0more [label="1", style=dotted];
    }
}

; Plain data calls nothing.
$ brine graph --calls examples/plain.pkl
digraph pickle {
    graph [rankdir=LR, bgcolor="#ffffff", fontname="Helvetica", fontsize=12,
        nodesep=0.2, ranksep=0.5, ordering=out];
    node [fontname="Helvetica", fontsize=11, style=filled,
        color="#6b7280", fillcolor="#ffffff"];
    edge [fontname="Helvetica", fontsize=9, color="#6b7280", arrowsize=0.7];
    subgraph cluster_p0 {
    label="examples/plain.pkl: protocol 4, 82 opcodes";
    color="#6b7280";
    }
}

; The second of two pickles is dangerous: it is drawn whatever the first has taken of the limit.
$ brine graph --max-nodes 2 examples/two-streams.pkl
digraph pickle {
    graph [rankdir=LR, bgcolor="#ffffff", fontname="Helvetica", fontsize=12,
        nodesep=0.2, ranksep=0.5, ordering=out];
    node [fontname="Helvetica", fontsize=11, style=filled,
        color="#6b7280", fillcolor="#ffffff"];
    edge [fontname="Helvetica", fontsize=9, color="#6b7280", arrowsize=0.7];
    subgraph cluster_p0 {
    label="examples/two-streams.pkl: protocol 4, 13 opcodes";
    color="#6b7280";
    p0n0 [label="{'epoch': 3, 'loss': 0.25}\ndict 0xb", shape=box, style="rounded,filled"];
    p0n1 [label="3\nint 0x16", shape=plaintext, height=0.3, margin="0.06,0.03"];
    p0end [shape=plaintext, fillcolor=none, label="returns"];
    p0end -> p0n0;
    p0more [shape=note, label="1 more value,\nleft out"];
    p0n0 -> p0n1 [label="'epoch'"];
    p0n0 -> p0more [label="1", style=dotted];
    }
    subgraph cluster_p1 {
    label="examples/two-streams.pkl: stream 1 at 0x2a: protocol 4, 15 opcodes: dangerous";
    color="#c62828";
    p1n0 [label="✖ posix.system('echo \"boom\"')\ncall 0x2e\nruns a shell command", shape=box, color="#c62828", fillcolor="#fde8e8", penwidth=2.2];
    p1n1 [label="✖ posix.system\nimport 0x1c\nruns a shell command", shape=cds, margin="0.2,0.1", color="#c62828", fillcolor="#fde8e8", penwidth=2.2];
    p1end [shape=plaintext, fillcolor=none, label="returns"];
    p1end -> p1n0;
    p1more [shape=note, label="1 more value,\nleft out"];
    p1n0 -> p1n1 [label="callee", color="#c62828", penwidth=2.2];
    p1n0 -> p1more [label="1", style=dotted];
    }
}

; What was read before a break is drawn.
$ brine graph examples/broken-after-payload.pkl
digraph pickle {
    graph [rankdir=LR, bgcolor="#ffffff", fontname="Helvetica", fontsize=12,
        nodesep=0.2, ranksep=0.5, ordering=out];
    node [fontname="Helvetica", fontsize=11, style=filled,
        color="#6b7280", fillcolor="#ffffff"];
    edge [fontname="Helvetica", fontsize=9, color="#6b7280", arrowsize=0.7];
    subgraph cluster_p0 {
    label="examples/broken-after-payload.pkl: protocol 2, 7 opcodes: dangerous";
    color="#c62828";
    p0n0 [label="✖ posix.system\nimport 0x2\nruns a shell command", shape=cds, margin="0.2,0.1", color="#c62828", fillcolor="#fde8e8", penwidth=2.2];
    p0n1 [label="✖ posix.system('echo \"boom\"')\ncall 0x21\nruns a shell command", shape=box, color="#c62828", fillcolor="#fde8e8", penwidth=2.2];
    p0n2 [label="✖ 'echo \"boom\"'\nstr 0x10", shape=plaintext, height=0.3, margin="0.06,0.03", color="#c62828", fillcolor="#fde8e8", penwidth=2.2];
    p0end [shape=plaintext, fillcolor=none, label="breaks at 0x24:\n0xff is no opcode"];
    p0n1 -> p0n0 [label="callee", color="#c62828", penwidth=2.2];
    p0n1 -> p0n2 [label="arg 0", color="#c62828", penwidth=2.2];
    }
examples/broken-after-payload.pkl: 0x24: 0xff is no opcode
}
[2]

; INST imports and calls at once; names of Python 2 are shown as in the stream.
$ brine graph --calls examples/inst-p0.pkl
digraph pickle {
    graph [rankdir=LR, bgcolor="#ffffff", fontname="Helvetica", fontsize=12,
        nodesep=0.2, ranksep=0.5, ordering=out];
    node [fontname="Helvetica", fontsize=11, style=filled,
        color="#6b7280", fillcolor="#ffffff"];
    edge [fontname="Helvetica", fontsize=9, color="#6b7280", arrowsize=0.7];
    subgraph cluster_p0 {
    label="examples/inst-p0.pkl: protocol 0, 4 opcodes: dangerous";
    color="#c62828";
    p0n0 [label="✖ posix.system('echo \"boom\"')\ncall 0x10\nruns a shell command", shape=box, color="#c62828", fillcolor="#fde8e8", penwidth=2.2];
    p0n1 [label="✖ 'echo \"boom\"'\nstr 0x1", shape=plaintext, height=0.3, margin="0.06,0.03", color="#c62828", fillcolor="#fde8e8", penwidth=2.2];
    p0n0 -> p0n1 [label="arg 0", color="#c62828", penwidth=2.2];
    }
}
$ brine graph --calls --max-nodes 4 examples/python2-names.pkl
digraph pickle {
    graph [rankdir=LR, bgcolor="#ffffff", fontname="Helvetica", fontsize=12,
        nodesep=0.2, ranksep=0.5, ordering=out];
    node [fontname="Helvetica", fontsize=11, style=filled,
        color="#6b7280", fillcolor="#ffffff"];
    edge [fontname="Helvetica", fontsize=9, color="#6b7280", arrowsize=0.7];
    subgraph cluster_p0 {
    label="examples/python2-names.pkl: protocol 2, 24 opcodes: dangerous";
    color="#c62828";
    p0n0 [label="✖ __builtin__.eval\n= builtins.eval\nimport 0x33\nevaluates text as Python code", shape=cds, margin="0.2,0.1", color="#c62828", fillcolor="#fde8e8", penwidth=2.2];
    p0n1 [label="✖ __builtin__.eval('1+1')\ncall 0x4f\nevaluates text as Python code", shape=box, color="#c62828", fillcolor="#fde8e8", penwidth=2.2];
    p0n2 [label="✖ commands.getoutput\n= subprocess.getoutput\nimport 0x50\nruns shell commands", shape=cds, margin="0.2,0.1", color="#c62828", fillcolor="#fde8e8", penwidth=2.2];
    p0n3 [label="✖ commands.getoutput('echo \"boom\"')\ncall 0x76\nruns shell commands", shape=box, color="#c62828", fillcolor="#fde8e8", penwidth=2.2];
    p0more [shape=note, label="7 more values,\nleft out"];
    p0n1 -> p0n0 [label="callee", color="#c62828", penwidth=2.2];
    p0n1 -> p0more [label="1", style=dotted];
    p0n3 -> p0n2 [label="callee", color="#c62828", penwidth=2.2];
    p0n3 -> p0more [label="1", style=dotted];
    }
}

$ brine graph --rankdir up examples/plain.pkl
brine graph: --rankdir: "up" is none of LR, TB, RL and BT (see brine graph --help)
[2]
$ brine graph --dialect pickletools examples/plain.pkl
brine graph: the reader pickletools only decodes
[2]
$ printf 'no pickle' > text; brine graph text
digraph pickle {
    graph [rankdir=LR, bgcolor="#ffffff", fontname="Helvetica", fontsize=12,
        nodesep=0.2, ranksep=0.5, ordering=out];
    node [fontname="Helvetica", fontsize=11, style=filled,
        color="#6b7280", fillcolor="#ffffff"];
    edge [fontname="Helvetica", fontsize=9, color="#6b7280", arrowsize=0.7];
text: not a pickle: 0x0: 0x6e is no opcode
}
[2]

; A file is made new; with --force one may be there, but none that is read.
$ brine graph -o g.dot examples/plain.pkl && tail -1 g.dot
}
$ brine graph -o g.dot examples/plain.pkl
g.dot: there is such a file already (see --force)
[2]
$ brine graph --force -o g.dot examples/seed-boom.pkl && wc -l < g.dot
18
$ cat examples/plain.pkl > mine.pkl; ln mine.pkl other.pkl
$ brine graph --force -o other.pkl mine.pkl; cmp mine.pkl examples/plain.pkl
other.pkl: it is a file that is read here; it is not written over
$ brine graph --force -o mine.pkl - < mine.pkl; cmp mine.pkl examples/plain.pkl
mine.pkl: it is a file that is read here; it is not written over
$ brine graph --force -o /dev/null mine.pkl
/dev/null: no regular file; it is not written over
[2]
$ brine graph --force mine.pkl
brine: --force is about --output, which is not given
[2]
