"""A small terminal painter: what a screen shows for drawn lines, as grey pixels, so that a decoder can look at it.

The tests and the tour read back every QR code that is drawn from here, as a phone would read it off the glass.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_TOKEN = re.compile(r"\x1b\[([0-9;]*)m|(.)", re.DOTALL)
_BASIC = (0, 55, 130, 150, 60, 80, 140, 200, 100, 120, 200, 220, 110, 130, 215, 255)
_CUBE = (0, 95, 135, 175, 215, 255)
# The sign # as a usual 8 x 16 font draws it, one number a row, the highest bit on the left.
_HASH = (0, 0, 0, 0x6C, 0x6C, 0xFE, 0x6C, 0x6C, 0x6C, 0xFE, 0x6C, 0x6C, 0, 0, 0, 0)
# Any other character leaves some ink in the middle of its cell, which is all that matters here.
_OTHER = (0, 0, 0, 0, 0x3C, 0x24, 0x24, 0x24, 0x24, 0x24, 0x24, 0x3C, 0, 0, 0, 0)
_GLYPHS: dict[str, tuple[int, ...]] = {
    " ": (0,) * 16,
    "█": (0xFF,) * 16,
    "▀": (0xFF,) * 8 + (0,) * 8,
    "▄": (0,) * 8 + (0xFF,) * 8,
    "#": _HASH,
}
CELL_WIDTH, CELL_HEIGHT = 8, 16


class Theme(NamedTuple):
    """The default colours of a terminal as grey values, 0 black to 255 white."""

    foreground: int
    background: int


DARK, LIGHT = Theme(208, 30), Theme(35, 250)


def paint(lines: list[str], theme: Theme = DARK, *, gap: int = 0) -> list[bytes]:
    """Paint lines with their colours; give pixel rows of equal length, one grey byte a pixel.

    Cells are 8 x 16 pixels; `gap` adds that many rows below each line in the cells' background, as terminals with
    line spacing do. Lines are filled up with the theme's background. Only colours are understood of all escapes;
    another one raises ValueError, as it would spoil a real screen too.
    """
    cells = [_cells(line, theme) for line in lines]
    columns = max((len(row) for row in cells), default=0)
    pixels: list[bytes] = []
    for short in cells:
        row = short + [(" ", theme.foreground, theme.background)] * (columns - len(short))
        pixels += [b"".join(_slice(cell, y) for cell in row) for y in range(CELL_HEIGHT)]
        pixels += [b"".join(bytes([back]) * CELL_WIDTH for _, _, back in row)] * gap
    return pixels


def _cells(line: str, theme: Theme) -> list[tuple[str, int, int]]:
    """Give the characters of a line, each with its foreground and background."""
    fore, back = theme
    cells = []
    for match in _TOKEN.finditer(line):
        colors, character = match.groups()
        if character is None:
            fore, back = _select(colors, fore, back, theme)
        elif character < " " or "\x7f" <= character < "\xa0":
            raise ValueError(f"the painter does not know the control character {character!r}")
        else:
            cells.append((character, fore, back))
    return cells


def _select(colors: str, fore: int, back: int, theme: Theme) -> tuple[int, int]:
    """Follow one SGR escape."""
    codes = [int(code or "0") for code in colors.split(";")]
    while codes:
        code = codes.pop(0)
        if code == 0:
            fore, back = theme
        elif code in (38, 48) and codes[:1] == [5] and len(codes) > 1:
            fore, back = (_grey(codes[1]), back) if code == 38 else (fore, _grey(codes[1]))
            del codes[:2]
        elif 30 <= code <= 37 or 90 <= code <= 97:
            fore = _BASIC[code - 30 if code < 90 else code - 82]
        elif 40 <= code <= 47 or 100 <= code <= 107:
            back = _BASIC[code - 40 if code < 100 else code - 92]
        elif code == 39:
            fore = theme.foreground
        elif code == 49:
            back = theme.background
        elif code in (7, 27):
            fore, back = back, fore
        elif code not in (1, 2, 22):
            raise ValueError(f"the painter does not know the colour code {code}")
    return fore, back


def _grey(number: int) -> int:
    """Give the grey value of one of the 256 colours."""
    if number < 16:
        return _BASIC[number]
    if number >= 232:
        return 8 + 10 * (number - 232)
    red, green, blue = _CUBE[(number - 16) // 36], _CUBE[(number - 16) // 6 % 6], _CUBE[(number - 16) % 6]
    return (299 * red + 587 * green + 114 * blue) // 1000


def _slice(cell: tuple[str, int, int], y: int) -> bytes:
    """Give one pixel row of a cell."""
    character, fore, back = cell
    bits = _GLYPHS.get(character, _OTHER)[y]
    return bytes(fore if bits >> (CELL_WIDTH - 1 - x) & 1 else back for x in range(CELL_WIDTH))
