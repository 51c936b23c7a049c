"""Batches: a sum is set aside for many rows, and each row is paid out of it by an order of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checks import need
from mandates import Use
from rules import Kind, Move, held_by, hold_of, main_of
from values import AMOUNT, CURRENCY, DURATION, ROWS, TEXT, THING, WALLET

if TYPE_CHECKING:
    from rules import Case
    from state import State


def open_batch(_state: State, case: Case) -> Move:
    """Set the total of a batch aside; each of its rows will want one minor unit at least."""
    body = case.order.body
    case.thing.notes.paid = 0
    need(body.total >= body.count, "its total is too little for its rows")
    return Move(main_of(case.order.owner), hold_of(case.thing), body.total)


def pay_row(state: State, case: Case) -> Move:
    """Pay one row; whoever takes the last of the money ends the batch."""
    batch, order, body = case.thing, case.order, case.order.body
    need((body.to, order.owner) not in state.blocked, "its payee has blocked the payer")
    need(body.currency == batch.body.currency, "its currency is not the batch's")
    left = held_by(state, batch) - body.amount
    need(batch.notes.paid < batch.body.count and left >= 0, "the batch has no row, or not so much, left")
    batch.notes.paid += 1
    batch.is_open = left > 0
    return Move(hold_of(batch), main_of(body.to), body.amount)


KINDS = (
    Kind(
        name="batch.new",
        signed_by=("owner", "mandate"),
        uses=lambda case: Use(case.order.body.total),
        body={"label": TEXT, "currency": CURRENCY, "total": AMOUNT, "count": ROWS, "expires_ms": DURATION},
        makes=True,
        decide=open_batch,
    ),
    Kind(
        name="batch.row",
        signed_by=("owner", "mandate"),
        uses=lambda case: Use(part=case.order.body.amount, payees=[case.order.body.to], orders=0),
        body={"of": THING, "to": WALLET, "amount": AMOUNT, "currency": CURRENCY, "note": TEXT},
        about="of",
        about_kinds=("batch.new",),
        only_maker=True,
        leaves_open=True,
        other_wallet="to",
        spends=True,
        decide=pay_row,
    ),
)
