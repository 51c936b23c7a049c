"""The Book port in memory: for the audit's replay and for tests. The same behaviour as a database, no file."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from paycli.errors import LedgerBusy
from paycli.store.memory.rows import Rows
from paycli.store.memory.view import MemoryView

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from paycli.domain.ports import Head, Transaction, View, Written
    from paycli.domain.state import Crypto, State

WAIT_SECONDS = 30.0


class MemoryTransaction(MemoryView):
    """Writes at once and remembers how to undo it."""

    def __init__(self, rows: Rows, crypto: Crypto) -> None:
        super().__init__(rows, crypto)
        self._undo: list[tuple[dict[Any, Any], Any, Any]] = []

    def write(self, head: Head, written: Sequence[Written], state: State) -> None:  # noqa: ARG002  the port's
        """Write entries, transfers, balances, objects, side rows and the new head; raises HandleTaken, Broken."""
        self._rows.check(head, written)
        for one in written:
            self._rows.add(one, self._undo)
        self._rows.put(self._undo, self._rows.head, "head", head)

    def commit(self) -> None:
        """Keep what was written."""
        self._undo.clear()

    def roll_back(self) -> None:
        """Undo what was written since the last commit."""
        self._rows.take_back(self._undo)


class MemoryBook:
    """A ledger in memory, empty at first. One writer at a time; views wait while a transaction is open."""

    def __init__(self, crypto: Crypto, *, wait_seconds: float = WAIT_SECONDS) -> None:
        self._rows = Rows()
        self._crypto = crypto
        self._wait_seconds = wait_seconds
        self._queue = threading.Lock()
        self._gate = threading.RLock()

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Queue for the right to write; raises LedgerBusy after 30 s."""
        if not self._queue.acquire(timeout=self._wait_seconds):
            raise LedgerBusy(seconds=round(self._wait_seconds))
        try:
            yield
        finally:
            self._queue.release()

    @contextmanager
    def begin(self) -> Iterator[Transaction]:
        """Open a writing transaction; without `commit` everything is undone at the end."""
        with self._gate:
            transaction = MemoryTransaction(self._rows, self._crypto)
            try:
                yield transaction
            finally:
                transaction.roll_back()

    @contextmanager
    def view(self) -> Iterator[View]:
        """Open a reading view."""
        with self._gate:
            yield MemoryView(self._rows, self._crypto)

    def close(self) -> None:
        """Nothing is open."""
