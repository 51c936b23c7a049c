"""A till on the whole screen of a terminal, and the grid that stands there, the same in every run."""

from __future__ import annotations

import fcntl
import re
import struct
import termios
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from paycli.tour.paint import DARK, LIGHT
from tests.console.screen import pixels_of, read_code
from tests.support.cells import Cells
from tests.support.terminal import PATIENCE_S, Screen, flat
from tests.support.till_day import WRITES_SCREENS

if TYPE_CHECKING:
    from paycli.tour.paint import Theme

WINDOWS = Path(__file__).resolve().parents[1] / "till_windows"
CODE_COLUMNS, CODE_ROWS = 37, 19
_SETTLED_S, _GLANCE_S = 0.7, 0.1
# Days have two digits here: `two_digit_days`.
_VARYING = (
    (re.compile(r"\b[A-Z][a-z]{2} \d\d [A-Z][a-z]{2}\b"), "Sat 28 Nov"),
    (re.compile(r"\b20\d\d-\d\d-\d\d\b"), "2026-11-28"),
    (re.compile(r"\b\d\d:\d\d:\d\d\b"), "12:00:00"),
    (re.compile(r"(?<![:\d])\d\d:\d\d(?![:\d])"), "12:00"),
    (re.compile(r"(?<=paycli pay )\w{12}"), "k3xd9m2pq7ta"),
    (re.compile(r"(?<=help) +(?=12:00$)", re.MULTILINE), "    "),
)
_LIGHT = "48;5;231"


def two_digit_days() -> dict[str, str]:
    """Give the variables by which the day of the month has two digits, so that all rows are as long on every day."""
    return {"PAYCLI_NOW": "+240h"} if time.gmtime().tm_mday < 10 or time.localtime().tm_mday < 10 else {}


class TillWindow(Screen):
    """`paycli pos` on a terminal with its whole screen."""

    def __init__(self, *more: str, size: tuple[int, int] = (80, 24), **given: Any) -> None:
        self._folder = WINDOWS / f"{size[0]}x{size[1]}"
        self.cells = Cells(*size)
        super().__init__("pos", *more, columns=size[0], rows=size[1], **given)

    def _take(self, deadline: float) -> bool:
        before = len(self._seen)
        goes_on = super()._take(deadline)
        self.cells.feed(self._seen[before:])
        return goes_on

    def resize(self, columns: int, rows: int) -> Self:
        """Let the window have another size."""
        self.cells.resize(columns, rows)
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        return self

    @property
    def seen(self) -> str:
        """What stands there, by rows and by each side of the rule."""
        rows = self.cells.texts
        left, right = ([row.partition("│")[side] for row in rows if "│" in row] for side in (0, 2))
        return flat("\n".join((*rows, *left, *right)))

    def until(self, text: str) -> Self:
        """Wait until a text stands on the screen."""
        deadline = time.monotonic() + PATIENCE_S
        while flat(text) not in self.seen:
            goes_on = self._take(deadline)
            rows = "\n".join(self.cells.texts)
            assert goes_on or flat(text) in self.seen, f"it ended before {text!r}:\n{rows}"
            assert time.monotonic() < deadline, f"{text!r} never came:\n{rows}"
        return self

    def until_gone(self, text: str) -> Self:
        """Wait until a text stands there no more."""
        deadline = time.monotonic() + PATIENCE_S
        while flat(text) in self.seen:
            assert self._take(deadline), f"it ended with {text!r}"
            assert time.monotonic() < deadline, f"{text!r} stayed:\n" + "\n".join(self.cells.texts)
        return self

    def line(self, typed: str, *answers: str) -> Self:
        """Type a line, and wait for what it answers."""
        self.type(f"{typed}\n")
        for answer in answers:
            self.until(answer)
        return self.prompted()

    def prompted(self) -> Self:
        """Wait until it begins; it takes lines at any time."""
        return self.until(" > ")

    @property
    def grid(self) -> str:
        """The rows that stand there, with made-up times and ids, and a code as a grey square."""
        rows = []
        for text, inked in zip(self.cells.texts, self.cells.inked, strict=True):
            cells = re.findall(r"\x1b\[0([0-9;]*)m(.?)", inked)
            rows.append(
                "".join(":" if _LIGHT in ink or "48;5;16" in ink else character for ink, character in cells).rstrip()
                if _LIGHT in inked
                else text.rstrip()
            )
        shown = "\n".join(rows)
        for pattern, instead in _VARYING:
            shown = pattern.sub(instead, shown)
        return "".join(f"{row.rstrip()}\n" for row in shown.split("\n"))

    def seen_as(self, name: str) -> str:
        """Wait until the grid is the one that is kept under a name, and give it."""
        kept = self._folder / name
        if WRITES_SCREENS or not kept.exists():
            self.read_for(_SETTLED_S)
            return self.grid
        wanted, deadline = kept.read_text(encoding="utf-8"), time.monotonic() + PATIENCE_S / 4
        while self.grid != wanted and time.monotonic() < deadline and self._take(deadline):
            pass
        return self.grid

    def until_whole(self, text: str) -> Self:
        """Wait until the code on the screen says a text, in either theme."""
        deadline = time.monotonic() + PATIENCE_S / 2
        # To look takes longer than a terminal takes for all of it, so nobody looks at each part.
        while {self.read_for(_GLANCE_S).code(theme) for theme in (DARK, LIGHT)} != {text}:
            assert time.monotonic() < deadline, "the code was never read:\n" + "\n".join(self.cells.texts)
        return self

    def code(self, theme: Theme, *, gap: int = 0) -> str | None:
        """Read the code off the screen, as a phone does."""
        return read_code(pixels_of(self.cells.inked, theme, gap=gap))
