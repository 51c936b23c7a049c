"""A till in lines as a child of this process, with its lines and its answers in pipes: to be killed at any moment."""

from __future__ import annotations

import io
import os
import re
import select
import signal
import sys
import time
from typing import TYPE_CHECKING, Any, NamedTuple

from paycli.main import run

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE_S = 60.0


class Deadly(NamedTuple):
    """A call at which a process is killed: what is called of which place, and before which time that is done."""

    place: object
    name: str
    time: int = 1


class TillProcess:
    """`paycli pos` in a fork of this process, so that it starts at once; `deadly` is the call at which it is killed."""

    def __init__(self, *words: str, deadly: Deadly | None = None, prepare: Callable[[], object] = lambda: None) -> None:
        ours, self._lines = os.pipe()
        self._answers, theirs = os.pipe()
        self.text = ""
        self._read_up_to = 0
        self.pid = os.fork()
        if self.pid == 0:
            try:
                os.dup2(ours, 0)
                for end in (self._lines, self._answers, ours):
                    os.close(end)
                sys.stdin = io.TextIOWrapper(io.FileIO(0, "rb", closefd=False))
                sys.stdout = sys.stderr = io.TextIOWrapper(io.FileIO(theirs, "wb"), write_through=True)
                prepare()
                if deadly is not None:
                    _die_at(deadly)
                os._exit(run(["pos", *words]))
            finally:
                # Nothing of the test runner may run in the child, whatever happened.
                os._exit(70)
        os.close(ours)
        os.close(theirs)

    def type(self, *lines: str) -> None:
        """Type lines."""
        os.write(self._lines, "".join(f"{line}\n" for line in lines).encode())

    def until(self, pattern: str) -> re.Match[str] | None:
        """Wait until a pattern stands in the answers, behind the one before; None where the till ended before."""
        deadline = time.monotonic() + PATIENCE_S
        while not (found := re.compile(pattern).search(self.text, self._read_up_to)):
            assert time.monotonic() < deadline, f"{pattern} never came: {self.text}"
            if not self._take(deadline):
                return None
        self._read_up_to = found.end()
        return found

    def kill(self) -> str:
        """Kill it, unless that has happened, and give all that it said."""
        os.kill(self.pid, signal.SIGKILL)
        return self.ended(None)

    def ended(self, status: int | None = 0) -> str:
        """Wait for its end behind the last line, and give all that it said; requires a status unless that is None."""
        os.close(self._lines)
        while self._take(time.monotonic() + PATIENCE_S):
            pass
        os.close(self._answers)
        _, found = os.waitpid(self.pid, 0)
        assert status in {None, os.waitstatus_to_exitcode(found)}, f"{os.waitstatus_to_exitcode(found)}: {self.text}"
        return self.text

    def _take(self, deadline: float) -> bool:
        if not select.select([self._answers], [], [], max(0.0, deadline - time.monotonic()))[0]:
            return True
        data = os.read(self._answers, 65_536)
        self.text += data.decode()
        return bool(data)


def _die_at(deadly: Deadly) -> None:
    place, name, left = deadly
    really = getattr(place, name)

    def die(*words: Any, **named: Any) -> Any:
        nonlocal left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        return really(*words, **named)

    setattr(place, name, die)
