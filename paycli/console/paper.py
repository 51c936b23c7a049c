"""Lines of a paper of 32, 42 or 48 letters: broken between words, with amounts at the right that are whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from paycli.console.sanitise import safe, width

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Align = Literal["left", "centre"]

# Words beside an amount need so much room, or else stand above it.
_BESIDE_LEAST = 8


class PaperLine(NamedTuple):
    """A line of a paper: a text, and another one at the right end of it.

    A `double` line is twice as high and wide, so that half as many letters fit. With `code` it is a QR code of that
    text, and nothing else. All of it is harmless: whoever makes a line has cleaned it.
    """

    text: str = ""
    right: str = ""
    bold: bool = False
    double: bool = False
    align: Align = "left"
    code: str = ""

    def filled(self, columns: int, change: Callable[[str], str] = str) -> str:
        """Give the line as a text of at most so many columns, once `change` has made its parts what can be printed."""
        room = columns // 2 if self.double else columns
        text, right = change(self.text), change(self.right)
        if self.align == "centre":
            return " " * ((room - width(text)) // 2) + text
        return text + " " * (room - width(text) - width(right)) + right if right else text


def pair(left: str, right: str, columns: int, *, bold: bool = False, indent: int = 0) -> Iterator[PaperLine]:
    """Give lines with a text at the left, broken between words, and another, which is never cut, at the end."""
    room = columns - width(right) - 1
    if room < min(_BESIDE_LEAST, width(left)):
        yield from words(left, columns, bold=bold, indent=indent)
        yield from (PaperLine(right=part, bold=bold) for part in wrapped(right, columns))
        return
    rows = list(wrapped(left, columns, room, indent))
    yield from (PaperLine(row, bold=bold) for row in rows[:-1])
    yield PaperLine(rows[-1], right, bold=bold)


def words(
    text: str, columns: int, *, bold: bool = False, align: Align = "left", indent: int = 0
) -> Iterator[PaperLine]:
    """Give lines of a text, broken between words."""
    yield from (PaperLine(row, bold=bold, align=align) for row in wrapped(text, columns, indent=indent))


def large(text: str, columns: int) -> Iterator[PaperLine]:
    """Give a text in the middle, twice as large where it fits so, else bold."""
    if width(text) <= columns // 2:
        yield PaperLine(text, double=True, align="centre")
    else:
        yield from words(text, columns, bold=True, align="centre")


def large_pair(left: str, right: str, columns: int) -> Iterator[PaperLine]:
    """Give a text and an amount, twice as large where they fit so, else bold."""
    if width(left) + width(right) < columns // 2:
        yield PaperLine(left, right, double=True)
    else:
        yield from pair(left, right, columns, bold=True)


def rule(columns: int) -> PaperLine:
    """Give a line across the paper."""
    return PaperLine("-" * columns)


def wrapped(text: str, columns: int, last: int | None = None, indent: int = 0) -> list[str]:
    """Break a text between words into rows of so many columns, the last one of at most `last`.

    A word that is longer than a row is broken where it must be. It is cleaned, and nothing of it is left out.
    """
    start = " " * indent
    rows: list[str] = []
    row = start
    for word in safe(text).split(" "):
        joined = f"{row} {word}" if row.strip() else row + word
        if width(joined) <= columns:
            row = joined
            continue
        if row.strip():
            rows.append(row)
        *full, row = _broken(start + word, columns, start)
        rows += full
    if last is not None and width(row) > last:
        *full, row = _rebroken(row, last, start)
        rows += full
    return [*rows, row]


def _rebroken(row: str, last: int, start: str) -> list[str]:
    """Break the last row once more, behind as many of its words as fit."""
    head, _, tail = row.rpartition(" ")
    while head.strip() and width(head) > last:
        head, _, more = head.rpartition(" ")
        tail = f"{more} {tail}"
    if head.strip() and width(start + tail) <= last:
        return [head, start + tail]
    return _broken(row, last, start)


def _broken(text: str, columns: int, start: str) -> list[str]:
    """Break a text after every so many columns; never inside a wide letter."""
    rows: list[str] = []
    row = ""
    for letter in text:
        if width(row + letter) > columns and row.strip():
            rows.append(row)
            row = start
        row += letter
    return [*rows, row]


def text_of(lines: Iterable[PaperLine], columns: int) -> list[str]:
    """Give a paper as plain text; a large line stands there as any other, and a code as its text."""
    rows: list[str] = []
    for line in lines:
        if line.code:
            rows += wrapped(line.code, columns)
        else:
            rows.append(line._replace(double=False).filled(columns))
    return rows
