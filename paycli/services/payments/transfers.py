"""Sending money from wallet to wallet."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.money import Money, parse_money
from paycli.domain.texts import clean_note
from paycli.services.engine.drafts import Draft, key_bytes, submit
from paycli.services.engine.intents import Execution, preflight
from paycli.services.engine.pins import check_pin, pin
from paycli.services.engine.refusals import after_posting, preparing
from paycli.services.reading.balances import own_money
from paycli.services.reading.names import resolve, shown
from paycli.services.reading.plans import plan_payment

if TYPE_CHECKING:
    from paycli.domain.ports import App


class TransferSent(NamedTuple):
    """Money that was sent: the order's id and its short form, to whom, how much, and what is left."""

    id: str
    short: str
    to: str
    money: Money
    note: str | None
    balance: Money
    replayed: bool
    dry_run: bool


def send(app: App, who: str, amount: str, note: str | None, execution: Execution) -> TransferSent:
    """Send a typed amount to a handle, with an optional note.

    Raises AmountInvalid, NotFound, KeyChanged, InsufficientFunds, LimitExceeded, SelfPayment, Blocked,
    IdempotencyConflict and what the door raises for all.
    """
    with preparing(app, "send") as view:
        money = parse_money(amount, app.registry.currencies, app.registry.default_currency)
        payee, note = resolve(view, who), clean_note(note)
        pinned = check_pin(app, view, payee)
        plan = plan_payment(app, view, "Send", payee, money, pinned=pinned)
        if execution.key is None:
            wish = {"to": payee, "amount": money.amount_minor, "currency": money.currency, "note": None}
            preflight(app, view, "send", wish)
    execution.agree(plan)
    draft = Draft(app, "send", key=key_bytes(execution.key))
    body = {
        "to": payee,
        "amount": money.amount_minor,
        "currency": money.currency,
        "note": draft.text("note", note),
    }
    posted = submit(app, draft.sign(body), dry_run=execution.dry_run)
    pin(app, pinned, dry_run=execution.dry_run)
    with after_posting(app) as view:
        return TransferSent(
            posted.order.id,
            shown(view, posted.order.id),
            plan.payee,
            money,
            note,
            own_money(app, view, money.currency),
            posted.replayed,
            execution.dry_run,
        )
