"""The changes of a till's carts as plain values, for a file: a name, and the fields of the record."""

from collections.abc import Callable, Sequence
from typing import Any

from paycli.domain.bill_shares import Share
from paycli.domain.cart import Cart, CartLine, Discount, Pricing, TaxClass
from paycli.domain.cart_changes import (
    Added,
    CartParked,
    CartRecalled,
    CartsMerged,
    CartSplit,
    Change,
    Cleared,
    Compacted,
    Discounted,
    LinesMoved,
    Multiplied,
    ParkedCart,
    PostingBegun,
    PostingEnded,
    Priced,
    QuantitySet,
    Selected,
    Undone,
)
from paycli.domain.cart_parts import Piece


def change_data(change: Change) -> list[Any]:
    """Give a change as a list whose first part is its name; JSON writes the records in it as lists."""
    return [type(change).__name__, *change]


def read_change(data: Sequence[Any]) -> Change:
    """Read a change back; raises ValueError, TypeError, KeyError or IndexError where it is none."""
    name, *fields = data
    return _READERS[name](*fields)


def _discount(data: Sequence[Any] | None) -> Discount | None:
    return None if data is None else Discount(*data)


def _line(data: Sequence[Any]) -> CartLine:
    *fields, discount = data
    return CartLine(*fields)._replace(discount=_discount(discount))


def _cart(data: Sequence[Any]) -> Cart:
    # Carts that were kept before there were shares have three parts.
    lines, discount, pricing, *share = data
    cart = Cart(tuple(_line(each) for each in lines), _discount(discount), pricing and _pricing(pricing))
    return cart._replace(share=_share(*share)) if share else cart


def _share(data: Sequence[Any] | None) -> Share | None:
    if data is None:
        return None
    name, parts, count = data
    return Share(name, tuple(parts), count)


def _pricing(data: Sequence[Any]) -> Pricing:
    currency, exponent, classes, with_tax, step = data
    return Pricing(currency, exponent, tuple(TaxClass(*each) for each in classes), with_tax, step)


def _parked(data: Sequence[Any]) -> ParkedCart:
    label, name, cart = data
    return ParkedCart(label, name, _cart(cart))


def _compacted(cart: Sequence[Any], parked: Sequence[Any], recalled: str, key: str) -> Compacted:
    return Compacted(_cart(cart), tuple(_parked(each) for each in parked), recalled, key)


def _moved(source: str, pieces: Sequence[Any], target: str, name: str) -> LinesMoved:
    return LinesMoved(source, tuple(Piece(*each) for each in pieces), target, name)


_READERS: dict[str, Callable[..., Change]] = {
    "Multiplied": Multiplied,
    "Priced": lambda pricing: Priced(_pricing(pricing)),
    "Added": lambda line: Added(_line(line)),
    "QuantitySet": QuantitySet,
    "Discounted": lambda place, discount: Discounted(place, Discount(*discount)),
    "Selected": Selected,
    "Undone": Undone,
    "CartParked": CartParked,
    "CartRecalled": CartRecalled,
    "CartSplit": lambda label, name, count, labels: CartSplit(label, name, count, tuple(labels)),
    "LinesMoved": _moved,
    "CartsMerged": lambda sources, target, name: CartsMerged(tuple(sources), target, name),
    "PostingBegun": PostingBegun,
    "PostingEnded": PostingEnded,
    "Cleared": Cleared,
    "Compacted": _compacted,
}
