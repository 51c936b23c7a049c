"""The lock of those who write a ledger: a `flock`, which serves in turn where SQLite's own waiting starves."""

from __future__ import annotations

import os
import signal
import threading
import time
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

from paycli.disk.locks import ask_until_free, noted, release, take_if_free, take_in_turn
from paycli.errors import LedgerBusy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from types import FrameType

WAIT_SECONDS = 30.0
_POLL_SECONDS = 0.002
_RING_SECONDS, _EARLY_SECONDS = 1.0, 0.01

_threads: dict[str, threading.Lock] = {}
_threads_guard = threading.Lock()


def _forget_threads() -> None:
    """Begin anew in a forked child: a lock that another thread of the parent held would never be released there."""
    global _threads_guard  # noqa: PLW0603  a lock that was held at the fork cannot be used again
    _threads.clear()
    _threads_guard = threading.Lock()


os.register_at_fork(after_in_child=_forget_threads)


class _TooLate(Exception):
    """The alarm rang while we waited."""


@contextmanager
def writer_lock(
    path: str,
    open_file: Callable[[], int],
    seconds: float = WAIT_SECONDS,
    *,
    rings: bool = True,
    waiting: Callable[[], AbstractContextManager[object]] = nullcontext,
) -> Iterator[None]:
    """Hold the lock file of `path` while the body runs; `open_file` gives a fresh descriptor of it.

    Threads of this process wait for each other first. Ctrl-Z is put off until the lock is released, so that nobody else
    waits for a stopped process; Ctrl-C ends the wait. Where the process is somebody else's program, `rings` is false:
    then its signals and its alarm are left alone. What `waiting` gives is entered while others hold it. Raises
    LedgerBusy after `seconds`.
    """
    deadline = time.monotonic() + seconds
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTSTP})
    try:
        with _threads_guard:
            turn = _threads.setdefault(path, threading.Lock())
        if not turn.acquire(timeout=seconds):
            raise _busy(seconds)
        try:
            # As `disk.locks.holding`, but without a generator of its own: everybody else waits meanwhile.
            descriptor, alarm = noted(open_file()), _Alarm()
            try:
                if not _wait(descriptor, alarm if rings else None, deadline, waiting):
                    raise _busy(seconds)
                yield
            finally:
                release(descriptor)
                alarm.put_back()
        finally:
            turn.release()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def _wait(
    descriptor: int, alarm: _Alarm | None, deadline: float, waiting: Callable[[], AbstractContextManager[object]]
) -> bool:
    """Wait for the lock, in turn where that is possible, and tell whether it was got."""
    if take_if_free(descriptor):
        return True
    with waiting():
        return _wait_in_turn(descriptor, alarm, deadline)


def _wait_in_turn(descriptor: int, alarm: _Alarm | None, deadline: float) -> bool:
    left = max(deadline - time.monotonic(), 0.001)
    if alarm is not None and threading.current_thread() is threading.main_thread():
        return alarm.wait(descriptor, left)
    # Without an alarm of ours, and in another thread, which no signal can wake, it asks again and again.
    return ask_until_free(descriptor, left, pause_s=_POLL_SECONDS)


def _busy(seconds: float) -> LedgerBusy:
    return LedgerBusy(seconds=round(seconds))


class _Alarm:
    """A wait in the kernel's own queue; only the main thread may, since only it can be woken by an alarm.

    The alarm rings every second: a Ctrl-C that came just before the wait would else be noticed at its end alone. So
    long a wait gives its place in the queue away each time, which is late enough to be fair.
    """

    def __init__(self) -> None:
        self._began: float | None = None
        self._seconds, self._waiting = 0.0, False
        self._handler: Callable[[int, FrameType | None], Any] | int | None = None
        self._earlier = 0.0, 0.0

    def wait(self, descriptor: int, seconds: float) -> bool:
        """Wait for the lock and tell whether it was got; it no longer rings then."""
        self._began, self._seconds, self._waiting = time.monotonic(), seconds, True
        self._handler = signal.signal(signal.SIGALRM, self._ring)
        try:
            self._earlier = signal.setitimer(signal.ITIMER_REAL, min(seconds, _RING_SECONDS), _RING_SECONDS)
            take_in_turn(descriptor)
            # If it rings before this, the lock is given back with the descriptor, and nothing happened; then no more.
            self._waiting = False
        except _TooLate:
            return False
        else:
            return True
        finally:
            self._waiting = False
            signal.setitimer(signal.ITIMER_REAL, 0)

    def _ring(self, _number: int, _frame: FrameType | None) -> None:
        if self._waiting and time.monotonic() - (self._began or 0.0) >= self._seconds - _EARLY_SECONDS:
            raise _TooLate

    def put_back(self) -> None:
        """Set up what rang before us, once nobody waits for us any more: this takes longer than a small order."""
        if self._began is None:
            return
        # Also where a Ctrl-C came before it was waited for: an alarm that nobody handles ends the process.
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, self._handler if self._handler is not None else signal.SIG_DFL)
        earlier, interval = self._earlier
        if earlier:
            left = max(earlier - (time.monotonic() - self._began), 0.001)
            signal.setitimer(signal.ITIMER_REAL, left, interval)
