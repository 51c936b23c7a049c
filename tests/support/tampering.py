"""What somebody can do to a ledger's file who may write it: all triggers and checks of SQLite are in their hands."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from paycli.errors import PaycliError
from paycli.services.audit.audit import audit
from tests.support.program import paycli
from tests.support.rich import client, opened

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.support.rich import Rich

VERIFY = str(Path(__file__).resolve().parents[2] / "contrib" / "verify")
# Whatever else an error says, it is typed: none of these is "a bug in paycli".
TYPED = frozenset({69, 70, 76, 78})


# The columns of a row by name.
Row = dict[str, Any]


class Column(NamedTuple):
    """A column of the schema: may it be null, which columns name a row of its table, and how the rows are ordered."""

    table: str
    name: str
    type: str
    null: bool
    keys: tuple[str, ...]
    order: str


def columns(path: Path) -> list[Column]:
    """Read every column of every table out of the file itself, so that a new one is covered by itself."""
    with closing(sqlite3.connect(path)) as connection:
        tables = [
            row[0]
            for row in connection.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
            )
        ]
        found = []
        for table in tables:
            info = connection.execute(f"PRAGMA table_info({table})").fetchall()
            names = [row[1] for row in info]
            keys = tuple(f'"{row[1]}"' for row in info if row[5])
            order = "n DESC" if "n" in names else ", ".join(f"{key} DESC" for key in keys)
            found += [Column(table, row[1], row[2], not row[3] and not row[5], keys, order) for row in info]
    return found


# The names in these statements come out of the schema, where nobody but us puts them.
def newest_row(column: Column) -> str:
    """Give the statement that reads the newest row of a column's table."""
    return f"SELECT * FROM {column.table} ORDER BY {column.order} LIMIT 1"  # noqa: S608


def change(column: Column) -> str:
    """Give the statement that changes a column of the newest row of its table."""
    names = ", ".join(column.keys)
    which = f"SELECT {names} FROM {column.table} ORDER BY {column.order} LIMIT 1"  # noqa: S608
    return f'UPDATE {column.table} SET "{column.name}" = ? WHERE ({names}) = ({which})'  # noqa: S608


def removal(column: Column) -> str:
    """Give the statement that removes the row of a name from the column's table."""
    return f"DELETE FROM {column.table} WHERE {' AND '.join(f'{key} = ?' for key in column.keys)}"  # noqa: S608


def rows_of(rich: Rich, table: str) -> list[Row]:
    """Give all rows of a table with the names of their columns."""
    with closing(sqlite3.connect(rich.path)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(f"SELECT * FROM {table}")]  # noqa: S608


def named(faults: Sequence[str], rich: Rich, table: str, *changed: Row) -> bool:
    """Tell whether a fault names what was changed: one of the rows (as it was, as it is) by its id, name or entry."""
    words = {word for row in changed for word in _words(rich, table, row)}
    return any(re.search(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", fault) for fault in faults)


def _words(rich: Rich, table: str, row: Row) -> Iterator[str]:
    """Give, as patterns, what somebody who looks for a row of a table would know it by."""
    match table:
        case "entries" | "subjects" | "transfers" | "texts":
            yield _entry(row["n"])
        case "accounts":
            yield re.escape(row["name"])
            yield f"account {row['id']}"
            # An account of another name makes the entries wrong that moved its money.
            moved = [each["n"] for each in rows_of(rich, "transfers") if row["id"] in _sides(each)]
            yield from map(_entry, moved)
        case "handles":
            yield re.escape(f"handle {row['handle']}")
        case "registry":
            yield re.escape(row["name"])
        case "claims" | "asked":
            yield f"{row['object'].hex()} {row['wallet'].hex()}"
        case "counters":
            yield f"{row['wallet'].hex()} {re.escape(row['name'])}"
        case "seeds":
            # The second opinion names the entry that sent the envelope.
            yield from (row["object"].hex(), f"envelope {row['object'].hex()[-12:]}")
            sent = [each["n"] for each in rows_of(rich, "objects") if each["id"] == row["object"]]
            yield from map(_entry, sent)
        case "objects" | "wallets" | "keys":
            yield row["id"].hex()
        case "head" | "alembic_version":
            yield table
        case _:
            raise AssertionError(f"say how a row of {table} is known")


def _entry(n: int) -> str:
    return rf"entry {n}|entries \d+ to {n}|entries before it are missing, from {n}"


def _sides(transfer: Row) -> tuple[int, int]:
    return transfer["debit"], transfer["credit"]


def copy(rich: Rich, folder: Path) -> Rich:
    """Copy a ledger into a folder of its own."""
    folder.mkdir(mode=0o700)
    path = folder / "copy.db"
    shutil.copy(rich.path, path)
    path.chmod(0o600)
    return rich._replace(path=path)


@contextmanager
def tampering(path: Path, *, restore: bool = True) -> Iterator[sqlite3.Connection]:
    """Write a ledger's file with triggers, foreign keys and checks off; the triggers come back if asked for."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("PRAGMA ignore_check_constraints = ON")
        triggers = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        connection.execute("BEGIN")
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        yield connection
        for _, ddl in triggers if restore else ():
            connection.execute(ddl)
        connection.execute("COMMIT")


def drop_triggers(connection: sqlite3.Connection) -> None:
    """Take every trigger out of a ledger."""
    for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        connection.execute(f'DROP TRIGGER "{name}"')


def dump(path: Path) -> list[str]:
    """Give everything that a ledger holds, as SQL."""
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def other_values(value: Any, column: Column) -> list[Any]:
    """Give values that a column might be changed to."""
    if value is None:
        return [{"INTEGER": 1, "TEXT": "x", "BLOB": bytes(16)}[column.type]]
    found: list[Any] = [None] if column.null else []
    if isinstance(value, int):
        return [*found, value + 1, -value - 1]
    if isinstance(value, str):
        return [*found, value + "x", value[:-1] + chr(ord(value[-1:] or "a") ^ 1)]
    return [*found, value[:-1] + bytes([value[-1] ^ 1]), bytes([value[0] ^ 128]) + value[1:]] if value else [b"\0" * 32]


def found_by_audit(rich: Rich, home: Path, *, knows_place: bool = False) -> list[str]:
    """Give what the client's audit says of a file; a typed error that ends it is what it says, too.

    The client has forgotten how far the log went, unless it is said, so that only the file itself can tell.
    """
    try:
        app = opened(rich, home, knows_place=knows_place)
        try:
            return list(audit(app).faults)
        finally:
            app.book.close()
    except PaycliError as error:
        if error.exit_status not in TYPED or error.code == "internal_error":
            raise
        return [error.message]


def found_by_verify(path: Path) -> list[str]:
    """Give the lines of the second opinion, run as a stranger would run it; none if it says GOOD."""
    done = subprocess.run([sys.executable, VERIFY, str(path)], capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr == ""
    assert (done.returncode == 0) == done.stdout.startswith("GOOD "), done
    return [] if done.returncode == 0 else done.stdout.splitlines()


def audit_fails(rich: Rich, home: Path, *words: str, status: int = 70, knows_place: bool = False) -> str:
    """Run the installed `ledger audit` on a file and require that it exits so and says so."""
    client(rich, home, knows_place=knows_place)
    done = paycli("ledger", "audit", status=status, env={"PAYCLI_HOME": str(home)})
    # The faults stand in the report, and how it ended behind it.
    said = done.stdout + done.stderr
    assert "Traceback" not in said
    for word in words:
        assert word in said, said
    return said
