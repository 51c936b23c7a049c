"""What the database keeps twice so that it is found fast: columns cut out of an order's bytes, numbers, counts.

The replay of the audit reads the bytes and never these, while every list and every look-up reads these.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paycli.domain.ids import short_number
from paycli.domain.kinds import KINDS
from paycli.domain.orders import read_unchecked
from paycli.domain.subjects import subjects_of
from paycli.errors import OrderMalformed
from paycli.store.sql import rows
from paycli.store.sql import statements as sql

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping

    from paycli.domain.orders import Order

_BEHIND_ALL = 1 << 63


def find_differences(connection: sqlite3.Connection) -> Iterator[str]:
    """Name every column and count that is not what the orders' bytes come to."""
    places: dict[str, int] = {}
    counted = 0
    subjects = _Subjects(connection)
    for n, *columns, data in connection.execute(sql.DERIVED_COLUMNS_ALL):
        noted = subjects.of(n)
        try:
            order = read_unchecked(data)
            kind = KINDS[order.kind]
            fits = (columns, noted) == (_columns(order), sorted(subjects_of(order)))
            places.update(dict.fromkeys(kind.sets(order.body), n))
        except (OrderMalformed, ValueError, TypeError, AttributeError):
            # The replay names an entry whose order cannot be read.
            continue
        counted += kind.counted
        if not fits:
            yield f"entry {n}: the columns beside its order are not what the order says"
    subjects.of(_BEHIND_ALL)
    yield from (f"entry {n}: it is noted what it tells of, but it is not there" for n in subjects.alone)
    yield from _find_miscounts(connection, places, counted)


def _find_miscounts(connection: sqlite3.Connection, places: Mapping[str, int], counted: int) -> Iterator[str]:
    """Name what does not fit together: `places` has the entry that set each setting, `counted` the head's version."""
    for name, n in connection.execute(sql.REGISTRY_PLACES_ALL):
        if places.get(name) != n:
            yield f"setting {name}: entry {n} is not the one that set it"
    for (n,) in connection.execute(sql.POSITIONS_ALL):
        yield f"entry {n}: its transfers are not numbered from 0 on"
    for (n,) in connection.execute(sql.TRANSFERS_ALONE_ALL):
        yield f"entry {n}: its transfers are there, but it is not"
    for _, _, _, version, *_ in connection.execute(sql.HEAD):
        if version != counted:
            yield f"the head's version is {version}, but {counted} orders changed keys, wallets or settings"


def _columns(order: Order) -> list[Any]:
    """Give id, key, wallet, kind and short as they must stand beside an order."""
    raw = [rows.blob(text) for text in (order.id, order.key, order.wallet)]
    return [*raw, order.kind, short_number(order.name)]


class _Subjects:
    """The rows that say what entries tell of, read beside the log in the same order."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._rows = iter(connection.execute(sql.SUBJECTS_ALL))
        self._next = next(self._rows, None)
        self.alone: list[int] = []

    def of(self, n: int) -> list[str]:
        """Give what the rows say of an entry; rows of entries before it that nobody asked for are `alone`."""
        found: list[str] = []
        while self._next is not None and self._next[0] <= n:
            if self._next[0] == n:
                found.append(self._next[1].hex())
            else:
                self.alone.append(self._next[0])
            self._next = next(self._rows, None)
        return found
