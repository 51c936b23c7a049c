"""A batch beside the raw loop that writes the same rows with the same signatures, a commit for each hundred.

Ours reads and checks a file, keeps it in a spool, looks the payee up, sets the sum aside, chooses the groups itself,
and proves what it wrote at the end. The raw loop begins with a batch that is open, and asks nothing.
"""

from __future__ import annotations

import io
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING, NamedTuple

from bench.api import app_on
from bench.circle import Door, make_ground
from bench.measure import Spread, interleave, kept_in, ratio, spread, table
from paycli.domain.batch_bodies import BatchNewBody
from paycli.services.audit.replay import Replay
from paycli.services.batches.pay import pay
from paycli.services.batches.wanted import Hearer, NewBatch
from paycli.services.engine.intents import Execution
from paycli.signing import CRYPTO
from paycli.store.sqlite.book import SqliteBook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_DAY_MS = 86_400_000


class Size(NamedTuple):
    """How many rounds there are, how many rows a batch has, and how many of them the raw loop writes in one commit."""

    rounds: int = 5
    rows: int = 10_000
    group: int = 100


class Found(NamedTuple):
    """The ratio of our rate to the raw one, by the clock and by processor time, and what a row costs in ms of that."""

    size: Size
    batch: Spread
    by_cpu: Spread
    cpu_ms: float


def run(size: Size | None = None, folder: Path | None = None) -> Found:
    """Measure in interleaved rounds; the ledgers are left in the folder if one is named."""
    size = size or Size()
    with kept_in(folder) as place, ExitStack() as open_things:
        ground, _ = make_ground(place, ("ming", "li"))
        app = app_on(ground, place)
        open_things.callback(app.machine.close)
        door = Door(ground, ground.copy("raw"), "ming")
        open_things.callback(door.book.close)
        raw = ground.raw(place / "ledger" / "raw.db", lock=False)
        open_things.callback(raw.close)
        ming, li = ground.signer("ming"), ground.signer("li")
        spent: list[float] = []
        raw_spent: list[float] = []
        names = iter(range(size.rounds + 1))

        def ours() -> float:
            rows = "".join(f"li,0.{10 + at % 90},r{at}\n" for at in range(size.rows))
            file, name = io.BytesIO(f"to,amount,id\n{rows}".encode()), f"wages {next(names)}"
            began, began_cpu = time.perf_counter(), time.process_time()
            paid = pay(app, file, NewBatch(name, _DAY_MS), Execution(), Hearer())
            spent.append((time.process_time() - began_cpu) * 1000 / size.rows)
            if paid.paid != size.rows:
                raise RuntimeError(paid)
            return size.rows / (time.perf_counter() - began)

        def theirs() -> float:
            amounts = [10 + at % 90 for at in range(size.rows)]
            batch = door.post("batch.new", BatchNewBody(None, "EUR", sum(amounts), size.rows, _DAY_MS)).order.name
            began, began_cpu = time.perf_counter(), time.process_time()
            for start in range(0, size.rows, size.group):
                raw.pay_rows(ming, li, batch, amounts[start : start + size.group])
            raw_spent.append((time.process_time() - began_cpu) * 1000 / size.rows)
            return size.rows / (time.perf_counter() - began)

        cases: dict[str, Callable[[], float]] = {"batch": ours, "raw": theirs}
        rates = interleave(cases, size.rounds)
        _check(place / "ledger" / "raw.db", ground.ledger)
    return Found(size, ratio(rates["batch"], rates["raw"]), ratio(raw_spent, spent), spread(spent).median)


def _check(path: Path, ledger: str) -> None:
    """Stop if the raw loop's rows do not pass the audit: only then are they the same rows."""
    book = SqliteBook(path, CRYPTO)
    with book.view() as view:
        replay = Replay(view)
        for _ in replay.run():
            pass
        replay.finish(ledger, None)
    book.close()
    if replay.faults.count:
        raise RuntimeError(replay.faults.named[0])


def show(found: Found) -> str:
    """Lay out what was found."""
    rows = [
        (f"a batch of {found.size.rows:,} rows", str(found.batch), "0.50"),
        ("the same by processor time", str(found.by_cpu), ""),
    ]
    cost = f"A row costs {found.cpu_ms:.2f} ms of processor time."
    return f"{table('Batches, as a part of the raw rate', ('', 'median (middle half)', 'aim'), rows)}\n  {cost}"


if __name__ == "__main__":
    print(show(run()))
