"""Bytes for a receipt printer (ESC/POS): text in a code page, bold, double, in the middle, codes, cut; the drawer.

Only what is written here is ever a command. A text is put into the printer's code page letter by letter, and whatever
is no printable letter there becomes a `?`. So no name can reset a printer, open a drawer or turn a page.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from paycli.console.qr import matrix_of
from paycli.domain.printing import CODE_PAGES
from paycli.errors import Usage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from paycli.console.paper import PaperLine
    from paycli.console.qr import Matrix

DOTS = {32: 384, 42: 504, 48: 576}
"""How many dots a line of so many letters has."""

# Two pulses of 2 ms steps: 50 ms on, 500 ms off, by the connector's first pin.
DRAWER_PULSE = b"\x1bp\x00\x19\xfa"

_INIT = b"\x1b@"
# What a printer sold in China or Japan takes for halves of signs are letters of the code page. Figures mean themselves.
_SINGLE_BYTES = b"\x1c."
_PLAIN_SIGNS = b"\x1bR\x00"
_PAGE = b"\x1bt%c"
_BOLD = {True: b"\x1bE\x01", False: b"\x1bE\x00"}
_SIZE = {True: b"\x1d!\x11", False: b"\x1d!\x00"}
_ALIGN = {"left": b"\x1ba\x00", "centre": b"\x1ba\x01"}
_CUT = b"\x1dVB\x00"
_RASTER = b"\x1dv0\x00"
_FIRST_LETTER, _DELETE = 0x20, 0x7F
# A dot more than a module needs: wider ones are read no better, and take paper. Three dots are 0.4 mm.
_MODULE_DOTS_MOST, _MODULE_DOTS_LEAST = 6, 2
# Signs that a page may lack, and what stands for them: one letter for one, so that a line stays as wide as it was.
_LIKE = {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": ".", "€": "E"}  # noqa: RUF001


class Paper(NamedTuple):
    """How wide a printer's paper is, in letters, and in which code page it takes text."""

    columns: int
    code_page: str


def check_code_page(name: str) -> str:
    """Give the name of a code page that printers know; raises Usage."""
    found = name.lower().replace("-", "_").replace("pc", "cp")
    if found not in CODE_PAGES:
        raise Usage(
            problem=f"{name[:20]!r} is not a code page that printers know", help=f"one of: {', '.join(CODE_PAGES)}"
        )
    return found


def receipt_bytes(lines: Iterable[PaperLine], paper: Paper) -> bytes:
    """Give the bytes that print lines and cut the paper."""
    out = [_INIT, _SINGLE_BYTES, _PLAIN_SIGNS, _PAGE % CODE_PAGES[paper.code_page]]
    bold, double, align = False, False, "left"
    for line in lines:
        middle = "centre" if line.code else line.align
        if (line.bold, line.double, middle) != (bold, double, align):
            bold, double, align = line.bold, line.double, middle
            out += [_BOLD[bold], _SIZE[double], _ALIGN[align]]
        out.append(code_bytes(line.code, paper) if line.code else _text(line, paper) + b"\n")
    out += [_BOLD[False], _SIZE[False], _ALIGN["left"], b"\n", _CUT]
    return b"".join(out)


def _text(line: PaperLine, paper: Paper) -> bytes:
    # The printer puts a line into the middle by itself, in its own letters.
    plain = line._replace(align="left")
    return encoded(plain.filled(paper.columns, lambda text: printable(text, paper.code_page)), paper.code_page)


def printable(text: str, code_page: str) -> str:
    """Give a text of letters that a code page has: what it lacks is written another way, or becomes a `?`."""
    return "".join(_letter(letter, code_page) for letter in unicodedata.normalize("NFC", text))


def _letter(letter: str, code_page: str) -> str:
    if _is_there(letter, code_page):
        return letter
    # A mark that belongs to no letter of the page takes no room of its own.
    if unicodedata.category(letter)[0] == "M":
        return ""
    like = _LIKE.get(letter) or unicodedata.normalize("NFKD", letter)
    found = [each for each in like if _is_there(each, code_page)]
    return found[0] if len(found) == 1 else "?"


def _is_there(letter: str, code_page: str) -> bool:
    try:
        data = letter.encode(code_page)
    except UnicodeEncodeError:
        return False
    return len(data) == 1 and data[0] >= _FIRST_LETTER and data[0] != _DELETE


def encoded(text: str, code_page: str) -> bytes:
    """Give the bytes of a text, none of which is a command, whatever it says."""
    data = text.encode(code_page, "replace")
    return bytes(each if each >= _FIRST_LETTER and each != _DELETE else ord("?") for each in data)


def code_bytes(text: str, paper: Paper) -> bytes:
    """Give the bytes of a QR code as a picture: printers that draw codes by themselves do so each in its own way."""
    return raster(matrix_of(text), DOTS[paper.columns])


def raster_size(matrix: Matrix, dots: int) -> int:
    """Say how many dots wide a module is on a line of so many dots; raises Usage where it would be too small."""
    size = min(_MODULE_DOTS_MOST, dots // len(matrix))
    if size < _MODULE_DOTS_LEAST:
        raise Usage(problem="The code is too large for this paper", help="use a wider paper")
    return size


def raster(matrix: Matrix, dots: int) -> bytes:
    """Give the bytes of a picture of modules, as large as a line of so many dots lets it be.

    A module is at least two dots wide. So no byte of it is 0x10, which begins the commands that a printer carries out
    even inside a picture.
    """
    size = raster_size(matrix, dots)
    columns = (len(matrix) * size + 7) // 8
    height = len(matrix) * size
    rows: list[bytes] = []
    for row in matrix:
        bits = "".join(("1" if dark else "0") * size for dark in row).ljust(columns * 8, "0")
        rows.append(int(bits, 2).to_bytes(columns, "big") * size)
    return _RASTER + columns.to_bytes(2, "little") + height.to_bytes(2, "little") + b"".join(rows)
