"""Connections to a SQLite ledger: how they are opened, what is asserted of them, and what their errors mean."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from paycli.errors import (
    Broken,
    CommitUnknown,
    DiskFull,
    LedgerBusy,
    LedgerMissing,
    NotALedger,
    PermissionRefused,
    SchemaNew,
    SchemaOld,
    StorageFailed,
)
from paycli.store.sqlite.schema_rows import LedgerConnection, check_rows

if TYPE_CHECKING:
    from paycli.errors import PaycliError
    from paycli.store.sqlite.location import Location

SCHEMA_VERSION = 4
APPLICATION_ID = 0x50617943  # "PayC"
BUSY_SECONDS = 5.0

# The writer lock is what orders writers; busy_timeout only covers a checkpoint or a recovery that happens meanwhile.
_PRAGMAS = (
    ("synchronous", "FULL", 2),
    ("foreign_keys", "ON", 1),
    ("recursive_triggers", "ON", 1),
    ("trusted_schema", "OFF", 0),
    ("cell_size_check", "ON", 1),
)


_AS_IT_IS = "ro&immutable=1"


def connect(location: Location, *, any_schema: bool = False) -> LedgerConnection:
    """Open a ledger with all its pragmas and check that it is one, of exactly the schema that this paycli knows.

    A file or folder that this account cannot write is opened read-only, and a copy so that nothing is laid beside it;
    `any_schema` is for backups, which take other versions. Raises NotALedger, SchemaOld, SchemaNew, Broken,
    PermissionRefused and what `explain` gives.
    """
    # What SQLite has not taken in yet is not read so, and a copy that was made by hand may have it beside.
    as_it_is = location.copy and not _has_content(location.path + "-wal")
    try:
        connection = _open(location, "rw" if location.writable else _AS_IT_IS if as_it_is else "ro")
        try:
            _set_up(connection, location, any_schema=any_schema, immutable=as_it_is)
        except sqlite3.OperationalError:
            connection.close()
            if location.writable or as_it_is or _has_content(location.path + "-wal"):
                raise
            # Without its -shm a log in WAL mode cannot be read in a read-only folder; nobody can change it there
            # either, so it may be taken as it is.
            connection = _open(location, _AS_IT_IS)
            _set_up(connection, location, any_schema=any_schema, immutable=True)
        except BaseException:
            connection.close()
            raise
    except sqlite3.Error as error:
        raise explain(error, location.path) from error
    except UnicodeDecodeError as error:
        raise unreadable(error) from error
    return connection


def _open(location: Location, mode: str) -> LedgerConnection:
    # Byte by byte, since a path need not be UTF-8.
    name = "".join(f"%{byte:02x}" if byte > 126 or byte in b"%?#" else chr(byte) for byte in os.fsencode(location.path))
    return sqlite3.connect(
        f"file:{name}?mode={mode}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=256,
        factory=LedgerConnection,
    )


def _set_up(connection: LedgerConnection, location: Location, *, any_schema: bool, immutable: bool = False) -> None:
    for name, value, wanted in _PRAGMAS:
        connection.execute(f"PRAGMA {name} = {value}")
        if _read(connection, name) != wanted:
            raise Broken(reason=f"SQLite did not take {name} = {value}")
    check_schema(connection, location.path, any_schema=any_schema)
    if immutable:
        return
    journal = connection.execute(
        "PRAGMA journal_mode = WAL" if location.writable else "PRAGMA journal_mode"
    ).fetchone()[0]
    if journal != "wal":
        raise Broken(reason=f"the ledger's journal mode is {journal}, not wal")


def _read(connection: sqlite3.Connection, pragma: str) -> int:
    value: int = connection.execute(f"PRAGMA {pragma}").fetchone()[0]
    return value


def check_schema(connection: LedgerConnection, path: str, *, any_schema: bool = False) -> None:
    """Check that an open database is a ledger of this schema; raises NotALedger, SchemaOld, SchemaNew, Broken.

    With `any_schema` another version is let through, since only this one's rows are known.
    """
    if _read(connection, "application_id") != APPLICATION_ID:
        raise NotALedger(path=path)
    found = _read(connection, "user_version")
    if found == SCHEMA_VERSION:
        check_rows(connection)
    elif found < SCHEMA_VERSION and not any_schema:
        raise SchemaOld(found=found, needed=SCHEMA_VERSION)
    elif not any_schema:
        raise SchemaNew(found=found, needed=SCHEMA_VERSION)


def _has_content(path: str) -> bool:
    try:
        return Path(path).stat().st_size > 0
    except FileNotFoundError:
        return False


def primary_code(error: sqlite3.Error) -> int:
    """Give SQLite's primary result code of an error; 0 where the driver itself complained."""
    return int(getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF


_FORBIDDEN = frozenset({sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_AUTH})
_FAILED = frozenset({sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_INTERRUPT})


def unreadable(error: UnicodeDecodeError) -> PaycliError:
    """Say what it means when SQLite's own words cannot be decoded: it quotes a damaged name in its message."""
    return Broken(reason=f"the file is damaged ({error.reason} in a name)")


def explain(error: sqlite3.Error, path: str, *, committed: bool = False) -> PaycliError:
    """Say what an error of SQLite means for the user; `committed` is what became of the transaction before it."""
    code, reason = primary_code(error), str(error)
    if code == sqlite3.SQLITE_NOTADB:
        return NotALedger(path=path)
    if code == sqlite3.SQLITE_CORRUPT or isinstance(error, (sqlite3.IntegrityError, sqlite3.ProgrammingError)):
        return Broken(reason=reason)
    return CommitUnknown(reason=reason) if committed else _explain_unkept(code, reason, path)


def _explain_unkept(code: int, reason: str, path: str) -> PaycliError:
    """Say what an error means before anything was kept."""
    if code == sqlite3.SQLITE_FULL:
        return DiskFull()
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return LedgerBusy(seconds=round(BUSY_SECONDS))
    if code == sqlite3.SQLITE_CANTOPEN and not Path(path).exists():
        return LedgerMissing(path=path)
    if code in _FORBIDDEN:
        return PermissionRefused(path=path, reason=reason, help="")
    return StorageFailed(reason=reason) if code in _FAILED else Broken(reason=reason)


def commit(connection: sqlite3.Connection, path: str) -> None:
    """Make a transaction durable.

    Raises DiskFull, LedgerBusy or StorageFailed where SQLite tells that it was not kept, and CommitUnknown for anything
    else: after a failed fsync the next start may still find it. A failed write is no such case, since the log counts a
    transaction only when its last page is there whole.
    """
    try:
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        code = primary_code(error)
        if connection.in_transaction:
            roll_back(connection)
        unwritten = getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_IOERR_WRITE
        if unwritten or code in {sqlite3.SQLITE_FULL, sqlite3.SQLITE_BUSY}:
            raise explain(error, path) from error
        if isinstance(error, sqlite3.IntegrityError):
            raise Broken(reason=str(error)) from error
        raise CommitUnknown(reason=str(error)) from error


def roll_back(connection: sqlite3.Connection) -> None:
    """Undo what is open; an error while undoing says nothing new, since the caller closes the connection."""
    try:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    except sqlite3.Error:
        return
