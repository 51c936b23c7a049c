"""Documents of mandates: keys of a wallet that can do little."""

from typing import Literal, NamedTuple

from paycli.console.documents.forms import Amount, Currency, Fingerprint, Handle, Hash, Time

MandateState = Literal["pending", "active", "expired", "revoked"]


class Cap(NamedTuple):
    """A cap of a grant."""

    cap: Literal["per_order", "per_day", "per_month", "total", "count_per_day"]
    """The field of the scope that sets it."""
    maximum: Amount
    """How much it allows, in one period."""
    left: Amount | None
    """The rest of it now. Null for the cap of one order, which nothing uses up."""
    currency: Currency


class Grant(NamedTuple):
    """What one grant of a mandate allows."""

    kinds: tuple[str, ...]
    """The kinds of orders that it is for."""
    currency: Currency
    to: tuple[Handle, ...]
    """The wallets that it may pay. Empty for anybody, and where it pays a group."""
    anybody: bool
    """Whether it may pay anybody."""
    group: Handle | None
    """The group whose members, as they are at the moment, it may pay. Null for no group."""
    caps: tuple[Cap, ...]
    """Its caps in money."""
    count_per_day: int | None
    """The most orders in a day. Null for no such cap."""
    count_left: int | None
    """The rest of them today. Null for no such cap."""


class Mandate(NamedTuple):
    """A mandate of the wallet that looks."""

    name: str
    """The name of the mandate."""
    key: Hash
    """The name of its key."""
    fingerprint: Fingerprint
    state: MandateState
    """`pending` before it begins, `active`, `expired` behind its end, `revoked` for good."""
    starts_at: Time | None
    """Null where it began at once."""
    ends_at: Time
    """From then on it may do nothing."""
    day_at_ms: int
    """When a day of its caps begins, in milliseconds behind midnight in UTC."""
    grants: tuple[Grant, ...]
    """Its rights; the first grant that fits an order counts."""


class MandateChanged(NamedTuple):
    """A mandate after a command."""

    name: str
    """The name of the mandate."""
    key: Hash
    """The name of its key."""
    fingerprint: Fingerprint
    state: MandateState
    """`pending` before it begins, `active`, `expired` behind its end, `revoked` for good."""
    starts_at: Time | None
    """Null where it began at once."""
    ends_at: Time
    """From then on it may do nothing."""
    day_at_ms: int
    """When a day of its caps begins, in milliseconds behind midnight in UTC."""
    grants: tuple[Grant, ...]
    """Its rights; the first grant that fits an order counts."""
    out: str | None
    """The file with its key. Null where none was written."""
    changed: bool
