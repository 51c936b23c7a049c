"""What is repeated under its key at a till is answered as the first time, though the day is over by then."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.misses import Misses

if TYPE_CHECKING:
    from tests.support.inside import Household

CAFE = ("--as", "cafe")


@pytest.fixture
def house(empty_house: Household) -> Household:
    return empty_house.begin("li", shops=("cafe",), cash={"li": "50"})


def test_each_command_of_a_day_is_repeated_on_the_next_day_as_what_it_was(house: Household) -> None:
    lines = [
        ("pos", "open", "--float", "20"), ("pos", "charge", "5", "tea"), ("pos", "cash", "1-1", "10"),
        ("refund", "1-1", "2", "cold"), ("pos", "charge", "3", "cake"), ("pos", "gift", "1-2", "a regular"),
        ("pos", "in", "5", "change"), ("pos", "out", "8", "bank"), ("pos", "drawer", "looked"),
        ("pos", "close", "--counted", "20"),
    ]  # fmt: skip
    first = [house.json(*line, "-k", f"k{at}", *CAFE) for at, line in enumerate(lines)]
    house.run("pos", "open", "--float", "7", *CAFE)
    with Misses() as misses:
        for at, line in enumerate(lines):
            with misses.of(line):
                again = house.json(*line, "-k", f"k{at}", *CAFE)
                assert (again["id"], again["replayed"]) == (first[at]["id"], True)
    # Another wish under the key is no repeat, and at the same till as before.
    assert house.json("pos", "charge", "6", "tea", "-k", "k1", *CAFE, status=5)["code"] == "idempotency_conflict"
    assert house.json("ledger", "audit", "--as", "ming")["faults"] == []


def test_a_refund_that_leaves_less_than_itself_is_repeated_as_what_it_was(house: Household) -> None:
    """How much of it is goods and how much a tip is what it was then, and not what is left by now."""
    sale = house.json("pos", "charge", "10", "tea", *CAFE)
    house.run("pay", sale["id"], "--tip", "2", "--as", "li")
    lines = [("refund", sale["id"], amount, "cold") for amount in ("7", "4", "1")]
    first = [house.json(*line, "-k", f"k{at}", *CAFE) for at, line in enumerate(lines)]
    again = [house.json(*line, "-k", f"k{at}", *CAFE) for at, line in enumerate(lines)]
    assert [each["id"] for each in again] == [each["id"] for each in first]
    assert {each["replayed"] for each in again} == {True}
    assert house.json("refund", sale["id"], "6", "cold", "-k", "k0", *CAFE, status=5)["code"] == "idempotency_conflict"
    assert house.balance("li") == "50.00"


def test_cash_is_rounded_to_the_coins_of_the_shop_and_repeated_as_it_was(
    house: Household, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the file says of coins later on changes no sale of before."""
    monkeypatch.chdir(tmp_path)
    items = "code,name,price\nfw,Flat white,3.50\n"
    Path("coins.csv").write_text(f"cash,0.05\n{items}", encoding="utf-8")
    Path("cents.csv").write_text(items, encoding="utf-8")
    house.run("item", "import", "coins.csv", *CAFE)
    house.run("pos", "open", "--float", "20", *CAFE)
    house.run("pos", "charge", "5.03", "tea", *CAFE)
    house.run("pos", "charge", "7.03", "cake", *CAFE)
    lines = [("pos", "cash", "1-1", "10"), ("refund", "1-1", "2.02", "cold"), ("pos", "cash", "1-2")]
    first = [house.json(*line, "-k", f"k{at}", *CAFE) for at, line in enumerate(lines)]
    assert [(each["amount"], each["rounding"]) for each in first] == [
        ("5.03", "0.02"), ("2.02", "-0.02"), ("7.03", "0.02"),
    ]  # fmt: skip
    assert (first[0]["change"], first[2]["given"]) == ("4.95", "7.05")
    house.run("item", "import", "cents.csv", *CAFE)
    again = [house.json(*line, "-k", f"k{at}", *CAFE) for at, line in enumerate(lines)]
    assert [(each["id"], each["rounding"], each["replayed"]) for each in again] == [
        (each["id"], each["rounding"], True) for each in first
    ]
    # 20.00 and 5.05 and 7.05 less 2.00.
    assert house.json("pos", "close", "--counted", "30.10", *CAFE)["report"]["drawer"]["difference"] == "0.00"
    assert house.json("ledger", "audit", "--as", "ming")["faults"] == []


def test_where_two_tills_are_open_a_refund_is_made_at_the_one_that_is_named(house: Household) -> None:
    for till in ("1", "2"):
        house.run("pos", "open", "--float", "20", "--till", till, *CAFE)
    sale = house.json("pos", "charge", "10", "tea", "--till", "2", *CAFE)
    house.run("pay", sale["id"], "--as", "li")
    assert house.json("refund", sale["id"], "4", "cold", "-k", "a", *CAFE, status=2)["code"] == "till_unclear"
    house.run("refund", sale["id"], "4", "cold", "-k", "a", "--till", "1", *CAFE)
    days = {till: house.json("pos", "x", "--till", till, *CAFE) for till in ("1", "2")}
    assert {till: day["refunds_wallet"]["sum"] for till, day in days.items()} == {"1": "4.00", "2": "0.00"}


def test_refunds_in_coins_come_to_what_was_paid_in_coins(
    house: Household, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many small refunds take no more out of the drawer than went in, and leave nothing in it."""
    monkeypatch.chdir(tmp_path)
    Path("coins.csv").write_text("cash,0.05\ncode,name,price\nfw,Flat white,3.50\n", encoding="utf-8")
    house.run("item", "import", "coins.csv", *CAFE)
    house.run("pos", "open", "--float", "20", *CAFE)
    for place, parts in enumerate((["0.03"] * 10 + ["0.02"], ["0.02"] * 16, ["0.30", "0.01", "0.01"]), 1):
        number = f"1-{place}"
        house.run("pos", "charge", "0.32", "tea", *CAFE)
        house.run("pos", "cash", number, "1", *CAFE)
        assert house.json("pos", "x", *CAFE)["drawer"]["expected"] == "20.30"
        for part in parts:
            house.run("refund", number, part, "cold", *CAFE)
            assert house.json("pos", "x", *CAFE)["drawer"]["expected"] >= "20.00"
        assert house.json("pos", "x", *CAFE)["drawer"]["expected"] == "20.00", parts
    assert house.json("ledger", "audit", "--as", "ming")["faults"] == []


def test_what_was_paid_out_or_charged_is_repeated_though_it_could_not_be_again(house: Household) -> None:
    """All tips are what they were, and a limit that came later is none of what was charged before."""
    sale = house.json("pos", "charge", "9", "tea", "-k", "a", *CAFE)
    house.run("pay", sale["id"], "--tip", "2", "--as", "li")
    house.run("ledger", "set", "most-per-order", "5", "--as", "ming")
    assert house.json("pos", "charge", "9", "tea", "-k", "a", *CAFE)["replayed"] is True
    assert house.json("pos", "charge", "9", "tea", "-k", "b", *CAFE, status=7)["code"] == "limit_exceeded"
    first, again = (house.json("pos", "tips", "li", "-k", "c", *CAFE) for _ in range(2))
    assert (first["amount"], again["amount"], again["id"], again["replayed"]) == ("2.00", "2.00", first["id"], True)
    nothing = house.json("pos", "tips", "li", "-k", "d", *CAFE, status=3)
    assert nothing["message"] == "No tips were paid out. There are 0.00 EUR of tips, which is less than 0.01."


def test_a_day_that_is_opened_again_past_midnight_is_that_of_before(
    house: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [("pos", "open", "--float", "20", "-k", "a"), ("pos", "open", "--float", "5", "--till", "2", "-k", "b")]
    words = ((), ("--date", "yesterday"))
    first = [house.json(*line, *more, *CAFE) for line, more in zip(lines, words, strict=True)]
    monkeypatch.setenv("PAYCLI_NOW", "+24h")
    again = [house.json(*line, *more, *CAFE) for line, more in zip(lines, words, strict=True)]
    assert [(each["id"], each["replayed"]) for each in again] == [(each["id"], True) for each in first]
    assert [each["report"]["date"] for each in again] == [each["report"]["date"] for each in first]
    # A date that was typed is another wish.
    other = house.json(*lines[0], "--date", "2026-01-31", *CAFE, status=5)
    assert other["code"] == "idempotency_conflict"


def test_cash_for_a_sale_that_is_paid_says_how_it_was_paid(house: Household) -> None:
    """Whoever types it again after a power cut holds coins, and must know whether the drawer has them already."""
    house.run("pos", "open", "--float", "20", *CAFE)
    ends = {"in cash": ("pos", "cash", "1-1", *CAFE), "as a gift of the house": ("pos", "gift", "1-2", *CAFE)}
    for how, line in ends.items():
        house.run("pos", "charge", "5", "tea", *CAFE)
        house.run(*line)
        for again in ("cash", "gift"):
            said = house.json("pos", again, line[2], *CAFE, status=5)["message"]
            assert said == f"Nothing was taken. This sale is already paid, {how}."
    sale = house.json("pos", "charge", "5", "tea", *CAFE)
    house.run("pay", sale["id"], "--as", "li")
    said = house.json("pos", "cash", sale["receipt"], "5", *CAFE, status=5)["message"]
    assert said == "Nothing was taken. This sale is already paid, by @li."


def test_a_refusal_says_of_the_money_once_what_happened(house: Household) -> None:
    house.run("ledger", "set", "currency", "CHF", "--as", "ming")
    house.run("pos", "open", "--float", "20", *CAFE)
    house.run("pos", "charge", "5", "tea", *CAFE)
    lines = [
        ("pos", "cash", "1-1", "5CHF"), ("pos", "in", "5CHF"), ("pos", "close", "--counted", "5CHF"),
        ("pos", "open", "--float", "1", "--till", "0"), ("pos", "setup", "1", "--max-sale", "5CHF"),
        ("pos", "setup", "1", "--until", "2020-01-01"), ("pos", "z", "99999999999999999999"),
        ("tab", "join", "cafe", "--max", "5"), ("tab", "join", "cafe", "--max", "5/day", "--until", "2020-01-01"),
        ("mandate", "new", "A", "--can", "charge", "--anybody", "--until", "+1d"),
        ("mandate", "new", "a", "--can", "charge", "--until", "+1d"),
    ]  # fmt: skip
    with Misses() as misses:
        for line in lines:
            with misses.of(line):
                who = ("--as", "li") if line[0] == "tab" else CAFE
                said = house.json(*line, *who, status=2)["message"]
                assert sum(said.count(word) for word in ("Nothing was ", "No ", " not closed", " not touched")) <= 1, (
                    said
                )
