"""Documents of red envelopes."""

from typing import Literal, NamedTuple

from paycli.console.documents.forms import Amount, Audience, Currency, Handle, Id, Kind, State, Time


class EnvelopeSent(NamedTuple):
    """An envelope that was sent."""

    id: Id | None
    short: str | None
    kind: Kind
    state: State
    n: int | None
    time: Time | None
    amount: Amount
    currency: Currency
    to: tuple[Handle, ...]
    audience: Audience
    packets: int
    note: str | None
    due: Time
    opens_at: Time | None
    link: str | None
    cards: tuple[str, ...]
    balance: Amount
    replayed: bool
    dry_run: bool


class Grabbed(NamedTuple):
    """A packet that was taken. `amount` is null where a dry run may not tell it."""

    id: Id | None
    of: Id
    kind: Kind
    state: State
    n: int | None
    time: Time | None
    amount: Amount | None
    currency: Currency
    from_: Handle
    note: str | None
    leads: bool | None
    """Whether it is the largest packet so far. Null in a dry run, as all that follows of the envelope."""
    final: bool | None
    taken: int | None
    packets: int | None
    left: Amount | None
    balance: Amount
    replayed: bool
    dry_run: bool


class Grab(NamedTuple):
    """A packet that somebody took."""

    kind: Kind
    by: str
    amount: Amount
    currency: Currency
    position: int
    """Which packet it was, from 1."""
    mine: bool
    """Whether the wallet that acts took it."""
    time: Time
    luckiest: bool | None
    """Whether nobody took more. Null while that may change, and where the packets are equal."""


class Envelope(NamedTuple):
    """An envelope as somebody who may see it sees it."""

    n: int
    id: Id
    short: str
    kind: Kind
    state: State
    time: Time
    amount: Amount
    currency: Currency
    from_: Handle
    to: tuple[Handle, ...]
    audience: Audience
    left: Amount
    packets: int
    taken: int
    rule: Literal["even", "double-mean", "equal"]
    """How the packets are made: `equal`, or drawn by one of the two other rules (docs/fair-luck.md)."""
    note: str | None
    due: Time
    opens_at: Time | None
    rest_due: bool
    """Whether its time is over and the rest has not come back yet."""
    final: bool
    duration_ms: int | None
    """How long it took from when packets could be taken to the last one, in milliseconds. Null unless all are gone."""
    grabs: tuple[Grab, ...]
    """The packets that were taken, in their order."""


class EnvelopeLink(NamedTuple):
    """The link of an own envelope, made again, with the envelope."""

    link: str
    cards: tuple[str, ...]
    envelope: Envelope
    """The envelope, as `paycli show` gives it."""
