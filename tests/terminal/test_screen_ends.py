"""How a till on the whole screen ends, at a real terminal: signals, Ctrl-C, Ctrl-Q, a lost terminal, 200 resizes."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from tests.support.terminal import CTRL_C
from tests.support.till_window import TillWindow

if TYPE_CHECKING:
    from tests.support.inside import Household

pytestmark = [pytest.mark.python, pytest.mark.slow]

CAFE = ("--as", "cafe")
MESSAGE = "1-000001: it was taken back. All that is rung up is still here"
CTRL_Q, CTRL_S, CTRL_L = "\x11", "\x13", "\x0c"


@pytest.fixture
def house(empty_house: Household) -> Household:
    house = empty_house.begin("li", shops=("cafe",), cash={"li": "50"})
    house.run("pos", "open", "--float", "200", *CAFE)
    return house


class Window(TillWindow):
    """A till with a sale that waits; behind its end the terminal must be as before."""

    def __init__(self, *more: str) -> None:
        super().__init__(*CAFE, *more)
        self.before = self.modes
        self.until("DAY 1 since").line("3.50 tea", "TOTAL 3.50 EUR")

    def waiting(self) -> Window:
        """Let a sale wait."""
        self.line("pay", "SALE 1-000001")
        assert self.cells.is_other
        return self

    def left(self, status: int) -> str:
        """Require the status, that the terminal is as it was, and give what stands there."""
        self.ended(status)
        assert self.modes == self.before
        assert (self.cells.is_other, self.cells.modes) == (False, {"7", "25"})
        return self.seen


def states(house: Household) -> list[str]:
    return [row["state"] for row in house.json("pos", "list", *CAFE)["items"]]


def kept() -> None:
    """Require that the next start has the cart, and leave by Ctrl-Q."""
    with TillWindow(*CAFE) as window:
        window.until("1 line from before").until("TOTAL 3.50 EUR").type(CTRL_Q).ended()
        assert "Kept for the next start: 1 line rung up" in window.seen


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_takes_back_the_sale_that_waits_and_the_cart_is_kept(house: Household, number: int) -> None:
    with Window() as window:
        os.kill(window.waiting().pid, number)
        assert MESSAGE in window.left(128 + number)
    assert states(house) == ["cancelled"]
    kept()


def test_ctrl_c_takes_back_the_sale_throws_lines_away_and_never_leaves(house: Household) -> None:
    with Window() as window:
        window.waiting().type(CTRL_C).until(MESSAGE)
        window.type(f"half a li{CTRL_C}").until_gone("half a li").type(CTRL_C * 3).until("quit leaves the till")
        window.type("half\x1b").line("cash", "1-000002 cash").type("quit\n").left(0)
    assert states(house) == ["done", "cancelled"]


def test_ctrl_c_at_a_question_stops_it(house: Household) -> None:
    with Window() as window:
        window.line("cash", "1-000001 cash").type("refund 1-1\n").until("Refund? [y/N]").type(CTRL_C)
        window.until("Stopped: nothing was done").until_gone("Refund?").line("4.00 tea", "TOTAL 4.00 EUR")
        window.line("void", "void: tea").type("quit\n").left(0)
    assert house.json("pos", "receipt", "1-1", *CAFE)["refunded"] == "0.00"


def test_what_was_paid_in_the_moment_of_a_signal_is_paid(house: Household) -> None:
    with Window() as window:
        os.kill(window.waiting().pid, signal.SIGSTOP)
        house.run("pay", house.json("pos", "receipt", "1-1", *CAFE)["id"], "--as", "li")
        os.kill(window.pid, signal.SIGTERM)
        os.kill(window.pid, signal.SIGCONT)
        assert "1-000001 wallet @li" in window.left(143)
    assert states(house) == ["done"]


def test_a_terminal_that_is_gone_leaves_no_sale_behind(house: Household) -> None:
    window = Window()
    window.waiting().hang_up()
    assert window.process.wait(timeout=60) == 129
    assert states(house) == ["cancelled"]
    kept()


def test_neither_ctrl_s_nor_two_hundred_sizes_lose_the_line_or_cut_a_code(house: Household) -> None:
    with Window() as window:
        window.waiting().type(f"{CTRL_S}1.00 m")
        for step in range(200):
            window.resize(30 + step * 7 % 130, 8 + step * 5 % 40)
        window.resize(80, 24).until("SALE 1-000001").until("> 1.00 m").until("waits until")
        window.type(f"{CTRL_C}").until(MESSAGE).line("1.00 milk", "TOTAL 4.50 EUR").type("quit\n").left(0)
    assert states(house) == ["cancelled"]


def test_who_stopped_it_finds_its_terminal_and_it_draws_anew(house: Household) -> None:
    with Window() as window:
        os.kill(window.waiting().pid, signal.SIGSTOP)
        os.waitid(os.P_PID, window.pid, os.WSTOPPED)
        # Whoever had the terminal meanwhile left it otherwise.
        window.modes = window.before
        window.cells.resize(80, 24)
        os.kill(window.pid, signal.SIGCONT)
        window.until("SALE 1-000001").until("Scan the code")
        assert window.modes != window.before
        window.type(CTRL_L).type("cancel\n").until(MESSAGE).type("quit\n").left(0)


def test_a_second_till_of_the_same_number_is_told_that_one_runs(house: Household) -> None:
    with Window() as window, TillWindow(*CAFE) as second:
        assert "till 1 is open in another window" in second.ended(69)
        window.type("quit\n").left(0)
