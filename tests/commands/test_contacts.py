"""Contacts: a key is shown once, remembered, and loud when it has changed."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from paycli.main import run
from tests.commands.conftest import refused
from tests.support.books import everything_in
from tests.support.inside import Household
from tests.support.program import paycli, paycli_json, sealed
from tests.support.tampering import drop_triggers
from tests.support.terminal import CTRL_C, CTRL_D, Screen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.support.inside import Household


@pytest.mark.parametrize("words", [("send", "bo", "1"), ("envelope", "send", "bo", "1")], ids=["send", "envelope"])
def test_the_key_is_shown_on_first_contact_and_then_remembered(words: tuple[str, ...], env: Mapping[str, str]) -> None:
    fingerprint = paycli_json("wallet", "show", "bo", "--as", "ming")["fingerprint"]
    with Screen(*words, "--as", "ming", columns=300) as screen:
        screen.until(f"-> @bo key {fingerprint}, first time").until("Send? [y/N] ").type("n\n")
        screen.ended(1)
    assert paycli_json("contact", "list", "--as", "ming")["items"] == [], "nothing was sent, so nobody was met"
    paycli(*words, "--as", "ming", "--dry-run", env=env)
    assert paycli_json("contact", "list", "--as", "ming")["items"] == []
    with Screen(*words, "--as", "ming") as screen:
        screen.answer("Send? [y/N] ", "y").ended()
    known = paycli_json("contact", "list", "--as", "ming")["items"]
    assert [(each["handle"], each["fingerprint"], each["verified"]) for each in known] == [("@bo", fingerprint, False)]
    with Screen(*words, "--as", "ming") as screen:
        assert "key" not in screen.until("Send? [Y/n] ").type("y\n").ended()


def test_a_shop_is_met_when_a_sale_is_paid(env: Mapping[str, str], say: Any) -> None:
    say("wallet new cafe --shop")
    sale = say("pos charge 3 tea", who="cafe")["short"]
    with Screen("pay", sale, "--as", "ming", columns=300) as screen:
        screen.until("-> @cafe key ").until("first time: 3.00 EUR, tea.").answer("Pay? [y/N] ", "y").ended()
    assert [each["handle"] for each in say("contact list")["items"]] == ["@cafe"]


@pytest.mark.parametrize(("keys", "status"), [("\n", 1), ("n\n", 1), (CTRL_C, 130), (CTRL_D, 2)])
def test_a_key_that_nobody_says_yes_to_is_not_verified(keys: str, status: int, env: Mapping[str, str]) -> None:
    with Screen("contact", "verify", "bo", "--as", "ming") as screen:
        screen.until("Does @bo say the same? [y/N] ").type(keys)
        screen.ended(status)
    assert paycli_json("contact", "list", "--as", "ming")["items"] == []


def test_a_verified_key_is_listed_so(env: Mapping[str, str], say: Any) -> None:
    with Screen("contact", "verify", "bo", "--as", "ming") as screen:
        screen.answer("Does @bo say the same? [y/N] ", "y").until("@bo is verified, key ").ended()
    assert say("contact verify bo")["changed"] is False
    assert [each["verified"] for each in say("contact list")["items"]] == [True]


def _swap(env: Mapping[str, str], handle: str, wallet: str) -> None:
    """Do what somebody can do who may write the ledger's file: give a handle to another wallet that asked for it."""
    with closing(sqlite3.connect(Path(env["PAYCLI_HOME"]) / "home.db")) as connection, connection:
        drop_triggers(connection)
        connection.execute("UPDATE handles SET owner = ? WHERE handle = ?", (bytes.fromhex(wallet), handle))


@pytest.fixture
def impostor(env: Mapping[str, str], tmp_path: Path, say: Any) -> Mapping[str, str]:
    """Let two ask for @di, of whom one is admitted and known to @ming, and put the other in their place."""
    asked = [
        paycli_json("join", str(Path(env["PAYCLI_HOME"]) / "home.db"), "--handle", "di", "--vault", "sealed",
                    env=sealed(tmp_path / f"newcomer {number}"))["wallet"]
        for number in range(2)
    ]  # fmt: skip
    say(f"wallet admit {asked[0]}")
    say("send di 1")
    assert [each["wallet"] for each in say("contact list")["items"]] == [asked[0]]
    _swap(env, "di", asked[1])
    return env


def test_a_changed_key_is_refused_loudly_until_it_is_verified(
    impostor: Mapping[str, str], say: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    before = everything_in(Path(impostor["PAYCLI_HOME"]) / "home.db")
    for words in (("send", "di", "1"), ("send", "di", "1", "--dry-run"), ("envelope", "send", "di", "1"),
                  ("envelope", "send", "li,di", "1")):  # fmt: skip
        said = refused(capsys, 6, *words, "--yes", "--as", "ming").err
        assert said.startswith("Nothing was sent. The key of @di is not the key that you knew: "), said
        assert "paycli contact verify di" in said
    assert everything_in(Path(impostor["PAYCLI_HOME"]) / "home.db") == before
    assert [each["key_changed"] for each in say("contact list")["items"]] == [True]
    assert run(["contact", "list", "--as", "ming"]) == 0
    assert "KEY CHANGED" in capsys.readouterr().out
    assert run(["contact", "verify", "di", "--as", "ming", "--yes"]) == 0
    out, err = capsys.readouterr()
    assert "THE KEY OF @di CHANGED" in err
    assert "NEW key" in out
    known = say("contact list")["items"][0]
    assert (known["key_changed"], known["verified"]) == (False, True)
    # What is left is the ledger's word: this impostor was never admitted.
    refused(capsys, 6, "send", "di", "1", "--yes", "--as", "ming")
    assert say("contact verify di")["changed"] is False


@pytest.fixture
def house(empty_house: Household) -> Household:
    """Give @zoe some money, who has met nobody, and others who have none of the operator's rights."""
    return empty_house.begin("zoe", "li", "mal", cash={"zoe": "500"}).without_rights("zoe", "li", "mal")


def test_everybody_in_a_list_is_remembered_and_a_changed_key_can_be_told_apart(house: Household) -> None:
    house.run("envelope", "send", "li,mal", "2", "--as", "zoe")
    known = house.json("contact", "list", "--as", "zoe")["items"]
    assert [row["handle"] for row in known] == ["@li", "@mal"]
    # Among several nobody was shown a key: so it is at the first payment to one of them alone.
    for expected in (True, False):
        with Screen("send", "li", "1", "--as", "zoe") as screen:
            screen.until("Send? [y/N]" if expected else "Send? [Y/n]").type("y\n")
            assert ("first time" in screen.ended()) is expected
    [file] = (house.ledger.parent / "contacts").glob("*.json")
    before = file.read_text()
    for field in ("key", "wallet"):
        rows = json.loads(before)
        # Only what stands behind the fingerprint differs, as after some billions of tries.
        rows["li"][field] = rows["li"][field][:-4] + "0123"
        file.write_text(json.dumps(rows))
        message = house.json("send", "li", "1", "--as", "zoe", status=6)["message"]
        assert "0123" in message, message


def test_damaged_contacts_let_no_money_go_to_anybody(
    env: Mapping[str, str], say: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    say("send bo 1")
    path = next((Path(env["PAYCLI_HOME"]) / "contacts").glob("*.json"))
    path.write_text("{")
    before = everything_in(Path(env["PAYCLI_HOME"]) / "home.db")
    said = refused(capsys, 78, "send", "bo", "1", "--yes", "--as", "ming").err
    assert said.startswith("Nothing was sent. ")
    refused(capsys, 78, "contact", "list", "--as", "ming")
    assert everything_in(Path(env["PAYCLI_HOME"]) / "home.db") == before


def test_a_contact_that_is_removed_is_a_stranger_again(env: Mapping[str, str], say: Any) -> None:
    paycli("contact", "verify", "bo", "--as", "ming", "--yes", env=env)
    removed = say("contact remove bo")
    assert (removed["handle"], removed["was_verified"]) == ("@bo", True)
    assert say("contact list")["items"] == []
    with Screen("send", "bo", "1", "--as", "ming", columns=300) as screen:
        screen.until(", first time: 1.00 EUR").until("Send? ").type("n\n")
        screen.ended(1)
    failed = paycli_json("contact", "remove", "bo", "--as", "ming", status=4)
    assert failed["error"]["message"] == "There is no contact @bo."
