"""Sending money from wallet to wallet."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.accounts import main_account
from paycli.domain.money import Money, parse_money
from paycli.domain.texts import clean_note
from paycli.services.engine.intents import Draft, How, Plan, after_posting, key_bytes, preparing, rehearse, submit
from paycli.services.people.contacts import greeting, meet, remember
from paycli.services.reading.balances import own_money
from paycli.services.reading.names import handle_of, opening_of, resolve, shown

if TYPE_CHECKING:
    from paycli.domain.ports import App, View
    from paycli.services.people.contacts import Met


class Sent(NamedTuple):
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
    app: App, view: View, verb: str, payee: str, money: Money, detail: str = "", *, met: Met | None = None
) -> Plan:
    """Gather what a person should see before agreeing to pay a wallet; with `met`, its key the first time."""
    wallet = app.profile.wallet
    paid = view.have_met(main_account(wallet, money.currency), main_account(payee, money.currency))
    return Plan(
        verb,
        handle_of(view, wallet),
        own_money(app, view, money.currency),
        handle_of(view, payee),
        None if paid or met is None else greeting(met),
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


def send(app: App, who: str, amount: str, note: str | None, how: How) -> Sent:
    """Send a typed amount to a handle, with an optional note.

    Raises AmountInvalid, NotFound, KeyChanged, InsufficientFunds, LimitExceeded, SelfPayment, Blocked,
    IdempotencyConflict and what the door raises for all.
    """
    with preparing(app, "send") as view:
        money = parse_money(amount, app.registry.currencies, app.registry.default_currency)
        payee, note = resolve(view, who), clean_note(note)
        met = meet(app, view, payee)
        plan = plan_payment(app, view, "Send", payee, money, met=met)
        if how.key is None:
            wish = {"to": payee, "amount": money.amount_minor, "currency": money.currency, "note": None}
            rehearse(app, view, "send", wish)
    how.agree(plan)
    draft = Draft(app, "send", key=key_bytes(how.key))
    body = {
        "to": payee,
        "amount": money.amount_minor,
        "currency": money.currency,
        "note": draft.text("note", note),
    }
    posted = submit(app, draft.sign(body), dry_run=how.dry_run)
    remember(app, met, dry_run=how.dry_run)
    with after_posting(app) as view:
        return Sent(
            posted.order.id,
            shown(view, posted.order.id),
            plan.payee,
            money,
            note,
            own_money(app, view, money.currency),
            posted.replayed,
            how.dry_run,
        )
