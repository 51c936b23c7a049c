"""A program that pays from Python, killed by -9 at random moments: the same calls again pay each once."""

from __future__ import annotations

import os
import random
import select
import signal
from typing import TYPE_CHECKING

import pytest

from paycli.home.profiles import Profiles
from tests.support import effort
from tests.support.programs import opened
from tests.support.proof import entries, faults, kinds_booked

if TYPE_CHECKING:
    from tests.support.inside import Household

SEED = 20_261_129
KILLS, CALLS = effort.often(150), 50_000


@pytest.fixture
def house(empty_house: Household) -> Household:
    return empty_house.begin("bo", cash={"ming": "500"})


def pay_all(house: Household, calls: int, tell: int) -> None:
    """Pay cents under keys, from the first on, and tell each once the program has it: how large the log was."""
    with opened(house, "ming") as ming:
        for number in range(calls):
            sent = ming.send("bo", "0.01", key=f"row-{number}")
            os.write(tell, f"{number} {sent.n} {int(sent.replayed)}\n".encode())


def killed(house: Household, wait_s: float) -> list[tuple[int, int, bool]]:
    """Let a program pay, and kill it so long after its first new payment; gives what it was told."""
    reading, tell = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            pay_all(house, CALLS, tell)
        finally:
            os._exit(0)
    os.close(tell)
    told = b""
    # Until a payment is new, and from then on for so long.
    while b" 0\n" not in told:
        part = os.read(reading, 65_536)
        assert part, "the program ended by itself"
        told += part
    select.select([], [], [], wait_s)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while part := os.read(reading, 65_536):
        told += part
    os.close(reading)
    lines = [line.split() for line in told.decode().splitlines(keepends=False) if line.count(" ") == 2]
    return [(int(number), int(n), replayed == "1") for number, n, replayed in lines]


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_program_killed_at_any_moment_pays_each_once_and_forgets_no_place(house: Household) -> None:
    dice = random.Random(SEED)
    memory, ledger = Profiles(house.ledger.parent), str(house.json("ledger", "show", "--as", "bo")["ledger"])
    booked = dict[int, int]()
    for _ in range(KILLS):
        told = killed(house, dice.uniform(0, 0.04))
        for number, n, _ in told:
            # A repeat is answered with the entry of the first time.
            assert booked.setdefault(number, n) == n
        known = memory.known(ledger)
        assert known is not None
        further = known.further.size if known.further is not None else 0
        assert max(booked.values()) <= max(known.head.size, further) <= entries(house.ledger)
        paid = kinds_booked(house.ledger)["send"]
        # It may have been killed between the commit and its own next line.
        assert len(booked) <= paid <= len(booked) + 1
        assert house.balance("bo") == f"{paid / 100:.2f}"
    paid = kinds_booked(house.ledger)["send"]
    assert KILLS <= paid < CALLS
    with opened(house, "ming") as ming:
        assert all(ming.send("bo", "0.01", key=f"row-{number}").replayed for number in range(paid))
        assert not ming.send("bo", "0.01", key=f"row-{paid}").replayed
    assert faults(house.ledger) == []
    house.run("ledger", "audit", "--as", "ming")
