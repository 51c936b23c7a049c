"""The cells of a terminal: what stands in them once a program has written to it, and in which colours."""

from __future__ import annotations

import re
from typing import NamedTuple

from paycli.console.sanitise import width

_TOKEN = re.compile(r"\x1b\[(?P<numbers>[0-9;]*)(?P<word>[A-Za-z])|(?P<sign>.)", re.DOTALL)


class Look(NamedTuple):
    """How a cell looks: its colours by their numbers of 256, None for those of the terminal; bold; faint."""

    fore: int | None = None
    back: int | None = None
    bold: bool = False
    faint: bool = False


class Cell(NamedTuple):
    """A cell: its character, nothing behind a character that takes two."""

    text: str = " "
    look: Look = Look()


Grid = list[list[Cell]]


def grid(written: str, columns: int, rows: int) -> Grid:
    """Play what a program wrote to a terminal of this size, and give the rows down to the last that has something.

    Raises ValueError for an escape that it does not know.
    """
    screen = _Screen(columns, rows)
    for token in _TOKEN.finditer(written):
        if token["sign"] is not None:
            screen.take(token["sign"])
        else:
            screen.steer(token["word"], [int(each or 0) for each in token["numbers"].split(";")])
    while screen.cells and all(cell == Cell() for cell in screen.cells[-1]):
        screen.cells.pop()
    return screen.cells


class _Screen:
    """A terminal that knows what paycli writes: text, colours, and how to go back to what was drawn before."""

    def __init__(self, columns: int, rows: int) -> None:
        self._columns = columns
        self.cells: Grid = [[Cell()] * columns for _ in range(rows)]
        self._row = self._column = 0
        self._look = Look()

    def take(self, sign: str) -> None:
        """Take a character."""
        if sign == "\r":
            self._column = 0
        elif sign == "\n":
            self._down()
        elif sign < " ":
            raise ValueError(f"the screen does not know the control character {sign!r}")
        else:
            self._put(sign, width(sign))

    def _put(self, sign: str, columns: int) -> None:
        if columns == 0:
            # It belongs to the one before it.
            before = self.cells[self._row][self._column - 1]
            self.cells[self._row][self._column - 1] = before._replace(text=before.text + sign)
            return
        if self._column + columns > self._columns:
            self._column = 0
            self._down()
        for text in (sign, "")[:columns]:
            self.cells[self._row][self._column] = Cell(text, self._look)
            self._column += 1

    def _down(self) -> None:
        self._row += 1
        if self._row == len(self.cells):
            self.cells = [*self.cells[1:], [Cell()] * self._columns]
            self._row -= 1

    def steer(self, word: str, numbers: list[int]) -> None:
        """Follow an escape."""
        if word == "m":
            self._look = _looking(self._look, numbers)
        elif word == "A":
            self._row = max(self._row - numbers[0], 0)
        elif word in "KJ" and numbers == [0]:
            self.cells[self._row][self._column :] = [Cell()] * (self._columns - self._column)
            if word == "J":
                self.cells[self._row + 1 :] = [[Cell()] * self._columns for _ in self.cells[self._row + 1 :]]
        else:
            raise ValueError(f"the screen does not know the escape {numbers} {word}")


def _looking(look: Look, numbers: list[int]) -> Look:
    """Follow the numbers of a colour."""
    left = list(numbers)
    while left:
        number = left.pop(0)
        if number == 0:
            look = Look()
        elif number == 1:
            look = look._replace(bold=True)
        elif number == 2:
            look = look._replace(faint=True)
        elif number in (38, 48) and left[:1] == [5] and len(left) > 1:
            color = left[1]
            look = look._replace(fore=color) if number == 38 else look._replace(back=color)
            del left[:2]
        elif 30 <= number <= 37:
            look = look._replace(fore=number - 30)
        else:
            raise ValueError(f"the screen does not know the colour {number}")
    return look
