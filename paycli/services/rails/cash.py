"""Cash over the edge: the operator takes it in and pays it out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.bodies import CashInBody, RailAnswerBody
from paycli.domain.ids import SHORT_LENGTH, uuid8_of_key
from paycli.domain.money import Money, looks_like_amount, parse_money
from paycli.domain.parties import CASH
from paycli.domain.rules.rails import done_key
from paycli.domain.state import DONE, PENDING, RETURNED
from paycli.domain.texts import clean_note
from paycli.errors import (
    AlreadyEnded,
    IdempotencyConflict,
    NotAllowed,
    NotFound,
    OperatorOnly,
    ReferenceTaken,
    Usage,
    step,
)
from paycli.services.engine.drafts import OPERATOR, key_bytes
from paycli.services.engine.intents import Intent, Plan, carry_out
from paycli.services.rails.card_transfers import Ended, RailTransfer, rail_transfer
from paycli.services.reading.around_orders import after_posting, before_posting
from paycli.services.reading.lookup import WITHDRAWAL, find
from paycli.services.reading.names import resolve
from paycli.services.reading.plans import payee_of

if TYPE_CHECKING:
    from paycli.domain.ports import App
    from paycli.services.engine.drafts import Draft
    from paycli.services.engine.intents import Execution
    from paycli.services.reading.reader import Reader


_ENDED = {DONE: "it was paid out", RETURNED: "its money went back to the wallet"}


class CashTaken(NamedTuple):
    """Cash that the operator took for a wallet, and the order that booked it (`time` in ms)."""

    id: str
    short: str
    to: str
    money: Money
    note: str | None
    n: int
    time: int
    kind: str
    replayed: bool
    dry_run: bool


def cash_in(app: App, who: str, amount: str, note: str | None, execution: Execution) -> CashTaken:
    """Book cash that the operator took for a handle. Raises OperatorOnly."""
    with before_posting(app, "cash.in") as reader:
        money = parse_money(amount, app.registry.currencies, app.registry.default_currency)
        wallet, note = resolve(reader, who), clean_note(note)
        name = reader.handle(wallet)
        plan = _plan(reader, "Taken", "cash", wallet, money)._replace(note=note)

    def body(draft: Draft) -> CashInBody:
        return CashInBody(
            wallet=wallet,
            amount_minor=money.amount_minor,
            currency=money.currency,
            note=draft.text("note", note),
        )

    posted = carry_out(app, execution, Intent("cash.in", body, plan=plan, party=OPERATOR))
    with after_posting(app, posted.order.name) as reader:
        short = reader.short(posted.order.name)
    return CashTaken(
        id=posted.order.name,
        short=short,
        to=name,
        money=money,
        note=note,
        n=posted.n,
        time=posted.time,
        kind=posted.order.kind,
        replayed=posted.replayed,
        dry_run=execution.dry_run,
    )


def _plan(reader: Reader, verb: str, source: str, wallet: str, money: Money) -> Plan:
    # The operator signs for the drawer: neither the wallet's money nor a banknote is got back without somebody else.
    return Plan(
        verb=verb,
        payer=source,
        payees=(payee_of(reader, wallet),),
        money=money,
        play=reader.registry.play,
        final=True,
    )


def cash_out(
    app: App, typed: str, execution: Execution, *, refuse: bool = False, full_ids_required: bool = False
) -> RailTransfer:
    """Book that the operator paid out the cash of a withdrawal, or with `refuse` that the money goes back.

    The order's id comes from the withdrawal, so a repeat is one anyway. There being no bank that could give a
    reference, it is made from that id too, or from an idempotency key, and is unique on its rail: the same key for
    another withdrawal is a conflict. Raises OperatorOnly, NotFound, AlreadyEnded, IdempotencyConflict.
    """
    key = key_bytes(execution.key)
    with before_posting(app, "rail.done") as reader:
        if not app.profile.operator:
            raise OperatorOnly
        if looks_like_amount(typed) and len(typed) < SHORT_LENGTH:
            raise Usage(
                problem=f"{typed} is a number, but a withdrawal is named by its id", help=step("look_at_withdrawals")
            )
        item = find(reader, typed, (WITHDRAWAL,), full_ids_required=full_ids_required).subject
        if item is None:
            raise NotFound(what="withdrawal", typed=typed[:40], help=step("look_at_inbox"))
        if item.rail != CASH:
            raise NotAllowed(reason="That withdrawal goes to a card, not to cash")
        name = reader.handle(str(item.maker))
        money = Money(item.amount_minor, str(item.currency))
        verb, source = ("Give back", "the money set aside") if refuse else ("Paid out", "the cash drawer")
        plan = _plan(reader, verb, source, str(item.maker), money)
        kind, state = ("rail.failed", RETURNED) if refuse else ("rail.done", DONE)
        # A typed key says which order is meant, and then it is a conflict with that one.
        if execution.key is None and item.state not in {PENDING, state}:
            raise AlreadyEnded(of=item.id, state=_ENDED[item.state])
    reference = item.id if key is None else uuid8_of_key(app.profile.ledger, None, key)
    body = RailAnswerBody(of=item.id, reference=f"cash-{reference}")
    try:
        posted = carry_out(
            app, execution, Intent(kind, lambda _: body, plan=plan, party=OPERATOR, key=done_key(item.id))
        )
    except ReferenceTaken as error:
        raise IdempotencyConflict(money=error.money) from error
    return rail_transfer(app, posted, Ended(money, CASH, state), execution)._replace(
        to=name, paid_out=True, balance=None
    )
