"""Documents of money that moved: from wallet to wallet, over the edge, and back."""

from typing import Literal, NamedTuple

from paycli.console.documents.forms import Amount, Currency, Handle, Id, Kind, OutcomeState, State, Time


class Sent(NamedTuple):
    """Money that was sent to somebody."""

    id: Id | None
    kind: Kind
    state: State
    n: int | None
    time: Time | None
    amount: Amount
    currency: Currency
    to: tuple[Handle, ...]
    note: str | None
    due: Time | None
    must_accept: bool
    """Whether the money waits for the payee to accept it; else it arrives by itself, or was there at once."""
    balance: Amount
    replayed: bool
    dry_run: bool


class Cancellation(NamedTuple):
    """Something that was taken back, and what came back with it."""

    id: Id | None
    of: Id
    kind: Kind
    state: State
    n: int | None
    time: Time | None
    amount: Amount | None
    currency: Currency
    what: str
    """The thing that was taken back: `envelope`, `sale`, `batch`, `wait` (a waiting transfer) or `request`."""
    balance: Amount
    replayed: bool
    dry_run: bool


class Undone(NamedTuple):
    """An order that was undone: it was cancelled, or its payees were asked for the money."""

    id: Id | None
    of: Id
    undone: Literal["cancelled", "asked"]
    """The way it was undone: `cancelled`, or the money had arrived and was `asked` for by a request."""
    kind: Kind
    state: State
    n: int | None
    time: Time | None
    amount: Amount | None
    currency: Currency
    note: str | None
    due: Time | None
    replayed: bool
    dry_run: bool


class GivenBack(NamedTuple):
    """Money that was given back to whoever paid it."""

    id: Id | None
    of: Id
    kind: Kind
    state: State
    n: int | None
    time: Time | None
    amount: Amount
    currency: Currency
    to: tuple[Handle, ...]
    note: str | None
    paid_amount: Amount
    given_back: Amount
    balance: Amount
    replayed: bool
    dry_run: bool


class RailTransfer(NamedTuple):
    """A top-up or a withdrawal, or what became of one that the operator paid out."""

    id: Id | None
    of: Id | None
    kind: Kind
    state: State
    n: int | None
    time: Time | None
    amount: Amount
    currency: Currency
    by: str
    to: tuple[Handle, ...]
    balance: Amount | None
    replayed: bool
    dry_run: bool


class CashTaken(NamedTuple):
    """Cash that the operator took for a wallet."""

    id: Id | None
    kind: Kind
    state: State
    n: int | None
    time: Time | None
    amount: Amount
    currency: Currency
    to: tuple[Handle, ...]
    note: str | None
    balance: Amount | None
    replayed: bool
    dry_run: bool


class InFlight(NamedTuple):
    """A wallet of this account that was not asked about."""

    handle: Handle
    in_flight: int
    """How much of the wallet is in flight."""


class WalletAsked(NamedTuple):
    """How that stands by now which one wallet had in flight."""

    handle: Handle
    ledger: Id
    done: tuple[Id, ...]
    returned: tuple[Id, ...]
    pending: tuple[Id, ...]
    needs: str | None
    """The code of the error that says why something waits for a person, such as `passphrase_missing`."""
    trouble: str | None
    """The code of the error that kept the wallet from being looked at."""


class Ticked(NamedTuple):
    """What was settled, and how that ended which was in flight."""

    settled: int
    """How many things ended because their time was over."""
    done: tuple[Id, ...]
    returned: tuple[Id, ...]
    pending: tuple[Id, ...]
    asked: tuple[WalletAsked, ...]
    """The wallets that were looked after."""
    others: tuple[InFlight, ...]
    """The wallets of this account that have something in flight and were left alone."""


class Outcome(NamedTuple):
    """What became of an order whose outcome nobody was shown."""

    id: Id
    handle: Handle
    kind: Kind
    state: OutcomeState
    n: int | None
    time: Time | None
    amount: Amount | None
    currency: Currency | None
    to: tuple[Handle, ...]
    note: str | None
