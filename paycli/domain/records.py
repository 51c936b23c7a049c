"""What the client alone keeps, outside of any ledger: profiles with their cards, and contacts.

They stand apart from the ports, and from the orders and mandates that the client keeps, so that a command which reads a
balance need not build all of those.
"""

from typing import NamedTuple


class Card(NamedTuple):
    """A bound card as the profile keeps it; the processor's token is in the vault."""

    name: str
    rail: str
    brand: str
    last4: str
    expiry: str


class Profile(NamedTuple):
    """One wallet on this machine: its ledger's address and id, its handle, where its secrets are.

    `operator` tells whether the operator's key of that ledger is in the same vault. `address` is a file path. `key`
    names the key that signs here, where it is another one than opened the wallet; `waits` is the code of the request
    for it, as long as nobody has let it in.
    """

    name: str
    address: str
    ledger: str
    wallet: str
    vault: str
    operator: bool
    cards: tuple[Card, ...]
    default_card: str | None
    key: str | None = None
    waits: str | None = None


class Contact(NamedTuple):
    """Somebody whom this account has dealt with: the wallet behind a handle and the key (64 hex digits) that opened it.

    `verified` says that the fingerprint was compared with theirs; `since` (ms) is when the wallet was first met, and
    `shown` whether their key was shown by then: among many in one envelope it is not.
    """

    handle: str
    wallet: str
    key: str
    verified: bool
    since: int
    shown: bool


def secret_entry(ledger: str, who: str) -> str:
    """Name the vault entry of a signing seed (protocol, section 5)."""
    return f"paycli/{ledger}/{who}"
