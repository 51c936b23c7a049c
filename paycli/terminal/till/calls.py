"""Signals at a till that runs for a day: heard where it waits or asks the ledger, put off where it keeps something."""

from __future__ import annotations

import os
import signal
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Self

from paycli.console.stopping import Stopped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

_ASKING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Calls:
    """Listens for Ctrl-C, SIGTERM and SIGHUP; use it in a `with` block.

    `number` is the one that came last and was not taken yet. It raises Stopped only inside of `heard`, so that nothing
    else is left half done. `pipe` can be read from whenever any signal came: it wakes up who waits for keys.
    """

    def __init__(self) -> None:
        self.number: int | None = None
        self.pipe, self._notice = -1, -1
        self._raises = False
        self._before: dict[int, Any] = {}
        self._woke = -1

    def __enter__(self) -> Self:
        self.pipe, self._notice = os.pipe()
        for end in (self.pipe, self._notice):
            os.set_blocking(end, False)
        # Only the main thread of a program may listen to signals.
        with suppress(ValueError):
            self._woke = signal.set_wakeup_fd(self._notice, warn_on_full_buffer=False)
            for number in _ASKING:
                # What was ignored before (`nohup`, a job in the background) stays so.
                if signal.getsignal(number) is not signal.SIG_IGN:
                    self._before[number] = signal.signal(number, self._ask)
            # A terminal may have been changed while we were stopped: who waits for keys looks again.
            self._before[signal.SIGCONT] = signal.signal(signal.SIGCONT, lambda *_: None)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        if self._before:
            signal.set_wakeup_fd(self._woke)
        os.close(self.pipe)
        os.close(self._notice)

    def _ask(self, number: int, _frame: FrameType | None) -> None:
        self.number = number
        if self._raises:
            self._raises = False
            raise Stopped

    def take(self) -> int | None:
        """Give the signal that came, if one did, and forget it."""
        self.empty()
        number, self.number = self.number, None
        return number

    def empty(self) -> None:
        """Read the pipe empty."""
        with suppress(BlockingIOError):
            os.read(self.pipe, 4096)

    @contextmanager
    def heard(self) -> Iterator[None]:
        """Let a signal raise Stopped inside, also one that came before."""
        self._raises = True
        try:
            if self.number is not None:
                raise Stopped
            yield
        finally:
            self._raises = False
