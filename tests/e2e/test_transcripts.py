"""What docs and design show is what happens: the transcripts, typed at a real terminal."""

from __future__ import annotations

import json
import stat
from typing import TYPE_CHECKING

import pytest

from tests.support.program import paycli, paycli_json, sealed
from tests.support.secret_service import run_inside
from tests.support.story import Laptop, alone, market, sale, script
from tests.support.terminal import CTRL_C, Screen, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

pytestmark = pytest.mark.python


def stories(*played: Callable[[Laptop], None]) -> pytest.MarkDecorator:
    """Let a test play these transcripts, each on a laptop of its own."""
    return pytest.mark.parametrize("story", played, ids=lambda story: story.__name__)


@stories(alone, sale, script)
def test_a_transcript_with_a_passphrase_file(story: Callable[[Laptop], None], tmp_path: Path) -> None:
    story(Laptop(sealed(tmp_path)))


@pytest.mark.slow
@stories(alone, sale)
def test_a_transcript_typing_the_passphrase_each_time(story: Callable[[Laptop], None], tmp_path: Path) -> None:
    story(Laptop({"PAYCLI_HOME": str(tmp_path / "own")}, "correct horse"))


@pytest.mark.slow
@stories(alone, sale, script)
def test_a_transcript_in_an_empty_home_without_any_setting(
    story: Callable[[Laptop], None], own_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PAYCLI_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name)
    empty = tmp_path / "empty"
    empty.mkdir(mode=0o700)
    story(Laptop({**sealed(tmp_path), "HOME": str(empty), "PAYCLI_HOME": ""}))
    ledger = empty / ".local" / "share" / "paycli" / "home.db"
    assert stat.S_IMODE(ledger.stat().st_mode) == 0o600
    assert stat.S_IMODE(ledger.parent.stat().st_mode) == 0o700
    assert [each.name for each in empty.iterdir()] == [".local"]


@pytest.mark.full
@pytest.mark.slow
@stories(alone, sale, script)
def test_a_transcript_with_a_real_keyring(story: Callable[[Laptop], None], tmp_path: Path, real_keyring: None) -> None:
    user = tmp_path / "user"
    user.mkdir(0o700)
    name = story.__name__
    code = f"from tests.support.story import Laptop, {name}\n{name}(Laptop(vault='the keyring (SecretService)'))\n"
    done = run_inside(code, user, "unlocked", {"PAYCLI_HOME": str(user / "paycli")}, wait_s=200)
    assert done.returncode == 0, done.stderr
    assert not (user / "paycli" / "vault").exists(), "a sealed file beside the keyring"


# --- beside the transcripts -------------------------------------------------------------------------------------------
@pytest.fixture
def stalls(tmp_path: Path) -> Mapping[str, str]:
    """Give the environment of somebody with a shop and a guest who has 50 EUR."""
    laptop = Laptop(sealed(tmp_path))
    market(laptop)
    assert laptop.env is not None
    return laptop.env


def test_ctrl_c_at_the_till_cancels_the_sale(stalls: Mapping[str, str]) -> None:
    with Screen("pos", "charge", "38.00", "2", "noodles", "--as", "cafe", env=stalls, rows=40) as till:
        till.until("Ctrl-C cancels").type(CTRL_C)
        assert "Cancelled: nothing was charged." in till.ended(130)
    newest = paycli_json("log", "--as", "cafe", env=stalls)["items"][0]
    assert newest["kind"] == "cancel"
    charged = paycli_json("log", "--as", "cafe", env=stalls)["items"][1]["id"]
    assert "Sale 0-000001, cancelled (PLAY)" in shown("show", charged, "--as", "cafe", env=stalls)


def test_a_script_reads_one_json_line_when_it_fails(stalls: Mapping[str, str]) -> None:
    failed = paycli("send", "bo", "9999", "--as", "ming", "--yes", "--json", status=3, env=stalls)
    assert failed.stdout == ""
    error = json.loads(failed.stderr)["error"]
    assert (error["code"], error["exit"], error["retry"]) == ("insufficient_funds", 3, "no")
    assert error["hint"] == "paycli topup 9999.00"
