"""Posting beside a raw loop that writes the same rows with the same signatures, and the rate of the audit's replay.

Both sides make the order, sign it, verify it and make it durable. One commit each, and a thousand in one commit.
The door also asks for the right, the limits, the repeat and what is due, and takes the lock file; the raw loop not.
"""

from __future__ import annotations

import os
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING, NamedTuple

from bench.circle import Door, Ground, make_ground
from bench.measure import Spread, interleave, kept_in, on_one_core, ratio, spread, table
from paycli.domain.ids import key_id
from paycli.services.audit.replay import Replay
from paycli.signing import CRYPTO
from paycli.store.sqlite.book import SqliteBook

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from bench.raw import RawLedger


class Size(NamedTuple):
    """How much is measured: many short rounds, since a neighbour's burst then spoils few.

    A round posts so many `singles`, or one `group`; the `log` that is replayed is a whole number of groups long.
    """

    rounds: int = 25
    groups: int = 11
    singles: int = 80
    group: int = 1_000
    log: int = 10_000
    replays: int = 5


class Found(NamedTuple):
    """Ratios of our rate to the raw one for each, and entries replayed in a second of one core's time."""

    size: Size
    single: Spread
    group: Spread
    replay: Spread
    entries: float


def run(size: Size | None = None, folder: Path | None = None) -> Found:
    """Measure in interleaved rounds; the ledgers are left in the folder if one is named."""
    size = size or Size()
    with kept_in(folder) as place, ExitStack() as books:
        ground, _ = make_ground(place, ("ming", "li"))
        cases = _cases(ground, size, books)
        posting = interleave({name: case for name, case in cases.items() if "single" in name}, size.rounds)
        posting |= interleave({name: case for name, case in cases.items() if "group" in name}, size.groups)
        _check_raw(ground)
        replay = _replays(ground, size, books)
    return Found(
        size,
        ratio(posting["single"], posting["raw single"]),
        ratio(posting["group"], posting["raw group"]),
        ratio(replay["replay"], replay["raw"]),
        spread(replay["replay"]).median,
    )


def _cases(ground: Ground, size: Size, books: ExitStack) -> dict[str, Callable[[], float]]:
    door = Door(ground, ground.copy("ours"), "ming")
    books.callback(door.book.close)
    raw = ground.raw(ground.copy("raw"), lock=False)
    books.callback(raw.close)
    ming, li = ground.signer("ming"), ground.signer("li")

    def ours(group: int) -> Callable[[Sequence[int]], None]:
        def send(amounts_minor: Sequence[int]) -> None:
            for start in range(0, len(amounts_minor), group):
                door.send(li.wallet, amounts_minor[start : start + group])

        return send

    def theirs(group: int) -> Callable[[Sequence[int]], None]:
        def send(amounts_minor: Sequence[int]) -> None:
            for start in range(0, len(amounts_minor), group):
                raw.send(ming, li, amounts_minor[start : start + group])

        return send

    singles, many = tuple(range(1, size.singles + 1)), tuple(range(1, size.group + 1))
    return {
        "single": lambda: _rate(ours(1), singles),
        "raw single": lambda: _rate(theirs(1), singles),
        "group": lambda: _rate(ours(size.group), many),
        "raw group": lambda: _rate(theirs(size.group), many),
    }


def _rate(send: Callable[[Sequence[int]], None], amounts_minor: Sequence[int]) -> float:
    began = time.perf_counter()
    send(amounts_minor)
    return len(amounts_minor) / (time.perf_counter() - began)


def _check_raw(ground: Ground) -> None:
    """Stop if the raw loop's rows do not pass the audit: only then are they the same rows."""
    _replay(ground.path.with_name("raw.db"), ground.ledger)


def _replays(ground: Ground, size: Size, books: ExitStack) -> dict[str, list[float]]:
    """Give entries in a second of one core's time, with the audit's replay and with signatures and roots alone.

    The replay parses strictly, verifies, judges by the rules, hashes, and compares every row that is stored.
    """
    path = ground.copy("log")
    door = Door(ground, path, "ming")
    for _ in range(size.log // size.group):
        door.send(ground.signer("li").wallet, range(1, size.group + 1))
    door.book.close()
    parties = [*ground.people.values(), *ground.others]
    publics = {bytes.fromhex(key_id(one.public)): bytes.fromhex(one.public) for one in parties}
    raw = ground.raw(path, lock=False)
    books.callback(raw.close)
    cores = on_one_core()
    try:
        return interleave(
            {"replay": lambda: _replay(path, ground.ledger), "raw": lambda: _read(raw, publics)}, size.replays
        )
    finally:
        if cores:
            os.sched_setaffinity(0, cores)


def _replay(path: Path, ledger: str) -> float:
    book = SqliteBook(path, CRYPTO)
    began = time.process_time()
    with book.view() as view:
        replay = Replay(view)
        for _ in replay.run():
            pass
        replay.finish(ledger, None)
    duration_ms = time.process_time() - began
    book.close()
    if replay.faults.count:
        raise RuntimeError(replay.faults.named[0])
    return replay.head.size / duration_ms


def _read(raw: RawLedger, publics: Mapping[bytes, bytes]) -> float:
    began = time.process_time()
    size = raw.check(publics)
    return size / (time.process_time() - began)


def show(found: Found) -> str:
    """Lay out what was found."""
    rows = [
        ("one commit each", str(found.single), "0.75"),
        (f"{found.size.group:,} in one commit", str(found.group), "0.70"),
        ("audit's replay, to signatures and roots alone", str(found.replay), ""),
    ]
    replay = f"Replay: {found.entries:,.0f} entries in a second of one core's time (aim 8,000)."
    return f"{table('Posting, as a part of the raw rate', ('', 'median (middle half)', 'aim'), rows)}\n  {replay}"


if __name__ == "__main__":
    print(show(run()))
