"""What people do with each other beside a `send`: taking what waits, and paying what somebody asks for.

At the door each in processor time of one process, with a commit each; and as whole processes on one core, with the
sealed file unlocked, so that no passphrase is worked out. What is accepted or paid was made before.
"""

from __future__ import annotations

import os
import subprocess
import time
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from bench.circle import SystemClock
from bench.measure import Spread, interleave, kept_in, on_one_core, ratio, table
from bench.startup import PROGRAM, WAIT_S, found_town, own_home, program
from bench.walk import used
from paycli.app.opening import local_machine
from paycli.domain.asking_bodies import RequestNewBody, SendWaitBody, Share
from paycli.domain.settings import MOST_OPEN_REQUESTS, MOST_REQUESTS_PER_DAY
from paycli.errors import PaycliError
from paycli.services.engine.drafts import Draft
from paycli.services.engine.posting import post
from paycli.signing import CRYPTO
from paycli.store.sqlite.book import SqliteBook
from paycli.store.sqlite.create import create_ledger
from tests.support.circle import Circle, HandClock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from paycli.domain.bodies import Body

SEND, ACCEPT, PAY = "send", "accept what waits", "pay a share"
DOOR, COMMAND = "at the door", "whole command"
# At the door an object is read and changed, as a sale is when it is paid, and no person waits for that.
AIMS = {DOOR: "", COMMAND: "1.2"}
_DAY_MS = 86_400_000
_MANY = 10**8


class Size(NamedTuple):
    """How much is measured: rounds at the door and how many orders in one of them, and rounds of whole commands."""

    rounds: int = 15
    orders: int = 60
    commands: int = 15


class Row(NamedTuple):
    """An act, how it was measured, and the ratio of its time to that of a send."""

    name: str
    way: str
    to_send: Spread


def run(size: Size | None = None, folder: Path | None = None) -> list[Row]:
    """Measure in interleaved rounds; of the whole commands the round before them does not count."""
    size = size or Size()
    with kept_in(folder) as place:
        cores = on_one_core()
        try:
            door = _at_the_door(place, size)
            commands = {name: times[1:] for name, times in _as_commands(place, size).items()}
        finally:
            if cores:
                os.sched_setaffinity(0, cores)
    ways = ((DOOR, door), (COMMAND, commands))
    return [Row(name, way, ratio(found[name], found[SEND])) for way, found in ways for name in (ACCEPT, PAY)]


# --- at the door -----------------------------------------------------------------------------------------------------
def _at_the_door(place: Path, size: Size) -> dict[str, list[float]]:
    path = place / "door" / "ledger.db"
    create_ledger(path)
    book = SqliteBook(path, CRYPTO)
    circle = Circle(book, people=("ming", "li"), shops=(), cash_minor=_MANY, clock=HandClock(SystemClock().now_ms()))
    for name in (MOST_OPEN_REQUESTS, MOST_REQUESTS_PER_DAY):
        circle.do("setting.set", {"name": name, "value": _MANY}, circle.operator)
    people = circle.people
    ming, money = str(people["ming"].wallet), {"amount": 1, "currency": "EUR"}
    waits = {"to": people["li"].wallet, **money, "note": None, "arrives_ms": None, "expires_ms": _DAY_MS}
    asks = {"currency": "EUR", "shares": [[people["li"].wallet, 1]], "note": None, "due_at": None, "about": None}

    def made(kind: str, body: Mapping[str, object]) -> list[str]:
        orders = [circle.order(kind, body, people["ming"]) for _ in range(size.orders)]
        _all_taken(circle.post_all(orders).outcomes)
        return [each.order.name for each in orders]

    def timed(kind: str, bodies: Iterable[Mapping[str, object]]) -> float:
        began = time.process_time()
        for body in bodies:
            circle.do(kind, body, people["li"])
        return time.process_time() - began

    found = interleave(
        {
            SEND: lambda: timed("send", [{"to": ming, **money, "note": None}] * size.orders),
            ACCEPT: lambda: timed("accept", [{"of": of} for of in made("send.wait", waits)]),
            PAY: lambda: timed(
                "request.pay",
                [{"request": of, "to": ming, **money} for of in made("request.new", {**asks, "expires_ms": _DAY_MS})],
            ),
        },
        size.rounds,
    )
    book.close()
    return found


def _all_taken(outcomes: Iterable[object]) -> None:
    for outcome in outcomes:
        if isinstance(outcome, PaycliError):
            raise outcome


# --- as whole commands -----------------------------------------------------------------------------------------------
def _as_commands(place: Path, size: Size) -> dict[str, list[float]]:
    rounds = size.commands + 1
    with own_home(place):
        found_town()
        for name in ("most-open-requests", "most-requests-per-day"):
            program("ledger", "set", name, str(_MANY), "--yes", "--as", "ming")
        waits, shares = (iter(names) for names in _made(rounds))
        program("unlock", "--for", "2h", "--as", "li")
        keys = count()

        def command(*words: str) -> None:
            subprocess.run(
                [PROGRAM, *words, "-k", f"key {next(keys)}", "--yes", "--as", "li"], check=True, capture_output=True,
                stdin=subprocess.DEVNULL, timeout=WAIT_S,
            )  # fmt: skip

        cases: dict[str, Callable[[], float]] = {
            SEND: lambda: used(lambda: command("send", "ming", "0.01")),
            ACCEPT: lambda: used(lambda: command("accept", next(waits))),
            PAY: lambda: used(lambda: command("accept", next(shares))),
        }
        try:
            return interleave(cases, rounds)
        finally:
            program("lock", "--as", "li")


def _made(rounds: int) -> tuple[list[str], list[str]]:
    """Let @ming set something aside for @li, and ask @li for something, so many times; gives their names."""
    machine = local_machine(None)
    ming, li = (machine.open(machine.store.find(name)) for name in ("ming", "li"))
    wait: Body = SendWaitBody(li.profile.wallet, 1, "EUR", None, None, _DAY_MS)
    ask: Body = RequestNewBody("EUR", (Share(li.profile.wallet, 1),), None, None, _DAY_MS, None)
    try:
        made = []
        for kind, body in (("send.wait", wait), ("request.new", ask)):
            orders = [Draft(ming, kind).sign(body) for _ in range(rounds)]
            _all_taken(post(ming.book, ming.clock, orders).outcomes)
            made.append([each.order.name for each in orders])
    finally:
        machine.close()
    return made[0], made[1]


def show(rows: Sequence[Row]) -> str:
    """Lay out what was found."""
    cells = [(f"{row.name}, {row.way}", str(row.to_send), AIMS[row.way]) for row in rows]
    return table("Between people, beside a send", ("", "median (middle half)", "at most"), cells)


if __name__ == "__main__":
    print(show(run()))
