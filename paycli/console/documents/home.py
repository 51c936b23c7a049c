"""The document of where somebody stands who typed nothing but `paycli`."""

from typing import NamedTuple

from paycli.console.documents.forms import Amount, Currency, Handle, WalletId
from paycli.console.documents.inbox import Waiting
from paycli.console.documents.money import Money


class Home(NamedTuple):
    """Where somebody stands who typed nothing but `paycli`."""

    wallet: WalletId
    handle: Handle
    play: bool
    amount: Amount
    currency: Currency
    balances: tuple[Money, ...]
    """The money that it has, by currency."""
    credit: tuple[Money, ...]
    """How far below zero it may go."""
    due_back: tuple[Money, ...]
    """The money that is due back from envelopes, batches and waiting transfers whose time is over."""
    arrived: tuple[Money, ...]
    """The money of transfers to it that have arrived; it is in the balance with the next order on the ledger."""
    waiting: tuple[Waiting, ...]
    """The things in the inbox."""
