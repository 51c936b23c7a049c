"""What the client alone keeps, outside of any ledger: profiles with their cards, contacts, orders not yet posted.

They stand apart from the ports, so that a command which reads a balance need not build all of those.
"""

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.ids import name_of

if TYPE_CHECKING:
    from paycli.domain.texts import Text


class Card(NamedTuple):
    """A bound card as the profile keeps it; the processor's token is in the vault."""

    name: str
    rail: str
    brand: str
    last4: str
    expiry: str


class Profile(NamedTuple):
    """One wallet on this machine: its ledger's address and id, its handle, where its secrets are.

    `operator` tells whether the operator's key of that ledger is in the same vault. `address` is a file path.
    """

    name: str
    address: str
    ledger: str
    wallet: str
    vault: str
    operator: bool
    cards: tuple[Card, ...]
    default_card: str | None


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


class PendingOrder(NamedTuple):
    """An order whose bytes are kept before it is posted, so that a retry posts the very same ones."""

    order: bytes
    signature: str
    public: str
    texts: "tuple[Text, ...]"


class Unreported(NamedTuple):
    """An order whose outcome nobody was shown yet, noted before it was posted; nothing of it is a secret.

    `wallet` is whose command it was, and `owner` whom the order's name is bound to. `said` is a state that was shown,
    such as `pending`, and that was not the last one.
    """

    ledger: str
    wallet: str
    id: str
    owner: str
    kind: str
    said: str = ""

    @property
    def name(self) -> str:
        """The name of the order, and of what it makes."""
        return name_of(self.id, self.owner)


class LeftUnreported(NamedTuple):
    """A note that is there, and whether the process that wrote it still runs."""

    note: Unreported
    runs: bool


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
