"""A way to a printer while it is open, and the files and devices among them."""

from __future__ import annotations

import fcntl
import os
import select
import stat
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, NamedTuple, Protocol

from paycli.errors import PrinterTrouble

if TYPE_CHECKING:
    from collections.abc import Iterator


class Patience(NamedTuple):
    """For how many seconds one waits for a printer: to be there, to take more, to have printed, and to hang up."""

    begin_s: float = 3.0
    take_s: float = 5.0
    print_s: float = 20.0
    end_s: float = 1.0


class Port(Protocol):
    """An open way to a printer."""

    def check(self) -> None:
        """Raise PrinterTrouble where the printer cannot print."""
        ...

    def send(self, data: bytes) -> None:
        """Send all of it and wait until it is printed.

        Raises PrinterTrouble, which says by `begun` whether some of it may have been printed.
        """
        ...


@contextmanager
def file_port(path: str, patience: Patience) -> Iterator[Port]:
    """Open a file, to which is appended, or a device; raises PrinterTrouble."""
    flags = os.O_WRONLY | os.O_APPEND | os.O_NOCTTY | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        is_there = os.path.lexists(path)
        descriptor = os.open(path, flags if is_there else flags | os.O_CREAT, 0o600)
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or "that cannot be a path"
        raise trouble(f"{path} cannot be opened ({reason})") from None
    try:
        _lock(descriptor, path, patience)
        yield _FilePort(descriptor, path, patience)
    finally:
        os.close(descriptor)


def trouble(reason: str, *, begun: bool = False) -> PrinterTrouble:
    """Give the error that says why a printer does not print."""
    return PrinterTrouble(reason=reason, begun=begun)


def _lock(descriptor: int, path: str, patience: Patience) -> None:
    """Wait until no other till of this machine prints there: its receipt would stand in the middle of ours."""
    deadline = time.monotonic() + patience.begin_s
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise trouble(f"another till prints on {path}") from None
            time.sleep(0.02)
        except OSError:
            # A device that knows no locks.
            return
        else:
            return


class _FilePort:
    """A file or a device: what it has taken counts as printed."""

    def __init__(self, descriptor: int, path: str, patience: Patience) -> None:
        self._descriptor, self._path, self._patience = descriptor, path, patience
        self._is_file = stat.S_ISREG(os.fstat(descriptor).st_mode)

    def check(self) -> None:
        """See nothing: neither says how it stands."""

    def send(self, data: bytes) -> None:
        """Write all of it; what a file has not taken wholly is taken out again."""
        before = os.fstat(self._descriptor).st_size
        sent = 0
        try:
            while sent < len(data):
                sent += self._written(data[sent:])
            if self._is_file:
                os.fsync(self._descriptor)
        except OSError as problem:
            is_out = self._is_file and self._taken_out(before)
            text = problem.strerror or "it was not taken"
            raise trouble(f"{self._path}: {text}", begun=bool(sent) and not is_out) from None

    def _written(self, rest: bytes) -> int:
        try:
            return os.write(self._descriptor, rest)
        except BlockingIOError:
            ready = select.poll()
            ready.register(self._descriptor, select.POLLOUT)
            if not ready.poll(self._patience.take_s * 1000):
                raise OSError(110, f"it took nothing for {self._patience.take_s:g} s") from None
            return 0

    def _taken_out(self, before: int) -> bool:
        with suppress(OSError):
            os.ftruncate(self._descriptor, before)
            return True
        return False
