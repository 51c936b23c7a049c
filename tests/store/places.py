"""Ledgers that lie somewhere: of some account, read and written by whoever asks."""

from __future__ import annotations

import os
from contextlib import closing
from typing import TYPE_CHECKING

from paycli.store.sqlite.book import SqliteBook
from paycli.store.sqlite.create import create_ledger
from tests.store import build
from tests.store.build import ALICE, NoCrypto, post

if TYPE_CHECKING:
    from pathlib import Path

NOBODY = 65534
ROOT = os.geteuid() == 0


def modes(folder: Path) -> dict[str, int]:
    return {each.name: each.stat().st_mode & 0o7777 for each in (folder, *folder.iterdir())}


def ledger_of(user: int | None, folder: Path) -> Path:
    """Make a ledger with two entries that belongs to a user, in a folder of its own."""
    path = folder / "books" / "ledger.db"
    create_ledger(path)
    book = SqliteBook(path, NoCrypto())
    post(book, build.cash_in(ALICE, 5, 1), build.cash_in(ALICE, 5, 2))
    book.close()
    if user is not None:
        for each in (path.parent, *path.parent.iterdir()):
            os.chown(each, user, user)
    return path


def read(path: Path) -> int:
    with closing(SqliteBook(path, NoCrypto())) as book, book.view() as view:
        return view.head().size + len(list(view.entries()))


def write(path: Path) -> int:
    with closing(SqliteBook(path, NoCrypto())) as book:
        return post(book, build.cash_in(ALICE, 5, 3))[0].n
