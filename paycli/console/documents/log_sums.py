"""The document of the log added up."""

from typing import Literal, NamedTuple

from paycli.console.documents.forms import Amount, Currency, Time


class LogSum(NamedTuple):
    """What came and went under one key, in one currency."""

    heading: str
    """The month, the day, or the other side."""
    currency: Currency
    came_in: Amount
    """The money that came to the wallet, in the same currency, without what only came back."""
    went_out: Amount
    """The money that went from the wallet, in the same currency, without what only came back."""
    in_drawers: Amount
    """The coins that came into the drawers of the shop, less those that went out."""
    entries: int
    """How many entries of the log moved it."""


class LogSums(NamedTuple):
    """The money that came to a wallet and went from it in a time, added up."""

    by: Literal["month", "who", "day"]
    """The way in which it is added up."""
    since: Time | None
    """From when. Null for the beginning."""
    until: Time | None
    """Until when. Null for now."""
    added_up: tuple[LogSum, ...]
    """The money in and out under each heading, by currency."""
