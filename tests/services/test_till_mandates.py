"""The key of a till: what it is granted goes at its own till, and nothing else; after it is revoked nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from paycli.domain.ids import key_id
from paycli.domain.money import AMOUNT_LIMIT_MINOR
from tests.support import counter_bodies
from tests.support.mandates import add_mandate, grant, proven_circle, refused, scope, send
from tests.support.misses import Misses
from tests.support.shop_days import TILL_KINDS, Counter, add_till

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.circle import Circle, Party


PLAIN_ENVELOPE = {
    "amount": 1_00, "currency": "EUR", "note": None, "count": 1, "draw": {"rule": "equal-1", "commitment": None},
    "opens_at": None, "expires_ms": 86_400_000, "audience": "any",
}  # fmt: skip


class Till(NamedTuple):
    """A shop's till with its key, and what each kind that may be granted could order there now, and at till 2."""

    circle: Circle
    key: Party
    own: dict[str, dict[str, Any]]
    elsewhere: dict[str, dict[str, Any]]


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    with proven_circle(tmp_path) as circle:
        key, cafe = add_till(circle, "cafe", per_order=50_00), circle.people["cafe"]
        first, second = (Counter.opened(circle, "cafe", at, cafe, 20_00) for at in (1, 2))
        yield Till(circle, key, _orders(circle, first, key, 3), _orders(circle, second, cafe, 4))


def _orders(circle: Circle, counter: Counter, key: Party, unopened: int) -> dict[str, dict[str, Any]]:
    paid = counter.charge(5_00)
    counter.pay("li", paid, 5_00, 1_00)
    at_till = {"till": counter.till, "shift": counter.shift}
    mine = counter._replace(key=key).charge(5_00)
    return {
        "sale.new": counter_bodies.sale(5_00, **at_till),
        "sale.take": counter_bodies.take(counter.charge(5_00), 5_00, till=counter.till),
        "refund": counter_bodies.refund(paid, circle.people["li"].wallet, 5_00, tip=1_00, **at_till),
        "cancel": {"of": mine},
        "drawer.move": counter_bodies.drawer(counter.shift, 1_00, till=counter.till),
        "shift.open": counter_bodies.begin(0, till=unopened),
        "shift.close": counter_bodies.close(counter.shift, 0, till=counter.till),
    }


def close_what_waits(till: Till) -> None:
    till.circle.clock.now += 600_000


def test_each_kind_of_a_till_goes_at_its_own_till_and_no_other(till: Till) -> None:
    circle = till.circle
    assert set(till.own) == set(TILL_KINDS)
    wrong = {"cancel": "mandate_not_maker"}
    for kind, body in till.elsewhere.items():
        assert refused(circle, kind, body, till.key) == wrong.get(kind, "till_elsewhere"), kind
    assert refused(circle, "shift.open", till.own["shift.open"], till.key) == "till_elsewhere"
    assert refused(circle, "sale.new", counter_bodies.sale(1), till.key) == "till_elsewhere"
    for kind in ("sale.new", "sale.take", "refund", "cancel", "drawer.move"):
        assert refused(circle, kind, till.own[kind], till.key) == "", kind
    close_what_waits(till)
    assert refused(circle, "shift.close", till.own["shift.close"], till.key) == ""
    assert refused(circle, "shift.open", counter_bodies.begin(0, till=1), till.key) == ""


def test_each_kind_that_is_not_granted_is_refused_and_is_not_once_it_is(till: Till) -> None:
    circle = till.circle
    with Misses() as misses:
        for number, kind in enumerate([*till.own, "shift.close"]):
            body = till.own[kind]
            if kind in {"cancel", "shift.open"}:
                continue
            if kind == "shift.close":
                close_what_waits(till)
            with misses.of(kind):
                # One name at a time: the till's own key gives it up.
                party = add_mandate(circle, "cafe", scope(circle, grant(("send",)), name=f"a{number}"))
                assert refused(circle, kind, body, party) == "mandate_kind"
                party = add_mandate(circle, "cafe", scope(circle, grant((kind,)), name=f"b{number}"))
                assert refused(circle, kind, body, party) == "till_elsewhere", "only a till's key is at a till"


def test_a_till_pays_nobody_out_and_binds_nothing(till: Till) -> None:
    circle, money = till.circle, {"amount": 1_00, "currency": "EUR"}
    li = circle.people["li"].wallet
    never: dict[str, dict[str, Any]] = {
        "tips.send": {"to": li, **money, "note": None},
        "withdraw.ask": {"rail": "sandbox", **money},
        "topup.ask": {"rail": "sandbox", **money},
        "wallet.rename": {"name": None},
        "contact.block": {"wallet": li, "blocked": True},
        "group.close": {"of": "0" * 32},
        "key.add": {"public": "5a" * 32, "scope": None, "proof": "5a" * 64},
        "key.revoke": {"key": key_id(circle.people["cafe"].public)},
    }
    assert send(circle, till.key, "li", 1) == "mandate_kind"
    assert {kind: refused(circle, kind, body, till.key) for kind, body in never.items()} == dict.fromkeys(
        never, "mandate_kind"
    )


def test_its_caps_hold_for_what_is_charged_taken_moved_and_given_back(till: Till) -> None:
    circle, shift = till.circle, till.own["sale.new"]["shift"]
    over = counter_bodies.sale(50_01, till=1, shift=shift)
    assert refused(circle, "sale.new", over, till.key) == "mandate_order_too_large"
    dear = circle.do("sale.new", over, circle.people["cafe"]).order.name
    for kind, body in (
        ("sale.take", counter_bodies.take(dear, 50_01)),
        ("drawer.move", counter_bodies.drawer(shift, 50_01)),
        ("refund", counter_bodies.cash_refund(dear, shift, 50_01)),
    ):
        assert refused(circle, kind, body, till.key) == "mandate_order_too_large", kind
    # A gift counts as what it would have cost.
    assert refused(circle, "sale.take", counter_bodies.gift(dear, 50_01), till.key) == "mandate_order_too_large"
    # What is counted is no payment.
    close_what_waits(till)
    assert refused(circle, "shift.close", counter_bodies.close(shift, 900_00), till.key) == ""


def test_what_goes_back_counts_for_the_day_with_its_tip_and_out_of_the_drawer_too(till: Till) -> None:
    circle, cafe = till.circle, till.circle.people["cafe"]
    circle.do("key.revoke", {"key": key_id(till.key.public)}, cafe)
    caps = grant(("refund",), to=[], per_day=7_00) | {"to": [str(circle.people["li"].wallet)]}
    key = add_mandate(circle, "cafe", scope(circle, caps, name="till-1"))
    assert refused(circle, "refund", till.own["refund"], key) == ""
    shift = till.own["refund"]["shift"]
    taken = till.own["sale.take"]["of"]
    circle.do("sale.take", till.own["sale.take"], cafe)
    assert refused(circle, "refund", counter_bodies.cash_refund(taken, shift, 1_01), key) == "mandate_spent"
    # So does what coins round it up by: a sale can be given back in as many parts as it has cents.
    assert refused(circle, "refund", counter_bodies.cash_refund(taken, shift, 1, rounding=1_00), key) == "mandate_spent"
    assert refused(circle, "refund", counter_bodies.cash_refund(taken, shift, 1_00), key) == ""


def test_a_new_key_of_a_till_takes_back_what_the_old_one_and_the_shop_left_open_there(till: Till) -> None:
    circle, cafe = till.circle, till.circle.people["cafe"]
    envelope = circle.do("envelope.send", PLAIN_ENVELOPE, cafe).order.name
    at_no_till = circle.do("sale.new", counter_bodies.sale(5_00), cafe).order.name
    circle.do("key.revoke", {"key": key_id(till.key.public)}, cafe)
    other = add_mandate(circle, "cafe", scope(circle, grant(TILL_KINDS), name="till-10"))
    new = add_till(circle, "cafe")
    for of in (till.own["cancel"]["of"], till.own["sale.take"]["of"]):
        assert refused(circle, "cancel", {"of": of}, other) == "mandate_not_maker"
        assert refused(circle, "cancel", {"of": of}, new) == ""
    elsewhere = till.elsewhere["cancel"]["of"], envelope, at_no_till
    assert [refused(circle, "cancel", {"of": of}, new) for of in elsewhere] == ["mandate_not_maker"] * 3
    assert refused(circle, "shift.close", till.own["shift.close"], new) == ""


def test_a_shift_adds_up_more_than_any_account_may_have(till: Till) -> None:
    """The same money is paid, given on and paid again, and sums are charged that nobody has."""
    circle, cafe, li = till.circle, till.circle.people["cafe"], till.circle.people["li"]
    counter = Counter.opened(circle, "cafe", 5, cafe, 0)
    most, tip = AMOUNT_LIMIT_MINOR - 1, 4 * 10**14
    circle.cash_in("li", 9 * 10**14)
    for _ in range(12):
        circle.do("cancel", {"of": counter.charge(most)}, cafe)
        counter.pay("li", counter.charge(tip), tip, tip)
        back = {"to": li.wallet, "amount": tip, "currency": "EUR", "note": None}
        for kind in ("send", "tips.send"):
            circle.do(kind, back, cafe)
        counter.charge(most, expires_ms=1)
    for minor in (most, most):
        counter.move(minor, "change")
        counter.move(minor, "bank", out=True)
    close_what_waits(till)
    shift = counter.close(0, "a busy day").subject
    assert shift is not None
    totals = shift.detail
    assert (totals.tips_minor, totals.wallet_minor) == (12 * tip, 12 * tip)
    assert (totals.aborted_minor, totals.expired_minor, totals.drawer_in_minor) == (12 * most, 12 * most, 2 * most)


def test_after_it_is_revoked_nothing_goes(till: Till) -> None:
    circle = till.circle
    circle.do("key.revoke", {"key": key_id(till.key.public)}, circle.people["cafe"])
    codes = {kind: refused(circle, kind, body, till.key) for kind, body in till.own.items()}
    assert codes == dict.fromkeys(codes, "mandate_not_in_force")
