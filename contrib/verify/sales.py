"""Sales: a shop asks for money, a wallet or cash pays, and the shop may give it back; tips lie apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checks import need
from mandates import Use
from rules import Kind, Move, When, main_of, uses_amount
from tills import add_taxes, check_taxes, check_till, drawer_moves, number_of, open_shift
from values import (
    AMOUNT,
    AMOUNT_BOUND,
    AMOUNT_OR_ZERO,
    CURRENCY,
    DURATION,
    OWN_TILL,
    PAID_BY,
    ROUNDING,
    TAKEN_BY,
    TAXES,
    TEXT,
    THING,
    TILL,
    WALLET,
    or_null,
)

if TYPE_CHECKING:
    from orders import Thing
    from rules import Case
    from state import State


def tips_of(shop: str) -> str:
    """Name the account of a shop's tips."""
    return f"w:{shop}:tips"


def charge(state: State, case: Case) -> None:
    """Give a sale the next number of its till, and count it in its shift."""
    order, body, sale = case.order, case.order.body, case.thing
    check_taxes(body.tax, body.amount)
    sale.notes.shift = open_shift(state, order, body.shift, body.till, body.currency)
    sale.notes.number = number_of(state, order.owner, "sale", body.till)
    sale.notes.tender = ""
    sale.notes.paid = sale.notes.left = sale.notes.paid_tip = sale.notes.left_tip = sale.notes.total = 0
    if sale.notes.shift:
        totals = sale.notes.shift.notes.totals
        totals["charged_count"] += 1
        totals["first_number"] = totals["first_number"] or sale.notes.number


def end_sale(sale: Thing, tender: str, time: int) -> Thing | None:
    """Refuse a sale whose shift is closed; note how and when it was paid, and give its shift."""
    shift: Thing | None = sale.notes.shift
    need(shift is None or shift.is_open, "the shift of the sale is closed")
    sale.notes.tender, sale.notes.ended = tender, time
    if shift and tender != "gift":
        totals = shift.notes.totals
        totals["discount_minor"] += sale.body.discount
        add_taxes(totals["taxes"], sale.body.tax)
    return shift


def pay_sale(_state: State, case: Case) -> list[Move]:
    """Move what the sale asks for, and the tip, to the shop; note how much of it can go back."""
    order, body, sale = case.order, case.order.body, case.thing
    asked = sale.maker, sale.body.amount, sale.body.currency
    need((body.to, body.amount, body.currency) == asked, "the sale asks for something else")
    shift = end_sale(sale, "wallet", case.time)
    sale.takers = [order.owner]
    sale.notes.paid = sale.notes.left = body.amount
    sale.notes.paid_tip = sale.notes.left_tip = body.tip
    sale.notes.total = body.amount + body.tip
    if shift:
        totals = shift.notes.totals
        totals["wallet_count"] += 1
        totals["wallet_minor"] += body.amount
        totals["tips_minor"] += body.tip
    need(body.amount + body.tip < AMOUNT_BOUND, "its amount with its tip")
    goods = Move(main_of(order.owner), main_of(body.to), body.amount)
    if not body.tip:
        return [goods]
    # The payer must have both.
    return [goods, Move(main_of(order.owner), tips_of(body.to), body.tip, gone=body.amount + body.tip)]


def take_sale(state: State, case: Case) -> list[Move]:
    """End a sale at its till: with cash, which goes into the drawer, or as a gift."""
    order, body, sale = case.order, case.order.body, case.thing
    check_till(state, order, body.till)
    asked = sale.body.amount, sale.body.currency, sale.body.till
    need((body.amount, body.currency, body.till) == asked, "the sale asks for something else")
    shift = end_sale(sale, body.tender, case.time)
    need(shift is not None, "it is in no shift")
    cash, totals = body.amount + body.rounding, shift.notes.totals if shift else {}
    if body.tender == "gift":
        need(not body.rounding and not body.given, "nothing is given for a gift")
        totals["gift_count"] += 1
        totals["gift_minor"] += body.amount
        return []
    need(0 <= cash <= body.given, "what was given is not enough")
    sale.notes.paid = sale.notes.left = body.amount
    sale.notes.total = cash
    totals["cash_count"] += 1
    totals["cash_minor"] += body.amount
    totals["rounding_minor"] += body.rounding
    return drawer_moves(order.owner, body.till, cash)


def refund_sale(state: State, case: Case) -> list[Move]:
    """Move money back the way it was paid, never more than is left of the goods and of the tip."""
    order, body, sale = case.order, case.order.body, case.thing
    shift = open_shift(state, order, body.shift, body.till, body.currency)
    way = [body.to] if body.to else [], body.tender, body.currency
    need(way == (sale.takers, sale.notes.tender, sale.body.currency), "that is not how it was paid")
    fits = body.amount <= sale.notes.left and body.tip <= sale.notes.left_tip and body.amount + body.tip > 0
    need(fits, "it is more than is left of it")
    check_taxes(body.tax, body.amount)
    sale.notes.left -= body.amount
    sale.notes.left_tip -= body.tip
    if shift:
        totals = shift.notes.totals
        add_taxes(totals["refund_taxes"], body.tax)
        totals["refund_tip_minor"] += body.tip
        totals[f"refund_{body.tender}_count"] += 1
        totals[f"refund_{body.tender}_minor"] += body.amount
        totals["rounding_minor"] -= body.rounding
    if body.tender == "cash":
        need(shift is not None and body.amount + body.rounding >= 0, "what comes out of the drawer")
        return drawer_moves(order.owner, body.till, -body.amount - body.rounding)
    need(not body.rounding and body.to in state.admitted, "its payee, or its rounding")
    parts = (main_of(order.owner), body.amount), (tips_of(order.owner), body.tip)
    return [Move(source, main_of(body.to), amount) for source, amount in parts if amount]


def pay_tips(state: State, case: Case) -> Move:
    """Move tips to anybody who is admitted, the shop itself too."""
    body = case.order.body
    need(body.to in state.admitted, "its payee")
    return Move(tips_of(case.order.owner), main_of(body.to), body.amount)


def uses_part(case: Case) -> Use:
    """Say that only the cap of one order is for it."""
    return Use(part=case.order.body.amount)


def uses_refund(case: Case) -> Use:
    """Say what of a refund counts, and to whom it goes: nobody, where it comes out of the drawer."""
    body = case.order.body
    back = body.amount + body.tip + max(0, body.rounding)
    return Use(back, back, [body.to] if body.to else [])


KINDS = (
    Kind(
        name="sale.new",
        signed_by=("shop", "mandate"),
        uses=uses_part,
        body={
            "amount": AMOUNT_OR_ZERO,
            "currency": CURRENCY,
            "discount": AMOUNT_OR_ZERO,
            "lines": TEXT,
            "tax": TAXES,
            "till": TILL,
            "shift": or_null(THING),
            "expires_ms": DURATION,
        },
        makes=True,
        decide=charge,
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
        name="sale.take",
        signed_by=("shop", "mandate"),
        uses=uses_part,
        body={
            "of": THING,
            "till": OWN_TILL,
            "tender": TAKEN_BY,
            "amount": AMOUNT_OR_ZERO,
            "currency": CURRENCY,
            "rounding": ROUNDING,
            "given": AMOUNT_OR_ZERO,
            "note": TEXT,
        },
        about="of",
        about_kinds=("sale.new",),
        only_maker=True,
        decide=take_sale,
    ),
    Kind(
        name="refund",
        signed_by=("shop", "mandate"),
        uses=uses_refund,
        body={
            "of": THING,
            "till": TILL,
            "shift": or_null(THING),
            "to": or_null(WALLET),
            "amount": AMOUNT_OR_ZERO,
            "tip": AMOUNT_OR_ZERO,
            "currency": CURRENCY,
            "tender": PAID_BY,
            "rounding": ROUNDING,
            "tax": TAXES,
            "note": TEXT,
        },
        about="of",
        about_kinds=("sale.new",),
        when=When.EVER,
        only_maker=True,
        leaves_open=True,
        decide=refund_sale,
    ),
    Kind(
        name="tips.send",
        signed_by=("shop",),
        body={"to": WALLET, "amount": AMOUNT, "currency": CURRENCY, "note": TEXT},
        decide=pay_tips,
    ),
)
