"""Documents of a regular's tab: as the regular has it, and as a till keeps it."""

from typing import Literal, NamedTuple

from paycli.console.documents.forms import Amount, Currency, Fingerprint, Handle, Hash, Time
from paycli.console.documents.mandates import MandateState


class Tab(NamedTuple):
    """A tab of the wallet that looks: a mandate that pays at one shop."""

    at: Handle
    """The shop."""
    name: str
    """The name of the mandate that it is."""
    key: Hash
    """The name of its key."""
    fingerprint: Fingerprint
    state: MandateState
    """`active`, `expired` behind its end, `revoked` once it was left."""
    maximum: Amount
    """How much it allows in a day."""
    left: Amount
    """The rest of that today."""
    currency: Currency
    ends_at: Time
    """From then on it pays nothing."""


class TabChanged(NamedTuple):
    """A tab after a command."""

    at: Handle
    """The shop."""
    name: str
    """The name of the mandate that it is."""
    key: Hash
    """The name of its key."""
    fingerprint: Fingerprint
    state: MandateState
    """`active`, `expired` behind its end, `revoked` once it was left."""
    maximum: Amount
    """How much it allows in a day."""
    left: Amount
    """The rest of that today."""
    currency: Currency
    ends_at: Time
    """From then on it pays nothing."""
    code: str | None
    """The code that the till reads: anybody who has it may spend there what the tab allows. Null where it was left."""
    changed: bool


TabState = Literal["ready", "locked", "ended", "left"]


class TillTab(NamedTuple):
    """A tab that a guest gave to a till."""

    guest: Handle
    """The guest."""
    till: int
    fingerprint: Fingerprint
    state: TabState
    """`ready`, `locked` for a while since too many PINs were wrong, `ended` behind its end, `left` by the guest."""
    locked_until: Time | None
    """Until when no PIN is tried. Null where it is not locked."""
    maximum: Amount
    """How much it allows in a day."""
    left: Amount
    """The rest of that today."""
    currency: Currency
    ends_at: Time
    """From then on it pays nothing."""


class TillTabChanged(NamedTuple):
    """A tab after a till has read its code; not `changed` where this till had its key already, under another PIN."""

    guest: Handle
    """The guest."""
    till: int
    fingerprint: Fingerprint
    state: TabState
    """`ready`, `locked` for a while since too many PINs were wrong, `ended` behind its end, `left` by the guest."""
    locked_until: Time | None
    """Until when no PIN is tried. Null where it is not locked."""
    maximum: Amount
    """How much it allows in a day."""
    left: Amount
    """The rest of that today."""
    currency: Currency
    ends_at: Time
    """From then on it pays nothing."""
    changed: bool
