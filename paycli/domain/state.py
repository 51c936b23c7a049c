"""The state that rules decide on: immutable records in plain dictionaries, changed only by `State.apply`."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Protocol

from paycli.domain.accounts import Account, Transfer, empty_account
from paycli.domain.answers import Asked, Claim, Counter, Payment
from paycli.domain.needs import Needs, merge_needs
from paycli.domain.registry import Registry

if TYPE_CHECKING:
    # Only mypy reads it: what is not said to be an object of one kind may be of any.
    from typing_extensions import TypeVar

    from paycli.domain.orders import Order
    from paycli.domain.scopes import Scope

    BodyT_co = TypeVar("BodyT_co", default=Any, covariant=True)
    DetailT = TypeVar("DetailT", default=Any)
else:
    from typing import TypeVar

    BodyT_co = TypeVar("BodyT_co", covariant=True)
    DetailT = TypeVar("DetailT")

__all__ = [
    "CANCELLED",
    "DONE",
    "EXPIRED",
    "PENDING",
    "RETURNED",
    "Asked",
    "Changes",
    "Claim",
    "Counter",
    "Crypto",
    "Key",
    "LedgerObject",
    "Needs",
    "Place",
    "State",
    "Wallet",
    "merge_needs",
]  # fmt: skip

PENDING, DONE, RETURNED, CANCELLED, EXPIRED = "pending", "done", "returned", "cancelled", "expired"


class Place(NamedTuple):
    """Where an entry stands: its number in the log and its ledger time in ms."""

    n: int
    time: int


class Wallet(NamedTuple):
    """A wallet: its id, the entry that opened it, whether it is a shop, the entry that admitted it.

    `blocked` are the wallets that may neither send to it nor take from it, in the order in which they were blocked.
    `asks_until` is the ledger time (ms) up to which its request to join is open; None once it was admitted or rejected.
    `trusted` are the wallets that it trusts, `receive` and `requests` what others may do with it (None: anything).
    """

    id: str
    n: int
    shop: bool
    admitted_n: int | None
    blocked: tuple[str, ...] = ()
    asks_until: int | None = None
    trusted: tuple[str, ...] = ()
    receive: str | None = None
    requests: str | None = None

    def is_asking(self, time: int) -> bool:
        """Tell whether it waits for the operator's word at a ledger time."""
        return self.asks_until is not None and time < self.asks_until


class Key(NamedTuple):
    """A public key and its party: a wallet id, `operator`, or `rail:NAME`; in force until revoked.

    One with a `scope` is a mandate of its wallet; None stands for a full key.
    """

    id: str
    public: str
    party: str
    revoked_n: int | None
    scope: "Scope | None" = None


class LedgerObject(NamedTuple, Generic[BodyT_co, DetailT]):
    """Something with a life of its own, made by an order; its row in `lives.py` says what it can do.

    `maker` is the wallet that made it (None: the operator), `peer` who paid it. `held_minor` is what its own hold
    account keeps now. `due` is the ledger time at which it ends by itself, `ended` the time at which it did. `body` is
    the body of the order that made it: its terms, and `key` the key that signed that. `detail` has what only its kind
    has. What a shop makes at its counter has the `till` and its `number` there, counted without a gap.
    """

    id: str
    n: int
    kind: str
    maker: str | None
    peer: str | None
    currency: str | None
    amount_minor: int
    held_minor: int
    state: str
    due: int | None
    ended: int | None
    rail: str | None
    reference: str | None
    body: BodyT_co
    detail: DetailT
    key: str | None = None
    till: int | None = None
    number: int | None = None

    @classmethod
    def made(  # noqa: PLR0913  what a kind of object has, by name
        cls,
        order: "Order[BodyT_co]",
        place: Place,
        kind: str,
        *,
        detail: DetailT,
        currency: str | None = None,
        amount_minor: int = 0,
        held_minor: int = 0,
        due: int | None = None,
        rail: str | None = None,
        till: int | None = None,
        number: int | None = None,
    ) -> "LedgerObject[BodyT_co, DetailT]":
        """Give the object that an order makes at a place of the log: pending, its maker the order's wallet."""
        return cls(
            id=order.name,
            n=place.n,
            kind=kind,
            maker=order.wallet,
            peer=None,
            currency=currency,
            amount_minor=amount_minor,
            held_minor=held_minor,
            state=PENDING,
            due=due,
            ended=None,
            rail=rail,
            reference=None,
            body=order.body,
            detail=detail,
            key=order.key,
            till=till,
            number=number,
        )

    def as_stored(self) -> "LedgerObject[None, DetailT]":
        """Give it as its row has it: what its order says stands in the order alone."""
        return self._replace(body=None, key=None)  # type: ignore[return-value,arg-type]

    def is_over(self, time: int) -> bool:
        """Tell whether it can no longer be acted on: ended, or due by now, settled or not."""
        return self.state != PENDING or (self.due is not None and time >= self.due)

    def state_at(self, time: int) -> str:
        """Give the state that people should see at a ledger time: what is due has expired, settled or not."""
        return EXPIRED if self.state == PENDING and self.is_over(time) else self.state


class Crypto(Protocol):
    """What rules may ask of signatures; the implementation is `paycli.signing`."""

    def verify(self, public: str, message: bytes, signature: str) -> bool:
        """Tell whether an Ed25519 signature (128 hex digits) by a public key (64) fits the message."""
        ...

    def sandbox_public(self, ledger: str) -> str:
        """Give the public key of the sandbox rail of a ledger."""
        ...


class Changes(NamedTuple):
    """What a rule decided; nothing else changes the state or the database."""

    transfers: tuple[Transfer, ...] = ()
    objects: tuple[LedgerObject, ...] = ()
    wallets: tuple[Wallet, ...] = ()
    keys: tuple[Key, ...] = ()
    claims: tuple[Claim, ...] = ()
    floors: tuple[tuple[str, int], ...] = ()
    registry: tuple[tuple[str, str], ...] = ()
    counters: tuple[Counter, ...] = ()
    asked: tuple[Asked, ...] = ()


class State:
    """The rows that were loaded for an order, a group or a replay, and what has been decided on them so far."""

    __slots__ = (
        "_pending", "_rows", "accounts", "asked", "asking", "claims", "counters", "crypto", "keys", "objects",
        "payments", "references", "registry", "shares", "wallets",
    )  # fmt: skip

    def __init__(
        self, crypto: Crypto, registry_rows: Mapping[str, str] | None = None, registry: Registry | None = None
    ) -> None:
        self.crypto = crypto
        self._rows: dict[str, str] = dict(registry_rows or {})
        # A book that keeps the registry between transactions has read these rows already.
        self.registry = registry if registry is not None else Registry.from_rows(self._rows)
        self.accounts: dict[str, Account] = {}
        self.objects: dict[str, LedgerObject] = {}
        self.wallets: dict[str, Wallet] = {}
        self.keys: dict[str, Key] = {}
        self.claims: dict[tuple[str, str], Claim] = {}
        self.references: set[tuple[str, str]] = set()
        self.counters: dict[tuple[str, str], Counter] = {}
        self.shares: dict[str, tuple[int, ...]] = {}
        self.asking: dict[str, int] = {}
        self.asked: dict[tuple[str, str], Asked] = {}
        self._pending: dict[tuple[str, str], dict[str, Asked]] = {}
        # By the order and the payee; nothing of it is stored.
        self.payments: dict[tuple[str, str], Payment] = {}

    @property
    def registry_rows(self) -> Mapping[str, str]:
        """The registry as the name-value rows that it is kept in."""
        return self._rows

    def tables(self) -> Mapping[str, Mapping[Any, Any]]:
        """Give what is stored of a state, by the word for a row of it."""
        return {
            "account": self.accounts,
            "object": self.objects,
            "wallet": self.wallets,
            "key": self.keys,
            "claim": self.claims,
            "answer": self.asked,
            "counter": self.counters,
            "setting": self._rows,
            "drawn shares": self.shares,
        }

    def account(self, name: str) -> Account:
        """Give an account, empty if it had no transfer yet."""
        return self.accounts.get(name) or empty_account(name)

    def apply(self, changes: Changes) -> None:
        """Bring decided changes into the state."""
        accounts = self.accounts
        for transfer in changes.transfers:
            debit, credit = self.account(transfer.debit), self.account(transfer.credit)
            accounts[transfer.debit] = Account(debit.balance_minor - transfer.amount_minor, debit.floor_minor)
            accounts[transfer.credit] = Account(credit.balance_minor + transfer.amount_minor, credit.floor_minor)
        for subject in changes.objects:
            self.objects[subject.id] = subject
            if subject.rail is not None and subject.reference is not None:
                self.references.add((subject.rail, subject.reference))
        for wallet in changes.wallets:
            self.put_wallet(wallet)
        for key in changes.keys:
            self.keys[key.id] = key
        self._apply_tallies(changes)
        for name, floor_minor in changes.floors:
            accounts[name] = Account(self.account(name).balance_minor, floor_minor)
        if changes.registry:
            self._rows.update(changes.registry)
            self.registry = Registry.from_rows(self._rows)

    def _apply_tallies(self, changes: Changes) -> None:
        for claim in changes.claims:
            self.claims[claim.object, claim.wallet] = claim
        for asked in changes.asked:
            self.put_asked(asked)
        for counter in changes.counters:
            self.counters[counter.wallet, counter.name] = counter

    def put_wallet(self, wallet: Wallet) -> None:
        """Bring the record of one wallet into the state."""
        self.wallets[wallet.id] = wallet
        if wallet.asks_until is not None:
            self.asking[wallet.id] = wallet.asks_until
        else:
            self.asking.pop(wallet.id, None)

    def put_asked(self, asked: Asked) -> None:
        """Bring what an object asks of a wallet into the state."""
        self.asked[asked.object, asked.wallet] = asked
        pending = self._pending.setdefault((asked.maker, asked.wallet), {})
        if asked.state == PENDING:
            pending[asked.object] = asked
        else:
            pending.pop(asked.object, None)

    def pending_between(self, maker: str, wallet: str) -> Iterable[Asked]:
        """Give what one wallet has asked of another and is not answered, those whose time is over among them."""
        return self._pending.get((maker, wallet), {}).values()
