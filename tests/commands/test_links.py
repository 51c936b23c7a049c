"""The link of an own envelope again, luck in words, and what opens later."""

from __future__ import annotations

import io
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from paycli.app.machine import LocalMachine
from paycli.domain.ids import claim_message, name_of, uuid7
from paycli.domain.records import secret_entry
from paycli.main import run
from paycli.signing import public_of, sign
from tests.support.inside import Household, in_process, post_as

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def home(empty_house: Household) -> Household:
    return empty_house.begin("li", "bo", cash={"ming": "500"})


@pytest.fixture
def typed(home: Household, monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, Any]]:
    """Run a command with a line on stdin."""

    def do(line: str, *words: str, status: int = 0) -> dict[str, Any]:
        monkeypatch.setattr("sys.stdin", io.StringIO(line + "\n"))
        return home.json(*words, status=status)

    return do


def test_the_own_link_is_shown_again_by_the_device_whose_key_made_it(
    home: Household, typed: Callable[..., Any], tmp_path: Path
) -> None:
    link = home.json("envelope", "send", "9", "-n", "3", "--link", "-m", "for all", "--as", "ming")["link"]
    envelope = home.json("envelope", "list", "--as", "ming")["items"][0]["id"]
    again = home.json("envelope", "link", envelope, "--card", str(tmp_path / "again.svg"), "--as", "ming")
    assert (again["link"], *(again["envelope"][name] for name in ("id", "left", "note"))) == (
        link,
        envelope,
        "9.00",
        "for all",
    )
    assert Path(again["cards"][0]).exists()
    assert run(["envelope", "link", envelope, "--as", "ming"]) == 0
    refusals = {
        home.json("envelope", "send", "5", "--as", "ming")["id"]: "anybody here",
        home.json("envelope", "send", "li", "5", "--as", "ming")["id"]: "@li",
        typed("open sesame", "envelope", "send", "2", "--word", "--as", "ming")[
            "id"
        ]: "anybody on this ledger who knows the word",
    }
    for other, whom in refusals.items():
        refused = home.json("envelope", "link", other, "--as", "ming", status=2)["message"]
        assert refused == f"This envelope has no link: it is for {whom}."
    home.json("envelope", "link", envelope, "--as", "li", status=6)
    home.without_rights("li").json("envelope", "link", envelope, "--as", "li", status=4)
    # Another device of the same wallet signs with a key of its own.
    another_key_for(home, "ming")
    elsewhere = home.json("envelope", "link", envelope, "--as", "ming", status=78)
    assert elsewhere["code"] == "link_elsewhere"
    assert "the device that sent the envelope" in elsewhere["message"]
    home.run("cancel", envelope, "--as", "ming")
    assert home.json("envelope", "link", envelope, "--as", "ming", status=5)["code"] == "already_ended"


def another_key_for(home: Household, handle: str) -> None:
    """Give a wallet a second key, and this home that one instead of the first."""
    machine = LocalMachine(os.environ, None)
    app = machine.open(machine.store.find(handle))
    seed, order_id = bytes(range(32)), uuid7(app.clock.now_ms(), bytes(10))
    wallet = app.profile.wallet
    proof = sign(seed, claim_message(name_of(order_id, wallet), wallet))
    machine.close()
    post_as(handle, "key.add", {"public": public_of(seed), "scope": None, "proof": proof}, order_id)
    app = machine.open(machine.store.find(handle))
    machine.vault(app.profile.vault).set(secret_entry(app.profile.ledger, wallet), seed)
    machine.close()


def test_an_envelope_for_somebody_that_is_not_open_yet_is_in_their_inbox(home: Household) -> None:
    opens = home.json("envelope", "send", "li", "5", "soon", "--open-at", "+2h", "--as", "ming")["opens_at"]
    (waiting,) = home.json("inbox", "--as", "li")["items"]
    assert (waiting["what"], waiting["opens_at"]) == ("not open yet", opens)
    shown = in_process("inbox", "--as", "li")
    assert re.search(r'envelope from @ming: "soon", opens \w{3} \d\d \w{3} \d\d:\d\d +paycli show', shown.out)
    assert home.json("inbox", "--as", "bo")["items"] == []


def test_lucky_is_said_and_typed(home: Household) -> None:
    lucky = home.json("envelope", "send", "9", "-n", "3", "--rule", "lucky", "--as", "ming")["id"]
    mean = home.json("envelope", "send", "9", "-n", "3", "--rule", "double-mean", "--as", "ming")["id"]
    equal = home.json("envelope", "send", "9", "-n", "3", "--rule", "equal", "--as", "ming")["id"]
    alone = home.json("envelope", "send", "li", "1", "--as", "ming")["id"]
    assert home.json("show", lucky)["rule"] == "even"
    for envelope, words in (
        (lucky, ("lucky shares", "lucky (even): drawn beforehand, every place has the same chances")),
        (mean, ("lucky shares", "lucky (double-mean): drawn beforehand, each up to twice the mean of the rest")),
        (equal, ("equal shares",)),
    ):
        out = in_process("show", envelope, "--as", "ming").out
        assert all(each in out for each in words), out
    assert "shares" not in in_process("show", alone, "--as", "ming").out
