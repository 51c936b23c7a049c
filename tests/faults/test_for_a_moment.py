"""Rows that are changed while somebody looks, and put back before anybody audits: shown as signed, or refused.

What a balance comes to, only the audit can prove; everything else that a command shows or signs is in signed entries.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from paycli.store.sql import statements
from tests.support.effort import LARGE
from tests.support.tampering import Column, Row, columns, other_values, tampering
from tests.support.town import Town, build_town

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.inside import Ended, Household

# What is shown of each table, and what is signed because of it; --dry-run makes and checks an order without booking it.
LINES = (
    "balance --as ming",
    "log --as ming",
    "log --all --as ming",
    "inbox --as li",
    "show ENVELOPE --as li",
    "show PAID --as li",
    "envelope list --as ming",
    "envelope stats --as ming",
    "pos receipt PAID --as cafe",
    "wallet list --as ming",
    "wallet show li --as ming",
    "group list --as ming",
    "contact list --as ming",
    "ledger show --as ming",
    "whoami --as li",
    "send li 1.20 --dry-run --as ming",
    "pay SALE --dry-run --as li",
    "refund PAID 5 --dry-run --as cafe",
    "envelope send family 2 --dry-run --as ming",
    "grab ENVELOPE --dry-run --as li",
    "cancel ENVELOPE --dry-run --as ming",
    "inbox --as ming",
    "request list --as li",
    "show WAITS --as li",
    "accept ASKED --dry-run --as ming",
    "accept WAITS --dry-run --as li",
    "give-back SENT 1 --dry-run --as li",
    "send bar 1.20 --dry-run --as ming",
)

# The rows' own word, until an audit: what an account or a drawer comes to ...
_SUMS = re.compile(r'"(?:amount|balances|inside|drawers|due_back)": ?(?:"[^"]*"|\[[^\]]*\]|[0-9]+)')
_SUMMED = {"accounts": ("balance ", "ledger show")}
# ... and how many sales its till had before one, which is the number of that sale (ADR 25).
_NUMBER = re.compile(r'"receipt": ?"[^"]*"')
# That a handle leads to nobody, or to somebody else, is told as what it may be: a key that changed.
_WARNED = re.compile(r'"key_changed": ?true')


class Moment(NamedTuple):
    """A row that is changed or taken away while a command runs: `column` is None where it is taken away."""

    table: str
    column: str | None
    row: Row
    keys: tuple[str, ...]
    other: Any = None

    def __str__(self) -> str:
        what = f"{self.column} -> {self.other!r}" if self.column else "taken away"
        return f"{self.table} {[self.row[key] for key in self.keys]}: {what}"


@pytest.fixture
def town(empty_house: Household) -> Town:
    town = build_town(
        {"PAYCLI_HOME": str(empty_house.ledger.parent)}, lambda *words: str(empty_house.json(*words).get("id", ""))
    )
    for line in (
        "group new family li cafe --as ming",
        "group remove family cafe --as ming",
        "contact block cafe --as li",
        "ledger credit li 10 --as ming",
        "ledger set most-per-order 150EUR --as ming",
        "envelope send 3 -n 3 -m luck --as ming",
        "grab --as li",
        "refund PAID 1 --as cafe",
        "give-back SENT 2 --as li",
        "wallet set receive asked --as bar",
        "contact trust ming --as bar",
        "request new li cafe 1.50 --as ming",
    ):
        empty_house.run(*town.words(line))
    waits = empty_house.json("send", "li", "4", "--wait", "30d", "--as", "ming")["id"]
    return town._replace(env={**town.env, "WAITS": waits})


def moments(path: Path, *, many_rows: bool) -> Iterator[Moment]:
    """Give each value of a row that commands read, and the row itself: of the newest of each table, or of many."""
    its_columns: dict[str, list[Column]] = {}
    for column in columns(path):
        its_columns.setdefault(column.table, []).append(column)
    for table in sorted(tables_read()):
        first = its_columns[table][0]
        keys = tuple(key.strip('"') for key in first.keys)
        with closing(sqlite3.connect(path)) as connection:
            connection.row_factory = sqlite3.Row
            ordered = connection.execute(f"SELECT * FROM {table} ORDER BY {first.order}").fetchall()  # noqa: S608
        for row in map(dict, ordered[:: 1 if LARGE else 5] if many_rows else ordered[:1]):
            yield Moment(table, None, row, keys)
            for column in its_columns[table]:
                yield Moment(table, column.name, row, keys, other_values(row[column.name], column)[-1])


def tables_read() -> set[str]:
    """Name the tables that the statements of commands read; those that read a table as a whole are the audit's."""
    named = {
        table
        for name, statement in vars(statements).items()
        if name.isupper() and isinstance(statement, str) and statement.lstrip("WITH ").find("SELECT") >= 0
        for table in re.findall(r"(?:FROM|JOIN) ([a-z_]+)", statement)
    }
    return named - {"wanted", "alembic_version"}


@contextmanager
def tampered(path: Path, moment: Moment) -> Iterator[None]:
    """Change a row or take it away, and put it back as it was."""
    _replace(path, moment, moment.row, None if moment.column is None else moment.row | {moment.column: moment.other})
    try:
        yield
    finally:
        there = {} if moment.column is None else moment.row | {moment.column: moment.other}
        _replace(path, moment, there, moment.row)


def _replace(path: Path, moment: Moment, old: Row, new: Row | None) -> None:
    with tampering(path) as connection:
        if old:
            where = " AND ".join(f'"{key}" IS ?' for key in moment.keys)
            connection.execute(f"DELETE FROM {moment.table} WHERE {where}", [old[key] for key in moment.keys])  # noqa: S608
        if new is not None:
            marks = ", ".join("?" * len(new))
            connection.execute(f"INSERT INTO {moment.table} VALUES ({marks})", list(new.values()))  # noqa: S608


def said(house: Household, town: Town, line: str) -> tuple[int, str]:
    """Run a line; gives its status and document, without the ids and times of an order that is only tried."""
    ended: Ended = house.run(*town.words(line, WAITS=town.env["WAITS"]), status=None)
    if "--dry-run" not in line:
        return ended.status, ended.out
    return ended.status, re.sub(r'"(?:id|short|due|due_back)": ?(?:"[^"]*"|null)', "", ended.out)


def is_the_same(after: str, before: str, moment: Moment, line: str) -> bool:
    """Compare two documents; where a sum is made of the rows that were changed, without it."""
    if line.startswith(_SUMMED.get(moment.table, ("nothing",))):
        return _SUMS.sub("", after) == _SUMS.sub("", before)
    if (moment.table, moment.column) == ("objects", "number"):
        return _NUMBER.sub("", after) == _NUMBER.sub("", before)
    return after == before or (moment.table == "handles" and bool(_WARNED.search(after)))


@pytest.mark.slow
@pytest.mark.parametrize(
    "many_rows", [pytest.param(False, id="newest"), pytest.param(True, id="many", marks=pytest.mark.full)]
)
def test_what_is_changed_for_a_moment_is_shown_as_it_was_signed_or_refused(
    empty_house: Household, town: Town, many_rows: bool
) -> None:
    before = {line: said(empty_house, town, line) for line in LINES}
    assert {line: status for line, (status, _) in before.items() if status} == {}
    wrong, tried = [], 0
    for moment in moments(town.ledger, many_rows=many_rows):
        try:
            with tampered(town.ledger, moment):
                after = {line: said(empty_house, town, line) for line in LINES}
        except sqlite3.IntegrityError:
            continue
        tried += 1
        wrong += [
            f"{moment}: {line}: {after[line]} instead of {before[line]}"
            for line in LINES
            if after[line][0] == 0 and not is_the_same(after[line][1], before[line][1], moment, line)
        ]
    again = {line: said(empty_house, town, line) for line in LINES}
    wrong += [
        f"afterwards: {line}: {again[line]} instead of {before[line]}" for line in LINES if again[line] != before[line]
    ]
    assert tried > 60
    assert not wrong, "\n".join(wrong)
