"""What a till in lines asks: a refund and a PIN, on a real terminal, with answers that are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.regulars import PIN, WRONG, with_regular
from tests.support.terminal import CTRL_C
from tests.support.till_screen import TillScreen

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.inside import Household

pytestmark = [pytest.mark.python, pytest.mark.slow]

CAFE = ("--as", "cafe")
MUG = "4006381333931"
PIN_QUESTION = "@li pays 3.50 EUR (PLAY) to @cafe. PIN:"


@pytest.fixture
def house(empty_house: Household, tmp_path: Path) -> Household:
    house = with_regular(empty_house)
    items = tmp_path / "items.csv"
    items.write_text(f"code,name,price\nfw,Flat white,3.50\n{MUG},Mug,9.00\n")
    house.run("item", "import", str(items), *CAFE)
    return house


def till() -> TillScreen:
    screen = TillScreen(*CAFE)
    screen.until("help").prompted()
    return screen


def sales(house: Household) -> list[tuple[str, str]]:
    return [(row["state"], row["tender"]) for row in reversed(house.json("pos", "list", *CAFE)["items"])]


def test_a_scan_at_a_question_is_a_no_and_is_rung_up(house: Household) -> None:
    with till() as screen:
        screen.line("fw cash", "1-000001 cash").type("refund 1-1\n").until("Refund? [y/N]")
        screen.line(MUG, "nothing was done", "Mug 9.00").type("refund 1-1\n").until("Refund? [y/N]")
        screen.type(CTRL_C).until("Stopped: nothing was done").prompted().type("quit\n").ended()
    assert house.json("pos", "receipt", "1-1", *CAFE)["refunded"] == "0.00"


def test_lines_that_were_typed_ahead_are_no_answers(house: Household) -> None:
    with till() as screen:
        screen.line("fw cash", "1-000001 cash")
        screen.type("refund 1-1\ny\n").until("Refund? [y/N]").type("n\n").until("nothing was done").until("unknown: y")
        screen.prompted().type("quit\n").ended()
    assert house.json("pos", "receipt", "1-1", *CAFE)["refunded"] == "0.00"


def test_a_pin_is_not_shown_and_one_that_is_none_costs_no_try(house: Household) -> None:
    with till() as screen:
        screen.line("fw", "TOTAL 3.50").type("@li\n").until(PIN_QUESTION)
        screen.type(f"{MUG}\n").until("A PIN has 4 to 12 digits").until(PIN_QUESTION)
        screen.type(f"{WRONG}\n").until("Tries left: 2").until(PIN_QUESTION)
        screen.line(PIN, "1-000001 tab @li").line("fw", "TOTAL 3.50").type("quit\n")
        shown = screen.ended()
    assert [secret for secret in (PIN, WRONG, MUG) if secret in shown] == []
    assert sales(house) == [("done", "wallet")]


@pytest.mark.parametrize("end", ["\n", CTRL_C], ids=["Enter", "Ctrl-C"])
def test_without_a_pin_the_sale_is_taken_back_and_the_cart_is_kept(house: Household, end: str) -> None:
    with till() as screen:
        screen.line("fw", "TOTAL 3.50").type("@li\n").until(PIN_QUESTION).type(end).until("1-000001 was taken back")
        # What is typed is shown again.
        screen.prompted().line("cash 5", "cash 5 1-000002 cash change 1.50").type("quit\n").ended()
    assert sales(house) == [("cancelled", ""), ("done", "cash")]


def test_a_tab_pays_the_sale_that_waits_and_a_wrong_pin_lets_it_wait_on(house: Household) -> None:
    with till() as screen:
        screen.line("fw pay", "SALE 1-000001").line("@bo", "@bo")
        screen.type("@li\n").until(PIN_QUESTION).line("", "Cancelled").line("fw", "waits: cash 20 takes it")
        screen.type("@li\n").until(PIN_QUESTION).line(PIN, "1-000001 tab @li").type("quit\n").ended()
    assert sales(house) == [("done", "wallet")]


def test_who_has_no_tab_costs_no_number(house: Household) -> None:
    with till() as screen:
        screen.line("fw", "TOTAL 3.50").line("@cafe", "! Nothing was paid").line("cash", "1-000001").type(
            "quit\n"
        ).ended()
    assert sales(house) == [("done", "cash")]


def test_a_day_is_closed_with_another_count_only_by_a_yes_or_a_reason(house: Household) -> None:
    with till() as screen:
        screen.line("open 100", "opened").line("fw cash", "cash")
        screen.type("close 100\n").until("The drawer should have 103.50 EUR: 3.50 EUR missing. Close the day? [y/N]")
        screen.line("n", "nothing was done").type("close 104\n").until("0.50 EUR too much").line("", "nothing was done")
        screen.line("fw", "TOTAL 3.50").line("park Table 7", "parked").type("close 103 a coin fell\n")
        screen.until("Still parked, and kept for the next day: p1 Table 7. Close the day? [y/N]").line(
            "n", "nothing was"
        )
        screen.type("close 103\n").until("0.50 EUR missing. Still parked, and kept for the next day: p1 Table 7. Close")
        screen.line("n", "nothing was done").type("close 103 a coin fell\n").until("[y/N]")
        screen.line("y", "Till 1 is closed", "Still parked, and kept for the next day: p1 Table 7")
        screen.type("quit\n").until("Kept for the next start: 1 parked").ended()
    report = house.json("pos", "z", *CAFE)
    assert (report["drawer"]["difference"], report["note"]) == ("-0.50", "a coin fell")
