"""Transfers that wait for an answer or for their time, and what happens to whatever waited till its time was over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asking import answer
from checks import hashed, need
from contacts import check_payee, note_paid
from rules import Kind, Move, When, give_back, hold_of, main_of, uses_amount
from values import AMOUNT, AMOUNT_BOUND, CURRENCY, DURATION, NULL, TEXT, THING, WALLET, or_null

if TYPE_CHECKING:
    from orders import Thing
    from rules import Case
    from state import State


def set_aside(state: State, case: Case) -> Move:
    """Hold what is sent; what nobody will be asked about reaches the payee only where a plain `send` would."""
    order, body = case.order, case.order.body
    need((body.arrives_ms is None) != (body.expires_ms is None), "it must either arrive or expire")
    check_payee(state, order.owner, body.to, at_once=body.arrives_ms is not None)
    return Move(main_of(order.owner), hold_of(case.thing), body.amount)


def check_answers(case: Case) -> None:
    """Refuse an answer to a transfer that asks nobody, or that asks somebody else.

    Raises:
        ValueError: it is one of these.
    """
    sent = case.thing.body
    need(sent.expires_ms is not None and sent.to == case.order.owner, "that wallet has nothing to answer")


def forward(state: State, sent: Thing) -> Move:
    """Move what a transfer holds to its payee, who may give it back from now on."""
    note_paid(state, sent.order, sent.body.to, sent.body.amount)
    return Move(hold_of(sent), main_of(sent.body.to), sent.body.amount)


def accept(state: State, case: Case) -> Move:
    """Move what waits to the payee who takes it."""
    check_answers(case)
    return forward(state, case.thing)


def decline(state: State, case: Case) -> Move | None:
    """Move what waits back to its maker, or take in that a wallet does not pay its share."""
    if case.thing.order.kind == "request.new":
        answer(state, case.thing, case.order.owner)
        return None
    check_answers(case)
    case.thing.is_open = False
    return give_back(state, case)


def settle(state: State, case: Case) -> Move:
    """Move what a thing holds back, or a transfer on; of each there is one such order, and everybody can make it."""
    order, thing = case.order, case.thing
    its_id = hashed("settle", bytes.fromhex(order.body.of))[:32]
    need(order.id == its_id and order.at == thing.due, "its id, or its time")
    arrives = thing.order.kind == "send.wait" and thing.body.arrives_ms is not None
    return forward(state, thing) if arrives and has_place(state, thing) else give_back(state, case)


def has_place(state: State, sent: Thing) -> bool:
    """Tell whether a transfer can arrive: its payee has not blocked its maker by now, and has room for it."""
    reached = state.balances[f"{main_of(sent.body.to)}:{sent.body.currency}"] + sent.body.amount
    return (sent.body.to, sent.maker) not in state.blocked and reached < AMOUNT_BOUND


KINDS = (
    Kind(
        name="send.wait",
        signed_by=("owner", "mandate"),
        uses=uses_amount,
        body={
            "to": WALLET,
            "amount": AMOUNT,
            "currency": CURRENCY,
            "note": TEXT,
            "arrives_ms": or_null(DURATION),
            "expires_ms": or_null(DURATION),
        },
        makes=True,
        other_wallet="to",
        spends=True,
        decide=set_aside,
    ),
    Kind(
        name="accept",
        signed_by=("owner", "mandate"),
        body={"of": THING},
        about="of",
        about_kinds=("send.wait",),
        decide=accept,
    ),
    Kind(
        name="decline",
        signed_by=("owner", "mandate"),
        body={"of": THING, "note": TEXT},
        about="of",
        about_kinds=("send.wait", "request.new"),
        # A request goes on until all have answered.
        leaves_open=True,
        gives_back=True,
        decide=decline,
    ),
    Kind(
        name="settle",
        signed_by=("nobody",),
        body={"of": THING},
        head={"id": THING, "key": NULL, "seen": NULL, "until": NULL},
        about="of",
        about_kinds=("envelope.send", "batch.new", "send.wait"),
        when=When.DUE,
        gives_back=True,
        decide=settle,
    ),
)
