"""What the walk over new entries adds to a command, and how many entries it hashes in a second.

A home is put back before each command to where it knew all of the log, all but 100 entries, or all but 1,000. Wallets
that it does not know as its own ordered those: their place in the log is all that is its concern. Times are those of a
processor, on one core.
"""

from __future__ import annotations

import os
import resource
import shutil
import sys
import time
from typing import TYPE_CHECKING, NamedTuple

from bench.measure import Spread, interleave, kept_in, on_one_core, ratio, spread, table
from bench.startup import BASE, KDF, SIGNING, derivation, found_town, own_home, process, program
from paycli.app.opening import local_machine
from paycli.services.engine.intents import Execution
from paycli.services.envelopes import send as envelopes
from paycli.services.payments import transfers
from paycli.services.proof.walk import walk
from paycli.signing import CRYPTO
from paycli.store.sqlite.book import SqliteBook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

AIM_ENTRIES = 20_000


class Size(NamedTuple):
    """How much is measured: rounds, how many entries are new to a few and to many, and walks for the rate."""

    rounds: int = 9
    few: int = 100
    many: int = 1_000
    walks: int = 20


class Row(NamedTuple):
    """A command with so many new entries: its ratio to the base, and to itself with nothing new."""

    name: str
    to_base: Spread
    to_nothing_new: Spread | None


class Found(NamedTuple):
    """The commands, and how many entries are hashed in a second of one core's time."""

    rows: tuple[Row, ...]
    entries: float


class Homes(NamedTuple):
    """The home that commands use, and copies of it by how many entries are new to them; an envelope to look at."""

    home: Path
    copies: dict[int, Path]
    envelope: str


def run(size: Size | None = None, folder: Path | None = None) -> Found:
    """Measure in interleaved rounds; the round before them fills the caches and does not count."""
    size = size or Size()
    with kept_in(folder) as place, own_home(place):
        homes = _make_homes(place, size)
        cores = on_one_core()
        try:
            found = interleave(_cases(homes, size), size.rounds + 1)
            entries = _rate(homes, size.walks)
        finally:
            if cores:
                os.sched_setaffinity(0, cores)
    return Found(tuple(_rows({name: times[1:] for name, times in found.items()}, size)), entries)


def _make_homes(folder: Path, size: Size) -> Homes:
    """Make a ledger on which the last entries are payments between others; what was known is kept from before them."""
    home = folder / "home"
    found_town()
    machine = local_machine(None)
    apps = {profile.name: machine.open(profile) for profile in machine.profiles()}
    envelope = envelopes.send(apps["ming"], envelopes.NewEnvelope("0.04", packets=2), Execution()).id
    seen = {}
    for left in range(size.many, 0, -1):
        if left in {size.few, size.many}:
            seen[left] = _look(home, folder / f"seen-{left}")
        transfers.send(apps["li"], "cafe", "0.01", None, Execution())
    for app in apps.values():
        app.book.close()
    seen[0] = _look(home, folder / "seen-0")
    copies = {new: shutil.copytree(home, folder / f"home-{new}") for new in seen}
    for new, copy in copies.items():
        shutil.copytree(seen[new], copy / "seen", dirs_exist_ok=True)
    return Homes(home, copies, envelope)


def _look(home: Path, goal: Path) -> Path:
    """Look at the log for the first time, as one wallet alone, and copy what is known from then on."""
    shutil.rmtree(home / "seen")
    program("balance", "--as", "ming")
    return shutil.copytree(home / "seen", goal)


def _cases(homes: Homes, size: Size) -> dict[str, Callable[[], float]]:
    def command(new: int, *args: str) -> Callable[[], float]:
        def measure() -> float:
            shutil.rmtree(homes.home)
            shutil.copytree(homes.copies[new], homes.home)
            return used(lambda: program(*args, "--as", "ming"))

        return measure

    cases: dict[str, Callable[[], float]] = {
        BASE: lambda: used(lambda: process(sys.executable, "-c", "import typer")),
        KDF: lambda: derivation("process_time"),
    }
    for new in (0, size.few):
        cases[_name("balance", new)] = command(new, "balance")
        cases[_name("show", new)] = command(new, "show", homes.envelope)
        cases[_name("send", new)] = command(new, "send", "li", "0.01", "--no-key", "--yes")
    cases[_name("balance", size.many)] = command(size.many, "balance")
    return cases


def used(run: Callable[[], object]) -> float:
    """Give the processor time of the processes that are started and end meanwhile."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _name(command: str, new: int) -> str:
    return f"{command}, {new:,} new" if new else f"{command}, nothing new"


def _rows(found: dict[str, list[float]], size: Size) -> list[Row]:
    derived = found[KDF]

    def times(command: str, new: int) -> list[float]:
        whole = found[_name(command, new)]
        return [one - part for one, part in zip(whole, derived, strict=True)] if command in SIGNING else whole

    rows = []
    for command, news in (("balance", (0, size.few, size.many)), ("show", (0, size.few)), ("send", (0, size.few))):
        for new in news:
            beside = ratio(times(command, new), times(command, 0)) if new else None
            rows.append(Row(_name(command, new), ratio(times(command, new), found[BASE]), beside))
    return rows


def _rate(homes: Homes, walks: int) -> float:
    """Walk the whole log as somebody whom nothing in it concerns; gives entries in a second of one core's time."""
    book = SqliteBook(homes.home / "home.db", CRYPTO)
    rates = []
    with book.view() as view:
        for _ in range(walks):
            began = time.process_time()
            known, _ = walk(view, None, (view.registry.ledger, ""))
            rates.append(known.head.size / (time.process_time() - began))
    book.close()
    return spread(rates).median


def show(found: Found) -> str:
    """Lay out what was found."""
    cells = [(row.name, str(row.to_base), str(row.to_nothing_new or "")) for row in found.rows]
    columns = ("", "median (middle half)", "beside nothing new")
    rate = f"The walk: {found.entries:,.0f} entries in a second of one core's time (aim {AIM_ENTRIES:,})."
    return f"{table(f'New entries to walk over, as multiples of {BASE}, without Argon2id', columns, cells)}\n  {rate}"


if __name__ == "__main__":
    print(show(run()))
