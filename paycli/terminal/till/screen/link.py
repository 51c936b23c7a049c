"""Between the till in the main thread and its screen in another one: frames one way, lines the other.

The till runs in the main thread since signals come there, and what they may stop is there.
"""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from paycli.terminal.till.screen.frames import Frame, Question
from paycli.terminal.till.state import TillState

if TYPE_CHECKING:
    from collections.abc import Callable


class Arrived(NamedTuple):
    """A line that somebody ended, and the number of the question that was asked when they began it; 0 for none.

    `is_try` says that they began it at a locked till.
    """

    text: str
    question: int
    is_try: bool = False


class Link:
    """What both threads share. Each field is written by one of them."""

    def __init__(self, encoding: str = "utf-8") -> None:
        self.encoding = encoding
        self.frame = Frame(TillState())
        self.lines: deque[Arrived] = deque()
        self.is_gone = False
        self.failure = ""
        self.is_ready = threading.Event()
        # Whether the till does something: then Ctrl-C is for it.
        self.is_busy = True
        self.pipe, self._notice = os.pipe()
        for end in (self.pipe, self._notice):
            os.set_blocking(end, False)
        self._main = threading.main_thread()
        self._redraw: Callable[[], object] = lambda: None
        self._asked = self._answers = 0

    # --- for the till -------------------------------------------------------------------------------------------------
    def begin(self, redraw: Callable[[], object]) -> None:
        """Say how the screen is told of a new frame."""
        self._redraw = redraw

    def show(self, frame: Frame, *, is_answer: bool = False) -> None:
        """Let a frame be shown; one that answers a line may bring it back, and begins at the first page."""
        self._answers += is_answer
        self.frame = frame._replace(question=self.frame.question, answer=self._answers)
        self._redraw()

    def ask(self, text: str, *, hidden: bool, warning: str) -> int:
        """Show a question, and give its number."""
        self._asked += 1
        self.frame = self.frame._replace(question=Question(self._asked, text, hidden, warning))
        self._redraw()
        return self._asked

    def asked(self) -> None:
        """Show no question any more."""
        self.frame = self.frame._replace(question=Question())
        self._redraw()

    def empty(self) -> None:
        """Read the pipe empty."""
        with suppress(BlockingIOError):
            os.read(self.pipe, 4096)

    def close(self) -> None:
        """Close the pipe."""
        self._redraw = lambda: None
        os.close(self.pipe)
        os.close(self._notice)

    # --- for the screen -----------------------------------------------------------------------------------------------
    def typed(self, text: str, question: int, *, is_try: bool = False) -> None:
        """Hand over a line."""
        self.lines.append(Arrived(text, question, is_try))
        self._wake()

    def call(self) -> None:
        """Let Ctrl-C come to the till, whatever it waits for."""
        self._signal(signal.SIGINT)

    def stop_for_shell(self) -> None:
        """Let Ctrl-Z come to the till."""
        self._signal(signal.SIGTSTP)

    def hang_up(self) -> None:
        """Say that the terminal is gone."""
        self.is_gone = True
        self._wake()

    def failed(self, kind: str) -> None:
        """Say that the screen is at its end, by an error of some kind."""
        self.failure = self.failure or kind
        self.is_ready.set()
        self._wake()

    def _signal(self, number: int) -> None:
        ident = self._main.ident
        if ident is not None:
            signal.pthread_kill(ident, number)

    def _wake(self) -> None:
        with suppress(BlockingIOError, OSError):
            os.write(self._notice, b".")
