"""What a mandate may do: every kind, payee, cap and time, at the door, in the audit and by the second verifier."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from paycli.domain.ids import key_id
from paycli.domain.texts import Text, text_commitment
from paycli.errors import MandateSpent
from tests.support import counter_bodies
from tests.support.mandates import DAY_MS, add_mandate, grant, proven_circle, refused, scope, send
from tests.support.misses import Misses

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.circle import Circle, Party


@pytest.fixture
def circle(tmp_path: Path) -> Iterator[Circle]:
    with proven_circle(tmp_path) as made:
        yield made


# --- what is refused --------------------------------------------------------------------------------------------------
def test_what_a_mandate_does_not_name_is_refused_with_status_6(circle: Circle) -> None:
    """Every kind that its owner may sign, but that its scope does not name."""
    from tests.support.parties import HANDLE

    mandate = add_mandate(circle, "ming", scope(circle, grant(to=[circle.people["bo"].wallet])))
    bo, cafe = (str(circle.people[handle].wallet) for handle in ("bo", "cafe"))
    own = circle.envelope("ming", 9_00, 3).order.name
    money = {"amount": 5_00, "currency": "EUR"}
    sale = circle.do("sale.new", counter_bodies.sale(5_00), circle.people["cafe"]).order.name
    bodies: dict[str, dict[str, Any]] = {
        "sale.pay": counter_bodies.pay(sale, cafe, 5_00),
        "cancel": {"of": own},
        "topup.ask": {"rail": "sandbox", **money},
        "withdraw.ask": {"rail": "sandbox", **money},
        "envelope.grab": {"envelope": own, "proof": None},
        "envelope.send": {
            **money, "note": None, "count": 1, "draw": {"rule": "equal-1", "commitment": None}, "audience": [bo],
            "opens_at": None, "expires_ms": DAY_MS,
        },
        "wallet.rename": {"name": None},
        "contact.block": {"wallet": bo, "blocked": True},
        "group.new": {"handle": text_commitment(HANDLE.salt, HANDLE.text), "members": [bo]},
        "key.revoke": {"key": key_id(circle.people["ming"].public)},
        "key.add": {"public": "5a" * 32, "scope": None, "proof": "5a" * 64},
        "sale.new": counter_bodies.sale(5_00),
    }  # fmt: skip
    with Misses() as misses:
        for kind, body in bodies.items():
            with misses.of(kind):
                texts = (HANDLE,) if kind == "group.new" else ()
                codes = {"sale.new": {"shop_only"}}.get(kind, {"mandate_kind"})
                assert refused(circle, kind, body, mandate, texts=texts) in codes
        assert send(circle, mandate, "li", 1) == "mandate_payee"
        assert send(circle, mandate, "bo", 1) == ""


def test_a_grant_of_another_currency_kind_or_payee_does_not_help(circle: Circle) -> None:
    circle.do("currency.add", {"currency": "CHF", "exponent": 2}, circle.operator)
    bo, li = (circle.people[handle].wallet for handle in ("bo", "li"))
    terms = scope(
        circle, grant(currency="CHF"), grant(("refund",)), grant(to=[bo], per_day=10), grant(to=[bo, li], per_day=20)
    )
    mandate = add_mandate(circle, "ming", terms)
    assert send(circle, mandate, "cafe", 1) == "mandate_payee"
    # The first grant that fits alone counts, even where a later one would still let it through.
    assert send(circle, mandate, "bo", 10) == ""
    assert send(circle, mandate, "bo", 1) == "mandate_spent"
    assert send(circle, mandate, "li", 20) == ""
    assert send(circle, mandate, "li", 1) == "mandate_spent"


def test_a_cap_says_which_it_is_and_how_much_of_it_is_left(circle: Circle) -> None:
    mandate = add_mandate(circle, "ming", scope(circle, grant(per_order=200_00, per_day=500_00)))
    assert send(circle, mandate, "bo", 200_01) == "mandate_order_too_large"
    assert [send(circle, mandate, "bo", 190_00) for _ in range(2)] == ["", ""]
    body = {"to": circle.people["bo"].wallet, "amount": 120_01, "currency": "EUR", "note": None}
    with pytest.raises(MandateSpent) as spent:
        circle.do("send", body, mandate)
    assert spent.value.values["cap"] == "per_day"
    assert (spent.value.values["limit"], spent.value.values["available"]) == ("500.00", "120.00")
    assert send(circle, mandate, "bo", 120_00) == ""


def test_each_cap_begins_anew_with_its_period_and_the_total_never(circle: Circle) -> None:
    circle.clock.now = int(datetime(2027, 1, 30, 12, tzinfo=UTC).timestamp() * 1000)
    terms = scope(circle, grant(per_day=10, per_month=15, total=30, count_per_day=2), day_at_ms=6 * 3_600_000)
    mandate = add_mandate(circle, "ming", terms)
    moves = [
        # 30 January
        (0, 10, ""), (0, 1, "mandate_spent"),
        # Still the same day of the mandate, since it begins at 6.
        (17, 1, "mandate_spent"),
        # 31 January: 5 are left of the month.
        (1, 6, "mandate_spent"), (0, 2, ""), (0, 1, ""), (0, 1, "mandate_count_reached"),
        # February, but for the mandate only from 6 on; 17 are left of the total.
        (24, 10, ""), (24, 5, ""), (24, 1, "mandate_spent"),
        # March: 2 are left of the total.
        (24 * 27, 3, "mandate_spent"), (0, 2, ""), (24 * 30, 1, "mandate_spent"),
    ]  # fmt: skip
    for hours, amount_minor, code in moves:
        circle.clock.now += hours * 3_600_000
        assert send(circle, mandate, "bo", amount_minor) == code, (hours, amount_minor)


def test_a_clock_that_was_set_back_begins_no_day_anew(circle: Circle) -> None:
    mandate = add_mandate(circle, "ming", scope(circle, grant(per_day=500, per_month=800, count_per_day=3)))
    circle.clock.now += DAY_MS
    assert send(circle, mandate, "bo", 400) == ""
    circle.clock.now -= DAY_MS
    circle.do("clock.set", {"now": circle.clock.now}, circle.operator)
    assert send(circle, mandate, "bo", 101) == "mandate_spent"
    assert send(circle, mandate, "bo", 100) == ""
    circle.clock.now += DAY_MS
    assert send(circle, mandate, "bo", 1) == "mandate_spent"
    circle.clock.now += DAY_MS
    assert send(circle, mandate, "bo", 301) == "mandate_spent"
    assert send(circle, mandate, "bo", 300) == ""


def test_a_mandate_is_in_force_from_its_beginning_to_before_its_end(circle: Circle) -> None:
    now = circle.clock.now
    terms = {**scope(circle, until=now + 2_000), "from": now + 1_000}
    mandate = add_mandate(circle, "ming", terms)
    codes = []
    for _ in range(4):
        codes.append(send(circle, mandate, "bo", 1))
        circle.clock.now += 999 if len(codes) == 1 else 1 if len(codes) == 2 else 1_000
    assert codes == ["mandate_not_in_force", "mandate_not_in_force", "", "mandate_not_in_force"]


# --- groups -----------------------------------------------------------------------------------------------------------
def group(circle: Circle, maker: str, *members: str) -> str:
    salt, handle = "6b" * 32, f"group-of-{maker}"
    body = {"handle": text_commitment(salt, handle), "members": [circle.people[each].wallet for each in members]}
    return circle.do("group.new", body, circle.people[maker], texts=(Text("handle", salt, handle),)).order.name


def test_a_group_counts_as_it_is_at_the_moment_and_only_ones_own(circle: Circle) -> None:
    staff, others = group(circle, "ming", "bo"), group(circle, "li", "bo")
    ours, theirs, nowhere = (
        add_mandate(circle, "ming", scope(circle, grant(to={"group": each}), name=name))
        for each, name in ((staff, "ours"), (others, "theirs"), ("ab" * 16, "nowhere"))
    )
    assert [send(circle, each, "bo", 1) for each in (ours, theirs, nowhere)] == ["", "mandate_payee", "mandate_payee"]
    assert send(circle, ours, "cafe", 1) == "mandate_payee"
    circle.do("group.add", {"of": staff, "wallets": [circle.people["cafe"].wallet]}, circle.people["ming"])
    assert send(circle, ours, "cafe", 1) == ""
    circle.do("group.remove", {"of": staff, "wallets": [circle.people["bo"].wallet]}, circle.people["bo"])
    assert send(circle, ours, "bo", 1) == "mandate_payee"
    circle.do("group.close", {"of": staff}, circle.people["ming"])
    assert send(circle, ours, "cafe", 1) == "mandate_payee"


def test_an_envelope_counts_for_each_whom_it_names_and_anybody_only_where_anybody_may_be_paid(circle: Circle) -> None:
    bo, li = (str(circle.people[handle].wallet) for handle in ("bo", "li"))
    narrow = add_mandate(circle, "ming", scope(circle, grant(("envelope.send",), to=[bo], per_day=10), name="narrow"))
    wide = add_mandate(circle, "ming", scope(circle, grant(("envelope.send",), per_day=10), name="wide"))
    plain = {
        "currency": "EUR", "note": None, "count": 1, "draw": {"rule": "equal-1", "commitment": None}, "opens_at": None,
        "expires_ms": DAY_MS,
    }  # fmt: skip

    def envelope(party: Party, audience: object, amount: int = 5) -> str:
        return refused(circle, "envelope.send", {**plain, "amount": amount, "audience": audience}, party)

    assert envelope(narrow, [bo, li]) == "mandate_payee"
    assert envelope(narrow, "any") == envelope(narrow, "5a" * 32) == "mandate_payee"
    assert envelope(narrow, [bo]) == ""
    assert envelope(narrow, [bo], 6) == "mandate_spent"
    assert envelope(wide, "any") == envelope(wide, [li]) == ""
    assert envelope(wide, [li], 1) == "mandate_spent"


# --- a shop -----------------------------------------------------------------------------------------------------------
def test_a_till_charges_takes_back_its_own_sales_and_refunds_within_its_caps(circle: Circle) -> None:
    terms = scope(
        circle, grant(("cancel", "sale.new"), per_order=50_00, count_per_day=5), grant(("refund",), per_day=10_00)
    )
    till = add_mandate(circle, "cafe", terms)
    assert refused(circle, "sale.new", counter_bodies.sale(50_01), till) == "mandate_order_too_large"
    parties = till, till, circle.people["cafe"]
    sales = [circle.do("sale.new", counter_bodies.sale(20_00), party).order.name for party in parties]
    assert refused(circle, "cancel", {"of": sales[2]}, till) == "mandate_not_maker"
    assert refused(circle, "cancel", {"of": sales[0]}, till) == ""
    cafe, li = circle.people["cafe"].wallet, circle.people["li"]
    circle.do("sale.pay", counter_bodies.pay(sales[1], cafe, 20_00, tip=2_00), li)
    assert refused(circle, "refund", counter_bodies.refund(sales[1], li.wallet, 10_01), till) == "mandate_spent"
    assert (
        refused(circle, "refund", counter_bodies.refund(sales[1], li.wallet, 9_00, tip=1_01), till) == "mandate_spent"
    )
    assert refused(circle, "refund", counter_bodies.refund(sales[1], li.wallet, 9_00, tip=1_00), till) == ""
    assert [refused(circle, "sale.new", counter_bodies.sale(1), till) for _ in range(3)] == [
        "", "", "mandate_count_reached",
    ]  # fmt: skip


def test_a_tip_counts_as_what_is_paid(circle: Circle) -> None:
    cafe = circle.people["cafe"]
    guest = add_mandate(circle, "li", scope(circle, grant(("sale.pay",), to=[cafe.wallet], per_order=11_00)))
    sale = circle.do("sale.new", counter_bodies.sale(10_00), cafe).order.name
    bill = counter_bodies.pay(sale, cafe.wallet, 10_00)
    assert refused(circle, "sale.pay", {**bill, "tip": 1_01}, guest) == "mandate_order_too_large"
    assert refused(circle, "sale.pay", {**bill, "tip": 1_00}, guest) == ""
