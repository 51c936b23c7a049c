"""A guest who pays what they paid already reads that they did, and when; a sale that nobody could pay is not opened."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from paycli.domain.ids import short

if TYPE_CHECKING:
    from tests.support.inside import Household


@pytest.fixture
def house(empty_house: Household) -> Household:
    return empty_house.begin("li", "bo", shops=("cafe",), cash={"li": "20", "bo": "20"})


def test_who_pays_again_reads_that_they_paid_and_when(house: Household) -> None:
    sale = house.json("pos", "charge", "5", "tea", "--as", "cafe")["id"]
    paid = house.json("pay", sale, "--as", "li")
    again = house.json("pay", sale, "--as", "li", status=5)
    assert (again["code"], again["id"], again["of"]) == ("already_paid", paid["id"], sale)
    assert again["paid_at"] == paid["time"]
    said = r"Nothing was paid\. This sale is already paid, by you (\w+ ){3}\d\d:\d\d( \w+)?\."
    assert re.fullmatch(said, again["message"]), again["message"]
    assert again["hint"] == f"paycli show {short(paid['id'])}"


def test_who_pays_what_somebody_else_paid_does_not_read_who_and_when(house: Household) -> None:
    sale = house.json("pos", "charge", "5", "tea", "--as", "cafe")["id"]
    house.run("pay", sale, "--as", "li")
    again = house.json("pay", sale, "--as", "bo", status=5)
    assert again["message"] == "Nothing was paid. This sale is already paid."
    assert not {"id", "paid_at"} & again.keys()


def test_a_sale_that_nobody_could_pay_is_refused_at_the_till(house: Household) -> None:
    house.run("ledger", "set", "most-per-order", "10EUR", "--as", "ming")
    before = house.json("log", "--all", "--as", "ming")["items"][0]["n"]
    for more in ((), ("--wait",), ("--dry-run",)):
        refused = house.json("pos", "charge", "10.01", "caviar", *more, "--as", "cafe", status=7)
        assert (refused["code"], refused["amount"], refused["limit"]) == ("limit_exceeded", "10.01", "10.00")
    assert house.json("log", "--all", "--as", "ming")["items"][0]["n"] == before
    assert house.json("pos", "charge", "10.00", "cake", "--as", "cafe")["receipt"] == "0-000001"
