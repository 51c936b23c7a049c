"""The spool of a batch: a database in a private file that SQLite takes away at once, so nobody else can open it.

Only this file knows its tables: they live as long as one command.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from paycli.domain.spool import DONE, REFUSED, Equal, FileRow, SpooledPayee, SpooledRow, Sums
from paycli.errors import DiskFull, StorageFailed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_TABLES = """
CREATE TABLE rows (
    position INTEGER PRIMARY KEY, line INTEGER, handle TEXT, amount_minor INTEGER, currency TEXT, note TEXT, id TEXT,
    name TEXT, key TEXT UNIQUE, state TEXT DEFAULT 'open', n INTEGER DEFAULT 0, time INTEGER DEFAULT 0,
    code TEXT DEFAULT '', reason TEXT DEFAULT ''
);
CREATE TABLE payees (handle TEXT PRIMARY KEY, wallet TEXT, key TEXT, since INTEGER, new INTEGER) WITHOUT ROWID;
CREATE TABLE alike (what TEXT PRIMARY KEY, times INTEGER) WITHOUT ROWID;
"""
# Made once all rows are there, which costs less than to keep it meanwhile.
_INDEX = "CREATE INDEX IF NOT EXISTS rows_handle ON rows (handle, amount_minor, position)"
_ADD = (
    "INSERT INTO rows (line, handle, amount_minor, currency, note, id, name, key) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (key) DO NOTHING"
)
_ALIKE_ADD = "INSERT INTO alike VALUES (?, 1) ON CONFLICT (what) DO UPDATE SET times = times + 1"
_FILE_ROW = "r.line, r.handle, r.amount_minor, r.currency, r.note, r.id, r.name"
_ROWS = (
    f"SELECT r.position, {_FILE_ROW}, r.key, p.wallet, r.state, r.n, r.time, r.code, r.reason FROM rows r"  # noqa: S608  ours
    " LEFT JOIN payees p ON p.handle = r.handle WHERE r.position > ? AND (? IS NULL OR r.state = ?)"
    " ORDER BY r.position LIMIT ?"
)
_LINES_OF = (
    f"SELECT {_FILE_ROW} FROM (SELECT * FROM rows r WHERE r.handle = ? ORDER BY r.position LIMIT 1) r"  # noqa: S608
    f" UNION SELECT {_FILE_ROW} FROM rows r WHERE r.handle = ? AND r.name IS NOT NULL"
)
_EQUAL = (
    "WITH alike AS (SELECT handle, amount_minor, currency, min(position) AS first, count(*) AS times FROM rows"
    " GROUP BY handle, amount_minor, currency HAVING count(*) > 1 LIMIT ?)"
    " SELECT (SELECT line FROM rows WHERE position = a.first), (SELECT line FROM rows b WHERE b.handle = a.handle"
    " AND b.amount_minor = a.amount_minor AND b.currency = a.currency AND b.position > a.first"
    " ORDER BY b.position LIMIT 1), a.times FROM alike a"
)
_NEW_PAYEES = (
    "SELECT handle, wallet, key, since, new FROM payees p WHERE new = 1 AND handle > ? AND EXISTS"
    " (SELECT 1 FROM rows r WHERE r.handle = p.handle AND r.state = ?) ORDER BY handle LIMIT ?"
)
_CHUNK = 500


@contextmanager
def spooled() -> Iterator[SqliteSpool]:
    """Open an empty spool (`domain.spool.Spool`); raises DiskFull, StorageFailed."""
    # An empty name is a file that SQLite makes for this account alone and unlinks at once.
    connection = sqlite3.connect("", isolation_level=None)
    try:
        connection.executescript(_TABLES)
        connection.execute("PRAGMA cache_size = -1000")
        connection.execute("BEGIN")
        yield SqliteSpool(connection)
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorname", "") == "SQLITE_FULL":
            raise DiskFull from error
        raise StorageFailed(reason=f"the rows of the file cannot be kept ({error})") from error
    finally:
        connection.close()


class SqliteSpool:
    """The rows of one batch in a database of their own."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def add(self, row: FileRow) -> int | None:
        """Keep a row; gives the line of another one with the same id, and keeps nothing then."""
        key = row.id if row.id is not None else self._key_of(row)
        if self._connection.execute(_ADD, (*row, key)).rowcount:
            return None
        (line,) = self._connection.execute("SELECT line FROM rows WHERE key = ?", (key,)).fetchone()
        return int(line)

    def _key_of(self, row: FileRow) -> str:
        """Give what stands for an id: what the row pays to whom, and how many equal rows stand above it.

        No id that is typed has a NUL in it.
        """
        what = f"\0{row.handle}\0{row.amount_minor}\0{row.currency}\0{row.note or ''}"
        self._connection.execute(_ALIKE_ADD, (what,))
        (times,) = self._connection.execute("SELECT times FROM alike WHERE what = ?", (what,)).fetchone()
        return f"{what}\0{times}"

    def handles(self, after: str, limit: int) -> Sequence[str]:
        """Give the payees' handles in order, some at a time, from behind `after`."""
        self._connection.execute(_INDEX)
        wanted = "SELECT DISTINCT handle FROM rows WHERE handle > ? ORDER BY handle LIMIT ?"
        return [handle for (handle,) in self._connection.execute(wanted, (after, limit))]

    def lines_of(self, handle: str) -> Sequence[FileRow]:
        """Give the first row that pays a handle, and all of them that want a name."""
        return sorted(FileRow._make(row) for row in self._connection.execute(_LINES_OF, (handle, handle)))

    def put_payees(self, payees: Iterable[SpooledPayee]) -> None:
        """Say whose the handles are."""
        self._connection.executemany("INSERT INTO payees VALUES (?, ?, ?, ?, ?)", payees)

    def new_payees(self, after: str, limit: int) -> Sequence[SpooledPayee]:
        """Give the payees whose key is new and who were paid, some at a time."""
        found = self._connection.execute(_NEW_PAYEES, (after, DONE, limit))
        return [SpooledPayee._make(row)._replace(new=True) for row in found]

    def rows(self, state: str | None = None) -> Iterator[SpooledRow]:
        """Give the rows in the order of the file, all or those in a state; their states may be changed meanwhile."""
        last = 0
        while chunk := self._connection.execute(_ROWS, (last, state, state, _CHUNK)).fetchall():
            for position, *row, key, wallet, now, n, time, code, reason in chunk:
                yield SpooledRow._make((position, FileRow._make(row), key, wallet or "", now, n, time, code, reason))
            last = chunk[-1][0]

    def pay(self, rows: Sequence[tuple[int, int, int]]) -> None:
        """Say that rows are paid: the position of each, its entry's number and time (ms)."""
        paid = [(DONE, n, time, position) for position, n, time in rows]
        self._connection.executemany("UPDATE rows SET state = ?, n = ?, time = ? WHERE position = ?", paid)

    def refuse(self, position: int, code: str, reason: str) -> None:
        """Say that a row was refused, and why."""
        said = (REFUSED, code, reason, position)
        self._connection.execute("UPDATE rows SET state = ?, code = ?, reason = ? WHERE position = ?", said)

    def sums(self, state: str | None = None) -> Sums:
        """Add up the rows, all or those in a state."""
        added = "SELECT count(*), coalesce(sum(amount_minor), 0) FROM rows WHERE ? IS NULL OR state = ?"
        return Sums._make(self._connection.execute(added, (state, state)).fetchone())

    def strangers(self, limit: int) -> tuple[Sequence[str], int]:
        """Give the first handles of payees whose key is new, and how many there are."""
        first = self._connection.execute("SELECT handle FROM payees WHERE new = 1 ORDER BY handle LIMIT ?", (limit,))
        (count,) = self._connection.execute("SELECT count(*) FROM payees WHERE new = 1").fetchone()
        return [handle for (handle,) in first], int(count)

    def equal_rows(self, limit: int) -> Sequence[Equal]:
        """Give rows that pay the same amount to the same payee."""
        return [Equal._make(row) for row in self._connection.execute(_EQUAL, (limit,))]
