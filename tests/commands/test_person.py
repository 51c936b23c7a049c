"""One person in full: who they are, what went both ways, and what is open between the two."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.inside import in_process

if TYPE_CHECKING:
    from tests.support.inside import Household

LI = ("--as", "li")


@pytest.fixture
def house(empty_house: Household) -> Household:
    return empty_house.begin("li", "bo", shops=("cafe",), cash={"li": "50", "bo": "9"})


def test_it_says_what_went_both_ways_and_the_newest_of_it(house: Household) -> None:
    for amount in ("1", "2", "3"):
        house.run("send", "bo", amount, "for", "lunch", *LI)
    house.run("send", "li", "2.50", "--as", "bo")
    house.run("send", "cafe", "7", *LI)
    found = house.json("show", "@bo", *LI)
    assert [(each["came_in"], each["went_out"], each["entries"]) for each in found["added_up"]] == [("2.50", "6.00", 4)]
    assert [each["amount"] for each in found["newest"]] == ["2.50", "-3.00", "-2.00", "-1.00"]
    assert (found["handle"], found["shop"], found["verified"], found["blocked"]) == ("@bo", False, False, False)
    said = in_process("show", "@bo", *LI).out.splitlines()
    assert said[0].startswith("@bo    person    key ")
    assert said[0].endswith("    not compared")
    assert "in 2.50 EUR    out 6.00 EUR    4 entries (PLAY)" in said
    assert said[-1] == "all of it: paycli log --with @bo"
    assert house.json("show", "@cafe", *LI)["shop"] is True


def test_what_is_open_between_the_two_is_there_for_both(house: Household) -> None:
    envelope = house.json("envelope", "send", "bo", "4", *LI)["id"]
    house.run("envelope", "send", "ming", "5", *LI)
    assert [each["id"] for each in house.json("show", "@bo", *LI)["waiting"]] == [envelope]
    assert [each["id"] for each in house.json("show", "@li", "--as", "bo")["waiting"]] == [envelope]
    assert "open: your envelope for them    4.00 EUR" in in_process("show", "@bo", *LI).out
    house.run("grab", envelope, "--as", "bo")
    assert house.json("show", "@bo", *LI)["waiting"] == house.json("show", "@li", "--as", "bo")["waiting"] == []


def test_nobody_sees_more_of_two_others_than_before(house: Household) -> None:
    house.run("send", "bo", "1", "a", "secret", *LI)
    found = house.json("show", "@bo", "--as", "cafe")
    assert (found["added_up"], found["newest"], found["waiting"]) == ([], [], [])
    assert "No money went either way." in in_process("show", "@bo", "--as", "cafe").out


def test_who_was_blocked_or_compared_is_said_and_who_is_no_person_is_refused(house: Household) -> None:
    assert in_process("show", "@bo", *LI).out.splitlines()[0].endswith("not compared")
    house.run("contact", "verify", "bo", "--yes", *LI)
    house.run("contact", "block", "bo", *LI)
    assert "compared    blocked" in in_process("show", "@bo", *LI).out.splitlines()[0]
    house.run("group", "new", "family", "bo", "--as", "ming")
    for typed, status in (("@li", 2), ("@family", 2), ("@nobody", 4), ("@", 2)):
        assert house.json("show", typed, *LI, status=status)["exit"] == status
