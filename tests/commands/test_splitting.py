"""Splitting a sum: parts, fixed amounts, what does not come out even, and what was paid already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.inside import in_process
from tests.support.misses import Misses

if TYPE_CHECKING:
    from tests.support.inside import Household


@pytest.fixture
def house(empty_house: Household) -> Household:
    house = empty_house.begin("li", "bo", "an", shops=("cafe",), cash={"ming": "200"})
    house.run("group", "new", "dinner", "li", "bo", "--as", "ming")
    return house


def split(house: Household, line: str, status: int = 0) -> dict[str, Any]:
    return house.json("split", *line.split(), "--dry-run", "--as", "ming", status=status)


def shares(made: dict[str, Any]) -> dict[str, str]:
    found = {each["handle"].removeprefix("@"): each["amount"] for each in made["asked_of"]}
    return found if made["own_share"] is None else {"ming": made["own_share"], **found}


def test_everybody_has_a_share_and_the_maker_is_never_asked(house: Household) -> None:
    lines = {
        "li bo an 100": {"ming": "25.00", "li": "25.00", "bo": "25.00", "an": "25.00"},
        # One cent is left over, and the maker has it; of two the next one in order has the other.
        "li bo 100": {"ming": "33.34", "li": "33.33", "bo": "33.33"},
        "bo li an 100.02 --share ming=2": {"ming": "40.01", "bo": "20.01", "li": "20.00", "an": "20.00"},
        "bo,li 0.05": {"ming": "0.02", "bo": "0.02", "li": "0.01"},
        "dinner 100 --not-me": {"li": "50.00", "bo": "50.00"},
        "dinner an 90 --share an=3 --amount li=12.50": {"ming": "15.50", "li": "12.50", "bo": "15.50", "an": "46.50"},
        "ming li 10": {"ming": "5.00", "li": "5.00"},
        "li 10 EUR --amount ming=7": {"ming": "7.00", "li": "3.00"},
    }
    with Misses() as misses:
        for line, wanted in lines.items():
            with misses.of(line):
                assert shares(split(house, line)) == wanted
    uneven = split(house, "bo,li 0.05")
    assert (uneven["left_over"], uneven["more_for"]) == ("0.02", ["@ming", "@bo"])
    said = in_process("split", "bo", "li", "0.05", "--as", "ming", "--yes").out
    assert "your own share: 0.02 EUR" in said
    assert "0.02 EUR left over: 0.01 EUR more for @ming, @bo" in said


def test_a_share_of_nothing_and_amounts_that_do_not_fit_are_refused(house: Household) -> None:
    lines = {
        "li bo 0.02": "The share of @bo would be nothing",
        "li bo 10 --amount li=10": "The share of @ming would be nothing",
        "li bo 10 --amount li=11": "The amounts come to 11.00 EUR, and 10.00 EUR is to be split",
        "li 10 --amount li=3 --not-me": "The amounts come to 3.00 EUR, and 10.00 EUR is to be split",
        "li 10 --share li": "Nothing stands behind li",
        "li 10 --share li=2 --amount li=5": "li has two shares",
        "li 10 --share bo=2": "bo has no share of it",
        "li 10 --share ming=2 --not-me": "ming has no share of it",
        "ming 10": "There is nobody else to split it with",
    }
    with Misses() as misses:
        for line, problem in lines.items():
            with misses.of(line):
                assert split(house, line, status=2)["message"].startswith(f"Nobody was asked. {problem}")


def test_what_was_paid_is_split_by_its_id(house: Household) -> None:
    sale = house.json("pos", "charge", "38", "2", "noodles", "--as", "cafe")["id"]
    assert split(house, f"li {sale}", status=6)["code"] == "not_allowed"
    paid = house.json("pay", sale, "--tip", "10%", "--as", "ming")["id"]
    for thing in (sale, paid):
        made = split(house, f"li {thing}")
        assert (shares(made), made["of"], made["note"]) == (
            {"ming": "20.90", "li": "20.90"}, sale, "@cafe: 2 noodles",
        )  # fmt: skip
    house.run("refund", sale, "3.80", "--as", "cafe")
    assert shares(split(house, f"li {sale}")) == {"ming": "19.00", "li": "19.00"}
    sent = house.json("send", "an", "30", "cab", "--as", "ming")["id"]
    made = split(house, f"li bo {sent} -m taxi")
    assert (shares(made), made["of"], made["note"]) == ({"ming": "10.00", "li": "10.00", "bo": "10.00"}, sent, "taxi")
    # Of what others sent, nothing is the own wallet's to split.
    got = house.json("send", "ming", "5", "--as", "an")["id"]
    assert split(house, f"li {got}", status=6)["code"] == "not_allowed"
    asked = house.json("request", "li", "8", "--for", sale, "--as", "ming")
    assert asked["of"] == sale
    assert f"paycli show {sale[-12:]}" in in_process("show", asked["id"], "--as", "ming").out


def test_it_is_tracked_to_the_last_payer_with_a_chart_of_who_owes(house: Household) -> None:
    house.run("send", "li", "50", "--as", "ming")
    made = house.json("split", "li", "bo", "an", "100", "-m", "dinner", "--as", "ming")["id"]
    house.run("accept", made, "--as", "li")
    house.run("request", "bo", "5", "-m", "cab", "--as", "ming")
    lines = in_process("request", "list", "--as", "ming").out.splitlines()
    chart = [" ".join(line.split()[:3]) for line in lines if " owes " in line]
    assert chart == ["@bo owes 30.00", "@an owes 25.00"]
    assert "together 55.00 EUR" in lines[-1]
