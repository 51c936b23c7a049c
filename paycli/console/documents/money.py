"""A document that stands in many others: an amount of one currency."""

from typing import NamedTuple

from paycli.console.documents.forms import Amount, Currency


class Money(NamedTuple):
    """An amount of one currency."""

    amount: Amount
    currency: Currency
