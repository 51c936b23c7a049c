"""What the database keeps twice so that it is found fast: columns cut out of an order's bytes, numbers, counts.

The replay of the audit reads the bytes and never these, while every list and every look-up reads these.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from paycli.domain.ids import short_number
from paycli.domain.rules.judge import MAKES_OBJECT
from paycli.store.sql import rows
from paycli.store.sql import statements as sql

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping

# The orders that change a key, a wallet or the registry: the head's version counts them.
_COUNTED = frozenset(
    {
        "ledger.open", "wallet.open", "wallet.admit", "key.add", "key.revoke", "rail.admit", "setting.set",
        "currency.add", "contact.block",
    }
)  # fmt: skip
_OPENING = ("ledger", "money", "zone", "admission", "default_currency", "rail:cash")


def find_differences(connection: sqlite3.Connection) -> Iterator[str]:
    """Name every column and count that is not what the orders' bytes come to."""
    places: dict[str, int] = {}
    counted = 0
    for n, *columns, order in connection.execute(sql.DOUBLED_ALL):
        try:
            fields = json.loads(order)
            fits = columns == _columns(fields)
            counts = fields["kind"] in _COUNTED
            places.update(dict.fromkeys(_settings(fields), n))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            # The replay names an entry whose order cannot be read.
            continue
        counted += counts
        if not fits:
            yield f"entry {n}: the columns beside its order are not what the order says"
    for name, n in connection.execute(sql.REGISTRY_PLACES_ALL):
        if places.get(name) != n:
            yield f"setting {name}: entry {n} is not the one that set it"
    for (n,) in connection.execute(sql.POSITIONS_ALL):
        yield f"entry {n}: its transfers are not numbered from 0 on"
    for (n,) in connection.execute(sql.TRANSFERS_ALONE_ALL):
        yield f"entry {n}: its transfers are there, but it is not"
    head = connection.execute(sql.HEAD).fetchone()
    if head is not None and head[3] != counted:
        yield f"the head's version is {head[3]}, but {counted} orders changed keys, wallets or settings"


def _columns(order: Mapping[str, Any]) -> list[Any]:
    """Give id, key, wallet, kind, short and object as they must stand beside an order."""
    body, kind = order["body"], order["kind"]
    about = body.get("of") or body.get("envelope") or body.get("sale") or body.get("invite")
    about = about or (order["id"] if kind in MAKES_OBJECT else None)
    raw = [rows.blob(order[name]) for name in ("id", "key", "wallet")]
    return [*raw, kind, short_number(order["id"]), rows.blob(about)]


def _settings(order: Mapping[str, Any]) -> tuple[str, ...]:
    """Give the names of the registry that an order sets."""
    body = order["body"]
    match order["kind"]:
        case "ledger.open":
            return (*_OPENING, *(f"currency:{code}" for code, _ in body["currencies"]))
        case "rail.admit":
            return (f"rail:{body['rail']}",)
        case "setting.set":
            return (f"setting:{body['name']}",)
        case "currency.add":
            return (f"currency:{body['currency']}",)
        case _:
            return ()
