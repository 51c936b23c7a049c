"""What the order that opened a wallet says, read on its own: a balance needs a handle, and not every kind of order."""

import json
from functools import lru_cache
from typing import NamedTuple

from paycli.errors import OrderMalformed


class SignedOpening(NamedTuple):
    """The key (its id) that opened a wallet, and the commitments to its handle and name."""

    key: str
    handle: str
    name: str | None


@lru_cache(maxsize=64)
def read_opening(data: bytes) -> SignedOpening:
    """Read the opening out of an order whose hash is the wallet's id, so that nobody else can have written it.

    Raises OrderMalformed: who can write the file can make a wallet out of any bytes.
    """
    try:
        order = json.loads(data)
        opening = SignedOpening(order["key"], order["body"]["handle"], order["body"]["name"])
    except (ValueError, LookupError, TypeError, RecursionError):
        raise OrderMalformed(reason="it opens no wallet") from None
    if not all(isinstance(each, str) for each in opening[:2]) or not isinstance(opening.name, str | None):
        raise OrderMalformed(reason="it opens no wallet")
    return opening
