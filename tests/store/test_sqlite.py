"""The SQLite book: its pragmas and constraints, what it makes of other files, and of errors while it writes."""

from __future__ import annotations

import os
import resource
import signal
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from paycli.domain.state import Changes, Claim, Needs
from paycli.errors import (
    AlreadyThere,
    Broken,
    CommitUnknown,
    DiskFull,
    LedgerBusy,
    LedgerMissing,
    NotALedger,
    PaycliError,
    PermissionRefused,
    StorageFailed,
)
from paycli.store.sqlite.backup import backup_ledger
from paycli.store.sqlite.book import SqliteBook
from paycli.store.sqlite.connection import APPLICATION_ID, SCHEMA_VERSION, connect, explain
from paycli.store.sqlite.create import create_ledger
from paycli.store.sqlite.location import look_at
from tests.store import build
from tests.store.build import ALICE, BOB, NoCrypto, in_child, post
from tests.support.ledgers import new_ledger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return new_ledger(tmp_path)


@pytest.fixture
def book(path: Path) -> Iterator[SqliteBook]:
    made = SqliteBook(path, NoCrypto(), wait_seconds=0.2)
    yield made
    made.close()


@pytest.fixture
def raw(path: Path, book: SqliteBook) -> Iterator[sqlite3.Connection]:
    """Open a connection as paycli does, to a ledger with one row of everything."""
    boxed = build.envelope(ALICE, 3, 3)
    post(book, build.open_wallet(ALICE, "alice", 1, 1), build.cash_in(ALICE, 500, 2), boxed)
    claim = Claim(boxed.order.name, BOB, 4, 0, 30)
    grab = build.order("envelope.grab", {"envelope": boxed.order.name, "proof": None}, 4, wallet=BOB)
    post(book, build.Draft(grab, Changes(claims=(claim,))))
    connection = connect(look_at(os.fspath(path)))
    yield connection
    connection.close()


# --- what the database itself holds -----------------------------------------------------------------------------------
def test_every_pragma_is_in_force(raw: sqlite3.Connection) -> None:
    def value(name: str) -> Any:
        return raw.execute(f"PRAGMA {name}").fetchone()[0]

    names = ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers", "trusted_schema", "cell_size_check")
    assert [value(name) for name in names] == ["wal", 2, 1, 1, 0, 1]
    assert value("busy_timeout") == 5000
    assert (value("application_id"), value("user_version")) == (APPLICATION_ID, SCHEMA_VERSION)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entries SET time = 0",
        "DELETE FROM entries",
        "INSERT OR REPLACE INTO entries SELECT * FROM entries WHERE n = 2",
        "UPDATE transfers SET amount_minor = 1",
        "DELETE FROM transfers",
        "INSERT OR REPLACE INTO transfers SELECT * FROM transfers",
        "UPDATE claims SET amount_minor = 1",
        "DELETE FROM claims",
        "INSERT OR REPLACE INTO claims SELECT * FROM claims",
        "UPDATE seeds SET seed = NULL",
        "DELETE FROM seeds",
        "INSERT OR REPLACE INTO seeds SELECT * FROM seeds",
        "UPDATE texts SET text = 'other'",
        "UPDATE texts SET n = 2, salt = NULL, text = NULL",
        "DELETE FROM texts",
        "INSERT OR REPLACE INTO texts SELECT n, field, salt, 'other' FROM texts",
        "DELETE FROM accounts",
        "INSERT OR REPLACE INTO accounts SELECT * FROM accounts WHERE id = 1",
        "DELETE FROM head",
        "INSERT OR REPLACE INTO head VALUES (1, 0, 0, x'', 0)",
        "DELETE FROM objects",
    ],
)
def test_what_is_written_stays_written(raw: sqlite3.Connection, statement: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match=r"append-only|nothing is deleted|only be erased"):
        raw.execute(statement)


def test_a_text_may_be_erased_but_its_row_stays(raw: sqlite3.Connection, book: SqliteBook) -> None:
    assert raw.execute("UPDATE texts SET salt = NULL, text = NULL WHERE n = 1 AND field = 'handle'").rowcount == 1
    with book.view() as view:
        assert view.text(1, "handle") is None
        assert list(view.all_texts()) == [(1, "handle", None, None)]


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("UPDATE accounts SET balance_minor = 'many'", "cannot store TEXT value in INTEGER column"),
        ("UPDATE accounts SET balance_minor = 1000000000000000000 WHERE floor_minor IS NULL", "CHECK"),
        ("UPDATE accounts SET balance_minor = -1 WHERE floor_minor = 0", "below its floor"),
        ("UPDATE accounts SET floor_minor = NULL WHERE floor_minor = 0", "CHECK"),
        ("UPDATE accounts SET name = 'w:same' WHERE floor_minor = 0", "UNIQUE"),
        ("INSERT INTO transfers VALUES (2, 9, 1, 2, 0, 0)", "CHECK"),
        ("INSERT INTO transfers VALUES (2, 9, 1, 1, 5, 0)", "CHECK"),
        ("INSERT INTO transfers VALUES (2, 9, 1, 99, 5, 0)", "FOREIGN KEY"),
        ("INSERT INTO transfers VALUES (99, 0, 1, 2, 5, 0)", "FOREIGN KEY"),
        ("INSERT INTO head VALUES (2, 0, 0, x'', 0)", "CHECK"),
        ("UPDATE objects SET state = 'lost'", "CHECK"),
        ("UPDATE objects SET state = 'done'", "CHECK"),
        ("UPDATE objects SET detail = json_set(detail, '$.taken', 4)", "CHECK"),
        ("UPDATE objects SET detail = json_set(detail, '$.taken', -1)", "CHECK"),
        ("UPDATE objects SET detail = '{'", "CHECK"),
        ("UPDATE objects SET detail = '{\"tip_minor\":-1}'", "CHECK"),
        ("UPDATE objects SET detail = '{\"refunded_minor\":1000000000000000}'", "CHECK"),
        ('UPDATE objects SET detail = \'{"members":["22"]}\'', "CHECK"),
        ("INSERT INTO claims SELECT object, x'0102', n, 1, 1 FROM claims", "CHECK"),
        ("INSERT INTO claims SELECT object, zeroblob(20), n, position, 1 FROM claims", "UNIQUE"),
    ],
)
def test_the_constraints_back_the_rules(raw: sqlite3.Connection, statement: str, reason: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match=reason):
        raw.execute(statement)


# --- other files ------------------------------------------------------------------------------------------------------
def test_a_missing_file_is_no_ledger_and_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(LedgerMissing):
        SqliteBook(tmp_path / "nothing.db", NoCrypto())
    with pytest.raises(LedgerMissing):
        SqliteBook(tmp_path / "no" / "where.db", NoCrypto())
    assert not (tmp_path / "nothing.db").exists()


@pytest.mark.parametrize("content", [b"", b"Dear diary, today I paid nobody at all. " * 50, b"SQLite format 3\x00"])
def test_a_file_of_something_else_is_not_a_ledger(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(NotALedger), closing(SqliteBook(path, NoCrypto())) as other, other.view():
        pass
    assert path.read_bytes() == content


def test_a_database_of_another_program_is_not_a_ledger(path: Path) -> None:
    path.unlink()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE head (id INTEGER)")
    connection.close()
    path.chmod(0o600)
    with pytest.raises(NotALedger), closing(SqliteBook(path, NoCrypto())) as other, other.view():
        pass


def test_a_folder_is_not_a_ledger(tmp_path: Path) -> None:
    with pytest.raises(NotALedger):
        SqliteBook(tmp_path, NoCrypto())


@pytest.mark.parametrize("name", ["a b.db", "a?mode=memory.db", "100%25.db", "a#b.db", "ü.db"])
def test_any_file_name_will_do(tmp_path: Path, name: str) -> None:
    create_ledger(tmp_path / "books" / name)
    book = SqliteBook(tmp_path / "books" / name, NoCrypto())
    post(book, build.cash_in(ALICE, 5, 1))
    book.close()
    assert sorted(each.name for each in (tmp_path / "books").iterdir()) == sorted([name, f"{name}.lock"])


# --- errors while it writes -------------------------------------------------------------------------------------------
def test_a_full_disk_keeps_nothing_and_the_next_order_goes_through(book: SqliteBook) -> None:
    post(book, build.cash_in(ALICE, 100, 1))
    (connection,) = book._idle
    connection.execute("PRAGMA max_page_count = 1")
    drafts = [build.send(ALICE, BOB, 1, number, "a long note " * 40) for number in range(2, 60)]
    with pytest.raises(DiskFull), book.lock(), book.begin() as transaction:
        build.write(transaction, *drafts)
        transaction.commit()
    with book.view() as view:
        assert view.head().size == 1
    post(book, *drafts)
    with book.view() as view:
        assert view.head().size == 59


def test_a_write_that_breaks_off_inside_the_commit_keeps_nothing_and_says_so(path: Path) -> None:
    def pay() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        book = SqliteBook(path, NoCrypto())
        with book.lock(), book.begin() as transaction:
            build.write(transaction, build.cash_in(ALICE, 100, 1))
            resource.setrlimit(resource.RLIMIT_FSIZE, (1000, resource.RLIM_INFINITY))
            transaction.commit()

    assert in_child(pay)[0] is StorageFailed
    with closing(SqliteBook(path, NoCrypto())) as other, other.view() as view:
        assert view.head().size == 0
        assert view.faults() == []


@pytest.mark.parametrize(
    ("code", "committed", "expected"),
    [
        (sqlite3.SQLITE_FULL, False, DiskFull),
        (sqlite3.SQLITE_BUSY, False, LedgerBusy),
        (sqlite3.SQLITE_READONLY, False, PermissionRefused),
        (sqlite3.SQLITE_PERM, False, PermissionRefused),
        (sqlite3.SQLITE_CANTOPEN, False, PermissionRefused),
        (sqlite3.SQLITE_IOERR | 10 << 8, False, StorageFailed),
        (sqlite3.SQLITE_IOERR | 10 << 8, True, CommitUnknown),
        (sqlite3.SQLITE_CORRUPT, False, Broken),
        (sqlite3.SQLITE_NOTADB, False, NotALedger),
    ],
)
def test_each_error_of_sqlite_has_its_meaning(
    path: Path, code: int, committed: bool, expected: type[PaycliError]
) -> None:
    error = sqlite3.OperationalError("it broke")
    error.sqlite_errorcode = code
    assert type(explain(error, os.fspath(path), committed=committed)) is expected


def test_a_damaged_page_is_found(path: Path, book: SqliteBook) -> None:
    post(book, *(build.cash_in(ALICE, 5, number) for number in range(1, 300)))
    book.close()
    data = bytearray(path.read_bytes())
    for place in range(4096, len(data), 4096):
        data[place : place + 12] = b"\xff" * 12
    path.write_bytes(data)
    with pytest.raises(Broken), closing(SqliteBook(path, NoCrypto())) as other, other.view() as view:
        list(view.entries())
        assert view.faults() == []


# --- processes --------------------------------------------------------------------------------------------------------
def test_a_view_does_not_see_what_others_commit_meanwhile(path: Path, book: SqliteBook) -> None:
    post(book, build.cash_in(ALICE, 5, 1))
    with book.view() as view:
        assert in_child(lambda: len(post(SqliteBook(path, NoCrypto()), build.cash_in(ALICE, 5, 2)))) == 1
        assert view.head().size == 1
        assert len(list(view.entries())) == 1
    with book.view() as view:
        assert view.head().size == 2


def test_what_another_process_sets_is_seen_by_the_next_transaction(path: Path, book: SqliteBook) -> None:
    post(book, build.opened())
    with book.view() as view:
        assert view.load(Needs()).registry.settings == {}
    setting = build.order("setting.set", {"name": "most_per_order:EUR", "value": 5}, 1)
    draft = build.Draft(setting, Changes(registry=(("setting:most_per_order:EUR", "5"),)))
    in_child(lambda: len(post(SqliteBook(path, NoCrypto()), draft)))
    with book.view() as view:
        assert view.load(Needs()).registry.settings == {"most_per_order:EUR": 5}


def test_a_book_survives_a_fork(book: SqliteBook) -> None:
    post(book, build.cash_in(ALICE, 5, 1))
    assert in_child(lambda: [entry.n for entry in post(book, build.cash_in(ALICE, 5, 2))]) == [2]
    assert [entry.n for entry in post(book, build.cash_in(ALICE, 5, 3))] == [3]


# --- backups ----------------------------------------------------------------------------------------------------------
def test_a_backup_is_whole_private_and_never_overwrites(path: Path, book: SqliteBook, tmp_path: Path) -> None:
    post(book, build.cash_in(ALICE, 5, 1))
    target = tmp_path / "copies" / "ledger.backup"
    target.parent.mkdir(mode=0o700)
    with book.lock(), book.begin() as transaction:
        build.write(transaction, build.cash_in(ALICE, 5, 2))
        assert backup_ledger(path, target) == os.fspath(target)
        transaction.commit()
    assert target.stat().st_mode & 0o7777 == 0o600
    assert [each.name for each in target.parent.iterdir()] == ["ledger.backup"]
    with closing(SqliteBook(target, NoCrypto())) as other, other.view() as view:
        assert view.head().size == 1
        assert view.faults() == []
    before = target.read_bytes()
    with pytest.raises(AlreadyThere):
        backup_ledger(path, target)
    assert target.read_bytes() == before
