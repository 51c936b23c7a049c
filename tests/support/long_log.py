"""Long ledgers that are cheap to make, for what is said of the audit of many entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.ledgers import circle_at, new_ledger

if TYPE_CHECKING:
    from pathlib import Path

_GROUP = 1_000


def long_ledger(folder: Path, entries: int) -> Path:
    """Make a ledger with about so many entries, sends that each name the place of the log that was known."""
    path = new_ledger(folder)
    with circle_at(path, cash_minor=5 * entries) as circle:
        body = {"to": circle.people["li"].wallet, "amount": 1, "currency": "EUR", "note": None}
        for _ in range(entries // _GROUP):
            orders = [circle.order("send", body, circle.people["ming"], seen=circle.seen) for _ in range(_GROUP)]
            circle.seen = circle.post_all(orders).seen
    return path
