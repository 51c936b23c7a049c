"""Writing past the door: entries whose leaf, root, head, transfers and rows agree, but that nobody had a right to."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

from paycli.domain.orders import UNTIL_MS, Order, read_unchecked
from paycli.domain.ports import Written
from paycli.domain.rules.rule import rule_of
from paycli.domain.state import Changes, Needs, Place
from paycli.errors import OrderMalformed
from paycli.services.engine.posting import seal
from paycli.signing import CRYPTO
from paycli.store.sqlite.book import SqliteBook
from tests.support import second_verifier

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from paycli.domain.ports import Book, Entry
    from paycli.domain.texts import Text


def raw_order(fields: Mapping[str, Any]) -> Order:
    """Make an order out of any fields at all, without the checks of Order.make."""
    given = {"seen": None, "v": 1, "until": fields["at"] + UNTIL_MS, **fields}
    data = json.dumps(given, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    try:
        return read_unchecked(data)
    except OrderMalformed:
        # The body has not the fields of its kind, or one of them has fields of its own.
        return Order(data, **{name: given[name] for name in Order._fields if name != "data"})


def wanted_changes(book: Book, order: Order, time: int) -> Changes:
    """Give what an order would change if its signer were asked for nothing."""
    rule = rule_of(order.kind)
    with book.view() as view:
        state = view.everything()
        state.payments.update(view.load(Needs(payments=rule.needs(order).payments)).payments)
        return rule.decide(order, state, Place(view.head().size + 1, time))


def write(
    book: Book,
    order: Order,
    signature: str | None,
    changes: Changes,
    *,
    time: int,
    texts: tuple[Text, ...] = (),
    seed: str | None = None,
    shares: tuple[int, ...] | None = None,
    handle: tuple[str, str] | None = None,
) -> Entry:
    """Write one entry as a forger would want it, everything in step with it, and commit."""
    with book.lock(), book.begin() as transaction:
        head = transaction.head()
        entry, after = seal(head, order, signature, changes, Place(head.size + 1, time))
        written = Written(entry, order, changes, texts, seed, shares, handle)
        transaction.write(after, [written], transaction.load(Needs()))
        transaction.commit()
    return entry


def open_book(path: Path) -> SqliteBook:
    """Open a ledger's file."""
    return SqliteBook(path, CRYPTO)


def second_opinion(path: Path) -> list[str]:
    """Give the faults that contrib/verify names, inside this process, for the many cases."""
    with closing(sqlite3.connect(path)) as base:
        *faults, _ = second_verifier.verify(base, "")
    return faults
