"""Batches: a sum is set aside for many rows, each an order of its own; or all rows are one order, all or none."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from checks import need
from contacts import check_payee, note_paid
from mandates import Use
from rules import Kind, Move, held_by, hold_of, main_of
from values import AMOUNT, CURRENCY, DURATION, ROWS, SENT_ROWS, TEXT, THING, WALLET

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
    check_payee(state, order.owner, body.to, at_once=True)
    need(body.currency == batch.body.currency, "its currency is not the batch's")
    left = held_by(state, batch) - body.amount
    need(batch.notes.paid < batch.body.count and left >= 0, "the batch has no row, or not so much, left")
    batch.notes.paid += 1
    batch.is_open = left > 0
    note_paid(state, order, body.to, body.amount)
    return Move(hold_of(batch), main_of(body.to), body.amount)


def uses_rows(case: Case) -> Use:
    """Say of a batch that is one order that it uses what all rows come to, for all whom they pay."""
    rows = case.order.body.rows
    amounts = [amount for _, amount, _ in rows]
    return Use(sum(amounts), max(amounts), [payee for payee, _, _ in rows])


def pay_all(state: State, case: Case) -> list[Move]:
    """Pay row after row; what one of them leaves the payer, and what its payee has then, is where the next begins."""
    order, payer, body = case.order, case.order.owner, case.order.body
    limit = state.limits.get(f"most_per_order:{body.currency}")
    gone, came, moves = 0, Counter[str](), []
    for payee, amount, _ in body.rows:
        need(payee != payer and payee in state.admitted, "one of its payees")
        check_payee(state, payer, payee, at_once=True)
        note_paid(state, order, payee, amount)
        need(limit is None or amount <= limit, "one of its rows is over the limit in force")
        gone, came[payee] = gone + amount, came[payee] + amount
        moves.append(Move(main_of(payer), main_of(payee), amount, came[payee], gone))
    return moves


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
    Kind(
        name="batch.send",
        signed_by=("owner", "mandate"),
        uses=uses_rows,
        body={"label": TEXT, "currency": CURRENCY, "rows": SENT_ROWS},
        decide=pay_all,
    ),
)
