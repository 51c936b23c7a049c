"""Plain aligned tables: columns by display width, cut to a terminal, never cut in a pipe."""

from collections.abc import Sequence
from typing import NamedTuple

from paycli.console.sanitise import cut, printable, safe, width

_GAP = "  "
_WIDE_GAP = "    "
# A column of words is not cut below this: less would say nothing.
_NARROWEST = 8


class Table(NamedTuple):
    """Rows under headers, in the order given; `right` holds the places (from 0) of right-aligned columns (amounts).

    `cut` names the columns that are shortened first where the terminal is too narrow, such as notes; `keep` those that
    are not shortened at all, such as ids and commands, which somebody copies.
    """

    headers: tuple[str, ...]
    rows: Sequence[Sequence[str]]
    right: tuple[int, ...] = ()
    cut: tuple[int, ...] = ()
    keep: tuple[int, ...] = ()


def lay_out(table: Table, *, columns: int | None, encoding: str) -> list[str]:
    """Give the header and the rows as safe lines; `columns` is the terminal's width, None means never cut.

    The columns in `cut` give way first, then the widest words; right-aligned columns never do, since a cut amount
    would lie.
    """
    cells = [[printable(safe(cell), encoding) for cell in row] for row in (table.headers, *table.rows)]
    widths = [max(width(row[place]) for row in cells) for place in range(len(table.headers))]
    if columns is not None:
        widths = _fit(widths, table, columns)
    return [_line(row, widths, table.right, encoding) for row in cells]


def _fit(widths: list[int], table: Table, columns: int) -> list[int]:
    """Take columns away from what may be cut, the widest first, until the line fits or nothing more can be cut."""
    fitted = list(widths)
    excess = sum(fitted) + len(_GAP) * (len(fitted) - 1) - columns
    while excess > 0:
        whole = {*table.right, *table.keep}
        words = [place for place in range(len(fitted)) if place not in whole and fitted[place] > _NARROWEST]
        if not words:
            break
        open_places = [place for place in words if place in table.cut] or words
        widest = max(open_places, key=lambda place: fitted[place])
        fitted[widest] -= 1
        excess -= 1
    return fitted


def _line(row: Sequence[str], widths: Sequence[int], right: tuple[int, ...], encoding: str) -> str:
    parts = []
    for place, cell in enumerate(row):
        shown = cell if width(cell) <= widths[place] else _cut(cell, widths[place], encoding)
        padding = " " * (widths[place] - width(shown))
        parts.append(padding + shown if place in right else shown + padding)
    return _GAP.join(parts).rstrip(" ")


def _cut(cell: str, most: int, encoding: str) -> str:
    """Cut with an ellipsis, or with a dot where the stream cannot write one: it must stay one column wide."""
    shown = cut(cell, most)
    return shown if printable("…", encoding) == "…" else shown[:-1] + "."


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
