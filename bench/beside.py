"""What it costs to pay while a batch is paid: eight processes at once, each a whole command after the other.

The same commands, alone and beside the batch, and beside it a program that only starts. They pay by a mandate, so no
passphrase is worked out. Waits are by the clock and say much of the machine: eight processes share its cores. The time
of a processor says what a command has to do; what the batch adds to that is ours.
"""

from __future__ import annotations

import os
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple

from bench.measure import kept_in, percentile, table
from bench.startup import PROGRAM, found_town, own_home, program

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

ALONE, BESIDE, STARTING = "send, nothing else", "send, beside a batch", "--version, beside a batch"
_AIM_S = 1.0
_MANDATE = "mandate new till --can send --to cafe --until 2099-12-31 --as li --yes --out"


class Size(NamedTuple):
    """How many processes pay at once, how many commands there are without a batch, and the rows of a batch."""

    processes: int = 8
    commands: int = 64
    rows: int = 10_000


class Row(NamedTuple):
    """Commands of one case: how many there were, the waits (s) of half and of 99 of 100, and processor time (s)."""

    name: str
    commands: int
    half_s: float
    most_s: float
    cpu_s: float


class _Took(NamedTuple):
    wait_s: float
    cpu_s: float


def run(size: Size | None = None, folder: Path | None = None) -> list[Row]:
    """Measure the cases one after the other; the ledger is left in the folder if one is named."""
    size = size or Size()
    with kept_in(folder) as place, own_home(place):
        found_town()
        mandate, file = place / "till.mandate", place / "rows.csv"
        program(*["topup", "200", "-k", "third", "--yes", "--as", "ming"])
        program(*_MANDATE.split(), str(mandate))
        file.write_text("".join(("to,amount,id\n", *(f"cafe,0.01,r{at}\n" for at in range(size.rows)))))
        environ = {**os.environ, "PAYCLI_MANDATE_FILE": str(mandate)}
        names = iter(range(1_000_000))

        def pay() -> _Took:
            key = f"pay {next(names)}"
            return _timed([PROGRAM, "send", "cafe", "0.01", "-k", key, "--yes", "--json"], environ)

        left = iter(range(size.commands))
        alone = _at_once(size.processes, pay, lambda: next(left, None) is not None)
        beside = _beside_a_batch(size, file, "one", pay)
        starting = _beside_a_batch(size, file, "two", lambda: _timed([PROGRAM, "--version"], environ))
    return [_row(ALONE, alone), _row(BESIDE, beside), _row(STARTING, starting)]


def _timed(command: Sequence[str], environ: Mapping[str, str]) -> _Took:
    began = time.perf_counter()
    process = subprocess.Popen(command, env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(command)
    return _Took(time.perf_counter() - began, used.ru_utime + used.ru_stime)


def _at_once(processes: int, work: Callable[[], _Took], goes_on: Callable[[], bool]) -> list[_Took]:
    def loop() -> Iterator[_Took]:
        while goes_on():
            yield work()

    with ThreadPoolExecutor(processes) as pool:
        loops = [pool.submit(lambda: list(loop())) for _ in range(processes)]
        return [took for each in loops for took in each.result()]


def _beside_a_batch(size: Size, file: Path, name: str, work: Callable[[], _Took]) -> list[_Took]:
    line = [PROGRAM, "batch", str(file), "--name", name, "--yes", "--as", "ming"]
    batch = subprocess.Popen(line, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    found = _at_once(size.processes, work, lambda: batch.poll() is None)
    if batch.returncode:
        raise RuntimeError(line)
    return found


def _row(name: str, took: Sequence[_Took]) -> Row:
    waits = [each.wait_s for each in took]
    cpu_s = percentile([each.cpu_s for each in took], 0.5)
    return Row(name, len(took), percentile(waits, 0.5), percentile(waits, 0.99), cpu_s)


def show(rows: Sequence[Row]) -> str:
    """Lay out what was found."""
    cells = [
        (row.name, str(row.commands), f"{row.half_s:.2f} s", f"{row.most_s:.2f} s", f"{row.cpu_s * 1000:.0f} ms")
        for row in rows
    ]
    columns = ("", "commands", "half wait", f"99 % wait (aim {_AIM_S:.0f} s)", "processor time")
    return table("Many processes that pay, alone and beside a batch", columns, cells)


if __name__ == "__main__":
    print(show(run()))
