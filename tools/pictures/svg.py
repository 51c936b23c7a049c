"""A terminal's cells as an SVG picture: text as text, blocks as rectangles, nothing that has to be loaded or run."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tools.pictures.screen import Cell, Grid, Look

# A cell is as wide as three fifths of the size of its letters in most monospace fonts, and half as wide as high, so
# that a block of half a cell is square.
CELL_WIDTH, CELL_HEIGHT, FONT_SIZE, BASELINE = 9, 18, 15, 13
MARGIN = 18
_FONTS = "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',monospace"
# The upper and the lower half of a cell with such a character: True where it takes the colour of the text.
_BLOCKS = {"▀": (True, False), "▄": (False, True), "█": (True, True)}
_CUBE = (0, 95, 135, 175, 215, 255)


class Theme(NamedTuple):
    """The colours of a terminal: its ground and frame, its text, faint text, and of the numbered ones those we use."""

    ground: str
    frame: str
    text: str
    faint: str
    numbered: Mapping[int, str]


THEMES: Mapping[str, Theme] = {
    "dark": Theme("#161b22", "#30363d", "#e6edf3", "#9198a1", {1: "#ff7b72", 2: "#3fb950", 5: "#d2a8ff"}),
    "light": Theme("#f6f8fa", "#d1d9e0", "#1f2328", "#59636e", {1: "#cf222e", 2: "#1a7f37", 5: "#8250df"}),
}


class _Area(NamedTuple):
    """A rectangle, in half cells."""

    left: int
    top: int
    columns: int
    rows: int


def svg(cells: Grid, theme: Theme, title: str) -> str:
    """Draw the cells of a terminal; `title` says what is seen. Raises KeyError for a colour that the theme lacks."""
    width = 2 * MARGIN + CELL_WIDTH * len(cells[0])
    height = 2 * MARGIN + CELL_HEIGHT * len(cells)
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    frame = f'width="{width - 1}" height="{height - 1}" rx="8" fill="{theme.ground}" stroke="{theme.frame}"'
    font = f'font-family="{_FONTS}" font-size="{FONT_SIZE}" fill="{theme.text}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">',
        f"<title>{escape(title)}</title>",
        f'<rect x="0.5" y="0.5" {frame}/>',
        f'<g transform="translate({MARGIN} {MARGIN}) scale({CELL_WIDTH})" shape-rendering="crispEdges">',
        *_blocks(cells, theme),
        "</g>",
        f'<g transform="translate({MARGIN} {MARGIN + BASELINE})" {font}>',
        *_texts(cells, theme),
        "</g>",
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _color(number: int, theme: Theme) -> str:
    """Give one of the 256 colours; the first sixteen are up to the theme."""
    if number < 16:
        return theme.numbered[number]
    if number >= 232:
        red = green = blue = 8 + 10 * (number - 232)
    else:
        red, green, blue = _CUBE[(number - 16) // 36], _CUBE[(number - 16) // 6 % 6], _CUBE[(number - 16) % 6]
    return f"#{red:02x}{green:02x}{blue:02x}"


def _ink(look: Look, theme: Theme) -> str:
    if look.fore is not None:
        return _color(look.fore, theme)
    return theme.faint if look.faint else theme.text


# --- text -------------------------------------------------------------------------------------------------------------
def _texts(cells: Grid, theme: Theme) -> Iterator[str]:
    """Draw each text where it stands, as wide as its cells are, whatever font there is."""
    for row, line in enumerate(cells):
        for left, columns, text, look in _pieces(line):
            attributes = [
                f'x="{left * CELL_WIDTH}"',
                f'y="{row * CELL_HEIGHT}"',
                f'textLength="{columns * CELL_WIDTH}"',
            ]
            if columns == 1:
                # There is nothing to stretch in a single letter.
                attributes.pop()
            ink = _ink(look, theme)
            attributes += [f'fill="{ink}"'] if ink != theme.text else []
            attributes += ['font-weight="bold"'] if look.bold else []
            yield f"<text {' '.join(attributes)}>{escape(text, quote=False)}</text>"


def _pieces(line: list[Cell]) -> Iterator[tuple[int, int, str, Look]]:
    """Give the texts of a row, each of one look, broken where two spaces stand, which a browser would make one."""
    at = 0
    while at < len(line):
        look, begin = _looks(line[at].look), at
        while at < len(line) and _looks(line[at].look) == look:
            at += 1
        # A character of two cells has an empty one behind it, which must not shift what follows.
        run = "".join(
            "\0" if cell.text == "" else " " if cell.text in _BLOCKS else cell.text[:1] for cell in line[begin:at]
        )
        for match in re.finditer(r"[^ ]+(?: [^ ]+)*", run):
            whole = "".join(cell.text for cell in line[begin + match.start() : begin + match.end()])
            yield begin + match.start(), match.end() - match.start(), whole, look


def _looks(look: Look) -> Look:
    """Give how a text looks, whatever ground it stands on."""
    return look._replace(back=None)


# --- blocks -----------------------------------------------------------------------------------------------------------
def _blocks(cells: Grid, theme: Theme) -> Iterator[str]:
    """Draw all coloured grounds and blocks, one shape for each colour.

    The first colour lies under all others, so that the terminal's ground shines through nowhere where they meet.
    """
    halves = [half for line in cells for half in _halves(line, theme)]
    for number, color in enumerate(dict.fromkeys(color for half in halves for color in half if color)):
        wanted = [[each == color or (number == 0 and each is not None) for each in half] for half in halves]
        shapes = "".join(
            f"M{area.left} {area.top}h{area.columns}v{area.rows}h-{area.columns}z" for area in _areas(wanted)
        )
        yield f'<path fill="{color}" d="{shapes}"/>'


def _halves(line: list[Cell], theme: Theme) -> list[list[str | None]]:
    """Give the colours of the upper and the lower halves of a row's cells; None for the terminal's ground."""
    found: list[list[str | None]] = [[], []]
    for cell in line:
        back = None if cell.look.back is None else _color(cell.look.back, theme)
        for half, inked in zip(found, _BLOCKS.get(cell.text, (False, False)), strict=True):
            half.append(_ink(cell.look, theme) if inked else back)
    return found


def _areas(wanted: list[list[bool]]) -> list[_Area]:
    """Cover all that is wanted with rectangles: runs of a row, joined with equal ones below them."""
    done: list[_Area] = []
    growing: dict[tuple[int, int], _Area] = {}
    for top, row in enumerate(wanted):
        runs = [(match.start(), len(match[0])) for match in re.finditer("1+", "".join("01"[each] for each in row))]
        done += [area for run, area in growing.items() if run not in runs]
        growing = {
            run: growing[run]._replace(rows=growing[run].rows + 1) if run in growing else _Area(run[0], top, run[1], 1)
            for run in runs
        }
    return sorted([*done, *growing.values()], key=lambda area: (area.top, area.left))
