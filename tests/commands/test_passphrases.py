"""What opens the secrets, wrong, missing or locked: status 78 in bounded time, and nothing has changed."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import pytest

from paycli.console.views.unlocking import begun_text, unlocked
from paycli.domain.unlocking import Serves, Unlocked, UnlockedNow
from tests.commands.conftest import refused
from tests.support.books import everything_in
from tests.support.inside import Household
from tests.support.program import PROGRAM, paycli
from tests.support.secret_service import run_inside
from tests.support.terminal import Screen

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.inside import Household
    from tests.support.town import Town


@pytest.fixture
def house(empty_house: Household) -> Household:
    return empty_house.begin("li", cash={"ming": "50"})


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
        screen.answer("Charge the card? [Y/n] ", "y").until("Passphrase of the sealed file: ")
        with open(phrase, encoding="utf-8") as file:  # noqa: PTH123  the environment has a name, not a Path
            screen.type(file.read())
        said = screen.ended()
    assert "asking" not in said.split("Passphrase of the sealed file: ")[1].split("\n")[0]
    assert "+5.00 EUR" in said


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


@pytest.mark.full
@pytest.mark.slow
@pytest.mark.python
def test_a_locked_keyring_is_78_in_bounded_time(tmp_path: Path, real_keyring: None) -> None:
    user = tmp_path / "user"
    user.mkdir(0o700)
    home = {"PAYCLI_HOME": str(user / "paycli"), "PROGRAM": PROGRAM}
    run = "import os, subprocess, sys\n"
    run += "def paycli(*words):\n    return subprocess.run([os.environ['PROGRAM'], *words]).returncode\n"
    begin = run + (
        "sys.exit(paycli('init', '--handle', 'ming', '--currency', 'EUR', '--play')"
        " or paycli('card', 'bind', '--test', 'visa') or paycli('topup', '20', '--yes', '--no-key'))\n"
    )
    done = run_inside(begin, user, "unlocked", home)
    assert done.returncode == 0, done.stderr
    before = everything_in(user / "paycli" / "home.db")
    since = time.monotonic()
    send = run + "sys.exit(paycli('envelope', 'send', '5', '--yes', '--json', '-k', 'a'))\n"
    done = run_inside(send, user, "locked", home)
    assert time.monotonic() - since < 60
    assert done.returncode == 78, done.stderr
    error = json.loads(done.stderr.splitlines()[-1])["error"]
    assert (error["code"], error["exit"]) == ("keyring_locked", 78)
    assert done.stdout == ""
    # What needs no secret works all the same.
    done = run_inside(run + "sys.exit(paycli('balance'))\n", user, "locked", home)
    assert (done.returncode, done.stdout.split()[0]) == (0, "20.00"), done.stderr
    assert everything_in(user / "paycli" / "home.db") == before


def test_people_are_told_whose_programs_need_no_passphrase() -> None:
    said = {}
    for serves in get_args(Serves):
        now = UnlockedNow(Unlocked("process", 900_000, serves), 0, "UTC", ("@ming",))
        said[serves] = (begun_text(now).partition(": ")[2].partition(". ")[0], str(unlocked(now).lines[1]))
    assert said == {
        "login": (
            "in this login session nothing asks for the passphrase",
            "In this login session nothing asks for the passphrase till then, or till you log out.",
        ),
        "terminal": (
            "in this terminal nothing asks for the passphrase",
            "In this terminal nothing asks for the passphrase till then, or till it closes.",
        ),
        "user": (
            "none of your programs asks for the passphrase",
            "None of your programs asks for the passphrase till then, or till this terminal closes.",
        ),
    }
