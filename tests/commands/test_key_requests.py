"""Requests for a key beside a ledger: whatever else lies there is harmless, and each is for one wallet, for a day."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

import pytest

from paycli.app.machine import LocalMachine
from paycli.domain.key_requests import BYTES_MOST, LASTS_MS, KeyRequest
from tests.support.devices import ask_as_li, at, lay_request, request_of, waiting_code
from tests.support.misses import Misses
from tests.support.proof import entries

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.inside import Household

LI = ("--as", "li")
STRANGE = bytes(range(32))


@pytest.fixture
def house(empty_house: Household) -> Household:
    return empty_house.begin("li", "bo", cash={"li": "90"})


@pytest.fixture
def other(house: Household) -> Path:
    """Give the home of another device of @li's, which has asked for a key and got none yet."""
    home = house.ledger.parent.parent / "laptop" / "home"
    ask_as_li(house, home)
    return home


def forgeries(house: Household) -> dict[str, tuple[Callable[[str, Path], None], str]]:
    """Give what somebody may lay in the place of a request, by a function of its code and path, and what it is told."""
    machine = LocalMachine(os.environ, None)
    li, bo = machine.store.find("li"), machine.store.find("bo")
    now = machine.clock.now_ms()

    def other_bytes(data: bytes, _code: str, path: Path) -> None:
        path.write_bytes(data)

    def changed(**more: str) -> Callable[[str, Path], None]:
        return partial(other_bytes, request_of(li, STRANGE, now)._replace(**more).data)

    def link(_code: str, path: Path) -> None:
        real = path.with_name("real")
        path.rename(real)
        path.symlink_to(real)

    def fifo(_code: str, path: Path) -> None:
        path.unlink()
        os.mkfifo(path)

    def folder(_code: str, path: Path) -> None:
        path.unlink()
        path.mkdir()

    def spaced(_code: str, path: Path) -> None:
        path.write_bytes(path.read_bytes().replace(b",", b", "))

    return {
        "a request of another device": (changed(), "not the one that this code was made of"),
        "the same for another wallet": (changed(wallet=bo.wallet), "not the one that this code was made of"),
        "nothing in it": (partial(other_bytes, b""), "not the one that this code was made of"),
        "no JSON": (partial(other_bytes, b"\x00\xff{"), "not the one that this code was made of"),
        "deep JSON": (partial(other_bytes, b"[" * BYTES_MOST), "not the one that this code was made of"),
        "10 MB": (partial(other_bytes, b" " * 10_000_000), "not the one that this code was made of"),
        "other spaces": (spaced, "not the one that this code was made of"),
        "a link": (link, "it is not a regular file"),
        "a FIFO": (fifo, "it is not a regular file"),
        "a folder": (folder, "it is not a regular file"),
    }  # fmt: skip


def test_whatever_lies_in_the_place_of_a_request_is_harmless(house: Household) -> None:
    booked = entries(house.ledger)
    with Misses() as misses:
        for number, (name, (lay, reason)) in enumerate(forgeries(house).items()):
            with misses.of(name):
                code = lay_request("li", bytes([number]) * 32)
                lay(code, house.ledger.with_name(f"home.db.key-{code.lower()}"))
                error = house.json("wallet", "key", "add", code, *LI, status=6)
                assert (error["code"], reason in error["message"]) == ("key_request_bad", True), error
                assert error["message"].startswith("Nothing was done. ")
    assert entries(house.ledger) == booked


def test_a_request_that_is_whole_and_not_for_this_wallet_now_is_refused(house: Household) -> None:
    machine = LocalMachine(os.environ, None)
    li, bo = machine.store.find("li"), machine.store.find("bo")
    now, requests = machine.clock.now_ms(), machine.key_requests(li.address)
    fresh = request_of(li, STRANGE, now)
    # Of an id that an idempotency key could stand for, nothing is read at all.
    versioned = fresh._replace(id=fresh.id[:12] + "8" + fresh.id[13:])
    cases = {
        "for another wallet": (request_of(bo, STRANGE, now), 6, "it is for another wallet"),
        "for another ledger": (fresh._replace(ledger="ab" * 16), 6, "it is for another ledger"),
        "of yesterday": (request_of(li, STRANGE, now - LASTS_MS), 4, "was made more than a day ago"),
        "of tomorrow": (request_of(li, STRANGE, now + LASTS_MS), 6, "it is from the future"),
        "with another proof": (fresh._replace(proof="00" * 64), 6, "does not prove that the device has the key"),
        "with the proof of another id": (
            fresh._replace(id=request_of(li, STRANGE, now).id), 6, "does not prove that the device has the key"),
        "of a weak key": (fresh._replace(public="00" * 32), 6, "does not prove that the device has the key"),
        "of another version": (versioned, 6, "not the one that this code was made of"),
    }  # fmt: skip
    booked = entries(house.ledger)
    with Misses() as misses:
        for name, (request, status, reason) in cases.items():
            with misses.of(name):
                requests.lay(request)
                error = house.json("wallet", "key", "add", request.code, *LI, status=status)
                assert reason in error["message"], error
    assert entries(house.ledger) == booked
    # Another wallet of this account that it is for is named.
    error = house.json("wallet", "key", "add", cases["for another wallet"][0].code, *LI, status=6)
    assert "--as bo" in error["hint"]


def test_a_request_with_the_same_beginning_is_another_one(house: Household) -> None:
    machine = LocalMachine(os.environ, None)
    li, now = machine.store.find("li"), LocalMachine(os.environ, None).clock.now_ms()
    found: dict[str, KeyRequest] = {}
    while True:
        request = request_of(li, os.urandom(32), now)
        twin = found.setdefault(request.code[:2], request)
        if twin is not request:
            break
    for each in (request, twin):
        machine.key_requests(li.address).lay(each)
    assert house.json("wallet", "key", "add", request.code[:2], *LI, status=2)["code"] == "usage"
    added = house.json("wallet", "key", "add", request.code, *LI)
    assert added["key"] != house.json("wallet", "key", "add", twin.code, *LI)["key"]


def test_a_request_ends_after_a_day_and_is_made_anew(
    house: Household, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = ask_as_li(house, other)
    monkeypatch.setenv("PAYCLI_NOW", "2099-01-01T00:00:00Z")
    with at(other):
        assert house.json("balance", status=4)["code"] == "key_request_over"
    assert house.json("wallet", "key", "add", before["request_code"], *LI, status=4)["code"] == "key_request_over"
    after = ask_as_li(house, other)
    assert (after["fingerprint"], after["changed"]) == (before["fingerprint"], True)
    assert after["request_code"] != before["request_code"]
    # Somebody who shares the folder can take a request away: then the device says so, and asks again.
    house.ledger.with_name(f"home.db.key-{waiting_code(other).lower()}").unlink()
    with at(other):
        assert "not beside the ledger any more" in house.json("balance", status=4)["message"]
    ask_as_li(house, other)
    house.run("wallet", "key", "add", waiting_code(other), *LI)
    with at(other):
        house.run("send", "bo", "1", *LI)


def test_what_cannot_be_asked_for_is_refused_and_leaves_nothing(house: Household) -> None:
    home = house.ledger.parent.parent / "laptop" / "home"
    house.run("group", "new", "family", "bo", *LI)
    stranger = house.ledger.parent.parent / "stranger" / "home"
    with at(stranger):
        house.run("join", str(house.ledger), "--handle", "eve", "--vault", "sealed")
    with at(home):
        join = ("join", str(house.ledger), "--vault", "sealed")
        for words, status in (
            (("--wallet", "nobody"), 4), (("--wallet", "family"), 4), (("--wallet", "eve"), 4),
            (("--wallet", "li", "--handle", "zoe"), 2), (("--wallet", "li", "--name", "Li"), 2),
            (("-", "--wallet", "li"), 2),
        ):  # fmt: skip
            house.run(*join, *words, status=status)
        house.run("join", str(house.ledger) + "x", "--wallet", "li", status=78)
    assert not list(house.ledger.parent.glob("home.db.key-*"))
    assert not list(home.glob("profiles/*/*"))
