"""Money that moves at once: cash in, credit, sending, and what comes back when somebody calls a thing off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checks import need
from mandates import Use
from rules import Kind, Move, give_back, main_of, world_of
from tills import abort
from values import AMOUNT, AMOUNT_OR_ZERO, CURRENCY, TEXT, THING, WALLET

if TYPE_CHECKING:
    from rules import Case
    from state import State


def uses_amount(case: Case) -> Use:
    """Say of an order that it uses its amount and tip for its payee."""
    body = case.order.body
    paid = body.amount + getattr(body, "tip", 0)
    return Use(paid, paid, [body.to])


def take_cash(_state: State, case: Case) -> Move:
    """Move cash into a wallet."""
    body = case.order.body
    return Move(world_of("cash"), main_of(body.wallet), body.amount)


def grant_credit(state: State, case: Case) -> None:
    """Take in how far below zero a wallet may go."""
    body = case.order.body
    state.floors[f"{main_of(body.wallet)}:{body.currency}"] = -body.amount


def send(state: State, case: Case) -> Move:
    """Move money from one wallet to another that has not blocked it."""
    sender, body = case.order.owner, case.order.body
    need((body.to, sender) not in state.blocked, "its payee has blocked the sender")
    return Move(main_of(sender), main_of(body.to), body.amount)


def call_off(state: State, case: Case) -> Move | None:
    """Move back what a thing holds; a sale holds nothing, and counts in its shift as cancelled."""
    if case.thing.order.kind == "sale.new":
        abort(case.thing, case.time)
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
        about_kinds=("envelope.send", "sale.new", "batch.new"),
        only_maker=True,
        gives_back=True,
        decide=call_off,
    ),
)
