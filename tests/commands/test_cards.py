"""Cards: which one is charged, when two are bound at once, one has gone, or one has another's name."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest

from paycli.app.machine import LocalMachine
from paycli.rails.sandbox import SandboxBank
from paycli.services.engine import drafts, intents
from paycli.services.engine.posting import Posted
from tests.support.inside import Household
from tests.support.program import at_once, paycli, paycli_json, sealed
from tests.support.terminal import flat

if TYPE_CHECKING:
    from pathlib import Path

    from paycli.services.engine.posting import Posted
    from tests.support.inside import Household


@pytest.fixture
def house(empty_house: Household) -> Household:
    return empty_house.begin("li", bank={"ming": "50"})


# --- which card is charged -------------------------------------------------------------------------------------------


def test_of_cards_bound_at_once_each_is_charged_as_itself(house: Household) -> None:
    kinds = ("declined", "mastercard", "slow")
    at_once(*(("card", "bind", "--test", kind, "--as", "li", "--yes") for kind in kinds))
    cards = {card["brand"]: card["card"] for card in house.json("card", "list", "--as", "li")["items"]}
    assert sorted(cards.values()) == ["c1", "c2", "c3"]
    assert house.json("topup", "5", "--from", cards["Mastercard test"], "--as", "li")["state"] == "done"
    house.json("topup", "5", "--from", cards["Declined test"], "--as", "li", status=3)
    house.json("topup", "5", "--from", cards["Slow test"], "--as", "li", status=75)
    assert house.balance("li") == "5.00"


def test_a_repeat_needs_no_card_any_more_and_names_the_one_it_went_by(house: Household) -> None:
    for line in (("topup", "5", "-k", "in"), ("withdraw", "4", "-k", "out")):
        house.run(*line, "--as", "ming")
    house.run("card", "bind", "--test", "mastercard", "--as", "ming")
    house.run("card", "unbind", "c1", "--as", "ming")
    moved = house.movements()
    for _ in range(2):
        for line in (("topup", "5", "-k", "in"), ("withdraw", "4", "-k", "out")):
            again = house.json(*line, "--as", "ming")
            assert (again["replayed"], again["by"]) == (True, "c1 Visa test ....4242")
        house.run("card", "unbind", "c2", "--as", "ming", status=None)
    assert house.movements() == moved


def test_one_key_goes_by_one_card(house: Household) -> None:
    house.run("card", "bind", "--test", "mastercard", "--as", "ming")
    house.run("topup", "5", "-k", "in", "--from", "c1", "--as", "ming")
    assert house.json("topup", "5", "-k", "in", "--from", "c2", "--as", "ming", status=5)["code"]
    assert house.json("topup", "5", "-k", "in", "--from", "c1", "--as", "ming")["replayed"] is True
    assert house.balance("ming") == "55.00"


def rebind(house: Household) -> None:
    """Let another card have the name of the first one."""
    house.run("card", "unbind", "c1", "--as", "ming")
    house.run("card", "bind", "--test", "mastercard", "--as", "ming")


def charged(house: Household) -> list[str]:
    """Give the cards that the bank moved money by, after the household's first top-up."""
    rows = [json.loads(line) for line in house.bank.read_text().splitlines()]
    names = {row["token"]: str(row["card"]) for row in rows if "token" in row}
    return [names[str(each.card)] for each in SandboxBank(house.bank).movements()][1:]


def test_a_card_that_takes_the_name_of_another_meanwhile_is_not_charged_for_it(
    house: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    def submit(*args: Any, **more: Any) -> Posted:
        rebind(house)
        return drafts.submit(*args, **more)

    monkeypatch.setattr(intents, "submit", submit)
    answer = house.json("topup", "7", "-k", "k", "--as", "ming")
    assert (answer["by"], charged(house)) == ("c1 Visa test ....4242", ["visa"])


def test_what_was_begun_by_a_card_that_is_gone_waits_for_it(house: Household) -> None:
    house.killed_at(SandboxBank, "status", "topup", "7", "-k", "k", "--as", "ming")
    # Nobody may unbind what is still needed, but the profile may be an older one.
    machine = LocalMachine(os.environ, None)
    machine.save_profile(machine.store.find("ming")._replace(cards=(), default_card=None))
    house.run("card", "bind", "--test", "mastercard", "--as", "ming")
    refused = house.json("topup", "7", "-k", "k", "--as", "ming", status=78)
    assert refused["message"].startswith("It is ordered, and nothing has moved yet.")
    house.run("tick", "--as", "ming", status=75)
    assert charged(house) == []
    house.run("card", "unbind", "c1", "--as", "ming")
    house.run("card", "bind", "--test", "visa", "--as", "ming")
    assert house.json("topup", "7", "-k", "k", "--as", "ming")["state"] == "done"
    assert charged(house) == ["visa"]


def test_a_refused_order_leaves_its_key_free_for_another_card(house: Household) -> None:
    house.run("card", "bind", "--test", "mastercard", "--as", "ming")
    house.run("card", "default", "c2", "--as", "ming")
    house.run("ledger", "set", "most-per-order", "100", "--as", "ming")
    house.json("topup", "500", "-k", "k", "--from", "c1", "--as", "ming", status=7)
    assert house.json("topup", "50", "-k", "k", "--as", "ming")["by"] == "c2 Mastercard test ....4444"
    house.json("withdraw", "101", "-k", "o", "--to", "c1", "--as", "ming", status=3)
    assert house.json("withdraw", "20", "-k", "o", "--to", "c2", "--as", "ming")["by"] == "c2 Mastercard test ....4444"


def test_an_empty_name_of_a_card_is_not_the_first_choice(house: Household) -> None:
    for line in (("topup", "5", "--from", ""), ("withdraw", "5", "--to", "")):
        assert house.json(*line, "--as", "ming", status=4)["code"] == "card_unknown"
    assert house.balance("ming") == "50.00"


# --- letting a card go -----------------------------------------------------------------------------------------------


def test_a_card_is_not_unbound_without_what_opens_its_token(house: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PAYCLI_PASSPHRASE_FILE")
    paycli("card", "unbind", "c1", "--as", "ming", "--yes", status=78)
    assert len(house.json("card", "list", "--as", "ming")["items"]) == 1


def test_a_card_that_money_still_goes_by_is_not_forgotten(empty_house: Household) -> None:
    house = empty_house.begin("li", cash={"li": "10"})
    house.run("card", "bind", "--test", "visa", "--as", "li")
    house.killed_at(SandboxBank, "payout", "withdraw", "4", "--as", "li")
    assert "withdrawal" in house.json("card", "unbind", "c1", "--as", "li", status=6)["message"]
    house.run("tick", "--as", "li")
    assert house.movements() == [("payout", 400)]
    house.run("card", "unbind", "c1", "--as", "li")


# --- where the bank does not answer ----------------------------------------------------------------------------------


def test_a_withdrawal_whose_bank_cannot_be_read_is_pending_since_its_money_was_set_aside(
    empty_house: Household,
) -> None:
    house = empty_house.begin("li", cash={"li": "10"})
    house.run("card", "bind", "--test", "visa", "--as", "li")
    good = house.bank.read_bytes()
    house.bank.write_bytes(b"no row\n" + good)
    assert house.json("withdraw", "4", "--as", "li", status=75)["code"] == "rail_pending"
    assert house.balance("li") == "6.00"
    house.bank.write_bytes(good)
    house.run("tick", "--as", "li")
    assert house.movements() == [("payout", 400)]


def test_what_is_in_flight_is_shown_also_where_its_bank_cannot_be_asked(house: Household) -> None:
    house.run("card", "bind", "--test", "slow", "--as", "ming")
    house.run("topup", "5", "-k", "s", "--from", "c2", "--as", "ming", status=75)
    asked = house.json("log", "--as", "ming")["items"][0]["id"]
    house.bank.write_text("no book\nof a bank\n")
    assert house.json("show", asked, "--as", "ming")["state"] == "pending"
    shown = paycli("show", asked, "--as", "ming")
    assert "top-up, pending" in shown.stdout
    assert "warning: it could not be brought up to date: " in flat(shown.stderr)


def test_only_to_ask_what_became_of_it_no_secret_is_wanted(house: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    house.run("card", "bind", "--test", "slow", "--as", "ming")
    house.run("topup", "5", "-k", "s", "--from", "c2", "--as", "ming", status=75)
    monkeypatch.delenv("PAYCLI_PASSPHRASE_FILE")
    paycli("tick", "--as", "ming", status=75)
    paycli("tick", "--as", "ming")
    assert paycli_json("balance", "--as", "ming")["amount"] == "55.00"


def test_on_a_ledger_of_real_money_no_hint_leads_to_the_sandbox(tmp_path: Path) -> None:
    env = sealed(tmp_path)
    paycli("init", "--handle", "ming", "--currency", "EUR", "--real", "--vault", "sealed", env=env)
    for status, *line in ((78, "card", "bind", "--test", "visa"), (3, "withdraw", "5", "--cash"), (4, "topup", "5")):
        error = paycli_json(*line, "--yes", env=env, status=status)["error"]
        assert error["hint"] == "the operator takes cash: paycli cash in", line
