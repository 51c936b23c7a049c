"""The Book port on one SQLite file."""

from __future__ import annotations

import os
import sqlite3
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING

from paycli.errors import CommitUnknown, Unavailable
from paycli.store.sql.loading import Cache
from paycli.store.sql.view import SqlView
from paycli.store.sqlite.connection import commit, connect, explain, roll_back, unreadable
from paycli.store.sqlite.location import check_writable, file_at, look_at, look_at_copy, open_lock, opened_up
from paycli.store.sqlite.schema_rows import check_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from paycli.domain.ports import Transaction, View
    from paycli.domain.state import Crypto
    from paycli.store.sql.writing import SqlTransaction
    from paycli.store.sqlite.location import Location
    from paycli.store.sqlite.schema_rows import LedgerConnection

WAIT_SECONDS = 30.0

# Connections of a parent process may neither be used nor closed in a forked child: they are kept here, untouched.
_left_behind: list[sqlite3.Connection] = []


class SqliteBook:
    """A ledger in a SQLite file with a lock file beside it; connections are opened when first needed.

    `path` is checked at once: raises LedgerMissing, NotALedger, PermissionRefused. With `is_copy` it may lie anywhere,
    and is only read. `rings` says that an alarm may wake who waits for the lock. Not meant to be shared across a fork,
    but survives one.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        crypto: Crypto,
        *,
        wait_seconds: float = WAIT_SECONDS,
        read_only: bool = False,
        is_copy: bool = False,
        rings: bool = True,
    ) -> None:
        location = look_at_copy(os.fspath(path)) if is_copy else look_at(os.fspath(path))
        self._location: Location = location._replace(writable=False) if read_only else location
        self._read_only = read_only
        self._crypto = crypto
        self._wait_seconds = wait_seconds
        self._rings = rings
        # What is entered while somebody waits for the lock.
        self.waiting: Callable[[], AbstractContextManager[object]] = nullcontext
        self._cache = Cache()
        self._idle: list[LedgerConnection] = []
        self._process = os.getpid()
        self._file: tuple[int, int] | None = None

    @property
    def path(self) -> str:
        """The absolute path of the file."""
        return self._location.path

    def lock(self) -> AbstractContextManager[None]:
        """Queue for the right to write; raises LedgerBusy after 30 s, PermissionRefused if it is read-only."""
        from paycli.store.sqlite.writer_lock import writer_lock

        if not self._read_only:
            self._open_up()
        location = self._location
        check_writable(location)
        return writer_lock(
            location.path,
            lambda: open_lock(location),
            self._wait_seconds,
            rings=self._rings,
            waiting=self.waiting,
        )

    @contextmanager
    def begin(self) -> Iterator[Transaction]:
        """Open a writing transaction; the caller holds the lock. Without `commit` everything is undone at the end."""
        # Reading a balance needs neither this nor the lock, and every file that is not imported makes it quicker.
        from paycli.store.sql.writing import SqlTransaction

        check_writable(self._location)
        connection = self._take()
        transaction: SqlTransaction | None = None
        sound = False
        try:
            connection.execute("BEGIN IMMEDIATE")
            check_rows(connection)
            transaction = SqlTransaction(connection, self._crypto, self._cache, self._finish)
            yield transaction
            sound = True
        except sqlite3.Error as error:
            raise explain(error, self.path, committed=_is_committed(transaction)) from error
        except UnicodeDecodeError as error:
            raise unreadable(error) from error
        except (Unavailable, CommitUnknown):
            raise
        except BaseException:
            # A refused order says nothing about the connection.
            sound = True
            raise
        finally:
            # What an undone transaction read may include its own rows.
            self._cache = transaction.cache if transaction is not None and transaction.committed else Cache()
            roll_back(connection)
            self._give(connection, sound=sound)

    @contextmanager
    def view(self) -> Iterator[View]:
        """Open a consistent reading view, which later commits of others do not change."""
        connection = self._take()
        sound = True
        try:
            connection.execute("BEGIN")
            check_rows(connection)
            seen = SqlView(connection, self._crypto, self._cache)
            self._cache = seen.cache
            yield seen
        except sqlite3.Error as error:
            sound = False
            raise explain(error, self.path) from error
        except UnicodeDecodeError as error:
            sound = False
            raise unreadable(error) from error
        finally:
            roll_back(connection)
            self._give(connection, sound=sound)

    def close(self) -> None:
        """Close the connections that are not in use."""
        self._leave_parent()
        while self._idle:
            self._idle.pop().close()

    def _open_up(self) -> None:
        location = opened_up(self._location)
        if location is not self._location:
            # What is connected was opened for reading only.
            self.close()
            self._location = location

    def _finish(self, connection: sqlite3.Connection) -> None:
        commit(connection, self.path)

    def _leave_parent(self) -> None:
        if self._process != os.getpid():
            _left_behind.extend(self._idle)
            self._idle.clear()
            self._process = os.getpid()

    def _take(self) -> LedgerConnection:
        self._leave_parent()
        file = file_at(self.path)
        if file != self._file:
            # Another file lies there since, a backup put back perhaps: what goes into the old one is lost.
            self.close()
            self._cache, self._file = Cache(), file
        try:
            return self._idle.pop()
        except IndexError:
            return connect(self._location)

    def _give(self, connection: LedgerConnection, *, sound: bool) -> None:
        """Keep a connection for the next time, unless something went wrong on it or it is still busy."""
        if sound and not connection.in_transaction:
            self._idle.append(connection)
        else:
            connection.close()


def _is_committed(transaction: SqlTransaction | None) -> bool:
    return transaction is not None and transaction.committed
