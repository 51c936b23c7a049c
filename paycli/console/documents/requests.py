"""Documents of requests and of what answers them."""

from typing import NamedTuple

from paycli.console.documents.forms import Amount, AnswerState, Currency, Handle, Id, Kind, State, Time


class ShareAsked(NamedTuple):
    """What is asked of one wallet, in the currency of the request."""

    handle: Handle
    amount: Amount
    currency: Currency


class Requested(NamedTuple):
    """A request that was made."""

    id: Id | None
    of: Id | None
    kind: Kind
    state: State
    n: int | None
    time: Time | None
    amount: Amount
    currency: Currency
    to: tuple[Handle, ...]
    note: str | None
    asked_of: tuple[ShareAsked, ...]
    """The people who are asked, and for how much each."""
    own_share: Amount | None
    """The share of what was split that is your own, and nobody is asked for. Null where you have none."""
    left_over: Amount | None
    """The sum by which the shares would not have come out even. Null where they do."""
    more_for: tuple[Handle, ...]
    """The people who have one unit of that more than their part."""
    pay_by: Time | None
    due: Time
    replayed: bool
    dry_run: bool


class ShareAnswered(NamedTuple):
    """What is asked of one wallet, and what it answered."""

    handle: Handle
    amount: Amount
    currency: Currency
    state: AnswerState
    time: Time | None
    note: str | None


class Request(NamedTuple):
    """A request as its maker sees it, or somebody whom it asks."""

    n: int
    time: Time
    id: Id
    of: Id | None
    kind: Kind
    state: State
    by: str
    own: bool
    amount: Amount
    currency: Currency
    to: tuple[Handle, ...]
    note: str | None
    answers: tuple[ShareAnswered, ...]
    """The people who are asked, and how that stands with each: all for the maker, for others only themselves."""
    open_amount: Amount
    """How much of it nobody has answered yet, of the shares that are shown."""
    asked_count: int
    """How many wallets it asks."""
    paid_count: int
    """How many of them have paid."""
    declined_count: int
    """How many of them have declined."""
    pay_by: Time | None
    late: bool
    due: Time


class Answered(NamedTuple):
    """An answer: a share that was paid, a waiting transfer that was taken, or either declined."""

    id: Id | None
    of: Id
    kind: Kind
    state: State
    n: int | None
    time: Time | None
    amount: Amount
    currency: Currency
    asks: str
    """The thing that asked: `request`, or `wait` for a transfer that waits."""
    by: str
    from_: Handle | None
    to: tuple[Handle, ...]
    note: str | None
    balance: Amount
    replayed: bool
    dry_run: bool
