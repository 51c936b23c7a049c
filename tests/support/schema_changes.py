"""What somebody who writes a ledger's file can do to its schema; SQLite's own rules for names do not bind them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

_FIRES = "AFTER UPDATE ON head BEGIN DELETE FROM handles; END"
_ENDLESS = "WITH RECURSIVE x (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM x)"


class SchemaChange(NamedTuple):
    """A change: its statements, and a word by which whoever notices it must name it."""

    statements: tuple[str, ...]
    names: str


def _put(kind: str, name: str, ddl: str, table: str = "head") -> str:
    """Give the statement that writes a row of the schema as it is, whatever SQLite thinks of its name."""
    quoted = ddl.replace("'", "''")
    return f"INSERT INTO sqlite_schema VALUES ('{kind}', '{name}', '{table}', 0, '{quoted}')"  # noqa: S608


def _instead(table: str, view: str) -> tuple[str, ...]:
    """Give the statements that take a table away and lay a view in its place."""
    return (f"DELETE FROM sqlite_schema WHERE tbl_name = '{table}'", _put("view", table, view, table))  # noqa: S608


def _unique(name: str) -> tuple[str, ...]:
    made = "CREATE UNIQUE INDEX an_index ON entries (root)"
    return (made, f"UPDATE sqlite_schema SET name = '{name}' WHERE name = 'an_index'")  # noqa: S608


CHANGES = {
    "a trigger": SchemaChange((f"CREATE TRIGGER sly {_FIRES}",), "sly"),
    "a trigger named as SQLite's own": SchemaChange(
        (_put("trigger", "sqlite_sly", f"CREATE TRIGGER sqlite_sly {_FIRES}"),), "sqlite_sly"
    ),
    "a TRIGGER named as SQLite's own": SchemaChange(
        (_put("TRIGGER", "sqlite_sly", f"CREATE TRIGGER sqlite_sly {_FIRES}"),), "sqlite_sly"
    ),
    "a trigger that calls itself an index": SchemaChange(
        (_put("index", "sqlite_autoindex_head_1", f"CREATE TRIGGER sly {_FIRES}"),), "sqlite_autoindex_head_1"
    ),
    "a trigger on alembic_version": SchemaChange(
        ("CREATE TRIGGER sly AFTER INSERT ON alembic_version BEGIN DELETE FROM handles; END",), "sly"
    ),
    "a trigger of ours with another body": SchemaChange(
        ("DROP TRIGGER head_no_delete", f"CREATE TRIGGER head_no_delete {_FIRES}"), "head_no_delete"
    ),
    "a unique index": SchemaChange(_unique("entries_sly"), "entries_sly"),
    "a unique index named as SQLite's own": SchemaChange(
        _unique("sqlite_autoindex_entries_9"), "sqlite_autoindex_entries_9"
    ),
    "an index that is not unique any more": SchemaChange(
        ("DROP INDEX entries_wallet_id", "CREATE INDEX entries_wallet_id ON entries (wallet, id)"), "entries_wallet_id"
    ),
    "a view as alembic_version": SchemaChange(
        _instead("alembic_version", "CREATE VIEW alembic_version AS SELECT '0001' AS version_num"), "alembic_version"
    ),
    "a view of another name": SchemaChange(("CREATE VIEW other AS SELECT 1",), "other"),
    "an endless view as registry": SchemaChange(
        _instead("registry", f"CREATE VIEW registry AS {_ENDLESS} SELECT 'x' AS name, 'y' AS value, n FROM x"),  # noqa: S608
        "registry",
    ),
    "an endless view as entries": SchemaChange(
        _instead("entries", f'CREATE VIEW entries AS {_ENDLESS} SELECT n, 1 AS time, 1 AS "order" FROM x'),  # noqa: S608
        "entries",
    ),
    "a virtual table as entries": SchemaChange(
        (
            "DELETE FROM sqlite_schema WHERE tbl_name = 'entries'",
            _put("table", "entries", "CREATE VIRTUAL TABLE entries USING fts5 (n)", "entries"),
        ),
        "entries",
    ),
    "a table of no use": SchemaChange(("CREATE TABLE more (n INTEGER)",), "more"),
    "a table of SQLite's counts": SchemaChange(("ANALYZE",), "sqlite_stat1"),
    "a table that is not strict": SchemaChange(
        ("UPDATE sqlite_schema SET sql = replace(sql, ') STRICT', ')') WHERE name = 'registry'",), "registry"
    ),
    "a table without its check": SchemaChange(
        ("UPDATE sqlite_schema SET sql = replace(sql, 'n > 0', 'n < 9') WHERE name = 'entries'",), "entries"
    ),
    "a table with one column more": SchemaChange(("ALTER TABLE head ADD COLUMN more INTEGER",), "head"),
    "a table with a value that is worked out": SchemaChange(
        ("ALTER TABLE registry ADD COLUMN more TEXT AS (upper(value)) VIRTUAL",), "registry"
    ),
    "a table that is gone": SchemaChange(("DROP TABLE handles",), "handles"),
}
"""Whatever is there and is not ours: every command refuses the file."""

MISSING = {
    "a trigger that is gone": SchemaChange(("DROP TRIGGER entries_no_update",), "entries_no_update"),
    "an index that is gone": SchemaChange(("DROP INDEX entries_wallet_id",), "entries_wallet_id"),
}
"""What is not there any more and changes no answer: the audit names it, and goes on."""


def change_schema(path: Path, change: SchemaChange) -> None:
    """Write the change into a ledger's file."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        connection.execute("PRAGMA writable_schema = ON")
        for statement in change.statements:
            connection.execute(statement)
        # Whoever has the schema in memory must read it again.
        (version,) = connection.execute("PRAGMA schema_version").fetchone()
        connection.execute(f"PRAGMA schema_version = {version + 1}")
        connection.execute("COMMIT")
