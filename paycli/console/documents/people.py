"""Documents of wallets, contacts and groups."""

from typing import Literal, NamedTuple

from paycli.console.documents.forms import Fingerprint, Handle, Id, Receive, Requests, Time, WalletId

WalletState = Literal["admitted", "asking", "over"]


class Wallet(NamedTuple):
    """A wallet of the ledger."""

    n: int
    wallet: WalletId
    handle: Handle
    name: str | None
    fingerprint: Fingerprint | None
    shop: bool
    state: WalletState
    """`admitted`, `asking` to be let in, or `over`: the request to join was rejected or has expired."""
    own: bool
    receive: Receive
    requests: Requests


class WalletDecided(NamedTuple):
    """A wallet that the operator let in or rejected."""

    n: int
    wallet: WalletId
    handle: Handle
    name: str | None
    fingerprint: Fingerprint | None
    shop: bool
    state: WalletState
    """`admitted`, `asking` to be let in, or `over`: the request to join was rejected or has expired."""
    own: bool
    receive: Receive
    requests: Requests
    changed: bool


class WalletMade(NamedTuple):
    """Another wallet on this account."""

    wallet: WalletId
    handle: Handle
    fingerprint: Fingerprint | None
    shop: bool
    admitted: bool
    vault: str
    changed: bool


class Renamed(NamedTuple):
    """The display name that the own wallet has now."""

    wallet: WalletId
    handle: Handle
    name: str | None
    before: str | None
    """The name that it had before."""
    changed: bool


class WalletSet(NamedTuple):
    """A choice of the own wallet: what strangers may do with it."""

    wallet: WalletId
    handle: Handle
    name: str | None
    value: str | None
    changed: bool


class Invited(NamedTuple):
    """An invitation. It has a secret in it."""

    id: Id
    handle: Handle | None
    code: str
    due: Time
    changed: bool


class GuestCode(NamedTuple):
    """A code with which a guest joins the ledger of a till. It is a secret, and is shown this once."""

    code: str
    address: str
    due: Time
    codes_left: int
    codes_shown: int
    codes_used: int


class GuestCodesAdded(NamedTuple):
    """Codes for guests that were added at a till."""

    added: int
    """How many codes are new."""
    codes_left: int
    codes_shown: int
    codes_used: int


class Contact(NamedTuple):
    """Somebody whom this account knows."""

    handle: Handle
    wallet: WalletId
    fingerprint: Fingerprint
    verified: bool
    blocked: bool
    trusted: bool
    key_changed: bool
    """Whether the ledger has another key for this handle than the known one."""
    since: Time | None
    """Since when they are known. Null for somebody who was only blocked or trusted."""


class Verified(NamedTuple):
    """A contact whose key was compared."""

    handle: Handle
    wallet: WalletId
    fingerprint: Fingerprint
    verified: bool
    replaced: Fingerprint | None
    """The key that was known before, where it was another."""
    changed: bool


class Forgotten(NamedTuple):
    """A contact that was forgotten."""

    handle: Handle
    wallet: WalletId
    fingerprint: Fingerprint
    was_verified: bool
    """Whether the key had been compared in person."""
    changed: bool


class Block(NamedTuple):
    """Somebody who is blocked now, or not any more."""

    handle: Handle
    wallet: WalletId
    blocked: bool
    changed: bool


class Trust(NamedTuple):
    """Somebody who is trusted now, or not any more."""

    handle: Handle
    wallet: WalletId
    trusted: bool
    changed: bool


class Group(NamedTuple):
    """A group, as its members see it."""

    n: int
    id: Id
    handle: Handle
    maker: Handle
    """The one who made it."""
    members: tuple[Handle, ...]
    own: bool
    state: Literal["open", "closed"]
    """`open`, or `closed` for good."""


class GroupChanged(NamedTuple):
    """A group after a command."""

    n: int
    id: Id
    handle: Handle
    maker: Handle
    """The one who made it."""
    members: tuple[Handle, ...]
    own: bool
    state: Literal["open", "closed"]
    """`open`, or `closed` for good."""
    who: tuple[Handle, ...]
    changed: bool
