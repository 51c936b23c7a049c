"""Whole processes of the installed program, as multiples of `python -c "import typer"` in the same round.

What signs must open the sealed file first, whose Argon2id is slow on purpose: it is measured in each round too, and
the table has those commands without it and with it.
"""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bench.measure import Spread, interleave, kept_in, ratio, table
from paycli.app.opening import local_machine
from paycli.services.engine.intents import Execution
from paycli.services.envelopes import send as envelopes
from paycli.services.sales import charge as sales
from paycli.vault.sealed_format import SENSITIVE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

PROGRAM = str(Path(sys.executable).parent / "paycli")
WAIT_S = 60.0
BASE, BARE, KDF = 'python -c "import typer"', "python -c pass", "Argon2id alone"
SIGNING = ("send", "grab", "pay")
AIMS = {
    "--version": 1.1,
    "--help, pipe": 1.4,
    "--help, terminal": 2.5,
    "balance": 1.3,
    "show": 1.3,
    "send": 3.0,
    "grab": 3.0,
    "pay": 3.0,
}
_DERIVE = f"""
import time, nacl.pwhash.argon2id as a
t = time.CLOCK()
a.kdf(32, b"x" * 20, b"y" * 16, opslimit={SENSITIVE.ops}, memlimit={SENSITIVE.mem_bytes})
print(time.CLOCK() - t)
"""


class Row(NamedTuple):
    """One command: its ratio to the base, and for what signs also the ratio with the passphrase's derivation."""

    name: str
    plain: Spread
    whole: Spread | None


def run(rounds: int = 9, folder: Path | None = None) -> list[Row]:
    """Measure in interleaved rounds; the round before them fills the caches and does not count.

    The home that was used is left in the folder if one is named.
    """
    with kept_in(folder) as place, own_home(place):
        found = interleave(_cases(rounds + 1), rounds + 1)
    found = {name: times[1:] for name, times in found.items()}
    base, derive = found[BASE], found[KDF]
    rows = [Row(BARE, ratio(found[BARE], base), None)]
    for name in AIMS:
        times = found[name]
        if name in SIGNING:
            apart = [whole - part for whole, part in zip(times, derive, strict=True)]
            rows.append(Row(name, ratio(apart, base), ratio(times, base)))
        else:
            rows.append(Row(name, ratio(times, base), None))
    return rows


@contextmanager
def own_home(folder: Path) -> Iterator[None]:
    """Have a home of our own, whose secrets are in a sealed file."""
    phrase = folder / "phrase"
    phrase.touch(0o600)
    phrase.write_text("a passphrase of the benchmark\n")
    ours = {"PAYCLI_HOME": str(folder / "home"), "PAYCLI_PASSPHRASE_FILE": str(phrase)}
    before = {name: os.environ.get(name) for name in ours}
    os.environ.update(ours)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _cases(rounds: int) -> dict[str, Callable[[], float]]:
    """Give the cases; each round has an envelope and a sale of its own."""
    found_town()
    packets, bills = _things(rounds)
    first, grabs, pays = packets[0], iter(packets), iter(bills)
    cases: dict[str, Callable[[], float]] = {
        BASE: lambda: process(sys.executable, "-c", "import typer"),
        BARE: lambda: process(sys.executable, "-c", "pass"),
        KDF: derivation,
        "--version": lambda: program("--version"),
        "--help, pipe": lambda: program("--help"),
        "--help, terminal": lambda: on_terminal(PROGRAM, "--help"),
        "balance": lambda: program("balance", "--as", "ming"),
        "show": lambda: program("show", first, "--as", "li"),
        "send": lambda: program("send", "li", "0.01", "--no-key", "--yes", "--as", "ming"),
        "grab": lambda: program("grab", next(grabs), "--yes", "--as", "li"),
        "pay": lambda: program("pay", next(pays), "--yes", "--as", "li"),
    }
    return cases


def found_town() -> None:
    """Make a ledger by commands: @ming with money, @li with some of it, the shop @cafe."""
    for line in (
        "init --handle ming --currency EUR --play --vault sealed",
        "card bind --test visa",
        "topup 200 -k first --yes --as ming",
        "wallet new li",
        "wallet new cafe --shop",
        "send li 50 -k second --yes --as ming",
    ):
        program(*line.split())


def _things(rounds: int) -> tuple[list[str], list[str]]:
    """Send envelopes and open sales, in this process; gives their ids."""
    machine = local_machine(None)
    apps = {profile.name: machine.open(profile) for profile in machine.profiles()}
    wish = envelopes.NewEnvelope("0.04", packets=2)
    packets = [envelopes.send(apps["ming"], wish, Execution()).id for _ in range(rounds)]
    day_ms = 86_400_000
    bills = [sales.charge(apps["cafe"], "0.02", None, Execution(), expires_ms=day_ms).id for _ in range(rounds)]
    for app in apps.values():
        app.book.close()
    return packets, bills


def process(*command: str) -> float:
    """Run a process to its end; gives how long it took."""
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, stdin=subprocess.DEVNULL, timeout=WAIT_S)
    return time.perf_counter() - began


def program(*args: str) -> float:
    """Run the installed program to its end; gives how long it took."""
    return process(PROGRAM, *args)


def derivation(clock: str = "perf_counter") -> float:
    """Give the time of the derivation by itself, without the start of its process."""
    script = _DERIVE.replace("CLOCK", clock)
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True, timeout=WAIT_S)
    return float(done.stdout)


def on_terminal(*command: str) -> float:
    """Run a command on a terminal of its own and read all that it writes."""
    ours, theirs = pty.openpty()
    began = time.perf_counter()
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    try:
        while _read(ours):
            pass
        if process.wait(WAIT_S) != 0:
            raise RuntimeError(f"{command} ended with {process.returncode}")
        return time.perf_counter() - began
    finally:
        process.kill()
        process.wait()
        os.close(ours)


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65_536)
    except OSError:
        # Linux says so when the other side is closed.
        return b""


def show(rows: Sequence[Row]) -> str:
    """Lay out what was found."""
    cells = [
        (row.name, str(row.plain), str(AIMS.get(row.name, "")), "" if row.whole is None else f"{row.whole.median:.2f}")
        for row in rows
    ]
    columns = ("", "median (middle half)", "aim", "with Argon2id")
    return table(f"Whole processes, as multiples of {BASE}", columns, cells)


if __name__ == "__main__":
    print(show(run()))
