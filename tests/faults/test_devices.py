"""Devices of one wallet under kills and races: a key is added once, and nobody is locked out by half a step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paycli.app.machine import LocalMachine
from paycli.services.engine import intents
from paycli.store.sqlite.key_requests import KeyRequestFiles
from paycli.vault.sealed import SealedVault
from tests.support.at_once import Line, commanders
from tests.support.devices import ask_as_li, at, lay_request, waiting_code
from tests.support.effort import often
from tests.support.misses import Misses
from tests.support.proof import entries

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.inside import Household

LI = ("--as", "li")
ROUNDS = often(4)


@pytest.fixture
def house(empty_house: Household) -> Household:
    return empty_house.begin("li", "bo", cash={"li": "90"})


def device(house: Household, name: str) -> Path:
    return house.ledger.parent.parent / name / "home"


def let_in(house: Household, home: Path) -> str:
    return str(house.json("wallet", "key", "add", waiting_code(home), *LI)["fingerprint"])


def states(house: Household) -> list[str]:
    return [key["state"] for key in house.json("wallet", "key", "list", *LI)["items"]]


# --- kills ------------------------------------------------------------------------------------------------------------
def test_a_device_that_is_killed_while_it_asks_asks_again_and_gets_one_key(house: Household) -> None:
    places = ((SealedVault, "set"), (KeyRequestFiles, "lay"), (LocalMachine, "save_profile"),
              (LocalMachine, "use_first"))  # fmt: skip
    with Misses() as misses:
        for number, (place, name) in enumerate(places):
            with misses.of(name):
                home = device(house, str(number))
                # The sealed file is there by then, so that the key is what is kept when it is killed.
                with at(home):
                    house.run("join", str(house.ledger), "--handle", f"guest{number}", "--vault", "sealed")
                    house.killed_at(place, name, "join", str(house.ledger), "--wallet", "li")
                before = len(states(house))
                ask_as_li(house, home)
                let_in(house, home)
                assert len(states(house)) == before + 1
                with at(home):
                    house.run("send", "bo", "1", *LI)
    assert house.balance("bo") == f"{len(places)}.00"


def test_a_key_is_added_once_though_the_command_is_killed_before_or_behind_it(house: Household) -> None:
    for number, (place, name) in enumerate(((intents, "submit"), (KeyRequestFiles, "remove"))):
        home = device(house, str(number))
        ask_as_li(house, home)
        code = waiting_code(home)
        house.killed_at(place, name, "wallet", "key", "add", code, *LI)
        assert house.json("wallet", "key", "add", code, *LI)["changed"] is (place is intents)
        assert states(house) == ["active"] * (number + 2)
    assert not list(house.ledger.parent.glob("home.db.key-*"))


def test_a_device_that_is_killed_when_it_finds_its_key_finds_it_again(house: Household) -> None:
    for name, place in (("remove", KeyRequestFiles), ("save_profile", LocalMachine)):
        home = device(house, name)
        ask_as_li(house, home)
        let_in(house, home)
        with at(home):
            house.killed_at(place, name, "balance")
            house.run("send", "bo", "1", *LI)


def test_a_revocation_that_was_killed_is_done_by_the_next_one(house: Household) -> None:
    home = device(house, "laptop")
    ask_as_li(house, home)
    gone = let_in(house, home)
    house.killed_at(intents, "submit", "wallet", "key", "revoke", gone, *LI)
    assert states(house) == ["active", "active"]
    assert house.json("wallet", "key", "revoke", gone, *LI)["changed"] is True


# --- races ------------------------------------------------------------------------------------------------------------
def test_of_many_who_add_one_key_at_once_one_does_and_all_say_that_it_is_there(house: Household) -> None:
    homes = [house.ledger.parent, device(house, "laptop")]
    ask_as_li(house, homes[1])
    let_in(house, homes[1])
    with commanders(house, 4) as crew:
        for number in range(ROUNDS):
            booked, code = entries(house.ledger), lay_request("li", bytes([number + 1]) * 32)
            lines = [
                Line(("wallet", "key", "add", code, *LI), environ=(("PAYCLI_HOME", str(home)),)) for home in homes * 2
            ]
            found = crew.race(lines)
            assert {each.status for each in found} == {0}, found
            assert len({each.document["key"] for each in found}) == 1
            assert entries(house.ledger) == booked + 1


def test_of_two_devices_that_revoke_each_other_at_once_one_stays(house: Household) -> None:
    homes = [house.ledger.parent, device(house, "laptop")]
    ask_as_li(house, homes[1])
    let_in(house, homes[1])
    keys = [key["fingerprint"] for key in house.json("wallet", "key", "list", *LI)["items"]]
    with commanders(house, 2) as crew:
        found = crew.race([
            Line(("wallet", "key", "revoke", key, *LI), environ=(("PAYCLI_HOME", str(home)),))
            for key, home in zip(reversed(keys), homes, strict=True)
        ])  # fmt: skip
    assert sorted(each.code for each in found) == ["", "key_revoked"]
    assert sorted(states(house)) == ["active", "revoked"]
    [loser] = [home for home, each in zip(homes, found, strict=True) if each.code]
    with at(loser):
        assert house.json("send", "bo", "1", *LI, status=6)["code"] == "key_revoked"


def test_a_payment_that_meets_its_revocation_is_whole_or_not_there(house: Household) -> None:
    home = device(house, "laptop")
    with commanders(house, 2) as crew:
        for _ in range(ROUNDS):
            ask_as_li(house, home)
            gone, before = let_in(house, home), house.balance("bo")
            paid, revoked = crew.race([
                Line(("send", "bo", "1", *LI), environ=(("PAYCLI_HOME", str(home)),)),
                Line(("wallet", "key", "revoke", gone, *LI), environ=(("PAYCLI_HOME", str(house.ledger.parent)),)),
            ])  # fmt: skip
            assert (revoked.status, paid.code in {"", "key_revoked"}) == (0, True), (paid, revoked)
            assert (house.balance("bo") == before) is (paid.code != "")
    assert house.json("ledger", "audit", "--as", "ming")["faults"] == []


def test_one_wish_of_both_devices_at_once_under_one_key_moves_money_once(house: Household) -> None:
    homes = [house.ledger.parent, device(house, "laptop")]
    ask_as_li(house, homes[1])
    let_in(house, homes[1])
    with commanders(house, 4) as crew:
        for number in range(1, ROUNDS + 1):
            words = ("send", "bo", "1", "for tea", "-k", str(number), *LI)
            found = crew.race([Line(words, environ=(("PAYCLI_HOME", str(home)),)) for home in homes * 2])
            assert sorted(each.document["replayed"] for each in found) == [False, True, True, True]
            assert len({each.document["id"] for each in found}) == 1
            assert house.balance("bo") == f"{number}.00"


def test_a_device_that_asks_twice_at_once_shows_one_code(house: Household) -> None:
    home = device(house, "laptop")
    with at(home):
        house.run("join", str(house.ledger), "--handle", "guest", "--vault", "sealed")
    words = ("join", str(house.ledger), "--wallet", "li")
    with commanders(house, 3) as crew:
        found = crew.race([Line(words, environ=(("PAYCLI_HOME", str(home)),))] * 3)
    assert sorted(each.document["changed"] for each in found) == [False, False, True]
    assert len({each.document["request_code"] for each in found}) == 1
