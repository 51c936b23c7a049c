"""What somebody tried who wanted to see, or to take, more of an envelope than is theirs."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from paycli.app import LocalMachine
from paycli.main import run
from paycli.store.sqlite.writer_lock import writer_queue
from tests.support.inside import Household, post_as, wallet_of
from tests.support.terminal import Screen

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Household:
    """Give @ming who runs the ledger, and @zoe, @li and @mal, who have none of the operator's rights."""
    made = Household(tmp_path / "house", monkeypatch)
    made.begin("zoe", "li", "mal")
    for handle in ("ming", "zoe"):
        made.run("cash", "in", handle, "500", "--as", "ming")
    machine = LocalMachine(os.environ, None)
    for handle in ("zoe", "li", "mal"):
        machine.save_profile(machine.store.find(handle)._replace(operator=False))
    return made


@pytest.fixture
def typed(house: Household, monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, Any]]:
    """Run a command with a line on stdin."""

    def do(line: str, *words: str, status: int = 0) -> dict[str, Any]:
        monkeypatch.setattr("sys.stdin", io.StringIO(line + "\n"))
        return house.json(*words, status=status)

    return do


def sent(house: Household, *words: str, who: str = "zoe") -> str:
    return str(house.json("envelope", "send", *words, "--as", who)["id"])


# --- seeing --------------------------------------------------------------------------------------------------------
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


def test_stored_shares_that_were_changed_tell_no_luck_before_the_end(house: Household) -> None:
    envelope = sent(house, "20", "-n", "4")
    with closing(sqlite3.connect(house.ledger)) as connection, connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        shares = b"".join(share.to_bytes(8, "big") for share in (5, 5, 5, 1985))
        connection.execute("UPDATE seeds SET shares = ? WHERE object = ?", (shares, bytes.fromhex(envelope)))
    told = house.run("envelope", "verify", envelope, "--as", "mal", status=None)
    assert "the stored shares are not the drawn ones" in told.out + told.err
    assert "instead of" not in told.out + told.err


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


def test_an_order_with_the_id_of_an_envelope_shows_itself_and_not_that(house: Household) -> None:
    envelope = sent(house, "ming", "7.77", "secret joke")
    house.run("cash", "in", "mal", "1", "--as", "ming")
    body = {"to": wallet_of(house, "li"), "amount": 1, "currency": "EUR", "note": None}
    post_as("mal", "send", body, envelope)
    for who in ("mal", "li"):
        shown = house.json("show", envelope, "--as", who)
        assert (shown["kind"], shown["amount"]) == ("send", "-0.01" if who == "mal" else "0.01")
        assert "secret joke" not in str(shown)
    assert house.json("show", envelope, "--as", "zoe")["message"] == "secret joke"


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
    with writer_queue("another ledger of ours", lambda: os.open(lock, os.O_RDWR)):
        began = time.monotonic()
        right = typed(link, "grab", "-", "--as", "mal", status=6)
        # A grab that came to the door would wait there for as long as the lock is held: half a minute.
        assert time.monotonic() - began < 20
    wrong = typed(link[:-26] + "0" * 26, "grab", "-", "--as", "mal", status=6)
    assert right == wrong


# --- taking --------------------------------------------------------------------------------------------------------
def test_no_packet_is_laid_down_for_a_sender_who_may_not_take_it(house: Household) -> None:
    refused = house.json("envelope", "send", "zoe,li", "10", "--as", "zoe", status=2)
    assert refused["message"].startswith("Nothing was sent. Nobody takes from a lucky envelope of their own")
    # With a packet less it can be taken whole.
    house.run("envelope", "send", "zoe,li,mal", "10", "-n", "2", "--as", "zoe")
    both = sent(house, "zoe,li", "10", "--rule", "equal")
    assert [house.json("grab", both, "--as", who)["amount"] for who in ("zoe", "li")] == ["5.00", "5.00"]


# --- being told ----------------------------------------------------------------------------------------------------
def test_everybody_in_a_list_is_remembered_and_a_changed_key_can_be_told_apart(house: Household) -> None:
    sent(house, "li,mal", "2")
    known = house.json("contact", "list", "--as", "zoe")["items"]
    assert [row["handle"] for row in known] == ["@li", "@mal"]
    # Among several nobody was shown a key: so it is at the first payment to one of them alone.
    for expected in (True, False):
        with Screen("send", "li", "1", "--as", "zoe") as screen:
            screen.until("Send? [Y/n]").type("y\n")
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


def test_the_repeat_of_an_envelope_that_has_ended_says_so_and_draws_no_card(house: Household, tmp_path: Path) -> None:
    line = ("envelope", "send", "2", "--link", "-k", "dead", "--as", "zoe")
    envelope = house.json(*line)
    assert envelope["state"] == "pending"
    house.run("cancel", envelope["id"], "--as", "zoe")
    again = house.json(*line, "--card", str(tmp_path / "card.svg"))
    assert (again["replayed"], again["state"], again["cards"]) == (True, "cancelled", [])
    assert not (tmp_path / "card.svg").exists()


def test_the_limit_of_a_day_says_how_many_were_sent(house: Household) -> None:
    for _ in range(3):
        sent(house, "1")
    house.run("ledger", "set", "most-envelopes-per-day", "2", "--as", "ming")
    refused = house.json("envelope", "send", "1", "--as", "zoe", status=7)
    told = "You have sent 3 envelopes today, and the limit is 2 a day; the next day begins at 00:00 UTC."
    assert refused["message"].endswith(told)
