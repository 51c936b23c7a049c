"""The ports: what the rules and services need from outside, as small Protocols; adapters stand in other folders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from paycli.domain.book import (
    Book,
    Entry,
    Head,
    ShortMatch,
    StoredRow,
    StoredText,
    Transaction,
    View,
    Written,
    identity,
)
from paycli.domain.client_orders import PendingOrder
from paycli.domain.machine import HomeFacts, KeyRequests, LedgerFile, Machine
from paycli.domain.records import Card, Contact, Profile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from contextlib import AbstractContextManager

    from paycli.domain.carts import CartJournal
    from paycli.domain.client_orders import Unreported
    from paycli.domain.goods import Shelf
    from paycli.domain.known import Known, Vouched
    from paycli.domain.mandate_records import MandateFile, MandateKey
    from paycli.domain.orders import Order, Seen
    from paycli.domain.registry import Registry
    from paycli.domain.spool import Spool
    from paycli.domain.tabs import TillTabs
    from paycli.domain.till_lock import TillLock
    from paycli.domain.till_notes import GuestCodes, TillNotes

__all__ = [
    "App", "Book", "BoundCard", "Card", "Clock", "Contact", "Contacts", "Entry", "Head", "HomeFacts",
    "KeyRequests", "LedgerFile", "Machine", "MandateFiles", "Memory", "Outcome", "PendingOrder", "Processor", "Profile",
    "RailAnswer", "ShortMatch", "StoredRow", "StoredText", "Transaction", "Vault", "View", "Written",
    "identity",
]  # fmt: skip


class Clock(Protocol):
    """The one source of time."""

    def now_ms(self) -> int:
        """Give milliseconds since 1970 in UTC."""
        ...


# --- secrets --------------------------------------------------------------------------------------------------------
class Vault(Protocol):
    """Where secrets live. Entry names look like `paycli/<ledger>/<wallet or operator>[/card/<token name>]`."""

    name: str

    def get(self, entry: str) -> bytes | None:
        """Give a secret, None if there is none; raises KeyringLocked, PassphraseWrong and the like (status 78)."""
        ...

    def set(self, entry: str, secret: bytes) -> None:
        """Keep a secret durably."""
        ...

    def unlock(self) -> None:
        """Ask for all that it takes to keep a secret, so that nobody is asked later; raises as `set` does."""
        ...

    def delete(self, entry: str) -> None:
        """Forget a secret; no error if there is none."""
        ...


# --- rails ----------------------------------------------------------------------------------------------------------
Outcome = Literal["settled", "failed", "pending", "unknown"]


class RailAnswer(NamedTuple):
    """What a processor says of a charge or payout: outcome, its own reference (if it has one), reason if failed."""

    outcome: Outcome
    reference: str | None
    reason: str = ""


class BoundCard(NamedTuple):
    """What binding a card gives: what may be shown, and the processor's token, which is a secret."""

    brand: str
    last4: str
    expiry: str
    token: str


class Processor(Protocol):
    """A card processor. Every call takes the order id as idempotency key: asked twice, it acts once."""

    rail: str

    def check_card(self, card: str, code: str | None) -> object:
        """Refuse a card that cannot be bound, before anybody is asked for a secret; raises what `bind` raises."""
        ...

    def bind(self, card: str, code: str | None) -> BoundCard:
        """Bind a card by name (sandbox) or by what the processor's own page gave; raises CardDeclined, CodeWanted."""
        ...

    def charge(self, order_id: str, token: str, amount_minor: int, currency: str) -> RailAnswer:
        """Take money from a card. A lost reply is `unknown`, never an exception that hides the charge."""
        ...

    def payout(self, order_id: str, token: str, amount_minor: int, currency: str) -> RailAnswer:
        """Pay money out to a card."""
        ...

    def status(self, order_id: str) -> RailAnswer | None:
        """Say what became of an order id; None if the processor never saw it."""
        ...

    def signing_seed(self, ledger: str) -> bytes:
        """Give the 32-byte seed of the key by which this rail signs rail.done and rail.failed."""
        ...


# --- what the client alone knows -------------------------------------------------------------------------------------
class Memory(Protocol):
    """What the client remembers about ledgers, outside of them."""

    def known(self, ledger: str) -> Known | None:
        """Give what this client knows of a ledger; None before its first look."""
        ...

    def remember(self, known: Known, *, replace: bool = False) -> None:
        """Keep what is known now; what is known of less than before is ignored, unless it is to `replace` that."""
        ...

    def saw(self, ledger: str, seen: Seen) -> None:
        """Keep only how far the log went, beside what was remembered of it before: it costs little."""
        ...


class Contacts(Protocol):
    """Who the client has dealt with on one ledger, by handle (without @)."""

    def known(self) -> Mapping[str, Contact]:
        """Give everybody known; raises Misconfigured when what is kept is damaged."""
        ...

    def keep(self, *contacts: Contact, replace: bool = False) -> None:
        """Keep contacts durably; who is known under a handle stays so, but for being shown, unless `replace`."""
        ...

    def remove(self, handle: str) -> Contact | None:
        """Forget who is known under a handle; gives who it was, None for nobody."""
        ...


class MandateFiles(Protocol):
    """The files that mandates are handed out in, by path or as `fd:N`."""

    def read(self, out: str) -> MandateFile | None:
        """Give the mandate in a file that is there; None for no file. Raises Misconfigured where it is another one."""
        ...

    def write(self, out: str, mandate: MandateFile) -> None:
        """Write a new file, 0600 and durably; raises AlreadyThere, PermissionRefused."""
        ...

    def forget(self, out: str) -> None:
        """Remove the file of a mandate that came to nothing."""
        ...


# --- the application --------------------------------------------------------------------------------------------------
class App(Protocol):
    """An opened profile: its book, its secrets, its rails."""

    book: Book
    clock: Clock
    memory: Memory
    profile: Profile

    @property
    def registry(self) -> Registry:
        """Give what the operator has set, as it was proven when it was first asked for."""
        ...

    @property
    def seen(self) -> Seen | None:
        """Give the newest place of the log that this client knows; None where it knows none."""
        ...

    def vouch(self, vouched: Vouched) -> bool:
        """Take over what this process wrote; tells whether all that is new is known and remembered by that."""
        ...

    def settle(self) -> None:
        """Write down all that is known of the log, so that others of this account go on from there."""
        ...

    @property
    def unproven(self) -> Book:
        """Give the book as its file has it, nothing of which is believed: for the audit."""
        ...

    @property
    def mandate_files(self) -> MandateFiles:
        """Give what reads and writes the files of mandates."""
        ...

    @property
    def contacts(self) -> Contacts:
        """Give who is known on this ledger."""
        ...

    @property
    def mandate(self) -> MandateKey | None:
        """Give the mandate that acts; None where a full key of the wallet does."""
        ...

    def signing_seed(self, party: str) -> bytes:
        """Load the signing seed of `wallet` or `operator` from the vault; raises OperatorOnly, SecretMissing."""
        ...

    def processor(self, rail: str) -> Processor:
        """Give the processor behind a rail; raises RailMissing."""
        ...

    def card_token(self, card: Card) -> str:
        """Load a card's token from the vault; raises SecretMissing, also where the card is no longer bound."""
        ...

    def keep_card(self, card: Card, token: str) -> Card:
        """Keep a newly bound card and its token under the first free name; gives it, or the like one bound before."""
        ...

    def drop_card(self, name: str) -> None:
        """Forget a card and its token; the next one becomes the default. Raises CardUnknown."""
        ...

    def prefer_card(self, name: str) -> None:
        """Make a card the default. Raises CardUnknown."""
        ...

    def remember_card(self, object_id: str, card: Card) -> Card:
        """Note durably which card a top-up or withdrawal goes by; gives the one noted before, if it is ordered."""
        ...

    def remembered_card(self, object_id: str) -> Card | None:
        """Give the card that was noted for a top-up or withdrawal, be it still bound here or not."""
        ...

    def spool(self) -> AbstractContextManager[Spool]:
        """Open a private file for the rows of a batch, which is gone when it is closed."""
        ...

    def cart_journal(self, till: int) -> CartJournal:
        """Open what keeps the carts of a till of this shop; raises TillBusy where it runs already."""
        ...

    def shelf(self) -> Shelf:
        """Give where this shop's items are kept."""
        ...

    def till_tabs(self, till: int) -> TillTabs:
        """Give the tabs that were given to a till of this shop; raises Misconfigured where nothing is remembered."""

    def till_lock(self, till: int) -> TillLock:
        """Give the lock of a till of this shop; raises Misconfigured where nothing is remembered."""
        ...

    @property
    def till_notes(self) -> TillNotes:
        """Give what the tills of this shop have noted here."""
        ...

    @property
    def guest_codes(self) -> GuestCodes:
        """Give the codes for guests that are kept here for this shop."""
        ...

    def note_unreported(self, order: Order) -> None:
        """Note durably that an order is about to be posted; raises PermissionRefused, Unavailable."""
        ...

    def unreported(self) -> Sequence[Unreported]:
        """Give what this wallet has ordered, and what nobody was shown the outcome of, but for what still runs."""
        ...

    def report(self, state: str | None = None) -> None:
        """Note that the outcome of what was ordered was shown, or that it is in a `state` that is not its last one."""
        ...

    def backup(self, target: str | None) -> str:
        """Write a consistent copy of the ledger; gives its path."""
        ...
