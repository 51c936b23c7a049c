"""What the rules of a batch refuse, decided by the real door on an in-memory ledger."""

from __future__ import annotations

from typing import Any

import pytest

from paycli.domain.accounts import hold_account, main_account
from paycli.domain.lives import BatchDetail
from paycli.errors import (
    AlreadyEnded,
    AmountInvalid,
    BatchSpent,
    Blocked,
    InsufficientFunds,
    LimitExceeded,
    NotAllowed,
    NotFound,
    SelfPayment,
)
from paycli.services.engine.posting import settle_due
from paycli.signing import CRYPTO
from paycli.store.memory.book import MemoryBook
from tests.support.circle import Circle


@pytest.fixture
def circle() -> Circle:
    return Circle(MemoryBook(CRYPTO), currencies=(("EUR", 2), ("JPY", 0)), cash_minor=1000)


def begin(circle: Circle, total: int = 300, count: int = 3, **more: Any) -> str:
    body = {"label": None, "currency": "EUR", "total": total, "count": count, "expires_ms": 1_000, **more}
    return circle.do("batch.new", body, circle.people["ming"]).order.name


def pay(circle: Circle, of: str, amount: int = 100, to: str = "li", by: str = "ming", currency: str = "EUR") -> Any:
    body = {"of": of, "to": circle.people[to].wallet, "amount": amount, "currency": currency, "note": None}
    return circle.do("batch.row", body, circle.people[by])


def balances(circle: Circle, batch: str) -> tuple[int, ...]:
    """Give what @ming has, what the batch holds, what @li has."""
    mains = [main_account(str(circle.people[who].wallet), "EUR") for who in ("ming", "li")]
    with circle.book.view() as view:
        return tuple(view.account(name).balance_minor for name in (mains[0], hold_account(batch, "EUR"), mains[1]))


def test_a_sum_is_set_aside_and_paid_out_row_by_row_until_nothing_is_left(circle: Circle) -> None:
    batch = begin(circle)
    assert balances(circle, batch) == (700, 300, 1000)
    pay(circle, batch)
    pay(circle, batch)
    assert balances(circle, batch) == (700, 100, 1200)
    pay(circle, batch)
    assert balances(circle, batch) == (700, 0, 1300)
    with circle.book.view() as view:
        (found,) = view.objects_of(circle.people["ming"].wallet, "batch", pending=False)
    assert (found.state, found.held_minor, found.detail) == ("done", 0, BatchDetail(3))
    with pytest.raises(AlreadyEnded):
        pay(circle, batch, 1)


def test_no_row_passes_the_total_or_the_number_of_rows(circle: Circle) -> None:
    few, little = begin(circle, 300, 2), begin(circle, 300, 9)
    pay(circle, few, 10)
    pay(circle, few, 10)
    with pytest.raises(BatchSpent, match=r"holds 2\.80 EUR for 0 more rows"):
        pay(circle, few, 10)
    pay(circle, little, 250)
    with pytest.raises(BatchSpent, match=r"holds 0\.50 EUR for 8 more rows, and this row wants 0\.51 EUR"):
        pay(circle, little, 51)
    pay(circle, little, 50)


def test_a_batch_wants_the_money_at_once_and_one_minor_unit_for_each_row(circle: Circle) -> None:
    with pytest.raises(InsufficientFunds):
        begin(circle, 1001)
    with pytest.raises(AmountInvalid):
        begin(circle, 2, 3)


def test_a_row_is_refused_as_a_payment_is(circle: Circle) -> None:
    batch = begin(circle)
    with pytest.raises(SelfPayment):
        pay(circle, batch, to="ming")
    with pytest.raises(NotFound, match="batch of yours"):
        pay(circle, batch, by="bo")
    with pytest.raises(NotAllowed):
        pay(circle, batch, currency="JPY")
    circle.do("contact.block", {"wallet": circle.people["ming"].wallet, "blocked": True}, circle.people["li"])
    with pytest.raises(Blocked):
        pay(circle, batch)
    circle.do("setting.set", {"name": "most_per_order:EUR", "value": 50}, circle.operator)
    with pytest.raises(LimitExceeded):
        pay(circle, batch, to="bo")
    # The limit is for what one payee gets.
    begin(circle, 300, 6)


def test_what_no_row_took_comes_back_when_it_is_cancelled_and_when_its_time_is_over(circle: Circle) -> None:
    ming = circle.people["ming"]
    taken_back, late = begin(circle), begin(circle)
    pay(circle, taken_back)
    pay(circle, late)
    circle.do("cancel", {"of": taken_back}, ming)
    with pytest.raises(AlreadyEnded, match="cancelled"):
        pay(circle, taken_back)
    circle.clock.now += 1_000
    with pytest.raises(AlreadyEnded, match="expired"):
        pay(circle, late)
    assert settle_due(circle.book, circle.clock) == 0
    assert balances(circle, late) == (800, 0, 1200)
