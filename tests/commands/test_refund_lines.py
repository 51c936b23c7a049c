"""`refund --line N` gives back what a line of a sale came to, once, and whatever went back before is minded."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.inside import in_process

if TYPE_CHECKING:
    from tests.support.inside import Household

CAFE = ("--as", "cafe")
BILL = "2x Flat white 7.00\nCarrot cake 4.20\n-1.00 dented -1.00\non all: -10% regular -1.02"


@pytest.fixture
def house(empty_house: Household) -> Household:
    return empty_house.begin("li", shops=("cafe",), cash={"li": "50"})


def paid(house: Household, amount: str, words: str, *more: str) -> str:
    sale = house.json("pos", "charge", amount, "-m", words, *CAFE)
    house.run("pay", sale["id"], *more, "--as", "li")
    return str(sale["id"])


def test_a_line_goes_back_with_its_part_of_each_discount_and_only_once(house: Household) -> None:
    sale = paid(house, "9.18", BILL)
    back = house.json("refund", sale, "--line", "2", "cold", *CAFE)
    # 3.20 less its part of the 1.02, which is 0.32.
    assert (back["amount"], back["note"], back["receipt"]) == ("2.88", "cold", "0-000001")
    again = house.json("refund", sale, "--line", "2", *CAFE, status=5)
    assert (again["code"], again["line"], again["amount"]) == ("line_refunded", 2, "2.88")
    assert again["message"].startswith("Nothing was refunded. Line 2 of sale 0-000001 came to 2.88 EUR")
    assert house.json("refund", sale, "--line", "1", *CAFE)["amount"] == "6.30"
    assert house.balance("li") == "50.00"
    assert house.json("ledger", "audit", "--as", "ming")["faults"] == []


def test_a_part_that_went_back_before_is_minded(house: Household) -> None:
    sale = paid(house, "9.18", BILL, "--tip", "2")
    house.run("refund", sale, "3", *CAFE)
    assert house.json("refund", sale, "--line", "1", *CAFE, status=5)["code"] == "line_refunded"
    assert house.json("refund", sale, "--line", "2", *CAFE)["amount"] == "2.88"
    # The tip is no line: it goes back by its sum.
    assert house.json("refund", sale, "5.30", *CAFE)["amount"] == "5.30"


def test_a_line_is_repeated_under_its_key_as_what_it_was(house: Household) -> None:
    sale = paid(house, "9.18", BILL)
    line = ("refund", sale, "--line", "2", "cold", "-k", "a", *CAFE)
    first = house.json(*line)
    house.run("refund", sale, "6.00", *CAFE)
    assert house.json(*line) == {**first, "replayed": True, "balance": "0.30"}
    other = house.json("refund", sale, "--line", "1", "cold", "-k", "a", *CAFE, status=5)
    assert other["code"] in {"idempotency_conflict", "line_refunded"}


@pytest.mark.parametrize(
    ("words", "says", "status"),
    [
        (("--line", "3"), "There is no line 3 here: sale 0-000001 has 2 lines.", 4),
        (("3.50", "--line", "1"), "--line says how much already", 2),
        (("--line", "1", "cold", "-m", "cold"), "There are two reasons", 2),
    ],
)
def test_what_cannot_be_meant_is_refused(house: Household, words: tuple[str, ...], says: str, status: int) -> None:
    sale = paid(house, "9.18", BILL)
    error = house.json("refund", sale, *words, *CAFE, status=status)
    assert error["message"].startswith("Nothing was refunded.")
    assert says in error["message"]
    assert house.balance("li") == "40.82"


def test_goods_without_prices_are_one_line(house: Household) -> None:
    sale = paid(house, "10", "tea and cake", "--tip", "1")
    assert house.json("refund", sale, "--line", "1", *CAFE)["amount"] == "10.00"
    assert house.json("refund", sale, "--line", "1", *CAFE, status=5)["code"] == "line_refunded"
    assert house.json("refund", sale, "--line", "2", *CAFE, status=4)["code"] == "not_found"


def test_lines_of_a_sale_in_cash_bring_the_drawer_back_to_what_it_was(
    house: Household, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each refund is rounded to coins, and all of them together to what was taken."""
    monkeypatch.chdir(tmp_path)
    rows = "a,Ale,1.01,\nb,Bun,2.02,B\nc,Cake,3.04,\n"
    Path("items.csv").write_text(f"tax,A,7%,B,19%\ncash,0.05\ncode,name,price,class\n{rows}", encoding="utf-8")
    house.run("item", "import", "items.csv", *CAFE)
    house.run("pos", "open", "--float", "50", *CAFE)
    house.run("pos", "charge", "--item", "3xa", "--item", "b", "--item", "c", "--discount", "0.07 coins", *CAFE)
    house.run("pos", "cash", "1-1", *CAFE)
    back = Decimal(0)
    for line in ("3", "1", "2"):
        said = in_process("refund", "1-1", "--line", line, "--yes", *CAFE).out
        back += Decimal(said.split()[0])
        # The receipt says as much as the drawer gave, whatever of it is rounding.
        shown = in_process("pos", "receipt", "1-1", *CAFE).out.partition("\nrefunded ")[2].splitlines()
        given = shown[1].removeprefix("rounded to ") if shown[1].startswith("rounded") else shown[0]
        assert Decimal(given.split()[0]) == back, shown
    day = house.json("pos", "x", *CAFE)
    assert (day["drawer"]["expected"], day["rounding"]) == ("50.00", "0.00")
    assert [row["tax"] for row in day["taxes"]] == [row["tax"] for row in day["refunded_taxes"]]
    assert house.json("refund", "1-1", "--line", "2", *CAFE, status=5)["code"] == "line_refunded"
    assert house.json("ledger", "audit", "--as", "ming")["faults"] == []
