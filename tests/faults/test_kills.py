"""Kill -9 at any moment: what was acknowledged is there once, what was not is there once or not at all."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

import pytest

from paycli.domain.ids import name_of, uuid8_of_key
from paycli.services.engine.posting import post
from paycli.signing import CRYPTO
from paycli.store.sqlite.book import SqliteBook
from tests.support import effort
from tests.support.circle import Circle
from tests.support.keys import keyed
from tests.support.ledgers import new_ledger
from tests.support.program import PROGRAM, paycli
from tests.support.proof import balance_of, entries, faults, times_booked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from paycli.domain.orders import Submission
    from tests.support.inside import Household

pytestmark = pytest.mark.python

SEED = 20_260_101
AMOUNT = 3


class Stand(NamedTuple):
    """A ledger on which @ming sends to @li, one order for each number."""

    path: Path
    circle: Circle

    def submission(self, number: int) -> Submission:
        body = {"to": self.circle.people["li"].wallet, "amount": AMOUNT, "currency": "EUR", "note": None}
        return self.circle.order("send", body, self.circle.people["ming"], key=_key(number))

    def name(self, number: int) -> str:
        ming = self.circle.people["ming"].wallet
        return name_of(uuid8_of_key(str(self.circle.ledger), ming, _key(number)), ming)

    def received(self) -> int:
        return balance_of(self.path, f"w:{self.circle.people['li'].wallet}:main:EUR")


def _key(number: int) -> bytes:
    return b"order %d" % number


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[Stand]:
    path = new_ledger(tmp_path)
    book = SqliteBook(path, CRYPTO)
    circle = Circle(book, people=["ming", "li"], shops=(), cash_minor=0)
    circle.cash_in("ming", 10_000_00)
    yield Stand(path, circle)
    book.close()


def child_that(work: Callable[[int], None]) -> tuple[int, int]:
    """Fork a process that works and writes to a pipe; gives its id and the end to read from."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            work(writing)
        finally:
            # Nothing of the test runner may run in the child, whatever happened.
            os._exit(70)
    os.close(writing)
    return child, reading


def sends_for_ever(stand: Stand, first: int) -> Callable[[int], None]:
    def work(acknowledge: int) -> None:
        book = SqliteBook(stand.path, CRYPTO)
        number = first
        while True:
            post(book, stand.circle.clock, [stand.submission(number)])
            os.write(acknowledge, b"%d\n" % number)
            number += 1

    return work


def killed_after(child: int, reading: int, seconds: float) -> list[int]:
    """Wait for the first acknowledgement and a while longer, kill the process, and give all that it acknowledged."""
    text = os.read(reading, 1)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    while part := os.read(reading, 65536):
        text += part
    os.close(reading)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "it ended before it was killed"
    # A line that was cut off was not yet told to anybody.
    return [int(line) for line in text.split(b"\n")[:-1]]


@pytest.mark.slow
def test_after_each_kill_every_acknowledged_payment_is_there_once(stand: Stand) -> None:
    dice = random.Random(SEED)
    next_one, posted = 0, 0
    for kill in range(effort.KILLS):
        child, reading = child_that(sends_for_ever(stand, next_one))
        acknowledged = killed_after(child, reading, dice.uniform(0, 0.015))
        assert acknowledged == list(range(next_one, next_one + len(acknowledged)))
        posted += len(acknowledged)
        open_one = next_one + len(acknowledged)
        assert [times_booked(stand.path, stand.name(number)) for number in acknowledged] == [1] * len(acknowledged)
        # The one that was on its way is there whole or not at all, and the next ones were never begun.
        there = times_booked(stand.path, stand.name(open_one))
        assert there in (0, 1)
        assert times_booked(stand.path, stand.name(open_one + 1)) == 0
        assert stand.received() == (posted + there) * AMOUNT
        assert faults(stand.path, stand.circle.seen) == [], f"after kill {kill} of seed {SEED}"
        again = stand.circle.post(stand.submission(open_one))
        assert again.replayed == bool(there)
        posted, next_one = posted + 1, open_one + 1
        assert stand.received() == posted * AMOUNT
    assert posted > effort.KILLS


def killed_at_a_random_moment(line: list[str], wal: Path, dice: random.Random, usual: float) -> tuple[int, bytes]:
    """Run the installed program and kill it; gives its status and what it had said by then.

    Half of the kills come at any time of its life. A payment is a small part of that, so the other half wait until the
    database's log grows, and come between its first write and the end of the program.
    """
    before = size_of(wal)
    process = subprocess.Popen(
        [PROGRAM, *keyed(line)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    if dice.random() < 0.5:
        wait = usual * dice.uniform(0.1, 0.9)
    else:
        while size_of(wal) <= before and process.poll() is None:
            time.sleep(0.0005)
        wait = usual * dice.uniform(0, 0.06)
    with suppress(subprocess.TimeoutExpired):
        process.wait(wait)
    process.kill()
    out, _ = process.communicate()
    return process.returncode, out


def life_of(*line: str) -> float:
    """Run the installed program to its end and give how long that took, in seconds."""
    began = time.monotonic()
    paycli(*line)
    return time.monotonic() - began


def size_of(path: Path) -> int:
    """Give a file's size; 0 where there is none."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def kills_in(outcomes: Counter[tuple[bool, int]]) -> tuple[int, int]:
    """Count the kills before the commit, and those behind it."""
    return outcomes[False, -signal.SIGKILL], outcomes[True, -signal.SIGKILL]


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_installed_program_killed_again_and_again_at_any_moment_is_completed_by_repeats(
    household: Household,
) -> None:
    dice, wal = random.Random(SEED), household.ledger.with_name("home.db-wal")
    # The shortest life, so that on a busy machine the kills come early and not too late.
    usual = min(life_of("send", "bo", "1", "--as", "ming", "--yes") for _ in range(3))
    before, outcomes = entries(household.ledger), Counter[tuple[bool, int]]()
    tries = 0
    # Both sides of the commit must be hit, or this test would look at one only.
    while sum(kills_in(outcomes)) < effort.KILLS or min(kills_in(outcomes)) < effort.KILLS // 10:
        line = ["send", "li", "1.25", "lunch", "--as", "ming", "-k", f"kill {tries}"]
        status, out = killed_at_a_random_moment([*line, "--yes", "--json"], wal, dice, usual)
        there = entries(household.ledger) - before - tries
        assert there in (0, 1)
        assert status in (0, -signal.SIGKILL), (status, out)
        assert faults(household.ledger) == []
        answer = household.json(*line)
        assert answer["replayed"] == bool(there)
        outcomes[bool(there), status] += 1
        # Whatever was said before the end was true, also by one that was killed right behind its answer.
        assert status != 0 or out
        if out:
            assert answer == json.loads(out) | {"replayed": True}
        assert times_booked(household.ledger, answer["id"]) == 1
        tries += 1
        assert household.balance("li") == f"{1.25 * tries:.2f}"
        assert tries < 3 * effort.KILLS, f"the kills miss: {outcomes}"
    assert min(kills_in(outcomes)) >= effort.KILLS // 10, outcomes
