"""Many processes grabbing from the same envelopes, beside a raw loop behind the same lock file.

Each process is one wallet and takes one packet of each envelope, as fast as it can, for a fixed time. Both sides
sign, verify, take the lock file, commit durably and write the same rows. One process, eight, and thirty-two.
"""

from __future__ import annotations

import multiprocessing
import sqlite3
import time
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from bench.circle import Door, Ground, make_ground
from bench.measure import Spread, interleave, kept_in, percentile, ratio, spread, table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.synchronize import Barrier
    from pathlib import Path

WAIT_S = 60.0

# Parts of the raw loop's for rate and the longest wait but one in a hundred, and of our own fastest process.
AIM_RATE, AIM_P99, AIM_FAIRNESS = 0.6, 1.5, 0.3


class Size(NamedTuple):
    """How much is measured: rounds for each number of processes, each round so many seconds long.

    No process may come to the end of the envelopes, and each envelope has a packet for everybody.
    """

    rounds: int = 7
    processes: tuple[int, ...] = (1, 8, 32)
    seconds: float = 1.5
    envelopes: int = 5_000
    packets: int = 40


class Field(NamedTuple):
    """Where it is measured: the ledger that is copied for each run, its envelopes, and how long a run takes."""

    ground: Ground
    envelopes: list[str]
    seconds: float


class Cell(NamedTuple):
    """One run: grabs a second, half and 99 % of the waits (s), and the slowest process's part of the fastest's."""

    rate: float
    p50: float
    p99: float
    fairness: float


class Found(NamedTuple):
    """For one number of processes: ratios of ours to raw for rate and waits, and both sides' fairness."""

    processes: int
    rate: Spread
    p50: Spread
    p99: Spread
    fairness: Spread
    raw_fairness: Spread


def run(size: Size | None = None, folder: Path | None = None) -> list[Found]:
    """Measure in interleaved rounds, each on fresh copies of one ledger; the last ones are left in a named folder."""
    size = size or Size()
    with kept_in(folder) as place:
        people = ["ming", *(f"p{i}" for i in range(max(size.processes)))]
        field = Field(*make_ground(place, people, size.envelopes, size.packets), size.seconds)
        cells: dict[tuple[int, bool], list[Cell]] = {}
        cases = {
            f"{count} {ours}": _case(cells, field, count, ours=ours)
            for count in size.processes
            for ours in (True, False)
        }
        interleave(cases, size.rounds)
    return [_compare(count, cells[count, True], cells[count, False]) for count in size.processes]


def _case(cells: dict[tuple[int, bool], list[Cell]], field: Field, count: int, *, ours: bool) -> Callable[[], float]:
    def measure() -> float:
        cell = _cell(field, count, ours=ours)
        cells.setdefault((count, ours), []).append(cell)
        return cell.rate

    return measure


def _compare(count: int, ours: Sequence[Cell], raw: Sequence[Cell]) -> Found:
    return Found(
        count,
        ratio([cell.rate for cell in ours], [cell.rate for cell in raw]),
        ratio([cell.p50 for cell in ours], [cell.p50 for cell in raw]),
        ratio([cell.p99 for cell in ours], [cell.p99 for cell in raw]),
        spread([cell.fairness for cell in ours]),
        spread([cell.fairness for cell in raw]),
    )


def _cell(field: Field, count: int, *, ours: bool) -> Cell:
    """Let so many processes grab at once, and check the books that they leave."""
    name = f"{'ours' if ours else 'raw'}-{count}"
    for suffix in ("", ".lock", "-wal", "-shm"):
        field.ground.path.with_name(f"{name}.db{suffix}").unlink(missing_ok=True)
    path = field.ground.copy(name)
    fork = multiprocessing.get_context("fork")
    barrier = fork.Barrier(count)
    pipes, workers = [], []
    for i in range(count):
        mine, theirs = fork.Pipe(duplex=False)
        make_grab = partial(_our_grab if ours else _raw_grab, field.ground, path, f"p{i}")
        worker = fork.Process(target=_worker, args=(theirs, barrier, make_grab, field))
        worker.start()
        theirs.close()
        pipes.append(mine)
        workers.append(worker)
    try:
        waits = [_answer(pipe) for pipe in pipes]
    finally:
        for worker in workers:
            worker.join(WAIT_S)
            if worker.is_alive():
                worker.kill()
    _check(path, sum(map(len, waits)))
    every = [wait for one in waits for wait in one]
    lengths = [len(one) for one in waits]
    rate = sum(lengths) / field.seconds
    return Cell(rate, percentile(every, 0.5), percentile(every, 0.99), min(lengths) / max(lengths))


def _answer(pipe: Connection) -> list[float]:
    if not pipe.poll(WAIT_S):
        raise RuntimeError("a grabbing process gave no answer")
    waits: list[float] = pipe.recv()
    return waits


def _our_grab(ground: Ground, path: Path, name: str) -> Callable[[str], object]:
    return Door(ground, path, name).grab


def _raw_grab(ground: Ground, path: Path, name: str) -> Callable[[str], object]:
    return partial(ground.raw(path, lock=True).grab, ground.signer(name))


def _worker(pipe: Connection, barrier: Barrier, make_grab: Callable[[], Callable[[str], object]], field: Field) -> None:
    """Grab until the time is over, at least once; answers with how long each grab took."""
    grab = make_grab()
    grab(field.envelopes[0])
    waits: list[float] = []
    barrier.wait(WAIT_S)
    began = time.perf_counter()
    for envelope in field.envelopes[1:]:
        start = time.perf_counter()
        if waits and start - began >= field.seconds:
            break
        grab(envelope)
        waits.append(time.perf_counter() - start)
    pipe.send(waits)
    pipe.close()


def _check(path: Path, grabs: int) -> None:
    """Stop if a grab is missing or money was made: a benchmark of wrong books says nothing."""
    database = sqlite3.connect(path)
    claims = database.execute("SELECT count(*) FROM claims").fetchone()[0]
    total = database.execute("SELECT sum(balance_minor) FROM accounts").fetchone()[0]
    held = database.execute("SELECT sum(held_minor) FROM objects").fetchone()[0]
    kept = database.execute("SELECT sum(balance_minor) FROM accounts WHERE name LIKE 'o:%'").fetchone()[0]
    database.close()
    if claims < grabs or total != 0 or held != kept:
        raise RuntimeError(f"{claims} claims for {grabs} grabs, balances sum to {total}, {held} held against {kept}")


def show(found: Sequence[Found]) -> str:
    """Lay out what was found."""
    columns = ("processes", "rate", "wait, half", "wait, 99 %", "slowest/fastest", "the raw loop's")
    rows = [
        (str(one.processes), *map(str, (one.rate, one.p50, one.p99, one.fairness, one.raw_fairness))) for one in found
    ]
    rows.append(("aim", f"at least {AIM_RATE:.2f}", "", f"at most {AIM_P99:.2f}", f"at least {AIM_FAIRNESS:.2f}", ""))
    return table("Grabs by many processes, as a part of the raw loop behind the same lock file", columns, rows)


if __name__ == "__main__":
    print(show(run()))
