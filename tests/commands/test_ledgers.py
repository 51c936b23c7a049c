"""Which ledger is used: one of several, a copy, one that is gone, one of somebody else."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.commands.conftest import refused
from tests.support.books import everything_in
from tests.support.inside import Household
from tests.support.program import paycli, paycli_json, sealed
from tests.support.terminal import flat

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
    assert paycli_json("balance", env=env)["currency"] == "USD"
    assert flat(paycli("use", "ming", "--ledger", one, env=env).stdout) == f"You are @ming now, on {one}. "
    assert paycli_json("balance", env=env)["currency"] == "EUR"
    paycli("use", "ming", env={**env, "PAYCLI_LEDGER": two})
    assert paycli_json("balance", env=env)["currency"] == "USD"
    assert "other wallets" not in paycli("whoami", env=env).stdout


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
