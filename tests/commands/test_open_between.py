"""What waits between two people stands in the inbox of both, and how it ended in both logs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.inside import in_process

if TYPE_CHECKING:
    from tests.support.inside import Household


@pytest.fixture
def house(empty_house: Household) -> Household:
    return empty_house.begin("li", "bo", cash={"bo": "50", "li": "50"}).without_rights("li", "bo")


def waits(house: Household, who: str) -> dict[str, tuple[str, str]]:
    """Give by their notes what stands in an inbox: what it is, and the line to type without the id."""
    rows = [each for each in house.json("inbox", "--as", who)["items"] if each["kind"] == "send.wait"]
    return {each["note"]: (each["what"], " ".join(each["try"].split()[:2])) for each in rows}


def log(who: str) -> dict[str, str]:
    """Give the lines of a log by their notes, but for the time and the id; the newest of each."""
    lines = [line.split() for line in in_process("log", "--as", who).out.splitlines()[1:-1]]
    return {line[-1]: " ".join(line[5:-1]) for line in reversed(lines)}


def test_both_sides_see_what_is_on_its_way_and_how_it_ended(house: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    ends = {"tea": ("--wait", "2h"), "cab": ("--wait", "1h"), "rent": ("--delay", "1h"), "gone": ("--wait", "1h")}
    made = {note: house.json("send", "li", "2", note, *end, "--as", "bo")["id"] for note, end in ends.items()}
    answers = ("wait", "paycli accept")
    assert waits(house, "li") == {
        "tea": answers, "cab": answers, "gone": answers, "rent": ("on its way", "paycli show"),
    }  # fmt: skip
    assert waits(house, "bo") == dict.fromkeys(ends, ("own wait", "paycli show"))
    assert "@bo sends, if you accept by " in in_process("--as", "li").out
    assert "to @li, arrives " in in_process("inbox", "--as", "bo").out
    assert "comes back " in in_process("show", made["tea"], "--as", "bo").out
    # To take it nobody is asked anything, so a script needs no --yes.
    assert "2.00 EUR of @bo taken (PLAY)" in in_process("accept", made["tea"], "--as", "li").out
    assert "2.00 EUR went back to @bo" in in_process("decline", made["cab"], "no", "--as", "li").out
    refused = house.json("accept", made["rent"], "--as", "li", status=6)
    assert refused["message"] == "Nothing was accepted. This transfer arrives by itself, and asks for no answer."
    refused = house.json("accept", made["cab"], "--as", "li", status=5)
    assert refused["message"].endswith("already ended: returned, and the money went back to @bo.")
    house.run("give-back", made["tea"], "0.40", "back", "--as", "li")
    monkeypatch.setenv("PAYCLI_NOW", "+3h")
    assert {note: what for note, (what, _) in waits(house, "bo").items()} == {"rent": "due", "gone": "due"}
    house.run("tick", "--as", "bo")
    assert (waits(house, "li"), waits(house, "bo")) == ({}, {})
    theirs, own = log("li"), log("bo")
    assert theirs == {
        "cash": "cash +50.00 EUR", "tea": "accepted +2.00 EUR @bo", "cab": "declined (2.00 EUR) @bo no,",
        "rent": "received +2.00 EUR @bo",
    } | {"tea": "gave back -0.40 EUR @bo back,"}  # fmt: skip
    assert own == {
        "cash": "cash +50.00 EUR", "tea": "got back +0.40 EUR @li back,", "cab": "declined +2.00 EUR @li no,",
        "rent": "set aside -2.00 EUR @li", "gone": "came back +2.00 EUR @li",
    }  # fmt: skip
    # What came back never came in.
    assert in_process("log", "--as", "bo").out.splitlines()[-1].split("    ")[1:] == [
        "in 50.40 EUR",
        "out 4.00 EUR (PLAY)",
    ]
    assert in_process("log", "--as", "li").out.splitlines()[-1].split("    ")[1:] == [
        "in 54.00 EUR",
        "out 0.40 EUR (PLAY)",
    ]
    news = in_process("inbox", "--as", "bo").out
    assert [text in news for text in ("back from @li", "given back by @li", "declined by @li")] == [True] * 3


def test_the_log_says_what_a_wallet_lets_strangers_do(house: Household) -> None:
    house.run("wallet", "set", "receive", "asked", "--as", "li")
    house.run("contact", "trust", "bo", "--as", "li")
    house.run("contact", "untrust", "bo", "--as", "li")
    lines = [" ".join(line.split()[5:]) for line in in_process("log", "--as", "li").out.splitlines()[1:4]]
    assert lines == ["trust ended @bo", "trusted @bo", "wallet set receive asked"]
    # Who is trusted is not told.
    assert "trust" not in in_process("log", "--as", "bo").out
