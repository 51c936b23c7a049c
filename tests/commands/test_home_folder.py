"""Without a home, or with nothing in it: nothing is written, and one is told how to begin."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.commands.conftest import refused
from tests.support.program import paycli, sealed


@pytest.mark.parametrize("home", [None, "", "relative/home", "/"])
@pytest.mark.parametrize("words", [("balance",), ("init", "--handle", "ming", "--currency", "EUR", "--play")])
def test_without_a_home_nothing_is_written(
    home: str | None, words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PAYCLI_HOME", "HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    phrase = {"PAYCLI_PASSPHRASE_FILE": sealed(tmp_path)["PAYCLI_PASSPHRASE_FILE"]}
    before = sorted(tmp_path.rglob("*"))
    env = {**phrase, **({} if home is None else {"HOME": home})}
    done = paycli(*words, status=78, env=env)
    assert "PAYCLI_HOME" in done.stderr
    assert sorted(tmp_path.rglob("*")) == before
    assert not [name for name in ("paycli", ".local", "home.db", "relative") if Path("/", name).exists()]


@pytest.mark.full
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be in the home of somebody else")
def test_root_in_the_home_of_somebody_else_is_refused_and_makes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As `sudo` leaves it where it keeps HOME."""
    theirs, data = tmp_path / "ming", tmp_path / "ming" / ".local" / "share"
    data.mkdir(parents=True)
    for each in (theirs, theirs / ".local", data):
        os.chown(each, 12_345, 12_345)
    before = sorted(tmp_path.rglob("*"))
    monkeypatch.delenv("PAYCLI_HOME", raising=False)
    phrase = {"PAYCLI_PASSPHRASE_FILE": sealed(tmp_path / "phrase")["PAYCLI_PASSPHRASE_FILE"]}
    before = sorted(tmp_path.rglob("*"))
    init = ("init", "--handle", "ming", "--currency", "EUR", "--play", "--vault", "sealed")
    for place in ({"HOME": str(theirs)}, {"HOME": str(tmp_path), "PAYCLI_HOME": str(theirs / "wallet")},
                  {"HOME": str(tmp_path), "XDG_DATA_HOME": str(data)}):  # fmt: skip
        for words in (init, ("balance",), ("config", "set", "color", "never"), ("doctor",)):
            assert "belongs to account 12345" in paycli(*words, status=78, env={**phrase, **place}).stderr
    assert sorted(tmp_path.rglob("*")) == before
    mine = tmp_path / "root"
    mine.mkdir()
    paycli(*init, env={**phrase, "HOME": str(mine)})


def test_a_relative_home_of_its_own_is_refused(own_home: Path, capsys: pytest.CaptureFixture[str],
                                               monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setenv("PAYCLI_HOME", "here")
    refused(capsys, 78, "balance")


@pytest.mark.parametrize("words", [("balance",), ("send", "li", "1", "--yes"), ("whoami",), ("ledger", "audit"), ()])
def test_before_init_everything_says_how_to_begin(
    words: tuple[str, ...], own_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "paycli init" in refused(capsys, 78, *words).err
    assert not (own_home / "paycli").exists(), "nothing was made"
