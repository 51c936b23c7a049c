"""Wallets: one each, whoever asks for it twice, at once, or as something else meanwhile."""

from __future__ import annotations

import io
import json
import os
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from paycli.services.people import wallets
from tests.support.books import everything_in
from tests.support.inside import Household
from tests.support.program import at_once, paycli, paycli_json, sealed
from tests.support.tampering import drop_triggers

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.inside import Household


@pytest.fixture
def house(empty_house: Household) -> Household:
    return empty_house.begin("li")


def test_one_wallet_wanted_twice_at_once_is_one_wallet(house: Household) -> None:
    said = at_once(*[("wallet", "new", "zoe", "--as", "ming", "--json")] * 2)
    assert all('"handle":"@zoe"' in line for line in said)
    handles = [row["handle"] for row in house.json("wallet", "list", "--as", "ming")["items"]]
    assert handles.count("@zoe") == 1


def test_who_joins_twice_at_once_by_one_code_has_one_wallet(
    house: Household, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = house.json("wallet", "invite", "an")["code"]
    with monkeypatch.context() as there:
        there.setenv("PAYCLI_HOME", str(tmp_path / "an"))
        line = ("join", str(house.ledger), "-", "--handle", "an", "--vault", "sealed", "--json")
        said = [json.loads(each) for each in at_once(*[line] * 3, typed=code)]
        assert {each["wallet"] for each in said} == {house.json("whoami")["wallet"]}
        assert {each["admitted"] for each in said} == {True}
        assert any(each["changed"] for each in said)
        assert house.json("join", str(house.ledger), "--handle", "an")["changed"] is False
    assert [row["handle"] for row in house.json("wallet", "list")["items"]].count("@an") == 1


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


def test_of_two_who_ask_for_a_handle_the_operator_names_one(
    house: Household, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    for who in ("an", "an-in-disguise"):
        with monkeypatch.context() as patch:
            patch.setenv("PAYCLI_HOME", str(tmp_path / who))
            asked.append(house.json("join", str(house.ledger), "--handle", "an", "--vault", "sealed"))
    refused = house.json("wallet", "admit", "an", status=2)
    for each in asked:
        assert f"{each['wallet']} (key {each['fingerprint']})" in refused["hint"]
    waiting = [row for row in house.json("inbox")["items"] if row["what"] == "wallet"]
    assert sorted(row["wallet"] for row in waiting) == sorted(each["wallet"] for each in asked)
    assert house.json("wallet", "admit", asked[0]["wallet"])["handle"] == "@an"
    house.run("wallet", "admit", asked[1]["wallet"], status=5)


def test_a_rejected_request_leaves_the_inbox_and_takes_no_handle(
    house: Household, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("PAYCLI_HOME", str(tmp_path / "spammer"))
        house.json("join", str(house.ledger), "--handle", "an", "--vault", "sealed")
        assert house.json("wallet", "reject", "an", status=6)["code"] == "operator_only"
    assert [row["what"] for row in house.json("inbox")["items"]] == ["wallet"]
    assert house.json("wallet", "reject", "an")["state"] == "over"
    assert house.json("inbox")["items"] == []
    assert house.json("wallet", "admit", "an", status=4)["code"] == "join_request_over"
    assert house.json("wallet", "new", "an")["admitted"] is True


def test_requests_over_the_limit_are_refused_and_say_who_can_help(
    house: Household, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.run("ledger", "set", "most-join-requests", "1")
    monkeypatch.setenv("PAYCLI_HOME", str(tmp_path / "spammer"))
    house.json("join", str(house.ledger), "--handle", "an", "--vault", "sealed")
    refused = house.json("join", str(house.ledger), "--handle", "on", "--vault", "sealed", status=7)
    assert refused["code"] == "too_many_join_requests"
    assert "paycli wallet reject HANDLE" in refused["hint"]


def test_a_code_that_was_used_is_refused_and_no_fault_of_the_books(
    house: Household, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_home = os.environ["PAYCLI_HOME"]
    invited = house.json("wallet", "invite", "an")
    code = invited["code"]
    for who, status in (("an", 0), ("on", 6)):
        monkeypatch.setenv("PAYCLI_HOME", str(tmp_path / who))
        monkeypatch.setattr("sys.stdin", io.StringIO(code))
        house.json("join", str(house.ledger), "-", "--handle", who, "--vault", "sealed", status=status)
    monkeypatch.setenv("PAYCLI_HOME", at_home)
    assert house.json("show", invited["id"])["state"] == "done"


def test_the_handle_of_somebody_who_is_invited_is_nobody_elses(
    house: Household, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert house.json("wallet", "invite")["handle"] is None
    assert house.json("wallet", "invite", "@an")["handle"] == "@an"
    for typed in (("group", "new", "an"), ("wallet", "new", "an")):
        assert house.json(*typed, status=5)["code"] == "handle_promised"
    monkeypatch.setenv("PAYCLI_HOME", str(tmp_path / "impostor"))
    refused = house.json("join", str(house.ledger), "--handle", "an", "--vault", "sealed", status=5)
    assert refused["code"] == "handle_promised"
    # Another day, when the invitation is over.
    monkeypatch.setenv("PAYCLI_NOW", "+25h")
    assert house.json("join", str(house.ledger), "--handle", "an", "--vault", "sealed")["admitted"] is False


def test_a_wallet_is_renamed_and_its_handle_stays(empty_house: Household) -> None:
    house = empty_house.begin("li")
    assert house.json("wallet", "rename", "The", "Old", "Li", "--as", "li")["before"] is None
    assert house.json("wallet", "rename", "The Old Li", "--as", "li")["changed"] is False
    again = house.json("wallet", "rename", "Li", "the", "Elder", "--as", "li")
    assert (again["handle"], again["name"], again["before"]) == ("@li", "Li the Elder", "The Old Li")
    shown = house.json("wallet", "show", "li", "--as", "ming")
    assert (shown["handle"], shown["name"]) == ("@li", "Li the Elder")
    assert house.balance("li") == "0.00"
    assert house.json("wallet", "rename", "--none", "--as", "li")["name"] is None
    assert house.json("wallet", "show", "li")["name"] is None
    assert house.json("wallet", "rename", "--as", "li", status=2)["message"].startswith("Nothing was renamed.")
    assert house.json("ledger", "audit", "--as", "ming")["faults"] == []


def test_a_new_name_that_is_not_the_one_that_was_signed_is_noticed(empty_house: Household) -> None:
    house = empty_house.begin("li")
    house.run("wallet", "rename", "Li the Elder", "--as", "li")
    with closing(sqlite3.connect(house.ledger)) as ledger:
        drop_triggers(ledger)
        ledger.execute("UPDATE texts SET text = 'Ming' WHERE text = 'Li the Elder'")
        ledger.commit()
    assert house.json("wallet", "show", "li", status=70)["code"] == "commitment_mismatch"
    assert house.json("ledger", "audit", "--as", "ming", status=70)["code"] == "audit_failed"
