"""The writer lock: who waits, for how long, and what signals do meanwhile."""

from __future__ import annotations

import _thread
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from paycli.errors import LedgerBusy
from paycli.store.sqlite.create import create_ledger
from paycli.store.sqlite.location import look_at, open_lock
from paycli.store.sqlite.writer_lock import writer_lock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    Lock = Callable[[float], AbstractContextManager[None]]


_OPEN_FILES = "' '.join(os.path.realpath('/proc/self/fd/' + name) for name in os.listdir('/proc/self/fd'))"


@pytest.fixture
def lock(tmp_path: Path) -> Lock:
    create_ledger(tmp_path / "books" / "ledger.db")
    location = look_at(os.fspath(tmp_path / "books" / "ledger.db"))
    return lambda seconds: writer_lock(location.path, lambda: open_lock(location), seconds)


@contextmanager
def held_by_another(lock: Lock) -> Iterator[Callable[[], None]]:
    """Let another process hold the lock until the given function is called, or until the end."""
    ready, tell = os.pipe()
    wait, go = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(go)
        with lock(5):
            os.write(tell, b".")
            os.read(wait, 1)
        os._exit(0)
    os.close(wait)
    os.read(ready, 1)
    released = False

    def release() -> None:
        nonlocal released
        if not released:
            released = True
            os.close(go)

    yield release
    release()
    os.waitpid(child, 0)
    for descriptor in (ready, tell):
        os.close(descriptor)


def test_a_waiting_process_is_told_so_after_its_time(lock: Lock) -> None:
    with held_by_another(lock):
        began = time.monotonic()
        with pytest.raises(LedgerBusy) as refused, lock(0.3):
            pass
        assert 0.25 < time.monotonic() - began < 5
    assert (refused.value.exit_status, refused.value.retry) == (69, "later")
    with lock(0.3):
        pass


def test_a_waiting_process_goes_on_as_soon_as_the_lock_is_free(
    lock: Lock,
) -> None:
    with held_by_another(lock) as release:
        timer = threading.Timer(0.1, release)
        timer.start()
        with lock(20):
            pass
        timer.join()


def test_the_alarm_and_its_handler_are_as_before(lock: Lock) -> None:
    def handler(_number: int, _frame: object) -> None:
        pass

    before = signal.signal(signal.SIGALRM, handler)
    earlier = signal.setitimer(signal.ITIMER_REAL, 60)
    try:
        with held_by_another(lock), pytest.raises(LedgerBusy), lock(0.1):
            pass
        assert signal.getsignal(signal.SIGALRM) is handler
        assert 50 < signal.getitimer(signal.ITIMER_REAL)[0] <= 60
    finally:
        signal.signal(signal.SIGALRM, before)
        signal.setitimer(signal.ITIMER_REAL, *earlier)


def test_ctrl_c_ends_the_wait_and_leaves_nothing_behind(
    lock: Lock,
) -> None:
    before, alarm = signal.getsignal(signal.SIGALRM), signal.getitimer(signal.ITIMER_REAL)[0]
    with held_by_another(lock) as release:
        threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT)).start()
        with pytest.raises(KeyboardInterrupt), lock(20):
            pass
        assert signal.getsignal(signal.SIGALRM) is before
        # The alarm of the test runner's own time limit, where it has one, goes on.
        assert signal.getitimer(signal.ITIMER_REAL)[0] <= alarm
        assert (signal.getitimer(signal.ITIMER_REAL)[0] > 0) == (alarm > 0)
        release()
        with lock(5):
            pass


def test_a_ctrl_c_that_wakes_nobody_is_noticed_long_before_the_wait_is_over(lock: Lock) -> None:
    """So it is where the key was pressed just before the call that waits: Python knows of it, the kernel does not."""
    began = time.monotonic()
    with held_by_another(lock):
        threading.Timer(0.1, _thread.interrupt_main).start()
        with pytest.raises(KeyboardInterrupt), lock(60):
            pass
    assert time.monotonic() - began < 30


def test_ctrl_z_waits_until_the_lock_is_free(lock: Lock) -> None:
    came: list[int] = []
    before = signal.signal(signal.SIGTSTP, lambda number, _frame: came.append(number))
    try:
        with lock(5):
            signal.pthread_kill(threading.get_ident(), signal.SIGTSTP)
            assert signal.SIGTSTP in signal.sigpending()
            assert came == []
        assert came == [signal.SIGTSTP]
        assert signal.SIGTSTP not in signal.pthread_sigmask(signal.SIG_BLOCK, [])
    finally:
        signal.signal(signal.SIGTSTP, before)


def test_the_lock_is_given_back_when_its_holder_dies(lock: Lock) -> None:
    child = os.fork()
    if child == 0:
        with lock(5):
            os._exit(0)
    os.waitpid(child, 0)
    with lock(0.1):
        pass


def test_a_started_program_does_not_inherit_the_lock(lock: Lock) -> None:
    with lock(5):
        assert ".lock" in eval(_OPEN_FILES)  # noqa: S307  the same expression as in the program
        program = [sys.executable, "-c", f"import os; print({_OPEN_FILES})"]
        theirs = subprocess.run(program, close_fds=False, capture_output=True, check=True).stdout
        assert b".lock" not in theirs
