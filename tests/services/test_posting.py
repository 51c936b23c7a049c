"""The one door: groups, repeats, settling first, pinned orders, dry runs."""

from __future__ import annotations

import pytest

from paycli.domain.orders import Seen
from paycli.errors import (
    AlreadyThere,
    HandleTaken,
    IdempotencyConflict,
    InsufficientFunds,
    LedgerRewound,
    LimitExceeded,
    PaycliError,
)
from paycli.services.engine.posting import Posted, post
from tests.support.circle import Circle, open_as

HOUR_MS = 3_600_000


def _size(circle: Circle) -> int:
    with circle.book.view() as view:
        return view.head().size


def test_a_refused_order_does_not_refuse_its_neighbours(circle: Circle) -> None:
    bodies = [
        {"to": circle.people["li"].wallet, "amount": amount, "currency": "EUR", "note": None}
        for amount in (300, 5000, 200)
    ]
    orders = [circle.order("send", body, circle.people["ming"]) for body in bodies]

    first, refused, third = circle.post_all(orders).outcomes

    assert isinstance(first, Posted)
    assert isinstance(refused, InsufficientFunds)
    assert refused.message == "Nothing was sent. @ming has 7.00 EUR, but needs 50.00 EUR."
    assert isinstance(third, Posted)
    assert third.n == first.n + 1
    assert (circle.balance("ming"), circle.balance("li")) == (500, 1500)


def test_money_that_comes_in_a_group_can_be_spent_later_in_it(circle: Circle) -> None:
    to_li = {"to": circle.people["li"].wallet, "amount": 1000, "currency": "EUR", "note": None}
    to_bo = {"to": circle.people["bo"].wallet, "amount": 1800, "currency": "EUR", "note": None}

    outcomes = circle.post_all(
        [circle.order("send", to_li, circle.people["ming"]), circle.order("send", to_bo, circle.people["li"])]
    ).outcomes

    assert all(isinstance(outcome, Posted) for outcome in outcomes)
    assert circle.balance("bo") == 2800


def test_a_group_of_five_hundred_is_verified_in_threads_and_booked_once(circle: Circle) -> None:
    body = {"to": circle.people["li"].wallet, "amount": 1, "currency": "EUR", "note": None}
    orders = [circle.order("send", body, circle.people["ming"]) for _ in range(500)]

    outcomes = circle.post_all([*orders, orders[7]]).outcomes

    assert sum(isinstance(outcome, Posted) and not outcome.replayed for outcome in outcomes) == 500
    last = outcomes[-1]
    assert isinstance(last, Posted)
    assert last.replayed
    assert circle.balance("li") == 1500


def test_the_same_order_twice_moves_money_once_and_answers_the_same(circle: Circle) -> None:
    first = circle.send("ming", "li", 100, key=b"rent")
    before = _size(circle)

    second = circle.send("ming", "li", 100, key=b"rent")

    assert (second.n, second.time, second.transfers) == (first.n, first.time, first.transfers)
    assert second.replayed
    assert _size(circle) == before
    assert circle.balance("li") == 1100


def test_the_same_key_with_another_body_is_a_conflict(circle: Circle) -> None:
    circle.send("ming", "li", 100, key=b"rent")

    with pytest.raises(IdempotencyConflict):
        circle.send("ming", "li", 101, key=b"rent")
    with pytest.raises(IdempotencyConflict):
        circle.send("ming", "bo", 100, key=b"rent")
    assert circle.balance("ming") == 900


def test_two_wallets_may_use_the_same_key(circle: Circle) -> None:
    circle.send("ming", "li", 100, key=b"rent")

    assert not circle.send("bo", "li", 100, key=b"rent").replayed


def test_a_refused_order_leaves_its_key_free(circle: Circle) -> None:
    with pytest.raises(InsufficientFunds):
        circle.send("ming", "li", 5000, key=b"rent")
    circle.cash_in("ming", 9000)

    assert not circle.send("ming", "li", 5000, key=b"rent").replayed


def test_an_order_pinned_to_another_history_is_refused(circle: Circle) -> None:
    body = {"to": circle.people["li"].wallet, "amount": 1, "currency": "EUR", "note": None}
    other = circle.order("send", body, circle.people["ming"], seen=Seen(2, "ab" * 32))
    future = circle.order("send", body, circle.people["ming"], seen=Seen(999, "ab" * 32))

    for order in (other, future):
        with pytest.raises(LedgerRewound):
            circle.post(order)
    assert circle.post(circle.order("send", body, circle.people["ming"], seen=_last(circle))).transfers


def _last(circle: Circle) -> Seen:
    with circle.book.view() as view:
        size = view.head().size
        root = view.root_at(size)
    assert root is not None
    return Seen(size, root.hex())


def test_a_dry_run_checks_everything_and_writes_nothing(circle: Circle) -> None:
    circle.envelope("ming", 1000, 4, expires_ms=HOUR_MS)
    circle.clock.now += 2 * HOUR_MS
    before = _size(circle)
    bodies = [
        {"to": circle.people["li"].wallet, "amount": amount, "currency": "EUR", "note": None} for amount in (1000, 1001)
    ]

    fine, short = (
        post(circle.book, circle.clock, [circle.order("send", body, circle.people["ming"])], dry_run=True).outcomes[0]
        for body in bodies
    )

    assert isinstance(fine, Posted)
    assert isinstance(short, InsufficientFunds)
    assert _size(circle) == before


def test_a_handle_is_reserved_once_also_within_a_group(circle: Circle) -> None:
    asking = [open_as(circle, "newcomer", bytes([number]) * 32) for number in (1, 2)]
    orders = [
        circle.order("wallet.admit", {"wallet": party.wallet, "invite": None, "proof": None}, circle.operator)
        for party in asking
    ]

    first, second = circle.post_all(orders).outcomes

    assert isinstance(first, Posted)
    assert isinstance(second, HandleTaken)


def test_the_handle_of_somebody_else_is_taken(circle: Circle) -> None:
    impostor = open_as(circle, "li", b"another seed".ljust(32, b"."))

    with pytest.raises(HandleTaken):
        circle.do("wallet.admit", {"wallet": impostor.wallet, "invite": None, "proof": None}, circle.operator)


def test_a_limit_counts_for_owners_and_at_its_last_unit(circle: Circle) -> None:
    circle.do("setting.set", {"name": "most_per_order:EUR", "value": 500}, circle.operator)
    circle.cash_in("ming", 1000)

    circle.send("ming", "li", 500)
    with pytest.raises(LimitExceeded):
        circle.send("ming", "li", 501)
    circle.do("setting.set", {"name": "most_per_order:EUR", "value": None}, circle.operator)
    assert circle.cash_in("ming", 5000).transfers[0].amount_minor == 5000
    circle.send("ming", "li", 501)


def test_credit_lets_a_wallet_go_below_zero_and_debt_may_always_be_repaid(circle: Circle) -> None:
    ming = circle.people["ming"].wallet
    circle.do("credit.set", {"wallet": ming, "amount": 300, "currency": "EUR"}, circle.operator)
    circle.send("ming", "li", 1300)
    with pytest.raises(InsufficientFunds):
        circle.send("ming", "li", 1)

    circle.do("credit.set", {"wallet": ming, "amount": 0, "currency": "EUR"}, circle.operator)
    circle.send("li", "ming", 100)

    assert circle.balance("ming") == -200
    with pytest.raises(InsufficientFunds):
        circle.send("ming", "li", 1)


def test_a_ledger_is_opened_once(circle: Circle) -> None:
    body = {
        "public": circle.operator.public, "currencies": [["EUR", 2]], "zone": "UTC", "money": "play",
        "admission": "operator",
    }  # fmt: skip
    ledger, circle.ledger = circle.ledger, None
    again = circle.order("ledger.open", body, circle.operator)
    circle.ledger = ledger

    with pytest.raises(AlreadyThere):
        circle.post(again)


def test_amounts_near_the_bound_are_refused_before_any_sum_overflows(circle: Circle) -> None:
    # The world's account has paid 1,000 to each of four wallets before.
    circle.cash_in("ming", 10**15 - 1 - 4000)

    with pytest.raises(PaycliError) as refused:
        circle.cash_in("ming", 1)

    assert refused.value.code == "amount_too_large"
