"""How long a till needs to say PAID, and to take the next line, with printers that are dead, beside no printer at all.

One process on a terminal: from the Enter behind `cash 5` to the word PAID, and to the prompt behind it. The sale's
commit stands before the first of them.
"""

from __future__ import annotations

import os
import pty
import select
import socket
import subprocess
import threading
import time
from contextlib import contextmanager, suppress
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from bench.measure import kept_in, table
from bench.startup import PROGRAM, WAIT_S, found_town, own_home, program

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

AIM_MS = 500.0
_PROMPT, _PAID = b"\r\n> ", b"PAID"
_NONE = "no printer"
_CUT_AFTER = 60


class Size(NamedTuple):
    """How much is measured: how many sales with each printer."""

    sales: int = 60


class Row(NamedTuple):
    """A printer, and in ms from Enter: half of all until PAID, the slowest, the slowest until the next prompt."""

    name: str
    paid_ms: float
    slowest_ms: float
    prompt_ms: float


def run(size: Size | None = None, folder: Path | None = None) -> list[Row]:
    """Sell with each printer."""
    size = size or Size()
    with kept_in(folder) as place, own_home(place), _listening(reads=False) as deaf, _listening(reads=True) as cuts:
        found_town()
        program("pos", "open", "--float", "200", "--as", "cafe")
        file = place / "paper.bin"
        printers = {
            _NONE: "", "a good one": str(file), "a refused port": "127.0.0.1:1", "one that never reads": deaf,
            "/dev/full": "/dev/full", "one that is cut off": cuts,
        }  # fmt: skip
        rows = []
        for name, where in printers.items():
            if where:
                program("pos", "printer", "set", where, "--auto", "--as", "cafe")
            rows.append(_row(name, list(_sold(size.sales))))
            program("pos", "printer", "off", "--as", "cafe")
        return rows


def _row(name: str, times: list[tuple[float, float]]) -> Row:
    paid = [1000 * until_paid for until_paid, _ in times]
    prompts = [1000 * until_prompt for _, until_prompt in times]
    return Row(name, median(paid), max(paid), max(prompts))


def _sold(sales: int) -> Iterator[tuple[float, float]]:
    """Sell for cash; gives how long PAID took behind Enter, and the next prompt."""
    master, slave = pty.openpty()
    words = [PROGRAM, "pos", "--lines", "--as", "cafe"]
    till = subprocess.Popen(words, stdin=slave, stdout=slave, stderr=slave, start_new_session=True)
    os.close(slave)
    try:
        _until(master, _PROMPT)
        for _ in range(sales):
            os.write(master, b"3.00 tea\n")
            _until(master, _PROMPT)
            os.write(master, b"cash 5\n")
            began = time.perf_counter()
            shown = _until(master, _PAID)
            paid = time.perf_counter() - began
            _until(master, _PROMPT, shown.partition(_PAID)[2])
            yield paid, time.perf_counter() - began
        os.write(master, b"quit\n")
        till.wait(WAIT_S)
    finally:
        till.kill()
        till.wait()
        os.close(master)


def _until(master: int, wanted: bytes, shown: bytes = b"") -> bytes:
    """Read until something stands there; gives all that was read."""
    while wanted not in shown:
        ready, _, _ = select.select([master], [], [], WAIT_S)
        assert ready, f"{wanted!r} never came: {shown!r}"
        shown += os.read(master, 1 << 16)
    return shown


@contextmanager
def _listening(*, reads: bool) -> Iterator[str]:
    """Listen as a printer that never reads, or as one that says how it stands and hangs up in the middle."""
    held: list[socket.socket] = []
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listening.accept()
                if not reads:
                    held.append(connection)
                    continue
                with connection, suppress(OSError):
                    connection.recv(1 << 16)
                    connection.sendall(b"\x12\x12\x12")
                    connection.recv(_CUT_AFTER)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{listening.getsockname()[1]}"
    finally:
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join()
        for each in held:
            each.close()


def show(rows: list[Row]) -> str:
    """Write the rows for people, with the aim."""
    none = next(row for row in rows if row.name == _NONE)
    lines = []
    for name, *times in rows:
        later = times[-1] - none.paid_ms
        lines.append([name, *(f"{each:.0f}" for each in times), f"{later:+.0f}"])
    worst = max(row.prompt_ms for row in rows) - none.paid_ms
    said = "kept" if worst <= AIM_MS else "MISSED"
    title = f"Cash at a till, ms from Enter. Aim: at most {AIM_MS:.0f} later than without a printer: {said}"
    return table(title, ("printer", "PAID", "slowest", "next prompt", "later"), lines)
