# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the program's tables (doc/tables prints them) into the manual and README.md.

A document has a line that names a table, and a line that ends it; what stands between is written
here. In the manual:         In Markdown:

    .\\" table: limits        <!-- table: program -->
    .\\" end of table         <!-- end of table -->
"""
import re
import textwrap

# Commands whose help is a section of the manual of its own: others that say the same name it.
SECTIONS = {"print": "VALUES AND EXPRESSIONS", "break": "PLACES", "goto": "Positions"}

MARKS = {"manual": ('.\\" table: ', "", '.\\" end of table'),
         "markdown": ("<!-- table: ", " -->", "<!-- end of table -->")}
ARGUMENT = re.compile(r"\b([A-Z]{2,}|N)\b")


class Wrong(Exception):
    """The document is not as it must be."""


# ---- Tables, whatever they are written as --------------------------------------------------------

def commands(tables):
    """The debugger's commands, topics after their command: (group, name, row)."""
    for group in tables["debugger"]:
        for row in group["rows"]:
            yield group["title"], row["name"], row
            for topic in row["topics"]:
                yield group["title"], f"{row['name']} {topic['name']}", topic


def command(tables, wanted):
    return next(row for _, name, row in commands(tables) if name == wanted)


def keys(tables, is_overlay):
    """Keys that do the same are one row: (names, command, summary)."""
    rows = {}
    for key in tables["keys"]:
        if bool(key["where"]) == is_overlay and key["command"]:
            row = rows.setdefault((key["where"], key["command"]), ([], key["summary"]))
            row[0].append(key["name"])
    for (where, typed), (names, summary) in rows.items():
        yield names, re.sub(r" %\w+", "", typed), f"{where}: {summary}" if where else summary


def options(tables):
    """All options that are no limits, with the commands that take them."""
    rows = {}
    for program in tables["program"]:
        for option in program["options"]:
            if not option["is_limit"]:
                name = option["name"] or option["letter"]
                # What another command means by the same name is another row.
                rows.setdefault((name, option["text"]), (option, []))[1].append(program["name"])
    return rows.values()


def size(row):
    """A limit's default as people type it."""
    value = row["value"]
    for shift, letter in ((30, "G"), (20, "M"), (10, "k")):
        if row["unit"] == "BYTES" and value and value % (1 << shift) == 0:
            return f"{value >> shift}{letter}"
    return str(value)


def sentence(text):
    """A summary with its dot; what begins with a small letter is none."""
    return text + "." * (text[:1].isupper() and not text.endswith("."))


def parts(text):
    """A help text as paragraphs ("text", words), rows of two columns ("item", left, right), and
    lines that stand in from the left, to be typed ("line", words), those of one block together."""
    found, is_open = [], False
    for line in text.split("\n"):
        item = re.match(r" +(\S.*?) {2,}(\S.*)", line)
        if not line.strip():
            is_open = False
        elif item:
            found.append(["item", item[1], item[2]])
            is_open = False
        elif re.match(" {6}", line) and found and found[-1][0] == "item":
            found[-1][2] += " " + line.strip()
        elif is_open and line.startswith(" ") == is_indented:
            found[-1][1] += ("\n" if is_indented else " ") + line.strip()
        else:
            is_open, is_indented = True, line.startswith(" ")
            found.append(["line" if is_indented else "text", line.strip()])
    return found


# ---- The manual: mdoc ----------------------------------------------------------------------------

def escaped(text):
    text = text.replace("\\", "\\e").replace("`", "\\(ga").replace("'", "\\(aq")
    text = text.replace("~", "\\(ti").replace("^", "\\(ha")
    return text.replace("$D", "\\[u2716]").replace("$S", "\\[u25C6]")


def filled(text):
    """Running text, a sentence to a line, none longer than a screen is wide."""
    lines = []
    for sentence in re.split(r"(?<=[.?!:]) (?=[A-Z-])", escaped(text)):
        lines += textwrap.wrap(sentence, 78, break_long_words=False, break_on_hyphens=False)
    return ["\\&" + line if line.startswith((".", "'")) else line for line in lines]


def tag(bold, rest=""):
    """The head of an item: a name, and what may follow it."""
    rest = ARGUMENT.sub(r"\\fI\1\\fP", escaped(rest).replace("-", "\\-"))
    bold = escaped(bold).replace("-", "\\-")
    return '.It "' + f"\\fB{bold}\\fP {rest}".strip().replace('"', "\\(dq") + '"'


def listed(items, width="Ds"):
    lines = [f".Bl -tag -width {width}"]
    for item in items:
        lines += item
    return lines + [".El"]


def shown(found):
    """Parts of a help text; rows that follow one another are a list."""
    lines, items = [], []
    for kind, *words in found + [("end",)]:
        if kind == "item":
            items.append([tag(words[0])] + filled(words[1]))
            continue
        if items:
            lines += listed(items, "6n")
            items = []
        if kind == "text":
            lines += ([".Pp"] if lines else []) + filled(words[0])
        elif kind == "line":
            lines += [".Bd -literal"]
            lines += ["\\&" + escaped(line) for line in words[0].split("\n")]
            lines += [".Ed"]
    return lines


def command_item(tables, name, row):
    lines = [tag(name, row["args"])] + filled(sentence(row["summary"]))
    if row["aliases"]:
        lines += ["Also: " + ", ".join(f"\\fB{word}\\fP" for word in row["aliases"].split()) + "."]
    left = row["help"].split("\n")
    for other, section in SECTIONS.items():
        told = set(command(tables, other)["help"].split("\n")) - {""}
        if told.intersection(left):
            left = [line for line in left if line not in told]
            lines += [f"See {section}."]
    rest = shown(parts("\n".join(left)))
    return lines + rest


def manual_program(tables):
    return listed([tag(row["name"], row["synopsis"])] + shown(parts(row["help"]))
                  for row in tables["program"])


def manual_options(tables):
    items = []
    takers = [row["name"] for row in tables["program"] if "FILE" in row["synopsis"]
              or "PATH" in row["synopsis"]]
    for option, names in options(tables):
        spelled = [f"-{option['letter']}"] * bool(option["letter"])
        spelled += [f"--{option['name']}"] * bool(option["name"])
        item = [tag(", ".join(spelled), option["value"])] + filled(sentence(option["text"]))
        if not set(takers) <= set(names):
            item += ["Of " + ", ".join(f"\\fB{name}\\fP" for name in names) + "."]
        items.append(item)
    return listed(items)


def manual_debugger(tables):
    lines, title = [], None
    for group, name, row in commands(tables):
        if group != title:
            lines += [".El"] * bool(title) + [f".Ss {group}", ".Bl -tag -width Ds"]
            title = group
        lines += command_item(tables, name, row)
    return lines + [".El"]


def manual_help(tables, name):
    return shown(parts(command(tables, name)["help"]))


def manual_settings(tables):
    return listed([tag(row["name"], row["value"])] + filled(sentence(row["text"])) +
                  (filled(f"One of: {row['words']}.") if row["words"] else [])
                  for row in tables["settings"])


def manual_limits(tables):
    return listed([tag(row["name"], f"{row['unit']} ({size(row)})")] + filled(sentence(row["text"]))
                  for row in tables["limits"])


def manual_keys(tables, is_overlay):
    return listed(([tag(", ".join(names)), f"\\fB{escaped(typed)}\\fP:"] + filled(sentence(summary))
                   for names, typed, summary in keys(tables, is_overlay)), "Backspace")


def manual_formats(tables):
    return listed(([tag(row["name"])] + filled(sentence(row["text"])) for row in tables["formats"]),
                  "pytorch-zip")


def page(row):
    """What `brine explain` prints of a rule, below its sentence."""
    for heading, text in (("", row["meaning"]), ("", row["why"]), ("For example: ", row["example"]),
                          ("", row["todo"])):
        if text:
            yield from [".Pp"] + filled(heading + text)


def manual_rules(tables):
    return listed([tag(row["name"], f"({row['severity']})")] + filled(sentence(row["text"])) +
                  list(page(row)) for row in tables["rules"])


# ---- Markdown ------------------------------------------------------------------------------------

def cell(text):
    return text.replace("|", "\\|")


def code(text):
    return f"`{cell(text)}`" if "`" not in text else f"`` {cell(text)} ``"


def table(heads, rows):
    return ["| " + " | ".join(heads) + " |", "|" + " --- |" * len(heads)] + [
        "| " + " | ".join(row) + " |" for row in rows]


def markdown_program(tables):
    return table(("command", "what it tells"),
                 ((code(f"brine {row['name']} {row['synopsis']}"), cell(row["summary"]))
                  for row in tables["program"]))


def is_used(tables, names):
    """The key line has a place for one of these keys."""
    return any(row["label"] and not row["where"] for row in tables["keys"]
               if row["name"] in names)


def markdown_used_keys(tables):
    return markdown_key_rows(row for row in keys(tables, False) if is_used(tables, row[0]))


def markdown_other_keys(tables):
    return markdown_key_rows(row for row in keys(tables, False) if not is_used(tables, row[0]))


def markdown_overlay_keys(tables):
    return markdown_key_rows(keys(tables, True))


def markdown_key_rows(rows):
    return table(("key", "command", "what it does"),
                 ((" ".join(map(code, names)), code(typed), cell(summary))
                  for names, typed, summary in rows))


def markdown_debugger(tables):
    lines, title = [], None
    for group, name, row in commands(tables):
        if group != title:
            lines += [""] * bool(title) + [f"**{group}**", ""]
            lines += table(("command", "what it does"), ())
            title = group
        lines.append(f"| {code((name + ' ' + row['args']).strip())} | {cell(row['summary'])} |")
    return lines


FORMS = {
    "manual": {
        "program": manual_program, "options": manual_options, "debugger": manual_debugger,
        "settings": manual_settings, "limits": manual_limits,
        "keys": lambda tables: manual_keys(tables, False),
        "keys of overlays": lambda tables: manual_keys(tables, True),
        "formats": manual_formats, "rules": manual_rules,
    },
    "markdown": {
        "program": markdown_program, "debugger": markdown_debugger,
        "used keys": markdown_used_keys, "other keys": markdown_other_keys,
        "keys of overlays": markdown_overlay_keys,
    },
}


FORMS["manual"] |= {f"help {name}": lambda tables, name=name: manual_help(tables, name)
                    for name in SECTIONS}


def fill(text, form, tables):
    """The text of a document with its tables as they are now."""
    begin, close, end = MARKS[form]
    lines, name = [], None
    for line in text.split("\n"):
        if line.startswith(begin):
            if name is not None:
                raise Wrong(f"table {name} has no end")
            name = line[len(begin):].removesuffix(close)
            if name not in FORMS[form]:
                raise Wrong(f"there is no table {name}; there are {', '.join(FORMS[form])}")
            blank = [""] if form == "markdown" else []
            lines += [line] + blank + FORMS[form][name](tables) + blank
        elif line == end:
            if name is None:
                raise Wrong("a table ends that did not begin")
            name = None
        if name is None:
            lines.append(line)
    if name is not None:
        raise Wrong(f"table {name} has no end")
    return "\n".join(lines)
