"""Whoever may write the file changes what a shop counted: each number, total and drawer is named by both verifiers."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from paycli.domain.lives import SHIFT, detail_of, detail_text
from paycli.domain.shifts import ShiftDetail
from tests.support.forger import second_opinion
from tests.support.misses import Misses
from tests.support.tampering import Column, Row, columns, copy, found_by_audit, named, other_values, tampering

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.rich import Rich

# Of each table the rows of a shop's counter; a sale and a shift of each kind of end is enough, and all of the others.
CHOSEN = {
    "counters": "SELECT * FROM counters WHERE name GLOB '[sc]*:[0-9]*' AND name NOT LIKE 'mandate:%'",
    "accounts": "SELECT * FROM accounts WHERE name LIKE 't:%' OR name LIKE '%:tips:%'",
    "objects": (
        "SELECT * FROM objects WHERE kind = 'shift' OR kind = 'sale' AND till > 0"
        " GROUP BY kind, till, state, peer IS NULL, detail LIKE '%gift%'"
    ),
}


class Change(NamedTuple):
    """A column of a row that gets another value."""

    table: str
    row: Row
    column: str
    other: object


def rows_of(rich: Rich, table: str) -> list[Row]:
    with closing(sqlite3.connect(rich.path)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(CHOSEN[table])]


def columns_of(rich: Rich, table: str) -> list[Column]:
    return [column for column in columns(rich.path) if column.table == table]


def place_of(rich: Rich, table: str, row: Row) -> tuple[str, list[Any]]:
    """Give what finds a row by its primary key, in SQL, and the key."""
    keys = columns_of(rich, table)[0].keys
    return " AND ".join(f"{key} = ?" for key in keys), [row[key.strip('"')] for key in keys]


def changed(rich: Rich, folder: Path, change: Change) -> Rich | None:
    """Copy the ledger with one value changed; None where another row has that value already, which SQLite refuses."""
    forged = copy(rich, folder)
    with tampering(forged.path) as connection:
        which, key = place_of(rich, change.table, change.row)
        statement = f'UPDATE OR IGNORE {change.table} SET "{change.column}" = ? WHERE {which}'  # noqa: S608
        done = connection.execute(statement, (change.other, *key)).rowcount
    return forged if done else None


def named_twice(rich: Rich, forged: Rich, home: Path, table: str, *rows: Row) -> None:
    for faults in (found_by_audit(forged, home), second_opinion(forged.path)):
        assert named(faults, rich, table, *rows), faults


def try_all(rich: Rich, folder: Path, changes: list[Change]) -> int:
    tried = 0
    with Misses() as misses:
        for number, change in enumerate(changes):
            with misses.of((change.table, change.row.get("name"), change.column, change.other)):
                forged = changed(rich, folder / str(number), change)
                if forged is not None:
                    tried += 1
                    as_it_is = change.row | {change.column: change.other}
                    named_twice(rich, forged, folder / "client", change.table, change.row, as_it_is)
    return tried


def test_there_is_a_counter_of_each_kind_and_a_sale_and_a_shift_of_each_end(rich: Rich) -> None:
    assert {row["name"] for row in rows_of(rich, "counters")} == {
        "sale:0", "sale:1", "sale:2", "shift:1", "shift:2", "closed:1",
    }  # fmt: skip
    ends = {(row["kind"], row["state"]) for row in rows_of(rich, "objects")}
    assert ends == {
        ("sale", "pending"), ("sale", "done"), ("sale", "cancelled"), ("shift", "pending"), ("shift", "done"),
    }  # fmt: skip
    assert len([row for row in rows_of(rich, "accounts") if row["name"].startswith("t:")]) == 4


@pytest.mark.slow
@pytest.mark.parametrize(("table", "least"), [("counters", 40), ("accounts", 30), ("objects", 200)])
def test_each_column_of_what_a_shop_counted_is_named_when_it_was_changed(
    rich: Rich, tmp_path: Path, table: str, least: int
) -> None:
    changes = [
        Change(table, row, column.name, other)
        for row in rows_of(rich, table)
        for column in columns_of(rich, table)
        for other in other_values(row[column.name], column)
    ]
    assert try_all(rich, tmp_path, changes) >= least


@pytest.mark.slow
def test_each_total_of_a_shift_and_of_a_sale_is_named_when_it_was_changed(rich: Rich, tmp_path: Path) -> None:
    changes = []
    for row in rows_of(rich, "objects"):
        totals: dict[str, Any] = json.loads(row["detail"])
        for name, value in totals.items():
            others: list[object] = [value + 1] if isinstance(value, int) else [value + "x"] if value == "" else []
            if isinstance(value, str) and value:
                others = ["gift" if value == "cash" else "cash", ""]
            if isinstance(value, list):
                more = [*value, ["Z", 1, 1, 1]]
                fewer = value[:-1] if value else [["A", 70_000, 1, 0]]
                one_more = [[name_, rate, gross, tax + 1] for name_, rate, gross, tax in value] or [["B", 1, 1, 1]]
                others = [more, fewer, one_more]
            texts = (json.dumps(totals | {name: other}, separators=(",", ":")) for other in others)
            changes += [Change("objects", row, "detail", text) for text in texts]
    assert try_all(rich, tmp_path, changes) >= 2 * len(ShiftDetail._fields)


@pytest.mark.slow
@pytest.mark.parametrize("table", CHOSEN)
def test_a_row_that_is_gone_is_named(rich: Rich, tmp_path: Path, table: str) -> None:
    with Misses() as misses:
        for number, row in enumerate(rows_of(rich, table)):
            with misses.of(row):
                forged = copy(rich, tmp_path / str(number))
                with tampering(forged.path) as connection:
                    which, key = place_of(rich, table, row)
                    connection.execute(f"DELETE FROM {table} WHERE {which}", key)  # noqa: S608
                named_twice(rich, forged, tmp_path / "client", table, row)


def test_two_sales_that_changed_their_numbers_are_named(rich: Rich, tmp_path: Path) -> None:
    first, second = rows_of(rich, "objects")[:2]
    forged = copy(rich, tmp_path / "forged")
    with tampering(forged.path) as connection:
        for row, number in ((first, -1), (second, first["number"]), (first, second["number"])):
            connection.execute("UPDATE objects SET number = ? WHERE id = ?", (number, row["id"]))
    for row in (first, second):
        named_twice(rich, forged, tmp_path / "client", "objects", row)


def test_a_shift_that_took_money_out_of_its_totals_and_its_drawer_is_named(rich: Rich, tmp_path: Path) -> None:
    """All that can be made to fit without a signature is: the totals, the drawer's account and its world's."""
    [shift] = [row for row in rows_of(rich, "objects") if (row["kind"], row["state"]) == ("shift", "done")]
    totals = detail_of(SHIFT, shift["detail"])
    less = totals._replace(cash_minor=totals.cash_minor - 100, counted_minor=totals.counted_minor - 100)
    forged = copy(rich, tmp_path / "forged")
    with tampering(forged.path) as connection:
        connection.execute("UPDATE objects SET detail = ? WHERE id = ?", (detail_text(less), shift["id"]))
        for part, sign in (("drawer", -1), ("world", 1)):
            connection.execute(
                "UPDATE accounts SET balance_minor = balance_minor + ? WHERE name LIKE ?",
                (100 * sign, f"t:%:1:{part}:%"),
            )
    named_twice(rich, forged, tmp_path / "client", "objects", shift)
    drawer = next(row for row in rows_of(rich, "accounts") if ":1:drawer:" in row["name"])
    named_twice(rich, forged, tmp_path / "client", "accounts", drawer)
