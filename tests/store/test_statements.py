"""Every statement fits the schema, and none reads a growing table from end to end."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from paycli.store.schema.tables import HeadRow
from paycli.store.schema.triggers import TRIGGERS
from paycli.store.sql import statements
from paycli.store.sqlite.connection import SCHEMA_VERSION
from paycli.store.sqlite.integrity import find_faults
from paycli.store.sqlite.schema_rows import SCHEMA_FINGERPRINT, fingerprint, made_schema, schema_of
from tests.support.ledgers import new_ledger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STATEMENTS = {name: text for name, text in vars(statements).items() if name.isupper() and isinstance(text, str)}
PUBLIC = {name: text for name, text in STATEMENTS.items() if not name.startswith("_")}
# The list of wanted values itself is read as a whole, and it is short.
_SCAN_OF_THE_VALUES = re.compile(r"SCAN (w|wanted|\d+ CONSTANT ROWS?|CONSTANT ROW)$")


@pytest.fixture(scope="module")
def schema() -> Iterator[sqlite3.Connection]:
    """Make the schema that `tables.py` defines, without any migration."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    dialect = sqlite.dialect()
    for table in HeadRow.metadata.sorted_tables:
        connection.execute(str(CreateTable(table).compile(dialect=dialect)))
        for index in table.indexes:
            connection.execute(str(CreateIndex(index).compile(dialect=dialect)))
    for trigger in TRIGGERS:
        connection.execute(trigger)
    # The one table that Alembic makes.
    connection.execute(
        "CREATE TABLE alembic_version ( version_num VARCHAR(32) NOT NULL,"
        " CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num) )"
    )
    connection.execute("INSERT INTO alembic_version VALUES (?)", (f"{SCHEMA_VERSION:04d}",))
    yield connection
    connection.close()


def filled(text: str, count: int = 3) -> str:
    mark = "(?, ?)" if "wanted" in text else "?"
    return text.replace("{}", ", ".join([mark] * count))


def plan_of(connection: sqlite3.Connection, text: str) -> list[str]:
    statement = filled(text)
    values = [None] * statement.count("?")
    return [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", values)]


@pytest.mark.parametrize("name", PUBLIC)
def test_a_statement_can_be_prepared_against_the_schema(schema: sqlite3.Connection, name: str) -> None:
    assert plan_of(schema, PUBLIC[name]) is not None


@pytest.mark.parametrize("name", sorted(PUBLIC.keys() - statements.READS_WHOLE))
def test_a_statement_scans_no_table_and_builds_no_index_of_its_own(schema: sqlite3.Connection, name: str) -> None:
    bad = [
        step
        for step in plan_of(schema, PUBLIC[name])
        if (step.startswith("SCAN") and not _SCAN_OF_THE_VALUES.match(step)) or "AUTOMATIC" in step
    ]
    assert bad == []


def test_the_check_would_notice_a_scan(schema: sqlite3.Connection) -> None:
    trap = "SELECT n FROM entries WHERE (wallet, id) IN (VALUES (?, ?), (?, ?))"
    assert any(step.startswith("SCAN entries") for step in plan_of(schema, trap))


def test_what_reads_whole_tables_is_named_so() -> None:
    assert statements.READS_WHOLE - PUBLIC.keys() == set()


def test_the_fingerprint_is_the_one_of_the_tables(schema: sqlite3.Connection) -> None:
    assert fingerprint(schema_of(schema)) == SCHEMA_FINGERPRINT == fingerprint(made_schema())
    assert find_faults(schema) == []


@pytest.mark.parametrize(
    ("tampering", "fault"),
    [
        ("DROP TRIGGER entries_no_update", "the trigger entries_no_update is missing or changed"),
        ("DROP INDEX entries_short", "the index entries_short is missing or changed"),
        (
            "CREATE TRIGGER sly AFTER INSERT ON entries BEGIN SELECT 1; END",
            "the trigger sly does not belong here",
        ),
        (
            "INSERT INTO registry VALUES ('a', 'b', 99)",
            "row 1 of registry names a row of entries that is not there",
        ),
        (
            "INSERT INTO claims VALUES (zeroblob(16), zeroblob(20), 1, 0, 1)",
            "a row of claims names a row of objects that is not there",
        ),
        ("INSERT INTO transfers VALUES (-9, 0, 1, 2, 5, 0)", "entry -9: its transfers are there, but it is not"),
        (
            "UPDATE alembic_version SET version_num = '0000'",
            "alembic_version, by which `ledger upgrade` goes, does not name this schema's revision",
        ),
    ],
)
def test_a_tampered_schema_is_a_fault(schema: sqlite3.Connection, tampering: str, fault: str) -> None:
    schema.execute("BEGIN")
    try:
        schema.execute(tampering)
        assert fault in find_faults(schema)
    finally:
        schema.execute("ROLLBACK")


@pytest.mark.parametrize("name", ["sqlitexbomb", "alembic_version", "sqlite_like", "zzz"])
def test_a_trigger_of_any_name_is_found(tmp_path: Path, name: str) -> None:
    path = new_ledger(tmp_path)
    with closing(sqlite3.connect(path)) as connection:
        if name == "sqlite_like":
            # SQLite itself lets nobody make one of this name, so it is renamed behind its back.
            connection.execute("CREATE TRIGGER a_bomb AFTER UPDATE ON head BEGIN DELETE FROM handles; END")
            connection.execute("PRAGMA writable_schema = ON")
            connection.execute("UPDATE sqlite_schema SET name = 'sqlite_like' WHERE name = 'a_bomb'")
        else:
            trigger = "CREATE TRIGGER NAME_ AFTER UPDATE ON head BEGIN DELETE FROM handles; END"
            connection.execute(trigger.replace("NAME_", name))
        connection.commit()
        assert f"the trigger {name} does not belong here" in find_faults(connection)
