"""Money over the edge: top-ups and withdrawals, which end only by their rail, and cash that the operator takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.domain.accounts import hold_account, main_account, world_account
from paycli.domain.ids import uuid8_of_key
from paycli.domain.lives import LIVES, TOPUP, WITHDRAWAL, Direction, as_rail_transfer
from paycli.domain.parties import CASH
from paycli.domain.rules.people import admitted
from paycli.domain.rules.rule import Rule
from paycli.domain.rules.transfers import move
from paycli.domain.state import DONE, PENDING, RETURNED, Changes, LedgerObject, Needs
from paycli.errors import AlreadyEnded, CurrencyUnknown, NotFound, OrderMalformed, RailMissing, ReferenceTaken, step

if TYPE_CHECKING:
    from paycli.domain import bodies
    from paycli.domain.lives import RailTransfer
    from paycli.domain.orders import Order
    from paycli.domain.state import Place, State


def _asked(order: Order[bodies.RailAskBody], place: Place, kind: str, held_minor: int) -> RailTransfer:
    body = order.body
    return LedgerObject.made(
        order,
        place,
        kind,
        detail=None,
        currency=body.currency,
        amount_minor=body.amount_minor,
        held_minor=held_minor,
        rail=body.rail,
    )


def _rail_known(state: State, rail: str) -> None:
    if rail not in state.registry.rails:
        raise RailMissing(rail=rail, help=step("have_rail_admitted", rail=rail))


def decide_topup(order: Order[bodies.RailAskBody], state: State, place: Place) -> Changes:
    """Ask a rail for money; none moves until the rail says that it is done. Cash is not asked for but taken."""
    if order.body.rail == CASH:
        raise RailMissing(rail="for top-ups called cash")
    _rail_known(state, order.body.rail)
    if order.body.currency not in state.registry.currencies:
        raise CurrencyUnknown(currency=order.body.currency, known=", ".join(state.registry.currencies))
    return Changes(objects=(_asked(order, place, TOPUP, 0),))


def needs_ask(order: Order[bodies.RailAskBody]) -> Needs:
    """Name the account that is debited, or that a top-up credits when its answer comes in the same group."""
    return Needs(accounts=(main_account(str(order.wallet), order.body.currency),))


def decide_withdraw(order: Order[bodies.RailAskBody], state: State, place: Place) -> Changes:
    """Put money aside for a rail to pay out."""
    _rail_known(state, order.body.rail)
    currency, amount_minor = order.body.currency, order.body.amount_minor
    source, hold = main_account(str(order.wallet), currency), hold_account(order.name, currency)
    transfer = move(state, source, hold, amount_minor, place.time)
    return Changes((transfer,), (_asked(order, place, WITHDRAWAL, amount_minor),))


def needs_answer(order: Order[bodies.RailAnswerBody]) -> Needs:
    """Name what the rail was asked, its money, and the reference that must not have been booked before."""
    asked, reference = order.body.of, order.body.reference
    return Needs(objects=(asked,), funds=(asked,), references=((asked, reference),))


def done_key(object_id: str) -> bytes:
    """Give the idempotency key K of the one order by which a rail ends an object, done or failed."""
    return b"done:" + bytes.fromhex(object_id)


def _in_flight(order: Order[bodies.RailAnswerBody], state: State) -> tuple[RailTransfer, str, str]:
    """Give the object in flight with its rail and currency; raises NotFound, AlreadyEnded, ReferenceTaken."""
    asked = as_rail_transfer(state.objects.get(order.body.of))
    if asked is None or asked.rail is None or asked.currency is None:
        raise NotFound(what="top-up or withdrawal", typed=order.body.of[:8], help="")
    if asked.state != PENDING:
        raise AlreadyEnded(state=asked.state)
    if order.id != uuid8_of_key(str(order.ledger), None, done_key(asked.id)):
        raise OrderMalformed(reason="its id is not that of a rail's answer")
    if (asked.rail, order.body.reference) in state.references:
        raise ReferenceTaken(reference=order.body.reference, rail=asked.rail)
    return asked, asked.rail, asked.currency


def decide_rail_done(order: Order[bodies.RailAnswerBody], state: State, place: Place) -> Changes:
    """Book what a rail did: the world pays a top-up in, or a hold pays out into the world."""
    asked, rail, currency = _in_flight(order, state)
    world = world_account(rail, currency)
    if LIVES[asked.kind].direction is Direction.IN:
        source, target = world, main_account(str(asked.maker), currency)
    else:
        source, target = hold_account(asked.id, currency), world
    transfer = move(state, source, target, asked.amount_minor, place.time)
    done = asked._replace(state=DONE, held_minor=0, ended=place.time, reference=order.body.reference)
    return Changes((transfer,), (done,))


def decide_rail_failed(order: Order[bodies.RailAnswerBody], state: State, place: Place) -> Changes:
    """End what a rail could not do; a withdrawal's money goes back where it came from."""
    asked, _, currency = _in_flight(order, state)
    ended = asked._replace(state=RETURNED, held_minor=0, ended=place.time, reference=order.body.reference)
    if LIVES[asked.kind].direction is Direction.IN:
        return Changes(objects=(ended,))
    source, target = hold_account(asked.id, currency), main_account(str(asked.maker), currency)
    return Changes((move(state, source, target, asked.held_minor, place.time, back=True),), (ended,))


def needs_cash_in(order: Order[bodies.CashInBody]) -> Needs:
    """Name the drawer and the wallet that gets the money."""
    wallet, currency = order.body.wallet, order.body.currency
    return Needs(accounts=(world_account(CASH, currency), main_account(wallet, currency)), wallets=(wallet,))


def decide_cash_in(order: Order[bodies.CashInBody], state: State, place: Place) -> Changes:
    """Book cash that the operator took for a wallet."""
    wallet, currency = order.body.wallet, order.body.currency
    admitted(state, wallet)
    source, target = world_account(CASH, currency), main_account(wallet, currency)
    return Changes(transfers=(move(state, source, target, order.body.amount_minor, place.time),))


RULES = {
    "topup.ask": Rule(needs_ask, decide_topup),
    "withdraw.ask": Rule(needs_ask, decide_withdraw),
    "rail.done": Rule(needs_answer, decide_rail_done),
    "rail.failed": Rule(needs_answer, decide_rail_failed),
    "cash.in": Rule(needs_cash_in, decide_cash_in),
}
