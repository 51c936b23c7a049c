"""A filled ledger of today under the next paycli, which has a revision more: refused, upgraded, and whole behind it."""

from __future__ import annotations

import resource
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from paycli.store.sqlite.connection import SCHEMA_VERSION
from tests.support import next_schema
from tests.support.children import in_child
from tests.support.inside import Household
from tests.support.next_schema import next_paycli, next_verifier
from tests.support.proof import faults

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NEXT = SCHEMA_VERSION + 1
UPGRADE = ("ledger", "upgrade", "--as", "ming")
SENDS = ("send", "li", "1", "--as", "ming")
LINES = (SENDS, ("balance", "--as", "ming"), ("log", "--as", "ming"), ("ledger", "audit", "--as", "ming"))


@pytest.fixture
def filled(household: Household) -> Household:
    """Let money move in many ways, with something left open of each."""
    house = household
    house.run("wallet", "new", "cafe", "--shop")
    house.run("send", "li", "20", "for lunch", "--as", "ming")
    house.run("envelope", "send", "10", "-n", "3", "--as", "ming")
    house.run("grab", "--as", "li")
    for pays in (True, False):
        sale = house.json("pos", "charge", "2.50", "noodles", "--as", "cafe")["id"]
        if pays:
            house.run("pay", sale, "--tip", "0.25", "--as", "li")
            house.run("refund", sale, "1", "cold", "--as", "cafe")
    house.run("withdraw", "5", "--as", "ming")
    house.run("withdraw", "3", "--cash", "--as", "li")
    return house


@pytest.fixture
def later(filled: Household, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Household]:
    """Give the same household under the next paycli."""
    with next_paycli(tmp_path / "next", monkeypatch) as version:
        assert version == NEXT
        yield filled


def rows_of(ledger: Path) -> dict[str, list[Any]]:
    """Give every row of every table, but for Alembic's own note of the revision."""
    with closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)) as connection:
        named = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'alembic_version'"
        tables = [name for (name,) in connection.execute(named)]
        reads = {table: f"SELECT * FROM {table}" for table in tables}  # noqa: S608  the file's own names
        return {table: sorted(connection.execute(statement), key=repr) for table, statement in reads.items()}


def version_of(ledger: Path) -> tuple[int, str]:
    """Give the schema's version as clients read it, and as Alembic noted it."""
    with closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)) as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        (noted,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return version, noted


def was_rebuilt(ledger: Path) -> bool:
    """Tell whether the revision's own check stands in the schema."""
    with closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)) as connection:
        (ddl,) = connection.execute("SELECT sql FROM sqlite_schema WHERE name = 'transfers'").fetchone()
        return next_schema.CHECK in ddl


def set_back(ledger: Path, statement: str) -> None:
    """Say of a ledger that its schema is older than the first, and what Alembic noted of it."""
    with closing(sqlite3.connect(ledger, isolation_level=None)) as connection:
        connection.execute(statement)
        connection.execute("PRAGMA user_version = 0")


def backups_of(house: Household) -> list[Path]:
    return sorted(house.ledger.parent.glob("home.db.*.backup"))


def refused(house: Household, code: str) -> str:
    """Require that nothing can be read or sent, and that the file stays as it is; gives the hint."""
    before = house.ledger.read_bytes()
    errors = [house.json(*line, status=78) for line in LINES]
    assert {error["code"] for error in errors} == {code}
    assert house.ledger.read_bytes() == before
    return str(errors[0]["hint"])


def test_a_filled_ledger_of_today_is_too_old_for_the_next_paycli_which_names_the_upgrade(later: Household) -> None:
    assert version_of(later.ledger) == (SCHEMA_VERSION, f"{SCHEMA_VERSION:04d}")
    assert "paycli ledger upgrade" in refused(later, "schema_old")
    assert backups_of(later) == []


def test_a_ledger_below_the_first_revision_is_refused_and_upgraded_or_stays_as_it_is(filled: Household) -> None:
    before = rows_of(filled.ledger)
    set_back(filled.ledger, "UPDATE alembic_version SET version_num = '0000'")
    assert "paycli ledger upgrade" in refused(filled, "schema_old")
    whole = filled.ledger.read_bytes()
    error = filled.json(*UPGRADE, status=70)
    assert (error["code"], "knows no way from revision 0000" in error["message"]) == ("broken", True), error
    assert filled.ledger.read_bytes() == whole
    assert rows_of(backups_of(filled)[0]) == before
    set_back(filled.ledger, f"UPDATE alembic_version SET version_num = '{SCHEMA_VERSION:04d}'")  # noqa: S608  a number
    assert filled.json(*UPGRADE) == {"paycli": 1, "schema": SCHEMA_VERSION, "schema_before": 0, "changed": True}
    assert rows_of(filled.ledger) == before
    assert faults(filled.ledger) == []
    filled.run(*SENDS)


def test_a_filled_ledger_is_upgraded_and_every_row_is_where_it_belongs(later: Household, tmp_path: Path) -> None:
    before = rows_of(later.ledger)
    assert len(before["transfers"]) >= 8
    assert later.json(*UPGRADE) == {"paycli": 1, "schema": NEXT, "schema_before": SCHEMA_VERSION, "changed": True}
    assert version_of(later.ledger) == (NEXT, f"{NEXT:04d}")
    assert was_rebuilt(later.ledger)
    assert rows_of(later.ledger) == before
    audit = later.json("ledger", "audit", "--as", "ming")
    assert (audit["faults"], audit["entries"]) == ([], len(before["entries"]))
    assert faults(later.ledger) == []
    verifier = next_verifier(tmp_path / "verify", later.ledger)
    second = subprocess.run([sys.executable, verifier, later.ledger], capture_output=True, text=True, check=False)
    assert second.returncode == 0, second.stdout + second.stderr


def test_after_the_upgrade_life_goes_on(later: Household) -> None:
    later.run(*UPGRADE)
    later.run(*SENDS)
    later.run("tick", "--as", "ming")
    assert faults(later.ledger) == []
    later.run("ledger", "audit", "--as", "ming")
    assert later.json(*UPGRADE)["changed"] is False
    assert len(backups_of(later)) == 1, "where nothing is to do, nothing is copied"


def test_the_backup_is_the_old_ledger_and_opens_with_the_old_paycli(
    filled: Household, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rows_of(filled.ledger)
    with next_paycli(tmp_path / "next", monkeypatch):
        filled.run(*UPGRADE)
    (backup,) = backups_of(filled)
    assert backup.stat().st_mode & 0o777 == 0o600
    assert version_of(backup) == (SCHEMA_VERSION, f"{SCHEMA_VERSION:04d}")
    assert rows_of(backup) == before
    assert faults(backup) == []
    assert "newer paycli" in refused(filled, "schema_new")
    backup.replace(filled.ledger)
    filled.run(*SENDS)
    filled.run("ledger", "audit", "--as", "ming")


def test_the_old_paycli_neither_uses_nor_upgrades_the_new_ledger(
    filled: Household, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with next_paycli(tmp_path / "next", monkeypatch):
        filled.run(*UPGRADE)
    assert "newer paycli" in refused(filled, "schema_new")
    assert filled.json(*UPGRADE, status=78)["code"] == "schema_new"
    assert version_of(filled.ledger)[0] == NEXT


def test_only_the_operator_upgrades(filled: Household, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as elsewhere:
        guest = Household(tmp_path / "guest", elsewhere)
        guest.run("join", str(filled.ledger), "--handle", "an", "--vault", "sealed")
        before = filled.ledger.read_bytes()
        with next_paycli(tmp_path / "next", elsewhere):
            assert guest.json("ledger", "upgrade", status=6)["code"] == "operator_only"
    assert filled.ledger.read_bytes() == before
    assert backups_of(filled) == []


# --- broken off in the middle -----------------------------------------------------------------------------------------
def test_an_upgrade_that_is_killed_halfway_has_not_happened(later: Household) -> None:
    before = rows_of(later.ledger)
    later.killed_at(next_schema, "halfway", *UPGRADE)
    assert version_of(later.ledger) == (SCHEMA_VERSION, f"{SCHEMA_VERSION:04d}")
    assert (rows_of(later.ledger), was_rebuilt(later.ledger)) == (before, False)
    assert later.json(*UPGRADE)["changed"] is True
    assert rows_of(later.ledger) == before
    assert faults(later.ledger) == []
    assert len(backups_of(later)) == 2


def test_an_upgrade_for_which_the_disk_has_no_room_has_not_happened(
    later: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rows_of(later.ledger)

    def fails() -> None:
        limit = (0, resource.RLIM_INFINITY)
        monkeypatch.setattr(next_schema, "halfway", lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limit))
        error = later.json(*UPGRADE, status=69)
        assert error["message"].startswith("Nothing happened: ")

    in_child(fails)
    assert version_of(later.ledger) == (SCHEMA_VERSION, f"{SCHEMA_VERSION:04d}")
    assert (rows_of(later.ledger), was_rebuilt(later.ledger)) == (before, False)
    assert later.json(*UPGRADE)["changed"] is True
    assert rows_of(later.ledger) == before
    assert faults(later.ledger) == []
