"""What is repeated under its key at a till is answered as the first time, though the day is over by then."""

from __future__ import annotations

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
