"""What somebody met who used paycli for the first time, by hand."""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.support.inside import Household
from tests.support.program import paycli
from tests.support.terminal import Screen, flat

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Household:
    made = Household(tmp_path / "house", monkeypatch)
    made.begin("li", "bo")
    made.run("wallet", "new", "cafe", "--shop")
    made.run("cash", "in", "ming", "50", "--as", "ming")
    made.run("ledger", "set", "currency", "CHF", "--as", "ming")
    return made


@pytest.mark.parametrize(
    "command",
    ["send li 5 CHF", "send li 5 CHF rent", "envelope send li 5 CHF", "envelope send 5 CHF", "cash in li 5 CHF"],
)
def test_a_currency_behind_an_amount_is_never_taken_for_a_note(house: Household, command: str) -> None:
    refused = house.json(*command.split(), "--as", "ming", status=2)
    assert "5CHF" in refused["hint"]
    assert house.balance("ming") == "50.00"


def test_a_message_that_begins_with_somebodys_name_is_no_envelope_for_everybody(house: Household) -> None:
    refused = house.json("envelope", "send", "8.88", "li", "hello", "--as", "ming", status=2)
    assert "paycli envelope send li 8.88" in refused["hint"]
    assert house.json("envelope", "list", "--as", "ming")["items"] == []


def test_more_packets_than_people_are_refused(house: Household) -> None:
    refused = house.json("envelope", "send", "li", "10", "-n", "5", "--as", "ming", status=2)
    assert refused["message"].startswith("Nothing was sent.")


def test_a_line_to_copy_keeps_who_acts_and_the_key(house: Household) -> None:
    said = paycli("--as", "li", "send", "5", "ming", "x", "-k", "kk", "--yes", status=2).stderr
    assert flat(said).endswith("try: paycli send ming 5 x -k kk --as li ")
    said = paycli("--as", "li", "send", "ming", "99", "--yes", status=3).stderr
    assert flat(said).endswith("try: paycli topup 99.00 --as li ")
    said = paycli("--as", "li", "send", "ming", "5CHF", "--yes", status=3).stderr
    assert flat(said).endswith("try: paycli topup 5.00CHF --as li ")
    assert house.balance("li") == "0.00"


@pytest.mark.parametrize(
    ("command", "status", "why"),
    [
        ("send li 999", 3, "needed"),
        ("pay PAID", 5, "already paid"),
        ("refund PAID 99 --as cafe", 5, "left to refund"),
        ("cancel PAID --as cafe", 5, "already ended"),
    ],
)
def test_nobody_is_asked_about_what_is_refused_anyway(house: Household, command: str, status: int, why: str) -> None:
    sale = house.json("pos", "charge", "5", "tea", "--as", "cafe")["id"]
    house.run("pay", sale, "--as", "ming")
    words = command.replace("PAID", sale).split()
    with Screen(*(words if "--as" in words else [*words, "--as", "ming"])) as screen:
        said = flat(screen.ended(status))
    assert why in said
    assert "[Y/n]" not in said


def test_what_nobody_can_cancel_says_what_helps(house: Household) -> None:
    sent = house.json("send", "li", "5", "--as", "ming")["id"]
    assert "sent for good" in house.json("cancel", sent, "--as", "ming", status=6)["message"]
    cash = house.json("withdraw", "5", "--cash", "--as", "ming")["id"]
    assert "--refuse" in house.json("cancel", cash, "--as", "ming", status=6)["message"]


def test_a_copy_can_be_audited_by_somebody_without_any_profile(
    house: Household, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = house.json("ledger", "backup", "--as", "ming")["path"]
    house.run("send", "li", "5", "--as", "ming")
    vault = tmp_path / "elsewhere"
    vault.mkdir(mode=0o700)
    shutil.move(copy, vault / "copy.db")
    monkeypatch.setenv("PAYCLI_HOME", str(tmp_path / "stranger"))
    found = house.json("ledger", "audit", "--ledger", str(vault / "copy.db"))
    assert found["faults"] == []
    assert found["known"] is None
    assert not (tmp_path / "stranger").exists()
    assert house.json("ledger", "audit", "--ledger", str(vault / "no.db"), status=78)["code"] == "ledger_missing"
    assert house.json("ledger", "audit", status=78)["code"] == "not_initialised"


@pytest.mark.parametrize(
    ("command", "status", "hint"),
    [
        ("topup 5 --as li", 4, "paycli card bind --test visa"),
        ("ledger admit-rail foo --as ming", 2, "rails: sandbox"),
        ("withdraw 5 --cash --to c1 --as ming", 2, "leave out --cash or --to"),
        ("pay https://x.y/z --as ming", 65, ""),
        ("init --handle zoe --zone Foo/Bar --play", 2, "like Europe/Berlin or Asia/Shanghai"),
    ],
)
def test_a_refusal_leads_on(house: Household, command: str, status: int, hint: str) -> None:
    refused = house.json(*command.split(), status=status)
    assert refused["hint"] == hint or not hint


@pytest.mark.parametrize(
    ("typed", "reason"),
    [("five", "only the digits"), ("5eur", "capitals"), ("5 eur", "capitals"), ("eur5", "capitals")],
)
def test_an_amount_that_is_none_is_told_the_right_reason(house: Household, typed: str, reason: str) -> None:
    assert reason in house.json("send", "li", typed, "--as", "ming", status=2)["message"]


def test_a_passphrase_that_is_wrong_says_that_nothing_was_charged(house: Household, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("not this one\n")
    wrong.chmod(0o600)
    house.run("card", "bind", "--test", "visa", "--as", "ming")
    env = {"PAYCLI_PASSPHRASE_FILE": str(wrong)}
    said = json.loads(paycli("topup", "5", "--as", "ming", "--yes", "--json", status=78, env=env).stderr)
    assert said["error"]["message"].startswith("Nothing was charged.")


def test_the_passphrase_can_be_read_while_the_bank_is_asked(house: Household) -> None:
    house.run("card", "bind", "--test", "visa", "--as", "ming")
    phrase = os.environ["PAYCLI_PASSPHRASE_FILE"]
    with Screen("topup", "5", "--as", "ming", env={"PAYCLI_PASSPHRASE_FILE": ""}) as screen:
        screen.until("Passphrase of the sealed file: ")
        with open(phrase, encoding="utf-8") as file:  # noqa: PTH123  the environment has a name, not a Path
            screen.type(file.read())
        said = screen.ended()
    assert "asking" not in said.split("Passphrase of the sealed file: ")[1].split("\n")[0]
    assert "+5.00 EUR" in said


def test_the_first_screen_fits_on_80_columns(house: Household) -> None:
    with Screen("--as", "ming") as screen:
        lines = screen.ended().split("\n")
    assert max(map(len, lines)) <= 80
    assert house.balance("ming") == "50.00"


def test_the_log_keeps_its_ids_whole_on_80_columns(house: Household) -> None:
    sent = house.json("envelope", "send", "li", "5", "-m", "a rather long message for everybody", "--as", "ming")
    with Screen("log", "--as", "ming", env={"PAYCLI_PAGER": ""}) as screen:
        said = screen.ended()
    assert sent["short"][:4] in said
    assert max(map(len, said.split("\n"))) <= 80
