"""The revisions make exactly the schema that `tables.py` defines, and an older ledger is brought up to it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text
from sqlmodel import SQLModel

from paycli.console.hints import hint_of
from paycli.errors import Blocked, NotALedger, SchemaNew, SchemaOld
from paycli.store.schema import tables, triggers
from paycli.store.sqlite import create
from paycli.store.sqlite.book import SqliteBook
from paycli.store.sqlite.connection import APPLICATION_ID, SCHEMA_VERSION
from paycli.store.sqlite.create import upgrade_ledger
from paycli.store.sqlite.integrity import find_faults
from paycli.store.sqlite.migrate import MIGRATIONS
from paycli.store.sqlite.schema_rows import schema_of
from tests.store import build
from tests.store.build import ALICE, NoCrypto
from tests.support.auditing import faults_of
from tests.support.forger import open_book, second_opinion
from tests.support.ledgers import circle_at, new_ledger
from tests.support.people_acts import answer, asks, block, pays, put_aside, trust, want
from tests.support.tampering import columns, tampering

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return new_ledger(tmp_path)


def set_version(path: Path, version: int) -> None:
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {version}")
    connection.close()


def test_the_revisions_make_the_tables_indexes_and_triggers_of_the_definition(path: Path, tmp_path: Path) -> None:
    defined = tmp_path / "defined.db"
    engine = create_engine(f"sqlite:///{defined}")
    with engine.begin() as connection:
        SQLModel.metadata.create_all(connection, tables=[t for t in SQLModel.metadata.sorted_tables if t.name in names])
        for trigger in triggers.TRIGGERS:
            connection.execute(text(trigger))
    engine.dispose()
    migrated, expected = sqlite3.connect(path), sqlite3.connect(defined)
    try:
        of_alembic = [row for row in schema_of(migrated) if row[2] == "alembic_version"]
        assert [row for row in schema_of(migrated) if row not in of_alembic] == schema_of(expected)
        assert len(of_alembic) == 2
        assert find_faults(migrated) == []
        strict = migrated.execute("SELECT name FROM pragma_table_list WHERE strict = 0 AND schema = 'main'").fetchall()
        assert {name for (name,) in strict} <= {"alembic_version", "sqlite_schema"}
    finally:
        migrated.close()
        expected.close()


names = {row.__tablename__ for row in vars(tables).values() if isinstance(row, type) and hasattr(row, "__tablename__")}


def test_there_is_one_line_of_revisions_and_its_end_is_the_version_that_is_asked_for() -> None:
    config = Config()
    config.set_main_option("script_location", MIGRATIONS)
    script = ScriptDirectory.from_config(config)
    assert len(list(script.walk_revisions())) == SCHEMA_VERSION
    assert script.get_current_head() == f"{SCHEMA_VERSION:04d}"


def test_a_ledger_of_today_needs_no_upgrade_and_gets_no_backup(path: Path) -> None:
    assert upgrade_ledger(path) == (SCHEMA_VERSION, SCHEMA_VERSION)
    assert sorted(each.name for each in path.parent.iterdir()) == ["ledger.db", "ledger.db.lock"]


def test_an_older_ledger_is_refused_and_upgraded_after_a_backup(path: Path) -> None:
    book = SqliteBook(path, NoCrypto())
    build.post(book, build.cash_in(ALICE, 5, 1))
    book.close()
    set_version(path, 0)
    with pytest.raises(SchemaOld) as refused, closing(SqliteBook(path, NoCrypto())) as book, book.view():
        pass
    assert refused.value.exit_status == 78
    assert "ledger upgrade" in hint_of(refused.value)
    assert upgrade_ledger(path) == (0, SCHEMA_VERSION)
    with closing(SqliteBook(path, NoCrypto())) as book, book.view() as view:
        assert view.head().size == 1
    (backup,) = [each for each in path.parent.iterdir() if each.name.endswith(".backup")]
    copy = sqlite3.connect(backup)
    assert copy.execute("PRAGMA user_version").fetchone() == (0,)
    assert copy.execute("SELECT count(*) FROM entries").fetchone() == (1,)
    copy.close()


def test_a_ledger_of_before_the_first_revision_gets_all_of_them(path: Path) -> None:
    path.unlink()
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    path.chmod(0o600)
    assert upgrade_ledger(path) == (0, SCHEMA_VERSION)
    with closing(SqliteBook(path, NoCrypto())) as book, book.view() as view:
        assert view.head().size == 0
        assert view.faults() == []


def test_a_filled_ledger_of_before_people_asked_each_other_goes_on_as_it_was(
    tmp_path: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its wallets, with whom they have blocked, come over as they were, and everything new can happen on it."""
    before = new_ledger(tmp_path / "before")
    with circle_at(before, cash_minor=50_00) as circle:
        block(circle, "li", "bo")
        circle.envelope("ming", 3_00, 3)
        circle.open_wallet("waiting")
    really = command.upgrade
    with monkeypatch.context() as patch:
        patch.setattr(command, "upgrade", lambda config, _: really(config, "0003"))
        path.unlink()
        create._fill(str(path))
    set_version(path, 3)
    path.chmod(0o600)
    older = _columns_of(path)
    assert "asked" not in older
    there = _rows_of(before, older)
    with tampering(path) as connection:
        for table, rows in there.items():
            marks = ", ".join("?" * len(older[table]))
            connection.execute(f"DELETE FROM {table}")  # noqa: S608
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608
    assert upgrade_ledger(path) == (3, SCHEMA_VERSION)
    assert _rows_of(path, older) == there
    today = _columns_of(path)
    assert _rows_of(path, today) == _rows_of(before, today)
    with closing(open_book(path)) as book:
        assert faults_of(book, str(circle.ledger)) == []
        circle.book = book
        trust(circle, "li", "ming")
        want(circle, "li", "receive", "asked")
        answer(circle, "accept", put_aside(circle).order.name, "li")
        pays(circle, asks(circle).order.name)
        with pytest.raises(Blocked):
            circle.send("bo", "li", 1)
        assert faults_of(book, str(circle.ledger)) == []
    assert second_opinion(path) == []


def _columns_of(path: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for column in columns(path):
        if column.table != "alembic_version":
            found.setdefault(column.table, []).append(column.name)
    return found


def _rows_of(path: Path, its_columns: dict[str, list[str]]) -> dict[str, list[Any]]:
    with closing(sqlite3.connect(path)) as connection:
        return {
            table: connection.execute(f"SELECT {', '.join(map(_quoted, names))} FROM {table}").fetchall()  # noqa: S608
            for table, names in its_columns.items()
        }


def _quoted(name: str) -> str:
    return f'"{name}"'


def test_a_newer_ledger_is_left_alone(path: Path) -> None:
    set_version(path, SCHEMA_VERSION + 1)
    with pytest.raises(SchemaNew), closing(SqliteBook(path, NoCrypto())) as book, book.view():
        pass
    with pytest.raises(SchemaNew):
        upgrade_ledger(path)


def test_a_file_of_another_program_is_not_upgraded(path: Path) -> None:
    path.unlink()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE notes (text)")
    connection.close()
    path.chmod(0o600)
    before = path.read_bytes()
    with pytest.raises(NotALedger):
        upgrade_ledger(path)
    assert path.read_bytes() == before
