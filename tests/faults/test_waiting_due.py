"""Many transfers that are due at one moment, and clocks that go forth and back around it: everybody can post."""

from __future__ import annotations

import random
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from paycli.domain.state import CANCELLED, DONE, EXPIRED, PENDING, RETURNED
from paycli.errors import AlreadyEnded, ClockWrong, NotAllowed
from paycli.services.engine.posting import SETTLE_MOST
from tests.support import effort
from tests.support.between_people import HOUR_MS
from tests.support.mandates import proven_circle
from tests.support.people_acts import ANSWERED, ARRIVES, answer, block, due_of, fill_up, put_aside, thing, wallet
from tests.support.proof import balances_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.circle import Circle

CASH = 900_00
SEED = 20_261_131


@pytest.fixture
def circle(tmp_path: Path) -> Iterator[Circle]:
    with proven_circle(tmp_path) as made:
        yield made


def held(circle: Circle) -> int:
    with circle.book.view() as view:
        return sum(account.balance_minor for _, account in view.accounts_under("o:"))


def test_101_are_due_at_one_moment_and_a_payee_has_blocked_meanwhile(circle: Circle) -> None:
    """Of those on their way some find a block, some no room; with the next post after the first, all have ended."""
    many, people = SETTLE_MOST + 1, ("li", "bo", "cafe")
    to = [people[number % 3] for number in range(many)]
    ends = [(ARRIVES, ANSWERED)[number % 2] for number in range(many)]
    made = [put_aside(circle, to=wallet(circle, who), **end).order.name for who, end in zip(to, ends, strict=True)]
    block(circle, "bo", "ming")
    fill_up(circle, "cafe", 10**15 - 5_05)
    before = {handle: circle.balance(handle) for handle in ("ming", *people)}
    circle.clock.now += HOUR_MS
    # Everybody posts, the payee who blocked and the maker too; the first one settles all but one.
    circle.send("bo", "li", 1)
    assert held(circle) == 5_00
    for payer, payee in (("ming", "li"), ("li", "ming"), ("ming", "cafe"), ("bo", "li")):
        circle.send(payer, payee, 1)
    assert held(circle) == 0
    came = dict.fromkeys(people, 0)
    for who, end in zip(to, ends, strict=True):
        came[who] += 5_00 * (end is ARRIVES)
    came["bo"], came["cafe"] = 0, 5_00
    moved = {handle: circle.balance(handle) - before[handle] for handle in before}
    assert moved == {
        "ming": many * 5_00 - sum(came.values()) - 1, "li": came["li"] + 2, "bo": -2, "cafe": came["cafe"] + 1,
    }  # fmt: skip
    states = [thing(circle, name).state for name in made]
    arrived = sum(came.values()) // 5_00
    assert states.count(EXPIRED) == ends.count(ANSWERED)
    assert (states.count(DONE), states.count(RETURNED)) == (arrived, ends.count(ARRIVES) - arrived)


def test_what_is_due_and_not_settled_yet_is_over_for_everybody(circle: Circle) -> None:
    """Of more than one post settles, the rest has ended all the same: nobody accepts, cancels or declines it."""
    made = [put_aside(circle, **(ARRIVES, ANSWERED)[number % 2]).order.name for number in range(SETTLE_MOST + 4)]
    circle.clock.now += HOUR_MS
    ming, li = circle.people["ming"], circle.people["li"]
    late = made[-4:]
    group = [circle.order("cancel", {"of": name}, ming) for name in late]
    group += [circle.order("accept", {"of": name}, li) for name in late]
    money = {"to": ming.wallet, "amount": 1, "currency": "EUR", "note": None}
    group += [circle.order("send.back", {"of": name, **money}, li) for name in late]
    outcomes = [getattr(each, "code", "") for each in circle.post_all(group).outcomes]
    assert outcomes == ["already_ended"] * 8 + ["not_found"] * 4
    assert [thing(circle, name).state for name in late] == [PENDING] * 4
    circle.send("li", "bo", 1)
    assert [thing(circle, name).state for name in late] == [DONE, EXPIRED] * 2
    assert circle.balance("li") == CASH + len(made) // 2 * 5_00 - 1


@pytest.mark.slow
def test_a_clock_that_goes_forth_and_back_around_due_times_ends_each_once(circle: Circle, tmp_path: Path) -> None:
    """Whatever clocks say, each ends once and in one way, and what it held is in one place; all can post."""
    dice, right = random.Random(SEED), circle.clock.now
    made: list[str] = []
    ended: dict[str, str] = {}
    for _ in range(effort.often(2_000)):
        circle.clock.now = right + dice.randrange(-HOUR_MS, HOUR_MS)
        try:
            with suppress(AlreadyEnded, NotAllowed):
                _one_act(circle, dice, made)
        except ClockWrong:
            circle.do("clock.set", {"now": circle.clock.now}, circle.operator)
        for name in made:
            state = thing(circle, name).state
            assert ended.setdefault(name, state) in (PENDING, state)
            ended[name] = state
        made = [name for name in made if ended[name] == PENDING]
    assert {*ended.values()} >= {DONE, EXPIRED, CANCELLED, RETURNED, PENDING}
    waits = sum(state == PENDING for state in ended.values())
    assert held(circle) == waits * 5_00
    balances = balances_of(tmp_path / "books" / "ledger.db")
    assert sum(balances.values()) == 0


def _one_act(circle: Circle, dice: random.Random, made: list[str]) -> None:
    """Set something aside for some minutes, answer or take back something that waits, or just send."""
    kind = dice.choice(("wait", "wait", "accept", "decline", "cancel", "send"))
    if kind == "wait":
        lasts = dice.randrange(1, HOUR_MS // 2)
        ends = {"arrives_ms": lasts, "expires_ms": None} if dice.random() < 0.5 else {"expires_ms": lasts}
        made.append(put_aside(circle, **ends).order.name)
        assert due_of(circle, made[-1]) > circle.clock.now
    elif kind == "send" or not made:
        circle.send("bo", "cafe", 1)
    else:
        answer(circle, kind, dice.choice(made), "ming" if kind == "cancel" else "li")
