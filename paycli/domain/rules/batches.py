"""Batches: many payments under one name. Their sum is set aside and paid out row by row, or all are one order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.domain.accounts import hold_account, main_account
from paycli.domain.lives import BATCH, BatchDetail, as_batch
from paycli.domain.money import Money, format_minor, format_money
from paycli.domain.rules.contacts import refuse_unasked
from paycli.domain.rules.people import admitted
from paycli.domain.rules.rule import Rule
from paycli.domain.rules.transfers import move, move_each, refuse_blocked
from paycli.domain.state import DONE, EXPIRED, PENDING, Changes, LedgerObject, Needs
from paycli.errors import AlreadyEnded, AmountInvalid, BatchSpent, NotAllowed, NotFound, SelfPayment, step

if TYPE_CHECKING:
    from paycli.domain.batch_bodies import BatchNewBody, BatchRowBody, BatchSendBody
    from paycli.domain.lives import Batch
    from paycli.domain.orders import Order
    from paycli.domain.state import Place, State


def needs_new(order: Order[BatchNewBody]) -> Needs:
    """Name the account that is debited."""
    return Needs(accounts=(main_account(str(order.wallet), order.body.currency),))


def decide_new(order: Order[BatchNewBody], state: State, place: Place) -> Changes:
    """Debit the payer at once and put the total into the batch's own account."""
    body = order.body
    if body.total_minor < body.row_count:
        typed = format_money(Money(body.total_minor, body.currency), state.registry.currencies)
        raise AmountInvalid(typed=f"{typed} in {body.row_count} rows", reason="each needs at least one minor unit")
    source, hold = main_account(str(order.wallet), body.currency), hold_account(order.name, body.currency)
    batch = LedgerObject.made(
        order,
        place,
        BATCH,
        detail=BatchDetail(),
        currency=body.currency,
        amount_minor=body.total_minor,
        held_minor=body.total_minor,
        due=place.time + body.expires_ms,
    )
    return Changes((move(state, source, hold, body.total_minor, place.time),), (batch,))


def needs_row(order: Order[BatchRowBody]) -> Needs:
    """Name the batch, its money, and the payee with theirs."""
    of, to, currency = order.body.of, order.body.to, order.body.currency
    return Needs((hold_account(of, currency), main_account(to, currency)), objects=(of,), wallets=(to,))


def decide_row(order: Order[BatchRowBody], state: State, place: Place) -> Changes:
    """Pay one row out of an open batch of the payer's, as `send` would; the one that takes the last of it ends it.

    Raises NotFound, AlreadyEnded and BatchSpent for the batch, and for the row what `send` raises, but for money.
    """
    body, payer = order.body, str(order.wallet)
    batch = as_batch(state.objects.get(body.of))
    if batch is None or batch.maker != payer:
        raise NotFound(what="batch of yours", typed=body.of[:8], help=step("look_at_log"))
    _check_open(batch, state, body, place.time)
    if body.to == payer:
        raise SelfPayment
    refuse_blocked(state, body.to, payer)
    refuse_unasked(state, body.to, payer)
    admitted(state, body.to)
    hold, payee = hold_account(batch.id, body.currency), main_account(body.to, body.currency)
    transfer = move(state, hold, payee, body.amount_minor, place.time)
    left_minor = batch.held_minor - body.amount_minor
    changed = batch._replace(held_minor=left_minor, detail=BatchDetail(batch.detail.paid + 1))
    if not left_minor:
        changed = changed._replace(state=DONE, ended=place.time)
    return Changes((transfer,), (changed,))


def _check_open(batch: Batch, state: State, body: BatchRowBody, time: int) -> None:
    """Refuse a batch that has ended, has another currency, or has no row or too little money left."""
    if batch.is_over(time):
        raise AlreadyEnded(state=EXPIRED if batch.state == PENDING else batch.state)
    if body.currency != batch.currency:
        raise NotAllowed(reason="A row is in the currency of its batch")
    rows = batch.body.row_count
    if batch.detail.paid >= rows or batch.held_minor < body.amount_minor:
        exponent = state.registry.currencies[body.currency]
        available, needed = (format_minor(minor, exponent) for minor in (batch.held_minor, body.amount_minor))
        rows_left = rows - batch.detail.paid
        raise BatchSpent(available=available, needed=needed, currency=body.currency, rows_left=rows_left)


# --- all rows or none ------------------------------------------------------------------------------------------------
def needs_send(order: Order[BatchSendBody]) -> Needs:
    """Name the account that is debited, and the payees with theirs."""
    currency, payees = order.body.currency, tuple(dict.fromkeys(row.to for row in order.body.rows))
    mains = (main_account(wallet, currency) for wallet in (str(order.wallet), *payees))
    return Needs(accounts=tuple(mains), wallets=payees)


def decide_send(order: Order[BatchSendBody], state: State, place: Place) -> Changes:
    """Pay each row as `send` would, in their order, or none of them."""
    body, payer = order.body, str(order.wallet)
    for payee in dict.fromkeys(row.to for row in body.rows):
        if payee == payer:
            raise SelfPayment
        refuse_blocked(state, payee, payer)
        refuse_unasked(state, payee, payer)
        admitted(state, payee)
    payments = [(main_account(row.to, body.currency), row.amount_minor) for row in body.rows]
    return Changes(move_each(state, main_account(payer, body.currency), payments, place.time))


RULES = {
    "batch.new": Rule(needs_new, decide_new),
    "batch.row": Rule(needs_row, decide_row),
    "batch.send": Rule(needs_send, decide_send),
}
