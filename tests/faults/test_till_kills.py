"""A till that is killed by -9 while somebody types: the next start has exactly the lines that were acknowledged."""

from __future__ import annotations

import os
import random
import signal
import time
from typing import TYPE_CHECKING

import pytest

from paycli.home import till_journal
from tests.support import effort
from tests.support.tills import LINES, after, restored, type_at

if TYPE_CHECKING:
    from pathlib import Path

    from paycli.domain.carts import Carts

pytestmark = pytest.mark.python

SEED = 20_261_129
KILLS = 500 if effort.LARGE else 20
TYPED_MOST = 3_000


def type_until_killed(home: Path, lines: list[str], seconds: float) -> int:
    """Type lines in a process that is killed after some time; gives how many turns it acknowledged."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            type_at(home, lines, lambda: os.write(writing, b"."))
        finally:
            # Nothing of the test runner may run in the child, whatever happened.
            os._exit(70)
    os.close(writing)
    # It has begun once it acknowledged something: before that there is nothing to lose.
    acknowledged = len(os.read(reading, 1))
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while data := os.read(reading, 65_536):
        acknowledged += len(data)
    os.close(reading)
    return acknowledged


def expected(carts: Carts, lines: list[str], most: int) -> list[Carts]:
    """Give the carts after each turn, those before the first one too."""
    found = [carts]
    for line in lines:
        if len(found) > most:
            break
        found += after(found[-1], line)
    return found


def test_after_a_kill_the_till_has_exactly_the_lines_that_it_acknowledged(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(till_journal, "COMPACTED_FROM_BYTES", 2_000)
    dice = random.Random(SEED)
    carts = type_at(home, [])
    acknowledged_in_all = 0
    for _ in range(KILLS):
        lines = [dice.choice(LINES) for _ in range(TYPED_MOST)]
        acknowledged = type_until_killed(home, lines, dice.uniform(0, 0.05))
        steps = expected(carts, lines, acknowledged + 1)
        carts = restored(home)
        # A turn may be kept whose acknowledgement was just on its way: nothing else, and nothing less.
        assert carts in steps[acknowledged : acknowledged + 2], f"{acknowledged} were acknowledged"
        acknowledged_in_all += acknowledged
    assert acknowledged_in_all > KILLS


def test_a_sale_that_was_being_made_is_known_behind_a_kill(home: Path) -> None:
    carts = type_at(home, ["fw"])
    acknowledged = type_until_killed(home, ["unsold"] * TYPED_MOST, 0.02)
    assert acknowledged
    found = restored(home)
    assert found.cart == carts.cart
    assert found.key in {"", "key"}
