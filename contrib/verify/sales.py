"""Sales: a shop asks for money, somebody pays, and the shop may give it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checks import need
from mandates import Use
from money import uses_amount
from rules import Kind, Move, When, main_of, move_nothing
from values import AMOUNT, AMOUNT_OR_ZERO, CURRENCY, DURATION, TEXT, THING, WALLET

if TYPE_CHECKING:
    from rules import Case
    from state import State


def pay_sale(_state: State, case: Case) -> Move:
    """Move what the sale asks for, and the tip, to the shop; note how much of it can go back."""
    order, body, sale = case.order, case.order.body, case.thing
    asked = sale.maker, sale.body.amount, sale.body.currency
    need((body.to, body.amount, body.currency) == asked, "the sale asks for something else")
    paid = body.amount + body.tip
    sale.takers = [order.owner]
    sale.notes.left = paid
    return Move(main_of(order.owner), main_of(body.to), paid)


def refund_sale(_state: State, case: Case) -> Move:
    """Move money back to the one who paid, in the same currency and never more than is left of what was paid."""
    body, sale = case.order.body, case.thing
    fits = sale.takers == [body.to] and body.currency == sale.body.currency and body.amount <= sale.notes.left
    need(fits, "that is not how, or more than, it was paid")
    sale.notes.left -= body.amount
    return Move(main_of(case.order.owner), main_of(body.to), body.amount)


KINDS = (
    Kind(
        name="sale.new",
        signed_by=("shop", "mandate"),
        uses=lambda case: Use(part=case.order.body.amount),
        body={"amount": AMOUNT, "currency": CURRENCY, "lines": TEXT, "expires_ms": DURATION},
        makes=True,
        decide=move_nothing,
    ),
    Kind(
        name="sale.pay",
        signed_by=("owner", "mandate"),
        uses=uses_amount,
        body={"sale": THING, "to": WALLET, "amount": AMOUNT, "currency": CURRENCY, "tip": AMOUNT_OR_ZERO},
        about="sale",
        about_kinds=("sale.new",),
        other_wallet="to",
        spends=True,
        decide=pay_sale,
    ),
    Kind(
        name="refund",
        signed_by=("shop", "mandate"),
        uses=uses_amount,
        body={"of": THING, "to": WALLET, "amount": AMOUNT, "currency": CURRENCY, "note": TEXT},
        about="of",
        about_kinds=("sale.new",),
        when=When.EVER,
        only_maker=True,
        other_wallet="to",
        decide=refund_sale,
    ),
)
