"""Locks between processes and threads: an exclusive `flock` on an open file, however long somebody waits for it.

The lock is given back when the holder says so, and by the system when the program dies. A lock belongs to the open
file, which a forked child has too: so it is never left to closing alone, and a child closes what its parent held.
"""

from __future__ import annotations

import fcntl
import os
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from paycli.disk.durable import make_file
from paycli.disk.private import PRIVATE_FILE, make_private_folder
from paycli.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from paycli.errors import PaycliError

WAIT_S = 10.0
PAUSE_S = 0.01

_held: set[int] = set()
"""The descriptors of files that this process has a lock on, or waits for."""


@contextmanager
def locked(path: Path, *, wait_s: float = WAIT_S) -> Iterator[None]:
    """Hold the lock that stands beside a file (its name and `.lock`), for a short read, change and write of it.

    Its holders keep it for milliseconds: no prompt and no slow call happens inside. Raises Unavailable when it stays
    taken for `wait_s` seconds, PermissionRefused when it cannot be made.
    """
    make_private_folder(path.parent)
    beside = path.with_name(path.name + ".lock")

    def open_file() -> int:
        try:
            return make_file(beside, PRIVATE_FILE, exclusive=False)
        except OSError as problem:
            from paycli.disk.refused import refused

            raise refused(beside, problem, "it cannot be opened") from None

    def busy() -> PaycliError:
        return Unavailable(reason=f"{path} is being written by another process")

    with holding(open_file, wait=lambda descriptor: ask_until_free(descriptor, wait_s), busy=busy):
        yield


@contextmanager
def holding(
    open_file: Callable[[], int], *, wait: Callable[[int], bool], busy: Callable[[], PaycliError]
) -> Iterator[int]:
    """Hold the lock of a file that `open_file` opens anew, and give its descriptor.

    `wait` waits for the lock and tells whether it was got (see `ask_until_free`); if not, what `busy` gives is raised.
    """
    # A descriptor of our own for each turn.
    descriptor = noted(open_file())
    try:
        if not wait(descriptor):
            raise busy()
        yield descriptor
    finally:
        release(descriptor)


def noted(descriptor: int) -> int:
    """Note a descriptor that a lock is about to be taken on, and give it; `release` ends that."""
    _held.add(descriptor)
    return descriptor


def release(descriptor: int) -> None:
    """Give a lock back and close its file; nothing in a child that was forked meanwhile, whose parent has the lock."""
    if descriptor not in _held:
        return
    _held.discard(descriptor)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_UN)
    finally:
        os.close(descriptor)


def _leave_to_parent() -> None:
    """Close in a forked child what its parent held: else the lock would outlast a parent that dies."""
    while _held:
        os.close(_held.pop())


os.register_at_fork(after_in_child=_leave_to_parent)


def ask_until_free(descriptor: int, wait_s: float, *, pause_s: float = PAUSE_S) -> bool:
    """Ask for a lock again and again for at most `wait_s` seconds; tells whether it was got."""
    deadline = time.monotonic() + wait_s
    while not take_if_free(descriptor):
        if time.monotonic() >= deadline:
            return False
        time.sleep(pause_s)
    return True


def take_if_free(descriptor: int) -> bool:
    """Take a lock if nobody holds it, without waiting; tells whether it was got."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def take_in_turn(descriptor: int) -> None:
    """Wait in the kernel's own queue, which serves in turn; only a signal whose handler raises ends it early."""
    fcntl.flock(descriptor, fcntl.LOCK_EX)
