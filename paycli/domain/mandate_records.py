"""What the client knows of a mandate: the file that it lies in, and its key."""

from typing import NamedTuple


class MandateFile(NamedTuple):
    """What the file of a mandate has: its name, its ledger's address and id, its wallet and handle, its signing seed.

    `money` says whether the ledger is of play or real money.
    """

    name: str
    address: str
    ledger: str
    wallet: str
    handle: str
    seed: bytes
    money: str


class MandateKey(NamedTuple):
    """The mandate that acts in the place of its wallet: its name, and the name of its key (64 hex digits)."""

    name: str
    key: str
