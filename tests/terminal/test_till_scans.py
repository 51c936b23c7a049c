"""A scanner at the till in lines, on a real terminal: fast or slow, whatever ends its codes, also on a busy ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.effort import LARGE
from tests.support.scans import CAFE, CODES, ENDS, busy, have_items, rung_up, scan
from tests.support.terminal import Screen
from tests.support.till_screen import TillScreen

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.inside import Household

pytestmark = [pytest.mark.python, pytest.mark.slow]


@pytest.fixture
def house(empty_house: Household, tmp_path: Path) -> Household:
    return have_items(empty_house, tmp_path)


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("pause_ms", [0, 1, 3, 10])
def test_every_code_is_rung_up_once_and_in_order(house: Household, end: str, pause_ms: int) -> None:
    codes = CODES if LARGE or pause_ms < 3 else CODES[:20]
    with Screen("pos", "--lines", *CAFE) as screen:
        screen.until("help")
        scan(screen, codes, ENDS[end], pause_ms)
        screen.until(f"{len(codes)} lines").type("quit\n").ended()
    assert rung_up(house) == codes


@pytest.mark.parametrize("end", ENDS)
def test_no_code_is_lost_while_somebody_else_writes_the_ledger(house: Household, end: str) -> None:
    first, rest = CODES[:5], CODES[5:]
    with Screen("pos", "--lines", *CAFE) as screen:
        screen.until("help")
        scan(screen, first, ENDS[end], 0)
        screen.until("5 lines")
        with busy(house):
            # The sale has to wait for the ledger, and the scanner waits for nobody.
            screen.type("cash\n")
            scan(screen, rest, ENDS[end], 0)
        screen.until("1-000001 cash").until(f"{len(rest)} lines").type("quit\n").ended()
    assert rung_up(house) == rest


def test_nothing_that_was_typed_ahead_lands_on_a_recalled_bill(house: Household) -> None:
    with TillScreen(*CAFE) as till:
        till.until("help").line(CODES[0], "1 line").line("park Table 7", "parked as").line(CODES[1], "1 line")
        with busy(house):
            till.type("cash\n")
            scan(till, ["recall Table 7", "cash 4", CODES[2], CODES[2], "cash 4"], "\n", 0)
        till.until("! Table 7 was recalled: 1.00 EUR. Repeat it to take it")
        till.until(f"! Table 7 is not paid. Typed ahead, not taken: {CODES[2]}")
        till.until("! Table 7 is not paid. Typed ahead, not taken: cash 4").prompted()
        till.line("cash 4", "! Table 7 was recalled").line("cash 4", "PAID 1.00").type("quit\n").ended()
    assert rung_up(house) == []
