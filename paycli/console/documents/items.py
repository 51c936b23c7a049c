"""Documents of the items of a shop."""

from typing import NamedTuple

from paycli.console.documents.forms import Amount, Currency, Rate


class ItemTax(NamedTuple):
    """A class of tax that a shop's file of items names."""

    tax_class: str
    rate: Rate


class ItemsChecked(NamedTuple):
    """A file of items that can be used."""

    path: str
    items: int
    currency: Currency
    tax_classes: tuple[ItemTax, ...]
    with_tax: bool
    cash_step: Amount


class ItemsImported(NamedTuple):
    """A file of items that the till sells by from now on; `path` is where it lies now."""

    path: str
    items: int
    currency: Currency
    tax_classes: tuple[ItemTax, ...]
    with_tax: bool
    cash_step: Amount
    changed: bool
    dry_run: bool


class Item(NamedTuple):
    """An item of the shop."""

    item: str
    """The code: the digits on its wrapping, or a word of the shop's."""
    name: str
    amount: Amount
    currency: Currency
    tax_class: str | None
    aliases: tuple[str, ...]
    """Further words for the item."""
