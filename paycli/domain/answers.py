"""What wallets did, one row each: what they took from an object, what it asks of them, how often; what orders paid."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from paycli.domain.orders import Order

DECLINED = "declined"


class Claim(NamedTuple):
    """One wallet's grab of one envelope: the entry, the packet's position (from 0) and its amount."""

    object: str
    wallet: str
    n: int
    position: int
    amount_minor: int


class Counter(NamedTuple):
    """How often a wallet did something, or how much it spent, in one period: a day or month, counted from 1970 on.

    The period never falls.
    """

    wallet: str
    name: str
    period: int
    value: int


class Asked(NamedTuple):
    """What one object asks of one wallet: its kind and maker, how much, until when (ms of ledger time).

    `state` is pending until the wallet answered (done, declined) or the object ended, then in the object's state.
    """

    object: str
    wallet: str
    kind: str
    maker: str
    amount_minor: int
    due: int
    state: str

    def is_open(self, time: int) -> bool:
        """Tell whether the wallet can still answer at a ledger time."""
        return self.state == "pending" and time < self.due


class Payment(NamedTuple):
    """What one order, of entry `n`, paid to one wallet, and who paid it."""

    n: int
    payer: str
    currency: str
    amount_minor: int


_ONE_PAYEE = frozenset({"send", "send.wait", "request.pay", "batch.row"})
_MANY_PAYEES = "batch.send"


def payment_to(order: "Order", wallet: str, n: int) -> Payment | None:
    """Give what an order paid to a wallet, which may be given back of it; None where it paid nothing of that kind.

    Of a transfer that waits its object says whether it got there.
    """
    body, amount_minor = order.body, 0
    if order.kind in _ONE_PAYEE and body.to == wallet:
        amount_minor = body.amount_minor
    elif order.kind == _MANY_PAYEES:
        amount_minor = sum(row.amount_minor for row in body.rows if row.to == wallet)
    return Payment(n, str(order.wallet), body.currency, amount_minor) if amount_minor else None


def payments_among(wanted: "Iterable[tuple[str, str]]", order: "Order", n: int) -> "dict[tuple[str, str], Payment]":
    """Give those of the wanted payments, as (order, wallet), that this order of entry `n` is."""
    mine = [pair for pair in wanted if pair[0] == order.name]
    return {pair: payment for pair in mine if (payment := payment_to(order, pair[1], n)) is not None}


def given_back_name(order_name: str) -> str:
    """Name the counter of what a wallet gave back of one order that paid it."""
    return f"back:{order_name}"
