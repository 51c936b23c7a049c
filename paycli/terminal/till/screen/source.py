"""Where the lines of a till come from that runs on the whole screen: from its own line, in the other thread."""

from __future__ import annotations

import select
import time
from collections import deque
from typing import TYPE_CHECKING

from paycli.errors import OutputFailed
from paycli.terminal.till.source import Typed

if TYPE_CHECKING:
    from paycli.terminal.till.calls import Calls
    from paycli.terminal.till.screen.link import Arrived, Link


class ScreenSource:
    """Reads lines, as `source.Source` does.

    `has_ended` says that the terminal is gone. Ctrl-C never leaves a till on the whole screen.
    """

    is_tty = True
    ctrl_c_leaves = False
    rest = b""

    def __init__(self, calls: Calls, link: Link) -> None:
        self._calls, self._link = calls, link
        self._before: deque[Arrived] = deque()
        self._warning = ""
        self.has_ended = False

    def next(self, seconds: float | None) -> Typed | None:
        """Give the next line, waiting for it for some time or for ever.

        None where none came in time, a signal came, or the terminal is gone. Raises OutputFailed where the screen is
        at its end.
        """
        found = self._arrived(seconds)
        return None if found is None else Typed(found.text, is_shown=True, is_try=found.is_try)

    def hide(self, *, is_hidden: bool) -> None:
        """Do nothing: the screen sees in its frame that the till is locked."""

    def put_back(self, line: Typed) -> None:
        """Let a line be the next one."""
        from paycli.terminal.till.screen.link import Arrived

        self._before.appendleft(Arrived(line.text, 0, line.is_try))

    def warn(self, text: str) -> None:
        """Say why the next question is asked once more."""
        self._warning = text

    def asked(self, question: str, *, hidden: bool = False) -> Typed | None:
        """Ask for a line, which with `hidden` is not shown; None where there is none.

        A line that was begun before the question stood there is a line as any other, and no answer.
        """
        others, answer = deque(self._before), None
        self._before.clear()
        number = self._link.ask(question, hidden=hidden, warning=self._warning)
        self._warning = ""
        try:
            while (found := self._arrived(None)) is not None and found.question != number:
                others.append(found)
            answer = None if found is None else Typed(found.text, is_shown=True)
        finally:
            self._link.asked()
            self._before.extendleft(reversed(others))
        return answer

    def go_on(self) -> None:
        """Look once more whether the terminal is gone."""
        self.has_ended = self._link.is_gone

    def _arrived(self, seconds: float | None) -> Arrived | None:
        ends = None if seconds is None else time.monotonic() + seconds
        while True:
            if self._link.failure:
                raise OutputFailed(reason=f"the screen ended by a bug: {self._link.failure}")
            if self._before:
                return self._before.popleft()
            if self._link.lines:
                return self._link.lines.popleft()
            if self._link.is_gone:
                self.has_ended = True
                return None
            left = None if ends is None else ends - time.monotonic()
            if self._calls.number is not None or (left is not None and left <= 0):
                return None
            self._wait(left)

    def _wait(self, seconds: float | None) -> None:
        self._link.is_busy = False
        try:
            found, _, _ = select.select([self._calls.pipe, self._link.pipe], [], [], seconds)
        finally:
            self._link.is_busy = True
        if self._calls.pipe in found:
            self._calls.empty()
        if self._link.pipe in found:
            self._link.empty()
