"""The tax in sums, which stands in several documents."""

from typing import NamedTuple

from paycli.console.documents.forms import Amount, Rate


class TaxSum(NamedTuple):
    """The part of some sums that is of one tax class and rate."""

    tax_class: str
    rate: Rate
    gross: Amount
    """The sum with its tax."""
    net: Amount
    """The sum without its tax."""
    tax: Amount
    """The tax in it."""
