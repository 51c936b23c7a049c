"""The schema of a ledger's file, row by row: nothing may stand in it but what our own revisions make.

A trigger, a view or a virtual table of somebody else's would run inside our statements, whatever its name and however
its row is spelled. So each row of `sqlite_schema` is compared, and none is excused.
"""

from __future__ import annotations

import sqlite3
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from paycli.errors import Broken

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SCHEMA_FINGERPRINT = "4b29c55e3abf9743576116cb9e436ba7fa4f36136ce8f53781ec75898b604c89"
"""SHA-256 over all rows of the schema of a new ledger; a test keeps it in step."""

SCHEMA_ROWS = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name, tbl_name"
_NAMED_MOST, _LETTERS_MOST = 5, 40

# Type, name, table and DDL, with its spaces evened out, since libraries lay it out; an index of SQLite's own has none.
SchemaRow = tuple[Any, Any, Any, bytes | None]


class LedgerConnection(sqlite3.Connection):
    """A connection that knows which version of the schema was found good on it; SQLite counts them up."""

    checked_version: int | None = None


def schema_of(connection: sqlite3.Connection) -> list[SchemaRow]:
    """Give every row of the schema, in an order that does not hang on when it was made."""
    return rows_of(connection.execute(SCHEMA_ROWS))


def rows_of(found: Iterable[Sequence[Any]]) -> list[SchemaRow]:
    """Give rows of `sqlite_schema` with the spaces of their DDL evened out."""
    return [(kind, name, table, _evened(ddl)) for kind, name, table, ddl in found]


def _evened(ddl: Any) -> Any:  # noqa: ANN401  a forger may have put anything there
    # What SQLite takes for a space is a space of ASCII.
    return b" ".join(ddl.encode().split()) if isinstance(ddl, str) else ddl


def fingerprint(schema: list[SchemaRow]) -> str:
    """Hash a schema whose rows are in order."""
    return sha256(repr(schema).encode("utf-8", "surrogatepass")).hexdigest()


def check_rows(connection: LedgerConnection) -> None:
    """Refuse a schema with anything in it that is not ours, or without one of our tables; raises Broken.

    A missing trigger or index changes no answer, so the audit can go on and name it. One look at the schema costs as
    much as a few small statements, and is made again only when SQLite has counted its version up.
    """
    version = connection.execute("PRAGMA schema_version").fetchone()[0]
    if version == connection.checked_version:
        return
    there = schema_of(connection)
    if fingerprint(there) != SCHEMA_FINGERPRINT:
        wrong = [*foreign_rows(there), *(row for row in missing_rows(there) if row[0] == "table")]
        if wrong:
            raise Broken(reason=f"the file does not hold the tables of a ledger alone ({_names(wrong)})")
    connection.checked_version = version


def find_differences(connection: sqlite3.Connection) -> list[str]:
    """Name every row of the schema that does not belong to a ledger, is missing, or is not the one that we make."""
    there = schema_of(connection)
    if fingerprint(there) == SCHEMA_FINGERPRINT:
        return []
    ours = {row[:2] for row in made_schema()}
    foreign = [row for row in foreign_rows(there) if row[:2] not in ours]
    found = [f"the {kind} {name} is missing or changed" for kind, name, *_ in missing_rows(there)]
    found += [f"the {kind} {name} does not belong here" for kind, name, *_ in foreign]
    return found or ["the schema has a row twice"]


def foreign_rows(there: Sequence[SchemaRow]) -> list[SchemaRow]:
    """Give the rows that a new ledger does not have, and those that are there twice."""
    made = made_schema()
    return [row for number, row in enumerate(there) if row not in made or row in there[:number]]


def missing_rows(there: Sequence[SchemaRow]) -> list[SchemaRow]:
    """Give the rows that a new ledger has and this one has not."""
    return [row for row in made_schema() if row not in there]


@cache
def made_schema() -> list[SchemaRow]:
    """Give the schema of a new ledger, made in memory: only a ledger whose schema is another one costs this."""
    from paycli.store.sqlite.migrate import schema_made_anew

    return rows_of(schema_made_anew(SCHEMA_ROWS))


def _names(wrong: Sequence[SchemaRow]) -> str:
    named = [f"{kind} {name}"[:_LETTERS_MOST] for kind, name, *_ in wrong[:_NAMED_MOST]]
    more = [f"{len(wrong) - _NAMED_MOST} more"] if len(wrong) > _NAMED_MOST else []
    return ", ".join([*named, *more])
