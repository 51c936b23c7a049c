"""Names and notes made of escapes, markup, bidi marks and 10,000 characters are harmless wherever they are shown."""

from __future__ import annotations

import io
import json
import sys
import unicodedata
from typing import TYPE_CHECKING

import pytest

from paycli.main import run
from tests.console.hostile import PAYLOADS, harm_in, torn_in
from tests.support.inside import unlock_once
from tests.support.keys import keyed
from tests.support.program import paycli, paycli_json, sealed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from paycli.vault.sealed import SealedVault

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("hostile")]

NOTE_MOST, NAME_MOST = 500, 100
TRICKS = [each for each in PAYLOADS if each.strip()]
# Where each payload meets dozens of commands: every third, and the very long ones.
SOME = [each for at, each in enumerate(TRICKS) if at % 3 == 0 or len(each) > 1000]
# An argument of a process ends at NUL, so these come only from other ways in (files, other clients).
TYPABLE = [each for each in TRICKS if "\0" not in each]
Said = tuple[int, str, str]


def is_text(payload: str) -> bool:
    """Tell whether a payload is Unicode text at all: lone surrogates are not."""
    try:
        payload.encode()
    except UnicodeEncodeError:
        return False
    return True


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    env = {**sealed(tmp_path_factory.mktemp("village")), "TZ": "UTC"}
    paycli("init", "--handle", "ming", "--currency", "EUR", "--play", "--vault", "sealed", env=env)
    paycli("wallet", "new", "li", env=env)
    paycli("wallet", "new", "cafe", "--shop", env=env)
    for who in ("ming", "li"):
        paycli("cash", "in", who, "5000", "--yes", "--as", "ming", env=env)
    return env


@pytest.fixture(scope="module")
def opened() -> dict[Path, SealedVault]:
    """Give what all tests here share: the sealed file once its passphrase was worked out."""
    return {}


@pytest.fixture(autouse=True)
def _live_there(village: Mapping[str, str], opened: dict[Path, SealedVault], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in village.items():
        monkeypatch.setenv(name, value)
    unlock_once(monkeypatch, opened)


class Speaker:
    """Runs commands in this process and lets nothing harmful through."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *words: str) -> Said:
        """Run a command; what it wrote must be harmless on any screen."""
        self._capsys.readouterr()
        status = run(keyed(words))
        out, err = self._capsys.readouterr()
        assert torn_in(out) == torn_in(err) == [], (words, out, err)
        assert harm_in(out) == [], (words, out)
        assert harm_in(err) == [], (words, err)
        assert status != 70, (words, err)
        # Nothing of a foreign text begins a line: what looks like ours is ours.
        assert not [line for line in (out + err).splitlines() if line.startswith("Sent 5.00")]
        return status, out, err


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Speaker:
    return Speaker(capsys)


def ids(payload: str) -> str:
    return ascii(payload)[:24]


@pytest.mark.parametrize("payload", TRICKS, ids=ids)
def test_a_note_is_harmless_wherever_it_is_shown(payload: str, say: Speaker) -> None:
    allowed = is_text(payload) and len(unicodedata.normalize("NFC", payload)) <= NOTE_MOST
    status, out, err = say("send", "li", "0.01", "-m", payload, "--as", "ming", "--yes", "--json")
    assert status == (0 if allowed else 2), err
    if not allowed:
        assert (out, json.loads(err)["error"]["code"]) == ("", "text_invalid")
        return
    sent = json.loads(out)
    assert sent["note"] in {payload, unicodedata.normalize("NFC", payload)}, "JSON loses nothing"
    assert json.loads(say("show", sent["id"], "--as", "li", "--json")[1])["note"] == sent["note"]
    for words in (("show", sent["id"]), ("log",), ("log", "--json"), ("log", "--jsonl")):
        assert say(*words, "--as", "li")[0] == 0


@pytest.mark.parametrize("payload", TRICKS, ids=ids)
def test_an_envelope_message_is_harmless_wherever_it_is_shown(payload: str, say: Speaker) -> None:
    allowed = is_text(payload) and len(unicodedata.normalize("NFC", payload)) <= NOTE_MOST
    status, out, err = say("envelope", "send", "li", "0.01", "-m", payload, "--as", "ming", "--yes", "--json")
    assert status == (0 if allowed else 2), err
    if not allowed:
        return
    whole = json.loads(out)["id"]
    for words in (("inbox",), (), ("show", whole), ("grab", whole, "--yes"), ("envelope", "list"), ("log",)):
        assert say(*words, "--as", "li")[0] == 0
    shown = json.loads(say("show", whole, "--as", "li", "--json")[1])
    assert shown["note"] == unicodedata.normalize("NFC", payload)


@pytest.mark.parametrize("payload", TRICKS, ids=ids)
def test_a_line_of_a_sale_is_harmless_wherever_it_is_shown(payload: str, say: Speaker) -> None:
    status, out, err = say("pos", "charge", "0.01", payload, "--expires", "1h", "--as", "cafe", "--json", "--yes")
    assert status in {0, 2}, err
    if status == 2:
        assert not is_text(payload) or len(payload) > NOTE_MOST
        return
    whole = json.loads(out)["id"]
    for words, who in ((("pay", whole, "--dry-run"), "li"), (("pay", whole, "--yes"), "li"),
                       (("pos", "receipt", whole), "cafe"), (("show", whole), "cafe"), (("log",), "cafe")):  # fmt: skip
        assert say(*words, "--as", who)[0] == 0
    rows = json.loads(say("pos", "receipt", whole, "--as", "cafe", "--json")[1])["lines"]
    assert "\n".join(rows) == unicodedata.normalize("NFC", payload)


def test_display_names_are_harmless_wherever_they_are_shown(say: Speaker, village: Mapping[str, str]) -> None:
    for number, payload in enumerate(TRICKS):
        allowed = is_text(payload) and len(unicodedata.normalize("NFC", payload)) <= NAME_MOST
        status, _, err = say("wallet", "new", f"w-{number}", "--name", payload, "--as", "ming")
        assert status == (0 if allowed else 2), err
        if allowed:
            assert say("wallet", "show", f"w-{number}", "--as", "ming")[0] == 0
            named = json.loads(say("wallet", "show", f"w-{number}", "--as", "ming", "--json")[1])["name"]
            assert named == unicodedata.normalize("NFC", payload)
    for words in (("wallet", "list"), ("wallet", "list", "--json"), ("log", "--all"), ("ledger", "show"), ("doctor",)):
        assert say(*words, "--as", "ming")[0] == 0


@pytest.mark.parametrize("payload", SOME, ids=ids)
def test_what_is_typed_wrongly_comes_back_harmless_and_short(payload: str, say: Speaker, tmp_path: Path) -> None:
    new = str(tmp_path / "new.db")
    places = (
        ("send", payload, "1", "--yes", "--as", "ming"),
        ("send", "li", payload, "--yes", "--as", "ming"),
        ("send", "li", "1", "--yes", "--as", payload),
        ("show", payload, "--as", "ming"),
        ("pay", payload, "--yes", "--as", "li"),
        ("pay", f"PAYCLI:1/S/{payload}", "--yes", "--as", "li"),
        ("wallet", "new", payload, "--as", "ming"),
        ("wallet", "invite", payload, "--as", "ming"),
        ("card", "bind", "--test", payload, "--as", "ming"),
        ("card", "unbind", payload, "--as", "ming"),
        ("topup", "1", "--from", payload, "--yes", "--as", "ming"),
        ("envelope", "send", "1", "--rule", payload, "--yes", "--as", "ming"),
        ("envelope", "send", "1", "--expires", payload, "--yes", "--as", "ming"),
        ("log", "--since", payload, "--as", "ming"),
        ("ledger", "set", payload, "1", "--as", "ming"),
        ("ledger", "set", "currency", payload, "--as", "ming"),
        ("ledger", "admit-rail", payload, "--as", "ming"),
        ("group", "new", payload, "--as", "ming"),
        ("group", "new", "friends", payload, "--as", "ming"),
        ("group", "add", payload, "li", "--as", "ming"),
        ("group", "list", payload, "--as", "ming"),
        ("envelope", "send", f"@{payload}", "1", "--yes", "--as", "ming"),
        ("contact", "verify", payload, "--yes", "--as", "ming"),
        ("contact", "block", payload, "--as", "ming"),
        ("config", "set", payload, "x"),
        ("config", "set", "color", payload),
        ("help", payload),
        ("completion", payload),
        ("use", payload),
        (payload,),
        ("send", "li", "1", f"--{payload}"),
        ("balance", "--color", payload),
        ("init", "--handle", payload, "--currency", "EUR", "--play"),
        ("init", "--handle", "x2", "--currency", payload, "--play", "--ledger", new),
        ("init", "--handle", "x2", "--currency", "EUR", "--play", "--vault", payload, "--ledger", new),
    )
    for words in places:
        if payload.isdigit() and words[0] == "show":
            continue
        status, out, err = say(*words)
        if status == 0:
            # A group of spaces or nothing visible may be a name of nothing: then there was nothing to refuse.
            assert words[:1] == (payload,) or words[0] == "help", (words, out)
            continue
        assert out == "", words
        assert len(err) < 2500, (words, len(err))
        status_json, out, err = say(*words, "--json")
        assert (status_json, out) == (status, ""), words
        assert json.loads(err)["error"]["exit"] == status


@pytest.mark.parametrize("payload", [each for each in TYPABLE if is_text(each) and len(each) < 60], ids=ids)
def test_paths_are_harmless_when_they_are_shown(payload: str, say: Speaker, tmp_path: Path) -> None:
    name = payload.replace("/", "_")
    assert say("join", str(tmp_path / name), "--handle", "bo")[0] == 78
    assert say("balance", "--ledger", str(tmp_path / name), "--as", "ming")[0] == 78
    status, _, _ = say("ledger", "backup", str(tmp_path / f"{name}.db"), "--as", "ming")
    assert status == 0
    assert (tmp_path / f"{name}.db").exists()
    assert say("ledger", "backup", str(tmp_path / f"{name}.db"), "--as", "ming")[0] == 5


def test_a_qr_text_from_a_scanner_is_harmless(say: Speaker, monkeypatch: pytest.MonkeyPatch) -> None:
    for payload in TRICKS:
        monkeypatch.setattr(sys, "stdin", io.StringIO(payload + "\n"))
        status, out, _ = say("pay", "-", "--yes", "--as", "li")
        assert status in {2, 4, 65}, payload
        assert out == ""


def test_the_installed_program_is_as_harmless(village: Mapping[str, str]) -> None:
    for payload in ("\x1b[31mred\x1b[0m", "\u202efdp.exe", "\x9b31mred", "[bold red]markup[/]"):
        sent = paycli_json("send", "li", "0.01", "-m", payload, "--as", "ming", "--yes", env=village)
        assert sent["note"] == payload
        for words in (("show", sent["id"]), ("log",)):
            for color in ("never", "auto"):
                done = paycli(*words, "--color", color, "--as", "li", env=village)
                assert harm_in(done.stdout + done.stderr) == []
        assert "[bold red]markup[/]" in paycli("log", "--as", "li", env=village).stdout or "markup" not in payload
