"""Tables: what they hold, how they stand in a pipe, how wide their columns are on a terminal, where Rich draws them.

In a pipe nothing is cut.
"""

from collections.abc import Sequence
from typing import NamedTuple

from paycli.console.sanitise import cut, printable, safe, width

GAP = "  "
_WIDE_GAP = "    "
# Stands for a space that is not broken while a line is; no safe text has one, since safe() makes it a plain space.
_UNBROKEN = "\u00a0"
# A column of words is not cut below this: less would say nothing.
_NARROWEST = 8


class Table(NamedTuple):
    """Rows under headers, in the order given; `right` holds the places (from 0) of right-aligned columns (amounts).

    `cut` names the columns that are shortened first where the terminal is too narrow, such as notes; `keep` those that
    are not shortened at all, such as ids and commands, which somebody copies. On a terminal the rows in `good` (from 0)
    are green, and `bars`, one value for each row, become a last column of bars where there is room for it.
    """

    headers: tuple[str, ...]
    rows: Sequence[Sequence[str]]
    right: tuple[int, ...] = ()
    cut: tuple[int, ...] = ()
    keep: tuple[int, ...] = ()
    good: tuple[int, ...] = ()
    bars: tuple[int, ...] = ()


def lay_out(table: Table, *, encoding: str) -> list[str]:
    """Give the header and the rows as safe lines for a pipe, where nothing is cut."""
    cells = cells_of(table, encoding)
    widths = widths_of(cells)
    return [_line(row, widths, table.right) for row in cells]


def lay_out_in(table: Table, columns: int, *, encoding: str) -> list[str]:
    """Do the same in so many columns: what may be cut gives way, and what has no room is broken."""
    cells = cells_of(table, encoding)
    widths = fit(widths_of(cells), table, columns)
    if not widths:
        return flow(cells, table, columns)
    short = ([cut(cell, room) for cell, room in zip(row, widths, strict=True)] for row in cells)
    return [_line(row, widths, table.right) for row in short]


def cells_of(table: Table, encoding: str) -> list[list[str]]:
    """Give the headers and the rows, safe and such as the encoding can say."""
    return [[printable(safe(cell), encoding) for cell in row] for row in (table.headers, *table.rows)]


def widths_of(cells: Sequence[Sequence[str]]) -> list[int]:
    """Give how wide each column is."""
    return [max(width(row[place]) for row in cells) for place in range(len(cells[0]))]


def fit(widths: Sequence[int], table: Table, columns: int) -> list[int]:
    """Take columns away from what may be cut, the widest first, until the line fits; empty where it cannot be made fit.

    The columns in `cut` give way first, then the widest words; right-aligned columns and those in `keep` never do,
    since a cut amount would lie, and a cut id could not be copied.
    """
    fitted = list(widths)
    excess = sum(fitted) + len(GAP) * (len(fitted) - 1) - columns
    whole = {*table.right, *table.keep}
    while excess > 0:
        words = [place for place in range(len(fitted)) if place not in whole and fitted[place] > _NARROWEST]
        if not words:
            return []
        open_places = [place for place in words if place in table.cut] or words
        widest = max(open_places, key=lambda place: fitted[place])
        fitted[widest] -= 1
        excess -= 1
    return fitted


def flow(cells: Sequence[Sequence[str]], table: Table, columns: int) -> list[str]:
    """Give the rows of a table that has no room: one after the other, each broken between its cells, nothing cut.

    Amounts and what is kept whole are not broken inside either.
    """
    whole = {*table.right, *table.keep}
    lines = []
    for row in cells[1:]:
        parts = [cell.replace(" ", _UNBROKEN) if place in whole else cell for place, cell in enumerate(row) if cell]
        lines += broken(_WIDE_GAP.join(parts), columns)
    return [line.replace(_UNBROKEN, " ") for line in lines]


def _line(row: Sequence[str], widths: Sequence[int], right: tuple[int, ...]) -> str:
    parts = []
    for place, cell in enumerate(row):
        padding = " " * (widths[place] - width(cell))
        parts.append(padding + cell if place in right else cell + padding)
    return GAP.join(parts).rstrip(" ")


def broken(text: str, columns: int) -> list[str]:
    """Break a line of safe text that is longer than the terminal is wide: at its wide gaps, else between words.

    What follows is set in by two columns. A single word that is too long stays whole, so that it can be copied.
    """
    if width(text) <= columns:
        return [text]
    indent = len(text) - len(text.lstrip(" "))
    lines: list[str] = []
    for part in text.strip(" ").split(_WIDE_GAP):
        before = lines[-1] if lines else " " * indent
        joined = before + (_WIDE_GAP if before.strip() else "") + part
        if width(joined) <= columns:
            lines[-1:] = [joined]
            continue
        lines += _by_words(part, columns, " " * (indent + 2) if lines else " " * indent, " " * (indent + 2))
    return lines


def _by_words(text: str, columns: int, first: str, rest: str) -> list[str]:
    lines, line = [], first
    for word in text.split(" "):
        longer = f"{line} {word}" if line.strip() else line + word
        if width(longer) > columns and line.strip():
            lines.append(line)
            longer = rest + word
        line = longer
    return [*lines, line]
