"""The audit of a long log: its memory beside that of a short one, and its rate with a second core beside one core's.

Each audit is a process of its own, since a process never gives back what it once held.
"""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

from bench.circle import Door, Ground, make_ground
from bench.measure import Spread, interleave, kept_in, ratio, table

if TYPE_CHECKING:
    from pathlib import Path


class Size(NamedTuple):
    """How long the two logs are, and how often each is audited."""

    few: int = 10_000
    many: int = 100_000
    group: int = 1_000
    rounds: int = 5


class Found(NamedTuple):
    """The most memory (MB) of the audit of each log, and the rate with a second core beside the rate without."""

    size: Size
    few_mb: float
    many_mb: float
    second_core: Spread


def run(size: Size | None = None, folder: Path | None = None) -> Found:
    """Measure in interleaved rounds; the ledgers are left in the folder if one is named."""
    size = size or Size()
    with kept_in(folder) as place:
        ground, _ = make_ground(place, ("ming", "li"))
        few, many = (_long(ground, entries, size.group) for entries in (size.few, size.many))
        rates = interleave({"two": lambda: _audited(few)[0], "one": lambda: _audited(few, "one")[0]}, size.rounds)
        return Found(size, _audited(few)[1], _audited(many)[1], ratio(rates["two"], rates["one"]))


def _long(ground: Ground, entries: int, group: int) -> Path:
    path = ground.copy(f"log{entries}")
    door = Door(ground, path, "ming")
    for _ in range(entries // group):
        door.send(ground.signer("li").wallet, range(1, group + 1))
    door.book.close()
    return path


def _audited(path: Path, cores: str = "all") -> tuple[float, float]:
    """Give entries in a second and the most memory in MB of an audit in a process of its own."""
    command = [sys.executable, "-m", "bench.one_audit", str(path), cores]
    rate, memory_mb = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return float(rate), float(memory_mb)


def show(found: Found) -> str:
    """Say it in a small table."""
    size = found.size
    rows = [
        (f"memory of {size.many:,} entries beside {size.few:,}", f"{found.many_mb / found.few_mb:.2f}"),
        ("rate with a second core beside one core", str(found.second_core)),
    ]
    title = f"Audit: {found.few_mb:.0f} MB for {size.few:,} entries, {found.many_mb:.0f} MB for {size.many:,}"
    return table(title, ("", "ratio"), rows)
