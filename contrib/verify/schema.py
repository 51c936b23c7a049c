"""What a ledger's file is made of: its schema holds what stands in `schema.sql`, row for row, and nothing else.

A trigger, a view or a virtual table of somebody else's would run inside the statements of whoever uses the file.
"""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checks import need

if TYPE_CHECKING:
    from collections.abc import Iterator

VERSION = 4
ROWS = "SELECT type, name, tbl_name, sql FROM sqlite_schema"
# What SQLite lays beside a ledger, and opens.
BESIDE = ("", "-journal", "-wal", "-shm")


def faults_of_files(ledger: Path) -> Iterator[str]:
    """Name what lies there and is no file: whoever opens a FIFO waits for ever."""
    for each in (ledger.with_name(ledger.name + suffix) for suffix in BESIDE):
        if each.is_symlink() or (each.exists() and not stat.S_ISREG(each.lstat().st_mode)):
            yield f"{each} is no regular file"


def faults_of_schema(base: sqlite3.Connection) -> Iterator[str]:
    """Name what is in the schema and does not belong there; where something does not, no table can be trusted.

    Raises:
        ValueError: it is a schema of another version.
    """
    need(base.execute("PRAGMA user_version").fetchone() == (VERSION,), f"its schema is not of version {VERSION}")
    there, wanted = rows_of(base), wanted_rows()
    for kind, name, *_ in (row for row in there if row not in wanted or there.count(row) > 1):
        yield f"the {kind} {name} does not belong into a ledger"
    for kind, name, *_ in (row for row in wanted if row not in there):
        yield f"the {kind} {name} of a ledger is missing"


def wanted_rows() -> list[tuple[Any, ...]]:
    """Give the rows that SQLite makes of `schema.sql`; its own indexes are among them."""
    with closing(sqlite3.connect(":memory:")) as made:
        made.executescript(Path(__file__).with_name("schema.sql").read_text(encoding="ascii"))
        return rows_of(made)


def rows_of(base: sqlite3.Connection) -> list[tuple[Any, ...]]:
    """Give the rows of a schema; how its statements are laid out is of no account."""
    found = base.execute(ROWS).fetchall()
    return [(*row, b" ".join(ddl.encode().split()) if isinstance(ddl, str) else ddl) for *row, ddl in found]
