"""Parting carts and putting them together again, so that they come to the same. Pure; no file, no clock, no ledger."""

from collections.abc import Sequence
from typing import NamedTuple

from paycli.domain.bill_shares import Share
from paycli.domain.cart import QUANTITY_MOST, BillLine, Cart, CartLine, Discount, Pricing, bill_of
from paycli.domain.rounding import divided


class Piece(NamedTuple):
    """So many pieces of the line at a place."""

    place: int
    quantity: int


class Parted(NamedTuple):
    """What was taken out of a cart, and what is left in it."""

    taken: Cart
    left: Cart


def place_to_add(cart: Cart, line: CartLine) -> int | None:
    """Give the place of the line that goods become more of; None where they are a line of their own."""
    for place, each in enumerate(cart.lines):
        if each.discount is None and each._replace(quantity=line.quantity) == line:
            return place
    return None


def parted(cart: Cart, pieces: Sequence[Piece]) -> Parted:
    """Take pieces out of a cart, which has them. A discount on all of it becomes one on each line, unless all is taken.

    Whole lines come to what they came to before. Of a line that is parted the price does, and the discount, but the tax
    in each part is rounded by itself.
    """
    wanted = dict(pieces)
    if all(wanted.get(place) == line.quantity for place, line in enumerate(cart.lines)):
        return Parted(cart, Cart())
    taken: list[CartLine] = []
    left: list[CartLine] = []
    for place, line in enumerate(_settled(cart).lines):
        one, two = _parted_line(line, wanted.get(place, 0))
        taken += [one] if one.quantity else []
        left += [two] if two.quantity else []
    return Parted(Cart(tuple(taken), None, cart.pricing), Cart(tuple(left), None, cart.pricing))


def joined(cart: Cart, more: Cart) -> Cart:
    """Put what is in one cart to what is in another: the same goods are one line again.

    A discount on all of one becomes one on each of its lines, so that it is not on what comes from the other.
    """
    if not cart.lines or not more.lines:
        return cart if cart.lines else more
    cart, more = _settled(cart), _settled(more)
    lines = list(cart.lines)
    for line in more.lines:
        place = place_to_add(Cart(tuple(lines)), line)
        if place is None or lines[place].quantity + line.quantity > QUANTITY_MOST:
            lines.append(line)
        else:
            lines[place] = line._replace(quantity=lines[place].quantity + line.quantity)
    return cart._replace(lines=tuple(lines))


def shares_of(cart: Cart, name: str, count: int) -> tuple[Cart, ...]:
    """Split a cart into equal shares; one that is several shares of a bill into each of them."""
    share = cart.share or Share(name, tuple(range(1, count + 1)), count)
    return tuple(cart._replace(share=share._replace(parts=(part,))) for part in share.parts)


def shares_joined(carts: Sequence[Cart]) -> Cart:
    """Put shares of one bill together; all of them are the bill itself."""
    first = carts[0].share
    if first is None:
        return carts[0]
    parts = tuple(sorted(part for cart in carts if cart.share for part in cart.share.parts))
    return carts[0]._replace(share=first._replace(parts=parts) if len(parts) < first.among else None)


def _settled(cart: Cart) -> Cart:
    """Write the discount on all of a cart as one on each line, so that each comes to the same by itself."""
    whole = cart.discount
    if whole is None:
        return cart
    # Taxes have no part in how a discount is spread.
    bill = bill_of(cart, Pricing("", 0))
    return cart._replace(lines=tuple(_with_discount(each, whole) for each in bill.lines), discount=None)


def _with_discount(each: BillLine, whole: Discount) -> CartLine:
    line, off = each.line, each.share_minor
    if not off:
        return line
    if line.discount is None:
        same = whole.rate_ppm and whole.of(line.price_minor) == off
        return line._replace(discount=whole if same else Discount(0, off, whole.reason))
    reason = f"{line.discount.reason}, {whole.reason}"
    return line._replace(discount=Discount(0, each.discount_minor + off, reason))


def _parted_line(line: CartLine, quantity: int) -> tuple[CartLine, CartLine]:
    one, two = line._replace(quantity=quantity), line._replace(quantity=line.quantity - quantity)
    off = line.discount
    if off is None or not one.quantity or not two.quantity:
        return one, two
    whole = off.of(line.price_minor)
    if off.rate_ppm and off.of(one.price_minor) + off.of(two.price_minor) == whole:
        return one, two
    part = divided(whole * quantity, line.quantity)
    return _less(one, part, off.reason), _less(two, whole - part, off.reason)


def _less(line: CartLine, minor: int, reason: str) -> CartLine:
    return line._replace(discount=Discount(0, minor, reason) if minor else None)
