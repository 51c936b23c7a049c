"""What came of an effect: the till's next state, and what that changes in the cart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.domain.cart import bill_of
from paycli.domain.cart_changes import Cleared, PostingEnded
from paycli.domain.carts import apply
from paycli.domain.money import format_minor
from paycli.terminal.till import effects
from paycli.terminal.till.state import Paid, TillState, Turn
from paycli.terminal.till.words import named

if TYPE_CHECKING:
    from paycli.domain.cart import Cart
    from paycli.domain.carts import Carts
    from paycli.terminal.till.state import Shop


LOCKED = "Locked: the PIN unlocks it"
# Of more shares than that the first and the last are named; a handle may stand before them.
_LABELS_MOST, _NAME_COLUMNS = 3, 14


def heard(state: TillState, event: effects.Event, shop: Shop) -> Turn:
    """Take what came of an effect. The changes are kept as those of a line are.

    What is told of another sale than that of the cart is said, and changes nothing.
    """
    match event:
        case effects.SaleOpened() if state.is_posting:
            waiting = state._replace(is_posting=False, waiting=event, paid=None)
            return Turn(_saying(waiting, "scans are not taken while a sale waits"))
        case effects.SalePaid(number) if _is_of_cart(state, number):
            return _paid(state, event, shop)
        case effects.SaleUnpaid(number, reason, by_time) if _is_of_cart(state, number):
            then = LOCKED if state.is_locked else "All that is rung up is still here"
            # That guest may have left; who took it back goes on with it.
            return _open_again(state, f"{number}: {reason}. {then}", is_unsold=by_time)
        case effects.SaleRefused(reason) if state.is_posting and state.waiting is None:
            return _open_again(state, reason, is_unsold=True, is_refused=True)
        case effects.SaleRefused(reason):
            return Turn(_saying(state._replace(is_posting=False), reason, is_refused=True))
        case effects.EffectRefused() | effects.EffectDone() | effects.Locked() | effects.Unlocked():
            return Turn(_beside(state, event))
    return Turn(_saying(state, _of_another(event)))


def _beside(state: TillState, event: effects.Beside) -> TillState:
    """Take what has nothing to do with the cart."""
    match event:
        case effects.EffectRefused(reason):
            return _saying(state, reason, is_refused=True)
        case effects.EffectDone(text, lines, moved):
            return _saying(state._replace(side=lines, paid=None if moved else state.paid), text)
        case effects.Locked():
            # What was paid before is nobody's business while the till is left alone.
            return _saying(state._replace(is_locked=True, doubts=frozenset(), paid=None, side=()), LOCKED)
    # What was rung up before is forgotten by now; a sale that waits stands there.
    left = from_before(state.carts) if state.waiting is None else ""
    return _saying(state._replace(is_locked=False), f"Unlocked: {left}" if left else "Unlocked")


def from_before(carts: Carts) -> str:
    """Say what is left of the time before, for who comes to the till."""
    lines = len(carts.cart.lines)
    left = [f"{lines} line{'' if lines == 1 else 's'} from before"] if lines else []
    left += [f"{carts.multiplier}x waits for goods"] if carts.multiplier else []
    left += [f"{len(carts.parked)} parked: recall lists them"] if carts.parked else []
    return ", ".join(left)


def _is_of_cart(state: TillState, number: str) -> bool:
    return number == state.waiting.number if state.waiting is not None else state.is_posting


def _of_another(event: effects.SaleOpened | effects.SalePaid | effects.SaleUnpaid) -> str:
    match event:
        case effects.SaleUnpaid(number, reason):
            return f"{number}: {reason}"
        case effects.SalePaid(number):
            return f"{number} is paid"
    return f"{event.number} waits"


def _saying(state: TillState, notice: str, *, is_refused: bool = False) -> TillState:
    return state._replace(notice=notice, is_refused=is_refused, returned="", cursor=0)


def _paid(state: TillState, sale: effects.SalePaid, shop: Shop) -> Turn:
    bill = bill_of(state.carts.cart, shop.pricing)
    change = ""
    if sale.change_minor:
        change = f"  change {format_minor(sale.change_minor, bill.pricing.exponent)}"
    by = f"{sale.tender} {sale.who}".rstrip()
    then = LOCKED if state.is_locked else _shares_left(state.carts) or "The next scan begins the next sale"
    notice = f"{sale.number} {by}{change}. {then}"
    after = apply(state.carts, Cleared())
    return Turn(TillState(after, is_locked=state.is_locked, paid=Paid(sale, bill), notice=notice), (Cleared(),))


def _shares_left(carts: Carts) -> str:
    """Say which shares of the bill wait, where a share of it was paid."""
    share = carts.cart.share
    if share is None:
        return ""
    # Two tables may have ordered the same.
    left = [each.label for each in carts.parked if _bill_of_share(each.cart) == _bill_of_share(carts.cart)]
    name = named(share.name, _NAME_COLUMNS)
    if not left:
        return f"Nothing is left of {name}"
    some = ", ".join(left) if len(left) <= _LABELS_MOST else f"{left[0]} .. {left[-1]}"
    return f"Left of {name}: {some}"


def _bill_of_share(cart: Cart) -> Cart:
    """Give what is the same for all shares of one bill, and for nothing else."""
    return cart._replace(share=cart.share and cart.share._replace(parts=()))


def _open_again(state: TillState, notice: str, *, is_unsold: bool, is_refused: bool = False) -> Turn:
    # Where the key could not be kept, there is none to forget.
    changes = (PostingEnded(),) if state.carts.key else ()
    after = apply(state.carts, *changes)
    opened = TillState(after, is_locked=state.is_locked, is_unsold=is_unsold, notice=notice, is_refused=is_refused)
    return Turn(opened, changes)
