"""The doctor says what is not as it should be, also where nothing else works."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from paycli.main import run
from tests.support.terminal import Screen, flat

if TYPE_CHECKING:
    from tests.support.inside import Household
    from tests.support.town import Town

    Findings = dict[str, list[dict[str, Any]]]


@pytest.fixture
def own_town(town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Live in a copy of the town that may be broken; gives its home folder."""
    home = tmp_path / "town"
    shutil.copytree(town.env["PAYCLI_HOME"], home)
    for path in home.rglob("profiles/*/*.json"):
        path.write_text(path.read_text().replace(town.env["PAYCLI_HOME"], str(home)))
    monkeypatch.setenv("PAYCLI_HOME", str(home))
    return home


def examined(capsys: pytest.CaptureFixture[str], *words: str, status: int = 0) -> Findings:
    """Run the doctor for a program; give its findings by subject."""
    capsys.readouterr()
    assert run(["doctor", "--json", *words]) == status
    out, err = capsys.readouterr()
    found = json.loads(out)["findings"] if status == 0 else json.loads(err)["error"]["details"]
    assert (out == "") is (status != 0)
    by_subject: Findings = {}
    for finding in found:
        by_subject.setdefault(finding["subject"], []).append(finding)
    return by_subject


def failed(findings: Findings) -> dict[str, str]:
    return {name: each["text"] for name, found in findings.items() for each in found if each["state"] == "fail"}


def test_all_is_well_in_a_town_that_is(unchanged: Town, capsys: pytest.CaptureFixture[str]) -> None:
    findings = examined(capsys, "--as", "ming")
    assert {each["state"] for found in findings.values() for each in found} == {"ok"}
    assert {
        "software",
        "home",
        "profiles",
        "wallet",
        "ledger",
        "lock",
        "log",
        "clock",
        "rails",
        "secrets",
        "terminal",
    } <= (findings.keys())
    assert [each["text"] for each in findings["secrets"]] == [
        "the key of @ming is in the sealed file", "the operator's key is in the sealed file",
    ]  # fmt: skip


def test_before_init_it_says_what_to_type(capsys: pytest.CaptureFixture[str], own_home: Path) -> None:
    findings = examined(capsys, status=78)
    assert failed(findings) == {"wallet": "there is no wallet here yet"}
    assert findings["wallet"][0]["help"] == "make one: paycli init, or join a ledger: paycli join PATH"
    assert not (own_home / "paycli").exists()


def test_for_people_the_lines_stand_on_stdout_and_the_first_fault_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doctor"]) == 78
    out, err = capsys.readouterr()
    assert out.startswith("ok    software")
    assert "fail  wallet" in out
    assert "there is no wallet here yet" in err
    assert "make one: paycli init" in err


def test_a_home_that_cannot_be_used_is_a_finding(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAYCLI_HOME", "relative")
    assert failed(examined(capsys, status=78))["home"].endswith("PAYCLI_HOME is not an absolute path")


def test_files_that_others_can_reach_are_found(own_town: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (own_town / "vault" / "sealed.json").chmod(0o644)
    (own_town / "home.db").chmod(0o640)
    found = failed(examined(capsys, "--as", "ming", status=78))
    assert "sealed.json" in found["home"]
    assert "others can reach it" in found["ledger"]


def test_a_ledger_that_is_gone_of_another_schema_or_none_is_found(
    own_town: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger = own_town / "home.db"
    connection = sqlite3.connect(ledger)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    assert "newer than this paycli" in failed(examined(capsys, "--as", "ming", status=78))["ledger"]
    for path in own_town.glob("home.db*"):
        path.unlink()
    assert "There is no ledger at" in failed(examined(capsys, "--as", "ming", status=78))["ledger"]
    ledger.write_bytes(b"a letter, no ledger")
    ledger.chmod(0o600)
    assert "is not a paycli ledger" in failed(examined(capsys, "--as", "ming", status=78))["ledger"]


def test_a_ledger_that_was_put_back_is_found(own_town: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (seen,) = (own_town / "seen").glob("*.json")
    kept = json.loads(seen.read_text())
    seen.write_text(json.dumps({**kept, "frontier": "00" * (len(kept["frontier"]) // 2)}))
    assert "put back or changed" in failed(examined(capsys, "--as", "ming", status=78))["log"]


def test_a_clock_behind_the_log_is_found(
    own_town: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAYCLI_NOW", "-26h")
    assert "nothing is posted" in failed(examined(capsys, "--as", "ming", status=78))["clock"]


def test_a_missing_key_and_a_wrong_passphrase_are_found(
    own_town: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("another passphrase\n")
    wrong.chmod(0o600)
    monkeypatch.setenv("PAYCLI_PASSPHRASE_FILE", str(wrong))
    assert "does not open" in failed(examined(capsys, "--as", "ming", status=78))["secrets"]
    monkeypatch.undo()


def test_a_sealed_file_without_a_passphrase_is_only_worth_a_word(
    own_town: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PAYCLI_PASSPHRASE_FILE")
    findings = examined(capsys, "--as", "ming")
    assert [each["state"] for each in findings["secrets"]] == ["warn"]
    assert "PAYCLI_PASSPHRASE_FILE" in findings["secrets"][0]["help"]


def test_a_keyring_that_does_not_answer_is_found_without_waiting(
    own_town: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (profile,) = own_town.rglob("profiles/*/li.json")
    profile.write_text(profile.read_text().replace('"sealed"', '"SecretService"'))
    findings = examined(capsys, "--as", "li")
    assert "SecretService does not answer here" in findings["secrets"][0]["text"]


@pytest.mark.parametrize(("columns", "rows", "has_room"), [(30, 24, False), (80, 19, False), (37, 20, True)])
def test_it_says_how_much_room_a_code_needs(town: Town, columns: int, rows: int, *, has_room: bool) -> None:
    with Screen("doctor", "--as", "li", columns=columns, rows=rows) as screen:
        text = flat(screen.ended())
    assert "a sale's QR code needs 37 columns and 20 rows" in text
    assert ("make the window larger" not in text) is has_room


def test_it_changes_nothing_and_waits_for_no_writer(own_town: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import fcntl

    before = {path: path.read_bytes() for path in own_town.rglob("*") if path.is_file() and path.suffix == ".json"}
    with Path(own_town / "home.db.lock").open("r+b") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert examined(capsys, "--as", "ming")["lock"][0]["text"] == "somebody is writing just now"
    assert before == {path: path.read_bytes() for path in before}


def test_contacts_that_cannot_be_read_are_found_by_the_doctor(empty_house: Household) -> None:
    house = empty_house.begin("li", cash={"ming": "50"})
    house.run("send", "li", "1", "--as", "ming")
    [contacts] = (house.ledger.parent / "contacts").glob("*.json")
    contacts.write_text("nobody")
    findings = house.json("doctor", "--as", "ming", status=78)["details"]
    assert [each["state"] for each in findings if each["subject"] == "contacts"] == ["fail"]
