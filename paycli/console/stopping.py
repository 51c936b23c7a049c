"""Being asked to stop by a signal: as one exception, so that what stands half done can be ended in order."""

from __future__ import annotations

import signal
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

_ASKING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(KeyboardInterrupt):
    """A signal asked the command to stop."""


class Stops:
    """Listens for signals: the first one raises Stopped, and after that, or once it is too late, none does anything."""

    def __init__(self) -> None:
        self._is_over = False
        self._number = int(signal.SIGINT)

    @property
    def exit_status(self) -> int:
        """What a shell reports for a program that the signal ended: 130 for Ctrl-C, 143 for SIGTERM, 129 for SIGHUP."""
        return 128 + self._number

    def ask(self, number: int, _frame: FrameType | None) -> None:
        """Handle a signal; raises Stopped."""
        if not self._is_over:
            self._is_over, self._number = True, number
            raise Stopped

    def are_too_late(self) -> None:
        """Let no signal stop what is done from now on: it has happened, and only has to be said."""
        self._is_over = True


@contextmanager
def stoppable() -> Iterator[Stops]:
    """Let Ctrl-C, SIGTERM and SIGHUP raise Stopped inside, once: whoever catches it has the time to clean up.

    A signal that was ignored before (`nohup`, a job in the background) stays so. Raises SystemExit in the place of
    Stopped, with its status.
    """
    stops, before = Stops(), {}
    # Only the main thread of a program may listen to signals.
    with suppress(ValueError):
        for number in _ASKING:
            if signal.getsignal(number) is not signal.SIG_IGN:
                before[number] = signal.signal(number, stops.ask)
    try:
        yield stops
    except KeyboardInterrupt:
        # Typer takes each interrupt for Ctrl-C. A question puts one of its own in the place of ours.
        raise SystemExit(stops.exit_status) from None
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
