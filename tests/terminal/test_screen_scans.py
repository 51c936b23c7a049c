"""A scanner at the till on the whole screen, on a real terminal: fast or slow, whatever ends its codes, when busy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.effort import LARGE
from tests.support.scans import CAFE, CODES, ENDS, busy, have_items, rung_up, scan
from tests.support.till_window import TillWindow

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
    with TillWindow(*CAFE) as window:
        window.until("DAY 1 since")
        scan(window, codes, ENDS[end], pause_ms)
        window.until(f"{len(codes)} lines").type("quit\n").ended()
    assert rung_up(house) == codes


@pytest.mark.parametrize("end", ENDS)
def test_no_code_is_lost_while_somebody_else_writes_the_ledger(house: Household, end: str) -> None:
    first, rest = CODES[:5], CODES[5:]
    with TillWindow(*CAFE) as window:
        window.until("DAY 1 since")
        scan(window, first, ENDS[end], 0)
        window.until("5 lines")
        with busy(house):
            # The sale has to wait for the ledger, and the scanner waits for nobody.
            window.type("cash\n")
            scan(window, rest, ENDS[end], 0)
        window.until(f"{len(rest)} lines").type("quit\n").ended()
    assert rung_up(house) == rest


def test_a_scan_behind_a_line_that_came_back_is_no_end_of_it(house: Household) -> None:
    wrong = f"{CODES[0][:-1]}{(int(CODES[0][-1]) + 1) % 10}"
    with TillWindow(*CAFE) as window:
        window.until("DAY 1 since").line(wrong, "unreadable scan", f"> {wrong}")
        scan(window, CODES[:2], "\r", 0)
        # An Esc takes nothing along of what is scanned right behind it.
        window.until("2 lines").type(f"half\x1b{CODES[2]}\r").until("3 lines").type("quit\n").ended()
    assert rung_up(house) == CODES[:3]


def test_a_scan_at_a_question_is_a_no_and_is_rung_up_and_one_before_it_is_no_answer(house: Household) -> None:
    with TillWindow(*CAFE) as window:
        window.until("DAY 1 since").line(CODES[0], "1 line").line("cash", "1-000001 cash")
        window.type(f"refund 1-1\ny\n{CODES[1]}\n").until("Refund? [y/N]").type(f"{CODES[2]}\r")
        window.until("2 lines").type("quit\n").ended()
    assert rung_up(house) == [CODES[2], CODES[1]]
    assert house.json("pos", "receipt", "1-1", *CAFE)["refunded"] == "0.00"


def test_nothing_that_was_typed_ahead_lands_on_a_recalled_bill(house: Household) -> None:
    with TillWindow(*CAFE) as window:
        window.until("DAY 1 since").line(CODES[0], "1 line").line("park Table 7", "parked as").line(CODES[1], "1 line")
        with busy(house):
            # It stands there when the ledger is free again, or comes while the first answers do.
            window.type("cash\r")
            scan(window, ["recall Table 7", "cash 400", CODES[2], CODES[2], "cash 400", "help"], "\r", 0)
        window.until("scan a code").until("TOTAL      1.00")
        window.type("cash 400\r").until("! Table 7 was recalled, change 399.00 EUR").until("> cash 400")
        # Enter repeats the line that stands there, once it was looked at.
        window.type("\r").until("PAID")
        window.type("quit\n").ended()
    assert rung_up(house) == []
