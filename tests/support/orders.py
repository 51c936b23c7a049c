"""Orders of bodies as they are on the wire: tests write what the protocol says, right or wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paycli.domain.canonical import encode
from paycli.domain.orders import UNTIL_MS, VERSION, Order

if TYPE_CHECKING:
    from collections.abc import Mapping

    from paycli.domain.orders import Seen


def make_order(
    kind: str,
    body: Mapping[str, Any],
    *,
    id: str,  # noqa: A002  the protocol's word
    at: int,
    key: str | None,
    ledger: str | None,
    wallet: str | None = None,
    seen: Seen | None = None,
    until: int | None = None,
) -> Order:
    """Make an order of a body in JSON, as `Order.make` does of a record; raises OrderMalformed."""
    fields = {
        "at": at,
        "body": body,
        "id": id,
        "key": key,
        "kind": kind,
        "ledger": ledger,
        "seen": None if seen is None else {"root": seen.root, "size": seen.size},
        "until": at + UNTIL_MS if until is None and kind != "settle" else until,
        "v": VERSION,
        "wallet": wallet,
    }
    return Order.parse(encode(fields))
