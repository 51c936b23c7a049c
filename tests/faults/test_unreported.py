"""What nobody was shown the outcome of is never lost: `resume` says what became of it, and sends nothing."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from paycli.rails.sandbox import SandboxBank
from paycli.services.engine import drafts, intents
from paycli.services.rails import card_transfers
from tests.support.keys import keyed
from tests.support.program import PROGRAM, paycli
from tests.support.proof import balances_of, entries, faults
from tests.support.schemas import faults_of
from tests.support.terminal import Screen

if TYPE_CHECKING:
    from tests.support.inside import Household

pytestmark = pytest.mark.python


@pytest.fixture
def house(empty_house: Household) -> Household:
    return empty_house.begin("bob", "li", cash={"ming": "100"}, bank={"ming": "100"})


def unshown(*words: str) -> int:
    """Run a command whose result goes onto a full disk; gives its status."""
    with Path("/dev/full").open("w") as full:
        return subprocess.run(
            [PROGRAM, *keyed(words)], stdin=subprocess.DEVNULL, stdout=full, stderr=subprocess.DEVNULL, check=False
        ).returncode


def resumed(house: Household, *more: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = house.json("resume", *more)["items"]
    assert [
        fault for each in found for fault in faults_of("resume", {"paycli": 1, "items": [each], "next": None})
    ] == []
    return found


def test_a_result_on_a_full_disk_three_times_under_a_key_is_one_payment_and_is_named(house: Household) -> None:
    line = ("send", "bob", "1", "for tea", "-k", "rent", "--as", "ming", "--yes")
    assert [unshown(*line) for _ in range(3)] == [75, 75, 75]
    assert house.balance("bob") == "1.00"
    [found] = resumed(house)
    assert (found["handle"], found["state"], found["amount"], found["to"]) == ("@ming", "done", "1.00", ["@bob"])
    assert found["note"] == "for tea"
    assert house.json("show", "-k", "rent", "--as", "ming")["id"] == found["id"]
    # It was shown now.
    assert resumed(house) == []


def test_the_same_without_a_key_is_refused_until_somebody_was_shown_the_first(house: Household) -> None:
    line = ("send", "bob", "1", "--no-key", "--as", "ming", "--yes")
    assert [unshown(*line) for _ in range(3)] == [75, 5, 5]
    refused = house.json(*line, status=5)
    assert (refused["code"], refused["retry"]) == ("outcome_unreported", "no")
    assert refused["message"].startswith("Nothing was sent. ")
    # Another sum, another payee, a key: nobody can take these for the first one.
    for other in (("send", "bob", "2"), ("send", "li", "1"), ("send", "bob", "1", "-k", "mine")):
        house.run(*other, "--as", "ming")
    [found] = resumed(house)
    assert house.json("show", found["id"], "--as", "ming")["amount"] == "-1.00"
    assert house.balance("bob") == "4.00"
    house.run(*line)
    assert house.balance("bob") == "5.00"
    assert faults(house.ledger) == []


def test_a_full_disk_under_resume_itself_keeps_the_note(house: Household) -> None:
    assert unshown("send", "bob", "1", "--as", "ming", "--yes") == 75
    assert unshown("resume") == 75
    assert len(resumed(house)) == 1


@pytest.mark.parametrize(
    ("place", "name", "state"),
    [(drafts, "post", "not_done"), (drafts, "remember_head", "done"), (intents, "pin", "done")],
    ids=["before-the-door", "behind-the-commit", "before-it-is-shown"],
)
def test_whoever_is_killed_learns_what_became_of_it_and_nothing_is_sent(
    house: Household, place: object, name: str, state: str
) -> None:
    lines = (
        ("send", "bob", "1", "--no-key"),
        ("envelope", "send", "bob", "2", "-k", "gift"),
        ("withdraw", "3", "--cash", "--no-key"),
        ("cash", "in", "bob", "4", "--no-key"),
    )
    for line in lines:
        house.killed_at(place, name, *line, "--as", "ming")
    booked, had = entries(house.ledger), balances_of(house.ledger)
    found = {each["kind"]: each for each in resumed(house)}
    assert found.keys() == {"send", "envelope.send", "withdraw.ask", "cash.in"}
    made = {"envelope.send": "pending", "withdraw.ask": "pending"} if state == "done" else {}
    assert {kind: each["state"] for kind, each in found.items()} == dict.fromkeys(found, state) | made
    if state == "done":
        for each in found.values():
            assert house.json("show", each["id"], "--as", "ming")["id"] == each["id"]
    else:
        assert {each["n"] for each in found.values()} == {None}
    assert resumed(house) == []
    assert (entries(house.ledger), balances_of(house.ledger)) == (booked, had)
    # Without a key the same can be ordered again, now that it was said what became of it.
    house.run("send", "bob", "1", "--no-key", "--as", "ming")


def test_the_next_command_says_it_in_one_line_and_a_terminal_is_told_once(house: Household) -> None:
    house.killed_at(drafts, "remember_head", "send", "bob", "1", "--no-key", "--as", "ming")
    for _ in range(2):
        # Nobody may read what a script writes there.
        said = paycli("balance", "--as", "ming").stderr
        assert said == "not shown before: sent -1.00 EUR @bob done\n"
    assert paycli("balance", "--as", "ming", "--quiet").stderr == ""
    assert paycli("balance", "--as", "li").stderr == ""
    with Screen("send", "bob", "1", "--as", "ming") as screen:
        # Ahead of the question, so that nobody pays twice.
        screen.until("not shown before: sent -1.00 EUR @bob done")
        screen.answer("Send? [y/N]", "n")
        screen.ended(1)
    assert paycli("balance", "--as", "ming").stderr == ""
    assert resumed(house) == []


def test_what_is_refused_leaves_nothing_behind(house: Household) -> None:
    for line, status in (
        (("send", "bob", "9999"), 3),
        (("send", "nobody", "1"), 4),
        (("send", "bob", "1", "-k", "a "), 2),
        (("send", "bob", "1", "--dry-run"), 0),
        (("send", "bob", "1"), 0),
    ):
        house.run(*line, "--as", "ming", status=status)
    assert resumed(house) == []


def test_a_lost_reply_of_a_card_is_named_and_not_charged_again_while_it_is_in_flight(house: Household) -> None:
    house.run("card", "bind", "--test", "lost", "--as", "ming")
    before = len(house.movements())
    line = ("topup", "7", "--from", "c2", "--no-key", "--as", "ming")
    first = house.json(*line, status=75)
    assert (first["code"], first["retry"]) == ("rail_pending", "resume")
    [asked] = resumed(house)
    for _ in range(3):
        refused = house.json(*line, status=5)
        assert refused["code"] == "already_in_flight"
        assert "--again" in refused["hint"]
    assert len(house.movements()) == before + 1
    assert (asked["kind"], asked["state"], asked["amount"]) == ("topup.ask", "pending", "7.00")
    # It stays until its end was shown; asking again costs nothing, and starts nothing.
    assert resumed(house) == [asked]
    assert len(house.movements()) == before + 1
    assert house.json("tick", "--as", "ming")["done"] == [asked["id"]]
    assert resumed(house) == []
    assert house.balance("ming") == "207.00"


@pytest.mark.parametrize(
    ("place", "name"), [(SandboxBank, "charge"), (card_transfers, "_raise_if_not_done")], ids=["before", "after"]
)
def test_a_top_up_that_was_killed_is_in_flight_until_it_was_asked_about(
    house: Household, place: object, name: str
) -> None:
    house.killed_at(place, name, "topup", "7", "--no-key", "--as", "ming")
    moved = house.movements()
    ended = name != "charge"
    [found] = resumed(house)
    assert found["state"] == ("done" if ended else "pending")
    assert house.movements() == moved
    assert len(resumed(house)) == (0 if ended else 1)


def test_it_is_said_of_every_wallet_here_or_of_the_one_that_is_named(house: Household) -> None:
    house.run("send", "li", "5", "--as", "ming")
    for who in ("ming", "li"):
        house.killed_at(drafts, "remember_head", "send", "bob", "1", "--no-key", "--as", who)
    assert [each["handle"] for each in resumed(house, "--as", "li")] == ["@li"]
    assert [each["handle"] for each in resumed(house)] == ["@ming"]


def test_a_ledger_that_cannot_be_read_keeps_the_note_and_says_why(house: Household) -> None:
    house.killed_at(drafts, "remember_head", "send", "bob", "1", "--no-key", "--as", "ming")
    away = house.ledger.rename(house.ledger.with_suffix(".away"))
    [found] = resumed(house)
    assert found["state"] == "unknown"
    assert "@ming" in paycli("resume").stderr
    away.rename(house.ledger)
    assert [each["state"] for each in resumed(house)] == ["done"]


def test_a_home_that_takes_no_note_lets_only_orders_with_a_key_through(house: Household) -> None:
    folder = house.ledger.parent / "unreported"
    shutil.rmtree(folder)
    folder.write_text("")
    refused = house.json("send", "bob", "1", "--no-key", "--as", "ming", status=78)
    assert refused["message"].startswith("Nothing was sent. ")
    assert house.json("send", "bob", "1", "-k", "rent", "--as", "ming")["state"] == "done"
    assert house.balance("bob") == "1.00"


def test_show_finds_what_was_ordered_under_a_key(house: Household) -> None:
    sent = house.json("send", "bob", "1", "-k", "caf\u00e9", "--as", "ming")
    taken = house.json("cash", "in", "bob", "2", "-k", "till", "--as", "ming")
    assert house.json("show", "-k", "cafe\u0301", "--as", "ming")["id"] == sent["id"]
    assert house.json("show", "-k", "till", "--as", "ming")["id"] == taken["id"]
    assert house.json("show", "-k", "caf\u00e9", "--as", "li", status=4)["code"] == "not_found"
    assert house.json("show", "-k", "a ", "--as", "ming", status=2)["code"] == "text_invalid"
    for words in (("show",), ("show", sent["id"], "-k", "till")):
        assert house.json(*words, "--as", "ming", status=2)["code"] == "usage"
