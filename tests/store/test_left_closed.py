"""What SQLite lays beside a ledger that is read-only for a while, and leaves there."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

import pytest

from paycli.console.hints import hint_of
from paycli.errors import PermissionRefused
from paycli.store.sqlite.book import SqliteBook
from tests.store import build
from tests.store.build import ALICE, NoCrypto, in_child, post
from tests.store.places import NOBODY, ROOT, ledger_of, modes, read, write


def test_what_was_laid_beside_a_ledger_while_it_was_read_only_is_opened_up_by_the_next_writer(anyones: Path) -> None:
    user = NOBODY if ROOT else None
    path = ledger_of(user, anyones)
    path.chmod(0o400)
    assert in_child(lambda: read(path), user=user) == 4
    path.chmod(0o600)
    assert modes(path.parent)["ledger.db-shm"] == 0o400, "SQLite leaves it with the mode of that moment"

    def read_and_write() -> list[int]:
        with closing(SqliteBook(path, NoCrypto())) as book:
            with book.view() as view:
                before = view.head().size
            return [before, post(book, build.cash_in(ALICE, 5, 3))[0].n]

    assert in_child(read_and_write, user=user) == [2, 3]


def test_what_cannot_be_opened_up_is_named_with_the_line_that_helps(anyones: Path) -> None:
    """A second name of another file of ours, which others could have laid there, keeps its mode."""
    path = ledger_of(NOBODY if ROOT else None, anyones)
    diary, beside = anyones / "diary", Path(f"{path}-shm")
    diary.touch(0o400)
    if ROOT:
        os.chown(diary, NOBODY, NOBODY)
    beside.hardlink_to(diary)

    def refusal() -> tuple[str, str]:
        with pytest.raises(PermissionRefused) as refused:
            write(path)
        return str(refused.value), hint_of(refused.value)

    message, hint = in_child(refusal, user=NOBODY if ROOT else None)
    assert str(beside) in message
    assert hint == f"its owner types: chmod u+w {beside}"
    assert diary.stat().st_mode & 0o777 == 0o400
