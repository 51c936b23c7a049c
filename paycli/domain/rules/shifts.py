"""The day at a till: shifts, and the cash that is put into its drawer and taken out.

Coins and notes in a drawer are none of the loop's money (ADR 25): a drawer's account meets only that of the world
around it, so nothing is minted by them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.domain import shifts
from paycli.domain.accounts import drawer_account, till_world_account
from paycli.domain.ids import sale_number
from paycli.domain.lives import SHIFT, as_sale, as_shift
from paycli.domain.money import format_minor
from paycli.domain.rules.rule import Rule
from paycli.domain.rules.transfers import move, refuse_overflow
from paycli.domain.shifts import ShiftDetail
from paycli.domain.state import DONE, PENDING, Changes, Counter, LedgerObject, Needs
from paycli.domain.till_kinds import TILLS_MOST
from paycli.domain.till_names import till_of_mandate
from paycli.errors import CurrencyUnknown, DrawerShort, NotAllowed, SaleWaits, ShiftClosed, ShiftOpen, TillElsewhere

if TYPE_CHECKING:
    from paycli.domain.accounts import Transfer
    from paycli.domain.lives import Sale, Shift
    from paycli.domain.orders import Order
    from paycli.domain.state import Place, State
    from paycli.domain.till_bodies import DrawerMoveBody, ShiftCloseBody, ShiftOpenBody

TILLS = range(1, TILLS_MOST + 1)
"""The numbers that tills have."""


# --- who is at which till --------------------------------------------------------------------------------------------
def check_till(order: Order, state: State, till: int) -> None:
    """Refuse a till's key at any till but its own, and every other mandate at one; raises TillElsewhere."""
    key = state.keys.get(str(order.key))
    if key is None or key.scope is None:
        return
    if (till_of_mandate(key.scope.name) or 0) != till:
        raise TillElsewhere(name=key.scope.name)


def open_shift(order: Order, state: State, shift: str | None, *, till: int, currency: str) -> Shift | None:
    """Give the open shift that an order names; None where it names none, which only till 0 may.

    Raises TillElsewhere, ShiftClosed, NotAllowed.
    """
    check_till(order, state, till)
    if not till:
        if shift is not None:
            raise NotAllowed(reason="The shop's own key is at till 0, which has no shift")
        return None
    found = as_shift(state.objects.get(shift or ""))
    if found is None or found.maker != order.wallet or found.till != till or found.state != PENDING:
        raise ShiftClosed(till=till)
    if found.currency != currency:
        raise NotAllowed(reason="A day at a till is in one currency")
    return found


# --- numbers ---------------------------------------------------------------------------------------------------------
def counter_name(kind: str, till: int) -> str:
    """Name the counter of a kind of object at a till; it belongs to the shop, and outlives the till's key."""
    return f"{kind}:{till}"


def closed_name(till: int) -> str:
    """Name the counter of the closed shifts of a till."""
    return f"closed:{till}"


def count(state: State, shop: str, name: str) -> Counter:
    """Give a counter of a shop with one more than before."""
    before = state.counters.get((shop, name))
    return Counter(shop, name, 0, 1 if before is None else before.value + 1)


# --- the drawer ------------------------------------------------------------------------------------------------------
def drawer_needs(order: Order, till: int, currency: str) -> Needs:
    """Name both accounts of a till's drawer."""
    shop = str(order.wallet)
    return Needs(accounts=(drawer_account(shop, till, currency), till_world_account(shop, till, currency)))


def move_cash(state: State, shift: Shift, amount_minor: int, time: int) -> tuple[Transfer, ...]:
    """Decide what goes into the drawer of a shift's till, or with a sum below 0 out of it; raises DrawerShort."""
    shop, till, currency = str(shift.maker), int(shift.till or 0), str(shift.currency)
    return _move(state, (shop, till, currency), amount_minor, time)


def _move(state: State, drawer_of: tuple[str, int, str], amount_minor: int, time: int) -> tuple[Transfer, ...]:
    shop, till, currency = drawer_of
    drawer, world = drawer_account(shop, till, currency), till_world_account(shop, till, currency)
    if amount_minor > 0:
        # The world around a drawer is in nobody's debt, so what is too much is too much for the drawer.
        refuse_overflow(state, drawer, amount_minor)
        return (move(state, world, drawer, amount_minor, time),)
    if not amount_minor:
        return ()
    account = state.account(drawer)
    if account.floor_minor is not None and account.balance_minor + amount_minor < account.floor_minor:
        exponent = state.registry.currencies.get(currency, 0)
        available, needed = (format_minor(minor, exponent) for minor in (account.balance_minor, -amount_minor))
        raise DrawerShort(till=till, available=available, needed=needed, currency=currency)
    return (move(state, drawer, world, -amount_minor, time),)


# --- the rules -------------------------------------------------------------------------------------------------------
def needs_open(order: Order[ShiftOpenBody]) -> Needs:
    """Name the drawer, and how many shifts the till has had."""
    shop, body = str(order.wallet), order.body
    names = counter_name(SHIFT, body.till), closed_name(body.till)
    counters = tuple((shop, name) for name in names)
    return drawer_needs(order, body.till, body.currency)._replace(counters=counters)


def decide_open(order: Order[ShiftOpenBody], state: State, place: Place) -> Changes:
    """Begin a shift; what was counted and what the last count left may differ, and the difference is booked.

    Raises ShiftOpen while the till has an open one.
    """
    body, shop = order.body, str(order.wallet)
    check_till(order, state, body.till)
    if body.currency not in state.registry.currencies:
        raise CurrencyUnknown(currency=body.currency, known=", ".join(state.registry.currencies))
    opened, closed = count(state, shop, counter_name(SHIFT, body.till)), count(state, shop, closed_name(body.till))
    if opened.value > closed.value:
        raise ShiftOpen(till=body.till, number=opened.value - 1)
    drawer_of = shop, body.till, body.currency
    difference_minor = body.counted_minor - state.account(drawer_account(*drawer_of)).balance_minor
    shift = LedgerObject.made(
        order,
        place,
        SHIFT,
        detail=ShiftDetail(float_minor=body.counted_minor, opening_difference_minor=difference_minor),
        currency=body.currency,
        till=body.till,
        number=opened.value,
    )
    return Changes(_move(state, drawer_of, difference_minor, place.time), (shift,), counters=(opened,))


def needs_close(order: Order[ShiftCloseBody]) -> Needs:
    """Name the shift, its sales that are still open, and the drawer."""
    shop, body = str(order.wallet), order.body
    return drawer_needs(order, body.till, body.currency)._replace(
        objects=(body.of,), waiting=(body.of,), counters=((shop, closed_name(body.till)),)
    )


def decide_close(order: Order[ShiftCloseBody], state: State, place: Place) -> Changes:
    """End a shift; raises SaleWaits while a sale of it can still be paid."""
    body, shop = order.body, str(order.wallet)
    shift = open_shift(order, state, body.of, till=body.till, currency=body.currency)
    if shift is None:
        raise ShiftClosed(till=body.till)
    sales = _pending_sales(state, shift)
    waiting = [sale for sale in sales if not sale.is_over(place.time)]
    if waiting:
        raise SaleWaits(number=sale_number(waiting[0].till, waiting[0].number), of=waiting[0].id)
    drawer = drawer_account(shop, body.till, body.currency)
    difference_minor = body.counted_minor - state.account(drawer).balance_minor
    totals = shifts.expired(shift.detail, sales)._replace(
        counted_minor=body.counted_minor, closing_difference_minor=difference_minor
    )
    ended = shift._replace(state=DONE, ended=place.time, detail=totals)
    transfers = move_cash(state, shift, difference_minor, place.time)
    return Changes(transfers, (ended,), counters=(count(state, shop, closed_name(body.till)),))


def _pending_sales(state: State, shift: Shift) -> list[Sale]:
    found = [as_sale(each) for each in state.objects.values()]
    sales = [sale for sale in found if sale is not None and sale.state == PENDING and sale.body.shift == shift.id]
    return sorted(sales, key=lambda sale: sale.n)


def needs_move(order: Order[DrawerMoveBody]) -> Needs:
    """Name the shift and the drawer."""
    return drawer_needs(order, order.body.till, order.body.currency)._replace(objects=(order.body.of,))


def decide_move(order: Order[DrawerMoveBody], state: State, place: Place) -> Changes:
    """Put cash into the drawer or take it out; raises ShiftClosed, DrawerShort."""
    body = order.body
    shift = open_shift(order, state, body.of, till=body.till, currency=body.currency)
    if shift is None:
        raise ShiftClosed(till=body.till)
    transfers = move_cash(state, shift, -body.amount_minor if body.out else body.amount_minor, place.time)
    return Changes(transfers, (shift._replace(detail=shifts.moved(shift.detail, body)),))


RULES = {
    "shift.open": Rule(needs_open, decide_open),
    "shift.close": Rule(needs_close, decide_close),
    "drawer.move": Rule(needs_move, decide_move),
}
