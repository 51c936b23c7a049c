"""What the order that opened a wallet says, read on its own: a balance needs a handle, and not every kind of order."""

from __future__ import annotations

import json
from typing import NamedTuple


class SignedOpening(NamedTuple):
    """The key (its id) that opened a wallet, and the commitments to its handle and name."""

    key: str
    handle: str
    name: str | None


def read_opening(data: bytes) -> SignedOpening:
    """Read the opening out of an order whose hash is the wallet's id, so that nobody else can have written it."""
    order = json.loads(data)
    return SignedOpening(order["key"], order["body"]["handle"], order["body"]["name"])
