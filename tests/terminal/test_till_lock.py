"""A locked till, on the whole screen and in lines: no key and no kill leads past it, and guests go on paying."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from tests.support.inside import in_process
from tests.support.misses import Misses
from tests.support.program import PROGRAM
from tests.support.terminal import CTRL_C, CTRL_D, Screen
from tests.support.till_screen import TillScreen
from tests.support.till_window import TillWindow

if TYPE_CHECKING:
    from tests.support.inside import Household

pytestmark = [pytest.mark.python, pytest.mark.slow]

CAFE = ("--as", "cafe")
PIN, WRONG, MUG = "86421", "13579", "4006381333931"
LOCKED = "Locked: the PIN unlocks it"
CTRL_Q, CTRL_Z, CTRL_BACKSLASH = "\x11", "\x1a", "\x1c"
F1, F3, F12 = "\x1bOP", "\x1bOR", "\x1b[24~"
NOT_TAKEN = "A line that was typed at the locked till was not taken"


@pytest.fixture
def house(empty_house: Household) -> Household:
    house = empty_house.begin("li", shops=("cafe",), cash={"li": "50"})
    house.run("pos", "open", "--float", "200", *CAFE)
    choose(PIN)
    return house


def choose(pin: str) -> None:
    ended = in_process("pos", "pin", "set", "--pin", "-", *CAFE, stdin=f"{pin}\n")
    assert (ended.status, pin in ended.out + ended.err) == (0, False)


def require_no_pin(house: Household, shown: str) -> None:
    """Require that neither PIN stands in what was shown, or in any file."""
    with Misses() as misses:
        for pin in (PIN, WRONG):
            with misses.of(pin, "shown"):
                assert pin not in shown
            for path in house.ledger.parent.rglob("*"):
                with misses.of(pin, path.name):
                    assert not path.is_file() or pin.encode() not in path.read_bytes()


def test_no_key_leaves_a_locked_screen_and_it_shows_nothing_of_the_day(house: Household) -> None:
    with TillWindow(*CAFE) as window:
        window.until("DAY 1 since").line("3.50 tea", "TOTAL 3.50 EUR").line("park Bo", "PARKED").line("2.00 bun", "bun")
        # In the middle of a line too.
        window.type(f"2.00 {F12}").until(LOCKED).until_gone("DAY 1 since")
        for hidden in ("bun", "2.00", "PARKED", "TOTAL"):
            assert hidden not in window.seen
        # Only what can be a PIN is a try.
        window.type(f"{MUG}\nquit\nx\n{CTRL_Q}{F1}{F3}").until(f"! {LOCKED}")
        window.type(f"{CTRL_Z}{CTRL_C}{CTRL_BACKSLASH}{WRONG}").until("*****")
        # To try one takes a moment: no Ctrl-C stops that.
        window.type(f"\n{CTRL_C}{WRONG}\n").until("Tries left: 1")
        assert "Stopped" not in window.raw
        window.type(f"{PIN}\n").until("Unlocked").until("bun").until("PARKED").until("DAY 1 since")
        window.type("quit\n").ended()
        require_no_pin(house, window.raw)


def test_a_pin_that_is_typed_once_more_while_it_is_tried_is_shown_to_nobody(house: Household) -> None:
    with TillWindow(*CAFE) as window:
        window.until("DAY 1 since").type(F12).until(LOCKED).type(f"{WRONG}\n{PIN}\n{PIN}\n{PIN}")
        window.until(NOT_TAKEN).until("DAY 1 since").until("> *****").type("\n").until_gone("> *****")
        window.line("3x", "3x").type(F12).until(LOCKED).type(f"{PIN}\n").until("Unlocked: 3x waits for goods")
        window.type("undo\nclose\n").until("The cash in the drawer, counted").type(F12).until(LOCKED)
        window.type(f"{PIN}\n").until("Unlocked").type("quit\n").ended()
        require_no_pin(house, window.raw)
    with TillScreen(*CAFE) as screen:
        screen.until("help").prompted().type("lock\n").until("PIN:")
        screen.type(f"{WRONG}\n{PIN}\n{PIN}\n{PIN}").until(NOT_TAKEN).prompted().line("3.50 tea", "TOTAL 3.50 EUR")
        screen.type("quit\n").ended()
        require_no_pin(house, screen.text)


def test_what_is_rung_up_at_a_locked_till_is_no_more_on_the_screen_of_guests(house: Household) -> None:
    with TillWindow(*CAFE) as till, TillWindow("--display", *CAFE) as guests:
        till.until("DAY 1 since").line("3.50 tea", "TOTAL 3.50 EUR")
        guests.until("tea")
        till.type(F12).until(LOCKED)
        guests.until_gone("tea")
        till.type(f"{PIN}\n").until("Unlocked")
        guests.until("tea")
        till.line("pay", "SALE 1-000001").type(F12).until(LOCKED)
    with TillWindow(*CAFE) as till, TillWindow("--display", *CAFE) as guests:
        guests.until("SALE 1-000001").until("tea")
        till.until("SALE 1-000001").type(f"{PIN}\n").until("Unlocked")


def test_a_guest_pays_at_a_locked_till_and_nobody_takes_the_sale_back(house: Household) -> None:
    with TillWindow(*CAFE) as window:
        window.until("DAY 1 since").line("3.50 tea", "TOTAL 3.50 EUR").line("pay", "SALE 1-000001")
        window.type(F12).until(LOCKED).type(f"{CTRL_C}cancel\ncash 5\n").until("! Locked").until("SALE 1-000001")
        house.run("pay", house.json("pos", "list", *CAFE)["items"][0]["id"], "--as", "li")
        window.until("PAID 3.50 EUR").until(f"li. {LOCKED}").type("4.00 cake\n").until("! Locked")
        window.type(f"{PIN}\n").until("Unlocked").line("1.00 bun", "TOTAL 1.00 EUR").type("quit\n").ended()
    assert [row["state"] for row in house.json("pos", "list", *CAFE)["items"]] == ["done"]


def test_a_locked_till_that_is_killed_or_ended_is_locked_at_its_next_start(house: Household) -> None:
    with TillScreen(*CAFE) as screen:
        screen.until("help").prompted().line("3.50 tea", "TOTAL 3.50 EUR").type("lock\n").until(LOCKED).until("PIN:")
        os.kill(screen.pid, signal.SIGKILL)
        screen.ended(128 + signal.SIGKILL)
    with TillWindow(*CAFE) as window:
        window.until(LOCKED)
        assert "tea" not in window.seen
        os.kill(window.pid, signal.SIGTERM)
        window.ended(128 + signal.SIGTERM)
    ended = in_process("pos", *CAFE, stdin="cash 5\n")
    assert (ended.status, "Till 1 is locked" in ended.err) == (6, True)
    with TillScreen(*CAFE) as screen:
        before = screen.until(LOCKED).until("PIN:").modes
        screen.type(f"{CTRL_Z}{CTRL_BACKSLASH}{CTRL_C}").until(LOCKED).type(f"{CTRL_C}{CTRL_D}").until(LOCKED)
        screen.type(f"{CTRL_D}{CTRL_D}{MUG}\n").until(f"! {LOCKED}").type(f"{WRONG}\n").until("Tries left: 2")
        assert screen.modes == before
        screen.type(f"{PIN}\n").until("Unlocked").prompted().line("cash 5", "1-000001 cash").type("quit\n").ended()
        require_no_pin(house, screen.text)


@pytest.mark.parametrize("ignored", ["", "trap '' HUP; "])
def test_a_locked_till_ends_with_its_terminal_and_is_locked_then(house: Household, ignored: str) -> None:
    program = ("/bin/sh", "-c", f'{ignored}exec "$@"', "sh", PROGRAM)
    screen = Screen("pos", "--lines", *CAFE, program=program)
    screen.until("help").type("lock\n").until("PIN:").hang_up()
    # Whether it hears that, or fails to say something: it ends.
    assert screen.process.wait(60)
    assert in_process("pos", *CAFE, stdin="x\n").status == 6


def test_a_pipe_locks_nothing_since_nobody_could_unlock_it_there(house: Household) -> None:
    ended = in_process("pos", *CAFE, stdin=f"3.50 tea\nlock\n{PIN}\n")
    assert (ended.status, "only at a terminal" in ended.out) == (2, True)
    assert in_process("pos", *CAFE, stdin="cash 5\n").status == 0


def test_three_wrong_ones_block_and_the_shop_chooses_another_pin(house: Household) -> None:
    with TillScreen(*CAFE) as screen:
        screen.until("help").prompted().type("lock\n").until("PIN:")
        for said in ("Tries left: 2", "Tries left: 1", "No PIN is tried at till 1 for 10 more min"):
            screen.type(f"{WRONG}\n").until(said).until("PIN:")
        screen.type(f"{PIN}\n").until("No PIN is tried").until("PIN:")
        choose("24680")
        screen.type("24680\n").until("Unlocked").prompted().type("lock\n").until("PIN:")
        # One that is off unlocks as well.
        house.run("pos", "pin", "off", *CAFE)
        screen.type("x\n").until("Unlocked").prompted().line("lock", "paycli pos pin set").type("quit\n").ended()


def test_the_key_of_a_till_needs_the_pin_before_and_that_of_the_shop_none(
    house: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = house.ledger.parent / "till-2"
    house.run("pos", "setup", "2", "--out", str(file), *CAFE)

    def of_till(*words: str, stdin: str = "") -> tuple[int, str]:
        with monkeypatch.context() as patch:
            patch.setenv("PAYCLI_MANDATE_FILE", str(file))
            ended = in_process("pos", "pin", *words, stdin=stdin)
        return ended.status, ended.err

    assert of_till("set", "--pin", "-", stdin="2468\n")[0] == 0
    assert of_till("set", "--pin", "-", stdin="1357\n")[0] == 2
    status, said = of_till("off", "--old-pin", "-", stdin="1357\n")
    assert (status, "Tries left: 2" in said) == (6, True)
    assert of_till("off", "--old-pin", "-", stdin="2468\n")[0] == 0
    assert of_till("set", "--pin", "-", stdin="2468\n")[0] == 0
    for _ in range(3):
        of_till("off", "--old-pin", "-", stdin="1357\n")
    # Nobody is asked for one in vain.
    status, said = of_till("set", "--pin", "-", stdin="9753\n")
    assert (status, "for 10 more min" in said) == (6, True)
    assert in_process("pos", "pin", "off", "--till", "2", *CAFE).status == 0
    assert of_till("set", "--pin", "-", stdin="9753\n")[0] == 0
    assert in_process("pos", "pin", "off", "--till", "2", *CAFE).status == 0
