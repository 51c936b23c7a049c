"""The ports: what the rules and services need from outside, as small Protocols; adapters stand in other folders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from paycli.domain.book import Book, Entry, Head, Seen, ShortMatch, StoredText, Transaction, View, Written, identity
from paycli.domain.records import Card, Contact, PendingOrder, Profile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from contextlib import AbstractContextManager

    from paycli.domain.accounts import Transfer
    from paycli.domain.state import Registry
    from paycli.errors import PaycliError

__all__ = [
    "App", "Book", "BoundCard", "Card", "Clock", "Contact", "Contacts", "Entry", "Head", "HomeFacts",
    "LedgerFile", "LogRow", "Machine", "Memory", "Outcome", "PendingOrder", "Processor", "Profile",
    "RailAnswer", "Reports", "ShortMatch", "StoredText", "Transaction", "Vault", "View", "Written", "identity",
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

    def seen(self, ledger: str) -> Seen | None:
        """Give the newest place of the log that this client knows."""
        ...

    def remember(self, ledger: str, seen: Seen) -> None:
        """Keep a newer place; an older one is ignored."""
        ...


class Contacts(Protocol):
    """Who the client has dealt with on one ledger, by handle (without @)."""

    def known(self) -> Mapping[str, Contact]:
        """Give everybody known; raises Misconfigured when what is kept is damaged."""
        ...

    def keep(self, *contacts: Contact, replace: bool = False) -> None:
        """Keep contacts durably; who is known under a handle stays so, but for being shown, unless `replace`."""
        ...


# --- the application --------------------------------------------------------------------------------------------------
class LogRow(NamedTuple):
    """A row of a list over the log."""

    n: int
    time: int
    id: str
    kind: str
    order: bytes
    transfers: tuple[Transfer, ...]


class Reports(Protocol):
    """Lists and searches over a ledger."""

    def log(self, wallet: str | None, since: int | None, until: int | None, limit: int | None) -> Sequence[LogRow]:
        """Give entries newest first: those that a wallet signed or that moved its money, or all if it is None."""
        ...


class App(Protocol):
    """An opened profile: its book, its secrets, its rails."""

    book: Book
    clock: Clock
    memory: Memory
    profile: Profile
    registry: Registry

    @property
    def contacts(self) -> Contacts:
        """Give who is known on this ledger."""
        ...

    @property
    def reports(self) -> Reports:
        """Give lists and searches over the ledger."""
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
        """Forget a card and its token; the next one becomes the first choice. Raises CardUnknown."""
        ...

    def prefer_card(self, name: str) -> None:
        """Make a card the first choice. Raises CardUnknown."""
        ...

    def remember_card(self, object_id: str, card: Card) -> Card:
        """Note durably which card a top-up or withdrawal goes by; gives the one noted before, if it is ordered."""
        ...

    def remembered_card(self, object_id: str) -> Card | None:
        """Give the card that was noted for a top-up or withdrawal, be it still bound here or not."""
        ...

    def backup(self, target: str | None) -> str:
        """Write a consistent copy of the ledger; gives its path."""
        ...


class HomeFacts(NamedTuple):
    """The home folder as it is: its mode, and what in it others can reach though they must not."""

    path: str
    there: bool
    mode: int
    open_to_others: tuple[str, ...]


class LedgerFile(NamedTuple):
    """A ledger's file as it is; `lock` is `free`, `held`, `missing`, or why the lock file cannot be used."""

    path: str
    shared: bool
    writable: bool
    foreign: bool
    schema: int
    bytes: int
    free_bytes: int
    lock: str


class Machine(Protocol):
    """What this machine and account offer before a profile is open."""

    clock: Clock

    def default_address(self) -> str:
        """Give the path of the ledger that `init` makes when none is named."""
        ...

    def login_name(self) -> str:
        """Give the name of the account that runs us."""
        ...

    def zone(self) -> str:
        """Give the machine's time zone by its IANA name, or UTC."""
        ...

    def exponent_of(self, currency: str) -> int:
        """Look up a currency's decimals in ISO 4217; raises CurrencyUnknown."""
        ...

    def has_ledger(self, address: str) -> bool:
        """Tell whether a file is there."""
        ...

    def create_ledger(self, address: str, group: str | None) -> None:
        """Make an empty ledger, private or shared with a group."""
        ...

    def book(self, address: str) -> Book:
        """Open a ledger's book."""
        ...

    def choose_vault(self, requested: str | None) -> str:
        """Say which vault new secrets go to."""
        ...

    def vault(self, name: str) -> Vault:
        """Open a vault."""
        ...

    def profiles(self) -> Sequence[Profile]:
        """Give all profiles of this home."""
        ...

    def save_profile(self, profile: Profile) -> None:
        """Keep a profile."""
        ...

    def use(self, profile: Profile) -> None:
        """Make a profile the current one."""
        ...

    def open(self, profile: Profile) -> App:
        """Open a profile."""
        ...

    def alone(self) -> AbstractContextManager[None]:
        """Let nobody else on this account open a wallet meanwhile; nobody may be asked anything inside."""
        ...

    def pending_order(self, slot: str) -> PendingOrder | None:
        """Give bytes kept under a name before posting."""
        ...

    def keep_pending_order(self, slot: str, pending: PendingOrder) -> None:
        """Keep bytes durably before they are posted."""
        ...

    def forget_pending_order(self, slot: str) -> None:
        """Drop kept bytes."""
        ...

    def software(self) -> Sequence[tuple[str, str]]:
        """Give what runs here, with versions."""
        ...

    def home_facts(self) -> HomeFacts:
        """Look at the home folder."""
        ...

    def settings(self) -> Mapping[str, str | None]:
        """Give the person's settings; raises Misconfigured where they are damaged."""
        ...

    def ledger_file(self, address: str) -> LedgerFile:
        """Look at a ledger's file without changing it; raises what opening it raises."""
        ...

    def vault_problem(self, name: str) -> PaycliError | None:
        """Say why a vault would not answer now; no secret is touched and nobody is asked."""
        ...
