"""Sales of a shop, their payment and refund, and cancelling, which serves unpaid sales and envelopes alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.domain.money import Money, format_money
from paycli.domain.rules.envelopes import give_back
from paycli.domain.rules.transfers import pay, payment_needs
from paycli.domain.state import CANCELLED, DONE, EXPIRED, PENDING, Changes, LedgerObject, Needs
from paycli.errors import (
    AlreadyEnded,
    AlreadyPaid,
    AlreadyRefunded,
    CurrencyUnknown,
    NotAllowed,
    NotFound,
    SaleCancelled,
    SaleExpired,
    step,
)

if TYPE_CHECKING:
    from paycli.domain.orders import Order
    from paycli.domain.state import Place, State


def decide_sale(order: Order, state: State, place: Place) -> Changes:
    """Open a sale; no money moves until somebody pays it."""
    body = order.body
    if body["currency"] not in state.registry.currencies:
        raise CurrencyUnknown(currency=body["currency"], known=", ".join(state.registry.currencies))
    due = place.time + body["expires_ms"]
    sale = LedgerObject.made(order, place, "sale", currency=body["currency"], amount_minor=body["amount"], due=due)
    return Changes(objects=(sale,))


def needs_pay(order: Order) -> Needs:
    """Name the sale and both accounts."""
    return payment_needs(order)._replace(objects=(order.body["sale"],))


def decide_pay(order: Order, state: State, place: Place) -> Changes:
    """Pay a sale and its tip to the shop; the order names payee and amount itself, and both must be the sale's."""
    body = order.body
    sale = state.objects.get(body["sale"])
    if sale is None or sale.kind != "sale":
        raise NotFound(what="sale", typed=body["sale"][:8], help="ask the shop to show it again")
    if sale.state == DONE:
        raise AlreadyPaid
    if sale.state == CANCELLED:
        raise SaleCancelled
    if sale.is_over(place.time):
        raise SaleExpired
    if (body["to"], body["amount"], body["currency"]) != (sale.maker, sale.amount_minor, sale.currency):
        raise NotAllowed(reason="The order does not name the payee and the amount of the sale")
    transfer = pay(state, order, body["to"], body["amount"] + body["tip"], place.time)
    paid = sale._replace(state=DONE, peer=order.wallet, tip_minor=body["tip"], taken=1, ended=place.time)
    return Changes((transfer,), (paid,))


def needs_refund(order: Order) -> Needs:
    """Name the sale and both accounts."""
    return payment_needs(order)._replace(objects=(order.body["of"],))


def decide_refund(order: Order, state: State, place: Place) -> Changes:
    """Give a paid sale back to its payer, wholly or in part, never more than was paid."""
    body = order.body
    sale = state.objects.get(body["of"])
    if sale is None or sale.kind != "sale" or sale.maker != order.wallet:
        raise NotFound(what="sale of yours", typed=body["of"][:8], help=step("look_at_log"))
    if sale.state != DONE:
        raise NotAllowed(reason="Only a paid sale can be refunded")
    if body["to"] != sale.peer or body["currency"] != sale.currency:
        raise NotAllowed(reason="A refund goes to whoever paid, in the same currency")
    paid_minor = sale.amount_minor + sale.tip_minor
    left_minor = paid_minor - sale.refunded_minor
    if body["amount"] > left_minor:

        def text(amount_minor: int) -> str:
            return format_money(Money(amount_minor, str(sale.currency)), state.registry.currencies)

        raise AlreadyRefunded(refunded=text(sale.refunded_minor), paid=text(paid_minor), left=text(left_minor))
    transfer = pay(state, order, body["to"], body["amount"], place.time)
    return Changes((transfer,), (sale._replace(refunded_minor=sale.refunded_minor + body["amount"]),))


def decide_cancel(order: Order, state: State, place: Place) -> Changes:
    """Take back an envelope with packets left, or an unpaid sale; only its maker may."""
    item = state.objects.get(order.body["of"])
    if item is None or item.maker != order.wallet:
        raise NotFound(what="envelope or sale of yours", typed=order.body["of"][:8], help=step("look_at_log"))
    if item.kind not in {"envelope", "sale"}:
        raise NotAllowed(reason=f"A {item.kind} in flight ends only by its rail")
    if item.is_over(place.time):
        raise AlreadyEnded(state=EXPIRED if item.state == PENDING else item.state)
    if item.kind == "envelope":
        return give_back(item, state, CANCELLED, place.time, place.time)
    return Changes(objects=(item._replace(state=CANCELLED, ended=place.time),))


def object_needs(order: Order) -> Needs:
    """Name the object that a cancel or a settlement is about, with its money."""
    return Needs(objects=(order.body["of"],), funds=(order.body["of"],))


def paid_total(sale: LedgerObject) -> int:
    """Give what a guest paid for a sale with the tip, in minor units."""
    return sale.amount_minor + sale.tip_minor
