"""Sending money from wallet to wallet."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.accounts import main_account
from paycli.domain.money import Money, parse_money
from paycli.domain.texts import clean_note
from paycli.services.engine.intents import (
    Draft,
    Execution,
    Plan,
    after_posting,
    key_bytes,
    preflight,
    preparing,
    submit,
)
from paycli.services.people.contacts import check_pin, first_use_fingerprint, pin
from paycli.services.reading.balances import own_money
from paycli.services.reading.names import handle_of, opening_of, resolve, shown

if TYPE_CHECKING:
    from paycli.domain.ports import App, View
    from paycli.services.people.contacts import Pinned


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


def plan_payment(
    app: App, view: View, verb: str, payee: str, money: Money, detail: str = "", *, pinned: Pinned | None = None
) -> Plan:
    """Gather what a person should see before agreeing to pay a wallet; with `pinned`, its key the first time."""
    wallet = app.profile.wallet
    paid = view.have_met(main_account(wallet, money.currency), main_account(payee, money.currency))
    return Plan(
        verb,
        handle_of(view, wallet),
        own_money(app, view, money.currency),
        handle_of(view, payee),
        None if paid or pinned is None else first_use_fingerprint(pinned),
        money,
        detail,
        app.registry.play,
    )


def fingerprint_of(view: View, wallet: str) -> str | None:
    """Give the fingerprint of the key that opened a wallet, to be compared aloud."""
    from paycli.domain.state import Needs
    from paycli.signing import fingerprint

    row = view.load(Needs(wallets=(wallet,))).wallets.get(wallet)
    return fingerprint(opening_of(view, row)["key"]) if row else None


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
