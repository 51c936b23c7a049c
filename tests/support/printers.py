"""Printers of all sorts that listen on a port of this machine: good ones, dead ones, those without paper."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Literal, Self

if TYPE_CHECKING:
    from types import TracebackType

Manner = Literal["good", "deaf", "cut", "mute", "empty", "open", "endless", "poisoned"]
"""`deaf` never reads, `cut` hangs up in the middle, `mute` never answers, `empty` has no paper, `open` has its cover
open, `endless` says how it stands and then never that it has printed; so does a `poisoned` one for a paper with that
word."""

_ASKS_NOW = {b"\x10\x04\x01": 0x12, b"\x10\x04\x02": 0x12, b"\x10\x04\x04": 0x12}
_CUT_AFTER = 60


class NetworkPrinter:
    """A printer; `papers` has what each connection brought, without the questions that were answered at once."""

    def __init__(self, manner: Manner = "good") -> None:
        self.manner = manner
        self.papers: list[bytes] = []
        self.was_cut = threading.Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.where = f"127.0.0.1:{self._listening.getsockname()[1]}"
        self._held: list[socket.socket] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # A thread that waits for a caller wakes up by that.
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for each in self._held:
            each.close()
        self._thread.join()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            if self.manner == "deaf":
                self._held.append(connection)
                continue
            with connection, suppress(OSError):
                connection.settimeout(10)
                self._print(connection)

    def _print(self, connection: socket.socket) -> None:
        paper = b""
        asked = b""
        try:
            while data := connection.recv(1 << 16):
                asked += data
                while asked[:3] in _ASKS_NOW and self.manner != "mute":
                    connection.sendall(bytes([self._answer(asked[:3])]))
                    asked = asked[3:]
                if self.manner == "poisoned" and b"poison" in asked:
                    return
                if asked.endswith(b"\x1dr\x01") and self.manner not in ("mute", "endless"):
                    paper, asked = paper + asked[:-3], b""
                    connection.sendall(b"\x00")
                if self.manner == "cut" and len(asked) > _CUT_AFTER:
                    self.was_cut.set()
                    return
        finally:
            if paper + asked:
                self.papers.append(paper + asked)

    def _answer(self, question: bytes) -> int:
        if self.manner == "empty" and question[-1] == 4:
            return 0x72
        if self.manner == "open" and question[-1] == 2:
            return 0x16
        return _ASKS_NOW[question]
