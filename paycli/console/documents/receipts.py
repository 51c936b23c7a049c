"""The document of a receipt, which stands in others too."""

from typing import NamedTuple

from paycli.console.documents.forms import Amount, Currency, Handle, Id, Kind, SaleNumber, State, Time
from paycli.console.documents.taxes import TaxSum


class Receipt(NamedTuple):
    """What a sale came to. The tip is on top of the amount; `from` is who paid, null until somebody has."""

    id: Id
    short: str
    kind: Kind
    state: State
    n: int
    time: Time
    amount: Amount
    currency: Currency
    discount: Amount
    """The discounts on it, which are off the amount already."""
    taxes: tuple[TaxSum, ...]
    """The amount by tax class."""
    tip: Amount
    rounding: Amount
    refunded: Amount
    """The part of it and the tip that was given back, in the same currency."""
    from_: Handle | None
    to: tuple[Handle, ...]
    lines: tuple[str, ...]
    receipt: SaleNumber | None
    paid_at: Time | None
    """When it was paid. Null while it is not."""
    mandate: str | None
    tender: str
    """How it was paid: `wallet`, `cash` or `gift`. Empty while it is not."""
    play: bool
