; What a finding means.
$ brine explain | head -3
✖ dangerous   denied-import       imports something that is known to be dangerous
✖ dangerous   denied-call         calls something that is known to be dangerous
◆ suspicious  doubtful-import     imports something that harms when used with the wrong arguments

$ brine explain denied-call no-pickle
denied-call  ✖ dangerous
  calls something that is known to be dangerous

What it means
  The pickle calls a function or class that the policy knows as dangerous,
  directly or through others (getattr, import_module, partial).

Why it is told
  Loading the file runs this with the arguments shown. That is how an attack by
  pickle works; everything else in the file may be honest.

Example
  GLOBAL 'os system', BINUNICODE 'id', TUPLE1, REDUCE: os.system('id')

What to do
  Do not load the file. Keep it as evidence; `brine FILE`, then `!`, goes to
  the call, and `w` tells where its arguments come from.

no-pickle  · info
  is an array of numbers, which its loader never unpickles

What it means
  The file is an array of numbers, whose loader does not unpickle anything.

Why it is told
  It is told so that nobody takes silence for a look at a pickle that is not
  there.

Example
  a .npy file of float64

What to do
  Nothing.

$ brine explain --json extension-code
{"rule": "extension-code", "severity": "suspicious", "sentence": "imports by a number that only the loading program knows", "meaning": "EXT1, EXT2 or EXT4 import by a number from the registry of copyreg.", "why": "Which name a number stands for only the loading program knows; one that was used before does not even pass find_class.", "example": "EXT1 7", "what_to_do": "Ask which codes the loading program registers (copyreg.add_extension). Most register none: the load then fails here."}

$ brine explain nonsense no-pickle >/dev/null
brine explain: "nonsense" is no rule; `brine explain` lists them
[2]
