"""A printer in the network, which listens on TCP port 9100 and answers how it stands."""

from __future__ import annotations

import socket
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from paycli.printers import status
from paycli.printers.port import trouble

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from paycli.domain.printing import Place
    from paycli.errors import PrinterTrouble
    from paycli.printers.port import Patience, Port

_PIECE_BYTES = 4096


@contextmanager
def network_port(place: Place, patience: Patience, *, one_way: bool) -> Iterator[Port]:
    """Connect to a printer; raises PrinterTrouble where nobody is there in time."""
    where = f"{place.name}:{place.port}"
    try:
        connection = socket.create_connection((place.name, place.port), patience.begin_s)
    except (OSError, UnicodeError) as problem:
        raise trouble(f"{where} is not there ({_reason(problem)})") from None
    with connection:
        yield _NetworkPort(connection, where, patience, one_way=one_way)
        _end(connection, patience)


def _end(connection: socket.socket, patience: Patience) -> None:
    """Let all that was sent arrive: closing with an answer unread would throw away what is still on its way."""
    with suppress(OSError):
        connection.shutdown(socket.SHUT_WR)
        connection.settimeout(patience.end_s)
        while connection.recv(_PIECE_BYTES):
            pass


class _NetworkPort:
    """A connection. What the network has taken is not printed yet: so a printer is asked, unless it is one-way."""

    def __init__(self, connection: socket.socket, where: str, patience: Patience, *, one_way: bool) -> None:
        self._connection, self._where = connection, where
        self._patience, self._one_way = patience, one_way

    def check(self) -> None:
        """Ask how the printer stands; raises PrinterTrouble."""
        if self._one_way:
            return
        try:
            self._write(status.ASK_NOW)
            answers = self._answers(3, status.is_now, self._patience.begin_s)
        except OSError as problem:
            raise trouble(f"{self._where} does not say how it stands ({_reason(problem)})") from None
        reason = status.trouble_of(answers)
        if reason:
            raise trouble(reason)

    def send(self, data: bytes) -> None:
        """Send all of it, and wait until the printer says that it is printed; raises PrinterTrouble."""
        try:
            self._write(data)
            if not self._one_way:
                self._write(status.ASK_BEHIND)
                self._answers(1, status.is_behind, self._patience.print_s)
        except OSError as problem:
            raise self._broken_off(problem) from None

    def _broken_off(self, problem: OSError) -> PrinterTrouble:
        """Say why a printer did not print all: it may know that itself."""
        reason = f"{self._where} broke off ({_reason(problem)})"
        with suppress(OSError):
            self._write(status.ASK_NOW)
            reason = status.trouble_of(self._answers(3, status.is_now, self._patience.begin_s)) or reason
        return trouble(reason, begun=True)

    def _write(self, data: bytes) -> None:
        """Send it all, with a deadline for each piece; raises OSError."""
        self._connection.settimeout(self._patience.take_s)
        for start in range(0, len(data), _PIECE_BYTES):
            self._connection.sendall(data[start : start + _PIECE_BYTES])

    def _answers(self, count: int, is_one: Callable[[int], bool], wait_s: float) -> bytes:
        """Wait for so many bytes that can be answers; raises OSError where they do not come in time."""
        deadline = time.monotonic() + wait_s
        found = b""
        while len(found) < count:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            self._connection.settimeout(left)
            data = self._connection.recv(_PIECE_BYTES)
            if not data:
                raise ConnectionResetError(104, "it closed the connection")
            found += bytes(each for each in data if is_one(each))
        return found[:count]


def _reason(problem: OSError | UnicodeError) -> str:
    if isinstance(problem, TimeoutError):
        return "no answer in time"
    return getattr(problem, "strerror", None) or "no such host"
