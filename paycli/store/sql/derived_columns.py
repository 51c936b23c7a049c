"""What the database keeps twice so that it is found fast: columns cut out of an order's bytes, numbers, counts.

The replay of the audit reads the bytes and never these, while every list and every look-up reads these.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paycli.domain.ids import short_number
from paycli.domain.kinds import KINDS, object_of
from paycli.domain.orders import read_unchecked
from paycli.errors import OrderMalformed
from paycli.store.sql import rows
from paycli.store.sql import statements as sql

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from paycli.domain.orders import Order


def find_differences(connection: sqlite3.Connection) -> Iterator[str]:
    """Name every column and count that is not what the orders' bytes come to."""
    places: dict[str, int] = {}
    counted = 0
    for n, *columns, data in connection.execute(sql.DERIVED_COLUMNS_ALL):
        try:
            order = read_unchecked(data)
            kind = KINDS[order.kind]
            fits = columns == _columns(order)
            places.update(dict.fromkeys(kind.sets(order.body), n))
        except (OrderMalformed, ValueError, TypeError, AttributeError):
            # The replay names an entry whose order cannot be read.
            continue
        counted += kind.counted
        if not fits:
            yield f"entry {n}: the columns beside its order are not what the order says"
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
    """Give id, key, wallet, kind, short and object as they must stand beside an order."""
    raw = [rows.blob(text) for text in (order.id, order.key, order.wallet)]
    return [*raw, order.kind, short_number(order.id), rows.blob(object_of(order))]
