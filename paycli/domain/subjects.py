"""What an order tells of: the object that it makes or moves, a wallet, the ledger itself."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from paycli.domain.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from paycli.domain.orders import Order

# Where an order names its object: what makes one is the only kind with a noun and without a field for it.
_SUBJECTS: Mapping[str, str] = {
    row.name: row.about or "name"
    for row in KINDS.values()
    if row.tells_of_object and (row.about is not None or row.noun is not None)
}


def object_of(order: Order) -> str | None:
    """Name the object that an order makes or tells of; None for orders that tell of no object."""
    field = _SUBJECTS.get(order.kind)
    about: str | None = None if field is None else order.name if field == "name" else getattr(order.body, field)
    return about


def subjects_of(order: Order) -> tuple[str, ...]:
    """Name what an order tells of, each once: its object, a wallet (40 hex digits), the ledger itself (32).

    All that can be known of one of them stands in the entries that tell of it.
    """
    about, others = object_of(order), KINDS[order.kind].tells_of
    if not others:
        # So it is with most orders, while everybody else waits.
        return () if about is None else (about,)
    found = [about]
    for what in others:
        if what == "ledger":
            found.append(order.ledger or sha256(order.data).hexdigest()[:32])
        elif what == "opened":
            found.append(sha256(order.data).hexdigest()[:40])
        else:
            found.append(order.wallet if what == "owner" else order.body.wallet)
    return tuple(subject for subject in dict.fromkeys(found) if subject is not None)
