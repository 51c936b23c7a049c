"""How the day stands where a sale was paid: by the totals of its shift, and without one by the sales since midnight."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from paycli.app.machine import LocalMachine
from paycli.services.reading.reader import reading
from paycli.services.sales.day import Day, day_so_far
from paycli.services.sales.receipt import receipt

if TYPE_CHECKING:
    from tests.support.inside import Household

CAFE = ("--as", "cafe")


@pytest.fixture
def house(empty_house: Household) -> Household:
    return empty_house.begin("li", shops=("cafe",), cash={"li": "100", "cafe": "1"})


def day_of(sale: str) -> Day:
    machine = LocalMachine(os.environ, None)
    try:
        with reading(machine.open(machine.store.find("cafe"))) as reader:
            return day_so_far(reader, receipt(reader, sale), 0)
    finally:
        machine.close()


def sold(house: Household, *words: str) -> tuple[str, str]:
    """Charge at a till, and let @li pay; gives the number of the sale, and what it and the day came to."""
    number = str(house.json("pos", "charge", *words, *CAFE)["receipt"])
    house.run("pay", house.json("pos", "receipt", number, *CAFE)["id"], "--tip", "1", "--as", "li")
    found = day_of(number)
    return number, f"{found.sales} {found.total.amount_minor} {found.is_shift}"


def test_a_till_says_what_its_shift_came_to_with_tips_and_without_refunds(house: Household) -> None:
    house.run("pos", "open", "--float", "5", *CAFE)
    number, first = sold(house, "4", "tea")
    house.run("pos", "charge", "3", "cake", *CAFE)
    house.run("pos", "cash", "1-2", *CAFE)
    house.run("pos", "charge", "2", "cake", *CAFE)
    house.run("pos", "gift", "1-3", "a regular", *CAFE)
    house.run("refund", number, "1.50", "cold", *CAFE)
    house.run("refund", "1-2", "1", "cold", *CAFE)
    # What the shop's own key sells counts at no till.
    _, own = sold(house, "9", "a chair", "--till", "0")
    _, last = sold(house, "6", "soup", "--till", "1")
    assert (first, last) == ("1 500 True", "3 1250 True")
    assert own == "1 1000 False"
    house.run("pos", "close", "--counted", "7", "--till", "1", *CAFE)
    house.run("pos", "open", "--float", "7", *CAFE)
    assert sold(house, "2", "tea")[1] == "1 300 True"
    # And of a sale of another day, how that one came out.
    assert day_of(number) == day_of("1-4")


def test_the_key_of_the_shop_counts_what_it_sold_since_midnight(house: Household) -> None:
    number, first = sold(house, "4", "tea")
    house.run("refund", number, "1.50", "cold", *CAFE)
    _, second = sold(house, "6", "soup")
    assert (first, second) == ("1 500 False", "2 1050 False")
