"""Cash: what was paid out, and to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.inside import Household
from tests.support.program import paycli
from tests.support.terminal import flat

if TYPE_CHECKING:
    from tests.support.inside import Household


@pytest.fixture
def house(empty_house: Household) -> Household:
    return empty_house.begin("li", cash={"ming": "50"})


def test_cash_that_is_paid_out_names_whose_it_is(house: Household) -> None:
    house.run("send", "li", "10", "--as", "ming")
    paid, refused = (house.json("withdraw", amount, "--cash", "--as", "li")["id"] for amount in ("4", "3"))
    told = flat(paycli("cash", "out", paid, "--as", "ming", "--yes").stdout)
    assert told == "4.00 EUR paid out to @li in cash (PLAY) "
    told = flat(paycli("cash", "out", refused, "--refuse", "--as", "ming", "--yes").stdout)
    assert told == "3.00 EUR went back to @li, not paid out (PLAY) "
