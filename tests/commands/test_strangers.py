"""What a wallet lets strangers do: pay it at once, ask it for money; and whom it trusts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.misses import Misses
from tests.support.terminal import flat, shown

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.inside import Household


@pytest.fixture
def house(empty_house: Household) -> Household:
    return empty_house.begin("li", "bo", cash={"ming": "50", "bo": "9"})


def test_a_choice_is_set_once_and_is_shown_wherever_the_wallet_is(house: Household) -> None:
    for words, changed in (
        (("receive", "asked"), True), (("receive", "asked"), False), (("requests", "none"), True),
        (("requests", "all"), True), (("requests", "trusted"), True),
    ):  # fmt: skip
        found = house.json("wallet", "set", *words, "--as", "li")
        assert (found["name"], found["value"], found["changed"]) == (*words, changed)
    for line in (("wallet", "show", "li", "--as", "ming"), ("wallet", "show", "--as", "li"), ("whoami", "--as", "li")):
        document = house.json(*line)
        assert (document["receive"], document["requests"]) == ("asked", "trusted")
        said = flat(shown(*line))
        assert "wants to be asked before a stranger pays, requests from trusted wallets only" in said
    assert "stranger" not in shown("whoami", "--as", "ming")


def test_trust_is_of_one_wallet_and_a_block_is_stronger(house: Household) -> None:
    house.run("wallet", "set", "receive", "asked", "--as", "li")
    changes = [house.json("contact", word, "ming", "--as", "li")["changed"] for word in ("trust", "trust")]
    assert changes == [True, False]
    assert house.json("send", "li", "1", "--as", "ming")["state"] == "done"
    assert house.json("send", "li", "1", "--as", "bo", status=6)["code"] == "wants_to_be_asked"
    listed = {each["handle"]: each for each in house.json("contact", "list", "--as", "li")["items"]}
    assert (listed["@ming"]["trusted"], listed["@ming"]["blocked"], listed["@ming"]["since"]) == (True, False, None)
    assert house.json("show", "@ming", "--as", "li")["trusted"] is True
    house.run("contact", "block", "ming", "--as", "li")
    assert "which is stronger" in shown("contact", "trust", "bo", "--as", "li") + house_trusts_blocked(house)
    assert house.json("send", "li", "1", "--as", "ming", status=6)["code"] == "blocked"
    house.run("contact", "unblock", "ming", "--as", "li")
    assert house.json("contact", "untrust", "ming", "--as", "li")["changed"] is True
    assert house.json("send", "li", "1", "--as", "ming", status=6)["code"] == "wants_to_be_asked"


def house_trusts_blocked(house: Household) -> str:
    """Trust somebody who is blocked, and give what is said of it."""
    house.run("contact", "untrust", "ming", "--as", "li")
    return shown("contact", "trust", "ming", "--as", "li")


def test_each_row_to_whoever_wants_to_be_asked_is_named_before_anything_is_sent(
    house: Household, tmp_path: Path
) -> None:
    house.run("wallet", "set", "receive", "asked", "--as", "li")
    rows = tmp_path / "rows.csv"
    rows.write_text("to,amount,note,id\nbo,1,a,1\nli,2,b,2\nli,3.50,c,3\n")
    with Misses() as misses:
        for line in (
            ("batch", "check", str(rows)), ("batch", "pay", str(rows), "--name", "x"),
            ("batch", "pay", str(rows), "--name", "x", "--all-or-nothing"),
        ):  # fmt: skip
            with misses.of(*line):
                error = house.json(*line, "--as", "ming", status=6)
                assert [each["line"] for each in error["details"]] == [3, 4]
                assert error["message"].startswith(
                    "Nothing was sent. Line 3, to: @li wants to be asked first. 1 more row"
                )
                assert error["hint"] == "to let them accept it first: paycli send li 2.00 --wait 24h"
    assert house.balance("ming") == "50.00"


def test_what_the_payee_asked_for_or_gets_back_is_never_kept_from_them(house: Household) -> None:
    sent = house.json("send", "bo", "2", "--as", "ming")["id"]
    house.run("wallet", "set", "receive", "asked", "--as", "ming")
    assert house.json("give-back", sent, "--as", "bo")["state"] == "done"
    assert house.json("envelope", "send", "ming", "1", "--as", "bo")["state"] == "pending"
