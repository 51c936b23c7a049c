"""A clock that was moved: what is due comes back once, dated when it was due, whoever wakes first."""

from __future__ import annotations

import json
import sqlite3
import subprocess
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from paycli.errors import ClockWrong, EnvelopeExpired, NotYetOpen, PaycliError
from paycli.services.engine.posting import SETTLE_MOST, post, settle_due
from paycli.signing import CRYPTO
from paycli.store.sqlite.book import SqliteBook
from tests.support import effort
from tests.support.circle import Circle, HandClock
from tests.support.crew import Crew
from tests.support.ledgers import circle_at, new_ledger
from tests.support.program import PROGRAM, paycli
from tests.support.proof import balance_of, entries, faults

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from paycli.domain.orders import Submission
    from tests.support.inside import Household

pytestmark = pytest.mark.python

HOUR_MS = 3_600_000


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return new_ledger(tmp_path)


@pytest.fixture
def circle(ledger: Path) -> Iterator[Circle]:
    with circle_at(ledger, cash_minor=100_000) as made:
        yield made


def settlements(path: Path) -> list[tuple[int, int, int]]:
    """Give (entry's time, time from which it counts, amount) of everything that was settled."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(
            "SELECT e.time, t.effective, t.amount_minor FROM entries e JOIN transfers t ON t.n = e.n"
            " WHERE e.kind = 'settle' ORDER BY e.n"
        ).fetchall()


def due_of(path: Path, envelope: str) -> int:
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT due FROM objects WHERE id = ?", (bytes.fromhex(envelope),)).fetchone()
        return int(found[0])


@pytest.mark.parametrize("later", ["+25h", "+200d"])
@pytest.mark.parametrize("waker", [("tick",), ("send", "bo", "1"), ("grab",), ("envelope", "send", "1")])
def test_an_envelope_comes_back_once_dated_when_it_was_due_however_late_anybody_acts(
    household: Household, monkeypatch: pytest.MonkeyPatch, later: str, waker: tuple[str, ...]
) -> None:
    house = household
    envelope = house.json("envelope", "send", "20", "-n", "4", "--as", "ming")["id"]
    taken = house.json("grab", envelope, "--as", "li")["amount"]
    rest = 20_00 - round(float(taken) * 100)
    due = due_of(house.ledger, envelope)
    monkeypatch.setenv("PAYCLI_NOW", later)
    shown = house.json("balance", "--as", "ming")
    assert (shown["amount"], shown["due_back"][0]["amount"]) == ("980.00", f"{rest / 100:.2f}")
    # A grab finds nothing that it may take, and what is due comes back with the next one who posts.
    house.run(*waker, "--as", "ming", status=4 if waker == ("grab",) else 0)
    house.run("tick", "--as", "ming")
    ((time, effective, amount_minor),) = settlements(house.ledger)
    assert (effective, amount_minor) == (due, rest)
    assert time > due + HOUR_MS // 2
    assert house.json("show", envelope, "--as", "ming")["state"] == "expired"
    booked = entries(house.ledger)
    assert house.json("tick", "--as", "ming")["settled"] == 0
    assert entries(house.ledger) == booked
    assert balance_of(house.ledger, f"o:{envelope}:hold:EUR") == 0
    assert faults(house.ledger) == []


@pytest.mark.parametrize("settled", [False, True])
@pytest.mark.parametrize("later", ["+25h", "+200d"])
def test_nobody_grabs_from_an_envelope_past_its_due_time_settled_or_not(
    household: Household, monkeypatch: pytest.MonkeyPatch, later: str, *, settled: bool
) -> None:
    envelope = household.json("envelope", "send", "20", "-n", "4", "--as", "ming")["id"]
    monkeypatch.setenv("PAYCLI_NOW", later)
    if settled:
        assert household.json("tick", "--as", "ming")["settled"] == 1
    else:
        # A trial run settles nothing, so this one meets the envelope as it was left.
        refused = household.json("grab", envelope, "--dry-run", "--as", "li", status=4)
        assert (refused["code"], settlements(household.ledger)) == ("envelope_expired", [])
    assert household.json("grab", envelope, "--as", "li", status=4)["code"] == "envelope_expired"
    assert household.json("grab", "--as", "li", status=4)["code"] == "nothing_to_grab"
    # What is refused beforehand books nothing, what is due neither.
    assert household.json("tick", "--as", "ming")["settled"] == (0 if settled else 1)
    assert household.balance("li") == "0.00"
    assert household.balance("ming") == "1000.00"
    assert faults(household.ledger) == []


def test_an_envelope_may_be_grabbed_until_its_very_end_and_not_at_it(circle: Circle, ledger: Path) -> None:
    envelope = circle.envelope("ming", 100, 3, expires_ms=60_000)
    assert envelope.subject is not None
    circle.clock.now = (envelope.subject.due or 0) - 1
    circle.grab("li", envelope.order.name)
    circle.clock.now += 1
    with pytest.raises(EnvelopeExpired):
        circle.grab("bo", envelope.order.name)
    assert len(settlements(ledger)) == 1


@pytest.mark.parametrize("later", ["+25h", "+200d"])
def test_two_programs_that_wake_together_settle_once(
    household: Household, monkeypatch: pytest.MonkeyPatch, later: str
) -> None:
    for _ in range(3):
        household.run("envelope", "send", "20", "-n", "4", "--as", "ming")
    monkeypatch.setenv("PAYCLI_NOW", later)
    processes = [
        subprocess.Popen([PROGRAM, "tick", "--as", "ming", "--json"], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
        for _ in range(2)
    ]
    ended = [(json.loads(process.communicate(timeout=60)[0]), process.returncode) for process in processes]
    assert [status for _, status in ended] == [0, 0]
    assert sum(answer["settled"] for answer, _ in ended) == 3
    assert len(settlements(household.ledger)) == 3
    assert paycli("balance", "--as", "ming", "--quiet").stdout == "1000.00\n"
    assert faults(household.ledger) == []


def wakes(path: Path) -> Callable[[int, Any], Callable[[], Any]]:
    """Let each worker settle at a time, or post an order at the time at which it was made."""
    books: list[SqliteBook] = []

    def prepare(_number: int, task: int | Submission) -> Callable[[], Any]:
        if not books:
            books.append(SqliteBook(path, CRYPTO))
        if isinstance(task, int):
            return lambda: settle_due(books[0], HandClock(task))

        def grab() -> Any:
            outcome = post(books[0], HandClock(task.order.at), [task]).outcomes[0]
            return outcome.code if isinstance(outcome, PaycliError) else outcome

        return grab

    return prepare


@pytest.mark.slow
def test_many_processes_that_wake_at_the_due_time_settle_once_in_every_round(circle: Circle, ledger: Path) -> None:
    with Crew(8, wakes(ledger)) as crew:
        for round_ in range(effort.often(50)):
            due = [circle.envelope("ming", 100, 2, expires_ms=60_000).subject for _ in range(2)]
            now = max(item.due or 0 for item in due if item)
            # Half of them wake a moment too early, and settle nothing.
            assert sum(crew.race([now - 1] * 4)) == 0
            assert sum(crew.race([now, now - 1] * 4)) == 2
            circle.clock.now = now
            assert circle.balance("ming") == 100_000, f"round {round_}"
    assert len(settlements(ledger)) == 2 * effort.often(50)
    assert faults(ledger, circle.seen) == []


def test_more_than_a_hundred_that_are_due_all_come_back_oldest_first(circle: Circle, ledger: Path) -> None:
    many = SETTLE_MOST + 30
    for number in range(many):
        circle.envelope("ming", 10, 2, expires_ms=60_000 + number)
    circle.clock.now += HOUR_MS
    circle.send("li", "bo", 1)
    assert len(settlements(ledger)) == SETTLE_MOST
    circle.send("li", "bo", 1)
    found = settlements(ledger)
    assert len(found) == many
    assert [effective for _, effective, _ in found] == sorted(effective for _, effective, _ in found)
    assert circle.balance("ming") == 100_000
    assert faults(ledger, circle.seen) == []


# --- envelopes that open later ---------------------------------------------------------------------------------------
def opening_later(circle: Circle) -> tuple[str, int, int]:
    """Send an envelope that opens in an hour and lasts a minute; gives its id, when it opens and when it is due."""
    opens_at = circle.clock.now + HOUR_MS
    sent = circle.envelope("ming", 100, 3, opens_at=opens_at, expires_ms=60_000)
    assert sent.subject is not None
    assert sent.subject.due == opens_at + 60_000
    return sent.order.name, opens_at, opens_at + 60_000


def test_an_envelope_that_opens_later_may_be_grabbed_from_then_on_until_it_is_due(circle: Circle, ledger: Path) -> None:
    envelope, opens_at, due = opening_later(circle)
    for now in (circle.clock.now, opens_at - 1):
        circle.clock.now = now
        with pytest.raises(NotYetOpen):
            circle.grab("li", envelope)
    circle.clock.now = opens_at
    got = circle.grab("li", envelope).transfers[0].amount_minor
    circle.clock.now = due
    with pytest.raises(EnvelopeExpired):
        circle.grab("bo", envelope)
    assert [(effective, back) for _, effective, back in settlements(ledger)] == [(due, 100 - got)]
    assert faults(ledger, circle.seen) == []


def test_it_is_the_ledgers_clock_by_which_an_envelope_opens(circle: Circle) -> None:
    """Whoever comes with a clock that is a little behind is let in once an entry of the ledger is past the time."""
    envelope, opens_at, _ = opening_later(circle)
    circle.clock.now = opens_at
    circle.send("bo", "li", 1)
    circle.clock.now = opens_at - 2 * 60_000
    grabbed = circle.grab("li", envelope)
    assert grabbed.time == opens_at
    # And an order signed before that time, posted after it, counts when it is posted.
    other, later, _ = opening_later(circle)
    circle.clock.now = later - 60_000
    early = circle.order("envelope.grab", {"envelope": other, "proof": None}, circle.people["li"])
    with pytest.raises(NotYetOpen):
        circle.post(early)
    circle.clock.now = later
    assert circle.post(early).time == later


@pytest.mark.parametrize("months_ms", [0, 200 * 24 * HOUR_MS])
def test_one_that_opened_later_comes_back_dated_when_it_was_due_by_many_that_wake_together(
    circle: Circle, ledger: Path, months_ms: int
) -> None:
    envelope, _, due = opening_later(circle)
    with Crew(4, wakes(ledger)) as crew:
        # Due by its duration alone it is not: that counts from the opening.
        assert sum(crew.race([due - 1] * 4)) == 0
        assert sum(crew.race([due + months_ms] * 4)) == 1
    assert settlements(ledger) == [(due + months_ms, due, 100)]
    circle.clock.now = due + months_ms
    assert circle.balance("ming") == 100_000
    with pytest.raises(EnvelopeExpired):
        circle.grab("li", envelope)
    assert faults(ledger, circle.seen) == []


# --- a clock that was wrong ------------------------------------------------------------------------------------------
def test_what_a_wrong_clock_ended_stays_ended_when_the_clock_is_put_right(circle: Circle, ledger: Path) -> None:
    """Otherwise the money, which went back, could be grabbed as well."""
    right = circle.clock.now
    sent = circle.envelope("ming", 100, 3)
    assert sent.subject is not None
    circle.clock.now = right + 200 * 24 * HOUR_MS
    circle.send("bo", "li", 1)
    assert [effective for _, effective, _ in settlements(ledger)] == [sent.subject.due]
    circle.clock.now = right + 1
    with pytest.raises(ClockWrong):
        circle.grab("li", sent.order.name)
    circle.do("clock.set", {"now": circle.clock.now}, circle.operator)
    with pytest.raises(EnvelopeExpired):
        circle.grab("li", sent.order.name)
    circle.clock.now = right + 300 * 24 * HOUR_MS
    circle.send("li", "bo", 1)
    assert len(settlements(ledger)) == 1
    assert circle.balance("ming") == 100_000
    assert faults(ledger, circle.seen) == []


@pytest.mark.parametrize("step", [1, HOUR_MS, 200 * 24 * HOUR_MS])
def test_grabs_and_settlements_that_wake_together_past_the_due_time_give_nothing_out(
    circle: Circle, ledger: Path, step: int
) -> None:
    sent = circle.envelope("ming", 100, 3, expires_ms=60_000)
    assert sent.subject is not None
    assert sent.subject.due is not None
    late = sent.subject.due + step
    circle.clock.now = late
    grabs = [
        circle.order("envelope.grab", {"envelope": sent.order.name, "proof": None}, circle.people[handle])
        for handle in ("li", "bo", "cafe")
    ]
    with Crew(6, wakes(ledger)) as crew:
        answers = crew.race([late, grabs[0], late, grabs[1], late, grabs[2]])
    assert [each for each in answers if isinstance(each, str)] == ["envelope_expired"] * 3
    assert [effective for _, effective, _ in settlements(ledger)] == [sent.subject.due]
    assert circle.balance("ming") == 100_000
    assert faults(ledger, circle.seen) == []
