"""Without a home, or with nothing in it: nothing is written, and one is told how to begin."""

from __future__ import annotations

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
