"""The carts of a till: the one that is rung up, those that are parked, and each change as a record.

A till is what its changes made it: they are kept one by one, and played again after a power cut. Pure: no file, no
clock, no ledger.
"""

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeAlias

from paycli.domain.cart import Cart, CartLine, Discount, Pricing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class ParkedCart(NamedTuple):
    """A cart that waits under a label (`p1`) and the name that somebody gave it."""

    label: str
    name: str
    cart: Cart


class Earlier(NamedTuple):
    """A cart as it was before a change, and what that change was, in words."""

    cart: Cart
    selected: int | None
    multiplier: int
    undone: str


class Carts(NamedTuple):
    """All carts of a till.

    `selected` is the place of the line that `+2` and `-10%` mean, None for none, or with `on_bill` the whole bill.
    `multiplier` waits for the next goods. A cart that was `recalled` (under this name) asks how it is paid. `key` is
    the idempotency key of the sale that is made of the cart, and empty before that.
    """

    cart: Cart = Cart()
    selected: int | None = None
    on_bill: bool = False
    multiplier: int = 0
    earlier: tuple[Earlier, ...] = ()
    parked: tuple[ParkedCart, ...] = ()
    recalled: str = ""
    key: str = ""

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is rung up, nor anything waits for goods."""
        return not self.cart.lines and not self.multiplier


# --- changes ---------------------------------------------------------------------------------------------------------
class Multiplied(NamedTuple):
    """The next goods count so many times."""

    quantity: int


class Priced(NamedTuple):
    """The first line of a cart comes: its prices mean this, whatever the shop changes until it is paid."""

    pricing: Pricing


class Added(NamedTuple):
    """Goods were rung up; what is in the cart already, without a discount, becomes more of it."""

    line: CartLine


class QuantitySet(NamedTuple):
    """A line has another quantity now; with none it is gone."""

    place: int
    quantity: int


class Discounted(NamedTuple):
    """Something is off a line, or off the whole bill where there is no place."""

    place: int | None
    discount: Discount


class Selected(NamedTuple):
    """A line is the one that is meant, or the whole bill where there is no place."""

    place: int | None


class Undone(NamedTuple):
    """The last change of the cart was taken back."""


class CartParked(NamedTuple):
    """The cart waits under a label, and an empty one is rung up."""

    label: str
    name: str


class CartRecalled(NamedTuple):
    """A cart that was parked is rung up again."""

    label: str


class PostingBegun(NamedTuple):
    """A sale is made of the cart under an idempotency key: noted before it is posted."""

    key: str


class PostingEnded(NamedTuple):
    """No sale came of it, or it ended unpaid: the cart can be changed again."""


class Cleared(NamedTuple):
    """The cart was paid, or given away, and the next one begins."""


class Compacted(NamedTuple):
    """All that a till has, in one: what a long file of changes is shortened to."""

    cart: Cart
    parked: tuple[ParkedCart, ...]
    recalled: str
    key: str


Change: TypeAlias = (
    Multiplied
    | Priced
    | Added
    | QuantitySet
    | Discounted
    | Selected
    | Undone
    | CartParked
    | CartRecalled
    | PostingBegun
    | PostingEnded
    | Cleared
    | Compacted
)


def apply(carts: Carts, *changes: Change) -> Carts:
    """Give the carts after some changes, each of which fits what is there."""
    for change in changes:
        carts = _APPLIED[type(change)](carts, change)
    return carts


def _multiplied(carts: Carts, change: Multiplied) -> Carts:
    return _changed(carts, f"{change.quantity}x", multiplier=change.quantity)


def _selected(carts: Carts, change: Selected) -> Carts:
    return carts._replace(selected=change.place, on_bill=change.place is None)


def _undone(carts: Carts, _change: Undone) -> Carts:
    *earlier, last = carts.earlier
    return carts._replace(
        cart=last.cart, selected=last.selected, on_bill=False, multiplier=last.multiplier, earlier=tuple(earlier)
    )


def _cart_parked(carts: Carts, change: CartParked) -> Carts:
    return Carts(parked=(*carts.parked, ParkedCart(change.label, change.name, carts.cart)))


def _cart_recalled(carts: Carts, change: CartRecalled) -> Carts:
    found = next(each for each in carts.parked if each.label == change.label)
    rest = tuple(each for each in carts.parked if each.label != change.label)
    return Carts(cart=found.cart, selected=_last(found.cart), parked=rest, recalled=found.name)


def _compacted(_carts: Carts, change: Compacted) -> Carts:
    cart, parked, recalled, key = change
    return Carts(cart=cart, selected=_last(cart), parked=parked, recalled=recalled, key=key)


def _last(cart: Cart) -> int | None:
    return len(cart.lines) - 1 if cart.lines else None


def _changed(carts: Carts, undone: str, **now: Any) -> Carts:  # noqa: ANN401  fields of a record
    """Change a cart, and keep how it was."""
    before = Earlier(carts.cart, carts.selected, carts.multiplier, undone)
    return carts._replace(earlier=(*carts.earlier, before), on_bill=False, **now)


def place_to_add(cart: Cart, line: CartLine) -> int | None:
    """Give the place of the line that goods become more of; None where they are a line of their own."""
    for place, each in enumerate(cart.lines):
        if each.discount is None and each._replace(quantity=line.quantity) == line:
            return place
    return None


def _added(carts: Carts, change: Added) -> Carts:
    line, cart = change.line, carts.cart
    place = place_to_add(cart, line)
    if place is None:
        lines, place = (*cart.lines, line), len(cart.lines)
    else:
        before = cart.lines[place]
        lines = _with(cart, place, before._replace(quantity=before.quantity + line.quantity)).lines
    undone = f"{line.quantity}x {line.name}"
    return _changed(carts, undone, cart=cart._replace(lines=lines), selected=place, multiplier=0)


def _quantity_set(carts: Carts, change: QuantitySet) -> Carts:
    place, quantity = change
    cart, line = carts.cart, carts.cart.lines[place]
    if quantity:
        cart, selected = _with(cart, place, line._replace(quantity=quantity)), place
        return _changed(carts, f"{line.quantity} to {quantity} {line.name}", cart=cart, selected=selected)
    rest = cart._replace(lines=cart.lines[:place] + cart.lines[place + 1 :])
    # A discount on nothing would wait for the next guest.
    rest = rest if rest.lines else Cart()
    return _changed(carts, f"void {line.name}", cart=rest, selected=_last(rest))


def _discounted(carts: Carts, change: Discounted) -> Carts:
    place, discount = change
    if place is None:
        changed = _changed(carts, f"discount: {discount.reason}", cart=carts.cart._replace(discount=discount))
        return changed._replace(on_bill=True)
    line = carts.cart.lines[place]._replace(discount=discount)
    return _changed(carts, f"discount: {discount.reason}", cart=_with(carts.cart, place, line), selected=place)


def _with(cart: Cart, place: int, line: CartLine) -> Cart:
    return cart._replace(lines=(*cart.lines[:place], line, *cart.lines[place + 1 :]))


_APPLIED: "Mapping[type, Callable[[Carts, Any], Carts]]" = {
    Multiplied: _multiplied,
    Priced: lambda carts, change: carts._replace(cart=carts.cart._replace(pricing=change.pricing)),
    Added: _added,
    QuantitySet: _quantity_set,
    Discounted: _discounted,
    Selected: _selected,
    Undone: _undone,
    CartParked: _cart_parked,
    CartRecalled: _cart_recalled,
    PostingBegun: lambda carts, change: carts._replace(key=change.key),
    PostingEnded: lambda carts, _: carts._replace(key=""),
    Cleared: lambda carts, _: Carts(parked=carts.parked),
    Compacted: _compacted,
}


class CartJournal(Protocol):
    """Where the changes of one till are kept; only one process at a time has it."""

    def restore(self) -> Carts:
        """Give the carts as they were when the last change was kept."""
        ...

    def record(self, changes: "tuple[Change, ...]", after: Carts) -> None:
        """Keep what one typed line changed, durably and wholly or not at all; `after` is what it came to.

        Raises Unavailable where it could not be kept: then it must not be acted upon.
        """
        ...

    def close(self) -> None:
        """Let another process have it."""
        ...
