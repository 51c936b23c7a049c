"""Closing a cart, or taking the sale that waits: what is wanted of the ledger then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.domain.billed import codes_of
from paycli.domain.cart import bill_of, bill_text, cash_due
from paycli.domain.money import format_minor
from paycli.terminal.till import actions, effects
from paycli.terminal.till.doubts import MISSING
from paycli.terminal.till.words import LineRefused

if TYPE_CHECKING:
    from paycli.domain.cart import Bill, Pricing
    from paycli.domain.carts import Carts
    from paycli.terminal.till.state import Shop


def closed(
    carts: Carts, action: actions.Closing, shop: Shop, waiting: effects.SaleOpened | None, start: int
) -> effects.Effect:
    """Give the effect of a closing word; raises LineRefused at `start`.

    Where a sale waits, it is that sale which is taken another way.
    """
    if carts.multiplier:
        raise LineRefused(f"{carts.multiplier}x waits for goods: scan them, or undo", start)
    if not carts.cart.lines:
        raise LineRefused("nothing is rung up", start)
    bill = bill_of(carts.cart, shop.pricing)
    if bill.pricing.currency != shop.pricing.currency:
        raise LineRefused(f"this bill is in {bill.pricing.currency}, and the shop sells in another currency now", start)
    sale = _sale(bill)
    if not sale.amount_minor and not isinstance(action, actions.PayGift):
        raise LineRefused("there is nothing to pay: gift and a reason gives it away", start)
    new, of = (sale, None) if waiting is None else (None, waiting.number)
    match action:
        case actions.Pay():
            return effects.Charge(sale)
        case actions.PayCash(given):
            return _cash(sale, given, bill.pricing, start)._replace(sale=new, of=of)
        case actions.PayTab(handle):
            return effects.ChargeTab(new, of, handle)
        case actions.PayGift(reason):
            return effects.GiveAway(new, of, reason)


def _sale(bill: Bill) -> effects.NewSale:
    return effects.NewSale(
        amount_minor=bill.amount_minor,
        currency=bill.pricing.currency,
        discount_minor=bill.discount_minor,
        tax=bill.tax,
        text=bill_text(bill),
        codes=codes_of(bill),
    )


def _cash(sale: effects.NewSale, given_minor: int | None, pricing: Pricing, start: int) -> effects.TakeCash:
    due, rounding = cash_due(sale.amount_minor, pricing)
    if given_minor is None:
        given_minor = due
    if given_minor < due:
        rest, coins = (format_minor(each, pricing.exponent) for each in (due - given_minor, due))
        rounded = f"; in coins it is {coins}" if rounding else ""
        raise LineRefused(f"that is {rest} {pricing.currency} too little{rounded}", start, frozenset({MISSING}))
    return effects.TakeCash(sale, None, given_minor, due, rounding)
