"""The one door: in a group, each order knows what those before it made; and how much an account can hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paycli.domain.money import AMOUNT_LIMIT_MINOR
from paycli.domain.rules.rails import done_key
from paycli.errors import (
    AmountTooLarge,
    ReferenceTaken,
)
from paycli.services.engine.posting import Posted
from tests.support import counter_bodies

if TYPE_CHECKING:
    from paycli.domain.orders import Submission
    from tests.support.circle import Circle

HOUR_MS = 3_600_000


def _asked_and_done(circle: Circle, amount_minor: int, reference: str, who: str = "li") -> list[Submission]:
    """Ask for a top-up, and let the rail say that it is done."""
    body = {"rail": "sandbox", "amount": amount_minor, "currency": "EUR"}
    ask = circle.order("topup.ask", body, circle.people[who])
    answer = {"of": ask.order.name, "reference": reference}
    return [ask, circle.order("rail.done", answer, circle.sandbox, key=done_key(ask.order.name))]


def test_a_grab_in_the_group_that_sends_the_envelope_knows_what_the_grabber_has(circle: Circle) -> None:
    ming, li = circle.people["ming"], circle.people["li"]
    # Nobody can have so much from one rail alone: its world is bound by the same limit.
    circle.cash_in("li", AMOUNT_LIMIT_MINOR - 5000)
    topped_up = circle.post_all(_asked_and_done(circle, 3990, "r1"))
    assert all(isinstance(each, Posted) for each in topped_up.outcomes)
    body = {
        "amount": 20, "currency": "EUR", "count": 2, "audience": "any", "opens_at": None, "expires_ms": HOUR_MS,
        "note": None, "draw": {"rule": "equal-1", "commitment": None},
    }  # fmt: skip
    sent = circle.order("envelope.send", body, ming)
    grab = circle.order("envelope.grab", {"envelope": sent.order.name, "proof": None}, li)

    first, second = circle.post_all([sent, grab]).outcomes

    assert isinstance(first, Posted)
    assert isinstance(second, AmountTooLarge)
    assert circle.balance("li") == AMOUNT_LIMIT_MINOR - 10


def test_a_rails_answer_in_the_group_that_asked_it_knows_the_references_before(circle: Circle) -> None:
    assert all(isinstance(each, Posted) for each in circle.post_all(_asked_and_done(circle, 5, "r1")).outcomes)
    asked, refused = circle.post_all(_asked_and_done(circle, 5, "r1")).outcomes
    assert isinstance(asked, Posted)
    assert isinstance(refused, ReferenceTaken)
    assert circle.balance("li") == 1005


def test_a_rails_answer_in_the_group_that_asked_it_knows_what_came_in_before(circle: Circle) -> None:
    circle.post_all(_asked_and_done(circle, AMOUNT_LIMIT_MINOR - 1001, "r1"))

    outcomes = circle.post_all(_asked_and_done(circle, 1001, "r2", "ming")).outcomes

    assert isinstance(outcomes[0], Posted)
    assert isinstance(outcomes[1], AmountTooLarge)
    assert circle.balance("ming") == 1000


def test_what_a_payment_and_its_tip_come_to_is_bounded_too(circle: Circle) -> None:
    """Neither is too large alone, and with credit on both sides no balance would be either."""
    li, cafe = circle.people["li"], circle.people["cafe"]
    for party in (li, cafe):
        credit = {"wallet": party.wallet, "amount": 6 * AMOUNT_LIMIT_MINOR // 10, "currency": "EUR"}
        circle.do("credit.set", credit, circle.operator)
    circle.send("cafe", "li", AMOUNT_LIMIT_MINOR // 2)
    amount, tip = 6 * AMOUNT_LIMIT_MINOR // 10, 4 * AMOUNT_LIMIT_MINOR // 10
    sale = circle.do("sale.new", counter_bodies.sale(amount), cafe).order.name
    body = counter_bodies.pay(sale, cafe.wallet, amount, tip=tip)
    neighbour = circle.order("send", {"to": li.wallet, "amount": 1, "currency": "EUR", "note": None}, cafe)

    refused, sent = circle.post_all([circle.order("sale.pay", body, li), neighbour]).outcomes

    assert isinstance(refused, AmountTooLarge)
    assert isinstance(sent, Posted)
    assert isinstance(circle.post_all([circle.order("sale.pay", body | {"tip": tip - 1}, li)]).outcomes[0], Posted)


def test_a_grab_from_a_lucky_envelope_wants_room_for_all_that_is_left(circle: Circle) -> None:
    """Were the refusal for the share alone, it would tell how large that is (ADR 11)."""
    circle.post_all(_asked_and_done(circle, AMOUNT_LIMIT_MINOR - 1001, "r1", "li"))
    assert circle.balance("li") == AMOUNT_LIMIT_MINOR - 1
    envelope = circle.envelope("ming", 300, 3).order.name
    grab = {"envelope": envelope, "proof": None}
    circle.send("li", "bo", 299)
    with pytest.raises(AmountTooLarge) as caught:
        circle.do("envelope.grab", grab, circle.people["li"])
    assert "3.00 EUR" in caught.value.message
    circle.send("li", "bo", 1)
    assert circle.do("envelope.grab", grab, circle.people["li"]).transfers[0].amount_minor < 299
