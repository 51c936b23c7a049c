"""Locks between processes and threads: an exclusive `flock` on an open file, however long somebody waits for it.

Closing the file gives the lock back, also when the program dies.
"""

from __future__ import annotations

import fcntl
import os
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from paycli.disk.durable import make_file
from paycli.disk.private import PRIVATE_FILE, make_private_folder
from paycli.errors import PermissionRefused, Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from paycli.errors import PaycliError

WAIT_S = 10.0
PAUSE_S = 0.01


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
            raise PermissionRefused(path=beside, reason=f"it cannot be opened ({problem.strerror})") from None

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
    # A descriptor of our own for each turn; closing it releases the lock whatever happened in between.
    descriptor = open_file()
    try:
        if not wait(descriptor):
            raise busy()
        yield descriptor
    finally:
        os.close(descriptor)


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
