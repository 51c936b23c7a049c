"""Whoever may write the file can break the ledger, but not unseen: each change of a row is found and named."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from paycli.store.schema.triggers import TRIGGERS
from tests.support.forger import second_opinion
from tests.support.program import PROGRAM, paycli, paycli_json
from tests.support.rich import Rich, client
from tests.support.tampering import (
    Column,
    Row,
    change,
    columns,
    copy,
    found_by_audit,
    found_by_verify,
    named,
    newest_row,
    other_values,
    removal,
    rows_of,
    tampering,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def tables_of(rich: Rich) -> dict[str, list[Column]]:
    found: dict[str, list[Column]] = {}
    for column in columns(rich.path):
        found.setdefault(column.table, []).append(column)
    return found


def newest_of(rich: Rich, its_columns: Sequence[Column]) -> Row:
    """Give the newest row of a table."""
    with closing(sqlite3.connect(rich.path)) as connection:
        row = connection.execute(newest_row(its_columns[0])).fetchone()
    return dict(zip([column.name for column in its_columns], row, strict=True))


def changed(rich: Rich, folder: Path, column: Column, other: object, *, restore: bool = True) -> Rich:
    """Copy the ledger into a folder and change a column of the newest row of its table."""
    forged = copy(rich, folder)
    with tampering(forged.path, restore=restore) as connection:
        connection.execute(change(column), (other,))
    return forged


def without(rich: Rich, folder: Path, column: Column, row: Row) -> Rich:
    """Copy the ledger into a folder and remove a row from the column's table."""
    forged = copy(rich, folder)
    with tampering(forged.path) as connection:
        connection.execute(removal(column), [row[key.strip('"')] for key in column.keys])
    return forged


# Indexes for look-ups, which move no money: the audit compares them, and the second opinion does not read them.
NOT_MONEY = {"entries.short", "entries.nodes", "transfers.position", "head.id", "head.version"}


def test_an_untouched_ledger_has_no_fault(rich: Rich, tmp_path: Path) -> None:
    assert found_by_audit(rich, tmp_path / "client", knows_place=True) == []
    assert found_by_verify(rich.path) == []


def test_the_installed_audit_proves_it_in_one_command(rich: Rich, tmp_path: Path) -> None:
    client(rich, tmp_path / "client")
    proven = paycli_json("ledger", "audit", env={"PAYCLI_HOME": str(tmp_path / "client")})
    assert proven["entries"] == rich.seen.size
    assert proven["root"] == rich.seen.root


def test_every_table_has_rows_to_tamper_with(rich: Rich) -> None:
    tables = tables_of(rich)
    assert len(tables) >= 13
    assert [table for table in tables if not rows_of(rich, table)] == []


def test_a_fault_of_another_row_is_not_taken_for_this_one(rich: Rich) -> None:
    row = {"n": 7, "field": "note"}
    assert named(["entry 7: its note is missing"], rich, "texts", row)
    assert named(["entry 8: entries 7 to 7 are missing"], rich, "texts", row)
    assert not named(["entry 75: its note is missing", "row 7 of texts"], rich, "texts", row)


@pytest.mark.slow
def test_the_installed_audit_refuses_a_change_in_each_table_and_names_it(rich: Rich, tmp_path: Path) -> None:
    for table, its_columns in tables_of(rich).items():
        old, column = newest_of(rich, its_columns), its_columns[-1]
        other = other_values(old[column.name], column)[-1]
        client(changed(rich, tmp_path / table, column, other), tmp_path / table / "client")
        done = subprocess.run(
            # A program is told ids, where a person reads handles.
            [PROGRAM, "ledger", "audit", "--json"],
            env={**os.environ, "PAYCLI_HOME": str(tmp_path / table / "client")},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 70, (table, done)
        assert named((done.stdout + done.stderr).splitlines(), rich, table, old, old | {column.name: other}), done


@pytest.mark.slow
@pytest.mark.parametrize("restore", [True, False], ids=["triggers put back", "triggers left out"])
def test_a_change_of_any_column_of_the_newest_row_of_any_table_is_found_and_named(
    rich: Rich, tmp_path: Path, restore: bool
) -> None:
    missed: list[object] = []
    tried = 0
    for table, its_columns in tables_of(rich).items():
        old = newest_of(rich, its_columns)
        for column in its_columns:
            for number, other in enumerate(other_values(old[column.name], column)):
                place = tmp_path / f"{table}-{column.name}-{number}"
                found = found_by_audit(changed(rich, place, column, other, restore=restore), tmp_path / "client")
                tried += 1
                if not named(found, rich, table, old, old | {column.name: other}):
                    missed.append((table, column.name, other, found))
    assert missed == []
    assert tried > 100


@pytest.mark.slow
def test_the_removal_of_any_single_row_is_found_and_named(rich: Rich, tmp_path: Path) -> None:
    missed: list[object] = []
    tried = 0
    for table, its_columns in tables_of(rich).items():
        for number, row in enumerate(rows_of(rich, table)):
            forged = without(rich, tmp_path / f"{table}-{number}", its_columns[0], row)
            found = found_by_audit(forged, tmp_path / "client")
            tried += 1
            if not named(found, rich, table, row):
                missed.append((table, row, found))
    assert missed == []
    assert tried > 200


def test_where_the_log_ends_to_be_readable_what_was_found_before_is_told_too(rich: Rich, tmp_path: Path) -> None:
    forged = copy(rich, tmp_path / "two")
    with tampering(forged.path) as connection:
        connection.execute("UPDATE entries SET signature = zeroblob(64) WHERE n = 3")
        n = connection.execute("SELECT max(n) FROM transfers").fetchone()[0]
        connection.execute("UPDATE transfers SET credit = 999999 WHERE n = ?", (n,))
    found = found_by_audit(forged, tmp_path / "client")
    assert any(each.startswith("entry 3: the signature does not fit") for each in found), found
    missing = f"a transfer of entry {n} names the account 999999, which is not there"
    assert any(each.startswith(missing) for each in found), found


@pytest.mark.slow
def test_a_row_too_many_is_found_and_named(rich: Rich, tmp_path: Path) -> None:
    missed: list[object] = []
    tried = 0
    for table, its_columns in tables_of(rich).items():
        row = newest_of(rich, its_columns)
        for column in its_columns:
            for number, other in enumerate(other_values(row[column.name], column)):
                forged = copy(rich, tmp_path / f"{table}-{column.name}-{number}")
                more = row | {column.name: other}
                with tampering(forged.path) as connection:
                    marks = ", ".join("?" * len(row))
                    values = list(more.values())
                    # Where the key or a UNIQUE is the same, SQLite itself leaves the row out.
                    added = connection.execute(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", values)  # noqa: S608
                    if not added.rowcount:
                        continue
                found = found_by_audit(forged, tmp_path / "client")
                tried += 1
                if not named(found, rich, table, more):
                    missed.append((table, column.name, other, found))
    assert missed == []
    assert tried > 15


def test_what_belongs_to_nothing_is_found_and_named(rich: Rich, tmp_path: Path) -> None:
    forged = copy(rich, tmp_path / "forged")
    with tampering(forged.path) as connection:
        [equal] = connection.execute(
            "SELECT o.id FROM objects o WHERE o.kind = 'envelope' AND o.id NOT IN (SELECT object FROM seeds) LIMIT 1"
        ).fetchone()
        connection.execute("INSERT INTO seeds (object, seed, shares) VALUES (?, ?, NULL)", (equal, bytes(32)))
        account = f"w:{rich.wallet}:ZZZ"
        connection.execute("INSERT INTO accounts (name, balance_minor, floor_minor) VALUES (?, 0, 0)", (account,))
    found = found_by_audit(forged, tmp_path / "client")
    assert f"drawn shares {equal.hex()}: not made by any entry" in found
    assert f"account {account}: not made by any entry" in found


@pytest.mark.parametrize("kind", [[], {}, None, 7, "group"])
def test_an_order_of_no_kind_is_named_and_the_audit_goes_on(rich: Rich, tmp_path: Path, kind: object) -> None:
    forged = copy(rich, tmp_path / "forged")
    with tampering(forged.path) as connection:
        n, order = connection.execute(
            """SELECT n, "order" FROM entries WHERE kind = 'group.add' ORDER BY n DESC"""
        ).fetchone()
        data = json.dumps(json.loads(order) | {"kind": kind}, sort_keys=True, separators=(",", ":"))
        connection.execute('UPDATE entries SET "order" = ? WHERE n = ?', (data.encode(), n))
    assert any(fault.startswith(f"entry {n}: ") for fault in found_by_audit(forged, tmp_path / "client"))


@pytest.mark.slow
def test_the_second_opinion_finds_what_touches_orders_signatures_transfers_or_sums(rich: Rich, tmp_path: Path) -> None:
    missed: list[object] = []
    tried = 0
    for table in ("entries", "transfers", "accounts", "head", "seeds"):
        its_columns = tables_of(rich)[table]
        old = newest_of(rich, its_columns)
        for column in its_columns:
            if f"{table}.{column.name}" in NOT_MONEY:
                continue
            for number, other in enumerate(other_values(old[column.name], column)):
                forged = changed(rich, tmp_path / f"{table}-{column.name}-{number}", column, other)
                found = second_opinion(forged.path)
                tried += 1
                if not named(found, rich, table, old, old | {column.name: other}):
                    missed.append((table, column.name, other, found))
        for number, row in enumerate(rows_of(rich, table)):
            found = second_opinion(without(rich, tmp_path / f"{table}-{number}", its_columns[0], row).path)
            tried += 1
            if not named(found, rich, table, row):
                missed.append((table, row, found))
    assert missed == []
    assert tried > 150


def test_a_dropped_trigger_is_found_and_named(rich: Rich, tmp_path: Path) -> None:
    forged = copy(rich, tmp_path / "forged")
    with tampering(forged.path, restore=False):
        pass
    names = sorted(ddl.split()[2] for ddl in TRIGGERS)
    found = found_by_audit(forged, tmp_path / "client")
    assert found == [f"the trigger {name} is missing or changed" for name in names]


def test_a_failed_audit_names_every_fault_for_programs_and_counts_them_for_people(rich: Rich, tmp_path: Path) -> None:
    forged = copy(rich, tmp_path / "forged")
    with tampering(forged.path) as connection:
        signed = connection.execute("UPDATE entries SET signature = zeroblob(64) WHERE signature IS NOT NULL").rowcount
    assert signed > 50
    client(forged, tmp_path / "client")
    env = {"PAYCLI_HOME": str(tmp_path / "client")}
    details = paycli_json("ledger", "audit", status=70, env=env)["error"]["details"]
    named = [fault for fault in details["faults"] if "the signature does not fit" in fault]
    assert len(named) == signed
    assert details["fault_count"] == len(details["faults"])
    assert details["clocks"] == []
    said = paycli("ledger", "audit", status=70, env=env)
    assert f"{details['fault_count']:,} faults" in said.stdout
    assert f"and {details['fault_count'] - 50:,} more" in said.stdout
