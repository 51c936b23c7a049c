"""How soon the till in lines has its next prompt behind Enter, and its first one, with many items beside few.

One process on a terminal, as somebody at a counter has it: from the last key of a line to the prompt behind its answer,
in elapsed time. Each line is kept on the disk before it is answered.
"""

from __future__ import annotations

import os
import pty
import select
import shutil
import subprocess
import time
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING, NamedTuple

from bench.measure import kept_in, table
from bench.startup import PROGRAM, WAIT_S, found_town, own_home, program

if TYPE_CHECKING:
    from collections.abc import Iterator

AIM_MS = 50.0
_PROMPT = b"\r\n> "


class Size(NamedTuple):
    """How much is measured: the items of a small and a big shop, starts, how many lines are typed, and those a cart."""

    few_items: int = 50
    many_items: int = 50_000
    starts: int = 9
    lines: int = 500
    cart: int = 100


class Row(NamedTuple):
    """A shop, and in ms how long a start took, half of all lines, 95 of 100 lines, and the slowest line."""

    name: str
    start_ms: float
    median_ms: float
    most_ms: float
    slowest_ms: float


def run(size: Size | None = None, folder: Path | None = None) -> list[Row]:
    """Type lines at a till with few and with many items."""
    size = size or Size()
    with kept_in(folder) as place, own_home(place):
        found_town()
        program("pos", "open", "--float", "200", "--as", "cafe")
        return [_row(items, size, place) for items in (size.few_items, size.many_items)]


def _row(items: int, size: Size, place: Path) -> Row:
    file = place / "items.csv"
    rows = (f"a{at},Article number {at},{1 + at % 90}.50\n" for at in range(items))
    file.write_text("".join(("code,name,price\n", *rows)), encoding="utf-8")
    program("item", "import", str(file), "--as", "cafe")
    starts = [1000 * next(_typed(items, size)) for _ in range(size.starts)]
    _, *times = (1000 * each for each in _typed(items, size))
    cuts = quantiles(times, n=20, method="inclusive")
    return Row(f"{items:,} items", median(starts), cuts[9], cuts[18], max(times))


def _typed(items: int, size: Size) -> Iterator[float]:
    """Start a till and type lines one after the other; gives how long each prompt took, that of the start first."""
    master, slave = pty.openpty()
    words = [PROGRAM, "pos", "--lines", "--as", "cafe"]
    began = time.perf_counter()
    till = subprocess.Popen(words, stdin=slave, stdout=slave, stderr=slave, start_new_session=True)
    os.close(slave)
    try:
        _until_prompt(master)
        yield time.perf_counter() - began
        for number in range(size.lines):
            place = number % size.cart
            line = "void" if place == size.cart - 1 else f"a{number * 7_919 % items}"
            began = time.perf_counter()
            os.write(master, f"{line}\n".encode())
            _until_prompt(master)
            yield time.perf_counter() - began
            if place == size.cart - 1:
                os.write(master, f"park c{number}\n".encode())
                _until_prompt(master)
    finally:
        till.kill()
        till.wait()
        os.close(master)
        shutil.rmtree(Path(os.environ["PAYCLI_HOME"]) / "tills", ignore_errors=True)


def _until_prompt(master: int) -> None:
    shown, deadline = b"", time.monotonic() + WAIT_S
    while not shown.endswith(_PROMPT):
        left = deadline - time.monotonic()
        if left < 0 or not select.select([master], [], [], left)[0]:
            raise TimeoutError(shown.decode(errors="replace"))
        shown += os.read(master, 65_536)


def show(rows: list[Row]) -> str:
    """Lay out what was found."""
    cells = [
        (
            row.name,
            f"{row.start_ms:.0f}",
            f"{row.median_ms:.1f}",
            f"{row.most_ms:.1f}",
            f"{row.slowest_ms:.1f}",
            f"{AIM_MS:.0f}",
        )
        for row in rows
    ]
    head = ("", "start ms", "median ms", "95 of 100 within ms", "slowest ms", "aim ms")
    return table("From Enter to the next prompt of the till in lines", head, cells)


if __name__ == "__main__":
    print(show(run()))
