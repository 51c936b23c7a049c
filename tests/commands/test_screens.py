"""What is shown fits a screen of 80 columns, and says the year when it is another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.inside import Household
from tests.support.terminal import Screen, flat

if TYPE_CHECKING:
    from tests.support.inside import Household


@pytest.fixture
def house(empty_house: Household) -> Household:
    house = empty_house.begin("li", "bo", shops=("cafe",), cash={"ming": "50"})
    house.run("ledger", "set", "currency", "CHF", "--as", "ming")
    return house


def test_the_first_screen_fits_on_80_columns(house: Household) -> None:
    with Screen("--as", "ming") as screen:
        lines = screen.ended().split("\n")
    assert max(map(len, lines)) <= 80
    assert house.balance("ming") == "50.00"


def test_the_log_keeps_its_ids_whole_on_80_columns(house: Household) -> None:
    sent = house.json("envelope", "send", "li", "5", "-m", "a rather long message for everybody", "--as", "ming")
    with Screen("log", "--as", "ming", env={"PAYCLI_PAGER": ""}) as screen:
        said = screen.ended()
    assert sent["short"][:4] in said
    assert max(map(len, said.split("\n"))) <= 80


def test_a_year_that_is_not_this_one_is_named_before_one_agrees(house: Household) -> None:
    with Screen("envelope", "send", "li", "5", "--open-at", "2062-11-30", "--as", "ming") as screen:
        screen.until("[y/N]").type("n\n")
        assert "opens Thu 30 Nov 2062 00:00" in flat(screen.ended(1))
