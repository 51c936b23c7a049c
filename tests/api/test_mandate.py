"""Acting by a mandate from Python: its file alone gives the right, whatever the variables of the process are."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from paycli import PaycliError, open_wallet

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.inside import Household


@pytest.fixture
def house(empty_house: Household) -> Household:
    return empty_house.begin("bo", "li", cash={"ming": "100"})


@pytest.fixture
def payroll(house: Household, tmp_path: Path) -> Path:
    path = tmp_path / "payroll.mandate"
    caps = ("--max", "30/day", "--until", "2099-12-31")
    house.run("mandate", "new", "payroll", "--can", "send", "--to", "@bo", *caps, "--out", str(path), "--as", "ming")
    return path


@pytest.fixture(autouse=True)
def elsewhere(payroll: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Let the process's own variables lead somewhere else: none of them counts."""
    del payroll
    for name in ("PAYCLI_HOME", "STATE_DIRECTORY"):
        monkeypatch.setenv(name, str(tmp_path / "elsewhere"))
    monkeypatch.setenv("PAYCLI_AS", "li")
    monkeypatch.setenv("PAYCLI_LEDGER", str(tmp_path / "no.db"))
    monkeypatch.setenv("PAYCLI_MANDATE_FILE", str(tmp_path / "no.mandate"))


def test_the_file_is_enough_and_its_caps_hold(payroll: Path, tmp_path: Path) -> None:
    with open_wallet(mandate=payroll) as wallet:
        assert wallet.handle == "ming"
        sent = wallet.send("bo", 20, key="1")
        assert wallet.send("bo", 20, key="1")._replace(replayed=False) == sent
        for refused in (lambda: wallet.send("li", 1, key="2"), lambda: wallet.send("bo", 11, key="3")):
            with pytest.raises(PaycliError) as caught:
                refused()
            assert caught.value.exit_status == 6
        # It remembers nothing, so nothing but a key makes a repeat safe, and nobody noted what was ordered.
        for unsafe in (lambda: wallet.send("bo", 1, key=None), wallet.resume):
            with pytest.raises(PaycliError, match=r"remembers nothing|noted nowhere"):
                unsafe()
        assert wallet.balance().amounts[0].amount_minor == 8_000
    assert not (tmp_path / "elsewhere").exists()


def test_with_a_home_it_remembers_and_notes(payroll: Path, tmp_path: Path) -> None:
    home = tmp_path / "memory"
    with open_wallet(mandate=str(payroll), home=home) as wallet:
        assert wallet.send("bo", 1, key=None).to == "@bo"
        assert wallet.resume() == []
    assert list((home / "seen").iterdir())
    with open_wallet(mandate=payroll, environ={"STATE_DIRECTORY": str(tmp_path / "state")}) as wallet:
        wallet.send("bo", 1, key=None)
    assert list((tmp_path / "state" / "paycli" / "seen").iterdir())


def test_a_mandate_is_never_given_up_for_the_whole_wallet(payroll: Path, house: Household, tmp_path: Path) -> None:
    home = house.ledger.parent
    for wrong in ("", tmp_path / "no.mandate", tmp_path):
        with pytest.raises(PaycliError):
            open_wallet("ming", mandate=wrong, home=home)
    with pytest.raises(PaycliError):
        open_wallet("bo", mandate=payroll, home=home)
    with open_wallet(environ={"PAYCLI_MANDATE_FILE": str(payroll)}) as wallet, pytest.raises(PaycliError) as caught:
        wallet.send("li", 1, key="1")
    assert caught.value.exit_status == 6
    with payroll.open() as file, open_wallet(mandate=f"fd:{file.fileno()}") as wallet:
        assert wallet.send("bo", 1, key="1").n > 0
    assert os.environ["PAYCLI_MANDATE_FILE"] == str(tmp_path / "no.mandate")
