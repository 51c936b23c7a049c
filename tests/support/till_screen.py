"""A till in lines on a terminal of 80 x 24, and what stands on it, as a grid that is the same in every run."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Self

from tests.support.screens import grid
from tests.support.terminal import PATIENCE_S, Screen

FOLDER = Path(__file__).resolve().parents[1] / "till_screens"
ROWS, COLUMNS = 24, 80
_CODE = re.compile(r"^\x1b\[48;5;231m.*?\x1b\[0m", re.MULTILINE)
_CODE_COLUMNS = 37
# What differs from run to run, and what stands there in its place, as long as it.
_VARYING = (
    (re.compile(r"\b[A-Z][a-z]{2} \d{1,2} [A-Z][a-z]{2} \d\d:\d\d"), "Sat 28 Nov 12:00"),
    (re.compile(r"\b20\d\d-\d\d-\d\d\b"), "2026-11-28"),
    (re.compile(r"\b\d\d:\d\d:\d\d\b"), "12:00:00"),
    (re.compile(r"(?<=paycli pay )\w{12}"), "k3xd9m2pq7ta"),
    (re.compile(r"(?<=    )[0-9a-z]{12}$", re.MULTILINE), "k3xd9m2pq7ta"),
)


class TillScreen(Screen):
    """`paycli pos --lines` on a terminal; each line is typed once the till waits for it."""

    def __init__(self, *more: str) -> None:
        super().__init__("pos", "--lines", *more)

    def line(self, typed: str, *answers: str) -> Self:
        """Type a line at the prompt, wait for what it answers, and for the next prompt."""
        self.type(f"{typed}\n")
        for answer in answers:
            self.until(answer)
        return self.prompted()

    def prompted(self) -> Self:
        """Wait until the till waits for a line."""
        deadline = time.monotonic() + PATIENCE_S
        while not self.text.endswith("\n> "):
            assert self._take(deadline), f"it ended:\n{self.text}"
            assert time.monotonic() < deadline, f"no prompt came:\n{self.text}"
        return self

    def seen_as(self, name: str) -> str:
        """Give the grid."""
        del name
        return self.grid

    @property
    def grid(self) -> str:
        """The rows that stand on the terminal now, with made-up times and ids, and a code as a grey square."""
        shown = _CODE.sub(":" * _CODE_COLUMNS, self.raw)
        for pattern, instead in _VARYING:
            shown = pattern.sub(instead, shown)
        rows = grid(shown, COLUMNS).splitlines()[-ROWS:]
        return "".join(f"{row}\n" for row in rows)
