from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from paycli.errors import AlreadyThere, NotFound
from paycli.signing import CRYPTO
from paycli.store.schema.triggers import TRIGGERS
from paycli.store.sqlite.book import SqliteBook
from paycli.store.sqlite.create import create_ledger
from paycli.tour.forgery import forge_copy
from tests.support.circle import Circle

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    return private


@pytest.fixture
def circle(folder: Path) -> Iterator[Circle]:
    create_ledger(str(folder / "a.db"), None)
    book = SqliteBook(str(folder / "a.db"), CRYPTO)
    yield Circle(book, people=("ming", "li"), shops=(), cash_minor=1000)
    book.close()


def rows(path: Path, question: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(question).fetchall()


AMOUNTS = "SELECT t.amount_minor FROM transfers t JOIN entries e ON e.n = t.n WHERE e.kind = 'send'"
SUM = "SELECT sum(balance_minor) FROM accounts"
HAS = "SELECT a.balance_minor FROM accounts a WHERE a.name = '{}'"


def test_a_forged_copy_says_more_was_sent_and_its_sums_still_agree(circle: Circle, folder: Path) -> None:
    circle.send("ming", "li", 200)
    account = HAS.format(f"w:{circle.people['li'].wallet}:main:EUR")

    n, was_minor = forge_copy(folder / "a.db", folder / "b.db", 100)

    assert (n, was_minor) == (rows(folder / "a.db", "SELECT max(n) FROM entries")[0][0], 200)
    assert (rows(folder / "a.db", AMOUNTS), rows(folder / "b.db", AMOUNTS)) == ([(200,)], [(300,)])
    assert (rows(folder / "a.db", account), rows(folder / "b.db", account)) == ([(1200,)], [(1300,)])
    assert rows(folder / "a.db", SUM) == rows(folder / "b.db", SUM) == [(0,)]
    assert circle.balance("li") == 1200


def test_the_guards_of_a_forged_copy_stand_as_before(circle: Circle, folder: Path) -> None:
    circle.send("ming", "li", 200)
    forge_copy(folder / "a.db", folder / "b.db", 100)

    guards = "SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
    assert rows(folder / "a.db", guards) == rows(folder / "b.db", guards)
    assert len(rows(folder / "b.db", guards)) == len(TRIGGERS)


def test_without_a_payment_there_is_nothing_to_forge(circle: Circle, folder: Path) -> None:
    assert circle.balance("li") == 1000
    with pytest.raises(NotFound):
        forge_copy(folder / "a.db", folder / "b.db", 100)


def test_forging_never_overwrites(circle: Circle, folder: Path) -> None:
    circle.send("ming", "li", 200)
    with pytest.raises(AlreadyThere):
        forge_copy(folder / "a.db", folder / "a.db", 100)
