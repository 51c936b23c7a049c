"""A receipt as SVG and PNG, each letter in a cell of its own: so columns line up whatever the font is."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from unicodedata import bidirectional

from paycli.console.escpos import DOTS, raster_size
from paycli.console.qr import dark_runs, matrix_of
from paycli.console.sanitise import FROM_RIGHT, width
from paycli.console.seen_order import as_seen

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from paycli.console.paper import PaperLine

# A printer's own: letters of 12 by 24 dots, 8 dots a millimetre.
_CELL, _ROW, _MARGIN, _DOTS_MM = 12, 30, 24, 8
_SIZE = 20


def svg(lines: Sequence[PaperLine], columns: int) -> bytes:
    """Draw a receipt as SVG."""
    across, down = columns * _CELL + 2 * _MARGIN, _height(lines, columns)
    size = f'width="{across / _DOTS_MM}mm" height="{down / _DOTS_MM}mm"'
    out = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {across} {down}" {size}>',
        f'<rect width="{across}" height="{down}" fill="#fff"/>',
        '<g font-family="monospace" fill="#000" xml:space="preserve">',
    ]
    top = _MARGIN
    for line in lines:
        if line.code:
            out.append(_svg_code(line.code, columns, top))
        else:
            scale = 2 if line.double else 1
            weight = ' font-weight="bold"' if line.bold or line.double else ""
            for text, places in _words(line, columns):
                at = " ".join(str(_MARGIN + place * _CELL * scale) for place in places)
                base = top + _SIZE * scale
                out.append(f'<text x="{at}" y="{base}" font-size="{_SIZE * scale}"{weight}>{escape(text)}</text>')
        top += _line_height(line, columns)
    return "\n".join([*out, "</g>", "</svg>", ""]).encode()


def _svg_code(text: str, columns: int, top: int) -> str:
    matrix = matrix_of(text)
    size = raster_size(matrix, DOTS[columns])
    left = _MARGIN + (columns * _CELL - len(matrix) * size) // 2
    path = "".join(f"M{run.x} {run.y}h{run.length}v1h-{run.length}z" for run in dark_runs(matrix))
    return f'<path shape-rendering="crispEdges" transform="translate({left} {top}) scale({size})" d="{path}"/>'


def _words(line: PaperLine, columns: int) -> Iterator[tuple[str, list[int]]]:
    """Give each word of a line with the cells of its letters; a mark stands in the cell of its letter.

    Letters that are written from right to left are words by themselves: a viewer would turn them once more.
    """
    text = ""
    places: list[int] = []
    place = 0
    for letter in as_seen(line.filled(columns)) + " ":
        if text and (letter == " " or (width(letter) and _is_from_right(text[0]) | _is_from_right(letter))):
            yield text, places
            text, places = "", []
        if letter != " ":
            text += letter
            places.append(place if width(letter) else max(place - 1, 0))
        place += width(letter)


def _in_cells(text: str, places: Sequence[int]) -> Iterator[tuple[str, int]]:
    """Give what stands in each cell: a letter with its marks, which nobody can draw without it."""
    letters = ""
    before = -1
    for letter, place in zip(text, places, strict=True):
        if letters and place != before:
            yield letters, before
            letters = ""
        letters, before = letters + letter, place
    if letters:
        yield letters, before


def _is_from_right(letter: str) -> bool:
    return not letter.isascii() and bidirectional(letter) in FROM_RIGHT


def _line_height(line: PaperLine, columns: int) -> int:
    if line.code:
        matrix = matrix_of(line.code)
        return len(matrix) * raster_size(matrix, DOTS[columns])
    return _ROW * (2 if line.double else 1)


def _height(lines: Sequence[PaperLine], columns: int) -> int:
    return 2 * _MARGIN + sum(_line_height(line, columns) for line in lines)


def png(lines: Sequence[PaperLine], columns: int) -> bytes:
    """Draw a receipt as PNG, 203 dots an inch, as a printer does."""
    from io import BytesIO

    from PIL import Image, ImageDraw

    from paycli.console.cards import font_for_letter

    picture = Image.new("1", (columns * _CELL + 2 * _MARGIN, _height(lines, columns)), 1)
    pen = ImageDraw.Draw(picture)
    top = _MARGIN
    for line in lines:
        if line.code:
            matrix = matrix_of(line.code)
            size = raster_size(matrix, DOTS[columns])
            left = _MARGIN + (columns * _CELL - len(matrix) * size) // 2
            for run in dark_runs(matrix):
                x, y = left + run.x * size, top + run.y * size
                pen.rectangle((x, y, x + run.length * size - 1, y + size - 1), fill=0)
        else:
            scale = 2 if line.double else 1
            bold = 1 if line.bold or line.double else 0
            for text, places in _words(line, columns):
                for letters, place in _in_cells(text, places):
                    font, shown = font_for_letter(letters[0], _SIZE * scale)
                    middle = _MARGIN + place * _CELL * scale + _CELL * scale * max(width(letters), 1) // 2
                    at = (middle, top + _SIZE * scale)
                    pen.text(at, shown + letters[1:], fill=0, font=font, anchor="ms", stroke_width=bold * scale / 4)
        top += _line_height(line, columns)
    out = BytesIO()
    picture.save(out, "PNG", dpi=(203, 203))
    return out.getvalue()
