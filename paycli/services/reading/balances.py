"""What a wallet has."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.accounts import account_currency
from paycli.domain.money import Money
from paycli.errors import NotAllowed
from paycli.services.reading.names import resolve
from paycli.services.reading.reader import reading

if TYPE_CHECKING:
    from paycli.domain.ports import App


class Balance(NamedTuple):
    """A wallet's balances in each of its currencies, credit that it may use, and money that is due back to it."""

    handle: str
    wallet: str
    amounts: tuple[Money, ...]
    credit: tuple[Money, ...]
    due_back: tuple[Money, ...]
    play: bool


def balance(app: App, who: str | None = None) -> Balance:
    """Say what a wallet has; somebody else's only where the operator's key is at hand. Raises NotAllowed, NotFound."""
    with reading(app) as reader:
        wallet = app.profile.wallet if who is None else resolve(reader, who)
        if wallet != app.profile.wallet and not app.profile.operator:
            raise NotAllowed(reason="Only the operator can look at somebody else's balance")
        amounts, credit = [], []
        for name, account in reader.view.accounts_under(f"w:{wallet}:main:"):
            currency = account_currency(name)
            amounts.append(Money(account.balance_minor, currency))
            if account.floor_minor:
                credit.append(Money(-account.floor_minor, currency))
        default = app.registry.default_currency
        if all(money.currency != default for money in amounts):
            amounts.insert(0, Money(0, default))
        amounts.sort(key=lambda money: (money.currency != default, money.currency))
        time = reader.time
        due = [
            Money(item.held_minor, str(item.currency))
            for item in reader.view.objects_of(wallet, "envelope", pending=True)
            if item.is_over(time) and item.held_minor
        ]
        return Balance(
            handle=reader.handle(wallet),
            wallet=wallet,
            amounts=tuple(amounts),
            credit=tuple(credit),
            due_back=tuple(due),
            play=app.registry.play,
        )
