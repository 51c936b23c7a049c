"""Closed streams, no home, a foreign or lost ledger, a locked keyring: each has its status and changes nothing."""

from __future__ import annotations

import json
import os
import subprocess
import time
from pathlib import Path

import pytest

from tests.commands.conftest import Town, refused
from tests.support.books import everything_in
from tests.support.program import PROGRAM, paycli, paycli_json, sealed
from tests.vault.secret_service import run_inside


# --- streams ---------------------------------------------------------------------------------------------------------
def shell(line: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", "-c", line], capture_output=True, text=True, check=False, env={**os.environ, "PAYCLI": PROGRAM}
    )


@pytest.mark.parametrize("words", ["balance --as ming", "send li 1 --as ming --yes --dry-run", "--version", "--help"])
def test_with_every_stream_closed_a_command_still_ends_well(words: str, unchanged: Town) -> None:
    for closed in ("<&-", ">&-", "2>&-", "<&- >&- 2>&-"):
        done = shell(f'"$PAYCLI" {words} {closed}')
        assert (done.returncode, done.stderr) == (0, ""), closed
        assert bool(done.stdout) == (">&-" not in closed.replace("2>&-", "")), closed


def test_an_error_keeps_its_status_where_nobody_can_be_told(unchanged: Town) -> None:
    assert shell('"$PAYCLI" send li 1,000 --as ming --yes 2>&-').returncode == 2
    assert shell('"$PAYCLI" send li 1,000 --as ming --yes <&- >&- 2>&-').returncode == 2


def test_a_closed_input_answers_no_question(unchanged: Town) -> None:
    for line in ('"$PAYCLI" send li 1 --as ming <&-', '"$PAYCLI" pay - --as li --yes <&-',
                 '"$PAYCLI" card bind --test code --code - --as ming <&-'):  # fmt: skip
        done = shell(line)
        assert done.returncode == 2, done
        assert "no answer" in done.stderr


def test_a_closed_output_loses_no_payment(town: Town) -> None:
    before = len(everything_in(town.ledger))
    assert shell('"$PAYCLI" send li 0.01 --as ming --yes -k closed-output >&-').returncode == 0
    assert len(everything_in(town.ledger)) > before
    again = paycli_json("send", "li", "0.01", "--as", "ming", "--yes", "-k", "closed-output")
    assert again["replayed"] is True


def test_a_full_disk_behind_the_output_says_that_the_payment_stands(town: Town) -> None:
    done = shell('"$PAYCLI" send li 0.01 --as ming --yes -k full-output > /dev/full')
    assert done.returncode == 75
    assert "what the command did stands" in done.stderr
    assert paycli_json("send", "li", "0.01", "--as", "ming", "--yes", "-k", "full-output")["replayed"] is True


# --- the home folder -------------------------------------------------------------------------------------------------
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


# --- the keyring -----------------------------------------------------------------------------------------------------
@pytest.mark.full
@pytest.mark.slow
def test_a_locked_keyring_is_78_in_bounded_time(tmp_path: Path, real_keyring: None) -> None:
    user = tmp_path / "user"
    user.mkdir(0o700)
    home = {"PAYCLI_HOME": str(user / "paycli"), "PROGRAM": PROGRAM}
    run = "import os, subprocess, sys\n"
    run += "def paycli(*words):\n    return subprocess.run([os.environ['PROGRAM'], *words]).returncode\n"
    begin = run + (
        "sys.exit(paycli('init', '--handle', 'ming', '--currency', 'EUR', '--play')"
        " or paycli('card', 'bind', '--test', 'visa') or paycli('topup', '20', '--yes'))\n"
    )
    done = run_inside(begin, user, "unlocked", home)
    assert done.returncode == 0, done.stderr
    before = everything_in(user / "paycli" / "home.db")
    since = time.monotonic()
    done = run_inside(run + "sys.exit(paycli('envelope', 'send', '5', '--yes', '--json'))\n", user, "locked", home)
    assert time.monotonic() - since < 60
    assert done.returncode == 78, done.stderr
    error = json.loads(done.stderr.splitlines()[-1])["error"]
    assert (error["code"], error["exit"]) == ("keyring_locked", 78)
    assert done.stdout == ""
    # What needs no secret works all the same.
    done = run_inside(run + "sys.exit(paycli('balance'))\n", user, "locked", home)
    assert (done.returncode, done.stdout.split()[0]) == (0, "20.00"), done.stderr
    assert everything_in(user / "paycli" / "home.db") == before


def test_a_wrong_passphrase_is_78_and_changes_nothing(
    unchanged: Town, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("not it\n")
    wrong.chmod(0o600)
    monkeypatch.setenv("PAYCLI_PASSPHRASE_FILE", str(wrong))
    refused(capsys, 78, "send", "li", "1", "--yes", "--as", "ming")
    monkeypatch.delenv("PAYCLI_PASSPHRASE_FILE")
    assert "PAYCLI_PASSPHRASE_FILE" in refused(capsys, 78, "send", "li", "1", "--yes", "--as", "ming").err
