"""A scanner at the till in lines, on a real terminal: fast or slow, whatever ends its codes, also on a busy ledger."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from paycli.app.machine import LocalMachine
from paycli.home.till_journal import TillJournal
from tests.support.effort import LARGE
from tests.support.terminal import Screen

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.inside import Household

pytestmark = [pytest.mark.python, pytest.mark.slow]

CAFE = ("--as", "cafe")
ENDS = {"CR": "\r", "LF": "\n", "Tab": "\t"}
COUNT = 200
BUSY_SECONDS = 2


def code(number: int) -> str:
    """Give a code of 13 digits as on a wrapping."""
    digits = f"40{number:010d}"
    odd, even = (sum(map(int, digits[begin::2])) for begin in (0, 1))
    return f"{digits}{-(odd + 3 * even) % 10}"


CODES = [code(number * 7_919) for number in range(COUNT)]


@pytest.fixture
def house(empty_house: Household, tmp_path: Path) -> Household:
    house = empty_house.begin(shops=("cafe",))
    items = tmp_path / "items.csv"
    items.write_text("code,name,price\n" + "".join(f"{each},Thing {each[-4:]},1.00\n" for each in CODES))
    house.run("item", "import", str(items), *CAFE)
    house.run("pos", "open", "--float", "200", *CAFE)
    return house


def rung_up(house: Household) -> list[str]:
    """Give the codes in the cart of the till, by its journal, in their order."""
    machine = LocalMachine(os.environ, None)
    journal = TillJournal(house.ledger.parent, machine.store.find("cafe"), 1)
    journal.close()
    machine.close()
    return [line.code for line in journal.restore().cart.lines]


def scan(screen: Screen, codes: list[str], end: str, pause_ms: int) -> None:
    """Type codes as a scanner does, a character after the other; the screen is read meanwhile, as a terminal does."""
    keys = "".join(f"{each}{end}" for each in codes)
    if not pause_ms:
        screen.type(keys)
        return
    for key in keys:
        screen.type(key)
        screen.read_for(pause_ms / 1000)


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("pause_ms", [0, 1, 3, 10])
def test_every_code_is_rung_up_once_and_in_order(house: Household, end: str, pause_ms: int) -> None:
    codes = CODES if LARGE or pause_ms < 3 else CODES[:20]
    with Screen("pos", "--lines", *CAFE) as screen:
        screen.until("help")
        scan(screen, codes, ENDS[end], pause_ms)
        screen.until(f"{len(codes)} lines").type("quit\n").ended()
    assert rung_up(house) == codes


@contextmanager
def busy(house: Household) -> Iterator[None]:
    """Hold the lock of SQLite in the ledger's file, and the one by which writers wait, as another process does."""
    reading, writing = os.pipe()
    holder = os.fork()
    if holder == 0:
        try:
            with house.ledger.with_name(f"{house.ledger.name}.lock").open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                base = sqlite3.connect(house.ledger)
                base.execute("BEGIN IMMEDIATE")
                os.write(writing, b".")
                time.sleep(BUSY_SECONDS)
        finally:
            os._exit(0)
    os.close(writing)
    assert os.read(reading, 1) == b"."
    os.close(reading)
    yield
    os.waitpid(holder, 0)


@pytest.mark.parametrize("end", ENDS)
def test_no_code_is_lost_while_somebody_else_writes_the_ledger(house: Household, end: str) -> None:
    first, rest = CODES[:5], CODES[5:]
    with Screen("pos", "--lines", *CAFE) as screen:
        screen.until("help")
        scan(screen, first, ENDS[end], 0)
        screen.until("5 lines")
        with busy(house):
            # The sale has to wait for the ledger, and the scanner waits for nobody.
            screen.type("cash\n")
            scan(screen, rest, ENDS[end], 0)
        screen.until("1-000001 cash").until(f"{len(rest)} lines").type("quit\n").ended()
    assert rung_up(house) == rest
