"""What the door does with time: what is due is settled first, captured bytes die, clocks that are wrong are noticed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paycli.console.taming import facts_of
from paycli.console.times import iso_utc
from paycli.errors import (
    ClockWrong,
    EnvelopeExpired,
    OrderExpired,
    OrderFromFuture,
    OrderMalformed,
)
from paycli.services.engine.posting import settle_due

if TYPE_CHECKING:
    from tests.support.circle import Circle

HOUR_MS = 3_600_000


def _size(circle: Circle) -> int:
    with circle.book.view() as view:
        return view.head().size


def test_what_is_due_is_settled_first_and_dated_when_it_was_due(circle: Circle) -> None:
    envelope = circle.envelope("ming", 1000, 4, expires_ms=HOUR_MS)
    circle.grab("li", envelope.order.name)
    circle.clock.now += 40 * 24 * HOUR_MS

    circle.cash_in("bo", 1)

    with circle.book.view() as view:
        entries = list(view.entries(envelope.n + 1))
    settled, cash = entries
    assert settled.signature is None
    assert settled.transfers[0].effective == envelope.time + HOUR_MS
    assert settled.time == cash.time == circle.clock.now
    assert circle.balance("ming") + circle.balance("li") == 2000
    with pytest.raises(EnvelopeExpired):
        circle.grab("bo", envelope.order.name)


def test_money_that_is_due_back_can_be_spent_by_the_same_command(circle: Circle) -> None:
    circle.envelope("ming", 1000, 4, expires_ms=HOUR_MS)
    circle.clock.now += 2 * HOUR_MS

    assert circle.send("ming", "li", 1000).transfers[0].amount_minor == 1000


def test_at_most_a_hundred_are_settled_at_once(circle: Circle) -> None:
    for _ in range(103):
        circle.envelope("ming", 2, 1, rule="equal-1", expires_ms=HOUR_MS)
    circle.clock.now += 2 * HOUR_MS

    assert settle_due(circle.book, circle.clock) == 100
    assert settle_due(circle.book, circle.clock) == 3
    assert settle_due(circle.book, circle.clock) == 0
    assert circle.balance("ming") == 1000


def test_an_envelope_past_due_is_never_grabbed_even_unsettled(circle: Circle) -> None:
    envelope = circle.envelope("ming", 1000, 4, expires_ms=HOUR_MS)
    circle.clock.now = envelope.time + HOUR_MS

    with pytest.raises(EnvelopeExpired):
        circle.grab("li", envelope.order.name)


def test_captured_bytes_die(circle: Circle) -> None:
    body = {"to": circle.people["li"].wallet, "amount": 1, "currency": "EUR", "note": None}
    captured = circle.order("send", body, circle.people["ming"])
    circle.clock.now += 15 * 60_000 + 1

    with pytest.raises(OrderExpired) as refused:
        circle.post(captured)
    assert facts_of(refused.value) == {
        "id": captured.order.name, "until": iso_utc(captured.order.until or 0), "clock": iso_utc(circle.clock.now),
    }  # fmt: skip


def test_orders_from_the_future_and_for_too_long_are_refused(circle: Circle) -> None:
    body = {"to": circle.people["li"].wallet, "amount": 1, "currency": "EUR", "note": None}
    too_long = circle.order("send", body, circle.people["ming"], until=circle.clock.now + 24 * HOUR_MS + 1)
    with pytest.raises(OrderMalformed):
        circle.post(too_long)
    circle.clock.now += 6 * 60_000
    early = circle.order("send", body, circle.people["ming"])
    circle.clock.now -= 6 * 60_000

    with pytest.raises(OrderFromFuture) as refused:
        circle.post(early)
    told = facts_of(refused.value)
    assert (told["made"], told["clock"]) == (iso_utc(early.order.at), iso_utc(circle.clock.now))


def test_a_clock_that_is_behind_posts_and_settles_nothing_until_the_operator_sets_it(circle: Circle) -> None:
    envelope = circle.envelope("ming", 100, 2, expires_ms=HOUR_MS)
    circle.clock.now += 10 * HOUR_MS
    circle.cash_in("li", 1)
    circle.clock.now -= 6 * HOUR_MS
    before = _size(circle)

    with pytest.raises(ClockWrong) as refused:
        circle.send("ming", "li", 1)
    assert refused.value.exit_status == 78
    assert facts_of(refused.value) == {
        "clock": iso_utc(circle.clock.now), "last": iso_utc(circle.clock.now + 6 * HOUR_MS),
    }  # fmt: skip
    assert settle_due(circle.book, circle.clock) == 0
    assert _size(circle) == before

    circle.do("clock.set", {"now": circle.clock.now}, circle.operator)

    sent = circle.send("ming", "li", 1)
    assert sent.time == circle.clock.now
    assert envelope.time < sent.time


def test_a_clock_a_little_behind_never_makes_time_run_backwards(circle: Circle) -> None:
    first = circle.send("ming", "li", 1)
    circle.clock.now -= 4 * 60_000

    assert circle.send("ming", "li", 1).time == first.time
