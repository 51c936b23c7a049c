"""What everyday lists cost beside `balance`, on a log of a few entries and on a long one.

All entries are those of one wallet. Whole processes on one core, in processor time, their output into a pipe; and on a
terminal, where Rich draws the tables, beside a balance in a pipe all the same.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from bench.measure import Spread, interleave, kept_in, on_one_core, ratio, table
from bench.startup import PROGRAM, found_town, on_terminal, own_home, program
from bench.walk import used
from paycli.app.opening import local_machine
from paycli.domain.bodies import SendBody
from paycli.services.engine.drafts import Draft
from paycli.services.engine.posting import post
from paycli.services.reading.names import resolve
from paycli.services.reading.reader import reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

BASE = "balance"
LISTS = ("log", "log --limit 10", "inbox", "envelope list", "envelope stats", "wallet list")
PIPE, TERMINAL = "pipe", "terminal"
FIRST_LINE = "log --jsonl | head -n 1"
AIMS = {PIPE: 1.5, TERMINAL: 2.0}
_AT_ONCE = 1_000


class Size(NamedTuple):
    """How much is measured: rounds, and the payments on a short and on a long log."""

    rounds: int = 15
    few: int = 20
    many: int = 20_000


class Row(NamedTuple):
    """A list on a log of so many payments, in a pipe or on a terminal: its ratio to the balance of the same log.

    FIRST_LINE stands for a stream of which only the first line is read.
    """

    name: str
    payments: int
    where: str
    to_balance: Spread


def run(size: Size | None = None, folder: Path | None = None) -> list[Row]:
    """Measure in interleaved rounds; the round before them fills the caches and does not count."""
    size = size or Size()
    with kept_in(folder) as place, own_home(place):
        home = place / "home"
        found_town()
        for line in ("envelope send li 5 -m luck", "envelope send 2 -n 2"):
            program(*line.split(), "--no-key", "--yes", "--as", "ming")
        program("grab", "--yes", "--as", "li")
        copies = {}
        for payments, more in ((size.few, size.few), (size.many, size.many - size.few)):
            _pay(more)
            program(BASE, "--as", "ming")
            copies[payments] = shutil.copytree(home, place / f"home-{payments}")
        shutil.rmtree(home)
        cores = on_one_core()
        try:
            found = interleave(_cases(home, copies), size.rounds + 1)
        finally:
            if cores:
                os.sched_setaffinity(0, cores)
            shutil.rmtree(home, ignore_errors=True)
    return [
        Row(
            name,
            payments,
            where,
            ratio(found[_name(name, payments, where)][1:], found[_name(BASE, payments, PIPE)][1:]),
        )
        for name, payments, where in _rows(copies)
    ]


def _rows(copies: Iterable[int]) -> list[tuple[str, int, str]]:
    named = [(name, payments, where) for where in AIMS for payments in copies for name in LISTS]
    return named + [(FIRST_LINE, payments, PIPE) for payments in copies]


def _pay(count: int) -> None:
    """Let @ming pay @li so many cents, by the one door."""
    machine = local_machine(None)
    app = machine.open(machine.store.find("ming"))
    with reading(app) as reader:
        body = SendBody(to=resolve(reader, "li"), amount_minor=1, currency="EUR", note=None)
    for start in range(0, count, _AT_ONCE):
        post(app.book, app.clock, [Draft(app, "send").sign(body) for _ in range(min(_AT_ONCE, count - start))])
    machine.close()


def _cases(home: Path, copies: dict[int, Path]) -> dict[str, Callable[[], float]]:
    def command(name: str, payments: int, where: str) -> Callable[[], float]:
        words = [*name.partition(" | ")[0].split(), "--as", "ming"]
        run = partial(_first_line, *words) if name == FIRST_LINE else partial(program, *words)
        if where == TERMINAL:
            run = partial(on_terminal, PROGRAM, *words)

        def measure() -> float:
            copies[payments].rename(home)
            try:
                return used(run)
            finally:
                home.rename(copies[payments])

        return measure

    named = [(BASE, payments, PIPE) for payments in copies] + _rows(copies)
    return {_name(*each): command(*each) for each in named}


def _first_line(*words: str) -> None:
    """Run a command and go away behind its first line; raises RuntimeError where none comes."""
    with subprocess.Popen([PROGRAM, *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as child:
        if child.stdout is None or not child.stdout.readline():
            raise RuntimeError(f"paycli {' '.join(words)} wrote nothing")


def _name(command: str, payments: int, where: str) -> str:
    return f"{command}, {payments:,} payments, {where}"


def show(rows: list[Row]) -> str:
    """Lay out what was found."""
    cells = [(_name(row.name, row.payments, row.where), str(row.to_balance), str(AIMS[row.where])) for row in rows]
    return table(f"Lists, as multiples of {BASE} in a pipe", ("", "median (middle half)", "aim"), cells)


if __name__ == "__main__":
    print(show(run()))
