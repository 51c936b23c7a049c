"""A ledger's file with a circle of people on it, as most tests of the store, the door and the faults begin."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

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


def new_ledger(folder: Path, name: str = "ledger.db") -> Path:
    """Make an empty ledger in a folder of its own below another, and give its path."""
    path = folder / "books" / name
    create_ledger(path)
    return path


@contextmanager
def circle_at(path: Path, **more: Any) -> Iterator[Circle]:
    """Give a circle on the empty ledger of a path; `more` goes to the circle."""
    book = SqliteBook(path, CRYPTO)
    try:
        yield Circle(book, **more)
    finally:
        book.close()


@contextmanager
def audited_circle(kind: str, folder: Path, **more: Any) -> Iterator[Circle]:
    """Give a circle on a book of a kind, "memory" or "sqlite", whose audit must be good in the end."""
    book: Book = SqliteBook(new_ledger(folder), CRYPTO) if kind == "sqlite" else MemoryBook(CRYPTO)
    circle = Circle(book, **more)
    yield circle
    assert faults_of(circle.book, str(circle.ledger)) == []
    circle.book.close()
