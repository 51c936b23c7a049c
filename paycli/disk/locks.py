"""A lock between processes for a short read-change-write of one small file."""

from __future__ import annotations

import fcntl
import os
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from paycli.disk.files import PRIVATE_FILE, make_private_folder
from paycli.errors import PermissionRefused, Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WAIT_S = 10.0
_PAUSE_S = 0.01


@contextmanager
def locked(path: Path, *, wait_s: float = WAIT_S) -> Iterator[None]:
    """Hold the lock that stands beside a file (its name and `.lock`), against other processes and other threads.

    Its holders keep it for milliseconds: no prompt and no slow call happens inside. Raises Unavailable when it stays
    taken for `wait_s` seconds, PermissionRefused when it cannot be made.
    """
    make_private_folder(path.parent)
    beside = path.with_name(path.name + ".lock")
    try:
        descriptor = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, PRIVATE_FILE)
    except OSError as problem:
        raise PermissionRefused(path=beside, reason=f"it cannot be opened ({problem.strerror})") from None
    try:
        os.fchmod(descriptor, PRIVATE_FILE)
        _take(descriptor, path, wait_s)
        # Closing gives the lock back, also when the program dies.
        yield
    finally:
        os.close(descriptor)


def _take(descriptor: int, path: Path, wait_s: float) -> None:
    deadline = time.monotonic() + wait_s
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise Unavailable(reason=f"{path} is being written by another process") from None
            time.sleep(_PAUSE_S)
        else:
            return
