"""Who is far behind goes on from where another process of the same account has walked to by now."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, NamedTuple

import pytest

from paycli.errors import LedgerRewound
from paycli.home.seen import SeenFiles
from paycli.services.proof.book import Listener, ProvenBook
from paycli.services.proof.walk import AT_ONCE_MOST
from paycli.signing import CRYPTO
from paycli.store.sqlite.book import SqliteBook
from tests.support.circle import Circle
from tests.support.ledgers import new_ledger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

MANY, FEW = AT_ONCE_MOST + 50, 5


class Hearing(Listener):
    """Hears how many entries each look walks over."""

    def __init__(self) -> None:
        self.walked: list[int] = []

    @contextmanager
    def walking(self, entries: int) -> Iterator[Callable[[int, int], None] | None]:
        self.walked.append(entries)
        yield None


class Ground(NamedTuple):
    """A ledger's file, the people on it, and a home whose processes share what they know."""

    path: Path
    home: Path
    circle: Circle
    books: list[SqliteBook]

    def process(self, who: str = "li", home: Path | None = None) -> tuple[ProvenBook, Hearing]:
        """Give what another process of somebody's would look at the ledger through."""
        hearing, place = Hearing(), (str(self.circle.ledger), str(self.circle.people[who].wallet))
        book = SqliteBook(self.path, CRYPTO)
        self.books.append(book)
        return ProvenBook(book, SeenFiles(home or self.home), place, hearing), hearing

    def pays(self, times: int) -> None:
        bodies = [{"to": self.circle.people["li"].wallet, "amount": 1, "currency": "EUR", "note": None}] * times
        self.circle.post_all([self.circle.order("send", body, self.circle.people["ming"]) for body in bodies])


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    path = new_ledger(tmp_path)
    books = [SqliteBook(path, CRYPTO)]
    yield Ground(path, tmp_path / "home", Circle(books[0], cash_minor=10_00), books)
    for book in books:
        book.close()


def look(*books: ProvenBook) -> None:
    for book in books:
        with book.view():
            pass


def test_what_another_process_walked_is_not_walked_again(ground: Ground) -> None:
    (mine, heard), (other, _) = ground.process(), ground.process()
    look(mine, other)
    ground.pays(MANY)
    look(other)
    ground.pays(FEW)
    look(mine)
    assert heard.walked[1:] == [FEW]
    # It knows as much as if it had walked there itself: the end, and what concerns its wallet.
    alone, _ = ground.process(home=ground.home.with_name("alone"))
    look(alone)
    assert mine.seen == alone.seen
    with mine.view() as view:
        assert len(view.noted()) >= MANY + FEW


def test_what_nobody_walked_for_the_own_wallet_is_walked_by_oneself(ground: Ground) -> None:
    (mine, heard), elsewhere = ground.process(), ground.home.with_name("elsewhere")
    stranger, _ = ground.process("bo", elsewhere)
    look(mine, stranger)
    ground.pays(MANY)
    look(stranger)
    known = SeenFiles(elsewhere).known(str(ground.circle.ledger))
    assert known is not None
    SeenFiles(ground.home).remember(known)
    look(mine)
    assert heard.walked[1:] == [MANY]


def test_a_log_that_others_went_on_with_must_still_extend_what_was_seen_here(ground: Ground) -> None:
    """Let others of this account take a copy of an earlier state for the ledger, as `ledger accept` does."""
    copied = ground.path.with_name("copy.db")
    with closing(sqlite3.connect(ground.path)) as source, closing(sqlite3.connect(copied)) as target:
        source.backup(target)
    copied.chmod(0o600)
    ground.pays(FEW)
    mine, _ = ground.process()
    look(mine)
    elsewhere = ground._replace(path=copied, home=ground.home.with_name("elsewhere"))
    before, ground.circle.book = ground.circle.book, SqliteBook(copied, CRYPTO)
    ground.books.append(ground.circle.book)
    elsewhere.pays(MANY)
    other, _ = elsewhere.process()
    look(other)
    known = SeenFiles(elsewhere.home).known(str(ground.circle.ledger))
    assert known is not None
    SeenFiles(ground.home).remember(known, replace=True)
    mine.unproven = ground.circle.book
    with pytest.raises(LedgerRewound):
        look(mine)
    before.close()
