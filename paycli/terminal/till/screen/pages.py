"""A document on the screen, in pages of one or two columns; a table stays together where a column has room for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.sanitise import safe, width
from paycli.console.tables import broken

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from paycli.terminal.till.screen.frames import Block

Column = list[str]
Page = list[Column]


def pages_of(blocks: Iterable[Block], rows: int, *, columns: int = 1) -> list[Page]:
    """Lay blocks out in pages of so many columns of `rows` each; there is one page at least."""
    filled: list[Column] = [[]]
    for block in blocks:
        left, needed = [*block], len([*_without_blanks(block)])
        if filled[-1] and len(filled[-1]) + len(left) > rows >= needed:
            filled.append([])
        while left:
            if not filled[-1]:
                left = _without_blanks(left)
            room = rows - len(filled[-1])
            filled[-1] += left[:room]
            left = left[room:]
            if left:
                filled.append([])
    return [filled[at : at + columns] for at in range(0, len(filled), columns)]


def _without_blanks(rows: Sequence[str]) -> Column:
    """Leave out the blank rows at the begin, which are between blocks only."""
    begin = next((place for place, row in enumerate(rows) if row.strip()), len(rows))
    return [*rows[begin:]]


def chopped(text: str, columns: int) -> Column:
    """Break a text between words, and a word that is too long anywhere."""
    rows = broken(safe(text), columns)
    return [row[at : at + columns] for row in rows for at in range(0, max(len(row), 1), columns)]


def narrowed(blocks: Iterable[Block], columns: int) -> list[Block]:
    """Bring blocks to so many columns; a row that has room keeps its wide gaps."""
    return [tuple(piece for row in block for piece in _narrowed_row(row, columns)) for block in blocks]


def _narrowed_row(row: str, columns: int) -> Column:
    return [row] if row.isprintable() and width(row) <= columns else chopped(row, columns)
