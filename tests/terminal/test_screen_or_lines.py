"""Where the till runs on the whole screen and where in lines, and that it says why where somebody would wonder."""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING

import pytest

from tests.support.program import PROGRAM
from tests.support.terminal import Screen
from tests.support.till_window import TillWindow

if TYPE_CHECKING:
    from tests.support.inside import Household

pytestmark = [pytest.mark.python, pytest.mark.slow]

CAFE = ("--as", "cafe")
# Runs the program as one to which the extra `till` was not installed.
_WITHOUT = """
import importlib.util, sys
find = importlib.util.find_spec
importlib.util.find_spec = lambda name, *more: None if name == "textual" else find(name, *more)
from paycli.main import main
main()
"""
_TO_NOWHERE = ("/bin/sh", "-c", 'exec "$@" 2> /dev/null', "sh", PROGRAM)


@pytest.fixture
def house(empty_house: Household) -> Household:
    house = empty_house.begin("li", shops=("cafe",), cash={"li": "50"})
    house.run("pos", "open", "--float", "200", *CAFE)
    return house


@pytest.mark.parametrize(
    ("why", "given"),
    [
        ("the screen needs 80x24, and this window has 79x24", {"columns": 79}),
        ("the screen needs 80x24, and this window has 80x23", {"rows": 23}),
        ("cannot be drawn on", {"env": {"TERM": "dumb"}}),
        ("stderr is not a terminal", {"program": _TO_NOWHERE}),
        ("the screen needs the extra till", {"program": (sys.executable, "-c", _WITHOUT)}),
    ],
    ids=["narrow", "low", "dumb", "stderr", "no Textual"],
)
def test_it_says_why_it_runs_in_lines(house: Household, why: str, given: dict[str, object]) -> None:
    with Screen("pos", *CAFE, **given) as screen:  # type: ignore[arg-type]
        shown = screen.until("The till in lines:").until(why).until("> ").type("quit\n").ended()
    assert "\x1b[?1049h" not in shown


def test_who_asks_for_lines_and_a_pipe_are_told_nothing(house: Household) -> None:
    with Screen("pos", "--lines", *CAFE) as screen:
        assert "in lines" not in screen.until("> ").type("quit\n").ended()
    with Screen("pos", *CAFE, program=("/bin/sh", "-c", 'echo quit | "$@" | cat', "sh", _TO_NOWHERE[-1])) as screen:
        assert "in lines" not in screen.ended()


def test_what_was_paid_while_the_till_was_off_stands_on_its_screen(house: Household) -> None:
    with TillWindow(*CAFE) as window:
        window.until("DAY 1 since").line("3.50 tea", "TOTAL").line("pay", "SALE 1-000001")
        os.kill(window.pid, signal.SIGKILL)
    house.run("pay", house.json("pos", "list", *CAFE)["items"][0]["id"], "--as", "li")
    with TillWindow(*CAFE) as window:
        window.until("PAID 3.50 EUR").until("1-000001 wallet @li")
        window.line("2.00 milk", "! 1-000001 was paid at", "while the till was off: 3.50 EUR print 1-000001")
        window.line("print 1-1", "paid by @li").line("cash 2", "1-000002 cash").line("2.00 milk", "LAST 1-000002")
        assert "was paid at" not in window.seen
        window.type("quit\n").ended()
    with TillWindow(*CAFE) as window:
        window.until("1 line from before").line("void", "void: milk")
        assert "was paid at" not in window.seen
        window.type("quit\n").ended()
