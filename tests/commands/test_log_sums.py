"""The log added up: by month, by day and by who, to the cent what the balance came to."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.inside import in_process

if TYPE_CHECKING:
    from tests.support.inside import Household

LI = ("--as", "li")


@pytest.fixture
def house(empty_house: Household, monkeypatch: pytest.MonkeyPatch) -> Household:
    """Let @li get 50, pay a shop twice, send an envelope of which a third is taken, and get 2 in the next month."""
    house = empty_house.begin("li", shops=("cafe",), cash={"li": "50", "ming": "9"})
    monkeypatch.setenv("PAYCLI_NOW", "2031-01-30T10:00:00Z")
    for amount in ("3", "4.50"):
        sale = house.json("pos", "charge", amount, "tea", "--as", "cafe")["id"]
        house.run("pay", sale, *LI)
    envelope = house.json("envelope", "send", "9", "-n", "3", "--rule", "equal", *LI)["id"]
    house.run("grab", envelope, "--as", "ming")
    monkeypatch.setenv("PAYCLI_NOW", "2031-02-02T10:00:00Z")
    house.run("tick", *LI)
    house.run("send", "li", "2", "--as", "ming")
    return house


def added_up(house: Household, *words: str) -> dict[str, tuple[str, str, int]]:
    found = house.json("log", "--by", *words, *LI)["added_up"]
    return {each["heading"]: (each["came_in"], each["went_out"], each["entries"]) for each in found}


def moved(sums: list[dict[str, Any]]) -> Decimal:
    return sum((Decimal(each["came_in"]) - Decimal(each["went_out"]) for each in sums), Decimal())


def test_all_that_came_less_all_that_went_is_the_balance(house: Household) -> None:
    for by in ("month", "day", "who"):
        assert moved(house.json("log", "--by", by, *LI)["added_up"]) == Decimal(house.balance("li"))


def test_it_is_added_up_by_time_and_by_who_was_on_the_other_side(house: Household) -> None:
    # The rest of the envelope came back in February, and never went out in January.
    assert added_up(house, "month", "--since", "2031-01-01") == {
        "2031-01": ("0.00", "10.50", 3), "2031-02": ("2.00", "0.00", 2),
    }  # fmt: skip
    assert added_up(house, "day", "--since", "2031-01-01").keys() == {"2031-01-30", "2031-02-02"}
    assert added_up(house, "who", "--since", "2031-01-01") == {
        "@ming": ("2.00", "0.00", 1), "anybody": ("0.00", "3.00", 2), "@cafe": ("0.00", "7.50", 2),
    }  # fmt: skip
    assert added_up(house, "who", "--kind", "payment", "--min", "4") == {"@cafe": ("0.00", "4.50", 1)}


def test_a_chart_shows_both_ways_and_what_all_came_to(house: Household) -> None:
    lines = in_process("log", "--by", "month", "--since", "2031-01-01", *LI).out.splitlines()
    assert lines[0] == "EUR by month (PLAY)"
    assert [line.split()[:3] for line in lines[1:3]] == [["2031-01", "out", "10.50"], ["2031-02", "in", "2.00"]]
    assert lines[3] == "5 entries    in 2.00 EUR    out 10.50 EUR"
    none = in_process("log", "--by", "day", "--since", "2030-01-01", "--until", "2031-01-01", *LI)
    assert none.out == "No money came or went in that time.\n"


def test_a_word_that_is_no_way_to_add_up_is_refused_and_what_would_leave_out_a_part(house: Household) -> None:
    for words in (("hour",), ("who", "--all"), ("who", "--limit", "3"), ("day", "--after", "3")):
        assert house.json("log", "--by", *words, *LI, status=2)["code"] == "usage"


def test_coins_of_a_shop_stand_apart(house: Household) -> None:
    house.run("pos", "open", "--float", "20", "--as", "cafe")
    number = house.json("pos", "charge", "5", "tea", "--as", "cafe")["receipt"]
    house.run("pos", "cash", number, "--as", "cafe")
    sums = house.json("log", "--by", "month", "--as", "cafe")["added_up"]
    assert moved(sums) == Decimal(house.balance("cafe"))
    assert [each["in_drawers"] for each in sums if each["heading"] == "2031-02"] == ["25.00"]
