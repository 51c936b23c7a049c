"""Sales of a shop, their payment and refund."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.domain.ids import short
from paycli.domain.lives import SALE, SaleDetail, as_sale
from paycli.domain.money import Money, format_minor, typed_money
from paycli.domain.rules.rule import Rule, nothing
from paycli.domain.rules.transfers import pay, payment_needs
from paycli.domain.state import CANCELLED, DONE, Changes, LedgerObject, Needs
from paycli.errors import (
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
    from paycli.domain import bodies
    from paycli.domain.lives import Sale
    from paycli.domain.orders import Order
    from paycli.domain.registry import Registry
    from paycli.domain.state import Place, State
    from paycli.errors import Help


def decide_sale(order: Order[bodies.SaleNewBody], state: State, place: Place) -> Changes:
    """Open a sale; no money moves until somebody pays it."""
    body = order.body
    if body.currency not in state.registry.currencies:
        raise CurrencyUnknown(currency=body.currency, known=", ".join(state.registry.currencies))
    due = place.time + body.expires_ms
    sale = LedgerObject.made(
        order, place, SALE, detail=SaleDetail(), currency=body.currency, amount_minor=body.amount_minor, due=due
    )
    return Changes(objects=(sale,))


def needs_pay(order: Order[bodies.SalePayBody]) -> Needs:
    """Name the sale and both accounts."""
    return payment_needs(order)._replace(objects=(order.body.sale,))


def decide_pay(order: Order[bodies.SalePayBody], state: State, place: Place) -> Changes:
    """Pay a sale and its tip to the shop; the order names payee and amount itself, and both must be the sale's."""
    body = order.body
    sale = as_sale(state.objects.get(body.sale))
    if sale is None:
        raise NotFound(what="sale", typed=body.sale[:8], help="ask the shop to show it again")
    if sale.state == DONE:
        raise AlreadyPaid
    if sale.state == CANCELLED:
        raise SaleCancelled
    if sale.is_over(place.time):
        raise SaleExpired
    if (body.to, body.amount_minor, body.currency) != (sale.maker, sale.amount_minor, sale.currency):
        raise NotAllowed(reason="The order does not name the payee and the amount of the sale")
    transfer = pay(state, order, body.to, body.amount_minor + body.tip_minor, place.time)
    paid = sale._replace(state=DONE, peer=order.wallet, ended=place.time, detail=SaleDetail(tip_minor=body.tip_minor))
    return Changes((transfer,), (paid,))


def needs_refund(order: Order[bodies.RefundBody]) -> Needs:
    """Name the sale and both accounts."""
    return payment_needs(order)._replace(objects=(order.body.of,))


def decide_refund(order: Order[bodies.RefundBody], state: State, place: Place) -> Changes:
    """Give a paid sale back to its payer, wholly or in part, never more than was paid."""
    body = order.body
    sale = as_sale(state.objects.get(body.of))
    if sale is None or sale.maker != order.wallet:
        raise NotFound(what="sale of yours", typed=body.of[:8], help=step("look_at_log"))
    if sale.state != DONE:
        raise NotAllowed(reason="Only a paid sale can be refunded")
    if body.to != sale.peer or body.currency != sale.currency:
        raise NotAllowed(reason="A refund goes to the payer, in the same currency")
    paid_minor, refunded_minor = paid_total(sale), sale.detail.refunded_minor
    left_minor = paid_minor - refunded_minor
    if body.amount_minor > left_minor:
        exponent = state.registry.currencies.get(body.currency, 0)
        raise AlreadyRefunded(
            refunded=format_minor(refunded_minor, exponent),
            paid=format_minor(paid_minor, exponent),
            available=format_minor(left_minor, exponent),
            currency=body.currency,
            help=refund_of_rest(sale, state.registry),
        )
    transfer = pay(state, order, body.to, body.amount_minor, place.time)
    detail = sale.detail._replace(refunded_minor=refunded_minor + body.amount_minor)
    return Changes((transfer,), (sale._replace(detail=detail),))


def refund_of_rest(sale: Sale, registry: Registry) -> Help:
    """Name the step that gives back what is left of a paid sale; nothing where all went back."""
    left = Money(paid_total(sale) - sale.detail.refunded_minor, str(sale.currency))
    if not left.amount_minor:
        return ""
    amount = typed_money(left, registry.currencies, registry.default_currency)
    return step("refund", sale=short(sale.id), amount=amount)


def paid_total(sale: Sale) -> int:
    """Give what a guest paid for a sale with the tip, in minor units."""
    return sale.amount_minor + sale.detail.tip_minor


RULES = {
    "sale.new": Rule(nothing, decide_sale),
    "sale.pay": Rule(needs_pay, decide_pay),
    "refund": Rule(needs_refund, decide_refund),
}
