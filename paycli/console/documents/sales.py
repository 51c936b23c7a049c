"""Documents of a shop's sales."""

from typing import NamedTuple

from paycli.console.documents.forms import Amount, Currency, Handle, Id, Kind, SaleNumber, State, Time
from paycli.console.documents.taxes import TaxSum


class Charged(NamedTuple):
    """A sale that waits for its payer, or what became of it."""

    id: Id | None
    short: str | None
    kind: Kind
    state: State
    n: int | None
    time: Time | None
    amount: Amount
    currency: Currency
    discount: Amount
    """The discounts on it, which are off the amount already."""
    taxes: tuple[TaxSum, ...]
    """The amount by tax class."""
    to: tuple[Handle, ...]
    lines: tuple[str, ...]
    receipt: SaleNumber | None
    qr: str | None
    """The text of the QR code, which `paycli pay` takes. Null where there is no id."""
    due: Time
    replayed: bool
    dry_run: bool


class Paid(NamedTuple):
    """A sale that was paid. The tip is on top of the amount."""

    id: Id | None
    of: Id
    kind: Kind
    state: State
    n: int | None
    time: Time | None
    amount: Amount
    currency: Currency
    tip: Amount
    to: tuple[Handle, ...]
    balance: Amount
    replayed: bool
    dry_run: bool


class Refunded(NamedTuple):
    """Money that went back to whoever paid a sale."""

    id: Id | None
    of: Id
    kind: Kind
    state: State
    n: int | None
    time: Time | None
    amount: Amount
    currency: Currency
    to: tuple[Handle, ...]
    receipt: SaleNumber | None
    rounding: Amount
    note: str | None
    balance: Amount
    replayed: bool
    dry_run: bool
