"""Asking people for money: who is asked sees whose it is, and pays exactly that or says no; the maker sees who has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from paycli.domain.ids import short
from tests.support.acting import ended, start
from tests.support.inside import in_process
from tests.support.misses import Misses
from tests.support.terminal import Screen, flat

if TYPE_CHECKING:
    from tests.support.inside import Household

ESCAPES = "\x1b[2J\x1b]0;owned\x07pay \u202e evil"


@pytest.fixture
def house(empty_house: Household) -> Household:
    house = empty_house.begin("li", "bo", cash={"li": "50", "bo": "50", "ming": "50"})
    house.run("wallet", "new", "an", "--name", 'An "the" Third', "--as", "ming")
    return house.without_rights("li", "bo", "an")


def ask(house: Household, *words: str, who: str = "ming", status: int = 0) -> dict[str, Any]:
    return house.json("request", *words, "--as", who, status=status)


def inbox(house: Household, who: str) -> list[dict[str, Any]]:
    return [each for each in house.json("inbox", "--as", who)["items"] if each["kind"] == "request.new"]


def test_each_pays_what_they_are_asked_for_or_says_no_and_the_maker_sees_who_has(house: Household) -> None:
    made = ask(house, "li", "@bo", "an", "8", "-m", "pizza", "--due", "+7d")
    assert (made["state"], made["amount"], made["to"], made["note"]) == ("pending", "24.00", ["@ming"], "pizza")
    assert [(each["handle"], each["amount"]) for each in made["asked_of"]] == [
        ("@li", "8.00"), ("@bo", "8.00"), ("@an", "8.00"),
    ]  # fmt: skip
    [asked] = inbox(house, "li")
    assert (asked["amount"], asked["by"], asked["note"], asked["late"]) == ("8.00", "@ming", "pizza", False)
    assert asked["try"] == f"paycli accept {short(made['id'])}"
    paid = house.json("accept", made["id"], "--as", "li")
    assert (paid["kind"], paid["amount"], paid["from"], paid["to"], paid["balance"]) == (
        "request.pay", "8.00", "@li", ["@ming"], "42.00",
    )  # fmt: skip
    said = house.json("decline", made["id"], "I was not there", "--as", "bo")
    assert (said["kind"], said["note"], said["balance"]) == ("decline", "I was not there", "50.00")
    [shown] = house.json("request", "list")["items"]
    assert (shown["paid_count"], shown["declined_count"], shown["open_amount"]) == (1, 1, "8.00")
    answers = {each["handle"]: (each["state"], each["note"], each["time"] is None) for each in shown["answers"]}
    assert answers == {
        "@li": ("done", None, False), "@bo": ("declined", "I was not there", False), "@an": ("pending", None, True),
    }  # fmt: skip
    [own] = [each for each in house.json("inbox", "--as", "ming")["items"] if each["what"] == "own request"]
    assert (own["who"], own["amount"]) == (["@an"], "8.00")
    # Whoever is asked sees their own share, and what only the maker need know they do not.
    [mine] = house.json("request", "list", "--as", "an")["items"]
    assert [each["handle"] for each in mine["answers"]] == ["@an"]
    assert house.json("show", made["id"], "--as", "an")["answers"] == mine["answers"]
    assert house.balance("ming") == "58.00"


def test_what_cannot_be_answered_is_refused_and_says_why(house: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    made = {who: ask(house, who, "8", "-m", who)["id"] for who in ("li", "bo", "an")}
    house.run("accept", made["li"], "--as", "li")
    house.run("decline", made["bo"], "--as", "bo")
    late = ask(house, "li", "1", "--expires", "1h")["id"]
    taken_back = ask(house, "li", "2")["id"]
    house.run("cancel", taken_back, "--as", "ming")
    nothing = {
        f"accept {made['li']} --as li": (5, "Nothing was paid. It has already ended: done, and you have paid"),
        f"decline {made['li']} --as li": (5, "Nothing was declined. It has already ended: done"),
        f"accept {made['bo']} --as bo": (5, "Nothing was paid. It has already ended: declined, by you."),
        f"accept {taken_back} --as li": (5, "Nothing was paid. It has already ended: cancelled, by @ming."),
        f"accept {made['an']} --as an": (3, "Nothing was paid."),
        f"accept {made['an']} --as li": (4, "Nothing was accepted. There is no request"),
        f"accept {made['an']} --as ming": (6, "Nothing was accepted. This request is yours"),
        f"decline {made['an']} --as ming": (6, "Nothing was declined. This request is yours"),
    }
    with Misses() as misses:
        for line, (status, message) in nothing.items():
            with misses.of(line):
                said = house.json(*line.split(), status=status)["message"]
                assert said.startswith(message), said
    monkeypatch.setenv("PAYCLI_NOW", "+2h")
    said = house.json("accept", late, "--as", "li", status=5)["message"]
    assert said == "Nothing was paid. It has already ended: expired, so @ming would have to ask again."
    assert inbox(house, "li") == []
    assert house.json("show", late, "--as", "ming")["state"] == "expired"


def test_under_a_key_a_share_is_paid_once_and_a_request_is_made_once(house: Household) -> None:
    line = ("li", "bo", "8", "-m", "pizza", "-k", "dinner")
    made = ask(house, *line)
    assert ask(house, *line) == made | {"replayed": True}
    assert ask(house, "li", "9", "-k", "dinner", status=5)["code"] == "idempotency_conflict"
    assert ask(house, *line, "--due", "+1d", status=2)["code"] == "key_not_usable"
    paid = house.json("accept", made["id"], "-k", "pay", "--as", "li")
    assert house.json("accept", made["id"], "-k", "pay", "--as", "li") == paid | {"replayed": True}
    said = house.json("decline", made["id"], "no", "-k", "no", "--as", "bo")
    assert house.json("decline", made["id"], "no", "-k", "no", "--as", "bo") == said | {"replayed": True}
    assert house.json("request", "list", "--as", "ming")["items"][0]["state"] == "done"
    assert house.balance("ming") == "58.00"


def test_a_late_request_is_loud_and_its_maker_stands_before_what_they_wrote(
    house: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = ask(house, "li", "2", "-m", ESCAPES, "--due", "+1d", who="an")
    monkeypatch.setenv("PAYCLI_NOW", "+3d")
    line = in_process("inbox", "--as", "li").out.splitlines()[1]
    assert line.startswith("@an asks, LATE by 2 d, key ")
    assert line.index("key ") < line.index("An 'the' Third") < line.index("pay ")
    # A note of escapes is harmless wherever it is shown.
    for words in (("inbox",), (), ("show", made["id"]), ("request", "list")):
        said = in_process(*words, "--as", "li").out
        assert "evil" in said
        assert not {"\x1b", "\x07", "\u202e"} & set(said)
    assert house.json("request", "list", "--as", "an")["items"][0]["late"] is True
    assert "LATE by 2 d" in in_process("show", made["id"], "--as", "li").out
    assert "LATE by 2 d" in in_process("request", "list", "--as", "an").out
    front = in_process("--as", "li").out
    assert "@an asks, LATE by 2 d" in front
    assert f"next: paycli accept {short(made['id'])}    paycli decline {short(made['id'])}" in front


def test_before_money_goes_to_somebody_new_their_key_is_shown(house: Household) -> None:
    made = ask(house, "li", "2", "-m", "tea", who="an")["id"]
    with Screen("accept", made, "--as", "li", columns=300) as screen:
        asked = flat(screen.until("Pay?").until("] ").text)
        assert "-> @an \"An 'the' Third\" key " in asked
        assert asked.endswith(', first time: 2.00 EUR, "tea". Pay? [y/N] ')
        # Enter alone pays nobody for the first time.
        screen.type("\n").ended(1)
    assert house.balance("li") == "50.00"
    with Screen("accept", made, "--as", "li", columns=300) as screen:
        screen.until("] ")
        assert "2.00 EUR paid to @an" in screen.type("y\n").ended(0)
    with Screen("request", "li", "bo", "4", "-m", "tea", "--as", "an", columns=300) as screen:
        assert "@an (PLAY) asks @li, @bo: 4.00 EUR each, together 8.00 EUR" in flat(screen.until("] ").text)
        screen.type("n\n").ended(1)
    assert house.json("request", "list", "--as", "an")["items"][0]["note"] == "tea"


def test_nobody_is_pestered(house: Household) -> None:
    for number in range(5):
        ask(house, "li", "1", "-m", f"tea {number}")
    refused = ask(house, "bo", "li", "1", status=7)
    assert (refused["code"], refused["handle"]) == ("too_many_open_requests", "@li")
    assert "paycli request list" in refused["hint"]
    house.run("contact", "block", "an", "--as", "bo")
    assert ask(house, "bo", "1", who="an", status=6)["code"] == "blocked"


def test_what_happened_between_the_two_stands_in_both_logs_and_with_the_person(house: Household) -> None:
    made = ask(house, "li", "bo", "3", "-m", "tea")["id"]
    house.run("accept", made, "--as", "li")
    house.run("decline", made, "no", "thanks", "--as", "bo")

    def newest(who: str, count: int = 1) -> list[str]:
        lines = in_process("log", "--as", who).out.splitlines()[1 : 1 + count]
        return [" ".join(line.split()[5:]) for line in lines]

    assert newest("li") == ["share -3.00 EUR @ming tea"]
    assert newest("bo") == ["declined (3.00 EUR) @ming no thanks, tea"]
    assert newest("ming", 2) == ["share +3.00 EUR @li tea", "asked (6.00 EUR) @li, @bo tea"]
    again = ask(house, "bo", "5", "-m", "cab")["id"]
    person = house.json("show", "@bo", "--as", "ming")
    assert [(each["what"], each["id"]) for each in person["waiting"]] == [("own request", again)]
    assert [each["id"] for each in house.json("show", "@ming", "--as", "bo")["waiting"]] == [again]
    assert "you asked @bo" in in_process("show", "@bo", "--as", "ming").out


def test_a_mandate_asks_and_answers_within_its_caps(house: Household) -> None:
    keys = {word: str(house.ledger.with_name(f"{word}.mandate")) for word in ("ask", "answer")}
    caps = ("--to", "ming", "--max", "5/day", "--until", "2099-12-31", "--day-at", "00:00")
    house.run("mandate", "new", "asker", "--can", "ask", "--until", "2099-12-31", "--out", keys["ask"], "--as", "li")
    house.run("mandate", "new", "payer", "--can", "answer", *caps, "--out", keys["answer"], "--as", "li")
    assert (
        "pay what is asked of you to @ming: 5.00 EUR a day" in in_process("mandate", "show", "payer", "--as", "li").out
    )
    small, large = (ask(house, "li", amount, "-m", "tea")["id"] for amount in ("2", "4"))
    others = ask(house, "li", "1", who="bo")["id"]
    paid = ended(start(keys["answer"], "accept", small, "-k", "a"), 0)
    assert (paid["kind"], paid["amount"]) == ("request.pay", "2.00")
    assert ended(start(keys["answer"], "accept", small, "-k", "a"), 0) == paid | {"replayed": True}
    for thing in (large, others):
        ended(start(keys["answer"], "accept", thing, "-k", thing), 6)
    assert ended(start(keys["answer"], "decline", others, "no", "-k", "b"), 0)["kind"] == "decline"
    ended(start(keys["answer"], "request", "bo", "1", "-k", "c"), 6)
    assert ended(start(keys["ask"], "request", "bo", "1", "-k", "c"), 0)["to"] == ["@li"]


def test_slips_are_told_with_the_line_to_copy(house: Household) -> None:
    slips = {
        "request li 5 for tea": "paycli request new li 5 -m 'for tea'",
        "request 5 li": "paycli request new li 5",
        "split li bo 5 for tea": "paycli split li bo 5 -m 'for tea'",
    }
    with Misses() as misses:
        for line, right in slips.items():
            with misses.of(line):
                said = house.json(*line.split(), "--as", "ming", status=2)["hint"]
                assert said.startswith(right), said
    assert ask(house, "li", "5", "EUR")["amount"] == "5.00"
