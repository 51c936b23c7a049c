"""A batch killed by -9 at random moments: the same line again pays the rest, and no row twice."""

from __future__ import annotations

import random
import subprocess
import time
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.support import effort
from tests.support.program import PROGRAM, paycli, paycli_json
from tests.support.proof import entries, faults, kinds_booked

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.inside import Household

pytestmark = pytest.mark.python

SEED = 20_260_307
ROWS, KILLS = effort.often(10_000), effort.often(50)
HEADER = "to,amount,currency,note,id"


class Payroll(NamedTuple):
    """A file of many rows to @li and @bo, and the command that pays it."""

    house: Household
    file: Path
    rows: tuple[tuple[str, int], ...]

    @property
    def line(self) -> tuple[str, ...]:
        return ("batch", str(self.file), "--name", "wages", "--yes", "--json", "--as", "ming")

    def text(self) -> str:
        rows = (f"{to},{minor / 100:.2f},,payé {at},r{at}" for at, (to, minor) in enumerate(self.rows))
        return "\n".join([HEADER, *rows, ""])

    def paid(self) -> int:
        """Give how many rows are paid; they are the first ones, each once, since the payees have just so much."""
        count = kinds_booked(self.house.ledger)["batch.row"]
        for who in ("li", "bo"):
            minor = sum(each for to, each in self.rows[:count] if to == who)
            assert self.house.balance(who) == f"{minor / 100:.2f}", count
        return count


@pytest.fixture
def payroll(household: Household, tmp_path: Path) -> Payroll:
    dice = random.Random(SEED)
    rows = tuple((dice.choice(("li", "bo")), dice.randint(1, 5)) for _ in range(ROWS))
    made = Payroll(household, tmp_path / "wages.csv", rows)
    made.file.write_text(made.text(), encoding="utf-8")
    return made


def killed(line: tuple[str, ...], wal: Path, dice: random.Random) -> int:
    """Run the installed program and kill it: some at any moment of its first second, most while it writes."""
    before = wal.stat().st_size if wal.exists() else 0
    process = subprocess.Popen(
        [PROGRAM, *line], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    wait = dice.uniform(0.1, 1.0)
    if dice.random() < 0.8:
        while process.poll() is None and (wal.stat().st_size if wal.exists() else 0) == before:
            time.sleep(0.0005)
        wait = dice.uniform(0, 0.05)
    with suppress(subprocess.TimeoutExpired):
        process.wait(wait)
    process.kill()
    return process.wait()


def killed_within(line: tuple[str, ...], wait_s: float) -> None:
    """Run the installed program and kill it after a while."""
    process = subprocess.Popen([PROGRAM, *line], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    with suppress(subprocess.TimeoutExpired):
        process.wait(wait_s)
    process.kill()
    process.wait()


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_batch_killed_at_any_moment_is_completed_by_the_same_line(payroll: Payroll) -> None:
    dice, wal = random.Random(SEED), payroll.house.ledger.with_name("home.db-wal")
    stops = set[int]()
    for _ in range(KILLS):
        assert killed(payroll.line, wal, dice) in (0, -9)
        stops.add(payroll.paid())
    found = paycli_json(*payroll.line)
    assert (found["state"], found["rows"], found["paid"], payroll.paid()) == ("done", ROWS, ROWS, ROWS)
    assert kinds_booked(payroll.house.ledger)["batch.new"] == 1
    assert faults(payroll.house.ledger) == []
    # Kills that all come before the first row, or behind the last, would show nothing.
    assert len(stops - {0, ROWS}) >= KILLS // 5, stops
    changed_in_eight_ways(payroll)


def changed_in_eight_ways(payroll: Payroll) -> None:
    """Pay the file again as people change it: nothing is paid twice, and a row that says something else is refused."""
    text, file = payroll.file.read_bytes(), payroll.file
    before = entries(payroll.house.ledger)
    head, *rows = text.decode().splitlines()
    last = rows[-2].replace(",payé", ",salary")
    ways = {
        "sorted": ("\n".join([head, *sorted(rows)]).encode(), 0),
        "CRLF": (text.replace(b"\n", b"\r\n"), 0),
        "with a mark": (b"\xef\xbb\xbf" + text, 0),
        "decomposed": (text.decode().replace("é", "e\u0301").encode(), 0),
        "renamed": (text, 0),
        "shorter": ("\n".join([head, *rows[: ROWS // 2]]).encode(), 0),
        "a row corrected": ("\n".join([head, *rows[:-2], last, rows[-1]]).encode(), 5),
        "a row that is wrong": ("\n".join([head, *rows[:-2], "li,1e3,,,x", rows[-1]]).encode(), 2),
    }
    for name, (data, status) in ways.items():
        file = file.with_name(f"{name}.csv")
        file.write_bytes(data)
        paycli("batch", str(file), *payroll.line[2:], status=status)
        assert entries(payroll.house.ledger) == before, name
    # Under another name they are other rows; the wrong one keeps all of them from being paid.
    paycli("batch", str(file), "--name", "more wages", *payroll.line[4:], status=2)
    assert entries(payroll.house.ledger) == before
    # A row that is added on top is paid, and nothing else.
    file.write_text("\n".join([head, "li,0.07,,,new", *rows, ""]), encoding="utf-8")
    assert paycli_json("batch", str(file), *payroll.line[2:])["paid"] == ROWS + 1
    booked = kinds_booked(payroll.house.ledger)
    assert (booked["batch.row"], booked["batch.new"]) == (ROWS + 1, 2)


@pytest.mark.slow
def test_a_batch_killed_at_any_moment_is_paid_at_once_or_not_at_all(payroll: Payroll) -> None:
    dice, wal = random.Random(SEED), payroll.house.ledger.with_name("home.db-wal")
    rows = payroll.rows[:400]
    payroll.file.write_text(payroll._replace(rows=rows).text(), encoding="utf-8")
    total_minor, stood = sum(minor for _, minor in rows), 0
    for number in range(KILLS):
        line = ("batch", str(payroll.file), "--name", f"at once {number}", "--all-or-nothing", *payroll.line[4:])
        before = entries(payroll.house.ledger)
        if number % 2:
            assert killed(line, wal, dice) in (0, -9)
        else:
            # Most kills while it writes come when the order stands already.
            killed_within(line, dice.uniform(0, 0.4))
        stood += entries(payroll.house.ledger) - before
        # The same line again pays what is not paid, and nothing else.
        assert paycli_json(*line)["paid"] == len(rows)
        assert kinds_booked(payroll.house.ledger)["batch.send"] == entries(payroll.house.ledger) - before + number
        assert payroll.house.balance("ming") == f"{(1000_00 - total_minor * (number + 1)) / 100:.2f}"
    assert stood, "each kill came before the order was written"
    assert faults(payroll.house.ledger) == []


@pytest.mark.slow
def test_others_pay_while_a_batch_is_paid(payroll: Payroll) -> None:
    wal = payroll.house.ledger.with_name("home.db-wal")
    before = wal.stat().st_size if wal.exists() else 0
    batch = subprocess.Popen([PROGRAM, *payroll.line], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    while batch.poll() is None and (wal.stat().st_size if wal.exists() else 0) == before:
        time.sleep(0.0005)
    paid = 0
    while batch.poll() is None:
        paycli("send", "bo", "0.01", "--as", "ming", "--yes", "-k", f"beside {paid}")
        paid += 1
    assert batch.wait() == 0
    found = kinds_booked(payroll.house.ledger)
    assert (found["batch.row"], found["send"]) == (ROWS, paid)
    assert faults(payroll.house.ledger) == []
