"""A payment by a mandate beside the same payment by the wallet's own key in a sealed file.

Whole processes on one core, in processor time. The mandate's have nothing but its file (`env -i`), or a home to
remember in too; the wallet's have its home and a file with the passphrase, from which Argon2id must derive the key.
"""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING, NamedTuple

from bench.measure import Spread, interleave, kept_in, on_one_core, ratio, table
from bench.startup import PROGRAM, WAIT_S, found_town, own_home, program
from bench.walk import used

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

SEALED, FILE_ONLY, WITH_MEMORY = "sealed file", "mandate, its file alone", "mandate with a memory"
AIM = 0.6
_ROUNDS = 15
_MANDATE = "mandate new payroll --can send --to li --max 100/day --until 2099-12-31 --as ming --yes --out"


class Row(NamedTuple):
    """A way to pay, and the ratio of its time to that of the sealed file's."""

    name: str
    to_sealed: Spread


def run(rounds: int = _ROUNDS, folder: Path | None = None) -> list[Row]:
    """Measure in interleaved rounds; the round before them fills the caches and does not count."""
    with kept_in(folder) as place, own_home(place):
        found_town()
        file, memory = place / "payroll.mandate", place / "memory"
        program(*_MANDATE.split(), str(file))
        alone = {"PAYCLI_MANDATE_FILE": str(file)}
        ways = {SEALED: dict(os.environ), FILE_ONLY: alone, WITH_MEMORY: {**alone, "PAYCLI_HOME": str(memory)}}
        cores = on_one_core()
        try:
            found = interleave({name: _payments(name, environ) for name, environ in ways.items()}, rounds + 1)
        finally:
            if cores:
                os.sched_setaffinity(0, cores)
    return [Row(name, ratio(found[name][1:], found[SEALED][1:])) for name in (FILE_ONLY, WITH_MEMORY)]


def _payments(name: str, environ: dict[str, str]) -> Callable[[], float]:
    """Give what pays a cent in a process with this environment and no other, each time under another key."""
    keys = iter(range(1_000_000))

    def pay() -> None:
        line = [PROGRAM, "send", "li", "0.01", "-k", f"{name} {next(keys)}", "--yes"]
        subprocess.run(
            [*line, "--as", "ming"], env=environ, check=True, capture_output=True, stdin=subprocess.DEVNULL,
            timeout=WAIT_S,
        )  # fmt: skip

    return lambda: used(pay)


def show(rows: Sequence[Row]) -> str:
    """Lay out what was found."""
    cells = [(row.name, str(row.to_sealed), f"{AIM:.2f}") for row in rows]
    return table(
        "A send by a mandate, beside the same send with a sealed file", ("", "median (middle half)", "at most"), cells
    )


if __name__ == "__main__":
    print(show(run()))
