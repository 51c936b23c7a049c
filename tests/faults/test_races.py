"""Races: many processes want the same money at the same moment, and every unit of it is given out once."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from paycli.services.engine.posting import Posted
from paycli.signing import CRYPTO
from paycli.store.sqlite.book import SqliteBook
from tests.support import effort
from tests.support.circle import Circle
from tests.support.crew import Crew
from tests.support.ledgers import new_ledger
from tests.support.program import PROGRAM
from tests.support.proof import balance_of, faults
from tests.support.racing import Task, poster, taken

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from paycli.domain.orders import Submission
    from tests.support.inside import Household

pytestmark = pytest.mark.python

GUESTS = [f"guest{number}" for number in range(32)]
PACKETS = 10
FEWER = effort.often(60)


class Party(NamedTuple):
    """A ledger with many guests, and the processes that act for them."""

    path: Path
    circle: Circle
    crew: Crew

    def race(self, submissions: list[Submission | None]) -> list[Any]:
        return self.crew.race([Task(each, self.circle.clock.now) for each in submissions])

    def grabs(self, envelope: str, guests: list[str]) -> list[Submission]:
        circle, body = self.circle, {"envelope": envelope, "proof": None}
        return [circle.order("envelope.grab", body, circle.people[guest]) for guest in guests]

    def held(self, envelope: str) -> int:
        return balance_of(self.path, f"o:{envelope}:hold:EUR")

    def check_once(self, envelope: str, answers: list[Any]) -> None:
        """Require that each packet went out once and to each wallet once, and that the book lists just those."""
        with self.circle.book.view() as view:
            claims = view.claims_of(envelope)
        assert [claim.position for claim in claims] == list(range(len(claims)))
        assert len({claim.wallet for claim in claims}) == len(claims)
        won = [(posted.order.wallet, posted.n, posted.transfers[0].amount_minor) for posted in taken(answers)]
        assert sorted(won) == sorted((claim.wallet, claim.n, claim.amount_minor) for claim in claims)


@pytest.fixture
def party(tmp_path: Path) -> Iterator[Party]:
    path = new_ledger(tmp_path)
    book = SqliteBook(path, CRYPTO)
    circle = Circle(book, people=["ming", *GUESTS], shops=())
    circle.cash_in("ming", 100_000_00)
    with Crew(len(GUESTS), poster(path)) as crew:
        yield Party(path, circle, crew)
    book.close()
    assert faults(path, circle.seen) == []


def amounts(answers: list[Any]) -> list[int]:
    return [posted.transfers[0].amount_minor for posted in taken(answers)]


@pytest.mark.slow
def test_of_32_processes_that_grab_10_packets_exactly_10_win_in_every_round(party: Party) -> None:
    for round_ in range(effort.ROUNDS):
        rule = ("even-1", "double-mean-1", "equal-1")[round_ % 3]
        envelope = party.circle.envelope("ming", 1000 + round_, PACKETS, rule=rule).order.name
        answers = party.race([*party.grabs(envelope, GUESTS)])
        winners = taken(answers)
        # Whoever got nothing was told that it is empty: no lock error, nothing about SQLite.
        assert Counter(a for a in answers if isinstance(a, str)) == {"envelope_empty": len(GUESTS) - PACKETS}
        assert len({posted.order.wallet for posted in winners}) == PACKETS
        assert (sum(amounts(answers)), min(amounts(answers)) > 0) == (1000 + round_, True)
        assert party.held(envelope) == 0
        party.check_once(envelope, answers)
        party.circle.clock.now += 1000


@pytest.mark.slow
def test_a_grab_and_a_cancel_at_the_same_moment_give_each_packet_to_one_side(party: Party) -> None:
    seen: set[str] = set()
    for round_ in range(effort.ROUNDS):
        envelope = party.circle.envelope("ming", 1000, PACKETS).order.name
        before = party.circle.balance("ming")
        tasks = [*party.grabs(envelope, GUESTS[:15])]
        # A different worker cancels each time, so that the machine's habits do not decide who is first.
        tasks.insert(round_ % 16, party.circle.order("cancel", {"of": envelope}, party.circle.people["ming"]))
        grabbed = party.race([*tasks])
        cancelled = grabbed.pop(round_ % 16)
        back = party.circle.balance("ming") - before
        assert sum(amounts(grabbed)) + back == 1000
        assert party.held(envelope) == 0
        party.check_once(envelope, grabbed)
        if isinstance(cancelled, Posted):
            assert back > 0
            assert {a for a in grabbed if isinstance(a, str)} <= {"envelope_cancelled"}
            assert len(taken(grabbed)) < PACKETS
            seen.add("cancelled")
        else:
            assert (back, len(taken(grabbed))) == (0, PACKETS)
            seen.add(cancelled)
    assert "cancelled" in seen


@pytest.mark.slow
def test_nobody_grabs_at_or_after_the_due_time_while_others_settle(party: Party) -> None:
    circle = party.circle
    for round_ in range(effort.ROUNDS):
        envelope = circle.envelope("ming", 1000, PACKETS, expires_ms=60_000)
        due = envelope.subject.due if envelope.subject else None
        assert due is not None
        before, clock = circle.balance("ming"), circle.clock.now
        # Half of the clocks are a moment before the due time and half just at it, as between two machines.
        tasks = [
            Task(each, due - 1 if number % 2 else due)
            for number, each in enumerate(_until(party, envelope.order.name, GUESTS[:16], due))
        ]
        answers = party.crew.race([*tasks, Task(None, due), Task(None, due)])
        grabbed, settled = answers[:16], answers[16:]
        # Ledger time never runs back: after the first who came at the due time, nobody takes anything.
        assert all(posted.time < due for posted in taken(grabbed))
        assert {a for a in grabbed if isinstance(a, str)} <= {"envelope_expired", "envelope_empty"}
        circle.clock.now = due
        assert sum(settled) <= 1
        assert sum(amounts(grabbed)) + circle.balance("ming") - before == 1000
        assert party.held(envelope.order.name) == 0
        party.check_once(envelope.order.name, grabbed)
        circle.clock.now = max(clock, due) + round_


def _until(party: Party, envelope: str, guests: list[str], due: int) -> list[Submission]:
    """Sign grabs that still count at the due time."""
    circle, body = party.circle, {"envelope": envelope, "proof": None}
    return [circle.order("envelope.grab", body, circle.people[guest], until=due + 60_000) for guest in guests]


@pytest.mark.slow
def test_two_grabs_of_one_wallet_at_the_same_moment_take_one_packet(party: Party) -> None:
    circle = party.circle
    for round_ in range(effort.ROUNDS):
        rule = ("even-1", "double-mean-1", "equal-1")[round_ % 3]
        before = circle.balance("ming")
        envelope = circle.envelope("ming", 1000, PACKETS, rule=rule).order.name
        answers = party.race([*party.grabs(envelope, ["guest0"] * 4), *party.grabs(envelope, ["guest1"] * 4)])
        for four in (answers[:4], answers[4:]):
            assert len(taken(four)) == 1
            assert [a for a in four if isinstance(a, str)] == ["already_grabbed"] * 3
        party.check_once(envelope, answers)
        circle.do("cancel", {"of": envelope}, circle.people["ming"])
        assert sum(amounts(answers)) + circle.balance("ming") == before
        assert party.held(envelope) == 0


@pytest.mark.slow
def test_one_order_posted_by_many_processes_at_once_is_booked_once(party: Party) -> None:
    for round_ in range(FEWER):
        circle = party.circle
        body = {"to": circle.people["guest0"].wallet, "amount": 7, "currency": "EUR", "note": None}
        before = circle.balance("guest0")
        sends = [circle.order("send", body, circle.people["ming"], key=b"%d" % round_) for _ in range(8)]
        answers = taken(party.race([*sends]))
        assert sorted(posted.replayed for posted in answers) == [False] + [True] * 7
        assert len({(posted.order.name, posted.n) for posted in answers}) == 1
        assert circle.balance("guest0") - before == 7


@pytest.mark.slow
def test_a_purse_that_is_emptied_by_many_processes_at_once_never_goes_below_zero(party: Party) -> None:
    circle = party.circle
    for _ in range(FEWER):
        circle.cash_in("guest1", 100)
        body = {"to": circle.people["guest0"].wallet, "amount": 30, "currency": "EUR", "note": None}
        rest = circle.balance("guest1")
        answers = party.race([circle.order("send", body, circle.people["guest1"]) for _ in range(16)])
        assert len(taken(answers)) == rest // 30
        assert {a for a in answers if isinstance(a, str)} == {"insufficient_funds"}
        assert circle.balance("guest1") == rest % 30


@pytest.mark.slow
def test_32_installed_programs_that_grab_10_packets_leave_exactly_10_winners(household: Household) -> None:
    for guest in GUESTS:
        household.run("wallet", "new", guest)
    envelope = household.json("envelope", "send", "20", "-n", "10", "--as", "ming")["id"]
    processes = [
        subprocess.Popen(
            [PROGRAM, "grab", envelope, "--as", guest, "--yes", "--json"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for guest in GUESTS
    ]  # fmt: skip
    ended = [(*process.communicate(timeout=120), process.returncode) for process in processes]
    won = [json.loads(out) for out, _, status in ended if status == 0]
    lost = [json.loads(err)["error"]["code"] for _, err, status in ended if status != 0]
    assert Counter(status for *_, status in ended) == {0: PACKETS, 4: len(GUESTS) - PACKETS}
    assert lost == ["envelope_empty"] * (len(GUESTS) - PACKETS)
    assert sum(Decimal(each["amount"]) for each in won) == 20
    assert len({each["id"] for each in won}) == PACKETS
    assert faults(household.ledger) == []
    household.run("ledger", "audit")
