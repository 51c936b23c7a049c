"""Giving back: the payee's own order, never more than was paid, and never asked of the one who paid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from paycli.domain.ids import uuid7
from tests.support.inside import post_as, wallet_of
from tests.support.misses import Misses
from tests.support.terminal import Screen, flat, shown

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.inside import Household

NOW_MS = 1_700_000_000_000


@pytest.fixture
def house(empty_house: Household) -> Household:
    return empty_house.begin("li", "bo", shops=("cafe",), cash={"ming": "50"})


def back(house: Household, *words: str, who: str = "li", status: int = 0) -> dict[str, Any]:
    return house.json("give-back", *words, "--as", who, status=status)


def test_a_part_and_then_all_that_is_left_goes_back_and_no_more(house: Household) -> None:
    sent = house.json("send", "li", "6", "rent", "--as", "ming")["id"]
    first = house.run("send", "back", sent, "2", "too", "much", "--no-key", "--as", "li").document
    assert (first["of"], first["to"], first["amount"], first["note"]) == (sent, ["@ming"], "2.00", "too much")
    rest = back(house, sent, "-k", "rest")
    assert (rest["amount"], rest["paid_amount"], rest["given_back"]) == ("4.00", "6.00", "6.00")
    # All under a key is what all was then.
    again = back(house, sent, "-k", "rest")
    assert (again["id"], again["amount"], again["replayed"]) == (rest["id"], "4.00", True)
    for words in ((sent,), (sent, "0.01"), (sent, "1", "-k", "other")):
        assert back(house, *words, status=5)["code"] == "given_back_already"
    assert (house.balance("ming"), house.balance("li")) == ("50.00", "0.00")
    for who in ("ming", "li"):
        assert house.json("show", sent, "--as", who)["given_back"] == "6.00"
        assert "given back: 6.00 EUR" in shown("show", sent, "--as", who)
    assert house.json("show", first["id"], "--as", "ming")["given_back"] is None


def test_a_handle_back_is_paid_as_any_other(house: Household) -> None:
    house.run("wallet", "new", "back")
    assert house.json("send", "@back", "1", "--as", "ming")["to"] == ["@back"]


def test_every_payment_between_people_can_be_given_back(
    house: Household, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = tmp_path / "rows.csv"
    rows.write_text("to,amount,note,id\nli,1,a,1\nli,2,b,2\nbo,1,c,3\n")
    waits = house.json("send", "li", "3", "--wait", "--as", "ming")["id"]
    arrives = house.json("send", "li", "4", "--delay", "1h", "--as", "ming")["id"]
    for of in (waits, arrives):
        assert back(house, of, status=6)["code"] == "not_allowed"
    accepted = uuid7(NOW_MS, bytes(10))
    post_as("li", "accept", {"of": waits}, accepted)
    house.json("batch", "pay", str(rows), "--name", "all", "--all-or-nothing", "--as", "ming")
    at_once = house.json("log", "--as", "li")["items"][0]["id"]
    house.json("batch", "pay", str(rows), "--name", "rows", "--as", "ming")
    row = next(each["id"] for each in house.json("log", "--as", "bo")["items"] if each["kind"] == "batch.row")
    share = {"to": wallet_of(house, "ming"), "amount": 100, "currency": "EUR"}
    asks = {"currency": "EUR", "shares": [[wallet_of(house, "li"), 100]], "note": None, "due_at": None}
    post_as("ming", "request.new", {**asks, "expires_ms": 1_000_000, "about": None}, uuid7(NOW_MS, bytes(10)))
    request = house.json("log", "--as", "ming")["items"][0]["id"]
    post_as("li", "request.pay", {**share, "request": request}, uuid7(NOW_MS + 1, bytes(10)))
    paid = house.json("log", "--as", "ming")["items"][0]["id"]
    answer = next(each["id"] for each in house.json("log", "--as", "li")["items"] if each["kind"] == "accept")
    monkeypatch.setenv("PAYCLI_NOW", "+2h")
    with Misses() as misses:
        for of, who, amount in (
            (waits, "li", "3.00"), (arrives, "li", "4.00"), (at_once, "li", "3.00"), (row, "bo", "1.00"),
            (paid, "ming", "1.00"),
        ):  # fmt: skip
            with misses.of(of):
                found = back(house, of, who=who)
                assert (found["amount"], found["of"]) == (amount, of)
    # What was accepted is also found by the answer.
    assert back(house, answer, status=5)["of"] == waits


def test_what_is_no_such_payment_says_what_can_be_done(house: Household) -> None:
    sale = house.json("pos", "charge", "5", "tea", "--as", "cafe")["id"]
    house.run("send", "li", "9", "--as", "ming")
    paid = house.json("pay", sale, "--as", "li")["id"]
    envelope = house.json("envelope", "send", "li", "2", "--as", "ming")["id"]
    grabbed = house.json("grab", envelope, "--as", "li")["id"]
    cash = house.json("cash", "in", "li", "3", "--as", "ming")["id"]
    sent = house.json("send", "bo", "1", "--as", "ming")["id"]
    asked = {
        (sale, "cafe"): (6, "paycli refund", "goes back by a refund"),
        (paid, "cafe"): (6, "paycli refund", "goes back by a refund"),
        (grabbed, "li"): (6, "paycli send @ming 2.00", "Only a transfer to you"),
        (cash, "li"): (6, "", "Only a transfer to you"),
        (sent, "ming"): (4, "paycli log", "There is no payment to you"),
        (sent, "li"): (4, "paycli log", "There is no payment to you"),
    }
    with Misses() as misses:
        for (of, who), (status, line, words) in asked.items():
            with misses.of(who, line):
                error = back(house, of, who=who, status=status)
                assert words in error["message"]
                assert str(error["hint"] or "").startswith(line) if line else not error["hint"]


def test_the_question_names_the_payment_and_a_refusal_comes_before_it(house: Household) -> None:
    sent = house.json("send", "li", "6", "rent", "--as", "ming")["id"]
    with Screen("give-back", sent, "2", "too", "much", "--as", "li", columns=300) as screen:
        asked = flat(screen.until("[Y/n]").text)
        screen.type("n\n").ended(1)
    assert '-> @ming: 2.00 EUR, of 6.00 EUR "rent", "too much". Give back? ' in asked
    house.run("contact", "block", "li", "--as", "ming")
    for words, status in (((sent, "7"), 5), ((sent,), 6), ((sent, "1EUR"), 6)):
        with Screen("give-back", *words, "--as", "li", columns=300) as screen:
            assert "[Y/n]" not in screen.ended(status)
    assert house.balance("li") == "6.00"
