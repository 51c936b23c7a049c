"""Nothing waits silently: after half a second a line on the terminal says what is waited for, and for how long."""

from __future__ import annotations

import signal
import sys
import time
from typing import TYPE_CHECKING, Self

from paycli.console.options import options
from paycli.console.sanitise import cut, isolated, printable, safe, width
from paycli.console.stream import encoding_of, is_tty, size_of, write_err

if TYPE_CHECKING:
    from threading import Event, Thread
    from types import TracebackType

PATIENCE_SECONDS = 0.5
_STEP_SECONDS = 0.2
_BAR_COLUMNS = 20


_FOR_MAIN_THREAD = {signal.SIGTSTP, signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGALRM}
_open: list[Progress] = []


def stop_progress() -> None:
    """Stop every line that is being drawn, before a question is asked inside of what is waited for."""
    for each in _open:
        each.stop()


class Progress:
    """Show on stderr what is waited for, while the block runs: `with Progress("asking the bank") as progress`.

    With `lasts` (seconds) the time that is left is shown, from the beginning, instead of the time that has gone;
    `behind` is shown behind it. Otherwise nothing is shown in the first half second; and never without a terminal, or
    for programs. The line is gone when the block ends, or when a question is asked inside. It draws from a
    thread, so that the waiting for locks may keep SIGALRM; the thread touches nothing but stderr.
    """

    def __init__(self, text: str, *, behind: str = "", lasts: float | None = None) -> None:
        self._text, self._behind, self._lasts = text, behind, lasts
        self._done = self._total = 0
        self._drawn = 0
        self._since = 0.0
        self._over: Event | None = None
        self._thread: Thread | None = None

    def at(self, done: int, total: int) -> None:
        """Tell how far it is, where the length is known: a bar is drawn then."""
        self._done, self._total = done, total

    def __enter__(self) -> Self:
        # What is waited for inside of another wait is part of it.
        if not options().machine and is_tty(sys.stderr) and not _open:
            import threading

            self._since = time.monotonic()
            self._over = threading.Event()
            self._thread = threading.Thread(target=self._draw_until_over, args=(self._over,), daemon=True)
            # Ctrl-Z is for the main thread: it puts that off while it holds the ledger's lock (store.queue), and any
            # other thread that took it would stop the whole program just then. A thread starts with its maker's mask.
            # Ctrl-C is put off until it has started: in between it would break the locks by which threads start. So are
            # the others that end a wait; the alarm must wake who waits for a lock.
            mask = signal.pthread_sigmask(signal.SIG_BLOCK, _FOR_MAIN_THREAD)
            self._thread.start()
            _open.append(self)
            try:
                signal.pthread_sigmask(signal.SIG_SETMASK, mask)
            except KeyboardInterrupt:
                self.__exit__(None, None, None)
                raise
        return self

    def stop(self) -> None:
        """Take the line away, for good: a question stands there from now on."""
        if self._over is not None and self._thread is not None:
            self._over.set()
            self._thread.join()

    def again(self) -> None:
        """Wait once more, behind a question that was asked inside."""
        self.__exit__(None, None, None)
        self.__enter__()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        if self in _open:
            _open.remove(self)

    def _draw_until_over(self, over: Event) -> None:
        pause = PATIENCE_SECONDS if self._lasts is None else 0.0
        while not over.wait(pause):
            self._draw()
            pause = _STEP_SECONDS
        if self._drawn:
            # Spaces instead of an escape: any terminal knows them. Ctrl-C shows as two signs behind the line.
            erased = min(self._drawn + len("^C"), size_of(sys.stderr)[0] - 1)
            write_err("\r" + " " * erased + "\r")

    def _draw(self) -> None:
        gone = time.monotonic() - self._since
        seconds = gone if self._lasts is None else max(0.0, self._lasts - gone)
        tail = f" .. {seconds:.0f} s{self._behind}"
        if self._total > 0:
            part = min(max(self._done / self._total, 0.0), 1.0)
            filled = int(part * _BAR_COLUMNS)
            tail = f" [{'#' * filled}{'.' * (_BAR_COLUMNS - filled)}] {int(part * 100)} %{tail}"
        # One column stays free: a full row would wrap, and then the line cannot be taken back.
        room = size_of(sys.stderr)[0] - 1
        text = printable(cut(safe(self._text), max(room - len(tail), 0)) + tail, encoding_of(sys.stderr))[:room]
        write_err("\r" + isolated(text, encoding_of(sys.stderr)) + " " * max(self._drawn - width(text), 0))
        self._drawn = max(self._drawn, width(text))
