"""Documents of who acts: beginning, joining, choosing, unlocking."""

from typing import Literal, NamedTuple

from paycli.console.documents.forms import (
    Currency,
    Fingerprint,
    Handle,
    Id,
    PlayOrReal,
    Receive,
    Requests,
    Time,
    WalletId,
)


class Begun(NamedTuple):
    """A ledger that was made, with its first wallet."""

    ledger: Id
    address: str
    money: PlayOrReal
    currency: Currency
    handle: Handle
    wallet: WalletId
    operator_fingerprint: Fingerprint
    vault: str
    shared: str | None
    """The group of accounts that can read and write the ledger. Null where only this account can."""
    current: bool
    changed: bool


class Joined(NamedTuple):
    """A wallet on somebody else's ledger."""

    ledger: Id
    address: str
    handle: Handle
    wallet: WalletId
    fingerprint: Fingerprint | None
    operator: str | None
    """The handle of the operator. Null where the operator has no wallet."""
    operator_fingerprint: Fingerprint
    admitted: bool
    vault: str
    money: PlayOrReal
    current: bool
    changed: bool


class Identity(NamedTuple):
    """The wallet that acts, and why."""

    profile: str
    """The name of its profile on this account."""
    handle: Handle
    wallet: WalletId
    ledger: Id
    address: str
    why: str
    """Why this wallet was chosen, in words."""
    fingerprint: Fingerprint | None
    device: Fingerprint | None
    """The key of this device, where it is another one than opened the wallet."""
    revoked: bool
    """Whether the key of this device was revoked."""
    admitted: bool
    shop: bool
    operates: bool
    """Whether the operator's key is at hand."""
    vault: str
    mandate: str | None
    """The mandate that acts in the place of the wallet's own key, if one does."""
    unlocked_until: Time | None
    """Until when its sealed file is unlocked. Null where it is not."""
    receive: Receive
    requests: Requests
    money: PlayOrReal
    profiles: tuple[str, ...]
    """The names of all profiles of this account."""


class Chosen(NamedTuple):
    """The wallet that acts from now on when nobody is named."""

    profile: str
    """The name of its profile on this account."""
    handle: Handle
    wallet: WalletId
    ledger: Id
    address: str
    changed: bool


class Unlocked(NamedTuple):
    """The sealed file that is unlocked for a while."""

    unlocked: bool
    until: Time
    """Until when."""
    holder: Literal["kernel", "process"]
    """The holder of its key meanwhile."""
    serves: Literal["login", "terminal", "user"]
    """Where nothing asks meanwhile: in this login, in this terminal, or for all that this user runs."""
    wallets: tuple[Handle, ...]
    """The wallets whose keys are in it."""
    changed: bool


class Locked(NamedTuple):
    """The sealed file that is locked."""

    unlocked: bool
    changed: bool
