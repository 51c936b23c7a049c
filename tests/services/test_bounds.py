"""The bound of what an account holds: a ledger never stops for it, and the audit counts the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paycli.domain import draw
from paycli.domain.rules.rails import done_key
from paycli.errors import AmountTooLarge
from paycli.services.engine.posting import Posted
from tests.support.ledgers import audited_circle

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.circle import Circle


BOUND = 10**15


@pytest.fixture(params=["memory", "sqlite"])
def circle(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Circle]:
    with audited_circle(request.param, tmp_path, cash_minor=10) as made:
        yield made


def top_up(circle: Circle, handle: str, amount_minor: int) -> Posted:
    asked = circle.do(
        "topup.ask", {"rail": "sandbox", "amount": amount_minor, "currency": "EUR"}, circle.people[handle]
    )
    body = {"of": asked.order.name, "reference": f"ref-{asked.n}"}
    return circle.do("rail.done", body, circle.sandbox, key=done_key(asked.order.name))


def test_money_that_is_due_back_is_booked_however_much_its_sender_has_by_then(circle: Circle) -> None:
    """Were it refused, every later order would be: the door settles what is due first."""
    top_up(circle, "ming", BOUND - 20)
    circle.envelope("ming", BOUND - 20, 1, rule=draw.EQUAL, expires_ms=1000)
    circle.send("li", "ming", 10)
    circle.send("bo", "ming", 10)
    circle.clock.now += 1000
    circle.send("cafe", "li", 1)
    assert circle.balance("ming") == BOUND + 10
    circle.send("ming", "li", 1)
    with pytest.raises(AmountTooLarge):
        circle.send("li", "ming", 1)


def test_a_withdrawal_that_failed_comes_back_however_much_there_is_by_then(circle: Circle) -> None:
    top_up(circle, "ming", BOUND - 20)
    asked = circle.do(
        "withdraw.ask", {"rail": "sandbox", "amount": BOUND - 20, "currency": "EUR"}, circle.people["ming"]
    )
    circle.send("li", "ming", 10)
    circle.send("bo", "ming", 10)
    body = {"of": asked.order.name, "reference": "none"}
    circle.do("rail.failed", body, circle.sandbox, key=done_key(asked.order.name))
    assert circle.balance("ming") == BOUND + 10


def test_what_came_in_by_a_rail_is_bounded_over_all_wallets_as_the_audit_counts_it(circle: Circle) -> None:
    top_up(circle, "ming", 9 * BOUND // 10)
    with pytest.raises(AmountTooLarge):
        top_up(circle, "li", 9 * BOUND // 10)


def test_a_top_up_and_its_answer_in_one_group_count_what_the_wallet_has(circle: Circle) -> None:
    top_up(circle, "ming", BOUND // 2)
    asked = circle.order(
        "topup.ask", {"rail": "sandbox", "amount": BOUND // 2 - 1, "currency": "EUR"}, circle.people["ming"]
    )
    answer = circle.order(
        "rail.done", {"of": asked.order.name, "reference": "r"}, circle.sandbox, key=done_key(asked.order.name)
    )
    first, second = circle.post_all([asked, answer]).outcomes
    assert isinstance(first, Posted)
    assert isinstance(second, AmountTooLarge)
