"""The document of a line of a sale, for the books."""

from typing import NamedTuple

from paycli.console.documents.forms import Amount, Currency, Date, Id, Kind, Rate, SaleNumber, Time


class SoldRow(NamedTuple):
    """A line of a sale in the payment that settled it, or a part of a refund, whose sums are below zero.

    A gift of the house brings in nothing: it has no tax class and no tax.
    """

    id: Id
    kind: Kind
    of: Id
    n: int
    time: Time
    date: Date
    """The date of the books; without a till, the day in the ledger's zone."""
    till: int
    day: int | None
    """The number of the day at this till, counted without a gap; the number of its Z. Null without a till."""
    receipt: SaleNumber
    place: int
    """The place of the line on its sale, or of the tax class in the refund, from 1 on."""
    what: str
    """The thing that was sold, or the reason of the refund. Empty where the words were erased."""
    tax_class: str | None
    rate: Rate | None
    """The rate of its tax. Null where it has no class."""
    net: Amount
    """The sum without its tax."""
    tax: Amount
    """The tax in it."""
    gross: Amount
    """The sum with its tax."""
    discount: Amount
    """The discounts on the whole sale, which are off the sums already; only in its first row."""
    tip: Amount
    rounding: Amount
    tender: str
    """How it was paid: `wallet`, `cash` or `gift`."""
    currency: Currency
    play: bool


class SoldExported(NamedTuple):
    """A file with lines of sales that was written."""

    path: str
    """The path of the file."""
    rows: int
    """How many lines of sales are in it."""
