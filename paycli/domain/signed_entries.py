"""Orders that stand in a receipt, out of their JSON, and whether somebody signed them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, NamedTuple

from paycli.domain.canonical import utf8
from paycli.domain.ids import order_message
from paycli.domain.orders import Order
from paycli.errors import OrderMalformed, ReceiptInvalid

if TYPE_CHECKING:
    from typing_extensions import TypeVar

    from paycli.domain.state import Crypto

    BodyT_co = TypeVar("BodyT_co", default=Any, covariant=True)
else:
    from typing import TypeVar

    BodyT_co = TypeVar("BodyT_co", covariant=True)


class LoggedOrder(NamedTuple, Generic[BodyT_co]):
    """An order as it stands in the log: number and time (ms) of its entry, and its signature."""

    n: int
    time: int
    order: Order[BodyT_co]
    signature: str | None


def parsed(text: str) -> Order:
    """Read an order strictly; raises ReceiptInvalid."""
    try:
        return Order.parse(utf8(text))
    except OrderMalformed as error:
        raise ReceiptInvalid(reason=f"an order in it cannot be read: {error.values['reason']}") from None


def check_signed(order: Order, signature: str | None, public: str, crypto: Crypto) -> None:
    """Check that a key signed an order; raises ReceiptInvalid."""
    if signature is None or not crypto.verify(public, order_message(order.data), signature):
        raise ReceiptInvalid(reason=f"an order of {order.kind} in it is not signed by its key")
