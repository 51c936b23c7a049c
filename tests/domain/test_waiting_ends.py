"""How money that waits ends when its time is over, and who wants to be asked, by the real door and both verifiers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from paycli.domain.state import DONE, EXPIRED, RETURNED
from paycli.errors import (
    AlreadyEnded,
)
from tests.support.between_people import HOUR_MS
from tests.support.mandates import DAY_MS, proven_circle
from tests.support.misses import Misses
from tests.support.people_acts import (
    ARRIVES,
    answer,
    block,
    due_of,
    fill_up,
    put_aside,
    stands,
    thing,
    trust,
    wallet,
    want,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.circle import Circle

CASH = 900_00
LIMIT = 10**15


@pytest.fixture
def circle(tmp_path: Path) -> Iterator[Circle]:
    with proven_circle(tmp_path) as made:
        yield made


# --- when its time is over -------------------------------------------------------------------------------------------
def test_it_arrives_by_itself_unless_it_may_not(circle: Circle) -> None:
    """Only a block and a lack of room send it back: what a payee wants of strangers was asked when it was made."""

    def blocked_for_a_while() -> None:
        block(circle, "li", "ming")
        block(circle, "li", "ming", blocked=False)

    def wants_to_be_asked() -> None:
        trust(circle, "li", "ming")
        trust(circle, "li", "ming", trusted=False)
        want(circle, "li", "receive", "asked")

    def is_blocked() -> None:
        block(circle, "ming", "li")

    def has_room_for_less() -> None:
        fill_up(circle, "li", LIMIT - 5_00)

    def has_room() -> None:
        circle.send("li", "bo", 1)

    def blocks() -> None:
        block(circle, "li", "ming")
        trust(circle, "li", "ming")

    meanwhile = (
        (blocked_for_a_while, DONE), (wants_to_be_asked, DONE), (is_blocked, DONE), (has_room_for_less, RETURNED),
        (has_room, DONE), (blocks, RETURNED),
    )  # fmt: skip
    with Misses() as misses:
        for happens, end in meanwhile:
            with misses.of(happens.__name__):
                made = put_aside(circle, **ARRIVES)
                happens()
                before = circle.balance("ming"), circle.balance("li")
                # Long afterwards, by somebody whom it does not concern.
                circle.clock.now += 3 * HOUR_MS
                circle.send("bo", "cafe", 1)
                want(circle, "li", "receive", None)
                goes = 5_00 if end == DONE else 0
                assert (circle.balance("ming"), circle.balance("li")) == (before[0] + 5_00 - goes, before[1] + goes)
                assert stands(circle, made.order.name) == (end, 0, end)
                assert thing(circle, made.order.name).ended == due_of(circle, made.order.name)
                with circle.book.view() as view:
                    *_, settled = view.entries_about(made.order.name)
                assert [each.effective for each in settled.transfers] == [due_of(circle, made.order.name)]


def test_what_nobody_answers_comes_back_dated_when_it_was_due(circle: Circle) -> None:
    made = put_aside(circle)
    circle.clock.now += 2 * HOUR_MS
    circle.send("bo", "cafe", 1)
    assert (circle.balance("ming"), circle.balance("li")) == (CASH, CASH)
    assert stands(circle, made.order.name) == (EXPIRED, 0, EXPIRED)
    assert thing(circle, made.order.name).ended == due_of(circle, made.order.name)


# --- who wants to be asked -------------------------------------------------------------------------------------------
def test_what_reaches_somebody_at_once_is_refused_where_they_want_to_be_asked(circle: Circle) -> None:
    """Each kind that pays at once, by a stranger; with trust, and where nothing is chosen, it is taken."""
    li, ming = wallet(circle, "li"), circle.people["ming"]
    batch = {"label": None, "currency": "EUR", "total": 9_00, "count": 9, "expires_ms": 90 * HOUR_MS}
    money = {"amount": 1_00, "currency": "EUR"}
    of = circle.do("batch.new", batch, ming).order.name
    at_once: dict[str, dict[str, Any]] = {
        "send": {"to": li, **money, "note": None},
        "send.wait": {"to": li, **money, "note": None, **ARRIVES},
        "batch.row": {"of": of, "to": li, **money, "note": None},
        "batch.send": {
            "label": None, "currency": "EUR", "rows": [[wallet(circle, "bo"), 1, None], [li, 1_00, None]],
        },
    }  # fmt: skip

    def outcomes() -> dict[str, str]:
        orders = [circle.order(kind, body, ming) for kind, body in at_once.items()]
        posted = circle.post_all(orders).outcomes
        return {kind: getattr(each, "code", "") for kind, each in zip(at_once, posted, strict=True)}

    want(circle, "li", "receive", "asked")
    assert outcomes() == dict.fromkeys(at_once, "wants_to_be_asked")
    trust(circle, "li", "ming")
    assert outcomes() == dict.fromkeys(at_once, "")
    # A block is stronger than trust.
    block(circle, "li", "ming")
    assert outcomes() == dict.fromkeys(at_once, "blocked")
    block(circle, "li", "ming", blocked=False)
    trust(circle, "li", "ming", trusted=False)
    assert outcomes() == dict.fromkeys(at_once, "wants_to_be_asked")
    want(circle, "li", "receive", "all")
    assert outcomes() == dict.fromkeys(at_once, "")


def test_a_clock_that_goes_back_opens_nothing_that_has_ended_and_lengthens_what_has_not(circle: Circle) -> None:
    right = circle.clock.now
    ended, arrived = put_aside(circle), put_aside(circle, **ARRIVES)
    circle.clock.now = right + 30 * DAY_MS
    circle.send("bo", "cafe", 1)
    later = put_aside(circle)
    circle.clock.now = right
    circle.do("clock.set", {"now": right}, circle.operator)
    for name, kind, who in ((ended.order.name, "accept", "li"), (arrived.order.name, "cancel", "ming")):
        with pytest.raises(AlreadyEnded):
            answer(circle, kind, name, who)
    # Its time is that of the clock of then, so it is open for a month more.
    circle.clock.now = right + 29 * DAY_MS
    circle.send("bo", "cafe", 1)
    answer(circle, "accept", later.order.name, "li")
    assert (circle.balance("ming"), circle.balance("li")) == (CASH - 10_00, CASH + 10_00)
