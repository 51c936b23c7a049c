"""Proof that a ledger is sound after a fault: the product's audit, SQLite's own check, and sums made by hand."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING

from paycli.domain.ids import name_of
from paycli.domain.state import Needs
from paycli.services.audit.replay import Replay
from paycli.signing import CRYPTO
from paycli.store.sqlite.book import SqliteBook

if TYPE_CHECKING:
    from os import PathLike

    from paycli.domain.orders import Seen


def faults(path: str | PathLike[str], known: Seen | None = None) -> list[str]:
    """Give every fault of a ledger file, read afresh; empty if the books are right and extend what was known."""
    book = SqliteBook(path, CRYPTO)
    try:
        with book.view() as view:
            replay = Replay(view)
            replay.faults.extend(view.faults())
            for _ in replay.run():
                pass
            replay.finish(view.load(Needs()).registry.ledger, known)
    finally:
        book.close()
    return [*replay.faults, *_by_hand(path)]


def _by_hand(path: str | PathLike[str]) -> list[str]:
    """Compare balances with transfers by SQL that shares nothing with the product."""
    with closing(sqlite3.connect(path)) as connection:
        found = [row[0] for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
        found += [f"foreign key: {row}" for row in connection.execute("PRAGMA foreign_key_check")]
        moved: dict[int, int] = {}
        for debit, credit, amount_minor in connection.execute("SELECT debit, credit, amount_minor FROM transfers"):
            moved[debit] = moved.get(debit, 0) - amount_minor
            moved[credit] = moved.get(credit, 0) + amount_minor
        for number, name, balance_minor in connection.execute("SELECT id, name, balance_minor FROM accounts"):
            if moved.pop(number, 0) != balance_minor:
                found.append(f"{name} has {balance_minor}, which is not the sum of its transfers")
        return found + [f"account {number} is missing" for number in moved]


def times_booked(path: str | PathLike[str], name: str) -> int:
    """Count the entries whose orders have a name."""
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT hex(id), hex(coalesce(wallet, key, '')) FROM entries")
        return sum(name_of(number.lower(), owner) == name for number, owner in found)


def entries(path: str | PathLike[str]) -> int:
    """Count the entries of the log."""
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM entries").fetchone()[0])


def balances_of(path: str | PathLike[str]) -> dict[str, int]:
    """Give every stored balance that is not zero by the account's name, in minor units."""
    with closing(sqlite3.connect(path)) as connection:
        return dict(connection.execute("SELECT name, balance_minor FROM accounts WHERE balance_minor <> 0"))


def balance_of(path: str | PathLike[str], account: str) -> int:
    """Give the stored balance of an account in minor units; 0 if it is not there."""
    with closing(sqlite3.connect(path)) as connection:
        row = connection.execute("SELECT balance_minor FROM accounts WHERE name = ?", (account,)).fetchone()
        return int(row[0]) if row else 0


def kinds_booked(path: str | PathLike[str]) -> Counter[str]:
    """Count the entries of each kind."""
    with closing(sqlite3.connect(path)) as connection:
        return Counter(dict(connection.execute("SELECT kind, count(*) FROM entries GROUP BY kind")))
