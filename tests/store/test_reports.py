"""Lists and searches: whose entries, in which order, how many, and what a search finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paycli.errors import LedgerMissing
from paycli.store.sql.reports import SqliteReports
from paycli.store.sqlite.book import SqliteBook
from tests.store import build
from tests.store.build import ALICE, BOB, CAROL, NoCrypto, post
from tests.support.ledgers import new_ledger

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def reports(tmp_path: Path) -> SqliteReports:
    """Make a ledger with one entry per millisecond from 1 on."""
    path = new_ledger(tmp_path)
    book = SqliteBook(path, NoCrypto())
    drafts = [
        build.cash_in(ALICE, 500, 1),
        build.cash_in(CAROL, 500, 2),
        build.send(ALICE, BOB, 5, 3, "Rent 50% of May"),
        build.envelope(ALICE, 4, 4),
        build.sale(BOB, 5, 5),
        build.send(CAROL, ALICE, 7, 6, "rent_2"),
    ]
    for place, draft in enumerate(drafts):
        post(book, draft, time=1 + place)
    item = drafts[3].changes.objects[0]
    post(book, build.settle(item, 7), time=1000)
    book.close()
    return SqliteReports(path)


def test_the_log_of_a_wallet_is_what_it_signed_and_what_moved_its_money(reports: SqliteReports) -> None:
    assert [*reports.log(None, None, None, None)] == [7, 6, 5, 4, 3, 2, 1]
    assert [*reports.log(ALICE, None, None, None)] == [7, 6, 4, 3, 1]
    assert [*reports.log(BOB, None, None, None)] == [5, 3]
    assert reports.log("dd" * 20, None, None, None) == []


def test_since_is_included_until_is_not_and_a_limit_takes_the_newest(reports: SqliteReports) -> None:
    assert [*reports.log(None, 2, 5, None)] == [4, 3, 2]
    assert [*reports.log(None, 2, 5, 2)] == [4, 3]
    assert reports.log(None, 2000, None, None) == []


def test_there_is_no_report_on_a_missing_ledger(tmp_path: Path) -> None:
    with pytest.raises(LedgerMissing):
        SqliteReports(tmp_path / "nothing.db")
