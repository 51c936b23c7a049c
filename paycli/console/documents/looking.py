"""Documents of what somebody has, what waits, and what happened."""

from typing import NamedTuple

from paycli.console.documents.forms import Amount, Currency, Handle, Id, Kind, State, Time, WalletId
from paycli.console.documents.ledgers import Money
from paycli.console.documents.sales import Receipt


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
    """The money that is due back from envelopes whose time is over."""


class Waiting(NamedTuple):
    """Something in the inbox: what waits, what came in, and what came back."""

    n: int
    what: str
    """The news in words: `envelope`, `came in`."""
    id: Id | None
    kind: Kind
    state: State
    wallet: WalletId | None
    """The wallet that asks to be admitted."""
    text: str
    amount: Amount | None
    currency: Currency | None
    time: Time | None
    opens_at: Time | None
    try_: str
    """The line to type."""


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
    """The money that is due back from envelopes whose time is over."""
    waiting: tuple[Waiting, ...]
    """The things in the inbox."""


class Entry(NamedTuple):
    """An entry of the log. Its amount has a minus where the own wallet paid it."""

    n: int
    time: Time
    id: Id
    kind: Kind
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
    who: tuple[Handle, ...]
    group: Handle | None
    """The handle of the group that it is about."""
    turn: str | None
    """Which of two ways it went: `in` for money that came, `undone`, `left`, or `declined`. Null for the usual one."""
    receipt: int | None
    lines: tuple[str, ...]
    tip: Amount | None
    name: str | None
    setting: str | None
    """The setting, rail or currency that it sets."""
    number: int | None


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
    who: tuple[Handle, ...]
    group: Handle | None
    """The handle of the group that it is about."""
    turn: str | None
    """Which of two ways it went: `in` for money that came, `undone`, `left`, or `declined`. Null for the usual one."""
    receipt: int | None
    lines: tuple[str, ...]
    tip: Amount | None
    name: str | None
    setting: str | None
    """The setting, rail or currency that it sets."""
    number: int | None
    sale: Receipt | None
    """The receipt of the sale that it paid."""
