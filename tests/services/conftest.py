"""What the tests of services share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paycli.signing import CRYPTO
from paycli.store.memory.book import MemoryBook
from paycli.store.sqlite.book import SqliteBook
from paycli.store.sqlite.create import create_ledger
from tests.support.auditing import faults_of
from tests.support.circle import Circle

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from paycli.domain.ports import Book


@pytest.fixture(params=["memory", "sqlite"])
def circle(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Circle]:
    """Give a circle on each kind of book, whose audit must be good when the test has ended."""
    book: Book = MemoryBook(CRYPTO)
    if request.param == "sqlite":
        path = tmp_path / "ledger" / "home.db"
        create_ledger(path)
        book = SqliteBook(path, CRYPTO)
    made = Circle(book, cash_minor=1000)
    yield made
    assert faults_of(book, str(made.ledger)) == []
    book.close()
