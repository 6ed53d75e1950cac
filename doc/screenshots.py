# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of the real screen: brine runs in a tmux of its own, keys are typed, and the cells of the
screen, with their colours, become an SVG. The same screen gives the same bytes."""
import collections
import html
import re
import unicodedata

from terminal import Terminal, awaited

COLUMNS, ROWS = 100, 30
CELL_WIDTH, CELL_HEIGHT, FONT_SIZE, MARGIN = 8.4, 18, 14, 14
FONTS = "'DejaVu Sans Mono', Menlo, Consolas, 'Liberation Mono', monospace"

# name, theme, file, keys, what the picture shows
Picture = collections.namedtuple("Picture", "name theme file keys title")
PICTURES = tuple(
    Picture(f"doc/{name}-{theme}.svg", theme, file, keys, title)
    for theme in ("dark", "light")
    for name, file, keys, title in (
        ("danger", "examples/boom.pt", "! !",
         "brine before the opcode of a PyTorch model that would run a shell command"),
        ("why", "examples/memo-getattr.pkl", "! ! ! ! Tab Down w",
         "brine telling how a callable was put together out of pieces"),
    ))

# Text and ground of a terminal, and what its programs take for its ground.
THEMES = {"dark": ("#d0d0d0", "#161616", "15;0"), "light": ("#303030", "#ffffff", "0;15")}
SIXTEEN = ("#000000 #cd3131 #0dbc79 #e5e510 #2472c8 #bc3fbc #11a8cd #e5e5e5 "
           "#666666 #f14c4c #23d18b #f5f543 #3b8eea #d670d6 #29b8db #ffffff").split()

# Lines are drawn, so that they meet whatever the font: which ways each goes from its middle.
LINES = {"─": "lr", "│": "ud", "┌": "rd", "┐": "ld", "└": "ru", "┘": "lu", "├": "rud", "┤": "lud",
         "┬": "lrd", "┴": "lru", "┼": "lrud"}

Style = collections.namedtuple("Style", "fore back bold dim underline reverse")
PLAIN = Style(None, None, False, False, False, False)
SWITCHES = {1: ("bold", True), 2: ("dim", True), 4: ("underline", True), 7: ("reverse", True),
            24: ("underline", False), 27: ("reverse", False)}


# ---- Cells ---------------------------------------------------------------------------------------

def restyled(style, numbers):
    """The style after an escape sequence with these numbers."""
    numbers = iter(numbers)
    for number in numbers:
        if number == 0:
            style = PLAIN
        elif number == 22:
            style = style._replace(bold=False, dim=False)
        elif number in SWITCHES:
            style = style._replace(**dict([SWITCHES[number]]))
        elif number in (38, 48) and next(numbers) == 5:
            style = style._replace(**{"fore" if number == 38 else "back": next(numbers)})
        elif number in (39, 49):
            style = style._replace(**{"fore" if number == 39 else "back": None})
        elif number % 60 // 10 in (3, 4) and number % 10 < 8:
            colour = number % 10 + 8 * (number >= 90)
            style = style._replace(**{"fore" if number % 60 // 10 == 3 else "back": colour})
        else:
            raise ValueError(f"an attribute that pictures do not have: {number}")
    return style


def width_of(character):
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def cells(row, style):
    """A row as tmux tells it: (column, width, characters, style) of each cell that is written, and
    the style in which the next row begins."""
    found, column = [], 0
    for escape, character in re.findall(r"\x1b\[([\d;]*)m|(.)", row):
        if not character:
            style = restyled(style, [int(number or 0) for number in escape.split(";")])
        elif width_of(character):
            found.append((column, width_of(character), character, style))
            column += width_of(character)
        elif found:
            found[-1] = (*found[-1][:2], found[-1][2] + character, found[-1][3])
    return found, style


# ---- The picture ---------------------------------------------------------------------------------

def colour(number):
    """One of the 256 colours of terminals."""
    if number < 16:
        return SIXTEEN[number]
    if number >= 232:
        return "#" + f"{8 + 10 * (number - 232):02x}" * 3
    steps = [(number - 16) // 36, (number - 16) // 6 % 6, (number - 16) % 6]
    return "#" + "".join(f"{55 + 40 * step if step else 0:02x}" for step in steps)


def number_text(number):
    return f"{number:.2f}".rstrip("0").rstrip(".")


class Drawing:
    def __init__(self, picture):
        self.picture = picture
        self.text, self.ground, _ = THEMES[picture.theme]
        self.grounds, self.lines, self.texts = [], {}, []

    def colours(self, style):
        fore = self.text if style.fore is None else colour(style.fore)
        back = self.ground if style.back is None else colour(style.back)
        return (back, fore) if style.reverse else (fore, back)

    def look(self, style):
        look = f'fill="{self.colours(style)[0]}"'
        look += ' font-weight="bold"' * style.bold + ' opacity=".6"' * style.dim
        return look + ' text-decoration="underline"' * style.underline

    def row(self, number, cells_of_row):
        runs = []  # words: column, width, characters, style
        for column, width, characters, style in cells_of_row:
            self.back(number, column, width, self.colours(style)[1])
            if characters in LINES:
                self.line(number, column, LINES[characters], self.colours(style)[0])
            elif characters != " ":
                last = runs[-1] if runs else None
                if last and characters.isascii() and last[2].isascii() and last[3] == style \
                        and last[0] + last[1] == column:
                    runs[-1] = (last[0], last[1] + width, last[2] + characters, style)
                else:
                    runs.append((column, width, characters, style))
        if runs:
            self.texts.append(f'<text y="{number_text(self.y(number) + 0.72 * CELL_HEIGHT)}">'
                              + "".join(map(self.word, runs)) + "</text>")

    @staticmethod
    def x(column):
        return MARGIN + column * CELL_WIDTH

    @staticmethod
    def y(row):
        return MARGIN + row * CELL_HEIGHT

    def word(self, run):
        column, width, characters, style = run
        length = f' textLength="{number_text(width * CELL_WIDTH)}"' if width > 1 else ""
        return (f'<tspan x="{number_text(self.x(column))}"{length} {self.look(style)}>'
                f'{html.escape(characters, quote=False)}</tspan>')

    def back(self, row, column, width, fill):
        if fill == self.ground:
            return
        last = self.grounds[-1] if self.grounds else None
        if last and last[0] == row and last[1] + last[2] == column and last[3] == fill:
            self.grounds[-1] = (row, last[1], last[2] + width, fill)
        else:
            self.grounds.append((row, column, width, fill))

    def line(self, row, column, ways, stroke):
        """From the middle of the cell; two ways that are one straight line are drawn as one."""
        x, y = self.x(column) + CELL_WIDTH / 2, self.y(row) + CELL_HEIGHT / 2
        pieces = self.lines.setdefault(stroke, [])
        for (one, other), length, command in (("lr", CELL_WIDTH, "h"), ("ud", CELL_HEIGHT, "v")):
            begin = -length / 2 if one in ways else 0
            end = length / 2 if other in ways else 0
            if begin < end:
                left, top = (x + begin, y) if command == "h" else (x, y + begin)
                pieces.append(f"M{number_text(left)} {number_text(top)}"
                              f"{command}{number_text(end - begin)}")

    def svg(self):
        width = number_text(COLUMNS * CELL_WIDTH + 2 * MARGIN)
        height = number_text(ROWS * CELL_HEIGHT + 2 * MARGIN)
        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
            f'viewBox="0 0 {width} {height}" role="img">',
            "<!-- Written by make update-docs. -->",
            f"<title>{html.escape(self.picture.title)}</title>",
            f'<rect width="100%" height="100%" rx="8" fill="{self.ground}" stroke="#808080" '
            'stroke-opacity=".4"/>',
        ]
        parts += [f'<rect x="{number_text(self.x(column))}" y="{self.y(row)}" width="'
                  f'{number_text(columns * CELL_WIDTH)}" height="{CELL_HEIGHT}" fill="{fill}"/>'
                  for row, column, columns, fill in self.grounds]
        parts += [f'<path stroke="{stroke}" fill="none" d="{"".join(ways)}"/>'
                  for stroke, ways in self.lines.items()]
        parts.append(f'<g font-family="{FONTS}" font-size="{FONT_SIZE}" xml:space="preserve">')
        return "\n".join(parts + self.texts + ["</g>", "</svg>", ""])


class Taken:
    """A screen with its keys typed, which may yet have to act on them."""

    def __init__(self, picture, place):
        self.picture = picture
        place.environment["COLORFGBG"] = THEMES[picture.theme][2]
        self.terminal = Terminal(place, f"{COLUMNS}x{ROWS}", f"brine {picture.file}")
        awaited(self.terminal.picture, bool)
        self.terminal.send(picture.keys)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.terminal.close()

    def svg(self):
        drawing, style = Drawing(self.picture), PLAIN
        for number, row in enumerate(self.terminal.colours().rstrip("\n").split("\n")):
            found, style = cells(row, style)
            drawing.row(number, found)
        return drawing.svg()
