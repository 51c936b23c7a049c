"""What is repeated by the keys of two tills, and what a mandate that is no till's sells: each at its own place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.misses import Misses

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.inside import Household

CAFE = ("--as", "cafe")


@pytest.fixture
def house(empty_house: Household) -> Household:
    return empty_house.begin("li", shops=("cafe",), cash={"li": "50"})


def test_what_one_till_ordered_under_a_key_is_no_repeat_at_another(
    house: Household, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each till may count its own keys, from 1 on: nobody is told that what another till sold was paid here."""

    def at(till: int) -> None:
        monkeypatch.setenv("PAYCLI_MANDATE_FILE", str(tmp_path / f"{till}.key"))

    for till in (1, 2):
        house.run("pos", "setup", str(till), "--out", str(tmp_path / f"{till}.key"), *CAFE)
        house.run("pos", "open", "--float", "20", "--till", str(till), *CAFE)
    lines = [
        ("pos", "charge", "5", "tea"), ("pos", "cash", "1-1", "10"), ("refund", "1-1", "2", "cold"),
        ("pos", "charge", "3", "cake"), ("pos", "gift", "1-2", "a regular"), ("pos", "in", "5", "change"),
        ("pos", "out", "8", "bank"), ("pos", "drawer", "looked"), ("pos", "close", "--counted", "20"),
    ]  # fmt: skip
    with Misses() as misses:
        for place, line in enumerate(lines):
            with misses.of(line):
                at(1)
                first = house.json(*line, "-k", f"k{place}")
                at(2)
                again = house.json(*line, "-k", f"k{place}", status=5)
                assert again["code"] == "idempotency_conflict"
                at(1)
                assert house.json(*line, "-k", f"k{place}")["id"] == first["id"]
    monkeypatch.delenv("PAYCLI_MANDATE_FILE")
    assert house.json("pos", "x", "--till", "2", *CAFE)["charged"] == 0
    assert house.json("ledger", "audit", "--as", "ming")["faults"] == []


def test_a_mandate_that_is_no_tills_sells_where_the_shops_own_key_does(
    house: Household, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.run("pos", "open", "--float", "20", *CAFE)
    file = str(tmp_path / "web.key")
    house.run("mandate", "new", "web", "--can", "charge", "--anybody", "--until", "+30d", "--out", file, *CAFE)
    monkeypatch.setenv("PAYCLI_MANDATE_FILE", file)
    assert house.json("pos", "charge", "5", "tea", "-k", "a")["receipt"] == "0-000001"
    assert house.json("pos", "charge", "5", "tea", "-k", "a")["replayed"] is True
    assert house.json("pos", "charge", "5", "tea", "-k", "b", "--till", "1", status=6)["code"] == "till_elsewhere"


def test_till_0_has_no_day_which_says_nothing_of_the_other_tills(house: Household) -> None:
    house.run("pos", "open", "--float", "20", *CAFE)
    house.run("pos", "charge", "5", "tea", *CAFE)
    house.run("pos", "cash", "1-1", *CAFE)
    lines = [
        ("pos", "x"), ("pos", "z"), ("pos", "z", "1"), ("pos", "drawer"), ("pos", "in", "1"), ("pos", "cash", "1-1"),
        ("pos", "gift", "1-1"), ("pos", "close", "--counted", "1"), ("refund", "1-1", "1"),
    ]  # fmt: skip
    with Misses() as misses:
        for line in lines:
            with misses.of(line):
                said = house.json(*line, "--till", "0", *CAFE, status=6)["message"]
                assert said.endswith("Till 0 is the shop's own key, which has no day and no drawer.")
    assert house.json("pos", "z", *CAFE, status=4)["message"] == "There is no closed day of till 1 here."
    assert house.json("pos", "x", "--till", "2", *CAFE, status=5)["message"] == "Till 2 has no open day."
