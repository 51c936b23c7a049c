"""Ledgers that must not be used as they are: another schema, another ledger, none at all, or a clock that is wrong."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from paycli.store.sqlite.connection import SCHEMA_VERSION
from tests.support.inside import Household
from tests.support.proof import entries, faults

if TYPE_CHECKING:
    from pathlib import Path

READS = (("balance",), ("log",), ("ledger", "audit"))
SENDS = ("send", "li", "1")


def refused_everywhere(house: Household, code: str) -> str:
    """Require that nothing can be read or sent, and that the file stays as it is; gives the hint."""
    before = house.ledger.read_bytes()
    errors = [house.json(*line, "--as", "ming", status=78) for line in (*READS, SENDS)]
    assert {error["code"] for error in errors} == {code}
    assert house.ledger.read_bytes() == before
    return str(errors[-1]["hint"])


def set_version(path: Path, version: int) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {version}")


def test_an_older_schema_is_refused_and_names_the_upgrade(household: Household) -> None:
    set_version(household.ledger, SCHEMA_VERSION - 1)
    assert "paycli ledger upgrade" in refused_everywhere(household, "schema_old")
    set_version(household.ledger, SCHEMA_VERSION)
    household.run(*SENDS, "--as", "ming")


def test_a_newer_schema_is_refused_and_left_alone(household: Household) -> None:
    set_version(household.ledger, SCHEMA_VERSION + 1)
    assert "newer paycli" in refused_everywhere(household, "schema_new")
    household.json("ledger", "upgrade", "--as", "ming", status=78)
    set_version(household.ledger, SCHEMA_VERSION)
    household.run(*SENDS, "--as", "ming")


@pytest.mark.parametrize("content", [b"", b"shopping list\n" * 900, b"SQLite format 3\0" + bytes(4080)])
def test_a_file_that_is_no_ledger_is_refused(household: Household, content: bytes) -> None:
    household.ledger.write_bytes(content)
    refused_everywhere(household, "not_a_ledger")


def test_a_database_of_another_program_is_refused(household: Household) -> None:
    household.ledger.unlink()
    with closing(sqlite3.connect(household.ledger)) as connection:
        connection.execute("CREATE TABLE entries (n INTEGER)")
    household.ledger.chmod(0o600)
    refused_everywhere(household, "not_a_ledger")


def test_a_ledger_that_is_gone_is_missed(household: Household) -> None:
    aside = household.ledger.with_name("aside")
    household.ledger.rename(aside)
    assert {household.json(*line, "--as", "ming", status=78)["code"] for line in (*READS, SENDS)} == {"ledger_missing"}
    assert not household.ledger.exists()
    aside.rename(household.ledger)
    household.run(*SENDS, "--as", "ming")


def test_another_ledger_behind_a_known_address_is_refused(
    household: Household, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as elsewhere:
        other = Household(tmp_path / "other", elsewhere)
        other.begin("li")
    shutil.copy(other.ledger, household.ledger)
    refused_everywhere(household, "other_ledger")


def test_an_older_copy_put_back_is_noticed(household: Household) -> None:
    older = household.ledger.with_name("older.db")
    household.run("ledger", "backup", str(older), "--as", "ming")
    household.run(*SENDS, "--as", "ming")
    for beside in ("-wal", "-shm"):
        household.ledger.with_name(household.ledger.name + beside).unlink(missing_ok=True)
    older.replace(household.ledger)
    refused = {line: household.json(*line, "--as", "ming", status=70)["code"] for line in (*READS, SENDS)}
    assert refused == dict.fromkeys((*READS, SENDS), "ledger_rewound") | {("ledger", "audit"): "audit_failed"}


# --- clocks -----------------------------------------------------------------------------------------------------------
def test_with_a_clock_an_hour_behind_nothing_is_posted_or_settled(
    household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    household.run("envelope", "send", "5", "--expires", "1h", "--as", "ming")
    monkeypatch.setenv("PAYCLI_NOW", "+3h")
    household.run("envelope", "send", "7", "--expires", "1h", "--as", "ming")
    before = entries(household.ledger)
    # Seen from now on, the clock is an hour behind the last entry, and the second envelope is due at +4h.
    monkeypatch.setenv("PAYCLI_NOW", "+2h")
    refused = household.json(*SENDS, "--as", "ming", status=78)
    assert refused["code"] == "clock_wrong"
    assert refused["message"].startswith("Nothing was sent.")
    assert refused["message"].count(":") >= 2
    assert "ledger clock" in refused["hint"]
    household.run("tick", "--as", "ming", status=None)
    assert entries(household.ledger) == before
    assert household.json("balance", "--as", "ming")["amount"] == "993.00"
    assert faults(household.ledger) == []


def test_both_times_are_named_where_the_clock_is_wrong(household: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAYCLI_NOW", "2031-05-06T12:00:00Z")
    household.run(*SENDS, "--as", "ming")
    monkeypatch.setenv("PAYCLI_NOW", "2031-05-06T11:00:00Z")
    message = household.json(*SENDS, "--as", "ming", status=78)["message"]
    assert "2031-05-06 11:00:00" in message
    assert "2031-05-06 12:00:00" in message


def test_a_ledger_pushed_into_the_future_is_reopened_by_its_operator(
    household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAYCLI_NOW", "+48h")
    household.run(*SENDS, "--as", "ming")
    monkeypatch.delenv("PAYCLI_NOW")
    assert household.json(*SENDS, "--as", "ming", status=78)["code"] == "clock_wrong"
    household.run("ledger", "clock", "--set", "--as", "ming")
    household.run(*SENDS, "--as", "ming")
    assert household.balance("li") == "2.00"
    assert faults(household.ledger) == []
    household.run("ledger", "audit", "--as", "ming")


def test_a_few_minutes_between_two_machines_are_borne(household: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAYCLI_NOW", "+4m")
    household.run(*SENDS, "--as", "ming")
    monkeypatch.delenv("PAYCLI_NOW")
    household.run(*SENDS, "--as", "ming")
    assert household.balance("li") == "2.00"
    assert faults(household.ledger) == []
