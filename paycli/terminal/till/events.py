"""What came of an effect: the till's next state, and what that changes in the cart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.domain.cart import bill_of
from paycli.domain.carts import Cleared, PostingEnded, apply
from paycli.domain.money import format_minor
from paycli.terminal.till import effects
from paycli.terminal.till.state import Paid, TillState, Turn

if TYPE_CHECKING:
    from paycli.terminal.till.state import Shop


def heard(state: TillState, event: effects.Event, shop: Shop) -> Turn:
    """Take what came of an effect. The changes are kept as those of a line are."""
    match event:
        case effects.SaleOpened():
            waiting = state._replace(waiting=event, paid=None)
            return Turn(_saying(waiting, "scans are not taken while a sale waits"))
        case effects.SalePaid():
            return _paid(state, event, shop)
        case effects.SaleUnpaid(number, reason):
            return _open_again(state, f"{number}: {reason}. All that was rung up is still here")
        case effects.EffectRefused(reason):
            return _refused(state, reason)
        case effects.EffectDone(text, lines):
            return Turn(_saying(state._replace(side=lines), text))


def _saying(state: TillState, notice: str, *, is_refused: bool = False) -> TillState:
    return state._replace(is_posting=False, notice=notice, is_refused=is_refused, returned="", cursor=0)


def _paid(state: TillState, sale: effects.SalePaid, shop: Shop) -> Turn:
    bill = bill_of(state.carts.cart, shop.pricing)
    change = ""
    if sale.change_minor:
        change = f"  change {format_minor(sale.change_minor, bill.pricing.exponent)}"
    carts = apply(state.carts, Cleared())
    notice = f"{sale.number} {sale.tender}{change}. The next scan begins the next sale"
    return Turn(TillState(carts, paid=Paid(sale, bill), notice=notice), (Cleared(),))


def _open_again(state: TillState, notice: str) -> Turn:
    carts = apply(state.carts, PostingEnded())
    return Turn(TillState(carts, notice=notice), (PostingEnded(),))


def _refused(state: TillState, reason: str) -> Turn:
    """Say why nothing was done; a sale that waits goes on waiting, and a cart can be changed again."""
    if state.waiting is not None or not state.carts.key:
        return Turn(_saying(state, reason, is_refused=True))
    turn = _open_again(state, reason)
    return turn._replace(state=turn.state._replace(is_refused=True))
