"""Orders that are kept before they are posted: a retry must post the very same bytes (protocol, section 2)."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from paycli.disk.files import read_private, remove, write_atomic
from paycli.disk.locks import locked
from paycli.domain.orders import Order
from paycli.domain.ports import PendingOrder
from paycli.domain.texts import Text
from paycli.errors import Misconfigured, OrderMalformed

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

_name = re.compile(r"[a-z0-9][a-z0-9._@-]{0,99}").fullmatch
_hex = re.compile(r"(?:[0-9a-f]{2})+").fullmatch


class PendingOrders:
    """The signed openings of ledgers and wallets below a home folder, by a name that the caller gives them."""

    def __init__(self, home: Path) -> None:
        self._folder = home / "pending"

    def alone(self) -> AbstractContextManager[None]:
        """Hold the lock of all that is kept here: raises Unavailable if another process has it for long."""
        # Posting queues for up to 30 s, and whoever comes second waits for that.
        return locked(self._folder / "openings", wait_s=40)

    def save(self, name: str, kept: PendingOrder) -> None:
        """Keep an order with its signature, public key and texts durably, before it is posted."""
        fields = kept._asdict() | {"order": kept.order.hex(), "texts": [text._asdict() for text in kept.texts]}
        write_atomic(self._path(name), json.dumps(fields, indent=2, sort_keys=True).encode() + b"\n")

    def load(self, name: str) -> PendingOrder | None:
        """Give what was kept, byte for byte; None if nothing is; raises Misconfigured when the file is damaged."""
        path = self._path(name)
        try:
            data = read_private(path)
        except FileNotFoundError:
            return None
        try:
            return _kept(json.loads(data))
        except (ValueError, RecursionError, OrderMalformed):
            raise Misconfigured(
                problem=f"The order kept in {path} is damaged", help="if it was never posted, remove that file"
            ) from None

    def remove(self, name: str) -> None:
        """Forget an order that was posted; no error if there is none."""
        remove(self._path(name))

    def _path(self, name: str) -> Path:
        if not _name(name):
            raise Misconfigured(problem=f"{name[:40]!r} cannot be the name of an order that is kept", help="")
        return self._folder / f"{name}.json"


def _kept(fields: Any) -> PendingOrder:  # noqa: ANN401  it came out of JSON
    """Read the fields back; raises ValueError or OrderMalformed for anything but what `save` wrote."""
    if (
        not isinstance(fields, dict)
        or fields.keys() != set(PendingOrder._fields)
        or not isinstance(fields["texts"], list)
    ):
        raise ValueError
    if not all(isinstance(fields[name], str) and _hex(fields[name]) for name in ("order", "public", "signature")):
        raise ValueError
    if not all(_is_text(text) for text in fields["texts"]):
        raise ValueError
    order = Order.parse(bytes.fromhex(fields["order"]))
    return PendingOrder(
        order.data, fields["signature"], fields["public"], tuple(Text(**text) for text in fields["texts"])
    )


def _is_text(text: Any) -> bool:  # noqa: ANN401  it came out of JSON
    whole = isinstance(text, dict) and text.keys() == set(Text._fields)
    return whole and all(isinstance(value, str) for value in text.values())
