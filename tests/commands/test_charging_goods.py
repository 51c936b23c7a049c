"""`pos charge` with items, tax classes and discounts: the sale states them, the day adds them up, lines go back."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.inside import in_process
from tests.support.second_verifier import verify
from tests.support.terminal import Screen

if TYPE_CHECKING:
    from tests.support.inside import Household

CAFE = ("--as", "cafe")
MUG = "4006381333931"
ITEMS = f"tax,A,7%,B,19%\ncash,0.05\ncode,name,price,class\nfw,Flat white,3.50,\n{MUG},Mug,9.00,B\n"


@pytest.fixture
def house(empty_house: Household, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Household:
    monkeypatch.chdir(tmp_path)
    house = empty_house.begin("li", shops=("cafe",), cash={"li": "100"})
    sell_by(house, ITEMS)
    return house


def sell_by(house: Household, text: str) -> None:
    Path("items.csv").write_text(text, encoding="utf-8")
    house.run("item", "import", "items.csv", *CAFE)


def faults(house: Household) -> list[str]:
    base = sqlite3.connect(f"file:{house.ledger}?mode=ro", uri=True)
    found = [line for line in verify(base, "") if not line.startswith("GOOD")]
    base.close()
    return [*house.json("ledger", "audit", "--as", "ming")["faults"], *found]


def tax(letter: str, rate: str, gross: str, net: str, of_it: str) -> dict[str, str]:
    return {"tax_class": letter, "rate": rate, "gross": gross, "net": net, "tax": of_it}


def test_a_sale_of_items_states_its_tax_and_its_discount_and_its_lines_go_back(house: Household) -> None:
    house.run("pos", "open", "--float", "20", *CAFE)
    items = ("--item", "2xfw", "--item", MUG, "--discount", "10% regular")
    sale = house.json("pos", "charge", "4.00", "carrot cake", *items, *CAFE)
    assert (sale["amount"], sale["discount"]) == ("18.00", "2.00")
    assert sale["lines"] == ["carrot cake 4.00 A", "2x Flat white 7.00 A", "Mug 9.00 B", "on all: -10% regular -2.00"]
    assert sale["taxes"] == [tax("A", "7%", "9.90", "9.25", "0.65"), tax("B", "19%", "8.10", "6.81", "1.29")]
    house.run("pay", sale["id"], "--tip", "1", "--as", "li")
    receipt = house.json("pos", "receipt", "1-1", *CAFE)
    assert {name: receipt[name] for name in ("taxes", "discount", "lines")} == {
        name: sale[name] for name in ("taxes", "discount", "lines")
    }
    day = house.json("pos", "x", *CAFE)
    assert (day["taxes"], day["discounts"]) == (sale["taxes"], "2.00")
    assert house.json("refund", "1-1", "--line", "3", "chipped", *CAFE)["amount"] == "8.10"
    assert house.json("refund", "1-1", "--line", "1", *CAFE)["amount"] == "3.60"
    day = house.json("pos", "x", *CAFE)
    assert day["refunded_taxes"] == [tax("A", "7%", "3.60", "3.36", "0.24"), tax("B", "19%", "8.10", "6.81", "1.29")]
    assert house.json("pos", "receipt", "1-1", *CAFE)["refunded"] == "11.70"
    assert faults(house) == []


def test_a_code_behind_an_amount_is_no_name_and_the_line_for_the_item_is_said(house: Household) -> None:
    for typed, meant in (
        ("3 FW", "3xfw"), ("3x FW", "3xfw"), ("3.50 FW", "fw"), ("900 FW", "fw"), ("FW", "fw"), ("3xFW", "3xfw"),
    ):  # fmt: skip
        refused = house.json("pos", "charge", *typed.split(), *CAFE, status=2)
        assert "FW is an item, Flat white for 3.50" in refused["message"]
        assert f"paycli pos charge --item {meant}" in json.dumps(refused)
    assert house.json("pos", "charge", "3", "-m", "fw", *CAFE)["lines"] == ["fw 3.00 A"]
    assert house.json("pos", "charge", "3", "fw", "to", "go", *CAFE)["lines"] == ["fw to go 3.00 A"]


def test_a_plain_sale_states_tax_where_the_shop_has_a_file_and_a_repeat_is_what_it_was(house: Household) -> None:
    lines = [
        ("38.00", "noodles"), ("11.90", "-m", "a mug", "--tax-class", "B"), ("5.35",), ("--item", "fw"),
        ("--item", f"3x{MUG}", "--discount", "2.00"),
    ]  # fmt: skip
    first = [house.json("pos", "charge", *line, "-k", f"k{at}", *CAFE) for at, line in enumerate(lines)]
    assert [(each["amount"], each["taxes"]) for each in first] == [
        ("38.00", [tax("A", "7%", "38.00", "35.51", "2.49")]), ("11.90", [tax("B", "19%", "11.90", "10.00", "1.90")]),
        ("5.35", [tax("A", "7%", "5.35", "5.00", "0.35")]), ("3.50", [tax("A", "7%", "3.50", "3.27", "0.23")]),
        ("25.00", [tax("B", "19%", "25.00", "21.01", "3.99")]),
    ]  # fmt: skip
    sell_by(house, "tax,C,5%\nprices,without tax\ncode,name,price\nfw,Flat white,9.00\n")
    again = [house.json("pos", "charge", *line, "-k", f"k{at}", *CAFE) for at, line in enumerate(lines)]
    assert again == [{**each, "replayed": True} for each in first]
    other = house.json("pos", "charge", "--item", "2xfw", "-k", "k3", *CAFE, status=5)
    assert other["code"] == "idempotency_conflict"
    assert house.json("pos", "charge", "10", "tea", *CAFE)["amount"] == "10.50"


def test_cash_and_a_refund_in_cash_are_on_the_receipt_as_they_were_rounded(house: Household) -> None:
    house.run("pos", "open", "--float", "20", *CAFE)
    house.run("pos", "charge", "5.03", "tea", *CAFE)
    house.run("pos", "cash", "1-1", "10", *CAFE)
    receipt = house.json("pos", "receipt", "1-1", *CAFE)
    assert (receipt["amount"], receipt["rounding"], receipt["tender"]) == ("5.03", "0.02", "cash")
    assert house.json("show", "1-1", *CAFE)["rounding"] == "0.02"


@pytest.mark.parametrize(
    ("command", "lines"),
    [
        (("38.00", "noodles"), ("38.00 noodles",)),
        (("11.90", "a mug", "--tax-class", "B"), ("11.90 a mug B",)),
        (
            ("4.00", "cake", "--item", "2xfw", "--item", f"3x{MUG}", "--item", "FW"),
            ("4.00 cake", "2x fw", f"3x {MUG}", "fw"),
        ),
        (("--item", MUG, "--discount", "10% regular"), (MUG, "total", "-10% regular")),
        (("1.00", "tea", "--item", "2xfw", "--discount", "1.01"), ("1.00 tea", "2x fw", "total", "-1.01 discount")),
    ],
)  # fmt: skip
def test_a_sale_by_command_is_byte_for_byte_that_of_the_till_in_lines(
    house: Household, command: tuple[str, ...], lines: tuple[str, ...]
) -> None:
    house.run("pos", "open", "--float", "20", *CAFE)
    house.run("pos", "charge", *command, *CAFE)
    ended = in_process("pos", *CAFE, stdin="".join(f"{line}\n" for line in (*lines, "pay", "cancel")))
    assert ended.status == 0, ended
    by_command, in_lines = stated(house)
    assert by_command == in_lines


def stated(house: Household) -> list[tuple[dict[str, object], str]]:
    """Give what each sale states, but the salt of its words, and these words as they lie in the ledger."""
    base = sqlite3.connect(f"file:{house.ledger}?mode=ro", uri=True)
    rows = base.execute('SELECT e."order", t.text FROM entries e JOIN texts t ON t.n = e.n ORDER BY e.n').fetchall()
    base.close()
    orders = [(json.loads(order), text) for order, text in rows]
    return [({**order["body"], "lines": None}, text) for order, text in orders if order["kind"] == "sale.new"]


def test_many_goods_leave_the_sum_and_the_code_on_a_low_terminal(house: Household) -> None:
    rows = "".join(f"it{number},Thing {number},1.00,A\n" for number in range(30))
    sell_by(house, f"tax,A,7%\ncode,name,price,class\n{rows}")
    items = [word for number in range(30) for word in ("--item", f"it{number}")]
    with Screen("pos", "charge", *items, *CAFE, "--no-key") as screen:
        rows_shown = screen.until("waiting").text.split("\n")
        screen.type("\x03").ended(130)
    low = "\n".join(rows_shown[-24:])
    assert "30.00 EUR (PLAY)" in low
    assert "Thing 6 1.00 A" in low
    assert "and 23 more" in low
