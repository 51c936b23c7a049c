"""Money that moves at once: cash in, credit, sending, giving back, and what comes back when a thing is called off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asking import withdraw
from checks import need
from contacts import check_payee, note_paid
from rules import Kind, Move, give_back, main_of, uses_amount, world_of
from tills import abort
from values import AMOUNT, AMOUNT_OR_ZERO, CURRENCY, TEXT, THING, WALLET

if TYPE_CHECKING:
    from rules import Case
    from state import State


def take_cash(_state: State, case: Case) -> Move:
    """Move cash into a wallet."""
    body = case.order.body
    return Move(world_of("cash"), main_of(body.wallet), body.amount)


def grant_credit(state: State, case: Case) -> None:
    """Take in how far below zero a wallet may go."""
    body = case.order.body
    state.floors[f"{main_of(body.wallet)}:{body.currency}"] = -body.amount


def send(state: State, case: Case) -> Move:
    """Move money from one wallet to another that lets it, and that may give it back."""
    order, body = case.order, case.order.body
    check_payee(state, order.owner, body.to, at_once=True)
    note_paid(state, order, body.to, body.amount)
    return Move(main_of(order.owner), main_of(body.to), body.amount)


def send_back(state: State, case: Case) -> Move:
    """Move back what an order paid this wallet, or a part, to the wallet that paid; never more than is left of it."""
    wallet, body = case.order.owner, case.order.body
    paid = state.paid.get((body.of, wallet))
    if paid is None:
        raise ValueError("nothing is left of it, or it paid that wallet nothing")
    need((body.to, body.currency) == (paid.payer, paid.currency), "that is not who paid, or not the currency")
    need(body.amount <= paid.left, "it is more than is left of it")
    check_payee(state, wallet, body.to, at_once=False)
    if body.amount == paid.left:
        del state.paid[body.of, wallet]
    else:
        state.paid[body.of, wallet] = paid._replace(left=paid.left - body.amount)
    return Move(main_of(wallet), main_of(body.to), body.amount)


def call_off(state: State, case: Case) -> Move | None:
    """Move back what a thing holds; a sale and a request hold nothing, and a sale counts in its shift as cancelled."""
    if case.thing.order.kind == "sale.new":
        abort(case.thing, case.time)
        return None
    if case.thing.order.kind == "request.new":
        withdraw(state, case.thing)
        return None
    return give_back(state, case)


KINDS = (
    Kind(
        name="cash.in",
        signed_by=("operator",),
        body={"wallet": WALLET, "amount": AMOUNT, "currency": CURRENCY, "note": TEXT},
        other_wallet="wallet",
        decide=take_cash,
    ),
    Kind(
        name="credit.set",
        signed_by=("operator",),
        body={"wallet": WALLET, "amount": AMOUNT_OR_ZERO, "currency": CURRENCY},
        other_wallet="wallet",
        decide=grant_credit,
    ),
    Kind(
        name="send",
        signed_by=("owner", "mandate"),
        uses=uses_amount,
        body={"to": WALLET, "amount": AMOUNT, "currency": CURRENCY, "note": TEXT},
        other_wallet="to",
        spends=True,
        decide=send,
    ),
    Kind(
        name="cancel",
        signed_by=("owner", "mandate"),
        body={"of": THING},
        about="of",
        about_kinds=("envelope.send", "sale.new", "batch.new", "send.wait", "request.new"),
        only_maker=True,
        gives_back=True,
        decide=call_off,
    ),
    Kind(
        name="send.back",
        signed_by=("owner", "mandate"),
        uses=uses_amount,
        # Its `of` names an order, which need not have made a thing.
        body={"of": THING, "to": WALLET, "amount": AMOUNT, "currency": CURRENCY, "note": TEXT},
        other_wallet="to",
        spends=True,
        decide=send_back,
    ),
)
