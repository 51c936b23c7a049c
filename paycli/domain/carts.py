"""The carts of a till: the one that is rung up, those that are parked, and each change as a record.

A till is what its changes made it: they are kept one by one, and played again after a power cut. Pure: no file, no
clock, no ledger.
"""

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from paycli.domain.cart import Cart, CartLine
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
from paycli.domain.cart_parts import joined, parted, place_to_add, shares_joined, shares_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Earlier(NamedTuple):
    """The carts as they were before a change, and what that change was, in words."""

    cart: Cart
    selected: int | None
    multiplier: int
    parked: tuple[ParkedCart, ...]
    recalled: str
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

    def found(self, who: str) -> ParkedCart | None:
        """Give the parked cart of a label, or else of a name; None for none."""
        wanted = who.casefold()
        by_label = (each for each in self.parked if each.label == wanted)
        return next(by_label, next((each for each in self.parked if each.name.casefold() == wanted), None))

    def at(self, label: str) -> Cart:
        """Give the cart of a label, or the one that is rung up; an empty one where there is none."""
        return next((each.cart for each in self.parked if each.label == label), Cart() if label else self.cart)


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
        cart=last.cart,
        selected=last.selected,
        on_bill=False,
        multiplier=last.multiplier,
        parked=last.parked,
        recalled=last.recalled,
        earlier=tuple(earlier),
    )


def _cart_parked(carts: Carts, change: CartParked) -> Carts:
    parked = (*carts.parked, ParkedCart(change.label, change.name, carts.cart))
    return _put(_changed(carts, f"park {change.name}", parked=parked), "", Cart())


def _cart_recalled(carts: Carts, change: CartRecalled) -> Carts:
    found = next(each for each in carts.parked if each.label == change.label)
    rest = tuple(each for each in carts.parked if each.label != change.label)
    changed = _changed(carts, f"recall {found.name}", parked=rest, recalled=found.name)
    return changed._replace(cart=found.cart, selected=_last(found.cart))


def _compacted(_carts: Carts, change: Compacted) -> Carts:
    cart, parked, recalled, key = change
    return Carts(cart=cart, selected=_last(cart), parked=parked, recalled=recalled, key=key)


def _last(cart: Cart) -> int | None:
    return len(cart.lines) - 1 if cart.lines else None


def _changed(carts: Carts, undone: str, **now: Any) -> Carts:  # noqa: ANN401  fields of a record
    """Change a cart, and keep how it was."""
    before = Earlier(
        cart=carts.cart,
        selected=carts.selected,
        multiplier=carts.multiplier,
        parked=carts.parked,
        recalled=carts.recalled,
        undone=undone,
    )
    return carts._replace(earlier=(*carts.earlier, before), on_bill=False, **now)


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


# --- tables ----------------------------------------------------------------------------------------------------------
def _cart_split(carts: Carts, change: CartSplit) -> Carts:
    whole = carts.at(change.label)
    shares = zip(change.labels, shares_of(whole, change.name, change.among), strict=True)
    parked = tuple(ParkedCart(label, cart.share.label, cart) for label, cart in shares if cart.share)
    changed = _changed(carts, f"split {change.name}")
    return _put(changed, change.label, Cart())._replace(parked=_in_place(carts, change.label, parked))


def _in_place(carts: Carts, label: str, parked: tuple[ParkedCart, ...]) -> tuple[ParkedCart, ...]:
    """Set parked carts in the place of the one of a label, or behind all."""
    at = next((place for place, each in enumerate(carts.parked) if each.label == label), len(carts.parked))
    return (*carts.parked[:at], *parked, *carts.parked[at + 1 :])


def _put(carts: Carts, label: str, cart: Cart, name: str = "") -> Carts:
    """Set the cart of a label, or the one that is rung up; an empty one is parked no longer."""
    if not label:
        return carts._replace(cart=cart, selected=_last(cart), recalled=carts.recalled if cart.lines else "")
    before = next((each.name for each in carts.parked if each.label == label), "")
    parked = (ParkedCart(label, name or before, cart),) if cart.lines else ()
    return carts._replace(parked=_in_place(carts, label, parked))


def _lines_moved(carts: Carts, change: LinesMoved) -> Carts:
    taken, left = parted(carts.at(change.source), change.pieces)
    changed = _put(_changed(carts, "move"), change.source, left)
    changed = _put(changed, change.target, joined(changed.at(change.target), taken), change.name)
    # What was rung up and is parked under its name is that cart; what is left is another one.
    return changed._replace(recalled="") if change.name else changed


def _carts_merged(carts: Carts, change: CartsMerged) -> Carts:
    together = [carts.at(change.target), *(carts.at(label) for label in change.sources)]
    if together[0].share is not None:
        whole = shares_joined(together)
    else:
        whole = Cart()
        for cart in together:
            whole = joined(whole, cart)
    changed = _changed(carts, f"merge {change.name}".rstrip())
    for label in change.sources:
        changed = _put(changed, label, Cart())
    changed = _put(changed, change.target, whole, change.name)
    return changed if change.target else changed._replace(recalled=change.name)


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
    CartSplit: _cart_split,
    LinesMoved: _lines_moved,
    CartsMerged: _carts_merged,
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
