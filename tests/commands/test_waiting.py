"""Money that is set aside: until its payee accepts it, or until it arrives by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from paycli.domain.ids import uuid7
from tests.support.inside import in_process, post_as
from tests.support.terminal import Screen, flat, shown

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.inside import Household

NOW_MS = 1_700_000_000_000


@pytest.fixture
def house(empty_house: Household) -> Household:
    return empty_house.begin("li", "bo", cash={"ming": "50"})


def send(house: Household, *words: str, status: int = 0) -> dict[str, Any]:
    return house.json("send", *words, "--as", "ming", status=status)


def answer(handle: str, kind: str, of: str) -> None:
    """Let a payee answer, as a program of their own could."""
    body = {"of": of} if kind == "accept" else {"of": of, "note": None}
    post_as(handle, kind, body, uuid7(NOW_MS, of[:20].encode()[:10]))


def test_what_waits_is_pending_under_its_key_and_says_later_what_became_of_it(
    house: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = ("accepted", "declined", "cancelled", "late", "arrives", "refused", "stopped")
    lines = {key: ["--delay" if key in keys[4:] else "--wait", "2h", "-k", key] for key in keys}
    made = {key: send(house, "li" if key != "refused" else "bo", "1", *line) for key, line in lines.items()}
    assert {(each["state"], each["must_accept"], each["kind"]) for each in made.values()} == {
        ("pending", True, "send.wait"), ("pending", False, "send.wait"),
    }  # fmt: skip
    answer("li", "accept", made["accepted"]["id"])
    answer("li", "decline", made["declined"]["id"])
    for key in ("cancelled", "stopped"):
        assert house.json("cancel", made[key]["id"], "--as", "ming")["what"] == "wait"
    house.run("contact", "block", "ming", "--as", "bo")

    def states() -> dict[str, str]:
        again = {key: send(house, made[key]["to"][0], "1", *line) for key, line in lines.items()}
        assert [each["replayed"] for each in again.values()] == [True] * len(keys)
        assert {key: each["due"] for key, each in again.items()} == {key: each["due"] for key, each in made.items()}
        return {key: each["state"] for key, each in again.items()}

    ended = {"accepted": "done", "declined": "returned", "cancelled": "cancelled", "stopped": "cancelled"}
    assert states() == {**ended, **dict.fromkeys(("late", "arrives", "refused"), "pending")}
    monkeypatch.setenv("PAYCLI_NOW", "+3h")
    due = {**ended, "late": "expired", "arrives": "done", "refused": "returned"}
    # Nobody has settled these yet, but it is told how they end.
    assert {key: house.json("show", "-k", key, "--as", "ming")["state"] for key in keys} == due
    assert (house.json("tick", "--as", "ming")["settled"], states()) == (3, due)
    assert (house.balance("ming"), house.balance("li"), house.balance("bo")) == ("48.00", "2.00", "0.00")


def test_wait_alone_is_a_day_and_takes_no_word_of_the_note(house: Household) -> None:
    found = send(house, "li", "1", "--wait", "lunch", "today")
    assert (found["note"], found["must_accept"]) == ("lunch today", True)
    assert found["due"][:10] > found["time"][:10]
    assert found["due"][11:] == found["time"][11:]
    assert send(house, "--wait", "li", "1")["to"] == ["@li"]
    line = ("send", "--as", "ming", "--yes", "--json", "--no-key", "li", "1", "--wait=90m", "--", "--wait")
    assert in_process(*line).document["note"] == "--wait"


def test_nothing_is_set_aside_in_a_dry_run_or_in_two_ways(house: Household) -> None:
    assert send(house, "li", "1", "--wait", "--dry-run")["state"] == "dry_run"
    assert send(house, "li", "1", "--wait", "--delay", "2h", status=2)["code"] == "usage"
    assert send(house, "li", "1", "--delay", "0s", status=2)["code"] == "usage"
    assert (house.balance("ming"), house.json("log", "--as", "li")["items"]) == ("50.00", [])


def test_the_name_of_the_payee_is_checked_before_anything_is_set_aside(house: Household) -> None:
    house.run("wallet", "rename", "Li Wei", "--as", "li")
    for way in ("--wait", "--delay=2h"):
        assert send(house, "li", "1", way, "--name", "Bo Zhang", status=6)["code"] == "name_differs"
        assert send(house, "li", "1", way, "--name", "Li Wei")["state"] == "pending"


def test_the_question_and_the_result_say_when_it_ends_and_how_to_take_it_back(house: Household) -> None:
    house.run("send", "li", "1", "--as", "ming")
    with Screen("send", "li", "2", "--wait", "2h", "for", "lunch", "--as", "ming", columns=300) as screen:
        asked = flat(screen.until("[Y/n]").text)
        said = flat(screen.type("y\n").ended())
    assert ': 2.00 EUR, "for lunch", set aside until @li accepts it, else it comes back ' in asked
    assert "2.00 EUR set aside for @li (PLAY)" in said
    assert "@li accepts it, or it comes back " in said
    made = house.json("log", "--as", "ming")["items"][0]["id"]
    assert f"until then: paycli cancel {house.json('show', made, '--as', 'ming')['short']}" in said
    with Screen("cancel", made, "--as", "ming", columns=300) as screen:
        assert 'Cancel this waiting transfer to @li, "for lunch", 2.00 EUR comes back' in flat(
            screen.until("[Y/n]").text
        )
        assert "waiting transfer" in flat(screen.type("y\n").ended())
    assert "arrives in 10 min; until then: " in shown("send", "li", "1", "--delay", "10m", "--as", "ming", "--yes")


def test_what_has_ended_is_not_cancelled_and_only_its_maker_cancels(house: Household) -> None:
    made = send(house, "li", "1", "--wait")["id"]
    assert house.json("cancel", made, "--as", "li", status=6)["message"].startswith("Nothing was cancelled. This")
    answer("li", "accept", made)
    refused = house.json("cancel", made, "--as", "ming", status=5)
    assert refused["message"].endswith("It has already ended: done, and its payee has the money.")


def test_whoever_wants_to_be_asked_is_named_with_the_line_that_asks_before_the_question(house: Household) -> None:
    house.run("wallet", "set", "receive", "asked", "--as", "li")
    said = shown("send", "li", "2", "the rent", "--delay", "2h", "--as", "ming", "--yes", status=6)
    assert "Nothing was sent. @li wants to be asked first." in flat(said)
    assert "paycli send li 2 'the rent' --wait 24h" in said
    with Screen("send", "li", "2", "--as", "ming", columns=200) as screen:
        refused = screen.ended(6)
    assert "[Y/n]" not in refused
    assert send(house, "li", "2", "--wait", "24h")["state"] == "pending"
    house.run("contact", "trust", "ming", "--as", "li")
    assert send(house, "li", "2")["state"] == "done"


def test_a_balance_says_what_is_due_to_whom_before_anybody_settles(
    house: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(house, "li", "1", "--wait", "1h")
    send(house, "li", "2", "--delay", "1h")
    send(house, "bo", "4", "--delay", "1h")
    house.run("contact", "block", "ming", "--as", "bo")
    monkeypatch.setenv("PAYCLI_NOW", "+2h")
    due = {}
    for who in ("ming", "li", "bo"):
        found = house.json("balance", "--as", who)
        due[who] = [[each["amount"] for each in found[name]] for name in ("due_back", "arrived")]
    assert due == {"ming": [["4.00", "1.00"], []], "li": [[], ["2.00"]], "bo": [[], []]}
    assert "2.00 EUR has arrived" in shown("balance", "--as", "li")
    house.run("tick", "--as", "ming")
    assert (house.balance("ming"), house.balance("li"), house.balance("bo")) == ("48.00", "2.00", "0.00")


def test_a_mandate_sets_aside_and_gives_back_only_where_it_says_so(
    house: Household, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("--to", "li", "--until", "+1d", "--max", "3/day", "--as", "ming")
    for name, can in (("plain", "send"), ("able", "wait,ask,answer,give-back")):
        made = house.json("mandate", "new", name, "--can", can, "--out", str(tmp_path / name), *words)
        assert made["name"] == name
    said = flat(shown("mandate", "show", "able", "--as", "ming"))
    for words_of in ("set money aside", "give back", "pay what is asked of you", "ask others for money"):
        assert words_of in said
    sent = house.json("send", "ming", "3", "-k", "s", "--as", "li", status=3)
    assert sent["code"] == "insufficient_funds"
    monkeypatch.setenv("PAYCLI_MANDATE_FILE", str(tmp_path / "plain"))
    assert house.json("send", "li", "1", "--wait", "-k", "a", status=6)["code"] == "mandate_kind"
    monkeypatch.setenv("PAYCLI_MANDATE_FILE", str(tmp_path / "able"))
    assert house.json("send", "li", "2", "--wait", "-k", "a")["state"] == "pending"
    assert house.json("send", "li", "2", "--delay", "1h", "-k", "b", status=6)["code"] == "mandate_spent"


@pytest.mark.parametrize("who", ["li", "bo"])
def test_what_arrives_is_news_for_its_payee_whoever_wakes_it(
    house: Household, monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    house.run("cash", "in", who, "9", "--as", "ming")
    house.run("inbox", "--as", "li")
    send(house, "li", "5", "--delay", "2h")
    monkeypatch.setenv("PAYCLI_NOW", "+3h")
    house.run("send", "ming", "1", "--as", who)
    news = [each for each in house.json("inbox", "--as", "li")["items"] if each["kind"] == "settle"]
    assert [(each["what"], each["amount"]) for each in news] == [("came in", "5.00")]
