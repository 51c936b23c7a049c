"""Requests: a wallet asks others for a share each, and each pays or declines its own."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from typing import TYPE_CHECKING

from checks import need, within
from circles import check_named
from contacts import check_payee, note_paid
from rules import Kind, Move, main_of, uses_amount
from values import AMOUNT, AMOUNT_BOUND, CLOCK, CURRENCY, DURATION, SHARES, TEXT, THING, WALLET, or_null

if TYPE_CHECKING:
    from orders import Thing
    from rules import Case
    from state import State


def ask(state: State, case: Case) -> None:
    """Note whom a request asks for how much; it moves and holds nothing."""
    order, request = case.order, case.thing
    maker, shares = order.owner, order.body.shares
    asked = [wallet for wallet, _ in shares]
    need(maker not in asked and sum(amount for _, amount in shares) < AMOUNT_BOUND, "whom it asks, or for how much")
    check_named(state, maker, asked)
    today = state.count_today(maker, order.kind, case.time)
    need(within(today, state.limits["most_requests_per_day"]), "too many a day")
    for wallet in asked:
        need(may_ask(state, maker, wallet), "one whom it asks does not want that")
        until = state.asked_until[maker, wallet]
        insort(until, request.due)
        still_open = len(until) - bisect_right(until, case.time)
        need(within(still_open, state.limits["most_open_requests"]), "one whom it asks has too many to answer")
    request.notes.unanswered = dict(shares)


def may_ask(state: State, maker: str, wallet: str) -> bool:
    """Tell whether a wallet lets another one ask it."""
    choice = state.choice(wallet, "requests")
    return choice == "all" or (choice == "trusted" and state.trusts(wallet, maker))


def forget(state: State, request: Thing, wallet: str) -> None:
    """Take in that a request does not ask a wallet any more."""
    until = state.asked_until[request.maker, wallet]
    del until[bisect_left(until, request.due)]


def answer(state: State, request: Thing, wallet: str) -> None:
    """Take in that a wallet has answered, which it does once; the last answer ends the request.

    Raises:
        ValueError: the request does not ask that wallet, or not any more.
    """
    need(wallet in request.notes.unanswered, "that wallet has nothing to answer")
    del request.notes.unanswered[wallet]
    forget(state, request, wallet)
    request.is_open = bool(request.notes.unanswered)


def pay_share(state: State, case: Case) -> Move:
    """Move the whole share of a wallet to who asks for it."""
    order, body, request = case.order, case.order.body, case.thing
    asked = request.maker, request.notes.unanswered.get(order.owner), request.body.currency
    need((body.to, body.amount, body.currency) == asked, "that wallet is asked for something else")
    check_payee(state, order.owner, body.to, at_once=False)
    answer(state, request, order.owner)
    note_paid(state, order, body.to, body.amount)
    return Move(main_of(order.owner), main_of(body.to), body.amount)


def withdraw(state: State, request: Thing) -> None:
    """Take in that a request asks nobody any more."""
    for wallet in request.notes.unanswered:
        forget(state, request, wallet)


KINDS = (
    Kind(
        name="request.new",
        signed_by=("owner", "mandate"),
        body={
            "currency": CURRENCY,
            "shares": SHARES,
            "note": TEXT,
            "due_at": or_null(CLOCK),
            "expires_ms": DURATION,
            "about": or_null(THING),
        },
        makes=True,
        decide=ask,
    ),
    Kind(
        name="request.pay",
        signed_by=("owner", "mandate"),
        uses=uses_amount,
        body={"request": THING, "to": WALLET, "amount": AMOUNT, "currency": CURRENCY},
        about="request",
        about_kinds=("request.new",),
        # It goes on until all have answered.
        leaves_open=True,
        other_wallet="to",
        spends=True,
        decide=pay_share,
    ),
)
