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
    """A wallet's balances in each of its currencies, credit that it may use, and money that is due to it.

    Of that some comes back to it, and some has `arrived`: with the next order on the ledger it is in the balance.
    """

    handle: str
    wallet: str
    amounts: tuple[Money, ...]
    credit: tuple[Money, ...]
    due_back: tuple[Money, ...]
    arrived: tuple[Money, ...]
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
    due = _due(reader, wallet)
    return Balance(
        handle=reader.handle(wallet),
        wallet=wallet,
        amounts=tuple(amounts),
        credit=tuple(credit),
        due_back=due.back,
        arrived=due.arrived,
        play=reader.registry.play,
    )


class _Due(NamedTuple):
    """What is due to a wallet as soon as somebody settles, newest first: what comes back, and what has arrived."""

    back: tuple[Money, ...] = ()
    arrived: tuple[Money, ...] = ()


def _due(reader: "Reader", wallet: str) -> _Due:
    """Give what is due to a wallet; what is still open is not read."""
    due = reader.view.due(reader.time, _DUE_MOST)
    if not due:
        return _Due()
    from paycli.services.reading.waiting import settles_with

    back: list[Money] = []
    arrived: list[Money] = []
    for each in sorted(reader.view.load(Needs(objects=tuple(due))).objects.values(), key=lambda each: -each.n):
        if settles_with(reader, each) == wallet:
            money = Money(each.held_minor, str(each.currency))
            (back if each.maker == wallet else arrived).append(money)
    return _Due(tuple(back), tuple(arrived))
