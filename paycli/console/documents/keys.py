"""Documents of the full keys of a wallet: one for each device."""

from typing import Literal, NamedTuple

from paycli.console.documents.forms import Fingerprint, Handle, Hash, Id, PlayOrReal, Time, WalletId

KeyState = Literal["active", "revoked"]


class KeyAsked(NamedTuple):
    """A device that asks for a key of a wallet, or has one."""

    ledger: Id
    address: str
    handle: Handle
    wallet: WalletId
    fingerprint: Fingerprint
    operator_fingerprint: Fingerprint
    state: Literal["asking", "active"]
    """`asking` until another device has added the key, `active` from then on."""
    request_code: str | None
    """The code to type on another device of the wallet. Null where the key is in force."""
    due: Time | None
    vault: str
    money: PlayOrReal
    current: bool
    changed: bool


class WalletKey(NamedTuple):
    """A full key of the wallet that looks."""

    n: int
    key: Hash
    """The name of its key."""
    fingerprint: Fingerprint
    state: KeyState
    """`active`, or `revoked` for good."""
    this_device: bool
    """Whether it is the key of this device."""
    added_at: Time
    """Since when it was in force."""
    added_by: Fingerprint | None
    """The key that added it. Null for the one that opened the wallet."""
    revoked_at: Time | None
    """Null where it is in force."""
    revoked_by: Fingerprint | None
    """The key that revoked it. Null where it is in force."""


class WalletKeyChanged(NamedTuple):
    """A full key of the wallet after a command."""

    n: int
    key: Hash
    """The name of its key."""
    fingerprint: Fingerprint
    state: KeyState
    """`active`, or `revoked` for good."""
    this_device: bool
    """Whether it is the key of this device."""
    added_at: Time
    """Since when it was in force."""
    added_by: Fingerprint | None
    """The key that added it. Null for the one that opened the wallet."""
    revoked_at: Time | None
    """Null where it is in force."""
    revoked_by: Fingerprint | None
    """The key that revoked it. Null where it is in force."""
    handle: Handle
    changed: bool
