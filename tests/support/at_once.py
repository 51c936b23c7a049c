"""Commands of a household that start at the same moment, each in a process of its own, round after round."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.support.crew import Crew

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.inside import Household


class Line(NamedTuple):
    """A command line, when it starts behind the first of them (s), and what its process has in its environment."""

    words: tuple[str, ...]
    behind_s: float = 0.0
    environ: tuple[tuple[str, str], ...] = ()


class Said(NamedTuple):
    """How a command ended: its status, and its document; a failure's is the `error` in it."""

    status: int
    document: dict[str, Any]

    @property
    def code(self) -> str:
        """The code of its refusal; empty where it was done."""
        return "" if self.status == 0 else str(self.document["code"])


def commanders(house: Household, size: int) -> Crew:
    """Give so many processes that run command lines of a house, whose passphrase was worked out before."""

    def prepare(_number: int, line: Line) -> Callable[[], Said]:
        os.environ.update(line.environ)

        def act() -> Said:
            time.sleep(line.behind_s)
            ended = house.run(*line.words, status=None)
            return Said(ended.status, ended.document)

        return act

    return Crew(size, prepare)
