"""An order as it was signed, and a thing: what an order made, with what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace

from checks import hashed


@dataclass(frozen=True, slots=True)
class Order:
    """An order that was read strictly; `data` is what was signed. The protocol says when a value is null."""

    data: bytes
    kind: str
    id: str
    body: SimpleNamespace
    at: int
    until: int | None
    ledger: str | None
    key: str | None
    wallet: str | None
    seen: SimpleNamespace | None

    @property
    def name(self) -> str:
        """Give its name, which is also that of the thing it makes: the id, bound to the wallet or key that orders."""
        bound = bytes.fromhex((self.wallet or self.key or "") + self.id)
        return self.id[:12] + hashed("name", bound)[:20]

    @property
    def owner(self) -> str:
        """Give the wallet of an order that a wallet signs."""
        return self.wallet or ""


@dataclass(slots=True)
class Thing:
    """An object of the protocol.

    It is an envelope, a sale, a batch, a waiting transfer, a request, a top-up, a withdrawal, an invitation, a group or
    a shift.
    """

    order: Order
    # From this time on it has ended.
    due: int
    # Nobody took all of it yet, paid it, answered it or called it off.
    is_open: bool = True
    # Who took from an envelope, or paid a sale.
    takers: list[str] = field(default_factory=list)
    # What only things of its kind have: the rules of the kind write it and read it.
    notes: SimpleNamespace = field(default_factory=SimpleNamespace)

    @property
    def body(self) -> SimpleNamespace:
        """Give the body of the order that made it."""
        return self.order.body

    @property
    def maker(self) -> str:
        """Give the wallet that made it."""
        return self.order.owner
