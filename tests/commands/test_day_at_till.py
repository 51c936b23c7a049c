"""A day at a till by plain commands: its Z is what the ledger's file says, to the cent, and each number is there."""

from __future__ import annotations

import sqlite3
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.day_sums import add_up, sums_of_lines, sums_of_z
from tests.support.inside import in_process
from tests.support.second_verifier import verify
from tests.support.town import have_tab

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.inside import Household

CAFE = ("--as", "cafe")


@pytest.fixture
def house(empty_house: Household) -> Household:
    return empty_house.begin("li", "bo", shops=("cafe",), cash={"li": "500", "bo": "500"})


def minor(text: str) -> int:
    return int(Decimal(text) * 100)


def charge(house: Household, amount: str, *more: str) -> str:
    return str(house.json("pos", "charge", amount, "cake", *more, *CAFE)["receipt"])


def faults(house: Household) -> list[str]:
    """Audit the ledger by both verifiers; gives what they find wrong."""
    base = sqlite3.connect(f"file:{house.ledger}?mode=ro", uri=True)
    found = [line for line in verify(base, "") if not line.startswith("GOOD")]
    base.close()
    return [*house.json("ledger", "audit", "--as", "ming")["faults"], *found]


def test_a_day_of_43_sales_comes_to_its_z(house: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    first = house.json("pos", "open", "--float", "200", *CAFE)["n"]
    have_tab("bo", "cafe", most="30/day")
    numbers: list[str] = []
    for place in range(20):
        numbers.append(charge(house, f"{place + 1}.10"))
        payer, tip = ("li", ("--tip", "0.50")) if place % 2 else ("bo", ())
        sale = house.json("pos", "receipt", numbers[-1], *CAFE)["id"]
        if place in {2, 4, 6}:
            by_tab = in_process("pos", "tab", "pay", numbers[-1], "bo", "--pin", "-", "--yes", *CAFE, stdin="4711\n")
            assert by_tab.status == 0, by_tab
        else:
            house.run("pay", sale, *tip, "--as", payer)
    for place in range(15):
        numbers.append(charge(house, f"{place + 2}.05"))
        taken = house.json("pos", "cash", numbers[-1], "20", *CAFE)
        assert minor(taken["change"]) == 2000 - minor(f"{place + 2}.05")
    for _ in range(2):
        numbers.append(charge(house, "3.00"))
        house.run("pos", "gift", numbers[-1], "a regular", *CAFE)
    for _ in range(3):
        numbers.append(charge(house, "4.00"))
        house.run("cancel", numbers[-1], *CAFE)
    numbers += [charge(house, "5.00", "--expires", "1m") for _ in range(3)]
    house.run("refund", numbers[1], "1.00", "cold", *CAFE)
    house.run("refund", numbers[3], *CAFE)
    house.run("refund", numbers[20], "2.05", *CAFE)
    house.run("pos", "out", "100", "bank", *CAFE)
    standing = house.json("pos", "x", *CAFE)
    assert standing["open_sales"] == numbers[-3:]
    assert house.json("pos", "close", "--counted", "1", *CAFE, status=5)["code"] == "sale_waits"
    monkeypatch.setenv("PAYCLI_NOW", "+10m")
    expected = Decimal(house.json("pos", "x", *CAFE)["drawer"]["expected"])
    closed = house.json("pos", "close", "--counted", str(expected - 3), "a", "note", "was", "torn", *CAFE)
    z = closed["report"]
    again = house.json("pos", "z", "1", *CAFE)
    assert {name: again[name] for name in z} == z
    assert numbers == [f"1-{number:06d}" for number in range(1, 44)]
    assert (z["first_number"], z["last_number"], z["charged"]) == (numbers[0], numbers[-1], 43)
    check_sums(z, add_up(str(house.ledger), first - 1, closed["n"]))
    assert (z["cancelled"]["count"], z["expired"]["count"], z["gifts"]["count"]) == (3, 3, 2)
    assert z["drawer"]["difference"] == "-3.00"
    lines = house.json("pos", "report", "--lines", *CAFE)["items"]
    assert len(lines) == 20 + 15 + 2 + 3
    assert {**dict.fromkeys(sums_of_z(z), 0), **sums_of_lines(lines)} == sums_of_z(z) | {
        name: {} for name in ("taxes", "refunded_taxes")
    }
    assert faults(house) == []


def check_sums(z: dict[str, Any], sums: dict[str, Any]) -> None:
    """Compare a Z with what a bookkeeper of its own adds up."""
    assert minor(z["by_wallet"]["sum"]) == sums["wallet"]
    assert minor(z["by_cash"]["sum"]) + minor(z["rounding"]) == sums["cash"] - sums["out of the drawer"] + minor(
        z["refunds_cash"]["sum"]
    )
    assert minor(z["tips"]) == sums["tips"]
    assert minor(z["refunds_wallet"]["sum"]) == sums["back"]
    assert minor(z["refunded_tips"]) == sums["tips back"]
    assert minor(z["drawer"]["counted"]) == sums["drawer"]
    for rows, by_class in ((z["taxes"], sums["taxes"]), (z["refunded_taxes"], sums["taxes back"])):
        for part in ("gross", "tax"):
            assert {row["tax_class"]: minor(row[part]) for row in rows} == {
                name: total for (name, what), total in by_class.items() if what == part
            }


def test_the_log_of_a_shop_keeps_coins_apart_from_its_money(house: Household) -> None:
    """What is in a drawer is not what a wallet has: it counts neither as in nor as out."""
    house.run("pos", "open", "--float", "20", *CAFE)
    for amount in ("5", "3"):
        house.run("pos", "charge", amount, "tea", *CAFE)
    house.run("pay", house.json("pos", "list", *CAFE)["items"][0]["id"], "--as", "li")
    for line in (("pos", "cash", "1-1", "10"), ("refund", "1-1", "2", "cold"), ("pos", "out", "8", "bank")):
        house.run(*line, *CAFE)
    lines = house.json("log", "--limit", "4", *CAFE)["items"]
    assert [(line["kind"], line["amount"], line["moved"]) for line in lines] == [
        ("drawer.move", "-8.00", False), ("refund", "-2.00", False), ("sale.take", "5.00", False),
        ("sale.pay", "3.00", True),
    ]  # fmt: skip
    said = in_process("log", "--limit", "4", *CAFE).out.splitlines()
    assert [line.split()[6:8] for line in said[1:4]] == [["(-8.00", "EUR)"], ["(-2.00", "EUR)"], ["(+5.00", "EUR)"]]
    assert said[5] == "4 entries    in 3.00 EUR    drawer -5.00 EUR (PLAY)"


def drawer_rows(*line: str) -> list[tuple[str, int]]:
    """Give the rows of the table of the drawer, down to how much should be there."""
    rows = in_process(*line, *CAFE).out.partition("DRAWER IN EUR")[2].splitlines()[1:]
    found = [(name.strip(), minor(amount)) for name, _, amount in (row.rpartition(" ") for row in rows[:10]) if name]
    return found[: [name for name, _ in found].index("should be there") + 1]


def test_the_table_of_the_drawer_adds_up_and_compares_with_a_closing_only_where_there_was_one(house: Household) -> None:
    house.run("pos", "open", "--float", "20", *CAFE)
    refused = house.json("pos", "open", "--float", "20", *CAFE, status=5)
    assert refused["message"].startswith("No day was opened.")
    charge(house, "5.00")
    house.run("pos", "cash", "1-1", "10", *CAFE)
    house.run("refund", "1-1", "2", "cold", *CAFE)
    house.run("pos", "in", "1.50", "change", *CAFE)
    first = drawer_rows("pos", "x")
    house.run("pos", "close", "--counted", "24.50", *CAFE)
    said = in_process("pos", "open", "--float", "24", *CAFE).out
    assert "-0.50 EUR against the last closing" in said
    second = drawer_rows("pos", "x")
    assert "difference at the opening" not in dict(first)
    assert second[:3] == [
        ("left at the last closing", 2450), ("difference at the opening", -50), ("counted at the opening", 2400),
    ]  # fmt: skip
    for rows in (first, second[2:]):
        *parts, (_, expected) = rows
        assert sum(amount for _, amount in parts) == expected, rows


def test_a_till_with_a_new_key_ends_the_day_that_the_old_one_began(
    house: Household, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def by_key(name: str) -> None:
        monkeypatch.setenv("PAYCLI_MANDATE_FILE", str(tmp_path / name))

    house.run("pos", "setup", "1", "--out", str(tmp_path / "lost.key"), *CAFE)
    by_key("lost.key")
    house.run("pos", "open", "--float", "20")
    number = house.json("pos", "charge", "5", "tea", "--expires", "1d")["receipt"]
    monkeypatch.delenv("PAYCLI_MANDATE_FILE")
    house.run("mandate", "revoke", "till-1", *CAFE)
    house.run("pos", "setup", "1", "--out", str(tmp_path / "new.key"), *CAFE)
    by_key("new.key")
    assert house.json("pos", "close", "--counted", "20", status=5)["code"] == "sale_waits"
    assert house.json("cancel", number)["what"] == "sale"
    z = house.json("pos", "close", "--counted", "20")["report"]
    assert (z["cancelled"]["count"], z["drawer"]["difference"]) == (1, "0.00")
    monkeypatch.delenv("PAYCLI_MANDATE_FILE")
    assert faults(house) == []
