"""What is refused at a till says why, and never what somebody has: the guests who stand there read it, too."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.support.inside import in_process
from tests.support.regulars import CAFE, PIN, charge
from tests.support.town import have_tab

if TYPE_CHECKING:
    from tests.support.inside import Household


@pytest.fixture
def house(empty_house: Household) -> Household:
    house = empty_house.begin("li", shops=("cafe",), cash={"li": "50", "cafe": "3.21"})
    house.run("ledger", "set", "currency", "CHF", "--as", "ming")
    house.run("pos", "open", "--float", "20", *CAFE)
    return house


def test_a_shop_that_has_too_little_for_a_refund_is_told_so_without_how_much_there_is(house: Household) -> None:
    sale = house.json("pos", "charge", "9", "tea", *CAFE)
    house.run("pay", sale["id"], "--tip", "1", "--as", "li")
    house.run("withdraw", "9", "--cash", *CAFE)
    for amount, needed in ((), "9.00"), (("5",), "5.00"):
        line = ("refund", sale["receipt"], *amount, *CAFE)
        error = house.json(*line, status=3)
        message = f"Nothing was refunded. The wallet of @cafe does not have {needed} EUR."
        assert (error["code"], error["message"]) == ("refund_short", message)
        assert "3.21" not in json.dumps(error) + in_process(*line, "--yes").err
    house.run("refund", sale["receipt"], "3.21", *CAFE)


def test_a_tab_in_another_currency_pays_nothing_and_says_which(house: Household) -> None:
    house.run("cash", "in", "li", "50CHF", "--as", "ming")
    have_tab("li", "cafe", most="30CHF/day")
    status, error = charge("4")
    assert (status, error["code"]) == (6, "tab_unfit")
    assert error["message"] == "Nothing was paid. No tab pays here: it is not in EUR, as this sale is."
    house.run("pos", "open", "--float", "20CHF", "--till", "2", *CAFE)
    code = house.json("tab", "join", "cafe", "--max", "30CHF/day", "--as", "li")["code"]
    assert in_process("pos", "tab", "add", "--pin", "-", "--till", "2", *CAFE, stdin=f"{code}\n{PIN}\n").status == 0
    assert charge("4CHF", PIN, "--till", "2", *CAFE)[0] == 0
