"""A second device of one wallet: it asks with a request beside the ledger, and acts once the first one has added it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from paycli import open_wallet
from paycli.errors import KeyWaits
from tests.support.devices import ask_as_li, at, waiting_code
from tests.support.inside import Household, in_process
from tests.support.misses import Misses
from tests.support.programs import PASSPHRASE, opened
from tests.support.proof import entries
from tests.support.terminal import Screen

if TYPE_CHECKING:
    from pathlib import Path

LI = ("--as", "li")


@pytest.fixture
def house(empty_house: Household) -> Household:
    return empty_house.begin("li", "bo", shops=("cafe",), cash={"li": "90"})


@pytest.fixture
def other(house: Household) -> Path:
    """Give the home of another device of @li's, which has asked for a key and got none yet."""
    home = house.ledger.parent.parent / "laptop" / "home"
    ask_as_li(house, home)
    return home


def let_in(house: Household, home: Path) -> str:
    """Add the key of a device that waits; gives its fingerprint."""
    return str(house.json("wallet", "key", "add", waiting_code(home), *LI)["fingerprint"])


def keys_of(house: Household) -> list[tuple[str, str, bool]]:
    return [
        (key["fingerprint"], key["state"], key["this_device"])
        for key in house.json("wallet", "key", "list", *LI)["items"]
    ]


# --- the story --------------------------------------------------------------------------------------------------------
def test_two_devices_of_one_wallet_pay_until_one_is_revoked(house: Household, other: Path) -> None:
    fingerprint = let_in(house, other)
    for key, home in (("a", house.ledger.parent), ("b", other)):
        with at(home):
            assert house.json("send", "bo", "5", "for tea", "-k", key, *LI)["replayed"] is False
    assert (house.balance("li"), house.balance("bo")) == ("80.00", "10.00")
    [[first, _, _], second] = keys_of(house)
    assert second == (fingerprint, "active", False)
    with at(other):
        assert keys_of(house) == [(first, "active", False), (fingerprint, "active", True)]
        me = house.json("whoami", *LI)
        # What others compare is the key that opened the wallet, on every device of it.
        assert (me["fingerprint"], me["device"], me["revoked"]) == (first, fingerprint, False)

    gone = house.json("wallet", "key", "revoke", fingerprint, *LI)
    assert (gone["state"], gone["revoked_by"], gone["changed"]) == ("revoked", first, True)
    booked = entries(house.ledger)
    with at(other):
        mandate = f"mandate new x --can send --anybody --until +1d --out {other / 'x'}"
        lines = "send bo 5 -k c", "send bo 5 --dry-run", "envelope send bo 1", "wallet rename Li", mandate
        for line in (*lines, f"wallet key revoke {first}"):
            error = house.json(*line.split(), *LI, status=6)
            assert error["code"] == "key_revoked", line
            assert error["message"].endswith("The key of this device was revoked."), line
        assert house.json("send", "bo", "5", "-k", "c", *LI, status=6)["message"].startswith("Nothing was sent. ")
        # A look needs no key, and says what happened.
        assert house.balance("li") == "80.00"
        assert house.json("whoami", *LI)["revoked"] is True
        # What it ordered before stays done, and is answered as the first time.
        assert house.json("send", "bo", "5", "for tea", "-k", "b", *LI)["replayed"] is True
    assert entries(house.ledger) == booked
    assert house.json("wallet", "key", "revoke", fingerprint, *LI)["changed"] is False
    assert house.json("ledger", "audit", "--as", "ming")["faults"] == []


def test_a_revoked_device_asks_for_another_key_and_gets_it(house: Household, other: Path) -> None:
    before = let_in(house, other)
    house.run("wallet", "key", "revoke", before, *LI)
    asked = ask_as_li(house, other)
    assert (asked["state"], asked["changed"], asked["fingerprint"] != before) == ("asking", True, True)
    let_in(house, other)
    with at(other):
        house.run("send", "bo", "1", *LI)
    # And so does the device that opened the wallet, when the other one revokes it.
    first = keys_of(house)[0][0]
    with at(other):
        house.run("wallet", "key", "revoke", first.replace(":", ""), *LI)
    assert house.json("send", "bo", "1", *LI, status=6)["code"] == "key_revoked"
    mine = house.json("join", str(house.ledger), "--wallet", "li")
    with at(other):
        house.run("wallet", "key", "add", mine["request_code"], *LI)
    house.run("send", "bo", "1", *LI)
    assert house.balance("bo") == "2.00"


def test_it_waits_until_it_is_let_in_and_a_repeat_shows_the_same_code(house: Household, other: Path) -> None:
    booked, again = entries(house.ledger), ask_as_li(house, other)
    assert (again["changed"], again["state"], again["current"]) == (False, "asking", True)
    with at(other), Misses() as misses:
        for line in ("balance", "send bo 1", "log", "whoami", "use li", "wallet key list", "tick", ""):
            with misses.of(line):
                error = house.run(*line.split(), status=6).document
                assert (error["code"], error["handle"], error["fingerprint"], error["request_code"]) == (
                    "key_waits", "@li", again["fingerprint"], again["request_code"])  # fmt: skip
                assert again["request_code"] in error["hint"]
                assert error["message"].startswith("Nothing was done: ")
    assert entries(house.ledger) == booked
    added = house.json("wallet", "key", "add", again["request_code"].lower().replace("-", " "), *LI)
    assert (added["fingerprint"], added["changed"]) == (again["fingerprint"], True)
    assert not list(house.ledger.parent.glob("home.db.key-*")), "the request was taken away"
    assert house.json("wallet", "key", "add", again["request_code"], *LI)["changed"] is False
    with at(other):
        house.run("balance")
        [profile] = other.glob("profiles/*/li.json")
        assert "waits" not in json.loads(profile.read_text())
    after = ask_as_li(house, other)
    assert (after["state"], after["changed"], after["request_code"]) == ("active", False, None)


def test_a_program_opens_a_second_device_when_it_was_let_in(house: Household, other: Path) -> None:
    with pytest.raises(KeyWaits):
        open_wallet("li", home=other, passphrase=PASSPHRASE)
    let_in(house, other)
    with open_wallet("li", home=other, passphrase=PASSPHRASE) as wallet:
        assert wallet.send("bo", "2", key="a").replayed is False
    with opened(house, "li") as wallet:
        assert wallet.send("bo", "2", key="a").replayed is True
    assert house.balance("bo") == "2.00"


def test_a_person_compares_the_fingerprint_and_enter_adds_nothing(house: Household, other: Path) -> None:
    code, booked = waiting_code(other), entries(house.ledger)
    fingerprint = ask_as_li(house, other)["fingerprint"]
    with Screen("wallet", "key", "add", code, *LI, columns=80) as screen:
        shown = screen.answer("Add it? [y/N] ", "").ended(1)
    assert shown.count(fingerprint) == 2
    assert entries(house.ledger) == booked
    with Screen("wallet", "key", "add", code, *LI, columns=80) as screen:
        screen.answer("Add it? [y/N] ", "y").until("acts for @li from now on").ended()
    with Screen("wallet", "key", "revoke", fingerprint, *LI) as screen:
        screen.answer("Revoke it? [y/N] ", "").ended(1)
    assert [state for _, state, _ in keys_of(house)] == ["active", "active"]


def test_no_device_revokes_its_own_key_or_one_of_somebody_else_or_a_mandate(house: Household, other: Path) -> None:
    let_in(house, other)
    [[own, _, _], [second, _, _]] = keys_of(house)
    error = house.json("wallet", "key", "revoke", own, *LI, status=6)
    assert error["message"].startswith("Nothing was done. This is the key of this device")
    assert house.json("wallet", "key", "revoke", second, "--as", "bo", status=4)["code"] == "not_found"
    out = str(house.ledger.with_name("m"))
    made = house.json("mandate", "new", "pay", "--can", "send", "--to", "bo", "--until", "+9d", "--out", out, *LI)
    error = house.json("wallet", "key", "revoke", made["fingerprint"], *LI, status=4)
    assert "paycli mandate revoke pay" in error["hint"]
    assert [each[0] for each in keys_of(house)] == [own, second], "mandates are in a list of their own"


# --- what both devices share ------------------------------------------------------------------------------------------
def test_a_repeat_under_one_key_from_both_devices_moves_money_once(house: Household, other: Path) -> None:
    let_in(house, other)
    sale = house.json("pos", "charge", "3", "tea", "--as", "cafe")["id"]
    rows = house.ledger.parent.parent / "rows.csv"
    rows.write_text("to,amount,note,id\nbo,2,wages,a1\ncafe,1.50,,a2\n")
    with Misses() as misses:
        for line in ("send bo 5 for tea", "send bo 5", f"pay {sale} --tip 1", "envelope send bo 1 hello",
                     "withdraw 4 --cash"):  # fmt: skip
            with misses.of(line):
                words = (*line.split(), "-k", line, *LI)
                first = house.json(*words)
                booked = entries(house.ledger)
                with at(other):
                    assert house.json(*words) == first | {"replayed": True}
                assert entries(house.ledger) == booked
    house.run("batch", "pay", str(rows), "--name", "wages", *LI)
    booked, paid = entries(house.ledger), house.json("batch", "pay", str(rows), "--name", "wages", *LI)
    with at(other):
        assert house.json("batch", "pay", str(rows), "--name", "wages", *LI) == paid
        assert entries(house.ledger) == booked
        assert len(house.json("batch", "show", "wages", *LI)["items"]) == 1
        # What hangs on the key's seed cannot be made by the other one: refused, and nothing moves twice.
        house.run("envelope", "send", "2", "-n", "2", "--link", "-k", "link", *LI)
    assert house.json("envelope", "send", "2", "-n", "2", "--link", "-k", "link", *LI, status=5)["code"] == (
        "idempotency_conflict"
    )
    assert entries(house.ledger) == booked + 1
    assert house.json("ledger", "audit", "--as", "ming")["faults"] == []


def test_each_device_sees_what_the_other_did(house: Household, other: Path) -> None:
    let_in(house, other)
    with at(other):
        assert house.balance("li") == "90.00"
        envelope = house.json("envelope", "send", "bo", "4", *LI)["id"]
    sent = house.json("send", "bo", "1", *LI)["id"]
    house.run("send", "li", "0.50", "--as", "bo")
    with at(other):
        logged = [line["id"] for line in house.json("log", *LI)["items"]]
        assert {envelope, sent} < set(logged)
        assert house.json("show", sent, *LI)["id"] == sent
        assert [each["kind"] for each in house.json("inbox", *LI)["items"]][:1] == ["send"]
    # What one device made the other takes back.
    assert house.json("cancel", envelope, *LI)["state"] == "done"


def test_a_new_wallet_of_the_second_device_has_a_key_of_its_own(house: Household, other: Path) -> None:
    let_in(house, other)
    with at(other):
        house.run("wallet", "new", "zoe")
    house.run("wallet", "admit", "zoe", "--as", "ming")
    house.run("send", "zoe", "3", *LI)
    with at(other):
        house.run("send", "bo", "1", "--as", "zoe")
        assert [key["this_device"] for key in house.json("wallet", "key", "list", "--as", "zoe")["items"]] == [True]


def test_a_mandate_adds_and_revokes_no_key(house: Household, other: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = str(house.ledger.with_name("m"))
    house.run("mandate", "new", "pay", "--can", "send", "--to", "bo", "--until", "+9d", "--out", out, *LI)
    code, booked = waiting_code(other), entries(house.ledger)
    [[own, _, _]] = keys_of(house)
    monkeypatch.setenv("PAYCLI_MANDATE_FILE", out)
    for words in (("add", code), ("revoke", own)):
        assert house.json("wallet", "key", *words, status=6)["code"].startswith("mandate_"), words
    assert entries(house.ledger) == booked
    assert in_process("wallet", "key", "list").status == 0
