"""The documents of what came of a wallet's envelopes."""

from typing import NamedTuple

from paycli.console.documents.forms import Amount, Currency, Id, Time


class SentSum(NamedTuple):
    """Envelopes that were sent in one currency."""

    envelopes: int
    """How many."""
    amount: Amount
    currency: Currency
    came_back: Amount
    """The part of it that came back, in the same currency."""


class TakenSum(NamedTuple):
    """Packets that were taken in one currency."""

    envelopes: int
    """From how many envelopes."""
    amount: Amount
    currency: Currency


class Best(NamedTuple):
    """The packet that was luckiest beside the mean of its envelope."""

    id: Id
    amount: Amount
    currency: Currency
    times_mean: str
    """How many times the mean of its envelope it was, as a decimal string."""


class Month(NamedTuple):
    """What was sent and taken in one month, in one currency."""

    month: str
    """The month, `2026-11`."""
    currency: Currency
    sent_amount: Amount
    """The money that was sent in envelopes, in the same currency."""
    received_amount: Amount
    """The money that was taken out of envelopes, in the same currency."""


class Stats(NamedTuple):
    """What came of a wallet's envelopes in a time."""

    since: Time | None
    """From when. Null for the beginning."""
    until: Time | None
    """Until when. Null for now."""
    sent: tuple[SentSum, ...]
    """The envelopes that were sent, by currency."""
    received: tuple[TakenSum, ...]
    """The packets that were taken, by currency."""
    best: Best | None
    """The luckiest packet. Null where none was drawn."""
    times_luckiest: int
    """How often nobody took more."""
    lucky_ended: int
    """Of how many lucky envelopes that have ended."""
    months: tuple[Month, ...]
    """The same by month."""
