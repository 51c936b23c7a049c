"""How soon the till on the whole screen shows a code behind Enter and PAID behind a payment, and what it holds all day.

One process on a terminal, as somebody at a counter has it, in elapsed time: from the last key to the last row of the
code, and from the commit of the guest's payment, which the ledger's files tell, to the word on the screen.
"""

from __future__ import annotations

import json
import os
import pty
import re
import select
import subprocess
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from bench.measure import kept_in, table
from bench.startup import PROGRAM, WAIT_S, found_town, own_home, program

if TYPE_CHECKING:
    from collections.abc import Callable

CODE_AIM_MS, PAID_AIM_MS, MEMORY_AIM = 100.0, 500.0, 1.1
_FOOT = b"Ctrl-C or cancel"


class Size(NamedTuple):
    """How often a code and a payment are waited for, and behind how many sales memory is looked at."""

    codes: int = 15
    few_sales: int = 50
    many_sales: int = 2_000


class Row(NamedTuple):
    """What was measured, the half of it, the most of it, and the aim."""

    name: str
    middle: float
    most: float
    aim: float


class _Till:
    """`paycli pos` on a terminal of 80 x 24; its output is read only as far as it is waited for."""

    def __init__(self) -> None:
        self._master, slave = pty.openpty()
        words = [PROGRAM, "pos", "--as", "cafe"]
        environ = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "80"}
        self.process = subprocess.Popen(
            ["/bin/sh", "-c", 'stty rows 24 cols 80; exec "$@"', "sh", *words],
            stdin=slave, stdout=slave, stderr=slave, start_new_session=True, env=environ,
        )  # fmt: skip
        os.close(slave)
        self.until(lambda seen: b"in the drawer" in seen)

    def until(self, wanted: Callable[[bytes], bool]) -> None:
        """Wait for what stands in the output from now on; raises TimeoutError."""
        seen, deadline = b"", time.monotonic() + WAIT_S
        while not wanted(seen):
            left = deadline - time.monotonic()
            if left < 0 or not select.select([self._master], [], [], left)[0]:
                raise TimeoutError(seen.decode(errors="replace"))
            seen += os.read(self._master, 65_536)

    def line(self, text: str, wanted: Callable[[bytes], bool]) -> None:
        """Type a line and wait for what comes of it."""
        os.write(self._master, f"{text}\r".encode())
        self.until(wanted)

    @property
    def held_mb(self) -> float:
        """The most memory that it held so far."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(next(each for each in status.splitlines() if each.startswith("VmHWM")).split()[1]) / 1024

    def close(self) -> None:
        """End it."""
        self.process.kill()
        self.process.wait()
        os.close(self._master)


def run(size: Size | None = None, folder: Path | None = None) -> list[Row]:
    """Sell at a till on the whole screen."""
    size = size or Size()
    with kept_in(folder) as place, own_home(place):
        found_town()
        program(*["cash", "in", "li", "5000", "--no-key", "--yes", "--as", "ming"])
        program("pos", "open", "--float", "200", "--as", "cafe")
        till = _Till()
        try:
            codes, paid = zip(*(_sell(till) for _ in range(size.codes)), strict=True)
            held = [_held(till, size.codes, size.few_sales), _held(till, size.few_sales, size.many_sales)]
        finally:
            till.close()
    return [
        Row("from Enter to the code, ms", median(codes), max(codes), CODE_AIM_MS),
        Row("from the guest's commit to PAID, ms", median(paid), max(paid), PAID_AIM_MS),
        Row(f"memory behind {size.many_sales:,} sales beside {size.few_sales}", held[1] / held[0], held[1] / held[0],
            MEMORY_AIM),
    ]  # fmt: skip


class _Sold(NamedTuple):
    """How long a code and a payment took, in ms."""

    code_ms: float
    paid_ms: float


def _sell(till: _Till) -> _Sold:
    till.line("1.00 tea", lambda seen: re.search(rb"TOTAL +1\.00", seen) is not None)
    began = time.perf_counter()
    till.line("pay", lambda seen: _FOOT in seen)
    code_ms = 1000 * (time.perf_counter() - began)
    sale = subprocess.run(
        [PROGRAM, "pos", "list", "--open", "--quiet", "--as", "cafe"], check=True, capture_output=True, text=True
    ).stdout.split()[0]
    paying = subprocess.Popen([PROGRAM, "pay", sale, "--yes", "--as", "li"], stdout=subprocess.DEVNULL)
    till.until(lambda seen: b"PAID" in seen)
    shown = time.time_ns()
    assert paying.wait() == 0
    files = (path.stat().st_mtime_ns for path in _ledger().parent.glob(f"{_ledger().name}*"))
    return _Sold(code_ms, (shown - max(each for each in files if each <= shown)) / 1e6)


def _ledger() -> Path:
    found = subprocess.run([PROGRAM, "ledger", "show", "--json"], check=True, capture_output=True, text=True)
    return Path(json.loads(found.stdout)["address"])


def _held(till: _Till, done: int, sales: int) -> float:
    for _ in range(done, sales):
        till.line("1.00 tea cash", lambda seen: b"PAID" in seen)
    return till.held_mb


def show(rows: list[Row]) -> str:
    """Lay out what was found."""
    cells = [(row.name, f"{row.middle:.2f}", f"{row.most:.2f}", f"{row.aim:g}") for row in rows]
    return table("The till on the whole screen", ("", "median", "most", "aim"), cells)


if __name__ == "__main__":
    print(show(run()))
