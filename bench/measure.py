"""Rounds in which every case runs once, and what the rounds say: ratios of the same round, never bare times."""

from __future__ import annotations

import os
import statistics
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence


class Spread(NamedTuple):
    """The median of some rounds, and the bounds between which the middle half of them lies."""

    low: float
    median: float
    high: float

    def __str__(self) -> str:
        return f"{self.median:.2f} ({self.low:.2f} to {self.high:.2f})"


def spread(values: Sequence[float]) -> Spread:
    """Give the spread of some numbers."""
    low, median, high = statistics.quantiles(values, n=4, method="inclusive")
    return Spread(low, median, high)


def ratio(these: Sequence[float], those: Sequence[float]) -> Spread:
    """Give the spread of the ratios of the same round, which the noise of a shared machine touches least."""
    return spread([one / other for one, other in zip(these, those, strict=True)])


def interleave(cases: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, list[float]]:
    """Run every case once a round, in turn from the front and from the back; gives one number a round for each."""
    found: dict[str, list[float]] = {name: [] for name in cases}
    for i in range(rounds):
        for name in list(cases) if i % 2 == 0 else reversed(list(cases)):
            found[name].append(cases[name]())
    return found


def on_one_core() -> set[int]:
    """Keep this process on one core from now on, where the system can; gives the cores that it had."""
    if not hasattr(os, "sched_setaffinity"):
        return set()
    had = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(had)})
    return had


@contextmanager
def kept_in(folder: Path | None) -> Iterator[Path]:
    """Give the folder for the ledgers of a run: the one that is named, or one that is removed afterwards."""
    if folder is not None:
        yield folder
        return
    with tempfile.TemporaryDirectory() as made:
        yield Path(made)


def percentile(values: Sequence[float], part: float) -> float:
    """Give the value that `part` (0 to 1) of the values do not pass."""
    return sorted(values)[min(len(values) - 1, int(part * len(values)))]


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Lay out a small table for a terminal: names to the left, numbers to the right."""
    widths = [max(len(row[i]) for row in (columns, *rows)) for i in range(len(columns))]

    def line(row: Sequence[str]) -> str:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        return "  " + "  ".join(cells).rstrip()

    return "\n".join(["", title, line(columns), *map(line, rows)])
