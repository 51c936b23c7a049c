"""A block holds in both directions: nothing is offered, shown or given between the two."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.inside import Household
from tests.support.terminal import Screen

if TYPE_CHECKING:
    from pathlib import Path


STATUS = {"insufficient_funds": 3, "blocked": 6, "too_many_packets": 7, "amount_invalid": 2}


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Household:
    made = Household(tmp_path / "house", monkeypatch)
    made.begin("li", "bo", "zoe")
    for handle in ("ming", "li", "zoe"):
        made.run("cash", "in", handle, "50", "--as", "ming")
    return made


def offered(house: Household, handle: str) -> list[str]:
    return [str(each["id"]) for each in house.json("inbox", "--as", handle)["items"] if each["what"] == "envelope"]


@pytest.mark.parametrize("who_blocks", ["sender", "taker"])
def test_an_envelope_for_anybody_is_not_for_those_who_are_blocked(house: Household, who_blocks: str) -> None:
    blocker, other = ("li", "bo") if who_blocks == "sender" else ("bo", "li")
    older = house.json("envelope", "send", "3", "-n", "3", "--as", "ming")["id"]
    newest = house.json("envelope", "send", "4", "-n", "2", "--as", "li")["id"]
    assert offered(house, "bo") == [newest, older]
    house.run("contact", "block", other, "--as", blocker)
    assert offered(house, "bo") == [older]
    listed = house.json("envelope", "list", "--for-me", "--as", "bo")["items"]
    assert [each["id"] for each in listed] == [older]
    if who_blocks == "sender":
        # Whoever blocked somebody may still take from them: it is their own block.
        assert house.json("grab", newest, "--as", "bo", status=6)["code"] == "not_for_you"
    # Without an id it takes the older one instead of failing at the newest.
    assert house.json("grab", "--as", "bo")["of"] == older
    assert house.json("grab", "--as", "zoe")["of"] == newest
    house.run("contact", "unblock", other, "--as", blocker)
    assert house.json("grab", "--as", "bo")["of"] == newest


def test_what_was_taken_before_a_block_stays_in_sight(house: Household) -> None:
    envelope = house.json("envelope", "send", "4", "-n", "2", "--as", "li")["id"]
    house.run("grab", envelope, "--as", "bo")
    house.run("contact", "block", "bo", "--as", "li")
    assert house.json("show", envelope, "--as", "bo")["grabs"][0]["mine"] is True
    assert [each["id"] for each in house.json("envelope", "list", "--as", "bo")["items"]] == [envelope]


def test_nobody_is_asked_about_an_envelope_that_the_rules_refuse(house: Household) -> None:
    house.run("contact", "block", "li", "--as", "bo")
    for line, code in (
        ("li 99 --as zoe", "insufficient_funds"),
        ("bo 1 --as li", "blocked"),
        ("9 -n 501 --as zoe", "too_many_packets"),
        ("0.02 -n 3 --as zoe", "amount_invalid"),
    ):
        with Screen("envelope", "send", *line.split(), "--color", "never") as screen:
            said = screen.ended(STATUS[code])
        assert said.startswith("Nothing was sent."), said
        assert "[Y/n]" not in said


def test_a_group_that_is_looked_at_is_open_or_closed_and_no_money(house: Household) -> None:
    group = house.json("group", "new", "trip", "li", "--as", "ming")["id"]
    assert house.json("show", group, "--as", "ming")["state"] == "pending"
    with Screen("show", group, "--as", "ming") as screen:
        assert "group, open    @trip" in screen.ended()
    house.run("group", "close", "trip", "--as", "ming")
    with Screen("show", group, "--as", "ming") as screen:
        assert "group, closed" in screen.ended()
