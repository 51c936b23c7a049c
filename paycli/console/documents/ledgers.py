"""Documents of a ledger as a whole."""

from typing import Literal, NamedTuple

from paycli.console.documents.forms import (
    Amount,
    Currency,
    Fingerprint,
    Handle,
    Hash,
    Id,
    Kind,
    PlayOrReal,
    Time,
    WalletId,
)
from paycli.console.documents.money import Money


class CurrencyHere(NamedTuple):
    """A currency of the ledger."""

    currency: Currency
    exponent: int
    """How many decimals it has."""


class SettingHere(NamedTuple):
    """A setting of the ledger that is not at its default."""

    name: str
    amount: Amount | None
    currency: Currency | None
    number: int | None


class RanAhead(NamedTuple):
    """Somebody whose clock was ahead."""

    n: int
    time: Time
    wallet: WalletId | None
    by: str
    ahead_ms: int
    """By how many milliseconds it was ahead."""
    set_by: int | None
    """The entry that set the ledger's time back. Null where this machine's clock says so."""


class Ledger(NamedTuple):
    """A ledger at a glance."""

    ledger: Id
    address: str
    money: PlayOrReal
    zone: str
    """Its time zone."""
    currencies: tuple[CurrencyHere, ...]
    """Its currencies, the one that is meant where none is typed first."""
    rails: tuple[str, ...]
    """The rails that may move money over its edge."""
    settings: tuple[SettingHere, ...]
    """The settings that the operator has made."""
    operator_fingerprint: Fingerprint
    wallet_count: int
    """How many wallets it has."""
    entries: int
    root: Hash
    last: Time
    """The time of its last entry."""
    inside: tuple[Money, ...]
    """How much money is in it."""
    drawers: tuple[Money, ...]
    """The cash in the drawers of tills, as shops count it: outside of the ledger's money."""
    clocks: tuple[RanAhead, ...]
    """The clocks that were ahead."""


class LedgerHere(NamedTuple):
    """A ledger on which this account has wallets."""

    ledger: Id
    address: str
    state: Literal["there", "missing"]
    """Whether its file is there."""
    acts: Handle | None
    """The wallet that acts when nobody is named, where that is one of these."""
    wallets: tuple[Handle, ...]
    """The wallets of this account on it."""


class Clock(NamedTuple):
    """This machine's clock and the ledger's time."""

    clock: Time
    """The time by this machine's clock."""
    ledger_time: Time
    """The time of the ledger's last entry."""
    fine: bool
    """Whether this machine's clock is not too far behind."""
    changed: bool


class Upgraded(NamedTuple):
    """The schema of a ledger's file."""

    schema_before: int
    """Its version before."""
    schema: int
    """Its version now."""
    changed: bool


class Lost(NamedTuple):
    """Something of this account's that is lost."""

    kind: Kind
    id: Id


class Accepted(NamedTuple):
    """A ledger that was put back, and that this account goes on with."""

    entries_before: int
    """How many entries this account knew."""
    entries: int
    lost: tuple[Lost, ...]
    """The orders of this account's wallets that are gone."""
    root: Hash
    changed: bool


class Backup(NamedTuple):
    """A copy of the ledger that was written."""

    path: str
    entries: int
    root: Hash


class RailAdmitted(NamedTuple):
    """A rail that may move money over the ledger's edge."""

    rail: str
    changed: bool


class SettingSet(NamedTuple):
    """A setting as it is now. With neither amount nor number it is at its default."""

    name: str
    amount: Amount | None
    currency: Currency | None
    number: int | None
    changed: bool


class SettingsSet(NamedTuple):
    """What the operator set."""

    now: tuple[SettingSet, ...]
    """Each setting as it is now."""


class CreditSet(NamedTuple):
    """How far below zero a wallet may go."""

    handle: Handle
    amount: Amount
    currency: Currency
    changed: bool
