"""Parking the cart and bringing it back: under which name it waits, and what stands there already."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from paycli.domain.cart import bill_of
from paycli.domain.cart_changes import CartParked, CartRecalled, LinesMoved
from paycli.domain.cart_parts import Piece
from paycli.domain.carts import apply
from paycli.domain.money import format_minor
from paycli.errors import PaycliError
from paycli.terminal.till import actions
from paycli.terminal.till.state import Rung
from paycli.terminal.till.words import LineRefused, named

if TYPE_CHECKING:
    from paycli.app.opened import OpenedApp
    from paycli.domain.cart import Cart
    from paycli.domain.cart_changes import Change, ParkedCart
    from paycli.domain.carts import Carts
    from paycli.terminal.till.state import Shop

PARKED_MOST, PARK_COLUMNS = 99, 60
_NAMED_MOST = 5
_BOTH, _BOTH_COLUMNS = 2, 10
_is_label = re.compile("[pP][0-9]{1,2}").fullmatch


def change_of(carts: Carts, action: actions.Park | actions.Recall, shop: Shop, start: int) -> Rung:
    """Give what parking or recalling changes; raises LineRefused at `start`."""
    if isinstance(action, actions.Recall):
        return _recalled(carts, action.who, shop, start)
    return _parked(carts, action.name or carts.recalled, shop, start)


def free_labels(carts: Carts, count: int, start: int, given_up: str = "") -> tuple[str, ...]:
    """Give labels that nothing is parked under, first the one that is given up; raises LineRefused for too many."""
    taken = {each.label for each in carts.parked} - {given_up}
    labels: tuple[str, ...] = (given_up,) if given_up else ()
    labels += tuple(label for n in range(1, PARKED_MOST + 1) if (label := f"p{n}") not in {*taken, *labels})
    if len(labels) < count:
        raise LineRefused(f"{PARKED_MOST} carts are parked at most: finish one of them", start)
    return labels[:count]


def found(carts: Carts, who: str, start: int) -> ParkedCart:
    """Give the parked cart of a label or a name; raises LineRefused where there is none."""
    parked = carts.found(who)
    if parked is None:
        raise LineRefused(f"{named(who)} is not parked; {known(carts)}", start)
    return parked


def left_for_next_day(carts: Carts) -> str:
    """Say what is parked when a day ends; empty where nothing is."""
    if not carts.parked:
        return ""
    some = [f"{each.label} {each.name}" for each in carts.parked[:_NAMED_MOST]]
    more = len(carts.parked) - len(some)
    return f"Still parked, and kept for the next day: {', '.join(some)}{f' and {more} more' if more else ''}"


def left_at(app: OpenedApp, till: int) -> str:
    """Say the same of a till that may run elsewhere; empty where that cannot be read."""
    from paycli.app.followed import followed

    try:
        return left_for_next_day(followed(app, till).carts)
    except PaycliError:
        return ""


def known(carts: Carts) -> str:
    """Say what is parked, for a refusal."""
    if not carts.parked:
        return "nothing is parked"
    if len(carts.parked) > _BOTH:
        return "recall lists what is"
    some = [f"{each.label} {named(each.name, _BOTH_COLUMNS)}" for each in carts.parked]
    return f"there {'are' if len(some) > 1 else 'is only'} {', '.join(some)}"


def refuse_unlike(cart: Cart, other: Cart, start: int) -> None:
    """Refuse to put carts together that are shares, or whose prices mean different things; raises LineRefused."""
    for each in (cart, other):
        if each.share is not None:
            raise LineRefused(f"{named(each.share.title)} stays as it is: only shares of one bill are merged", start)
    if cart.lines and other.lines and cart.pricing != other.pricing:
        raise LineRefused("the shop changed its taxes or currency between them: finish the older one", start)


def _parked(carts: Carts, name: str, shop: Shop, start: int) -> Rung:
    if not carts.cart.lines:
        raise LineRefused("nothing is rung up", start)
    if not name:
        raise LineRefused("under which name? park Li", start)
    there = carts.found(name)
    if there is None:
        if _is_label(name):
            raise LineRefused(f"{name} would be taken for what is parked as {name}: choose another name", start)
        (label,) = free_labels(carts, 1, start)
        return Rung((CartParked(label, name),), f"parked as {label}: {named(name, PARK_COLUMNS)}")
    if name.casefold() != there.label:
        raise LineRefused(
            f"{named(there.name)} is parked: park {there.label} adds to it, or choose another name", start
        )
    refuse_unlike(carts.cart, there.cart, start)
    pieces = tuple(Piece(place, line.quantity) for place, line in enumerate(carts.cart.lines))
    change = LinesMoved("", pieces, there.label)
    now = amount_text(apply(carts, change).at(there.label), shop)
    return rung(carts, change, f"added to {there.label} {named(there.name)}: {now} now", shop)


def amount_text(cart: Cart, shop: Shop) -> str:
    """Write what a cart comes to."""
    bill = bill_of(cart, shop.pricing)
    return format_minor(bill.amount_minor, bill.pricing.exponent)


def rung(carts: Carts, change: Change, notice: str, shop: Shop) -> Rung:
    """Say what is done, and where all carts come to another sum or tax by it, since each line is rounded by itself.

    Who splits or moves reads it below what is said, a row for each.
    """
    before, after = _sums(carts, shop), _sums(apply(carts, change), shop)
    off = [
        f"{what} is {format_minor(abs(minor), shop.pricing.exponent)} {'more' if minor > 0 else 'less'}"
        for what in sorted({*before, *after})
        if (minor := after[what] - before[what])
    ]
    return Rung((change,), notice, ("Each line is rounded. In all", *off) if off else ())


def _sums(carts: Carts, shop: Shop) -> Counter[str]:
    sums: Counter[str] = Counter()
    for cart in (carts.cart, *(each.cart for each in carts.parked)):
        bill = bill_of(cart, shop.pricing)
        sums["the sum"] += bill.amount_minor
        for row in bill.tax:
            sums[f"tax {row.letter}"] += row.tax_minor
    return sums


def _recalled(carts: Carts, who: str, shop: Shop, start: int) -> Rung:
    if not carts.parked:
        raise LineRefused("nothing is parked", start)
    if not who:
        return Rung((), "recall p1 brings one back", parked_lines(carts, shop))
    if not carts.is_empty:
        raise LineRefused("finish or park what is rung up first", start)
    parked = found(carts, who, start)
    side = () if parked.cart.share else numbered_lines(parked.cart, shop)
    return Rung((CartRecalled(parked.label),), f"recalled: {named(parked.name, PARK_COLUMNS)}", side)


def numbered_lines(cart: Cart, shop: Shop) -> tuple[str, ...]:
    """Give the lines of a cart with their numbers, each with what is off it alone."""
    bill = bill_of(cart, shop.pricing)
    rows = []
    for number, each in enumerate(bill.lines, 1):
        count = "" if each.line.quantity == 1 else f"{each.line.quantity}x "
        minor = each.line.price_minor - each.discount_minor
        rows.append(f"{number:>2} {count}{each.line.name}  {format_minor(minor, bill.pricing.exponent)}")
    return tuple(rows)


def parked_lines(carts: Carts, shop: Shop) -> tuple[str, ...]:
    """Give what is parked, a line each."""
    return tuple(f"{each.label} {each.name}  {amount_text(each.cart, shop)}" for each in carts.parked)
