"""A scanner at a till: codes that it types, a shop that sells them, and what was rung up."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from paycli.app.machine import LocalMachine
from paycli.home.till_journal import TillJournal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.inside import Household
    from tests.support.terminal import Screen

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


def have_items(house: Household, folder: Path) -> Household:
    """Let a shop sell all that is scanned, and have an open day."""
    shop = house.begin(shops=("cafe",))
    items = folder / "items.csv"
    items.write_text("code,name,price\n" + "".join(f"{each},Thing {each[-4:]},1.00\n" for each in CODES))
    shop.run("item", "import", str(items), *CAFE)
    shop.run("pos", "open", "--float", "200", *CAFE)
    return shop


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
