"""The document of what a wallet has."""

from typing import NamedTuple

from paycli.console.documents.forms import Amount, Currency, Handle, WalletId
from paycli.console.documents.money import Money


class Balance(NamedTuple):
    """What a wallet has. Amount and currency are those of the ledger's first currency."""

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
