"""How the shares of requests are paid and declined, and how requests end, by the real door and both verifiers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from paycli.domain.lives import RequestDetail
from paycli.domain.state import CANCELLED, DONE, PENDING
from paycli.errors import (
    AlreadyEnded,
    Blocked,
    InsufficientFunds,
    LimitExceeded,
    MandateCountReached,
    MandateKind,
    MandatePayee,
    MandateSpent,
    NotAllowed,
    NotFound,
)
from tests.support.mandates import add_mandate, grant, proven_circle, scope
from tests.support.misses import Misses
from tests.support.people_acts import (
    asks,
    cancels,
    declines,
    open_ones,
    pays,
    request_body,
    said,
    set_limit,
    thing,
    wallet,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.circle import Circle

CASH = 900_00


@pytest.fixture
def circle(tmp_path: Path) -> Iterator[Circle]:
    with proven_circle(tmp_path) as made:
        yield made


# --- paying ----------------------------------------------------------------------------------------------------------
def test_a_share_is_paid_whole_once_by_whom_it_asks(circle: Circle) -> None:
    request = asks(circle, ("li", 5_00), ("bo", 7_00)).order.name
    other = asks(circle, ("cafe", 5_00)).order.name
    refused: tuple[tuple[type[Exception], str, str, dict[str, Any]], ...] = (
        (NotFound, request, "cafe", {}),
        (NotFound, request, "ming", {"to": wallet(circle, "li")}),
        (NotFound, other, "li", {}),
        (NotFound, "0" * 32, "li", {}),
        (NotFound, circle.envelope("ming", 3, 3).order.name, "li", {}),
        (NotAllowed, request, "li", {"amount": 4_99}),
        (NotAllowed, request, "li", {"amount": 5_01}),
        (NotAllowed, request, "li", {"amount": 7_00}),
        (NotAllowed, request, "bo", {"amount": 5_00}),
        (NotAllowed, request, "li", {"to": wallet(circle, "bo")}),
        (NotAllowed, request, "li", {"to": wallet(circle, "li")}),
        (NotAllowed, request, "li", {"currency": "JPY"}),
    )
    with Misses() as misses:
        for number, (error, of, who, changed) in enumerate(refused):
            with misses.of(number, who, changed), pytest.raises(error):
                pays(circle, of, who, **changed)
    assert (circle.balance("ming"), circle.balance("li")) == (CASH - 3, CASH)
    pays(circle, request)
    assert (circle.balance("ming"), circle.balance("li")) == (CASH + 4_97, CASH - 5_00)
    assert (thing(circle, request).state, thing(circle, request).detail) == (PENDING, RequestDetail(paid=1))
    for again in (pays, declines):
        with pytest.raises(AlreadyEnded):
            again(circle, request)
    assert said(circle, request) == {"li": DONE, "bo": PENDING}
    assert (open_ones(circle, "li"), open_ones(circle, "bo")) == (set(), {request})


def test_a_share_is_refused_for_what_a_send_is_refused_for_but_for_what_the_maker_wants_of_strangers(
    circle: Circle,
) -> None:
    much = asks(circle, ("li", CASH + 1)).order.name
    with pytest.raises(InsufficientFunds):
        pays(circle, much, amount=CASH + 1)
    request = asks(circle).order.name
    ming = circle.people["ming"]
    circle.do("contact.block", {"wallet": wallet(circle, "li"), "blocked": True}, ming)
    with pytest.raises(Blocked):
        pays(circle, request)
    circle.do("contact.block", {"wallet": wallet(circle, "li"), "blocked": False}, ming)
    set_limit(circle, "most_per_order:EUR", 4_99)
    with pytest.raises(LimitExceeded):
        pays(circle, request)
    set_limit(circle, "most_per_order:EUR", None)
    circle.do("wallet.set", {"name": "receive", "value": "asked"}, ming)
    pays(circle, request)


def test_a_request_ends_with_its_last_answer_or_is_cancelled_or_is_over(circle: Circle) -> None:
    paid = asks(circle, ("li", 5_00), ("bo", 5_00)).order.name
    pays(circle, paid)
    declines(circle, paid, "bo")
    assert (thing(circle, paid).state, said(circle, paid)) == (DONE, {"li": DONE, "bo": "declined"})
    with pytest.raises(AlreadyEnded):
        cancels(circle, paid)
    refused = asks(circle, ("li", 5_00)).order.name
    declines(circle, refused)
    assert thing(circle, refused).state == DONE
    for who in ("li", "bo"):
        with pytest.raises(NotFound):
            cancels(circle, asks(circle, ("li", 5_00), expires_ms=1).order.name, who)
        circle.clock.now += 1
    half = asks(circle, ("li", 5_00), ("bo", 5_00)).order.name
    pays(circle, half)
    cancels(circle, half)
    # What was paid stays with the maker.
    assert (thing(circle, half).state, said(circle, half)) == (CANCELLED, {"li": DONE, "bo": CANCELLED})
    over = asks(circle, ("bo", 5_00)).order.name
    circle.clock.now = thing(circle, over).due or 0
    for request in (half, over):
        for late in (pays, declines):
            with pytest.raises(AlreadyEnded):
                late(circle, request, "bo")
        with pytest.raises(AlreadyEnded):
            cancels(circle, request)
    assert (thing(circle, over).state, said(circle, over)) == (PENDING, {"bo": PENDING})
    assert circle.balance("ming") == CASH + 10_00


def test_orders_of_one_group_see_each_other(circle: Circle) -> None:
    """A request, its payment, a second one and its end in one group come out as if they came alone."""
    ming, li, bo = (circle.people[handle] for handle in ("ming", "li", "bo"))
    made = circle.order("request.new", request_body(circle, ("li", 5_00), ("bo", 6_00)), ming)
    five = [circle.order("request.new", request_body(circle, ("li", 1)), ming) for _ in range(5)]
    money = {"request": made.order.name, "to": ming.wallet, "currency": "EUR"}
    mine, of = [circle.order("request.pay", {**money, "amount": 5_00}, li) for _ in range(2)], made.order.name
    group = [
        made, *five, *mine, circle.order("request.new", request_body(circle, ("li", 2)), ming),
        circle.order("cancel", {"of": of}, ming), circle.order("request.pay", {**money, "amount": 6_00}, bo),
        circle.order("decline", {"of": of, "note": None}, bo), circle.order("cancel", {"of": of}, ming),
    ]  # fmt: skip
    outcomes = [getattr(each, "code", "") for each in circle.post_all(group).outcomes]
    full, ended = "too_many_open_requests", "already_ended"
    assert outcomes == ["", "", "", "", "", full, "", ended, "", "", ended, ended, ended]
    assert (circle.balance("ming"), circle.balance("li"), circle.balance("bo")) == (CASH + 5_00, CASH - 5_00, CASH)
    assert said(circle, of) == {"li": DONE, "bo": CANCELLED}


# --- mandates --------------------------------------------------------------------------------------------------------
def test_a_mandate_asks_pays_and_declines_within_its_grant(circle: Circle) -> None:
    li = wallet(circle, "li")
    asking = add_mandate(circle, "ming", scope(circle, grant(["request.new"], to=[li], per_order=1, count_per_day=1)))
    # What is asked for is no spending, and no payee is held against the grant.
    asks(circle, ("bo", 5_00), by=asking)
    with pytest.raises(MandateCountReached):
        asks(circle, by=asking)
    terms = grant(["request.pay"], to=[wallet(circle, "ming")], per_day=6_00)
    paying = add_mandate(circle, "li", scope(circle, terms))
    first, second = (asks(circle).order.name for _ in range(2))
    pays(circle, first, paying)
    with pytest.raises(MandateSpent):
        pays(circle, second, paying)
    with pytest.raises(MandateKind):
        declines(circle, second, paying)
    other = circle.do("request.new", request_body(circle), circle.people["bo"]).order.name
    with pytest.raises(MandatePayee):
        pays(circle, other, paying, to=wallet(circle, "bo"))
    declining = add_mandate(circle, "li", scope(circle, grant(["decline"]), name="no"))
    declines(circle, second, declining)
