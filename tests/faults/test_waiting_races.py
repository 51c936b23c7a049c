"""Races for money that waits and for shares: whoever is first has it, in one way, and all the others are told so."""

from __future__ import annotations

import json
import random
import subprocess
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from paycli.domain.state import CANCELLED, DONE, EXPIRED, RETURNED
from tests.support import effort
from tests.support.circle import Circle, Party
from tests.support.crew import Crew
from tests.support.forger import open_book, second_opinion
from tests.support.ledgers import new_ledger
from tests.support.people_acts import ANSWERED, ARRIVES, asks, due_of, put_aside, said, set_limit, thing
from tests.support.program import PROGRAM
from tests.support.proof import balance_of, faults
from tests.support.racing import Task, poster, taken
from tests.support.rich import add_key

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.inside import Household

pytestmark = [pytest.mark.python, pytest.mark.slow]

SIZE = 32
SEED = 20_261_130
AMOUNT = 5_00


class Race(NamedTuple):
    """A ledger, the processes that race on it, and who is first of those who begin at one moment."""

    path: Path
    circle: Circle
    crew: Crew
    dice: random.Random

    def run(self, tasks: list[Task]) -> list[Any]:
        """Let them all begin at one moment, each time in another order; gives the answers in the order of the tasks."""
        places = self.dice.sample(range(len(tasks)), len(tasks))
        answers = self.crew.race([tasks[place] for place in places])
        return [answer for _, answer in sorted(zip(places, answers, strict=True), key=lambda pair: pair[0])]

    def order(self, kind: str, body: dict[str, Any], by: str | Party, *, now: int, until: int) -> Task:
        """Sign an order that counts until a time, for a worker whose clock says `now`."""
        signer = self.circle.people[by] if isinstance(by, str) else by
        return Task(self.circle.order(kind, body, signer, until=until + 60_000), now)


@pytest.fixture
def race(tmp_path: Path) -> Iterator[Race]:
    path = new_ledger(tmp_path)
    book = open_book(path)
    circle = Circle(book, people=("ming", "li", "bo"), shops=(), cash_minor=9_000_00)
    with Crew(SIZE, poster(path)) as crew:
        yield Race(path, circle, crew, random.Random(SEED))
    book.close()
    assert faults(path, circle.seen) == []
    assert second_opinion(path) == []


def ended_by(race: Race, kinds: list[str], answers: list[Any]) -> str:
    """Say what ended it, which was one alone; all that came later were told that it had ended."""
    won = [kind for kind, answer in zip(kinds, answers, strict=True) if kind == "settle" or taken([answer])]
    won = [kind for kind in won if kind != "settle"] + ["settle"] * sum(a for a in answers if isinstance(a, int))
    assert len(won) <= 1, won
    assert {answer for answer in answers if isinstance(answer, str)} <= {"already_ended"}
    # Who comes at the due time with an order settles before it, and is refused.
    return won[0] if won else "settle"


@pytest.mark.timeout(900)
@pytest.mark.parametrize("ends", [ANSWERED, ARRIVES], ids=["answered", "arrives"])
def test_accept_decline_cancel_and_time_race_and_one_of_them_ends_it(race: Race, ends: dict[str, Any]) -> None:
    """Half of the clocks are a moment before the due time and half just at it, as on two machines."""
    circle, seen = race.circle, Counter[str]()
    answers_it = ends is ANSWERED
    kinds = ["accept", "decline", "cancel", "settle"] if answers_it else ["cancel", "settle"]
    states = {
        "accept": (DONE, 0, AMOUNT), "decline": (RETURNED, AMOUNT, 0), "cancel": (CANCELLED, AMOUNT, 0),
        "settle": (EXPIRED, AMOUNT, 0) if answers_it else (DONE, 0, AMOUNT),
    }  # fmt: skip
    for round_ in range(effort.ROUNDS):
        name = put_aside(circle, **ends).order.name
        due, before = due_of(circle, name), (circle.balance("ming"), circle.balance("li"))
        who = {"accept": "li", "decline": "li", "cancel": "ming"}
        # In each third round nobody's clock is at the due time yet, in each other third one everybody's may be.
        clocks = {0: (due - 1,), 1: (due - 1, due), 2: (due - 1, due - 1, due - 1, due)}[round_ % 3]
        tried = [kinds[number % len(kinds)] for number in range(SIZE)]
        tasks = []
        for kind in tried:
            body, now = {"of": name, "note": None} if kind == "decline" else {"of": name}, race.dice.choice(clocks)
            tasks.append(Task(None, now) if kind == "settle" else race.order(kind, body, who[kind], now=now, until=due))
        won = ended_by(race, tried, race.run(tasks))
        seen[won] += 1
        circle.clock.now = due
        state, back, goes = states[won]
        assert thing(circle, name).state == state, won
        assert (circle.balance("ming") - before[0], circle.balance("li") - before[1]) == (back, goes), won
        assert balance_of(race.path, f"o:{name}:hold:EUR") == 0
        circle.clock.now = due + 1
    assert seen.keys() == set(kinds), seen


@pytest.mark.timeout(900)
def test_a_share_that_is_paid_from_two_devices_at_once_is_paid_once(race: Race) -> None:
    """The other one is told that it is answered, as is who declines; a request that is cancelled first is paid not."""
    circle, seen = race.circle, Counter[str]()
    other = add_key(circle, "li", b"o" * 32)
    set_limit(circle, "most_requests_per_day", 1_000)
    for _ in range(effort.ROUNDS):
        name = asks(circle, ("li", AMOUNT), ("bo", AMOUNT)).order.name
        before, now = [circle.balance(handle) for handle in ("ming", "li", "bo")], circle.clock.now
        money = {"request": name, "to": str(circle.people["ming"].wallet), "amount": AMOUNT, "currency": "EUR"}
        acts: list[tuple[str, dict[str, Any], str | Party]] = [
            ("request.pay", money, "li"), ("request.pay", money, other), ("decline", {"of": name, "note": None}, "li"),
            ("request.pay", money, "bo"),
        ] * (SIZE // 4)  # fmt: skip
        acts[-1] = ("cancel", {"of": name}, "ming")
        tasks = [race.order(kind, body, by, now=now, until=now) for kind, body, by in acts]
        answers = race.run(tasks)
        assert {answer for answer in answers if isinstance(answer, str)} <= {"already_ended"}
        won = [(act[0], act[2]) for act, answer in zip(acts, answers, strict=True) if taken([answer])]
        by_li = [kind for kind, by in won if by in {"li", other}]
        paid = [by_li.count("request.pay"), sum(by == "bo" for _, by in won)]
        assert max(len(by_li), paid[1]) <= 1, won
        after = [circle.balance(handle) for handle in ("ming", "li", "bo")]
        moved = [x - y for x, y in zip(after, before, strict=True)]
        assert moved == [AMOUNT * sum(paid), -AMOUNT * paid[0], -AMOUNT * paid[1]]
        stands, cancelled = thing(circle, name), ("cancel", "ming") in won
        assert stands.detail.paid == sum(paid)
        assert stands.state == (CANCELLED if cancelled else DONE)
        answered = CANCELLED if not by_li else DONE if paid[0] else "declined"
        assert said(circle, name) == {"li": answered, "bo": DONE if paid[1] else CANCELLED}
        seen.update(["cancel"] if cancelled else ["answered"], **dict.fromkeys(by_li, 1))
        circle.clock.now += 1_000
    assert seen.keys() >= {"answered", "request.pay", "decline"}, seen


def minor(house: Household, handle: str) -> int:
    return int(house.balance(handle).replace(".", ""))


def test_of_installed_programs_that_accept_decline_and_cancel_at_once_one_did_it(household: Household) -> None:
    """The same goes for programs that pay, decline and cancel one request; all others are told that it has ended."""
    household.run("send", "li", "20", "--as", "ming")
    ways = ("accept", "li"), ("decline", "li"), ("cancel", "ming")
    for made in (("send", "li", "5", "--wait", "--as", "ming"), ("request", "new", "li", "5", "--as", "ming")):
        of = household.json(*made)["id"]
        before = minor(household, "ming"), minor(household, "li")
        started = [
            subprocess.Popen(
                [PROGRAM, kind, of, "--as", who, "--yes", "--json"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.PIPE, text=True,
            )
            for kind, who in ways * 4
        ]  # fmt: skip
        ended = [(*process.communicate(timeout=120), process.returncode) for process in started]
        won = [kind for (kind, _), (*_, status) in zip(ways * 4, ended, strict=True) if status == 0]
        assert len(won) == 1, ended
        lost = {json.loads(err)["error"]["code"] for _, err, status in ended if status != 0}
        assert lost <= {"already_ended"}
        moved = minor(household, "ming") - before[0], minor(household, "li") - before[1]
        # What waits is out of the one purse already, and what is asked for still in the other.
        assert moved == {
            ("send", True): (0, AMOUNT), ("send", False): (AMOUNT, 0),
            ("request", True): (AMOUNT, -AMOUNT), ("request", False): (0, 0),
        }[made[0], won == ["accept"]]  # fmt: skip
    assert faults(household.ledger) == []
