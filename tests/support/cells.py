"""The cells of a terminal on which a program draws all: strict, so that it writes nothing odd unseen."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from paycli.console.sanitise import width

_ESCAPE = re.compile(r"\x1b\[(\??)([0-9;]*)([A-Za-z])")
_PART = re.compile(r"\x1b(?:\[[0-9;?]*)?\Z")


class Cell(NamedTuple):
    """A character, and the colours in front of it, as SGR parameters."""

    text: str = " "
    ink: str = ""


class Cells:
    """Takes output and gives what stands there: `is_other` says that the program has the other screen."""

    def __init__(self, columns: int, rows: int) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._left = ""
        self.is_other = False
        self.modes: set[str] = set()
        self.resize(columns, rows)

    def resize(self, columns: int, rows: int) -> None:
        """Have another size, and nothing on it."""
        self.columns, self.rows = columns, rows
        self._at, self._ink = [0, 0], ""
        self._cells = [[Cell()] * columns for _ in range(rows)]

    @property
    def texts(self) -> list[str]:
        """The rows without colours."""
        return ["".join(cell.text for cell in row) for row in self._cells]

    @property
    def inked(self) -> list[str]:
        """The rows with their colours, as a painter takes them."""
        return ["".join(f"\x1b[0{cell.ink}m{cell.text}" for cell in row) for row in self._cells]

    def feed(self, data: bytes) -> None:
        """Take what was written; raises ValueError for what no program of ours should write."""
        text = self._left + self._decoder.decode(data)
        cut = _PART.search(text)
        self._left, text = (cut[0], text[: cut.start()]) if cut else ("", text)
        place = 0
        while place < len(text):
            found = _ESCAPE.match(text, place)
            if found:
                self._escape(found[1], found[2], found[3])
                place = found.end()
            else:
                # A sequence that was given up ends at a cancel.
                cancel = text.find("\x18", place, place + 20) if text[place] == "\x1b" else -1
                if cancel < 0:
                    self._put(text[place])
                place = max(cancel, place) + 1

    def _escape(self, private: str, parameters: str, kind: str) -> None:
        if private:
            for mode in parameters.split(";"):
                (self.modes.add if kind == "h" else self.modes.discard)(mode)
                if mode == "1049":
                    self.is_other = kind == "h"
                    self.resize(self.columns, self.rows)
        elif kind == "H":
            row, column = (int(each or 1) - 1 for each in (parameters or "1;1").split(";"))
            self._at = [row, column]
        elif kind == "J" and parameters == "2":
            self._cells = [[Cell()] * self.columns for _ in range(self.rows)]
        elif kind == "m":
            self._ink = self._after(parameters)
        else:
            raise ValueError(f"\\x1b[{private}{parameters}{kind}")

    def _after(self, parameters: str) -> str:
        ink = self._ink
        for code in re.findall(r"[34]8;5;\d+|\d+", parameters or "0"):
            ink = "" if code == "0" else f"{ink};{code}"
        return ink

    def _put(self, character: str) -> None:
        if character in "\r\n":
            self._at = [self._at[0] + (character == "\n"), 0 if character == "\r" else self._at[1]]
            return
        if character in "\a\x18":
            return
        if not character.isprintable():
            raise ValueError(ascii(character))
        row, column = self._at
        if self.is_other and (row >= self.rows or column >= self.columns):
            # Lines do not wrap there, and what is written for a larger window is cut.
            return
        if row < self.rows and column < self.columns:
            self._cells[row][column] = Cell(character, self._ink)
            for more in range(1, width(character)):
                if column + more < self.columns:
                    self._cells[row][column + more] = Cell("", self._ink)
        self._at[1] = column + width(character)
