"""Money on its way by card: a repeat is no second charge unless somebody says so, and `tick` asks about all of it."""

from __future__ import annotations

from pathlib import Path
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
        # The slow card has its answer when it is asked for the second time.
        for status in (75, 0):
            house.run("tick", "--as", "ming", status=status)
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
    alone = house.json("tick", "--as", "ming", status=75)
    assert (len(alone["pending"]), alone["others"]) == (1, [{"handle": "@li", "in_flight": 1}])
    [ming] = alone["asked"]
    assert (ming["handle"], ming["pending"], ming["needs"]) == ("@ming", alone["pending"], None)
    said = paycli("tick", "--as", "ming").stdout
    assert "@li has 1 in flight, not asked about: paycli tick --as li" in said
    # Nobody is named: all of this home are asked about, and to ask wants no secret.
    monkeypatch.delenv("PAYCLI_PASSPHRASE_FILE")
    waits = paycli_json("tick", status=75)
    assert [(each["handle"], len(each["pending"])) for each in waits["asked"]] == [("@li", 1), ("@ming", 0)]
    assert len(waits["pending"]) == 1
    assert len(paycli_json("tick")["done"]) == 1
    assert [house.balance(each) for each in ("ming", "li")] == ["25.00", "25.00"]


def test_a_tick_does_what_it_can_and_names_whose_secret_it_lacked(
    house: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.run("topup", "5", "--as", "ming", status=75)
    house.run("tick", "--as", "ming", status=75)
    house.killed_at(SandboxBank, "charge", "topup", "7", "--as", "li")
    house.run("use", "ming")
    monkeypatch.delenv("PAYCLI_PASSPHRASE_FILE")
    waits = paycli_json("tick", status=75)
    ming, li = sorted(waits["asked"], key=lambda each: str(each["handle"]), reverse=True)
    assert (len(ming["done"]), ming["needs"]) == (1, None)
    assert (len(li["pending"]), li["needs"]) == (1, "passphrase_missing")
    assert waits["pending"] == li["pending"]
    assert house.balance("ming") == "25.00"
    lines = paycli("tick", status=75).stdout.splitlines()
    assert lines[0] == "settled 0"
    assert "@ming    nothing in flight" in lines
    assert any(line.startswith("@li    still in flight ") and "paycli tick --as li" in line for line in lines)
    # Named, it may ask, and says that it cannot.
    assert paycli_json("tick", "--as", "li", status=75)["asked"] == [li]


def test_a_tick_looks_after_every_ledger_of_this_account(house: Household, tmp_path: Path) -> None:
    other = str(tmp_path / "other.db")
    house.run("init", "--handle", "ming", "--currency", "EUR", "--play", "--vault", "sealed", "--ledger", other)
    house.run("card", "bind", "--test", "slow", "--as", "ming", "--ledger", other)
    house.run("topup", "5", "--as", "ming", "--ledger", other, status=75)
    house.run("topup", "6", "--as", "li", "--ledger", str(house.ledger), status=75)
    waits = house.json("tick", status=75)
    assert sorted((each["handle"], len(each["pending"])) for each in waits["asked"]) == [
        ("@li", 1), ("@ming", 0), ("@ming", 1),
    ]  # fmt: skip
    assert len(house.json("tick", "--ledger", other)["done"]) == 1
    # One ledger that is gone keeps nothing from the others, and is named.
    Path(other).unlink()
    found = house.json("tick")
    assert len(found["done"]) == 1
    assert [each["trouble"] for each in found["asked"] if each["trouble"]] == ["ledger_missing"]
    assert other in paycli("tick").stdout
