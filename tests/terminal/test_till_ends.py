"""How a till in lines ends, at a real terminal: signals, Ctrl-C, Ctrl-D, a lost terminal, and what stands then."""

from __future__ import annotations

import os
import signal
import termios
from typing import TYPE_CHECKING

import pytest

from tests.support.terminal import CTRL_C, CTRL_D
from tests.support.till_screen import TillScreen

if TYPE_CHECKING:
    from tests.support.inside import Household

pytestmark = [pytest.mark.python, pytest.mark.slow]

CAFE = ("--as", "cafe")
MESSAGE = "1-000001: it was taken back. All that is rung up is still here"


@pytest.fixture
def house(empty_house: Household) -> Household:
    house = empty_house.begin("li", shops=("cafe",), cash={"li": "50"})
    house.run("pos", "open", "--float", "200", *CAFE)
    return house


def till(*more: str) -> TillScreen:
    return TillScreen(*more, *CAFE)


def waiting(screen: TillScreen) -> None:
    """Let a sale wait."""
    screen.until("help").prompted().line("3.50 tea", "TOTAL 3.50 EUR").line("pay", "SALE 1-000001")


def states(house: Household) -> list[str]:
    return [row["state"] for row in house.json("pos", "list", *CAFE)["items"]]


def kept() -> None:
    """Require that the next start has the cart."""
    with till() as screen:
        screen.until("1 line from before TOTAL 3.50 EUR").prompted().type("quit\n").ended()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_takes_back_the_sale_that_waits_and_the_cart_is_kept(house: Household, number: int) -> None:
    with till() as screen:
        waiting(screen)
        os.kill(screen.pid, number)
        assert MESSAGE in screen.ended(128 + number)
    assert states(house) == ["cancelled"]
    kept()


def test_ctrl_c_takes_back_the_sale_and_the_till_goes_on(house: Household) -> None:
    with till() as screen:
        waiting(screen)
        screen.type(CTRL_C).until(MESSAGE).prompted()
        screen.type(f"half a li{CTRL_C}").until("The line was thrown away").prompted().line("cash", "1-000002 cash")
        screen.type(CTRL_C).until("thrown away").prompted().type(CTRL_C).ended(130)
    assert states(house) == ["done", "cancelled"]


def test_what_was_paid_in_the_moment_of_a_signal_is_paid(house: Household) -> None:
    with till() as screen:
        waiting(screen)
        # It cannot look while it is stopped, so the signal is the first that it hears of.
        os.kill(screen.pid, signal.SIGSTOP)
        house.run("pay", house.json("pos", "receipt", "1-1", *CAFE)["id"], "--as", "li")
        os.kill(screen.pid, signal.SIGTERM)
        os.kill(screen.pid, signal.SIGCONT)
        assert "1-000001 wallet @li" in screen.ended(143)
    assert states(house) == ["done"]


def test_cash_for_what_was_paid_just_before_is_refused_since_it_is_paid(house: Household) -> None:
    with till() as screen:
        waiting(screen)
        os.kill(screen.pid, signal.SIGSTOP)
        house.run("pay", house.json("pos", "receipt", "1-1", *CAFE)["id"], "--as", "li")
        screen.type("cash 20\n")
        os.kill(screen.pid, signal.SIGCONT)
        screen.until("1-000001 wallet @li").until("nothing is rung up").prompted().type("quit\n").ended()
    row = house.json("pos", "list", *CAFE)["items"][0]
    assert (row["state"], row["tender"]) == ("done", "wallet")


def test_ctrl_d_leaves_and_where_a_sale_waits_it_says_so_first(house: Household) -> None:
    with till() as screen:
        waiting(screen)
        screen.type(CTRL_D).until("a sale waits: cancel takes it back").prompted()
        screen.type(CTRL_D).until(MESSAGE).ended()
    assert states(house) == ["cancelled"]
    with till() as screen:
        screen.until("1 line from before").prompted().type(CTRL_D).ended()


def test_a_terminal_that_is_gone_leaves_no_sale_behind(house: Household) -> None:
    screen = till()
    waiting(screen)
    screen.hang_up()
    screen.process.wait(timeout=60)
    assert states(house) == ["cancelled"]
    kept()


def test_the_terminal_is_as_before_and_a_tab_ends_a_line_only_meanwhile(house: Household) -> None:
    with till() as screen:
        before = screen.modes
        screen.until("help").prompted()
        assert screen.modes[6][termios.VEOL] == b"\t"
        os.kill(screen.pid, signal.SIGSTOP)
        os.waitid(os.P_PID, screen.pid, os.WSTOPPED)
        # Whoever had the terminal meanwhile left it otherwise.
        screen.modes = before
        os.kill(screen.pid, signal.SIGCONT)
        while screen.modes[6][termios.VEOL] != b"\t":
            screen.read_for(0.01)
        screen.type("2.50 tea\t").until("TOTAL 2.50 EUR").prompted().type("\x13quit\n").until("unreadable").prompted()
        screen.type("quit\n").ended()
        assert screen.modes == before


def test_a_second_till_of_the_same_number_is_told_that_one_runs(house: Household) -> None:
    with till() as screen:
        screen.until("help").prompted()
        with till() as second:
            assert "till 1 is open in another window" in second.ended(69)
        screen.type("quit\n").ended()
