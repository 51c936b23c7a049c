"""What may be given back of what an order paid, by the real door and both verifiers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from paycli.errors import (
    Blocked,
    GivenBackAlready,
    InsufficientFunds,
    MandatePayee,
    MandateSpent,
    NotAllowed,
    NotFound,
    OrderMalformed,
)
from tests.support import counter_bodies
from tests.support.between_people import HOUR_MS, ask, give_back, pay_share, wait
from tests.support.mandates import add_mandate, grant, proven_circle, scope
from tests.support.misses import Misses
from tests.support.people_acts import (
    wallet,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.circle import Circle, Party

CASH = 900_00


@pytest.fixture
def circle(tmp_path: Path) -> Iterator[Circle]:
    with proven_circle(tmp_path) as made:
        yield made


def give(circle: Circle, of: str, by: str | Party = "li", to: str = "ming", **changed: Any) -> None:
    body = {"of": of, "to": wallet(circle, to), "amount": 1, "currency": "EUR", "note": None, **changed}
    circle.do("send.back", body, circle.people[by] if isinstance(by, str) else by)


def accepted(circle: Circle) -> str:
    name = wait(circle, "ming", "li", 5_00, expires_ms=HOUR_MS)
    circle.do("accept", {"of": name}, circle.people["li"])
    return name


def arrived(circle: Circle) -> str:
    name = wait(circle, "ming", "li", 5_00, arrives_ms=1)
    circle.clock.now += 1
    circle.send("bo", "cafe", 1)
    return name


def share(circle: Circle) -> str:
    return pay_share(circle, ask(circle, "li", {"ming": 5_00}), "ming", "li", 5_00)


def row(circle: Circle) -> str:
    body = {"label": None, "currency": "EUR", "total": 9_00, "count": 2, "expires_ms": HOUR_MS}
    of = circle.do("batch.new", body, circle.people["ming"]).order.name
    paid = {"of": of, "to": wallet(circle, "li"), "amount": 5_00, "currency": "EUR", "note": None}
    return circle.do("batch.row", paid, circle.people["ming"]).order.name


def rows_at_once(circle: Circle) -> str:
    rows = [[wallet(circle, handle), amount, None] for handle, amount in (("li", 2_00), ("bo", 7_00), ("li", 3_00))]
    body = {"label": None, "currency": "EUR", "rows": rows}
    return circle.do("batch.send", body, circle.people["ming"]).order.name


def sent(circle: Circle) -> str:
    return circle.send("ming", "li", 5_00).order.name


# Each pays @li 5.00 from @ming.
PAYMENTS = (sent, accepted, arrived, share, row, rows_at_once)


def test_as_much_is_given_back_as_was_paid_and_no_more_in_all(circle: Circle) -> None:
    with Misses() as misses:
        for pays in PAYMENTS:
            with misses.of(pays.__name__):
                of, before = pays(circle), (circle.balance("ming"), circle.balance("li"))
                with pytest.raises(GivenBackAlready):
                    give(circle, of, amount=5_01)
                give(circle, of, amount=2_00)
                with pytest.raises(GivenBackAlready) as refused:
                    give(circle, of, amount=3_01)
                assert (refused.value.values["paid_amount"], refused.value.values["available"]) == ("5.00", "3.00")
                give(circle, of, amount=3_00)
                with pytest.raises(GivenBackAlready):
                    give(circle, of, amount=1)
                assert (circle.balance("ming"), circle.balance("li")) == (before[0] + 5_00, before[1] - 5_00)
    # What each payee of one order gives back is counted apart.
    of = rows_at_once(circle)
    give(circle, of, amount=5_00)
    give(circle, of, "bo", amount=7_00)
    with pytest.raises(GivenBackAlready):
        give(circle, of, "bo", amount=1)


def test_only_who_was_paid_gives_back_only_to_who_paid(circle: Circle) -> None:
    with Misses() as misses:
        for pays in PAYMENTS:
            of = pays(circle)
            refused: tuple[tuple[type[Exception], dict[str, Any]], ...] = (
                (NotFound, {"by": "cafe"}),
                (NotFound, {"by": "ming"}),
                (NotFound, {"by": "ming", "to": "li"}),
                (NotFound, {"to": "cafe"}),
                (NotFound, {"to": "li"}),
                (NotAllowed, {"currency": "JPY"}),
                (OrderMalformed, {"amount": 0}),
                (OrderMalformed, {"amount": -1}),
            )
            for error, changed in refused:
                with misses.of(pays.__name__, str(changed)), pytest.raises(error):
                    give(circle, of, **changed)


def test_what_paid_nobody_so_or_not_yet_is_not_given_back(circle: Circle) -> None:
    """What waits is not there yet, what came back is gone; a sale is refunded, and what was given back is at home."""
    people = circle.people
    waits, cancelled, declined, late = (
        wait(circle, "ming", "li", 5_00, expires_ms=HOUR_MS if at else 1) for at in (1, 1, 1, 0)
    )
    arrives, blocked = (wait(circle, "ming", "li", 5_00, arrives_ms=HOUR_MS if at else 1) for at in (1, 0))
    circle.do("contact.block", {"wallet": wallet(circle, "ming"), "blocked": True}, people["li"])
    circle.clock.now += 1
    circle.do("contact.block", {"wallet": wallet(circle, "ming"), "blocked": False}, people["li"])
    circle.do("cancel", {"of": cancelled}, people["ming"])
    circle.do("decline", {"of": declined, "note": None}, people["li"])
    sale = circle.do("sale.new", counter_bodies.sale(5_00), people["cafe"]).order.name
    cafe = wallet(circle, "cafe")
    sold = circle.do("sale.pay", counter_bodies.pay(sale, cafe, 5_00, tip=1_00), people["ming"]).order.name
    envelope = circle.envelope("ming", 3_00, 3).order.name
    grabbed = circle.grab("li", envelope).order.name
    request = ask(circle, "li", {"ming": 5_00})
    back = give_back(circle, sent(circle), "li", "ming", 5_00)
    tried: dict[str, tuple[str, str, str]] = {
        "one that waits": (waits, "li", "ming"),
        "one that was cancelled": (cancelled, "li", "ming"),
        "one that was declined": (declined, "li", "ming"),
        "one that is over": (late, "li", "ming"),
        "one on its way": (arrives, "li", "ming"),
        "one that came back": (blocked, "li", "ming"),
        "a paid sale": (sold, "cafe", "ming"),
        "the sale itself": (sale, "cafe", "ming"),
        "a grab": (grabbed, "li", "ming"),
        "an envelope": (envelope, "li", "ming"),
        "a request that nobody paid": (request, "li", "ming"),
        "what was given back": (back, "ming", "li"),
        "what is not there": ("0" * 32, "li", "ming"),
    }
    with Misses() as misses:
        for name, (of, giver, payer) in tried.items():
            with misses.of(name), pytest.raises(NotFound):
                give(circle, of, giver, payer)
    # As soon as it is accepted, it is.
    circle.do("accept", {"of": waits}, people["li"])
    give(circle, waits, amount=5_00)


def test_a_block_holds_as_for_a_send_and_what_somebody_wants_of_strangers_does_not(circle: Circle) -> None:
    of, ming = sent(circle), circle.people["ming"]
    circle.do("wallet.set", {"name": "receive", "value": "asked"}, ming)
    give(circle, of)
    circle.do("contact.block", {"wallet": wallet(circle, "li"), "blocked": True}, ming)
    with pytest.raises(Blocked):
        give(circle, of)
    circle.do("contact.block", {"wallet": wallet(circle, "li"), "blocked": False}, ming)
    circle.send("li", "bo", circle.balance("li"))
    with pytest.raises(InsufficientFunds):
        give(circle, of)


def test_a_mandate_gives_back_within_its_grant(circle: Circle) -> None:
    terms = grant(["send.back"], to=[wallet(circle, "ming")], per_day=3_00)
    giving = add_mandate(circle, "li", scope(circle, terms))
    of, other = sent(circle), circle.send("bo", "li", 5_00).order.name
    give(circle, of, giving, amount=3_00)
    with pytest.raises(MandateSpent):
        give(circle, of, giving)
    with pytest.raises(MandatePayee):
        give(circle, other, giving, "bo")
    # The owner's own key gives the rest.
    give(circle, of, amount=2_00)
