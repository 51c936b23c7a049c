"""QR codes in a terminal, drawn so that phones read them whatever the theme: dark on light, with a quiet zone.

Cells of one colour are spaces with a background, mixed ones are `▀` in two colours: unlike full glyphs these leave no
stripes where a terminal adds space between its lines. The colours are 16 and 231 of 256, which no theme redefines.
"""

from __future__ import annotations

import re
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from paycli.console.drawings import Beside, Drawing
from paycli.console.options import options
from paycli.console.output import Line
from paycli.console.stream import encoding_of, is_tty, size_of, wants_color

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

QUIET_ZONE = 4
# The smallest version reads badly from a distance, since it has little to correct errors with.
_VERSION_LEAST = 2
_BLACK, _WHITE = 16, 231
_RESET = "\x1b[0m"
_BLOCKS = "█▀▄"
_COLORS = re.compile(r"\x1b\[[0-9;]*m")

Matrix = list[list[bool]]


class NarrowScreen(NamedTuple):
    """The code does not fit: how many columns it needs. A wrapped code is unreadable, so the text is shown instead."""

    needed: int

    @property
    def message(self) -> str:
        """What to tell people."""
        return f"too narrow for the QR code: {self.needed} columns needed"


def draw(
    text: str, *, width: int | None, color: bool, encoding: str = "utf-8", light_background: bool = False
) -> list[str] | NarrowScreen:
    """Draw a QR code (error level M, quiet zone of 4) as lines for a terminal of `width` columns (None: any).

    With colour it reads on every background. Without, light modules are the glyphs, which is right on a dark
    background only; `light_background` turns that around. An encoding without block characters takes two columns a
    module: coloured spaces, or `##`.
    """
    matrix = matrix_of(text)
    blocks = _can_say(_BLOCKS, encoding)
    needed = len(matrix) * (1 if blocks else 2)
    if width is not None and width < needed:
        return NarrowScreen(needed)
    if color:
        return [_run(row) for row in (_halves(matrix) if blocks else _wholes(matrix))]
    if blocks:
        return _glyph_halves(matrix, lit=light_background)
    return ["".join("##" if dark == light_background else "  " for dark in row) for row in matrix]


class Cell(NamedTuple):
    """A place on a terminal: its characters, their colour of 256, or None where none shows, and that behind them."""

    text: str
    fore: int | None
    back: int


def cells_of(text: str, encoding: str) -> list[list[Cell]]:
    """Give a QR code as coloured cells; `draw` says for which encodings a module takes two of them."""
    matrix = matrix_of(text)
    return _halves(matrix) if _can_say(_BLOCKS, encoding) else _wholes(matrix)


def on_screen(text: str, *, light_background: bool = False) -> tuple[Line | Drawing, ...]:
    """Give what to show on stdout for a QR text: the drawing; or why it does not fit, and the text itself."""
    drawn = _for_stdout(text, light_background=light_background)
    if isinstance(drawn, NarrowScreen):
        return (Line(drawn.message, "warn"), Line(text))
    return (Drawing(tuple(drawn), text),)


def wholly_on_screen(text: str, *, light_background: bool = False) -> tuple[Line | Drawing, ...]:
    """Give what to show as `on_screen` does, but where the screen is too low, the text and how much room is needed."""
    rows, stream = (len(matrix_of(text)) + 1) // 2, sys.stdout
    if is_tty(stream) and size_of(stream)[1] <= rows:
        return (Line(f"too low for the QR code: {rows + 1} rows needed", "warn"), Line(text))
    return on_screen(text, light_background=light_background)


def with_words(
    text: str, right: tuple[Line, ...], below: tuple[Line, ...], *, light_background: bool = False
) -> tuple[Line | Beside, ...]:
    """Give what to show on stdout for a QR text and what it is about: on its right side, or without room there below.

    Drawing takes its time, so that nothing is drawn where no person reads.
    """
    if options().mode != "human":
        return below
    drawn = _for_stdout(text, light_background=light_background)
    if isinstance(drawn, NarrowScreen):
        return (Line(drawn.message, "warn"), Line(text), *below)
    columns = len(_COLORS.sub("", drawn[0]))
    return (Beside(Drawing(tuple(drawn), text), columns, right, below),)


def _for_stdout(text: str, *, light_background: bool) -> list[str] | NarrowScreen:
    stream = sys.stdout
    width = size_of(stream)[0] if is_tty(stream) else None
    return draw(
        text,
        width=width,
        color=wants_color(stream),
        encoding=encoding_of(stream),
        light_background=light_background,
    )


def matrix_of(text: str) -> Matrix:
    """Give the modules with their quiet zone, True is dark; upper-case texts become the smaller alphanumeric kind."""
    with _without_pillow():
        from qrcode.constants import ERROR_CORRECT_M  # type: ignore[import-untyped]
        from qrcode.main import QRCode  # type: ignore[import-untyped]

    code = QRCode(version=_VERSION_LEAST, error_correction=ERROR_CORRECT_M, border=QUIET_ZONE)
    code.add_data(text)
    code.make(fit=True)
    return [[bool(module) for module in row] for row in code.get_matrix()]


class DarkRun(NamedTuple):
    """Dark modules beside each other: where the first one is, and how many there are."""

    x: int
    y: int
    length: int


def dark_runs(matrix: Matrix) -> Iterator[DarkRun]:
    """Give the dark modules of a code, as few runs."""
    for y, row in enumerate(matrix):
        x = 0
        while x < len(row):
            length = next((at for at in range(x, len(row)) if row[at] != row[x]), len(row)) - x
            if row[x]:
                yield DarkRun(x, y, length)
            x += length


@contextmanager
def _without_pillow() -> Iterator[None]:
    """Let an import inside find no Pillow: where it is installed, it takes longer than all that a sale imports."""
    if "PIL" in sys.modules or "qrcode" in sys.modules:
        yield
        return
    # So Python remembers that there is none.
    sys.modules["PIL"] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules["PIL"]


def _can_say(characters: str, encoding: str) -> bool:
    try:
        characters.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _pairs(matrix: Matrix) -> list[list[tuple[bool, bool]]]:
    """Put two rows of modules into each row of cells; behind an odd number of rows comes a light one."""
    rows = [*matrix, [False] * len(matrix[0])] if len(matrix) % 2 else matrix
    return [list(zip(rows[at], rows[at + 1], strict=True)) for at in range(0, len(rows), 2)]


def _ink(*, dark: bool) -> int:
    return _BLACK if dark else _WHITE


def _run(cells: Iterable[Cell]) -> str:
    """Join cells, saying the colours only where they change."""
    out: list[str] = []
    current = ""
    for cell in cells:
        colors = f"48;5;{cell.back}" if cell.fore is None else f"38;5;{cell.fore};48;5;{cell.back}"
        if colors != current:
            out.append(f"\x1b[{colors}m")
            current = colors
        out.append(cell.text)
    return "".join(out) + _RESET


def _halves(matrix: Matrix) -> list[list[Cell]]:
    return [
        [
            Cell(" ", None, _ink(dark=top)) if top == bottom else Cell("▀", _ink(dark=top), _ink(dark=bottom))
            for top, bottom in row
        ]
        for row in _pairs(matrix)
    ]


def _wholes(matrix: Matrix) -> list[list[Cell]]:
    return [[Cell("  ", None, _ink(dark=dark)) for dark in row] for row in matrix]


def _glyph_halves(matrix: Matrix, *, lit: bool) -> list[str]:
    """Draw with glyphs where a module equals `lit` (True: the dark ones, for a light background)."""
    glyphs = {(True, True): "█", (True, False): "▀", (False, True): "▄", (False, False): " "}
    return ["".join(glyphs[top == lit, bottom == lit] for top, bottom in row) for row in _pairs(matrix)]
