"""What an envelope keeps to itself from who wants to see or take more of it than is theirs."""

from __future__ import annotations

import io
import os
import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from paycli.domain.ids import name_of
from paycli.main import run
from paycli.store.sqlite.writer_lock import writer_lock
from tests.support.inside import Household, post_as, wallet_of
from tests.support.tampering import drop_triggers

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def house(empty_house: Household) -> Household:
    """Give @ming who runs the ledger, and others who have none of the operator's rights."""
    empty_house.begin("zoe", "li", "mal", "bo", cash={"ming": "500", "zoe": "500", "bo": "10"})
    return empty_house.without_rights("zoe", "li", "mal", "bo")


@pytest.fixture
def typed(house: Household, monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, Any]]:
    """Run a command with a line on stdin."""

    def do(line: str, *words: str, status: int = 0) -> dict[str, Any]:
        monkeypatch.setattr("sys.stdin", io.StringIO(line + "\n"))
        return house.json(*words, status=status)

    return do


def sent(house: Household, *words: str, who: str = "zoe") -> str:
    return str(house.json("envelope", "send", *words, "--as", who)["id"])


# --- luck ------------------------------------------------------------------------------------------------------------


def test_a_clock_set_ahead_shows_no_luck(house: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    envelope = sent(house, "20", "-n", "4")
    monkeypatch.setenv("PAYCLI_NOW", "+25h")
    refused = house.json("envelope", "verify", envelope, "--as", "mal", status=2)
    assert refused["message"].startswith("This envelope is past its time, and nobody has settled it yet")
    assert "share" not in str(refused)
    # Whoever makes it end is seen to have done so, and the money is back with its sender.
    house.run("tick", "--as", "mal")
    assert house.json("envelope", "verify", envelope, "--as", "mal")["fair"] is True
    assert house.json("grab", envelope, "--as", "mal", status=4)["code"] == "envelope_expired"


def test_no_refusal_tells_the_next_share(house: Household) -> None:
    envelope = sent(house, "20", "-n", "4")
    house.run("card", "bind", "--test", "visa", "--as", "mal")
    house.run("topup", "9999999999000", "--as", "mal")
    for more in ("980", "19.98"):
        house.run("topup", more, "--as", "mal")
        refused = house.json("grab", envelope, "--dry-run", "--as", "mal", status=7)
        # What is left is known to everybody here.
        assert "20.00 EUR is more than this ledger can hold" in refused["message"]
    house.run("grab", envelope, "--as", "li")


def test_a_dry_run_does_not_tell_what_is_in_the_next_packet(house: Household) -> None:
    lucky = house.json("envelope", "send", "5", "-n", "3", "--as", "ming")["id"]
    tried = house.json("grab", lucky, "--dry-run", "--as", "li")
    assert (tried["amount"], tried["currency"], tried["dry_run"]) == (None, "EUR", True)
    equal = house.json("envelope", "send", "3", "-n", "3", "--rule", "equal", "--as", "ming")["id"]
    assert house.json("grab", equal, "--dry-run", "--as", "li")["amount"] == "1.00"


def test_stored_shares_that_were_changed_tell_no_luck_before_the_end(house: Household) -> None:
    envelope = sent(house, "20", "-n", "4")
    with closing(sqlite3.connect(house.ledger)) as connection, connection:
        drop_triggers(connection)
        shares = b"".join(share.to_bytes(8, "big") for share in (5, 5, 5, 1985))
        connection.execute("UPDATE seeds SET shares = ? WHERE object = ?", (shares, bytes.fromhex(envelope)))
    told = house.run("envelope", "verify", envelope, "--as", "mal", status=None)
    assert "the stored shares are not the drawn ones" in told.out + told.err
    assert "instead of" not in told.out + told.err


# --- texts -----------------------------------------------------------------------------------------------------------


def offered(capsys: pytest.CaptureFixture[str], line: str, who: str) -> str:
    capsys.readouterr()
    run(["__complete", f"paycli --as {who} {line}"])
    return capsys.readouterr().out


def test_tab_and_the_log_keep_what_is_for_others(house: Household, capsys: pytest.CaptureFixture[str]) -> None:
    envelopes = [sent(house, *words) for words in (("li", "7.77", "secret joke"), ("9", "hush", "--link"))]
    for line in ("grab ", "show ", "envelope verify "):
        assert "envelope of" not in offered(capsys, line, "mal")
    assert "envelope of @zoe" in offered(capsys, "grab ", "li")
    assert "envelope of @zoe" not in offered(capsys, "grab ", "zoe"), "an equal one for @li alone"
    assert offered(capsys, "show ", "zoe").count("envelope of @zoe") == 2
    house.run("send", "li", "1", "for the dentist", "--as", "zoe")
    everything = house.run("log", "--all", "--as", "mal").out
    assert all(envelope in everything for envelope in envelopes)
    assert not any(text in everything for text in ("secret joke", "hush", "dentist"))
    for who, texts in {"li": ("secret joke", "dentist"), "zoe": ("secret joke", "hush", "dentist")}.items():
        assert all(text in house.run("log", "--all", "--as", who).out for text in texts)
    assert all(text in house.run("log", "--all", "--as", "ming").out for text in ("secret joke", "hush", "dentist"))


def test_an_order_under_the_id_of_an_envelope_has_a_name_of_its_own_and_shows_nothing_of_that(house: Household) -> None:
    envelope = sent(house, "ming", "7.77", "secret joke")
    house.run("cash", "in", "mal", "1", "--as", "ming")
    with closing(sqlite3.connect(house.ledger)) as connection:
        statement = "SELECT lower(hex(id)) FROM entries WHERE kind = 'envelope.send' ORDER BY n DESC LIMIT 1"
        [number] = connection.execute(statement).fetchone()
    body = {"to": wallet_of(house, "li"), "amount": 1, "currency": "EUR", "note": None}
    post_as("mal", "send", body, number)
    for who in ("mal", "li"):
        shown = house.json("show", name_of(number, wallet_of(house, "mal")), "--as", who)
        assert (shown["kind"], shown["amount"]) == ("send", "-0.01" if who == "mal" else "0.01")
        for typed in (envelope, number):
            assert house.json("show", typed, "--as", who, status=4)["code"] == "not_found"
    assert house.json("show", envelope, "--as", "zoe")["note"] == "secret joke"
    assert house.json("grab", envelope, "--as", "ming")["note"] == "secret joke"


# --- blocks ----------------------------------------------------------------------------------------------------------


def test_who_is_blocked_is_not_told_by_the_block(house: Household) -> None:
    house.run("contact", "block", "mal", "--as", "zoe")
    [block] = [row["id"] for row in house.json("log", "--as", "zoe")["items"] if row["kind"] == "contact.block"]
    for who in ("mal", "li"):
        assert house.json("show", block, "--as", who, status=4)["code"] == "not_found"
    assert house.json("show", block, "--as", "zoe")["kind"] == "contact.block"


def test_the_right_link_in_a_blocked_hand_waits_for_nothing_either(
    house: Household, typed: Callable[..., dict[str, Any]]
) -> None:
    link = str(house.json("envelope", "send", "9", "--link", "--as", "zoe")["link"])
    house.run("contact", "block", "mal", "--as", "zoe")
    lock = f"{house.ledger}.lock"
    with writer_lock("another ledger of ours", lambda: os.open(lock, os.O_RDWR)):
        began = time.monotonic()
        right = typed(link, "grab", "-", "--as", "mal", status=6)
        # A grab that came to the door would wait there for as long as the lock is held: half a minute.
        assert time.monotonic() - began < 20
    wrong = typed(link[:-26] + "0" * 26, "grab", "-", "--as", "mal", status=6)
    assert right == wrong
