"""The books that the contract is held against."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paycli.store.memory.book import MemoryBook
from paycli.store.sqlite.book import SqliteBook
from tests.store.build import NoCrypto
from tests.support.ledgers import new_ledger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from paycli.domain.ports import Book


@pytest.fixture(params=["sqlite", "memory"])
def book(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Book]:
    made: Book
    if request.param == "sqlite":
        made = SqliteBook(new_ledger(tmp_path), NoCrypto(), wait_seconds=0.2)
    else:
        made = MemoryBook(NoCrypto(), wait_seconds=0.2)
    yield made
    made.close()
