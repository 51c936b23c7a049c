"""What somebody should see before agreeing to a payment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.domain.accounts import main_account
from paycli.services.engine.intents import Plan
from paycli.services.engine.pins import first_use_fingerprint
from paycli.services.engine.signed_texts import handle_of
from paycli.services.reading.balances import own_money

if TYPE_CHECKING:
    from paycli.domain.money import Money
    from paycli.domain.ports import App, View
    from paycli.services.engine.pins import Pinned


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
