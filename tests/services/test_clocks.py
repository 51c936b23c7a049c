"""Whose clock ran ahead: it cannot be prevented on a file, and the log tells it afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paycli.services.reading.clocks import ran_ahead
from tests.support.ledgers import audited_circle

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.circle import Circle

HOUR_MS = 3_600_000


@pytest.fixture(params=["memory", "sqlite"])
def circle(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Circle]:
    with audited_circle(request.param, tmp_path, cash_minor=10_00) as made:
        yield made


def found(circle: Circle, *, now: bool = False) -> list[tuple[int, str | None, int, int | None]]:
    with circle.book.view() as view:
        seen = ran_ahead(view, str(circle.ledger), circle.clock.now if now else None)
    return [(each.n, each.wallet, each.ahead_ms, each.set_n) for each in seen]


def set_clock(circle: Circle) -> int:
    return circle.do("clock.set", {"now": circle.clock.now}, circle.operator).n


def test_each_wallet_whose_clock_ran_ahead_before_the_clock_was_set_is_named_once(circle: Circle) -> None:
    li, bo = circle.people["li"].wallet, circle.people["bo"].wallet
    circle.clock.now += HOUR_MS
    first = circle.send("li", "ming", 1).n
    circle.send("li", "ming", 1)
    circle.clock.now += HOUR_MS
    second = circle.send("bo", "ming", 1).n
    circle.clock.now -= 2 * HOUR_MS
    back = set_clock(circle)
    circle.send("ming", "li", 1)
    assert found(circle) == [(first, li, HOUR_MS, back), (second, bo, 2 * HOUR_MS, back)]
    # A second jump is told beside the first one, of which it knows nothing.
    circle.clock.now += 24 * HOUR_MS
    third = circle.send("ming", "li", 1).n
    circle.clock.now -= 23 * HOUR_MS
    last = set_clock(circle)
    ming = circle.people["ming"].wallet
    assert found(circle)[2:] == [(third, ming, 23 * HOUR_MS, last)]


def test_who_let_the_door_settle_too_early_is_named_and_not_the_settlement(circle: Circle) -> None:
    envelope = circle.envelope("ming", 100, 2, expires_ms=HOUR_MS)
    circle.clock.now += 3 * HOUR_MS
    sent = circle.send("li", "bo", 1)
    assert sent.n == envelope.n + 2
    circle.clock.now -= 3 * HOUR_MS
    back = set_clock(circle)
    assert found(circle) == [(sent.n, circle.people["li"].wallet, 3 * HOUR_MS, back)]


def test_nobody_is_named_for_a_clock_that_was_set_without_need(circle: Circle) -> None:
    circle.send("li", "ming", 1)
    circle.clock.now -= 60_000
    set_clock(circle)
    circle.clock.now += 24 * HOUR_MS
    circle.send("li", "ming", 1)
    set_clock(circle)
    assert found(circle) == []
    assert found(circle, now=True) == []


def test_while_the_clock_is_not_set_yet_this_machines_clock_tells_who_is_ahead(circle: Circle) -> None:
    circle.clock.now += HOUR_MS
    first = circle.cash_in("li", 1).n
    circle.clock.now -= HOUR_MS
    assert found(circle) == []
    assert found(circle, now=True) == [(first, None, HOUR_MS, None)]
