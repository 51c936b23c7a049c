"""Undo cancels what has not arrived, asks for the money that has, and says why where it can do neither."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from paycli.home.config import Config
from tests.support.misses import Misses
from tests.support.terminal import Screen, flat

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.inside import Household


@pytest.fixture
def house(empty_house: Household) -> Household:
    return empty_house.begin("li", "bo", shops=("cafe",), cash={"ming": "50", "li": "9"})


def undo(house: Household, *words: str, who: str = "ming", status: int = 0) -> dict[str, Any]:
    return house.json("undo", *words, "--as", who, status=status)


def made(house: Household, *words: str, who: str = "ming") -> str:
    return str(house.json(*words, "--as", who)["id"])


def asked_at(line: tuple[str, ...], answer: str, status: int = 0) -> str:
    """Type a line at a terminal as ming, answer its one question, and give all that was shown."""
    with Screen(*line, "--as", "ming", columns=300) as screen:
        screen.until("] ").type(f"{answer}\n")
        return flat(screen.ended(status))


# --- which of the three ----------------------------------------------------------------------------------------------
def test_what_has_not_arrived_is_cancelled_and_asked_for_once_it_has(
    house: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = {
        "wait": made(house, "send", "li", "1", "--wait"), "delay": made(house, "send", "li", "2", "--delay", "2h"),
        "envelope": made(house, "envelope", "send", "li", "3"), "request": made(house, "request", "li", "4"),
    }  # fmt: skip
    arrives = made(house, "send", "li", "5", "--delay", "2h")
    sale = made(house, "pos", "charge", "6", "tea", who="cafe")
    for what, name in of.items():
        found = undo(house, name, "-k", what)
        assert (found["undone"], found["of"], found["kind"]) == ("cancelled", name, "cancel"), what
        assert undo(house, name, "-k", what)["replayed"] is True
        assert undo(house, name, status=5)["code"] == "already_ended"
    assert undo(house, sale, who="cafe")["undone"] == "cancelled"
    assert house.balance("ming") == "45.00"
    monkeypatch.setenv("PAYCLI_NOW", "+3h")
    found = undo(house, arrives, "sorry")
    assert (found["undone"], found["amount"], found["note"], found["of"]) == ("asked", "5.00", "sorry", arrives)


def test_of_what_was_paid_only_the_rest_is_asked_for_and_once(house: Household) -> None:
    sent = made(house, "send", "li", "6", "rent")
    house.run("give-back", sent, "2", "--as", "li")
    found = undo(house, sent, "-k", "u")
    assert (found["undone"], found["amount"], found["note"], found["state"]) == ("asked", "4.00", "undo", "pending")
    assert undo(house, sent, "-k", "u")["replayed"] is True
    assert undo(house, sent, status=5)["code"] == "already_asked"
    shown = house.json("request", "list", "--as", "li")["items"][0]
    assert (shown["of"], shown["by"]) == (sent, "@ming")
    house.run("accept", found["id"], "--as", "li")
    # It came back by the request, so nothing is left to ask for.
    refused = undo(house, sent, status=5)
    assert (refused["code"], refused["state"]) == ("already_ended", "all of it was given back")
    assert undo(house, sent, "-k", "u")["state"] == "done"
    assert house.balance("ming") == "50.00"


def test_every_payee_of_a_batch_at_once_is_asked_for_their_part(house: Household, tmp_path: Path) -> None:
    rows = tmp_path / "rows.csv"
    rows.write_text("to,amount,note,id\nli,1,a,1\nli,2,b,2\nbo,1,c,3\n")
    house.run("batch", "pay", str(rows), "--name", "all", "--all-or-nothing", "--as", "ming")
    paid = house.json("log", "--as", "ming")["items"][0]["id"]
    assert undo(house, paid)["amount"] == "4.00"
    [request] = house.json("request", "list", "--as", "ming")["items"]
    assert [(each["handle"], each["amount"]) for each in request["answers"]] == [("@li", "3.00"), ("@bo", "1.00")]


def test_where_nothing_can_be_done_it_says_why(house: Household) -> None:
    sale = made(house, "pos", "charge", "5", "tea", who="cafe")
    paid = made(house, "pay", sale)
    sent = made(house, "send", "li", "1")
    taken = made(house, "envelope", "send", "li", "2")
    house.run("grab", taken, "--as", "li")
    with Misses() as misses:
        for of, who, status, words in (
            (paid, "ming", 6, "only @cafe can refund it"), (sale, "cafe", 5, "It has already ended: paid"),
            (sent, "li", 6, "Somebody paid you that."), (taken, "ming", 5, "nothing is left to come back"),
            (sent, "bo", 6, "That order is not yours."),
        ):  # fmt: skip
            with misses.of(who, words):
                error = undo(house, of, who=who, status=status)
                assert error["message"].startswith("Nothing was undone. ")
                assert words in error["message"]
    house.run("contact", "block", "ming", "--as", "li")
    assert undo(house, sent, status=6)["code"] == "blocked"


# --- the newest ------------------------------------------------------------------------------------------------------
def test_without_an_id_it_is_the_newest_order_and_never_without_a_question(house: Household) -> None:
    made(house, "send", "bo", "1", "first")
    made(house, "send", "li", "2", "second")
    wait = made(house, "send", "li", "3", "third", "--wait")
    assert undo(house, status=2)["code"] == "usage"
    assert 'Cancel this waiting transfer to @li, "third", 3.00 EUR comes back' in asked_at(("undo",), "n", 1)
    said = asked_at(("undo",), "y")
    assert f"waiting transfer {house.json('show', wait, '--as', 'ming')['short']} cancelled" in said
    said = asked_at(("undo",), "y")
    assert '@ming (PLAY) asks @li: 2.00 EUR, "undo", ' in said
    assert "Ask for it back? " in said
    assert "It had arrived, so it is not undone yet: only its payee can give it back." in said
    # That it was undone is no order to undo, and the payment waits for its answer.
    with Screen("undo", "--as", "ming", columns=300) as screen:
        assert "You have asked for it back, and there is no answer yet." in flat(screen.ended(5))
    split = made(house, "split", "li", "bo", "9", "-m", "dinner")
    assert "Cancel this request" in asked_at(("undo",), "y")
    assert house.json("show", split, "--as", "ming")["state"] == "cancelled"


# --- a grace ---------------------------------------------------------------------------------------------------------
def test_what_a_person_types_has_a_grace_in_which_it_is_undone(house: Household) -> None:
    house.run("config", "grace", "30m")
    house.run("send", "li", "1", "--no-key", "--as", "ming")
    said = asked_at(("send", "li", "2", "lunch"), "y")
    assert '-> @li: 2.00 EUR, "lunch", arrives in 30 min; until then: paycli undo. Send? ' in said
    newest = house.json("log", "--as", "ming")["items"][0]
    assert (newest["kind"], house.balance("li")) == ("send.wait", "10.00")
    assert "2.00 EUR came back" in asked_at(("undo",), "y")
    # A key, a script, --yes, and another way to wait are as they are typed.
    for words in (("-k", "x"), ("--no-key",)):
        with Screen("send", "li", "1", *words, "--as", "ming", columns=300) as screen:
            assert "arrives" not in screen.until("] ").text
            screen.type("n\n").ended(1)
    with Screen("send", "li", "1", "--yes", "--as", "ming", columns=300) as screen:
        assert "1.00 EUR sent to @li" in screen.ended()
    assert house.json("send", "li", "1", "--as", "ming")["kind"] == "send"
    assert "set aside until @li accepts it" in asked_at(("send", "li", "1", "--wait"), "n", 1)
    house.run("config", "unset", "grace")
    assert "arrives" not in asked_at(("send", "li", "1"), "n", 1)


def test_a_grace_is_a_length_up_to_an_hour(house: Household) -> None:
    for value in ("soon", "2h", "30", "0s"):
        assert house.json("config", "set", "grace", value, status=2)["code"] == "usage", value
    assert house.json("config", "set", "grace", "1h")["value"] == "1h"
    Config(house.ledger.parent).write("grace", "for ever")
    with Screen("send", "li", "1", "--as", "ming", columns=300) as screen:
        assert "Nothing was sent. The setting grace is" in flat(screen.ended(78))
