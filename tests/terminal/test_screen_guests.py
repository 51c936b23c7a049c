"""The screen that guests watch follows the till: goods, code, paid. It shows nothing else, and changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paycli.tour.paint import DARK
from tests.support.till_window import TillWindow

if TYPE_CHECKING:
    from tests.support.inside import Household

pytestmark = [pytest.mark.python, pytest.mark.slow]

CAFE = ("--as", "cafe")
CTRL_Q = "\x11"


@pytest.fixture
def house(empty_house: Household) -> Household:
    house = empty_house.begin("li", shops=("cafe",), cash={"li": "50"})
    house.run("pos", "open", "--float", "200", *CAFE)
    return house


def test_guests_see_goods_code_and_paid_and_nothing_else(house: Household) -> None:
    with TillWindow(*CAFE) as till, TillWindow("--display", *CAFE) as guests:
        till.until("DAY 1 since").line("9.99 secret", "TOTAL").line("park Zoe", "parked")
        till.line("3.50 tea", "TOTAL 3.50 EUR")
        guests.until("@cafe").until("tea 3.50").until("TOTAL 3.50 EUR")
        till.line("pay", "SALE 1-000001")
        guests.until("SALE 1-000001").until("paycli pay").read_for(0.3)
        text = guests.code(DARK)
        assert text is not None
        assert text == till.read_for(0.1).code(DARK)
        house.run("pay", house.json("pos", "list", *CAFE)["items"][0]["id"], "--as", "li")
        guests.until("PAID 3.50 EUR").until("wallet @li")
        till.until("PAID 3.50 EUR").line("2.00 milk", "TOTAL 2.00 EUR")
        guests.until("milk 2.00").until_gone("PAID")
        till.line("cash 5", "PAID 2.00 EUR")
        guests.until("PAID 2.00 EUR").until("change 3.00")
        # Nobody types there.
        guests.type("void\n4.00 cake\n\x1b[24~").read_for(0.5)
        for word in ("balance", "secret", "Zoe", "DAY", "drawer", "cake", "200.00"):
            assert word not in guests.text, word
        guests.type(CTRL_Q).ended()
        till.type("quit\n").ended()


def test_without_a_terminal_it_says_what_it_needs(house: Household) -> None:
    assert "needs a terminal" in house.run("pos", "display", *CAFE, status=2).err
