"""What the rules of requests refuse and move, by the real door and both verifiers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from paycli.errors import (
    AlreadyEnded,
    Blocked,
    CurrencyUnknown,
    NotAdmitted,
    NotFound,
    OrderMalformed,
    RequestsRefused,
    SelfPayment,
    TooManyOpenRequests,
    TooManyRequests,
)
from tests.support.between_people import HOUR_MS
from tests.support.mandates import DAY_MS, proven_circle
from tests.support.misses import Misses
from tests.support.people_acts import (
    asks,
    cancels,
    declines,
    open_ones,
    pays,
    request_body,
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


# --- asking ----------------------------------------------------------------------------------------------------------
def test_whom_a_request_may_not_ask(circle: Circle) -> None:
    circle.people["waiting"] = circle.open_wallet("waiting")
    circle.do("contact.block", {"wallet": wallet(circle, "ming"), "blocked": True}, circle.people["bo"])
    circle.do("wallet.set", {"name": "requests", "value": "none"}, circle.people["cafe"])
    # Whom they trust may not ask them either, since nobody may.
    circle.do("contact.trust", {"wallet": wallet(circle, "ming"), "trusted": True}, circle.people["cafe"])
    one = ("li", 5_00)
    refused: dict[str, tuple[type[Exception], dict[str, Any]]] = {
        "oneself": (SelfPayment, request_body(circle, one, ("ming", 1))),
        "nobody": (NotFound, request_body(circle, shares=[["ab" * 20, 1]])),
        "somebody who waits to come in": (NotAdmitted, request_body(circle, one, ("waiting", 1))),
        "who blocked the maker": (Blocked, request_body(circle, one, ("bo", 1))),
        "who wants no requests": (RequestsRefused, request_body(circle, one, ("cafe", 1))),
        "in a currency that is not there": (CurrencyUnknown, request_body(circle, one, currency="JPY")),
        "nobody at all": (OrderMalformed, request_body(circle, shares=[])),
        "one twice": (OrderMalformed, request_body(circle, one, one)),
        "for nothing": (OrderMalformed, request_body(circle, ("li", 0))),
        "for less": (OrderMalformed, request_body(circle, ("li", -1))),
        "for what is true": (OrderMalformed, request_body(circle, ("li", True))),
        "for too much in all": (OrderMalformed, request_body(circle, ("li", 10**15 - 1), ("bo", 1))),
        "a wallet and no amount": (OrderMalformed, request_body(circle, shares=[[wallet(circle, "li")]])),
        "too many": (OrderMalformed, request_body(circle, shares=[[f"{n:040x}", 1] for n in range(501)])),
        "for ever": (OrderMalformed, request_body(circle, expires_ms=366 * DAY_MS + 1)),
        "for no time": (OrderMalformed, request_body(circle, expires_ms=0)),
        "without an end": (OrderMalformed, request_body(circle, expires_ms=None)),
        "due at no time": (OrderMalformed, request_body(circle, due_at=-1)),
        "about a word": (OrderMalformed, request_body(circle, about="dinner")),
    }
    with Misses() as misses:
        for name, (error, body) in refused.items():
            with misses.of(name), pytest.raises(error):
                circle.do("request.new", body, circle.people["ming"])
    assert open_ones(circle, "li") == set()
    # What is due long ago, or about an order that is not there, is for people alone.
    asks(circle, ("li", 10**15 - 1), due_at=0, about="0" * 32, expires_ms=366 * DAY_MS)


def test_a_wallet_that_wants_requests_of_friends_alone_is_asked_by_whom_it_trusts(circle: Circle) -> None:
    li = circle.people["li"]
    circle.do("wallet.set", {"name": "requests", "value": "trusted"}, li)
    with pytest.raises(RequestsRefused):
        asks(circle)
    circle.do("contact.trust", {"wallet": wallet(circle, "ming"), "trusted": True}, li)
    request = asks(circle).order.name
    with pytest.raises(RequestsRefused):
        asks(circle, by="bo")
    circle.do("contact.trust", {"wallet": wallet(circle, "ming"), "trusted": False}, li)
    with pytest.raises(RequestsRefused):
        asks(circle)
    # What was asked before stays, and is paid as before.
    assert open_ones(circle, "li") == {request}
    pays(circle, request)
    circle.do("wallet.set", {"name": "requests", "value": None}, li)
    asks(circle, by="bo")


def test_the_sixth_open_request_of_one_wallet_to_another_is_refused(circle: Circle) -> None:
    """What was answered, cancelled or is over leaves room; what others ask, and what others are asked, is apart."""
    made = [asks(circle, ("li", 5_00), expires_ms=(number + 1) * HOUR_MS).order.name for number in range(5)]

    def is_full() -> None:
        with pytest.raises(TooManyOpenRequests):
            asks(circle, ("bo", 1), ("li", 5_00))
        asks(circle, ("bo", 1), expires_ms=1)
        asks(circle, ("li", 1), by="bo", expires_ms=1)
        circle.clock.now += 1

    is_full()
    pays(circle, made[4])
    asks(circle, expires_ms=90 * HOUR_MS)
    is_full()
    declines(circle, made[3])
    asks(circle, expires_ms=90 * HOUR_MS)
    is_full()
    cancels(circle, made[2])
    asks(circle, expires_ms=90 * HOUR_MS)
    is_full()
    # The first one is over when its time is, to the millisecond, and not a moment earlier.
    due = thing(circle, made[0]).due or 0
    circle.clock.now = due - 1
    with pytest.raises(TooManyOpenRequests):
        asks(circle)
    circle.clock.now = due
    asks(circle, expires_ms=90 * HOUR_MS)
    is_full()
    set_limit(circle, "most_open_requests", 6)
    asks(circle, expires_ms=90 * HOUR_MS)
    is_full()
    set_limit(circle, "most_open_requests", 0)
    with pytest.raises(TooManyOpenRequests):
        asks(circle, ("cafe", 1))


def test_so_many_requests_a_day_and_a_clock_that_goes_back_begins_none_anew(circle: Circle) -> None:
    set_limit(circle, "most_requests_per_day", 2)
    set_limit(circle, "most_open_requests", None)
    today = circle.clock.now

    def two_and_no_more() -> None:
        for _ in range(2):
            asks(circle)
        with pytest.raises(TooManyRequests):
            asks(circle)
        # Others have a day of their own.
        asks(circle, by="bo", expires_ms=1)

    def sets_clock(now: int) -> None:
        circle.clock.now = now
        circle.do("clock.set", {"now": now}, circle.operator)

    two_and_no_more()
    circle.clock.now = (today // DAY_MS + 1) * DAY_MS - 1
    with pytest.raises(TooManyRequests):
        asks(circle)
    circle.clock.now += 1
    two_and_no_more()
    sets_clock(today)
    with pytest.raises(TooManyRequests):
        asks(circle)


def test_a_clock_that_goes_back_lets_requests_be_open_again(circle: Circle) -> None:
    """No entry ends a request, so its time alone says whether it is over; the bound counts it again as well."""
    right = circle.clock.now
    made = [asks(circle).order.name for _ in range(5)]
    circle.clock.now = right + DAY_MS
    last = asks(circle).order.name
    with pytest.raises(AlreadyEnded):
        pays(circle, made[0])
    assert open_ones(circle, "li") == {last}
    circle.clock.now = right
    clock = circle.order("clock.set", {"now": right}, circle.operator)
    more = circle.order("request.new", request_body(circle), circle.people["ming"])
    paying = {"request": made[0], "to": wallet(circle, "ming"), "amount": 5_00, "currency": "EUR"}
    paid = circle.order("request.pay", paying, circle.people["li"])
    again = circle.order("request.new", request_body(circle), circle.people["ming"])
    # In one group, too: what the others wrote is what the rows say then.
    outcomes = [getattr(each, "code", "") for each in circle.post_all([clock, more, paid, again]).outcomes]
    assert outcomes == ["", "too_many_open_requests", "", "too_many_open_requests"]
    assert open_ones(circle, "li") == {*made[1:], last}
