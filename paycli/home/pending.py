"""Orders that are kept before they are posted: a retry must post the very same bytes (protocol, section 2)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from paycli.disk.durable import remove
from paycli.disk.json_file import JsonFile, has_fields, is_string, list_of
from paycli.disk.locks import locked
from paycli.domain.client_orders import PendingOrder
from paycli.domain.orders import Order
from paycli.domain.shapes import is_hex, is_text
from paycli.domain.texts import Text
from paycli.errors import Misconfigured, OrderMalformed

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

_slot = re.compile(r"[a-z0-9][a-z0-9._@-]{0,99}").fullmatch
_is_pending = has_fields(
    {
        **dict.fromkeys(("order", "signature", "public"), is_text(r"(?:[0-9a-f]{2})+")),
        "texts": list_of(has_fields({**dict.fromkeys(Text._fields, is_string), "salt": is_hex(64)})),
    }
)


class PendingOrders:
    """The signed openings of ledgers and wallets below a home folder, by a name that the caller gives them."""

    def __init__(self, home: Path) -> None:
        self._folder = home / "pending"

    def alone(self) -> AbstractContextManager[None]:
        """Hold the lock of all that is kept here: raises Unavailable if another process has it for long."""
        # Posting queues for up to 30 s, and whoever comes second waits for that.
        return locked(self._folder / "openings", wait_s=40)

    def save(self, slot: str, pending: PendingOrder) -> None:
        """Keep an order with its signature, public key and texts durably, before it is posted."""
        texts = [text._asdict() for text in pending.texts]
        self._file(slot).write(pending._asdict() | {"order": pending.order.hex(), "texts": texts})

    def load(self, slot: str) -> PendingOrder | None:
        """Give what was kept, byte for byte; None if nothing is; raises Misconfigured when the file is damaged."""
        file = self._file(slot)
        fields = file.read()
        if fields is None:
            return None
        try:
            order = Order.parse(bytes.fromhex(fields["order"]))
        except OrderMalformed:
            raise file.damaged() from None
        texts = tuple(Text(**text) for text in fields["texts"])
        return PendingOrder(order.data, signature=fields["signature"], public=fields["public"], texts=texts)

    def remove(self, slot: str) -> None:
        """Forget an order that was posted; no error if there is none."""
        remove(self._file(slot).path)

    def _file(self, slot: str) -> JsonFile:
        if not _slot(slot):
            raise Misconfigured(problem=f"{slot[:40]!r} cannot be the name of an order that is kept", help="")
        path = self._folder / f"{slot}.json"
        return JsonFile(
            path,
            check=_is_pending,
            problem=f"The order kept in {path} is damaged",
            help="if it was never posted, remove that file",
            indent=2,
        )
