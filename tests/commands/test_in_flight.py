"""Money on its way by card: a repeat is no second charge unless somebody says so, and `tick` asks about all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paycli.rails.sandbox import SandboxBank
from tests.support.program import paycli, paycli_json
from tests.support.terminal import Screen

if TYPE_CHECKING:
    from tests.support.inside import Household


@pytest.fixture
def house(empty_house: Household) -> Household:
    """Give @ming and @li on one account, each with a card whose bank answers late."""
    empty_house.begin("li", cash={"ming": "20", "li": "20"})
    for each in ("ming", "li"):
        empty_house.run("card", "bind", "--test", "slow", "--as", each)
    return empty_house


def test_the_same_sum_is_not_charged_again_while_it_is_in_flight(house: Household) -> None:
    for verb, kind in (("topup", "charge"), ("withdraw", "payout")):
        house.run(verb, "5", "--as", "ming", status=75)
        before = house.movements()
        assert before[-1] == (kind, 500)
        for more in ((), ("--dry-run",)):
            refused = house.json(verb, "5", *more, "--as", "ming", status=5)
            assert refused["code"] == "already_in_flight"
            assert refused["message"].startswith("Nothing was ")
            assert "5.00 EUR by c1 Slow test ....0077 is in flight already" in refused["message"]
            assert "--again" in refused["hint"]
        assert house.movements() == before
        # Another sum, another wallet, a key of its own, or the word of whoever types.
        for line in ("6 --as ming", "5 --as li", f"5 -k own-{verb} --as ming", "5 --again --as ming"):
            house.run(verb, *line.split(), status=75)
        assert len(house.movements()) == len(before) + 4
        for _ in range(2):
            house.run("tick", "--as", "ming")
        house.run(verb, "5", "--as", "ming", status=75)


def test_on_a_terminal_one_is_asked_and_enter_says_no(house: Household) -> None:
    house.run("topup", "5", "--as", "ming", status=75)
    before = house.movements()
    for answer, status in (("", 1), ("y", 75)):
        with Screen("topup", "5", "--as", "ming", columns=300) as screen:
            screen.answer("Once more? [y/N]", answer)
            if answer:
                screen.answer("Charge the card? [Y/n]", "y")
            screen.ended(status)
        assert len(house.movements()) == len(before) + (status == 75)
    with Screen("topup", "5", "--as", "ming", "--yes", columns=300) as screen:
        assert "is in flight already" in screen.ended(5)


def test_a_tick_asks_about_every_wallet_here_or_says_of_which_it_did_not(
    house: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    for each in ("ming", "li"):
        house.run("topup", "5", "--as", each, status=75)
    alone = house.json("tick", "--as", "ming")
    assert (len(alone["pending"]), alone["others"]) == (1, [{"handle": "@li", "in_flight": 1}])
    said = paycli("tick", "--as", "ming").stdout
    assert "@li has 1 in flight, not asked about: paycli tick --as li" in said
    # Nobody is named: all of this home are asked about, and to ask wants no secret.
    monkeypatch.delenv("PAYCLI_PASSPHRASE_FILE")
    assert len(paycli_json("tick")["pending"]) == 1
    assert len(paycli_json("tick")["done"]) == 1
    assert [house.balance(each) for each in ("ming", "li")] == ["25.00", "25.00"]


def test_a_tick_does_what_it_can_and_says_whose_secret_it_lacked(
    house: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.run("topup", "5", "--as", "ming", status=75)
    house.run("tick", "--as", "ming")
    house.killed_at(SandboxBank, "charge", "topup", "7", "--as", "li")
    house.run("use", "ming")
    monkeypatch.delenv("PAYCLI_PASSPHRASE_FILE")
    refused = paycli_json("tick", status=78)["error"]
    assert refused["code"] == "passphrase_missing"
    assert refused["message"].startswith(
        "A part was done. @li has 1 in flight. It is ordered, and nothing has moved yet."
    )
    assert house.balance("ming") == "25.00"
    assert paycli_json("tick", status=78)["error"]["message"].startswith("@li has 1 in flight. ")
