"""What a hostile reader found who used paycli by hand, with two of everything."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from paycli.app import LocalMachine
from paycli.rails.sandbox import SandboxBank
from paycli.services.engine import intents as ordering
from paycli.services.people import wallets
from paycli.services.rails import card_transfers as edge
from tests.support.books import everything_in
from tests.support.inside import Household
from tests.support.program import PROGRAM, paycli, paycli_json, sealed
from tests.support.terminal import Screen, flat

if TYPE_CHECKING:
    from pathlib import Path

    from paycli.services.engine.posting import Posted


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Household:
    made = Household(tmp_path / "house", monkeypatch)
    made.begin("li")
    made.run("card", "bind", "--test", "visa", "--as", "ming")
    made.run("topup", "50", "--as", "ming")
    return made


# --- two at once ---------------------------------------------------------------------------------------------------
def at_once(*lines: tuple[str, ...]) -> list[str]:
    """Run commands at once and give what they wrote to stdout."""
    running = [
        subprocess.Popen([PROGRAM, *line], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        for line in lines
    ]
    return [each.communicate(timeout=120)[0] for each in running]


def test_of_cards_bound_at_once_each_is_charged_as_itself(house: Household) -> None:
    kinds = ("declined", "mastercard", "slow")
    at_once(*(("card", "bind", "--test", kind, "--as", "li", "--yes") for kind in kinds))
    cards = {card["brand"]: card["card"] for card in house.json("card", "list", "--as", "li")["items"]}
    assert sorted(cards.values()) == ["c1", "c2", "c3"]
    assert house.json("topup", "5", "--from", cards["Mastercard test"], "--as", "li")["state"] == "done"
    house.json("topup", "5", "--from", cards["Declined test"], "--as", "li", status=3)
    house.json("topup", "5", "--from", cards["Slow test"], "--as", "li", status=75)
    assert house.balance("li") == "5.00"


def test_one_wallet_wanted_twice_at_once_is_one_wallet(house: Household) -> None:
    said = at_once(*[("wallet", "new", "zoe", "--as", "ming", "--json")] * 2)
    assert all('"handle":"@zoe"' in line for line in said)
    handles = [row["handle"] for row in house.json("wallet", "list", "--as", "ming")["items"]]
    assert handles.count("@zoe") == 1


# --- repeats -------------------------------------------------------------------------------------------------------
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
        return ordering.submit(*args, **more)

    monkeypatch.setattr(edge, "submit", submit)
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
    house.run("tick", "--as", "ming")
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


def test_a_card_is_not_unbound_without_what_opens_its_token(house: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PAYCLI_PASSPHRASE_FILE")
    paycli("card", "unbind", "c1", "--as", "ming", status=78)
    assert len(house.json("card", "list", "--as", "ming")["items"]) == 1


def test_an_empty_name_of_a_card_is_not_the_first_choice(house: Household) -> None:
    for line in (("topup", "5", "--from", ""), ("withdraw", "5", "--to", "")):
        assert house.json(*line, "--as", "ming", status=4)["code"] == "card_unknown"
    assert house.balance("ming") == "50.00"


def test_a_repeat_that_is_no_same_wish_is_told(house: Household) -> None:
    house.run("wallet", "new", "cafe", "--name", "Café", "--as", "ming")
    assert house.json("wallet", "new", "cafe", "--name", "Café", "--as", "ming")["changed"] is False
    assert house.json("wallet", "new", "cafe", "--as", "ming")["changed"] is False
    for wish in (("--shop",), ("--name", "Bar")):
        assert house.json("wallet", "new", "cafe", *wish, "--as", "ming", status=5)["code"] == "already_there"
    begin = ("init", "--handle", "ming", "--currency", "EUR", "--play", "--vault", "sealed")
    assert house.json(*begin)["changed"] is False
    for wish in (("--shop",), ("--name", "Ming"), ("--zone", "Asia/Shanghai")):
        assert house.json(*begin, *wish, status=5)["code"] == "already_there"


def test_what_was_begun_is_not_ended_as_something_else(house: Household) -> None:
    line = ("wallet", "new", "dan", "--name", "Daniel", "--as", "ming")
    house.killed_at(wallets, "admit_wallet", *line)
    for wish in (("--name", "Danish"), ("--shop",)):
        assert house.json("wallet", "new", "dan", *wish, "--as", "ming", status=5)["code"] == "already_there"
    assert house.json(*line)["changed"] is True


def test_an_older_copy_is_joined_as_what_it_is_a_copy_of(house: Household, tmp_path: Path) -> None:
    copy = str(tmp_path / "old.db")
    house.run("ledger", "backup", copy, "--as", "ming")
    house.run("wallet", "new", "ann", "--as", "ming")
    assert house.json("join", copy, "--handle", "ann")["changed"] is False


# --- two ledgers ---------------------------------------------------------------------------------------------------
def test_a_named_ledger_is_the_one_that_is_made_and_used(tmp_path: Path) -> None:
    env = sealed(tmp_path)
    one, two = str(tmp_path / "one.db"), str(tmp_path / "two.db")
    begin = ("init", "--handle", "ming", "--play", "--vault", "sealed", "--currency")
    paycli(*begin, "EUR", env={**env, "PAYCLI_LEDGER": one})
    paycli(*begin, "USD", "--ledger", two, env={**env, "PAYCLI_LEDGER": one})
    assert not (tmp_path / "home" / "home.db").exists()
    assert paycli_json("balance", env=env)["currency"] == "USD"
    assert flat(paycli("use", "ming", "--ledger", one, env=env).stdout) == f"You are @ming now, on {one}. "
    assert paycli_json("balance", env=env)["currency"] == "EUR"
    paycli("use", "ming", env={**env, "PAYCLI_LEDGER": two})
    assert paycli_json("balance", env=env)["currency"] == "USD"
    assert "other wallets" not in paycli("whoami", env=env).stdout


# --- lines to copy -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("send 5 ming --dry-run", "paycli send ming 5 --dry-run --as li"),
        ("send 5 ming -m thanks", "paycli send ming 5 -m thanks --as li"),
        ("send 5 ming -k k -- -10% off", "paycli send ming 5 -k k --as li -- -10% off"),
        ("send 5 ming --note=-x", "paycli send ming 5 --note=-x --as li"),
        ("cash in 5 ming --dry-run", "paycli cash in ming 5 --dry-run --as li"),
    ],
)
def test_the_line_to_copy_wants_what_was_wanted(house: Household, typed: str, told: str) -> None:
    said = paycli("--as", "li", *typed.split(), status=2).stderr
    assert flat(said).endswith(f"try: {told} ")
    assert house.balance("ming") == "50.00"


# --- what is missing -----------------------------------------------------------------------------------------------
def test_without_the_operators_key_no_wallet_is_opened(tmp_path: Path) -> None:
    env = sealed(tmp_path)
    paycli("init", "--handle", "ming", "--currency", "EUR", "--play", "--vault", "sealed", env=env)
    home = tmp_path / "home"
    before = everything_in(home / "home.db")
    sealed_file = home / "vault" / "sealed.json"
    sealed_file.rename(tmp_path / "elsewhere")
    error = paycli_json("wallet", "new", "zoe", env=env, status=78)["error"]
    assert error["code"] == "secret_missing"
    # Nor does somebody who joins from here begin a second file under another passphrase.
    error = paycli_json("join", str(home / "home.db"), "--handle", "zoe", env=env, status=78)["error"]
    assert "is gone" in error["message"]
    assert not sealed_file.exists()
    assert everything_in(home / "home.db") == before
    (tmp_path / "elsewhere").rename(sealed_file)
    assert paycli_json("wallet", "new", "zoe", env=env)["changed"] is True


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
    paycli("tick", "--as", "ming")
    paycli("tick", "--as", "ming")
    assert paycli_json("balance", "--as", "ming")["amount"] == "55.00"


# --- what is shown -------------------------------------------------------------------------------------------------
def test_a_year_that_is_not_this_one_is_named_before_one_agrees(house: Household) -> None:
    with Screen("envelope", "send", "li", "5", "--open-at", "2062-11-30", "--as", "ming") as screen:
        screen.until("[Y/n]").type("n\n")
        assert "opens Thu 30 Nov 2062 00:00" in flat(screen.ended(1))


def test_numbers_that_no_ledger_could_hold_are_wrong_input(house: Household) -> None:
    assert house.json("send", "li", "0" * 5000 + "1", "--dry-run", "--as", "ming")["amount"] == "1.00"
    house.json("log", "--limit", str(2**63), "--as", "ming", status=2)
    house.json("envelope", "send", "5", "-n", "9" * 26, "--as", "ming", status=2)
    house.json("envelope", "send", "5", "--expires", "370d", "--as", "ming", status=2)


def test_cash_that_is_paid_out_names_whose_it_is(house: Household) -> None:
    house.run("send", "li", "10", "--as", "ming")
    paid, refused = (house.json("withdraw", amount, "--cash", "--as", "li")["id"] for amount in ("4", "3"))
    told = flat(paycli("cash", "out", paid, "--as", "ming", "--yes").stdout)
    assert told == "4.00 EUR paid out to @li in cash (PLAY) "
    told = flat(paycli("cash", "out", refused, "--refuse", "--as", "ming", "--yes").stdout)
    assert told == "3.00 EUR went back to @li, not paid out (PLAY) "


def test_on_a_ledger_of_real_money_no_hint_leads_to_the_sandbox(tmp_path: Path) -> None:
    env = sealed(tmp_path)
    paycli("init", "--handle", "ming", "--currency", "EUR", "--real", "--vault", "sealed", env=env)
    for status, *line in ((78, "card", "bind", "--test", "visa"), (3, "withdraw", "5", "--cash"), (4, "topup", "5")):
        error = paycli_json(*line, "--yes", env=env, status=status)["error"]
        assert error["hint"] == "the operator takes cash: paycli cash in", line


@pytest.mark.parametrize("zone", ["Foo/Bar", "UTC0", "/etc/localtime"])
def test_a_time_zone_that_is_none_is_not_recorded_for_ever(zone: str, tmp_path: Path) -> None:
    env = {**sealed(tmp_path), "TZ": zone}
    paycli("init", "--handle", "ming", "--currency", "EUR", "--play", "--vault", "sealed", env=env)
    assert "zone is UTC" in flat(paycli("doctor", env=env).stdout)


def test_contacts_that_cannot_be_read_are_found_by_the_doctor(house: Household) -> None:
    house.run("send", "li", "1", "--as", "ming")
    [contacts] = (house.ledger.parent / "contacts").glob("*.json")
    contacts.write_text("nobody")
    findings = house.json("doctor", "--as", "ming", status=78)["details"]
    assert [each["state"] for each in findings if each["subject"] == "contacts"] == ["fail"]
