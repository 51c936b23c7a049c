"""Sales under the ids that others chose: the one that was meant is paid, and its receipt keeps its number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paycli.domain.texts import Text, text_commitment
from tests.support.ids import order_id
from tests.support.inside import Household, pay_a_cent, post_as

if TYPE_CHECKING:
    from tests.support.inside import Household


@pytest.fixture
def house(empty_house: Household) -> Household:
    return empty_house.begin("li", "bo", shops=("cafe", "copycat"), cash={"ming": "50", "li": "10", "bo": "10"})


def test_a_sale_is_found_however_many_orders_end_as_it_does(house: Household) -> None:
    sale = house.json("pos", "charge", "1", "tea", "--as", "cafe")
    for number in range(51):
        pay_a_cent(house, "bo", "li", f"{number:012x}7000{sale['id'][16:]}")
    assert house.json("pay", sale["id"], "--as", "ming")["to"] == "@cafe"


@pytest.mark.parametrize("lines", ["no JSON", "[" * 5000, "5", "[{}]", '[{"what":["a"]}]'])
def test_a_sale_can_be_looked_at_and_paid_whatever_its_shop_wrote_there(house: Household, lines: str) -> None:
    body = {"amount": 5, "currency": "EUR", "lines": text_commitment("11" * 32, lines), "expires_ms": 60_000}
    post_as("cafe", "sale.new", body, order_id(1), (Text("lines", "11" * 32, lines),))
    assert len(house.json("show", order_id(1), "--as", "li")["lines"]) == 1
    assert house.json("pay", order_id(1), "--as", "li")["amount"] == "0.05"


def test_a_shop_that_copies_the_end_of_a_sales_id_gets_nothing(house: Household) -> None:
    true = house.json("pos", "charge", "5", "tea", "--as", "cafe")
    body = {"amount": 49_00, "currency": "EUR", "lines": None, "expires_ms": 600_000}
    copied = "0" * 12 + "7000" + true["id"][16:]
    post_as("copycat", "sale.new", body, copied)
    assert house.json("show", true["short"], "--as", "li")["shop"] == "@cafe"
    house.run("cancel", true["id"], "--as", "cafe")
    assert house.json("pay", true["short"], "--as", "ming", status=4)["code"] == "sale_cancelled"
    assert house.balance("ming") == "50.00"


def test_an_id_that_could_be_worked_out_beforehand_is_never_taken_for_the_first(house: Household) -> None:
    kept = house.json("pos", "charge", "5", "tea", "--as", "cafe", "-k", "table 4")
    body = {"amount": 49_00, "currency": "EUR", "lines": None, "expires_ms": 600_000}
    post_as("copycat", "sale.new", body, "0" * 12 + "7000" + kept["id"][16:])
    refused = house.json("pay", kept["short"], "--as", "ming", status=4)
    assert refused["code"] == "prefix_ambiguous"
    assert kept["id"] in refused["hint"]
    assert house.json("pay", kept["id"], "--as", "ming")["to"] == "@cafe"


def test_under_a_key_an_id_is_typed_whole_since_a_repeat_must_mean_the_same(house: Household) -> None:
    sale = house.json("pos", "charge", "5", "tea", "--as", "cafe")
    assert house.json("pay", sale["short"][:4], "-k", "k", "--as", "ming", status=2)["code"] == "usage"
    assert house.json("pay", sale["short"], "-k", "k", "--as", "ming")["replayed"] is False
    house.run("pos", "charge", "5", "tea", "--as", "cafe")
    assert house.json("pay", sale["short"], "-k", "k", "--as", "ming")["replayed"] is True


def test_a_receipts_number_does_not_change_when_an_older_sale_is_paid_later(
    house: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAYCLI_NOW", "+1h")
    older, newer = (house.json("pos", "charge", "1", what, "--as", "cafe")["id"] for what in ("tea", "cake"))
    # The clock is behind the ledger from here on, so that both are paid at the same ledger time.
    monkeypatch.setenv("PAYCLI_NOW", "+59m")
    house.run("pay", newer, "--as", "ming")
    assert house.json("pos", "receipt", newer, "--as", "cafe")["receipt"] == 1
    house.run("pay", older, "--as", "ming")
    numbers = [house.json("pos", "receipt", sale, "--as", "cafe")["receipt"] for sale in (newer, older)]
    assert numbers == [1, 2]
