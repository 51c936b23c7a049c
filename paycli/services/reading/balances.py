"""What a wallet has."""

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.accounts import account_currency
from paycli.domain.money import Money
from paycli.domain.state import Needs
from paycli.errors import NotAllowed
from paycli.services.reading.names import resolve

if TYPE_CHECKING:
    from paycli.services.reading.reader import Reader

# All of it: what is due is settled by whoever acts next, so there is never much.
_DUE_MOST = 1_000_000


class Balance(NamedTuple):
    """A wallet's balances in each of its currencies, credit that it may use, and money that is due back to it."""

    handle: str
    wallet: str
    amounts: tuple[Money, ...]
    credit: tuple[Money, ...]
    due_back: tuple[Money, ...]
    play: bool


def balance(reader: "Reader", who: str | None = None) -> Balance:
    """Say what a wallet has; somebody else's only where the operator's key is at hand. Raises NotAllowed, NotFound."""
    wallet = reader.own if who is None else resolve(reader, who)
    if wallet != reader.own and not reader.operator:
        raise NotAllowed(reason="Only the operator can look at somebody else's balance")
    amounts, credit = [], []
    for name, account in reader.view.accounts_under(f"w:{wallet}:main:"):
        currency = account_currency(name)
        amounts.append(Money(account.balance_minor, currency))
        if account.floor_minor:
            credit.append(Money(-account.floor_minor, currency))
    default = reader.registry.default_currency
    if all(money.currency != default for money in amounts):
        amounts.insert(0, Money(0, default))
    amounts.sort(key=lambda money: (money.currency != default, money.currency))
    return Balance(
        handle=reader.handle(wallet),
        wallet=wallet,
        amounts=tuple(amounts),
        credit=tuple(credit),
        due_back=_due_back(reader, wallet),
        play=reader.registry.play,
    )


def _due_back(reader: "Reader", wallet: str) -> tuple[Money, ...]:
    """Give what comes back to a wallet as soon as somebody settles, newest first; what is still open is not read."""
    due = reader.view.due(reader.time, _DUE_MOST)
    found = reader.view.load(Needs(objects=tuple(due))).objects.values() if due else ()
    own = sorted((each for each in found if each.maker == wallet), key=lambda each: -each.n)
    return tuple(Money(each.held_minor, str(each.currency)) for each in own)
