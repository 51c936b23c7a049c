"""Which ledger is used: one of several, a copy, one that is gone, one of somebody else."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.commands.conftest import refused
from tests.support.books import everything_in
from tests.support.inside import Household, in_process
from tests.support.program import paycli, paycli_json, sealed
from tests.support.terminal import Screen, flat

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.inside import Household


@pytest.fixture
def house(empty_house: Household) -> Household:
    return empty_house.begin("li", cash={"ming": "50"})


def test_a_named_ledger_is_the_one_that_is_made_and_used(tmp_path: Path) -> None:
    env = sealed(tmp_path)
    one, two = str(tmp_path / "one.db"), str(tmp_path / "two.db")
    begin = ("init", "--handle", "ming", "--play", "--vault", "sealed", "--currency")
    paycli(*begin, "EUR", env={**env, "PAYCLI_LEDGER": one})
    paycli(*begin, "USD", "--ledger", two, env={**env, "PAYCLI_LEDGER": one})
    assert not (tmp_path / "home" / "home.db").exists()
    assert paycli_json("balance", env=env)["currency"] == "EUR", "a second ledger changes nobody's default"
    paycli("use", "ming", "--ledger", two, env=env)
    assert paycli_json("balance", env=env)["currency"] == "USD"
    assert flat(paycli("use", "ming", "--ledger", one, env=env).stdout) == f"You are @ming now, on {one}. "
    assert paycli_json("balance", env=env)["currency"] == "EUR"
    paycli("use", "ming", env={**env, "PAYCLI_LEDGER": two})
    assert paycli_json("balance", env=env)["currency"] == "USD"
    assert "other wallets" not in paycli("whoami", env=env).stdout


INIT = ("init", "--handle", "bo", "--currency", "EUR", "--play", "--vault", "sealed", "--ledger")


def test_a_second_ledger_leaves_the_default_as_it_is_and_says_so(house: Household, tmp_path: Path) -> None:
    two = str(tmp_path / "two.db")
    said = in_process(*INIT, two).out
    assert f"You stay @ming on {house.ledger}." in flat(said)
    assert f"next: paycli use bo --ledger {two}" in flat(said)
    assert house.json(*INIT, two)["current"] is False
    assert house.json("whoami")["handle"] == "@ming"
    joined = in_process("join", two, "--handle", "di", "--vault", "sealed").out
    assert f"You stay @ming on {house.ledger}. To act here: paycli use di --ledger {two}" in flat(joined)
    assert house.json("whoami")["handle"] == "@ming"


def test_a_default_whose_ledger_is_gone_does_not_stay(house: Household, tmp_path: Path) -> None:
    house.ledger.unlink()
    assert house.json(*INIT, str(tmp_path / "two.db"))["current"] is True
    assert house.json("whoami")["handle"] == "@bo"


def test_the_ledgers_of_this_account_are_listed_with_what_is_missing(house: Household, tmp_path: Path) -> None:
    two = tmp_path / "two.db"
    house.run(*INIT, str(two))
    rows = house.json("ledger", "list")["items"]
    assert [(row["address"], row["wallets"], row["acts"], row["state"]) for row in rows] == [
        (str(house.ledger), ["@li", "@ming"], "@ming", "there"),
        (str(two), ["@bo"], None, "there"),
    ]
    two.unlink()
    assert "the file is missing" in in_process("ledger", "list").out
    assert in_process("ledger", "list", "--quiet").out.split() == [str(house.ledger), str(two)]


def test_a_ledger_that_is_missing_is_named_as_that_by_every_way_to_name_it(
    house: Household, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = str(tmp_path / "gone.db")
    for words in (("balance",), ("whoami",), ("use", "ming"), ("ledger", "show"), ("send", "li", "1")):
        error = house.json(*words, "--ledger", gone, status=78)
        assert (error["code"], error["hint"]) == ("ledger_missing", "check the path; your ledgers: paycli ledger list")
        assert f"There is no ledger at {gone}." in error["message"]
    other = house.json("balance", "--ledger", str(tmp_path), status=78)
    assert (other["code"], other["hint"]) == (
        "no_wallet_there", f"to join it: paycli join {tmp_path}; your ledgers: paycli ledger list"
    )  # fmt: skip
    monkeypatch.setenv("PAYCLI_LEDGER", gone)
    assert house.json("balance", status=78)["code"] == "ledger_missing"


def test_use_warns_when_the_environment_counts_before_it(
    house: Household, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert in_process("use", "li").err == ""
    monkeypatch.setenv("PAYCLI_AS", "li")
    assert in_process("use", "li").err == ""
    said = flat(in_process("use", "ming").err)
    assert "@ming is the default now." in flat(in_process("use", "ming").out)
    assert f"PAYCLI_AS=li counts before it: until that is unset you act as @li on {house.ledger}" in said
    monkeypatch.delenv("PAYCLI_AS")
    two = str(tmp_path / "two.db")
    house.run(*INIT, two)
    monkeypatch.setenv("PAYCLI_LEDGER", two)
    said = flat(in_process("use", "ming", "--ledger", str(house.ledger)).err)
    assert f"PAYCLI_LEDGER={two} counts before it: until that is unset you act as @bo on {two}" in said


def test_init_where_a_wallet_is_says_so_before_any_question(house: Household) -> None:
    with Screen("init", "--currency", "EUR") as screen:
        said = flat(screen.ended(5))
    assert f"Your ledger {house.ledger} (@li, @ming) is already there." in said
    assert "another wallet on it: paycli wallet new HANDLE; another ledger: paycli init --ledger PATH" in said
    assert house.json("init", status=5)["code"] == "already_there"
    house.ledger.unlink()
    with Screen("init") as screen:
        said = flat(screen.ended(78))
    assert f"There is no ledger at {house.ledger}." in said
    assert "put back a copy of it; to begin another: paycli init --ledger PATH" in said


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


def test_an_older_copy_is_joined_as_what_it_is_a_copy_of(house: Household, tmp_path: Path) -> None:
    copy = str(tmp_path / "old.db")
    house.run("ledger", "backup", copy, "--as", "ming")
    house.run("wallet", "new", "ann", "--as", "ming")
    assert house.json("join", copy, "--handle", "ann")["changed"] is False


def test_a_ledger_that_is_gone_is_a_setup_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in sealed(tmp_path).items():
        monkeypatch.setenv(name, value)
    paycli("init", "--handle", "ming", "--currency", "EUR", "--play", "--vault", "sealed")
    ledger = tmp_path / "home" / "home.db"
    ledger.rename(tmp_path / "elsewhere.db")
    for words in (("balance",), ("send", "li", "1", "--yes"), ("ledger", "audit")):
        assert str(ledger) in refused(capsys, 78, *words).err
    assert not ledger.exists(), "no empty ledger takes its place"
    refused(capsys, 78, "join", str(tmp_path / "nothing.db"), "--handle", "bo")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a file that belongs to somebody else")
def test_root_writes_no_ledger_of_somebody_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in sealed(tmp_path).items():
        monkeypatch.setenv(name, value)
    paycli("init", "--handle", "ming", "--currency", "EUR", "--play", "--vault", "sealed",
           "--ledger", str(tmp_path / "their" / "home.db"))  # fmt: skip
    theirs = tmp_path / "their"
    for path in (theirs, *theirs.iterdir()):
        os.chown(path, 12_345, 12_345)
    before = everything_in(theirs / "home.db")
    assert "root does not write" in refused(capsys, 78, "cash", "in", "ming", "5", "--yes").err
    assert paycli_json("balance")["amount"] == "0.00", "root may look"
    assert everything_in(theirs / "home.db") == before
    assert {path.stat().st_uid for path in theirs.iterdir()} == {12_345}, "and leaves no file of its own behind"


def test_a_name_on_two_ledgers_is_told_with_their_paths(house: Household, tmp_path: Path) -> None:
    paths = sorted([str(house.ledger), str(tmp_path / "two.db")])
    house.run("wallet", "new", "bo")
    house.run(*INIT, str(tmp_path / "two.db"))
    refused = house.json("send", "li", "5", "--as", "bo", status=78)
    assert refused["code"] == "profile_ambiguous"
    first, second = refused["message"].removeprefix("Nothing was done: @bo is on 2 ledgers: ")[:-1].split(" and ")
    assert sorted((first, second)) == paths
    assert refused["hint"] == f"add --ledger {first}, or set PAYCLI_LEDGER to it"
    shown = in_process("ledger", "list").out
    assert all(item["ledger"][:8] in shown for item in house.json("ledger", "list")["items"])
