"""The Book port: what the rules and services need of a ledger's storage; the adapters stand in `store/`."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from paycli.domain.accounts import Account, Transfer
    from paycli.domain.merkle import Frontier
    from paycli.domain.orders import Order
    from paycli.domain.registry import Registry
    from paycli.domain.state import Asked, Changes, Claim, Key, LedgerObject, Needs, State, Wallet
    from paycli.domain.texts import Text


END = 1 << 62
"""More than any place in the log and any number of rows: where a piece of a list has no bound."""


class Seen(NamedTuple):
    """A place in the log that a client knows: its size and the Merkle root (64 hex digits) at that size."""

    size: int
    root: str


class Head(NamedTuple):
    """The end of the log: number and ledger time (ms) of the last entry, the Merkle frontier over all of them."""

    size: int
    time: int
    frontier: "Frontier"


class Entry(NamedTuple):
    """A row of the log: its place, the order's bytes and signature (128 hex digits), its transfers, the root there.

    `nodes` are those of the Merkle tree that it completes, from its own leaf up, 32 bytes each.
    """

    n: int
    time: int
    order: bytes
    signature: str | None
    transfers: "tuple[Transfer, ...]"
    root: bytes
    nodes: bytes


class Written(NamedTuple):
    """An accepted order on its way into the Book: the entry, its parsed order, what it changed, what lies beside it."""

    entry: Entry
    order: "Order"
    changes: "Changes"
    texts: "tuple[Text, ...]" = ()
    seed: str | None = None
    shares: tuple[int, ...] | None = None
    # The (handle, owner) that this entry reserves, when it admits a wallet or opens a group.
    handle: tuple[str, str] | None = None


class ShortMatch(NamedTuple):
    """An entry found by the short form of its order's name: that name, the order's kind, the entry's number."""

    name: str
    kind: str
    n: int


StoredRow = tuple[str, Any, Any]
"""A row as it is stored: of which table of the state, under which name, and what it says."""


class StoredText(NamedTuple):
    """A personal text as it lies beside entry `n`: salt (64 hex digits) and text are None where it was erased."""

    n: int
    field: str
    salt: str | None
    text: str | None


class Unread(NamedTuple):
    """What came in for a wallet: the entries, oldest first, that were not read, and when (ms) the last were."""

    entries: tuple[int, ...] = ()
    read_at: int = 0


class View(Protocol):
    """A consistent look at the Book. Ids are lower-case hex, as in the protocol."""

    def head(self) -> Head:
        """Give the end of the log; size 0 and time 0 for an empty one."""
        ...

    @property
    def registry(self) -> "Registry":
        """What the operator has set for the whole ledger."""
        ...

    def load(self, needs: "Needs") -> "State":
        """Load the registry and the rows that are needed; what does not exist is simply absent in the State."""
        ...

    def mandates_of(self, wallet: str) -> "Sequence[Key]":
        """Give the keys of a wallet that are mandates, those that were revoked too."""
        ...

    def same_ids(self, orders: "Sequence[Order]") -> Mapping[tuple[str | None, str | None, str], Entry]:
        """Find entries with the ids of these orders, by `identity(order)`."""
        ...

    def due(self, time: int, limit: int) -> Sequence[str]:
        """Give ids of pending objects that hold money and whose due time is at or before `time`, oldest first."""
        ...

    def root_at(self, size: int) -> bytes | None:
        """Give the stored root of entry `size`; None if there is no such entry."""
        ...

    def entry(self, n: int) -> Entry | None:
        """Give one entry."""
        ...

    def entries(self, after: int = 0) -> Iterator[Entry]:
        """Walk the log in order of n, from the entry behind `after`."""
        ...

    def nodes_at(self, n: int) -> bytes:
        """Give the nodes of the Merkle tree that entry `n` completes; empty if there is no such entry."""
        ...

    def entries_about(self, subject: str) -> Sequence[Entry]:
        """Give all entries that tell of an object, a wallet or the ledger itself (see `subjects_of`), oldest first."""
        ...

    def time_of(self, n: int) -> int | None:
        """Give the ledger time (ms) of an entry; None if there is no such entry."""
        ...

    def moved(self, wallet: str, before: int, limit: int) -> Sequence[int]:
        """Give the entries that moved a wallet's money, newest first: the last `limit` of those before `before`."""
        ...

    def ordered(self, wallet: str, kinds: Iterable[str], before: int, limit: int) -> Sequence[int]:
        """Give the entries of some kinds that a wallet ordered, newest first: the last `limit` before `before`."""
        ...

    def credited(self, wallet: str, kinds: Iterable[str], after: int, before: int) -> Sequence[int]:
        """Give the entries of some kinds between two others that brought a wallet money, newest first."""
        ...

    def noted(self, kinds: Container[str] | None = None) -> Sequence[int]:
        """Give the entries, oldest first, that a client noted as those of its wallets; none where nobody notes any.

        With `kinds` only those that its wallets ordered, of these kinds.
        """
        ...

    def paid(self) -> Sequence[str]:
        """Give the wallets that a client knows to be paid by its wallets' orders; none where nobody notes any."""
        ...

    def unread(self, wallet: str) -> Unread:
        """Give what a client noted to have come in for a wallet; none where nobody notes any."""
        ...

    def find_short(self, low: int, high: int, limit: int) -> Sequence[ShortMatch]:
        """Give the entries whose short number is in low <= x < high, newest first."""
        ...

    def account(self, name: str) -> "Account":
        """Give one account; empty if it has had no transfer."""
        ...

    def accounts_under(self, prefix: str) -> "Sequence[tuple[str, Account]]":
        """Give the accounts whose names begin with a prefix, in order of name."""
        ...

    def objects_of(
        self, wallet: str | None, kind: str, *, pending: bool, before: int = END, limit: int = END
    ) -> "Sequence[LedgerObject]":
        """Give objects of a kind, newest first; only those made by `wallet` unless it is None.

        `pending` leaves out what has ended. The last `limit` of those made before entry `before`.
        """
        ...

    def numbered(self, shop: str, kind: str, till: int, number: int) -> "LedgerObject | None":
        """Give what a shop made under a number at a till; None if there is no such thing."""
        ...

    def number_of(self, object_id: str) -> tuple[int, int] | None:
        """Give the till and the number there of what a shop made, as the row has it; None for what has none."""
        ...

    def text(self, n: int, field: str) -> "Text | None":
        """Give the personal text of an entry; None if there is none or it was erased."""
        ...

    def handle_owner(self, handle: str) -> str | None:
        """Give the wallet (40 hex digits) or group (32) that reserved a handle. The caller re-checks the commitment."""
        ...

    def handle_of(self, owner: str) -> str | None:
        """Give the handle that a wallet or group reserved."""
        ...

    def seed(self, object_id: str) -> str | None:
        """Give the stored seed (64 hex digits) of a lucky envelope."""
        ...

    def wallets(self, after: int = 0, limit: int = END) -> "Sequence[Wallet]":
        """Give wallets in the order in which they were opened: the first `limit` behind entry `after`."""
        ...

    def asking(self, time: int) -> "Sequence[Wallet]":
        """Give the wallets that ask to come in at a ledger time, in the order in which they were opened."""
        ...

    def stored_rows(self) -> Iterator[StoredRow]:
        """Walk every row that a replay must come to, one after the other, for the audit to compare."""
        ...

    def repeated_ids(self) -> Iterator[int]:
        """Give the entries whose id (see `identity`) an entry before them has, by the columns beside their orders."""
        ...

    def everything(self) -> "State":
        """Load the complete state."""
        ...

    def all_texts(self) -> Iterator[StoredText]:
        """Walk the side table of texts, in order of entry and field."""
        ...

    def all_handles(self) -> Mapping[str, str]:
        """Give every reserved handle with its wallet or group."""
        ...

    def faults(self) -> Sequence[str]:
        """Say what is wrong with the storage itself: its pages, its schema, its triggers."""
        ...

    def answers(self, object_id: str) -> "Sequence[Asked]":
        """Give what an object asks of wallets, answered or not, by wallet."""
        ...

    def asks(self, wallet: str, kind: str, time: int) -> "Sequence[Asked]":
        """Give what objects of a kind ask of a wallet that can still answer at a ledger time, by maker and due time."""
        ...

    def claims_of(self, object_id: str) -> "Sequence[Claim]":
        """Give an envelope's claims in order of position."""
        ...


class Transaction(View, Protocol):
    """A view that can write; nothing is kept unless `commit` was called."""

    def write(self, head: Head, written: Sequence[Written], state: "State") -> None:
        """Write entries, transfers, folded balances, object rows, side rows and the new head.

        `head` is the new end of the log; `state` the one that the changes were applied to. Raises HandleTaken when a
        wallet.admit (or wallet.open under open admission) reserves a handle that another wallet has.
        """
        ...

    def commit(self) -> None:
        """Make it durable; raises CommitUnknown when it cannot be told whether it is."""
        ...


class Book(Protocol):
    """A ledger's storage."""

    def lock(self) -> "AbstractContextManager[None]":
        """Queue for the right to write; raises LedgerBusy after 30 s."""
        ...

    def begin(self) -> "AbstractContextManager[Transaction]":
        """Open a writing transaction; the caller holds the lock."""
        ...

    def view(self) -> "AbstractContextManager[View]":
        """Open a consistent reading view."""
        ...

    def close(self) -> None:
        """Release what is open."""
        ...


def identity(order: "Order") -> tuple[str | None, str | None, str]:
    """Give what makes an order unique: (wallet, None, id), or (None, key, id) where the wallet is null."""
    return (order.wallet, None, order.id) if order.wallet is not None else (None, order.key, order.id)
