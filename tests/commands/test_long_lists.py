"""Long lists: each entry once while others write, flat memory, and what is left when the reader or the person goes."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import sqlite3
import struct
import subprocess
import sys
import termios
import time
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from tests.support.many_payments import pay_many
from tests.support.program import PROGRAM, paycli
from tests.support.terminal import Screen, flat

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.inside import Household

WORDS = ("log", "--jsonl", "--as", "zoe")
# A pipe takes 64 KiB; once so much lies in it the program waits in the middle of its list.
_PIPE_FULL = 48 * 1024
_MB_MOST = 80


@pytest.fixture
def house(empty_house: Household) -> Household:
    return empty_house.begin("zoe", "li", cash={"zoe": "5000", "li": "1"})


# --- each once -------------------------------------------------------------------------------------------------------
@pytest.mark.slow
def test_each_of_20_048_entries_is_seen_once_though_many_share_a_millisecond_and_others_are_added(
    house: Household,
) -> None:
    size = house.json("ledger", "show")["entries"]
    pay_many(house.ledger, "zoe", "li", 1_000, at_once=1_000)
    pay_many(house.ledger, "zoe", "li", 20_048 - size - 1_000, at_once=50)
    seen: list[int] = []
    times: list[str] = []
    added, part = 0, house.json("log", "--all", "--limit", "300")
    while True:
        seen += [item["n"] for item in part["items"]]
        times += [item["time"] for item in part["items"]]
        if part["next"] is None:
            break
        if added < 100:
            pay_many(house.ledger, "zoe", "li", 10)
            added += 10
        part = house.json("log", "--all", "--limit", "300", "--after", str(part["next"]))
    assert added == 100
    assert seen == list(range(20_048, 0, -1))
    assert max(times.count(each) for each in set(times)) >= 1_000


# --- flat ------------------------------------------------------------------------------------------------------------
# Runs a command and tells the most memory that it had, in MB: what Linux tells of a child begins with its parent's.
_RUNNER = """
import sys
from bench.memory import held_mb
from paycli.main import run
status = run(sys.argv[1:])
sys.stderr.write(str(held_mb()))
sys.exit(status)
"""


class Used(NamedTuple):
    """How many lines a program wrote, and the most memory that it took."""

    lines: int
    mb: float


def used(*words: str) -> Used:
    with subprocess.Popen(
        [sys.executable, "-c", _RUNNER, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        lines, told = sum(1 for _ in child.stdout), child.stderr.read()
    assert child.returncode == 0, told
    return Used(lines, float(told))


@pytest.mark.full
def test_a_stream_of_100_000_lines_takes_no_more_memory_than_one_of_1_000(house: Household) -> None:
    pay_many(house.ledger, "zoe", "li", 100_000)
    house.run("balance", "--as", "zoe")
    few = used(*WORDS, "--limit", "1000")
    assert few.lines == 1_000
    for words in (WORDS, ("log", "--all", "--jsonl", "--as", "ming"), ("log", "-q", "--as", "zoe")):
        found = used(*words)
        assert found.lines > 100_000
        assert found.mb <= min(_MB_MOST, 1.2 * few.mb)
    # What fits nothing is looked through to its end, and kept no more than what fits.
    assert used(*WORDS, "--text", "nothing has it").mb <= 1.2 * few.mb


# --- in the middle ---------------------------------------------------------------------------------------------------
class Halfway(NamedTuple):
    """A program in the middle of a list, whose first line was read: its pipe is full, so it waits for its reader."""

    child: subprocess.Popen[str]
    first: dict[str, Any]

    def rest(self) -> str:
        """Read what is left, and wait for the end."""
        out, err = self.child.communicate(timeout=60)
        assert err == ""
        return out


@contextmanager
def halfway() -> Iterator[Halfway]:
    child = subprocess.Popen([PROGRAM, *WORDS], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, bufsize=1)
    assert child.stdout is not None
    try:
        fd = child.stdout.fileno()
        first = b""
        while not first.endswith(b"\n"):
            first += os.read(fd, 1)
        while struct.unpack("i", fcntl.ioctl(fd, termios.FIONREAD, b"\0" * 4))[0] < _PIPE_FULL:
            assert child.poll() is None
            time.sleep(0.01)
        yield Halfway(child, json.loads(first))
    finally:
        child.kill()
        child.communicate()


@pytest.fixture
def long(house: Household) -> Household:
    """Give @zoe more entries than a pipe takes."""
    pay_many(house.ledger, "zoe", "li", 1_000)
    house.run("balance", "--as", "zoe")
    return house


@pytest.mark.slow
def test_whoever_closes_the_pipe_has_seen_enough(long: Household) -> None:
    with halfway() as program:
        assert program.child.stdout is not None
        program.child.stdout.close()
        assert program.child.wait(timeout=60) == 141
        assert program.child.stderr is not None
        assert program.child.stderr.read() == ""
    assert long.balance("li")


@pytest.mark.slow
def test_a_terminal_gets_a_thousand_rows_and_the_line_for_more_and_a_pipe_gets_all(long: Household) -> None:
    numbers = [item["n"] for item in long.json("log", "--as", "zoe")["items"]]
    assert len(numbers) > 1_000
    words = ("log", "--since", "2026-01-01", "--as", "zoe")
    with Screen(*words, env={"PAYCLI_PAGER": ""}) as screen:
        said = flat(screen.ended())
    assert "1000 entries" in said
    assert said.strip().endswith(f"more: paycli log --since 2026-01-01 --after {numbers[999]} --as zoe")
    assert f"{len(numbers)} entries" in paycli(*words).stdout
    with Screen(*words, "--limit", str(len(numbers)), env={"PAYCLI_PAGER": ""}) as screen:
        assert f"{len(numbers)} entries" in flat(screen.ended()), "what was asked for is shown"


@pytest.mark.slow
def test_ctrl_c_leaves_whole_lines(long: Household) -> None:
    with halfway() as program:
        program.child.send_signal(signal.SIGINT)
        out, err = program.child.communicate(timeout=60)
    assert program.child.returncode == 130, err
    numbers = [program.first["n"], *(json.loads(line)["n"] for line in out.splitlines())]
    assert numbers == list(range(numbers[0], numbers[-1] - 1, -1))
    assert out.endswith("\n")
    assert len(numbers) < 1_000
    assert long.balance("li")


@pytest.mark.slow
def test_a_slow_reader_keeps_nobody_from_writing_and_the_journal_from_growing(long: Household) -> None:
    whole = [item["n"] for item in long.json("log", "--as", "zoe")["items"]]
    with halfway() as program:
        long.run("send", "li", "1", "--as", "zoe")
        with closing(sqlite3.connect(long.ledger)) as connection:
            busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        assert busy == 0, "no look at the ledger is held open while the reader is waited for"
        rest = [json.loads(line)["n"] for line in program.rest().splitlines()]
    assert program.child.returncode == 0
    assert [program.first["n"], *rest] == whole, "the list is that of the moment when it began"
