"""The document of one thing in full."""

from typing import NamedTuple

from paycli.console.documents.forms import Amount, Currency, Handle, Id, Kind, SaleNumber, State, Time
from paycli.console.documents.receipts import Receipt


class PaidRow(NamedTuple):
    """A row of a batch that is one order."""

    to: tuple[Handle, ...]
    amount: Amount
    currency: Currency
    note: str | None


class Shown(NamedTuple):
    """One thing in full that is neither an envelope nor a sale: an entry of the log, and how it stands."""

    n: int
    time: Time
    id: Id
    short: str
    kind: Kind
    state: State
    of: Id | None
    amount: Amount | None
    currency: Currency | None
    moved: bool
    """Whether money moved with it; otherwise the amount is only named."""
    from_: Handle | None
    to: tuple[Handle, ...]
    rail: str | None
    note: str | None
    by: str | None
    mandate: str | None
    who: tuple[Handle, ...]
    group: Handle | None
    """The handle of the group that it is about."""
    turn: str | None
    """Which of two ways it went: `in` for money that came, `undone`, `left`, `declined`, or
    `arrived` for a transfer whose time to wait was over. Null for the usual one."""
    receipt: SaleNumber | None
    lines: tuple[str, ...]
    tip: Amount | None
    name: str | None
    setting: str | None
    """The setting, rail or currency that it sets."""
    number: int | None
    sale: Receipt | None
    """The receipt of the sale that it paid."""
    given_back: Amount | None
    payments: tuple[PaidRow, ...]
    """The rows of a batch that is one order: all for the wallet that paid, for others those that paid them."""
